"""Kurmanji and Sorani pages as a browser lays them out. All text is synthetic."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_web_fonts import faces_used, open_with_fonts

from warraq.archive import read_archive
from warraq.site.build import build_site

ROOT = Path(__file__).resolve().parents[2]
BRIEF = "briefs/2021/attempt.html"


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("languages") / "archive"
    shutil.copytree(ROOT / "tests" / "roots" / "languages", root)
    for name in ("_static", "_templates"):
        shutil.copytree(ROOT / name, root / name)
    result = build_site(read_archive(root), (), parallel=1)
    assert not result.failed, result.as_data()
    return root / "build" / "html"


def start_of(page, selector: str) -> str:  # type: ignore[no-untyped-def]
    """The side at which the first line of an element's text begins."""
    left, right = page.evaluate(
        """(selector) => {
            const element = document.querySelector(selector);
            const range = document.createRange();
            range.selectNodeContents(element.firstChild);
            const text = range.getBoundingClientRect(), box = element.getBoundingClientRect();
            return [text.left - box.left, box.right - text.right];
        }""",
        selector,
    )
    return "left" if left < right else "right"


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
@pytest.mark.parametrize(("language", "side"), [("ku", "left"), ("ckb", "right")])
def test_text_begins_at_the_side_of_its_script(new_tab, html, language, side, size):
    page = new_tab(size).open((html / language / BRIEF).as_uri())
    for selector in ("h1", ".deck", "h2"):
        assert start_of(page, selector) == side, selector
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size[0]


def test_sorani_is_drawn_with_the_archives_own_face_alone(tab, html):
    page = open_with_fonts(tab, (html / "ckb" / BRIEF).as_uri())
    for selector in ("h1", ".deck", "h2", "li p"):
        used = faces_used(page, selector)
        assert used
        assert all(used.values()), (selector, used)


def test_kurmanji_loads_no_web_font(tab, html):
    page = tab.open((html / "ku" / BRIEF).as_uri())
    assert not any(faces_used(page, "h1").values())
    assert not [url for url in tab.requests if url.endswith(".woff2")]
