# Room: tests. The preview as an editor meets it: through a browser's requests.
"""An edit is served at once, a mistake is shown on the page, and mending it takes it away."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from html import escape
from io import StringIO
from pathlib import Path
from socket import socket
from threading import Event, Thread
from time import sleep
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from conftest import REPOSITORY, record_translations
from test_preview_equality import small_site

from engine.preview import Preview
from engine.serve import PreviewServer, main
from macros.__main__ import check
from macros.checks import FileChecks
from macros.messages.catalogue import messages_in
from macros.messages.message import Message, Problem

DAY = "2026-11-21"
WRONG = "preview-problems"
REMARK = "preview-checks"
RULE = "data/payers/self.yaml"


class Desk:
    """A project, its preview, and a browser's eyes."""

    def __init__(self, project: Path, server: PreviewServer) -> None:
        self.project = project
        self.server = server

    def get(self, path: str) -> str:
        with urlopen(f"{self.server.address}{path}") as answer:  # noqa: S310 - our own server
            return str(answer.read().decode())

    def replace(self, path: str, old: str, new: str) -> None:
        file = self.project / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")

    def look(self) -> None:
        """What the server does between two requests: take edits in, check their files."""
        self.server.preview.refresh()
        while self.server.preview.check_one():
            pass

    def checked(self, place: str) -> list[str]:
        """The problems at `place`, as `make check` prints them."""
        environ = {"AS_OF": DAY, "EDITOR_LANG": "fr"}
        with redirect_stdout(StringIO()) as printed:
            check(self.project, environ)
        problems = printed.getvalue().split("\n\n")
        return [text for text in problems if re.match(rf"{re.escape(place)}\b", text)]


@contextmanager
def previewed(project: Path, change: Callable[[Path], None] = lambda _: None) -> Iterator[Desk]:
    """The small site at `project`, after a change, and its preview in French."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AS_OF", DAY)
        patch.setenv("LANG", "fr_BE.UTF-8")
        small_site(project)
        change(project)
        server = PreviewServer(Preview(project), port=0)
        Thread(target=server.serve_forever, daemon=True).start()
        yield Desk(project, server)
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with previewed(tmp_path_factory.mktemp("preview") / "site") as desk:
        yield desk


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk whose pages `make check` finds right: those of the other are long sentences."""

    def mend(project: Path) -> None:
        for code, title, words in (
            ("fr", "À propos", "Court."),
            ("nl", "Over ons", "Kort."),
            ("en", "About", "Short."),
        ):
            shutil.rmtree(project / "docs" / code / "guide")
            (project / "docs" / code / "about.md").write_text(
                f"---\ntitle: {title}\ndescription: {title}.\n---\n\n{words}\n"
                f"## {title} {{: #who }}\n\n{words}\n",
                "utf-8",
            )
            home = project / "docs" / code / "index.md"
            home.write_text(
                f"---\ntitle: {title}\ndescription: {title}.\n---\n\n{words}\n", "utf-8"
            )
        # The small site leaves this record out.
        ids = project / "data/published_ids.txt"
        ids.write_text(ids.read_text("utf-8").replace("cpas/schaerbeek\n", ""), "utf-8")
        record_translations(project)

    with previewed(tmp_path_factory.mktemp("plain") / "site", mend) as desk:
        yield desk


def test_an_edit_of_a_page_is_in_the_next_answer_and_in_pages_that_borrow_it(desk: Desk) -> None:
    source = "docs/fr/guide/part-0/page-7.md"
    assert "Nouveau mot" not in desk.get("nl/guide/part-0/page-7/")
    with (desk.project / source).open("a", encoding="utf-8") as page:
        page.write("\nNouveau mot.\n")
    assert "Nouveau mot" in desk.get("fr/guide/part-0/page-7/")
    assert "Nouveau mot" in desk.get("nl/guide/part-0/page-7/")


def test_an_edit_makes_only_the_pages_again_that_used_what_it_changed(desk: Desk) -> None:
    preview = desk.server.preview
    for path in preview.known_pages():
        preview.file(path)
    desk.replace("docs/nl/guide/part-0/page-3.md", "title: ", "title: Nieuw ")
    preview.refresh()
    stale = [path for path in preview.known_pages() if preview.is_stale(path)]
    assert "nl/guide/part-0/page-3/index.html" in stale
    assert "fr/guide/part-0/page-3/index.html" not in stale
    assert "nl/documents/annex-35/index.html" not in stale


