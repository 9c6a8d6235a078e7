"""How a publication is cited, style by style. Every publication here is synthetic."""

from __future__ import annotations

from dataclasses import replace

import pytest

from warraq.brief import State
from warraq.edtf import parse_date
from warraq.knowledge.citing import cite
from warraq.knowledge.publication import Note

from .synthetic_publication import PUBLICATION

URL = "https://example.net/en/a.html"
ALONE = replace(PUBLICATION, title="Town: A Synthetic Brief", address=URL)
SOME_DAY = replace(ALONE, date=parse_date("2021-09-12"), authors=("Body One", "Body Two"))
ARABIC = {", ": "، ", " and ": " و", "“%s”": "«%s»", "Retracted": "مسحوبة", "Corrected": "مصحَّحة"}


def texts(publication, words=None) -> dict[str, str]:
    """The text of each style."""
    words = words or {}
    citations = cite(publication, lambda word: words.get(word, word))
    return {citation.style: citation.text for citation in citations}


def test_a_report_of_its_own_publisher_in_a_month():
    assert texts(ALONE) == {
        "Chicago": f"Synthetic Author. Town: A Synthetic Brief. Synthetic Author, May 2023. {URL}.",
        "APA": f"Synthetic Author. (2023, May). Town: A Synthetic Brief [Update]. {URL}",
        "MLA": f"Town: A Synthetic Brief. Synthetic Author, May 2023, {URL}.",
        "OSCOLA": f"Synthetic Author, ‘Town: A Synthetic Brief’ (May 2023) <{URL}>",
    }


def test_a_report_of_two_bodies_on_a_day():
    assert texts(SOME_DAY) == {
        "Chicago": "Body One and Body Two. Town: A Synthetic Brief. Synthetic Author, "
        f"September 12, 2021. {URL}.",
        "APA": "Body One & Body Two. (2021, September 12). Town: A Synthetic Brief [Update]. "
        f"Synthetic Author. {URL}",
        "MLA": "Body One and Body Two. Town: A Synthetic Brief. Synthetic Author, "
        f"12 Sept. 2021, {URL}.",
        "OSCOLA": "Body One and Body Two, ‘Town: A Synthetic Brief’ "
        f"(Synthetic Author, 12 September 2021) <{URL}>",
    }


def test_a_report_of_a_year_without_an_address():
    assert texts(replace(ALONE, address="", date=parse_date("2020"), kind="report")) == {
        "Chicago": "Synthetic Author. Town: A Synthetic Brief. Synthetic Author, 2020.",
        "APA": "Synthetic Author. (2020). Town: A Synthetic Brief.",
        "MLA": "Town: A Synthetic Brief. Synthetic Author, 2020.",
        "OSCOLA": "Synthetic Author, ‘Town: A Synthetic Brief’ (2020)",
    }


@pytest.mark.parametrize(
    ("number", "chicago", "apa", "mla", "oscola"),
    [
        (3, "A, B, and C.", "A, B, & C.", "A, et al. ", "A, B and C, ‘"),
        (4, "A, B, C, and D.", "A, B, C, & D.", "A, et al. ", "A and others, ‘"),
        (7, "A, B, C, et al. ", "A, B, C, D, E, F, & G.", "A, et al. ", "A and others, ‘"),
        (21, "A, B, C, et al. ", "Q, R, S, . . . U. (", "A, et al. ", "A and others, ‘"),
    ],
)
def test_many_authors_are_listed_as_each_style_lists_them(number, chicago, apa, mla, oscola):
    said = texts(replace(ALONE, authors=tuple("ABCDEFGHIJKLMNOPQRSTU"[:number])))
    assert said["Chicago"].startswith(chicago)
    assert apa in said["APA"]
    assert said["MLA"].startswith(mla)
    assert said["OSCOLA"].startswith(oscola)


def test_a_retraction_is_told_in_every_style():
    status = Note("A synthetic reason.", parse_date("2024-06-03"))
    said = texts(replace(ALONE, state=State.RETRACTED, status=status))
    assert said["Chicago"].endswith(f"May 2023. Retracted June 3, 2024. {URL}.")
    assert said["APA"].endswith(f"{URL} (Retraction published 2024, June 3)")
    assert said["MLA"].endswith(f"{URL}. Retracted 3 June 2024.")
    assert "(May 2023, retracted 3 June 2024)" in said["OSCOLA"]
    undated = texts(replace(ALONE, state=State.RETRACTED, status=Note("Why.")))
    assert all("etracted" in text for text in undated.values())


