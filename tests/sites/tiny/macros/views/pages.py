from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    collection: str
    record_id: str
    path: str


@dataclass(frozen=True, kw_only=True)
class RecordPageView:
    title: str
    tab_title: str
    description: str
    component: str
    view: object
    section: str
    discreet: bool


def record_pages(dataset):
    return tuple(
        RecordPage(collection=key.split("/")[0], record_id=key.split("/")[1], path=f"{key}/")
        for key in dataset.records
    )


def record_page_view(dataset, page, *, locale, on_date, prose_html):
    name = dataset.records[f"{page.collection}/{page.record_id}"].words(locale)
    return RecordPageView(
        title=name,
        tab_title=name,
        description=f"{name} {on_date}",
        component="components/record.html",
        view={"name": name, "prose_html": Markup(prose_html or "")},
        section=page.collection,
        discreet=False,
    )
