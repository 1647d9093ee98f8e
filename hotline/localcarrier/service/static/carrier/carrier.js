// The switchboard: what is on the wires now, one call in every detail, and the controls.

import { dress, trouble } from "../common/looks.js";
import { t } from "../common/texts.js";
import { Calls } from "./calls.js";
import { Clock, Errors, Faults, People } from "./controls.js";
import * as placing from "./placing.js";
import { Timeline } from "./timeline.js";
import "./words.js";

const find = (selector) => document.querySelector(selector);

const calls = new Calls(choose);
const timeline = new Timeline(calls, choose);
const clock = new Clock();
const faults = new Faults();
const errors = new Errors(choose);
const people = new People(calls, choose);

/** Show a call, or none, and let the address say so. */
function choose(sid, { remember = true } = {}) {
  if (remember) history.pushState(null, "", sid ? `?call=${encodeURIComponent(sid)}` : "/carrier");
  calls.mark(sid);
  timeline.turnTo(sid);
  document.body.classList.toggle("has-call", Boolean(sid));
}

// -- live --

function hear(news, isFirst) {
  if (isFirst) calls.begin(news.calls ?? []);
  else if (news.calls) calls.update(news.calls);
  if (timeline.sid && (isFirst || news.calls?.some((call) => call.sid === timeline.sid))) timeline.refresh();
  else if (news.calls) timeline.drawHead();
  if (news.calls || news.lines || news.queues || news.conferences) people.update(news);
  if (news.clock) clock.update(news.clock);
  if (news.faults) faults.update(news.faults);
  if (news.errors !== undefined) errors.update().catch(trouble);
}

let events = null;

/** Follow the carrier as long as somebody looks: a browser has few connections to one place. */
function follow() {
  if (document.hidden || events) return;
  let isFirst = true;
  events = new EventSource("/carrier/events");
  events.addEventListener("open", () => {
    isFirst = true;
    tell("live");
  });
  events.addEventListener("error", () => tell("lost"));
  events.addEventListener("news", (event) => {
    hear(JSON.parse(event.data), isFirst);
    isFirst = false;
  });
}

function look() {
  if (!document.hidden) return follow();
  events?.close();
  events = null;
  tell("waiting");
}

function tell(state) {
  find("#live").dataset.state = state;
  find("#live").textContent = t(`state_${state}`);
}

// -- keyboard --

const KEYS = {
  j: () => chooseNeighbour(1),
  ArrowDown: () => chooseNeighbour(1),
  k: () => chooseNeighbour(-1),
  ArrowUp: () => chooseNeighbour(-1),
  n: () => placing.open(),
  "/": () => find("#filter").focus(),
  Escape: () => choose(null),
};

function chooseNeighbour(step) {
  const sid = calls.neighbour(step);
  if (sid) choose(sid);
}

function onKey(event) {
  if (placing.isOpen() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches("input, select, textarea, audio, pre")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

// -- the start --

function translate() {
  document.title = t("title");
  tell(find("#live").dataset.state);
  calls.draw();
  timeline.translate();
  people.draw();
  faults.draw();
  errors.draw();
}

const chosen = () => new URLSearchParams(location.search).get("call");

dress(translate);
placing.listen((call) => choose(call.sid));
addEventListener("keydown", onKey);
document.addEventListener("visibilitychange", look);
addEventListener("popstate", () => choose(chosen(), { remember: false }));
follow();
choose(chosen(), { remember: false });
await faults.learn().catch(trouble);
