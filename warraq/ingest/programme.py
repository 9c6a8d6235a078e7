"""Finds the best way through two texts, block by block, and how sure each step of it is.

The programme is that of Gale and Church (1993); the shares come from the forward-backward
algorithm over the paths near the best one. Only cells in a band from landmark to landmark are
looked at, so that time and memory grow with the length of the texts, not with its square.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from warraq.ingest.likeness import Sides, are_related, weigh_merged, weigh_pair

_MOVES = ((1, 1), (2, 1), (1, 2), (2, 2), (1, 0), (0, 1))
_PRIORS = (0.94, 0.015, 0.015, 0.002, 0.014, 0.014)
"""How often each move occurs among paragraphs; sentences, as in the paper, merge more often."""
_LOG_PRIORS = tuple(math.log(prior) for prior in _PRIORS)

_BAND = 30
_NEAR = 12
"""How far from the best path others are looked at when its certainty is judged."""

_NEAR_RATIO = 0.05  # of two logarithms; nearer guesses lead to the same path

_Step = tuple[int, int, int]
"""Where a move begins, in both texts, and which of the moves it is."""


@dataclass(frozen=True, slots=True)
class Bead:
    """One move of the alignment: di blocks from i on, dj blocks from j on."""

    i: int
    j: int
    di: int
    dj: int
    probability: float


def find_beads(sides: Sides, ratio: float | None = None) -> tuple[list[Bead], float]:
    """The best alignment, and how much longer the translation is: as given, or as it shows."""
    points = _find_landmarks(sides)
    band = _make_band(len(sides.source), len(sides.target), points, _BAND)
    guesses = _guess_ratios(sides) if ratio is None else [ratio]
    found = [(*_find_path(sides, guess, band), guess) for guess in guesses]
    path, _, best = max(found, key=lambda result: result[1])
    better = best if ratio is not None else _measure_ratio(sides, path)
    if abs(math.log(better / best)) > _NEAR_RATIO:
        found.append((*_find_path(sides, better, band), better))
        path, _, best = max(found, key=lambda result: result[1])
    return _make_beads(sides, best, _widen(sides, best, points, band, path)), best


def _widen(
    sides: Sides, ratio: float, points: list[tuple[int, int]], band: _Band, path: list[_Step]
) -> list[_Step]:
    """The best path in a band that grows while it is too narrow."""
    width = _BAND
    while not band.is_whole and (_is_doubtful(sides, ratio, path) or band.is_left_by(path)):
        width *= 3
        band = _make_band(len(sides.source), len(sides.target), points, width)
        path, _ = _find_path(sides, ratio, band)
    return path


def _find_landmarks(sides: Sides) -> list[tuple[int, int]]:
    """Pairs of blocks that alone share an anchor: the longest run of them in both orders."""
    where: list[dict[str, list[int]]] = [{}, {}]
    for rows, side in zip(where, (sides.source, sides.target), strict=True):
        for row, unit in enumerate(side):
            for anchor in unit.anchors:
                rows.setdefault(anchor, []).append(row)
    shared = {
        (rows[0], where[1][anchor][0])
        for anchor, rows in where[0].items()
        if len(rows) == len(where[1].get(anchor, ())) == 1
    }
    return _longest_run(sorted(shared))


def _longest_run(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain of points that rises in both coordinates (patience sorting)."""
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for index, (_, col) in enumerate(points):
        at = bisect_left(ends, col)
        # Points of one row come one after the other: only the last could follow itself.
        if at and points[tops[at - 1]][0] == points[index][0]:
            before.append(before[tops[at - 1]])
            continue
        before.append(tops[at - 1] if at else -1)
        if at == len(ends):
            ends.append(col)
            tops.append(index)
        else:
            ends[at], tops[at] = col, index
    chain = []
    index = tops[-1] if tops else -1
    while index >= 0:
        chain.append(points[index])
        index = before[index]
    return chain[::-1]


