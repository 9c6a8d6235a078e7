"""On paper a page is its text, black on white, without menus."""

from __future__ import annotations

import re
import zlib

import pytest
from browsing import BRIEF, LANGUAGES, WIDE, Site, evaluate_on
from playwright.sync_api import Page

MENUS = (
    ".sidebar-drawer",
    ".toc-drawer",
    ".mobile-header",
    ".page-bar",
    ".related-pages",
    ".back-to-top",
    ".skip-to-content",
    ".headerlink",
    ".sidebar-toggle",
)

# Every shown text whose letters are pale or stand on a dark ground.
_PALE = """() => {
  const grey = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[0-9.]+/g).map(Number);
    return { light: (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255, alpha };
  };
  return textNodes(document.body).filter((node) => {
    const parent = node.parentElement;
    if (!isShown(parent) || !box(node).width) return false;
    if (grey(getComputedStyle(parent).color).light > 0.45) return true;
    for (let around = parent; around; around = around.parentElement) {
      const ground = grey(getComputedStyle(around).backgroundColor);
      if (ground.alpha > 0.5) return ground.light < 0.9;
    }
    return false;
  }).map((node) => `${node.parentElement.outerHTML.slice(0, 80)}`);
}"""


@pytest.fixture
def printed(new_tab):  # type: ignore[no-untyped-def]
    """Opens a page as it is printed, for a reader whose screen is light or dark."""

    def open_printed(site: Site, name: str, scheme: str = "light", theme: str = "") -> Page:
        page = new_tab(WIDE, scheme).open(site.url(name))
        if theme:
            page.evaluate("theme => localStorage.setItem('theme', theme)", theme)
            page.reload()
        page.emulate_media(media="print")
        return page

    return open_printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_menu_is_printed(printed, everything, language):
    page = printed(everything, f"{language}/{BRIEF}")
    shown = [menu for menu in MENUS if page.locator(f"{menu} >> visible=true").count()]
    assert shown == []
    for kept in ("h1", ".deck", ".brief-facts", ".brief-status", ".reference-list", "footer"):
        assert page.locator(kept).first.is_visible(), kept


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("scheme", "theme"), [("light", ""), ("dark", ""), ("light", "dark")])
def test_text_is_printed_black_on_white(printed, everything, language, scheme, theme):
    page = printed(everything, f"{language}/{BRIEF}", scheme, theme)
    assert evaluate_on(page, _PALE) == []
    colours = page.evaluate(
        "[document.querySelector('section section > p'), document.body]"
        ".map((one) => getComputedStyle(one))"
        ".map((style, index) => index ? style.backgroundColor : style.color)"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_printed_link_shows_where_it_leads(printed, everything, language):
    page = printed(everything, f"{language}/about.html")
    shown = page.locator("article a[href^=http]").first.evaluate(
        "link => getComputedStyle(link, '::after').content"
    )
    assert "https://www.example.org/" in shown.replace('" "', "") or "attr(href)" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_fills_the_paper(printed, everything, language):
    page = printed(everything, f"{language}/{BRIEF}")
    page.set_viewport_size({"width": 700, "height": 1000})
    box = page.locator("article").bounding_box()
    assert box
    assert box["width"] > 600
    needed, there = page.evaluate("[document.body.scrollWidth, document.body.clientWidth]")
    assert needed <= there
    for table in page.locator("table").all():
        assert table.evaluate("table => table.scrollWidth") <= box["width"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brief_prints_on_few_pages(new_tab, everything, language):
    page = new_tab().open(everything.url(f"{language}/{BRIEF}"))
    paper = page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "2cm"))
    assert 2 <= count_pages(paper) <= 6


def count_pages(paper: bytes) -> int:
    """The number of a PDF's pages, those in compressed objects too."""
    parts = [paper]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", paper, re.S):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", b"\n".join(parts)))
