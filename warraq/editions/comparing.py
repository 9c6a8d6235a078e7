"""Compares two texts word by word, in a time that does not run away with their length."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    MOVED_HERE = "moved here"
    MOVED_AWAY = "moved away"


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a block."""

    mark: Mark
    """SAME, ADDED or REMOVED."""
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item, cell or note of the old or the new text, or of both."""

    words: tuple[Words, ...]
    mark: Mark | None = None
    """What became of it as a whole; None where it was changed within."""

    @property
    def old(self) -> str:
        """What the old text has of it."""
        return "".join(word.text for word in self.words if word.mark is not Mark.ADDED)

    @property
    def new(self) -> str:
        """What the new text has of it."""
        return "".join(word.text for word in self.words if word.mark is not Mark.REMOVED)

    @property
    def in_old(self) -> bool:
        """Whether the old text has it where it stands."""
        return self.mark not in {Mark.ADDED, Mark.MOVED_HERE}

    @property
    def in_new(self) -> bool:
        """Whether the new text has it where it stands."""
        return self.mark not in {Mark.REMOVED, Mark.MOVED_AWAY}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts laid over each other, in the order in which they are read."""

    blocks: tuple[Block, ...]
    is_rewritten: bool
    """Whether so little is left of the old text that its words are better not compared."""

    @property
    def is_same(self) -> bool:
        """Whether nothing was changed."""
        return all(block.mark is Mark.SAME for block in self.blocks)


_TOKEN = re.compile(
    r"\s+"
    r"|[0-9]+(?:[.,:/-][0-9]+)*%?"  # a number is one word, whatever stands between its digits
    r"|[^\W\d_](?:[^\s\W]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d]"
    r"|['’](?=\w))*"  # vowel signs and joiners are parts of their words
    r"|[\s\S]"
)
_WORD = re.compile(r"\w")

_MOST_CELLS = 400_000_000
"""How large the table of a longest common subsequence may be, in bits: 50 MB, 0.1 seconds."""
_MOST_PAIRS = 40_000
"""How many pairs of blocks between two unchanged ones are weighed against each other."""
_ALIKE = 0.5
"""From which share of common words on two blocks are taken for the same, changed."""
_REWRITTEN = 0.2
_FEW_WORDS = 40
"""Shorter texts are compared whatever is left of them."""


def split_words(text: str) -> list[str]:
    """Words, numbers, spaces and signs; joined they are the text."""
    return _TOKEN.findall(text)


def compare_texts(old: Sequence[str], new: Sequence[str]) -> Comparison:
    """Compare two texts that are given in blocks, as `pagetext.text_blocks` gives them.

    The blocks with `in_old` are the old text, those with `in_new` the new one. First whole
    blocks are matched (longest common subsequence), then those between two matches paired with
    what is like them, then the words of each pair compared. Every step is bounded: what is too
    long for it is shown as removed and added.
    """
    blocks: list[Block] = []
    for same, (a, b), (c, d) in _align(old, new):
        if same:
            blocks += [_whole(Mark.SAME, text) for text in old[a:b]]
        else:
            blocks += _compare_gap(old[a:b], new[c:d])
    blocks = _find_moves(blocks)
    return Comparison(tuple(blocks), _is_rewritten(blocks))


def _whole(mark: Mark, text: str) -> Block:
    part = {Mark.MOVED_HERE: Mark.SAME, Mark.MOVED_AWAY: Mark.SAME}.get(mark, mark)
    return Block((Words(part, text),), mark)


_Run = tuple[bool, tuple[int, int], tuple[int, int]]
"""Whether two slices are the same, and where they are in the old and the new sequence."""


