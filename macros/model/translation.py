# Room: model. What a page that is behind its French must show. Imports nothing of ours but common.
"""Sections of a page whose French has changed since they were translated."""

from __future__ import annotations

from typing import Literal

from macros.model.common import Record


class BehindSection(Record):
    """A section of a translated page that does not say what the French page says.

    ``stale``: the French has changed; ``missing``: not translated; ``removed``: gone from French.
    ``section`` is the id of its heading, "" before the first one; ``after`` the section before it
    that the page has (for a missing one). ``heading`` and ``source`` are the French, as Markdown.
    ``field`` is "title" or "description" for words of the front matter, "" for all others.
    """

    kind: Literal["stale", "missing", "removed"]
    section: str
    after: str = ""
    field: Literal["", "title", "description"] = ""
    heading: str = ""
    source: str = ""
