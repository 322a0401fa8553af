// What people have typed, as the JSON that the API takes.
import { instantIn } from "./times.js";
import { itemsOf, itemsChanged } from "./items.js";

function put(body, name, value) {
  if (value !== undefined) body[name] = value;
}

function momentOf(input) {
  if (!input.value) return null;
  const time = document.getElementById(input.dataset.time)?.value || input.dataset.otherwise;
  return instantIn(input.dataset.zone, input.value, time);
}

function valueOf(input) {
  switch (input.dataset.type) {
    case "moment": return momentOf(input);
    case "number": return input.value === "" ? null : Number(input.value);
    case "truth": return input.value === "true";
    case "lines": return input.value.split(/[\n,;]+/).map((line) => line.trim()).filter(Boolean);
    default: break;
  }
  if (input.value === "" && input.dataset.empty === "omit") return undefined;
  if (input.value === "" && input.dataset.empty === "null") return null;
  return input.value;
}

function changed(input) {
  if (input.type === "checkbox" || input.type === "radio") return input.checked !== input.defaultChecked;
  if (input.tagName === "SELECT") {
    const options = [...input.options];
    const hasDefault = options.some((option) => option.defaultSelected);
    return options.some((option, place) => option.selected !== (option.defaultSelected || (!hasDefault && !input.multiple && place === 0)));
  }
  if (input.dataset.type === "moment") {
    const time = document.getElementById(input.dataset.time);
    return input.value !== input.defaultValue || (time && time.value !== time.defaultValue);
  }
  return input.value !== input.defaultValue;
}

const counts = (input) => input.name && !input.disabled && !("skip" in input.dataset) && !input.closest("[data-item]")
  && input.type !== "submit" && input.tagName !== "BUTTON" && input.tagName !== "FIELDSET";

export function isDirty(form) {
  return [...form.elements].some((input) => counts(input) && changed(input)) || itemsChanged(form);
}

// Only what was changed where the form says so, so that two people can edit different fields.
export function bodyOf(form) {
  const body = JSON.parse(form.dataset.body ?? "{}");
  const only = form.dataset.only === "changed";
  const inputs = [...form.elements].filter((input) => counts(input) && input.name !== form.dataset.each);
  const names = new Set(inputs.map((input) => input.name));
  for (const name of names) {
    const group = inputs.filter((input) => input.name === name);
    if (only && !group.some(changed)) continue;
    const first = group[0];
    if (first.type === "radio") {
      const chosen = group.find((input) => input.checked);
      if (chosen && chosen.value !== "") put(body, name, valueOf(chosen));
    } else if (first.type === "checkbox" && first.dataset.type === "list") {
      put(body, name, group.filter((input) => input.checked).map((input) => input.value));
    } else if (first.type === "checkbox") {
      put(body, name, first.checked);
    } else if (first.multiple) {
      const chosen = [...first.selectedOptions].map((option) => first.dataset.type === "numbers" ? Number(option.value) : option.value);
      if (chosen.length > 0 || first.dataset.empty !== "omit") put(body, name, chosen);
    } else {
      put(body, name, valueOf(first));
    }
  }
  for (const [name, items] of itemsOf(form, only)) put(body, name, items);
  return body;
}
