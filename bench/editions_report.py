"""Turns what editions cost into tables: publishing, disk, growth, fifty editions, targets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.disk import Disk
from bench.editions_runs import Ours, Result
from bench.growth import TERMS, Fit, Prediction, Step, describe_step, fit_steps, measure_bend
from bench.measure import Usage
from bench.ours import OURS
from bench.report import Table, Target, draw_markdown, place_figures

BEGIN, END = "<!-- figures of editions -->", "<!-- end of figures of editions -->"
"""The marks between which a page holds the figures of the last run."""

MANY_EDITIONS, MANY_BRIEFS = 50, 1000
"""What the growth is extrapolated to."""

DISK_TERMS = 3
"""Disk is fitted without the editions before: nothing is written for them. (In a small archive the
same briefs change over and over, and an edition takes a little less in the end.)"""

SHARE, DISK, BEND = 0.05, 1.5, 0.1
"""Targets: of a peer's cost, of one edition's disk, off a straight line."""

NOTES = """\
CPU is user and system time of all processes, both languages together. Disk is allocated blocks,
a file with several names (hard links) counted once; apparent size counts every name; 1 MB is
1,000,000 bytes. What is kept for the next run is not counted: {kept} of this archive's
build folder, Sphinx's doctrees of the others."""


def write_notes(result: Result) -> str:
    """What the figures were measured with."""
    kept = _megabytes(result.ours.kept) + " MB" if result.ours else "a part"
    tools = "\n".join(f"- {one.name}: {one.tools}" for one in result.theirs)
    measured = f"Measured on: {result.machine}. {NOTES.format(kept=kept)}"
    return f"{measured}\n\n{tools}" if tools else measured


def make_tables(result: Result) -> list[Table]:
    """Every table that the run has figures for."""
    tables = []
    if result.ours or result.theirs:
        tables += [_publishing_table(result), _disk_table(result)]
    fits = fit_growth(result)
    if fits:
        tables += [_straight_table(result), _fit_table(*fits), _many_table(result, *fits)]
    targets = check_targets(result)
    cells = [(target.words, target.measured, target.verdict) for target in targets]
    return [*tables, Table("Targets for editions", ["", "measured", ""], cells)]


def place_tables(path: Path, notes: str, tables: Sequence[Table]) -> None:
    """Write notes and tables between the marks of a file, or into a new one."""
    page = path.read_text("utf-8") if path.exists() else ""
    figures = "\n".join([f"{notes}\n", *map(draw_markdown, tables)])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(place_figures(page, figures, BEGIN, END), "utf-8")


# -- What publishing costs, what it takes --------------------------------------------------


def _publishing_table(result: Result) -> Table:
    """Each way to publish, and what the last edition of ours costs beside it."""
    last = result.ours.last if result.ours else None
    number = result.editions + 1
    rows: list[tuple[str, Usage, bool]] = []
    if result.ours:
        changed = f"edition {number}, {result.changes} briefs changed"
        rows += [
            (f"{OURS}: {changed}", result.ours.last, False),
            (f"{OURS}: the next, {result.changes} briefs new", result.ours.added, False),
            (f"{OURS}: nothing new", result.ours.unchanged, False),
            (f"{OURS}: editions 1 to {number}, one after the other", _all_of(result.ours), False),
        ]
    for one in result.theirs:
        rows.append((f"{one.name}: all {number}", one.all, True))
    title = f"Publishing edition {number}: {result.briefs} briefs, 2 languages"
    columns = ["", "CPU s", "wall s", "memory MB"]
    columns += [f"{OURS}'s CPU", f"{OURS}'s wall", "CPU of one version"]
    cells = []
    for name, usage, is_peer in rows:
        shares = ["", "", ""]
        if is_peer and last:
            shares = [
                f"{last.cpu / usage.cpu:.1%}",
                f"{last.wall / usage.wall:.1%}",
                f"{last.cpu / (usage.cpu / number):.1%}",
            ]
        memory = f"{usage.memory / 1e6:,.0f}" if usage.memory else ""
        cells.append([name, _number(usage.cpu), _number(usage.wall), memory, *shares])
    return Table(title, columns, cells)


def _all_of(ours: Ours) -> Usage:
    return Usage(sum(step.cpu for step in ours.steps), sum(step.wall for step in ours.steps), 0)


def _disk_table(result: Result) -> Table:
    held: list[tuple[str, Disk, Disk]] = []
    if result.ours:
        held.append((OURS, result.ours.one, result.ours.several))
    held += [(one.name, one.one, one.several) for one in result.theirs]
    cells = [
        [
            name,
            _megabytes(one.allocated),
            _megabytes(several.allocated),
            f"{several.allocated / one.allocated:.2f}",
            _megabytes(several.distinct),
            _megabytes(several.apparent),
            f"{several.files:,}",
        ]
        for name, one, several in held
    ]
    count = result.editions
    columns = ["", "1 edition", f"{count} editions", f"{count} : 1"]
    columns += [f"{count}, equal files once", f"{count}, apparent", f"files in {count}"]
    return Table(f"Disk, MB: {result.briefs} briefs, 2 languages", columns, cells)


