// Finds pages for what a reader typed. No document, no request: search.js, the bench and the tests
// call it. The index is data of publish/search.py; MiniSearch weighs words, this module knows papers.
import MiniSearch from "./minisearch.js";

const SUFFIXES = ["bis", "ter", "quater", "quinquies", "sexies", "septies"];
const SUFFIX = SUFFIXES.join("|");
// Titles and names count most, then names in another language, headings, the answer, other words.
const BOOST = { t: 4, a: 4, f: 3, h: 1.5, n: 1, w: 0.7 };
// A term or a topic says it too, but the page of the paper itself is the answer.
const GROUP_WEIGHT = { documents: 1, payers: 1, cpas: 1, help: 1, topics: 0.9, glossary: 0.7 };
const NAMES = new Set(["t", "a", "f"]);
const MOST = 12;

/** Lower case, without accents, elisions and hyphens; Arabic letters and digits in one form. */
export function fold(text) {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\p{M}ـ]/gu, "")
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae")
    .replace(/ß/g, "ss")
    .replace(/ى/g, "ي")
    .replace(/ة/g, "ه")
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/(^|[^\p{L}])(?:[cdjlmnst]|qu|jusqu|lorsqu)['’]/gu, "$1")
    .replace(/['’]/g, "")
    .trim();
}

/** How many letters differ, a swap of neighbours counting once; `limit` + 1 when there are more. */
export function distance(one, other, limit) {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let before = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        next[j] = Math.min(next[j], before[j - 2] + 1);
      }
    }
    if (Math.min(...next) > limit) return limit + 1;
    before = row;
    row = next;
  }
  return row[other.length];
}

/** How many letters may be wrong in a word of this length. */
function tolerance(word) {
  if (/\d|^card_/.test(word)) return 0;
  return word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0;
}

/** The suffix of a number ("quinquies") that a word stands for; short ones must be exact. */
function nearSuffix(word) {
  return word.length >= 5 && SUFFIXES.find((one) => one.length >= 5 && distance(word, one, 2) <= 2);
}

/** Two known words written as one ("oranjekaart"), apart; any other word as it is. */
function splitter(known) {
  return (word) => {
    if (word.length < 7 || known.has(word)) return [word];
    for (let at = word.length - 3; at >= 3; at -= 1) {
      const both = [word.slice(0, at), word.slice(at)];
      if (both.every((part) => known.has(part))) return both;
    }
    return [word];
  };
}

/** The words of a text as the index knows them; `isName` also reads "carte A" and "A-kaart". */
function reader(index, parts = (word) => [word]) {
  const same = new Map(Object.entries(index.same));
  const cards = [...same.keys()].filter((word) => same.get(word) === "card").join("|");
  const after = new RegExp(`(?<!\\p{L})(?:${cards})[\\s-]*(eu|[a-z])(\\s*\\+|\\s*plus)?(?![\\p{L}\\d])`, "gu");
  const before = new RegExp(`(?<![\\p{L}\\d])(eu|[a-z])(\\s*\\+|\\s+plus)?[\\s-]*(?:${cards})(?!\\p{L})`, "gu");
  const alone = /(?<![\p{L}\d])(eu|[a-z])(\s*\+|\s+plus)(?![\p{L}\d])/gu;
  const card = (_, letter, plus) => ` card card_${letter}${plus ? "plus" : ""} `;
  const stops = new Set(index.stop);

  return function words(text, isName) {
    let line = fold(text);
    if (isName) line = line.replace(after, card).replace(before, card).replace(alone, card);
    line = line
      .replace(/(\p{L}{2})(?=\d)/gu, "$1 ")
      .replace(new RegExp(`(\\d)(?!(?:${SUFFIX})(?!\\p{L}))(?=\\p{L}{2})`, "gu"), "$1 ")
      .replace(new RegExp(`(\\d)\\s+(?=(?:${SUFFIX})(?!\\p{L}))`, "gu"), "$1");
    const found = [];
    for (const raw of line.split(/[^\p{L}\p{N}_]+/u)) {
      if (!raw) continue;
      const last = found.length - 1;
      const suffix = last >= 0 && /^\d+$/.test(found[last]) && nearSuffix(raw);
      if (suffix) found[last] += suffix;
      else for (const word of parts(raw)) found.push(same.get(word) ?? word);
    }
    const kept = found.filter((word) => !stops.has(word));
    return kept.length ? kept : found;
  };
}

