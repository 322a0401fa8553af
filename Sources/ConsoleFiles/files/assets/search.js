// Search as you type: the list is asked for with what stands in the form, and replaced; the address follows.
import { pageAt, replace } from "./live.js";

export function startSearch() {
  for (const form of document.querySelectorAll("form[data-search]")) {
    let timer = 0;
    let latest = 0;
    const search = async () => {
      latest += 1;
      const number = latest;
      const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
      const address = `${form.getAttribute("action")}${query.size > 0 ? `?${query}` : ""}`;
      try {
        const page = await pageAt(address);
        const region = document.getElementById(form.dataset.search);
        const fresh = page?.getElementById(form.dataset.search);
        // An answer that a later question has overtaken is dropped.
        if (number !== latest || !fresh) return;
        replace(region, fresh);
        history.replaceState(null, "", address);
      } catch { /* The button still works. */ }
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(search, 180);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(timer);
      search();
    });
  }
}
