# Room: scripts. The Chromium of the browser tests. Called by the Makefile and by tests/browser.
"""Find a Chromium, or install Debian's where that is allowed: `python scripts/browser.py`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

HOW_TO_INSTALL = (
    "The browser tests need Chromium or Google Chrome, and none was found.\n"
    "  Debian, Ubuntu   sudo apt install chromium\n"
    "  Fedora           sudo dnf install chromium\n"
    "  macOS, others    install Google Chrome\n"
    "Or say where it is: CHROMIUM=/path/to/chrome make test. Without it: make test-quick."
)


def find_browser() -> Path | None:
    """The program named by CHROMIUM, else the first one installed; None without any."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named) if Path(named).is_file() else None
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found:
        return Path(found)
    return MAC if MAC.is_file() else None


def install_browser() -> None:
    """Install Debian's package when we may: root, with apt-get. Its progress is shown."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print("Installing Chromium from the system's packages.", flush=True)
    for arguments in (("update",), ("install", "--yes", "--no-install-recommends", "chromium")):
        subprocess.run(["apt-get", *arguments], check=False)  # noqa: S603, S607 - fixed words


def main() -> int:
    """Print the browser's path; 1, and what to install, when there is none."""
    if find_browser() is None:
        install_browser()
    browser = find_browser()
    print(browser or HOW_TO_INSTALL, file=sys.stdout if browser else sys.stderr)
    return 0 if browser else 1


if __name__ == "__main__":
    sys.exit(main())
