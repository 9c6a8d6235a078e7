"""Pairs the blocks of a text with those of its translation, in the order of both.

After Gale and Church, "A Program for Aligning Sentences in Bilingual Corpora" (1993): a dynamic
programme over the pairings 1-1, 1-0, 0-1, 2-1, 1-2 and 2-2 of blocks by their lengths. Kinds of
blocks and what two texts share (numbers, months, addresses, names) weigh in as odds; how sure a
pairing is comes from all alignments together, by the forward-backward algorithm.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warraq.ingest.anchors import find_numbers
from warraq.ingest.document import Block, Items, Paragraph, Quote, Table, block_texts
from warraq.ingest.lexicon import Lexicon
from warraq.ingest.likeness import Sides, are_related, read_shape, read_sides, weigh_pair
from warraq.ingest.programme import Bead, find_beads


@dataclass(frozen=True, slots=True)
class Pair:
    """Blocks that say the same in two languages; a side is empty where nothing stands for it."""

    source: tuple[Block, ...]
    target: tuple[Block, ...]
    score: float
    """How probable this pairing is among all others, from 0 to 1."""
    certain: bool
    """Whether nobody needs to look at it: one block for one of its kind, nothing against it."""


CERTAIN = 0.9
"""From which probability on a pair may be certain."""


def align_documents(
    source: Sequence[Block],
    target: Sequence[Block],
    *,
    lexicon: Lexicon = (),
    language: str = "",
) -> tuple[Pair, ...]:
    """Pair the blocks of `source` with those of `target`, a text in `language`.

    Every block stands in exactly one pair; both sides read one after the other are the two
    texts in their order. Lists, tables and quotations are paired as wholes; `pair_leaves`
    goes on into them.
    """
    return _align(tuple(source), tuple(target), lexicon, language)


def _align(
    source: tuple[Block, ...],
    target: tuple[Block, ...],
    lexicon: Lexicon,
    language: str,
    ratio: float | None = None,
) -> tuple[Pair, ...]:
    """Align two texts; with a `ratio` they are parts of what is known to be a translation."""
    if not source or not target:
        return tuple(
            Pair(*sides, 1.0, False)
            for sides in (*(((b,), ()) for b in source), *(((), (b,)) for b in target))
        )
    sides = read_sides(source, target, lexicon, language)
    beads, found = find_beads(sides, ratio)
    whole = [(bead.i, bead.j) for bead in beads if (bead.di, bead.dj) == (1, 1)]
    related = ratio is not None or are_related(sides, found, whole)
    return tuple(
        Pair(
            source[bead.i : bead.i + bead.di],
            target[bead.j : bead.j + bead.dj],
            round(bead.probability, 4),
            related and _is_certain(sides, bead, found),
        )
        for bead in beads
    )


def pair_leaves(
    pairs: Iterable[Pair], *, lexicon: Lexicon = (), language: str = ""
) -> tuple[Pair, ...]:
    """Go on into lists, tables and quotations, until every pair holds only single texts.

    A cell of a table becomes a paragraph. A pair is certain only where those that hold it are.
    """
    pairs = tuple(pairs)
    return _open_pairs(pairs, lexicon, language, measure_ratio(pairs))


def _open_pairs(
    pairs: Iterable[Pair], lexicon: Lexicon, language: str, ratio: float
) -> tuple[Pair, ...]:
    leaves: list[Pair] = []
    for pair in pairs:
        if not any(_is_nested(block) for block in (*pair.source, *pair.target)):
            leaves.append(pair)
            continue
        found = _pair_cells(pair) or _open_pair(pair, lexicon, language, ratio)
        inner = [
            Pair(f.source, f.target, min(f.score, pair.score), f.certain and pair.certain)
            for f in found
        ]
        leaves += _open_pairs(inner, lexicon, language, ratio)
    return tuple(leaves)


def measure_ratio(pairs: Iterable[Pair]) -> float:
    """How much longer the translation is, by what stands in pairs."""
    total = other = 100
    for pair in pairs:
        if pair.source and pair.target:
            total += sum(len(text) for block in pair.source for text in block_texts(block))
            other += sum(len(text) for block in pair.target for text in block_texts(block))
    return min(max(other / total, 0.3), 3.0)


def open_block(block: Block) -> tuple[Block, ...]:
    """What a list, a table or a quotation holds; another block itself."""
    match block:
        case Items():
            return tuple(inner for item in block.items for inner in item)
        case Quote():
            return block.blocks
        case Table():
            return tuple(Paragraph(cell) for row in block.rows for cell in row)
        case _:
            return (block,)


def _is_nested(block: Block) -> bool:
    return isinstance(block, Items | Quote | Table)


def _pair_cells(pair: Pair) -> tuple[Pair, ...]:
    """Cell for cell, where two tables have the same shape."""
    match pair.source, pair.target:
        case (Table() as one,), (Table() as other,) if read_shape(one) == read_shape(other):
            return tuple(
                Pair((left,), (right,), pair.score, pair.certain)
                for left, right in zip(open_block(one), open_block(other), strict=True)
            )
    return ()


def _open_pair(pair: Pair, lexicon: Lexicon, language: str, ratio: float) -> tuple[Pair, ...]:
    source = tuple(inner for block in pair.source for inner in open_block(block))
    target = tuple(inner for block in pair.target for inner in open_block(block))
    found = _align(source, target, lexicon, language, ratio)
    if any(isinstance(block, Table) for block in (*pair.source, *pair.target)):
        # Tables of other shapes: nobody knows which cell is which.
        return tuple(Pair(p.source, p.target, p.score, False) for p in found)
    return found


# -- What the alignment says of itself -----------------------------------------------------------


def _is_certain(sides: Sides, bead: Bead, ratio: float) -> bool:
    if (bead.di, bead.dj) != (1, 1) or bead.probability < CERTAIN:
        return False
    one, other = sides.source[bead.i], sides.target[bead.j]
    if one.kind != other.kind:
        return False
    numbers, others = (set(find_numbers(unit.words)) for unit in (one, other))
    if numbers and others and not numbers & others:
        return False
    return weigh_pair(sides, ratio, one, other) > -3
