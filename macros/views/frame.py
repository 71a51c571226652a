# Room: views. What stands around the content of every page. Called by engine/ once a page.
"""The frame: head, language strip, four ways in, notices, footer, last line on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from markupsafe import Markup

from macros.model.common import Words
from macros.model.dataset import Dataset
from macros.views.evidence import long_date, review_of


@dataclass(frozen=True, kw_only=True)
class StripLanguage:
    """A language of the strip, named in itself.

    `path` leads from the site's root to this same page in that language.
    """

    code: str
    name: str
    direction: str
    path: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A way in or a link of the footer: `name` ends the key of its words, `path` is below the
    language."""

    name: str
    path: str
    icon: str = ""
    is_current: bool = False


@dataclass(frozen=True, kw_only=True)
class ReadAgain:
    """The day on which a page was due to be read again; ``long_overdue`` as in DatesView."""

    date: str
    long_overdue: bool


@dataclass(frozen=True, kw_only=True)
class FrameView:
    """What `components/page.html` prints: a whole HTML document around `content_html`.

    `page_locale` is the language of the page and of its frame, `content_locale` that of the words
    inside; they differ on a page borrowed whole. `is_borrowed` tells the reader: also when only the
    words of a sheet are borrowed, and marked inside. `document_title` is for the browser tab.
    `paper_address` is the address worth writing on paper: the permanent link when there is one;
    `code_path` is the same from the root, for the code a phone reads: "" where the content of the
    page already prints one.
    `report_href` is "" as long as nobody can be written to. `leave_href` is where a reader goes who
    must leave a discreet page quickly; "" on every other page. `is_installable` is for
    the one page that a browser may make an icon of; the others save it the request.
    `read_again` is for pages of prose whose review is overdue: those of records say it themselves.
    """

    page_locale: str
    page_direction: str
    content_locale: str
    content_direction: str
    is_borrowed: bool
    site_name: Words
    document_title: str
    description: Words | str
    canonical: str
    alternates: Mapping[str, str]
    stylesheet: str
    languages: tuple[StripLanguage, ...]
    ways: tuple[Entry, ...]
    footer: tuple[Entry, ...]
    paper_address: str
    code_path: str
    version: str
    report_href: str
    leave_href: str
    is_installable: bool
    read_again: ReadAgain | None
    content_html: Markup


# The weather of Belgium, by the public institute that forecasts it: a page anybody may be reading,
# known to all, in the three national languages, without advertisements. Nothing asks it for
# anything before the reader taps.
LEAVE_TO = "https://www.meteo.be/"

# The address, the name and the icon of each way in are the same word family: SITE.md section 4.
_WAYS = (
    ("documents", "papers"),
    ("payers", "pays"),
    ("cpas", "house"),
    ("emergency", "urgent"),
)
_OFFLINE = "about/offline/"
_FOOTER = (
    "topics",
    "contact",
    "eligibility",
    "glossary",
    "professionals",
    "offline",
    "accessibility",
    "privacy",
    "about",
)
_PATHS = {"offline": _OFFLINE}


def frame_view(
    dataset: Dataset,
    *,
    page_locale: str,
    content_locale: str,
    is_borrowed: bool,
    path: str,
    tab_title: str,
    description: Words | str,
    canonical: str,
    alternates: Mapping[str, str],
    section: str,
    permalink: str,
    discreet: bool,
    reviewed_as: str,
    version: str,
    stylesheet: str,
    content_html: Markup,
) -> FrameView:
    """The frame of the page at `path` below its language ("" for the home page).

    `canonical` and the values of `alternates` are absolute; `section` is one of the four ways or
    ""; `permalink` starts with a slash or is ""; `reviewed_as` is the subject of its reviews when
    the frame has to say that they are overdue, or ""; `version` is the day of the build,
    YYYY-MM-DD; `stylesheet` is a path from the site's root.
    """
    site_name = dataset.site.name.words(page_locale)
    return FrameView(
        page_locale=page_locale,
        page_direction=dataset.language(page_locale).direction,
        content_locale=content_locale,
        content_direction=dataset.language(content_locale).direction,
        is_borrowed=is_borrowed,
        site_name=site_name,
        document_title=_document_title(tab_title, site_name=site_name),
        description=description,
        canonical=canonical,
        alternates=alternates,
        stylesheet=stylesheet,
        languages=_strip(dataset, path=path, current=page_locale),
        ways=tuple(
            Entry(name=name, path=f"{name}/", icon=icon, is_current=name == section)
            for name, icon in _WAYS
        ),
        footer=tuple(Entry(name=name, path=_PATHS.get(name, f"{name}/")) for name in _FOOTER),
        paper_address=_paper_address(
            canonical, permalink=permalink, below_root=f"{content_locale}/{path}"
        ),
        code_path=""
        if section == "documents" and permalink
        else permalink or f"/{content_locale}/{path}",
        version=long_date(date.fromisoformat(version), page_locale),
        report_href=_report_href(
            dataset.site.report_email,
            address=_paper_address(
                canonical, permalink=permalink, below_root=f"{content_locale}/{path}"
            ),
            version=version,
        ),
        leave_href=LEAVE_TO if discreet else "",
        is_installable=path == _OFFLINE,
        read_again=_read_again(
            dataset,
            reviewed_as,
            words=content_locale,
            locale=page_locale,
            on_date=date.fromisoformat(version),
        ),
        content_html=content_html,
    )


def _read_again(
    dataset: Dataset, subject: str, *, words: str, locale: str, on_date: date
) -> ReadAgain | None:
    """``words`` is the language that was read, ``locale`` the one to say it in."""
    review, state = review_of(dataset, subject, locale=words, on_date=on_date)
    if review is None or state == "current":
        return None
    return ReadAgain(date=long_date(review.until, locale), long_overdue=state == "long overdue")


def _document_title(title: str, *, site_name: str) -> str:
    return site_name if title in ("", site_name) else f"{title} – {site_name}"


def _strip(dataset: Dataset, *, path: str, current: str) -> tuple[StripLanguage, ...]:
    return tuple(
        StripLanguage(
            code=language.code,
            name=language.name,
            direction=language.direction,
            path=f"{language.code}/{path}",
            is_current=language.code == current,
        )
        for language in dataset.languages
    )


def _paper_address(canonical: str, *, permalink: str, below_root: str) -> str:
    """The permanent link as a whole address, so that it can be typed; else the page's own."""
    if not permalink:
        return canonical
    return canonical.removesuffix(below_root).rstrip("/") + permalink


def _report_href(email: str, *, address: str, version: str) -> str:
    """A message that already says which page and which version it is about."""
    return f"mailto:{email}?subject={quote(f'{address} ({version})', safe='')}" if email else ""