def test_an_address_that_does_not_exist_waits_for_no_page(desk: Desk) -> None:
    """Browsers ask for icons by themselves."""
    preview = Preview(desk.project)
    assert preview.file("favicon.ico") is None
    assert preview.file("404.html") is not None
    assert preview.file("d/payers/nobody/index.html") is None
    assert all(map(preview.is_stale, preview.known_pages()))


def test_a_permanent_link_waits_for_its_own_pages_only(desk: Desk) -> None:
    preview = Preview(desk.project)
    assert b"../../../nl/documents/annex-35/" in (
        preview.file("d/documents/annex-35/index.html") or b""
    )
    made = [path for path in preview.known_pages() if not preview.is_stale(path)]
    assert sorted(made) == [f"{code}/documents/annex-35/index.html" for code in ("en", "fr", "nl")]


def test_words_of_a_page_about_itself_that_cannot_be_read_are_shown_on_it(desk: Desk) -> None:
    source = "docs/nl/guide/part-0/page-8.md"
    desk.replace(source, "title: ", 'title: "')
    page = desk.get("nl/guide/part-0/page-8/")
    assert WRONG in page
    assert f"{source}:" in page
    desk.replace(source, 'title: "', "title: ")
    assert WRONG not in desk.get("nl/guide/part-0/page-8/")


def test_wrong_data_is_shown_on_the_page_until_it_is_mended(desk: Desk) -> None:
    before = desk.get("fr/payers/self/")
    assert WRONG not in before
    desk.replace(RULE, "names:", "namez:")
    wrong = desk.get("fr/payers/self/")
    assert WRONG in wrong
    for part in (
        f"{RULE}:",
        "trouvé   la clé inconnue namez",
        "attendu  ",
        "à faire  vouliez-vous",
    ):
        assert part in wrong
    assert "À corriger. La page reste telle qu’elle était." in wrong
    assert f'lang="fr" dir="ltr"><aside class="{WRONG}" role="alert"' in wrong
    desk.replace(RULE, "namez:", "names:")
    assert WRONG not in desk.get("fr/payers/self/")


@pytest.mark.parametrize(
    ("code", "late", "long_ago"),
    [
        ("fr", "était prévue le {}.", "Pas relu depuis longtemps."),
        ("nl", "was gepland op {}.", "Al lang niet opnieuw nagelezen."),
        ("en", "due to be read again on {}.", "Not read again for a long time."),
    ],
)
def test_a_page_of_prose_says_how_old_its_review_is(
    desk: Desk, code: str, late: str, long_ago: str
) -> None:
    """Without a review, and with one that counts, it says nothing; the rest is graded."""
    path = f"{code}/guide/part-0/page-2/"
    ledger = desk.project / "data/reviews.yaml"
    empty = ledger.read_text("utf-8")
    line = '- {{subject: {}, language: {}, by: "A, juriste", on: 2025-01-01, until: {}}}\n'
    years = {code: f"{day} 2026" for code, day in (("fr", "1er juin"), ("nl", "1 juni"))}
    for subject, language, until, is_late, is_long_ago in (
        ("guide/part-0/page-2", code, "2026-11-21", False, False),
        ("guide/part-0/page-2", code, "2026-06-01", True, False),
        ("guide/part-0/page-2", code, "2026-05-01", False, True),
        ("guide/part-0/page-2", "nl" if code == "fr" else "fr", "2026-06-01", False, False),
        ("guide/part-0/page-3", code, "2026-06-01", False, False),
    ):
        ledger.write_text(line.format(subject, language, until), "utf-8")
        page = desk.get(path)
        assert WRONG not in page
        assert (late.format(years.get(code, "1 June 2026")) in page) == is_late, until
        assert (long_ago in page) == is_long_ago, until
        assert ("/contact/>" in page.partition(long_ago)[2][:200]) == is_long_ago
    ledger.write_text(empty, "utf-8")
    page = desk.get(path)
    assert late.partition("{")[0] not in page
    assert long_ago not in page


