# Room: tests. What publish/offline.py makes of a finished site: cut pages, chunks, manifests. Real
# packs are weighed in test_budgets.py and used in tests/browser/test_offline.py.
"""A pack holds each page once, in parts whose names change only with their content."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY

from macros.load import load_dataset
from macros.render import Renderer
from publish.offline import APP, MANIFEST, PAGE, Packer, pack_sizes
from publish.scripts import build_worker

DAY = date(2026, 11, 21)
DATASET = load_dataset(REPOSITORY, as_of=DAY)
SITE_URL = "https://example.org/soins/"
STYLE = "assets/app.1.css"
REPORT = (
    '<div class=app-wrap><section class="app-report app-note">'
    "<a href=mailto:a@b.be?subject=https%3A%2F%2Fexample.org%2Fsoins%2Ffr%2F{quoted}%20({day})>"
    "</a></section></div>"
)

Pack = Callable[..., dict[str, str]]


def page(path: str, *, day: str = "today", words: str = "", frame: str = "") -> str:
    up = "../" * (path.count("/") + 1)
    quoted = path.replace("/", "%2F")
    return (
        f"<html lang=fr><link href={up}assets/favicon.svg rel=icon>"
        '<meta content="old policy" http-equiv=Content-Security-Policy><style>.a{b:c}</style>'
        f'<title>T {path}</title><meta content="D {path}" name=description>'
        f"<link href={SITE_URL}fr/{path} rel=canonical><body><a href=#main>x</a>"
        f"<a href={up}nl/{path} hreflang=nl>nl</a><a href={up}fr/privacy/>p</a>{frame}"
        f"<main class=app-main id=main>{words}<a href={up}fr/>home</a> {{path}}"
        f"{REPORT.format(quoted=quoted, day=day)}"
        '<p class="app-print app-wrap"><span aria-label=c role=img>'
        f"<svg class=app-qr><path d={quoted} /></svg></span>"
        f"<span class=app-ltr>{SITE_URL}fr/{path}</span> {day}</main>"
        f"<footer><script src={up}assets/js/a.js type=module></script>"
    )


PATHS = ("", PAGE, "privacy/", "about/", "about/law/", *(f"topics/t{n}/" for n in range(12)))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path in PATHS:
        write(tmp_path, f"fr/{path}index.html", page(path, words=f"<h1>{path}</h1>"))
    write(tmp_path, STYLE, ".a{b:c}.d{e:f}")
    write(tmp_path, "assets/js/a.js", 'import "./b.js"; fetch("assets/data.json")')
    write(tmp_path, "assets/js/b.js", "")
    write(tmp_path, "assets/js/unused.js", "")
    write(tmp_path, "assets/favicon.svg", "<svg/>")
    return tmp_path


@pytest.fixture
def pack(site: Path) -> Pack:
    packer = Packer(
        site=site,
        dataset=DATASET,
        renderer=Renderer(REPOSITORY / "overrides", dataset=DATASET),
        site_url=SITE_URL,
        on_date=DAY,
        stylesheet=STYLE,
    )

    def make(**changes: Any) -> dict[str, str]:
        own = replace(packer, **changes)
        files = {path: text for code in own.languages() for path, text in own.pack(code).items()}
        for path, text in files.items():
            write(site, path, text)
        return files

    return make


def write(site: Path, path: str, text: str) -> None:
    (site / path).parent.mkdir(parents=True, exist_ok=True)
    (site / path).write_text(text, "utf-8")


def manifest_of(files: dict[str, str]) -> dict[str, Any]:
    return dict(json.loads(files[f"fr/{MANIFEST}"]))


def chunk(files: dict[str, str], name: str) -> dict[str, Any]:
    entry = next(file for file in manifest_of(files)["files"] if file.get("name") == name)
    return dict(json.loads(files[entry["path"]]))


def test_a_language_without_the_page_that_asks_has_no_pack(site: Path, pack: Pack) -> None:
    files = pack()
    assert {path.partition("/")[0] for path in files} == {"fr", "assets"}
    (site / "fr" / PAGE / "index.html").unlink()
    assert pack() == {}


def test_pages_that_differ_only_in_their_own_words_share_a_frame(pack: Pack) -> None:
    shell = chunk(pack(), "shell")
    assert len(shell["frames"]) == 1
    (frame,) = shell["frames"]
    assert "<title>{title}</title>" in frame
    assert "<meta content={description} name=description>" in frame
    assert f"<link href={SITE_URL}fr/{{path}} rel=canonical>" in frame
    assert "<a href={root}nl/{path} hreflang=nl>" in frame
    assert "<a href={root}fr/privacy/>" in frame
    assert f"<span class=app-ltr>{SITE_URL}fr/{{path}}</span>" in frame
    assert "soins%2Ffr%2F{quoted}%20(today)" in frame
    assert "<a href=#main>" in frame
    assert "<main class=app-main id=main>{kept}{main}<div" in frame


def test_the_policy_of_a_frame_is_that_of_the_whole_stylesheet(pack: Pack) -> None:
    (frame,) = chunk(pack(), "shell")["frames"]
    assert "old policy" not in frame
    assert "style-src 'sha256-" in frame
    assert "script-src 'self'" in frame


def test_the_words_of_a_page_are_kept_as_they_are(pack: Pack) -> None:
    files = pack()
    shell = chunk(files, "shell")
    assert set(shell["pages"]) == set(PATHS) - {"about/law/"}
    name, frame = shell["pages"]["topics/t3/"]
    assert frame == 0
    assert chunk(files, name)["topics/t3/"] == [
        "T topics/t3/",
        '"D topics/t3/"',
        "<h1>topics/t3/</h1><a href=../../../fr/>home</a> {path}",
    ]


def test_a_brace_where_words_are_filled_in_stops_the_build(site: Path, pack: Pack) -> None:
    write(site, "fr/about/index.html", page("about/", frame="{x}"))
    with pytest.raises(ValueError, match=r"fr/about/: a brace outside <main>"):
        pack()


def test_a_pack_holds_what_its_pages_ask_for(pack: Pack) -> None:
    paths = {file["path"] for file in manifest_of(pack())["files"]}
    assert {path for path in paths if not path.startswith("assets/offline/")} == {
        STYLE,
        "assets/favicon.svg",
        "assets/js/a.js",
        "assets/js/b.js",
    }


def test_the_manifest_tells_what_each_file_is_and_weighs(site: Path, pack: Pack) -> None:
    files = manifest_of(pack())["files"]
    for file in files:
        content = (site / file["path"]).read_bytes()
        assert file["sha256"] == sha256(content).hexdigest()
        assert file["bytes"]["identity"] == len(content)
        if file["path"].startswith("assets/offline/"):
            assert f".{file['sha256'][:8]}.json" in file["path"]
    size = pack_sizes(site)["fr"]
    assert size.stored == sum(file["bytes"]["identity"] for file in files)
    assert 0 < size.brotli <= size.gzip < size.stored


def test_a_correction_changes_one_chunk_and_a_new_day_only_the_shell(
    site: Path, pack: Pack
) -> None:
    before = set(pack())
    write(site, "fr/topics/t3/index.html", page("topics/t3/", words="<h1>new</h1>"))
    corrected = set(pack())
    assert [name_of(path) for path in corrected - before] == [chunk_of(corrected, "topics/t3/")]
    for path in PATHS:
        html = (site / f"fr/{path}index.html").read_text("utf-8")
        write(site, f"fr/{path}index.html", html.replace("today", "tomorrow"))
    assert [name_of(path) for path in set(pack(on_date=date(2026, 11, 22))) - corrected] == [
        "shell"
    ]


def name_of(path: str) -> str:
    found = re.search(r"offline/([\w-]+)\.", path)
    return found[1] if found else path


def chunk_of(paths: set[str], page_path: str) -> str:
    number = sha256(page_path.encode()).digest()[0] % 2 + 1
    assert any(f"topics-{number}." in path for path in paths)
    return f"topics-{number}"


def test_an_address_that_is_not_kept_has_a_page_of_its_own(pack: Pack) -> None:
    missing = chunk(pack(), "shell")["missing"]
    assert "<title>Cette page n’est pas gardée sur votre téléphone – Papiers et soins" in missing
    assert '<a class="app-button" href="{root}fr/">' in missing
    assert set(re.findall(r"\{(\w+)\}", missing)) == {"root", "path", "quoted", "style"}


def test_the_copy_tells_its_date(pack: Pack) -> None:
    shell = chunk(pack(), "shell")
    assert "21 novembre 2026" in shell["kept"]
    assert "plus d’un mois" not in shell["kept"]
    assert "plus d’un mois" in shell["old"]
    assert "{root}fr/about/offline/" in shell["kept"]


def test_the_icon_opens_the_language_and_its_files_are_there(pack: Pack) -> None:
    app = json.loads(pack()[f"fr/{APP}"])
    assert (app["lang"], app["dir"], app["start_url"], app["scope"]) == ("fr", "ltr", "./", "../")
    assert len(app["short_name"]) <= 12
    for icon in app["icons"]:
        assert (REPOSITORY / "docs" / icon["src"].removeprefix("../")).is_file()


def test_the_worker_is_one_classic_script() -> None:
    text = build_worker(REPOSITORY / "overrides" / "assets" / "js")
    assert "function packsOf(" in text
    assert not re.search(r"^(import|export)\b", text, re.M)