# -- Growth --------------------------------------------------------------------------------


def later_steps(result: Result, *, held_out: bool = False) -> list[Step]:
    """Every measured edition but the first of each archive.

    Without those of the comparison if they are held out, to be predicted from the others.
    """
    compared = result.ours.steps if result.ours and not held_out else ()
    return [step for step in (*result.growth, *compared) if step.edition > 1]


def fit_growth(result: Result) -> tuple[Fit, Fit] | None:
    """CPU seconds and bytes of disk by what they depend on; None if too little was measured."""
    steps = later_steps(result)
    try:
        return fit_steps(steps, _cpu), fit_steps(steps, _bytes, DISK_TERMS)
    except (ZeroDivisionError, IndexError, ValueError):
        return None


def _cpu(step: Step) -> float:
    return step.cpu


def _bytes(step: Step) -> float:
    return float(step.disk)


def _straight_table(result: Result) -> Table:
    """The means by number of changes and by edition, with how far they are off a line."""
    cells = []
    for size in sorted({step.briefs for step in result.growth}):
        steps = [step for step in result.growth if step.briefs == size and step.edition > 1]
        for what in ("changes", "edition"):
            chosen = _comparable(steps, what)
            groups = _group_by_changes(chosen) if what == "changes" else _group_in_spans(chosen)
            for name, value, scale in (("CPU s", _cpu, 1.0), ("disk KB", _bytes, 1e3)):
                means = {
                    label: (key, sum(map(value, group)) / len(group) / scale)
                    for label, (key, group) in groups.items()
                }
                _, bend = measure_bend(means.values())
                shown = ", ".join(f"{label}: {_number(mean)}" for label, (_, mean) in means.items())
                cells.append([f"{size} briefs, by {what}: {name}", shown, f"{bend:.1%}"])
    return Table("Growth: means of what was measured", ["", "mean", "off the line"], cells)


Groups = dict[str, tuple[float, list[Step]]]
"""Steps by a label, with the number that stands for them on the line."""


def _group_by_changes(steps: Sequence[Step]) -> Groups:
    numbers = sorted({step.changes for step in steps})
    return {str(n): (n, [step for step in steps if step.changes == n]) for n in numbers}


