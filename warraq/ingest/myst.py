"""Writes blocks as MyST text that reads back as the same words and structure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

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

_SPECIAL = re.compile(r"[\\`*\[\]<]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|!\Z")
_START = re.compile(r"[#>\-+=~:|%]|\([^()]*\)=\s*\Z")
_NOTE_TEXT = re.compile(r"\[\^[^\]]+\]:")
_NUMBERED = re.compile(r"([0-9]{1,9})([.)])(?=\s|\Z)")
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9./?=+~#:@$,;-]*)?")


def write_myst(blocks: Iterable[Block], pictures: Mapping[str, str] | None = None) -> str:
    """The text of arranged blocks, each paragraph in one line; ends with a line break.

    `pictures` gives the file of each picture, as the page names it.
    """
    text = "\n".join(_Writer(pictures or {}).lines(tuple(blocks)))
    return f"{text}\n" if text else ""


class _Writer:
    def __init__(self, pictures: Mapping[str, str]) -> None:
        self._pictures = pictures

    # -- Blocks ----------------------------------------------------------------------------

    def lines(self, blocks: Sequence[Block]) -> Iterator[str]:
        before: Block | None = None
        other = False
        for index, block in enumerate(blocks):
            if index:
                yield ""
            same = (
                isinstance(block, Items)
                and isinstance(before, Items)
                and block.ordered == before.ordered
            )
            other = same and not other  # else two lists would become one
            yield from self._block(block, other)
            before = block

    def _block(self, block: Block, other: bool) -> Iterator[str]:
        match block:
            case Paragraph():
                yield from self.paragraph(block.content)
            case Heading():
                (line,) = self.paragraph(block.content, mask=False)
                line = re.sub(r"#\Z", r"\#", line)
                yield f"{'#' * block.level} {line}"
            case Note():
                first, *rest = self.paragraph(block.content)
                yield f"[^{block.label}]: {first}"
                yield from (f"    {line}" for line in rest)
            case Quote():
                for line in self.lines(block.blocks):
                    yield f"> {line}" if line else ">"
            case Items():
                yield from self._items(block, other)
            case Table():
                yield from self._table(block)

    def _items(self, block: Items, other: bool) -> Iterator[str]:
        tight = all(len(item) == 1 and isinstance(item[0], Paragraph) for item in block.items)
        for index, item in enumerate(block.items):
            if index and not tight:
                yield ""
            number = f"{block.start + index}{')' if other else '.'}"
            marker = number if block.ordered else "*" if other else "-"
            indent = " " * (len(marker) + 1)
            for row, line in enumerate(self.lines(item)):
                lead = indent if row else f"{marker} "
                yield f"{lead}{line}" if line else ""

    def _table(self, table: Table) -> Iterator[str]:
        width = len(table.rows[0])
        rows = table.rows if table.head else (((),) * width, *table.rows)
        for index, row in enumerate(rows):
            cells = (self.inlines(cell).replace("|", r"\|") for cell in row)
            yield "".join(f"| {cell} " if cell else "|  " for cell in cells) + "|"
            if not index:
                yield "| --- " * width + "|"

    # -- Inlines ---------------------------------------------------------------------------

    def paragraph(self, content: tuple[Inline, ...], mask: bool = True) -> list[str]:
        """The lines of a run of inlines; `mask` what would begin a list or the like."""
        lines = self.inlines(content).split("\n")
        return [_mask_start(line) for line in lines] if mask else lines

    def inlines(self, content: tuple[Inline, ...]) -> str:
        pieces = [(inline, self._inline(inline)) for inline in content]
        text, set_off = "", False
        for index, (inline, piece) in enumerate(pieces):
            if isinstance(inline, Emphasis):
                after = pieces[index + 1][1] if index + 1 < len(pieces) else ""
                mark = "**" if inline.strong else "*"
                set_off = not set_off and _may_set_off(text[-1:], piece, after[:1])
                piece = f"{mark}{piece}{mark}" if set_off else piece
            else:
                set_off = False
            # `[^1](2023)` would be a link.
            marked = index and isinstance(pieces[index - 1][0], NoteMark)
            text += f"\\{piece}" if marked and piece.startswith("(") else piece
        return text

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Text():
                return _SPECIAL.sub(r"\\\g<0>", inline.text)
            case Break():
                return "\\\n"
            case NoteMark():
                return f"[^{inline.label}]"
            case Emphasis():
                return self.inlines(inline.content)
            case Picture():
                alt = _SPECIAL.sub(r"\\\g<0>", inline.alt)
                return f"![{alt}]({_write_address(self._pictures[inline.name])})"
            case Role():
                same = inline.text in ("", inline.key)
                inner = inline.key if same else f"{inline.text} <{inline.key}>"
                return f"{{{inline.name}}}`{inner}`"
            case Link():
                return self._link(inline)

    def _link(self, link: Link) -> str:
        if link.content == (Text(link.href),) and _PLAIN_ADDRESS.fullmatch(link.href):
            return f"<{link.href}>"
        return f"[{self.inlines(link.content)}]({_write_address(link.href)})"


def _write_address(href: str) -> str:
    """An address as it stands in the brackets of a link."""
    href = re.sub(r'[\0-\x20"<>\\^`{|}\x7f]', lambda found: quote(found[0]), href)
    depth = 0
    for char in href:
        depth += (char == "(") - (char == ")")
        if not 0 <= depth < 8:
            break
    if depth:
        href = href.replace("(", "%28").replace(")", "%29")
    return re.sub(r"&(?=#?\w+;)", r"\&", href)


def _mask_start(line: str) -> str:
    if _START.match(line):
        return f"\\{line}"
    if _NOTE_TEXT.match(line):
        return line.replace("]:", r"]\:", 1)
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


def _may_set_off(before: str, inner: str, after: str) -> bool:
    """Whether asterisks around `inner` are read as emphasis (CommonMark, "flanking")."""
    opens = inner[0].isalnum() or _parts(before)
    closes = inner[-1].isalnum() or _parts(after)
    return opens and closes


def _parts(char: str) -> bool:
    return not char or char == "\n" or unicodedata.category(char)[0] in "ZP"
