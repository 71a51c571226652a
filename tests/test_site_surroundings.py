# Room: tests. The engine on a tiny real site: what belongs to no single language, and the build.
"""The language choice, the 404 page, permanent links, styles, languages and repeatable builds."""

from __future__ import annotations

import filecmp
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import BuildSite, Built, ParseHtml, run_build

LANGUAGES = ("fr", "nl", "en")


@pytest.fixture(scope="module")
def tiny(build_site: BuildSite) -> Built:
    built = build_site("tiny", env={"SITE_URL": "https://example.org/soins/"})
    assert built.code == 0, built.log
    return built


def test_the_root_offers_each_language_in_its_own_words(tiny: Built, parse_html: ParseHtml) -> None:
    document = parse_html(tiny.text("index.html"))
    links = {a.get("hreflang"): a for a in document.xpath("//li/a")}
    assert {code: link.get("href") for code, link in links.items()} == {
        code: f"{code}/" for code in LANGUAGES
    }
    assert [link.text for link in links.values()] == ["Français", "Nederlands", "English"]


def test_the_404_page_speaks_every_language(tiny: Built, parse_html: ParseHtml) -> None:
    document = parse_html(tiny.text("404.html"))
    blocks = document.xpath("//section[@dir]")
    assert [(block.get("lang"), block.xpath("string(h2)")) for block in blocks] == [
        ("fr", "Page introuvable"),
        ("nl", "Pagina niet gevonden"),
        ("en", "Page not found"),
    ]


def test_the_links_of_the_404_page_work_at_any_depth(tiny: Built, parse_html: ParseHtml) -> None:
    document = parse_html(tiny.text("404.html"))
    hrefs = document.xpath("//a/@href | //link[@rel='stylesheet']/@href")
    assert all(href.startswith("/soins/") for href in hrefs)
    assert {"/soins/", "/soins/nl/", "/soins/nl/contact/"} <= set(hrefs)


def test_a_permanent_link_lists_the_languages_and_stays_out_of_indexes(
    tiny: Built, parse_html: ParseHtml
) -> None:
    document = parse_html(tiny.text("d/documents/annex-35/index.html"))
    assert document.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert document.xpath("//li/a/@href") == [
        f"../../../{lang}/documents/annex-35/" for lang in LANGUAGES
    ]
    assert not document.xpath("//meta[@http-equiv='refresh']")


def test_every_record_has_a_permanent_link(tiny: Built) -> None:
    found = {path for path in tiny.paths() if path.startswith("d/")}
    assert found == {
        f"d/{key}/index.html"
        for key in (
            "documents/annex-35",
            "documents/b-card",
            "documents/orange-card",
            "payers/cpas",
            "cpas/ixelles",
        )
    }


def test_a_renamed_record_still_answers_at_its_old_addresses(
    tiny: Built, parse_html: ParseHtml
) -> None:
    permanent = parse_html(tiny.text("d/documents/orange-card/index.html"))
    assert permanent.xpath("//li/a/@href")[0] == "../../../fr/documents/annex-35/"
    old = parse_html(tiny.text("nl/documents/orange-card/index.html"))
    assert old.get("lang") == "nl"
    assert old.xpath("//meta[@http-equiv='refresh']/@content") == [
        "0; url=../../../nl/documents/annex-35/"
    ]


def test_every_page_carries_its_styles_and_the_policy_that_allows_them(
    tiny: Built, parse_html: ParseHtml
) -> None:
    for path in (path for path in tiny.paths() if path.endswith(".html")):
        page = parse_html(tiny.text(path))
        assert not page.xpath("//head/link[@rel='stylesheet']"), path
        (style,) = page.xpath("//style/text()")
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        digest = b64encode(sha256(style.encode()).digest()).decode()
        own = "'self' " if page.xpath("//body//link[@rel='stylesheet']") else ""
        assert f"style-src {own}'sha256-{digest}';" in policy, path
        assert "unsafe" not in policy, path


def test_the_stylesheet_keeps_its_order(tiny: Built) -> None:
    (stylesheet,) = (path for path in tiny.paths() if path.endswith(".css"))
    content = tiny.text(stylesheet)
    places = [content.index(mark) for mark in (":root", "body", "margin-inline", "@media print")]
    assert places == sorted(places)


def test_nothing_of_the_theme_is_published(tiny: Built) -> None:
    others = {path for path in tiny.paths() if not path.endswith(".html")}
    # Styles, scripts and data files that publish/ makes: named by their content.
    made = {path for path in others if re.search(r"\.[0-9a-f]{8}\.(css|js|json)$", path)}
    assert others - made == {
        "_headers",
        "assets/favicon.svg",
        "assets/plan.txt",
        "robots.txt",
        "sitemap.xml",
    }


def test_two_builds_of_one_day_are_equal(build_site: BuildSite, tiny: Built) -> None:
    again = build_site("tiny", env={"SITE_URL": "https://example.org/soins/"})
    assert again.paths() == tiny.paths()
    _, different, unreadable = filecmp.cmpfiles(tiny.site, again.site, tiny.paths(), shallow=False)
    assert (different, unreadable) == ([], [])


