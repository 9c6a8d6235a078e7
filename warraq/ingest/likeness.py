"""Says how well two blocks fit as a text and its translation, before any order is looked at."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warraq.ingest.anchors import (
    count_quotations,
    find_anchors,
    fold_address,
    is_latin,
    link_addresses,
)
from warraq.ingest.document import Block, Heading, Items, Paragraph, Quote, Table, block_texts
from warraq.ingest.lexicon import Lexicon

_VARIANCE = 6.8
"""Of a translation's length for each character of the source; the paper's, and right for Arabic."""

_SPREAD = 2.3
"""The lengths of blocks at large, as a density of 1 / (length * spread)."""

_MISSES = {"n": 0.12, "m": 0.25, "u": 0.1, "s": 0.1, "w": 0.2, "t": 0.35}
"""How often a translation lacks what its source has, by the sort of the anchor."""

RELATED = 0.7
"""How much the pairs may lack on the average. Measured on synthetic texts of 4 to 100 blocks:
translations lack at most 0.5, other texts nearly always more than 0.75."""
_MOST_LOSS = 8.0

_MOST_ANCHORS = 16
_MOST_LOG, _LEAST_LOG = 12.0, -6.0
_SOFT = frozenset(
    pair
    for kind in ("heading", "quote", "note")
    for pair in ((kind, "paragraph"), ("paragraph", kind))
)
_MERGED = frozenset({"paragraph", "list", "quote"})
_STUDENT = math.log(0.375)  # of Student's t with 4 degrees of freedom, whose tails are long


@dataclass(slots=True)
class Unit:
    """A block, or two that follow each other, as the odds see it."""

    kind: str
    """Nothing where two blocks can never be one."""
    length: int
    words: str
    anchors: frozenset[str]
    """Those that the other text has somewhere too."""
    quotations: int = 0
    shape: tuple[int, ...] = ()
    lost: float = 0.0
    """What the anchors take from the odds if the other side has none of them."""
    breadth: float = 0.0
    """The logarithm of how rare its lengths are at large."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Both texts, and the odds that follow from what they share."""

    source: list[Unit]
    target: list[Unit]
    source_twos: list[Unit]
    """Each block with the one before it; the first with none."""
    target_twos: list[Unit]
    hits: dict[str, float]
    """What an anchor in both blocks of a pair adds to the odds, above its absence in each."""
    kinds: dict[str, float]
    """What two blocks of this kind add to the odds."""


def read_sides(
    source: Sequence[Block], target: Sequence[Block], lexicon: Lexicon, language: str
) -> Sides:
    one = [_read_unit(block, lexicon, "") for block in source]
    other = [_read_unit(block, lexicon, language) for block in target]
    rarity = _find_rarity(one, other)
    misses, hits = {}, {}
    for anchor, share in rarity.items():
        miss, chance = _MISSES[anchor[0]], min(share, 0.9)
        misses[anchor] = min(math.log(miss / (1 - chance)), 0.0)
        hits[anchor] = max(math.log((1 - miss) / chance), 0.0) - 2 * misses[anchor]
    for unit in (*one, *other):
        kept = sorted(unit.anchors & rarity.keys(), key=lambda anchor: (rarity[anchor], anchor))
        unit.anchors = frozenset(kept[:_MOST_ANCHORS])
    twos = [
        [_join_units(side[max(row - 1, 0)], unit) for row, unit in enumerate(side)]
        for side in (one, other)
    ]
    for unit in (*one, *other, *twos[0], *twos[1]):
        unit.lost = sum(misses[anchor] for anchor in unit.anchors)
    shares = [Counter(unit.kind for unit in side) for side in (one, other)]
    kinds = {
        kind: -math.log(max(count[kind] / count.total() for count in shares))
        for kind in shares[0].keys() & shares[1].keys()
    }
    return Sides(one, other, twos[0], twos[1], hits, kinds)


def _read_unit(block: Block, lexicon: Lexicon, language: str) -> Unit:
    text = " ".join(" ".join(block_texts(block)).split())
    anchors = find_anchors(text, lexicon, language)
    anchors |= {f"u:{fold_address(href)}" for href in link_addresses(block)}
    length = max(len(text), 1)
    breadth = math.log(_SPREAD * length)
    quotations = count_quotations(text)
    kind = _name_kind(block, text)
    return Unit(kind, length, text.casefold(), anchors, quotations, read_shape(block), 0.0, breadth)


def _join_units(one: Unit, other: Unit) -> Unit:
    mergeable = one is not other and one.kind == other.kind and one.kind in _MERGED
    length = one.length + other.length
    return Unit(
        one.kind if mergeable else "",
        length,
        "",
        one.anchors | other.anchors,
        breadth=one.breadth + other.breadth - math.log(length),
    )


