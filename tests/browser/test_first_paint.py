# Room: tests. What a phone shows before the stylesheet of the site has come.
"""The first screen stands as it will stand: its styles come with the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import FloatRect

from browser.conftest import NewContext

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "path", ["", "documents/annex-35/", "documents/no-document/", "payers/cpas/", "topics/fgm/"]
)
def test_the_first_screen_does_not_wait_for_the_stylesheet(
    new_context: NewContext, real_site_url: str, path: str, width: int
) -> None:
    shots = []
    for is_late in (False, True):
        # Without scripts: a script waits for every stylesheet above it.
        context = new_context(
            viewport={"width": width, "height": 640},
            reduced_motion="reduce",
            java_script_enabled=False,
        )
        if is_late:
            context.route("**/*.css", lambda route: route.abort())
        page = context.new_page()
        page.goto(f"{real_site_url}fr/{path}")
        # Up to the end of the first section, after which the stylesheet is asked for; what stands
        # beside it on a wide screen comes later.
        end = page.locator("main section:not(.app-paper)").first.bounding_box()
        assert end is not None
        right, below = end["x"] + end["width"], end["y"] + end["height"]
        clip = FloatRect(x=0, y=0, width=right, height=min(640, below))
        shots.append(page.screenshot(clip=clip))
    assert shots[0] == shots[1]
