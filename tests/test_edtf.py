"""Dates that are as exact as they are known. Every date here is a made-up example."""

from __future__ import annotations

import datetime
import pickle

import pytest
from babel import Locale
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warraq.edtf import EdtfDate, format_date, parse_date

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2999, 12, 31))
DATES = st.tuples(DAYS, st.sampled_from((4, 7, 10))).map(
    lambda drawn: parse_date(drawn[0].isoformat()[: drawn[1]])
)
quick = settings(max_examples=60, deadline=None)


@quick
@given(DAYS, st.sampled_from((4, 7, 10)))
def test_every_calendar_date_of_the_range_is_read_and_written_alike(day, length):
    text = day.isoformat()[:length]
    assert str(parse_date(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *("May 23", "", " 2023", "2023 ", "2023-5", "2023-05-1", "23-05", "2023-13", "2023-00"),
        *("2023-05-00", "2023-02-29", "2023-05-32", "2023/05", "2023-05?", "2023~", "20XX"),
        *("1899", "3000", "2023-05-12T10:00", "202305", "٢٠٢٣", "2023-٠٥", "2023\n", "-2023"),
    ],
)
def test_anything_but_a_year_a_month_or_a_day_is_refused_with_the_remedy(text):
    with pytest.raises(ValueError, match="write 2023-05 or 2023-05-12") as caught:
        parse_date(text)
    assert str(caught.value).startswith(f'date "{text}" is not a date')


@quick
@given(st.text(max_size=12))
def test_no_text_makes_reading_fail_in_another_way(text):
    try:
        shown = str(parse_date(text))
    except ValueError as error:
        shown = str(error).split('"', 1)[1].rsplit('" is not a date', 1)[0]
    assert shown == text


@pytest.mark.parametrize(
    "parts", [(2023, 13), (2023, 2, 30), (2023, None, 5), (2023, 0), (2023, 5, 0), (203,)]
)
def test_an_impossible_date_cannot_be_made(parts):
    with pytest.raises(ValueError, match=r"\w"):
        EdtfDate(*parts)


def test_a_coarse_date_sorts_before_the_finer_ones_in_it():
    texts = ["2022-12-31", "2023", "2023-01", "2023-01-01", "2023-05", "2023-05-12", "2024"]
    dates = [parse_date(text) for text in texts]
    assert sorted(dates) == dates
    assert sorted(dates, reverse=True) == dates[::-1]
    assert dates[1] <= dates[2] < dates[3] > dates[1] >= dates[0]
    with pytest.raises(TypeError):
        assert dates[0] < "2023"


@quick
@given(DATES, DATES)
def test_order_agrees_with_equality(one, other):
    assert (one < other) + (one == other) + (one > other) == 1
    assert not (one.is_before(other) and other.is_before(one))
    assert not one.is_before(other) or one < other


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        ("2023-04", "2023-05-12", True),
        ("2022", "2023-05", True),
        ("2023", "2023-05", False),
        ("2023-05", "2023-05-12", False),
        ("2023-05-11", "2023-05", False),
        ("2023-05-11", "2023-05-12", True),
        ("2023-06", "2023-05", False),
    ],
)
def test_before_counts_only_as_far_as_both_dates_are_known(one, other, before):
    assert parse_date(one).is_before(parse_date(other)) is before


def test_a_date_is_a_value():
    date = parse_date("2023-05-12")
    assert pickle.loads(pickle.dumps(date)) == date
    assert len({date, parse_date("2023-05-12"), parse_date("2023-05")}) == 2
    with pytest.raises(AttributeError):
        date.year = 2024


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("2023", "en", "2023"),
        ("2023-05", "en", "May 2023"),
        ("2023-05-12", "en", "12 May 2023"),
        ("2023-05-12", "en_US", "May 12, 2023"),
        ("2023", "ar", "2023"),
        ("2023-05", "ar", "أيار/مايو 2023"),
        ("2023-05-12", "ar", "12 أيار/مايو 2023"),
        ("2023-01-02", "ar", "2 كانون الثاني/يناير 2023"),
        ("2023-10", "ar", "تشرين الأول/أكتوبر 2023"),
        ("2023-05-12", "de", "12. Mai 2023"),
        ("2023-05", "pt-BR", "maio de 2023"),
        ("2023-05-12", "uk", "12 травня 2023\u202fр."),
        ("2023-05", "bs", "maj 2023."),
        ("2023-05-12", "zh_CN", "2023年5月12日"),
        ("2023", "ja", "2023年"),
    ],
)
def test_a_date_reads_as_its_language_writes_it(text, language, shown):
    assert format_date(parse_date(text), language) == shown


@pytest.mark.parametrize("language", ["xx", "no such language", "", "arn"])
def test_a_language_without_known_months_gets_the_plain_date(language):
    assert format_date(parse_date("2023-05"), language) == "2023-05"


@quick
@given(DATES, st.sampled_from(("en", "ar", "fa", "ckb", "hi", "fr", "tr", "hu", "ja", "th")))
@example(parse_date("2023-05-12"), "ar")
def test_digits_are_western_and_months_have_their_full_names(date, language):
    shown = format_date(date, language)
    assert str(date.year) in shown
    assert not any(char.isdigit() and not char.isascii() for char in shown)
    if date.month and language not in ("ar", "ja"):
        months = Locale.parse(language).months
        names = {months[form]["wide"][date.month] for form in ("format", "stand-alone")}
        assert any(name in shown for name in names)
