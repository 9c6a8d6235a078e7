"""Measures what it costs to publish one more edition, beside tools that build every one again.

    python -m bench.editions --briefs 30 --growth 20,40 --long 0      # six minutes
    python -m bench.editions --briefs 10 --no-peers --growth 0        # a minute

Writes the same synthetic briefs as a git repository for each tool, changes some before each tag,
and publishes: this archive edition by edition, the peers all of them at once. Then measures
this archive's growth at other sizes and calculates fifty editions of a thousand briefs.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench import editions_report, report
from bench.editions_peers import Peer, list_peers
from bench.editions_runs import (
    ROOT,
    Result,
    Series,
    freeze_checkout,
    grow,
    list_series,
    measure_ours,
    measure_peer,
    save_result,
)
from bench.measure import BenchError, describe_machine


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark of editions. Returns 0, or 1 if something could not be measured."""
    options = _parser().parse_args(arguments)
    console, errors = Console(), Console(stderr=True)
    try:
        peers = list_peers(options.venv.resolve()) if options.peers else []
        with _workplace(options.keep, console) as folder:
            result = _measure_all(options, peers, folder, console)
    except BenchError as error:
        errors.print(f"[red]bench: {escape(str(error))}", soft_wrap=True, highlight=False)
        return 1
    except KeyboardInterrupt:
        errors.print("bench: interrupted")
        return 130
    tables = editions_report.make_tables(result)
    notes = editions_report.write_notes(result)
    console.print(f"\n{notes}\n", soft_wrap=True, highlight=False, markup=False)
    for table in tables:
        console.print(report.draw_rich(table))
    if options.markdown:
        editions_report.place_tables(options.markdown, notes, tables)
    for problem in result.problems:
        errors.print(f"[red]{escape(problem)}", soft_wrap=True, highlight=False)
    return 1 if result.problems else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.editions",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    on_off = argparse.BooleanOptionalAction
    add = parser.add_argument
    add("--briefs", type=int, default=300, help="briefs of the comparison (%(default)s)")
    add(
        *("--editions",),
        type=int,
        default=5,
        help="editions that exist before the one that is measured (%(default)s)",
    )
    add("--changes", type=int, default=5, help="briefs changed before each edition (%(default)s)")
    add("--ours", action=on_off, default=True, help="measure this archive")
    add("--peers", action=on_off, default=True, help="measure the others")
    add(
        *("--growth",),
        type=_numbers,
        default="60,180",
        metavar="BRIEFS",
        help="sizes at which growth is measured, 0 for none (%(default)s)",
    )
    add(
        *("--growth-changes",),
        type=_numbers,
        default="5,20,40",
        metavar="CHANGES",
        help="changes before each edition there (%(default)s)",
    )
    add("--long", type=int, default=50, help="editions of the longest series (%(default)s)")
    add("--json", type=Path, metavar="FILE", help="save every figure")
    add(
        *("--markdown",),
        type=Path,
        metavar="FILE",
        help="save the tables between the marks of the file",
    )
    add("--keep", type=Path, metavar="FOLDER", help="make the sites there, and leave them")
    add("--venv", type=Path, default=ROOT / ".venv-bench", help="where the peers are installed")
    return parser


def _numbers(text: str) -> tuple[int, ...]:
    try:
        numbers = tuple(sorted({int(part) for part in text.split(",")} - {0}))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: write numbers, as 60,180") from None
    if numbers and numbers[0] < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: write numbers above 0")
    return numbers


def _measure_all(
    options: argparse.Namespace, peers: Sequence[Peer], folder: Path, console: Console
) -> Result:
    """Measure the peers, then this archive, then its growth; each failure is noted."""
    size: tuple[int, int, int] = (options.briefs, options.editions, options.changes)
    growth: tuple[Series, ...] = ()
    if options.ours:
        growth = tuple(
            list_series(options.growth, options.growth_changes, options.editions + 1, options.long)
        )
    total = len(peers) + sum(series.editions for series in growth)
    total += options.editions + 3 if options.ours else 0
    machine = f"{describe_machine()}; {_describe_git()}"
    result = Result(machine, *size)
    problems: list[str] = []
    with _progress(console) as progress:
        task = progress.add_task("", total=total, completed=-1)

        def say(text: str) -> None:
            progress.update(task, description=text, advance=1)

        @contextmanager
        def place(name: str) -> Iterator[Path]:
            """A folder for one measurement, removed after it; a failure becomes a problem."""
            try:
                yield folder / name
            except BenchError as error:
                problems.append(f"{name}: {error}")
                console.print(f"[red]{name}: failed", highlight=False)
            finally:
                if not options.keep:
                    shutil.rmtree(folder / name, ignore_errors=True)

        def keep(**parts: Any) -> None:
            nonlocal result
            result = replace(result, **parts, problems=tuple(problems))
            if options.json:
                save_result(options.json, result)

        for number, peer in enumerate(peers):
            with place(f"warm-{number}") as spot:
                measure_peer(peer, spot, 2, 0, 0, lambda _: None)
            with place(f"peer-{number}") as spot:
                keep(theirs=(*result.theirs, measure_peer(peer, spot, *size, say)))
        root = freeze_checkout(folder / "checkout")
        if options.ours:
            with place("warm") as spot:
                list(grow(spot, root, Series(2, 1, 2), lambda _: None))
            with place("ours") as spot:
                keep(ours=measure_ours(spot, root, *size, say))
        for number, series in enumerate(growth):
            with place(f"growth-{number}") as spot:
                for step in grow(spot, root, series, say):
                    keep(growth=(*result.growth, step))
        keep()
    return result


def _describe_git() -> str:
    done = subprocess.run(["git", "--version"], capture_output=True, text=True, check=False)
    return done.stdout.strip().replace("version ", "")


@contextmanager
def _workplace(keep: Path | None, console: Console) -> Iterator[Path]:
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        if any(keep.iterdir()):
            raise BenchError(f"{keep} is not empty; name a new folder for the sites")
        yield keep
        console.print(f"The sites stay in {keep}", highlight=False)
        return
    folder = Path(tempfile.mkdtemp(prefix="bench-editions-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )


if __name__ == "__main__":
    sys.exit(main())
