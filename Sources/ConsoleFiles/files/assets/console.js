// The pages work without this file; it makes them live, and lets forms speak to the API.
import { startForms } from "./forms.js";
import { startItems } from "./items.js";
import { startLive } from "./live.js";
import { startMonitoring } from "./monitoring.js";
import { startSearch } from "./search.js";
import { dressTimes } from "./times.js";
import { startImport } from "./import.js";
import { tellSaved } from "./status.js";
import { startUpload } from "./upload.js";

const menu = document.querySelector("details.menu");
const wide = matchMedia("(min-width: 60rem)");
// Beside the page the menu is always open, above it only when asked for.
const fit = () => { if (menu) menu.open = wide.matches; };
wide.addEventListener("change", fit);
fit();

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.dataset?.reveal) document.getElementById(box.dataset.reveal).type = box.checked ? "text" : "password";
  if (box.dataset?.all) {
    for (const other of document.querySelectorAll(`input[type="checkbox"][name="${box.dataset.all}"]`)) other.checked = box.checked;
  }
});

startForms();
startItems();
startSearch();
dressTimes(document);
startLive();
startMonitoring();
startImport();
startUpload();
tellSaved();
