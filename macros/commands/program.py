# Room: beside the rooms. The one way in which a command becomes a program. Called by the commands
# of this folder, of scripts/ and of engine/.
"""How a command ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NoReturn


def run(command: Callable[[], int]) -> NoReturn:
    """End this process with what ``command`` gives, and without a word when nobody reads any more
    what it prints: ``make drafts | head`` has what it wanted."""
    try:
        code = command()
        sys.stdout.flush()
    except BrokenPipeError:
        # Python writes what is left once more when it ends: https://docs.python.org/3/library/
        # signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(code)
