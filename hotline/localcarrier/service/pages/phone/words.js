// Everything that the page says, in Chinese and English, and the switch between the two.

const CHINESE = {
  title: "电话",
  lines: "线路",
  pace: "提示语",
  pace_real: "真实速度",
  pace_fast: "三倍速",
  pace_now: "立即",
  voice: "朗读字幕",
  no_voice: "这个浏览器没有语音",
  theme: "明暗",
  add: "再开一部电话",
  add_hint: "号码决定谁能打进来，热线认出谁。",
  customer: "客户",
  customer_hint: "一个新的手机号",
  agent: "坐席",
  own_number: "或者写一个号码",
  cancel: "取消",
  open: "打开",
  close: "关掉这部电话",
  captions: "字幕",
  reject: "拒接",
  answer: "接听",
  skip: "跳过",
  space: "空格",
  speak: "对着麦克风说",
  words: "要说的话",
  words_hint: "打字说话，回车说出",
  send: "说出去",
  call_hotline: "拨打热线",
  to: "要拨的号码",
  to_hint: "或拨其他号码",
  dial: "拨号",
  keypad: "键盘",
  mute: "静音",
  hold: "保持",
  hang_up: "挂断",
  idle: "空闲",
  calling: "正在呼叫",
  ringing: "来电",
  talking: "通话中",
  held: "通话保持中",
  connecting: "正在连接…",
  empty: "没有通话。拨打热线，对方说的和您说的都会写在这里。",
  keys_help: "键盘：数字 * # 按键 · 回车 拨号、接听 · 空格 跳过 · Esc 挂断",
  hearing: "对方在说话",
  waiting: "请稍候",
  listen_both: "轮到您了，请讲或按键",
  listen_dtmf: "轮到您了，请按键",
  listen_speech: "轮到您了，请讲",
  call_to: "拨给 {0}",
  call_from: "{0} 来电",
  requests: "看看每个请求",
  them: "对方",
  me: "您",
  said_answered: "已接通",
  said_rang: "振铃",
  said_played: "放音 {0}",
  said_pressed: "按了 {0}",
  said_tones: "按键音 {0}",
  said_beeped: "嘀的一声",
  said_silent: "您没有出声",
  said_unheard: "这时只听按键，没有听到：{0}",
  said_ended: "通话结束，{0}",
  gone: "热线的电话服务没有应答，请看它是否还开着。",
  taken: "浏览器拦住了麦克风，请在地址栏允许。",
};

const ENGLISH = {
  title: "Phone",
  lines: "Lines",
  pace: "Prompts",
  pace_real: "Real time",
  pace_fast: "3× speed",
  pace_now: "At once",
  voice: "Read captions aloud",
  no_voice: "This browser has no voice",
  theme: "Light or dark",
  add: "Open another phone",
  add_hint: "Its number decides who can call it, and whom the hotline knows.",
  customer: "Customer",
  customer_hint: "a new mobile number",
  agent: "Agent",
  own_number: "Or write a number",
  cancel: "Cancel",
  open: "Open",
  close: "Close this phone",
  captions: "Captions",
  reject: "Reject",
  answer: "Answer",
  skip: "Skip",
  space: "Space",
  speak: "Speak into the microphone",
  words: "What you say",
  words_hint: "Type to speak, Enter to say it",
  send: "Say it",
  call_hotline: "Call the hotline",
  to: "Number to dial",
  to_hint: "or another number",
  dial: "Dial",
  keypad: "Keypad",
  mute: "Mute",
  hold: "Hold",
  hang_up: "Hang up",
  idle: "Idle",
  calling: "Calling",
  ringing: "Incoming call",
  talking: "In a call",
  held: "On hold",
  connecting: "Connecting…",
  empty: "No call. Call the hotline: all that is said, by them and by you, is written here.",
  keys_help: "Keyboard: digits * # press keys · Enter dials, answers · Space skips · Esc hangs up",
  hearing: "They are speaking",
  waiting: "One moment",
  listen_both: "Your turn: speak or press keys",
  listen_dtmf: "Your turn: press keys",
  listen_speech: "Your turn: speak",
  call_to: "Call to {0}",
  call_from: "Call from {0}",
  requests: "See each webhook",
  them: "They",
  me: "You",
  said_answered: "Answered",
  said_rang: "Ringing",
  said_played: "Sound {0}",
  said_pressed: "Pressed {0}",
  said_tones: "Key tones {0}",
  said_beeped: "Beep",
  said_silent: "You said nothing",
  said_unheard: "Only keys count now, nobody heard: {0}",
  said_ended: "Call over, {0}",
  gone: "The telephone service does not answer. Is it still running?",
  taken: "The browser keeps the microphone closed. Allow it in the address bar.",
  "对方已挂断": "they hung up",
  "您已挂断": "you hung up",
  "您拨打的号码是空号": "there is nobody at that number",
};

let chinese = localStorage.getItem("language") !== "en";

/** The text with that name; what has no name here is said as it is. */
export function t(name, ...values) {
  const text = (chinese ? CHINESE : ENGLISH)[name] ?? name;
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
