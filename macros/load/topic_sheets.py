# Room: load. The sheets of the topics, docs/<lang>/topics/<id>.md. Called by reader.py (which
# sheets there are, what they link to) and __main__.py (whether they say what their topics say).
"""Sheets and their topics: every fact is said, nothing is typed, three languages say the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from macros.files import written
from macros.load.memory import Memory
from macros.load.pages import PageFile, read_page
from macros.messages.message import Message, Problem, near
from macros.model.common import SOURCE_LANGUAGE
from macros.model.dataset import Dataset
from macros.model.topic import Sheet, Topic

FOLDER = "topics"

CALL = re.compile(r"\{\{\s*(?P<name>\w+)\((?P<arguments>.*?)\)\s*\}\}", re.DOTALL)
"""A macro call; what it holds is checked by macro_calls.py."""

_TEXT = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'")
_ITEM = re.compile(r"(?P<mark>[-*]|\d+\.)\s+(?P<text>.*)")
_HEADING = re.compile(r"(?P<level>#{2,6})\s+(?P<text>.*?)\s*\{:[^}]*\}\s*$")

_UNITS = {
    "fr": r"minutes?|heures?|h|jours?|semaines?|mois|ans?|années?|euros?",
    "nl": r"minuut|minuten|uur|uren|dag|dagen|week|weken|maand|maanden|jaar|jaren|euro",
    "en": r"minutes?|hours?|days?|weeks?|months?|years?|euros?",
}
_MONTHS = {
    "fr": "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    "nl": "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
    "en": "January|February|March|April|May|June|July|August|September|October|November|December",
}
# "annexe 35", "code 207" and the forms S1 or E112 are names, not numbers.
_NAME = re.compile(
    r"\b(?:annexes?|bijlagen?|annex(?:es)?|codes?|articles?|artikel(?:en)?|formulaire|formulier|form)"
    r"[\s\u00a0]+\d+\w*(?:(?:,| et| en| and| ou| of| or)[\s\u00a0]+\d+\w*)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A heading, a paragraph or an item of a list. ``kind``: h2, h3, p, ol, ul; text as written."""

    kind: str
    line: int
    text: str


@dataclass(frozen=True, kw_only=True)
class SheetUse:
    """What the sheet of a topic does with its facts, in one language."""

    topic: str
    language: str
    used: frozenset[str]
    unused: tuple[str, ...]


def sheets_of(project: Path) -> dict[str, Sheet]:
    """What each French sheet refers to. What is wrong in a sheet is for ``make check`` to say."""
    french = project / "docs" / SOURCE_LANGUAGE / FOLDER
    return {
        path.stem: _sheet(path, project) for path in written(french, ".md") if path.stem != "index"
    }


def links_of_prose(project: Path) -> dict[str, tuple[str, ...]]:
    """What the French prose of each document and payer links to, by ``payers/cpas``."""
    french = project / "docs" / SOURCE_LANGUAGE
    paths = [path for name in ("documents", "payers") for path in written(french / name, ".md")]
    return {
        path.relative_to(french).with_suffix("").as_posix(): _links(_calls_in(path))
        for path in paths
    }


def _calls_in(path: Path) -> list[re.Match[str]]:
    return [*CALL.finditer(path.read_text("utf-8", errors="replace"))]


def _links(calls: Sequence[re.Match[str]]) -> tuple[str, ...]:
    links = [texts_of(call)[:1] for call in calls if call["name"] == "link"]
    return tuple(dict.fromkeys(text.partition("#")[0].strip("/") for text, *_ in links))


def _sheet(path: Path, project: Path) -> Sheet:
    calls = _calls_in(path)
    laws = [texts_of(call) for call in calls if call["name"] == "law"]
    sheets = sorted((project / "docs").glob(f"*/{FOLDER}/{path.name}"))
    return Sheet(
        links=_links(calls),
        laws=tuple(dict.fromkeys((law, *rest, "")[:2] for law, *rest in laws)),
        languages=tuple(page.parts[-3] for page in sheets if len(page.parts[-3]) == 2),
    )


