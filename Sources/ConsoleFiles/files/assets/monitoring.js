// The live log. Entries come as server-sent events; the page takes them up a few at a time, so that it stays quick with
// thousands a minute, and keeps the newest rows only.
import { textIn } from "./times.js";

const mostRows = 2000;
const mostAtOnce = 60;
const mostWaiting = 4000;
// The server says something every 15 seconds at least.
const longestSilence = 40000;

class Log {
  constructor(root) {
    this.root = root;
    this.list = root.querySelector("#events");
    this.model = document.getElementById("event-row").content.firstElementChild;
    this.state = root.querySelector("#connection");
    this.button = root.querySelector("#pause");
    this.last = root.dataset.last;
    this.zone = root.dataset.zone;
    this.waiting = [];
    // What one change wrote to many doors is one row, also where the page came with the row.
    this.folds = new Map([...this.list.querySelectorAll("[data-fold]")].map((row) => [
      row.dataset.fold, { row, devices: new Set(row.dataset.devices.split(" ").map(Number)) },
    ]));
    this.isPaused = false;
    this.isDrawing = false;
    this.missed = 0;
    this.names = new Map([...document.querySelectorAll("#device-names option")].map((option) => [option.value, option.label]));
    this.button.addEventListener("click", () => this.setPaused(!this.isPaused));
    this.show("connecting");
    this.follow();
  }

  show(state) {
    const text = this.state.dataset[state];
    if (this.state.textContent !== text) this.state.textContent = text;
    this.state.className = `mark ${state === "live" ? "good" : "bad"}`;
  }

  setPaused(isPaused) {
    this.isPaused = isPaused;
    this.button.setAttribute("aria-pressed", String(isPaused));
    this.button.textContent = isPaused ? this.button.dataset.goOn : this.button.dataset.pause;
    this.tellWaiting();
    if (!isPaused) this.draw();
  }

  // The browser's own EventSource cannot say from which entry on, so that what came between page and stream would be lost.
  async follow() {
    for (;;) {
      const end = new AbortController();
      this.heard = () => {
        clearTimeout(this.silence);
        this.silence = setTimeout(() => end.abort(), longestSilence);
      };
      this.heard();
      try {
        const answer = await fetch(this.root.dataset.stream, {
          headers: { Accept: "text/event-stream", "Last-Event-ID": this.last }, credentials: "same-origin",
          cache: "no-store", signal: end.signal,
        });
        if (answer.status === 401) return this.show("ended");
        // Another server, or an earlier state of this one: the page's last entry is none of its.
        if (answer.status === 400 && (await answer.json()).reason === "ahead-of-log") return location.reload();
        if (!answer.ok) throw new Error(String(answer.status));
        this.show("live");
        await this.read(answer.body.getReader());
      } catch { /* Said below, and tried again. */ }
      this.show("lost");
      await new Promise((resolve) => { setTimeout(resolve, 1500); });
    }
  }

