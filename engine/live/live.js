// The preview only: asks whether this page has changed, and loads it again where the editor was.
const { version } = document.currentScript.dataset;
const place = `preview ${location.pathname}`;

// After an edit, and on the way back from another page: the same lines, the same parts unfolded.
const last = JSON.parse(sessionStorage.getItem(place));
if (last && performance.getEntriesByType("navigation")[0].type !== "navigate") {
  for (const id of last.unfolded) document.getElementById(id)?.setAttribute("open", "");
  scrollTo(0, last.scrolled);
}

addEventListener("pagehide", () => {
  const unfolded = [...document.querySelectorAll("details[open][id]")].map(({ id }) => id);
  sessionStorage.setItem(place, JSON.stringify({ unfolded, scrolled: scrollY }));
});

async function hasChanged() {
  const page = encodeURIComponent(location.pathname);
  const answer = await fetch(`/_preview/wait?page=${page}&version=${version}`);
  return (await answer.json()).changed;
}

// On the way to a page that is still being made: to load this one again would call the editor
// back. A file that is only downloaded leaves them here, so the wait has an end.
const LONGEST_WAY = 30_000; // milliseconds
let leftAt = -Infinity;
globalThis.navigation?.addEventListener("navigate", ({ hashChange, downloadRequest }) => {
  if (!hashChange && downloadRequest === null) leftAt = performance.now();
});

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function watch() {
  for (;;) {
    try {
      if (await hasChanged()) {
        while (performance.now() - leftAt < LONGEST_WAY) await pause(500);
        location.reload();
        return;
      }
    } catch {
      // The preview starts again after an edit of its own code.
      await pause(500);
    }
  }
}

watch();