def test_a_wrong_call_is_shown_on_its_own_page_only(desk: Desk) -> None:
    page = "docs/fr/guide/part-0/page-4.md"
    assert WRONG not in desk.get("fr/guide/part-0/page-4/")
    desk.replace(page, '{{ phone("medimmigrant") }}', '{{ phone("nobody") }}')
    wrong = desk.get("fr/guide/part-0/page-4/")
    assert WRONG in wrong
    assert f"{page}:6" in wrong
    assert "Page 4 fr" in wrong  # the last good page stays
    assert WRONG not in desk.get("fr/guide/part-0/page-5/")
    assert f"{page}:6" in desk.get("editor/")
    desk.replace(page, '{{ phone("nobody") }}', '{{ phone("medimmigrant") }}')
    assert WRONG not in desk.get("fr/guide/part-0/page-4/")
    assert f"{page}:6" not in desk.get("editor/")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('{{ document_card("annex-53") }}', "annex-35"),
        ('{{ fone("medimmigrant") }}', "phone"),
        ("{{ phone() }}", "guides/write-a-page.md"),
        ('{{ phone("medimmigrant", lin="alt") }}', "line"),
        ('{{ phone("medimmigrant) }}', "guillemet"),
        ('{{ v("k1") }}', "la fiche d’un sujet"),
    ],
)
def test_a_wrong_call_is_told_as_the_check_tells_it(desk: Desk, call: str, said: str) -> None:
    source, address = "docs/fr/guide/part-0/page-10.md", "fr/guide/part-0/page-10/"
    sound = '{{ phone("medimmigrant") }}'
    assert WRONG not in desk.get(address)
    desk.replace(source, sound, call)
    shown, told = desk.get(address), desk.checked(f"{source}:6")
    assert len(told) == 1
    assert said in told[0]
    assert f"<pre>{escape(told[0])}</pre></aside>" in shown
    desk.replace(source, call, sound)
    assert WRONG not in desk.get(address)


@pytest.mark.parametrize(
    ("broken", "line", "found", "do"),
    [
        ("{{ view.titel }}", 1, "titel, que ce modèle ne reçoit pas", "vouliez-vous écrire title"),
        ("\n{{ vew.title }}", 2, "vew, que ce modèle ne reçoit pas", "corrigez le nom"),
        ("{% if view.title %}", 0, "un modèle illisible (en anglais\xa0: ", "annulez"),
        ("{{ view.title }", 0, "un modèle illisible (en anglais\xa0: ", "annulez"),
        (
            '{% include "components/pyer.html" %}',
            1,
            "le modèle components/pyer.html, qui n’existe pas",
            "vouliez-vous écrire components/",
        ),
        ("{{ 1 // 0 }}", 1, "une ligne de modèle qui échoue (en anglais\xa0: Zero", "annulez"),
        ('{{ t("frame.skipp") }}', 1, "trouvé   frame.skipp\n", "frame.skip"),
    ],
)
def test_a_mistake_in_a_template_is_told_with_its_line(
    desk: Desk, broken: str, line: int, found: str, do: str
) -> None:
    source, address = "overrides/components/prose_page.html", "fr/guide/part-0/page-11/"
    assert WRONG not in desk.get(address)
    sound = (desk.project / source).read_text("utf-8")
    (desk.project / source).write_text(f"{broken}{sound}", "utf-8")
    shown = desk.get(address)
    (desk.project / source).write_text(sound, "utf-8")
    assert re.search(rf"<pre>{source}:{line or '[1-9]'}", shown)
    assert found in shown
    assert do in shown.partition("à faire")[2]
    assert WRONG not in desk.get(address)


def test_a_template_that_is_gone_is_told_by_its_name(desk: Desk) -> None:
    template, address = (
        desk.project / "overrides/components/prose_page.html",
        "fr/guide/part-0/page-13/",
    )
    template.rename(template.with_suffix(".old"))
    shown = desk.get(address)
    template.with_suffix(".old").rename(template)
    assert "<pre>overrides/components/prose_page.html\n    trouvé   ce modèle n’existe pas" in shown
    assert WRONG not in desk.get(address)