def read_sheets(
    project: Path, *, dataset: Dataset, memory: Memory | None = None
) -> dict[str, dict[str, PageFile]]:
    """The readable sheets of topics that exist: by topic, then by language. ``memory`` as in
    ``load_dataset``."""
    sheets: dict[str, dict[str, PageFile]] = {}
    for language in dataset.languages:
        for path in written(project / "docs" / language.code / FOLDER, ".md"):
            page = read_page(path, project=project, language=language.code, memory=memory)
            if path.stem in dataset.topics and isinstance(page, PageFile):
                sheets.setdefault(path.stem, {})[language.code] = page
    return sheets


def check_topic_sheets(
    project: Path, *, dataset: Dataset, macros: Collection[str], memory: Memory | None = None
) -> Iterator[Problem]:
    """Everything wrong between the sheets and data/topics. ``macros`` are the names that pages may
    call; ``memory`` as in ``load_dataset``."""
    for name, pages in read_sheets(project, dataset=dataset, memory=memory).items():
        yield from check_sheets_of(dataset.topics[name], pages, dataset=dataset, macros=macros)


def check_sheets_of(
    topic: Topic, pages: Mapping[str, PageFile], *, dataset: Dataset, macros: Collection[str]
) -> Iterator[Problem]:
    """The same for one topic; ``pages`` are its sheets by language."""
    french = pages.get(SOURCE_LANGUAGE)
    told: set[int] = set()
    if french is not None:
        others = [page for code, page in pages.items() if code != SOURCE_LANGUAGE]
        told = {*_wrong_by_itself(french, topic, macros)}
        alone = [one for one in _alone_in_french(french, others) if one.line not in told]
        yield from alone
        told |= {problem.line for problem in alone}
    if SOURCE_LANGUAGE in pages:
        yield from _record(topic)
    for language, page in pages.items():
        yield from _front_matter(page, topic, language)
        yield from _sections(page)
        yield from _literals(page, language)
        yield from _facts(page, topic)
        if language != SOURCE_LANGUAGE and french is not None:
            yield from _same_blocks(page, french, told=told)
    if set(dataset.full_languages()) <= set(pages):
        yield from _values(pages, topic)


def sheet_uses(project: Path, *, dataset: Dataset) -> tuple[SheetUse, ...]:
    """Which facts each sheet says and leaves out, in every language."""
    return tuple(
        SheetUse(
            topic=name,
            language=language,
            used=frozenset(cited(page)),
            unused=tuple(_unsaid(page, dataset.topics[name])),
        )
        for name, pages in read_sheets(project, dataset=dataset).items()
        for language, page in pages.items()
    )


def blocks(page: PageFile) -> Iterator[Block]:
    """The blocks of a page, in order."""
    kind, first, lines = "", 0, list[str]()
    for number, line in enumerate([*page.body.splitlines(), ""], start=1):
        heading, item = _HEADING.match(line), _ITEM.match(line.strip())
        starts = heading or item or not line.strip()
        if starts and lines:
            yield Block(kind=kind, line=first, text=" ".join(lines))
            lines = []
        if heading:
            level = len(heading["level"])
            yield Block(kind=f"h{level}", line=number, text=heading["text"])
        elif item:
            kind = "ul" if item["mark"] in "-*" else "ol"
            first, lines = number, [item["text"]]
        elif line.strip():
            if not lines:
                kind, first = "p", number
            lines.append(line.strip())


def cited(page: PageFile) -> set[str]:
    """The ids of the facts that a sheet cites."""
    names: set[str] = set()
    for call in CALL.finditer(page.body):
        if call["name"] == "f":
            names.update(word for text in texts_of(call) for word in text.split())
    return names


def texts_of(call: re.Match[str]) -> list[str]:
    """The texts between quotes among the arguments of a call, in order."""
    return [double or single for double, single in _TEXT.findall(call["arguments"])]


# -- one sheet ------------------------------------------------------------------------------------


def _record(topic: Topic) -> Iterator[Problem]:
    for key in ("question", "description"):
        if getattr(topic, key) is None:
            yield Problem(
                file=f"data/topics/{topic.id}.yaml",
                line=1,
                key=key,
                message=Message(
                    "topic-without-key",
                    key=key,
                    sheet=f"docs/{SOURCE_LANGUAGE}/topics/{topic.id}.md",
                ),
            )


