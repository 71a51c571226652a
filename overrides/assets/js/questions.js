// The question flow: which paper, then only the questions that can change who pays. Answers stay in
// memory; they go into the fragment of the address only when the reader presses "Share". An entry of
// the history holds a number, never an answer: how many steps lie between it and the first question.
import { answer, holds, overview, situations, usable } from "./flow_rules.js";

const UNKNOWN = "unknown";
// Someone who does not know their paper is asked so many questions at most, and offered a few more.
const ASKED = 6;
const OFFERED = 5;
// Papers shown at once; the others stay folded.
const SHOWN = 8;
// What tells why words are French; it comes with the data.
let staleNote = "";

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
  let depth = 0; // of the entry of the history that is shown
  const overviews = new Map();
  let stack = [{ kind: "door" }]; // what each entry shows, from the first

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
    history.scrollRestoration = "manual"; // a new question starts at its top
    // Answers do not outlive the page: after a reload the history goes back to its first entry.
    if (history.state?.depth) history.go(-history.state.depth);
    else history.replaceState({ depth: 0 }, "");
    addEventListener("popstate", travel);
    addEventListener("hashchange", () => history.state?.depth === undefined && restore());
    restore();
  };

  // -- answers ----------------------------------------------------------------------------------

  function fresh() {
    return { door: null, paper: null, facts: {} };
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
    return [...steps, ...(paper ? questions(paper) : loose())];
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

  /** The questions when the paper is not known: first those that rule out papers. */
  function loose() {
    const steps = [];
    const known = {};
    const skipped = new Set();
    for (;;) {
      const { left, open } = seen(known);
      const asked = open.filter((fact) => !skipped.has(fact));
      // Beyond the few that are asked: those the reader chose to answer beside the result.
      const fact = steps.length < ASKED ? asked[0] : asked.find((name) => name in state.facts);
      if (!fact) return [...steps, { kind: "result" }];
      const step = looseStep(fact, left);
      steps.push(step);
      if (!step.value) return steps;
      if (step.value === UNKNOWN) skipped.add(fact);
      else known[fact] = step.value;
    }
  }

  function looseStep(fact, left) {
    const offered = (left.length ? left : papers()).flatMap(
      (paper) => (fact === data.reason ? paper.reasons : paper.facts.find(([name]) => name === fact)?.[1]) ?? [],
    );
    const allowed = Object.keys(data.facts[fact][1]).filter((value) => offered.includes(value));
    const given = state.facts[fact];
    return { kind: "fact", fact, allowed, value: given === UNKNOWN || allowed.includes(given) ? given : null, papers: left.length };
  }

  /** What can be said of the papers behind the door; asked again and again while answers are given. */
  function seen(known) {
    const key = JSON.stringify([state.door, known]);
    if (!overviews.has(key)) overviews.set(key, overview(papers(), known, data.facts, data.reason));
    return overviews.get(key);
  }

  /** The papers behind the door. */
  function papers() {
    const ids = state.door === UNKNOWN ? Object.keys(data.documents) : data.doors[state.door];
    return ids.map((id) => data.documents[id]);
  }

  /** The answers given on the way, without those kept back. */
  function knownOf(steps) {
    return Object.fromEntries(
      steps.filter(({ kind, value }) => kind === "fact" && value && value !== UNKNOWN).map(({ fact, value }) => [fact, value]),
    );
  }

  async function choose(at, value) {
    if (!(await load())) return;
    if (at.kind === "fact") state.facts[at.fact] = value;
    if (at.kind === "paper") state.paper = value;
    if (at.kind === "door" && state.door !== value) {
      state.door = value;
      if (!data.doors[value]?.includes(state.paper)) state.paper = null;
    }
    advance(trail().at(-1));
  }

  // -- the history ------------------------------------------------------------------------------

  /** One step further, so that the phone's own Back comes back to this one. */
  function advance(at) {
    unshare();
    stack = [...stack.slice(0, depth + 1), at];
    depth += 1;
    history.pushState({ depth }, "");
    show();
  }

  function goBack(steps, current) {
    if (depth) return history.back();
    const index = steps.findIndex((other) => isSame(other, current));
    stack = [steps[Math.max(index - 1, 0)]]; // the first entry opened further on: a link named the paper
    show();
  }

  /** The reader went back or forward. */
  function travel({ state: entry }) {
    if (entry?.depth === undefined) return; // a link to a fragment: hashchange follows
    depth = entry.depth;
    stack[depth] ??= { kind: "door" };
    isShared = location.hash.includes("=");
    show();
  }

  function isSame(one, other) {
    return one.kind === other.kind && one.fact === other.fact;
  }

  function again() {
    unshare();
    state = fresh();
    stack = [{ kind: "door" }];
    if (depth) history.go(-depth);
    else show();
  }

  // -- the address ------------------------------------------------------------------------------

  function fragment() {
    const parts = data.documents[state.paper] ? [state.paper] : state.door === UNKNOWN ? [] : [state.door];
    if (!data.documents[state.paper]) parts.push(`paper=${UNKNOWN}`);
    for (const step of trail()) if (step.kind === "fact" && step.value) parts.push(`${step.fact}=${step.value}`);
    return parts.join("&");
  }

  function share() {
    history.replaceState({ depth }, "", `#${fragment()}`);
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
    if (isShared) history.replaceState({ depth }, "", location.pathname + location.search);
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
    stack[depth] = trail().at(-1);
    history.replaceState({ depth }, "");
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
      staleNote = data.words["behind.value"];
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
    const wanted = stack[depth];
    const current = steps.find((other) => isSame(other, wanted)) ?? wanted;
    const isOpening = current.kind === "door";
    for (const element of opening) element.hidden = !isOpening;
    step.hidden = isOpening;
    result.hidden = current.kind !== "result";
    result.replaceChildren();
    step.replaceChildren();
    status.textContent = "";
    if (isOpening) markDoor();
    else {
      step.append(button("app-back", [icon("back"), word("back")], () => goBack(steps, current)));
      if (current.kind === "paper") showPapers();
      else if (current.kind === "fact") showQuestion(steps, current);
      else showResult(steps);
    }
    const heading = (isOpening ? opening[0] : step).querySelector("h1");
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
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
    const values = { paper: paper?.name ?? "", number, count: paper ? current.left : current.papers };
    ask({
      progress: word(!paper ? "progress_papers" : current.left ? "progress" : "progress_last", values),
      title: data.facts[current.fact][0],
      hint: "",
      choices: current.allowed.map((value) => [value, data.facts[current.fact][1][value], ""]),
      value: current.value,
      at: current,
    });
    if (paper) {
      const payers = new Set(answer(paper, current.known).possible.map(({ rule }) => payerName(rule.payer)));
      step.append(more(word("why_ask"), el("p", {}, word("why_ask_text", { payers: joined([...payers], ", ") }))));
    }
  }

  function ask({ progress, title, hint, choices, value, at }) {
    status.textContent = plain(progress);
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
    const found = paper ? ofPaper(paper, knownOf(steps)) : ofPapers(knownOf(steps));
    const pays = found.rows.filter(({ roles }) => !roles.includes("not_covered"));
    const title = titleOf(pays);
    const isHelped = paper && pays.some(({ payer, roles }) => payer && roles.includes("first"));
    status.textContent = plain(title);
    step.append(
      el("p", { className: "app-quiet" }, word("answer_title")),
      el("h1", { tabIndex: -1, className: "app-asked" }, title),
      pays.length ? plate(found, pays) : safePlate(found),
    );
    result.append(
      ...pays.length ? whatToDo(pays, paper) : [],
      ...pays.length && !isHelped ? [section(word("safe"), safeSteps())] : [],
      ...paper ? [] : [papersLeft(found.left)],
      ...found.maybe.length ? [section(word("maybe"), el("p", {}, word("possible")), list(found.maybe.map(maybeItem)))] : [],
      changes(found.open, found.left),
      ...found.rows.some(({ rules }) => rules.length) ? [why(found.rows, paper)] : [],
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

  /** The answer for one paper: rows that are sure, what is only possible, each with its rules. */
  function ofPaper(paper, known) {
    const facts = usable(paper, known);
    const { certain, possible, sure, maybe, open } = answer(paper, facts);
    const every = [...certain, ...possible];
    const doubtful = possible.map(({ rule }) => rule).filter((rule) => rule.over && situations(paper, facts).every((one) => holds(rule.when, one)));
    const rulesOf = ({ payer, roles }, outcomes) => [...new Set(outcomes
      .filter(({ rule, role }) => (rule.payer ?? null) === payer && roles.includes(role))
      .map(({ rule }) => rule))];
    const row = (share) => ({ ...share, rules: rulesOf(share, every), holds: rulesOf(share, certain) });
    return { rows: sure.map(row), maybe: byPayer(maybe.map(row)), open, doubtful: [...new Set(doubtful)] };
  }

  function ofPapers(known) {
    const { left, sure, maybe, open } = seen(known);
    const row = (share) => ({ ...share, rules: [], holds: [] });
    const order = Object.keys(data.payers);
    const sorted = [...maybe].sort((a, b) => order.indexOf(a.payer) - order.indexOf(b.payer));
    return {
      rows: sure.map(row),
      maybe: byPayer(sorted.filter(({ payer, roles }) => payer && !roles.includes("not_covered")).map(row)),
      open: open.filter((fact) => !(fact in state.facts)).slice(0, OFFERED),
      left,
      doubtful: [],
    };
  }

  /** The ways in which each payer may come in, together. */
  function byPayer(rows) {
    return [...new Set(rows.map(({ payer }) => payer))].map((payer) => ({
      payer,
      ways: rows.filter((row) => row.payer === payer),
    }));
  }

  /** One heading that names who pays, when that is known. */
  function titleOf(pays) {
    const first = pays.filter(({ roles }) => roles[0] === "first");
    const only = first.filter(({ roles }) => roles.length === 1);
    const named = only.length ? only : first;
    if (!named.length) return word("certain_none");
    const names = named.filter(({ payer }) => payer).map(({ payer }) => payerName(payer));
    return names.length ? word("title", { payers: joined(names, " + ") }) : word("title_ask");
  }

  function roleWords(roles) {
    if (roles.length > 1) return word(roles[0] === "first" ? "role_any" : "role_after");
    return roles[0] === "first" ? "" : data.words[`role.${roles[0]}`];
  }

  /** Conditions of which one holds; those that hold anyway need no “or”. */
  function conditions({ rules, holds }) {
    const shown = holds.length ? holds : rules;
    return shown.flatMap((rule, index) => [el("small", {}, ...(index && !holds.length ? [word("or"), " "] : []), say(rule.condition)), lapsed(rule)]);
  }

  function plate({ rows, doubtful }, pays) {
    const items = pays.map((row, index) =>
      el("li", {}, el("div", {},
        el("span", { className: `app-disc${row.rules.some(({ ask, over }) => ask || over) ? " app-disc--ask" : ""}` }, String(index + 1)),
        el("span", {},
          ...conditions(row),
          el("b", {}, say(payerName(row.payer))),
          roleWords(row.roles) && el("small", {}, roleWords(row.roles)),
          ...row.rules.filter(({ ask }) => ask).slice(0, 1).map(({ ask }) => check(ask, !row.payer))),
      )),
    );
    return el("section", { className: "app-plate" },
      el("h2", {}, word("certain")),
      el("p", {}, paperName()),
      el("ol", { className: "app-answer", role: "list" }, ...items),
      ...doubtful.map(lapsedLine),
      ...rows.filter(({ roles }) => roles.includes("not_covered")).flatMap(({ payer, rules }) => rules.map((rule) =>
        el("p", {}, sentence(rule.condition), " ", word("table_pays.not_covered", { payer: payerName(payer) })))));
  }

  // -- when nobody is sure to pay ---------------------------------------------------------------

  /** What helps whoever pays. */
  function safe() {
    return [
      [word("safe_emergency", { number: data.emergency[0] }), word("safe_emergency_text"), data.emergency[1]],
      [word("safe_cpas"), word("safe_cpas_text"), "../cpas/"],
      [word("safe_urgent"), word("safe_urgent_text"), "../payers/urgent-medical-aid/"],
      [word("safe_help"), word("safe_help_text"), "#help"],
    ];
  }

  function safePlate({ doubtful }) {
    return el("section", { className: "app-plate" },
      el("h2", {}, word("safe")),
      el("p", {}, paperName()),
      el("ol", { className: "app-answer", role: "list", "data-safe": "" }, ...safe().map(([name, text, href], index) =>
        el("li", {}, el("a", { href },
          el("span", { className: "app-disc" }, String(index + 1)), el("span", {}, el("b", {}, name), el("small", {}, text)), icon("next"))))),
      ...doubtful.map(lapsedLine));
  }

  /** The payer of a lapsed rule that would have held for the reader, as the plate of the sheet has it. */
  function lapsedLine(rule) {
    const name = payerName(rule.payer);
    const told = rule.pays === "not_covered" ? word("table_pays.not_covered", { payer: name }) : say(name);
    return el("p", { "data-lapsed": "" }, el("b", {}, told), " ", lapsed(rule));
  }

  function safeSteps() {
    return el("ol", { className: "app-steps", role: "list", "data-safe": "" }, ...safe().map(([name, text, href]) =>
      el("li", {}, el("a", { href }, el("b", {}, name)), " ", text)));
  }

  /** The papers that no answer rules out, as drawings: nearest to the answers first. */
  function papersLeft(left) {
    const known = Object.keys(knownOf(trail()));
    const nearness = (paper) => known.filter((fact) => (fact === data.reason ? paper.reasons.length : paper.facts.some(([name]) => name === fact))).length;
    const every = left.length ? left : papers();
    const ids = Object.keys(data.documents).filter((id) => every.includes(data.documents[id]));
    ids.sort((a, b) => nearness(data.documents[b]) - nearness(data.documents[a]));
    const rows = (some) => el("ul", { className: "app-list", role: "list" }, ...some.map((id) => paperRow(id, data.documents[id])));
    const rest = ids.slice(SHOWN);
    return section(word("papers_left"),
      el("p", {}, word(left.length ? "papers_left_text" : "papers_none")),
      rows(ids.slice(0, SHOWN)),
      rest.length && more(word("papers_more", { count: rest.length }), rows(rest)));
  }

  function paperRow(id, { name, note }) {
    return el("li", {}, el("a", { href: `../documents/${id}/` },
      drawing(id), el("span", {}, el("b", {}, say(name)), el("small", {}, say(note))), icon("next")));
  }

  function drawing(id) {
    return document.adoptNode(new DOMParser().parseFromString(data.drawings[id], "text/html").body.firstElementChild);
  }

  /** A payer that is only possible: each way in which it may come in, with its condition. */
  function maybeItem({ payer, ways }) {
    const name = payer ? el("a", { href: `../payers/${payer}/` }, say(payerName(payer))) : say(payerName(payer));
    const lines = ways.flatMap(({ roles, rules }) => rules.map((rule) => {
      const role = roles.includes("not_covered") ? word("table_pays.not_covered", { payer: payerName(payer) }) : roles.length === 1 ? roleWords(roles) : "";
      return el("li", {}, say(rule.condition), role && el("small", { className: "app-line" }, role), rule.ask && el("small", { className: "app-line" }, say(data.ask[rule.ask])), lapsed(rule));
    }));
    return el("li", {}, el("b", {}, name), lines.length && el("ul", { className: "app-cases" }, ...lines));
  }

  /** Steps, papers, where to go and what to do when refused: the first payer open, others closed. */
  function whatToDo(rows, paper) {
    const folded = (make) => rows.map((row, index) => {
      const content = make(row, index).filter(Boolean);
      if (!content.length) return "";
      const name = say(payerName(row.payer));
      return index ? more(name, el("div", {}, ...content)) : el("div", { className: "app-flow" }, el("h3", {}, name), ...content);
    });
    const ofPayer = (make) => folded((row, index) => (row.payer ? make(data.payers[row.payer], index) : []));
    const asked = ({ rules }) => rules.map(({ ask }) => ask && el("p", {}, say(data.ask[ask])));
    return [
      section(data.words["document.steps"], ...folded(stepsOf)),
      section(data.words["document.papers"], ...ofPayer(({ papers: every }, index) => {
        const names = every.filter((name) => name !== data.own);
        if (paper?.paper && index === 0) names.unshift(data.own);
        return names.length ? [el("div", { className: "app-sheet" }, el("ul", { className: "app-ticks", role: "list" }, ...names.map((name) => el("li", {}, el("span", {}, say(data.papers[name]))))))] : [];
      })),
      section(data.words["payer.contact"], ...folded((row) => (row.payer ? [
        el("p", {}, say(data.payers[row.payer].contact)),
        data.payers[row.payer].cpas && el("p", {}, el("a", { href: "../cpas/" }, data.words["payer.find_cpas"])),
      ] : asked(row)))),
      section(data.words["document.refused"], ...ofPayer(({ refused }) =>
        refused.length ? [el("ul", { className: "app-rules" }, ...refused.map((text) => el("li", {}, say(text))))] : [])),
    ].filter((one) => one.childElementCount > 1);
  }

  /** The steps of a row; with several ways to go, each under its own condition. */
  function stepsOf({ payer, rules }) {
    const name = (rule) => rule.procedure ?? data.payers[payer]?.procedure;
    const names = rules.length ? [...new Set(rules.map(name))].filter(Boolean) : [data.payers[payer]?.procedure].filter(Boolean);
    const notes = payer ? [] : rules.map(({ note }) => note && el("p", {}, say(note)));
    return [...notes, ...names.flatMap((procedure) => {
      const [title, items] = data.procedures[procedure];
      const cases = rules.filter((rule) => name(rule) === procedure);
      return [
        names.length > 1 && el("p", { className: "app-case" }, ...conditions({ rules: cases, holds: [] })),
        el("h4", {}, say(title)),
        el("ol", { className: "app-steps", role: "list" }, ...items.map(([text, detail]) => el("li", {}, el("b", {}, say(text)), detail && " ", detail && say(detail)))),
      ];
    })];
  }

  /** What would change the answer: the questions still open, each to be answered with a tap. */
  function changes(open, left) {
    const choices = open.map((fact) => {
      const at = trail().find((other) => other.fact === fact) ?? looseStep(fact, left);
      return button("app-choices__answer", [el("span", {}, say(data.facts[fact][0])), icon("next")], () => advance(at));
    });
    if (!data.documents[state.paper] && state.door !== UNKNOWN) {
      choices.unshift(button("app-choices__answer", [el("span", {}, word("paper")), icon("next")], () => advance({ kind: "paper" })));
    }
    return section(word("unknown_facts"),
      choices.length ? el("p", {}, word("who_checks")) : el("p", {}, word("nothing_changes")),
      choices.length && el("div", { className: "app-choices" }, ...choices));
  }

  /** The rules that fired, their articles, how sure they are, when they were checked, their sources. */
  function why(rows, paper) {
    const rules = [...new Set(rows.flatMap((row) => row.rules))];
    const lawful = [...new Set(rows.map(({ payer }) => payer))].filter((payer) => data.payers[payer]?.laws.length);
    return section(word("why"), ...rules.map((rule) => el("div", {},
      el("p", {}, el("b", {}, sentence(rule.condition)), rule.note && " ", rule.note && say(rule.note)),
      ...["covers", "decided"].map((name) => rule[name] && el("p", {}, say(data[name === "covers" ? "covers" : "deciders"][rule[name]]))),
      rule.ask && el("p", {}, check(rule.ask, true)),
      rule.over && el("p", {}, lapsed(rule)),
      rule.laws && el("p", { className: "app-small" }, word("rule_laws", { laws: joined(rule.laws, " · ") })),
      el("p", { className: "app-small app-quiet" }, joined([rule.sure, rule.verified, rule.until].filter(Boolean), " ")),
      el("ul", { className: "app-sources", role: "list" }, ...(rule.sources ?? []).map((position) => source(data.sources[position])), !rule.sources && el("li", {}, data.words["evidence.no_source"])),
    )),
    ...lawful.map((payer) => el("p", { className: "app-small" }, word("payer_laws", { payer: payerName(payer), laws: joined(data.payers[payer].laws, " · ") }))),
    paper?.laws.length ? el("p", { className: "app-small" }, word("laws", { laws: joined(paper.laws, " · ") })) : "");
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
        el("small", { className: "app-noprint" }, word("change")),
      ], () => advance(at));
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
    return filled(data.words[`questions.${key}${form}`] ?? data.words[`questions.${key}`], values);
  }

  function payerName(payer) {
    return payer ? data.payers[payer].name : data.words["eligibility_table.ask"];
  }

  function check(ask, whole = false) {
    return el("span", { className: "app-check" }, icon("ask"), whole ? say(data.ask[ask]) : data.words["rule.unsure"]);
  }

  /** What to say of a rule that is over while none took its place, in the words of the sheet. */
  function lapsed({ over }) {
    return over && el("span", { className: "app-check" }, icon("ask"), over);
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

/** A text; borrowed words bear their own language, and say why when they stand for older ones. */
function say(text, children) {
  if (typeof text !== "object" || text instanceof Node) return text;
  const words = el("span", { lang: text.lang, dir: text.dir }, ...(children ?? [text.text]));
  return text.stale ? el("span", {}, words, " ", el("small", { className: "app-quiet" }, staleNote)) : words;
}

function plain(text) {
  return text instanceof Node ? text.textContent : typeof text === "object" ? text.text : text;
}

/** A text with values in the places of their names: an element when some of it is borrowed. What of
 * the values is in the language of the text is one with it; the rest keeps its own. */
function filled(text, values) {
  const isBorrowed = typeof text === "object";
  const { lang, dir } = document.documentElement;
  const inside = (value) => {
    if (!isBorrowed) return value;
    if (typeof value === "object") return value.lang === text.lang ? value.text : value;
    return typeof value === "string" ? { text: value, lang, dir } : value;
  };
  const pieces = plain(text).split(/\{(\w+)\}/).flatMap((piece, index) => (index % 2 ? [values[piece]].flat().map(inside) : piece));
  if (!isBorrowed && pieces.every((piece) => typeof piece !== "object")) return pieces.join("");
  const children = pieces.map((piece) => (typeof piece === "object" ? piece : String(piece)));
  const stale = text.stale || Object.values(values).flat().some((value) => value?.stale && value.lang === text.lang);
  return isBorrowed ? say({ ...text, stale }, children) : el("span", {}, ...children);
}

/** Texts one after the other: a list of them when one is borrowed. */
function joined(texts, mark) {
  if (texts.every((text) => typeof text !== "object")) return texts.join(mark);
  return texts.flatMap((text, index) => (index ? [mark, text] : [text]));
}

/** An element; falsy children are left out. Texts are never read as HTML. */
function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "className" || key === "tabIndex" || key === "type") element[key] = value;
    else if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter(Boolean).map((child) => say(child)));
  return element;
}
