# Room: tests. The build behind `make site`, which makes every page itself.
"""It gives what `mkdocs build --strict` gives, and does nothing when nothing has changed."""

from __future__ import annotations

import filecmp
import re
from pathlib import Path

import pytest
from conftest import REPOSITORY, BuildSite, Built, run_build

from bench.projects import copy_of_site
from engine.kept import kept

HTML_ONLY = ("engine.build", "--html")
NOTHING_TO_DO = "nothing has changed"


# Markdown must do with what a macro prints as if the macros plugin had put it there.
MACROS_IN_ODD_PLACES = """---
title: Places
---
# Call {{ phone() }}

**{{ phone() }}**, _{{ phone() }}_ [{{ payer_name("cpas") }}](index.md)
| A | {{ phone() }} |
|---|---|
| {{ contact_line() }} | B |

- one
- {{ contact_line() }}

  {{ contact_line() }}

words
{{ contact_line() }}
words {{ contact_line() }} words {{ stars() }}

{{ phone() }}

{{ contact_line() }}
{: .attributes }

<div markdown="1">

{{ contact_line() }}

</div>
"""
WITH_CODE = """---
title: Code
---
Title of {{ phone() }}
----------------------

`{{ phone() }}` {{ phone() }}

    {{ phone() }}

{{ contact_line() }}
"""


def add_borrowed_pages_and_files(project: Path) -> None:
    """What the two builds could take for different things: fallbacks, images, odd links."""
    docs = project / "docs"
    (docs / "fr/help").mkdir()
    (docs / "fr/help/index.md").write_text(
        "---\ntitle: Aide\n---\n## Ici {: #here }\n\n[Plan](../../assets/plan.txt)\n"
        "[Image](image.png) [Annexe](../documents/annex-35.md) [Contact](../contact.md#who)\n",
        "utf-8",
    )
    (docs / "fr/help/image.png").write_bytes(b"fr")
    (docs / "nl/help").mkdir()
    (docs / "nl/help/image.png").write_bytes(b"nl")
    (docs / "nl/untitled.md").write_text("# Eerste kop {: #first }\n\n[Kop](#first)\n", "utf-8")
    (docs / "fr/untitled.md").write_text("# Premier titre {: #first }\n\n> Mot\n", "utf-8")
    (docs / "fr/places.md").write_text(MACROS_IN_ODD_PLACES, "utf-8")
    (docs / "fr/code.md").write_text(WITH_CODE, "utf-8")
    with (docs / "en/index.md").open("a", encoding="utf-8") as page:
        page.write("\n{% if 1 %}{{ payer_name(payer_id='cpas') }}{% endif %} [x](/en/contact/)\n")


def assert_same_files(one: Built, other: Built) -> None:
    assert one.paths() == other.paths()
    _, different, unreadable = filecmp.cmpfiles(one.site, other.site, one.paths(), shallow=False)
    assert (different, unreadable) == ([], [])


def test_it_gives_the_same_files_as_mkdocs(build_site: BuildSite) -> None:
    def change(project: Path) -> None:
        add_borrowed_pages_and_files(project)
        page = project / "docs/en/index.md"
        page.write_text(page.read_text("utf-8").replace("(/en/contact/)", "(contact.md)"), "utf-8")

    theirs = build_site("tiny", change=change)
    ours = build_site("tiny", change=change, command=HTML_ONLY)
    assert (theirs.code, ours.code) == (0, 0), theirs.log + ours.log
    assert_same_files(theirs, ours)


def test_it_warns_of_what_mkdocs_warns_of(build_site: BuildSite) -> None:
    def change(project: Path) -> None:
        add_borrowed_pages_and_files(project)
        page = project / "docs/fr/contact.md"
        page.write_text("[a](help/index.md#nowhere) [b](gone.md) [c](#gone)\n", "utf-8")

    theirs = build_site("tiny", change=change)
    ours = build_site("tiny", change=change, command=HTML_ONLY)
    assert (theirs.code, ours.code) == (1, 1)
    said = set(re.findall(r"Doc file '([^']*)' contains a link '([^']*)'", theirs.log))
    assert len(said) >= 4
    # Theirs stops at the first language after French that has a warning.
    told = re.findall(r"docs/(\S+):\d+\n +found +a link to (\S+)", ours.log)
    assert said <= set(told)


