"""Collects the blocks of a Word file as its paragraphs come, and nests its lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from warraq.ingest.document import Block, Items, Quote
from warraq.ingest.docxtext import Piece


@dataclass(frozen=True, slots=True)
class Kind:
    """What a paragraph is by its properties: `heading`, `item`, `quote`, `contents` or `text`."""

    name: str = "text"
    level: int = 0
    ordered: bool = False
    list_id: str = ""
    continued: bool = False


@dataclass(slots=True)
class Item:
    """A paragraph of a list, before it is put into the list."""

    kind: Kind
    number: int
    blocks: list[Block]


@dataclass(slots=True)
class Flow:
    """Blocks as they come, with the paragraph and the list that are not finished."""

    blocks: list[Block] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    def add(self, *blocks: Block) -> None:
        """End the list that is open and go on behind it."""
        self.blocks += nest_items(self.items)
        self.items = []
        for block in blocks:
            last = self.blocks[-1] if self.blocks else None
            if isinstance(block, Quote) and isinstance(last, Quote):
                self.blocks[-1] = Quote(last.blocks + block.blocks)
            else:
                self.blocks.append(block)


def nest_items(items: Sequence[Item]) -> list[Block]:
    """Put the paragraphs of lists into lists, the deeper ones into the items above them."""
    blocks: list[Block] = []
    at = 0
    while at < len(items):
        first = items[at]
        held: list[tuple[Block, ...]] = []
        number = first.number
        while (
            at < len(items)
            and items[at].kind == first.kind
            and (not first.kind.ordered or items[at].number == number)
        ):
            end = at + 1
            while end < len(items) and items[end].kind.level > first.kind.level:
                end += 1
            held.append((*items[at].blocks, *nest_items(items[at + 1 : end])))
            at, number = end, number + 1
        blocks.append(Items(tuple(held), first.kind.ordered, first.number))
    return blocks