def _is_doubtful(sides: Sides, ratio: float, path: list[_Step]) -> bool:
    """Whether a path pairs so little, or so badly, that there may be a better one elsewhere."""
    rows = [(i, j) for i, j, move in path if move == 0]
    return 2 * len(rows) < len(path) or not are_related(sides, ratio, rows)


@dataclass(frozen=True, slots=True)
class _Band:
    """The cells of the programme that are looked at: for each row, from which column to which."""

    columns: int
    spans: list[tuple[int, int]]

    @property
    def is_whole(self) -> bool:
        return all(span == (0, self.columns) for span in self.spans)

    def is_left_by(self, path: list[_Step]) -> bool:
        """Whether an alignment runs along the band's edge, so that it might go beyond."""
        for i, j, _move in path:
            low, high = self.spans[i]
            if (low > 0 and j - low < 4) or (high < self.columns and high - j < 4):
                return True
        return False


def _make_band(rows: int, cols: int, points: list[tuple[int, int]], width: int) -> _Band:
    """A band from landmark to landmark, wider where the stretch between has more on one side."""
    lows, highs = [cols] * (rows + 1), [0] * (rows + 1)
    stops = [(0, 0), *points, (rows, cols)]
    for (i, j), (end_i, end_j) in pairwise(stops):
        reach = width + abs((end_i - i) - (end_j - j))
        slope = (end_j - j) / max(end_i - i, 1)
        for row in range(i, end_i + 1):
            middle = round(j + (row - i) * slope)
            lows[row] = max(0, min(lows[row], middle - reach))
            highs[row] = min(cols, max(highs[row], middle + reach))
    lows[0], highs[-1] = 0, cols
    for row in range(rows, 0, -1):  # both edges must rise
        lows[row - 1] = min(lows[row - 1], lows[row])
    for row in range(rows):
        highs[row + 1] = max(highs[row + 1], highs[row])
    return _Band(cols, list(zip(lows, highs, strict=True)))


def _find_path(sides: Sides, ratio: float, band: _Band) -> tuple[list[_Step], float]:
    """The best way through the band, and the logarithm of its odds."""
    width = band.columns + 1
    gap, new = _LOG_PRIORS[4], _LOG_PRIORS[5]
    never = [-math.inf] * width
    above, above_two = never, never
    back: list[bytearray] = []
    for i, (low, high) in enumerate(band.spans):
        row = never.copy()
        moves = bytearray(high - low + 1)
        for j in range(low, high + 1):
            if i == j == 0:
                row[0] = 0.0
                continue
            most, move = above[j] + gap, 4
            if j and row[j - 1] + new > most:
                most, move = row[j - 1] + new, 5
            for kind, odds in _weigh_moves(sides, ratio, i, j):
                di, dj = _MOVES[kind]
                value = (above if di == 1 else above_two)[j - dj] + odds
                if value > most:
                    most, move = value, kind
            row[j], moves[j - low] = most, move
        above_two, above = above, row
        back.append(moves)
    return _trace_back(back, band), above[band.columns]


def _trace_back(back: list[bytearray], band: _Band) -> list[_Step]:
    i, j = len(band.spans) - 1, band.columns
    path = []
    while i or j:
        move = back[i][j - band.spans[i][0]]
        di, dj = _MOVES[move]
        i, j = i - di, j - dj
        path.append((i, j, move))
    return path[::-1]


def _weigh_moves(sides: Sides, ratio: float, i: int, j: int) -> list[tuple[int, float]]:
    """The pairings that end before row i and column j, each with its odds, as logarithms."""
    if not i or not j:
        return []
    one, other = sides.source[i - 1], sides.target[j - 1]
    two, other_two = sides.source_twos[i - 1], sides.target_twos[j - 1]
    odds = (
        weigh_pair(sides, ratio, one, other),
        weigh_merged(sides, ratio, two, other),
        weigh_merged(sides, ratio, one, other_two),
        weigh_merged(sides, ratio, two, other_two),
    )
    return [
        (move, _LOG_PRIORS[move] + value) for move, value in enumerate(odds) if value > -math.inf
    ]


