// The controls at the side: clock, faults, lines, and who waits or meets.

import { ask } from "../common/ask.js";
import { make } from "../common/dom.js";
import { trouble } from "../common/looks.js";
import { isChinese, t } from "../common/texts.js";
import { errorEvent } from "./timeline.js";
import { dayOf, timeOf } from "./times.js";

const find = (selector) => document.querySelector(selector);
const MOST_ERRORS = 20;
const put = (path, body) => ask("PUT", path, body).catch(trouble);

// -- the clock --

export class Clock {
  constructor() {
    this.shift = { offset: 0, rate: 1, since: 0 };
    for (const button of document.querySelectorAll("[data-advance]")) {
      button.addEventListener("click", () => put("/carrier/clock", { advance: Number(button.dataset.advance) }));
    }
    for (const button of document.querySelectorAll("[data-rate]")) {
      button.addEventListener("click", () => put("/carrier/clock", { rate: Number(button.dataset.rate) }));
    }
    find("#reset").addEventListener("click", () => ask("DELETE", "/carrier/clock").catch(trouble));
    find("#set-clock").addEventListener("submit", (event) => {
      event.preventDefault();
      put("/carrier/clock", { time: new Date(find("#time").value).toISOString() });
    });
    setInterval(() => this.draw(), 250);
  }

  update(shift) {
    this.shift = shift;
    this.draw();
  }

  now() {
    const system = Date.now() / 1000;
    const { offset, rate, since } = this.shift;
    return new Date((system + offset + (rate === 1 ? 0 : (system - since) * (rate - 1))) * 1000);
  }

  draw() {
    const now = this.now();
    find("#now").textContent = `${dayOf(now)} ${timeOf(now)}`;
    find("#rate").textContent = this.shift.rate === 1 ? "" : `×${this.shift.rate}`;
    for (const button of document.querySelectorAll("[data-rate]")) {
      button.ariaPressed = String(Number(button.dataset.rate) === this.shift.rate);
    }
  }
}

// -- bad days --

const GROUPS = { webhooks: "webhooks", rest: "rest", calls: "in_calls" };

export class Faults {
  constructor() {
    this.kinds = [];
    this.today = null;
    this.isChanged = false; // by somebody at this page, and not sent yet
    this.form = find("#faults");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(this.rates());
    });
    this.form.addEventListener("input", (event) => {
      this.isChanged = true;
      event.target.dataset.isMoved = "true";
      this.drawValues();
    });
    find("#calm").addEventListener("click", () => this.send({}));
  }

  /** What kinds there are, in words. */
  async learn() {
    this.kinds = (await ask("GET", "/carrier/faults")).kinds;
    this.draw();
  }

  update(today) {
    this.today = today;
    this.fill();
  }

  /** What the sliders say; one that nobody has moved says what it was told, to the last digit. */
  rates() {
    const rate = (name, input) => (input.dataset.isMoved ? Number(input.value) / 100 : this.today.rates[name]);
    return Object.fromEntries(this.kinds.map(({ name }) => [name, rate(name, this.form.elements[name])]));
  }

  async send(rates) {
    const seed = Number(this.form.elements.seed.value);
    try {
      this.today = await ask("PUT", "/carrier/faults", { seed, rates });
      this.isChanged = false;
      this.fill();
    } catch (error) {
      trouble(error);
    }
  }

  draw() {
    const values = this.kinds.map(({ name }) => this.form.elements[name]?.value);
    const groups = Object.entries(GROUPS).map(([group, name]) =>
      make("fieldset", "", {}, make("legend", "", {}, t(name)), ...this.kinds.filter((kind) => kind.group === group).map(slider)),
    );
    find("#kinds-of-faults").replaceChildren(...groups);
    if (this.isChanged) this.putBack(values);
    else this.fill();
  }

  /** What somebody has set stays, also in another language. */
  putBack(values) {
    this.kinds.forEach(({ name }, place) => {
      this.form.elements[name].value = values[place];
      this.form.elements[name].dataset.isMoved = "true";
    });
    this.drawValues();
  }

  fill() {
    if (!this.today || !this.kinds.length || this.isChanged) return;
    this.form.elements.seed.value = this.today.seed;
    for (const { name } of this.kinds) {
      this.form.elements[name].value = this.today.rates[name] * 100;
      delete this.form.elements[name].dataset.isMoved;
    }
    this.drawValues();
  }

  drawValues() {
    for (const { name } of this.kinds) {
      const input = this.form.elements[name];
      input.parentElement.querySelector(".value").textContent = `${Number(Number(input.value).toFixed(1))}%`;
      input.parentElement.classList.toggle("is-on", Number(input.value) > 0);
    }
  }
}

