// The dialog in which a scripted person is sent to a telephone.

import { ask } from "../common/ask.js";
import { t } from "../common/texts.js";

const find = (selector) => document.querySelector(selector);
const dialog = find("#placing");

export const isOpen = () => dialog.open;
export const open = () => dialog.showModal();

/** Let the dialog work; `placed` is told the call that it placed. */
export function listen(placed) {
  find("#place").addEventListener("click", open);
  find("#no-call").addEventListener("click", () => dialog.close());
  find("#example")?.addEventListener("change", () => (find("#script").value = find("#example").value));
  find("#new-call").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const call = await ask("POST", "/carrier/calls", { to: find("#to").value, caller: find("#script").value, wait: false });
      placed(call);
    });
  });
  find("#wait-for-call").addEventListener("click", () => {
    attempt(() => ask("PUT", "/carrier/lines", { caller: find("#script").value }));
  });
}

/** Close the dialog if it can be done; otherwise it stays, and says why not. */
async function attempt(act) {
  find("#script-problem").textContent = "";
  try {
    await act();
    dialog.close();
  } catch (error) {
    find("#script-problem").textContent = error instanceof TypeError ? t("gone") : error.message;
  }
}
