# Room: views. What can be found, and the A–Z of it. Called by publish/search.py and the registry.
"""The search index of a language, and the site index for readers without script."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from unicodedata import combining, normalize

from macros.model.common import LocalizedText, Words, joined
from macros.model.coverage import Payer, ResidenceDocument
from macros.model.dataset import Dataset
from macros.model.directory import Cpas, GlossaryTerm, Organisation
from macros.views.chooser import first_sentence
from macros.views.documents import drawing_sentence
from macros.views.organisations import (
    DANGER_TO_LIFE,
    EMERGENCY_NUMBERS,
    helper_lines,
    organisation_line,
    organisation_list_view,
)
from macros.views.phones import DatedPhoneView, phone_view
from macros.views.related import written_topics

# The languages whose words a reader meets on papers, at desks and on other sites.
_SPOKEN = ("fr", "nl", "en")
_SHORT = 5
# A word of more pages than this share of them leads nowhere in particular.
_COMMON = 0.12
# Nothing was found: few enough numbers to choose one.
_HELPERS = 2
# The words of the longest name of a topic in the A–Z.
_LOOKED_UP = 2
# Pages of the frame that the site index names by the words of their links.
_FRAME_PAGES = (
    ("cpas/", "ways.cpas"),
    ("emergency/", "ways.emergency"),
    ("topics/", "footer.topics"),
    ("contact/", "footer.contact"),
    ("glossary/", "footer.glossary"),
    ("professionals/", "footer.professionals"),
    ("eligibility/", "footer.eligibility"),
    ("privacy/", "footer.privacy"),
    ("about/", "footer.about"),
)
# Words that say nothing of what is looked for. "sans", "pas" and "no" do.
_STOP_WORDS = {
    "fr": "a ai au aux avec ce ces cette comment d dans de des du elle en est et etre il j je l la "
    "le les leur ma mes moi mon ne ou par pour qu que quel quelle quoi se si sur suis ta ton un "
    "une vous y jai cest koi besoin veux veut peux peut dois doit faut fait faire mais aussi très "
    "déjà donc alors chez",
    "nl": "aan als dat de deze die dit een en er heb heeft het hoe ik in is kan me met mij mijn "
    "moet naar of om op te tot uit van voor waar wat wil zijn moeten "
    "hebben kunnen willen mag maar ook nu want dus al iets",
    "en": "a am an and are at be by can could do does for from has have how i if in is it its me "
    "my of on or should the this to was what when where with you your need "
    "want get got now but because please im ive also just some",
}


@dataclass(frozen=True, kw_only=True)
class WrittenPage:
    """A page of docs/ as the search sees it. ``path`` is below the language.

    ``headings`` are ``(id, text)``; ``organisations`` are ``(id of the heading above, id)``.
    """

    path: str
    title: Words
    description: Words
    headings: tuple[tuple[str, str], ...]
    text: str
    organisations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something to find. ``path`` is below the language; ``answer`` is one line.

    ``names`` are its other names in the language of the index, ``foreign`` those in another one.
    Only title and answer are shown to readers.
    """

    path: str
    group: str
    title: Words
    answer: Words
    names: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    text: str = ""

    def data(self, *, locale: str) -> dict[str, object]:
        """As the script reads it; what is empty is left out."""
        fields: dict[str, object] = {
            "p": self.path,
            "g": self.group,
            "t": self.title,
            "n": self.answer,
            "a": self.names,
            "f": self.foreign,
            "h": self.headings,
            "w": self.text,
            **_lent({"t": self.title, "n": self.answer}, locale=locale),
        }
        return {key: value for key, value in fields.items() if value}


def _lent(shown: Mapping[str, Words], *, locale: str) -> dict[str, object]:
    """What the script needs to mark words of another language: ``l`` their language by field,
    ``s`` whether French stands for a translation older than it."""
    return {
        "l": {name: words.lang for name, words in shown.items() if words and words.lang != locale},
        "s": any(words.replaces_stale for words in shown.values()),
    }


@dataclass(frozen=True, kw_only=True)
class IndexLink:
    """A page of the site index. ``path`` is below the language."""

    path: str
    name: Words | str


@dataclass(frozen=True, kw_only=True)
class IndexTerm:
    """A name, and the pages it leads to: one whose ``name`` is "" is named by the term itself."""

    term: Words | str
    pages: tuple[IndexLink, ...]


