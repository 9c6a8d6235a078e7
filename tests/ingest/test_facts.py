"""Front matter that is found and never invented. Every text is synthetic."""

from __future__ import annotations

import datetime

import pytest
import synthetic
from hypothesis import given as given_
from hypothesis import strategies as st
from test_importing import bring, save

from warraq.edtf import EdtfDate, format_date, parse_date
from warraq.ingest.dates import AmbiguousDateError, find_dates, is_ahead, read_date, read_dateline
from warraq.ingest.document import (
    Document,
    Facts,
    Heading,
    Note,
    NoteMark,
    Paragraph,
    Text,
    block_texts,
)
from warraq.ingest.errors import IngestError
from warraq.ingest.facts import Given, find_facts, find_words
from warraq.ingest.report import describe_page
from warraq.ingest.settings import parse_settings
from warraq.ingest.slugs import make_slug

LANGUAGES = ("en", "ar")
SETTINGS = parse_settings(synthetic.SETTINGS)
LONG = "This is the first synthetic sentence of the text, " * 6 + "and here it ends."


def find(*texts: str, facts: Facts | None = None, given: Given | None = None, fact_words=""):
    blocks = tuple(Paragraph((Text(text),)) for text in texts)
    document = Document(blocks, facts or Facts(), fact_words)
    return find_facts(document, given or Given(), SETTINGS, LANGUAGES)


def body_of(found) -> list[str]:
    return [text for block in found.blocks for text in block_texts(block)]


# -- Dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("May 2023", "2023-05"),
        ("12 May 2023", "2023-05-12"),
        ("May 12th, 2023", "2023-05-12"),
        ("Friday, 12 May 2023", "2023-05-12"),
        ("Published on: the 12th of May 2023", "2023-05-12"),
        ("Sept. 2023", "2023-09"),
        ("2023-05-12", "2023-05-12"),
        ("2023-05-12T10:20:30+02:00", "2023-05-12"),
        ("2023-05", "2023-05"),
        ("13/05/2023", "2023-05-13"),
        ("05.05.2023", "2023-05-05"),
        ("أيار/مايو 2023", "2023-05"),
        ("12 أيار 2023", "2023-05-12"),
        ("١٢ مايو ٢٠٢٣", "2023-05-12"),
        ("تاريخ النشر: 1 كانون الثاني/يناير 2023م", "2023-01-01"),
        ("2023/05/12", "2023-05-12"),
        ("Published: 2023/5/2", "2023-05-02"),
        ("2023/13/05", None),
        ("Published: 12 May 2023 | Updated: 14 June 2023", "2023-05-12"),
        ("Last updated on 14 June 2023 · 12 May 2023", "2023-05-12"),
        ("نُشر في 12 أيار 2023 | آخر تحديث: 14 حزيران 2023", "2023-05-12"),
        ("May 2023\nأيار/مايو 2023", "2023-05"),
        ("12 May 2023 / ١٢ أيار ٢٠٢٣", "2023-05-12"),
        ("May 2022 – May 2023", None),
        ("12 May 2023 | 13 May 2023", None),
        ("Updated: 14 June 2023", None),
        ("Farland | 12 May 2023", None),
        ("31 April 2023", None),
        ("In May 2023 something happened", None),
        ("Chapter 12", None),
        ("May", None),
    ],
)
def test_dates_are_read_as_they_are_printed(text, date):
    found = read_date(text, LANGUAGES)
    assert (str(found) if found else None) == date


def test_figures_that_may_be_two_days_are_not_decided():
    with pytest.raises(AmbiguousDateError):
        read_date("05/06/2023", LANGUAGES)


@given_(
    st.dates(min_value=EdtfDate(1950)._first_day()),
    st.sampled_from(("en", "ar", "fr", "de", "es", "tr")),
    st.booleans(),
)
def test_every_date_that_the_archive_prints_is_read_back(day, language, whole):
    date = EdtfDate(day.year % 1000 + 1950, day.month, min(day.day, 28) if whole else None)
    assert read_date(format_date(date, language), (language,)) == date


def test_a_date_may_stand_behind_a_place():
    assert str(read_dateline("Far Land, 12 May 2023", LANGUAGES)) == "2023-05-12"
    assert read_dateline("We said this in Farland on 12 May 2023", LANGUAGES) is None


