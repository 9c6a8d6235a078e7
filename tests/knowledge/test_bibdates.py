"""The dates of a bibliography, as biblatex writes them, in words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.knowledge.bibdates import format_bib_date, format_year_month, parse_bib_date


def in_english(date: str) -> str:
    return format_bib_date(date, "en", str)


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        ("2015-12-18", "18 December 2015"),
        ("2015-12", "December 2015"),
        ("2015", "2015"),
        ("1864-08-22", "22 August 1864"),
        ("2015-12-18T10:30:00Z", "18 December 2015"),
        ("2015?", "2015?"),
        ("2015-05~", "about May 2015"),
        ("2015%", "about 2015?"),
        ("201X", "201X"),
        ("2015-XX", "2015"),
        ("2015-05-XX", "May 2015"),
        ("2015-24", "winter 2015"),
        ("2015/2016", "2015–2016"),
        ("2015-05-03/2015-05-05", "3–5 May 2015"),
        ("2015-05-30/2015-06-02", "30 May – 2 June 2015"),
        ("2015-05-30/2016-05-30", "30 May 2015 – 30 May 2016"),
        ("2015-05/2015-06", "May–June 2015"),
        ("2015-05~/2015-06", "about May 2015 – June 2015"),
        ("2015/", "since 2015"),
        ("2015/..", "since 2015"),
        ("/2015", "until 2015"),
        ("../2015-02", "until February 2015"),
    ],
)
def test_a_date_is_written_in_words(date, shown):
    assert in_english(date) == shown


def test_a_season_or_an_open_range_is_said_in_the_language():
    words = {"since %s": "منذ %s", "spring %s": "ربيع %s"}
    assert format_bib_date("2015-21/", "ar", lambda text: words.get(text, text)) == "منذ ربيع 2015"


@pytest.mark.parametrize(
    ("year", "month", "shown"),
    [
        ("2020", "", "2020"),
        ("2020", "May", "May 2020"),
        ("2020", "dec", "December 2020"),
        ("2020", "7", "July 2020"),
        ("2020", "13", "2020"),
        ("in press", "May", "in press"),
        ("", "May", ""),
    ],
)
def test_bibtexs_year_and_month_are_a_date_too(year, month, shown):
    assert format_year_month(year, month, "en") == shown


@given(st.text("0123456789-/X?~%T:.Z ", max_size=24))
@settings(max_examples=200, deadline=None)
def test_what_is_read_can_be_written(text):
    try:
        parse_bib_date(text)
    except ValueError as error:
        assert "write 2020" in str(error)  # noqa: PT017 - the text decides
    else:
        assert in_english(text)
