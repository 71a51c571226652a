// The question flow: which paper, then only the questions that can change who pays. Answers stay in
// memory; they go into the fragment of the address only when the reader presses "Share".
import { answer, overview, partOf, usable } from "./flow_rules.js";

const UNKNOWN = "unknown";
// Questions offered beside an answer for several papers: the most deciding ones are enough.
const OFFERED = 5;

const root = document.querySelector('[data-module="questions"]');
if (root) new Flow(root).open();

function Flow(page) {
  const part = (name) => page.querySelector(`[data-part="${name}"]`);
  const opening = [document.querySelector("[data-opening]"), part("opening")];
  const [step, result, table, status] = ["step", "result", "table", "status"].map(part);
  const icons = part("icons").content;
  const doorNames = {};
  let data = null;
  let state = fresh();
  let isShared = false;

  this.open = () => {
    for (const link of part("opening").querySelectorAll("a.app-door")) {
      const door = link.hash.slice(1);
      const button = el("button", { type: "button", className: "app-door" });
      button.append(...link.childNodes);
      doorNames[door] = button.querySelector("b").textContent;
      button.addEventListener("click", () => choose({ kind: "door" }, door));
      link.replaceWith(button);
    }
    part("unknown").hidden = part("privacy").hidden = false;
    part("unknown").firstElementChild.addEventListener("click", () => choose({ kind: "door" }, UNKNOWN));
    table.hidden = true;
    addEventListener("hashchange", restore);
    restore();
  };

  // -- answers ----------------------------------------------------------------------------------

  function fresh() {
    return { door: null, paper: null, facts: {}, at: null };
  }

  /** The steps so far, the last one being the one to show. */
  function trail() {
    const steps = [{ kind: "door", value: state.door }];
    if (!state.door) return steps;
    if (state.door !== UNKNOWN) {
      steps.push({ kind: "paper", value: state.paper });
      if (!state.paper) return steps;
    }
    const paper = data.documents[state.paper];
    return paper ? [...steps, ...questions(paper)] : [...steps, ...loose(), { kind: "result" }];
  }

  /** The questions of a known paper: those that can change the answer, most deciding first. */
  function questions(paper) {
    const steps = [];
    const known = {};
    const skipped = new Set();
    for (;;) {
      const open = answer(paper, known).open.filter((fact) => !skipped.has(fact));
      if (!open.length) return [...steps, { kind: "result" }];
      const [fact] = open;
      const allowed = paper.facts.find(([name]) => name === fact)[1];
      const given = state.facts[fact];
      const value = given === UNKNOWN || allowed.includes(given) ? given : null;
      steps.push({ kind: "fact", fact, allowed, value, known: { ...known }, left: open.length - 1 });
      if (!value) return steps;
      if (value === UNKNOWN) skipped.add(fact);
      else known[fact] = value;
    }
  }

  /** The questions answered without knowing the paper. */
  function loose() {
    return Object.keys(state.facts)
      .filter((fact) => state.facts[fact] !== UNKNOWN && fact in data.facts)
      .map((fact) => looseStep(fact));
  }

  function looseStep(fact) {
    const allowed = new Set(
      papers().flatMap((paper) => paper.facts.filter(([name]) => name === fact).flatMap(([, list]) => list)),
    );
    return {
      kind: "fact",
      fact,
      allowed: Object.keys(data.facts[fact][1]).filter((value) => allowed.has(value)),
      value: state.facts[fact] ?? null,
      known: null,
      left: null,
    };
  }

  /** The papers still possible. */
  function papers() {
    const ids = state.door === UNKNOWN ? Object.keys(data.documents) : data.doors[state.door];
    return ids.map((id) => data.documents[id]);
  }

  function known() {
    return Object.fromEntries(Object.entries(state.facts).filter(([, value]) => value !== UNKNOWN));
  }

  async function choose(at, value) {
    if (!(await load())) return;
    if (at.kind === "fact") state.facts[at.fact] = value;
    if (at.kind === "paper") state.paper = value;
    if (at.kind === "door" && state.door !== value) {
      state.door = value;
      if (!data.doors[value]?.includes(state.paper)) state.paper = null;
    }
    state.at = null;
    unshare();
    show();
  }

  function goTo(at) {
    state.at = at;
    show();
  }

  function again() {
    state = fresh();
    unshare();
    show();
  }

  // -- the address ------------------------------------------------------------------------------

  function fragment() {
    const parts = data.documents[state.paper] ? [state.paper] : state.door === UNKNOWN ? [] : [state.door];
    if (!data.documents[state.paper]) parts.push(`paper=${UNKNOWN}`);
    for (const step of trail()) if (step.kind === "fact" && step.value) parts.push(`${step.fact}=${step.value}`);
    return parts.join("&");
  }

  function share() {
    history.replaceState(null, "", `#${fragment()}`);
    isShared = true;
    const note = result.querySelector("[data-shared]");
    note.replaceChildren(el("p", {}, word("shared")));
    navigator.clipboard?.writeText(location.href).then(
      () => note.append(el("p", {}, el("b", {}, word("copied")))),
      () => {}, // not allowed here: the address can still be copied by hand
    );
  }

  /** Answers that are no longer those of the address leave it. */
  function unshare() {
    if (isShared) history.replaceState(null, "", location.pathname + location.search);
    isShared = false;
  }

  /** Take up what the address says: a paper, a door, or shared answers. */
  async function restore() {
    const [first = "", ...rest] = location.hash.slice(1).split("&");
    if (!/^[a-z0-9-]+(=[a-z]+)?$/.test(first) || document.getElementById(first)?.closest("[data-part]") === null) return;
    if (!(await load())) return;
    const next = fresh();
    for (const [key, value] of [first, ...rest].map((item) => item.split("="))) {
      // hasOwn: a fragment may name anything, also what every object inherits.
      if (value === undefined && Object.hasOwn(data.documents, key)) next.paper = key;
      else if (value === undefined && Object.hasOwn(data.doors, key)) next.door = key;
      else if (key === "paper" && value === UNKNOWN) next.paper = UNKNOWN;
      else if (Object.hasOwn(data.facts, key) && (value === UNKNOWN || Object.hasOwn(data.facts[key][1], value))) next.facts[key] = value;
    }
    if (data.documents[next.paper]) {
      next.door = Object.keys(data.doors).find((door) => data.doors[door].includes(next.paper));
    }
    if (!next.door && next.paper === UNKNOWN) next.door = UNKNOWN;
    if (!next.door) return;
    state = next;
    isShared = rest.length > 0 || first.includes("=");
    show();
  }

  /** Fetch the one file of the flow, the same whatever the answers. */
  async function load() {
    if (data) return true;
    status.textContent = page.dataset.wait;
    try {
      const response = await fetch(page.dataset.source);
      if (!response.ok) throw new Error(response.statusText);
      data = await response.json();
      status.textContent = "";
      return true;
    } catch {
      status.textContent = page.dataset.failed;
      status.classList.remove("app-hidden");
      table.hidden = false;
      return false;
    }
  }

  // -- what is shown ----------------------------------------------------------------------------

  function show() {
    const steps = trail();
    const current = state.at ?? steps.at(-1);
    const isOpening = current.kind === "door";
    for (const element of opening) element.hidden = !isOpening;
    step.hidden = isOpening;
    result.hidden = current.kind !== "result";
    result.replaceChildren();
    step.replaceChildren();
    status.textContent = "";
    if (isOpening) markDoor();
    else {
      step.append(button("app-back", [icon("back"), word("back")], () => goTo(before(steps, current))));
      if (current.kind === "paper") showPapers();
      else if (current.kind === "fact") showQuestion(steps, current);
      else showResult(steps);
    }
    const heading = (isOpening ? opening[0] : step).querySelector("h1");
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }

  function before(steps, current) {
    const index = steps.findIndex((other) => other.kind === current.kind && other.fact === current.fact);
    return steps[index - 1] ?? null; // a question chosen from the result goes back to it
  }

  function markDoor() {
    for (const [index, door] of Object.keys(doorNames).entries()) {
      part("opening").querySelectorAll(".app-door")[index].toggleAttribute("aria-current", door === state.door);
    }
  }

  function showPapers() {
    ask({
      progress: word("progress_paper"),
      title: word("paper"),
      hint: data.words[`document_chooser_hint.${state.door}`],
      choices: data.doors[state.door].map((id) => [id, data.documents[id].name, data.documents[id].note]),
      value: state.paper,
      at: { kind: "paper" },
    });
  }

  function showQuestion(steps, current) {
    const paper = data.documents[state.paper];
    const number = steps.filter((other) => other.kind === "fact").indexOf(
      steps.find((other) => other.fact === current.fact),
    ) + 1;
    const values = { paper: plain(paper?.name ?? doorNames[state.door] ?? ""), number, count: current.left };
    ask({
      progress: current.left === null ? "" : current.left ? word("progress", values) : word("progress_last", values),
      title: data.facts[current.fact][0],
      hint: "",
      choices: current.allowed.map((value) => [value, data.facts[current.fact][1][value], ""]),
      value: current.value,
      at: current,
    });
    if (paper) {
      const payers = new Set(answer(paper, current.known).possible.map(({ rule }) => plain(payerName(rule.payer))));
      step.append(more(word("why_ask"), el("p", {}, word("why_ask_text", { payers: [...payers].join(", ") }))));
    }
  }

  function ask({ progress, title, hint, choices, value, at }) {
    status.textContent = progress;
    const list = [...choices, [UNKNOWN, word("skip"), ""]].map(([id, name, note]) => {
      const words = el("span", {}, say(name), note && el("small", {}, say(note)), id === value && el("small", {}, word("now")));
      const item = button(id === UNKNOWN ? "app-choices__skip" : "", [words, icon("next")], () => choose(at, id));
      if (id === value) item.setAttribute("aria-current", "true");
      return item;
    });
    step.append(
      progress && el("p", { className: "app-quiet" }, progress),
      el("h1", { tabIndex: -1, className: "app-asked" }, say(title)),
      hint && el("p", {}, hint),
      el("div", { className: "app-choices" }, ...list),
    );
  }

  // -- the result -------------------------------------------------------------------------------

  function showResult(steps) {
    const paper = data.documents[state.paper];
    const found = paper ? ofPaper(paper) : ofPapers();
    status.textContent = word("answer_title");
    step.append(el("h1", { tabIndex: -1, className: "app-asked" }, word("answer_title")), plate(found));
    const sure = found.rows.filter(({ payer, role }) => payer && role !== "not_covered");
    result.append(
      ...found.maybe.length ? [section(word("maybe"), el("p", {}, word("possible")), list(found.maybe.map(maybeItem)))] : [],
      ...sure.length ? whatToDo(sure) : [],
      changes(found.open),
      ...found.fired.length ? [why(found.fired, paper)] : [],
      given(steps),
      section(
        "",
        el(
          "p",
          { className: "app-row app-noprint" },
          button("app-button", [icon("link"), word("share")], share),
          button("app-button app-button--quiet", [icon("print"), word("print")], () => print()),
          button("app-button app-button--quiet", [word("again")], again),
        ),
        el("div", { "data-shared": "", role: "status" }),
        paper && el("p", {}, el("a", { href: `../documents/${state.paper}/` }, word("document_page"))),
      ),
    );
  }

  /** The answer for one paper: rows of the plate, what is only possible, the rules that fired. */
  function ofPaper(paper) {
    const { certain, possible, sure, open } = answer(paper, usable(paper, known()));
    const every = [...certain, ...possible];
    const rows = [...new Set(every.map(partOf))].filter((key) => sure.has(key)).map((key) => row(key, every));
    const unsure = [...new Set(possible.map(partOf))].filter((key) => !sure.has(key)).map((key) => row(key, every));
    const fired = every.filter((outcome) => sure.has(partOf(outcome)));
    return { rows, maybe: unsure, open, fired, settled: possible.length === 0 };
  }

  function ofPapers() {
    const { certain, possible, open } = overview(papers(), known());
    const order = ["", ...Object.keys(data.payers)];
    const rank = (key) => order.indexOf(key.split(" ")[0]);
    const rows = (keys) => [...keys].sort((a, b) => rank(a) - rank(b)).map((key) => row(key, []));
    const names = new Set();
    const maybe = rows(possible).filter(({ payer, role }) => {
      if (!payer || role === "not_covered" || names.has(payer)) return false;
      return names.add(payer);
    });
    return { rows: rows(certain), maybe, open: open.slice(0, OFFERED), fired: [], settled: possible.size === 0 };
  }

  function row(key, every) {
    const [payer, role] = key.split(" ");
    return { payer, role, rules: every.filter((outcome) => partOf(outcome) === key).map(({ rule }) => rule) };
  }

  function plate({ rows, settled }) {
    const shown = rows.filter(({ role }) => role !== "not_covered");
    const knowsFirst = shown.some(({ role, payer }) => role === "first" && payer);
    const title = settled && shown.length ? data.words["document.who_pays"]
      : !shown.length ? word("certain_none")
      : word(knowsFirst ? "certain_first" : "certain");
    const items = shown.map(({ payer, role, rules }, index) =>
      el("li", {}, el("div", {},
        el("span", { className: `app-disc${rules.some(({ ask }) => ask) ? " app-disc--ask" : ""}` }, String(index + 1)),
        el("span", {},
          ...rules.map((rule) => el("small", {}, say(rule.condition))),
          el("b", {}, say(payerName(payer))),
          role !== "first" && el("small", {}, data.words[`role.${role}`]),
          ...rules.filter(({ ask }) => ask).slice(0, 1).map(({ ask }) => check(ask))),
      )),
    );
    return el("section", { className: "app-plate" },
      el("h2", {}, title),
      el("p", {}, paperName()),
      items.length && el("ol", { className: "app-answer", role: "list" }, ...items),
      ...rows.filter(({ role }) => role === "not_covered").flatMap(({ payer, rules }) => rules.map((rule) =>
        el("p", {}, sentence(rule.condition), " ", word("table_pays.not_covered", { payer: plain(payerName(payer)) })))));
  }

  function maybeItem({ payer, role, rules }) {
    const details = rules.length
      ? rules.map((rule) => el("p", { className: "app-small" }, say(rule.condition), rule.ask && " ", rule.ask && say(data.ask[rule.ask])))
      : [];
    const name = payer ? el("a", { href: `../payers/${payer}/` }, say(payerName(payer))) : say(payerName(payer));
    return el("li", {}, el("b", {}, name), role !== "first" && rules.length && el("small", { className: "app-line" }, data.words[`role.${role}`]), ...details);
  }

  /** Steps, papers, where to go and what to do when refused: the first payer open, others closed. */
  function whatToDo(rows) {
    const payers = [...new Set(rows.map(({ payer }) => payer))];
    const rulesOf = (id) => rows.filter(({ payer }) => payer === id).flatMap(({ rules }) => rules);
    const folded = (make) => payers.map((id, index) => {
      const content = make(id, index).filter(Boolean);
      if (!content.length) return "";
      return index ? more(say(payerName(id)), el("div", {}, ...content)) : el("div", { className: "app-flow" }, el("h3", {}, say(payerName(id))), ...content);
    });
    const paper = data.documents[state.paper];
    return [
      section(data.words["document.steps"], ...folded((id) => {
        const names = new Set(rulesOf(id).map((rule) => rule.procedure ?? data.payers[id].procedure));
        if (!names.size) names.add(data.payers[id].procedure);
        return [...names].flatMap((name) => {
          const [title, items] = data.procedures[name];
          return [
            el("h4", {}, say(title)),
            el("ol", { className: "app-steps", role: "list" }, ...items.map(([text, detail]) => el("li", {}, el("b", {}, say(text)), detail && " ", detail && say(detail)))),
          ];
        });
      })),
      section(data.words["document.papers"], ...folded((id, index) => {
        const names = data.payers[id].papers.filter((name) => name !== data.own);
        if (paper?.paper && index === 0) names.unshift(data.own);
        return names.length ? [el("div", { className: "app-sheet" }, el("ul", { className: "app-ticks", role: "list" }, ...names.map((name) => el("li", {}, el("span", {}, say(data.papers[name]))))))] : [];
      })),
      section(data.words["payer.contact"], ...folded((id) => [
        el("p", {}, say(data.payers[id].contact)),
        data.payers[id].cpas && el("p", {}, el("a", { href: "../cpas/" }, data.words["payer.find_cpas"])),
      ])),
      section(data.words["document.refused"], ...folded((id) => {
        const texts = data.payers[id].refused;
        return texts.length ? [el("ul", { className: "app-rules" }, ...texts.map((text) => el("li", {}, say(text))))] : [];
      })),
    ];
  }

  /** What would change the answer: the questions still open, each to be answered with a tap. */
  function changes(open) {
    const choices = open.map((fact) => {
      const at = trail().find((other) => other.fact === fact) ?? looseStep(fact);
      return button("app-choices__answer", [el("span", {}, say(data.facts[fact][0])), icon("next")], () => goTo(at));
    });
    if (!data.documents[state.paper] && state.door !== UNKNOWN) {
      choices.unshift(button("app-choices__answer", [el("span", {}, word("paper")), icon("next")], () => goTo({ kind: "paper" })));
    }
    return section(word("unknown_facts"),
      choices.length ? el("p", {}, word("who_checks")) : el("p", {}, word("nothing_changes")),
      choices.length && el("div", { className: "app-choices" }, ...choices));
  }

  /** The rules that fired, how sure they are, when they were checked, and where they come from. */
  function why(fired, paper) {
    const rules = [...new Set(fired.map(({ rule }) => rule))];
    return section(word("why"), ...rules.map((rule) => el("div", {},
      el("p", {}, el("b", {}, sentence(rule.condition)), rule.note && " ", rule.note && say(rule.note)),
      ...["covers", "decided"].map((name) => rule[name] && el("p", {}, say(data[name === "covers" ? "covers" : "deciders"][rule[name]]))),
      rule.ask && el("p", {}, check(rule.ask, true)),
      el("p", { className: "app-small app-quiet" }, [rule.sure, rule.verified, rule.until].filter(Boolean).join(" ")),
      el("ul", { className: "app-sources", role: "list" }, ...(rule.sources ?? []).map((position) => source(data.sources[position])), !rule.sources && el("li", {}, data.words["evidence.no_source"])),
    )), paper?.laws.length ? el("p", { className: "app-small" }, word("laws", { laws: paper.laws.join(" · ") })) : "");
  }

  function source([text, href, language]) {
    return el("li", {}, href ? el("a", { href, hreflang: language }, text) : text);
  }

  /** The reader's own answers; a tap goes back to the question. */
  function given(steps) {
    const answers = steps.filter(({ kind }) => kind !== "result").map((at) => {
      const question = at.kind === "fact" ? data.facts[at.fact][0] : word(at.kind);
      return button("app-choices__answer", [
        el("span", {}, el("small", {}, say(question)), say(answerName(at))),
        el("small", {}, word("change")),
      ], () => goTo(at));
    });
    return section(word("answers"), el("div", { className: "app-choices" }, ...answers));
  }

  function answerName({ kind, fact, value }) {
    if (value === UNKNOWN) return word("skip");
    if (kind === "door") return doorNames[value];
    return kind === "paper" ? data.documents[value].name : data.facts[fact][1][value];
  }

  function paperName() {
    return say(data.documents[state.paper]?.name ?? doorNames[state.door] ?? "");
  }

  // -- words and elements -----------------------------------------------------------------------

  function word(key, values = {}) {
    const form = "count" in values ? (values.count === 1 ? ".one" : ".other") : "";
    const text = data.words[`questions.${key}${form}`] ?? data.words[`questions.${key}`];
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function payerName(payer) {
    return payer ? data.payers[payer].name : data.words["eligibility_table.ask"];
  }

  function check(ask, whole = false) {
    return el("span", { className: "app-check" }, icon("ask"), whole ? say(data.ask[ask]) : data.words["rule.unsure"]);
  }

  function sentence(text) {
    const mark = plain(text).endsWith("?") ? "" : ".";
    return el("span", {}, say(text), mark);
  }

  function section(title, ...content) {
    return el("section", { className: "app-section" }, title && el("h2", {}, title), ...content);
  }

  function more(title, content) {
    return el("details", { className: "app-more" }, el("summary", {}, title), content);
  }

  function list(items) {
    return el("ul", { className: "app-rules", role: "list" }, ...items);
  }

  function icon(name) {
    return icons.querySelector(`[data-icon="${name}"]`).firstElementChild.cloneNode(true);
  }

  function button(className, content, action) {
    const element = el("button", { type: "button", className }, ...content);
    element.addEventListener("click", action);
    return element;
  }
}

/** A text; borrowed words bear their own language. */
function say(text) {
  if (typeof text !== "object" || text instanceof Node) return text;
  return el("span", { lang: text.lang, dir: text.dir }, text.text);
}

function plain(text) {
  return typeof text === "object" ? text.text : text;
}

/** An element; falsy children are left out. Texts are never read as HTML. */
function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "className" || key === "tabIndex" || key === "type") element[key] = value;
    else if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter(Boolean));
  return element;
}
