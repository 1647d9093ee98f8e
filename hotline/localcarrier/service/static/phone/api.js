// The carrier's side of a telephone, over HTTP.

import { ask } from "../common/ask.js";

/** Open a line at a number; answers with its id and number. */
export const open = (number) => ask("POST", "/phone/lines", { number });

export const close = (id) => ask("DELETE", `/phone/lines/${id}`);

export const act = (id, action, body) => ask("POST", `/phone/lines/${id}/${action}`, body);

/** Follow a line. `lost(true)` means that the line is gone, `lost(false)` that the connection is. */
export function follow(id, { caption, state, lost }) {
  const events = new EventSource(`/phone/lines/${id}/events`);
  events.addEventListener("caption", (event) => caption(JSON.parse(event.data)));
  events.addEventListener("state", (event) => state(JSON.parse(event.data)));
  events.addEventListener("closed", () => {
    events.close();
    lost(true);
  });
  events.addEventListener("error", () => lost(events.readyState === EventSource.CLOSED));
  return () => events.close();
}