def test_a_name_in_braces_that_nothing_fills_is_told_at_the_words(desk: Desk) -> None:
    template, address = "overrides/components/prose_page.html", "fr/guide/part-0/page-12/"
    page = (desk.project / template).read_text("utf-8")
    words = {path: path.read_text("utf-8") for path in desk.project.glob("data/strings/*.yaml")}
    (desk.project / template).write_text(f"{{{{ t('x.y', name='A') }}}}{page}", "utf-8")
    for path, text in words.items():
        path.write_text(f"{text}\nx.y: A {{nom}}\n", "utf-8")
    shown = desk.get(address)
    for path, text in words.items():
        path.write_text(text, "utf-8")
    (desk.project / template).write_text(page, "utf-8")
    assert re.search(r"<pre>data/strings/fr\.yaml:[1-9]\d+: x\.y\n    trouvé   nom entre", shown)
    assert "seulement ces noms entre accolades\xa0: name" in shown
    assert WRONG not in desk.get(address)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("page-55.md", "vouliez-vous écrire page-5.md"),
        ("/contact/", "écrivez le nom du fichier, qui finit par .md"),
        ("page-6.md#anser", "vouliez-vous écrire answer"),
        ("#paprs", "l’id d’un titre de docs/en/guide/part-0/page-5.md"),
    ],
)
def test_a_dead_link_is_told_as_the_check_tells_it(desk: Desk, link: str, said: str) -> None:
    source, address = "docs/en/guide/part-0/page-5.md", "en/guide/part-0/page-5/"
    for page in (source, "docs/en/guide/part-0/page-6.md"):
        # The check knows the places of a page that its words alone make.
        text = (desk.project / page).read_text("utf-8")
        (desk.project / page).write_text(re.sub(r"\{\{.*?\}\}", "", text), "utf-8")
    desk.get("en/guide/part-0/page-6/")
    assert WRONG not in desk.get(address)
    sound = (desk.project / source).read_text("utf-8")
    (desk.project / source).write_text(f"{sound}\n[words]({link})\n", "utf-8")
    shown, told = desk.get(address), desk.checked(f"{source}:{sound.count(chr(10)) + 2}")
    (desk.project / source).write_text(sound, "utf-8")
    assert len(told) == 1
    assert said in told[0]
    assert f"<pre>{escape(told[0])}</pre>" in shown
    assert WRONG not in desk.get(address)


@pytest.mark.parametrize(
    ("source", "old", "new", "said"),
    [
        ("docs/nl/about.md", "Kort.", f"Er is {'een ' * 30}woord.", "33 mots"),
        ("docs/nl/about.md", "{: #who }", "{: #what }", "l’id who, comme dans docs/fr/about.md:"),
        ("docs/fr/about.md", "Court.", "L'eau.", "une apostrophe droite"),
        ("docs/fr/about.md", "{: #who }", "{: .who }", "un titre sans id"),
        ("data/ask.yaml", "fr: ", f"fr: Voici {'un ' * 30}", "mots"),
    ],
)
def test_what_only_the_check_refuses_is_told_below_the_new_page(
    plain: Desk, source: str, old: str, new: str, said: str
) -> None:
    folder, language = source.split("/")[:2]
    address = f"{language}/about/" if folder == "docs" else "fr/about/"
    assert REMARK not in plain.get(address)
    plain.replace(source, old, new)
    plain.look()
    shown, told = plain.get(address), plain.checked(source)
    known = [*map(messages_in("fr").problem, plain.server.preview.known_problems())]
    plain.replace(source, new, old)
    page, mark, remark = shown.partition(f'<details class="{REMARK}"><summary>')
    assert mark
    assert said in told[0]
    for text in told:
        assert f"<pre>{escape(text)}</pre>" in remark
        assert text in known
    assert WRONG not in shown
    if folder == "docs":
        words = re.sub(r"\{: (#|\.)(\w+) \}", r"\2", new)
        assert words in page, "the page is the new one"
    plain.look()
    assert REMARK not in plain.get(address)


@pytest.mark.parametrize(
    ("old", "new", "encoding"),
    [("title: ", "component: prose_pag\ntitle: ", "utf-8"), ("À propos", "À propos", "latin-1")],
)
def test_a_page_that_cannot_be_made_for_what_it_says_is_told_as_the_check_tells_it(
    plain: Desk, old: str, new: str, encoding: str
) -> None:
    file = plain.project / "docs/fr/about.md"
    assert WRONG not in plain.get("fr/about/")
    sound = file.read_text("utf-8")
    file.write_text(sound.replace(old, new), encoding)
    shown, told = plain.get("fr/about/"), plain.checked("docs/fr/about.md")
    file.write_text(sound, "utf-8")
    assert "À corriger. La page reste" in shown
    assert [f"<pre>{escape(text)}</pre>" in shown.partition(REMARK)[0] for text in told] == [True]
    assert shown.count("<pre>") == 1
    assert WRONG not in plain.get("fr/about/")


