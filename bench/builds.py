# Room: bench. What a build costs, beside the untouched stack. Called by bench/__main__.py.
"""CPU seconds until the HTML is complete, ours and theirs, on the same content in the same run."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.hugo import hugo_program, hugo_project
from bench.projects import add_stub, copy_of_site, generated_projects, untouched_project
from macros.load import load_dataset
from macros.views.pages import record_pages

SIZES = ((60, 3), (300, 3), (600, 6))


@dataclass(frozen=True, kw_only=True)
class BuildMeasure:
    """CPU seconds of all processes of a build; `memory` is the largest of ours, in MB.

    `clean` is until the HTML is complete. What is kept between builds is counted apart: `search`,
    the index, and `packs`, what phones may keep; and so is `links`, the check of every link. The
    untouched stack makes none of them. `hugo` is None where it is not installed.
    """

    name: str
    pages: int
    untouched: float
    hugo: float | None
    clean: float
    search: float
    packs: float
    links: float
    again: float
    memory: int

    @property
    def ratio(self) -> float:
        """Our clean build to theirs: the goal is 0.25."""
        return self.clean / self.untouched

    @property
    def again_ratio(self) -> float:
        """A second build, nothing changed, to the first: the goal is 0.1."""
        return self.again / (self.clean + self.search + self.packs + self.links)

    def data(self) -> dict[str, object]:
        """For bench.json."""
        return {**asdict(self), "ratio": self.ratio, "again_ratio": self.again_ratio}


def measure_builds(repository: Path, *, on_date: date) -> Iterator[BuildMeasure]:
    """The generated sizes, smallest first, then the real site."""
    with TemporaryDirectory() as folder:
        for project in generated_projects(Path(folder), SIZES, repository=repository):
            yield _measure(project, repository=repository, on_date=on_date)
        real = copy_of_site(repository, Path(folder, "real"))
        yield _measure(real, repository=repository, on_date=on_date)


def _measure(project: Path, *, repository: Path, on_date: date) -> BuildMeasure:
    theirs = untouched_project(
        project.with_name(f"{project.name}-untouched"), project=project, repository=repository
    )
    dataset = load_dataset(project, as_of=on_date)
    # The page of a topic is its sheet, which is among the pages already.
    for page in (page for page in record_pages(dataset) if page.collection != "topics"):
        for language in dataset.languages:
            add_stub(
                theirs,
                language=language.code,
                collection=page.collection,
                record=page.record_id,
            )
    untouched = _cost(theirs, _python("mkdocs", "build", "-q"), on_date=on_date)
    stages = _stages(project, repository=repository, on_date=on_date)
    again = _cost(project, _python("engine.build", "--html"), on_date=on_date)
    pages = sum(1 for _ in (project / "site").rglob("*.html"))
    return BuildMeasure(
        name=project.name,
        pages=pages,
        untouched=untouched,
        hugo=_cost_of_hugo(project, on_date=on_date),
        clean=stages["html"] - stages["search"],
        search=stages["search"],
        packs=stages["packs"] - stages["html"],
        links=stages["links"] - stages["packs"],
        again=again,
        memory=int(stages["memory"]),
    )


def _stages(project: Path, *, repository: Path, on_date: date) -> dict[str, float]:
    """What bench/clean_build.py says of a clean build."""
    finished = _run(
        project,
        _python("bench.clean_build"),
        on_date=on_date,
        stdout=subprocess.PIPE,
        PYTHONPATH=str(repository),
    )
    stages: dict[str, float] = json.loads(finished.stdout.splitlines()[-1])
    return stages


def _cost_of_hugo(project: Path, *, on_date: date) -> float | None:
    """CPU seconds of Hugo for the pages of `project`, whose site is built."""
    program = hugo_program()
    if program is None:
        return None
    target = hugo_project(project.with_name(f"{project.name}-hugo"), project=project)
    return _cost(target, (program, "--quiet"), on_date=on_date)


def _python(*command: str) -> tuple[str, ...]:
    return (sys.executable, "-m", *command)


def _cost(project: Path, command: Sequence[str], *, on_date: date) -> float:
    """CPU seconds of `command` in `project`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(project, command, on_date=on_date)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _run(
    project: Path,
    command: Sequence[str],
    *,
    on_date: date,
    stdout: int | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    settings = {"AS_OF": on_date.isoformat(), "NO_MKDOCS_2_WARNING": "1", **environment}
    return subprocess.run(  # noqa: S603 - our own commands
        command,
        cwd=project,
        env={**os.environ, **settings},
        check=True,
        stdout=stdout,
        text=True,
    )
