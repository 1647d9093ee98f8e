// How a page looks and in which language: the two buttons that every page has, and the sentence about a trouble.

import { isChinese, label, switchLanguage, t } from "./texts.js";

const TROUBLE_STAYS = 6000; // ms
const find = (selector) => document.querySelector(selector);
let timer;

/** Dress the page, and again whenever somebody presses a button; `translate` writes what is not in the document. */
export function dress(translate) {
  const theme = localStorage.getItem("theme");
  if (theme) setTheme(theme);
  find("#theme").addEventListener("click", () => setTheme(isDark() ? "light" : "dark"));
  find("#language").addEventListener("click", () => {
    switchLanguage();
    write(translate);
  });
  write(translate);
}

/** Tell what went wrong, for a while. */
export function trouble(error) {
  find("#trouble").textContent = error instanceof TypeError ? t("gone") : error.message;
  clearTimeout(timer);
  timer = setTimeout(() => find("#trouble").replaceChildren(), TROUBLE_STAYS);
}

function write(translate) {
  label(document);
  find("#language").textContent = isChinese() ? "English" : "中文";
  find("#language").lang = isChinese() ? "en" : "zh-CN";
  translate();
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
}

function isDark() {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