def test_dates_in_a_sentence_are_only_hints():
    assert list(find_dates("In early May 2023 and on 3 June 2022.", LANGUAGES)) == [
        "may 2023",
        "3 june 2022",
    ]
    with pytest.raises(IngestError, match=r"mentions may 2023\); give one with --date"):
        find("A synthetic title", "In early May 2023 it rained, synthetically.")


def test_no_date_is_an_error_that_says_how_to_give_one():
    with pytest.raises(IngestError, match="--date 2023-05"):
        find("A synthetic title", LONG)
    assert str(find("A title", LONG, given=Given(date="2020")).date) == "2020"


def test_a_doubtful_date_is_an_error_that_names_it():
    with pytest.raises(IngestError, match="05/06/2023 may be two different days"):
        find("A synthetic title", "05/06/2023", LONG)


def test_a_given_date_goes_before_the_one_in_the_text_which_is_reported():
    found = find("A synthetic title", "May 2023", LONG, given=Given(date="2023-06"))
    assert str(found.date) == "2023-06"
    assert [piece.reason for piece in found.left_out] == ["another date"]
    assert "2023-05" in found.review["date"]


def test_a_date_below_the_text_counts_if_none_stands_above():
    found = find("A synthetic title", LONG, LONG, "Farland, 12 May 2023")
    assert str(found.date) == "2023-05-12"
    assert "end of the text" in found.review["date"]
    assert len(found.blocks) == 2


def test_only_a_line_that_is_nothing_but_a_date_goes_as_another_one():
    told = "Date of the attack: 12 March 2020."
    found = find("A synthetic title", "May 2023", "A synthetic sentence.", told, "12 March 2020")
    assert [piece.text for piece in found.left_out if piece.reason == "another date"] == [
        "12 March 2020"
    ]
    assert body_of(found) == ["A synthetic sentence.", told]
    placed = find("A synthetic title", "May 2023", "Farland, 12 March 2020", LONG)
    assert body_of(placed) == ["Farland, 12 March 2020", LONG]
    assert placed.summary == ""
    with pytest.raises(IngestError, match="no date of publication"):
        find("A synthetic title", LONG, LONG, told)


def test_an_update_beside_the_date_is_to_be_reviewed():
    found = find("A synthetic title", "Published: May 2023 | Updated: June 2024", LONG)
    assert str(found.date) == "2023-05"
    assert found.review["date"] == "the line also says “Updated: June 2024”"
    assert body_of(found) == [LONG]


TODAY = datetime.date(2024, 2, 28)


@pytest.mark.parametrize(
    ("date", "ahead"),
    [
        ("2023", False),
        ("2024", False),
        ("2025", True),
        ("2024-01", False),
        ("2024-02", False),
        ("2024-03", True),
        ("2024-02-28", False),
        ("2024-02-29", True),
        ("2025-01-01", True),
    ],
)
def test_a_date_lies_ahead_only_as_far_as_it_is_known(date, ahead):
    assert is_ahead(parse_date(date), TODAY) == ahead


@pytest.mark.parametrize("how", ["text", "facts", "given"])
def test_a_date_in_the_future_is_to_be_reviewed_wherever_it_comes_from(how):
    found = find(
        "A synthetic title",
        *(["May 2999"] if how == "text" else []),
        LONG,
        facts=Facts(date="2999-05" if how == "facts" else ""),
        given=Given(date="2999-05" if how == "given" else ""),
    )
    assert str(found.date) == "2999-05"
    assert "lies in the future: today is 2" in found.review["date"]


def test_a_date_of_this_month_is_not_in_the_future_and_a_later_day_is():
    now = datetime.datetime.now(datetime.UTC)
    assert "date" not in find("A title", LONG, given=Given(date=f"{now:%Y-%m}")).review
    assert "date" not in find("A title", LONG, given=Given(date=f"{now:%Y}")).review
    later = f"{now + datetime.timedelta(days=2):%Y-%m-%d}"
    assert "future" in find("A title", LONG, given=Given(date=later)).review["date"]


def test_what_is_said_of_a_date_already_is_kept():
    found = find("A title", LONG, LONG, "Farland, 12 May 2999")
    assert found.review["date"].startswith("it stands at the end of the text; it lies in the")


# -- Notes ----------------------------------------------------------------------------------