/**
 * A search over one language's index. `search(text)` gives `{ entry, score, alias, words }`, best
 * first: `alias` is the name it was found by when the title has not got it, `words` are those found.
 */
export function createSearch(index) {
  const read = reader(index);
  const entries = index.entries.map((entry, id) => ({ id, a: [], f: [], h: [], w: "", n: "", ...entry }));
  const names = entries.map((entry) =>
    [entry.t, ...entry.a, ...entry.f].map((name, at) => ({
      name,
      key: read(name, true).join(""),
      weight: at <= entry.a.length ? 1 : 0.9,
    })),
  );
  const known = new Set(Object.keys(index.same));
  for (const { name } of names.flat()) for (const word of fold(name).split(/[^\p{L}]+/u)) known.add(word);
  const words = reader(index, splitter(known));
  const mini = new MiniSearch({
    fields: Object.keys(BOOST),
    extractField: (entry, field) => {
      const value = entry[field];
      return Array.isArray(value) ? value.join("|") : value;
    },
    // Other words (w) come folded from publish/: reading them again would take most of the time.
    tokenize: (text, field) => {
      if (field === undefined) return words(text, true);
      if (field === "w") return text.split(" ").map((word) => index.same[word] ?? word);
      return text.split("|").flatMap((part) => read(part, NAMES.has(field)));
    },
    processTerm: (term) => term,
    searchOptions: {
      boost: BOOST,
      fuzzy: (term) => tolerance(term) || false,
      prefix: (term) => term.length >= 3 && !/\d|^card/.test(term),
      weights: { fuzzy: 0.4, prefix: 0.6 },
      bm25: { k: 1.2, b: 0.3, d: 0.5 },
    },
  });
  mini.addAll(entries);

  /** The name of an entry that is nearest to the whole query, as typed when it has that name; how
   * near, from 0 to 1. */
  function nearest(id, key, typed) {
    let best = { near: 0, name: "" };
    for (const { name, key: known, weight } of names[id]) {
      if (!known) continue;
      const limit = tolerance(key);
      const off = distance(key, known, limit);
      if (off > limit) continue;
      const near = weight * (1 - off / (limit + 2));
      if (near > best.near || (near === best.near && fold(name) === typed)) best = { near, name };
    }
    return best;
  }

  function search(text) {
    const asked = [...new Set(words(text, true))];
    if (!asked.length) return [];
    const key = words(text, true).join("");
    const hits = new Map();
    for (const result of mini.search(text)) {
      const matched = new Set(result.queryTerms).size / asked.length;
      hits.set(result.id, { score: result.score * matched ** 1.5, terms: result.terms });
    }
    const top = Math.max(1, ...[...hits.values()].map((hit) => hit.score));
    const ranked = [];
    for (const entry of entries) {
      const { near, name } = nearest(entry.id, key, fold(text));
      const hit = hits.get(entry.id);
      if (!near && !hit) continue;
      const score = ((hit ? hit.score / top : 0) + 2 * near) * (GROUP_WEIGHT[entry.g] ?? 1);
      // A name says nothing more when the title has it.
      const alias = fold(entry.t).includes(fold(name)) ? "" : name;
      ranked.push({ entry, score, alias, words: hit ? hit.terms : [] });
    }
    ranked.sort((one, other) => other.score - one.score || one.entry.id - other.entry.id);
    const floor = ranked.length ? ranked[0].score / 5 : 0;
    return ranked.filter((result) => result.score >= floor).slice(0, MOST);
  }

  /** Cuts a text where the words of a result are: `[{ text, isMatch }]`. */
  function mark(text, found) {
    const terms = new Set(found);
    return text
      .split(/([\p{L}\p{N}+]+)/u)
      .filter(Boolean)
      .map((part) => ({ text: part, isMatch: read(part, false).some((word) => terms.has(word)) }));
  }

  return { search, mark };
}

/** Results by kind of page, the kind of the best one first; at most `most` of each. */
export function grouped(results, most = 5) {
  const groups = new Map();
  for (const result of results) {
    const group = groups.get(result.entry.g) ?? [];
    if (group.length < most) group.push(result);
    groups.set(result.entry.g, group);
  }
  return [...groups].map(([group, rows]) => ({ group, rows }));
}
