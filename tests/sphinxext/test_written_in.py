"""A brief that is written in another language of the archive than its pages. All is synthetic."""

from __future__ import annotations

from pathlib import Path

import pytest
from kit import Site, holding, only, words_of

from warraq.cli import main

PAGE = """\
---
title: "نص تجريبي عن لا أحد"
date: 2021-03-04
kind: update
language: {language}
summary: "ملخص تجريبي"
authors: [Synthetic Author]
---

نص اصطناعي يذكر القرار S/RES/2254 (2015) للتجربة.

## عنوان تجريبي

- بند تجريبي
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.page("index", "# Synthetic archive\n\n```{briefs} newest\n```\n")
    site.page("briefs/2021/arabic", PAGE.format(language="ar"))
    site.brief("2021/english", "Synthetic English text.", date="2021-05")
    return site


def test_its_text_is_marked_with_its_language_where_that_is_not_the_page_s(site: Site) -> None:
    outcomes = site.build()
    assert not any(outcome.messages for outcome in outcomes.values())
    english = site.article("briefs/2021/arabic", "en")
    for text in ("نص تجريبي عن لا أحد", "ملخص تجريبي", "نص اصطناعي", "عنوان تجريبي", "بند تجريبي"):
        found = english.find(string=lambda string, text=text: text in string)
        assert found is not None
        around = found.find_parent(lang=True)
        assert around is not None
        assert (around["lang"], around["dir"]) == ("ar", "rtl")
    assert words_of(only(english, ".brief-facts [lang=ar]")) == "العربية"
    arabic = site.article("briefs/2021/arabic", "ar")
    # But for the archive's words in the facts, which have no translation here.
    assert {words_of(mark) for mark in arabic.select("[lang]")} == {"update"}
    assert "العربية" not in words_of(arabic)


def test_its_left_to_right_runs_are_isolated_on_both_sides(site: Site) -> None:
    site.build()
    for language in ("en", "ar"):
        text = holding(site.article("briefs/2021/arabic", language), "p", "نص اصطناعي")
        assert [words_of(bdi) for bdi in text("bdi")] == ["S/RES/2254 (2015)"]


def test_lists_and_neighbours_name_it_in_its_language(site: Site) -> None:
    site.build()
    for page in ("index", "briefs/2021/index", "briefs/2021/english"):
        marked = site.soup(page, "en").find(string="نص تجريبي عن لا أحد")
        assert marked is not None
        assert marked.parent is not None
        assert (marked.parent["lang"], marked.parent["dir"]) == ("ar", "rtl")
        unmarked = site.soup(page, "ar").find(string="نص تجريبي عن لا أحد")
        assert unmarked is not None
        assert unmarked.find_parent(lang="ar", dir="rtl").name == "html"  # type: ignore[union-attr]


def test_it_does_not_count_as_untranslated_in_its_own_language(site: Site) -> None:
    arabic = site.build("ar")["ar"]
    site.page("briefs/2021/arabic", PAGE.replace("language: {language}\n", ""))
    without = site.build("ar")["ar"]
    assert without.messages_total > arabic.messages_total


def test_a_language_that_the_archive_lacks_is_named_with_its_line(site: Site) -> None:
    page = site.page("briefs/2021/arabic", PAGE.format(language="fa"))
    messages = site.build("en")["en"].messages
    assert len(messages) == 1
    assert messages[0].startswith(f"{page.relative_to(site.root)}:5: ")
    assert "the archive has no language fa (en, ar)" in messages[0]


def test_what_is_no_code_is_refused(site: Site) -> None:
    site.page("briefs/2021/arabic", PAGE.format(language="Arabic"))
    (message,) = site.build("en")["en"].messages
    assert message.startswith("docs/briefs/2021/arabic.md:5: ")
    assert 'language "Arabic" is not the code of a language' in message


def test_it_gets_no_catalog_in_its_own_language_and_one_in_every_other(tmp_path: Path) -> None:
    conf = 'archive_languages = {"en": "English", "ar": "العربية", "ku": "Kurmancî"}\n'
    site = Site(tmp_path, conf)
    site.page("index", "# Synthetic archive\n\n```{briefs} newest\n```\n")
    site.page("briefs/2021/arabic", PAGE.format(language="ar"))
    site.brief("2021/english", "Synthetic English text.", date="2021-05")
    assert main(["po", "--root", str(site.root)]) == 0
    made = {
        language: sorted(path.name for path in (site.root / "locale" / language).rglob("2021/*.po"))
        for language in ("ar", "ku")
    }
    assert made == {"ar": ["english.po"], "ku": ["arabic.po", "english.po"]}
    assert "نص تجريبي" in (site.root / "locale/ku/LC_MESSAGES/briefs/2021/arabic.po").read_text(
        "utf-8"
    )
