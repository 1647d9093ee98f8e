// The page: its lines, side by side or one at a time, the settings, and the keyboard.

import * as api from "./api.js";
import { Line } from "./line.js";
import { dress, trouble } from "../common/looks.js";
import { t } from "../common/texts.js";
import * as voice from "./voice.js";
import "./words.js";

const MOST_LINES = 4; // each line is one lasting connection, of which a browser keeps six to one place
const OPEN_AGAIN = 1000; // ms; a page that is being left also loses its connections
const FIRST = "+8613800138000";
const find = (selector) => document.querySelector(selector);

const lines = [];
let chosen = null;
let reads = false;

const page = {
  hotline: find('meta[name="numbers"]').content.split(" ")[0],
  reads: (line) => reads && line === chosen,
  isChosen: (line) => line === chosen,
  choose(line) {
    if (chosen === line) return;
    chosen = line;
    drawTabs();
  },
  changed(line) {
    if (line.call?.phase === "ringing" && !chosen?.call) turnTo(line);
    drawTabs();
  },
  trouble,
  lost(line, isGone) {
    if (isGone) setTimeout(() => replace(line), OPEN_AGAIN);
    else trouble(new TypeError("no connection"));
  },
  async close(line) {
    forget(line);
    await api.close(line.id).catch(trouble);
    if (lines.length === 0) await openFirst();
  },
};

// -- lines --

function show(opened) {
  const line = new Line(opened, page);
  lines.push(line);
  find("#lines").append(line.element);
  chosen ??= line;
  keep();
  tellPace(line);
  drawTabs();
  return line;
}

async function open(number) {
  try {
    const line = show(await api.open(number));
    turnTo(line);
    return line;
  } catch (error) {
    trouble(error);
    return null;
  }
}

function forget(line) {
  lines.splice(lines.indexOf(line), 1);
  line.close();
  if (chosen === line) chosen = lines[0] ?? null;
  keep();
  drawTabs();
}

/** The service was started anew: open the same number again. */
async function replace(line) {
  forget(line);
  if (!(await open(line.number)) && lines.length === 0) await openFirst();
}

async function openFirst() {
  try {
    show(await api.open(FIRST));
  } catch {
    await open(anyNumber());
  }
}

function anyNumber() {
  return `+86138${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
}

/** A page that is loaded again shows the same lines. */
function keep() {
  sessionStorage.setItem("lines", JSON.stringify(lines.map(({ id, number }) => ({ id, number }))));
}

function turnTo(line) {
  chosen = line;
  line.element.scrollIntoView({ behavior: "smooth", block: "nearest", inline: "center" });
  drawTabs();
}

function drawTabs() {
  find("#tabs").replaceChildren(
    ...lines.map((line) => {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.dataset.phase = line.call?.phase ?? "idle";
      tab.ariaCurrent = String(line === chosen);
      tab.textContent = line.find(".name").textContent;
      tab.ariaLabel = `${line.find(".name").textContent} ${line.number}`;
      tab.addEventListener("click", () => turnTo(line));
      return tab;
    }),
  );
  for (const line of lines) line.element.classList.toggle("is-chosen", line === chosen);
  const rings = lines.some((line) => line.call?.phase === "ringing");
  document.title = rings ? `☎ ${t("ringing")}` : t("title");
  find("#add").disabled = lines.length >= MOST_LINES;
}

// -- settings --

function tellPace(line) {
  return line.act("pace", { pace: reads ? "voice" : find("#pace").value });
}

function translate() {
  drawVoice();
  for (const line of lines) line.translate();
  drawTabs();
}

function drawVoice() {
  const button = find("#voice");
  button.disabled = !voice.canSpeak();
  button.title = t(button.disabled ? "no_voice" : "voice");
  button.ariaPressed = String(reads);
}

function listenToSettings() {
  find("#pace").value = localStorage.getItem("pace") ?? "fast";
  find("#pace").addEventListener("change", () => {
    localStorage.setItem("pace", find("#pace").value);
    lines.forEach(tellPace);
  });
  find("#voice").addEventListener("click", () => {
    reads = !reads;
    if (!reads) voice.hush();
    drawVoice();
    lines.forEach(tellPace);
  });
  voice.whenVoicesChange(drawVoice);
}

function listenToAdding() {
  const dialog = find("#adding");
  const add = (number) => {
    dialog.close();
    find("#new-line").reset();
    open(number === "customer" ? anyNumber() : number);
  };
  find("#add").addEventListener("click", () => dialog.showModal());
  find("#no-line").addEventListener("click", () => dialog.close());
  for (const choice of dialog.querySelectorAll("[data-number]")) {
    choice.addEventListener("click", () => add(choice.dataset.number));
  }
  find("#new-line").addEventListener("submit", (event) => {
    event.preventDefault();
    add(find("#new-number").value.trim() || "customer");
  });
}

// -- keyboard --

function onKey(event) {
  if (!chosen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || find("#adding").open) return;
  const writes = event.target.matches("input, select");
  if (event.key === "Escape") {
    if (writes && event.target.value && event.target.matches("input")) event.target.value = "";
    else chosen.hangUp();
  } else if (writes) {
    return;
  } else if (/^[0-9*#]$/.test(event.key)) {
    chosen.press(event.key);
  } else if (event.key === "Enter" && !event.target.matches("button, a")) {
    chosen.enter();
  } else if (event.key === " " && !event.target.matches("button, a")) {
    chosen.skip();
  } else {
    return;
  }
  event.preventDefault();
}

// -- the start --

/** Which line is seen, where one is shown at a time. */
function followSwipes() {
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const line = lines.find((one) => one.element === entry.target);
        if (line && entry.isIntersecting && matchMedia("(max-width: 759px)").matches) page.choose(line);
      }
    },
    { root: find("#lines"), threshold: 0.6 },
  );
  new MutationObserver(() => lines.forEach((line) => seen.observe(line.element))).observe(find("#lines"), {
    childList: true,
  });
}

listenToSettings();
listenToAdding();
followSwipes();
addEventListener("keydown", onKey);
dress(translate);
const kept = JSON.parse(sessionStorage.getItem("lines") ?? "[]");
kept.forEach(show);
if (lines.length === 0) await openFirst();
