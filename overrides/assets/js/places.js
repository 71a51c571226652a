// Which municipality a reader means by a postcode or a name, as people type it. Pure: no page, no request.
// finder.js asks; tests/finder_cases.yaml says what it must answer.

const BRUSSELS_CITY = "Bruxelles";
const REGION = /^(bruxelles|brussel|brussels|bxl)$/;
const SAINTS = /^(saint|sainte|sint|sinte|sankt|ste|st|سانت|سان|санкт|сент|сен|сан|синт)$/;
const OFFICES = /^(cpas|ocmw|commune|gemeente|quartier|wijk|place|square|parc|metro|municipality|ville|stad|city|code|postal|postcode|belgique|belgie|belgium)$/;
const LINKS = /^(st|de|du|des|d|la|le|les|l|het|den|ten|ter|van|op|aan|en|sur|sous|lez|a|of)$/;
const LETTERS = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", ى: "ي", ة: "ه", ٱ: "ا", ک: "ك", ی: "ي", ۀ: "ه", э: "е" };
const SOUNDS = [
  [/sch|sh|ch/g, "s"], [/ks/g, "x"], [/ph/g, "f"], [/([gt])h/g, "$1"], [/ck|qu|c(?![ei])/g, "k"],
  [/ae|aa/g, "a"], [/oe|ou|oo|u/g, "o"], [/ij|ie|y/g, "i"], [/z/g, "s"], [/[ьъ]/g, ""],
  [/(?<=[\u0600-\u06ff])[اوي]/g, ""], [/(.)\1+/g, "$1"],
];

/** Words without capitals, accents and signs; every saint is "st". */
function words(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(/[\p{M}\u0640]/gu, "");
  const letters = plain.replace(/[œæßøłىةٱکیۀэ]/g, (letter) => LETTERS[letter]);
  const apart = letters.replace(/(?<!\p{L})(?:sainte?|sint|sankt)(?=\p{L}{4})/gu, "st ");
  const found = apart.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return found.map((word) => (SAINTS.test(word) ? "st" : word));
}

/** Spellings that sound alike become equal: scharbek, schaarbeek and schaerbeek. */
function sound(word) {
  return SOUNDS.reduce((text, [pattern, by]) => text.replace(pattern, by), word);
}

/** Digits of every script as 0 to 9. */
function digits(text) {
  return text.replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15);
}

/** How many letters differ (a swap of two neighbours is one); more than `most` is Infinity. */
function distance(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return Infinity;
  let before = [], last = [], row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    [before, last, row] = [last, row, [i]];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + !same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    if (Math.min(...row) > most) return Infinity;
  }
  return row[other.length] > most ? Infinity : row[other.length];
}

const tolerance = (text) => (text.length < 4 ? 0 : text.length < 7 ? 1 : 2);

/** The places of the data file, ready to be searched. See publish/finder.py for its shape. */
export function prepare(data) {
  const places = data.places.map(([fr, nl, codes, own, parts, cpas, contact]) => {
    const isKnown = Array.isArray(contact[0]);
    return {
      fr, nl: nl || fr, codes: codes.split(" "), cpas, seats: isKnown ? contact : [], unknown: isKnown ? [] : contact,
      names: [
        ...split([fr, nl, own].join("|")).map((name) => ({ name, part: "", code: "" })),
        ...split(parts).map((entry) => ({ name: entry.slice(5), part: entry.slice(5), code: entry.slice(0, 4) })),
      ],
    };
  });
  for (const [names, ...among] of data.quarters) {
    for (const at of among) places[at].names.push(...split(names).map((name) => ({ name, part: name, code: "" })));
  }
  const codes = new Map();
  const names = [];
  for (const place of places) {
    for (const code of place.codes) codes.set(code, [...(codes.get(code) || []), place]);
    for (const { name, part, code } of place.names) names.push({ place, part, code, ...spelled(words(name)) });
  }
  return { codes, names, institutions: new Set(data.institutions) };
}

const split = (names) => names.split("|").filter(Boolean);

function spelled(list) {
  const sounds = list.map(sound);
  const spans = new Set();
  for (let from = 0; from < list.length; from++) {
    for (let to = from + 1; to <= list.length; to++) {
      const meaning = list.slice(from, to).some((word) => !LINKS.test(word));
      const whole = to - from === list.length;
      const span = sounds.slice(from, to).join("");
      if (meaning && !whole && span.length > 3 && !LINKS.test(list[to - 1])) spans.add(span);
    }
  }
  return { key: list.join(""), sound: sound(list.join("")), sounds, spans: [...spans] };
}

/**
 * What `typed` means: { kind, code, best, others, near }.
 * best and others hold { place, part, code }: a part of the place, and its postcode; a part without
 * one is a quarter, which has no border. near: nothing has exactly this name.
 * kind: one, shared, several, quarter (several municipalities), maybe (resembles a name: the reader
 * says which), institution, unknown-code (others: codes that resemble it), unknown or empty.
 */