@dataclass(frozen=True, kw_only=True)
class IndexLetter:
    """The terms of one letter; ``letter`` is "0–9" for numbers. ``anchor`` is an id."""

    letter: str
    anchor: str
    terms: tuple[IndexTerm, ...]


@dataclass(frozen=True, kw_only=True)
class SiteIndexView:
    """Everything by name, A to Z (component ``site_index``)."""

    letters: tuple[IndexLetter, ...]


def search_data(
    dataset: Dataset, pages: Iterable[WrittenPage], *, locale: str, on_date: date
) -> dict[str, object]:
    """The index of one language: ``pages`` are those written in it; ``call`` is whom to call when
    nothing is found; ``note``, with its language, says why some words are French.
    """
    written = tuple(pages)
    entries = [entry.data(locale=locale) for entry in _entries(dataset, written, locale=locale)]
    call = list(_callable(dataset, locale=locale, on_date=on_date))
    note = {}
    if any("s" in entry for entry in (*entries, *call)):
        why = dataset.say("behind.value", locale)
        note = {"note": [why, why.lang]}
    return {
        **note,
        "same": _same(dataset),
        "beside": _beside(dataset),
        "stop": sorted(
            {sort_key(word) for words in _STOP_WORDS.values() for word in words.split()}
        ),
        "entries": entries,
        "call": call,
    }


def organisations_of(
    dataset: Dataset, macro: str, *arguments: str, locale: str, on_date: date, **options: str
) -> tuple[str, ...]:
    """The organisations that a macro of a page lists; none when it lists none.

    A short list repeats those of another page, and is left out.
    """
    if macro == "organisation_list":
        view = organisation_list_view(dataset, locale=locale, on_date=on_date, **options)
        return () if view.is_short else tuple(item.id for item in view.items)
    if macro == "contact_line":
        return arguments
    return EMERGENCY_NUMBERS if macro == "emergency_numbers" else ()


def site_index_view(dataset: Dataset, *, locale: str, on_date: date) -> SiteIndexView:
    """``{{ site_index() }}``: documents, payers, CPAS, topics and help pages by all their names."""
    links: dict[str, dict[str, str]] = defaultdict(dict)
    spelling: dict[str, str] = {}
    for title, path, names in _named(dataset, locale=locale):
        for name in (title, *names):
            key = sort_key(name)
            spelling.setdefault(key, name)
            links[key][path] = "" if sort_key(title) == key else title
    terms = [
        IndexTerm(
            term=spelling[key],
            pages=tuple(IndexLink(path=path, name=name) for path, name in found.items()),
        )
        for key, found in sorted(links.items())
    ]
    return SiteIndexView(
        letters=tuple(
            IndexLetter(letter=letter, anchor=f"index-{letter[0].lower()}", terms=tuple(found))
            for letter, found in groupby(terms, key=lambda term: _letter(term.term))
        )
    )


# Asked for at every word of the site.
@lru_cache(maxsize=1 << 14)
def sort_key(text: str) -> str:
    """Small letters without accents and signs: where a name stands in a list."""
    letters = (sign for sign in normalize("NFD", text.casefold()) if not combining(sign))
    return re.sub(r"[^\w+]+", " ", "".join(letters)).strip()


def _letter(text: str) -> str:
    first = sort_key(text)[0]
    return "0–9" if first.isdigit() else first.upper()