def _align(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[_Run]:
    """Cut two sequences into what they share, in order, and what stands between."""
    from rapidfuzz.distance import LCSseq  # not at the top: it costs more than most runs need

    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    a, c, b, d = first, first, len(old) - last, len(new) - last
    if first:
        yield True, (0, first), (0, first)
    if (b - a) * (d - c) > _MOST_CELLS or a == b or c == d:
        if a < b or c < d:
            yield False, (a, b), (c, d)
    else:
        numbers: dict[Hashable, int] = {}
        one, other = (
            [numbers.setdefault(item, len(numbers)) for item in part]
            for part in (old[a:b], new[c:d])
        )
        i = k = 0
        for code in LCSseq.opcodes(one, other):
            if code.tag != "equal":
                continue
            if (i, k) != (code.src_start, code.dest_start):
                yield False, (a + i, a + code.src_start), (c + k, c + code.dest_start)
            yield (
                True,
                (a + code.src_start, a + code.src_end),
                (c + code.dest_start, c + code.dest_end),
            )
            i, k = code.src_end, code.dest_end
        if i < len(one) or k < len(other):
            yield False, (a + i, b), (c + k, d)
    if last:
        yield True, (b, len(old)), (d, len(new))


# -- Blocks between two that are the same --------------------------------------------------


def _compare_gap(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    i = k = 0
    for a, c in [*_pair_blocks(old, new), (len(old), len(new))]:
        yield from (_whole(Mark.REMOVED, text) for text in old[i:a])
        yield from (_whole(Mark.ADDED, text) for text in new[k:c])
        if a < len(old):
            yield from _compare_pair(old[a], new[c])
        i, k = a + 1, c + 1


def _pair_blocks(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The places of blocks that are like each other, in order: the pairs that share the most.

    Long gaps are searched along their diagonal only, and the longest not at all.
    """
    rows, columns = len(old), len(new)
    if not rows or not columns:
        return []
    width = _MOST_PAIRS // rows // 2
    if width < 1 or columns > _MOST_PAIRS:
        return []
    from rapidfuzz.distance import Indel

    numbers: dict[str, int] = {}
    left, right = ([_number_words(text, numbers) for text in part] for part in (old, new))
    best: dict[tuple[int, int], tuple[float, int]] = {}
    for i in range(rows):
        centre = i * columns // rows
        for k in range(max(0, centre - width), min(columns, centre + width + 1)):
            alike = Indel.normalized_similarity(left[i], right[k], score_cutoff=_ALIKE)
            # Where nothing else decides, pairs of long blocks are worth more than of short ones.
            worth = alike * (1 + min(len(left[i]), len(right[k])) / 1000) if alike else 0.0
            kept = best.get((i - 1, k - 1), (0.0, 0))[0] + worth
            up, across = best.get((i - 1, k), (0.0, 0))[0], best.get((i, k - 1), (0.0, 0))[0]
            step = 0 if worth and kept >= max(up, across) else 1 if up >= across else 2
            best[i, k] = (max(kept if worth else 0.0, up, across), step)
    return _trace_pairs(best, rows, columns)


def _trace_pairs(
    best: dict[tuple[int, int], tuple[float, int]], rows: int, columns: int
) -> list[tuple[int, int]]:
    pairs = []
    i, k = rows - 1, columns - 1
    while i >= 0 and k >= 0:
        step = best.get((i, k), (0.0, 2 if k > i * columns // rows else 1))[1]
        if step == 0:
            pairs.append((i, k))
        i, k = (i - 1 if step in {0, 1} else i), (k - 1 if step in {0, 2} else k)
    return pairs[::-1]


def _number_words(text: str, numbers: dict[str, int]) -> list[int]:
    words = (token for token in split_words(text) if _WORD.search(token))
    return [numbers.setdefault(word, len(numbers)) for word in words]


def _compare_pair(old: str, new: str) -> Iterator[Block]:
    words = _tidy_words(_compare_words(split_words(old), split_words(new)))
    if any(word.mark is Mark.SAME and _WORD.search(word.text) for word in words):
        yield Block(words)
    else:
        yield _whole(Mark.REMOVED, old)
        yield _whole(Mark.ADDED, new)


def _compare_words(old: list[str], new: list[str]) -> Iterator[Words]:
    for same, (a, b), (c, d) in _align(old, new):
        if same:
            yield Words(Mark.SAME, "".join(old[a:b]))
        else:
            if a < b:
                yield Words(Mark.REMOVED, "".join(old[a:b]))
            if c < d:
                yield Words(Mark.ADDED, "".join(new[c:d]))


def _tidy_words(words: Iterable[Words]) -> tuple[Words, ...]:
    """Join changes that only a space, a sign or less than they changed keeps apart.

    Else a sentence that was written anew would be strewn with the small words that any two
    sentences share. Removed words stand before those that took their place.
    """
    runs: list[tuple[str, str, str]] = []  # what was removed, what was added, what follows
    for word in words:
        if word.mark is Mark.SAME:
            removed, added, same = runs.pop() if runs and not runs[-1][2] else ("", "", "")
            runs.append((removed, added, same + word.text))
            continue
        if not runs or runs[-1][2]:
            runs.append(("", "", ""))
        removed, added, same = runs[-1]
        is_old = word.mark is Mark.REMOVED
        runs[-1] = (removed + word.text * is_old, added + word.text * (not is_old), same)
    joined: list[tuple[str, str, str]] = []
    for removed, added, same in runs:
        if joined and (removed or added) and _is_slight(joined[-1], (removed, added)):
            before, into, between = joined.pop()
            joined.append((before + between + removed, into + between + added, same))
        else:
            joined.append((removed, added, same))
    return tuple(
        Words(mark, text)
        for removed, added, same in map(_part_end, joined)
        for mark, text in ((Mark.REMOVED, removed), (Mark.ADDED, added), (Mark.SAME, same))
        if text
    )


def _part_end(run: tuple[str, str, str]) -> tuple[str, str, str]:
    """A change without the space that what was removed and what was added both end in."""
    removed, added, same = run
    if removed and added and removed[-1] == added[-1] and removed[-1].isspace():
        return removed[:-1], added[:-1], removed[-1] + same
    return run


def _is_slight(before: tuple[str, str, str], after: tuple[str, str]) -> bool:
    """Whether the text between two changes is less than each of them."""
    removed, added, between = before
    if not (removed or added):
        return False
    if not _WORD.search(between):
        return True
    size = len(between.strip())
    return size <= min(max(len(removed), len(added)), max(map(len, after)))


# -- The whole -----------------------------------------------------------------------------


def _find_moves(blocks: list[Block]) -> list[Block]:
    """Mark a block that is removed in one place and added in another as moved."""
    places: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.mark is Mark.ADDED:
            places.setdefault(block.new, []).append(index)
    found = list(blocks)
    for index, block in enumerate(blocks):
        if block.mark is not Mark.REMOVED or not _WORD.search(block.old):
            continue
        here = places.get(block.old)
        if here:
            found[index] = _whole(Mark.MOVED_AWAY, block.old)
            found[here.pop(0)] = _whole(Mark.MOVED_HERE, block.old)
    return found


def _is_rewritten(blocks: Iterable[Block]) -> bool:
    same = changed = 0
    for block in blocks:
        if block.mark is Mark.MOVED_HERE:
            continue  # counted where it stood
        for word in block.words:
            count = sum(1 for token in split_words(word.text) if _WORD.search(token))
            if word.mark is Mark.SAME:
                same += count
            else:
                changed += count
    return changed > _FEW_WORDS and same / (same + changed / 2) < _REWRITTEN
