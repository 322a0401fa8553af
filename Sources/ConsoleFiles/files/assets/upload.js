// A file of people: first what it would do, then the real thing.
import { request, Problem } from "./api.js";
import { say, sayAfterReload, word } from "./status.js";

const kinds = ["added", "linked", "updated", "deleted", "unlinked", "held", "kept", "unchanged", "errors"];

// What was refused is an answer too, with every error of the file.
async function send(form, file, isDryRun) {
  const query = new URLSearchParams({ file: file.name });
  if (isDryRun) query.set("dry-run", "true");
  try {
    return await request(`PUT ${form.dataset.call}?${query}`, file);
  } catch (error) {
    if (error instanceof Problem && error.details.outcome) return error.details;
    throw error;
  }
}

function said(form, result) {
  const parts = kinds.filter((kind) => result.counts[kind] > 0).map((kind) => form.dataset[kind].replace("{n}", result.counts[kind]));
  const lines = [parts.join(", ") || form.dataset.none];
  if (result.outcome === "held") lines.push(form.dataset.isHeld);
  if (result.outcome === "refused") lines.push(form.dataset.isRefused);
  if (result.reason) lines.push(result.reason);
  return lines.map((line) => line.replace(/\.?$/, ".")).join(" ");
}

const cells = (row) => row.situation === "error"
  ? [row.line || "", row.name, row.user, "", row.result, row.note]
  : [row.line || "", row.name, row.situation, row.action, row.result, row.note];

function show(form, result) {
  document.getElementById("upload-said").textContent = said(form, result);
  const rows = result.rows.map((row) => {
    const line = document.createElement("tr");
    line.append(...cells(row).map((text) => {
      const cell = document.createElement("td");
      cell.textContent = text;
      return cell;
    }));
    return line;
  });
  document.getElementById("upload-rows").replaceChildren(...rows);
  document.getElementById("upload-table").hidden = rows.length === 0;
  document.getElementById("upload-apply").hidden = result.outcome === "refused";
  document.getElementById("upload-preview").hidden = false;
}

export function startUpload() {
  const form = document.getElementById("upload");
  if (!form) return;
  const input = document.getElementById("file");
  const apply = document.getElementById("upload-apply");
  const preview = document.getElementById("upload-preview");
  // What is applied is what was previewed.
  let looked = null;

  const working = async (isDryRun, then) => {
    form.setAttribute("aria-busy", "true");
    apply.disabled = true;
    say("");
    try {
      then(await send(form, looked, isDryRun));
    } catch (error) {
      preview.hidden = true;
      say(error instanceof Problem ? error.message : word("failed"), true);
    } finally {
      form.removeAttribute("aria-busy");
      apply.disabled = false;
    }
  };

  input.addEventListener("change", () => { preview.hidden = true; });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    looked = new File([await input.files[0].arrayBuffer()], input.files[0].name);
    working(true, (result) => show(form, result));
  });
  apply.addEventListener("click", () => working(false, (result) => {
    sayAfterReload(said(form, result));
    if (result.run) location.assign(form.dataset.runs + result.run);
    else show(form, result);
  }));
}
