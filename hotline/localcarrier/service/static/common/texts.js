// What pages say, in Chinese and English, and the switch between the two.

let chinese = localStorage.getItem("language") !== "en";
const tables = { chinese: {}, english: {} };

/** Take the texts of a page, by their names. */
export function know(chineseTexts, englishTexts) {
  Object.assign(tables.chinese, chineseTexts);
  Object.assign(tables.english, englishTexts);
}

export const isChinese = () => chinese;

/** The text with that name; what has no name here is said as it is. */
export function t(name, ...values) {
  const text = (chinese ? tables.chinese : tables.english)[name] ?? name;
  return values.reduce((filled, value, place) => filled.replace(`{${place}}`, () => value), text);
}

export function switchLanguage() {
  chinese = !chinese;
  localStorage.setItem("language", chinese ? "zh" : "en");
}

/** Write all fixed texts below an element. */
export function label(root) {
  document.documentElement.lang = chinese ? "zh-CN" : "en";
  for (const element of root.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of root.querySelectorAll("[data-t-label]")) {
    element.setAttribute("aria-label", t(element.dataset.tLabel));
    element.title = t(element.dataset.tLabel);
  }
  for (const element of root.querySelectorAll("[data-t-placeholder]")) {
    element.placeholder = t(element.dataset.tPlaceholder);
  }
}

/** The language that a text is written in, for voices and screen readers. */
export function languageOf(text) {
  return /[\u3400-\u9fff]/.test(text) ? "zh-CN" : "en-US";
}
