# Room: tests. Every Dutch text is older than its French, all at once, and no French may hide.
"""French that stands for a stale translation is marked as French wherever a reader meets it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from lent import LENT, OWN, lent_dataset
from markupsafe import Markup

from macros.load.topic_sheets import check_topic_sheets
from macros.model.dataset import Dataset
from macros.registry import MACROS
from macros.render import Renderer
from macros.views.frame import frame_view
from macros.views.pages import RecordPage, record_page_view, record_pages
from macros.views.questions import flow_data
from publish.language_choice import language_choice_page
from publish.not_found import not_found_page
from publish.permalinks import RecordTitle, permalink_pages
from publish.search import search_asset

REPOSITORY = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 21)
SITE = "https://example.org/"


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return lent_dataset(REPOSITORY, as_of=DAY)


@pytest.fixture(scope="module")
def renderer(dataset: Dataset) -> Renderer:
    return Renderer(REPOSITORY / "overrides", dataset=dataset, site_url=SITE)


# -- how a page is judged -------------------------------------------------------------------------

# What cannot be marked: a title is one text, an attribute has the language of its element, and an
# element that holds other words has theirs. decisions/2026-11-22-stale-translations.md says so.
_HOLDS_OTHER_WORDS = {"nav", "section", "div", "svg"}
_ADDRESSES = {"href", "id", "aria-labelledby", "aria-describedby"}


def hidden(html: str) -> list[str]:
    """The French of a page in Dutch that is not marked as French, each with where it stands."""
    page = lxml.html.document_fromstring(html)
    found = []
    for text in page.xpath(f'//text()[contains(., "{LENT}") or contains(., "{OWN}")]'):
        holder = text.getparent().getparent() if text.is_tail else text.getparent()
        if holder.tag == "title":
            continue
        if language_of(holder) != "fr":
            found.append(f"{where(holder)}: {text.strip()}")
        elif LENT in text and not has_note(holder):
            found.append(f"{where(holder)}: no note: {text.strip()}")
    for value in page.xpath(f'//@*[contains(., "{LENT}") or contains(., "{OWN}")]'):
        holder, name = value.getparent(), value.attrname
        is_around_others = (
            name == "aria-label"
            and holder.tag in _HOLDS_OTHER_WORDS
            and holder.get("role") != "img"
        )
        accepted = is_around_others or name in _ADDRESSES or name.startswith("data-")
        if not accepted and holder.get("lang") != "fr":
            found.append(f"{where(holder)} {name}: {value}")
    return found


def language_of(element: Any) -> str:
    (language,) = element.xpath("ancestor-or-self::*[@lang][1]/@lang") or ["nl"]
    return str(language)


def has_note(element: Any) -> bool:
    """Whether the few words that say why it is French follow."""
    while language_of(element.getparent()) == "fr":
        element = element.getparent()
    note = element.getnext()
    return note is not None and note.tag == "small" and note.get("class") == "app-quiet"


def where(element: Any) -> str:
    """The element with its class and those around it."""
    around = [element, *element.iterancestors()][:4]
    return " > ".join(f"{one.tag}.{one.get('class', '')}" for one in reversed(around))


# -- what readers of Dutch are given --------------------------------------------------------------


@pytest.mark.parametrize("collection", ["documents", "payers", "cpas", "topics"])
def test_no_french_hides_on_the_page_of_a_record(
    collection: str, dataset: Dataset, renderer: Renderer
) -> None:
    pages = [page for page in record_pages(dataset) if page.collection == collection]
    assert len(pages) >= 10
    found = {page.path: hidden(whole_page(dataset, renderer, page)) for page in pages}
    assert {path: french for path, french in found.items() if french} == {}


def whole_page(dataset: Dataset, renderer: Renderer, page: RecordPage) -> str:
    """The page of a record in Dutch, in its frame."""
    prose = '<h2 id="answer">Het antwoord</h2>\n<p>Ja.</p>'
    view = record_page_view(dataset, page, locale="nl", on_date=DAY, prose_html=prose)
    path = f"nl/{page.path}"
    own = renderer.for_page(locale="nl", path=path)
    frame = frame_view(
        dataset,
        page_locale="nl",
        content_locale="nl",
        is_borrowed=True,
        path=page.path,
        tab_title=view.tab_title,
        description=view.description,
        canonical=f"{SITE}{path}",
        alternates={},
        section=view.section,
        permalink=f"/d/{page.collection}/{page.record_id}/",
        discreet=view.discreet,
        reviewed_as="",
        version=DAY.isoformat(),
        stylesheet="assets/styles.css",
        content_html=own.render(view.component, view.view),
    )
    return str(own.render("components/page.html", frame))


# What each macro is called with; those that are not here need nothing.
ASKED: dict[str, list[tuple[tuple[str, ...], dict[str, str]]]] = {
    "document_card": [(("ai-asylum",), {})],
    "who_pays": [(("ai-asylum",), {})],
    "steps": [(("cpas-request",), {})],
    "papers": [(("cpas",), {})],
    "sources": [(("cpas",), {})],
    "cpas_directory": [((), {}), ((), {"commune": "Ixelles"}), ((), {"commune": "Arlon"})],
    "cpas_map": [((), {}), ((), {"cpas": "ixelles"})],
    "cpas_card": [(("ixelles",), {})],
    "contact_line": [(("medimmigrant",), {})],
    "organisation_list": [((), {}), ((), {"style": "short"})],
    "glossary_term": [(("cpas",), {})],
    "phone": [(("112",), {})],
    "law": [(("cpas-organic-1976", "57 §2"), {})],
    "link": [(("payers/cpas", "het OCMW"), {})],
    "notice": [((), {"text": "Let op.", "title": "Let op", "kind": "caution"})],
}


@pytest.mark.parametrize("name", [name for name in MACROS if not MACROS[name].of_topic])
def test_no_french_hides_in_what_a_macro_prints(
    name: str, dataset: Dataset, renderer: Renderer
) -> None:
    page = renderer.for_page(locale="nl", path="nl/x/")
    for given, options in ASKED.get(name, [((), {})]):
        view = MACROS[name].view(dataset, *given, locale="nl", on_date=DAY, **options)
        assert hidden(page.render(MACROS[name].component, view)) == []


def test_no_french_hides_in_a_value_of_a_sheet(dataset: Dataset, renderer: Renderer) -> None:
    page = renderer.for_page(locale="nl", path="nl/x/")
    french = 0
    for topic in dataset.topics.values():
        for name in topic.values:
            view = MACROS["v"].view(dataset, name, topic=topic, locale="nl", on_date=DAY)
            html = page.render(MACROS["v"].component, view)
            assert hidden(f"<p>{html}</p>") == []
            french += 'lang="fr"' in html
        first = next(iter(topic.evidence_numbers))
        view = MACROS["f"].view(dataset, first, topic=topic, locale="nl", on_date=DAY)
        assert hidden(f"<p>{page.render(MACROS['f'].component, view)}</p>") == []
    assert french > 20


@pytest.mark.parametrize("component", ["offline_page", "search_page", "not_kept", "behind"])
def test_no_french_hides_in_a_component_of_words(component: str, renderer: Renderer) -> None:
    page = renderer.for_page(locale="nl", path="nl/x/")
    view = {"title": "", "description": "", "content_html": Markup(""), "kind": "stale"}
    assert hidden(page.render(f"components/{component}.html", view)) == []


def test_no_french_hides_in_the_questions(dataset: Dataset) -> None:
    flow = json.loads(json.dumps(flow_data(dataset, locale="nl", on_date=DAY)))
    assert list(unsaid(flow)) == []
    assert sum(1 for _ in lent_texts(flow)) > 500


def unsaid(value: Any, at: str = "") -> Iterator[str]:
    """French of the flow that is not said to be French, or not why."""
    if isinstance(value, str):
        if LENT in value or OWN in value:
            yield f"{at}: {value}"
    elif isinstance(value, dict) and {"text", "lang", "dir"} <= value.keys():
        if (value["lang"], value["dir"]) != ("fr", "ltr"):
            yield f"{at}: {value}"
        if LENT in value["text"] and "stale" not in value:
            yield f"{at}: not said to be stale: {value}"
    else:
        for key, part in value.items() if isinstance(value, dict) else ():
            yield from unsaid(part, f"{at}/{key}")
        for place, part in enumerate(value) if isinstance(value, list) else ():
            yield from unsaid(part, f"{at}/{place}")


def lent_texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and "stale" in value:
        yield value["text"]
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from lent_texts(part)


def test_no_french_hides_in_the_answers_of_the_search(dataset: Dataset) -> None:
    asset = search_asset(dataset, REPOSITORY / "docs", locale="nl", on_date=DAY)
    index = json.loads(asset.content)
    assert index["note"][1] == "fr", "every word is lent, also those that say so"
    french = 0
    for entry in [*index["entries"], *index["call"]]:
        # Other names are listed by language: none is lent. The other words are never shown.
        assert not any(LENT in name for name in entry.get("a", ()))
        for field in ("t", "n", "name", "what"):
            text = entry.get(field, "")
            if LENT in text or OWN in text:
                assert entry["l"][field] == "fr", entry
                assert entry["s"] or LENT not in text, entry
                french += 1
    assert french > 300
    (page,) = (entry for entry in index["entries"] if entry["p"] == "emergency/")
    assert (page["t"], page["l"]) == ("Urgence", {"t": "fr", "n": "fr"}), "its front matter is old"


def test_no_french_hides_where_every_language_meets(dataset: Dataset, renderer: Renderer) -> None:
    """The pages at /, at unknown addresses and at permanent links."""
    name = dataset.payers["cpas"].short_name
    titles = {
        code: RecordTitle(name=name.words(code), tab=name.words(code)) for code in ("fr", "nl")
    }
    links = permalink_pages(
        dataset,
        renderer=renderer,
        titles={"payers/cpas": titles},
        moved={"payers/ocmw": "payers/cpas"},
        stylesheet="x.css",
    )
    for html in (
        *links.values(),
        language_choice_page(dataset, renderer=renderer, site_url=SITE, stylesheet="x.css"),
        not_found_page(dataset, renderer=renderer, site_url=SITE, stylesheet="x.css"),
    ):
        # What a message shows of a link is one text, in all languages at once.
        found = [one for one in hidden(html) if "meta. content" not in one]
        assert found == []
        assert LENT in html


def test_an_attribute_never_asks_for_words_with_marks() -> None:
    """``t`` gives an element where words are lent: inside a tag stands ``attribute``."""
    inside = re.compile(r'="[^"<>]*\{\{[^}]*(?<![\w.])t\(')
    for path in (REPOSITORY / "overrides").rglob("*.html"):
        assert not inside.search(path.read_text("utf-8")), path.name


def test_a_translated_sheet_keeps_its_front_matter_when_the_record_is_stale(
    dataset: Dataset,
) -> None:
    """Its title is that of the record in Dutch, stale as it is, and no mistake."""
    found = list(check_topic_sheets(REPOSITORY, dataset=dataset, macros=MACROS))
    assert [one for one in found if one.message.id == "front-matter-not-of-topic"] == []
