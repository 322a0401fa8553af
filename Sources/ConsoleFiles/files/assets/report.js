// The result of a compare, and values that are shown once, in words.
function line(text) {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  return paragraph;
}

const names = (users) => `${users.slice(0, 20).join(", ")}${users.length > 20 ? ", …" : ""}`;

function comparison(place, result) {
  const lines = [line(result.equal ? place.dataset.textEqual : place.dataset.textDifferent)];
  const add = (label, users) => { if (users.length > 0) lines.push(line(`${label}: ${users.length} (${names(users)})`)); };
  lines.push(line(`${place.dataset.textSame}: ${result.same}`));
  for (const kind of new Set(result.different.map((user) => user.kind))) {
    add(kind, result.different.filter((user) => user.kind === kind).map((user) => user.user));
  }
  add(place.dataset.textNew, result.newOnDevice);
  add(place.dataset.textMissing, result.missing);
  add(place.dataset.textLeft, result.leftOut.map((user) => user.user));
  return lines;
}

// A secret that nobody can see again.
function once(place, value) {
  const field = document.createElement("input");
  field.readOnly = true;
  field.value = value;
  field.className = "secret";
  field.setAttribute("aria-label", place.dataset.textLabel);
  field.addEventListener("focus", () => field.select());
  return [line(place.dataset.textOnce), field];
}

// What a mail server said.
const said = (place, answer) => [line(answer.sent ? place.dataset.textSent : place.dataset.textNotSent), line(answer.answer)];

function linesOf(place, answer) {
  const value = answer.token ?? answer.url ?? answer.key;
  if (value) return once(place, value);
  return answer.sent === undefined ? comparison(place, answer) : said(place, answer);
}

export function showReport(id, answer) {
  const place = document.getElementById(id);
  place.replaceChildren(...linesOf(place, answer));
  place.classList.add("shown");
  place.querySelector("input")?.focus();
}