def test_langs_limits_the_languages_and_keeps_french(build_site: BuildSite) -> None:
    built = build_site("tiny", env={"LANGS": "nl"})
    assert built.code == 0, built.log
    assert (built.site / "fr/index.html").exists()
    assert "borrowed" in built.text("nl/contact/index.html")
    assert not (built.site / "en/index.html").exists()


def test_langs_with_an_unknown_language_says_which_exist(build_site: BuildSite) -> None:
    built = build_site("tiny", env={"LANGS": "xx"})
    assert built.code == 2
    assert "does not have the language xx, only fr, nl, en." in built.log
    assert "Traceback" not in built.log


def test_languages_that_differ_between_settings_and_data_stop_the_build(
    build_site: BuildSite,
) -> None:
    def drop_english(project: Path) -> None:
        languages = project / "data/languages.yaml"
        kept = [line for line in languages.read_text("utf-8").splitlines() if "en," not in line]
        languages.write_text("\n".join(kept), "utf-8")

    built = build_site("tiny", change=drop_english)
    assert built.code == 1
    assert "expected  fr, nl (as in data/languages.yaml)" in built.log


def test_a_mistake_in_the_styles_names_its_file(build_site: BuildSite) -> None:
    def break_styles(project: Path) -> None:
        (project / "overrides/assets/css/base.css").write_text("body { color: red }", "utf-8")
        (project / "overrides/assets/css/print.css").write_text("a { b c }", "utf-8")

    built = build_site("tiny", change=break_styles)
    assert built.code == 1
    assert "print.css:1" in built.log
    assert "Traceback" not in built.log


def test_mkdocs_build_tells_a_mistake_in_a_template_without_a_traceback(
    build_site: BuildSite,
) -> None:
    def spoil(project: Path) -> None:
        (project / "overrides/components/record.html").write_text("{{ nothing }}", "utf-8")

    built = build_site("tiny", change=spoil)
    assert built.code == 1
    assert "overrides/components/record.html:1\n    found     a line of a template" in built.log
    assert "Traceback" not in built.log


class TestMakeSite:
    """`python -m engine.build`, behind `make site`."""

    COMMAND = ("engine.build",)

    def test_it_builds_every_language_and_shows_progress(self, build_site: BuildSite) -> None:
        built = build_site("tiny", command=self.COMMAND, env={"LANGS": "nl"})
        assert built.code == 0, built.log
        assert (built.site / "en/index.html").exists()
        said = [line for line in built.log.splitlines() if "pages" in line]
        assert said[:3] == ["fr: 7 pages", "nl: 7 pages", "en: 7 pages"]
        assert said[3].startswith("site/ is ready: 31 pages in ")

    @pytest.mark.parametrize(
        ("path", "text", "said"),
        [
            ("data/records.yaml", "", "1 problem in 1 file."),
            ("docs/fr/contact.md", "{{ payer_name('nobody') }}", "payers/nobody"),
            (
                "docs/fr/contact.md",
                "{{ payer_nam('cpas') }}",
                "the macro payer_nam, which does not exist",
            ),
            ("docs/fr/contact.md", "[x](nowhere.md)", "nowhere.md"),
            (
                "overrides/components/record.html",
                "{{ nothing }}",
                "a line of a template that fails",
            ),
            ("overrides/components/record.html", "{% if 1 %}", "a template that cannot be read"),
            (
                "macros/views/frame.py",
                "def frame_view(*_, **__): return 1 // 0",
                "A fault in the code",
            ),
            ("mkdocs.yml", "INHERIT: base.yml\nsite_nam: x\n", "site_nam"),
        ],
    )
    def test_when_anything_fails_the_previous_site_stays(
        self, build_site: BuildSite, path: str, text: str, said: str
    ) -> None:
        first = build_site("tiny", command=self.COMMAND)
        before = {name: first.text(name) for name in first.paths() if name.endswith(".html")}
        (first.project / path).write_text(text, "utf-8")
        second = run_build(first.project, command=self.COMMAND)
        assert second.code == 1
        assert said in second.log
        assert "Traceback" not in second.log
        assert {name: second.text(name) for name in before} == before
        assert not (second.project / ".site-building").exists()

    def test_a_page_that_is_gone_leaves_the_site(self, build_site: BuildSite) -> None:
        def add_page(project: Path) -> None:
            page = '---\ntitle: "De plus"\ndescription: "x"\n---\n\nDe plus.\n'
            (project / "docs/fr/extra.md").write_text(page, "utf-8")

        first = build_site("tiny", command=self.COMMAND, change=add_page)
        assert "fr/extra/index.html" in first.paths()
        (first.project / "docs/fr/extra.md").unlink()
        for page in first.project.glob("docs/*/documents/annex-35.md"):
            page.unlink()
        second = run_build(first.project, command=self.COMMAND)
        assert second.code == 0, second.log
        assert not any("extra" in path for path in second.paths())
