// The packs that a phone keeps: one cache a language, with the files that its manifest names and the
// manifest itself. The manifest is written last, so a cache without one is nothing, and writing it is
// what replaces a version by the next one. The offline page and the worker share this.

/** The packs of the site at `root`, an address that ends with a slash. */
export function packsOf(root) {
  const nameOf = (language) => `offline ${root} ${language}`;
  const manifestOf = (language) => `${root}${language}/offline.json`;

  /** A kept file or manifest, or undefined. Asking makes no cache. */
  function held(language, url) {
    return caches.match(url, { cacheName: nameOf(language) });
  }

  async function languages() {
    const start = nameOf("");
    const names = await caches.keys();
    return names.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
  }

  async function manifest(language) {
    const answer = await held(language, manifestOf(language));
    return answer && answer.json();
  }

  /** The manifest of every complete pack, with `checked`: when it was last compared with the site's. */
  async function kept() {
    const all = await Promise.all((await languages()).map(manifest));
    return all.filter(Boolean);
  }

  /** The manifest of the site as it is now, and how its server compresses (br, gzip or null). */
  async function latest(language) {
    const answer = await fetch(manifestOf(language), { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    return { manifest: await answer.json(), encoding: answer.headers.get("content-encoding") };
  }

  /** The files of `wanted` that are not kept. */
  async function missing(wanted) {
    const found = await Promise.all(wanted.files.map(({ path }) => held(wanted.language, root + path)));
    return wanted.files.filter((file, at) => !found[at]);
  }

  /**
   * The files, whole and checked, in memory: nothing is written before the last one has come.
   * `onBytes` hears how many bytes of all have come, as they are on the phone.
   */
  async function load(files, onBytes = () => {}) {
    const loaded = [];
    let bytes = 0;
    for (const file of files) {
      // Not in the cache of the browser too: it would keep what the reader deletes here.
      const answer = await fetch(root + file.path, { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.status);
      const parts = [];
      for (const reader = answer.body.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) break;
        parts.push(value);
        onBytes((bytes += value.length));
      }
      const content = await new Blob(parts).arrayBuffer();
      if ((await digest(content)) !== file.sha256) throw new Error(`not the file it should be: ${file.path}`);
      loaded.push({ file, content, type: answer.headers.get("content-type") });
    }
    return loaded;
  }

  /** Replace the pack of a language. Whatever happens, the old version or the new one is whole. */
  async function store(wanted, loaded) {
    try {
      const cache = await caches.open(nameOf(wanted.language));
      for (const { file, content, type } of loaded) {
        await cache.put(root + file.path, new Response(content, { headers: { "content-type": type } }));
      }
      const text = JSON.stringify({ ...wanted, checked: Date.now() });
      await cache.put(manifestOf(wanted.language), new Response(text));
    } finally {
      await tidy();
    }
  }

  /** Fetch and keep what changed since this language was kept. */
  async function update(language) {
    const { manifest: wanted } = await latest(language);
    const loaded = await load(await missing(wanted));
    // The reader may have deleted it all in the meantime.
    if (await manifest(language)) await store(wanted, loaded);
  }

  /** Delete what no manifest names: an older version, or one that could not be written to its end. */
  async function tidy() {
    for (const language of await languages()) {
      const whole = await manifest(language);
      if (!whole) {
        await caches.delete(nameOf(language));
        continue;
      }
      const named = new Set([manifestOf(language), ...whole.files.map(({ path }) => root + path)]);
      const cache = await caches.open(nameOf(language));
      for (const { url } of await cache.keys()) if (!named.has(url)) await cache.delete(url);
    }
  }

  /** Delete every pack. */
  async function clear() {
    for (const language of await languages()) await caches.delete(nameOf(language));
  }

  return { held, kept, latest, missing, load, store, update, tidy, clear };
}

async function digest(content) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
