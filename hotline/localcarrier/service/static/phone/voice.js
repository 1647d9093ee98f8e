// The browser's own voice and ears, where it has them.

import { languageOf } from "../common/texts.js";

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

export const canListen = Boolean(Recognition);

export const canSpeak = () => "speechSynthesis" in window && speechSynthesis.getVoices().length > 0;

/** Call back once it is known which voices there are, and whenever that changes. */
export function whenVoicesChange(look) {
  if ("speechSynthesis" in window) speechSynthesis.addEventListener("voiceschanged", look);
  look();
}

/** Say a text; `done` follows however it ends. */
export function speak(text, done) {
  const language = languageOf(text);
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = language;
  utterance.voice = speechSynthesis.getVoices().find((voice) => voice.lang.startsWith(language.slice(0, 2))) ?? null;
  utterance.addEventListener("end", done);
  utterance.addEventListener("error", done);
  speechSynthesis.speak(utterance);
}

export function hush() {
  if ("speechSynthesis" in window) speechSynthesis.cancel();
}

/** Listen once. `heard(text, isFinal)` gets what was understood so far; answers with how to stop. */
export function listen({ heard, refused, done }) {
  const recognition = new Recognition();
  recognition.lang = "zh-CN";
  recognition.interimResults = true;
  recognition.addEventListener("result", (event) => {
    const results = [...event.results];
    heard(results.map((result) => result[0].transcript).join(""), results.every((result) => result.isFinal));
  });
  recognition.addEventListener("error", (event) => {
    if (event.error === "not-allowed") refused();
  });
  recognition.addEventListener("end", done);
  recognition.start();
  return () => recognition.stop();
}
