"""Fits what an edition costs to what it depends on, and says how far the fit can be trusted.

Ordinary least squares on up to four terms: a constant, the briefs that changed, the briefs that
there are, and the briefs times the editions before (whose records are read again).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

TERMS = ("each edition", "a changed brief", "a brief", "a brief and an edition before")

Vector = Sequence[float]


@dataclass(frozen=True)
class Step:
    """One edition, published after those before it."""

    briefs: int
    changes: int
    edition: int
    """Its number, from 1."""

    cpu: float
    wall: float
    disk: int
    """Bytes that the published site grew by, hard links counted once."""

    @property
    def terms(self) -> tuple[float, ...]:
        """What its cost may depend on, in the order of TERMS."""
        return describe_step(self.briefs, self.changes, self.edition)


@dataclass(frozen=True)
class Prediction:
    """A value that was calculated, and how far it may be off (two standard errors)."""

    value: float
    margin: float


@dataclass(frozen=True)
class Fit:
    """A cost as a sum of terms."""

    coefficients: tuple[float, ...]
    """What one of each term costs."""

    errors: tuple[float, ...]
    """The standard error of each."""

    r_squared: float
    """The share of the differences between the steps that the terms explain, 1 for all."""

    worst: float
    """The largest difference between a step and the fit, as a share of the step."""

    _covariance: tuple[tuple[float, ...], ...]

    def predict(self, steps: Iterable[Vector]) -> Prediction:
        """The sum over steps, each given by all its terms, with the doubt in the coefficients."""
        count = len(self.coefficients)
        total = [sum(values) for values in zip(*(step[:count] for step in steps), strict=True)]
        value = sum(a * b for a, b in zip(self.coefficients, total, strict=True))
        variance = sum(
            total[i] * self._covariance[i][j] * total[j]
            for i in range(len(total))
            for j in range(len(total))
        )
        return Prediction(value, 2 * math.sqrt(max(variance, 0)))


def describe_step(briefs: int, changes: int, edition: int) -> tuple[float, ...]:
    """The terms of an edition, in the order of TERMS."""
    return (1.0, float(changes), float(briefs), float(briefs * (edition - 1)))


def fit_steps(
    steps: Sequence[Step], value: Callable[[Step], float], terms: int = len(TERMS)
) -> Fit:
    """Fit a value of editions that were published after others to the first of the terms."""
    return fit_rows([step.terms[:terms] for step in steps], [value(step) for step in steps])


def fit_rows(rows: Sequence[Vector], values: Vector) -> Fit:
    """Fit values to terms; there must be more rows than terms, and each term must vary."""
    columns = list(zip(*rows, strict=True))
    inverse = invert([[_dot(first, second) for second in columns] for first in columns])
    moments = [_dot(column, values) for column in columns]
    coefficients = tuple(_dot(row, moments) for row in inverse)
    left = [found - _dot(row, coefficients) for row, found in zip(rows, values, strict=True)]
    mean = sum(values) / len(values)
    spread = sum((found - mean) ** 2 for found in values)
    variance = _dot(left, left) / (len(rows) - len(coefficients))
    covariance = tuple(tuple(variance * cell for cell in row) for row in inverse)
    return Fit(
        coefficients,
        tuple(math.sqrt(max(covariance[i][i], 0)) for i in range(len(coefficients))),
        1 - _dot(left, left) / spread if spread else 1.0,
        max(abs(rest / found) if found else 0.0 for rest, found in zip(left, values, strict=True)),
        covariance,
    )


def measure_bend(points: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """How far values between two ends lie off the line through the ends.

    Takes points (how many, what it costs), of which several may have the same number. Returns
    the slope of the line and the largest distance from it, as a share of the value there.
    """
    groups: dict[float, list[float]] = {}
    for key, found in points:
        groups.setdefault(key, []).append(found)
    means = sorted((key, sum(found) / len(found)) for key, found in groups.items())
    (first, low), (last, high) = means[0], means[-1]
    if first == last:
        return 0.0, 0.0
    slope = (high - low) / (last - first)
    return slope, max(abs(found / (low + slope * (key - first)) - 1) for key, found in means)


def invert(matrix: Sequence[Vector]) -> list[list[float]]:
    """The inverse of a small matrix (Gauss-Jordan, largest pivot first, columns scaled).

    ZeroDivisionError if it has none.
    """
    size = len(matrix)
    scale = [math.sqrt(matrix[i][i]) or 1.0 for i in range(size)]
    work = [
        [matrix[i][j] / scale[i] / scale[j] for j in range(size)]
        + [float(i == j) for j in range(size)]
        for i in range(size)
    ]
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(work[row][column]))
        if abs(work[pivot][column]) < 1e-12:
            raise ZeroDivisionError("the terms do not vary by themselves")
        work[column], work[pivot] = work[pivot], work[column]
        head = work[column][column]
        work[column] = [cell / head for cell in work[column]]
        for row in range(size):
            if row != column:
                factor = work[row][column]
                pairs = zip(work[row], work[column], strict=True)
                work[row] = [cell - factor * other for cell, other in pairs]
    return [[work[i][size + j] / scale[i] / scale[j] for j in range(size)] for i in range(size)]


def _dot(first: Vector, second: Vector) -> float:
    return sum(a * b for a, b in zip(first, second, strict=True))
