"""Plain texts as they lie around, read into blocks. Every text is synthetic."""

from __future__ import annotations

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
