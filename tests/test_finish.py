# Room: tests. What publish/finish.py and publish/used_styles.py promise, page by page.
"""A finished page keeps its words, its drawings and every rule that could apply to it."""

from __future__ import annotations

import pytest

from publish.finish import Finisher, minified
from publish.markup import MarkupReader
from publish.used_styles import Markup, Styles

PAGE = (
    '<!doctype html><html lang="fr" dir="ltr"><head><meta charset="utf-8">'
    '<link rel="stylesheet" href="assets/app.css"><title>t</title></head>'
    "<body>{body}</body></html>"
)


def used(
    css: str, *, body: str = "<section class='app-a'><p class='app-a'>", **more: object
) -> str:
    page = Markup(
        elements=MarkupReader().elements(body.replace("'", '"')),
        languages=frozenset({"fr"}),
        right_to_left=False,
        **more,  # type: ignore[arg-type]
    )
    return Styles(css).used_by(page)


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".app-a{color:red}.app-b{color:red}", ".app-a{color:red}"),
        (".app-a,.app-b{color:red}", ".app-a{color:red}"),
        (".app-a p{color:red}.app-a table{color:red}", ".app-a p{color:red}"),
        (".app-a:not(.app-b){color:red}", ".app-a:not(.app-b){color:red}"),
        (".app-a[open] p{color:red}", ".app-a[open] p{color:red}"),
        ("p:lang(ar){color:red}p:lang(fr){color:red}", "p:lang(fr){color:red}"),
        ("[dir=rtl] .app-a{color:red}", ""),
        ("@media print{.app-b{color:red}}", ""),
        ("@media print{@page{size:A4}p{color:red}}", "@media print{@page{size:A4}p{color:red}}"),
        ('.app-a:after{content:"}"}.app-b{x:y}', '.app-a:after{content:"}"}'),
    ],
)
def test_a_page_keeps_the_rules_that_may_apply_to_it(css: str, kept: str) -> None:
    assert used(css) == kept


@pytest.mark.parametrize(
    ("selector", "is_kept"),
    [
        (".app-a p", True),
        (".app-a .app-b", True),
        (".app-b p", False),
        ("section.app-a", True),
        ("p.app-a", False),
        (".app-a>section", False),
        (".app-b~section", True),
        (".app-c~section", False),
        (".app-a+section p", True),
    ],
)
def test_a_selector_is_asked_of_what_is_around_an_element(selector: str, is_kept: bool) -> None:
    body = "<section class='app-a'><p class='app-b'>x<br>y</p><p>z</p></section><section></section>"
    assert bool(used(f"{selector}{{color:red}}", body=body)) == is_kept


def test_a_script_may_add_the_elements_and_classes_it_names_anywhere() -> None:
    css = (
        ".app-a{x:y}.app-a .app-new{x:y}table{x:y}dl{x:y}.app-a+.app-disc--ask{x:y}.app-other{x:y}"
    )
    script = """box.append(make("table"), `app-disc--${kind}`, "app-new");"""
    html = Finisher(styles=Styles(css), scripts={"assets/js/one.1.js": script}).finished(
        PAGE.format(body='<p class="app-a">x</p><script type="module" src="one.1.js"></script>')
    )
    assert (
        "<style>.app-a{x:y}.app-a .app-new{x:y}table{x:y}.app-a+.app-disc--ask{x:y}</style>" in html
    )


def test_a_script_that_adds_nothing_keeps_no_rule() -> None:
    css = ".app-a{x:y}.app-a p{x:y}.app-new{x:y}"
    script = """document.querySelector(".app-new, p")?.focus();"""
    html = Finisher(styles=Styles(css), scripts={"assets/js/one.1.js": script}).finished(
        PAGE.format(body='<p class="app-a">x</p><script type="module" src="one.1.js"></script>')
    )
    assert "<style>.app-a{x:y}</style>" in html


