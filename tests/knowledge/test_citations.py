"""References as readers of each language expect them. Entries not of the UN are synthetic."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string

from warraq.knowledge.citations import Span, cited_name, format_reference, plain_reference

ARABIC = {
    ", ": "، ",
    " and ": " و",
    "“%s”": "«%s»",
    "accessed %s": "اطُّلع عليه في %s",
}


def in_english(text: str) -> str:
    return text


def in_arabic(text: str) -> str:
    return ARABIC.get(text, text)


def entry(bib: str) -> Entry:
    (found,) = parse_string(bib, "bibtex").entries.values()
    return found


def english(bib: str) -> str:
    return plain_reference(format_reference(entry(bib), "en", in_english))


def arabic(bib: str) -> str:
    return plain_reference(format_reference(entry(bib), "ar", in_arabic))


def said(cited: Entry, language: str) -> str:
    words = in_english if language == "en" else in_arabic
    return plain_reference(cited_name(cited, language, words))


def links(bib: str) -> list[str]:
    return [span.href for span in format_reference(entry(bib), "en", in_english) if span.href]


RESOLUTION = """
@legal{unsc-2254,
  author    = {{United Nations Security Council}},
  author-ar = {{مجلس الأمن التابع للأمم المتحدة}},
  title     = {Resolution 2254 (2015)},
  title-ar  = {القرار 2254 (2015)},
  number    = {S/RES/2254 (2015)},
  date      = {2015-12-18},
  url       = {https://undocs.org/S/RES/2254(2015)},
  langid    = {english},
}
"""

# -- Documents of the United Nations -----------------------------------------------------------


def test_a_resolution_in_english_is_written_as_the_united_nations_editors_do():
    assert english(RESOLUTION) == (
        "United Nations Security Council, Resolution 2254 (2015), S/RES/2254 (2015), "
        "18 December 2015."
    )


def test_a_resolution_in_arabic_has_its_arabic_names_and_the_levantine_month():
    assert arabic(RESOLUTION) == (
        "مجلس الأمن التابع للأمم المتحدة، القرار 2254 (2015)، S/RES/2254 (2015)، "
        "18 كانون الأول/ديسمبر 2015."
    )


def test_the_title_alone_leads_to_the_document():
    spans = format_reference(entry(RESOLUTION), "en", in_english)
    linked = [span for span in spans if span.href]
    assert linked == [Span("Resolution 2254 (2015)", "https://undocs.org/S/RES/2254(2015)")]


@pytest.mark.parametrize("kind", ["legal", "Legal", "legislation", "jurisdiction", "misc"])
def test_a_document_with_a_symbol_has_no_quotation_marks(kind):
    text = english(f"@{kind}{{a, title = {{Report}}, number = {{A/HRC/46/54}}, year = 2021}}")
    assert text == "Report, A/HRC/46/54, 2021."


def test_an_official_name_in_the_readers_language_is_not_marked_as_foreign():
    spans = format_reference(entry(RESOLUTION), "ar", in_arabic)
    assert {span.lang for span in spans} == {""}


def test_what_has_no_name_in_the_readers_language_keeps_its_own_and_says_so():
    bib = "@book{a, author = {{A Synthetic Body}}, title = {A Title}, langid = {english}}"
    spans = format_reference(entry(bib), "ar", in_arabic)
    assert [span.lang for span in spans if span.text in {"A Synthetic Body", "A Title"}] == [
        "en",
        "en",
    ]
    assert {span.lang for span in format_reference(entry(bib), "en", in_english)} == {""}


@pytest.mark.parametrize(("langid", "lang"), [("english", "en"), ("FRENCH", "fr"), ("tr", "tr")])
def test_the_language_of_an_entry_is_named_in_words_or_as_a_code(langid, lang):
    bib = f"@book{{a, title = {{T}}, langid = {{{langid}}}}}"
    spans = format_reference(entry(bib), "ar", in_arabic)
    assert [span.lang for span in spans if span.text == "T"] == [lang]


# -- Authors -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Syrians for Truth and Justice",
        "Office of Synthetic Affairs, Division of Examples",
        "A, B and C",
        "von der Synthetic, Ltd.",
        "مؤسسة تجريبية، فرع أول",
    ],
)
def test_a_corporate_author_stays_whole(name):
    bib = f"@report{{a, author = {{{{{name}}}}}, title = {{T}}}}"
    assert english(bib) == f"{name}, “T”."
    assert said(entry(bib), "en") == name


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        ("Doe, Jane", "Jane Doe"),
        ("Jane Doe", "Jane Doe"),
        ("van der Synthetic, Jane Q.", "Jane Q. van der Synthetic"),
        ("Doe, Jr, John", "John Doe Jr"),
        ("Doe, Jane and Roe, Richard", "Jane Doe and Richard Roe"),
        (
            "Doe, Jane and Roe, Richard and {The Body, Inc}",
            "Jane Doe, Richard Roe and The Body, Inc",
        ),
        (r"Do{\"e}, J{\'a}ne", "Jáne Doë"),
    ],
)
def test_authors_are_named_as_they_are_spoken(author, shown):
    assert english(f"@book{{a, author = {{{author}}}, title = {{T}}}}") == f"{shown}, “T”."


def test_authors_in_arabic_are_joined_by_arabic_words():
    bib = "@book{a, author = {أحمد مثال and سلمى مثال and ليلى مثال}, title = {كتاب}}"
    assert arabic(bib) == "أحمد مثال، سلمى مثال وليلى مثال، «كتاب»."


def test_a_body_that_publishes_its_own_report_is_named_once():
    bib = "@report{a, author = {{The Body}}, title = {T}, institution = {The Body}, year = 2020}"
    assert english(bib) == "The Body, “T”, 2020."


# -- Kinds of texts ----------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["journaltitle", "journal"])
def test_an_article_names_its_journal_volume_number_and_pages(field):
    bib = f"""@article{{a, author = {{Doe, Jane}}, title = {{On Examples}}, {field} = {{Journal of
      Synthesis}}, volume = {{5}}, number = {{3}}, pages = {{12--19}}, date = {{2019-07}}}}"""
    assert english(bib) == (
        "Jane Doe, “On Examples”, Journal of Synthesis, vol. 5, issue 3, July 2019, pp. 12–19."
    )


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("volume = {5}", "vol. 5"),
        ("number = {5}", "issue 5"),
        ("number = {Special}", "Special"),
        ("pages = {7}", "p. 7"),
        ("pages = {7, 9}", "pp. 7, 9"),
        ("edition = {1}", "1st ed."),
        ("edition = {11}", "11th ed."),
        ("edition = {22}", "22nd ed."),
    ],
)
def test_what_is_said_of_a_part_stands_alone(field, shown):
    assert english(f"@article{{a, title = {{T}}, {field}}}") == f"“T”, {shown}".rstrip(".") + "."


def test_an_online_source_says_when_it_was_seen():
    bib = "@online{a, title = {T}, url = {https://example.org/t}, urldate = {2024-02-03}}"
    assert english(bib) == "“T”, accessed 3 February 2024."
    assert arabic(bib) == "«T»، اطُّلع عليه في 3 شباط/فبراير 2024."
    assert links(bib) == ["https://example.org/t"]


def test_a_book_names_its_publisher_and_isbn():
    bib = "@book{a, title = {T}, publisher = {Synthetic Press}, isbn = {978-3-16-148410-0}}"
    assert english(bib) == "“T”, Synthetic Press, ISBN 978-3-16-148410-0."


def test_a_thesis_names_its_school():
    assert english("@thesis{a, title = {T}, school = {A School}}") == "“T”, A School."


# -- What is missing or odd --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bib", "shown"),
    [
        ("@misc{a}", ""),
        ("@misc{a, title = {T}}", "“T”."),
        ("@misc{a, author = {{B}}}", "B."),
        ("@misc{a, year = {2020}}", "2020."),
        ("@misc{a, title = {T}, publisher = {}, isbn = {}, author = {}}", "“T”."),
        ("@misc{a, title = {T}, publisher = {{}}}", "“T”."),
        ("@legal{a, author = {{B}}, title = {T}}", "B, T."),
    ],
)
def test_missing_fields_leave_no_marks_behind(bib, shown):
    assert english(bib) == shown


def test_a_reference_ends_in_one_full_stop():
    assert english("@book{a, title = {T}, publisher = {Synthetic Inc.}}") == "“T”, Synthetic Inc."


def test_an_entry_without_author_is_cited_by_its_title_and_else_by_its_key():
    titled = entry("@misc{some-key, title = {T}, title-ar = {ع}}")
    assert said(titled, "en") == "T"
    assert said(titled, "ar") == "ع"
    assert said(entry("@misc{some-key}"), "en") == "some-key"


@pytest.mark.parametrize(
    "date", ["2015-13", "2015-02-30", "2015-01/x", "n.d", "ca. 1950", "18 December 2015"]
)
def test_a_date_that_biblatex_does_not_know_stands_as_written(date):
    assert english(f"@misc{{a, title = {{T}}, date = {{{date}}}}}") == f"“T”, {date}."
    assert english(f"@misc{{a, title = {{T}}, urldate = {{{date}}}}}") == f"“T”, accessed {date}."


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        ("The {LaTeX} of {{Nested} Braces}", "The LaTeX of Nested Braces"),
        (r"Caf{\'e} \& {\"U}ber", "Café & Über"),
        (r"50\% of \$5 and a\_b", "50% of $5 and a_b"),
        ("one -- two --- three", "one – two — three"),
        (r"\emph{Stress} and \textbf{weight}", "Stress and weight"),
        ("two\n    lines  and   spaces", "two lines and spaces"),
        ("قرار {مجلس الأمن}", "قرار مجلس الأمن"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_latex_is_read_and_not_shown(latex, shown):
    assert english(f"@misc{{a, title = {{{latex}}}}}") == f"“{shown}”."


# -- Links -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://example.org/~user/a_b%20c?x=1&y=2#part", None),
        ("http://example.org", None),
        ("HTTPS://EXAMPLE.ORG/x", None),
        ("https://undocs.org/S/RES/2254(2015)", None),
        ("https://example.org/موقع", None),
        (r"https://example.org/a\_b\%20c\&d\#e", "https://example.org/a_b%20c&d#e"),
        (" https://example.org/x ", "https://example.org/x"),
        ("{https://example.org/x}", "https://example.org/x"),
    ],
)
def test_an_address_is_no_latex(written, address):
    assert links(f"@misc{{a, title = {{T}}, url = {{{written}}}}}") == [address or written]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "{javascript:alert(1)}",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/x",
        "https:evil.example",
        "java script:alert(1)",
        "https://example.org/ javascript:alert(1)",
        "x https://example.org/",
    ],
)
def test_a_link_that_could_run_code_or_read_files_is_no_link(url):
    bib = f"@misc{{a, title = {{T}}, url = {{{url}}}}}"
    assert links(bib) == []
    assert english(bib) == "“T”."


# -- Anything at all ---------------------------------------------------------------------------

FIELDS = ["title", "publisher", "volume", "number", "pages", "date", "year", "urldate", "url"]


@given(
    fields=st.dictionaries(
        st.sampled_from(FIELDS), st.text("ab {}\\%~&$#_^,.-/:\"'ع\n", max_size=30), max_size=6
    ),
    language=st.sampled_from(["en", "ar", "tr"]),
)
@settings(max_examples=150, deadline=None)
def test_any_field_gives_a_reference_in_one_line(fields, language):
    made = Entry("misc", fields)
    made.key = "synthetic"
    spans = format_reference(made, language, in_english)
    assert "\n" not in plain_reference(spans)
    assert all(span.text for span in spans)