def _named(dataset: Dataset, *, locale: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Title, path and other names of everything in the site index."""
    for document in dataset.documents.values():
        names = (document.official_name.words(locale), *_aliases(document, locale))
        yield document.short_name.words(locale), f"documents/{document.id}/", names
    for payer in dataset.payers.values():
        names = (payer.names.words(locale), payer.table_name.words(locale))
        yield payer.short_name.words(locale), f"payers/{payer.id}/", names
    for cpas in dataset.cpas.values():
        names = (cpas.municipality.words("fr"), cpas.municipality.words("nl"), *cpas.postcodes)
        yield cpas.names.words(locale), f"cpas/{cpas.id}/", names
    for topic in written_topics(dataset):
        path = f"topics/{topic.id}/"
        names = tuple(filter(_can_be_looked_up, _synonyms(dataset, path, locale)))
        yield topic.title.words(locale), path, names
    for path, key in _FRAME_PAGES:
        yield dataset.say(key, locale), path, tuple(_synonyms(dataset, path, locale))


def _can_be_looked_up(name: str) -> bool:
    """Is it a name that someone looks for by its first letter? A sentence is for the search."""
    return len(sort_key(name).split()) <= _LOOKED_UP


# -- entries of the index ---------------------------------------------------------------------


def _entries(dataset: Dataset, pages: Sequence[WrittenPage], *, locale: str) -> Iterator[Entry]:
    for document in dataset.documents.values():
        yield _document(dataset, document, locale=locale)
    for payer in dataset.payers.values():
        yield _payer(dataset, payer, locale=locale)
    for cpas in dataset.cpas.values():
        yield _cpas(dataset, cpas, locale=locale)
    common = _common_words(pages)
    seen: set[str] = set()
    records = ("documents/", "payers/", "cpas/")
    for page in pages:
        of_record = page.path.startswith(records) and page.path not in records
        if page.path and page.path != "search/" and not of_record:
            yield _page(dataset, page, common=common, locale=locale)
        for heading, organisation_id in page.organisations:
            if organisation_id not in seen:
                seen.add(organisation_id)
                organisation = dataset.organisations[organisation_id]
                yield _organisation(organisation, f"{page.path}#{heading}", locale=locale)
    if any(page.path == "glossary/" for page in pages):
        for term in dataset.glossary.values():
            yield _term(term, locale=locale)


def _document(dataset: Dataset, document: ResidenceDocument, *, locale: str) -> Entry:
    path = f"documents/{document.id}/"
    others = [code for code in _SPOKEN if code != locale]
    return _entry(
        dataset,
        path=path,
        group="documents",
        title=document.short_name.words(locale),
        answer=document.description.words(locale),
        names=(document.official_name.words(locale), *_aliases(document, locale)),
        foreign=[
            name
            for code in others
            for name in (document.short_name.words(code), *_aliases(document, code))
        ],
        text=" ".join(
            (
                document.names.words(locale),
                document.subtitle.words(locale),
                document.who_gets_it.words(locale),
                drawing_sentence(dataset, document, locale=locale),
            )
        ),
        locale=locale,
    )


def _payer(dataset: Dataset, payer: Payer, *, locale: str) -> Entry:
    description = payer.description.words(locale)
    return _entry(
        dataset,
        path=f"payers/{payer.id}/",
        group="payers",
        title=payer.short_name.words(locale),
        answer=first_sentence(description),
        names=(payer.names.words(locale), payer.table_name.words(locale)),
        foreign=_other_names(payer.names, payer.table_name, locale=locale),
        text=" ".join((description, *(text.words(locale) for text in payer.who_can_use))),
        locale=locale,
    )


def _cpas(dataset: Dataset, cpas: Cpas, *, locale: str) -> Entry:
    address = cpas.address
    municipality = dataset.municipalities.get(cpas.nis_code)
    places = (
        (*(name for _, name in municipality.localities), *municipality.aliases)
        if municipality
        else ()
    )
    phone = phone_view(cpas.phone).text
    answer = joined("{}, {} {} · {}", locale, address.street, address.postcode, address.city, phone)
    return _entry(
        dataset,
        path=f"cpas/{cpas.id}/",
        group="cpas",
        title=cpas.names.words(locale),
        answer=answer,
        names=(cpas.municipality.words(locale), *cpas.postcodes, *places),
        foreign=_other_names(cpas.municipality, cpas.names, locale=locale),
        text="",
        locale=locale,
    )


def _common_words(pages: Sequence[WrittenPage]) -> set[str]:
    """Words, and whole headings ("What to do"), that too many pages have to tell them apart."""
    counts = Counter(word for page in pages for word in _main_words(page.text).split())
    headings = Counter(text for page in pages for _, text in page.headings)
    most = max(2, _COMMON * len(pages))
    return {text for text, count in (counts + headings).items() if count > most}


def _page(dataset: Dataset, page: WrittenPage, *, common: set[str], locale: str) -> Entry:
    return _entry(
        dataset,
        path=page.path,
        group="topics" if page.path.startswith("topics/") and page.path != "topics/" else "help",
        title=page.title,
        answer=page.description,
        names=(),
        foreign=(),
        headings=[text for _, text in page.headings if text not in common],
        text=" ".join(word for word in _main_words(page.text).split() if word not in common),
        locale=locale,
    )


def _organisation(organisation: Organisation, path: str, *, locale: str) -> Entry:
    title = organisation.names.words(locale)
    other = [organisation.names.words(code) for code in _SPOKEN if code != locale]
    return Entry(
        path=path,
        group="help",
        title=title,
        answer=first_sentence(organisation.what_for.words(locale)),
        foreign=_unique(other, without=(title,)),
    )


def _term(term: GlossaryTerm, *, locale: str) -> Entry:
    title = term.terms.words(locale)
    foreign = [*term.abbreviations, *(term.terms.words(code) for code in _SPOKEN)]
    return Entry(
        path=f"glossary/#{term.id}",
        group="glossary",
        title=title,
        answer=term.definition.words(locale),
        foreign=_unique(foreign, without=(title,)),
    )


def _entry(
    dataset: Dataset,
    *,
    path: str,
    group: str,
    title: Words,
    answer: Words,
    names: Iterable[str],
    foreign: Iterable[str],
    text: str,
    locale: str,
    headings: Iterable[str] = (),
) -> Entry:
    """An entry with the synonyms of its page; each name once."""
    names = list(names)
    lent = [name for name in names if getattr(name, "replaces_stale", False)]
    own = _unique(
        [*(name for name in names if name not in lent), *_synonyms(dataset, path, locale)],
        without=(title,),
    )
    elsewhere = [
        word
        for entry in dataset.synonyms
        if path in entry.pages
        for code, words in entry.words.items()
        if code != locale
        for word in words
    ]
    return Entry(
        path=path,
        group=group,
        title=title,
        answer=answer,
        names=own,
        foreign=_unique([*lent, *foreign, *elsewhere], without=(title, *own)),
        headings=tuple(headings),
        text=_main_words(text),
    )


def _aliases(document: ResidenceDocument, locale: str) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(document.aliases, locale, ())
    return found


def _synonyms(dataset: Dataset, path: str, locale: str) -> Iterator[str]:
    for entry in dataset.synonyms:
        if path in entry.pages:
            yield from entry.words.get(locale, ())


def _other_names(*texts: LocalizedText, locale: str) -> list[Words]:
    return [text.words(code) for text in texts for code in _SPOKEN if code != locale]


def _unique(names: Iterable[str], *, without: Iterable[str]) -> tuple[str, ...]:
    known = {sort_key(name) for name in without}
    kept: dict[str, str] = {}
    for name in names:
        key = sort_key(name)
        if key and key not in known:
            kept.setdefault(key, str(name))
    return tuple(kept.values())


def _main_words(text: str) -> str:
    """Each longer word once, folded as the script folds: enough to be found by it, without the
    weight of the sentences."""
    words = (word for word in sort_key(text).split() if len(word) > _SHORT and word.isalpha())
    return " ".join(dict.fromkeys(words))


def _same(dataset: Dataset) -> dict[str, str]:
    """Word -> the word that stands for it, both without accents."""
    return {
        sort_key(word): entry.same_as
        for entry in dataset.synonyms
        if entry.same_as
        for words in entry.words.values()
        for word in words
    }


def _beside(dataset: Dataset) -> dict[str, list[str]]:
    """Group -> the words, without accents, that only go with its names."""
    return {
        entry.beside: [sort_key(word) for words in entry.words.values() for word in words]
        for entry in dataset.synonyms
        if entry.beside
    }


def _callable(dataset: Dataset, *, locale: str, on_date: date) -> Iterator[dict[str, object]]:
    """The emergency number, then those who can help on the phone."""
    emergency = organisation_line(
        dataset.organisations[DANGER_TO_LIFE], locale=locale, on_date=on_date
    )
    helpers = helper_lines(dataset, locale=locale, on_date=on_date)
    for line in (emergency, *[helper for helper in helpers if helper.phones][:_HELPERS]):
        phone = line.phones[0]
        shown = {"name": line.name, "what": first_sentence(line.what_for)}
        if phone.check:
            shown["check"] = _check_words(dataset, phone, locale=locale)
        lent = {key: value for key, value in _lent(shown, locale=locale).items() if value}
        yield {"check": "", **shown, "phone": phone.text, "href": phone.href, **lent}


def _check_words(dataset: Dataset, phone: DatedPhoneView, *, locale: str) -> Words:
    """What ``contact_line.html`` says beside a number to check."""
    key = "phone.check" if phone.year else "phone.check_undated"
    return dataset.say(key, locale, year=str(phone.year))
