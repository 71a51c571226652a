# Room: views. The desk of the editor, /editor/ in the preview; never published. Called by
# macros/desk.py, which finds what stands on it.
"""What asks for an editor's attention, by kind, each with its file and its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "problem",
    "link",
    "review",
    "date",
    "draft",
    "conflict",
    "unsure",
    "unsourced",
    "uncited",
    "question",
    "long",
]

# The words of the desk itself: it is no page of the site, and data/strings are for readers.
WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "title": "Le bureau de la rédaction",
        "intro": "Ce qui demande votre attention. Cette page n’est jamais publiée.",
        "file": "Fichier",
        "what": "Quoi",
        "page": "Page",
        "open": "voir",
        "nothing": "Rien.",
        "problem": "À corriger d’abord",
        "link": "Liens internes morts",
        "review": "Relectures à faire",
        "date": "Dates qui finissent",
        "draft": "Brouillons",
        "conflict": "Sources en désaccord",
        "unsure": "Confiance basse",
        "unsourced": "Faits sans source",
        "uncited": "Sources que rien ne cite",
        "question": "Questions ouvertes",
        "long": "Phrases longues",
    },
    "nl": {
        "title": "De werktafel van de redactie",
        "intro": "Wat uw aandacht vraagt. Deze pagina wordt nooit gepubliceerd.",
        "file": "Bestand",
        "what": "Wat",
        "page": "Pagina",
        "open": "bekijken",
        "nothing": "Niets.",
        "problem": "Eerst te verbeteren",
        "link": "Dode interne links",
        "review": "Nog na te lezen",
        "date": "Data die aflopen",
        "draft": "Ontwerpen",
        "conflict": "Bronnen die elkaar tegenspreken",
        "unsure": "Lage zekerheid",
        "unsourced": "Feiten zonder bron",
        "uncited": "Bronnen die niets citeert",
        "question": "Open vragen",
        "long": "Lange zinnen",
    },
    "en": {
        "title": "The editor’s desk",
        "intro": "What asks for your attention. This page is never published.",
        "file": "File",
        "what": "What",
        "page": "Page",
        "open": "see",
        "nothing": "Nothing.",
        "problem": "To mend first",
        "link": "Dead links inside the site",
        "review": "Reviews due",
        "date": "Dates that end",
        "draft": "Drafts",
        "conflict": "Sources that disagree",
        "unsure": "Low confidence",
        "unsourced": "Facts without a source",
        "uncited": "Sources that nothing cites",
        "question": "Open questions",
        "long": "Long sentences",
    },
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something an editor should look at. ``page`` is its page below the language, if any."""

    kind: Kind
    file: str
    line: int
    text: str
    page: str | None = None


@dataclass(frozen=True, kw_only=True)
class DeskRow:
    """``place`` is file:line, ``edit_href`` opens it in an editor, ``page_href`` may be ""."""

    place: str
    edit_href: str
    text: str
    page_href: str


@dataclass(frozen=True, kw_only=True)
class DeskGroup:
    """The findings of a kind; ``id`` is the kind."""

    id: str
    title: str
    rows: tuple[DeskRow, ...]


@dataclass(frozen=True, kw_only=True)
class DeskView:
    """What ``components/desk.html`` prints: a whole document. ``words`` are those of the desk."""

    language: str
    words: Mapping[str, str]
    groups: tuple[DeskGroup, ...]


def desk_view(findings: Iterable[Finding], *, language: str, root: str) -> DeskView:
    """``root`` is the absolute folder of the project: editors open files by their whole path."""
    found = tuple(findings)
    return DeskView(
        language=language,
        words=WORDS[language],
        groups=tuple(
            DeskGroup(
                id=kind,
                title=WORDS[language][kind],
                rows=tuple(
                    DeskRow(
                        place=f"{finding.file}:{finding.line}",
                        edit_href=f"vscode://file/{root.strip('/')}/{finding.file}:{finding.line}",
                        text=finding.text,
                        page_href="" if finding.page is None else f"/{language}/{finding.page}",
                    )
                    for finding in found
                    if finding.kind == kind
                ),
            )
            for kind in get_args(Kind)
        ),
    )