def test_a_token_stays_when_something_reads_it() -> None:
    css = ":root{--app-a:var(--app-b);--app-b:red;--app-c:blue;--app-d:1px}p{color:var(--app-a)}"
    dark = "@media screen{:root{--app-b:white;--app-c:black}}"
    assert used(css + dark, tokens=frozenset({"--app-d"})) == (
        ":root{--b:var(--a);--a:red;--app-d:1px}p{color:var(--b)}@media screen{:root{--a:white}}"
    )


def test_the_space_between_two_words_survives() -> None:
    assert "<b>un</b> <a" in minified('<div><b>un</b>\n <a href="x">deux</a></div>')
    assert "<b>112</b>\u00a0<b>" in minified("<div><b>112</b>\u00a0<b>x</b></div>")
    assert "<pre>  a\n  b</pre>" in minified("<pre>  a\n  b</pre>")


def test_a_page_names_the_classes_of_its_scripts_and_of_those_they_import() -> None:
    css = ".app-first{color:red}.app-second{color:red}.app-third{color:red}"
    scripts = {
        "assets/js/one.1.js": 'import "./two.2.js"; box.className = "app-first";',
        "assets/js/two.2.js": 'box.className = "app-second";',
        "assets/js/three.3.js": 'box.className = "app-third";',
    }
    body = '<p>x</p><script type="module" src="assets/js/one.1.js"></script>'
    html = Finisher(styles=Styles(css), scripts=scripts).finished(PAGE.format(body=body))
    assert "<style>.app-first{color:red}.app-second{color:red}</style>" in html
    assert "script-src 'self';" in html
    assert "connect-src 'self';" in html


def test_a_document_of_others_stays_as_it_is() -> None:
    html = "<p>  no stylesheet of ours </p>"
    assert Finisher(styles=Styles(""), scripts={}).finished(html) == html


FIRST = '<main><h1 class="app-a">x</h1><section class="app-b"><p>y</p></section>'


def test_a_sheet_for_paper_is_not_what_is_read_first() -> None:
    css = ":root{--app-x:1}.app-paper{x:y}.app-b{x:y}.app-c{x:y}.app-d{x:y}"
    sheet = '<section class="app-paper"><p class="app-c">x</p></section>'
    first = '<h1><svg fill="var(--app-x)"></svg></h1><section class="app-b"></section>'
    page = PAGE.format(body=f'<main>{sheet}{first}<section class="app-d"></section></main>')
    html = Finisher(styles=Styles(css), scripts={}).finished(page)
    assert "<style>:root{--app-x:1}.app-paper{x:y}.app-b{x:y}</style>" in html
    assert html.partition("<link ")[2].count("<section") == 1


def test_the_first_screen_has_its_styles_inside_and_the_rest_follow_it() -> None:
    css = ".app-a{x:y}.app-b{x:y}.app-c{x:y}@media print{.app-a{x:z}}@media screen{.app-b{x:z}}"
    page = PAGE.format(body=f'{FIRST}<section class="app-c"></section></main>')
    html = Finisher(styles=Styles(css), scripts={}).finished(page)
    assert "<style>.app-a{x:y}.app-b{x:y}@media screen{.app-b{x:z}}</style>" in html
    before, _, after = html.partition("<link href=assets/app.css rel=stylesheet>")
    assert before.endswith("</section>")
    assert after.startswith("<section class=app-c>")
    assert "style-src 'self' 'sha256-" in before


def test_the_scripts_of_a_sheet_come_in_one_file() -> None:
    names = ("glossary.11111111", "leave.22222222", "reading.33333333", "sheet.44444444")
    scripts = {f"assets/js/{name}.js": "" for name in names}
    tag = '<script type="module" src="../assets/js/{}.js"></script>'
    three = "".join(tag.format(name) for name in names[:3])
    finisher = Finisher(styles=Styles(""), scripts=scripts)
    html = finisher.finished(PAGE.format(body=three))
    assert html.count("<script") == 1
    assert "src=../assets/js/sheet.44444444.js" in html
    assert finisher.finished(PAGE.format(body=tag.format(names[2]))).count("reading.33333333") == 1