def _group_in_spans(steps: Sequence[Step]) -> Groups:
    """Neighbouring editions together, at most five groups, as a single one varies by chance."""
    ordered = sorted(steps, key=lambda step: step.edition)
    size = -(-len(ordered) // 5)
    groups: Groups = {}
    for start in range(0, len(ordered), size):
        group = ordered[start : start + size]
        first, last = group[0].edition, group[-1].edition
        label = str(first) if first == last else f"{first}–{last}"
        groups[label] = ((first + last) / 2, group)
    return groups


def _comparable(steps: Sequence[Step], what: str) -> list[Step]:
    """Steps that differ in one thing only: the same editions for every number of changes, or
    the series with most editions for growth by edition."""
    if what == "changes":
        shared = set.intersection(
            *({s.edition for s in steps if s.changes == n} for n in {s.changes for s in steps})
        )
        return [step for step in steps if step.edition in shared]
    longest = max(steps, key=lambda step: step.edition).changes
    return [step for step in steps if step.changes == longest]


def _fit_table(cpu: Fit, disk: Fit) -> Table:
    cells = [
        [term, _coefficient(cpu, index, 1e-3), _coefficient(disk, index, 1e3)]
        for index, term in enumerate(TERMS)
    ]
    cells.append(["explained (R²)", f"{cpu.r_squared:.4f}", f"{disk.r_squared:.4f}"])
    cells.append(["farthest from the fit", f"{cpu.worst:.1%}", f"{disk.worst:.1%}"])
    title = "Growth: what one costs when an edition is published"
    return Table(title, ["", "CPU ms", "disk KB"], cells)


def _coefficient(fit: Fit, index: int, scale: float) -> str:
    if index >= len(fit.coefficients):
        return ""
    return f"{fit.coefficients[index] / scale:,.2f} ± {2 * fit.errors[index] / scale:,.2f}"


def _many_table(result: Result, cpu: Fit, disk: Fit) -> Table:
    """Fifty editions of a thousand briefs, and how well the smaller ones predict the larger."""
    cells: list[list[str]] = []
    held = _predict_last(result)
    if held and result.ours:
        last = result.ours.steps[-1]
        what = f"check: edition {last.edition} of {last.briefs} briefs from the smaller ones"
        cells.append([f"{what}, CPU s", _doubt(held[0]), _number(last.cpu)])
        cells.append([f"{what}, disk KB", _doubt(held[1], 1e3), _number(last.disk / 1e3)])
    changes = result.changes
    one = [describe_step(MANY_BRIEFS, changes, MANY_EDITIONS)]
    rest = [describe_step(MANY_BRIEFS, changes, n) for n in range(2, MANY_EDITIONS + 1)]
    what = f"{MANY_BRIEFS:,} briefs, {changes} changed each time"
    cells.append([f"edition {MANY_EDITIONS}, {what}: CPU s", _doubt(cpu.predict(one)), ""])
    cells.append([f"editions 2 to {MANY_EDITIONS}: CPU s", _doubt(cpu.predict(rest)), ""])
    cells.append([f"edition {MANY_EDITIONS}: disk KB", _doubt(disk.predict(one), 1e3), ""])
    cells.append([f"editions 2 to {MANY_EDITIONS}: disk MB", _doubt(disk.predict(rest), 1e6), ""])
    first = _first_disk(result)
    if first:
        cells.append(["edition 1: disk MB", _megabytes(round(first)), ""])
        ratio = 1 + disk.predict(rest).value / first
        cells.append([f"disk of all {MANY_EDITIONS} : disk of edition 1", f"{ratio:.2f}", ""])
    beside = [describe_step(result.briefs, changes, MANY_EDITIONS)]
    what = f"edition {MANY_EDITIONS}, {result.briefs} briefs: CPU s"
    cells.append([f"{OURS}: {what}", _doubt(cpu.predict(beside)), ""])
    for peer in result.theirs:
        each = peer.all.cpu / (result.editions + 1)
        cells.append([f"{peer.name}: {what}, all built again", _number(each * MANY_EDITIONS), ""])
    return Table("Extrapolated", ["", "calculated", "measured"], cells)


def _predict_last(result: Result) -> tuple[Prediction, Prediction] | None:
    """The last edition of the comparison from the growth of the other archives alone."""
    steps = later_steps(result, held_out=True)
    if not result.ours:
        return None
    last = [result.ours.steps[-1].terms]
    try:
        cpu, disk = fit_steps(steps, _cpu), fit_steps(steps, _bytes, DISK_TERMS)
        return cpu.predict(last), disk.predict(last)
    except (ZeroDivisionError, IndexError, ValueError):
        return None


def _first_disk(result: Result) -> float:
    """What the first edition of a thousand briefs takes: on a line through the smallest and the
    largest that were measured, 0 if there is only one."""
    steps = [*(result.ours.steps if result.ours else ()), *result.growth]
    firsts = [step for step in steps if step.edition == 1]
    largest = max(firsts, key=lambda step: step.briefs, default=None)
    smallest = min(firsts, key=lambda step: step.briefs, default=None)
    if not largest or not smallest or largest.briefs == smallest.briefs:
        return 0.0
    slope = (largest.disk - smallest.disk) / (largest.briefs - smallest.briefs)
    return largest.disk + slope * (MANY_BRIEFS - largest.briefs)


# -- Targets -------------------------------------------------------------------------------


def check_targets(result: Result) -> list[Target]:
    """Every target with what was measured."""
    targets = []
    number = result.editions + 1
    for peer in result.theirs:
        words = f"edition {number} costs at most {SHARE:.0%} of {peer.name} for all, CPU"
        if result.ours:
            share = result.ours.last.cpu / peer.all.cpu
            targets.append(Target(words, f"{share:.1%}", share <= SHARE))
        else:
            targets.append(Target(words, "", None))
    words = f"{result.editions} editions take at most {DISK:g} times the disk of one"
    if result.ours:
        ratio = result.ours.several.allocated / result.ours.one.allocated
        targets.append(Target(words, f"{ratio:.2f}", ratio <= DISK))
    else:
        targets.append(Target(words, "", None))
    return [*targets, _is_linear(result)]


def _is_linear(result: Result) -> Target:
    words = f"the cost of changes lies within {BEND:.0%} of a straight line (CPU, disk)"
    if not fit_growth(result) or not result.growth:
        return Target(words, "", None)
    bends = []
    for value in (_cpu, _bytes):
        worst = 0.0
        for size in {step.briefs for step in result.growth}:
            steps = [step for step in result.growth if step.briefs == size and step.edition > 1]
            points = ((step.changes, value(step)) for step in _comparable(steps, "changes"))
            worst = max(worst, measure_bend(points)[1])
        bends.append(worst)
    return Target(words, ", ".join(f"{bend:.1%}" for bend in bends), max(bends) <= BEND)


# -- Figures as text -----------------------------------------------------------------------


def _number(value: float) -> str:
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _megabytes(value: int) -> str:
    return f"{value / 1e6:,.1f}"


def _doubt(found: Prediction, scale: float = 1.0) -> str:
    return f"{_number(found.value / scale)} ± {_number(found.margin / scale)}"
