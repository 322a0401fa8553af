// One request to the API, as the person who has signed in.
const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

export class Problem extends Error {
  constructor(details) {
    super(details.detail ?? details.title);
    this.details = details;
  }
}

// `call` is "PATCH /api/v1/users/17"; a body is sent as JSON, a file as it is. Resolves to the answer's body, or null.
export async function request(call, body, headers = {}) {
  const [method, path] = call.split(" ");
  const fields = { Accept: "application/json", "X-CSRF-Token": token(), ...headers };
  const options = { method, headers: fields, credentials: "same-origin", cache: "no-store" };
  if (body instanceof Blob) {
    fields["Content-Type"] = "text/csv";
    options.body = body;
  } else if (body !== undefined && method !== "GET" && method !== "DELETE") {
    fields["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(path, options);
  const text = await answer.text();
  let json = null;
  try { json = text ? JSON.parse(text) : null; } catch { json = null; }
  if (!answer.ok) throw new Problem(json ?? { title: `${answer.status} ${answer.statusText}`, status: answer.status });
  return json;
}
