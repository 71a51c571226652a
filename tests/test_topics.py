# Room: tests. Topics: what their macros print, what their page holds, what the checks refuse.
"""Facts are cited, values are written as each language writes them, nothing is typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import ENGLISH, ParseHtml
from pydantic import ValidationError

from macros.load import load_dataset
from macros.load.pages import PageFile, read_page
from macros.load.topic_sheets import blocks, check_topic_sheets, literals, sheet_uses
from macros.messages.message import WrongArgument
from macros.model.common import Source
from macros.model.dataset import Dataset
from macros.model.topic import Topic, TopicValue
from macros.registry import MACROS
from macros.render import Renderer
from macros.views.evidence import source_rows
from macros.views.glossary import TermLinks, glossary_page_view, term_names
from macros.views.law import law_index_view
from macros.views.pages import record_page_view, record_pages
from macros.views.related import (
    AT_MOST,
    documents_of_topic,
    neighbours_of_topic,
    payers_of_topic,
    topics_of_document,
    topics_of_payer,
    written_topics,
)
from macros.views.topics import (
    TopicPageView,
    citation_view,
    law_view,
    link_view,
    phone_macro_view,
    professionals_view,
    topic_list_view,
    topic_page_view,
    value_text,
    value_view,
)

REPOSITORY = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 21)
LANGUAGES = ("fr", "nl", "en")
HERE: Mapping[str, Any] = {"locale": "fr", "on_date": DAY}


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(REPOSITORY, as_of=DAY)


def topic(**changes: Any) -> Topic:
    """A small topic: a sourced fact, one of general knowledge, an unsure one, a step."""
    sourced = {"basis": "published source", "confidence": "high"}
    values = {
        "id": "small",
        "theme": "practical",
        "audience": "both",
        "title": {"fr": "Petit", "nl": "Klein", "en": "Small"},
        "values": {"limit": {"fact": "k1", "amount": "3", "unit": "months"}},
        "facts": [
            {"id": "k1", "text": "One.", "sources": ["page"], **sourced},
            {"id": "k2", "text": "Two.", "basis": "general knowledge"},
            {"id": "k3", "text": "Three.", "sources": ["page"], "confidence": "low"},
            {"id": "k4", "text": "Four.", "sources": ["page"], **sourced},
            {"id": "s1", "text": "Do it.", "basis": "editorial"},
        ],
    }
    return Topic.model_validate({**values, **changes})


# -- inside a sheet -------------------------------------------------------------------------------


def test_facts_with_the_same_evidence_share_a_number(dataset: Dataset) -> None:
    assert citation_view(dataset, "k1 k4", topic=topic(), **HERE).numbers == (1,)
    assert citation_view(dataset, "s1 k1 k2", topic=topic(), **HERE).numbers == (1, 2, 4)


@pytest.mark.parametrize(
    ("facts", "confirm", "ask"),
    [("k1", False, False), ("k1 k2", True, False), ("k3", False, True), ("k2 k3", False, True)],
)
def test_a_citation_warns_once_and_by_the_least_sure_fact(
    dataset: Dataset, facts: str, *, confirm: bool, ask: bool
) -> None:
    view = citation_view(dataset, facts, topic=topic(), **HERE)
    assert (view.confirm, view.ask) == (confirm, ask)


def test_an_unknown_fact_is_named_with_those_that_exist(dataset: Dataset) -> None:
    with pytest.raises(WrongArgument) as wrong:
        citation_view(dataset, "k1 k9", topic=topic(), **HERE)
    said = ENGLISH.parts(wrong.value.message)
    assert said.found == "k9"
    assert said.do == "choose one of: k1, k2, k3, k4, s1"


@pytest.mark.parametrize(
    ("value", "fr", "nl", "en"),
    [
        ({"euro": "4"}, "4 €", "€ 4", "€4"),
        ({"euro": "4.5"}, "4,50 €", "€ 4,50", "€4.50"),
        ({"euro": "1234.56"}, "1\u202f234,56 €", "€ 1.234,56", "€1,234.56"),
        ({"percent": "75"}, "75 %", "75%", "75%"),
        ({"percent": "12.5"}, "12,5 %", "12,5%", "12.5%"),
        ({"number": "18"}, "18", "18", "18"),
        ({"date": "2024"}, "2024", "2024", "2024"),
        ({"date": "2024-06"}, "juin 2024", "juni 2024", "June 2024"),
        ({"text": "1040"}, "1040", "1040", "1040"),
        ({"text": {"fr": "Bruxelles", "nl": "Brussel"}}, "Bruxelles", "Brussel", "Bruxelles"),
    ],
)
def test_a_value_is_written_as_the_language_writes_it(
    value: Mapping[str, Any], fr: str, nl: str, en: str
) -> None:
    record = TopicValue.model_validate({"fact": "k1", **value})
    written = [value_text(record, locale).replace("\u00a0", " ") for locale in LANGUAGES]
    assert written == [fr, nl, en]


def test_an_amount_never_breaks_at_the_end_of_a_line(dataset: Dataset) -> None:
    view = value_view(dataset, "limit", topic=topic(), **HERE)
    renderer = Renderer(REPOSITORY / "overrides", dataset=dataset)
    html = {
        locale: renderer.for_page(locale=locale, path=f"{locale}/topics/small/").render(
            "components/inline_value.html", view
        )
        for locale in LANGUAGES
    }
    assert {code: str(text).strip("\n") for code, text in html.items()} == {
        "fr": "3\u00a0mois",
        "nl": "3\u00a0maanden",
        "en": "3\u00a0months",
    }


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"amount": "3"},
        {"unit": "days"},
        {"amount": "3", "unit": "days", "euro": "4"},
        {"number": "1", "percent": "2"},
        {"date": "2024-6"},
    ],
)
def test_a_value_is_of_exactly_one_kind(value: Mapping[str, str]) -> None:
    with pytest.raises(ValidationError):
        TopicValue.model_validate({"fact": "k1", **value})


def test_a_phone_number_that_an_organisation_lacks_is_refused(dataset: Dataset) -> None:
    assert phone_macro_view(dataset, "112", **HERE).href == "tel:112"
    with pytest.raises(WrongArgument):
        phone_macro_view(dataset, "112", line="legal", **HERE)


def test_a_judgment_has_a_number_and_a_law_has_articles(dataset: Dataset) -> None:
    law = law_view(dataset, "cpas-organic-1976", "57 §2", **HERE)
    assert (law.articles, law.number) == ("57 §2", "")
    assert law.path == "about/law/#cpas-organic-1976"
    judgment = law_view(dataset, "court-of-justice-eu", "C-562/13", **HERE)
    assert (judgment.articles, judgment.number) == ("", "C-562/13")
    with pytest.raises(WrongArgument):
        law_view(dataset, "cpas-organic-1976", "57 et suivants", **HERE)
    with pytest.raises(WrongArgument):
        law_view(dataset, "cpas-organic", **HERE)


def test_a_link_to_a_topic_without_sheet_is_plain_words(dataset: Dataset) -> None:
    alone = dataset.model_copy(update={"sheets": {}})
    assert link_view(alone, "topics/legal-aid", "l’aide", **HERE).path == ""
    assert link_view(dataset, "payers/cpas", "le CPAS", **HERE).path == "payers/cpas/"
    assert link_view(dataset, "cpas/#which", "lequel", **HERE).path == "cpas/#which"
    for path in ("payers/cpass", "topics/nothing", "nowhere"):
        with pytest.raises(WrongArgument):
            link_view(dataset, path, "ici", **HERE)


# -- the page -------------------------------------------------------------------------------------

SHEET = """<h2 id="answer">La réponse</h2>
<p>Oui. <span class="app-cite"><a href="#source-1">1</a></span></p>
<h2 id="steps">Que faire</h2>
<ol>
<li><strong>Allez au CPAS.</strong></li>
</ol>
<h2 id="papers">À apporter</h2>
<ul>
<li>Un papier</li>
</ul>
<h2 id="deadlines">Les délais</h2>
<ul>
<li><strong>3 mois</strong> : pour contester.</li>
</ul>"""


def page_of(dataset: Dataset, html: str, **options: Any) -> Any:
    own = dataset.model_copy(update={"topics": {**dataset.topics, "small": with_source(dataset)}})
    return topic_page_view(own, "small", prose_html=html, **{**HERE, **options})


def with_source(dataset: Dataset) -> Topic:
    source: Source = next(iter(dataset.sources.values()))
    facts = [
        {**fact.model_dump(exclude_defaults=True), "sources": (source.id,) if fact.sources else ()}
        for fact in topic().facts
    ]
    return topic(facts=facts)


def test_the_answer_stands_apart_and_each_section_has_its_look(dataset: Dataset) -> None:
    view = page_of(dataset, SHEET)
    assert view.answer is not None
    assert "\u00a0<span" in view.answer.html
    html = {section.id: str(section.html) for section in view.sections}
    assert list(html) == ["steps", "papers", "deadlines"]
    assert '<ol class="app-steps"' in html["steps"]
    assert '<ul class="app-ticks"' in html["papers"]
    assert "<b>3 mois</b><span>Pour contester.</span>" in html["deadlines"]


def test_a_heading_is_read_as_it_was_written(dataset: Dataset, parse_html: ParseHtml) -> None:
    html = '<h2 id="papers">Tom &amp; Léa : <em>1 &lt; 2</em></h2><p>Un texte.</p>'
    view = page_of(dataset, SHEET + html)
    assert view.sections[-1].title == "Tom & Léa : 1 < 2"
    page = Renderer(
        REPOSITORY / "overrides", dataset=dataset, assets={}, site_url="https://example.org/"
    ).for_page(locale="fr", path="fr/topics/small/")
    document = parse_html(str(page.render("components/topic_page.html", view)))
    assert "Tom & Léa : 1 < 2" in [title.xpath("string()") for title in document.xpath("//h2")]


def test_a_borrowed_sheet_keeps_its_language(dataset: Dataset) -> None:
    view = page_of(dataset, f'<div lang="fr" dir="ltr">{SHEET}</div>', locale="nl")
    assert (view.lang, view.direction, view.title) == ("fr", "ltr", "Klein")
    assert view.answer is not None
    assert "</div>" not in view.sections[-1].html


def test_the_list_of_sources_has_an_entry_for_every_number(dataset: Dataset) -> None:
    view = page_of(dataset, SHEET)
    assert [entry.number for entry in view.entries] == [1, 2, 3, 4]
    assert [entry.kind for entry in view.entries] == ["", "general_knowledge", "", "editorial"]
    assert [entry.ask for entry in view.entries] == [False, False, True, False]


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_written_topic_can_be_printed(dataset: Dataset, locale: str) -> None:
    renderer = Renderer(REPOSITORY / "overrides", dataset=dataset)
    for entry in written_topics(dataset):
        view = topic_page_view(dataset, entry.id, prose_html=SHEET, locale=locale, on_date=DAY)
        page = renderer.for_page(locale=locale, path=f"{locale}/topics/{entry.id}/")
        assert 'id="answer"' in page.render("components/topic_page.html", view)


# -- what belongs together ------------------------------------------------------------------------


def test_documents_payers_and_topics_name_each_other(dataset: Dataset) -> None:
    for entry in written_topics(dataset):
        for folder, names, topics_of in (
            ("documents", documents_of_topic(dataset, entry), topics_of_document),
            ("payers", payers_of_topic(dataset, entry), topics_of_payer),
        ):
            for name in names:
                rows = topics_of(dataset, name, locale="fr")
                in_prose = f"topics/{entry.id}" in dataset.prose_links.get(f"{folder}/{name}", ())
                # The list does not repeat the prose above it.
                assert in_prose != (entry.id in [row.id for row in rows]) or len(rows) == AT_MOST


def test_lists_of_related_pages_are_short(dataset: Dataset) -> None:
    for name in dataset.documents:
        assert len(topics_of_document(dataset, name, locale="fr")) <= AT_MOST
    for entry in written_topics(dataset):
        view = topic_page_view(dataset, entry.id, prose_html=SHEET, locale="fr", on_date=DAY)
        assert max(len(view.topics), len(view.documents), len(view.payers)) <= AT_MOST


def test_topics_on_access_to_care_come_first_and_those_for_professionals_last(
    dataset: Dataset,
) -> None:
    rows = topics_of_document(dataset, "no-document", locale="fr")
    assert len(rows) == AT_MOST
    assert {dataset.topics[row.id].theme for row in rows} == {"access-to-care"}
    # The one with the fewest documents would be the first, were it not for professionals.
    certificate = dataset.topics["amu-certificate"]
    assert certificate.is_for_professionals
    assert "no-document" in documents_of_topic(dataset, certificate)
    assert certificate.id not in [row.id for row in rows]


def test_a_payer_that_only_prose_links_is_on_the_page_of_the_topic(dataset: Dataset) -> None:
    assert "fedasil" in payers_of_topic(dataset, dataset.topics["asylum-no-reception"])


def test_neighbours_that_link_to_each_other_come_first(dataset: Dataset) -> None:
    near = neighbours_of_topic(dataset, dataset.topics["urgent-medical-aid"])
    assert len(near) == AT_MOST
    assert near[0] == "amu-competent-cpas"


@pytest.mark.parametrize(
    ("locale", "ends"),
    [("fr", "(en néerlandais)"), ("en", "(in Dutch)"), ("nl", "maatschappelijke")],
)
def test_a_source_says_its_language_when_it_is_not_the_readers(
    dataset: Dataset, locale: str, ends: str
) -> None:
    source = "vreemdelingenrecht-wettig-verblijf-belgie-voor-maatschappelijke"
    assert source_rows(dataset, [source], locale=locale)[0].text.endswith(ends)


def test_every_topic_is_in_the_lists(dataset: Dataset) -> None:
    written = {entry.id for entry in written_topics(dataset)}
    view = topic_list_view(dataset, **HERE)
    assert {row.id for row in view.titles} == written
    asked = {row.id for group in view.themes for row in group.rows}
    assert asked == {name for name in written if not dataset.topics[name].is_for_professionals}
    by_profession = professionals_view(dataset, **HERE).professions
    for entry in written_topics(dataset):
        named = {row.id for row in by_profession if entry.id in [t.id for t in row.topics]}
        assert named == set(entry.professions)


def test_the_law_index_names_each_law_that_a_record_cites(dataset: Dataset) -> None:
    view = law_index_view(dataset, **HERE)
    found = {(row.id, page.path) for row in view.laws for a in row.articles for page in a.pages}
    for entry in written_topics(dataset):
        for article in entry.legal_basis:
            assert (article.law, f"topics/{entry.id}/") in found
    for document in dataset.documents.values():
        for article in document.legal_basis:
            assert (article.law, f"documents/{document.id}/") in found


@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_glossary_has_every_term_with_its_other_official_name(
    dataset: Dataset, locale: str
) -> None:
    view = glossary_page_view(dataset, locale=locale, on_date=DAY)
    entries = [entry for letter in view.letters for entry in letter.entries]
    assert {entry.id for entry in entries} == set(dataset.glossary)
    for entry in entries:
        names = {dataset.glossary[entry.id].terms.words(code) for code in ("fr", "nl")}
        assert names <= {entry.term, *entry.official}


def linked(dataset: Dataset, html: str, *, locale: str = "fr") -> list[tuple[str, str]]:
    """The id and the words of every link to the glossary."""
    links = TermLinks(
        lambda code: term_names(dataset, locale=code), locale=locale, glossary="../glossary/"
    )
    found = re.findall(r'<a class="app-term" href="../glossary/#([^"]+)">([^<]*)</a>', links(html))
    assert re.sub(r'<a class="app-term"[^>]*>([^<]*)</a>', r"\1", html) == html
    return found


@pytest.mark.parametrize(
    ("locale", "html", "found"),
    [
        ("fr", "<p>Le CPAS et le CPAS, CPASX.</p>", [("cpas", "CPAS")]),
        ("fr", "<p>L’Office des étrangers paie.</p>", [("oe", "Office des étrangers")]),
        ("fr", "<p>Les mutuelles aident.</p>", [("mutuelle", "mutuelles")]),
        ("nl", "<p>Ziekenfondsen helpen.</p>", [("mutuelle", "Ziekenfondsen")]),
        ("en", "<p>Ask your health insurance fund.</p>", [("mutuelle", "health insurance fund")]),
        # The longest name wins, and what it holds is no use of the shorter one.
        (
            "en",
            "<p>A certificate of urgent medical aid.</p>",
            [("amu-certificate", "certificate of urgent medical aid")],
        ),
        # Its name or its abbreviation: one term, linked once, beside the other language's.
        ("en", "<p>Urgent medical aid (AMU/DMH).</p>", [("amu", "Urgent medical aid")]),
        ("en", "<p>The CPAS/OCMW.</p>", [("cpas", "CPAS")]),
        # Not in headings, links and what an office calls a thing; not in parts of words.
        ("fr", '<h3>CPAS</h3><a href="x">CPAS</a><summary>CPAS</summary><b>CPASX</b>', []),
        ("fr", '<p>en néerlandais <span lang="nl">ziekenfonds</span><br>et</p>', []),
        ("fr", "<p>La mutuelle-x et la sous-mutuelle.</p>", []),
        # A borrowed block keeps the terms of its own language.
        ("en", '<div lang="fr" dir="ltr"><p>Une mutuelle</p></div>', [("mutuelle", "mutuelle")]),
        # Everyday words that are also the name of a term.
        ("fr", "<p>Un droit fondé sur la loi.</p>", []),
    ],
)
def test_the_first_use_of_a_term_is_a_link(
    dataset: Dataset, locale: str, html: str, found: list[tuple[str, str]]
) -> None:
    assert linked(dataset, html, locale=locale) == found


def test_a_page_links_a_term_once(dataset: Dataset) -> None:
    page = next(page for page in record_pages(dataset) if page.collection == "topics")
    prose = (
        '<h2 id="answer">x</h2><p>AMU, aide médicale urgente.</p><h2 id="steps">y</h2><p>AMU</p>'
    )
    view = record_page_view(dataset, page, locale="fr", on_date=DAY, prose_html=prose).view
    assert isinstance(view, TopicPageView)
    assert view.answer is not None
    assert view.answer.html.count("#amu") == 1
    assert "app-term" not in view.sections[0].html


# -- checks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Vous avez 3 mois.",
        "Payez 4,50 €.",
        "Le 27 juin.",
        "Depuis 2024.",
        "Appelez le 112.",
        "Appelez le 02 274 14 33.",
        "C’est 75 %.",
        "Voyez art. 57 de la loi.",
        "Voyez § 2.",
        "Le 01/02/2024.",
        "Écrivez à aide@exemple.be.",
    ],
)
def test_what_is_typed_is_found(line: str) -> None:
    assert list(literals(line, "fr"))


@pytest.mark.parametrize(
    "line",
    [
        "Vous avez l’annexe 35 ou l’annexe 26quater.",
        "La procédure 9ter, selon l’article 9ter.",
        "Le code 207 et le formulaire S1.",
        'Dans {{ v("limit-3") }} : appelez {{ phone("112") }} {{ f("k1 k12") }}',
        "## Deux papiers {: #papers-2024 }",
        "Les annexes 13 et 26.",
    ],
)
def test_names_are_not_taken_for_numbers(line: str) -> None:
    assert list(literals(line, "fr")) == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for locale in LANGUAGES:
        (tmp_path / "docs" / locale / "topics").mkdir(parents=True)
    return tmp_path


GOOD = """---
title: "{title}"
---

