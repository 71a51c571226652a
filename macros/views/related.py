# Room: views. What belongs together, computed both ways from one place: the record of a topic and
# the links of its sheet. Imports model only.
"""Topics with their documents, payers and neighbours, and the other way round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from macros.model.common import Words
from macros.model.dataset import Dataset
from macros.model.topic import Theme, Topic

THEMES: tuple[Theme, ...] = ("access-to-care", "stay-and-return", "social-rights", "practical")
AT_MOST = 6
"""Entries of a list at the end of a page: more are not read."""


@dataclass(frozen=True, kw_only=True)
class TopicRow:
    """A topic in a list. ``path`` is below the language."""

    id: str
    path: str
    title: Words
    question: Words


def topic_row(topic: Topic, *, locale: str) -> TopicRow:
    """The topic as a row of a list."""
    return TopicRow(
        id=topic.id,
        path=f"topics/{topic.id}/",
        title=topic.title.words(locale),
        question=(topic.question or topic.title).words(locale),
    )


def written_topics(dataset: Dataset) -> tuple[Topic, ...]:
    """The topics that have a page: those whose French sheet is written. By theme, then title."""
    topics = [topic for topic in dataset.topics.values() if topic.id in dataset.sheets]
    order = {theme: place for place, theme in enumerate(THEMES)}
    return tuple(sorted(topics, key=lambda topic: (order[topic.theme], topic.id)))


Linking = Mapping[str, tuple[str, ...]]
"""By ``topics/fgm``: the records whose prose links to it."""


def linking_records(dataset: Dataset) -> Linking:
    """Which documents and payers link to each topic; made once where many topics are looked at."""
    found: dict[str, list[str]] = {}
    for record, links in dataset.prose_links.items():
        for link in dict.fromkeys(links):
            found.setdefault(link, []).append(record)
    return {link: tuple(records) for link, records in found.items()}


def documents_of_topic(
    dataset: Dataset, topic: Topic, *, linking: Linking | None = None
) -> tuple[str, ...]:
    """Documents whose holders the topic concerns, the nearest first.

    Nearest are those whose own prose links to the topic, then those of its record in the order of
    the record, then those its sheet links to.
    """
    return _related(dataset, topic, "documents", topic.related_documents, linking=linking)


def payers_of_topic(
    dataset: Dataset, topic: Topic, *, linking: Linking | None = None
) -> tuple[str, ...]:
    """Payers the topic speaks of, in the same order as documents."""
    return _related(dataset, topic, "payers", topic.related_payers, linking=linking)


def neighbours_of_topic(dataset: Dataset, topic: Topic) -> tuple[str, ...]:
    """At most ``AT_MOST`` topics on the same subject, the nearest first.

    Near are topics whose sheets link to this one or that this one links to: 4 points for each
    direction, as a person chose it. Then 2 for the same theme, 1 for each payer and 1 for each
    four documents that both speak of (a document like ``no-document`` belongs to most topics).
    With equal points: in the order of this sheet's links, then by id. A topic without any link
    between is never listed.
    """
    here = f"topics/{topic.id}"
    linking = linking_records(dataset)
    linked = _related(dataset, topic, "topics", (), linking=linking)
    payers = payers_of_topic(dataset, topic, linking=linking)
    documents = documents_of_topic(dataset, topic, linking=linking)
    back = sorted(name for name, sheet in dataset.sheets.items() if here in sheet.links)

    def points(name: str) -> int:
        other = dataset.topics[name]
        return (
            4 * (name in linked)
            + 4 * (name in back)
            + 2 * (other.theme == topic.theme)
            + _shared(payers, payers_of_topic(dataset, other, linking=linking))
            + _shared(documents, documents_of_topic(dataset, other, linking=linking)) // 4
        )

    names = dict.fromkeys((*linked, *back))
    near = (name for name in names if name in dataset.sheets and name != topic.id)
    return tuple(sorted(near, key=points, reverse=True)[:AT_MOST])


def topics_of_document(dataset: Dataset, document_id: str, *, locale: str) -> tuple[TopicRow, ...]:
    """At most ``AT_MOST`` more topics that concern the holder of a document, the nearest first.

    Those that its own prose links to are left out: the list stands right below. Topics for
    professionals come last, those on access to care first, as the page is about who pays. Then come
    those that concern the fewest documents, as they say most about each; then by id.
    """
    return _nearest(dataset, f"documents/{document_id}", documents_of_topic, locale=locale)


def topics_of_payer(dataset: Dataset, payer_id: str, *, locale: str) -> tuple[TopicRow, ...]:
    """At most ``AT_MOST`` more topics that speak of a payer, in the same order as a document's."""
    return _nearest(dataset, f"payers/{payer_id}", payers_of_topic, locale=locale)


def _nearest(
    dataset: Dataset,
    record: str,
    records_of: Callable[..., tuple[str, ...]],
    *,
    locale: str,
) -> tuple[TopicRow, ...]:
    linking = linking_records(dataset)
    linked = dataset.prose_links.get(record, ())
    name = record.partition("/")[2]
    found = [
        (topic.is_for_professionals, THEMES.index(topic.theme), len(records), topic)
        for topic in written_topics(dataset)
        if name in (records := records_of(dataset, topic, linking=linking))
        and f"topics/{topic.id}" not in linked
    ]
    near = sorted(found, key=lambda entry: entry[:3])
    return tuple(topic_row(topic, locale=locale) for *_, topic in near[:AT_MOST])


def _shared(first: Iterable[str], second: Iterable[str]) -> int:
    return len(set(first) & set(second))


def _related(
    dataset: Dataset,
    topic: Topic,
    collection: str,
    listed: tuple[str, ...],
    *,
    linking: Linking | None,
) -> tuple[str, ...]:
    if linking is None:
        linking = linking_records(dataset)
    sheet = dataset.sheets.get(topic.id)
    names = dict.fromkeys(
        (
            *_of(collection, linking.get(f"topics/{topic.id}", ())),
            *listed,
            *_of(collection, sheet.links if sheet else ()),
        )
    )
    return tuple(name for name in names if name in getattr(dataset, collection))


def _of(collection: str, paths: Iterable[str]) -> tuple[str, ...]:
    """The ids among paths such as ``payers/cpas`` that are of one collection."""
    split = (path.partition("/") for path in paths)
    return tuple(name for first, _, name in split if first == collection)
