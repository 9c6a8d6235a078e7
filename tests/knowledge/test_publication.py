"""A publication knows its key and address, and says what became of it. All synthetic."""

from __future__ import annotations

from dataclasses import replace

import pytest

from warraq.brief import State
from warraq.edtf import parse_date
from warraq.knowledge.publication import Note, describe_status, fold, name_title

from .synthetic_publication import PUBLICATION

WORDS = {"Retracted": "مسحوبة", "Corrected": "مصحَّحة"}


def test_a_key_names_slug_year_and_language():
    assert PUBLICATION.key == "a-synthetic-brief-2023-en"
    assert replace(PUBLICATION, language="zh_CN").key == "a-synthetic-brief-2023-zh-CN"
    # A page without translation is the publication that it was written as.
    assert replace(PUBLICATION, page_language="ar").key == "a-synthetic-brief-2023-en"


def test_no_two_briefs_have_one_key():
    slugs = ["a-b", "a--b", "a_b", "A-b", "a.b", "إحاطة", "تقرير", "a-b-", "a b", "{a}", "a,b"]
    keys = [replace(PUBLICATION, docname=f"briefs/2023/{slug}").key for slug in slugs]
    assert len({key.lower() for key in keys}) == len(slugs)
    assert all(
        key.isascii() and set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for key in keys
    )


def test_the_address_of_the_archive_comes_before_that_of_the_first_publication():
    first = replace(PUBLICATION, source_url="https://example.org/first")
    assert PUBLICATION.url == ""
    assert first.url == "https://example.org/first"
    assert replace(first, address="https://example.net/en/x.html").url == (
        "https://example.net/en/x.html"
    )
    # Where the original was published first, a translation was not.
    assert replace(first, is_translation=True).url == ""


def test_what_was_withdrawn_says_so_in_its_title_and_has_lost_its_deck():
    kept = replace(PUBLICATION, summary="A synthetic deck.", state=State.CORRECTED)
    gone = replace(kept, state=State.RETRACTED)
    assert (name_title(kept, str), kept.abstract) == ("A synthetic brief", "A synthetic deck.")
    assert name_title(gone, lambda word: WORDS[word]) == "مسحوبة: A synthetic brief"
    assert gone.abstract == ""


@pytest.mark.parametrize(
    ("state", "note", "date", "language", "said"),
    [
        (State.PUBLISHED, "", "", "en", ""),
        (State.RETRACTED, "A synthetic reason.", "2024-06-03", "en",
         "Retracted (3 June 2024): A synthetic reason."),
        (State.RETRACTED, "سبب اصطناعي.", "2024-06", "ar",
         "مسحوبة (حزيران/يونيو 2024): سبب اصطناعي."),
        (State.CORRECTED, "A number.", "", "en", "Corrected: A number."),
    ],
)  # fmt: skip
def test_a_note_says_what_became_of_it(state, note, date, language, said):
    publication = replace(
        PUBLICATION,
        language=language,
        state=state,
        status=Note(note, parse_date(date) if date else None),
    )
    words = WORDS if language == "ar" else {}
    assert describe_status(publication, lambda word: words.get(word, word)) == said


def test_text_is_folded_into_one_line_and_keeps_spaces_that_hold_words_together():
    assert fold("abc \u202egnirts\u2066 def\u200f") == "abc gnirts def"
    assert fold(" a\n\tb\u2028c\x85d  e\u00a0f\x00g ") == "a b c d e\u00a0f g"
