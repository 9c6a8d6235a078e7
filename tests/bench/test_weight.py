"""A page's weight counts what a first visit fetches, and nothing else."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from bench.weight import Weight, weigh_page

STYLE = """
@font-face { font-family: "Naskh"; src: url(fonts/naskh.woff2) format("woff2"), url(fonts/x.ttf);
             unicode-range: U+0600-06FF, U+200F; }
@font-face { font-family: Latin; src: url('fonts/latin.woff2'); unicode-range: U+0-7F; }
@font-face { font-family: Unused; src: url(fonts/unused.woff2); }
@media (width > 1px) { html[lang="ar"] body { font-family: Naskh, Latin, serif } }
"""


def weigh(folder: Path, language: str, body: str, head: str = "") -> Weight:
    page = folder / language / "page.html"
    page.parent.mkdir()
    page.write_text(f'<html lang="{language}"><head>{head}</head><body>{body}</body></html>')
    (folder / "static/fonts").mkdir(parents=True)
    (folder / "static/style.css").write_text(STYLE)
    (folder / "static/more.css").write_text("@import 'style.css';")
    (folder / "static/script.js").write_text("let synthetic = 1;")
    for name, size in (("naskh", 1000), ("latin", 100), ("unused", 10)):
        (folder / f"static/fonts/{name}.woff2").write_bytes(bytes(size))
    return weigh_page(page, folder)


LINK = '<link rel="stylesheet" href="../static/style.css?v=1">'


def zipped(text: str) -> int:
    return len(gzip.compress(text.encode(), 9, mtime=0))


@pytest.mark.parametrize(
    ("language", "body", "fonts"),
    [("ar", "نص test", 1100), ("ar", "نص", 1000), ("en", "test نص", 0)],
)
def test_a_font_counts_where_its_rule_and_its_letters_apply(
    tmp_path: Path, language: str, body: str, fonts: int
) -> None:
    assert weigh(tmp_path, language, body, LINK).fonts == fonts


def test_styles_and_scripts_count_gzipped_and_once(tmp_path: Path) -> None:
    head = LINK + LINK + '<script src="/static/script.js"></script>'
    weight = weigh(tmp_path, "en", "x", head)
    assert weight.styles == zipped(STYLE)
    assert weight.scripts == zipped("let synthetic = 1;")
    assert weight.total == weight.html + weight.styles + weight.scripts


def test_imported_styles_count(tmp_path: Path) -> None:
    weight = weigh(tmp_path, "en", "x", '<link rel="stylesheet" href="../static/more.css">')
    assert weight.styles == zipped(STYLE) + zipped("@import 'style.css';")


def test_other_hosts_are_named(tmp_path: Path) -> None:
    weight = weigh(tmp_path, "en", "x", '<script src="https://example.org/a.js"></script>')
    assert weight.foreign == ("https://example.org/a.js",)
    assert weight.scripts == 0
