// One call: what it is, and everything that went over the wires for it, in its order.

import { ask } from "../common/ask.js";
import { make } from "../common/dom.js";
import { trouble } from "../common/looks.js";
import { t } from "../common/texts.js";
import { isLive } from "./calls.js";
import { after, timeOf, took } from "./times.js";

const STANDARD = new Set(
  ("CallSid AccountSid From To Caller Called CallStatus ApiVersion Direction ParentCallSid " +
    "FromCity FromState FromZip FromCountry ToCity ToState ToZip ToCountry CallerCity CallerState CallerZip " +
    "CallerCountry CalledCity CalledState CalledZip CalledCountry").split(" "),
);
const SHORT = 0.01; // seconds; a slowest request that is quicker than this fills no gauge
const NOTHING = { rings: [], faults: [], requests: [], errors: [] };
const view = document.querySelector("#call");

export class Timeline {
  /** `calls` knows the calls; `choose` is told the SID of a leg that somebody clicks on. */
  constructor(calls, choose) {
    this.calls = calls;
    this.choose = choose;
    this.turnTo(null);
  }

  /** Turn to a call, or to none. */
  async turnTo(sid) {
    this.sid = sid;
    this.log = null;
    this.forgetWhatIsDrawn();
    this.draw();
    if (sid) await this.refresh();
  }

  /** Ask again for what went over the wires. */
  async refresh() {
    const sid = this.sid;
    try {
      const log = await ask("GET", `/carrier/log?call_sid=${encodeURIComponent(sid)}`);
      if (sid !== this.sid) return;
      if (!this.calls.get(sid)) this.calls.update([await ask("GET", `/carrier/calls/${encodeURIComponent(sid)}`)]);
      this.log = log;
    } catch (error) {
      if (sid !== this.sid) return;
      if (error instanceof TypeError) return trouble(error);
      this.log = NOTHING;
    }
    this.draw();
  }

  translate() {
    this.forgetWhatIsDrawn();
    this.draw();
  }

  forgetWhatIsDrawn() {
    this.rows = new Map(); // by what each shows: one that is open, read or listened to stays as it is
    this.events = make("ol", "events");
    this.drawnHead = "";
  }

  draw() {
    const call = this.calls.get(this.sid);
    if (!this.sid) return view.replaceChildren(make("p", "empty", {}, t("choose")));
    if (!call) return view.replaceChildren(make("p", "empty", {}, this.log ? t("not_found") : ""));
    if (this.events.parentElement !== view) view.replaceChildren(this.events);
    this.drawHead();
    this.drawEvents();
  }

  /** What the call is, and whom it leads to. */
  drawHead() {
    const call = this.calls.get(this.sid);
    if (!call || this.events.parentElement !== view) return;
    const shown = JSON.stringify([call, this.calls.relatives(call), this.slowest()]);
    if (shown === this.drawnHead) return;
    this.drawnHead = shown;
    view.querySelector(".head")?.remove();
    view.prepend(this.head(call));
  }

  slowest() {
    return Math.max(0, ...(this.log ?? NOTHING).requests.map((one) => one.seconds));
  }

  head(call) {
    const slowest = this.slowest();
    const facts = [
      t(call.direction),
      `${timeOf(call.at)}`,
      call.duration ? t("seconds", call.duration) : null,
      t("requests", call.requests),
      slowest ? t("slowest", took(slowest)) : null,
      call.answered_by ? t("answered_by", call.answered_by) : null,
    ].filter(Boolean);
    const copy = make("button", "sid", { type: "button", title: t("copy") }, call.sid);
    copy.addEventListener("click", () => this.copy(copy, call.sid));
    const head = make(
      "header",
      "head",
      {},
      make("h2", "", {}, `${call.from} → ${call.to}`),
      make("span", "badge", { "data-status": call.status }, t(call.status)),
      isLive(call) ? this.hangUp(call) : null,
      make("p", "facts", {}, facts.join(" · ")),
      copy,
    );
    const legs = this.calls.relatives(call);
    if (legs.length) head.append(make("p", "legs", {}, `${t("legs")} `, ...legs.map((leg) => this.leg(leg))));
    return head;
  }

  leg(leg) {
    const link = make("a", "", { href: `/carrier?call=${leg.sid}` }, `${leg.from} → ${leg.to}`);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.choose(leg.sid);
    });
    return link;
  }

  hangUp(call) {
    const button = make("button", "quiet hang-up", { type: "button" }, t("hang_up"));
    button.addEventListener("click", () => ask("DELETE", `/carrier/calls/${call.sid}`).catch(trouble));
    return button;
  }

  async copy(button, sid) {
    await navigator.clipboard?.writeText(sid).catch(() => {});
    button.textContent = t("copied");
    setTimeout(() => (button.textContent = sid), 1200);
  }

  drawEvents() {
    const { rings, faults, requests, errors } = this.log ?? NOTHING;
    const events = [
      ...rings.map((one, place) => ({ at: one.at, order: 0, key: `ring ${place}`, item: () => ring(one) })),
      ...faults.map((one, place) => ({ at: one.at, order: 1, key: `fault ${place}`, item: () => fault(one) })),
      ...requests.map((one, place) => ({ at: one.at, order: 2, key: `request ${place}`, item: () => request(one) })),
      ...errors.map((one, place) => ({ at: one.at, order: 3, key: `error ${place}`, item: () => errorEvent(one) })),
    ];
    events.sort((one, other) => new Date(one.at) - new Date(other.at) || one.order - other.order);
    this.events.ariaLabel = t("this_call");
    events.forEach((event, place) => this.put(this.row(event, events[0].at), place));
    const longest = Math.max(SHORT, this.slowest());
    for (const bar of this.events.querySelectorAll(".bar-of-time")) {
      bar.style.width = `${Math.max(2, (bar.dataset.seconds / longest) * 100)}%`;
    }
  }

  row({ at, key, item }, beginning) {
    if (!this.rows.has(key)) this.rows.set(key, make("li", "", {}, stamp(at, beginning), item()));
    return this.rows.get(key);
  }

  /** Let a row stand at its place; one that stands there already is not touched. */
  put(row, place) {
    const there = this.events.children[place] ?? null;
    if (there !== row) this.events.insertBefore(row, there);
  }
}

