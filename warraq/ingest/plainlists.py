"""Finds where lists begin and end among the lines of a plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from warraq.ingest.document import Block, Items
from warraq.ingest.plainnotes import LONG_LINE, NUMBERED

BULLET = re.compile(r"([ \t]*)[-*•–◦‣▪●·][ \t]+(?=\S)")


_DASHED = re.compile(r"[ \t]*[-–—―][ \t]+(?=\S)")
_CLOSED = re.compile(r"[”\"»][.!?؟…]?\s*\Z")
_LONGEST_ATTRIBUTION = 150


def ends_quotation(text: str) -> bool:
    """Whether a text ends with a closing quotation mark."""
    return bool(_CLOSED.search(text))


def is_attribution(line: str, below: str = "") -> bool:
    """Whether a line below a quotation names who said it: one with a dash, and not several."""
    found = _DASHED.match(line)
    return bool(found) and len(line) <= _LONGEST_ATTRIBUTION and not BULLET.match(below)


def expand(line: str) -> str:
    """The line with spaces for its tabs."""
    return line.replace("\t", "    ")


def width(line: str) -> int:
    """How far a line is set in, in spaces."""
    wide = expand(line)
    return len(wide) - len(wide.lstrip())


def is_item(line: str) -> bool:
    """Whether an item of a list begins on a line."""
    return bool(BULLET.match(line) or NUMBERED.match(line))


def end_of_list(lines: Sequence[str], place: int) -> int:
    """Where the list that begins at a line ends; the line itself if none begins there."""
    number = NUMBERED.match(lines[place])
    if not number and not BULLET.match(lines[place]):
        return place
    indent = width(lines[place])
    expected = int(number[2]) + 1 if number else 0
    end = place + 1
    while end < len(lines):
        line = lines[end]
        if width(line) < indent:
            break
        if width(line) == indent:
            found = NUMBERED.match(line)
            if number and found and int(found[2]) == expected:
                expected += 1
            elif number or not BULLET.match(line):
                # Text that goes on below its item, or the end of the list.
                if indent == width(line) and is_item(line):
                    break
                if not _continues(lines[end - 1]):
                    break
        end += 1
    return end


def _continues(line: str) -> bool:
    """Whether the line after this one is likely its continuation."""
    return len(line) >= LONG_LINE and not line.rstrip().endswith((".", "!", "?", ";", "؟", "؛"))


def join_lists(blocks: Iterable[Block]) -> Iterator[Block]:
    """Items with empty lines between them are one list."""
    last: Block | None = None
    for block in blocks:
        if isinstance(last, Items) and isinstance(block, Items) and last.ordered == block.ordered:
            follows = block.start == last.start + len(last.items)
            if not last.ordered or follows:
                last = Items((*last.items, *block.items), last.ordered, last.start)
                continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last
