# Room: tests. The engine on a tiny real site: the pages of records and the data behind them.
"""A record has its page in every language without any file in docs/."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import BuildSite, Built, ParseHtml


@pytest.fixture(scope="module")
def tiny(build_site: BuildSite) -> Built:
    built = build_site("tiny")
    assert built.code == 0, built.log
    return built


def test_a_record_has_a_page_in_every_language(tiny: Built, parse_html: ParseHtml) -> None:
    names = {"fr": "CPAS d’Ixelles", "nl": "OCMW Elsene", "en": "CPAS/OCMW of Ixelles"}
    for lang, name in names.items():
        document = parse_html(tiny.text(f"{lang}/cpas/ixelles/index.html"))
        assert document.get("lang") == lang
        assert document.xpath("string(//h1)") == name
        body = document.xpath("//body")[0]
        assert body.get("data-section") == "cpas"
        assert body.get("data-permalink") == "/d/cpas/ixelles/"
        assert body.get("data-version") == "2026-11-21"


def test_the_prose_of_a_record_is_placed_by_its_template(
    tiny: Built, parse_html: ParseHtml
) -> None:
    document = parse_html(tiny.text("nl/documents/annex-35/index.html"))
    assert document.xpath("string(//h1)") == "Bijlage 35"
    assert document.xpath("string(//section[@id='prose']/h2[@id='living'])") == "Votre vie nl"
    assert document.xpath("//section[@id='prose']/following-sibling::footer")


def test_prose_not_yet_translated_is_marked_as_french(tiny: Built, parse_html: ParseHtml) -> None:
    document = parse_html(tiny.text("en/documents/annex-35/index.html"))
    assert document.xpath("string(//h1)") == "Annex 35"
    assert document.xpath("string(//section[@id='prose']/div[@lang='fr']/h2)") == "Votre vie fr"


def test_a_record_without_prose_has_none(tiny: Built, parse_html: ParseHtml) -> None:
    document = parse_html(tiny.text("fr/documents/b-card/index.html"))
    assert document.xpath("//section[@id='prose']/*") == []


def test_the_data_is_read_once_for_all_languages(tiny: Built) -> None:
    assert (tiny.project / "loads.log").read_text() == "loaded\n"


def test_prose_named_after_no_record_is_reported_with_near_ids(build_site: BuildSite) -> None:
    def misname(project: Path) -> None:
        page = project / "docs/fr/documents/annex-35.md"
        page.rename(page.with_name("anex-35.md"))
        (project / "docs/nl/documents/annex-35.md").unlink()

    built = build_site("tiny", change=misname)
    assert built.code == 1
    assert "docs/fr/documents/anex-35.md: no record has the id `anex-35`." in built.log
    assert "for example annex-35" in built.log


def test_a_page_that_is_not_in_french_is_reported(build_site: BuildSite) -> None:
    def write(project: Path) -> None:
        (project / "docs/nl/nieuws.md").write_text("---\ntitle: Nieuws\n---\nTekst\n", "utf-8")

    built = build_site("tiny", change=write)
    assert built.code == 1
    assert "docs/nl/nieuws.md: there is no docs/fr/nieuws.md." in built.log


def test_a_page_in_no_language_is_reported(build_site: BuildSite) -> None:
    def write(project: Path) -> None:
        (project / "docs/nouveau.md").write_text("# Nouveau\n", "utf-8")

    built = build_site("tiny", change=write)
    assert built.code == 1
    assert "docs/nouveau.md: this page is in no language." in built.log


def test_a_link_to_a_section_printed_by_a_template_is_known(build_site: BuildSite) -> None:
    def link(project: Path) -> None:
        page = project / "docs/fr/contact.md"
        page.write_text(page.read_text("utf-8") + "\n[Prose](documents/b-card.md#prose)\n", "utf-8")

    assert build_site("tiny", change=link).code == 0


def test_a_link_to_a_section_that_exists_nowhere_stops_the_build(build_site: BuildSite) -> None:
    def link(project: Path) -> None:
        page = project / "docs/fr/contact.md"
        page.write_text(page.read_text("utf-8") + "\n[Rien](documents/b-card.md#rien)\n", "utf-8")

    built = build_site("tiny", change=link)
    assert built.code == 1
    assert "does not contain an anchor '#rien'" in built.log


def test_wrong_data_stops_the_build_with_its_report_only(build_site: BuildSite) -> None:
    built = build_site("tiny", change=lambda project: _empty(project / "data/records.yaml"))
    assert built.code == 1
    assert built.log.count("1 problem in 1 file.") == 1
    assert "Traceback" not in built.log


def test_a_date_that_is_none_stops_the_build_cleanly(build_site: BuildSite) -> None:
    built = build_site("tiny", env={"AS_OF": "tomorrow"})
    assert built.code == 1
    assert "Traceback" not in built.log


def _empty(path: Path) -> None:
    path.write_text("", "utf-8")


def test_prose_whose_french_is_gone_is_told_once_and_no_record_is_missed(
    build_site: BuildSite,
) -> None:
    def lose_the_french(project: Path) -> None:
        english = project / "docs/en/documents/anex-35.md"
        english.parent.mkdir(parents=True, exist_ok=True)
        english.write_text("# Words\n", "utf-8")

    built = build_site(change=lose_the_french)
    assert built.code != 0
    assert built.log.count("docs/en/documents/anex-35.md") == 1
    assert "no record has the id" not in built.log
