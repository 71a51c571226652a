# Room: views. What belongs together, computed both ways from one place: the record of a topic and
# the links of its sheet. Imports model only.
"""Topics with their documents, payers and neighbours, and the other way round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from macros.model.common import Words
from macros.model.dataset import Dataset
from macros.model.topic import Theme, Topic

THEMES: tuple[Theme, ...] = ("access-to-care", "stay-and-return", "social-rights", "practical")


# What the page of a record shows of its topics: a list of forty helps nobody. The link after it
# leads to them all.
SHOWN_TOPICS = 10


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


def documents_of_topic(dataset: Dataset, topic: Topic) -> tuple[str, ...]:
    """Documents whose holders the topic concerns."""
    return _related(dataset, topic, "documents", topic.related_documents)


def payers_of_topic(dataset: Dataset, topic: Topic) -> tuple[str, ...]:
    """Payers the topic speaks of."""
    return _related(dataset, topic, "payers", topic.related_payers)


def neighbours_of_topic(dataset: Dataset, topic: Topic) -> tuple[str, ...]:
    """Topics whose sheets link to this one, or that this one links to."""
    here = f"topics/{topic.id}"
    back = [name for name, sheet in dataset.sheets.items() if here in sheet.links]
    names = _related(dataset, topic, "topics", tuple(back))
    return tuple(name for name in names if name in dataset.sheets and name != topic.id)


def topics_of_document(dataset: Dataset, document_id: str, *, locale: str) -> tuple[TopicRow, ...]:
    """The topics that concern the holder of a document, those of the fewest documents first, then
    those for professionals."""
    return _topics_of(document_id, dataset, documents_of_topic, locale=locale)


def topics_of_payer(dataset: Dataset, payer_id: str, *, locale: str) -> tuple[TopicRow, ...]:
    """The topics that speak of a payer, those of the fewest payers first, then those for
    professionals."""
    return _topics_of(payer_id, dataset, payers_of_topic, locale=locale)


def _topics_of(
    record_id: str,
    dataset: Dataset,
    records_of_topic: Callable[[Dataset, Topic], tuple[str, ...]],
    *,
    locale: str,
) -> tuple[TopicRow, ...]:
    named = [(topic, records_of_topic(dataset, topic)) for topic in written_topics(dataset)]
    own = [pair for pair in named if record_id in pair[1]]
    own.sort(key=lambda pair: (pair[0].is_for_professionals, len(pair[1])))
    return tuple(topic_row(topic, locale=locale) for topic, _ in own)


def _related(
    dataset: Dataset, topic: Topic, collection: str, listed: tuple[str, ...]
) -> tuple[str, ...]:
    sheet = dataset.sheets.get(topic.id)
    linked = (path.partition("/") for path in (sheet.links if sheet else ()))
    names = dict.fromkeys((*listed, *(name for first, _, name in linked if first == collection)))
    return tuple(name for name in names if name in getattr(dataset, collection))
