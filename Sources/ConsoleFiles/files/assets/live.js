// Parts of a page that change by themselves are asked for again while somebody looks, and replaced in place.
import { isDirty } from "./fields.js";
import { dressTimes } from "./times.js";
import { say, word } from "./status.js";

const pause = 2000;
const regions = () => [...document.querySelectorAll("[data-live]")];

// What somebody is working on stays as it is.
function inUse(region) {
  if (region.querySelector("[data-busy]")) return true;
  if ([...region.querySelectorAll('input[type="checkbox"]')].some((box) => box.checked !== box.defaultChecked)) return true;
  if ([...region.querySelectorAll("form")].some(isDirty)) return true;
  // Such as a check code that is being copied.
  const selection = getSelection();
  if (!selection.isCollapsed && region.contains(selection.anchorNode)) return true;
  const active = document.activeElement;
  return region.contains(active) && !/^(A|BODY|DIV|SUMMARY)$/.test(active.tagName);
}

function keepFocus(region, change) {
  const active = document.activeElement;
  const mark = region.contains(active) ? active.getAttribute("href") : null;
  change();
  if (mark) region.querySelector(`[href="${CSS.escape(mark)}"]`)?.focus({ preventScroll: true });
}

export function replace(region, fresh) {
  const open = [...region.querySelectorAll("details[open][id]")].map((part) => part.id);
  for (const id of open) fresh.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  dressTimes(fresh);
  if (fresh.innerHTML === region.innerHTML) return;
  const places = [...region.querySelectorAll(".scroll")].map((part) => part.scrollLeft);
  keepFocus(region, () => region.replaceChildren(...fresh.childNodes));
  region.querySelectorAll(".scroll").forEach((part, index) => { part.scrollLeft = places[index] ?? 0; });
}

export async function pageAt(address) {
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
  if (answer.redirected && new URL(answer.url).pathname === "/sign-in") return null;
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

let isLost = false;

async function refresh() {
  try {
    const address = location.href;
    const page = await pageAt(address);
    // A search went elsewhere meanwhile.
    if (address !== location.href) return true;
    if (!page) {
      say(word("ended"), true);
      return false;
    }
    for (const region of regions()) {
      const fresh = page.getElementById(region.id);
      if (fresh && !inUse(region)) replace(region, fresh);
    }
    if (isLost) say("");
    isLost = false;
  } catch {
    isLost = true;
    say(word("lost"), true);
  }
  return true;
}

export function startLive() {
  if (regions().length === 0) return;
  let isOver = false;
  const again = async () => {
    // A hidden page asks for nothing.
    if (document.visibilityState === "visible" && !document.querySelector("dialog[open]")) isOver = !await refresh();
    if (!isOver) setTimeout(again, pause);
  };
  setTimeout(again, pause);
}
