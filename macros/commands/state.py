# Room: beside the rooms. What the commands of people who translate read first. Called by
# translations.py, exchange.py and scripts/drafts.py.
"""Every text of the project, and what is recorded of its translations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from macros.load.ledger import Ledger, read_ledger
from macros.load.memory import Memory
from macros.load.problems import DataProblems
from macros.load.translations import (
    Standing,
    Unit,
    record_files,
    standings,
    units_of,
    unread_pages,
)
from macros.messages.message import Told
from macros.model.common import SOURCE_LANGUAGE


class NoSuchPlace(Told):
    """A place that is not there; ``message`` is the sentence for the editor."""


@dataclass(frozen=True, kw_only=True)
class State:
    """Every text of the project, and the ledger of each translated language."""

    project: Path
    units: tuple[Unit, ...]
    ledgers: Mapping[str, Ledger | None]

    def standings(self, language: str) -> tuple[Standing, ...]:
        """Every text in one language."""
        return tuple(standings(self.units, self.ledgers[language], language))


def read_state(project: Path, languages: Iterable[str], *, memory: Memory | None = None) -> State:
    """What the files say now. ``memory`` as in ``load_dataset``.

    Raises DataProblems when a page cannot be read: what is recorded of it would be forgotten.
    """
    codes, memory = tuple(languages), memory or Memory()
    if unread := tuple(unread_pages(project, codes, memory)):
        raise DataProblems(unread)
    records = [memory.file(project / name, name) for name in record_files(project)]
    return State(
        project=project,
        units=tuple(units_of(project, languages=codes, records=records, memory=memory)),
        ledgers={
            code: read_ledger(project, code, memory=memory)[0]
            for code in codes
            if code != SOURCE_LANGUAGE
        },
    )