def _guess_ratios(sides: Sides) -> list[float]:
    """How much longer the translation may be: by all of both texts, by their usual blocks."""
    totals = [sum(unit.length for unit in side) for side in (sides.source, sides.target)]
    # A few short blocks say little: begin as if there were some more of equal length.
    whole = (totals[1] + 100) / (totals[0] + 100)
    usual = whole * len(sides.source) / len(sides.target)
    near = abs(math.log(whole / usual)) < _NEAR_RATIO
    return [min(max(ratio, 0.3), 3.0) for ratio in ([whole] if near else [whole, usual])]


def _measure_ratio(sides: Sides, path: list[_Step]) -> float:
    rows = [(i, j) for i, j, move in path if move == 0]
    total = sum(sides.source[i].length for i, _ in rows) + 100
    other = sum(sides.target[j].length for _, j in rows) + 100
    return min(max(other / total, 0.3), 3.0)


# -- How sure it is --------------------------------------------------------------------------


def _make_beads(sides: Sides, ratio: float, path: list[_Step]) -> list[Bead]:
    """Give each move of the best path its share in all paths near by (forward-backward)."""
    spans = _surround(path, len(sides.source), len(sides.target))
    forward: list[dict[int, float]] = []
    incoming: list[dict[int, list[tuple[int, float]]]] = []
    for i, (low, high) in enumerate(spans):
        forward.append({})
        incoming.append({})
        for j in range(low, high + 1):
            moves = [*_weigh_moves(sides, ratio, i, j), (4, _LOG_PRIORS[4]), (5, _LOG_PRIORS[5])]
            terms = [] if i or j else [0.0]
            for move, odds in moves:
                before = _cell_before(forward, i, j, move)
                if before is not None:
                    terms.append(before + odds)
            if terms:
                forward[i][j] = _add_logs(terms)
                incoming[i][j] = moves
    backward = _go_back(forward, incoming)
    whole = forward[-1][len(sides.target)]
    beads = []
    for i, j, move in path:
        di, dj = _MOVES[move]
        odds = dict(incoming[i + di][j + dj])[move]
        share = forward[i][j] + odds + backward[i + di][j + dj] - whole
        beads.append(Bead(i, j, di, dj, math.exp(min(share, 0.0))))
    return beads


def _go_back(
    forward: list[dict[int, float]], incoming: list[dict[int, list[tuple[int, float]]]]
) -> list[dict[int, float]]:
    """For each cell the odds of all ways from it to the end."""
    last = len(forward) - 1
    terms: list[dict[int, list[float]]] = [{} for _ in forward]
    terms[last][max(forward[last])] = [0.0]
    backward: list[dict[int, float]] = [{} for _ in forward]
    for i in range(last, -1, -1):
        for j in sorted(forward[i], reverse=True):
            if j not in terms[i]:
                continue
            backward[i][j] = _add_logs(terms[i][j])
            for move, odds in incoming[i][j]:
                if _cell_before(forward, i, j, move) is not None:
                    di, dj = _MOVES[move]
                    terms[i - di].setdefault(j - dj, []).append(backward[i][j] + odds)
    return backward


def _cell_before(rows: list[dict[int, float]], i: int, j: int, move: int) -> float | None:
    di, dj = _MOVES[move]
    return rows[i - di].get(j - dj) if i >= di and j >= dj else None


def _add_logs(terms: list[float]) -> float:
    largest = max(terms)
    return largest + math.log(sum(math.exp(term - largest) for term in terms))


def _surround(path: list[_Step], rows: int, cols: int) -> list[tuple[int, int]]:
    """The cells near a path, row by row."""
    columns: list[list[int]] = [[] for _ in range(rows + 1)]
    for i, j, _ in [*path, (rows, cols, 0)]:
        columns[i].append(j)
    # A move over two rows leaves one without a cell of its own.
    seen = [(min(found), max(found)) if found else None for found in columns]
    filled = [span or seen[row - 1] or (0, 0) for row, span in enumerate(seen)]
    return [(max(0, low - _NEAR), min(cols, high + _NEAR)) for low, high in filled]
