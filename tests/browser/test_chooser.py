# Room: tests. The papers by their shape, as a screen reader is told of them.
"""Who cannot see the drawings hears the name once, then what the drawing shows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.conftest import NewContext

pytestmark = pytest.mark.browser

# Colour where it is known, format, and the number or letter of the paper.
HEARD = {
    "fr": {
        "annex-35": "feuille A4 avec le numéro 35",
        "card-a": "carte en plastique, marquée A",
        "ai-asylum": "carte orange pliée en deux",
    },
    "nl": {
        "annex-35": "A4-blad met het nummer 35",
        "card-a": "plastic kaart met het opschrift A",
        "ai-asylum": "oranje kaart die in twee gevouwen is",
    },
    "en": {
        "annex-35": "A4 sheet with the number 35",
        "card-a": "plastic card, marked A",
        "ai-asylum": "orange card folded in two",
    },
}


def links(page: Page) -> list[tuple[str, str]]:
    """Name and description of every link, as the accessibility tree has them."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        (node["name"]["value"], node.get("description", {}).get("value", ""))
        for node in nodes
        if node.get("role", {}).get("value") == "link" and not node["ignored"]
    ]


@pytest.mark.parametrize("language", HEARD)
def test_each_drawing_is_told_after_the_name(
    new_context: NewContext, real_site_url: str, language: str
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{real_site_url}{language}/documents/")
    found = links(page)
    described = [(name, told) for name, told in found if told]
    assert len(described) == page.locator(".app-list a").count()
    for document, words in HEARD[language].items():
        row = page.locator(f".app-list a[href$='{document}/']")
        shown = re.sub(r"\s+", " ", row.locator("b").inner_text())
        heard = [(name, told) for name, told in described if name.startswith(f"{shown} ")]
        # Names may begin alike (Card A, Card A for students); so do their drawings.
        assert heard
        assert all(words in told and told not in name for name, told in heard)
