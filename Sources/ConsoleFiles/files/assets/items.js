// Lists of small records within a form, such as a user's cards: rows that can be added and taken away.
const lists = (form) => form.querySelectorAll("[data-items]");

function valuesOf(list) {
  return [...list.querySelectorAll("[data-item]")].map((row) => Object.fromEntries(
    [...row.querySelectorAll("[name]")].map((input) => [input.name, input.value.trim()])
  )).filter((item) => Object.values(item).every((value) => value !== ""));
}

const remember = (list) => { list.dataset.before ??= JSON.stringify(valuesOf(list)); };

export function itemsChanged(form) {
  return [...lists(form)].some((list) => list.dataset.before !== undefined && list.dataset.before !== JSON.stringify(valuesOf(list)));
}

export function itemsOf(form, only) {
  return [...lists(form)]
    .filter((list) => !only || list.dataset.before !== JSON.stringify(valuesOf(list)))
    .map((list) => [list.dataset.items, valuesOf(list)])
    .filter(([, values]) => only || values.length > 0);
}

export function startItems() {
  for (const list of document.querySelectorAll("[data-items]")) remember(list);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-drop]");
    if (!button) return;
    if ("drop" in button.dataset) {
      const list = button.closest("[data-items]");
      button.closest("[data-item]").remove();
      list.parentElement.querySelector("[data-add]")?.focus();
      return;
    }
    const list = document.getElementById(button.dataset.add);
    const row = document.getElementById(`${button.dataset.add}-row`).content.cloneNode(true);
    list.append(row);
    list.lastElementChild.querySelector("input, select")?.focus();
  });
}