def test_a_translation_that_nobody_recorded_is_told_below_its_page_until_it_is(
    plain: Desk,
) -> None:
    pages = {code: plain.project / f"docs/{code}/about.md" for code in ("fr", "nl", "en")}
    ledgers = [plain.project / f"data/translations/{code}.csv" for code in ("nl", "en")]
    before = {path: path.read_bytes() for path in (*pages.values(), *ledgers)}
    for code, path in pages.items():
        text = path.read_text("utf-8")
        path.write_text(f"{text}\n## Mot {code} {{: #word }}\n\nMot.\n", "utf-8")
    plain.look()
    french, dutch = plain.get("fr/about/"), plain.get("nl/about/")
    told = plain.checked("docs/nl/about.md")
    record_translations(plain.project)
    recorded = plain.get("nl/about/")
    for path, content in before.items():
        path.write_bytes(content)
    assert REMARK not in french, "it is the French itself"
    assert f"<pre>{escape(told[0])}</pre>" in dutch
    assert "1 traduction nouvelle ou déplacée" in told[0]
    assert REMARK not in recorded
    plain.look()
    assert REMARK not in plain.get("nl/about/")


def test_the_terminal_says_each_problem_once_and_when_the_last_is_mended(
    plain: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*, after_checks: bool = True) -> str:
        plain.look() if after_checks else plain.server.preview.refresh()
        plain.server._say_problems()
        return capsys.readouterr().out

    said()
    plain.replace("docs/fr/about.md", "Court.", "L'eau.")
    assert said().count("docs/fr/about.md") == 1
    plain.replace("docs/en/about.md", "Short.", "It's.")
    first = said(after_checks=False)
    assert first == "", "what nobody has looked at again is as it was"
    second = said()
    assert (second.count("docs/en/about.md"), second.count("docs/fr/about.md")) == (1, 0)
    plain.replace("docs/fr/about.md", "L'eau.", "Court.")
    assert said() == ""
    plain.replace("docs/en/about.md", "It's.", "Short.")
    assert said() == f"{messages_in('fr')('preview.mended')}\n"


def test_while_the_data_cannot_be_read_the_checks_are_silent(plain: Desk) -> None:
    plain.replace("docs/fr/about.md", "Court.", "L'eau.")
    assert REMARK in plain.get("fr/about/")
    plain.replace(RULE, "names:", "namez:")
    plain.look()
    shown = plain.get("fr/about/")
    plain.replace(RULE, "namez:", "names:")
    plain.replace("docs/fr/about.md", "L'eau.", "Court.")
    assert WRONG in shown
    assert REMARK not in shown
    assert REMARK not in plain.get("fr/about/")


def test_a_heading_that_loses_its_french_id_is_told_on_the_french_page(plain: Desk) -> None:
    plain.replace("docs/fr/about.md", "{: #who }", "{: #whom }")
    french, dutch = plain.get("fr/about/"), plain.get("nl/about/")
    plain.replace("docs/fr/about.md", "{: #whom }", "{: #who }")
    assert "<summary>1 chose" in french
    assert "<pre>docs/fr/about.md:7: " in french, "not at the translations, which agree"
    assert REMARK not in dutch
    assert REMARK not in plain.get("fr/about/")


def test_a_page_is_asked_for_without_checking_any_other(plain: Desk) -> None:
    preview = Preview(plain.project)
    checked: list[str] = []

    def noted(_: FileChecks, name: str) -> tuple[Problem, ...]:
        checked.append(name)
        return ()

    with pytest.MonkeyPatch.context() as context:
        context.setattr(FileChecks, "problems", noted)
        preview.refresh()
        preview.file("nl/about/index.html")
        assert checked == []
        preview.checks_of("nl/about/index.html")
        preview.checks_of("nl/about/index.html")
    assert checked == ["docs/nl/about.md"]


def test_a_browser_that_waits_learns_of_an_edit(desk: Desk) -> None:
    address = "/fr/guide/part-0/page-6/"
    version = desk.server.version("fr/guide/part-0/page-6/index.html")
    assert f'data-version="{version}"' in desk.get(address.lstrip("/"))
    desk.replace("docs/fr/guide/part-0/page-6.md", "title: ", "title: Autre ")
    answer = desk.get(f"_preview/wait?page={quote(address)}&version={version}")
    assert json.loads(answer) == {"changed": True}


