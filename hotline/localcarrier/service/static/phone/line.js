// One telephone on the page: its screen, captions, keypad and buttons.

import * as api from "./api.js";
import { Captions, clock } from "./captions.js";
import * as tones from "./tones.js";
import { label, t } from "../common/texts.js";
import * as voice from "./voice.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const LETTERS = ["", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ", "", "+", ""];
const TYPING_EVERY = 2000; // ms between notices that somebody types
const TYPING_STOPS = 60_000; // ms after the last touch, although words still stand there

export class Line {
  /** `page` is told of everything that concerns more than this line. */
  constructor({ id, number }, page) {
    this.id = id;
    this.number = number;
    this.call = null;
    this.element = document.querySelector("#line").content.firstElementChild.cloneNode(true);
    this.page = page;
    this.captions = new Captions(this.find(".captions"), number);
    this.pressedAt = 0; // when a key of the keyboard was last touched in the words
    this.isNew = true; // until the first state: what is told before is history
    this.listenTo();
    this.translate();
    this.stopFollowing = api.follow(id, {
      caption: (caption) => this.hear(caption),
      state: (state) => this.show(state),
      lost: (isGone) => page.lost(this, isGone),
    });
    this.clocks = [setInterval(() => this.tick(), 500), setInterval(() => this.tellTyping(), TYPING_EVERY)];
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  /** Do something on the line; what goes wrong is told. */
  async act(action, body) {
    try {
      await api.act(this.id, action, body);
    } catch (error) {
      this.page.trouble(error);
    }
  }

  close() {
    this.stopFollowing();
    this.clocks.forEach(clearInterval);
    this.stopRinging();
    this.stopListening?.();
    this.element.remove();
  }

  // -- what the person does --

  listenTo() {
    const on = (selector, event, act) => this.find(selector).addEventListener(event, act);
    this.find(".keypad").append(...KEYS.map((key, place) => this.key(key, LETTERS[place])));
    on(".close", "click", () => this.page.close(this));
    on(".hotline", "click", () => this.dial(this.page.hotline));
    on(".dialling", "submit", (event) => {
      event.preventDefault();
      this.enter();
    });
    on(".answer", "click", () => this.act("answer"));
    on(".reject", "click", () => this.act("reject"));
    on(".hangup", "click", () => this.act("hangup"));
    on(".mute", "click", () => this.act("mute", { on: !this.call?.muted }));
    on(".hold", "click", () => this.act("hold", { on: !this.call?.held }));
    on(".skip", "click", () => this.skip());
    on(".mic", "click", () => this.listenOrStop());
    on(".text", "input", () => {
      this.pressedAt = Date.now();
      this.tellTyping();
    });
    on(".words", "submit", (event) => {
      event.preventDefault();
      this.say(this.find(".text").value);
    });
    this.element.addEventListener("focusin", () => this.page.choose(this));
    this.element.addEventListener("pointerdown", () => this.page.choose(this));
  }

  key(key, letters) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "key";
    button.dataset.key = key;
    button.dataset.letters = letters;
    button.textContent = key;
    button.addEventListener("click", () => this.press(key));
    return button;
  }

  dial(to) {
    const number = to.replaceAll(/[\s-]/g, "");
    return this.act("dial", { to: /^1\d{10}$/.test(number) ? `+86${number}` : number });
  }

  /** What Enter means now. */
  enter() {
    if (this.call?.phase === "ringing") this.act("answer");
    else if (this.call) this.find(".text").focus();
    else this.dial(this.find(".to").value || this.page.hotline);
  }

  press(key) {
    tones.keys(key);
    this.find(`[data-key="${key}"]`).animate?.([{ opacity: 0.4 }, { opacity: 1 }], 160);
    if (this.call) this.act("keys", { keys: key });
    else this.find(".to").value += key;
  }

