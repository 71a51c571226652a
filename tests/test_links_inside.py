# Room: tests. Links between pages: those of a finished site. Those that editors write are in
# data_errors/, the whole real site in test_site_real.py.
"""A link that leads nowhere is found in the finished pages, whoever made it."""

from __future__ import annotations

from pathlib import Path

from conftest import ENGLISH

from publish.links import link_faults


def site_of(folder: Path, pages: dict[str, str]) -> Path:
    for name, html in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<!doctype html><html><body>{html}</body></html>", "utf-8")
    return folder


def faults(site: Path) -> tuple[str, ...]:
    return tuple(map(ENGLISH.text, link_faults(site)))


def test_links_that_lead_to_a_page_and_a_place_are_right(tmp_path: Path) -> None:
    pages = {
        "fr/index.html": '<a href="about/">a</a><a href=about/#who>b</a><a id=x href="/fr/">c</a>',
        "fr/about/index.html": (
            '<h2 id=who>Who</h2><a href="../">up</a><a href="#who">here</a><a href="../..">all</a>'
            '<a href="../../file.pdf">file</a><a href="https://example.org/x">elsewhere</a>'
            '<a href="tel:112">112</a><a href="mailto:a@example.org">mail</a>'
        ),
        "index.html": '<a href="fr/about/#caf%C3%A9">d</a>',
        "file.pdf": "",
    }
    pages["fr/about/index.html"] += "<h2 id='café'>Café</h2>"
    assert link_faults(site_of(tmp_path, pages)) == ()


def test_a_site_in_a_folder_of_its_host_names_that_folder(tmp_path: Path) -> None:
    pages = {"404.html": '<a href="/soins/fr/">a</a><a href="/soins/">b</a>'}
    pages |= {"index.html": "", "fr/index.html": '<a href="../">up</a>'}
    site = site_of(tmp_path, pages)
    assert link_faults(site, root="/soins/") == ()
    assert len(link_faults(site)) == 2


def test_a_dead_page_and_a_dead_place_are_named_once_for_all_pages(tmp_path: Path) -> None:
    dead = '<a href="../gone/">gone</a>'
    pages = {f"fr/{name}/index.html": dead for name in ("a", "b", "c")}
    pages["fr/d/index.html"] = '<a href=../a/#nowhere>d</a><a href="#here">e</a>'
    assert faults(site_of(tmp_path, pages)) == (
        "/fr/a/ and 2 other pages: a link leads to /fr/gone/, which does not exist",
        "/fr/d/: a link leads to #nowhere of /fr/a/, which has no such place",
        "/fr/d/: a link leads to #here of /fr/d/, which has no such place",
    )


def test_an_id_that_stands_twice_in_a_page_is_named(tmp_path: Path) -> None:
    pages = {"fr/index.html": '<h2 id="a">1</h2><p id=a>2</p><h2 id="b">3</h2>'}
    assert faults(site_of(tmp_path, pages)) == ("/fr/: the id a stands 2 times in the page",)


def test_what_a_script_holds_is_no_link(tmp_path: Path) -> None:
    pages = {"fr/index.html": "<script>const a = '<a href=gone/ id=x id=x>';</script><p id=x>y</p>"}
    assert link_faults(site_of(tmp_path, pages)) == ()
