// Times as the page writes them.

const CLOCK = new Intl.DateTimeFormat("sv-SE", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short" });

/** 14:05:09 */
export const timeOf = (moment) => CLOCK.format(new Date(moment));

/** 2026-03-10 */
export const dayOf = (moment) => DAY.format(new Date(moment));

/** How long after the beginning: +0.02 s, +3:07. */
export function after(moment, beginning) {
  const seconds = Math.max(0, (new Date(moment) - new Date(beginning)) / 1000);
  if (seconds < 60) return `+${seconds.toFixed(2)} s`;
  const minutes = Math.floor(seconds / 60);
  return `+${minutes}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

/** How long something took: 8 ms, 1.3 s. */
export function took(seconds) {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
}