def test_what_a_reader_doubts_is_to_be_reviewed():
    blocks = (Paragraph((Text("A title"),)), Paragraph((Text(LONG),)))
    document = Document(blocks, Facts(date="2023"), review={"footnotes": "not sure"})
    found = find_facts(document, Given(), SETTINGS, LANGUAGES)
    assert found.review["footnotes"] == "not sure"


def test_a_note_whose_mark_went_with_the_title_is_to_be_reviewed():
    title = Paragraph((Text("A synthetic title"), NoteMark("1")))
    body = Paragraph((Text(LONG), NoteMark("2")))
    notes = (Note("1", (Text("one"),)), Note("2", (Text("two"),)))
    document = Document((title, body, *notes), Facts(date="2023"))
    found = find_facts(document, Given(), SETTINGS, LANGUAGES)
    assert "no mark for note 1," in found.review["footnotes"]
    document = Document((Paragraph((Text("A title"),)), body, notes[1]), Facts(date="2023"))
    assert "footnotes" not in find_facts(document, Given(), SETTINGS, LANGUAGES).review


# -- Title and deck ----------------------------------------------------------------------------


def test_a_title_that_stands_twice_needs_no_review_and_leaves_the_body():
    found = find(
        "A Synthetic Title", "May 2023", "A synthetic title", "the deck of it all here", LONG
    )
    assert found.title == "A Synthetic Title"
    assert found.summary == "the deck of it all here"
    assert "title" not in found.review
    assert set(found.taken) == {"May 2023", "A Synthetic Title", "the deck of it all here"}
    assert [piece.reason for piece in found.left_out] == ["repeated title"]
    assert body_of(found) == [LONG]


def test_a_guessed_title_is_to_be_reviewed():
    assert "title" in find("May 2023", "A synthetic title", LONG).review


def test_a_text_without_a_title_asks_for_one():
    with pytest.raises(IngestError, match="--title"):
        find("May 2023", LONG)


def test_a_given_title_replaces_the_one_of_the_source_which_is_reported():
    found = find("Old title", "May 2023", LONG, given=Given(title="New"))
    assert found.title == "New"
    assert [(piece.reason, piece.text) for piece in found.left_out] == [
        ("the title that the source has", "Old title")
    ]


def test_a_whole_sentence_below_the_title_is_no_deck():
    found = find("A title", "May 2023", "This is a whole synthetic sentence.", LONG)
    assert found.summary == ""
    assert len(found.blocks) == 2


@pytest.mark.parametrize("mark", ["[1]", "¹", " (1)", "*", "1", "١"])
def test_a_sentence_with_the_mark_of_a_note_is_no_deck(mark):
    first = f"The synthetic group left the synthetic village.{mark}"
    found = find("A Synthetic Title", "May 2023", first, LONG)
    assert found.summary == ""
    assert first in body_of(found)


def test_an_excerpt_that_the_text_begins_with_is_no_deck():
    facts = Facts(title="T", date="2023", summary="This is the first synthetic […]")
    found = find(LONG, facts=facts, fact_words="T 2023 This is the first synthetic")
    assert found.summary == ""
    assert len(found.blocks) == 1
    assert found.left_out[0].reason == "the file's own fields"


def test_the_formats_own_fields_go_before_the_text():
    facts = Facts(
        title="Own title",
        date="2022-01-02",
        kind="Reports",
        places=("Nowhere",),
        url="https://example.org/a",
    )
    found = find("Own title", "May 2023", LONG, facts=facts, fact_words="Own title")
    assert (found.title, str(found.date), found.kind) == ("Own title", "2022-01-02", "report")
    assert found.places == ("Nowhere",)
    assert found.url == "https://example.org/a"
    assert [piece.reason for piece in found.left_out] == ["another date", "repeated title"]


# -- Words of the archive ------------------------------------------------------------------------


def test_places_come_from_title_and_deck_in_their_order_and_topics_from_the_whole():
    found = find("From Nearland to Far Land", "May 2023", "It may rain. Elsewhere.", LONG)
    assert found.places == ("Nearland", "Farland")
    assert found.topics == ("weather",)
    assert {"places", "topics", "kind"} <= set(found.review)


def test_categories_that_the_archive_knows_become_kind_and_places():
    facts = Facts(date="2023", topics=("Reports", "far land", "Some topic"))
    found = find("A title", LONG, facts=facts)
    assert (found.kind, found.places, found.topics) == ("report", ("Farland",), ("Some topic",))
    assert not {"kind", "places", "topics"} & set(found.review)


