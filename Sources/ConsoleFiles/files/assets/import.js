// Import of people: what would be done is worked out and shown first; then it is done in calls of some hundred people.
import { request, Problem } from "./api.js";
import { confirmed } from "./confirmed.js";
import { CSVError, parse } from "./csv.js";
import { instantIn, isMoment } from "./times.js";

const most = 20000;
const mostAtOnce = 500;
const mostShown = 200;
const columns = {
  userid: "id", id: "id", name: "name", email: "email", emailaddress: "email", phone: "phone", department: "department",
  cardnumber: "card", card: "card", start: "start", end: "end", accessgroups: "groups", accessgroup: "groups",
};
const texts = ["name", "email", "phone", "department"];

class Import {
  constructor(form) {
    this.form = form;
    this.section = document.getElementById("import-preview");
    this.said = document.getElementById("import-said");
    this.rows = document.getElementById("import-rows");
    this.button = document.getElementById("import-apply");
    this.bar = document.getElementById("import-progress");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.preview();
    });
    this.button.addEventListener("click", () => this.apply());
  }

  text(name, values = {}) {
    let text = this.form.dataset[name] ?? name;
    for (const [part, value] of Object.entries(values)) text = text.replaceAll(`{${part}}`, value);
    return text;
  }

  tell(text, isBad = false) {
    this.section.hidden = false;
    this.said.textContent = text;
    this.said.className = isBad ? "problem" : "";
  }

  async preview() {
    this.rows.replaceChildren();
    this.button.hidden = true;
    try {
      const bytes = await document.getElementById("file").files[0].arrayBuffer();
      const people = this.people(parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
      this.tell(this.text("reading"));
      this.plan = await this.planOf(people, this.form.elements.way.value === "overwrite");
      this.show();
    } catch (error) {
      const reason = error instanceof CSVError ? this.text(error.name, error.values) : error.message;
      this.tell(`${this.text("unreadable")} ${reason}.`, true);
    }
  }

  people(rows) {
    const names = (rows[0]?.cells ?? []).map((title) => {
      const name = columns[title.toLowerCase().replace(/[^a-z]/g, "")];
      if (!name) throw new CSVError("unknown", { name: title });
      return name;
    });
    if (!names.includes("id")) throw new CSVError("header");
    if (rows.length < 2) throw new CSVError("none");
    if (rows.length > most + 1) throw new CSVError("large", { n: most });
    const lines = new Map();
    return rows.slice(1).map(({ line, cells }) => {
      const person = { line };
      names.forEach((name, place) => { person[name] = cells[place]; });
      if (person.id && lines.has(person.id)) throw new CSVError("twice", { first: lines.get(person.id), line, id: person.id });
      lines.set(person.id, line);
      for (const name of ["start", "end"]) person[name] = this.moment(person[name], name === "end", line);
      return person;
    });
  }

  moment(value, isEnd, line) {
    if (!value) return "";
    const parts = value.match(/^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)(Z?))?$/);
    const time = parts?.[2] ?? (isEnd ? "23:59:59" : "00:00:00");
    if (!parts || !isMoment(parts[1], time)) throw new CSVError("date", { line, value });
    return instantIn(parts[3] ? "UTC" : this.form.dataset.zone, parts[1], time);
  }

  // Several at a time, since each person is asked for.
  async planOf(people, isOverwriting) {
    const plan = [];
    let next = 0;
    const work = async () => {
      while (next < people.length) {
        const place = next;
        next += 1;
        plan[place] = this.step(people[place], await this.known(people[place].id), isOverwriting);
      }
    };
    await Promise.all(Array.from({ length: 5 }, work));
    return plan;
  }

  async known(id) {
    if (!id) return null;
    try {
      return await request(`GET /api/v1/users/${encodeURIComponent(id)}`);
    } catch (error) {
      if (error instanceof Problem && error.details.status === 404) return null;
      throw error;
    }
  }

  step(person, known, isOverwriting) {
    const body = person.id ? { id: person.id } : {};
    const may = (value, old) => value && value !== old && (isOverwriting || !old);
    for (const name of texts) if (may(person[name], known?.[name])) body[name] = person[name];
    // A start and an end are rights: empty ones mean that there is no limit, which a file only changes when it overwrites.
    for (const name of ["start", "end"]) {
      if (person[name] && (!known || isOverwriting) && Date.parse(person[name]) !== Date.parse(known?.[name] ?? "")) body[name] = person[name];
    }
    const groups = (person.groups ?? "").split(/[;|]/).map((name) => name.trim()).filter(Boolean);
    const all = [...new Set([...(known?.accessGroups ?? []), ...groups])];
    if (all.length > (known?.accessGroups.length ?? 0)) body.accessGroups = all;
    const has = (known?.cards ?? []).some((card) => card.number === person.card?.replace(/^0+(?=.)/, ""));
    if (person.card && !has) body.cards = [...(known?.cards ?? []), { kind: "csn", number: person.card }];
    const fields = Object.keys(body).filter((name) => name !== "id");
    return { body, fields, name: person.name, kind: known ? (fields.length > 0 ? "changed" : "same") : "new" };
  }

  show() {
    const count = (kind) => this.plan.filter((step) => step.kind === kind).length;
    this.tell(this.text("said", { new: count("new"), changed: count("changed"), same: count("same") }));
    const shown = this.plan.filter((step) => step.kind !== "same").slice(0, mostShown);
    this.rows.replaceChildren(...shown.map((step) => this.row([
      step.body.id ?? this.text("noId"), step.name ?? "", this.text(step.kind), step.fields.join(", "),
    ])));
    const rest = count("new") + count("changed") - shown.length;
    if (rest > 0) this.rows.append(this.row([this.text("more", { n: rest }), "", "", ""]));
    this.button.hidden = shown.length === 0;
    if (shown.length > 0) this.button.focus();
  }

  row(cells) {
    const row = document.createElement("tr");
    for (const text of cells) {
      const cell = document.createElement("td");
      cell.textContent = text;
      row.append(cell);
    }
    return row;
  }

  async apply() {
    const users = this.plan.filter((step) => step.kind !== "same").map((step) => step.body);
    const sums = { added: 0, changed: 0, unchanged: 0, refused: 0 };
    const refused = [];
    this.button.disabled = true;
    this.bar.hidden = false;
    this.bar.max = users.length;
    try {
      for (let place = 0; place < users.length; place += mostAtOnce) {
        const some = users.slice(place, place + mostAtOnce);
        const result = await confirmed((confirm) => request("POST /api/v1/users/bulk", { users: some, confirm }));
        if (!result) break;
        for (const name of Object.keys(sums)) sums[name] += result[name];
        result.results.forEach((one, at) => {
          if (one.outcome === "refused") refused.push([some[at].id ?? "", "", "", one.problem?.detail ?? ""]);
        });
        this.bar.value = place + some.length;
      }
      this.tell(this.text("result", sums), sums.refused > 0);
      this.rows.replaceChildren(...refused.slice(0, mostShown).map((cells) => this.row(cells)));
      this.button.hidden = true;
    } catch (error) {
      this.tell(`${this.text("result", sums)} ${error.message}`, true);
    } finally {
      this.button.disabled = false;
      this.bar.hidden = true;
    }
  }
}

export function startImport() {
  const form = document.getElementById("import");
  if (form) new Import(form);
}
