# Room: scripts. Links to other sites; `make links` runs it. No build and no test asks another site.
"""Ask every site we link to whether its page is still there: `python -m scripts.links`."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

from jinja2 import Environment, nodes

from macros.commands.arguments import Arguments
from macros.commands.data import with_data
from macros.commands.program import run
from macros.files import written
from macros.load.links import written_links
from macros.load.pages import PageFile, read_page
from macros.load.yaml_reader import Loc, read_yaml
from macros.messages.catalogue import Messages, messages_for
from macros.model.dataset import Dataset, LinkRefusal
from macros.registry import MACROS
from macros.views.pages import record_page_view, record_pages
from scripts.link_client import Answer, LinkClient

_URL = re.compile(r"https?://[^\s\"'<>]+")
_CELL = re.compile(r"https?://[^\s\"',;<>]+")
# The links of a sheet's own words are read in its file; its page needs a section all the same.
_NO_WORDS = '<h2 id="answer"></h2>'
# Folders of data/ that hold no facts of ours.
_NOT_FACTS = ("data/schema/", "data/templates/")


@dataclass(frozen=True, kw_only=True)
class Link:
    """An address of another site: where it is written (file:line), and the pages that show it."""

    url: str
    written: tuple[str, ...]
    pages: frozenset[str]


def main(project: Path, environ: Mapping[str, str], client: LinkClient) -> int:
    """0 when every link answers as it should, 1 when an editor has something to do."""
    return with_data(
        project,
        environ,
        lambda dataset, day: _asked(project, environ, client, dataset, day),
    )


def _asked(
    project: Path, environ: Mapping[str, str], client: LinkClient, dataset: Dataset, day: date
) -> int:
    messages = messages_for(environ)
    links = all_links(project, dataset=dataset, on_date=day)
    hosts = len({link.url.split("/")[2] for link in links})
    print(messages("links.begin", links=len(links), sites=hosts), flush=True)
    count = 0

    def told(_: Answer) -> None:
        nonlocal count
        count += 1
        if count % 50 == 0:
            print(f"  {messages('links.so-far', done=count, all=len(links))}", flush=True)

    answers = client.answers([link.url for link in links], told=told)
    lines, to_do = report(links, answers, refusals=dataset.link_refusals, messages=messages)
    print("\n".join(lines))
    return 1 if to_do else 0


# -- which links there are ----------------------------------------------------------------------


def all_links(project: Path, *, dataset: Dataset, on_date: date) -> tuple[Link, ...]:
    """Every link to another site, in data/ or docs/, without the place in its page (#…)."""
    written: dict[str, list[str]] = defaultdict(list)
    for url, place in [*_in_data(project), *_in_pages(project, dataset)]:
        written[urldefrag(url).url].append(place)
    shown = pages_that_show(project, dataset=dataset, on_date=on_date)
    return tuple(
        Link(url=url, written=tuple(places), pages=frozenset(shown.get(url, ())))
        for url, places in sorted(written.items())
    )


def pages_that_show(project: Path, *, dataset: Dataset, on_date: date) -> dict[str, set[str]]:
    """Address -> the pages of the site that show it, as ``fr/documents/annex-35/``."""
    shown: dict[str, set[str]] = defaultdict(set)
    for code in dataset.full_languages():
        for record in record_pages(dataset):
            view = record_page_view(
                dataset, record, locale=code, on_date=on_date, prose_html=_NO_WORDS
            )
            for url in _urls(view):
                shown[urldefrag(url).url].add(f"{code}/{record.path}")
        for page in _pages(project, code):
            address = f"{code}/{page.path.removesuffix('index.md').removesuffix('.md')}"
            targets = [link.target for link in written_links(page)]
            views = _views_of(page, dataset=dataset, on_date=on_date)
            for url in _urls((*targets, *views)):
                shown[urldefrag(url).url].add(f"{address.rstrip('/')}/")
    return shown


def _in_data(project: Path) -> Iterator[tuple[str, str]]:
    """Addresses with their file and line; an address inside a sentence is a remark of an editor."""
    for path in written(project / "data", ""):
        name = path.relative_to(project).as_posix()
        if name.startswith(_NOT_FACTS):
            continue
        if path.suffix == ".yaml":
            file = read_yaml(path, name)
            for loc, text in _texts(file.values, ()):
                if _URL.fullmatch(text):
                    yield text, f"{name}:{file.line(loc)}"
        elif path.suffix == ".csv":
            for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), start=1):
                yield from ((url, f"{name}:{number}") for url in _CELL.findall(line))


