# Room: load. The words of our components, data/strings/<lang>.yaml. Called by reader.py only.
"""Every language with pages has every word, with the same names to fill in.

An essential language borrows French pages, never the words around them: nothing could mark those.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from macros.load.yaml_reader import YamlFile
from macros.messages.message import LanguageName, Message, Problem
from macros.model.common import SOURCE_LANGUAGE

SOURCE = f"data/strings/{SOURCE_LANGUAGE}.yaml"

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def check_strings(files: Mapping[str, YamlFile]) -> Iterator[Problem]:
    """Problems of the strings files, by language code; French is the one the others follow.

    A file that cannot be read has said so itself: it is compared with nothing, nothing with it.
    """
    french = _keys(files.get(SOURCE_LANGUAGE))
    gone = _gone(files)
    for key, new in gone.items():
        yield _no_longer_french(files, key, new)
    told = {*gone, *gone.values()}
    for key, problem in _names_of_french_alone(files).items():
        yield problem
        told.add(key)
    for code, file in files.items():
        words = _keys(file)
        if words is None:
            if file.values is not None:
                yield file.problem((), Message("strings-without-keys", french=SOURCE))
            continue
        for key, text in words.items():
            yield from _text(file, key, text)
        if french is not None:
            found = _compared(file, code, words, french)
            yield from (problem for problem in found if problem.key not in told)


def _gone(files: Mapping[str, YamlFile]) -> dict[str, str]:
    """The keys that every language but French has, each with the key it seems to be called now:
    one that only French has, "" when there is none."""
    french = _keys(files.get(SOURCE_LANGUAGE))
    others = [
        words
        for code, file in files.items()
        if code != SOURCE_LANGUAGE and (words := _keys(file)) is not None
    ]
    if french is None or len(others) != len(files) - 1 or not others:
        return {}
    new = [key for key in french if not any(key in words for words in others)]
    gone: dict[str, str] = {}
    for key in others[0]:
        if key not in french and all(key in words for words in others):
            near = get_close_matches(key, new, n=1, cutoff=0.4)
            new = [name for name in new if name not in near]
            gone[key] = next(iter(near), "")
    return gone


def _names_of_french_alone(files: Mapping[str, YamlFile]) -> dict[str, Problem]:
    """The keys whose French has other names in braces than all its translations, which agree: one
    mistake, told where it is."""
    french = files.get(SOURCE_LANGUAGE)
    others = [file for code, file in files.items() if code != SOURCE_LANGUAGE]
    told: dict[str, Problem] = {}
    if french is None or len(others) < 2 or any(_keys(file) is None for file in others):
        return told
    for key, text in (_keys(french) or {}).items():
        here = _names_in(text)
        there = {_names_in(words[key]) for words in map(_keys, others) if words and key in words}
        if len(there) == 1 and here not in there:
            message = Message(
                "string-names-of-french",
                here=_named(here),
                there=_named(next(iter(there))),
                other=others[0].name,
            )
            told[key] = french.problem((key,), message)
    return told


def _names_in(text: object) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(str(text)))


def _no_longer_french(files: Mapping[str, YamlFile], key: str, new: str) -> Problem:
    french = files[SOURCE_LANGUAGE]
    other = next(file for code, file in files.items() if code != SOURCE_LANGUAGE)
    if new:
        message = Message("string-renamed", key=key, new=new)
        return Problem(file=french.name, line=french.line((new,)), key=key, message=message)
    # Where it stood: after the one before it in another language.
    keys = [*(_keys(other) or ())]
    before = [name for name in keys[: keys.index(key)] if name in (_keys(french) or ())]
    line = french.line((before[-1],)) if before else 1
    message = Message("string-gone", key=key, other=other.name)
    return Problem(file=french.name, line=line, key=key, message=message)


def _keys(file: YamlFile | None) -> Mapping[str, object] | None:
    """The words of a file, by key; None when there are none to read."""
    return file.values if file is not None and isinstance(file.values, Mapping) else None


def _compared(
    file: YamlFile, code: str, words: Mapping[str, object], french: Mapping[str, object]
) -> Iterator[Problem]:
    yield from _absent(file, code, words, french)
    for key, text in words.items():
        if key not in french:
            yield file.problem((key,), Message("string-without-french", key=key, french=SOURCE))
        else:
            yield from _placeholders(file, key, str(text), str(french[key]))


def _absent(
    file: YamlFile, code: str, words: Mapping[str, object], french: Mapping[str, object]
) -> Iterator[Problem]:
    for key in french:
        if key not in words:
            yield file.problem(
                (key,),
                Message("string-missing", key=key, french=SOURCE, language=LanguageName(code)),
            )


def _text(file: YamlFile, key: str, text: object) -> Iterator[Problem]:
    if not isinstance(text, str) or not text.strip():
        is_empty = text is None or isinstance(text, str)
        yield file.problem(
            (key,), Message("string-empty" if is_empty else "string-of-another-kind")
        )
    elif _PLACEHOLDER.sub("", text) != re.sub(r"[{}]", "", _PLACEHOLDER.sub("", text)):
        yield file.problem((key,), Message("string-brace", text=text, example="{name}"))


def _placeholders(file: YamlFile, key: str, text: str, french: str) -> Iterator[Problem]:
    here, there = _names_in(text), _names_in(french)
    if here != there:
        yield file.problem(
            (key,),
            Message("string-names", here=_named(here), there=_named(there), french=SOURCE),
        )


def _named(names: Collection[str]) -> Message | tuple[str, ...]:
    return tuple(f"{{{name}}}" for name in sorted(names)) or Message("no-names")
