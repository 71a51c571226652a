// Finds pages for what a reader typed. No document, no request: search.js, the bench and the tests
// call it. The index is data of publish/search.py; MiniSearch weighs words, this module knows papers.
import MiniSearch from "./minisearch.js";

const SUFFIXES = ["bis", "ter", "quater", "quinquies", "sexies", "septies"];
const SUFFIX = SUFFIXES.join("|");
// Numbers that people write out after "annexe": the tens, and what is added to them.
const TENS = { dix: 10, vingt: 20, trente: 30, quarante: 40, twintig: 20, dertig: 30, veertig: 40, twenty: 20, thirty: 30, forty: 40 };
const UNITS = {
  ...counted("deux trois quatre cinq six sept huit neuf", 2),
  ...counted("onze douze treize quatorze quinze seize", 11),
  ...counted("twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien", 2),
  ...counted("two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 2),
};
// Titles and names count most, then names in another language, headings, the answer, other words.
const BOOST = { t: 4, a: 4, f: 3, h: 1.5, n: 1, w: 0.7 };
// A term or a topic says it too, but the page of the paper itself is the answer.
const GROUP_WEIGHT = { documents: 1, payers: 1, cpas: 1, help: 1, topics: 0.9, glossary: 0.7 };
// The word that stands for "annexe" in every language (data/synonyms.yaml).
const ANNEX = "annex";
const NAMES = new Set(["t", "a", "f"]);
const MOST = 12;
// A name that is only part of a query says less than the share of the query that it takes.
const PART = 0.8;
// What a word that no name has weighs: a reader's own words say little.
const UNKNOWN = 2;

function counted(words, first) {
  return Object.fromEntries(words.split(" ").map((word, at) => [word, first + at]));
}

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

/** The number that a word says ("trente", "vijfendertig"), or undefined. */
function spoken(word) {
  const [, unit, ten] = word.match(/^(\p{L}+?)en(twintig|dertig|veertig)$/u) ?? [];
  if (ten) return TENS[ten] + (unit === "een" ? 1 : (UNITS[unit] ?? NaN)) || undefined;
  return TENS[word] ?? UNITS[word];
}

/** Two known words written as one ("oranjekaart"), apart; any other word as it is. */
function splitter(known) {
  return (word) => {
    if (word.length < 7 || known.has(word)) return [word];
    for (let at = word.length - 3; at >= 3; at -= 1) {
      const last = word.slice(at);
      // Dutch may put a letter between the two: "bevallingskosten".
      const first = [word.slice(0, at), word.slice(0, at).replace(/(?:s|en)$/, "")].find((part) => known.has(part));
      if (first && known.has(last)) return [first, last];
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
  // "cart" and "e" make "carte", which is no letter E.
  const card = (whole, letter, plus) => (same.has(whole) ? whole : ` card card_${letter}${plus ? "plus" : ""} `);
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
      const number = last >= 0 && spoken(raw);
      if (suffix) found[last] += suffix;
      else if (number && found[last] === ANNEX) found.push(String(number));
      else if (number < 10 && found[last - 1] === ANNEX && /^[1-4]0$/.test(found[last])) found[last] = String(+found[last] + number);
      else for (const word of parts(raw)) found.push(same.get(word) ?? word);
    }
    const kept = found.filter((word) => !stops.has(word));
    return kept.length ? kept : found;
  };
}

/** How much each word of the names of the entries says: the fewer have it, the more. */
function rarity(names) {
  const counts = new Map();
  for (const own of names) {
    for (const word of new Set(own.flatMap((name) => name.words))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return new Map([...counts].map(([word, count]) => [word, Math.log(1 + names.length / count)]));
}

/**
 * A search over one language's index. `search(text)` gives `{ entry, score, alias, words }`, best
 * first: `alias` is the name it was found by when the title has not got it, `words` are those found.
 */
export function createSearch(index) {
  const read = reader(index);
  const entries = index.entries.map((entry, id) => ({ id, a: [], f: [], h: [], w: "", n: "", ...entry }));
  const names = entries.map((entry) =>
    [entry.t, ...entry.a, ...entry.f].map((name, at) => {
      const own = read(name, true);
      return { name, words: own, key: own.join(""), weight: at <= entry.a.length ? 1 : 0.9 };
    }),
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

  const rare = rarity(names);
  const phrases = new Map();
  for (const [id, own] of names.entries()) {
    for (const { name, words: said, weight } of own) {
      const phrase = said.join(" ");
      if (!phrases.has(phrase)) phrases.set(phrase, []);
      phrases.get(phrase).push({ id, name, weight });
    }
  }
  const beside = new Map(Object.entries(index.beside).map(([group, words]) => [group, new Set(words.flatMap((word) => read(word, false)))]));

  /** The name of an entry that is nearest to the whole query, as typed when it has that name; how
   * near, from 0 to 1. */
  function nearest(id, key, typed) {
    let best = { near: 0, name: "" };
    const limit = tolerance(key);
    for (const { name, key: known, weight } of names[id]) {
      if (!known) continue;
      const off = distance(key, known, limit);
      if (off > limit) continue;
      const near = weight * (1 - off / (limit + 2));
      if (near > best.near || (near === best.near && fold(name) === typed)) best = { near, name };
    }
    return best;
  }

  /** The known word that is nearest to a word with a wrong letter. */
  function corrected(word) {
    let limit = rare.has(word) ? 0 : tolerance(word);
    let best = word;
    for (const known of limit ? rare.keys() : []) {
      const off = distance(word, known, limit);
      if (off > limit) continue;
      best = known;
      limit = off - 1;
    }
    return best;
  }

  /** The names that stand whole in a query of more words, by entry: the more of the query a name
   * says, the nearer. Words that only go with a name ("bureau ixelles") do not count against it. */
  function within(asked) {
    const found = new Map();
    const typed = asked.map(corrected);
    const weigh = (some) => some.reduce((sum, word) => sum + (rare.get(word) ?? UNKNOWN) ** 2, 0);
    const whole = weigh(typed);
    for (let from = 0; from < typed.length; from += 1) {
      for (let to = from + 1; to <= Math.min(typed.length, from + 6); to += 1) {
        const window = typed.slice(from, to);
        for (const { id, name, weight } of phrases.get(window.join(" ")) ?? []) {
          const others = [...typed.slice(0, from), ...typed.slice(to)];
          const company = beside.get(entries[id].g);
          const near = company && others.every((word) => company.has(word)) ? weight : weight * PART * (weigh(window) / whole);
          if (near > (found.get(id)?.near ?? 0)) found.set(id, { near, name });
        }
      }
    }
    return found;
  }

  function search(text) {
    const typed = words(text, true);
    const asked = unknownAnnex(text) ? typed.filter((word) => word !== ANNEX) : typed;
    if (!asked.length) return [];
    const key = asked.join("");
    const results = mini.search(asked.join(" "), { tokenize: (line) => line.split(" ") });
    const counts = new Map();
    for (const { queryTerms } of results) for (const term of new Set(queryTerms)) counts.set(term, (counts.get(term) ?? 0) + 1);
    const weight = (terms) => [...new Set(terms)].reduce((sum, term) => sum + Math.log(1 + entries.length / (counts.get(term) ?? 1)), 0);
    const whole = weight(asked);
    const hits = new Map();
    for (const result of results) {
      hits.set(result.id, { score: result.score * (weight(result.queryTerms) / whole) ** 1.5, terms: result.terms });
    }
    const top = Math.max(1, ...[...hits.values()].map((hit) => hit.score));
    const said = within(asked);
    const line = fold(text);
    const ranked = [];
    for (const entry of entries) {
      const alike = nearest(entry.id, key, line);
      const { near, name } = alike.near ? alike : (said.get(entry.id) ?? alike);
      const hit = hits.get(entry.id);
      if (!near && !hit) continue;
      const score = ((hit ? hit.score / top : 0) + 2 * near) * (GROUP_WEIGHT[entry.g] ?? 1);
      ranked.push({ entry, score, name, words: hit ? hit.terms : [] });
    }
    ranked.sort((one, other) => other.score - one.score || one.entry.id - other.entry.id);
    const floor = ranked.length ? ranked[0].score / 5 : 0;
    return ranked
      .filter(({ score }) => score >= floor)
      .slice(0, MOST)
      .map(({ entry, score, name, words: found }) => {
        // A name says nothing more when the title has it.
        const alias = fold(entry.t).includes(fold(name)) ? "" : name;
        return { entry, score, alias, words: found };
      });
  }

  const annexes = [...phrases.keys()].filter((phrase) => phrase.startsWith(`${ANNEX} `)).map((phrase) => phrase.split(" ")[1]);

  /** The number of an annex that no name bears ("99" in "annexe 99"), or "": a reader who has typed
   * "annexe 2" may be on the way to 26. */
  function unknownAnnex(text) {
    const typed = words(text, true);
    const number = typed[typed.indexOf(ANNEX) + 1];
    const isUnknown = typed.includes(ANNEX) && /^\d/.test(number) && !annexes.some((known) => known.startsWith(number));
    return isUnknown ? number : "";
  }

  /** Cuts a text where the words of a result are: `[{ text, isMatch }]`. */
  function mark(text, found) {
    const terms = new Set(found);
    return text
      .split(/([\p{L}\p{N}+]+)/u)
      .filter(Boolean)
      .map((part) => ({ text: part, isMatch: read(part, false).some((word) => terms.has(word)) }));
  }

  return { search, mark, unknownAnnex };
}

/** Results by kind of page, the kind of the best one first; of each at most `most`, and none that is
 * less than half as good as its best: the best of the next kind comes before it. */
export function grouped(results, most = 5) {
  const groups = new Map();
  for (const result of results) {
    const group = groups.get(result.entry.g) ?? [];
    if (group.length < most && (!group.length || result.score >= group[0].score / 2)) group.push(result);
    groups.set(result.entry.g, group);
  }
  return [...groups].map(([group, rows]) => ({ group, rows }));
}
