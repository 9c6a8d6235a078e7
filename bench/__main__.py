"""The benchmark's command line: `python -m bench`."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench import corpus, editions, ours, peers, report
from bench.measure import BenchError, describe_machine, run_commands
from bench.rows import STEPS, Row, measure_site, save_rows
from bench.site import Site

ROOT = Path(__file__).resolve().parent.parent
WARM_UP_BRIEFS = 2
LONG_NAVIGATION_LIMIT = 1000
"""Beyond this, MkDocs with every page in its navigation writes gigabytes."""

EXAMPLE = """\
example:
  python -m bench --sizes 100,1000 --json build/bench.json
      measures this archive and its peers with 100 and 1,000 briefs in two languages

The peers are installed apart, in .venv-bench; `make bench` does that first."""


class Writer(Protocol):
    """Writes a project of the given briefs into an empty folder."""

    def __call__(
        self, folder: Path, briefs: Sequence[corpus.Brief], sample: corpus.Brief
    ) -> Site: ...


@dataclass(frozen=True)
class Contender:
    """A generator and the sizes that it is measured with."""

    name: str
    write: Writer
    sizes: tuple[int, ...]

    def make_site(self, folder: Path, size: int, sample_number: int) -> Site:
        """Write its project of that many briefs. The sample is brief `sample_number`."""
        folder.mkdir()
        briefs = list(corpus.generate_briefs(size))
        return self.write(folder, briefs, briefs[sample_number - 1])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark. Returns 0, or 1 if something could not be measured."""
    options = _parser().parse_args(arguments)
    console, errors = Console(), Console(stderr=True)
    try:
        contenders = _contenders(options)
        machine = f"{describe_machine()}; {_describe_tools(options)}"
        rows: list[Row] = []
        with _workplace(keep=options.keep, console=console) as folder:
            runner = Runner(folder, options.keep, console)
            for row in runner.measure(contenders):
                rows.append(row)
                if options.json:
                    save_rows(options.json, rows, machine)
    except BenchError as error:
        errors.print(f"[red]bench: {escape(str(error))}", soft_wrap=True, highlight=False)
        return 1
    except KeyboardInterrupt:
        errors.print("bench: interrupted")
        return 130
    if rows:
        _show(console, rows, machine)
    if rows and options.markdown:
        _write_markdown(options.markdown, rows, machine)
    for problem in runner.problems:
        errors.print(f"[red]{escape(problem)}", soft_wrap=True, highlight=False)
    failed = options.editions and editions.main(_options_for_editions(options))
    return 1 if runner.problems or failed else 0


def _options_for_editions(options: argparse.Namespace) -> list[str]:
    """The same options for the benchmark of editions; its figures have a file of their own."""
    chosen = ["--venv", str(options.venv)]
    chosen += [f"--no-{name}" for name in ("ours", "peers") if not getattr(options, name)]
    if options.json:
        chosen += ["--json", str(options.json.with_stem(f"{options.json.stem}-editions"))]
    if options.markdown:
        chosen += ["--markdown", str(options.markdown)]
    return chosen


def _show(console: Console, rows: Sequence[Row], machine: str) -> None:
    console.print(f"\nMeasured on: {machine}.\n{report.NOTES}\n", soft_wrap=True, highlight=False)
    for table in (*report.make_tables(rows), report.target_table(report.check_targets(rows))):
        console.print(report.draw_rich(table))


def _write_markdown(path: Path, rows: Sequence[Row], machine: str) -> None:
    page = path.read_text("utf-8") if path.exists() else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    figures = report.format_markdown(rows, machine)
    path.write_text(report.place_figures(page, figures), "utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Build synthetic bilingual archives and measure what they cost.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    on_off = argparse.BooleanOptionalAction
    parser.add_argument(
        "--sizes", type=_sizes, default="100,1000,3000", help="numbers of briefs (%(default)s)"
    )
    parser.add_argument(
        "--stock-sizes",
        type=_sizes,
        default="100,300",
        help="the same for stock Sphinx, whose cost is quadratic (%(default)s)",
    )
    parser.add_argument("--ours", action=on_off, default=True, help="measure this archive")
    parser.add_argument("--peers", action=on_off, default=True, help="measure the others")
    parser.add_argument(
        "--editions", action=on_off, default=True, help="measure editions too, in their own way"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="save every figure")
    parser.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="save the tables, between the marks of the file if it has them",
    )
    parser.add_argument("--keep", action="store_true", help="keep the built sites")
    parser.add_argument(
        "--venv",
        type=Path,
        default=ROOT / ".venv-bench",
        help="where the peers are installed (.venv-bench)",
    )
    return parser


def _sizes(text: str) -> tuple[int, ...]:
    try:
        sizes = tuple(sorted({int(part) for part in text.split(",")}))
    except ValueError:
        sizes = ()
    if not sizes or sizes[0] < 1 or sizes[-1] > 99_999:
        raise argparse.ArgumentTypeError(f"{text!r}: write numbers from 1 to 99999, as 100,1000")
    return sizes