export function find(typed, { codes, names, institutions }) {
  const text = digits(typed).trim();
  const answer = { kind: "unknown", code: "", best: [], others: [], near: false };
  const only = /^(?:be?\b)?[\s-]*(\d[\d\s.]*)$/i.exec(text);
  if (!text) return { ...answer, kind: "empty" };
  if (only) return byCode(only[1].replace(/\D/g, ""), "");
  const inside = (text.match(/(?<!\d)\d{4}(?!\d)/g) || []).filter(known).pop();
  return inside ? byCode(inside, text.replace(inside, " ")) : byName(text);

  function known(code) {
    return codes.has(code) || institutions.has(code);
  }

  function byCode(code, rest) {
    if (institutions.has(code)) return { ...answer, kind: "institution", code };
    let found = codes.get(code);
    if (!found) return { ...answer, kind: "unknown-code", code, others: codesLike(code) };
    if (found.length > 1 && rest) {
      // Many write "1050 Bruxelles" and live in Ixelles: that name decides nothing.
      const named = byName(rest).best.map(({ place }) => place);
      const chosen = found.filter((place) => named.includes(place) && place.fr !== BRUSSELS_CITY);
      if (chosen.length) found = chosen;
    }
    const best = found.map((place) => ({ place, part: "", code }));
    return { ...answer, kind: best.length > 1 ? "shared" : "one", code, best };
  }

  /** Places of the codes with one digit more, less or different, those of Brussels first. */
  function codesLike(code) {
    const alike = [...codes.keys()].filter((other) => distance(code, other, 1) === 1);
    const found = alike.sort().flatMap((other) => codes.get(other).map((place) => ({ place, part: "", code: other })));
    const isLonger = (entry) => entry.code.startsWith(code) || code.startsWith(entry.code);
    return found.sort((a, b) => isLonger(b) - isLonger(a) || !a.place.cpas - !b.place.cpas).slice(0, 4);
  }

  function byName(said) {
    const all = words(said).filter((word) => !/^\d+$/.test(word));
    const meant = all.filter((word) => !OFFICES.test(word));
    const alone = meant.filter((word) => !LINKS.test(word));
    for (const list of [all, meant, alone, alone.filter((word) => !REGION.test(word))]) {
      const found = list.length ? matches(list) : [];
      if (found.length) return ranked(found);
    }
    return answer;
  }

  function matches(list) {
    const asked = { key: list.join(""), sound: sound(list.join("")), sounds: list.map(sound) };
    if (asked.key.length < 2) return [];
    const found = new Map();
    for (const name of names) {
      const how = likeness(asked, name);
      if (how === Infinity) continue;
      // 0: a municipality of Brussels or its part, 1: a quarter, another municipality, 2: its part.
      const whose = name.place.cpas ? +!!(name.part && !name.code) : name.part ? 2 : 1;
      // The less alike, the more it counts that most readers are in Brussels.
      const score = 10 * how + (how < 2 ? +!!name.part : how < 3 ? whose : how < 4 ? 8 * whose : 4 * whose);
      const before = found.get(name.place);
      if (!before || score < before.score) {
        found.set(name.place, { place: name.place, part: name.part, code: name.code, how, score });
      }
    }
    return [...found.values()].sort((a, b) => a.score - b.score || !a.place.cpas - !b.place.cpas);
  }

  function ranked(found) {
    const best = found.filter(({ score }) => score === found[0].score);
    if (best.every(({ part, place }) => part && !place.cpas)) {
      // "berchem": a part of Antwerp, but here most readers mean the municipality of Brussels.
      best.push(...found.filter(({ how, place }) => place.cpas && how <= 3 && found[0].how < how));
    }
    const others = found.filter((entry) => !best.includes(entry) && entry.how < 4).slice(0, 4);
    const near = found[0].how >= 4;
    if (near && (best.length > 1 || !best[0].place.cpas)) {
      const alike = found.filter(({ how }) => how <= found[0].how + 1);
      return { ...answer, kind: "maybe", best: alike.slice(0, 5), near };
    }
    const quarter = best.every(({ part, code }) => part && !code);
    const kind = best.length === 1 ? "one" : quarter ? "quarter" : "several";
    return { ...answer, kind, best: best.slice(0, 8), others, near };
  }
}

/** 0 the same name, 1 sounds the same, 2 a part of the name, 3 its beginning, 4 to 7 resembles it. */
function likeness(asked, name) {
  if (asked.key === name.key) return 0;
  if (asked.sound === name.sound && asked.sound.length > 2) return 1;
  if (name.spans.includes(asked.sound)) return 2;
  if (asked.key.length > 2 && name.key.startsWith(asked.key)) return 3;
  if (asked.sound.length > 3 && name.sound.startsWith(asked.sound)) return 3;
  const most = tolerance(asked.sound);
  if (!most) return Infinity;
  const whole = distance(asked.sound, name.sound, most);
  const spans = name.part && !(name.place.cpas && name.code) ? [] : name.spans;
  const span = Math.min(...spans.map((part) => distance(asked.sound, part, most)));
  if (Math.min(whole, span) <= most) return 3 + Math.min(whole, span + 0.5);
  return asked.sounds.length > 1 && everyWordIsIn(asked.sounds, name.sounds) ? 6 : Infinity;
}

function everyWordIsIn(asked, sounds) {
  return asked.every((word) => sounds.some((own) => distance(word, own, tolerance(word)) < 3));
}