def _find_rarity(one: list[Unit], other: list[Unit]) -> dict[str, float]:
    """The anchors that both texts have, each with its share of blocks, the mean of both."""
    counts = [Counter(a for unit in side for a in unit.anchors) for side in (one, other)]
    both_latin = all(is_latin(" ".join(unit.words for unit in side)) for side in (one, other))
    # Few blocks say little of how common a thing is: count as if there were two more.
    shares = [
        {anchor: (count + 0.5) / (len(side) + 2) for anchor, count in found.items()}
        for found, side in zip(counts, (one, other), strict=True)
    ]
    rarity = {
        anchor: math.sqrt(shares[0][anchor] * shares[1][anchor])
        for anchor in shares[0].keys() & shares[1].keys()
    }
    # Two texts in one script share many a small word.
    small = {a for a, share in rarity.items() if a[0] == "w" and both_latin and share > 0.1}
    return {anchor: share for anchor, share in rarity.items() if anchor not in small}


def _name_kind(block: Block, text: str) -> str:
    if isinstance(block, Paragraph) and not text:
        return "picture"
    return "list" if isinstance(block, Items) else type(block).__name__.lower()


def read_shape(block: Block) -> tuple[int, ...]:
    match block:
        case Heading():
            return (block.level,)
        case Items():
            return (len(block.items),)
        case Table():
            return tuple(len(row) for row in block.rows)
        case Quote():
            return (len(block.blocks),)
        case _:
            return ()


# -- The odds of one pairing -----------------------------------------------------------------


def weigh_pair(sides: Sides, ratio: float, one: Unit, other: Unit) -> float:
    """The odds, as a logarithm, that a block is another in the other language."""
    if one.kind == other.kind:
        odds = sides.kinds[one.kind]
        if one.shape or other.shape:
            odds += _weigh_shapes(one.kind, one.shape == other.shape)
    elif (one.kind, other.kind) in _SOFT:
        odds = -4.0
    else:
        return -math.inf
    odds += _weigh_lengths(one.length, other.length, ratio) + other.breadth
    if one.words == other.words:
        odds += 3
    if one.quotations or other.quotations:
        apart = abs(one.quotations - other.quotations)
        odds += max(-0.4 * apart, -1.5) if apart else 0.7
    if one.lost or other.lost:
        odds += _weigh_anchors(sides, one, other)
    return odds


def are_related(sides: Sides, ratio: float, rows: Iterable[tuple[int, int]]) -> bool:
    """Whether the paired blocks together speak for a translation rather than for another text.

    The odds of a true pair stay near those of a translation as long as is to be expected;
    those of two texts that have nothing to do with each other lie far below.
    """
    losses = []
    for row, col in rows:
        one, other = sides.source[row], sides.target[col]
        loss = _weigh_expected(sides, ratio, one) - weigh_pair(sides, ratio, one, other)
        losses.append(min(loss, _MOST_LOSS))  # one pair alone must not decide
    return bool(losses) and sum(losses) / len(losses) < RELATED


def _weigh_expected(sides: Sides, ratio: float, one: Unit) -> float:
    """The odds of a block with a translation of just the length to be expected."""
    other = max(ratio * one.length, 1.0)
    return (
        sides.kinds.get(one.kind, 0.0)
        + _weigh_lengths(one.length, other, ratio)
        + math.log(_SPREAD * other)
    )


def weigh_merged(sides: Sides, ratio: float, one: Unit, other: Unit) -> float:
    """The odds that blocks of one kind, two of them on a side, are the other side's."""
    if not one.kind or one.kind != other.kind or one.kind not in _MERGED:
        return -math.inf
    if not 0.5 < one.length * ratio / other.length < 2:
        return -math.inf  # so unlike in length that it needs no thought
    odds = sides.kinds[one.kind] + _weigh_lengths(one.length, other.length, ratio) + other.breadth
    if one.lost or other.lost:
        odds += _weigh_anchors(sides, one, other)
    return odds


def _weigh_lengths(length: int, other: float, ratio: float) -> float:
    """The logarithm of the density of a translation's length."""
    squared = ratio * (ratio * length + other) * _VARIANCE / 2
    delta = other - ratio * length
    return _STUDENT - math.log(squared) / 2 - 2.5 * math.log1p(delta * delta / squared / 4)


def _weigh_shapes(kind: str, same: bool) -> float:
    if kind == "heading":
        return 0.3 if same else -0.7
    return 1.0 if same else -1.0


def _weigh_anchors(sides: Sides, one: Unit, other: Unit) -> float:
    odds = one.lost + other.lost
    if not one.anchors.isdisjoint(other.anchors):
        odds += sum(sides.hits[anchor] for anchor in one.anchors & other.anchors)
    # Names come in several words and dates in several numbers: they are no independent proofs.
    return min(max(0.7 * odds, _LEAST_LOG), _MOST_LOG)
