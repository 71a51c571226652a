# Room: beside the rooms. What a command is asked, and its help. Called by the commands of this
# folder and of scripts/.
"""argparse, without its English: help and mistakes are told by the catalogues."""

from __future__ import annotations

import argparse
from typing import NoReturn

from macros.messages.catalogue import Messages


class Arguments(argparse.ArgumentParser):
    """The arguments of a command; ``usage`` is the id of the message that shows how to write it."""

    def __init__(self, usage: str, *, messages: Messages) -> None:
        super().__init__(allow_abbrev=False)
        self._help = messages(usage)
        self._mistake = messages("arguments-not-understood")

    def format_help(self) -> str:
        """What ``--help`` prints."""
        return f"{self._help}\n"

    def error(self, message: str) -> NoReturn:  # noqa: ARG002 - in English, and it says less
        """End with 2, as argparse does."""
        self.exit(2, f"{self._mistake}\n\n{self.format_help()}")
