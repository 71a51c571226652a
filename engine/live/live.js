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

async function watch() {
  for (;;) {
    try {
      if (await hasChanged()) {
        location.reload();
        return;
      }
    } catch {
      // The preview starts again after an edit of its own code.
      await new Promise((done) => setTimeout(done, 500));
    }
  }
}

watch();
