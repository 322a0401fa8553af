// Forms with `data-api` are sent to the API; what it refuses is said beside the field.
import { request, Problem } from "./api.js";
import { ask } from "./ask.js";
import { confirmed } from "./confirmed.js";
import { save } from "./downloads.js";
import { bodyOf } from "./fields.js";
import { showReport } from "./report.js";
import { say, sayAfterReload, word } from "./status.js";

const of = (form, submitter, name) => submitter?.dataset[name] ?? form.dataset[name];

// `{name}` in the call is what stands in the field of that name.
const callOf = (form, submitter) => of(form, submitter, "api").replace(/\{(\w+)\}/g,
  (place, name) => form.elements[name] ? encodeURIComponent(form.elements[name].value) : place);

function clear(form) {
  for (const note of form.querySelectorAll(".problem")) note.remove();
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    if (input.dataset.described !== undefined) input.setAttribute("aria-describedby", input.dataset.described);
    if (!input.getAttribute("aria-describedby")) input.removeAttribute("aria-describedby");
  }
}

function fieldNamed(form, name) {
  if (!name) return null;
  const tail = name.split(/[ .]/).at(-1);
  return form.querySelector(`[name="${CSS.escape(name)}"]:not([type="hidden"])`)
    ?? form.querySelector(`[data-field="${CSS.escape(name)}"]`)
    ?? form.querySelector(`[name="${CSS.escape(tail)}"]:not([type="hidden"])`);
}

function showProblem(form, details) {
  const note = document.createElement("p");
  note.className = "problem";
  note.setAttribute("role", "alert");
  const text = details.reason && details.detail?.startsWith(`${details.field}: `) ? details.reason : details.detail ?? details.title;
  note.textContent = details.field && details.limit && !text.includes(details.limit) ? `${text} (${details.limit})` : text;
  const field = fieldNamed(form, details.field);
  if (!field) {
    form.append(note);
    return;
  }
  note.id = `${field.id || details.field}-problem`;
  if (field.tagName !== "FIELDSET") {
    field.dataset.described = field.getAttribute("aria-describedby") ?? "";
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${field.dataset.described} ${note.id}`.trim());
  }
  (field.closest(".field") ?? field).append(note);
  field.focus();
}

function busy(form, isBusy) {
  form.toggleAttribute("data-busy", isBusy);
  form.setAttribute("aria-busy", String(isBusy));
  for (const button of form.querySelectorAll("button")) button.disabled = isBusy;
}

// With the code of a preview, where the form's call takes it.
function withCode(form, call, body, code) {
  if (code === undefined) return [call, body];
  if (form.dataset.confirmIn === "body") return [call, { ...body, confirm: code }];
  return [`${call}${call.includes("?") ? "&" : "?"}confirm=${encodeURIComponent(code)}`, body];
}

function follow(form, submitter, answer) {
  const then = of(form, submitter, "then") ?? "reload";
  if ("download" in form.dataset) save(answer.files);
  if (form.dataset.report) return showReport(form.dataset.report, answer);
  const said = of(form, submitter, "said") ?? word("done");
  if (then === "none") return say(said);
  if (then === "reload") {
    sayAfterReload(said);
    return location.reload();
  }
  return location.assign(then.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(answer?.[name] ?? "")));
}

async function runOne(form, submitter) {
  const headers = form.dataset.version ? { "If-Match": `"${form.dataset.version}"` } : {};
  const body = submitter?.dataset.body ? JSON.parse(submitter.dataset.body) : bodyOf(form);
  const call = callOf(form, submitter);
  const answer = await confirmed((code) => request(...withCode(form, call, body, code), headers));
  if (answer !== undefined) follow(form, submitter, answer);
  // What was not confirmed was not done: the form shows what holds.
  else if (form.dataset.refused === "reset") form.reset();
}

// The same call for every box that is ticked, one after the other, with a bar.
async function runEach(form, submitter) {
  const boxes = [...document.querySelectorAll(`input[name="${form.dataset.each}"]:checked`)];
  if (boxes.length === 0) return say(word("none"), true);
  const bar = document.createElement("progress");
  bar.max = boxes.length;
  bar.value = 0;
  bar.setAttribute("aria-label", submitter?.textContent ?? "");
  form.append(bar);
  const shared = bodyOf(form);
  const failures = [];
  for (const box of boxes) {
    const call = of(form, submitter, "api").replace("{id}", encodeURIComponent(box.value));
    try {
      await request(call, { ...shared, ...JSON.parse(box.dataset.body || "{}") });
      // What is done is not done again with the rest.
      box.checked = false;
    } catch (error) {
      failures.push(`${box.value}: ${error.message}`);
    }
    bar.value += 1;
  }
  bar.remove();
  if (failures.length === 0) return follow(form, submitter, null);
  const text = word("someFailed", { n: failures.length, all: boxes.length });
  return showProblem(form, { detail: `${text} ${failures.slice(0, 5).join("; ")}` });
}

// All that are ticked in one call, as a list.
function runList(form, submitter) {
  const boxes = [...document.querySelectorAll(`input[name="${form.dataset.list}"]:checked`)];
  if (boxes.length === 0) return say(word("none"), true);
  form.dataset.body = JSON.stringify({ ...JSON.parse(form.dataset.body ?? "{}"), [form.dataset.as]: boxes.map((box) => box.value) });
  return runOne(form, submitter);
}

async function run(form, submitter) {
  if (form.hasAttribute("data-busy")) return;
  clear(form);
  const question = of(form, submitter, "ask");
  if (question && !await ask(word("sure"), [question])) return;
  busy(form, true);
  try {
    if (form.dataset.each) await runEach(form, submitter);
    else if (form.dataset.list) await runList(form, submitter);
    else await runOne(form, submitter);
  } catch (error) {
    // A wrong password is a 401 too.
    if (error instanceof Problem && error.details.reason === "signed-out") {
      say(word("ended"), true);
    } else if (error instanceof Problem) {
      busy(form, false);
      showProblem(form, error.details);
    } else {
      showProblem(form, { detail: word("failed") });
    }
  } finally {
    busy(form, false);
  }
}

export function startForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset?.api && !event.submitter?.dataset.api) return;
    event.preventDefault();
    run(form, event.submitter);
  });
}