def test_a_correction_is_told_where_the_style_tells_it():
    said = texts(replace(ALONE, state=State.CORRECTED, status=Note("", parse_date("2024-06"))))
    assert "Corrected June 2024." in said["Chicago"]
    assert "Corrected June 2024." in said["MLA"]
    assert "corrected June 2024" in said["OSCOLA"]
    assert said["APA"] == texts(ALONE)["APA"]


@pytest.mark.parametrize(
    ("title", "chicago", "oscola"),
    [
        ("Why Now?", " Why Now? Synthetic", "‘Why Now?’ ("),
        ("No!", " No! Synthetic", "‘No!’ ("),
        ("The End.", " The End. Synthetic", "‘The End.’ ("),
        ("The End (Part 2?)", " The End (Part 2?). Synthetic", "‘The End (Part 2?)’ ("),
        ("A ‘b “c” d’ e", " A ‘b “c” d’ e. ", "‘A “b ‘c’ d” e’ ("),
        ("It Is “So.”", " It Is “So.” Synthetic", "‘It Is “So.”’ ("),
        ("The People’s ‘Case’", " The People’s ‘Case’. Synthetic", "‘The People’s “Case”’ ("),
        ("‘The People’s Case’ Now", " ‘The People’s Case’ Now. ", "‘“The People’s Case” Now’ ("),
    ],
)
def test_marks_of_a_title_are_neither_doubled_nor_confused(title, chicago, oscola):
    said = texts(replace(ALONE, title=title))
    assert chicago in said["Chicago"]
    assert oscola in said["OSCOLA"]


def test_a_name_that_ends_in_a_full_stop_gets_no_second_one():
    said = texts(replace(ALONE, authors=("Synthetic Co.",), publisher="Synthetic Co."))
    assert not any("Co.." in text for text in said.values())


def test_names_are_parts_of_their_own():
    publication = replace(ALONE, authors=("Foo Inc.", "هيئة", "C"), publisher="D")
    for language in ("en", "ar"):
        for one in cite(replace(publication, page_language=language), str):
            names = [part.text for part in one.parts if part.kind == "name"]
            assert names == (
                ["Foo Inc.", "D"] if one.style == "MLA" else ["Foo Inc.", "هيئة", "C", "D"]
            )


def test_guillemets_within_guillemets_step_down_level_by_level():
    title = "قبل «أول «ثان» ثالث» بعد «مفتوح"
    said = texts(replace(ALONE, page_language="ar", title=title), ARABIC)[""]
    assert "«قبل ”أول «ثان» ثالث“ بعد «مفتوح»" in said


def test_titles_are_in_italics_but_for_oscola():
    kinds = {
        one.style: [part.kind for part in one.parts if part.text == ALONE.title]
        for one in cite(ALONE, str)
    }
    assert kinds == {"Chicago": ["italic"], "APA": ["italic"], "MLA": ["italic"],
                     "OSCOLA": ["title"]}  # fmt: skip


def test_only_oscola_asks_for_the_day_of_reading_and_only_of_an_address():
    assert [one.accessed for one in cite(ALONE, str)] == ["", "", "", "accessed %s"]
    assert not any(one.accessed for one in cite(replace(ALONE, address=""), str))


def test_arabic_has_one_form_with_its_own_marks_and_months():
    publication = replace(
        ALONE,
        page_language="ar",
        language="ar",
        title="بلدة: «هيئة اصطناعية» تشارك",
        authors=("الهيئة الأولى", "الهيئة الثانية", "الهيئة الثالثة"),
        publisher="ناشر اصطناعي",
    )
    assert texts(publication, ARABIC) == {
        "": "الهيئة الأولى، الهيئة الثانية والهيئة الثالثة، «بلدة: ”هيئة اصطناعية“ تشارك»، "
        f"ناشر اصطناعي، أيار/مايو 2023، {URL}"
    }
    retracted = replace(
        publication,
        address="",
        authors=("ناشر اصطناعي",),
        state=State.RETRACTED,
        status=Note("", parse_date("2024-06-03")),
    )
    assert texts(retracted, ARABIC) == {
        "": "ناشر اصطناعي، «بلدة: ”هيئة اصطناعية“ تشارك»، أيار/مايو 2023، "
        "مسحوبة (3 حزيران/يونيو 2024)."
    }


def test_any_other_language_has_one_form_in_its_words():
    words = {", ": ", ", " and ": " et ", "“%s”": "« %s »"}
    french = replace(SOME_DAY, page_language="fr", title="Ville « synthétique »")
    assert texts(french, words) == {
        "": "Body One et Body Two, « Ville “ synthétique ” », Synthetic Author, "
        f"12 septembre 2021, {URL}"
    }
