// Key tones, ringing and the tones of a line, made by the browser. Silent until the person has touched the page.

const LOW = [697, 770, 852, 941];
const HIGH = [1209, 1336, 1477];
const KEYS = "123456789*0#";
const CYCLE = 5; // seconds: China rings 1 s on, 4 s off
const LINE = 450; // Hz, China's line tone

let audio = null;

function context() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume().catch(() => {});
  return audio;
}

function sound(frequencies, seconds, { after = 0, volume = 0.08 } = {}) {
  const player = context();
  if (player.state !== "running") return;
  const start = player.currentTime + after;
  const gain = player.createGain();
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(volume, start + 0.01);
  gain.gain.setValueAtTime(volume, start + seconds - 0.02);
  gain.gain.linearRampToValueAtTime(0, start + seconds);
  gain.connect(player.destination);
  for (const frequency of frequencies) {
    const wave = player.createOscillator();
    wave.frequency.value = frequency;
    wave.connect(gain);
    wave.start(start);
    wave.stop(start + seconds);
  }
}

/** The tones of keys, one after another. */
export function keys(pressed) {
  [...pressed].forEach((key, place) => {
    const index = KEYS.indexOf(key);
    if (index >= 0) sound([LOW[Math.floor(index / 3)], HIGH[index % 3]], 0.12, { after: place * 0.2 });
  });
}

/** One ring in the caller's ear. */
export const ringBack = () => sound([LINE], 1, { volume: 0.05 });

export const beep = () => sound([1000], 0.4);

/** The tone after a call. */
export function over() {
  for (const after of [0, 0.7, 1.4]) sound([LINE], 0.35, { after, volume: 0.05 });
}

/** The bell of a telephone that is called; answers with how to stop it. */
export function ring() {
  const burst = () => {
    for (let part = 0; part < 10; part += 1) sound([part % 2 ? 988 : 784], 0.1, { after: part / 10 });
  };
  burst();
  const timer = setInterval(burst, CYCLE * 1000);
  return () => clearInterval(timer);
}

addEventListener("pointerdown", context);
addEventListener("keydown", context);
