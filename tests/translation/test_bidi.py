"""What is isolated as left to right, and what is not. All texts and addresses are synthetic."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.translation.bidi import Run, has_strong_rtl, is_rtl, split_ltr_runs


def isolated(text: str) -> list[str]:
    runs = split_ltr_runs(text)
    assert "".join(run.text for run in runs) == text
    return [run.text for run in runs if run.isolate]


@pytest.mark.parametrize(
    "run",
    [
        "STJ",
        "Local Governance and Decentralization",
        "Syrians, for Truth & Justice",
        "S/RES/2254 (2015)",
        "A/HRC/46/54",
        "CSSR 2015",
        "Decision (A/1) (2015) 12",
        "https://example.org/en/?a=1&b=2#x",
        "https://example.org/en/",
        "WWW.EXAMPLE.ORG",
        "editor@example.org",
        "@STJ_Syria",
        "#Syria",
        "report_2.tar.gz",
        "/etc/hosts",
        ".po",
        "C++",
        "COVID-19",
        "3RP",
        "$5M",
        "km²",
        "cafe\u0301",
        "f(x), g(y)",
        "“Local” and “Priorities”",
        '"Local" and "Priorities"',
        "Syrians’ rights",
        "(CSSR) meeting",
        "Правда и право",
        "2023-05-12",
        "2023-05",
        "12-05-2023",
        "+33 1 23 45 67 89",
        "+33123456789",
        "(011) 234-5678",
        "00963 11 123 4567",
        "011-2345678",
        "12 345 678",
        "978-3-16-148410-0",
        "2015-2011",
        "-5",
    ],
)
def test_a_run_is_isolated_whole_wherever_it_stands(run: str) -> None:
    for before, after in [
        ("", ""),
        ("كلمة ", " كلمة"),
        ("كلمة (", ") كلمة"),
        ("كلمة «", "»، كلمة"),
        ("كلمة “", ".” كلمة"),
        ("كلمة: ", "."),
        ("", "؟"),
        ("كلمة ", "؛ كلمة"),
        ("كلمة\n", "!\nكلمة"),
        ("", ", كلمة"),
    ]:
        assert isolated(before + run + after) == [run]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "سوريون من أجل الحقيقة والعدالة",
        "في 2015",
        "2015",
        "1,234.5 و50% و٥٠٪",
        "في عام 2015 5 أشخاص",
        "يوم 12/05/2023 عند 14:30",
        "كوفيد-19",
        "خلال 2011-2015 و2011–2015 و1,000-2,000",
        "من 10:00-12:00",
        "1, 2, 3, 4, 5, 6, 7",
        "#سوريا",
        "م²",
        "[1] (2)",
        "…",
        "«»",
        "من 5 - 6",
    ],
)
def test_what_the_algorithm_shows_rightly_is_left_alone(text: str) -> None:
    assert split_ltr_runs(text) == ([Run(text, False)] if text else [])


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("بين STJ وNOREF", ["STJ", "NOREF"]),
        ("ال-CSSR", ["CSSR"]),
        ("و/CSSR", ["CSSR"]),
        ("انتهى.CSSR بدأ", ["CSSR"]),
        ("CSSR، 2015", ["CSSR"]),
        ("CSSR, 2015", ["CSSR"]),
        ("NOREF. 2015 كان", ["NOREF"]),
        ("CSSR ٢٠١٥", ["CSSR"]),
        ("CSSR (see كلمة)", ["CSSR", "see"]),
        ("https://example.org/wiki/سوريا", ["https://example.org/wiki/"]),
        ("2023 Human Rights Report", ["2023 Human Rights Report"]),
        ("تقرير “2023 Human Rights Report”", ["2023 Human Rights Report"]),
        ("عام 2015 CSSR", ["CSSR"]),
        ("في 2023-05-12 5 أشخاص", ["2023-05-12"]),
        ("2023-05-12–2023-06-12", ["2023-05-12", "2023-06-12"]),
        ("هاتف: +33 1 23 45 67 89، CSSR", ["+33 1 23 45 67 89", "CSSR"]),
        ("2011 -2015", []),
        ("\u2066CSSR\u2069 كلمة \u2066NOREF\u2069", ["CSSR", "NOREF"]),
    ],
)
def test_a_run_ends_where_the_other_direction_begins(text: str, runs: list[str]) -> None:
    assert isolated(text) == runs


FRAGMENTS = [
    "كلمة", "ال", "word", "S/RES/2254", "(", "(2015)", ")", "2015", "1,234.5", "50%", "+33 1 23 45",
    "-", "–", "/", ":", " ", "  ", ".", ",", "،", "؟", "“", "”", "«", "»", '"', "'", "’", "‘", "[",
    "]", "#", "@", "x@y.org", "https://a.b/", "2023-05-12", "\n", "\u00a0", "²", "é", "e\u0301",
    "\u200e", "\u200f", "٣", "۳", "日本", "$", "+", "%", "_", "0", "5", "a",
]  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join), st.text(max_size=30)
)


@settings(max_examples=800, deadline=None)
@given(texts)
def test_runs_keep_every_character_and_alternate(text: str) -> None:
    runs = split_ltr_runs(text)
    assert "".join(run.text for run in runs) == text
    assert all(run.text for run in runs)
    assert all(left.isolate or right.isolate for left, right in pairwise(runs))


@settings(max_examples=800, deadline=None)
@given(texts)
def test_an_isolated_run_is_tidy_and_would_be_found_again(text: str) -> None:
    for run in split_ltr_runs(text):
        if run.isolate:
            assert not has_strong_rtl(run.text)
            assert run.text == run.text.strip()
            assert run.text[-1] not in ".,;:!?،؛؟«“‘"
            assert run.text[0] not in ",;:!?،؛؟»”"
            assert run.text.count("(") == run.text.count(")")
            assert run.text.count("“") == run.text.count("”")
            assert split_ltr_runs(run.text) == [run]


@settings(max_examples=800, deadline=None)
@given(texts)
def test_no_latin_letter_is_left_out(text: str) -> None:
    for run in split_ltr_runs(text):
        assert run.isolate or not any("a" <= char.lower() <= "z" for char in run.text)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(["كلمة", "من", "،", ".", "«", "»", "(", ")", " ", "؟"])).map("".join)
)
def test_text_without_letters_or_digits_of_the_other_direction_is_one_run(text: str) -> None:
    assert split_ltr_runs(text) == ([Run(text, False)] if text else [])


@pytest.mark.parametrize("unit", ["a", "a(", ")a", '"a', "1 ", "1-", "x% ", "(1) ", "1(1)", "a‘("])
def test_a_very_long_text_is_split_quickly(unit: str) -> None:
    start = time.process_time()
    split_ltr_runs("كلمة " + unit * 20_000)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("language", "rtl"),
    [
        ("ar", True), ("ar-SY", True), ("ar_SY", True), ("ckb", True), ("ckb_IQ", True),
        ("fa", True), ("he", True), ("ku-Arab", True), ("ks_Arab", True),
        ("ku", False), ("en", False), ("fr", False), ("zh_CN", False), ("zh-CN", False),
        ("zh-Hant-TW", False), ("sd_Deva", False),
    ],
)  # fmt: skip
def test_a_language_knows_its_direction(language: str, rtl: bool) -> None:
    assert is_rtl(language) is rtl


@pytest.mark.parametrize("language", ["", "xx", "Arabic", "ar SY", "..", "ku_IQ", "en_x_foo"])
def test_an_unknown_language_is_named_with_what_to_write(language: str) -> None:
    with pytest.raises(ValueError, match="is not the code of a known language; write") as error:
        is_rtl(language)
    assert repr(language) in str(error.value)


def test_only_letters_make_text_right_to_left() -> None:
    assert has_strong_rtl("CSSR كلمة")
    assert has_strong_rtl("\u05d0")
    assert not has_strong_rtl("CSSR 2015، ٢٠١٥؟"[:-1])
    assert not has_strong_rtl("")
