// The field of the search. The index and the engine are fetched at the first focus, never with the
// page; what is typed stays in the field: no address, no storage, no request.
const FIRST_WORDS = 120;

for (const box of document.querySelectorAll('[data-module="search"]')) start(box);

function start(box) {
  const form = box.querySelector("form");
  const field = form.querySelector("input");
  const part = (name) => box.querySelector(`[data-part="${name}"]`);
  const [status, results, none, index, annexes] = ["status", "results", "none", "index", "annexes"].map(part);
  let engine = null;
  let fetching = null;
  let note = null;

  form.hidden = false;
  index.hidden = true;
  field.addEventListener("focus", ready);
  field.addEventListener("input", find);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find().then(() => status.focus());
  });
  box.addEventListener("keydown", move);
  // The reader, or a browser going back, may have been quicker than this script.
  if (document.activeElement === field) ready();
  if (field.value) find();

  function ready() {
    fetching ??= load().catch(() => {
      fetching = null;
      index.hidden = false;
      status.textContent = box.dataset.failed;
    });
    return fetching;
  }

  async function load() {
    const { createSearch, grouped } = await import(new URL(box.dataset.engine, document.baseURI));
    const answer = await fetch(box.dataset.index);
    if (!answer.ok) throw new Error(answer.statusText);
    const data = await answer.json();
    engine = { ...createSearch(data), grouped };
    note = data.note;
    part("call").replaceChildren(...data.call.map(contact));
  }

  async function find() {
    if (!engine && field.value) status.textContent = box.dataset.loading;
    await ready();
    if (engine) show(field.value.trim());
  }

  function show(query) {
    const groups = query ? engine.grouped(engine.search(query)) : [];
    const count = groups.reduce((sum, { rows }) => sum + rows.length, 0);
    const annex = engine.unknownAnnex(query);
    none.hidden = index.hidden = !query || (count > 0 && !annex);
    annexes.hidden = !annex;
    status.textContent = annex ? box.dataset.annex.replace("{number}", annex) : query ? said(query, count) : "";
    results.replaceChildren(...groups.flatMap(section));
  }

  function said(query, count) {
    if (!count) return box.dataset.none.replace("{query}", () => query);
    const form = new Intl.PluralRules(document.documentElement.lang).select(count);
    const words = form === "one" ? box.dataset.foundOne : box.dataset.foundOther;
    return words.replace("{count}", count);
  }

  function section({ group, rows }) {
    const title = element("h2", box.dataset[`group${group[0].toUpperCase()}${group.slice(1)}`]);
    const list = element("ul", ...rows.map(row));
    list.className = "app-list app-list--plain";
    list.setAttribute("role", "list");
    return [title, list];
  }

  function row({ entry, alias, words }) {
    const text = element("span", element("b", ...marked(entry.t, words)));
    if (alias) text.append(element("small", ...also(alias)));
    text.append(element("small", ...marked(shortened(entry.n ?? ""), words)));
    // A page that is not in this language yet bears its title in French: read from the other side.
    for (const line of text.children) line.dir = "auto";
    inItsLanguage(text.firstElementChild, entry.l?.t);
    inItsLanguage(text.lastElementChild, entry.l?.n);
    if (entry.s) text.append(whyFrench());
    const link = element("a", text, part("icon").content.cloneNode(true));
    link.href = box.dataset.base + entry.p;
    return element("li", link);
  }

  /** Why some words are French: they stand for a translation older than they are. */
  function whyFrench() {
    const [words, language] = note;
    return inItsLanguage(element("small", words), language);
  }

  /** Someone to call: { name, what, phone, href, check }, `check` being what to say of a number to
   * check; `l` and `s` as in an entry. */
  function contact({ name, what, phone, href, check, l, s }) {
    const line = part("contact").content.cloneNode(true);
    const [title, text, number, warning] = ["b", "small", ".app-tel span", ".app-check span"].map((selector) => line.querySelector(selector));
    title.textContent = name;
    text.textContent = what;
    inItsLanguage(title, l?.name);
    inItsLanguage(text, l?.what);
    if (s) text.after(whyFrench());
    number.textContent = phone;
    warning.textContent = check;
    inItsLanguage(warning, l?.check);
    warning.parentElement.hidden = !check;
    line.querySelector("a").href = href;
    return line;
  }

  /** The name by which the page was found, when its title is another one. */
  function also(alias) {
    const [before, after] = box.dataset.also.split("{name}");
    return [before, element("mark", alias), after];
  }

  function marked(text, words) {
    return engine.mark(text, words).map((piece) => (piece.isMatch ? element("mark", piece.text) : piece.text));
  }

  function move(event) {
    const stops = [field, ...results.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    if (event.key === "Escape" && at > 0) field.focus();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || at < 0 || !stops[at + step]) return;
    event.preventDefault();
    stops[at + step].focus();
  }
}

/** One line of an answer: its first sentences, whole. */
function shortened(text) {
  const end = text.indexOf(". ", FIRST_WORDS);
  return end < 0 ? text : text.slice(0, end + 1);
}

/** An element whose words may be of another language than the page. */
function inItsLanguage(words, language) {
  if (language) words.lang = language;
  return words;
}

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}