def _in_pages(project: Path, dataset: Dataset) -> Iterator[tuple[str, str]]:
    for language in dataset.languages:
        for page in _pages(project, language.code):
            for link in written_links(page):
                if _URL.fullmatch(link.target):
                    yield link.target, f"{page.name}:{link.line}"


def _pages(project: Path, language: str) -> Iterator[PageFile]:
    for path in written(project / "docs" / language, ".md"):
        page = read_page(path, project=project, language=language)
        if isinstance(page, PageFile):
            yield page


def _views_of(page: PageFile, *, dataset: Dataset, on_date: date) -> Iterator[object]:
    """What the macros of a page show. Those of a sheet show nothing of other sites themselves."""
    tree = Environment().parse(page.body)  # noqa: S701 - only parsed, never rendered
    for call in tree.find_all(nodes.Call):
        macro = MACROS.get(call.node.name) if isinstance(call.node, nodes.Name) else None
        if macro and not macro.of_topic:
            arguments = [argument.as_const() for argument in call.args]
            options = {option.key: option.value.as_const() for option in call.kwargs}
            yield macro.view(dataset, *arguments, locale=page.language, on_date=on_date, **options)


def _texts(values: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(values, str):
        yield loc, values
    elif isinstance(values, Mapping):
        for key, value in values.items():
            yield from _texts(value, (*loc, key))
    elif isinstance(values, Sequence):
        for index, value in enumerate(values):
            yield from _texts(value, (*loc, index))


def _urls(view: object) -> Iterator[str]:
    """Every address in a view, whatever holds it."""
    if isinstance(view, str):
        yield from _URL.findall(view)
    elif is_dataclass(view):
        for part in fields(view):
            yield from _urls(getattr(view, part.name))
    elif isinstance(view, Mapping):
        yield from _urls(tuple(view.values()))
    elif isinstance(view, tuple | list | set | frozenset):
        for part in view:
            yield from _urls(part)


# -- what is said ---------------------------------------------------------------------------------


def report(
    links: Sequence[Link],
    answers: Mapping[str, Answer],
    *,
    refusals: Sequence[LinkRefusal],
    messages: Messages,
) -> tuple[list[str], int]:
    """The lines of the report, and how many links an editor must look at.

    What most pages show comes first.
    """
    ranked = sorted(links, key=lambda link: (-len(link.pages), link.url))
    wrong: list[Link] = []
    moved: list[Link] = []
    refused: list[Link] = []
    used: set[str] = set()
    for link in ranked:
        answer = answers[link.url]
        refusal = _refusal(answer, refusals)
        if answer.kind == "right":
            continue
        if answer.kind == "moved":
            moved.append(link)
        elif refusal:
            refused.append(link)
            used.add(refusal.address)
        else:
            wrong.append(link)
    lines: list[str] = []
    for title, of_kind in (
        ("links.dead", wrong),
        ("links.moved", moved),
        ("links.refused", refused),
    ):
        if of_kind:
            lines += ["", messages(title), *_section(of_kind, answers, messages)]
    idle = [refusal.address for refusal in refusals if refusal.address not in used]
    if idle:
        lines += ["", messages("links.idle")]
        lines += [f"  {address}" for address in idle]
    right = len(links) - len(wrong) - len(moved) - len(refused)
    lines += [
        "",
        messages("links.end", dead=len(wrong), moved=len(moved), refused=len(refused), right=right),
    ]
    return lines, len(wrong)


def _refusal(answer: Answer, refusals: Sequence[LinkRefusal]) -> LinkRefusal | None:
    """The known refusal that explains this answer. A page that is gone is never a refusal."""
    known = (refusal for refusal in refusals if answer.url.startswith(refusal.address))
    return next((refusal for refusal in known if refusal.answer == answer.status), None)


def _section(links: Sequence[Link], answers: Mapping[str, Answer], messages: Messages) -> list[str]:
    lines = [f"  {messages('check.pages'):>5}  {messages('links.link')}"]
    for link in links:
        says = answers[link.url].says
        said = says if isinstance(says, str) else messages.text(says)
        lines.append(f"  {len(link.pages):>5}  {link.url}: {said}")
        lines += [f"         {place}" for place in link.written]
    return lines


if __name__ == "__main__":
    Arguments("links.usage", messages=messages_for(os.environ)).parse_args()
    run(lambda: main(Path.cwd(), os.environ, LinkClient()))
