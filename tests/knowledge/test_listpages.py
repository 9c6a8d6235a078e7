"""The addresses of lists are lasting, readable and never two lists' at once."""

from __future__ import annotations

import re

import pytest

from warraq.knowledge.listpages import facet_page, index_page, slug_of, year_page


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("Türkiye", "turkiye"),
        ("Deir ez-Zor", "deir-ez-zor"),
        ("Kobanî", "kobani"),
        ("Łódź, Straße", "lodz-strasse"),
        ("İstanbul", "istanbul"),
        ("O’Hara's", "oharas"),
        ("S/RES/2254 (2015)", "s-res-2254-2015"),
        ("إدلِب", "ادلب"),
        ("مسؤولية", "مسؤولية"),
        ("ئامەد", "ئامەد"),
        ("हिन्दी", "हिन्दी"),
        ("йод", "йод"),
        ("../etc", "etc"),
    ],
)
def test_an_address_is_made_of_the_word(word, slug):
    assert slug_of(word) == slug


@pytest.mark.parametrize("words", [("C", "C+", "C++"), ("index", "page-2", "?", "!", "")])
def test_words_that_letters_do_not_tell_apart_have_addresses_of_their_own(words):
    slugs = {slug_of(word) for word in words}
    assert len(slugs) == len(words)
    assert slugs.isdisjoint({"index", "page-2", ""})


def test_words_with_signs_that_differ_in_case_alone_have_one_address():
    assert slug_of("C++") == slug_of("c++")
    assert slug_of("É$") == slug_of("e\u0301$")


@pytest.mark.parametrize("word", ["CON", "prn", "aux", "Nul", "com1", "LPT9", "com²"])
def test_no_address_is_a_name_that_windows_keeps_for_itself(word):
    assert re.fullmatch(r"[a-z]{3}\d?-[0-9a-f]{8}", slug_of(word))


def test_a_long_word_has_a_short_address():
    one, other = ("synthetic " * 30 + end for end in ("one", "other"))
    assert slug_of(one) != slug_of(other)
    assert len(slug_of(one)) <= 80


def test_further_pages_stand_beside_the_first():
    assert year_page(2023) == "briefs/2023/index"
    assert index_page("places", 2) == "places/page-2"
    assert facet_page("places", "New York") == "places/new-york/index"
    assert facet_page("bodies", "OSE-Syria", 3) == "bodies/ose-syria/page-3"
