# Room: load. Plain language: what makes a text hard that a reader sees.
# Words and sentences are counted here: one rule for all languages decides what is an error.
# textstat only adds the formula of the language to the table (reading_ease); none is a limit.
"""Texts of the pages and of the data, measured in every language, the worst first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from textwrap import shorten
from typing import Any

from macros.files import written
from macros.load.memory import Memory
from macros.load.pages import PageFile, read_page
from macros.load.topic_sheets import CALL, blocks, texts_of
from macros.load.yaml_reader import Loc, YamlFile
from macros.messages.message import Message, Problem
from macros.model.dataset import Dataset

LONGEST = 25
"""Words in a sentence."""
MEAN = 14
"""Words in a sentence, on average on a page."""
LONG = 20
"""Words from which a second long sentence in one paragraph is one too many."""
_LONG_WORD = 6
# Characters by which a text is known.
_BEGINNING = 60
FOR_PROFESSIONALS = frozenset({"open", "professionals"})
"""Ids of sections for people who help: they may be denser, and get remarks only."""
FORMULAS = {"fr": "Kandel-Moles", "nl": "Flesch-Douma"}
"""What textstat computes offline. English would have it download a dictionary: it has LIX only."""

# Folders and files of data/ whose texts pages print as sentences.
_DATA = (
    "ask.yaml",
    "covers.yaml",
    "deciders.yaml",
    "papers.yaml",
    "resources.yaml",
    "coverage_rules",
    "cpas",
    "desk_phrases",
    "glossary",
    "organisations",
    "payers",
    "procedures",
    "residence_documents",
    "situation_facts",
    "topics",
)
_OF_PROFESSIONALS = frozenset({"professionals.md", "about/review.md"})
# Names and law are as they are.
_NOT_SENTENCES = frozenset(
    {"names", "short_name", "official_name", "table_name", "terms", "title", "articles"}
    | {"municipality", "street", "city", "name", "label", "address_note"}
)

# Ends of words that end no sentence.
_ABBREVIATED = re.compile(
    r"\b(?:art|p\. ex|etc|bv|e\.g|i\.e|nr|tél|tel|dr|env|ca|max|min|bijv|resp|incl)\.$",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?<=[.!?…])(?:[\s\u00a0]*[\"”’»)])*[\s\u00a0]+(?=[\"“«(]?[\s\u00a0]*[^\W\d_a-zà-ÿ]|\d|$)"
)
_WORD = re.compile(r"[^\W_]+(?:[’'.,-][^\W_]+)*")
_BOLD = re.compile(r"\*\*|__")
_MD_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_ABBREVIATION = re.compile(r"(?<![\w.])[A-Z]{2,6}s?(?!\w)")

# Only what a pattern finds without guessing: they make remarks, and a person decides.
_HARD = {
    "fr": (
        (
            re.compile(
                r"\b(?:doi(?:t|vent)|devr(?:a|ont)) être \w+(?:é|is|it|ert|u)e?s?\b",
                re.IGNORECASE,
            ),
            Message("hard.passive"),
        ),
        (
            re.compile(
                r"\bpas (?:sans|rien|inutiles?|impossibles?|interdit\w*|exclue?s?|incompatibles?)\b"
                r"|\bne manquez pas de\b",
                re.IGNORECASE,
            ),
            Message("hard.negation"),
        ),
    ),
    "nl": (
        (
            re.compile(r"\b(?:moet(?:en)?|dien(?:t|en)) [^.,;:]*\bworden\b", re.IGNORECASE),
            Message("hard.passive"),
        ),
        (
            re.compile(
                r"\b(?:niet|geen) (?:zonder|niets|on(?:mogelijk|nodig|wettig|geldig)e?|verboden"
                r"|uitgesloten)\b",
                re.IGNORECASE,
            ),
            Message("hard.negation"),
        ),
    ),
    "en": (
        (
            re.compile(
                r"\b(?:must|should|ha(?:s|ve) to|needs? to) be (?:\w+ed|made|paid|sent|given|shown"
                r"|written|taken|kept|done|seen|told)\b",
                re.IGNORECASE,
            ),
            Message("hard.passive"),
        ),
        (
            re.compile(
                r"\bnot (?:without|nothing|impossible|illegal|forbidden|excluded|incompatible"
                r"|un(?:able|likely|necessary|usual|lawful))\b|\bnot\b[^.,;:]*\bunless\b",
                re.IGNORECASE,
            ),
            Message("hard.negation"),
        ),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A text a reader sees. ``page`` is what it belongs to; ``line`` is that of its beginning."""

    file: str
    line: int
    page: str
    language: str
    text: str
    for_professionals: bool = False
    is_data: bool = False
    is_heading: bool = False

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences, in order."""
        return tuple(sentences(self.text))

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """The words of each sentence."""
        return tuple(len(words(sentence)) for sentence in self.sentences)


@dataclass(frozen=True, kw_only=True)
class LanguageRow:
    """The measures of one language in one place: ``docs``, ``data`` or ``strings``.

    ``inside`` of ``pages`` keep all limits, those for professionals apart: ``inside_professional``
    of ``professional``. ``lix`` and ``ease`` are rounded; ``ease`` is None without a formula.
    """

    language: str
    place: str
    pages: int
    inside: int
    professional: int
    inside_professional: int
    sentences: int
    mean: float
    longest: int
    lix: int
    ease: int | None


def sentences(text: str) -> Iterator[str]:
    """The sentences of a paragraph: after a full stop, and before a capital letter."""
    start = 0
    for match in _END.finditer(text):
        sentence = text[start : match.start()]
        if _ABBREVIATED.search(sentence):
            continue
        if sentence.strip():
            yield sentence.strip()
        start = match.end()
    if text[start:].strip():
        yield text[start:].strip()


def words(sentence: str) -> list[str]:
    """The words of a sentence; ``d’abord`` is one, and so is a number."""
    return _WORD.findall(sentence)


def lix(texts: Iterable[str]) -> int:
    """Words per sentence plus the share of words longer than six letters, in percent."""
    every = [sentence for text in texts for sentence in sentences(text)]
    found = [word for sentence in every for word in words(sentence)]
    if not found:
        return 0
    long = sum(len(word) > _LONG_WORD for word in found)
    return round(len(found) / len(every) + 100 * long / len(found))


def reading_ease(texts: Iterable[str], *, language: str) -> int | None:
    """The reading ease of the language's own formula, higher is easier; None where we have none.

    textstat 0.7.13 computes, with the syllables that Pyphen's hyphenation finds:
    French, Kandel-Moles: 207 - 1.015 x words per sentence - 73.6 x syllables per word (not the
    misprint with 0.736); Dutch, Flesch-Douma: 206.835 - 0.93 x words per sentence - 77 x syllables
    per word. Tests hold it to these numbers.
    """
    if language not in FORMULAS:
        return None
    # Seconds to load, which only the table of `make check` needs.
    import textstat

    lines = [
        sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."
        for text in texts
        for sentence in sentences(text)
    ]
    textstat.set_lang(language)
    return round(textstat.flesch_reading_ease("\n".join(lines))) if lines else None


def passages(project: Path, *, dataset: Dataset, memory: Memory | None = None) -> Iterator[Passage]:
    """Everything a reader sees as sentences: pages of docs/, texts of data/, in every language.

    ``memory``: the one that ``load_dataset`` filled, if it is still there.
    """
    memory = memory or Memory()
    for language in dataset.languages:
        for path in written(project / "docs" / language.code, ".md"):
            page = read_page(path, project=project, language=language.code, memory=memory)
            if isinstance(page, PageFile):
                yield from passages_of_page(page, dataset=dataset, memory=memory)
    for kind in _DATA:
        yield from passages_of_kind(kind, project, dataset=dataset, memory=memory)
    for language in dataset.languages:
        name = f"data/strings/{language.code}.yaml"
        yield from passages_of_strings(name, project, memory=memory)


def passages_of_kind(
    kind: str, project: Path, *, dataset: Dataset, memory: Memory
) -> Iterator[Passage]:
    """The texts of a folder or a file of data/: ``payers``, ``ask.yaml``. None where there are no
    sentences."""
    codes = [language.code for language in dataset.languages]
    path = project / "data" / kind
    files = written(path, ".yaml") if path.is_dir() else [path]
    for file in filter(Path.is_file, files) if kind in _DATA else ():
        name = file.relative_to(project).as_posix()
        read = memory.file(file, name)
        make = partial(_of_data, read, codes=codes)
        yield from memory.result(("passages", name), (read, codes), make)


def passages_of_strings(name: str, project: Path, *, memory: Memory) -> Iterator[Passage]:
    """The words of components in one language, ``data/strings/nl.yaml``."""
    file = project / name
    if file.is_file():
        read = memory.file(file, name)
        make = partial(_of_strings, read, language=file.stem)
        yield from memory.result(("passages", name), read, make)


def passages_of_page(page: PageFile, *, dataset: Dataset, memory: Memory) -> Iterator[Passage]:
    """The texts of a page of docs/."""
    for_professionals = _is_for_professionals(page, dataset)
    yield from memory.result(
        ("passages", page.name),
        (page, for_professionals),
        partial(_of_page, page, for_professionals=for_professionals),
    )


def _is_for_professionals(page: PageFile, dataset: Dataset) -> bool:
    folder, _, record = page.path.removesuffix(".md").partition("/")
    topic = dataset.topics.get(record) if folder == "topics" else None
    return (topic is not None and topic.is_for_professionals) or page.path in _OF_PROFESSIONALS


def _of_page(page: PageFile, *, for_professionals: bool) -> tuple[Passage, ...]:
    ids = {heading.line: heading.id for heading in page.headings}
    section, found = 0, list[Passage]()
    for block in blocks(page):
        if block.kind.startswith("h"):
            level = int(block.kind[1:])
            if ids.get(block.line) in FOR_PROFESSIONALS:
                section = section or level
            elif level <= section:
                section = 0
        text = readable(block.text)
        if words(text):
            found.append(
                Passage(
                    file=page.name,
                    line=block.line,
                    page=page.name,
                    language=page.language,
                    text=text,
                    for_professionals=for_professionals or section > 0,
                    is_heading=block.kind.startswith("h"),
                )
            )
    return tuple(found)


def sentences_of_facts(page: PageFile) -> dict[str, str]:
    """The first sentence of a sheet that cites each fact, by the id of the fact."""
    found: dict[str, str] = {}
    for block in blocks(page):
        start = 0
        for call in CALL.finditer(block.text):
            if call["name"] != "f":
                continue
            said = [*sentences(readable(block.text[start : call.start()]))]
            for name in " ".join(texts_of(call)).split() if said else ():
                found.setdefault(name, said[-1])
            start = call.end()
    return found


def readable(markdown: str) -> str:
    """A block of Markdown as a reader meets it; a number from the data counts as two words."""

    def spoken(call: re.Match[str]) -> str:
        texts = texts_of(call)
        if call["name"] == "link":
            return texts[1] if len(texts) > 1 else ""
        return {"v": "9 x", "phone": "112", "law": "x x"}.get(call["name"], "")

    text = _MD_LINK.sub(r"\1", CALL.sub(spoken, markdown))
    return re.sub(r"[ \t]+", " ", _BOLD.sub("", text)).strip()


def beginning(markdown: str) -> str:
    """The words by which an editor knows a text."""
    return shorten(readable(markdown), _BEGINNING, placeholder=" …")


def _of_data(file: YamlFile, *, codes: list[str]) -> tuple[Passage, ...]:
    def walk(values: Any, loc: Loc) -> Iterator[Passage]:
        if isinstance(values, Mapping):
            if set(codes) <= set(values) and isinstance(values[codes[0]], (str, tuple)):
                for code in codes:
                    text = values[code]
                    for item in text if isinstance(text, tuple) else (text,):
                        yield Passage(
                            file=file.name,
                            line=file.line((*loc, code)),
                            # A record has too few sentences for a mean: its kind is measured.
                            page="/".join(file.name.split("/")[:2]),
                            language=code,
                            text=str(item),
                            is_data=True,
                        )
                return
            for key, inner in values.items():
                if key not in _NOT_SENTENCES:
                    yield from walk(inner, (*loc, key))
        elif isinstance(values, tuple):
            for index, inner in enumerate(values):
                yield from walk(inner, (*loc, index))

    return tuple(walk(file.values, ()))


def _of_strings(file: YamlFile, *, language: str) -> tuple[Passage, ...]:
    """The words of components: notices and sentences, and labels which are short anyway."""
    found = []
    for key, text in (file.values or {}).items():
        # What stands in braces is one word when printed, most often.
        readable_text = re.sub(r"\{\w+\}", "x", str(text))
        if words(readable_text):
            found.append(
                Passage(
                    file=file.name,
                    line=file.line((key,)),
                    page=file.name,
                    language=language,
                    text=readable_text,
                    is_data=True,
                )
            )
    return tuple(found)


def check_plain_language(texts: Iterable[Passage], *, dataset: Dataset) -> Iterator[Problem]:
    """What is too long or unexplained in ``passages``, and remarks on what is only hard.

    Pages and sections for professionals get remarks only.
    """
    by_page: dict[str, list[Passage]] = {}
    for passage in texts:
        by_page.setdefault(f"{passage.page}|{passage.language}", []).append(passage)
        yield from _long_sentences(passage)
        yield from _hard(passage)
    for found in by_page.values():
        yield from _mean(found)
        if not found[0].is_data:
            yield from _abbreviations(found, dataset=dataset)


def _severe(problem: Problem, passage: Passage) -> Problem:
    if passage.for_professionals:
        return replace(problem, severity="remark")
    return problem


def _long_sentences(passage: Passage) -> Iterator[Problem]:
    counts = [*zip(passage.counts, passage.sentences, strict=True)]
    for count, sentence in counts:
        if count > LONGEST:
            yield _severe(
                Problem(
                    file=passage.file,
                    line=passage.line,
                    key=passage.language if passage.is_data else "",
                    message=Message("sentence-long", count=count, sentence=sentence, most=LONGEST),
                ),
                passage,
            )
    if sum(count > LONG for count, _ in counts) > 1:
        yield Problem(
            file=passage.file,
            line=passage.line,
            key=passage.language if passage.is_data else "",
            message=Message("two-long-sentences", most=LONG),
            severity="remark",
        )


def _hard(passage: Passage) -> Iterator[Problem]:
    """Passive instructions and double negations, where the language has a pattern for them."""
    for pattern, what in () if passage.for_professionals else _HARD.get(passage.language, ()):
        for sentence in passage.sentences:
            if match := pattern.search(sentence):
                yield Problem(
                    file=passage.file,
                    line=passage.line,
                    key=passage.language if passage.is_data else "",
                    message=Message("sentence-hard", what=what, text=match[0]),
                    severity="remark",
                )


def _mean(found: list[Passage]) -> Iterator[Problem]:
    # A page for readers is judged without its part for professionals.
    of_readers = [passage for passage in found if not passage.for_professionals] or found
    counts = _counts(of_readers)
    mean = sum(counts) / len(counts)
    if mean > MEAN:
        yield _severe(
            Problem(
                file=found[0].page if found[0].is_data else found[0].file,
                line=1,
                key=found[0].language if found[0].is_data else "",
                message=Message("sentences-long", mean=float(mean), most=MEAN),
            ),
            of_readers[0],
        )


def _abbreviations(found: list[Passage], *, dataset: Dataset) -> Iterator[Problem]:
    """Abbreviations not explained by the paragraph that first uses them, or before it.

    CPAS and OCMW are one term: it is enough to explain one of them. Words for professionals explain
    nothing to readers, who are told to leave them out: each is looked at by itself.
    """
    terms = {name: term for term in dataset.glossary.values() for name in term.abbreviations}
    for kind in (False, True):
        read = [passage for passage in found if passage.for_professionals is kind]
        before = [passage.text for passage in found if kind and not passage.for_professionals]
        seen: set[str] = set()
        for passage in read:
            # A heading names what the text below it explains.
            if passage.is_heading:
                continue
            before.append(passage.text)
            for name in _ABBREVIATION.findall(passage.text):
                if name not in terms or terms[name].id in seen:
                    continue
                seen.add(terms[name].id)
                text = "\n".join(before)
                if not any(explained(other, text) for other in terms[name].abbreviations):
                    yield _severe(
                        Problem(
                            file=passage.file,
                            line=passage.line,
                            key=name,
                            message=Message("abbreviation", name=name),
                        ),
                        passage,
                    )


_ARTICLES = r"(?:(?:les?|la|une?|de|het|een|the|an?)\b|l’)"


def explained(name: str, text: str) -> bool:
    """Whether ``text`` says what ``name`` is: ``CPAS (…)``, ``… (CPAS)``, ``CPAS est un …``."""
    # Both languages of a name may stand together: CPAS/OCMW.
    whole = rf"(?:\w+/)?{re.escape(name)}(?:/\w+)?"
    space = r"[\s\u00a0]*"
    patterns = (
        # CPAS (service social), but not "CPAS (02 274 14 33)".
        rf"\b{whole}{space}\({space}[^\W\d]",
        # (CPAS), (en néerlandais : OCMW), (SSM en français, CGG en néerlandais)
        rf"\((?:[^()\n]{{0,30}}[\s:,\u00a0])?{whole}\)|\({whole}[\s,][^()\n]{{0,60}}\)",
        rf"\b{whole}{space}[,:]{space}{_ARTICLES}",
        rf"\b{whole}{space}(?:est|sont|is|zijn|are|désigne|betekent|means){space}{_ARTICLES}",
        # « CPAS » : le …
        rf"[«“”\"]{space}{whole}{space}[»”\"]",
    )
    return any(re.search(pattern, text) for pattern in patterns)


def language_rows(texts: Iterable[Passage], *, dataset: Dataset) -> tuple[LanguageRow, ...]:
    """The table of ``make check``: a row for the pages, the data and the words of a language, out
    of ``passages``."""
    found: dict[tuple[str, str], dict[str, list[Passage]]] = {}
    for passage in texts:
        pages = found.setdefault((passage.language, _place(passage)), {})
        pages.setdefault(passage.page, []).append(passage)
    order = [language.code for language in dataset.languages]
    rows = (_row(language, place, pages) for (language, place), pages in found.items())
    return tuple(
        sorted(rows, key=lambda row: (_PLACES.index(row.place), order.index(row.language)))
    )


_PLACES = ("docs", "data", "strings")


def _place(passage: Passage) -> str:
    if not passage.is_data:
        return "docs"
    return "strings" if passage.file.startswith("data/strings/") else "data"


def _row(language: str, place: str, pages: Mapping[str, list[Passage]]) -> LanguageRow:
    inside: dict[bool, list[bool]] = {False: [], True: []}
    for found in pages.values():
        of_readers = [passage for passage in found if not passage.for_professionals]
        counts = _counts(of_readers or found)
        keeps = max(counts) <= LONGEST and sum(counts) / len(counts) <= MEAN
        inside[not of_readers].append(keeps)
    every = _counts([passage for found in pages.values() for passage in found])
    texts = [passage.text for found in pages.values() for passage in found]
    return LanguageRow(
        language=language,
        place=place,
        pages=len(inside[False]),
        inside=sum(inside[False]),
        professional=len(inside[True]),
        inside_professional=sum(inside[True]),
        sentences=len(every),
        mean=sum(every) / len(every),
        longest=max(every),
        lix=lix(texts),
        ease=reading_ease(texts, language=language),
    )


def _counts(found: Iterable[Passage]) -> list[int]:
    """The words of every sentence."""
    return [count for passage in found for count in passage.counts]


def longest_sentences(
    texts: Iterable[Passage], *, language: str, count: int = 10
) -> tuple[tuple[int, str, str], ...]:
    """The longest sentences of a language in ``passages``, the worst first: words, place,
    sentence."""
    every = [
        (count, f"{passage.file}:{passage.line}", sentence)
        for passage in texts
        if passage.language == language
        for count, sentence in zip(passage.counts, passage.sentences, strict=True)
    ]
    return tuple(sorted(every, key=lambda entry: (-entry[0], entry[1]))[:count])
