// The list of calls: live ones first, then the newest.

import { ask } from "../common/ask.js";
import { make } from "../common/dom.js";
import { trouble } from "../common/looks.js";
import { t } from "../common/texts.js";
import { dayOf, timeOf } from "./times.js";

const A_PAGE = 200; // calls that the carrier tells at once
const FINAL = new Set(["completed", "busy", "failed", "no-answer", "canceled"]);
const find = (selector) => document.querySelector(selector);

export const isLive = (call) => !FINAL.has(call.status);
export const hasProblems = (call) => call.errors > 0 || call.faults > 0 || call.status === "failed";

export class Calls {
  /** `choose` is told the SID of a call that somebody clicks on. */
  constructor(choose) {
    this.bySid = new Map();
    this.chosen = null;
    this.kind = "all";
    this.oldest = 0; // of those that were told in one go; a call that was looked up by itself may be older
    this.choose = choose;
    find("#filter").addEventListener("input", () => this.draw());
    for (const button of find("#kinds").children) {
      button.addEventListener("click", () => this.show(button.dataset.kind));
    }
    find("#older").addEventListener("click", () => this.fetchOlder().catch(trouble));
  }

  get(sid) {
    return this.bySid.get(sid);
  }

  /** The legs of a call: whom it called, who called for it. */
  relatives(call) {
    return [...this.bySid.values()].filter((one) => one.sid === call.parent || one.parent === call.sid);
  }

  /** Begin anew with what a connection tells first. */
  begin(told) {
    this.bySid.clear();
    this.oldest = told.map((call) => call.ordinal).sort((one, other) => other - one)[A_PAGE - 1] ?? 0;
    this.update(told);
  }

  update(changed) {
    for (const call of changed) this.bySid.set(call.sid, call);
    this.draw();
  }

  show(kind) {
    this.kind = kind;
    for (const button of find("#kinds").children) button.ariaPressed = String(button.dataset.kind === kind);
    this.draw();
  }

  async fetchOlder() {
    const older = await ask("GET", `/carrier/calls?before=${this.oldest}`);
    this.oldest = older[A_PAGE - 1]?.ordinal ?? 0;
    this.update(older);
  }

  mark(sid) {
    this.chosen = sid;
    this.draw();
    find("#calls [aria-current=true]")?.scrollIntoView({ block: "nearest" });
  }

  /** The SID of the call `step` places below the chosen one. */
  neighbour(step) {
    const shown = this.shown();
    const place = shown.findIndex((call) => call.sid === this.chosen);
    const next = place < 0 ? 0 : Math.min(Math.max(place + step, 0), shown.length - 1);
    return shown[next]?.sid;
  }

  shown() {
    const wanted = find("#filter").value.trim().toLowerCase();
    const isOfKind = { all: () => true, live: isLive, wrong: hasProblems }[this.kind];
    const text = (call) => `${call.from} ${call.to} ${call.sid} ${call.status} ${t(call.status)} ${t(call.direction)}`;
    return [...this.bySid.values()]
      .filter((call) => isOfKind(call) && text(call).toLowerCase().includes(wanted))
      .sort((one, other) => isLive(other) - isLive(one) || other.ordinal - one.ordinal);
  }

  draw() {
    const shown = this.shown();
    const focused = document.activeElement?.dataset?.sid;
    find("#calls").replaceChildren(...shown.map((call) => this.row(call)));
    if (focused) find(`#calls [data-sid="${focused}"]`)?.focus({ preventScroll: true });
    find("#no-calls").hidden = shown.length > 0;
    find("#no-calls").textContent = t(this.bySid.size ? "no_match" : "no_calls");
    find("#older").hidden = this.oldest <= 1;
  }

  row(call) {
    const marks = [
      call.errors ? make("span", "mark bad", {}, t("errors", call.errors)) : null,
      call.faults ? make("span", "mark odd", {}, t("struck", call.faults)) : null,
    ];
    const link = make(
      "a",
      "row",
      { href: `/carrier?call=${call.sid}` },
      make("span", "way", { title: t(call.direction), ariaHidden: "true" }, WAYS[call.direction] ?? "·"),
      make("span", "numbers", {}, make("strong", "", {}, call.direction === "inbound" ? call.from : call.to)),
      make("time", "", { dateTime: call.at, title: dayOf(call.at) }, timeOf(call.at)),
      make("span", "facts", {}, make("span", "state", {}, t(call.status)), length(call), ...marks),
    );
    link.dataset.sid = call.sid;
    link.dataset.status = call.status;
    link.ariaCurrent = String(call.sid === this.chosen);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.choose(call.sid);
    });
    return link;
  }
}

const WAYS = { inbound: "↙", "outbound-api": "↗", "outbound-dial": "⇢" };

function length(call) {
  return call.duration ? make("span", "", {}, t("seconds", call.duration)) : null;
}
