// Keeps a language of the site on the phone when the reader says so, and deletes it all again. Before
// the button nothing is registered, cached or stored: this script only looks, and asks for one small
// file that says how large the pack is.
import { packsOf } from "./offline_pack.js";

const WORKER = "offline-worker.js";
const FULL = "QuotaExceededError";

const box = document.querySelector('[data-module="offline"]');
if (box && navigator.serviceWorker && self.caches && self.crypto?.subtle) start();

async function start() {
  const words = box.dataset;
  const language = document.documentElement.lang;
  const root = new URL(words.root, location).href;
  const packs = packsOf(root);
  const part = (name) => box.querySelector(`[data-part="${name}"]`);
  const [status, size, bar, keep, update, install, clear] =
    ["status", "size", "bar", "keep", "update", "install", "clear"].map(part);
  const progress = bar.querySelector("progress");
  let site = null;

  for (const [button, act] of [[keep, fetchPack], [update, fetchPack], [clear, clearAll]]) {
    button.addEventListener("click", () => working(act).then(() => status.focus({ preventScroll: true })));
  }
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    install.hidden = false;
    install.onclick = () => {
      install.hidden = true;
      event.prompt();
    };
  });

  try {
    await show();
  } catch {
    return; // a private window may forbid it: the page says so already
  }
  part("closed").hidden = true;
  part("open").hidden = false;
  // A reader who saves data chooses when; for any other one, an old rule on the phone is worse.
  if (!update.hidden && !navigator.connection?.saveData) working(fetchPack);

  /** What is kept, what the pack weighs, and what can be done. */
  async function show() {
    const registration = await ours();
    const kept = registration ? await packs.kept() : [];
    if (registration && !kept.length) await clearAll(); // a download was stopped on its last step
    const own = kept.find((pack) => pack.language === language);
    site = await packs.latest(language).catch(() => null);
    const all = site ? site.manifest.files : [];
    const changed = site && own ? await packs.missing(site.manifest) : all;
    say(own ? filled(words.kept, { date: own.date, size: told(weight(own.files, "identity")) }) : words.none);
    const others = kept.filter((pack) => pack !== own).map((pack) => named(pack.language));
    if (others.length) status.append(` ${filled(words.others, { languages: others.join(", ") })}`);
    if (own && site && !changed.length) status.append(` ${words.current}`);
    size.hidden = Boolean(own) && !changed.length;
    size.textContent = site ? sizes(own, changed) : words.unreadable;
    keep.hidden = !site || Boolean(own);
    update.hidden = !own || !changed.length;
    clear.hidden = !kept.length;
  }

  function sizes(own, changed) {
    const values = { size: told(weight(changed, sent())), space: told(weight(site.manifest.files, "identity")) };
    return filled(own ? words.newer : words.size, { ...values, date: site.manifest.date });
  }

  /** How the server sends files, as it sent the manifest. */
  function sent() {
    if (!site.encoding) return "identity";
    return site.encoding === "gzip" ? "gzip" : "br";
  }

  async function fetchPack() {
    progress.value = 0;
    bar.hidden = size.hidden = false;
    say(words.loading);
    try {
      const files = await packs.missing(site.manifest);
      const all = weight(files, "identity");
      const loaded = await packs.load(files, (bytes) => {
        progress.value = Math.floor((100 * bytes) / all);
      });
      await registered();
      await packs.store(site.manifest, loaded);
      await show();
    } catch (error) {
      const { name } = error;
      await emptied();
      await show();
      say(name === FULL ? words.full : words.failed);
    } finally {
      bar.hidden = true;
    }
  }

  /** Nothing of an attempt stays: no half pack, no worker that has nothing to serve. */
  async function emptied() {
    await packs.tidy();
    if (!(await packs.kept()).length) await unregister();
  }

  async function clearAll() {
    await packs.clear();
    await unregister();
  }

  /** The worker, ready to serve. */
  async function registered() {
    const { installing, waiting, active } = await navigator.serviceWorker.register(root + WORKER, { scope: root });
    const worker = installing ?? waiting ?? active;
    await new Promise((resolve, reject) => {
      const look = () => (worker.state === "activated" ? resolve() : worker.state === "redundant" && reject(new Error(worker.state)));
      worker.addEventListener("statechange", look);
      look();
    });
  }

  async function unregister() {
    const registration = await ours();
    if (registration) await registration.unregister();
  }

  /** The registration of this site, when there is one; another site may live above it. */
  async function ours() {
    const found = await navigator.serviceWorker.getRegistration(root);
    return found?.scope === root ? found : null;
  }

  /** One thing at a time; afterwards the reader is told how it went. */
  async function working(act) {
    const buttons = [keep, update, clear];
    for (const button of buttons) button.disabled = true;
    try {
      await act();
      if (act === clearAll) {
        await show();
        say(words.deleted);
      }
    } catch {
      say(act === clearAll ? words.notDeleted : words.failed);
    }
    for (const button of buttons) button.disabled = false;
  }

  function say(sentence) {
    status.textContent = sentence;
  }

  function named(code) {
    return new Intl.DisplayNames(language, { type: "language" }).of(code);
  }

  /** "430 ko", "5,2 Mo": rounded up. */
  function told(bytes) {
    const [unit, amount] = bytes < 1e6 ? ["kilobyte", Math.ceil(bytes / 1e4) * 10] : ["megabyte", Math.ceil(bytes / 1e5) / 10];
    return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(amount);
  }
}

function weight(files, encoding) {
  return files.reduce((sum, { bytes }) => sum + bytes[encoding], 0);
}

/** A whole sentence with its {names} filled in. */
function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
