// Who pays in a situation: the same as macros/rules/outcomes.py and flow.py, on the device. Pure: no
// page, no network, no clock. tests/test_questions.py compares both on every combination.
//
// A document: {facts: [[fact, [answers]]], rules: [{id, payer, pays, when, after}]}.
// A situation: {fact: answer}. An outcome: {rule, role}.

const ROLES = ["first", "rest", "if_refused", "not_covered"];

/** Whether a condition holds in a situation where every fact it looks at is known. */
export function holds(condition, situation) {
  const facts = Object.entries(condition?.facts ?? {});
  if (facts.some(([fact, answers]) => !answers.includes(situation[fact]))) return false;
  const parts = condition?.any ?? [];
  return parts.length === 0 || parts.some((part) => holds(part, situation));
}

/** Who pays when every fact is known: first, then rest, then if refused, then who does not. */
export function outcomes(document, situation) {
  const active = new Map();
  for (const rule of document.rules) {
    if (!holds(rule.when, situation)) continue;
    const earlier = Object.keys(rule.after ?? {}).find((id) => active.has(id));
    const role = earlier ? rule.after[earlier] : rule.pays;
    if (role !== "nothing") active.set(rule.id, { rule, role });
  }
  return [...active.values()].sort(byRole);
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
 * that hold in some, and the unknown facts that can change the answer, most deciding first.
 * `sure` has the payers that come in, in the same role, in every remaining case, by whatever rule.
 */
export function answer(document, known) {
  const cases = casesOf(document, known);
  const seen = new Map();
  for (const { result, keys } of cases) {
    result.forEach((outcome, index) => seen.has(keys[index]) || seen.set(keys[index], outcome));
  }
  const inOrder = [...seen.values()].sort(
    (a, b) => byRole(a, b) || document.rules.indexOf(a.rule) - document.rules.indexOf(b.rule),
  );
  const everywhere = common(cases.map(({ keys }) => keys));
  const certain = inOrder.filter((o) => everywhere.has(keyOf(o)));
  const possible = inOrder.filter((o) => !everywhere.has(keyOf(o)));
  return {
    certain,
    possible,
    sure: common(cases.map(({ parts }) => parts)),
    open: possible.length ? openFacts(document, known, cases) : [],
  };
}

/** What holds for several documents at once, by payer and role ("payer role"). */
export function overview(documents, known) {
  const every = [];
  const deciding = new Map();
  for (const document of documents) {
    const facts = usable(document, known);
    const cases = casesOf(document, facts);
    every.push(...cases.map(({ parts }) => parts));
    for (const fact of openFacts(document, facts, cases)) {
      if (!(fact in known)) deciding.set(fact, (deciding.get(fact) ?? 0) + 1);
    }
  }
  const certain = common(every);
  return {
    certain,
    possible: new Set(every.flat().filter((part) => !certain.has(part))),
    open: [...deciding.keys()].sort((a, b) => deciding.get(b) - deciding.get(a) || (a < b ? -1 : 1)),
  };
}

/** The payer and the role of an outcome, as one text; the payer is "" for a rule that says "ask". */
export function partOf({ rule, role }) {
  return `${rule.payer ?? ""} ${role}`;
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

function casesOf(document, known) {
  return situations(document, known).map((situation) => {
    const result = outcomes(document, situation);
    return { result, keys: result.map(keyOf), parts: result.map(partOf) };
  });
}

function openFacts(document, known, cases) {
  const results = cases.map(({ keys }) => keys.join());
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
