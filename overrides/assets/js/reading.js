// Helps to read a page: larger letters with more air, and the page read aloud. Both end with the page:
// nothing is stored. Only a voice that lives in the device speaks (another one would send the text away);
// without one for the language of the words, nothing is offered. It only turns attributes on and off: a
// script that adds elements or classes would bring every page more styles (publish/finish.py).
const row = document.querySelector(".app-reading");
const [listen, pause, end, larger] = row.querySelectorAll("button");
const bar = pause.parentElement;
const page = document.documentElement.dataset;
const speech = globalThis.speechSynthesis;
const words = { pause: pause.textContent, resume: pause.dataset.resume };
const NOT_READ =
  ".app-reading, .app-leave, .app-back, .app-noprint, .app-report, .app-cite, .app-hidden, #sources, [aria-hidden=true], script, form";

let parts = [];
let at = 0;
let spoken = null;

row.hidden = false;
larger.addEventListener("click", () => {
  const isOn = !("larger" in page);
  if (isOn) page.larger = "";
  else delete page.larger;
  larger.attributes["aria-pressed"].value = String(isOn);
});
listen.addEventListener("click", start);
pause.addEventListener("click", () => (spoken ? rest() : speak()));
end.addEventListener("click", stop);
addEventListener("keydown", (event) => event.key === "Escape" && stop());
addEventListener("pagehide", stop);
document.addEventListener("visibilitychange", () => document.hidden && spoken && rest());
speech?.addEventListener?.("voiceschanged", offer);
offer();

/** Shows "Listen" once the device has told its voices; some take a moment. */
function offer() {
  listen.hidden = !voiceFor(row);
}

/** The voice of this device for the words of an element: that of Belgium first. */
function voiceFor(element) {
  const language = element.closest("[lang]").lang;
  const tag = (voice) => voice.lang.replace("_", "-").toLowerCase();
  const own = (speech?.getVoices() ?? []).filter(
    (voice) => voice.localService && tag(voice).split("-")[0] === language,
  );
  return own.find((voice) => tag(voice).endsWith("-be")) ?? own.find((voice) => voice.default) ?? own[0];
}

function start() {
  if (!bar.hidden) return stop();
  parts = readable(document.querySelector("main"));
  at = 0;
  bar.hidden = false;
  page.aloud = "";
  pause.focus();
  speak();
}

/** What is shown, in order: a block, its text, its voice. Blocks that no voice can read are left out. */
function readable(root) {
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const near = node.parentElement;
    if (!node.data.trim() || near.closest(NOT_READ) || !isShown(near)) continue;
    const block = blockOf(near);
    // A foreign word in a sentence is better said by the voice of the sentence than left out.
    const voice = voiceFor(near) ?? voiceFor(block);
    const last = found[found.length - 1];
    if (last?.block === block && last.voice === voice) last.text += node.data;
    else found.push({ block, text: node.data, voice });
  }
  return found.filter((part) => part.voice && /[\p{L}\p{N}]/u.test(part.text));
}

function isShown(element) {
  return element.checkVisibility?.() ?? element.getClientRects().length > 0;
}

function blockOf(element) {
  return getComputedStyle(element).display === "inline" ? blockOf(element.parentElement) : element;
}

// A pause starts the same block again: on some phones a voice that pauses never comes back.
function speak() {
  const part = parts[at];
  // A page that is being left (leave.js) is silent, whatever the voice reports.
  if (!part || document.body.hidden) return stop();
  mark(part.block);
  pause.textContent = words.pause;
  const saying = new SpeechSynthesisUtterance(part.text.replace(/\s+/g, " ").trim());
  saying.voice = part.voice;
  saying.lang = part.voice.lang;
  saying.onend = saying.onerror = (event) => {
    if (saying !== spoken) return;
    if (event.type === "error") return rest();
    at += 1;
    speak();
  };
  spoken = saying;
  speech.speak(saying);
}

function silence() {
  spoken = null;
  speech.cancel();
}

function rest() {
  silence();
  pause.textContent = words.resume;
}

function stop() {
  if (bar.hidden) return;
  silence();
  unmark();
  const hadFocus = bar.contains(document.activeElement);
  bar.hidden = true;
  delete page.aloud;
  if (hadFocus) listen.focus();
}

function unmark() {
  delete document.querySelector("[data-read]")?.dataset.read;
}

function mark(block) {
  unmark();
  block.dataset.read = "";
  const { top, bottom } = block.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight - bar.offsetHeight) block.scrollIntoView({ block: "center" });
}
