"""Blocks written as MyST and read back with the site's own parser. Every text is synthetic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import synthetic
from hypothesis import HealthCheck, given, settings

from warraq.ingest.accounting import body_texts, inline_text, words
from warraq.ingest.arranging import arrange_blocks
from warraq.ingest.document import (
    Block,
    Break,
    Emphasis,
    Heading,
    Inline,
    Items,
    Link,
    Note,
    NoteMark,
    Paragraph,
    Picture,
    Quote,
    Role,
    Table,
    Text,
    block_texts,
)
from warraq.ingest.myst import write_myst
from warraq.translation.safety import make_parser

_CONTAINERS = {
    "bullet_list_open": "items",
    "ordered_list_open": "ordered",
    "list_item_open": "item",
    "blockquote_open": "quote",
    "footnote_reference_open": "note",
    "table_open": "table",
    "tr_open": "row",
}


def shape_of_text(text: str) -> list[Any]:
    """The structure of a MyST text as the site reads it, with the words of each text."""
    tree: list[Any] = []
    stack = [tree]
    for token in make_parser().parse(f"\n{text}"):  # below its front matter
        if token.type in _CONTAINERS:
            detail = token.meta.get("label", "") or token.attrs.get("start", 1)
            node = (_CONTAINERS[token.type], detail, [])
            stack[-1].append(node)
            stack.append(node[2])
        elif token.type.removesuffix("close") + "open" in _CONTAINERS:
            stack.pop()
        elif token.type == "heading_open":
            stack[-1].append(("heading", token.tag))
        elif token.type == "inline":
            stack[-1].append(list(read_inlines(token.children)))
        elif token.type not in ("paragraph_open", "paragraph_close", "heading_close") and (
            not token.type.startswith(("t", "footnote_block"))
        ):
            stack[-1].append(("unexpected", token.type))
    return tree


def read_inlines(tokens: list[Any]) -> Iterator[Any]:
    """Words, links, marks of notes and breaks; emphasis only by its words."""
    run = ""
    for token in tokens:
        if token.type in ("em_open", "em_close", "strong_open", "strong_close"):
            continue
        if token.type in ("text", "text_special"):
            run += token.content
            continue
        if run:
            yield run
        run = ""
        match token.type:
            case "hardbreak":
                yield ("break",)
            case "footnote_ref":
                yield ("note", token.meta["label"])
            case "link_open":
                yield ("link",)
            case "link_close":
                yield ("end",)
            case "image":
                yield ("image", token.attrs["src"], inline_text(token.children))
            case "myst_role":
                yield ("role", token.meta["name"], token.content)
            case other:
                yield ("unexpected", other, token.content)
    if run:
        yield run


def shape_of_blocks(blocks: tuple[Block, ...]) -> Iterator[Any]:
    """The same of blocks."""
    for block in blocks:
        match block:
            case Paragraph():
                yield list(join(shape_inlines(block.content)))
            case Heading():
                yield ("heading", f"h{block.level}")
                yield list(join(shape_inlines(block.content)))
            case Items():
                items = [("item", 1, list(shape_of_blocks(item))) for item in block.items]
                yield ("ordered" if block.ordered else "items", block.start, items)
            case Quote():
                yield ("quote", 1, list(shape_of_blocks(block.blocks)))
            case Table():
                rows = block.rows if block.head else (((),) * len(block.rows[0]), *block.rows)
                yield (
                    "table",
                    1,
                    [("row", 1, [list(join(shape_inlines(c))) for c in row]) for row in rows],
                )
            case Note():
                yield ("note", block.label, [list(join(shape_inlines(block.content)))])


def shape_inlines(content: tuple[Inline, ...]) -> Iterator[Any]:
    for inline in content:
        match inline:
            case Text():
                yield inline.text
            case Break():
                yield ("break",)
            case NoteMark():
                yield ("note", inline.label)
            case Emphasis():
                yield from shape_inlines(inline.content)
            case Link():
                yield ("link",)
                yield from shape_inlines(inline.content)
                yield ("end",)


def join(parts: Iterator[Any]) -> Iterator[Any]:
    run = ""
    for part in parts:
        if isinstance(part, str):
            run += part
            continue
        if run:
            yield run
        run = ""
        yield part
    if run:
        yield run


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(synthetic.documents)
def test_what_is_written_reads_back_as_the_same_words_and_structure(blocks):
    arranged = arrange_blocks(blocks)
    text = write_myst(arranged)
    assert shape_of_text(text) == list(shape_of_blocks(arranged)), text


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(synthetic.documents)
def test_arranging_and_writing_lose_no_word(blocks):
    def count(found):
        return sorted(word for text in found for word in words(text))

    arranged = arrange_blocks(blocks)
    before = count(text for block in blocks for text in block_texts(block))
    assert count(body_texts(write_myst(arranged))) == before


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(synthetic.documents)
def test_arranging_again_changes_nothing(blocks):
    once = arrange_blocks(blocks)
    assert arrange_blocks(once) == once


# -- One thing each ------------------------------------------------------------------------


def written(*content: Inline) -> str:
    return write_myst(arrange_blocks((Paragraph(content),)))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ((Text("a "), Emphasis((Text("word"),))), "a *word*\n"),
        ((Text("a "), Emphasis((Text(" word "),), strong=True), Text("b")), "a **word** b\n"),
        ((Emphasis((Text("(a)"),)), Text("b")), "(a)b\n"),
        ((Emphasis((Text("a"),)), Emphasis((Text("b"),))), "*ab*\n"),
        ((Emphasis((Text("a"),)), Emphasis((Text("b"),), strong=True)), "*a*b\n"),
        ((Emphasis((Text("a "), Emphasis((Text("b"),), strong=True))),), "*a b*\n"),
    ],
)
def test_emphasis_is_kept_where_it_can_be_read_again(content, text):
    assert written(*content) == text


def test_a_link_that_leads_nowhere_or_runs_code_leaves_its_words():
    links = (Link((Text("one"),), ""), Text(" "), Link((Text("two"),), "javascript:alert(1)"))
    assert written(*links) == "one two\n"


def test_a_bare_address_stands_in_angle_brackets():
    href = "https://example.org/a?b=1"
    assert written(Link((Text(href),), href)) == f"<{href}>\n"


def test_roles_name_their_key_only_where_the_words_differ():
    roles = (Role("term", "SBA", "SBA"), Text(", "), Role("term", "SBA", "the Body"))
    assert written(*roles, Role("cite", "x")) == "{term}`SBA`, {term}`the Body <SBA>`{cite}`x`\n"


def test_a_picture_without_a_file_leaves_what_it_shows_in_words():
    picture = Paragraph((Picture("a.png", "A [synthetic] picture"),))
    shown = write_myst(arrange_blocks((picture,), {"a.png"}), {"a.png": "brief-1.png"})
    assert shown == "![A \\[synthetic\\] picture](brief-1.png)\n"
    assert write_myst(arrange_blocks((picture,))) == "A \\[synthetic\\] picture\n"


def test_a_mark_of_a_note_before_brackets_or_a_colon_stays_a_mark():
    note = Note("1", (Text("proof"),))
    for text, shown in (("(2023)", "[^1]\\(2023)"), (": so", "[^1]\\: so")):
        body = write_myst(arrange_blocks((Paragraph((NoteMark("1"), Text(text))), note)))
        assert body == f"{shown}\n\n[^1]: proof\n"


def test_hidden_marks_of_direction_and_control_characters_do_not_reach_a_page():
    hidden = "a\u202eb\u2066c\u00add\ufeffe\x00f\x85g"
    assert written(Text(hidden)) == "abcde f g\n"


def test_headings_go_down_one_level_at_a_time():
    headings = tuple(Heading((Text(f"H{level}"),), level) for level in (4, 6, 1, 3))
    assert [block.level for block in arrange_blocks(headings)] == [2, 3, 2, 3]


def test_a_mark_in_a_link_stands_behind_it_and_in_a_nested_heading_stays():
    note = Note("a b", (Text("proof"),))
    link = Link((Text("x"), NoteMark("a b")), "https://example.org/")
    empty = Link((NoteMark("a b"),), "https://example.org/")
    heading = Heading((Text("y"), NoteMark("a b")), 2)
    for block, shown in (
        (Paragraph((link,)), "[x](https://example.org/)[^note-1]"),
        (Paragraph((Text("z"), empty)), "z[^note-1]"),
        (Items(((heading,),)), "- **y[^note-1]**"),
    ):
        text = write_myst(arrange_blocks((block, note)))
        assert text == f"{shown}\n\n[^note-1]: proof\n"


def test_a_note_without_a_mark_becomes_a_paragraph():
    blocks = (Note("1", (Text("lone"),)), Paragraph((Text("text"), NoteMark("2"))))
    assert write_myst(arrange_blocks(blocks)) == "text\n\nlone\n"


def test_lists_deeper_than_a_parser_can_read_are_flattened_not_lost():
    block: Block = Paragraph((Text("deep"),))
    for _ in range(40):
        block = Items(((block, Paragraph((Text("x"),))),))
    shown = list(body_texts(write_myst(arrange_blocks((block,)))))
    assert shown.count("deep") == 1
    assert shown.count("x") == 40