def test_what_is_not_found_is_listed_as_such():
    found = find("A title", "May 2023", LONG)
    assert found.places == ()
    assert found.review["places"] == "none found"


def test_a_kind_or_author_that_nobody_states_is_an_error():
    bare = parse_settings("")
    document = Document((Heading((Text("T"),)), Paragraph((Text(LONG),))), Facts(date="2023"))
    with pytest.raises(IngestError, match="--kind update"):
        find_facts(document, Given(), bare, LANGUAGES)
    with pytest.raises(IngestError, match="authors under"):
        find_facts(document, Given(kind="update"), bare, LANGUAGES)


def test_names_of_people_in_a_file_are_not_published_but_told():
    found = find("A title", "May 2023", LONG, facts=Facts(authors=("Some Person",)))
    assert found.authors == ("Synthetic Society",)
    assert "Some Person" in found.review["authors"]


def test_a_text_in_another_language_is_to_be_reviewed():
    found = find("عنوان مصطنع", "أيار/مايو 2023", "جملة مصطنعة للاختبار. " * 20)
    assert found.language == "ar"
    assert "language" in found.review


def test_words_are_found_whole_and_in_any_case():
    assert find_words("far land", "In Far  Land") == 3
    assert find_words("land", "In Nearland") == -1


# -- Names of files --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "slug"),
    [
        (("Geneva: A Body’s Meeting – Türkiye",), "geneva-a-bodys-meeting-turkiye"),
        (("عنوان مصطنع", "brief-ar-12"), "brief-brief-ar-12"[6:]),
        (("عنوان", "ملف"), "brief"),
        (("../../etc/passwd",), "etc-passwd"),
        (("Index",), "brief-index"),
        (("Page 2",), "brief-page-2"),
        (("word " * 40,), "-".join(["word"] * 16)),
    ],
)
def test_a_page_is_named_after_its_title_in_ascii(texts, slug):
    assert make_slug(*texts) == slug


@given_(st.text())
def test_a_name_of_a_page_is_always_a_safe_one(text):
    slug = make_slug(text)
    assert slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(slug) <= 86


ARABIC = "عنوان مصطنع للاختبار\n\nأيار/مايو 2023\n\n" + "جملة مصطنعة للاختبار لا تصف أحدا. " * 12


@pytest.mark.parametrize(
    ("name", "text", "slug", "doubt"),
    [
        ("brief-12-final.txt", ARABIC, "brief-12-final", "from the name of the file"),
        ("ملف.txt", ARABIC, "brief", "the title gives no other"),
        ("file.txt", f"Brief on Rain\n\nMay 2023\n\n{LONG}\n", "brief-on-rain", ""),
        ("file.txt", f"Brief\n\nMay 2023\n\n{LONG}\n", "brief", "the title gives no other"),
        ("file.txt", f"A Synthetic Title\n\nMay 2023\n\n{LONG}\n", "a-synthetic-title", ""),
    ],
)
def test_a_name_of_a_page_that_its_title_does_not_give_is_to_be_reviewed(
    tmp_path, name, text, slug, doubt
):
    archive = synthetic.make_archive(tmp_path / "archive")
    (report,) = bring(archive, save(tmp_path, name, text))
    assert report.page == f"docs/briefs/2023/{slug}.md"
    assert doubt in report.review.get("name of the page", "")
    assert ("name of the page" in report.review) == bool(doubt)


def test_the_report_of_an_import_names_footnotes_and_dates_in_doubt(tmp_path):
    archive = synthetic.make_archive(tmp_path / "archive")
    text = f"A Title\n\nMay 2999\n\n{LONG} Here.1 Then it rained.\n\n1 One.\n2 Two.\n"
    (report,) = bring(archive, save(tmp_path, "brief.txt", text))
    assert "no clear mark for 2" in report.review["footnotes"]
    assert "future" in report.as_data()["review"]["date"]
    assert any("review    footnotes: numbered lines" in line for line in describe_page(report))
    sure = text.replace("rained.", "rained.2").replace("2999", "2023")
    (report,) = bring(archive, save(tmp_path, "sure.txt", sure))
    assert not {"footnotes", "date"} & set(report.review)
    page = (archive.root / report.page).read_text("utf-8")
    assert "Here.[^1] Then it rained.[^2]\n\n[^1]: One.\n\n[^2]: Two.\n" in page
