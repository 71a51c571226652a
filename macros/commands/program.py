# Room: beside the rooms. The one way in which a command becomes a program. Called by the commands
# of this folder, of scripts/ and of engine/.
"""How a command ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from signal import SIGINT
from typing import NoReturn

from macros.messages.catalogue import messages_for

# As a shell names the end by this signal.
_INTERRUPTED = 128 + SIGINT


def run(command: Callable[[], int]) -> NoReturn:
    """End this process with what ``command`` gives; without a word when nobody reads any more
    what it prints (``make drafts | head`` has what it wanted), with one after Ctrl+C."""
    try:
        code = command()
        sys.stdout.flush()
    except BrokenPipeError:
        # Python writes what is left once more when it ends: https://docs.python.org/3/library/
        # signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        print(f"\n{messages_for(os.environ)('interrupted')}", file=sys.stderr)
        sys.exit(_INTERRUPTED)
    sys.exit(code)
