// What the page says after something was done, also across a reload.
const key = "lockstep-said";

export function say(text, isBad = false) {
  const place = document.getElementById("status");
  place.textContent = text;
  place.classList.toggle("bad", isBad);
}

export function sayAfterReload(text) {
  sessionStorage.setItem(key, text);
}

export function tellSaved() {
  const text = sessionStorage.getItem(key);
  if (!text) return;
  sessionStorage.removeItem(key);
  say(text);
}

// A word that the page was given, with numbers put into it.
export function word(name, values = {}) {
  let text = document.body.dataset[`text${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
  for (const [part, value] of Object.entries(values)) text = text.replaceAll(`{${part}}`, value);
  return text;
}
