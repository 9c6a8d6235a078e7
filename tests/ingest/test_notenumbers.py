"""The number of a footnote stands once: the page's own. All is synthetic."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_docx import pack, para, parts_of

from warraq.ingest.accounting import words
from warraq.ingest.document import (
    Document,
    Emphasis,
    Inline,
    Note,
    NoteMark,
    Text,
    block_texts,
    plain_text,
)
from warraq.ingest.intake import read_document
from warraq.ingest.limits import Limits
from warraq.ingest.myst import write_myst
from warraq.ingest.notenumbers import Own, cut_numbers

PROSE = "This synthetic sentence is long enough to be taken for running text."
MARK = "<a href='#f1' id=r1>[1]</a>"
BACK = "<a href='#r1'>{}</a>"


def assert_accounted(document: Document) -> None:
    came = [text for block in document.blocks for text in block_texts(block)]
    came += [document.fact_words, *(entry.text for entry in document.left_out)]
    assert Counter(word for text in came for word in words(text)) == Counter(words(document.words))


def read_note(document: Document) -> str:
    """The text of the one note of a document, which must be accounted for."""
    assert_accounted(document)
    (note,) = (block for block in document.blocks if isinstance(block, Note))
    text = write_myst([note])
    assert text.startswith(f"[^{note.label}]: ")
    return plain_text(note.content)


def read_html(note: str, mark: str = MARK) -> Document:
    page = f"<html><body><article><p>{PROSE}{mark}</p>{note}</article></body></html>"
    (document,) = read_document("a.html", page.encode(), Limits())
    return document


def read_post(note: str) -> Document:
    content = f"<p>{PROSE}{MARK}</p>{note}"
    post = {"title": {"rendered": "T"}, "content": {"rendered": content}, "date": "2023-05-12"}
    (document,) = read_document("a.json", json.dumps(post).encode(), Limits())
    return document


def read_docx(note: str, mark: str = "") -> Document:
    reference = (
        f"<w:r>{mark or '<w:footnoteReference w:id=' + chr(34) + '1' + chr(34) + '/>'}</w:r>"
    )
    footnotes = f'<w:footnote w:id="1">{note}</w:footnote>'
    content = pack(parts_of(para(PROSE, reference), footnotes=footnotes))
    (document,) = read_document("a.docx", content, Limits())
    return document


@pytest.mark.parametrize("read", [read_html, read_post])
@pytest.mark.parametrize(
    "note",
    [
        "<p id=f1>[1] Interview</p>",
        "<p id=f1>(1) Interview</p>",
        "<p id=f1>1. Interview</p>",
        "<p id=f1>1) Interview</p>",
        "<p id=f1>1 Interview</p>",
        "<p id=f1>¹ Interview</p>",
        "<p id=f1>[١] Interview</p>",
        "<p id=f1><b>[1]</b> Interview</p>",
        f"<p id=f1>{BACK.format('[1]')} Interview</p>",
        f"<p id=f1>[{BACK.format('1')}] Interview</p>",
        f"<p id=f1>{BACK.format('1')}. Interview</p>",
        f"<p id=f1>[1] Interview {BACK.format('↩')}</p>",
        f"<p id=f1>^ {BACK.format('a')} Interview</p>",
        "<p id=f1>↑ 1. Interview ↩︎</p>",
        "<ol><li id=f1>[1] Interview ^</li></ol>",
        "<ol><li id=f1>1. Interview</li></ol>",
    ],
)
def test_a_web_note_loses_its_own_number_and_its_arrows(read, note) -> None:  # type: ignore[no-untyped-def]
    assert read_note(read(note)) == "Interview"


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("<p id=f1>[2] Interview</p>", "[2] Interview"),
        ("<p id=f1>1 May 2023, interview</p>", "1 May 2023, interview"),
        ("<p id=f1>1 أيار/مايو 2023</p>", "1 أيار/مايو 2023"),
        ("<p id=f1>1.5 million</p>", "1.5 million"),
        ("<p id=f1>12 people</p>", "12 people"),
        ("<ol><li id=f1>1 witness said</li></ol>", "1 witness said"),
        (f"<p id=f1>{BACK.format('1')} 1 witness said</p>", "1 witness said"),
        ("<p id=f1>[1]</p>", "[1]"),
        ("<p id=f1>«قول مصطنع»</p>", "«قول مصطنع»"),
    ],
)
def test_a_number_that_belongs_to_the_text_stays(note: str, kept: str) -> None:
    assert read_note(read_html(note)) == kept


@pytest.mark.parametrize(
    ("mark", "note", "kept"),
    [
        ("*", "* Interview", "Interview"),
        ("†", "* Interview", "* Interview"),
        ("a", "(a) Interview", "Interview"),
        ("a", "A witness", "A witness"),
        ("a", "A. Witness", "A. Witness"),
    ],
)
def test_signs_and_letters_are_numbers_only_as_the_mark_has_them(
    mark: str, note: str, kept: str
) -> None:
    document = read_html(f"<p id=f1>{note}</p>", f"<a href='#f1' id=r1>{mark}</a>")
    assert read_note(document) == kept


REF = "<w:r><w:footnoteRef/></w:r>"


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        (para("[1] Interview"), "Interview"),
        (para("1 Interview"), "Interview"),
        (para(REF, " 1. Interview"), "Interview"),
        (para("[", REF, "] Interview"), "Interview"),
        (para(REF, ". Interview"), "Interview"),
        (para(REF, " 1 witness said"), "1 witness said"),
        (para(REF, " Interview"), "Interview"),
        (para("2 witnesses said"), "2 witnesses said"),
        (para(REF, " ↑ Interview ↩"), "Interview"),
    ],
)
def test_a_note_of_a_word_file_loses_its_own_number(note: str, kept: str) -> None:
    assert read_note(read_docx(note)) == kept


def test_a_note_with_a_sign_of_its_own_loses_that() -> None:
    mark = '<w:footnoteReference w:customMarkFollows="1" w:id="1"/><w:t>†</w:t>'
    assert read_note(read_docx(para("† Interview"), mark)) == "Interview"


def test_notes_are_numbered_by_their_own_marks() -> None:
    marks = "<a href='#f1' id=r1>[1]</a> and <a href='#f2' id=r2>[2]</a>"
    document = read_html("<p id=f1>[1] One</p><p id=f2>[2] Two</p>", marks)
    assert [block for block in document.blocks if isinstance(block, Note)] == [
        Note("1", (Text("One"),)),
        Note("2", (Text("Two"),)),
    ]
    assert_accounted(document)


_PIECES = st.sampled_from(("1", "[1]", "(", ")", ". ", " ", "↩", "^", "a", "كلمة", "¹", "- "))
_TEXTS = st.lists(_PIECES, max_size=6).map("".join).map(Text)
_RUNS: st.SearchStrategy[tuple[Inline, ...]] = st.lists(
    _TEXTS | st.builds(lambda text: Emphasis((text,)), _TEXTS) | st.just(NoteMark("2")), max_size=4
).map(tuple)


@settings(max_examples=200, deadline=None)
@given(_RUNS, st.booleans(), st.booleans())
def test_no_word_is_lost_between_a_note_and_its_number(
    content: tuple[Inline, ...], numbered: bool, cut: bool
) -> None:
    own = Own(frozenset(("1", "[1]")), numbered, cut)
    (note,), gone = cut_numbers([Note("1", content)], {"1": own})
    assert isinstance(note, Note)
    left = words(" ".join([plain_text(note.content), *gone]))
    assert Counter(left) == Counter(words(plain_text(content)))
    assert set(" ".join(gone)) <= set("1[]()¹.- ↩^")
