# Room: scripts. Keeps data/published_ids.txt complete; `make published-ids` runs it.
"""Add the ids of new record pages to data/published_ids.txt: `python -m scripts.published_ids`."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from macros.commands.data import with_data
from macros.commands.program import run
from macros.load.published_ids import PUBLISHED_IDS_FILE
from macros.messages.catalogue import messages_for
from macros.model.dataset import Dataset
from macros.views.pages import record_pages
from publish.permalinks import with_new_ids


def main(project: Path) -> int:
    """Writes the file only when an id is new."""

    def listed(dataset: Dataset, _: date) -> int:
        target = project / PUBLISHED_IDS_FILE
        before = target.read_text("utf-8") if target.is_file() else ""
        keys = {f"{page.collection}/{page.record_id}" for page in record_pages(dataset)}
        after = with_new_ids(before, existing=keys)
        target.write_text(after, "utf-8")
        added = sorted(set(after.splitlines()) - set(before.splitlines()))
        print("\n".join(added) or messages_for(os.environ)("published-ids.all"))
        return 0

    return with_data(project, os.environ, listed)


if __name__ == "__main__":
    run(lambda: main(Path.cwd()))