def _front_matter(page: PageFile, topic: Topic, language: str) -> Iterator[Problem]:
    meta = page.meta.values if isinstance(page.meta.values, Mapping) else {}
    for key, text in (("title", topic.title), ("description", topic.description)):
        written = meta.get(key)
        # Those of the language itself, stale or not: French may stand for them on the page.
        own = text.root.get(language, text.root[SOURCE_LANGUAGE]) if text else None
        if written and own and written != own:
            yield page.meta.problem(
                (key,),
                Message(
                    "front-matter-not-of-topic",
                    written=str(written),
                    text=own,
                    file=f"data/topics/{topic.id}.yaml",
                    key=key,
                ),
            )


# Ids that the page of a topic has outside its sheet.
_TAKEN = frozenset(
    {"main", "answer-title", "help", "sources"}
    | {"related-topics", "related-payers", "related-documents"}
)


def _sections(page: PageFile) -> Iterator[Problem]:
    ids = [heading.id for heading in page.headings]
    for heading in page.headings:
        if heading.id in _TAKEN or heading.id.startswith("source-"):
            yield page.problem(
                heading.line, Message("heading-id-taken", id=heading.id), key=heading.text
            )
    for needed in ("answer", "steps"):
        if needed not in ids:
            yield page.problem(1, Message("section-missing", name=needed))


def _facts(page: PageFile, topic: Topic) -> Iterator[Problem]:
    unused = _unsaid(page, topic)
    if unused:
        message = Message("fact-unsaid", facts=(*unused,), file=f"data/topics/{topic.id}.yaml")
        yield page.problem(1, message, key="f")
    for name in sorted(cited(page) & set(topic.not_used)):
        message = Message("fact-not-used", name=name, file=f"data/topics/{topic.id}.yaml")
        yield page.problem(1, message, key="f")


def _unsaid(page: PageFile, topic: Topic) -> list[str]:
    said = cited(page) | set(topic.not_used)
    return [fact.id for fact in topic.facts if fact.id not in said]


def _values(pages: Mapping[str, PageFile], topic: Topic) -> Iterator[Problem]:
    printed = {
        text
        for page in pages.values()
        for call in CALL.finditer(page.body)
        if call["name"] == "v"
        for text in texts_of(call)
    }
    for name in topic.values:
        if name not in printed:
            yield Problem(
                file=f"data/topics/{topic.id}.yaml",
                line=1,
                key=f"values > {name}",
                message=Message(
                    "value-not-printed",
                    name=name,
                    printed=near(name, printed) if printed else Message("none-printed"),
                ),
            )


# -- nothing typed --------------------------------------------------------------------------------


def _literals(page: PageFile, language: str) -> Iterator[Problem]:
    for number, line in enumerate(page.body.splitlines(), start=1):
        for found, what in literals(line, language):
            yield page.problem(number, Message("typed", what=what, text=found))


def literals(line: str, language: str) -> Iterator[tuple[str, Message]]:
    """What is typed in ``line`` and belongs in data: the words, and what they are."""
    text = _NAME.sub(" ", re.sub(r"\{:[^}]*\}", " ", CALL.sub(" ", line)))
    for pattern, what in _patterns(language):
        for match in pattern.finditer(text):
            yield match[0].strip(), what
        text = pattern.sub(" ", text)


def _patterns(language: str) -> Iterator[tuple[re.Pattern[str], Message]]:
    units, months = _UNITS.get(language, _UNITS["en"]), _MONTHS.get(language, _MONTHS["en"])
    space = r"[\s\u00a0\u202f]*"
    number = r"(?<![\w])\d[\d.,\u00a0\u202f]*"
    yield re.compile(rf"€{space}\d[\d.,]*|{number}{space}€"), Message("typed.amount")
    yield re.compile(rf"{number}{space}%"), Message("typed.percentage")
    yield (
        re.compile(rf"(?<!\w)\d{{1,2}}(?:er|st|nd|rd|th)?{space}(?:{months})\b"),
        Message("typed.date"),
    )
    yield re.compile(r"(?<!\w)\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b"), Message("typed.date")
    yield re.compile(rf"{number}{space}(?:{units})\b", re.IGNORECASE), Message("typed.unit")
    yield re.compile(r"[\w.+-]+@[\w-]+\.\w+"), Message("typed.email")
    yield re.compile(r"(?:\+32|(?<!\w)0\d)[\d\s\u00a0./]{6,}\d"), Message("typed.phone")
    yield (
        re.compile(r"\bart\.[\s\u00a0]*\d\S*|§[\s\u00a0]*\d*", re.IGNORECASE),
        Message("typed.article"),
    )
    yield re.compile(r"(?<!\w)(?:19|20)\d\d(?!\w)"), Message("typed.year")
    yield re.compile(r"(?<![\w/])\d{3,}(?!\w)"), Message("typed.number")


