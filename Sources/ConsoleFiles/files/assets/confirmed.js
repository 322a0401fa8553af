// A change that would remove many users is repeated once somebody has seen which (MODE-4): the preview, and its code.
import { Problem } from "./api.js";
import { ask } from "./ask.js";
import { word } from "./status.js";

const mostDevices = 12;
const mostUsers = 5;

function linesOf(removals) {
  const lines = removals.slice(0, mostDevices).map((removal) => word("removal", {
    device: removal.device, n: removal.count, users: `${removal.users.slice(0, mostUsers).join(", ")}${removal.count > mostUsers ? ", …" : ""}`,
  }));
  if (removals.length > mostDevices) lines.push(`… +${removals.length - mostDevices}`);
  return lines;
}

// `send` gets the code, none at first. Asks anew if meanwhile others would be removed. Undefined is a no.
export async function confirmed(send) {
  let code;
  for (;;) {
    try {
      return await send(code);
    } catch (error) {
      if (!(error instanceof Problem) || error.details.reason !== "confirmation-needed") throw error;
      if (!await ask(word("removals"), linesOf(error.details.removals ?? []))) return undefined;
      code = error.details.confirm;
    }
  }
}
