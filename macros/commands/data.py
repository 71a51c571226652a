# Room: beside the rooms. How a command reads the data first. Called by the commands of this folder
# and of scripts/.
"""A command that needs the data, or says what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from macros.clock import WrongDay, as_of
from macros.load import DataProblems, load_dataset
from macros.load.memory import Memory
from macros.messages.catalogue import messages_for
from macros.model.dataset import Dataset


def with_data(
    project: Path,
    environ: Mapping[str, str],
    command: Callable[[Dataset, date], int],
    *,
    strict_dates: bool = False,
    memory: Memory | None = None,
    first_record: bool = False,
) -> int:
    """Run ``command`` with the data of the day of AS_OF; print what is wrong, and 1, when it is.

    The options are those of ``load_dataset``.
    """
    messages = messages_for(environ)
    try:
        day = as_of(environ)
        dataset = load_dataset(
            project,
            as_of=day,
            strict_dates=strict_dates,
            memory=memory,
            first_record=first_record,
        )
        return command(dataset, day)
    except WrongDay as wrong:
        print(messages.text(wrong.message))
    except DataProblems as problems:
        print(messages.report(problems.problems))
    return 1