function slider({ name, zh, en }) {
  return make(
    "label",
    "fault-kind",
    { title: isChinese() ? zh : en },
    make("span", "", {}, isChinese() ? zh : en),
    make("input", "", { type: "range", name, min: 0, max: 100, step: "any", value: 0 }),
    make("span", "value", { ariaHidden: "true" }, "0%"),
  );
}

// -- lines, and who waits or meets --

export class People {
  /** `calls` knows the calls by their SIDs. */
  constructor(calls, choose) {
    this.calls = calls;
    this.choose = choose;
    this.parts = { lines: [], queues: [], conferences: [] };
  }

  update({ lines, queues, conferences }) {
    this.parts.lines = lines ?? this.parts.lines;
    this.parts.queues = queues ?? this.parts.queues;
    this.parts.conferences = conferences ?? this.parts.conferences;
    this.draw();
  }

  draw() {
    const { lines, queues, conferences } = this.parts;
    const meetings = [...queues.filter((queue) => queue.members.length), ...conferences];
    find("#lines").replaceChildren(...(lines.length ? lines.map((line) => phone(line)) : [empty("no_lines")]));
    find("#meetings").replaceChildren(...(meetings.length ? meetings.map((one) => this.meeting(one)) : [empty("no_meetings")]));
  }

  meeting({ name, status, members }) {
    const kind = status ? t("conference_" + status) : t("queue");
    const people = members.map((member) => make("li", "", {}, this.member(member), states(member)));
    return make("li", "meeting", {}, make("span", "", {}, name), make("small", "", {}, kind), make("ol", "", {}, ...people));
  }

  member({ sid }) {
    const call = this.calls.get(sid);
    const link = make("a", "", { href: `/carrier?call=${sid}` }, call ? (call.direction === "inbound" ? call.from : call.to) : sid);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.choose(sid);
    });
    return link;
  }
}

function states({ muted, hold, coaching }) {
  const words = [muted && t("muted"), hold && t("hold"), coaching && t("coaching")].filter(Boolean);
  return words.length ? make("small", "", {}, words.join(" · ")) : null;
}

function phone({ number, scripted }) {
  const item = make("li", "", {}, make("span", "", {}, number));
  if (!scripted) {
    item.append(make("small", "", {}, t("telephone")));
    return item;
  }
  const away = make("button", "quiet", { type: "button", ariaLabel: `${t("unplug")} ${number}` }, t("unplug"));
  away.addEventListener("click", () => ask("DELETE", `/carrier/lines/${encodeURIComponent(number)}`).catch(trouble));
  item.append(away);
  return item;
}

const empty = (name) => make("li", "empty", {}, t(name));

// -- errors, the latest first, as in Twilio's debugger --

export class Errors {
  constructor(choose) {
    this.choose = choose;
    this.latest = [];
  }

  async update() {
    this.latest = await ask("GET", "/carrier/errors");
    this.draw();
  }

  draw() {
    const items = this.latest.slice(0, MOST_ERRORS).map((error) => this.item(error));
    find("#errors").replaceChildren(...(items.length ? items : [empty("no_errors")]));
  }

  item(error) {
    const sid = error.call_sid;
    const call = sid ? make("a", "", { href: `/carrier?call=${sid}` }, t("this_call")) : null;
    call?.addEventListener("click", (event) => {
      event.preventDefault();
      this.choose(sid);
    });
    return make("li", "", {}, make("time", "", { dateTime: error.at }, timeOf(error.at)), call, errorEvent(error));
  }
}
