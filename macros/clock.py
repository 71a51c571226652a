# Room: beside the rooms. The only clock; everything below takes a date as argument.
"""The day the site speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from macros.messages.message import Message, Told


class WrongDay(Told, ValueError):
    """AS_OF is not a day."""


def as_of(environ: Mapping[str, str]) -> date:
    """``AS_OF`` (YYYY-MM-DD) when set, else today in Brussels. Raises WrongDay when malformed."""
    given = environ.get("AS_OF", "")
    if given:
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise WrongDay(Message("as-of", given=given)) from None
    return today()


def today() -> date:
    """The day in Brussels, whatever ``AS_OF`` says: what has been done is not later."""
    return datetime.now(ZoneInfo("Europe/Brussels")).date()
