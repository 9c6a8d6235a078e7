"""Reads a page as its translators get it: message by message, each with its words and marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polib
from markdown_it.token import Token

from warraq.brief import BriefPage
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
)
from warraq.translation.extract import Message
from warraq.translation.safety import make_parser

_HEADING_MARKUP = re.compile(r"([\\`*_\[\]<>{}]|&(?=#?\w+;)|(?<!\S)#(?=#*$))")
_ROLE_TARGET = re.compile(r"(.*?)\s*<([^<>]*)>", re.DOTALL)
_BREAK = re.compile(r"\\?\n")


@dataclass(frozen=True, slots=True)
class PageMessage:
    """A message of a page: the msgid, the line it stands in, what it says."""

    msgid: str
    line: int
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page below its deck: its blocks, and a message for each text in them."""

    blocks: tuple[Block, ...]
    """Notes last, as docutils has them."""
    messages: tuple[PageMessage, ...]
    """In the order of the blocks, one for each heading, paragraph, cell and note that has one."""
    alternatives: tuple[PageMessage, ...]
    """What pictures show, in words."""


def read_page(page: BriefPage) -> PageText:
    """Read the text of a page; what a directive holds is not read."""
    tokens = make_parser().parse(page.body, {})
    blocks = _BlockReader(tokens).read()
    blocks.sort(key=lambda block: isinstance(block[0], Note))
    shift = page.body_line
    messages = [
        PageMessage(" ".join(_BREAK.split(token.content)).strip(), line + shift, _inlines(token))
        for _, leaves in blocks
        for token, line in leaves
    ]
    alternatives = [
        PageMessage(picture.alt, message.line, (Text(picture.alt),))
        for message in messages
        for picture in find_pictures(message.content)
        if picture.alt
    ]
    return PageText(tuple(block for block, _ in blocks), tuple(messages), tuple(alternatives))


def read_message(text: str) -> tuple[Inline, ...]:
    """The words and marks of one message, as the site's parser reads it."""
    tokens = make_parser().parse(text, {})
    return tuple(inline for token in tokens if token.type == "inline" for inline in _inlines(token))


def title_message(page: BriefPage) -> PageMessage:
    """The message of the page's title."""
    title = " ".join(page.brief.title.split())
    msgid = _HEADING_MARKUP.sub(r"\\\1", title)
    return PageMessage(msgid, page.lines.get("title", 1), (Text(title),))


def summary_message(page: BriefPage) -> PageMessage | None:
    """The message of the page's deck, which Sphinx reads as MyST in the translation."""
    summary = " ".join(page.brief.summary.split())
    if not summary:
        return None
    return PageMessage(summary, page.lines.get("summary", 1), read_message(summary))


def page_template(page: BriefPage) -> polib.POFile:
    """The messages of a page as the gettext builder extracts them, but for directives' own.

    A page that import has made holds no directives; for others take the builder's template.
    """
    rows: list[Message] = []
    brief, text = page.brief, read_page(page)

    def add(message: PageMessage | None) -> None:
        if message and message.msgid:
            rows.append((message.msgid, "", page.where, message.line))

    def add_note(note: str, field: str) -> None:
        if note:
            rows.append((" ".join(note.split()), "", page.where, page.lines.get(field, 1)))

    add(title_message(page))
    add_note(brief.status.note, "status.note")
    add(summary_message(page))
    notes = sum(isinstance(block, Note) for block in text.blocks)
    body = len(text.messages) - notes
    for message in text.messages[:body]:
        add(message)
        for other in text.alternatives:
            if any(picture.alt == other.msgid for picture in find_pictures(message.content)):
                add(other)
    for index, revision in enumerate(brief.revisions):
        add_note(revision.note, f"revisions.{index}.note")
    for message in text.messages[body:]:  # docutils moves notes to the end
        add(message)
    template = polib.POFile(wrapwidth=0)
    template.extend(_entries(rows))
    return template


def find_pictures(content: tuple[Inline, ...]) -> Iterator[Picture]:
    """The pictures in a run of inlines, in their order."""
    for inline in content:
        if isinstance(inline, Picture):
            yield inline
        elif isinstance(inline, Emphasis | Link):
            yield from find_pictures(inline.content)


def _entries(rows: Iterable[Message]) -> Iterator[polib.POEntry]:
    entries: dict[str, polib.POEntry] = {}
    for msgid, _, where, line in rows:
        entry = entries.setdefault(msgid, polib.POEntry(msgid=msgid))
        if (where, str(line)) not in entry.occurrences:
            entry.occurrences.append((where, str(line)))
    yield from entries.values()


# -- Blocks ------------------------------------------------------------------------------------

_Leaves = list[tuple[Token, int]]