## A {{: #answer }}

Words. {{{{ f("k1 k2 k3 k4") }}}} {{{{ v("limit") }}}}

## B {{: #steps }}

1. Words. {{{{ f("s1") }}}}
"""


def write(project: Path, dataset: Dataset, **bodies: str) -> Dataset:
    titles = {"fr": "Petit", "nl": "Klein", "en": "Small"}
    for locale, title in titles.items():
        text = bodies.get(locale) or GOOD.format(title=title)
        (project / "docs" / locale / "topics" / "small.md").write_text(text, "utf-8")
    ready = dict.fromkeys(LANGUAGES, "Texte")
    return dataset.model_copy(
        update={"topics": {"small": topic(question=ready, description=ready)}}
    )


def test_three_good_sheets_have_no_problem(project: Path, dataset: Dataset) -> None:
    dataset = write(project, dataset)
    assert list(check_topic_sheets(project, dataset=dataset, macros=MACROS)) == []
    uses = sheet_uses(project, dataset=dataset)
    assert {use.language: use.unused for use in uses} == dict.fromkeys(LANGUAGES, ())


@pytest.mark.parametrize(
    ("wrong", "right", "found"),
    [
        ('f("s1")', 'f("k1")', "no sentence for s1"),
        ("1. Words", "- Words", "an item of a list"),
        ('{{ v("limit") }}', "", "fewer macros"),
        ("Words. ", "3 months. ", "a number with its unit: 3 months"),
        ('"Small"', '"Tiny"', "Tiny"),
        ("#steps", "#more", "no section steps"),
        ("## B {: #steps }", "## B {: #help }", "the id help, which the page itself uses"),
    ],
)
def test_a_sheet_that_differs_is_said(
    project: Path, dataset: Dataset, wrong: str, right: str, found: str
) -> None:
    body = GOOD.format(title="Small").replace(wrong, right)
    dataset = write(project, dataset, en=body)
    problems = list(check_topic_sheets(project, dataset=dataset, macros=MACROS))
    assert found in [ENGLISH.parts(problem.message).found for problem in problems]
    assert all(problem.file == "docs/en/topics/small.md" for problem in problems)


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ('f("s1")', 'foo("s1")', ["fact-unsaid"]),
        ('f("s1")', 'f("s9 s1")', []),
        ('{{ v("limit") }}', "", ["macros-french-alone"]),
        ('v("limit")', 'foo("limit")', []),
    ],
)
def test_a_mistake_of_the_french_block_is_told_there_only(
    project: Path, dataset: Dataset, wrong: str, right: str, said: list[str]
) -> None:
    """What names no macro is told by the check of macros."""
    dataset = write(project, dataset, fr=GOOD.format(title="Petit").replace(wrong, right))
    problems = list(check_topic_sheets(project, dataset=dataset, macros=MACROS))
    assert {problem.file for problem in problems} <= {"docs/fr/topics/small.md"}
    assert [problem.message.id for problem in problems] == said


def test_a_fact_that_the_record_leaves_out_needs_no_sentence(
    project: Path, dataset: Dataset
) -> None:
    body = GOOD.format(title="Petit").replace("k1 k2 k3 k4", "k1 k2 k3")
    same = {code: body.replace("Petit", name) for code, name in (("nl", "Klein"), ("en", "Small"))}
    dataset = write(project, dataset, fr=body, **same)
    left_out = dataset.topics["small"].model_copy(update={"not_used": {"k4": "Said elsewhere."}})
    dataset = dataset.model_copy(update={"topics": {"small": left_out}})
    assert list(check_topic_sheets(project, dataset=dataset, macros=MACROS)) == []


def test_the_blocks_of_a_page_are_those_a_reader_sees(project: Path, dataset: Dataset) -> None:
    write(project, dataset)
    path = project / "docs" / "fr" / "topics" / "small.md"
    page = read_page(path, project=project, language="fr")
    assert isinstance(page, PageFile)
    assert [(block.kind, block.line) for block in blocks(page)] == [
        ("h2", 5),
        ("p", 7),
        ("h2", 9),
        ("ol", 11),
    ]


def test_no_component_of_topics_names_a_colour_or_a_place_by_hand() -> None:
    for name in ("topic_page", "topic_list", "glossary_page", "law_index", "professionals_page"):
        text = (REPOSITORY / "overrides" / "components" / f"{name}.html").read_text("utf-8")
        assert not re.search(r"style=|https?://", text)
