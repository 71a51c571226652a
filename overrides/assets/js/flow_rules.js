// Who pays in a situation: the same as macros/rules/outcomes.py and flow.py, on the device. Pure: no
// page, no network, no clock. tests/test_questions.py compares both on every combination.
//
// A document: {facts: [[fact, [answers]]], rules: [{id, payer, pays, when, after, over}]}; `over` is what
// to say of a lapsed rule.
// A situation: {fact: answer}. An outcome: {rule, role}.

const ROLES = ["first", "rest", "if_refused", "not_covered"];

/** Whether a condition holds in a situation where every fact it looks at is known. */
export function holds(condition, situation) {
  const facts = Object.entries(condition?.facts ?? {});
  if (facts.some(([fact, answers]) => !answers.includes(situation[fact]))) return false;
  const parts = condition?.any ?? [];
  return parts.length === 0 || parts.some((part) => holds(part, situation));
}

/**
 * Who pays when every fact is known: first, then rest, then if refused, then who does not. Lapsed
 * rules count only when they are among those `kept`.
 */
export function outcomes(document, situation, kept = []) {
  const active = new Map();
  for (const rule of document.rules) {
    if ((rule.over && !kept.includes(rule)) || !holds(rule.when, situation)) continue;
    const earlier = Object.keys(rule.after ?? {}).find((id) => active.has(id));
    const role = earlier ? rule.after[earlier] : rule.pays;
    if (role !== "nothing") active.set(rule.id, { rule, role });
  }
  return [...active.values()].sort(byRole);
}

/** What may hold when every fact is known: without lapsed rules, then with each choice of them. */
export function readings(document, situation) {
  const doubtful = document.rules.filter((rule) => rule.over && holds(rule.when, situation));
  const choices = doubtful.reduce((found, rule) => found.flatMap((kept) => [kept, [...kept, rule]]), [[]]);
  return choices.map((kept) => outcomes(document, situation, kept));
}

/** Every situation the document allows that agrees with the known facts. */
export function situations(document, known = {}) {
  return document.facts.reduce(
    (found, [fact, answers]) =>
      found.flatMap((situation) =>
        (fact in known ? [known[fact]] : answers).map((value) => ({ ...situation, [fact]: value })),
      ),
    [{}],
  );
}

/** The known facts that a document uses, with answers it allows. */
export function usable(document, known) {
  return Object.fromEntries(
    document.facts
      .filter(([fact, answers]) => answers.includes(known[fact]))
      .map(([fact]) => [fact, known[fact]]),
  );
}

/**
 * What can be said with the facts known so far: outcomes that hold in every remaining case, those
 * that hold in some, and the unknown facts that can change the answer, most deciding first. A case
 * in which a lapsed rule would come in is two: with it and without.
 * `sure` are the payers that come in in every remaining case, by whatever rule and in whatever
 * role, `maybe` those of some cases: [{payer, roles}], the payer null for a rule that says "ask".
 */
export function answer(document, known) {
  const cases = casesOf(document, known);
  const every = cases.flat();
  const seen = new Map();
  for (const { result, keys } of every) {
    result.forEach((outcome, index) => seen.has(keys[index]) || seen.set(keys[index], outcome));
  }
  const inOrder = [...seen.values()].sort(
    (a, b) => byRole(a, b) || document.rules.indexOf(a.rule) - document.rules.indexOf(b.rule),
  );
  const everywhere = common(every.map(({ keys }) => keys));
  const certain = inOrder.filter((o) => everywhere.has(keyOf(o)));
  const possible = inOrder.filter((o) => !everywhere.has(keyOf(o)));
  return {
    certain,
    possible,
    ...shares(every),
    open: possible.length ? openFacts(document, known, cases) : [],
  };
}

/**
 * What holds for several documents at once. `left` are those that no known answer rules out (none:
 * then the rest is said of all). A document may have `reasons`, answers to the question `reason`.
 */