def test_an_edit_that_comes_while_a_page_is_sent_makes_the_browser_ask_again(desk: Desk) -> None:
    path, source = "fr/guide/part-0/page-5/index.html", "docs/fr/guide/part-0/page-5.md"
    content = desk.server.preview.file(path)
    assert content is not None
    desk.replace(source, "title: ", "title: Autre ")
    sent = desk.server.page(path, content).decode()
    assert "Autre" not in sent
    assert f'data-version="{desk.server.version(path)}"' not in sent


def test_a_mistake_in_a_check_does_not_pass_for_a_page_without_mistakes(plain: Desk) -> None:
    preview, path = Preview(plain.project), "nl/about/index.html"

    def broken(_: FileChecks, name: str) -> tuple[Problem, ...]:
        raise KeyError(name)

    with pytest.MonkeyPatch.context() as context:
        context.setattr(FileChecks, "problems", broken)
        assert preview.file(path) is not None
        assert [problem.message.id for problem in preview.checks_of(path)] == ["cannot-be-made"]
    plain.replace("docs/nl/about.md", "Kort.", "Korter.")
    preview.refresh()
    after = preview.checks_of(path)
    plain.replace("docs/nl/about.md", "Korter.", "Kort.")
    assert after == ()


def test_a_file_around_the_pages_that_cannot_be_made_spoils_no_page(plain: Desk) -> None:
    template = "overrides/components/permalink.html"
    sound = (plain.project / template).read_text("utf-8")
    (plain.project / template).write_text("{{ nothing }}", "utf-8")
    with pytest.raises(HTTPError) as refused:
        plain.get("d/documents/annex-35/")
    said = refused.value.read().decode()
    known, page = plain.server.preview.known_problems(), plain.get("fr/about/")
    (plain.project / template).write_text(sound, "utf-8")
    assert f"<pre>{template}:1" in said
    assert [problem.file for problem in known] == [template]
    assert WRONG not in page
    assert "Bijlage 35" in plain.get("d/documents/annex-35/")
    assert plain.server.preview.known_problems() == ()