function request(exchange) {
  const isBad = exchange.failure || exchange.status === null || exchange.status >= 400;
  const bar = make("span", "bar-of-time", { "data-seconds": exchange.seconds });
  const line = make(
    "summary",
    "",
    {},
    make("span", "kind", {}, t(exchange.purpose)),
    make("code", "path", {}, `${exchange.method} ${pathOf(exchange.url)}`),
    make("span", `code ${isBad ? "bad" : "good"}`, {}, String(exchange.status ?? t("unanswered"))),
    make("span", "took", {}, make("span", "gauge", { ariaHidden: "true" }, bar), took(exchange.seconds)),
    exchange.attempt ? make("span", "mark odd", {}, t("attempt", exchange.attempt + 1)) : null,
    ...gist(exchange),
  );
  const details = make("details", `event request ${isBad ? "is-bad" : ""}`, {}, line);
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(...inside(exchange));
  });
  return details;
}

/** What the caller did and what the application made of it. */
function gist({ params, outline, failure, purpose }) {
  const did = [
    params.SpeechResult ? t("said", params.SpeechResult) : "",
    params.Digits ? t("keyed", params.Digits) : "",
    purpose === "status" ? t(params.CallStatus ?? "") : "",
    params.RecordingDuration ? t("seconds", params.RecordingDuration) : "",
    params.StatusCallbackEvent && purpose === "conference" ? params.StatusCallbackEvent : "",
  ].filter(Boolean);
  const does = outline.flatMap(([verb, words]) => [make("b", "", {}, verb), ` ${short(words)} `]);
  return [
    did.length ? make("span", "did", {}, did.join(" · ")) : null,
    failure ? make("span", "does bad", {}, failure) : null,
    does.length ? make("span", "does", {}, ...does) : null,
  ];
}

function inside({ url, params, content_type: type, answer, failure }) {
  const own = Object.entries(params).filter(([name]) => !STANDARD.has(name));
  const others = Object.entries(params).filter(([name]) => STANDARD.has(name));
  return [
    make("p", "url", {}, url),
    make("h3", "", {}, t("sent")),
    own.length ? table(own) : null,
    others.length ? make("details", "more", {}, make("summary", "", {}, t("standard", others.length)), table(others)) : null,
    /^RE[0-9a-f]{32}$/.test(params.RecordingSid ?? "")
      ? make("audio", "", { controls: true, preload: "none", src: `/carrier/recordings/${params.RecordingSid}.wav` })
      : null,
    make("h3", "", {}, t("came_back"), type ? make("small", "", {}, ` ${type}`) : null),
    make("pre", "", { tabIndex: 0 }, failure ? `${failure}\n${answer}`.trim() : answer || t("nothing")),
  ].filter(Boolean);
}

function table(pairs) {
  const rows = pairs.map(([name, value]) => make("tr", "", {}, make("th", "", { scope: "row" }, name), make("td", "", {}, value)));
  return make("table", "", {}, make("tbody", "", {}, ...rows));
}

const stamp = (at, beginning) => make("time", "", { dateTime: at, title: timeOf(at) }, after(at, beginning));

const plain = (name, kind, ...text) => make("p", `event ${name}`, {}, make("span", "kind", {}, kind), ...text);

const ring = ({ from, to }) => plain("ring", t("ring"), make("span", "did", {}, `${from} → ${to}`));

const fault = ({ kind, url }) => plain("fault", t("fault"), make("code", "", {}, kind), make("span", "did", {}, pathOf(url)));

/** An error event, with the page where Twilio explains its number. */
export function errorEvent({ number, level, message, url }) {
  const code = number
    ? make("a", "", { href: `https://www.twilio.com/docs/api/errors/${number}`, target: "_blank", rel: "noreferrer" }, String(number))
    : null;
  return plain(level, t(level), code, make("span", "did", {}, message), make("code", "path", {}, pathOf(url)));
}

/** A text with its SIDs cut, which are long and all alike. */
const short = (text) => text.replace(/\b([A-Z]{2})[0-9a-f]{28}([0-9a-f]{4})\b/g, "$1…$2");

/** The path of an URL, short. */
function pathOf(url) {
  try {
    const { pathname, search } = new URL(url);
    return short(pathname + search);
  } catch {
    return url;
  }
}
