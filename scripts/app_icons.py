# Room: scripts. The icons of the installed site; run by hand after the favicon has changed.
"""Draw docs/assets/icon-*.png from docs/assets/favicon.svg: `python -m scripts.app_icons`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from publish.offline import PLATE
from scripts.browser import HOW_TO_INSTALL, find_browser

FOLDER = Path("docs", "assets")
# Name -> size, and the part of it that the drawing fills. A phone may cut an icon to a circle: the
# full one is painted to its edges, and keeps what matters in the middle.
ICONS = {"icon-192.png": (192, 1.0), "icon-512.png": (512, 1.0), "icon-full-512.png": (512, 0.75)}


def main(project: Path) -> int:
    """Writes every icon; 1 without a browser."""
    program = find_browser()
    if program is None:
        print(HOW_TO_INSTALL, file=sys.stderr)
        return 1
    drawing = (project / FOLDER / "favicon.svg").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        for name, (size, part) in ICONS.items():
            _draw(page, drawing, size=size, part=part, target=project / FOLDER / name)
        browser.close()
    return 0


def _draw(page: Page, drawing: str, *, size: int, part: float, target: Path) -> None:
    ground = PLATE if part < 1 else "transparent"
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(
        f"<style>body{{margin:0;display:grid;place-content:center;height:100vh;"
        f"background:{ground}}}svg{{width:{size * part}px}}</style>{drawing}"
    )
    page.screenshot(path=target, omit_background=True)


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