@pytest.mark.parametrize(
    ("error", "is_said"), [(BrokenPipeError(), False), (ValueError("a fault of ours"), True)]
)
def test_a_browser_that_has_left_is_no_error(
    desk: Desk, error: Exception, is_said: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        raise error
    except (OSError, ValueError):
        desk.server.handle_error(None, ("127.0.0.1", 1))
    assert ("Traceback" in capsys.readouterr().err) == is_said


def test_what_the_preview_adds_is_not_in_the_page_it_would_publish(desk: Desk) -> None:
    content = desk.server.preview.file("fr/index.html")
    assert content is not None
    assert b"_preview" not in content
    assert b"Content-Security-Policy" in content
    assert "Content-Security-Policy" not in desk.get("fr/")


def test_an_address_without_a_page_says_so(desk: Desk) -> None:
    for path in ("fr/nowhere/", "_preview/../serve.py", "_preview/nothing.js"):
        with pytest.raises(HTTPError) as refused:
            desk.get(path)
        assert refused.value.code == 404, path
        refused.value.close()


def test_it_starts_with_wrong_data_and_shows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AS_OF", "2026-11-21")
    project = tmp_path / "site"
    small_site(project)
    file = project / RULE
    sound = file.read_text("utf-8")
    file.write_text("names", "utf-8")
    preview = Preview(project, languages="nl")
    assert preview.file("fr/index.html") is None
    assert preview.problems_of("fr/index.html")[0].file == RULE
    file.write_text(sound, "utf-8")
    assert preview.file("nl/index.html") is not None
    assert preview.problems == ()
    assert not [path for path in preview.known_pages() if path.startswith("en/")]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "abc", Message("preview.port-wrong", port="abc")),
        ("PORT", "99999", Message("preview.port-wrong", port="99999")),
        ("AS_OF", "tomorrow", Message("as-of", given="tomorrow")),
        (
            "LANGS",
            "nl,xx",
            Message("langs-unknown", wanted="nl,xx", unknown=("xx",), known=("fr", "nl", "en")),
        ),
    ],
)
def test_a_wrong_setting_ends_it_with_a_sentence(
    name: str,
    value: str,
    told: Message,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("EDITOR_LANG", "fr")
    monkeypatch.setenv(name, value)
    project = tmp_path / "site"
    small_site(project)
    with pytest.raises(SystemExit) as end:
        main(project)
    assert end.value.code == 2
    assert capsys.readouterr().err == f"{messages_in('fr').text(told)}\n"


def test_settings_that_are_not_yaml_are_told_like_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("EDITOR_LANG", "fr")
    project = tmp_path / "site"
    small_site(project)
    settings = project / "mkdocs.yml"
    lines = settings.read_text("utf-8").splitlines()
    settings.write_text("\n".join([*lines, "plugins: [search"]), "utf-8")
    with pytest.raises(SystemExit) as end:
        main(project)
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert f"mkdocs.yml:{len(lines) + 1}\n    trouvé   [ ouvert ici" in said
    assert "Traceback" not in said


def test_the_desk_is_made_before_anybody_asks(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, done = list[str](), Event()

    def answer(_: object, address: str) -> None:
        asked.append(address)
        done.set()

    server = PreviewServer(Preview(desk.project), port=0)
    monkeypatch.setattr(type(server._desk), "answer", answer)
    watching = Thread(target=server.watch, daemon=True)
    watching.start()
    assert done.wait(60)
    sleep(1)
    server._stopped.set()
    watching.join()
    server.server_close()
    assert asked == ["/editor/"], "once"


class Running:
    """`make serve` in a process of its own, and what it said."""

    def __init__(self, project: Path, *options: str) -> None:
        with socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/"
        self.said = project / "said.txt"
        environ = {**os.environ, "AS_OF": DAY, "EDITOR_LANG": "fr", "PORT": str(port)}
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "engine.serve", *options],
                cwd=project,
                env=environ,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def page(self, path: str, *, until: Callable[[str], bool]) -> str:
        """The page, asked for again until it is as it should be; the last one when it never is."""
        page = ""
        for _ in range(150):
            try:
                with urlopen(f"{self.address}{path}") as answer:  # noqa: S310 - our own server
                    page = answer.read().decode()
            except HTTPError as refused:  # nothing could be read yet: the overlay stands alone
                with refused:
                    page = refused.read().decode()
            except OSError:  # it starts, or starts again
                page = ""
            if until(page):
                break
            sleep(0.2)
        return page


def test_a_mistake_in_the_code_that_reads_the_data_or_in_the_settings_is_told_like_any_other(
    tmp_path: Path,
) -> None:
    """At the start, when there is no page yet, and later, when the last good ones stay."""
    project = tmp_path.resolve() / "site"
    small_site(project)
    (project / "macros").unlink()
    shutil.copytree(REPOSITORY / "macros", project / "macros")
    code = project / "macros/load/yaml_reader.py"
    sound = code.read_text("utf-8")
    mark = "    text = decoded("
    assert sound.count(mark) == 1
    broken = sound.replace(mark, f"    {{}}['nobody']\n{mark}")
    line = broken[: broken.index("{}['nobody']")].count("\n") + 1
    told = f"<pre>macros/load/yaml_reader.py:{line}\n    trouvé   du code qui ne marche pas"
    code.write_text(broken, "utf-8")
    running = Running(project)
    try:
        assert told in running.page("fr/about/", until=lambda page: told in page)
        code.write_text(sound, "utf-8")
        page = running.page("fr/payers/self/", until=lambda page: "<h1" in page)
        assert "<h1" in page
        assert WRONG not in page
        code.write_text(broken, "utf-8")
        page = running.page("fr/payers/self/", until=lambda page: told in page)
        assert told in page
        assert "<h1" in page, "the last good page stays"
        assert "À corriger. La page reste telle qu’elle était." in page
        code.write_text(sound, "utf-8")
        page = running.page("fr/payers/self/", until=lambda page: WRONG not in page and page != "")
        assert "<h1" in page
        settings = project / "mkdocs.yml"
        whole = settings.read_text("utf-8")
        settings.write_text(f"{whole}plugins: [search\n", "utf-8")
        told = f"<pre>mkdocs.yml:{whole.count(chr(10)) + 1}\n    trouvé   [ ouvert ici"
        page = running.page("fr/payers/self/", until=lambda page: told in page)
        assert told in page
        assert "<h1" in page, "the last good page stays"
        settings.unlink()
        told = "<pre>mkdocs.yml\n    trouvé   des réglages que MkDocs n’accepte pas"
        page = running.page("fr/payers/self/", until=lambda page: told in page)
        assert told in page
        assert "<h1" in page
        settings.write_text(whole, "utf-8")
        page = running.page("fr/payers/self/", until=lambda page: WRONG not in page and page != "")
        assert "<h1" in page
        assert running.process.poll() is None
        assert "Traceback" not in running.said.read_text("utf-8")
    finally:
        running.process.kill()
        running.process.wait()


def test_a_restart_waits_for_settings_that_are_being_edited(tmp_path: Path) -> None:
    project = tmp_path.resolve() / "site"
    small_site(project)
    settings = project / "mkdocs.yml"
    whole = settings.read_text("utf-8")
    settings.write_text(f"{whole}plugins: [search\n", "utf-8")
    running = Running(project, "--restart")
    try:
        for _ in range(100):
            if "trouvé   [ ouvert ici" in running.said.read_text("utf-8"):
                break
            sleep(0.2)
        assert running.process.poll() is None
        settings.write_text(whole, "utf-8")
        assert "<h1" in running.page("fr/payers/self/", until=lambda page: "<h1" in page)
    finally:
        running.process.kill()
        running.process.wait()


def test_new_code_waits_for_content_that_can_be_read(tmp_path: Path) -> None:
    """The old process has the last good pages; the new one would have none."""
    project = tmp_path.resolve() / "site"
    small_site(project)
    (project / "macros").unlink()
    shutil.copytree(REPOSITORY / "macros", project / "macros")
    running = Running(project)
    try:
        assert "<h1" in running.page("fr/payers/self/", until=lambda page: "<h1" in page)
        rule = project / RULE
        sound = rule.read_text("utf-8")
        rule.write_text(sound.replace("id: self", "id: [self"), "utf-8")
        code = project / "macros/views/payers.py"
        code.write_text(code.read_text("utf-8") + "\n# edited\n", "utf-8")
        for _ in range(30):
            page = running.page("fr/payers/self/", until=lambda page: WRONG in page)
            assert "<h1" in page, "the last good page stays"
            sleep(0.2)
        assert "data/payers/self.yaml" in page
        rule.write_text(sound, "utf-8")
        page = running.page(
            "fr/payers/self/", until=lambda page: "<h1" in page and WRONG not in page
        )
        assert "<h1" in page
    finally:
        running.process.kill()
        running.process.wait()


def test_a_renamed_page_that_other_words_lead_to_is_told_at_their_line(plain: Desk) -> None:
    words = "data/synonyms.yaml"
    pages = sorted((plain.project / "docs").glob("*/about.md"))
    assert len(pages) == 3
    before = (plain.project / words).read_text("utf-8")
    entry = "- pages: [about/]\n  basis: editorial\n  words: {fr: [qui]}\n"
    (plain.project / words).write_text(before + entry, "utf-8")
    plain.look()
    assert words not in plain.get("fr/")
    french = plain.project / "docs/fr/about.md"
    french.rename(french.with_name("about-us.md"))
    shown = plain.get("fr/")
    assert words not in shown, "the page is told, which other languages still have"
    assert "docs/nl/about-us.md:1" in plain.get("fr/about-us/")
    for page in (page for page in pages if page != french):
        page.rename(page.with_name("about-us.md"))
    line = before.count("\n") + 1
    for address in ("fr/", "fr/payers/cpas/"):
        shown = plain.get(address)
        assert f"data/synonyms.yaml:{line}" in shown
        assert "pas de page à about/" in shown
        assert "Message(" not in shown
    for page in pages:
        page.with_name("about-us.md").rename(page)
    (plain.project / words).write_text(before, "utf-8")
    plain.look()
    assert words not in plain.get("fr/")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "docs/fr/about.md:1\n    trouvé   une page vide"),
        ("---\ntitle: À propos\n\nCourt.\n", "docs/fr/about.md:1\n    trouvé   une première ligne"),
        ("<<<<<<< HEAD\nCourt.\n", "docs/fr/about.md:1\n    trouvé   deux versions"),
    ],
)
def test_a_page_of_which_nothing_can_be_read_is_told_once_on_itself(
    text: str, told: str, plain: Desk
) -> None:
    page = plain.project / "docs/fr/about.md"
    before = page.read_text("utf-8")
    page.write_text(text, "utf-8")
    assert plain.get("fr/about/").count(escape(told)) == 1
    page.write_text(before, "utf-8")
    assert "docs/fr/about.md:1" not in plain.get("fr/about/")
