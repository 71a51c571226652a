// The field of the finder: shown by this script, answered on the device. The list of places is fetched
// when the reader goes to the field; what they type is sent nowhere and kept nowhere.
import { find, prepare } from "./places.js";

const CITY = "bruxelles";

for (const root of document.querySelectorAll('[data-module="finder"]')) start(root);

function start(root) {
  const words = root.dataset;
  const field = root.querySelector("input");
  const status = root.querySelector("[role=status]");
  const answer = root.querySelector("[data-answer]");
  const language = document.documentElement.lang;
  const dutchFirst = language === "nl";
  let places = null;

  root.hidden = false;
  field.addEventListener("focus", () => load().catch(() => {}));
  root.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    status.textContent = places ? "" : words.waiting;
    answer.replaceChildren();
    try {
      show(find(field.value, await load()), field.value.trim());
    } catch {
      say(words.failed);
      answer.append(allPlaces());
    }
  });

  /** The places, fetched once; after a failure the next try asks again. */
  function load() {
    places ??= fetch(words.places)
      .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
      .then(prepare)
      .catch((error) => {
        places = null;
        throw error;
      });
    return places;
  }

  function show(found, typed) {
    const { kind, best } = found;
    if (kind === "one") return showOne(found, typed);
    const wrong = { institution: words.institution, "unknown-code": words.unknownCode, unknown: words.unknown, empty: words.empty };
    if (wrong[kind]) {
      say(filled(wrong[kind], { code: found.code, typed }));
      field.toggleAttribute("aria-invalid", kind !== "institution");
      offer(found.others, words.likeCode);
      if (kind !== "empty") answer.append(allPlaces());
      return;
    }
    const ask = { shared: words.shared, quarter: words.quarterOf, several: words.several, maybe: words.maybe };
    say(filled(ask[kind], { code: found.code, part: best[0].part, typed }));
    const choices = best.map((entry) => choice(entry, () => choose([entry], "")));
    if (kind === "shared" || kind === "quarter") {
      const unsure = button(words.unsure, () => choose(best, words.any));
      unsure.className = "app-choices__skip";
      choices.push(unsure);
    }
    answer.append(element("div", { className: "app-choices" }, choices));
    offer(found.others, words.others);
    goThere();
  }

  function showOne({ best, others, near, code }, typed) {
    say(filled(near ? words.near : words.one, { typed }));
    answer.append(card(best[0], !code));
    offer(others, words.others);
    goThere();
  }

  /** Leave the field, so that the keyboard of a phone does not cover the answer. */
  function goThere() {
    status.focus({ preventScroll: true });
    answer.scrollIntoView({ block: "nearest" });
  }

  /** After a choice, the reader's place on the page is the answer itself. */
  function choose(entries, sentence) {
    say(sentence || words.one);
    answer.replaceChildren(...entries.map((entry) => card(entry)));
    answer.querySelector("h2").focus();
  }

  function offer(others, sentence) {
    if (!others.length) return;
    const choices = others.map((entry) => choice(entry, () => choose([entry], "")));
    answer.append(element("p", {}, [sentence]), element("div", { className: "app-choices" }, choices));
  }

  /** Below the name: the code the reader typed or that of the part, and the part. */
  function choice(entry, act) {
    const { place, part, code } = entry;
    const hint = [code || (part ? "" : place.codes.slice(0, 3).join(", ")), part].filter(Boolean).join(" ");
    return button([title(place), element("small", {}, [hint])], act);
  }

  function card({ place, part, code }, byName) {
    const second = dutchFirst ? "fr" : "nl";
    const heading = element("h2", { tabIndex: -1 }, [title(place)]);
    const other = place.nl === place.fr ? [] : [element("p", { className: "app-quiet", lang: second }, [place[second]])];
    const whole = part ? [element("p", {}, [filled(code ? words.part : words.quarter, { part })])] : [];
    const city = byName && place.cpas && place.cpas[0] === CITY && !part ? [element("p", {}, [words.city])] : [];
    const rest = place.cpas ? page(place.cpas) : place.seats.length ? seats(place.seats) : unknown(place.unknown);
    const all = [heading, ...other, ...whole, ...city, ...rest];
    return element("div", { className: "app-note" }, [element("div", { className: "app-flow" }, all)]);
  }

  function page([id, tel, number, year, check]) {
    const link = element("a", { className: "app-button", href: `${words.cpas}${id}/` }, [words.page]);
    return [element("p", {}, [link]), phone(tel, number, check ? checked(year) : "")];
  }

  function seats(list) {
    const isPlaceKnown = list.some(([, address]) => address);
    return [
      element("p", {}, [isPlaceKnown ? words.seat : words.noAddress]),
      ...list.flatMap(([name, address, houseUnknown, year, tel, number, site]) => [
        ...(address ? [element("p", {}, [
          name ? element("b", { className: "app-line", lang: "nl" }, [name]) : "",
          element("span", { lang: "nl" }, [address]), year ? ` ${filled(words.year, { year })}` : "",
          houseUnknown ? ` ${words.houseUnknown}` : "",
        ])] : []),
        ...(tel ? [phone(tel, number, words.checkUndated)] : []),
        ...(site ? [element("p", {}, [element("a", { href: site }, [words.site])])] : []),
      ]),
    ];
  }

  /** The name to look for, and the list to look in. */
  function unknown([office, list]) {
    const link = list ? [element("p", {}, [element("a", { href: list }, [words.list])])] : [];
    return [element("p", {}, [filled(words.noContact, { office })]), ...link];
  }

  function phone(tel, number, note) {
    const link = element("a", { className: "app-tel", href: tel }, [element("span", {}, [number])]);
    return element("p", {}, [link, " ", note ? element("span", { className: "app-check" }, [note]) : ""]);
  }

  function checked(year) {
    return year ? filled(words.check, { year }) : words.checkUndated;
  }

  /** The name in the reader's language where there is one, else the French one. */
  function title(place) {
    const own = place.cpas && place.cpas[5][language];
    if (own) return element("b", { lang: language }, [own]);
    return element("b", { lang: dutchFirst ? "nl" : "fr" }, [dutchFirst ? place.nl : place.fr]);
  }

  function allPlaces() {
    return element("p", {}, [element("a", { href: words.all }, [words.allText])]);
  }

  function say(sentence) {
    field.removeAttribute("aria-invalid");
    status.textContent = sentence;
  }
}

function button(content, act) {
  const made = element("button", { type: "button" }, [].concat(content));
  made.addEventListener("click", act);
  return made;
}

function element(name, properties, children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** A whole sentence with its {names} filled in. */
function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
