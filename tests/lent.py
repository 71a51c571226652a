# Room: tests. Our own data, every Dutch text of it older than its French, all at once.
"""French that stands for a translation, with words that cannot be taken for any language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from macros.load import load_dataset, reader
from macros.load.ledger import NO_FRENCH, Ledger, read_ledger
from macros.model.common import LocalizedText, Words
from macros.model.dataset import Dataset

# Each word of the French begins with a letter that no language of ours has: French is seen without
# guessing. LENT stands for a translation and says so; OWN needs no note: a label of the interface,
# or what is asked for in French, such as an official name.
LENT, OWN = "ŧ", "ƒ"
_WORD = re.compile(r"\{\w+\}|[^\W\d_]+")


def _marked(text: str, sign: str) -> str:
    """``text``, each word beginning with ``sign``; names in braces stay."""
    return _WORD.sub(lambda word: word[0] if word[0][0] == "{" else sign + word[0], text)


def lent_dataset(project: Path, *, as_of: date) -> Dataset:
    """The data of ``project`` as if the meaning of every French text had changed since it was put
    in Dutch."""

    def outdated(folder: Path, language: str, **options: Any) -> Any:
        ledger, problems = read_ledger(folder, language, **options)
        assert language == "fr" or ledger is not None
        if language != "nl" or ledger is None:
            return ledger, problems
        entries = {at: replace(entry, source=NO_FRENCH) for at, entry in ledger.entries.items()}
        return Ledger(entries=entries), problems

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "read_ledger", outdated)
        found = load_dataset(project, as_of=as_of)
    texts = {id(text): text for text in _localized(found)}
    lent = [text for text in texts.values() if text.words("nl").replaces_stale]
    assert len(lent) > 0.99 * len(texts) > 2000
    for text in lent:
        french = text.root["fr"]
        text.__dict__["_said"] = {
            **{code: Words(said, code) for code, said in text.root.items()},
            "fr": Words(_marked(french, OWN), "fr"),
            "nl": Words(_marked(french, LENT), "fr", replaces_stale=True),
        }
    dutch = found.strings["nl"]
    assert dutch == found.strings["fr"], "each word of the interface is lent too"
    for key, words in dutch.items():
        assert isinstance(words, Words)
        dutch[key] = words.with_text(_marked(words, LENT if words.replaces_stale else OWN))
    return found


def _localized(value: Any) -> Iterator[LocalizedText]:
    """Every text of a record, a list of records or the Dataset."""
    if isinstance(value, LocalizedText):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _localized(getattr(value, name))
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _localized(part)
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _localized(part)
