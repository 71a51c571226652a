// Answers for the site when there is no network, from what the reader asked to keep. Registered by the
// offline page only. With a network, pages come from the network: a rule of last month is worse than a
// second of waiting. What is named by its content cannot be old, and comes from the phone.
import { packsOf } from "../offline_pack.js";

const ROOT = registration.scope;
const PATH = new URL(ROOT).pathname;
const PATIENCE = 4000;
const DAY = 24 * 60 * 60 * 1000;
const OLD = 31 * DAY;

const packs = packsOf(ROOT);
const read = new Map();
let refreshing = null;

// A new worker replaces the old one at once: they may not agree on what a pack is.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || !pathname.startsWith(PATH)) return;
  const path = pathname.slice(PATH.length).replace(/(^|\/)index\.html$/, "$1");
  if (path.startsWith("assets/")) {
    event.respondWith(asset(request));
  } else if (!/\.\w+$/.test(path)) {
    const answer = page(request, path);
    event.respondWith(answer);
    event.waitUntil(answer.then((shown) => shown.headers.has("x-kept") || refresh(), () => {}));
  }
});

async function asset(request) {
  for (const { language } of await packs.kept()) {
    const found = await packs.held(language, request.url);
    if (found) return found;
  }
  return fetch(request);
}

async function page(request, path) {
  // Asked again each time: the browser's own copy may be old too, and does not say so.
  const answer = fetch(request, { cache: "no-cache" });
  const kept = await packs.kept();
  const copy = await copyOf(kept, path).catch(() => null);
  try {
    const shown = await (copy ? Promise.race([answer, late()]) : answer);
    if (shown?.status < 500 || (shown && !copy)) return shown;
  } catch (error) {
    if (!kept.length) throw error;
  }
  answer.catch(() => {}); // it may still fail, and nobody waits for it any more
  return copy ? composed(copy) : elsewhere(kept, path);
}

/** The pack and the place in it of a kept page; null for any other address. */
async function copyOf(kept, path) {
  const pack = kept.find(({ language }) => path.startsWith(`${language}/`));
  const below = pack && path.slice(pack.language.length + 1);
  return pack && below in (await json(pack, "shell")).pages ? { pack, path: below } : null;
}

function late() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE));
}

/** Without network, for an address that is no kept page: the page it stands for, or the truth. */
async function elsewhere(kept, path) {
  const pack = kept.find(({ language }) => path.split("/")[0] === language) ?? own(kept);
  const { pages, missing, headers } = await json(pack, "shell");
  // "/" chooses a language, "/d/…" is the permanent link of a page, and a page may lack its slash.
  const below = path.replace(/^d\//, "").replace(new RegExp(`^${pack.language}(/|$)`), "");
  const meant = !below || below.endsWith("/") ? below : `${below}/`;
  const target = `${ROOT}${pack.language}/${meant}`;
  if (meant in pages && target !== ROOT + path) return Response.redirect(target);
  return sent(await filled(pack, missing, { path: below }), { headers, status: 503 });
}

/** The language of this browser, or the first one. */
function own(kept) {
  return kept.find(({ language }) => navigator.languages.some((one) => one.split("-")[0] === language)) ?? kept[0];
}

async function composed({ pack, path }) {
  const { pages, frames, headers, ...notices } = await json(pack, "shell");
  const [chunk, frame] = pages[path];
  const [title, description, main] = (await json(pack, chunk))[path];
  const isOld = Date.now() - Date.parse(pack.version) > OLD;
  const whole = frames[frame].replace("{kept}", () => (isOld ? notices.old : notices.kept));
  return sent(await filled(pack, whole, { path, title, description, main }), { headers, status: 200 });
}

async function filled(pack, frame, values) {
  const style = await (await file(pack, "style")).text();
  const all = { root: PATH, style, quoted: encodeURIComponent(values.path), ...values };
  return frame.replace(/\{(\w+)\}/g, (whole, name) => all[name] ?? whole);
}

function sent(html, { headers, status }) {
  const type = { "content-type": "text/html; charset=utf-8", "x-kept": "1" };
  return new Response(html, { status, headers: { ...headers, ...type } });
}

async function file(pack, name) {
  const { path } = pack.files.find((one) => one.name === name);
  return packs.held(pack.language, ROOT + path);
}

/** A chunk, parsed once in the life of this worker. */
async function json(pack, name) {
  const { path } = pack.files.find((one) => one.name === name);
  if (!read.has(path)) read.set(path, await (await file(pack, name)).json());
  return read.get(path);
}

/** At most once a day, and never for a reader who saves data: fetch what changed. */
function refresh() {
  if (navigator.connection?.saveData) return null;
  refreshing ??= due().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function due() {
  for (const { language, checked } of await packs.kept()) {
    // The next page online tries again; until then the copy says its date.
    if (Date.now() - checked > DAY) await packs.update(language).catch(() => {});
  }
}
