# Room: load. Plain language: how long the sentences are that a reader sees. Called by __main__.py.
# Words and sentences are counted here, without a library: textstat counts syllables for formulas
# made for English, and downloads word lists; LIX needs neither and is the same in our languages.
"""Sentences of the pages and of the data, counted in every language, the worst first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from macros.load.pages import PageFile, read_page
from macros.load.problems import Problem
from macros.load.topic_sheets import CALL, blocks, texts_of
from macros.load.yaml_reader import Loc, read_yaml
from macros.model.dataset import Dataset

LONGEST = 25
"""Words in a sentence."""
MEAN = 14
"""Words in a sentence, on average on a page."""
LONG = 20
"""Words from which a second long sentence in one paragraph is one too many."""
_LONG_WORD = 6

# Folders and files of data/ whose texts pages print as sentences.
_DATA = (
    "ask.yaml",
    "covers.yaml",
    "deciders.yaml",
    "papers.yaml",
    "coverage_rules",
    "cpas",
    "organisations",
    "payers",
    "procedures",
    "residence_documents",
    "situation_facts",
    "topics",
)
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

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences, in order."""
        return tuple(sentences(self.text))


@dataclass(frozen=True, kw_only=True)
class LanguageRow:
    """The measures of one language. ``inside`` of ``pages`` keep all limits; ``lix`` is rounded."""

    language: str
    pages: int
    inside: int
    sentences: int
    mean: float
    longest: int
    lix: int


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


def passages(project: Path, *, dataset: Dataset) -> Iterator[Passage]:
    """Everything a reader sees as sentences: pages of docs/, texts of data/, in every language."""
    for language in dataset.languages:
        for path in sorted((project / "docs" / language.code).rglob("*.md")):
            page = read_page(path, project=project, language=language.code)
            if isinstance(page, PageFile):
                yield from _of_page(page, dataset=dataset)
    codes = [language.code for language in dataset.languages]
    for name in _DATA:
        path = project / "data" / name
        files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        for file in filter(Path.is_file, files):
            yield from _of_data(file, file.relative_to(project).as_posix(), codes=codes)


def _of_page(page: PageFile, *, dataset: Dataset) -> Iterator[Passage]:
    folder, _, record = page.path.removesuffix(".md").partition("/")
    topic = dataset.topics.get(record) if folder == "topics" else None
    for_professionals = (topic is not None and topic.is_for_professionals) or (
        page.path == "professionals.md"
    )
    for block in blocks(page):
        text = readable(block.text)
        if words(text):
            yield Passage(
                file=page.name,
                line=block.line,
                page=page.name,
                language=page.language,
                text=text,
                for_professionals=for_professionals,
            )


def readable(markdown: str) -> str:
    """A block of Markdown as a reader meets it; a number from the data counts as two words."""

    def spoken(call: re.Match[str]) -> str:
        texts = texts_of(call)
        if call["name"] == "link":
            return texts[1] if len(texts) > 1 else ""
        return {"v": "9 x", "phone": "112", "law": "x x"}.get(call["name"], "")

    text = _MD_LINK.sub(r"\1", CALL.sub(spoken, markdown))
    return re.sub(r"[ \t]+", " ", _BOLD.sub("", text)).strip()


