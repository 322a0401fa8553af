// CSV as RFC 4180 says. What is wrong is an error with its line, never a guess: a guess could change a person.
export class CSVError extends Error {
  constructor(name, values) {
    super(name);
    this.name = name;
    this.values = values;
  }
}

// Rows of cells, each row with the line on which it begins. The separator is the one that the first line has.
export function parse(text) {
  const clean = text.replace(/^\uFEFF/, "");
  const first = clean.split(/\r?\n/, 1)[0];
  const separator = [",", ";", "\t"].reduce((best, mark) => (first.split(mark).length > first.split(best).length ? mark : best));
  const rows = [];
  let [row, cell, line, start, isQuoted, wasQuoted] = [[], "", 1, 1, false, false];
  const endRow = () => {
    row.push(wasQuoted ? cell : cell.trim());
    if (row.length > 1 || row[0] !== "") rows.push({ line: start, cells: row });
    [row, cell, wasQuoted] = [[], "", false];
  };
  for (let place = 0; place < clean.length; place += 1) {
    const mark = clean[place];
    if (isQuoted) {
      if (mark === "\n") line += 1;
      if (mark !== '"') cell += mark;
      else if (clean[place + 1] === '"') { cell += '"'; place += 1; } else isQuoted = false;
    } else if (mark === '"' && cell.trim() === "" && !wasQuoted) {
      [isQuoted, wasQuoted, cell] = [true, true, ""];
    } else if (mark === separator) {
      row.push(wasQuoted ? cell : cell.trim());
      [cell, wasQuoted] = ["", false];
    } else if (mark === "\n") {
      endRow();
      line += 1;
      start = line;
    } else if (mark !== "\r") {
      // A quotation mark within a plain cell, or something behind the end of a quoted one.
      if (mark === '"' || (wasQuoted && mark.trim() !== "")) throw new CSVError("stray", { line });
      if (!wasQuoted) cell += mark;
    }
  }
  if (isQuoted) throw new CSVError("quote", { line: start });
  if (cell !== "" || row.length > 0) endRow();
  for (const { line: at, cells } of rows) {
    if (cells.length !== rows[0].cells.length) throw new CSVError("columns", { line: at, found: cells.length, wanted: rows[0].cells.length });
  }
  return rows;
}
