// Leaves a sensitive page at once: a tap on "Leave quickly", or Shift three times. The page is hidden
// before the next one has come, and the next one takes its place in the history. Pages seen before this
// one stay in the history: no script can take them out, and the page says so.
const link = document.querySelector(".app-leave a");
const ENOUGH = 3;
const WITHIN = 2000;
let pressed = [];
let alone = false;

link?.addEventListener("click", leave);

// A Shift counts when it is let go and nothing else was pressed with it: capitals are typed with it too.
addEventListener("keydown", (event) => {
  alone = event.key === "Shift" && (alone || !event.repeat);
  if (!alone) pressed = [];
});
addEventListener("keyup", (event) => {
  if (event.key !== "Shift" || !alone) return;
  alone = false;
  const now = event.timeStamp;
  pressed = [...pressed.filter((time) => now - time < WITHIN), now];
  if (pressed.length >= ENOUGH) leave(event);
});

function leave(event) {
  if (!link) return;
  event.preventDefault();
  document.body.hidden = true;
  globalThis.speechSynthesis?.cancel();
  document.title = link.hostname;
  location.replace(link.href);
}