@pytest.mark.build
def test_the_real_site_is_the_same(real_site: Path, tmp_path: Path) -> None:
    project = copy_of_site(REPOSITORY, tmp_path / "site")
    ours = run_build(project, command=HTML_ONLY)
    assert ours.code == 0, ours.log
    assert_same_files(ours, Built(project=project, site=real_site, code=0, log=""))


def test_the_same_content_gives_the_same_bytes_on_any_machine(build_site: BuildSite) -> None:
    one = build_site("tiny", command=HTML_ONLY, env={"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"})
    other = build_site("tiny", command=HTML_ONLY, env={"PYTHONHASHSEED": "2", "LC_ALL": "C"})
    assert one.code == 0, one.log
    assert_same_files(one, other)


def test_a_second_build_does_nothing_until_something_changes(build_site: BuildSite) -> None:
    first = build_site("tiny", command=HTML_ONLY)
    assert NOTHING_TO_DO not in first.log
    assert NOTHING_TO_DO in run_build(first.project, command=HTML_ONLY).log

    page = first.project / "docs/fr/contact.md"
    page.write_text(page.read_text("utf-8") + "\nEncore\n", "utf-8")
    second = run_build(first.project, command=HTML_ONLY)
    assert NOTHING_TO_DO not in second.log
    assert "Encore" in second.text("fr/contact/index.html")


@pytest.mark.parametrize("env", [{"AS_OF": "2027-01-01"}, {"SITE_URL": "https://a.test/"}])
def test_another_day_or_address_builds_again(build_site: BuildSite, env: dict[str, str]) -> None:
    first = build_site("tiny", command=HTML_ONLY)
    second = run_build(first.project, command=HTML_ONLY, env=env)
    assert NOTHING_TO_DO not in second.log


def test_a_site_somebody_touched_is_built_again(build_site: BuildSite) -> None:
    first = build_site("tiny", command=HTML_ONLY)
    (first.site / "fr/index.html").write_text("touched", "utf-8")
    second = run_build(first.project, command=HTML_ONLY)
    assert "touched" not in second.text("fr/index.html")


def test_a_plugin_it_does_not_know_is_refused(build_site: BuildSite) -> None:
    def add_plugin(project: Path) -> None:
        settings = (project / "base.yml").read_text("utf-8")
        with_search = settings.replace("plugins:\n", "plugins:\n  - search\n")
        (project / "mkdocs.yml").write_text(with_search, "utf-8")

    built = build_site("tiny", change=add_plugin, command=HTML_ONLY)
    assert built.code == 1
    assert "found     material/search" in built.log


# -- what is kept from one build to the next ------------------------------------------------------


def test_the_index_of_a_language_is_made_again_when_it_changed(build_site: BuildSite) -> None:
    site = build_site("tiny", command=HTML_ONLY)
    assert site.code == 0, site.log
    before = kept_files(site.project)
    assert set(before) == {"search-fr.json", "search-nl.json", "search-en.json"}

    with (site.project / "docs/nl/index.md").open("a", encoding="utf-8") as page:
        page.write("\nNog een woord.\n")
    again = run_build(site.project, command=HTML_ONLY)
    assert again.code == 0, again.log
    after = kept_files(site.project)
    assert {name for name in before if before[name] != after[name]} == {"search-nl.json"}


def kept_files(project: Path) -> dict[str, int]:
    """When each was written."""
    files = (project / ".cache" / "kept").iterdir()
    return {file.name: file.stat().st_mtime_ns for file in files}


def test_what_is_kept_is_of_the_same_files_and_the_same_code(tmp_path: Path) -> None:
    for name in ("pages/a.html", "publish/code.py", "other/b.html"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("before", "utf-8")

    def made(text: str) -> dict[str, str]:
        return kept(tmp_path, "pack", of=[tmp_path / "pages"], make=lambda: {"pack": text})

    assert made("1") == made("2") == {"pack": "1"}
    (tmp_path / "other/b.html").write_text("after", "utf-8")
    assert made("3") == {"pack": "1"}
    (tmp_path / "pages/a.html").write_text("after", "utf-8")
    assert made("4") == made("5") == {"pack": "4"}
    (tmp_path / "publish/code.py").write_text("after", "utf-8")
    assert made("6") == {"pack": "6"}
    (tmp_path / "pages/a.html").rename(tmp_path / "pages/c.html")
    assert made("7") == {"pack": "7"}
