# Room: tests. The question flow: its data, the table without script, and the same answers on the
# device as in Python, on every combination of every document.
"""The script of the flow decides as macros.rules does; its file is one, the same, and small."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import brotli
import pytest
from changed_data import with_dates, with_source_year
from conftest import ENGLISH, REPOSITORY, ParseHtml

from macros.load import load_dataset
from macros.messages.message import Faulty
from macros.model.common import Article
from macros.model.coverage import RuleSet
from macros.model.dataset import Dataset
from macros.render import Renderer
from macros.rules.enumeration import prove
from macros.rules.flow import Paper, flow_statistics, overview
from macros.rules.outcomes import Answer, Outcome, Share, answer, outcomes, readings, situations
from macros.views.chooser import documents_by_door
from macros.views.documents import document_page_view, rule_line, who_pays_rows
from macros.views.evidence import long_date
from macros.views.payers import THROUGH_A_CPAS, payer_page_view
from macros.views.questions import flow_data, questions_view
from macros.views.topics import phone_macro_view
from publish.flow import flow_assets
from publish.scripts import build_scripts

DAY = date(2026, 11, 21)
YESTERDAY = date(2026, 11, 20)
# Rules whose end leaves an answer for everyone; in annex 13, three may be in doubt at once.
LAPSED = (
    ("annex-13", "family-reception"),
    ("annex-13", "travel-insurance"),
    ("annex-13", "guarantor"),
    ("annex-15bis-41bis", "work"),
    ("annex-19", "cpas-worker"),
    # Says who does not pay.
    ("annex-8", "cpas-excluded"),
)
LAPSED_IN = tuple(dict.fromkeys(document for document, _ in LAPSED))
LANGUAGES = ("fr", "nl", "en")
SCRIPTS = REPOSITORY / "overrides" / "assets" / "js"
FLOW_BUDGET = 60_000

# Reads the flow's file and a list of questions to the module; prints its answers.
COMPARE = """
import { readFileSync } from "node:fs";
import { answer, outcomes, overview, readings } from "./flow_rules.mjs";
const { documents, facts, reason } = JSON.parse(readFileSync("flow.json", "utf8"));
const key = ({ rule, role }) => `${rule.id} ${role}`;
const share = ({ payer, roles }) => [payer, ...roles].join(" ");
const found = JSON.parse(readFileSync("asked.json", "utf8")).map(({ kind, ids, known }) => {
  const [document] = ids.map((id) => documents[id]);
  if (kind === "outcomes") return outcomes(document, known).map(key);
  if (kind === "readings") return readings(document, known).map((result) => result.map(key));
  if (kind === "answer") {
    const { certain, possible, sure, maybe, open } = answer(document, known);
    return [certain.map(key), possible.map(key), sure.map(share), maybe.map(share), open];
  }
  const papers = ids.map((id) => documents[id]);
  const { left, sure, maybe, open } = overview(papers, known, facts, reason);
  const names = left.map((one) => ids.find((id) => documents[id] === one));
  return [names, sure.map(share), maybe.map(share), open];
});
process.stdout.write(JSON.stringify(found));
"""


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(REPOSITORY, as_of=DAY)


@pytest.fixture(scope="module")
def lapsed(dataset: Dataset) -> Dataset:
    """The data as it will be on the day after rules end that nobody replaced."""
    for document, rule in LAPSED:
        dataset = with_dates(dataset, document, rule, valid_until=YESTERDAY)
    return dataset


@pytest.fixture(scope="module", params=["published", "with lapsed rules"])
def told(
    request: pytest.FixtureRequest, dataset: Dataset, lapsed: Dataset
) -> tuple[Dataset, list[str]]:
    """Data, and the documents to ask of: every one, or those whose rules lapsed."""
    if request.param == "published":
        return dataset, list(dataset.rule_sets)
    return lapsed, list(LAPSED_IN)


@pytest.fixture(scope="module")
def ask_script(told: tuple[Dataset, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Ask the published module: `ask_script([{kind, ids, known}, …])`, with the same data."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed; the browser tests use the same module")
    folder = tmp_path_factory.mktemp("flow")
    (module,) = (one for one in build_scripts(SCRIPTS) if one.name == "flow_rules.js")
    (folder / "flow_rules.mjs").write_text(module.content, "utf-8")
    (folder / "compare.mjs").write_text(COMPARE, "utf-8")
    flow = flow_data(told[0], locale="fr", on_date=DAY)
    (folder / "flow.json").write_text(json.dumps(flow), "utf-8")

    def ask(questions: list[dict[str, Any]]) -> Any:
        (folder / "asked.json").write_text(json.dumps(questions), "utf-8")
        done = subprocess.run(
            [node, "compare.mjs"], cwd=folder, capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)

    return ask


def said(result: tuple[Outcome, ...]) -> list[str]:
    return [f"{outcome.rule.id} {outcome.role}" for outcome in result]


def as_script_says(found: Answer) -> list[list[str]]:
    return [
        said(found.certain),
        said(found.possible),
        shares_said(found.sure),
        shares_said(found.maybe),
        list(found.open_facts),
    ]


def shares_said(shares: tuple[Share, ...]) -> list[str]:
    return [" ".join((share.payer or "", *share.roles)) for share in shares]


def papers(dataset: Dataset, ids: Iterable[str]) -> list[Paper]:
    return [
        Paper(rule_set=dataset.rule_sets[name], reasons=dataset.documents[name].reasons)
        for name in ids
    ]


def states(rule_set: RuleSet, known: dict[str, str]) -> Iterator[tuple[dict[str, str], Answer]]:
    """What the reader has said, and what can be said then, at each question of the flow."""
    found = answer(rule_set, known, DAY)
    yield known, found
    if found.next_fact:
        (use,) = (use for use in rule_set.facts if use.fact == found.next_fact)
        for value in use.answers:
            yield from states(rule_set, {**known, use.fact: value})


def test_the_script_finds_the_outcomes_of_python_in_every_combination(
    told: tuple[Dataset, list[str]], ask_script: Any
) -> None:
    data, ids = told
    asked, expected = [], []
    rule_sets = [data.rule_sets[name] for name in ids]
    for rule_set in rule_sets:
        for situation in situations(rule_set):
            asked.append({"kind": "outcomes", "ids": [rule_set.document], "known": situation})
            expected.append(said(outcomes(rule_set, situation, DAY)))
    assert len(asked) == flow_statistics(rule_sets, DAY).combinations
    assert ask_script(asked) == expected


def test_the_script_doubts_what_python_doubts(
    told: tuple[Dataset, list[str]], ask_script: Any
) -> None:
    data, ids = told
    asked, expected = [], []
    for name in ids:
        for situation in situations(data.rule_sets[name]):
            asked.append({"kind": "readings", "ids": [name], "known": situation})
            every = readings(data.rule_sets[name], situation, DAY)
            expected.append([said(result) for result in every])
    assert ask_script(asked) == expected
    most = max(len(every) for every in expected)
    assert most == (8 if len(ids) == len(LAPSED_IN) else 1)


def test_the_script_asks_and_concludes_as_python_does_on_every_path(
    told: tuple[Dataset, list[str]], ask_script: Any
) -> None:
    data, ids = told
    asked, expected = [], []
    for rule_set in (data.rule_sets[name] for name in ids):
        for known, found in states(rule_set, {}):
            asked.append({"kind": "answer", "ids": [rule_set.document], "known": known})
            expected.append(as_script_says(found))
            if found.next_fact:
                # The same question skipped: every later answer without this one.
                for use in rule_set.facts:
                    if use.fact in found.open_facts[1:2]:
                        later = {**known, use.fact: use.answers[0]}
                        asked.append({"kind": "answer", "ids": [rule_set.document], "known": later})
                        expected.append(as_script_says(answer(rule_set, later, DAY)))
    assert ask_script(asked) == expected


def test_the_script_says_of_several_papers_what_python_says(
    told: tuple[Dataset, list[str]], ask_script: Any
) -> None:
    dataset, concerned = told
    asked, expected = [], []
    doors = [
        [document.id for document in documents]
        for _, documents in documents_by_door(dataset.documents[name] for name in concerned)
    ]
    for ids in [*doors, [name for door in doors for name in door]]:
        sets = papers(dataset, ids)
        # Each first question with each of its answers, and a second one.
        for known in knowns(dataset, sets):
            found = overview(sets, known, DAY, facts=dataset.facts)
            asked.append({"kind": "overview", "ids": ids, "known": known})
            expected.append(
                [
                    list(found.documents),
                    shares_said(found.sure),
                    shares_said(found.maybe),
                    list(found.open_facts),
                ]
            )
    assert ask_script(asked) == expected


def knowns(dataset: Dataset, sets: list[Paper]) -> Iterator[dict[str, str]]:
    """Nothing, every answer to the first question, and then one to the second."""
    yield {}
    for fact in overview(sets, {}, DAY, facts=dataset.facts).open_facts[:1]:
        for value in dataset.facts[fact].answers:
            yield {fact: value.id}
            second = overview(sets, {fact: value.id}, DAY, facts=dataset.facts).open_facts[0]
            yield {fact: value.id, second: dataset.facts[second].answers[-1].id}


# Found by a stranger: one payer is certain, only its place in the order is not.
@pytest.mark.parametrize(
    ("document", "known", "payer"),
    [
        ("annex-26", {"reception": "reception-place"}, "fedasil first rest"),
        (
            "annex-35",
            {
                "belgian-insurance": "not-insured",
                "appeal": "other",
                "work": "none",
                "insured-relative": "none",
                "means": "not-enough",
            },
            "urgent-medical-aid first if_refused",
        ),
        ("card-f", {}, "health-insurance first"),
    ],
)
def test_a_payer_of_every_case_is_sure_whatever_its_role(
    dataset: Dataset, document: str, known: dict[str, str], payer: str
) -> None:
    assert shares_said(answer(dataset.rule_sets[document], known, DAY).sure) == [payer]


@pytest.mark.parametrize(("document", "rule"), LAPSED)
def test_nothing_that_rests_on_a_lapsed_rule_or_on_its_end_is_certain(
    dataset: Dataset, document: str, rule: str
) -> None:
    ended = with_dates(dataset, document, rule, valid_until=YESTERDAY).rule_sets[document]
    changed = 0
    for situation in situations(ended):
        before, now = (outcomes(ended, situation, day) for day in (YESTERDAY, DAY))
        found = answer(ended, situation, DAY)
        if before == now:
            assert found.certain == now
            continue
        changed += 1
        assert rule in {outcome.rule.id for outcome in found.possible}
        assert set(said(found.certain)) == set(said(before)) & set(said(now))
    assert changed
    # Nobody has to take the question of a lapsed rule away to publish the site again.
    assert prove(ended, DAY).findings == ()


def test_a_lapsed_place_leaves_in_doubt_who_pays_first(lapsed: Dataset) -> None:
    known = {
        "belgian-insurance": "not-insured",
        "insured-relative": "none",
        "means": "not-enough",
        "private-insurance": "none",
        "guarantor": "none",
        "order-term": "not-extended",
    }
    rules = lapsed.rule_sets["annex-13"]
    asked = answer(rules, known, DAY)
    assert asked.next_fact == "family-reception"
    accepted = answer(rules, {**known, "family-reception": "accepts"}, DAY)
    assert shares_said(accepted.maybe) == ["fedasil first"]
    assert shares_said(accepted.sure) == ["urgent-medical-aid first if_refused"]
    refused = answer(rules, {**known, "family-reception": "none"}, DAY)
    assert shares_said(refused.sure) == ["urgent-medical-aid first"]
    assert refused.maybe == ()


def test_an_answer_rules_out_the_papers_that_refuse_it(dataset: Dataset) -> None:
    every = papers(dataset, dataset.rule_sets)
    asylum = overview(every, {"stay-reason": "protection"}, DAY, facts=dataset.facts).documents
    assert {"annex-26", "ai-asylum", "no-document"} <= set(asylum)
    assert {"card-eu", "visa-c", "annex-3"}.isdisjoint(asylum)
    none = {"unaccompanied-minor": "none", "stay-reason": "protection"}
    assert "ai-mena" not in overview(every, none, DAY, facts=dataset.facts).documents


def test_an_answer_that_a_paper_does_not_tell_apart_keeps_it(dataset: Dataset) -> None:
    known = {"insured-relative": "same-address", "reception": "elsewhere"}
    kept = overview(papers(dataset, dataset.rule_sets), known, DAY, facts=dataset.facts)
    assert len(kept.documents) == len(dataset.documents)


def test_answers_that_no_paper_allows_leave_every_paper_in_doubt(dataset: Dataset) -> None:
    known = {"unaccompanied-minor": "none"}
    found = overview(papers(dataset, ["ai-mena"]), known, DAY, facts=dataset.facts)
    assert found.documents == ()
    assert found.open_facts


def test_the_size_of_the_flow(dataset: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    statistics = flow_statistics(dataset.rule_sets.values(), DAY)
    with capsys.disabled():
        print(f"\n  {ENGLISH.text(statistics.message())}")
    assert statistics.documents == len(dataset.documents)
    # The reason of the stay tells papers apart: nobody who knows their paper is asked.
    assert statistics.questions == len(dataset.facts) - 1
    assert statistics.longest <= statistics.longest_skipped <= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_of_the_flow_stays_small(dataset: Dataset, language: str) -> None:
    (asset,) = (
        a
        for a in flow_assets(dataset, project=REPOSITORY, on_date=DAY)
        if a.name == f"flow.{language}.json"
    )
    size = len(brotli.compress(asset.content.encode()))
    assert size <= FLOW_BUDGET, f"{size} bytes"


def test_the_file_has_every_word_the_script_asks_for(dataset: Dataset) -> None:
    source = (SCRIPTS / "questions.js").read_text("utf-8")
    words = {key.removesuffix(".one").removesuffix(".other") for key in _words(dataset)}
    own = [f'"{key.removeprefix("questions.")}"' for key in words if key.startswith("questions.")]
    unused = [key for key in own if f"word({key}" not in source and key not in source]
    assert unused == []


@pytest.mark.parametrize("year", [2026, None])
def test_the_emergency_number_says_when_to_check_it_as_in_any_sentence(
    dataset: Dataset, year: int | None
) -> None:
    assert flow_data(dataset, locale="nl", on_date=DAY)["emergency"] == ["112", "tel:112"]
    changed, day = with_source_year(dataset, "112", year), date(2028, 1, 1)
    page = Renderer(REPOSITORY / "overrides", dataset=changed).for_page(locale="nl", path="nl/")
    phone = phone_macro_view(changed, "112", locale="nl", on_date=day)
    sentence = page.render("components/inline_phone.html", phone).striptags()
    assert "(" in sentence
    assert flow_data(changed, locale="nl", on_date=day)["emergency"] == [sentence, "tel:112"]


def _words(dataset: Dataset) -> dict[str, str]:
    words: dict[str, str] = flow_data(dataset, locale="fr", on_date=DAY)["words"]
    return words


def test_a_payer_asked_through_a_cpas_leads_to_the_finder_here_and_on_its_page(
    dataset: Dataset, parse_html: ParseHtml
) -> None:
    payers = flow_data(dataset, locale="fr", on_date=DAY)["payers"]
    renderer = Renderer(
        REPOSITORY / "overrides", dataset=dataset, assets={}, site_url="https://example.org/"
    )
    for name in dataset.payers:
        page = renderer.for_page(locale="fr", path=f"fr/payers/{name}/")
        view = payer_page_view(dataset, name, locale="fr", on_date=DAY)
        document = parse_html(str(page.render("components/payer_page.html", view)))
        links = document.xpath("//section[@id='where']//a[contains(@href, 'cpas/')]")
        assert bool(links) == payers[name]["cpas"] == (name in THROUGH_A_CPAS), name
    assert set(dataset.payers) > THROUGH_A_CPAS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sources_of_a_rule_are_those_of_the_sheet(dataset: Dataset, language: str) -> None:
    flow = flow_data(dataset, locale=language, on_date=DAY)
    for name, rule_set in dataset.rule_sets.items():
        for written, rule in zip(flow["documents"][name]["rules"], rule_set.rules, strict=True):
            line = rule_line(dataset, rule, locale=language, on_date=DAY)
            rows = [flow["sources"][position] for position in written.get("sources", ())]
            assert rows == [[row.text, row.href, row.lang] for row in line.sources]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_script_every_rule_is_a_row_of_the_table(
    dataset: Dataset, parse_html: ParseHtml, language: str
) -> None:
    view = questions_view(dataset, locale=language, on_date=DAY)
    page = Renderer(REPOSITORY / "overrides", dataset=dataset).for_page(
        locale=language, path=f"{language}/questions/"
    )
    document = parse_html(str(page.render("components/decision_table.html", view)))
    for rule_set in dataset.rule_sets.values():
        rows = document.xpath(f"//details/div[@id='{rule_set.document}']/ul/li")
        in_force = [rule for rule in rule_set.rules if rule.holds_on(DAY)]
        assert len(rows) >= len(in_force)
        text = " ".join(" ".join(row.xpath("string()").split()) for row in rows)
        for rule in in_force:
            assert " ".join(rule.condition.words(language).split()) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_and_the_table_say_of_a_lapsed_rule_what_the_sheet_says(
    lapsed: Dataset, parse_html: ParseHtml, language: str
) -> None:
    renderer = Renderer(
        REPOSITORY / "overrides", dataset=lapsed, assets={}, site_url="https://example.org/"
    )

    def text(component: str, view: object, path: str, place: str) -> str:
        page = renderer.for_page(locale=language, path=f"{language}/{path}")
        document = parse_html(str(page.render(f"components/{component}.html", view)))
        return " ".join(document.xpath(f"string({place})").split())

    here: Any = {"locale": language, "on_date": DAY}
    documents = flow_data(lapsed, **here)["documents"]
    words = lapsed.strings[language]["rule.over"].format(date=long_date(YESTERDAY, language))
    for name in LAPSED_IN:
        rules = {rule["id"]: rule for rule in documents[name]["rules"]}
        over = {rule for rule in rules if "over" in rules[rule]}
        assert over == {rule for document, rule in LAPSED if document == name}
        sheet = text(
            "document_page",
            document_page_view(lapsed, name, **here),
            f"documents/{name}/",
            "//section[@id='steps']",
        )
        caution = text(
            "document_page",
            document_page_view(lapsed, name, **here),
            f"documents/{name}/",
            "//div[contains(@class, 'app-note')][.//p[@class='app-check']]",
        )
        table = text(
            "decision_table",
            questions_view(lapsed, **here),
            "questions/",
            f"//details/div[@id='{name}']",
        )
        for rule in over:
            assert rules[rule]["over"] == words
            assert "until" not in rules[rule]
            condition = " ".join(rules[rule]["condition"].split())
            payer = lapsed.payers[rules[rule]["payer"]].short_name.words(language)
            if rules[rule]["pays"] == "not_covered":
                says = lapsed.strings[language]["questions.table_pays.not_covered"]
                assert f"{condition}. {' '.join(says.split()).format(payer=payer)} {words}" in table
                assert caution.startswith(f"{condition}.")
                assert caution.endswith(words)
                continue
            assert f"{condition}. {payer}. {words}" in table
            assert condition in sheet
            view = payer_page_view(lapsed, rules[rule]["payer"], **here)
            path = f"payers/{rules[rule]['payer']}/"
            assert f"{condition}{words}" in text("payer_page", view, path, "//section[@id='more']")
        paying = [rule for rule in over if rules[rule]["pays"] != "not_covered"]
        assert sheet.count(words) == len(paying)


def test_a_rule_that_another_replaces_is_told_by_nobody(dataset: Dataset) -> None:
    ended = with_dates(dataset, "annex-13", "family-reception", valid_until=YESTERDAY)
    rule_set = ended.rule_sets["annex-13"]
    (old,) = (rule for rule in rule_set.rules if rule.id == "family-reception")
    new = old.model_copy(update={"id": "new", "valid_from": DAY, "valid_until": None})
    rules = rule_set.model_copy(update={"rules": (*rule_set.rules, new)})
    replaced = ended.model_copy(update={"rule_sets": {**ended.rule_sets, "annex-13": rules}})
    flow = flow_data(replaced, locale="fr", on_date=DAY)["documents"]["annex-13"]["rules"]
    rows = who_pays_rows(replaced, "annex-13", locale="fr", on_date=DAY)
    for told in ({rule["id"] for rule in flow}, {line.id for row in rows for line in row.lines}):
        assert "new" in told
        assert "family-reception" not in told


def test_the_article_of_a_rule_reaches_the_answer_and_the_page(
    dataset: Dataset, parse_html: ParseHtml
) -> None:
    rules = dataset.rule_sets["annex-35"]
    article = Article(law="cpas-organic-1976", articles="57 §2")
    first = rules.rules[0].model_copy(update={"legal_basis": (article,)})
    changed = rules.model_copy(update={"rules": (first, *rules.rules[1:])})
    with_article = dataset.model_copy(
        update={"rule_sets": {**dataset.rule_sets, "annex-35": changed}}
    )
    flow = flow_data(with_article, locale="fr", on_date=DAY)["documents"]["annex-35"]["rules"]
    assert [law.endswith("57 §2") for law in flow[0]["laws"]] == [True]
    assert "laws" not in flow[1]
    page = Renderer(
        REPOSITORY / "overrides", dataset=with_article, assets={}, site_url="https://example.org/"
    ).for_page(locale="fr", path="fr/documents/annex-35/")
    view = document_page_view(with_article, "annex-35", locale="fr", on_date=DAY)
    sources = parse_html(str(page.render("components/document_page.html", view)))
    said = sources.xpath("//section[@id='sources']//p[contains(., 'Article de cette règle')]")
    assert len(said) == 1


# -- scripts ----------------------------------------------------------------------------------


def test_an_import_names_the_published_file(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nexport const a = b;\n', "utf-8")
    (tmp_path / "b.js").write_text("// A comment.\nexport const b = 1;\n", "utf-8")
    first, second = build_scripts(tmp_path)
    assert (first.name, second.name) == ("a.js", "b.js")
    assert f'"./{Path(second.path).name}"' in first.content
    assert "comment" not in second.content


def test_a_change_in_an_imported_module_renames_both(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import "./b.js";', "utf-8")
    (tmp_path / "b.js").write_text("export const b = 1;", "utf-8")
    before = [script.path for script in build_scripts(tmp_path)]
    (tmp_path / "b.js").write_text("export const b = 2;", "utf-8")
    after = [script.path for script in build_scripts(tmp_path)]
    assert set(before).isdisjoint(after)


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ('import "./c.js";', "", "an import of c.js, which is not there"),
        ('import "./b.js";', 'import "./a.js";', "modules that import each other: a > b > a"),
    ],
)
def test_an_import_that_cannot_work_is_refused(
    tmp_path: Path, a: str, b: str, message: str
) -> None:
    (tmp_path / "a.js").write_text(a, "utf-8")
    (tmp_path / "b.js").write_text(b, "utf-8")
    with pytest.raises(Faulty) as raised:
        build_scripts(tmp_path)
    said = ENGLISH.problem(raised.value.problem)
    assert said.startswith("overrides/assets/js/a.js:1")
    assert message in said