def _of_data(path: Path, name: str, *, codes: list[str]) -> Iterator[Passage]:
    file = read_yaml(path, name)

    def walk(values: Any, loc: Loc) -> Iterator[Passage]:
        if isinstance(values, Mapping):
            if set(codes) <= set(values) and isinstance(values[codes[0]], (str, tuple)):
                for code in codes:
                    text = values[code]
                    for item in text if isinstance(text, tuple) else (text,):
                        yield Passage(
                            file=name,
                            line=file.line((*loc, code)),
                            # A record has too few sentences for a mean: its kind is measured.
                            page="/".join(name.split("/")[:2]),
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

    yield from walk(file.values, ())


def check_plain_language(project: Path, *, dataset: Dataset) -> Iterator[Problem]:
    """Sentences and pages that are too long. Pages for professionals get remarks only."""
    by_page: dict[str, list[Passage]] = {}
    for passage in passages(project, dataset=dataset):
        by_page.setdefault(f"{passage.page}|{passage.language}", []).append(passage)
        yield from _long_sentences(passage)
    for found in by_page.values():
        if not found[0].is_data:
            yield from _mean(found)
            yield from _abbreviations(found, dataset=dataset)


def _severe(problem: Problem, passage: Passage) -> Problem:
    # What is measured on data is counted over many small texts: one long one is worth a remark.
    if passage.for_professionals:
        return replace(problem, severity="remark")
    return problem


def _long_sentences(passage: Passage) -> Iterator[Problem]:
    counts = [(len(words(sentence)), sentence) for sentence in passage.sentences]
    for count, sentence in counts:
        if count > LONGEST:
            yield _severe(
                Problem(
                    file=passage.file,
                    line=passage.line,
                    key=passage.language if passage.is_data else "",
                    found=f"{count} words: {sentence}",
                    expected=f"at most {LONGEST} words in a sentence",
                    do="make two sentences of it",
                ),
                passage,
            )
    if sum(count > LONG for count, _ in counts) > 1:
        yield Problem(
            file=passage.file,
            line=passage.line,
            key=passage.language if passage.is_data else "",
            found=f"two sentences of more than {LONG} words in one paragraph",
            expected="at most one",
            do="shorten one of them",
            severity="remark",
        )


def _mean(found: list[Passage]) -> Iterator[Problem]:
    counts = [len(words(sentence)) for passage in found for sentence in passage.sentences]
    mean = sum(counts) / len(counts)
    if mean > MEAN:
        yield _severe(
            Problem(
                file=found[0].file,
                line=1,
                key="",
                found=f"{mean:.1f} words a sentence on average",
                expected=f"at most {MEAN}",
                do="shorten the longest sentences",
            ),
            found[0],
        )


def _abbreviations(found: list[Passage], *, dataset: Dataset) -> Iterator[Problem]:
    """Abbreviations that the page never explains: ``CPAS (…)``, ``… (CPAS)``, ``le CPAS est …``.

    CPAS and OCMW are one term: it is enough to explain one of them.
    """
    terms = {name: term for term in dataset.glossary.values() for name in term.abbreviations}
    text = "\n".join(passage.text for passage in found)
    seen: set[str] = set()
    for passage in found:
        for name in _ABBREVIATION.findall(passage.text):
            if name not in terms or terms[name].id in seen:
                continue
            seen.add(terms[name].id)
            if not any(explained(other, text) for other in terms[name].abbreviations):
                yield Problem(
                    file=passage.file,
                    line=passage.line,
                    key=name,
                    found="an abbreviation that this page does not explain",
                    expected=f"{name} (what it is), or its name ({name}), where it first stands",
                    do="explain it once, in the words of data/glossary",
                    severity="remark",
                )


def explained(name: str, text: str) -> bool:
    """Whether ``text`` says somewhere what ``name`` is."""
    # Both languages of a name may stand together: CPAS/OCMW.
    whole = rf"(?:\w+/)?{re.escape(name)}(?:/\w+)?"
    patterns = (
        rf"{whole}[\s\u00a0]*[(,:]",
        rf"[(/«“][^()\n]{{0,40}}{whole}[^()\n]{{0,40}}[)»”]",
        rf"{whole}[\s\u00a0]+(?:est|sont|is|zijn|are|désigne|betekent|means)\b",
    )
    return any(re.search(pattern, text) for pattern in patterns)


def language_rows(project: Path, *, dataset: Dataset) -> tuple[LanguageRow, ...]:
    """The table of ``make check``: pages and texts together, a row a language."""
    found: dict[str, dict[str, list[Passage]]] = {}
    for passage in passages(project, dataset=dataset):
        found.setdefault(passage.language, {}).setdefault(passage.page, []).append(passage)
    return tuple(_row(language, pages) for language, pages in found.items())


def _row(language: str, pages: Mapping[str, list[Passage]]) -> LanguageRow:
    counts = {
        page: [len(words(sentence)) for passage in found for sentence in passage.sentences]
        for page, found in pages.items()
    }
    every = [count for found in counts.values() for count in found]
    return LanguageRow(
        language=language,
        pages=len(pages),
        inside=sum(
            max(found) <= LONGEST and sum(found) / len(found) <= MEAN for found in counts.values()
        ),
        sentences=len(every),
        mean=sum(every) / len(every),
        longest=max(every),
        lix=lix(passage.text for found in pages.values() for passage in found),
    )


def longest_sentences(
    project: Path, *, dataset: Dataset, language: str, count: int = 10
) -> tuple[tuple[int, str, str], ...]:
    """The longest sentences of a language, the worst first: words, place, sentence."""
    every = [
        (len(words(sentence)), f"{passage.file}:{passage.line}", sentence)
        for passage in passages(project, dataset=dataset)
        if passage.language == language
        for sentence in passage.sentences
    ]
    return tuple(sorted(every, key=lambda entry: (-entry[0], entry[1]))[:count])