# -- three languages ------------------------------------------------------------------------------


def _wrong_by_itself(french: PageFile, topic: Topic, macros: Collection[str]) -> Iterator[int]:
    """The lines of the French blocks whose calls are wrong, which is told there."""
    known = {fact.id for fact in topic.facts}
    for block in blocks(french):
        calls = [*CALL.finditer(block.text)]
        facts = {
            word
            for call in calls
            if call["name"] == "f"
            for text in texts_of(call)
            for word in text.split()
        }
        if not facts <= known or any(call["name"] not in macros for call in calls):
            yield block.line


def _alone_in_french(french: PageFile, others: Sequence[PageFile]) -> Iterator[Problem]:
    """The French blocks with other calls than all their translations, which agree: one mistake,
    told where it is."""
    ours, theirs = list(blocks(french)), [list(blocks(page)) for page in others]
    kinds = [block.kind for block in ours]
    if len(others) < 2 or any([block.kind for block in one] != kinds for one in theirs):
        return
    for mine, *same in zip(ours, *theirs, strict=True):
        here, there = _calls(mine), _calls(same[0])
        if here != there and all(_calls(block) == there for block in same):
            place = f"{others[0].name}:{same[0].line}"
            found, expected = _other_macros(here, there)
            message = Message("macros-french-alone", found=found, expected=expected, place=place)
            yield french.problem(mine.line, message)


def _other_macros(here: Counter[str], there: Counter[str]) -> tuple[Message | str, Message | str]:
    """What a block calls that the other does not, and what it should call."""
    missing, extra = there - here, here - there
    found = Message("the-macros", names=_named(extra)) if extra else Message("fewer-macros")
    return found, _named(missing) if missing else Message("no-other-macro")


def _same_blocks(page: PageFile, french: PageFile, *, told: Collection[int]) -> Iterator[Problem]:
    """The first block that is of another kind than the French one; else blocks with other calls
    than a French one that is not ``told`` to be wrong itself."""
    ours, theirs = list(blocks(page)), list(blocks(french))
    for mine, other in zip(ours, theirs, strict=False):
        if mine.kind != other.kind:
            yield page.problem(
                mine.line,
                Message(
                    "block-of-another-kind",
                    found=_KINDS[mine.kind],
                    expected=_KINDS[other.kind],
                    place=f"{french.name}:{other.line}",
                ),
            )
            return
    if len(ours) != len(theirs):
        longer, name = (ours, page.name) if len(ours) > len(theirs) else (theirs, french.name)
        extra = longer[min(len(ours), len(theirs))]
        yield page.problem(
            ours[-1].line if ours else 1,
            Message(
                "blocks-of-another-number",
                here=len(ours),
                there=len(theirs),
                french=french.name,
                extra=f"{name}:{extra.line}",
            ),
        )
        return
    for mine, other in zip(ours, theirs, strict=True):
        here, there = _calls(mine), _calls(other)
        if here != there and other.line not in told:
            place = f"{french.name}:{other.line}"
            found, expected = _other_macros(here, there)
            message = Message("macros-of-another-kind", found=found, expected=expected, place=place)
            yield page.problem(mine.line, message)


_KINDS = {
    "h2": Message("block.h2"),
    "h3": Message("block.h3"),
    "h4": Message("block.h4"),
    "h5": Message("block.heading"),
    "h6": Message("block.heading"),
    "p": Message("block.paragraph"),
    "ol": Message("block.numbered"),
    "ul": Message("block.item"),
}


def _calls(block: Block) -> Counter[str]:
    """The calls of a block. The words of a link are in the language; where it leads is not."""
    found: Counter[str] = Counter()
    for call in CALL.finditer(block.text):
        texts = texts_of(call)
        if call["name"] == "link":
            texts = texts[:1]
        words = " ".join(sorted(texts[0].split())) if call["name"] == "f" and texts else texts
        found[f"{call['name']}({words if isinstance(words, str) else ', '.join(words)})"] += 1
    return found


def _named(calls: Counter[str]) -> str:
    return ", ".join(sorted(calls))
