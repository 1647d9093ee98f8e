// The carrier, asked over HTTP by its own pages.

/** Send JSON and answer with what comes back, null where nothing does. Throws an `Error` in the carrier's words. */
export async function ask(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: { "Content-Type": "application/json" },
    body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
    keepalive: method === "DELETE", // a telephone is closed while its page is being left
  });
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw new Error(told.error ?? `HTTP ${answer.status}`);
  }
  return answer.status === 204 ? null : answer.json();
}