class _BlockReader:
    """Builds blocks from the parser's tokens, with the tokens of the texts in them."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def read(self, until: str = "") -> list[tuple[Block, _Leaves]]:
        """Read blocks until a token of that type, which is taken too."""
        blocks: list[tuple[Block, _Leaves]] = []
        while self._at < len(self._tokens):
            token = self._next()
            if token.type == until:
                break
            blocks += self._read_block(token)
        return blocks

    def _next(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _read_block(self, token: Token) -> list[tuple[Block, _Leaves]]:
        match token.type:
            case "inline":
                return [(Paragraph(_inlines(token)), [(token, _line(token))])]
            case "heading_open":
                inline = self._next()
                self._next()
                content = _inlines(inline)
                return [(Heading(content, int(token.tag[1:])), [(inline, _line(token))])]
            case "bullet_list_open" | "ordered_list_open":
                return [self._read_list(token)]
            case "blockquote_open":
                inner = self.read("blockquote_close")
                return [(Quote(tuple(block for block, _ in inner)), _all_leaves(inner))]
            case "table_open":
                return [self._read_table()]
            case "footnote_reference_open":
                inner = self.read("footnote_reference_close")
                label = str(token.meta.get("label", ""))
                # Each paragraph of a note is a message of its own.
                return [
                    (Note(label, _inlines(leaf)), [(leaf, line)])
                    for leaf, line in _all_leaves(inner)
                ]
            case _:
                return []  # an opening or closing mark of what has no kind of its own

    def _read_list(self, token: Token) -> tuple[Block, _Leaves]:
        ordered = token.type == "ordered_list_open"
        items, leaves = [], []
        while (item := self._next()).type != token.type.replace("_open", "_close"):
            if item.type == "list_item_open":
                inner = self.read("list_item_close")
                items.append(tuple(block for block, _ in inner))
                leaves += _all_leaves(inner)
        start = int(token.attrGet("start") or 1)
        return Items(tuple(items), ordered, start), leaves

    def _read_table(self) -> tuple[Block, _Leaves]:
        rows: list[tuple[tuple[Inline, ...], ...]] = []
        cells: list[tuple[Inline, ...]] = []
        leaves: _Leaves = []
        first = None
        while (token := self._next()).type != "table_close":
            if token.type == "inline":
                first = _line(token) if first is None else first
                cells.append(_inlines(token))
                leaves.append((token, first))
            elif token.type == "tr_close":
                rows.append(tuple(cells))
                cells = []
        if rows and not any(rows[0]):  # how a table without heads is written
            return Table(tuple(rows[1:]), 0), leaves[len(rows[0]) :]
        return Table(tuple(rows)), leaves


def _all_leaves(blocks: list[tuple[Block, _Leaves]]) -> _Leaves:
    return [leaf for _, leaves in blocks for leaf in leaves]


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0


# -- Inlines -----------------------------------------------------------------------------------


def _inlines(token: Token) -> tuple[Inline, ...]:
    content, _ = _read_inlines(token.children or [], 0, "")
    return content


def _read_inlines(tokens: list[Token], at: int, until: str) -> tuple[tuple[Inline, ...], int]:
    found: list[Inline] = []
    while at < len(tokens) and tokens[at].type != until:
        token = tokens[at]
        at += 1
        match token.type:
            case "softbreak":
                found.append(Text(" "))
            case "hardbreak":
                found.append(Break())
            case "em_open" | "strong_open":
                inner, at = _read_inlines(tokens, at, token.type.replace("_open", "_close"))
                found.append(Emphasis(inner, token.type == "strong_open"))
            case "link_open":
                inner, at = _read_inlines(tokens, at, "link_close")
                found.append(Link(inner, str(token.attrGet("href") or "")))
            case "footnote_ref":
                found.append(NoteMark(str(token.meta.get("label", ""))))
            case "image":
                found.append(Picture(str(token.attrGet("src") or ""), _alternative(token)))
            case "myst_role":
                found.append(_read_role(token.meta["name"], token.content))
            case _ if token.content:
                found.append(Text(token.content))
    return _join_texts(found), at + 1


def _join_texts(inlines: list[Inline]) -> tuple[Inline, ...]:
    joined: list[Inline] = []
    for inline in inlines:
        last = joined[-1] if joined else None
        if isinstance(inline, Text) and isinstance(last, Text):
            joined[-1] = Text(last.text + inline.text)
        else:
            joined.append(inline)
    return tuple(joined)


def _alternative(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


def _read_role(name: str, content: str) -> Role:
    found = _ROLE_TARGET.fullmatch(content)
    if found:
        return Role(name, found[2].strip(), found[1])
    return Role(name, content.strip(), "" if name.startswith(("cite", "footcite")) else content)
