"""No style outside of the seals can hide or forge what a sealed page says. All is synthetic."""

from __future__ import annotations

from pathlib import Path

import pytest
from synthetic_editions import ARABIC, ENGLISH, Shelf, page

from warraq.editions.filecheck import Reader
from warraq.editions.laterstatus import later_styles
from warraq.editions.stylecheck import check_styles
from warraq.editions.timeline import make_timelines
from warraq.editions.voices import Voice

A = "briefs/2023/a"
HARD = 'Synthetic "quotes", \\ and </style> {x} /* no end\nand another line'


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.add("2023.05", en=page(A, "One.") | page("briefs/2022/x", "X."), ar=page(A, "واحد"))
    told = {"state": "retracted", "status_date": "2024-01-20", "status_note": HARD}
    shelf.add("2024.02", en=page(A, "One.", **told), ar=page(A, "واحد", **told))
    return shelf


@pytest.fixture
def site(shelf: Shelf, tmp_path: Path) -> Path:
    """All styles as the toolkit writes them."""
    files = dict(shelf.publish())
    for language in (ENGLISH, ARABIC):
        files |= later_styles(Voice(language.code, language, ""), make_timelines(shelf.sealed))
    for path, text in files.items():
        if path.endswith(".css"):
            put(tmp_path / path, text)
    return tmp_path


def put(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def found(site: Path, shelf: Shelf, *, whole: bool = True) -> list[str]:
    return [str(one) for one in check_styles(Reader(site), shelf.sealed, whole=whole)]


def test_what_the_toolkit_writes_passes(site, shelf):
    style = (site / "en/status/briefs-2023.css").read_text("utf-8")
    assert "Retracted" in style
    assert "quotes" in style
    assert found(site, shelf) == []


LATER, STATUS, LATEST = "en/status/briefs-2023.css", "en/status/2023.05.css", (
    "ar/latest/_edition.css"
)  # fmt: skip
ON_PAGE = f'body[data-page="{A}"]'
FORGED = {
    "a hidden text": (STATUS, "article{display:none}"),
    "a hidden text among others": (STATUS, ".edition-notice[hidden],a{display:none!important}"),
    "another property": (STATUS, ".edition-notice[hidden]{color:red!important}"),
    "two properties": (STATUS, ".edition-notice[hidden]{display:none!important;content:'x'}"),
    "a rule within a rule": (STATUS, ".edition-notice[hidden]{display:none!important;& *{top:0}}"),
    "a word of another": (LATER, 'main::after{content:"forged"}'),
    "a word on all pages": (LATER, '.later-status-text::before{content:"forged"}'),
    "a hidden status": (LATER, f"{ON_PAGE} .later-status{{display:none}}"),
    "another place of the page": (LATER, f'{ON_PAGE} main::before{{content:"forged"}}'),
    "a brief of another year": (
        LATER, 'body[data-page="briefs/2022/x"] .later-status{display:block}',
    ),
    "a wide selector": (LATER, 'body[data-page*="briefs"] .later-status{display:block}'),
    "a function": (LATER, f"{ON_PAGE} .later-status-text::before{{content:attr(x)}}"),
    "an address": (
        LATER, f"{ON_PAGE} .later-status-text::before{{content:url(//example.org/x)}}",
    ),
    "other styles": (LATER, '@import "../../x.css";'),
    "a condition": (LATER, "@media print{body{display:none}}"),
    "no rule": (LATER, "}"),
    "a string without an end": (LATER, f'{ON_PAGE} .later-status-text::before{{content:"x'  "\n}}"),
    "a name more": (LATEST, '.edition-name::before{content:"2031.01"}'),
    "another element": (LATEST, 'h1::before{content:"2024.02"}'),
    "escapes": (LATEST, r"\61rticle{display:none}"),
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGED)
def test_any_other_rule_is_named(site, shelf, forgery):
    path, rule = FORGED[forgery]
    put(site / path, (site / path).read_text("utf-8") + rule + "\n")
    for whole in (True, False):  # named editions are no less in danger
        (said,) = found(site, shelf, whole=whole)
        assert said.startswith(f"{path}: "), said


def test_an_older_edition_may_not_pass_for_the_newest(site, shelf):
    newest, older = site / "en/status/2024.02.css", site / STATUS
    one, other = newest.read_bytes(), older.read_bytes()
    put(newest, other)
    put(older, one)
    assert found(site, shelf) == [
        f"{STATUS}: hides the notice that 2023.05 is an earlier edition; the newest is 2024.02",
        "en/status/2024.02.css: does not say that this edition is the newest, so that its pages "
        "pass for earlier",
    ]
    put(site / LATEST, '.edition-name::before{content:"2023.05"}')
    assert found(site, shelf)[0] == (
        f"{LATEST}: does not name edition 2024.02, which is the newest"
    )


def test_bytes_that_a_browser_reads_otherwise_and_links_are_named(site, shelf):
    put(site / STATUS, b"\xff\xfe" + "article{display:none}".encode("utf-16-le"))
    assert found(site, shelf) == [f"{STATUS}: is not UTF-8 text"]
    (site / STATUS).unlink()
    (site / STATUS).symlink_to("/etc/hostname")
    assert found(site, shelf) == [f"{STATUS}: {STATUS} is a symbolic link; it was not followed"]
