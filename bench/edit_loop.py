# Room: bench. How long an editor waits. Called by bench/__main__.py.
"""From an edit to the new page in every language, over the edits people really make."""

from __future__ import annotations

import os
import random
import re
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time

from bench.projects import copy_of_site, generated_projects
from engine.preview import Preview

EDITS = 60
SIZES = ((600, 6),)

# What an edit is, in a hundred.
_MIX = {"page": 60, "data": 20, "string": 10, "template": 5, "style": 5}


@dataclass(frozen=True, kw_only=True)
class EditMeasure:
    """Seconds from the edit to the last of the pages asked for, one a language.

    `cpu` is the median of the CPU seconds of the same edits: it does not depend on what else the
    machine does.
    """

    name: str
    start: float
    first: float
    median: float
    p95: float
    cpu: float
    cpu_p95: float

    def data(self) -> Mapping[str, float | str]:
        """For bench.json."""
        return dict(vars(self))


def measure_edits(repository: Path, *, on_date: date) -> Iterator[EditMeasure]:
    """The real site, then the generated sizes."""
    os.environ["AS_OF"] = on_date.isoformat()
    with TemporaryDirectory() as folder:
        yield _measure(copy_of_site(repository, Path(folder, "real")))
        for project in generated_projects(Path(folder), SIZES, repository=repository):
            yield _measure(project)


def _measure(project: Path) -> EditMeasure:
    chance = random.Random(1)  # noqa: S311 - edits, not secrets
    began = monotonic()
    preview = Preview(project)
    start = monotonic() - began
    walls, cpus = [], []
    for number in range(EDITS):
        (kind,) = chance.choices([*_MIX], [*_MIX.values()])
        path, pages = _KINDS[kind](project, preview, chance)
        before = path.read_text("utf-8")
        wall, cpu = monotonic(), process_time()
        path.write_text(_changed(before, kind, number), "utf-8")
        for page in pages:
            assert preview.file(page) is not None, page
            preview.problems_of(page)  # the page is answered with what is wrong in it
        walls.append(monotonic() - wall)
        cpus.append(process_time() - cpu)
        assert preview.problems == (), preview.problems
        path.write_text(before, "utf-8")
        preview.refresh()
    return EditMeasure(
        name=project.name,
        start=start,
        first=walls[0],
        median=statistics.median(walls),
        p95=_p95(walls),
        cpu=statistics.median(cpus),
        cpu_p95=_p95(cpus),
    )


_Choice = tuple[Path, list[str]]


def _page(project: Path, preview: Preview, chance: random.Random) -> _Choice:
    """A page of docs/, and the same page in every language."""
    source = chance.choice(sorted((project / "docs" / "fr").rglob("*.md")))
    name = source.relative_to(project / "docs" / "fr").with_suffix("").as_posix()
    below = name.removesuffix("index").rstrip("/")
    path = f"{below}/index.html" if below else "index.html"
    return source, [page for page in preview.known_pages() if page.partition("/")[2] == path]


def _record(project: Path, preview: Preview, chance: random.Random) -> _Choice:
    """A record, and its page in every language."""
    folder, collection = chance.choice((("residence_documents", "documents"), ("payers", "payers")))
    source = chance.choice(sorted((project / "data" / folder).glob("*.yaml")))
    path = f"{collection}/{source.stem}/index.html"
    return source, [page for page in preview.known_pages() if page.partition("/")[2] == path]


def _string(project: Path, preview: Preview, chance: random.Random) -> _Choice:
    return project / "data/strings/fr.yaml", _one_a_language(preview, chance)


def _template(project: Path, preview: Preview, chance: random.Random) -> _Choice:
    name = chance.choice(("page", "parts", "footer"))
    return project / f"overrides/components/{name}.html", _one_a_language(preview, chance)


def _style(project: Path, preview: Preview, chance: random.Random) -> _Choice:
    return project / "overrides/assets/css/base.css", _one_a_language(preview, chance)


_KINDS: dict[str, Callable[[Path, Preview, random.Random], _Choice]] = {
    "page": _page,
    "data": _record,
    "string": _string,
    "template": _template,
    "style": _style,
}


def _changed(text: str, kind: str, number: int) -> str:
    if kind == "data":
        return re.sub(r"(?m)^(\s+fr: [A-Za-z][^:#'\"]*)$", rf"\1 {number}", text, count=1)
    if kind == "string":
        return re.sub(r"(?m)^(footer\.\w+: [A-Za-z][^:#'\"{]*)$", rf"\1 {number}", text, count=1)
    endings = {"page": f"\nMot {number}.\n", "template": f"<i>{number}</i>\n"}
    return text + endings.get(kind, f"\nbody {{ orphans: {number}; }}\n")


def _one_a_language(preview: Preview, chance: random.Random) -> list[str]:
    pages: dict[str, list[str]] = {}
    for page in preview.known_pages():
        pages.setdefault(page.partition("/")[0], []).append(page)
    return [chance.choice(own) for own in pages.values()]


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