  async read(reader) {
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      this.heard();
      const parts = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = parts.pop();
      for (const part of parts) this.take(part);
    }
  }

  take(part) {
    let data = "";
    for (const line of part.split("\n")) {
      if (line.startsWith("id: ")) this.last = line.slice(4);
      if (line.startsWith("data: ")) data += line.slice(6);
    }
    if (!data) return;
    this.waiting.push(data);
    if (this.waiting.length > mostWaiting) {
      this.missed += this.waiting.length - mostWaiting;
      this.waiting.splice(0, this.waiting.length - mostWaiting);
    }
    if (this.isPaused) this.tellWaiting();
    else this.draw();
  }

  tellWaiting() {
    const count = this.isPaused ? this.waiting.length + this.missed : 0;
    this.root.querySelector("#waiting-count").textContent = count > 0 ? this.button.dataset.waiting.replace("{n}", count.toLocaleString("en")) : "";
  }

  draw() {
    if (this.isDrawing) return;
    this.isDrawing = true;
    requestAnimationFrame(() => this.drawSome());
  }

  drawSome() {
    this.isDrawing = false;
    if (this.isPaused) return;
    // What would fall off the end at once need not be drawn.
    if (this.waiting.length > mostRows) this.waiting.splice(0, this.waiting.length - mostRows);
    const some = this.waiting.splice(0, mostAtOnce);
    const rows = [];
    for (const data of some) {
      const row = this.rowOf(JSON.parse(data));
      if (row) rows.unshift(row);
    }
    this.list.prepend(...rows);
    while (this.list.childElementCount > mostRows) this.list.lastElementChild.remove();
    this.root.querySelector("#no-events")?.remove();
    this.missed = 0;
    if (this.waiting.length > 0) this.draw();
  }

  rowOf(event) {
    const key = event.origin === "server" && event.kind === "log" && event.revision !== null && event.user !== null
      ? `${event.user} ${event.revision} ${event.title}` : null;
    if (key) {
      const known = this.folds.get(key);
      if (known?.row.isConnected || known?.isNew) {
        this.fold(known, event);
        return null;
      }
    }
    const row = this.model.cloneNode(true);
    const part = (name) => row.querySelector(`[data-part="${name}"]`);
    const time = part("time");
    time.dateTime = event.receivedAt;
    time.textContent = textIn(this.zone, new Date(event.receivedAt));
    part("title").textContent = event.title;
    part("title").classList.add(toneOf(event));
    this.link(part("user"), event.user === null ? null : `/users/${encodeURIComponent(event.user)}`, event.user);
    const name = this.names.get(String(event.device)) ?? "";
    this.link(part("device"), event.device === null ? null : `/devices/${event.device}`, name || String(event.device));
    if (event.kind === "save-failed") part("retry").href = `/attention?${new URLSearchParams({ kind: event.kind, user: event.user ?? "", device: event.device ?? "" })}`;
    else part("retry").remove();
    part("outcome").textContent = event.outcome ?? "";
    part("detail").textContent = event.detail ?? "";
    row.dataset.event = event.id;
    if (key) {
      const fold = { row, devices: new Set([event.device]), isNew: true };
      this.folds.set(key, fold);
      queueMicrotask(() => { fold.isNew = false; });
      if (this.folds.size > 500) this.folds.delete(this.folds.keys().next().value);
    }
    return row;
  }

  link(anchor, path, text) {
    if (path === null) return anchor.remove();
    anchor.href = path;
    anchor.textContent = text;
  }

  // One line for what one change wrote to many doors; it opens to them.
  fold(known, event) {
    known.devices.add(event.device);
    const place = known.row.querySelector('[data-part="fold"]');
    known.row.querySelector('[data-part="device"]')?.remove();
    place.hidden = false;
    place.querySelector("summary").textContent = place.dataset.written.replace("{n}", known.devices.size)
      .replace("{all}", Math.max(known.devices.size, event.devices ?? 0));
    place.querySelector("p").replaceChildren(...[...known.devices].sort((one, other) => one - other).flatMap((device) => {
      const link = document.createElement("a");
      this.link(link, `/devices/${device}`, String(device));
      return [link, " "];
    }));
  }
}

const bad = new Set(["save-failed", "quarantined", "event-logs-lost", "transfer-failed", "device-stopped", "server-behind", "suspended", "on-hold"]);

const notable = new Set(["rights-restored", "new-epoch", "waiting", "mode-changed"]);

function toneOf(event) {
  if (bad.has(event.kind)) return "bad";
  if (notable.has(event.kind)) return "notable";
  if (event.kind !== "log") return "quiet";
  if (/failed|Duplicate/.test(event.title)) return "bad";
  return event.origin === "server" ? "quiet" : "good";
}

export function startMonitoring() {
  const root = document.getElementById("monitoring");
  if (root?.dataset.stream) new Log(root);
}
