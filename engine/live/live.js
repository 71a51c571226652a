// The preview only: asks whether this page has changed, and loads it again where the editor was.
const { version } = document.currentScript.dataset;
const place = `preview ${location.pathname}`;

const kept = sessionStorage.getItem(place);
if (kept !== null) {
  sessionStorage.removeItem(place);
  scrollTo(0, Number(kept));
}

async function hasChanged() {
  const page = encodeURIComponent(location.pathname);
  const answer = await fetch(`/_preview/wait?page=${page}&version=${version}`);
  return (await answer.json()).changed;
}

async function watch() {
  for (;;) {
    try {
      if (await hasChanged()) {
        sessionStorage.setItem(place, String(scrollY));
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