def _contenders(options: argparse.Namespace) -> list[Contender]:
    sizes: tuple[int, ...] = options.sizes
    chosen: list[Contender] = []
    if options.ours:
        chosen.append(Contender(ours.OURS, partial(ours.write_ours, root=ROOT), sizes))
    if options.peers:
        venv: Path = options.venv.resolve()
        if not (venv / "bin/hugo").exists() or not (venv / "bin/mkdocs").exists():
            raise BenchError(f"no peers in {venv}; run `make bench`, or leave them out: --no-peers")
        limited = tuple(size for size in sizes if size <= LONG_NAVIGATION_LIMIT)
        short = partial(peers.write_mkdocs, venv=venv, short_nav=True)
        chosen += [
            Contender(peers.HUGO, partial(peers.write_hugo, venv=venv), sizes),
            Contender(peers.MKDOCS_SHORT, short, sizes),
            Contender(peers.MKDOCS, partial(peers.write_mkdocs, venv=venv), limited),
            Contender(peers.STOCK, peers.write_stock, options.stock_sizes),
        ]
    if not chosen:
        raise BenchError("nothing to measure: --no-ours and --no-peers leave nothing")
    return chosen


def _describe_tools(options: argparse.Namespace) -> str:
    """The versions of what is measured, read from the environments that they run in."""
    asked = [(sys.executable, ["sphinx", "myst-parser", "furo"])]
    if options.peers:
        names = ["hugo", "mkdocs-material", "mkdocs-static-i18n"]
        asked.append((str(options.venv / "bin/python"), names))
    program = "import sys, importlib.metadata as m\nfor n in sys.argv[1:]: print(n, m.version(n))"
    versions: list[str] = []
    for python, names in asked:
        done = subprocess.run(
            [python, "-c", program, *names], capture_output=True, text=True, check=False
        )
        versions += done.stdout.splitlines()
    return ", ".join(versions)


@contextmanager
def _workplace(*, keep: bool, console: Console) -> Iterator[Path]:
    """A temporary folder, removed at the end unless the sites are to be kept."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        yield folder
    finally:
        if keep:
            console.print(f"The sites stay in {folder}", highlight=False)
        else:
            shutil.rmtree(folder, ignore_errors=True)


class Runner:
    """Measures contenders one after the other and shows how far it is."""

    def __init__(self, folder: Path, keep: bool, console: Console) -> None:
        self.problems: list[str] = []
        """What could not be measured, and why."""

        self._folder = folder
        self._keep = keep
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("")

    def measure(self, contenders: Sequence[Contender]) -> Iterator[Row]:
        """A row for each contender and size; a failure is noted and the next one begins."""
        sizes = [size for contender in contenders for size in contender.sizes]
        self._progress.update(self._task, total=len(sizes) * len(STEPS))
        sample_number = max(1, min(sizes) // 2)
        with self._progress:
            for index, contender in enumerate(contenders):
                try:
                    self._warm_up(contender, self._folder / f"{index}-warm")
                except BenchError as error:
                    self._fail(contender.name, error, len(contender.sizes) * len(STEPS))
                    continue
                for size in contender.sizes:
                    place = self._folder / f"{index}-{size}"
                    row = self._measure_one(contender, place, size, sample_number)
                    if row:
                        yield row

    def _measure_one(
        self, contender: Contender, place: Path, size: int, sample_number: int
    ) -> Row | None:
        label = f"{contender.name}, {size:,} briefs"
        done = 0

        def begin(step: str) -> None:
            nonlocal done
            self._progress.update(self._task, advance=1 if done else 0)
            self._say(f"{label}: {step}")
            done += 1

        self._say(f"{label}: writing them")
        try:
            row = measure_site(contender.make_site(place, size, sample_number), begin)
        except BenchError as error:
            self._fail(label, error, len(STEPS) - max(0, done - 1))
            return None
        finally:
            if not self._keep:
                shutil.rmtree(place, ignore_errors=True)
        self._progress.advance(self._task)
        self._console.print(
            f"{label}: {row.full.cpu:.1f} CPU s, {row.full.wall:.1f} s, "
            f"{row.full.memory / 1e6:.0f} MB",
            highlight=False,
        )
        return row

    def _warm_up(self, contender: Contender, place: Path) -> None:
        """Build two briefs, so that no measured build compiles Python for the first time."""
        self._say(f"{contender.name}: warming up")
        site = contender.make_site(place, WARM_UP_BRIEFS, 1)
        run_commands(site.commands, site.folder, site.env)
        shutil.rmtree(place, ignore_errors=True)

    def _say(self, text: str) -> None:
        self._progress.update(self._task, description=text)

    def _fail(self, label: str, error: BenchError, steps: int) -> None:
        self.problems.append(f"{label}: {error}")
        self._console.print(f"[red]{escape(label)}: failed", highlight=False)
        self._progress.update(self._task, advance=steps)


if __name__ == "__main__":
    sys.exit(main())
