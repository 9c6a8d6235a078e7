"""Plain texts as they lie around, read into blocks. Every text is synthetic."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.ingest.accounting import settle_account
from warraq.ingest.arranging import arrange_blocks
from warraq.ingest.document import (
    Break,
    Heading,
    Items,
    Link,
    Note,
    NoteMark,
    Paragraph,
    Quote,
    Text,
    block_texts,
    plain_text,
)
from warraq.ingest.encodings import decode_text
from warraq.ingest.errors import IngestError
from warraq.ingest.limits import Limits
from warraq.ingest.myst import write_myst
from warraq.ingest.plaintext import read_plaintext

ARABIC = "هذه جملة مصطنعة للاختبار، ولا تصف أي حدث.\n\nوهذه جملة أخرى مصطنعة."
MIXED = "A synthetic sentence.\n\nجملة مصطنعة (SBA) 2023.\n\nTürkiye – “quoted”."


def read(text: str, encoding: str = "utf-8"):
    return read_plaintext(text.encode(encoding), Limits())


def texts(text: str) -> list[str]:
    return [" / ".join(block_texts(block)) for block in read(text).blocks]


# -- Encodings ---------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [ARABIC, MIXED, "Plain synthetic words.\n"])
def test_unicode_is_read_with_and_without_its_mark(text, encoding):
    assert decode_text(text.encode(encoding))[0] == text


def test_windows_1256_is_read_as_arabic():
    assert decode_text(ARABIC.encode("cp1256")) == (ARABIC, "cp1256")


def test_windows_1252_is_read_as_western():
    text = "Une phrase synthétique à Genève – “citée” … Türkiye"
    assert decode_text(text.encode("cp1252")) == (text, "cp1252")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (ARABIC[:-1].encode()[:-1], "breaks off"),
        (ARABIC.encode("utf-16")[:-1], "breaks off"),
        (ARABIC.encode("utf-16-le")[:-1], "breaks off"),
        (b"text\0\1\2\3 with nils", "no text"),
        (bytes(range(256)), "no text"),
        (ARABIC.encode() + b"\n\xff\xfe\n" + ARABIC.encode(), "line 4 holds the byte 0xFF"),
        (b" \n\t\n", "no text"),
    ],
)
def test_bytes_that_are_no_text_are_refused_in_a_sentence(content, what):
    with pytest.raises(IngestError, match=what):
        read_plaintext(content, Limits())


# -- Blocks ------------------------------------------------------------------------------


def test_lines_are_joined_where_a_text_is_wrapped():
    line = "A synthetic line that is long enough to be wrapped at its end by someone"
    (block,) = read(f"{line}\n{line}\nends.").blocks
    assert block == Paragraph((Text(f"{line} {line} ends."),))


def test_short_lines_stay_lines():
    (block,) = read("Synthetic\nFor Tests").blocks
    assert block == Paragraph((Text("Synthetic"), Break(), Text("For Tests")))


def test_bullets_of_any_kind_become_one_list():
    (block,) = read("- one\n• two\n\n– three").blocks
    assert block == Items(tuple((Paragraph((Text(word),)),) for word in ("one", "two", "three")))


def test_an_item_keeps_its_second_line_and_the_list_in_it():
    (block,) = read("- one\n  goes on\n  - inner\n- two").blocks
    assert list(block_texts(block)) == ["one goes on", "inner", "two"]
    assert isinstance(block.items[0][1], Items)


def test_numbers_in_order_become_a_list_and_are_accounted_for():
    document = read("3. one\n4. two")
    assert document.blocks[0].ordered
    assert document.blocks[0].start == 3
    assert [(p.reason, p.text) for p in document.left_out] == [("numbers of lists", "3 4")]


def test_a_number_alone_is_no_list():
    assert texts("1. Synthetic introduction\n\nText.") == ["1. Synthetic introduction", "Text."]


def test_a_paragraph_may_end_in_a_list():
    first, second = read("These are synthetic:\n- one\n- two").blocks
    assert isinstance(first, Paragraph)
    assert len(second.items) == 2


def test_a_line_in_capitals_is_a_heading_and_an_address_is_none():
    assert read("SYNTHETIC BACKGROUND").blocks == (Heading((Text("SYNTHETIC BACKGROUND"),), 2),)
    assert isinstance(read("WWW.EXAMPLE.ORG").blocks[0], Paragraph)
    assert isinstance(read("SBA").blocks[0], Paragraph)


def test_an_underlined_line_is_a_heading():
    assert read("Synthetic\n=========\n\nText.").blocks[0] == Heading((Text("Synthetic"),), 2)


def test_marked_and_indented_lines_are_quotes_with_their_attribution():
    marked, _ = read("> one synthetic\n> two\n> — A Synthetic Person\n\nText.").blocks
    assert isinstance(marked, Quote)
    assert [" / ".join(block_texts(b)) for b in marked.blocks][-1] == "— A Synthetic Person"
    first, quote, _last = read("Text.\n\n    quoted here\n    and here\n\nText.").blocks
    assert isinstance(first, Paragraph)
    assert isinstance(quote, Quote)


@pytest.mark.parametrize(
    ("mark", "note"),
    [("[1]", "1. "), ("¹", "1) "), ("[1]", "[1] "), ("¹", "¹ "), ("(1)", "(1) "), ("[1]", "[1]")],
)
def test_numbered_notes_at_the_end_become_footnotes(mark, note):
    document = read(f"A synthetic claim{mark} stands.\n\nMore.\n\n{note}The synthetic proof.")
    assert document.blocks[-1] == Note("1", (Text("The synthetic proof."),))
    assert NoteMark("1") in document.blocks[0].content
    assert [(p.reason, p.text) for p in document.left_out] == [("footnote numbers", "1 1")]


def test_a_list_that_does_not_answer_the_marks_is_no_list_of_notes():
    document = read("A claim[1] stands.\n\n1. first\n2. second")
    assert [type(block) for block in document.blocks] == [Paragraph, Items]


def test_notes_of_several_lines_and_a_rule_above_them():
    text = "One[1] and two[2].\n\n________\n[1] First\nnote.\n[2] Second note."
    notes = [block for block in read(text).blocks if isinstance(block, Note)]
    assert [plain_text(note.content) for note in notes] == ["First note.", "Second note."]


def test_a_number_in_brackets_without_a_note_stays_as_it_is():
    assert texts("As [1] says, and (2).") == ["As [1] says, and (2)."]


def test_links_keep_their_words_and_lose_what_follows_the_reader():
    document = read(
        "See [here](https://example.org/?utm_source=x&a=1), [there](#) and "
        "[code](javascript:alert(1)) and https://example.org/b."
    )
    links = [part for part in document.blocks[0].content if isinstance(part, Link)]
    assert [link.href for link in links] == [
        "https://example.org/?a=1",
        "",
        "",
        "https://example.org/b",
    ]
    assert {piece.reason for piece in document.left_out} == {
        "tracking parameters",
        "links that a page may not have",
    }
    assert "utm" not in document.words


# -- Footnotes whose numbers are plain digits ------------------------------------------------

BODY = "He was released here.1 Then the synthetic group left in April.2 And that was all."
NOTES = ("Interview with a synthetic witness, May 2023.", "UN document A/74/108, para. 7.")
ARABIC_BODY = "أُفرج عن الشخص المصطنع هناك.١ ثم غادرت المجموعة في نيسان،٢ وانتهى الأمر."
ARABIC_NOTES = ("مقابلة مصطنعة.", "وثيقة مصطنعة.")


def page_of(text: str) -> str:
    """The page of a text, each of whose words is accounted for."""
    document = read(text)
    body = write_myst(arrange_blocks(document.blocks))
    settle_account(document.words, body, [], [piece.text for piece in document.left_out])
    return body


def doubt_of(text: str) -> str:
    assert not any(isinstance(block, Note) for block in read(text).blocks)
    return read(text).review.get("footnotes", "")


@pytest.mark.parametrize(
    "number",
    ["{} ", "{}. ", "{}) ", "{}- ", "{}-", "{} – ", "[{}] ", "({}) ", "{}: ", "{}\t", "{}"],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_pasted_notes_with_plain_numbers_become_footnotes(number, gap):
    notes = gap.join(f"{number.format(i)}{note}" for i, note in enumerate(NOTES, 1))
    assert page_of(f"{BODY}\n\n{notes}\n") == (
        "He was released here.[^1] Then the synthetic group left in April.[^2] And that was all.\n"
        f"\n[^1]: {NOTES[0]}\n\n[^2]: {NOTES[1]}\n"
    )


@pytest.mark.parametrize("number", ["{} ", "{}. ", "{}- ", "{}-", "[{}] ", "({}) "])
@pytest.mark.parametrize("digits", ["12", "١٢", "۱۲"])
@pytest.mark.parametrize("heading", ["", "الهوامش\n", "الهوامش:\n\n"])
def test_pasted_arabic_notes_become_footnotes(number, digits, heading):
    body = ARABIC_BODY.translate(str.maketrans("١٢", digits))
    notes = "\n".join(
        f"{number.format(digit)}{note}" for digit, note in zip(digits, ARABIC_NOTES, strict=True)
    )
    assert page_of(f"{body}\n\n{heading}{notes}") == (
        ARABIC_BODY.replace("١", "[^1]").replace("٢", "[^2]")
        + f"\n\n[^1]: {ARABIC_NOTES[0]}\n\n[^2]: {ARABIC_NOTES[1]}\n"
    )


@pytest.mark.parametrize(
    "marked",
    [
        "The Centre1 spoke.",
        "The Centre1, which spoke.",
        "So “it said”1 of all.",
        "So (it said)1 of all.",
        "In 2023.1 Then it ended.",
        "Resolution 2254 (2015).1 Then it ended.",
        "“It said so.”1",
        "“It said so.1”",
        "It asked why?1\nThen it ended.",
        "As [it says](https://example.org/a.1).1 Then it ended.",
        "تحدث المركز1 عن ذلك.",
        "تحدث المركزُ.\u200f1 ثم سكت.",
    ],
)
def test_a_mark_stands_behind_a_word_or_its_punctuation(marked):
    page = page_of(f"{marked} One more claim.2\n\nNotes\n\n1 First proof\n2 Second proof")
    place = marked.rindex("1")
    link = "[it says](https://example.org/a.1)"
    assert page.replace("\\\n", "\n").startswith(f"{marked[:place]}[^1]{marked[place + 1 :]}")
    assert (link in page) == (link in marked)
    assert page.count("[^2]") == 2


def test_the_heading_above_the_notes_goes_with_them_and_is_named():
    document = read(f"{BODY}\n\nFOOTNOTES\n=========\n1 {NOTES[0]}\n2 {NOTES[1]}")
    assert [type(block) for block in document.blocks] == [Paragraph, Note, Note]
    assert ("heading of the footnotes", "FOOTNOTES") in [
        (piece.reason, piece.text) for piece in document.left_out
    ]


def test_what_stands_below_the_notes_is_no_part_of_them():
    document = read(f"{BODY}\n\n1 {NOTES[0]}\n2 {NOTES[1]}\nSynthetic Society\n\nMore below.")
    notes = [plain_text(block.content) for block in document.blocks if isinstance(block, Note)]
    assert notes == list(NOTES)
    assert texts(f"{BODY}\n\n1 a\n2 {NOTES[1]}\nSociety")[1] == "Society"


@pytest.mark.parametrize(
    "said",
    [
        "Resolution 2254 and Resolution 1 of 2023",
        "Article 1.2 of the synthetic law, and 1,2 and 10:1",
        "the CO2 and the H1 and G1 and COVID-1 and B2B",
        "A/74/108 and S/RES/1 and example.org/a.1 and www.example.org/.2",
        "in 2023. Then in 1. And 2.",
        "covid19 and covid1 and covid2",
        "No.1 and p.2 and Art.1 and fig.2 and A.1 and B.2",
        "Camp1 and Camp2",
        "Article 24(1).2 and f(1)2",
        "v1.2 and 1.1 and 2.2",
        "في ال1 من الشهر و2 بعده ولـ1 وبال2",
    ],
)
@pytest.mark.parametrize("heading", ["", "Notes\n"])
def test_other_numbers_are_no_marks(said, heading):
    text = f"It is synthetic that {said} are here.\n\n{heading}1. First thing\n2. Second thing"
    assert page_of(text).count("[^") == 0
    assert bool(doubt_of(text)) == bool(heading)


@pytest.mark.parametrize(
    "said",
    [
        "H1 N",
        "CO1 is",
        "ب1 منها",
        "وال1 منها",
        "لـ1 منها",
        "S/RES.1 Then",
        "a@example.org.1 Then",
        "here.1١ Then",
        "here.01 Then",
        "section a.b.1. Then",
        "Article 5(b)1 Then",
        "2254.1.1 Then",
        "12.1 Then",
        "covid-19.1 Then",
        "here1-2 Then",
        "here.1st Then",
        "f(1)x Then",
        "the A.1 Then",
        "No.1 Then",
        "p.1 Then",
    ],
)
def test_not_even_a_heading_makes_other_numbers_marks(said):
    text = f"It is synthetic that {said} it was.\n\nNotes\n1. The proof"
    assert "no clear mark for 1" in doubt_of(text)
    assert "[^" in page_of(text.replace(said, "here1 Then"))


@pytest.mark.parametrize("said", ["The Centre1 spoke", "It was al.1 and on", "In 2023.1 and so on"])
def test_a_mark_that_may_be_something_else_needs_others_or_a_heading(said):
    alone = f"{said} and on.\n\n1 The proof."
    assert doubt_of(alone) == ""
    assert page_of(f"{said} and on.\n\nNotes\n1 The proof.").count("[^1]") == 2 * (
        "2023" not in said
    )
    with_others = f"{said} and on.2 It ended.\n\n1 The proof.\n2 Another."
    assert page_of(with_others).count("[^1]") == 2 * ("2023" not in said)


def test_a_numbered_list_is_no_list_of_notes_even_if_some_number_is_glued():
    plain = "A claim here.\n\n1. one\n2. two\n3. three"
    assert doubt_of(plain) == ""
    assert isinstance(read(plain).blocks[-1], Items)
    assert doubt_of(plain.replace("here.", "here by the Camp2 of three.")) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Here.1 Then there.\n\n1 one\n2 two", "no clear mark for 2"),
        ("Here. Then there.\n\nNotes\n1 one\n2 two", "no clear mark for 1, 2"),
        ("هنا. ثم هناك.\n\nالهوامش\n١- أول\n٢- ثان", "no clear mark for 1, 2"),
        ("Here.2 Then there.1 End.\n\n1 one\n2 two", "out of order"),
        ("One.1 Two.2 The end.\n\n1 one\n\nMore of it.\n\n2 two", "other text stands before 2"),
        ("One.1 Two.2 End.\n\n1 one and\n1 of it\n2 two", "two of them begin with 1"),
        ("The Centre1, the Hall1. End.2\n\n1 one\n2 two", "“Centre1” is not the only mark"),
    ],
)
def test_notes_that_are_not_sure_stay_and_are_told(text, said):
    assert said in doubt_of(text)
    assert "[^" not in page_of(text)


def test_a_further_mark_of_a_note_is_told():
    text = "Here.1 Then there.2 And again.1 And last.3 End.\n\n1 one\n2 two"
    assert page_of(text).count("[^") == 4
    assert "“again.1”, “last.3”" in read(text).review["footnotes"]


def test_notes_in_brackets_without_a_mark_and_marks_without_a_note_are_told():
    document = read("A claim[1] here[2].\n\n[1] One.\n[3] Three.")
    assert "no mark for note 3" in document.review["footnotes"]
    assert "no note for mark 2" in document.review["footnotes"]
    assert read("A claim[1] here.\n\n[1] One.").review == {}
    assert texts("A claim[1] here.\n\n[1] One\n[3] Three") == ["A claim here.", "[3] Three", "One"]


def test_a_list_in_brackets_above_the_marks_is_no_list_of_notes():
    document = read("(1) A demand\n\nA claim[1] here.\n\n[1] The proof.")
    assert plain_text(document.blocks[-1].content) == "The proof."


@pytest.mark.parametrize("behind", ["word", "2", "\u200fكلمة", "[link](https://example.org)"])
@pytest.mark.parametrize("mark", ["[1]", "¹", "¹[2]"])
def test_a_mark_between_two_words_parts_them(mark, behind):
    page = page_of(f"Synthetic{mark}{behind} text.\n\n[1] One.\n[2] Two.")
    assert page.startswith("Synthetic[^1]")
    assert "] " in page.partition(" text")[0]


def test_signs_that_set_notes_off_are_not_taken_from_a_source():
    signs = "\ufdd01\ufdd1"
    for text in (f"Here{signs} and there.\n\n{signs} one\n", f"Go{signs} on.1 So.\n\n1 one"):
        assert not any(isinstance(block, Note) for block in read(text).blocks)


_OTHER_NUMBERS = """
word; synthetic, text. end: CO2 covid19 A/74/108 2254 Article 1.2 in 2023. No.1 p.2 G7 H1N1 3.5
10:30 1,000 كلمة كلمة، جملة. ال3 لـ2 و1 (1) F16 COVID-19 https://example.org/a.1 1-2 §3
"""
_PLAIN = st.sampled_from(_OTHER_NUMBERS.split())
_WORDS = st.sampled_from(("synthetic", "text", "كلمة", "مصطنعة", "A/74/108", "2254", "CO2", "2023"))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(_PLAIN, min_size=1, max_size=12).map(" ".join), min_size=1, max_size=5),
    st.sampled_from(("", "Notes\n", "الهوامش\n\n", "_____\n")),
    st.sampled_from(("{}. ", "{} ", "{}- ", "{}) ")),
    st.integers(0, 4),
)
def test_a_text_without_notes_never_gets_one(paragraphs, heading, number, count):
    items = "\n".join(f"{number.format(i)}thing" for i in range(1, count + 1))
    text = "\n\n".join((*paragraphs, f"{heading}{items}"))
    assert not any(isinstance(block, Note) for block in read(text).blocks)
    assert not set("\ufdd0\ufdd1") & set(page_of(text))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(_WORDS, max_size=6).map(" ".join),
            st.sampled_from(("word.", "text,", "(text)", "“word”", "جملة.", "كلمة،", "word?")),
            st.lists(_WORDS, min_size=1, max_size=6).map(" ".join),
        ),
        min_size=1,
        max_size=15,
    ),
    st.sampled_from(("{}. ", "{} ", "{}- ", "[{}] ")),
    st.sampled_from(("0123456789", "٠١٢٣٤٥٦٧٨٩")),
)
def test_every_pasted_note_is_found_whatever_stands_around_it(parts, number, digits):
    written = [str(i).translate(str.maketrans("0123456789", digits)) for i in range(1, 16)]
    body = " ".join(
        f"{lead} {end}{n} Then" for (lead, end, _), n in zip(parts, written, strict=False)
    )
    notes = "\n".join(
        f"{number.format(n)}x {note}" for (*_, note), n in zip(parts, written, strict=False)
    )
    page = page_of(f"{body} it ended.\n\n{notes}\n")
    for i in range(1, len(parts) + 1):
        assert page.count(f"[^{i}]") == 2
    assert page.count("[^") == 2 * len(parts)


# -- Raised digits that are no marks ------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["300 m²", "5 km²", "20m³", "µg/m³", "m/s²", "9 ft²", "12 in²", "10³", "10⁶", "50 كم²"]
)
@pytest.mark.parametrize("marks", ["[1][2][3]", "¹²³"])
def test_a_power_is_no_mark_of_a_note(said, marks):
    one, two, three = (marks[:3], marks[3:6], marks[6:]) if "[" in marks else tuple(marks)
    notes = "\n".join(f"{mark} Proof." for mark in (one, two, three))
    text = f"They took {said} there.{one} Then so.{two} And so.{three}\n\n{notes}"
    assert page_of(text).startswith(f"They took {said} there.[^1] Then so.[^2] And so.[^3]\n")
    assert read(text).review == {}


def test_a_power_is_no_mark_of_a_pasted_note():
    page = page_of("They came.1 They took 300 m² here. It ended.2\n\n1 One.\n2 Two.")
    assert page.startswith("They came.[^1] They took 300 m² here. It ended.[^2]\n")


@pytest.mark.parametrize(
    ("said", "shown", "doubt"),
    [
        ("took 300 m² there", "300 m² there", "“m²” may be the mark of note 2, or a power"),
        ("named 2254² there", "2254² there", "“2254²” may be the mark of note 2, or a power"),
        ("began in 2021² there", "2021[^2] there", "“2021²” was taken for the mark of note 2"),
        ("went 5 km¹ there", "5 km[^1] there", ""),
    ],
)
def test_raised_digits_in_doubt_are_told(said, shown, doubt):
    text = f"A claim.¹ They {said}.\n\n¹ One.\n² Two."
    assert shown in page_of(text)
    assert doubt in read(text).review.get("footnotes", "")


# -- Names below quotations ---------------------------------------------------------------------


@pytest.mark.parametrize("dash", ["–", "-", "—"])
@pytest.mark.parametrize("quote", ["“Nothing is real.”", '"Nothing is real"', "«لا شيء حقيقي»."])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_line_with_a_dash_below_a_quotation_is_no_list(dash, quote, gap):
    blocks = read(f"{quote}{gap}{dash} A Synthetic Person\n\nMore text.").blocks
    assert {type(block) for block in blocks} == {Paragraph}
    assert "A Synthetic Person" in page_of(f"{quote}{gap}{dash} A Synthetic Person")


def test_several_lines_with_a_dash_below_a_quotation_are_a_list():
    for gap in ("\n", "\n\n"):
        assert isinstance(read(f"“They said:”{gap}- one\n- two").blocks[-1], Items)
    assert isinstance(read("They said:\n– one thing").blocks[-1], Items)


@pytest.mark.parametrize("dash", ["–", "—", "--"])
def test_the_last_line_of_a_quote_with_a_dash_is_no_list(dash):
    (quote,) = read(f"> Nothing is real.\n> {dash} A Person").blocks
    assert [type(block) for block in quote.blocks] == [Paragraph, Paragraph]


# -- Headings right above their text ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("INTRODUCTION\nThis synthetic text stands right under.", "INTRODUCTION"),
        ("KEY FINDINGS:\n- one thing\n- another", "KEY FINDINGS"),
        ("All of it ends here.\nMETHODS\nTen synthetic people were asked.", "METHODS"),
    ],
)
def test_a_line_in_capitals_right_above_its_text_is_a_heading(text, heading):
    assert Heading((Text(heading),), 2) in read(text).blocks
    page_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "SBA\nThis synthetic body said that nothing is real.",
        "NOREF\nsaid that nothing here is real, and left.",
        "The synthetic text is about the\nNOREF\nThis line goes on.",
        "SYNTHETIC SOCIETY\nPO Box 12\nFarland",
        "All of it ends here.\nNOREF\nThis body said that nothing here is real.",
        "SYNTHETIC BODY\nInstitute of the Weather of Farland\nNearland",
        "FARLAND CITY\nNEARLAND CITY\nA short one",
        "WWW.EXAMPLE.ORG\nThis synthetic text stands right under.",
        "SYNTHETIC UNITED BODY\nInternationally.",
        "THIS IS SAID.\nThis synthetic text stands right under.",
    ],
)
def test_other_lines_in_capitals_are_part_of_their_text(text):
    assert not any(isinstance(block, Heading) for block in read(text).blocks)


# -- Encodings that are guessed ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "text", "said"),
    [
        ("cp1256", ARABIC, "read as windows-1256"),
        ("cp1252", "Genève – synthétique", "read as windows-1252"),
        ("utf-16-le", ARABIC, "read as UTF-16-LE"),
        ("utf-8", ARABIC, ""),
        ("utf-8-sig", ARABIC, ""),
        ("utf-16", ARABIC, ""),
    ],
)
def test_an_encoding_that_is_guessed_is_to_be_reviewed(encoding, text, said):
    review = read(text, encoding).review
    assert ("encoding" in review) == bool(said)
    assert said in review.get("encoding", "")


# -- Hyphens at the ends of lines ----------------------------------------------------------------

WIDE = "This synthetic text is set in lines of about seventy letters, and"


@pytest.mark.parametrize(
    ("broken", "shown", "guessed"),
    [
        ("a hyphen-\nated word", "a hyphenated word", "hyphenated"),
        ("a hyphen-\nated, word. Hyphenated", "a hyphenated, word.", ""),
        ("a hyphen-\nated", "a hyphenated", "hyphenated"),
        ("a decision-\nmaking body", "a decision-making body", ""),
        ("a pre-\nwritten text", "a pre-written text", ""),
        ("a low-\nland. The low-land", "a low-land.", ""),
        ("a rain-\nwater. The water", "a rain-water.", ""),
        ("the pre- and post-\nwar text", "post-war", ""),
        ("a land-\nor waterway", "land- or", ""),
        ("the pre-\nand postwar text", "pre- and postwar", ""),
        ("a soft\u00ad\nened word", "a softened word", ""),
        ("see a/b-\nword", "see a/b- word", ""),
        ("in Deir ez-\nZor", "ez- Zor", ""),
        ("in Deir ez-\nZor, Deir ez-Zor", "Deir ez-Zor, Deir", ""),
    ],
)
def test_words_broken_at_the_end_of_a_line_are_joined_where_that_is_right(broken, shown, guessed):
    text = f"{WIDE} this is\n{broken} here."
    assert shown in page_of(text)
    assert read(text).review.get("hyphens", "").endswith(guessed)
    assert ("hyphens" in read(text).review) == bool(guessed)


def test_in_short_lines_only_a_word_that_stands_elsewhere_is_joined():
    assert "hyphen-\\\nated" in page_of("The hyphen-\nated body.")
    text = "The inter-\nnational body.\n\nAn international one."
    assert page_of(text).startswith("The international\\\nbody.")
    (told,) = read(text).left_out
    assert (told.reason, told.text, told.detail) == (
        "hyphens at the ends of lines",
        "",
        "international",
    )


@pytest.mark.parametrize(
    "text",
    ["HEADING WORDS\nSome text that ends.\n" * 4000, "a" * 200_000 + "-\nb", "“q”\n– x\n" * 4000],
    ids=["headings", "one word", "attributions"],
)
def test_a_long_run_of_lines_is_read_in_good_time(text):
    begun = time.process_time()
    read(text)
    assert time.process_time() - begun < 5


# -- Any text ------------------------------------------------------------------------------

_LINES = st.sampled_from(
    [
        "",
        "",
        "- bullet",
        "  - inner",
        "1. one",
        "2. two",
        "[1] note [2]",
        "a claim[1] here¹",
        "(1) note",
        "word(1) word",
        "> quote",
        "    indented",
        "— Someone",
        "-----",
        "====",
        "HEADING HERE",
        "# Heading #",
        "كلمة مصطنعة",
        "[a](b) [c](https://x.y/?utm_source=1) https://x.y.",
        "it was here.1 Then in April.2",
        "the Centre1 and كلمة.١ ثم كلمة2",
        "1 Interview",
        "2- Document",
        "١. مقابلة",
        "Notes:",
        "الهوامش",
        "SHORT HEADING",
        "“quoted”",
        "– Someone",
        "300 m² and 10³ and 2254¹ in 2021²",
        "a word that is broken at the end of a line of some length, hyphen-",
        "ated",
        "a long synthetic line that goes on and on until it is long enough to be wrapped,",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_LINES | st.text(max_size=12), max_size=14).map("\n".join))
def test_every_word_of_any_text_is_accounted_for(text):
    try:
        document = read(text)
    except (IngestError, UnicodeEncodeError):
        return
    body = write_myst(arrange_blocks(document.blocks))
    settle_account(document.words, body, [], [piece.text for piece in document.left_out])


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(content):
    try:
        document = read_plaintext(content, Limits())
    except IngestError:
        return
    assert document.words.strip()