export function overview(documents, known, questions, reason) {
  const papers = documents.map((document) => ({ document, answers: answersOf(document, reason) }));
  const allowed = ({ answers }, fact, value) => standsFor(answers.get(fact), value, questions[fact]);
  const matching = papers.filter((paper) => Object.entries(known).every(([fact, value]) => allowed(paper, fact, value).length));
  const left = matching.length ? matching : papers;
  const every = [];
  const concerned = new Map();
  for (const paper of left) {
    const facts = paper.document.facts.map(([fact, answers]) => [fact, matching.length && fact in known ? allowed(paper, fact, known[fact]) : answers]);
    const narrowed = { ...paper.document, facts };
    const cases = casesOf(narrowed, {});
    every.push(...cases.flat());
    for (const fact of openFacts(narrowed, {}, cases)) concerned.set(fact, (concerned.get(fact) ?? 0) + 1);
  }
  const refusing = new Map();
  for (const fact of new Set(left.flatMap(({ answers }) => [...answers.keys()]))) {
    const offered = [...new Set(left.flatMap(({ answers }) => answers.get(fact) ?? []))];
    refusing.set(fact, left.filter((paper) => offered.some((value) => !allowed(paper, fact, value).length)).length);
  }
  const open = [...refusing.keys()].filter((fact) => !(fact in known) && (refusing.get(fact) || concerned.get(fact)));
  const weight = (map, fact) => map.get(fact) ?? 0;
  return {
    left: matching.map(({ document }) => document),
    ...shares(every),
    open: open.sort((a, b) => weight(refusing, b) - weight(refusing, a) || weight(concerned, b) - weight(concerned, a) || (a < b ? -1 : 1)),
  };
}

/** The facts that can rule a document out, with the answers that do not. */
function answersOf(document, reason) {
  return new Map(document.reasons?.length ? [...document.facts, [reason, document.reasons]] : document.facts);
}

/** The answers that an answer of the reader stands for; none rules the document out. */
function standsFor(answers, value, question) {
  if (!answers || answers.includes(value)) return [value];
  const same = question[2]?.[value] ?? [];
  return answers.filter((one) => same.includes(one));
}

/** The payers of every case, then those of some: by their first role, then as first seen. */
function shares(cases) {
  const found = new Map();
  for (const { result } of cases) {
    const here = new Set();
    for (const { rule, role } of result) {
      const key = `${rule.payer ?? ""} ${role === "not_covered"}`;
      if (!found.has(key)) found.set(key, { payer: rule.payer ?? null, roles: new Set(), count: 0 });
      const share = found.get(key);
      share.roles.add(role);
      if (!here.has(key)) share.count += 1;
      here.add(key);
    }
  }
  const order = [...found.values()]
    .map(({ payer, roles, count }) => ({ payer, roles: ROLES.filter((role) => roles.has(role)), count }))
    .sort((a, b) => ROLES.indexOf(a.roles[0]) - ROLES.indexOf(b.roles[0]));
  const part = (isSure) => order.filter(({ count }) => (count === cases.length) === isSure).map(({ payer, roles }) => ({ payer, roles }));
  return { sure: part(true), maybe: part(false) };
}

function keyOf({ rule, role }) {
  return `${rule.id} ${role}`;
}

function byRole(a, b) {
  return ROLES.indexOf(a.role) - ROLES.indexOf(b.role);
}

function common([first, ...others]) {
  return new Set(first.filter((item) => others.every((list) => list.includes(item))));
}

/** Of each situation: its readings, each with the keys of its outcomes. */
function casesOf(document, known) {
  return situations(document, known).map((situation) =>
    readings(document, situation).map((result) => ({ result, keys: result.map(keyOf) })),
  );
}

function openFacts(document, known, cases) {
  const results = cases.map((every) => every.map(({ keys }) => keys.join()).join(";"));
  // The cases are in the order of an odometer: its digits say which answers a case has, without
  // comparing texts (a thousand cases must not keep an old phone waiting).
  let turns = cases.length;
  const open = [];
  for (const [fact, answers] of document.facts) {
    if (fact in known) continue;
    turns /= answers.length;
    const digit = (index) => Math.floor(index / turns) % answers.length;
    const canChange = results.some((result, index) => result !== results[index - digit(index) * turns]);
    if (!canChange) continue;
    const left = answers.map(() => new Set());
    results.forEach((result, index) => left[digit(index)].add(result));
    open.push([fact, left.reduce((sum, { size }) => sum + size, 0) / answers.length]);
  }
  return open.sort(([, a], [, b]) => a - b).map(([fact]) => fact);
}
