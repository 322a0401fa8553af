// One question with yes and no; resolves to whether it was yes.
const dialog = document.getElementById("ask");

export function ask(title, lines = []) {
  document.getElementById("ask-title").textContent = title;
  const text = document.getElementById("ask-text");
  text.replaceChildren(...lines.map((line) => {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    return paragraph;
  }));
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
