"""A citation is copied by its button, by keyboard, and by hand where there is no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browsing import BRIEF, LANGUAGES, NARROW, WIDE, Site, Tab
from playwright.sync_api import Page

CLIPBOARD = ["clipboard-read", "clipboard-write"]
SAID = {"en": "Copied", "ar": "نُسخ النص"}
SELECTED = {"en": "The text is selected", "ar": "النص محدَّد"}


def open_brief(new_tab: Callable[..., Tab], site: Site, language: str, **options: object) -> Page:
    """Open the brief in which everything occurs."""
    return new_tab(WIDE, **options).open(site.url(f"{language}/{BRIEF}"))


def press(page: Page, number: int, key: str = "Enter") -> str:
    """Press a copy button by keyboard; what the page then says beside it."""
    page.focus(f"#copy_{number}")
    page.keyboard.press(key)
    said = page.locator(f".cite-copy:has(#copy_{number}) [role=status]")
    said.filter(has_text=re.compile(r"\S")).wait_for()
    assert page.evaluate("document.activeElement.id") == f"copy_{number}"
    return said.inner_text()


def pasted(page: Page) -> str:
    """What a paste puts into a field."""
    page.evaluate("document.body.prepend(document.createElement('textarea'))")
    page.focus("textarea")
    page.keyboard.press("Control+V")
    text: str = page.locator("textarea").input_value()
    return text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_copies_its_citation_by_keyboard(new_tab, everything, language):
    page = open_brief(new_tab, everything, language, permissions=CLIPBOARD)
    assert press(page, 1) == SAID[language]
    text = page.locator("#cite_1").text_content()
    assert page.evaluate("navigator.clipboard.readText()") == text
    assert text
    markup = page.evaluate(
        "navigator.clipboard.read().then(items => items[0].getType('text/html'))"
        ".then(blob => blob.text())"
    )
    assert ("<i" in markup) == (language == "en")  # the title, as Chicago wants it
    assert "<cite" not in markup
    assert page.evaluate("window.violations") == []


def test_the_other_styles_open_by_keyboard_and_each_button_copies_its_own(new_tab, everything):
    page = open_brief(new_tab, everything, "en", permissions=CLIPBOARD)
    page.focus("#copy_1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert not page.locator("#copy_2").is_visible()
    page.keyboard.press("Enter")
    names = []
    for number in (2, 3, 4):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == f"copy_{number}"
        names.append(page.locator(f"#name_{number}").inner_text())
        assert page.get_by_role("button", name=f"Copy {names[-1]}", exact=True).count() == 1
        assert press(page, number, "Space") == SAID["en"]
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator(f"#cite_{number}").text_content()
    assert names == ["APA", "MLA", "OSCOLA"]


def test_a_browser_without_a_clipboard_for_pages_copies_all_the_same(new_tab, everything):
    tab = new_tab(WIDE)
    tab.page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined });"
    )
    page = tab.open(everything.url(f"ar/{BRIEF}"))
    assert press(page, 1) == SAID["ar"]
    assert pasted(page) == page.locator("#cite_1").text_content()


def test_where_nothing_may_be_copied_the_text_is_selected(new_tab, everything):
    for language in LANGUAGES:
        tab = new_tab(WIDE)
        tab.page.add_init_script(
            "Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined });"
            "document.execCommand = () => false;"
        )
        page = tab.open(everything.url(f"{language}/{BRIEF}"))
        assert press(page, 1).startswith(SELECTED[language])
        selected = page.evaluate("getSelection().toString()")
        assert selected == page.locator("#cite_1").inner_text()


def test_oscola_gets_the_day_of_reading_from_the_readers_clock(new_tab, everything):
    page = open_brief(new_tab, everything, "en")
    today = page.evaluate(
        "new Date().toLocaleDateString('en-GB', {day: 'numeric', month: 'long', year: 'numeric'})"
    )
    assert str(page.locator("#cite_4").text_content()).endswith(f"> accessed {today}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_there_is_no_button_and_all_else(new_tab, everything, language):
    page = open_brief(new_tab, everything, language, java_script_enabled=False)
    assert page.locator(".copy-button >> visible=true").count() == 0
    assert page.locator("#cite_1").is_visible()
    assert page.locator(".cite-files a").count() == 3
    if language == "en":
        page.focus(".cite-more summary")
        page.keyboard.press("Enter")
        assert page.locator("#cite_4").is_visible()


def test_the_files_are_downloaded_under_their_names(new_tab, everything):
    page = open_brief(new_tab, everything, "ar")
    for ending in ("bib", "ris", "csl.json"):
        with page.expect_download() as waiting:
            page.click(f".cite-files a[href$='.{ending}']")
        assert waiting.value.suggested_filename == f"everything.{ending}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_box_fits_a_phone(new_tab, everything, language):
    page = new_tab(NARROW).open(everything.url(f"{language}/{BRIEF}"))
    box = page.locator(".cite").bounding_box()
    assert box
    assert box["height"] < NARROW[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
