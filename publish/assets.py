# Room: publish. What a file of the site is before it is written. Used by the steps that make some.
"""A file whose name changes with its content, so that browsers may keep it for ever."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath


@dataclass(frozen=True, kw_only=True)
class Asset:
    """`name` is what templates call it (`questions.js`), `path` where it is from the site's root
    (`assets/js/questions.1a2b3c4d.js`)."""

    name: str
    path: str
    content: str


def hashed_asset(name: str, content: str, *, folder: str = "assets") -> Asset:
    """The asset `name` in `folder`, with eight digits of its content's hash before the suffix."""
    file = PurePosixPath(name)
    digest = sha256(content.encode()).hexdigest()[:8]
    return Asset(name=name, path=f"{folder}/{file.stem}.{digest}{file.suffix}", content=content)
