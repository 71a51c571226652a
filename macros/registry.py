# Room: beside the rooms. The macros editors may call in docs/, in one place: define_env registers
# them, `make check` checks the calls, the guide lists them; a test holds the three together.
"""Which macro prints which view with which component."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import get_args

from macros.model.common import Confidence
from macros.model.coverage import ResidenceDocument
from macros.views.blocks import (
    document_card_view,
    glossary_term_view,
    notice_view,
    papers_view,
    sources_view,
    steps_view,
    who_pays_view,
)
from macros.views.chooser import document_chooser_view, home_doors_view, payer_list_view
from macros.views.directory import cpas_card_view, cpas_directory_view
from macros.views.eligibility import eligibility_table_view
from macros.views.finder import finder_view
from macros.views.glossary import glossary_page_view
from macros.views.home import home_view
from macros.views.law import law_index_view
from macros.views.map import cpas_map_view
from macros.views.municipalities import municipalities_view
from macros.views.organisations import (
    contact_line_view,
    emergency_numbers_view,
    organisation_list_view,
)
from macros.views.questions import questions_view
from macros.views.review import review_report_view
from macros.views.search import site_index_view
from macros.views.site import attributions_view, publisher_view
from macros.views.topics import (
    citation_view,
    law_view,
    link_view,
    phone_macro_view,
    professionals_view,
    topic_list_view,
    value_view,
)
from macros.views.weight import site_weight_view

ANY: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Macro:
    """One macro.

    ``view`` is called as ``view(dataset, *args, locale=…, on_date=…, **options)`` and must be pure;
    ``component`` prints what it returns. ``ids`` names the collection of each positional argument;
    ``options`` the keyword arguments with their values (``ANY`` = no fixed list). ``inline`` macros
    stand inside a sentence; those ``of_topic`` are called with ``topic=`` as well, and stand in the
    sheet of a topic only.
    """

    view: Callable[..., object]
    component: str
    ids: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inline: bool = False
    of_topic: bool = False


MACROS: dict[str, Macro] = {
    # A residence document, and who pays for its holder.
    "document_card": Macro(
        view=document_card_view, component="components/document_card.html", ids=("documents",)
    ),
    "who_pays": Macro(
        view=who_pays_view, component="components/who_pays_box.html", ids=("documents",)
    ),
    "eligibility_table": Macro(
        view=eligibility_table_view,
        component="components/eligibility_table.html",
        options={
            "document": ANY,
            "payer": ANY,
            "stay_status": get_args(ResidenceDocument.model_fields["stay_status"].annotation),
            "confidence": get_args(Confidence),
        },
    ),
    # What to do with a payer.
    "steps": Macro(view=steps_view, component="components/steps.html", ids=("procedures",)),
    "papers": Macro(view=papers_view, component="components/papers.html", ids=("payers",)),
    "sources": Macro(view=sources_view, component="components/sources_block.html", ids=("payers",)),
    # Where to go.
    "cpas_directory": Macro(
        view=cpas_directory_view,
        component="components/cpas_directory.html",
        options={
            "region": ("brussels", "flanders", "wallonia", "all"),
            "commune": ANY,
            "language": ("fr", "nl"),
            "codes": ("yes", "no"),
        },
    ),
    "cpas_finder": Macro(view=finder_view, component="components/finder.html"),
    "cpas_map": Macro(
        view=cpas_map_view, component="components/cpas_map.html", options={"cpas": ANY}
    ),
    "municipalities": Macro(view=municipalities_view, component="components/municipalities.html"),
    "cpas_card": Macro(
        view=cpas_card_view, component="components/cpas_directory.html", ids=("cpas",)
    ),
    "contact_line": Macro(
        view=contact_line_view,
        component="components/organisation_list.html",
        ids=("organisations",),
    ),
    "organisation_list": Macro(
        view=organisation_list_view,
        component="components/organisation_list.html",
        options={
            "purpose": ANY,
            "category": ANY,
            "without": ANY,
            "free": ("yes",),
            "style": ("full", "short"),
        },
    ),
    "emergency_numbers": Macro(
        view=emergency_numbers_view, component="components/emergency_numbers.html"
    ),
    # Inside a text.
    "glossary_term": Macro(
        view=glossary_term_view, component="components/glossary_term.html", ids=("glossary",)
    ),
    "f": Macro(
        view=citation_view, component="components/citation.html", inline=True, of_topic=True
    ),
    "v": Macro(
        view=value_view, component="components/inline_value.html", inline=True, of_topic=True
    ),
    "phone": Macro(
        view=phone_macro_view,
        component="components/inline_phone.html",
        ids=("organisations",),
        options={"line": ("", "alt", "legal")},
        inline=True,
    ),
    "law": Macro(view=law_view, component="components/inline_law.html", inline=True),
    "link": Macro(view=link_view, component="components/inline_link.html", inline=True),
    "notice": Macro(
        view=notice_view,
        component="components/notice.html",
        options={"kind": ("", "caution", "urgent", "success"), "title": ANY, "text": ANY},
    ),
    # Pages that are made of data.
    "home_doors": Macro(view=home_doors_view, component="components/home_doors.html"),
    "home": Macro(view=home_view, component="components/home.html"),
    "document_chooser": Macro(
        view=document_chooser_view, component="components/document_chooser.html"
    ),
    "questions": Macro(view=questions_view, component="components/decision_table.html"),
    "payer_list": Macro(view=payer_list_view, component="components/payer_list.html"),
    "site_index": Macro(view=site_index_view, component="components/site_index.html"),
    "topic_list": Macro(view=topic_list_view, component="components/topic_list.html"),
    "professionals": Macro(view=professionals_view, component="components/professionals_page.html"),
    "glossary": Macro(view=glossary_page_view, component="components/glossary_page.html"),
    "law_index": Macro(view=law_index_view, component="components/law_index.html"),
    "review_report": Macro(view=review_report_view, component="components/review_report.html"),
    "site_weight": Macro(view=site_weight_view, component="components/site_weight.html"),
    "publisher": Macro(view=publisher_view, component="components/publisher.html"),
    "attributions": Macro(view=attributions_view, component="components/attributions.html"),
}