  async say(words) {
    const said = words.trim();
    if (!said) return;
    this.find(".text").value = "";
    if (/^[0-9*#]+$/.test(said)) {
      tones.keys(said);
      await this.act("keys", { keys: said });
    } else {
      await this.act("say", { words: said });
    }
  }

  skip() {
    voice.hush();
    if (this.call?.doing?.what === "hearing") this.act("skip", { sound: this.call.doing.sound });
  }

  hangUp() {
    if (this.call) this.act("hangup");
  }

  tellTyping() {
    const isTyping = this.find(".text").value && Date.now() - this.pressedAt < TYPING_STOPS;
    if (this.call?.phase === "talking" && isTyping && Date.now() - (this.toldAt ?? 0) >= TYPING_EVERY - 100) {
      this.toldAt = Date.now();
      this.act("typing");
    }
  }

  listenOrStop() {
    if (this.stopListening) {
      this.stopListening();
      return;
    }
    voice.hush();
    const text = this.find(".text");
    this.stopListening = voice.listen({
      heard: (words, isFinal) => {
        text.value = words;
        this.pressedAt = Date.now();
        this.tellTyping();
        if (isFinal) this.say(words);
      },
      refused: () => this.page.trouble(new Error(t("taken"))),
      done: () => {
        this.stopListening = null;
        this.find(".mic").ariaPressed = "false";
      },
    });
    this.find(".mic").ariaPressed = "true";
  }

  // -- what the line tells --

  hear(caption) {
    this.captions.add(caption);
    if (this.isNew || caption.call.sid !== this.call?.sid) return;
    if (caption.kind === "rang" && this.call.phase === "calling") tones.ringBack();
    if (caption.kind === "beeped") tones.beep();
    if (caption.kind === "keyed" && caption.who === "application") tones.keys(caption.text);
    if (caption.kind === "said" && caption.who === "application" && this.page.reads(this)) this.read(caption.text);
  }

  read(text) {
    this.reading = (this.reading ?? 0) + 1;
    voice.speak(text, () => {
      this.reading -= 1;
      if (this.reading === 0) this.skip();
    });
  }

  show(state) {
    const before = this.call;
    this.call = state.call;
    this.shownAt = Date.now();
    if (before && this.call?.phase !== before.phase) this.leave(before);
    if (!before && this.call) this.begin();
    if (before?.phase !== this.call?.phase) this.moveFocus(before);
    this.isNew = false;
    this.draw();
    this.page.changed(this);
  }

  begin() {
    if (this.call.phase === "ringing") this.stopBell = tones.ring();
    if (this.call.phase === "calling" && !this.isNew) tones.ringBack();
  }

  leave(before) {
    this.stopRinging();
    if (!this.call && before.phase === "talking") {
      voice.hush();
      tones.over();
    }
    if (!this.call) this.find(".to").value = "";
  }

  stopRinging() {
    this.stopBell?.();
    this.stopBell = null;
  }

  /** Keep the focus where something can be done, for who works by keyboard. */
  moveFocus(before) {
    const isHere = this.element.contains(document.activeElement);
    const isNowhere = document.activeElement === document.body && this.page.isChosen(this);
    if (!(isHere || isNowhere) || (!before && this.isNew)) return;
    this.draw();
    const target = { talking: ".text", ringing: ".answer", calling: ".hangup" }[this.call?.phase] ?? ".hotline";
    if (target !== ".text" || matchMedia("(pointer: fine)").matches) this.find(target).focus();
    else this.find(".hangup").focus();
  }

  draw() {
    const { call } = this;
    const phase = call ? (call.held ? "held" : call.phase) : "idle";
    this.element.dataset.phase = call?.phase ?? "idle";
    this.element.dataset.doing = call?.doing?.what ?? "";
    this.element.classList.toggle("is-held", Boolean(call?.held));
    this.write(".status", t(this.isNew ? "connecting" : phase));
    this.write(".peer", call ? (call.to === this.number ? call.from : call.to) : "");
    this.write(".doing", this.doing());
    this.find(".mute").ariaPressed = String(Boolean(call?.muted));
    this.find(".hold").ariaPressed = String(Boolean(call?.held));
    this.find(".text").disabled = Boolean(call?.held || call?.muted);
    this.find(".send").disabled = this.find(".text").disabled;
    this.find(".mic").disabled = this.find(".text").disabled;
    this.find(".mic").hidden = !voice.canListen;
    this.tick();
  }

  doing() {
    const doing = this.call?.doing;
    if (this.call?.phase !== "talking" || this.call.held) return "";
    if (!doing) return t("waiting");
    return doing.what === "hearing" ? t("hearing") : t(`listen_${doing.kinds.length === 1 ? doing.kinds[0] : "both"}`);
  }

  tick() {
    const isTalking = this.call?.phase === "talking";
    this.write(".timer", isTalking ? clock(this.call.seconds + (Date.now() - this.shownAt) / 1000) : "");
  }

  /** Change a text only where it is another one: a live region would be read out again. */
  write(selector, text) {
    const element = this.find(selector);
    if (element.textContent !== text) element.textContent = text;
  }

  translate() {
    label(this.element);
    const isAgent = this.number.startsWith("client:");
    this.write(".name", t(isAgent ? "agent" : "customer"));
    this.write(".number", this.number);
    this.write(".face", t(isAgent ? "agent" : "customer").slice(0, 1));
    this.write(".hotline small", this.page.hotline);
    this.element.ariaLabel = `${t(isAgent ? "agent" : "customer")} ${this.number}`;
    this.captions.draw();
    this.draw();
  }
}
