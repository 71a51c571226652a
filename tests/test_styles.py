# Room: tests. What the stylesheets promise.
"""Styles serve both directions of writing, use our own names, stand out, and stay light."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from macros.messages.message import Faulty
from publish.styles import build_stylesheet

ROOT = Path(__file__).parent.parent
CSS_DIR = ROOT / "overrides" / "assets" / "css"
STYLESHEETS = sorted(CSS_DIR.rglob("*.css"))
TEMPLATES = sorted((ROOT / "overrides" / "components").glob("*.html"))
# Compressed. One stylesheet serves every page and is kept by the browser: with the questions, the
# finder, the search, the topics and paper it may reach 8 KiB: more than half of the first window of
# a connection.
BUDGET = 8_192

PHYSICAL = re.compile(
    r"(?:(?:min|max)-)?(?:width|height)|top|right|bottom|left|float|clear"
    r"|(?:margin|padding|border|scroll-margin|scroll-padding)-(?:top|right|bottom|left)(?:-\w+)?"
    r"|border-(?:top|bottom)-(?:left|right)-radius|overflow-[xy]"
)
SHORTHANDS = {"margin", "padding", "inset", "border-width", "border-style", "border-color"}

# Background -> what is read on it, in every place a component really uses: 7 to 1 (WCAG AAA).
TEXT_ON = {
    "surface": ["text", "text-quiet", "action", "action-hover", "urgent", "caution"],
    "surface-warm": ["text", "text-quiet", "action", "action-hover", "urgent", "caution"],
    "surface-raised": ["text", "text-quiet", "action", "urgent", "caution", "success"],
    "plate": ["plate-text", "plate-quiet", "plate-mark"],
    "mark": ["mark-text"],
    "action": ["action-text"],
    "action-hover": ["action-text"],
    "urgent": ["urgent-text"],
    "urgent-surface": ["text", "action", "urgent"],
    "success-surface": ["text", "action", "success"],
    "caution-surface": ["text", "action", "caution"],
    "map": ["text"],
}
# Edges of controls, discs, areas of the map: 3 to 1.
SHAPE_ON = {
    "surface": ["line-strong"],
    "surface-warm": ["line-strong", "plate-edge"],
    "surface-raised": ["line-strong"],
    "plate": ["mark"],
    "map": ["map-line"],
}
# On a dark page the plate is told by its inner line and its white words, not by its fill.
PLATE_EDGE = {"light": "plate", "dark": "plate-line"}

TEXT_PAIRS = [(front, back) for back, fronts in TEXT_ON.items() for front in fronts]
SHAPE_PAIRS = [(front, back) for back, fronts in SHAPE_ON.items() for front in fronts]


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.stem)
def test_a_stylesheet_assumes_neither_left_nor_right(path: Path) -> None:
    physical = [
        f"{name}: {value}"
        for name, value in _declarations(path)
        if PHYSICAL.fullmatch(name)
        or (name == "text-align" and value in ("left", "right"))
        or (name in SHORTHANDS and len(_parts(value)) == 4)
    ]
    assert physical == []


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.stem)
def test_a_stylesheet_uses_only_our_names_and_no_id(path: Path) -> None:
    selectors = list(_selectors(path))
    foreign = [
        selector
        for selector in selectors
        if "#" in selector or any(not name.startswith("app-") for name in _classes(selector))
    ]
    assert foreign == []


@pytest.mark.parametrize(
    "path", sorted((CSS_DIR / "components").glob("*.css")), ids=lambda path: path.stem
)
def test_a_component_leaves_bare_elements_alone(path: Path) -> None:
    # The root is no element of a page's words: larger letters begin there.
    bare = [selector for selector in _selectors(path) if not _classes(selector)]
    assert [selector for selector in bare if not selector.startswith(":root[")] == []


def test_only_the_tokens_may_read_the_theme() -> None:
    readers = [path.name for path in STYLESHEETS if "--md-" in _text(path)]
    assert set(readers) <= {"tokens.css"}


def test_every_token_that_is_read_is_defined() -> None:
    defined = set(re.findall(r"(--_?app-[a-z0-9-]+)\s*:", "".join(map(_text, STYLESHEETS))))
    sources = [*map(_text, STYLESHEETS), *(path.read_text("utf-8") for path in TEMPLATES)]
    read = {name for text in sources for name in re.findall(r"var\((--[a-z0-9_-]+)", text)}
    assert read - defined == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_class_of_a_template_has_its_style(path: Path) -> None:
    rules = [rule for sheet in STYLESHEETS for rule in _selectors(sheet)]
    styled = {name for rule in rules for name in _classes(rule)}
    unknown = [name for name in _template_classes(path) if name not in styled]
    assert unknown == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_carries_no_style_of_its_own(path: Path) -> None:
    # The site's Content-Security-Policy forbids them, and dark mode and paper could not reach them.
    assert not re.search(r"""\sstyle=|<style\b""", path.read_text("utf-8"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT_PAIRS)
def test_text_stands_out_seven_to_one(front: str, back: str, scheme: str) -> None:
    assert _contrast(front, back, scheme=scheme) >= 7


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SHAPE_PAIRS)
def test_shapes_stand_out_three_to_one(front: str, back: str, scheme: str) -> None:
    if front == "plate-edge":
        front = PLATE_EDGE[scheme]
    assert _contrast(front, back, scheme=scheme) >= 3


def test_the_built_stylesheet_stays_within_its_weight() -> None:
    brotli = pytest.importorskip("brotli")
    styles = pytest.importorskip("publish.styles")
    content = styles.build_stylesheet(CSS_DIR).content
    assert len(brotli.compress(content.encode())) <= BUDGET


def _text(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)


def _declarations(path: Path) -> Iterator[tuple[str, str]]:
    for name, value in re.findall(r"([\w-]+)\s*:\s*([^;{}]+);", _text(path)):
        yield name, value.strip()


def _selectors(path: Path) -> Iterator[str]:
    for prelude in re.findall(r"([^;{}]+)\{", _text(path)):
        if not prelude.strip().startswith("@"):
            yield from re.split(r",(?![^(]*\))\s*", prelude.strip())


def _classes(selector: str) -> list[str]:
    return re.findall(r"\.(-?[a-zA-Z_][\w-]*)", selector)


def _template_classes(path: Path) -> set[str]:
    """Class names in the markup; one ending in a hyphen is completed by the view and left out."""
    attributes = re.findall(r'\sclass="([^"]*)"', path.read_text("utf-8"))
    names = {name for value in attributes for name in re.findall(r"[\w-]*app-[\w-]+", value)}
    fixed = {name for value in attributes for name in re.sub(r"\{.*?\}+", " ", value).split()}
    return {name for name in names | fixed if not name.endswith("-")}


def _parts(value: str) -> list[str]:
    return re.findall(r"(?:[^\s()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+", value)


def _tokens(scheme: str) -> dict[str, str]:
    blocks = re.findall(r":root\s*\{(.*?)\}", _text(CSS_DIR / "tokens.css"), re.S)
    light, dark = (
        dict(re.findall(r"--app-([a-z-]+):\s*(#[0-9a-f]{3,6})\b", block)) for block in blocks
    )
    return light if scheme == "light" else light | dark


def _contrast(front: str, back: str, *, scheme: str) -> float:
    """The ratio of WCAG 2.2 between two tokens."""
    tokens = _tokens(scheme)
    darker, lighter = sorted(_luminance(tokens[name]) for name in (front, back))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.stem)
def test_a_brace_that_is_missing_is_a_mistake_at_the_rule_it_leaves_open(
    path: Path, tmp_path: Path
) -> None:
    """CSS itself takes all that follows for a part of that rule, without a word."""
    css = path.read_text("utf-8")
    file = tmp_path / "css" / "base.css"
    file.parent.mkdir()
    file.write_text(css, "utf-8")
    build_stylesheet(file.parent)
    for brace in re.finditer("}", css):
        file.write_text(f"{css[: brace.start()]}{css[brace.end() :]}", "utf-8")
        with pytest.raises(Faulty) as fault:
            build_stylesheet(file.parent)
        problem = fault.value.problem
        assert problem.message.id == "brace-never-closed"
        line = css.splitlines()[problem.line - 1]
        assert problem.line <= css.count("\n", 0, brace.start()) + 1
        assert "{" in line


def test_braces_in_words_and_comments_are_no_braces(tmp_path: Path) -> None:
    css = '/* a { */ .app-a::after { content: "{"; }\n@media print { .app-b { color: red; } }\n'
    (tmp_path / "base.css").write_text(css, "utf-8")
    assert ".app-b" in build_stylesheet(tmp_path).content
