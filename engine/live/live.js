// The preview only: asks whether this page has changed, and loads it again where the editor was.
const { version } = document.currentScript.dataset;
const place = `preview ${location.pathname}`;

const parts = () => [...document.querySelectorAll("details")];
const nameOf = (part) => part.id || part.querySelector("summary")?.textContent;

// After an edit, and on the way back from another page: the same lines, the same parts unfolded.
const last = JSON.parse(sessionStorage.getItem(place));
if (last && performance.getEntriesByType("navigation")[0].type !== "navigate") {
  for (const part of parts()) if (last.unfolded.includes(nameOf(part))) part.open = true;
  scrollTo(0, last.scrolled);
}

addEventListener("pagehide", () => {
  const unfolded = parts().filter(({ open }) => open).map(nameOf);
  sessionStorage.setItem(place, JSON.stringify({ unfolded, scrolled: scrollY }));
});

async function hasChanged() {
  const page = encodeURIComponent(location.pathname);
  const answer = await fetch(`/_preview/wait?page=${page}&version=${version}`);
  return (await answer.json()).changed;
}

// On the way to a page that is still being made: to load this one again would call the editor
// back. A file that is downloaded leaves them here all the same, so the wait has an end.
const LONGEST_WAY = 30_000; // milliseconds
let leftAt = -Infinity;
// A link that opens another program (the editor's, a telephone) says "beforeunload" too.
let stays = false;
addEventListener("click", ({ target }) => {
  const link = target.closest("a[href]");
  stays = link !== null && (link.hasAttribute("download") || !link.protocol.startsWith("http"));
});
addEventListener("beforeunload", () => {
  if (!stays) leftAt = performance.now();
  stays = false;
});
addEventListener("pageshow", () => {
  leftAt = -Infinity; // back again
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
