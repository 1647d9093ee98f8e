// What was said on a line, call by call. Whatever people said is put there as text and nothing else.

import { languageOf, t } from "../common/texts.js";

const SPOKEN = new Set(["said", "keyed"]);

export class Captions {
  #log;
  #all = [];
  #number;
  #shown = ""; // the call that the last caption belongs to

  constructor(log, number) {
    this.#log = log;
    this.#number = number;
    new ResizeObserver(() => this.#showLast()).observe(log);
    this.draw();
  }

  add(caption) {
    this.#all.push(caption);
    if (this.#all.length === 1) this.draw();
    else this.#append(caption);
    this.#showLast();
  }

  /** Write everything anew, in the language of now. */
  draw() {
    this.#shown = "";
    this.#log.replaceChildren();
    if (this.#all.length === 0) {
      this.#log.append(paragraph("empty", t("empty")), paragraph("empty keys-help", t("keys_help")));
    }
    for (const caption of this.#all) this.#append(caption);
    this.#showLast();
  }

  #showLast() {
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  #append(caption) {
    if (caption.call.sid !== this.#shown) this.#log.append(this.#heading(caption.call));
    this.#shown = caption.call.sid;
    const text = written(caption);
    if (!text) return;
    const line = paragraph(`caption ${caption.who} ${SPOKEN.has(caption.kind) ? "spoken" : "event"}`, "");
    if (SPOKEN.has(caption.kind)) line.append(span("speaker", t(caption.who === "caller" ? "me" : "them")));
    const words = span("what", text);
    words.lang = languageOf(text);
    line.append(words, span("time", clock(caption.at)));
    this.#log.append(line);
  }

  #heading({ sid, from, to }) {
    const heading = paragraph("heading", "");
    const link = document.createElement("a");
    link.href = `/carrier?call=${encodeURIComponent(sid)}`;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = t("requests");
    heading.append(span("", to === this.#number ? t("call_from", from) : t("call_to", to)), link);
    return heading;
  }
}

export function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function written({ who, kind, text }) {
  if (kind === "said") return text;
  if (kind === "keyed") return t(who === "caller" ? "said_pressed" : "said_tones", text);
  if (kind === "rang") return text === "1" ? t("said_rang") : "";
  if (kind === "played") return t("said_played", text.split("/").pop());
  if (kind === "ended") return t("said_ended", t(text));
  if (kind === "paused" || kind === "hung up") return "";
  return t(`said_${kind}`, text);
}

function paragraph(className, text) {
  const element = document.createElement("p");
  element.className = className;
  element.textContent = text;
  return element;
}

function span(className, text) {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}
