# Room: views. Phone numbers as a reader dials and reads them. Imports nothing of ours.
"""A number of the data in the two forms a page needs: a link, and the Belgian way of writing it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

COUNTRY = "+32"
_SHOWN_WITHOUT_YEAR = 2

# The first that fits wins. Groups are those people say aloud: 02 529 41 20, 0800 35 243.
_GROUPS = (
    re.compile(r"^(0800|090\d)(\d\d)(\d{3})$"),  # free and paid service numbers
    re.compile(r"^(070)(\d{3})(\d{3})$"),
    re.compile(r"^(04\d\d)(\d\d)(\d\d)(\d\d)$"),  # mobile
    re.compile(r"^(0[2349])(\d{3})(\d\d)(\d\d)$"),  # Brussels, Antwerp, Liège, Ghent
    re.compile(r"^(0\d\d)(\d\d)(\d\d)(\d\d)$"),
    re.compile(r"^(\d{3})(\d{3})$"),  # European short numbers: 116 000
)
_ONLY_IN_BELGIUM = re.compile(r"^([1-9]\d*|0800\d{5}|090\d{6}|070\d{6})$")
_NUMBER_IN_TEXT = re.compile(r"(?<!\d)(?:\+32 ?\d|0\d)(?:[ .]?\d){6,9}(?!\d)")


@dataclass(frozen=True, kw_only=True)
class PhoneView:
    """A number to tap (``href``) that can also be read and copied (``text``)."""

    href: str
    text: str


@dataclass(frozen=True, kw_only=True)
class DatedPhoneView(PhoneView):
    """A number and how far to trust it.

    ``check`` asks the reader to check it, with ``year`` of its source (0: the source has no date).
    ``label`` says what it is for and ``kind`` ends the key of the words that do; both may be "".
    """

    label: str
    kind: str
    year: int
    check: bool


def phone_view(number: str) -> PhoneView:
    """The view of a number as the data writes it: ``+3225294120``, ``080035243`` or ``112``."""
    return PhoneView(href=f"tel:{_dialled(number)}", text=_readable(number))


def dated_phone_view(
    number: str,
    *,
    year: int | None,
    confidence: str,
    on_date: date,
    label: str = "",
    kind: str = "",
) -> DatedPhoneView:
    """``number`` with the year of its source (None: undated) and whether to check it first."""
    view = phone_view(number)
    return DatedPhoneView(
        href=view.href,
        text=view.text,
        label=label,
        kind=kind,
        year=year or 0,
        check=needs_check(year=year, confidence=confidence, on_date=on_date),
    )


def same_number(first: str, second: str) -> bool:
    """Whether two spellings are one number."""
    return _national(first) == _national(second)


def numbers_in(text: str) -> tuple[str, ...]:
    """The Belgian numbers written in a sentence, as digits: ``02 679 94 33`` is ``026799433``."""
    return tuple(_national(found) for found in _NUMBER_IN_TEXT.findall(text))


def _national(number: str) -> str:
    digits = re.sub(r"[^\d+]", "", number)
    return "0" + digits.removeprefix(COUNTRY) if digits.startswith(COUNTRY) else digits


def _dialled(number: str) -> str:
    """Service and short numbers answer in Belgium only, so they are dialled in national form."""
    national = _national(number)
    if _ONLY_IN_BELGIUM.match(national):
        return national
    return COUNTRY + national[1:]


def _readable(number: str) -> str:
    national = _national(number)
    for pattern in _GROUPS:
        match = pattern.match(national)
        if match:
            return " ".join(match.groups())
    return national


def needs_check(*, year: int | None, confidence: str, on_date: date) -> bool:
    """Whether a number must be shown with its year and "check".

    So it is when its source has no date, may be older than two years on ``on_date`` (only years
    are known, so a source of 2024 may be in November 2026), or is less than sure.
    """
    return year is None or on_date.year - year >= _SHOWN_WITHOUT_YEAR or confidence != "high"
