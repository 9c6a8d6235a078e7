"""Compares `warraq lint` with the field's checkers, on catalogs that somebody else wrote.

    python -m bench.linting FOLDER…        (each holds .po files; `make bench` sets up the peers)

For every rule of a peer: in how many entries it finds something, and in how many of these we
find something too. `--missed FILE` writes the entries in which only the peer does, to be judged
by a person: many of them are right as they are.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib
from rich.console import Console
from rich.table import Table

from warraq.translation.lint.catalog import Context
from warraq.translation.lint.engine import lint_catalog
from warraq.translation.reading import CatalogError, read_catalog

ROOT = Path(__file__).resolve().parent.parent
STATES = frozenset({"untranslated", "isfuzzy", "hassuggestion", "isreview"})
"""What pofilter calls findings and is the state of an entry."""


@dataclass(frozen=True)
class Found:
    """One finding of a checker; `msgid` is None for what is about the whole file."""

    tool: str
    rule: str
    path: Path
    msgid: str | None
    said: str


def read_finished(path: Path) -> polib.POFile | None:
    """The catalog, or None for one that no tool can read whole."""
    try:
        return read_catalog(path)
    except CatalogError:
        return None


def language_of(path: Path) -> str:
    """The language that a catalog's header names, or that of its folder."""
    found = re.search(r'^"Language: ([A-Za-z_@]+)', path.read_text("utf-8", "replace"), re.M)
    return found[1] if found else path.stem


def run_ours(paths: Sequence[Path]) -> Iterator[Found]:
    """What `warraq lint` finds; messages with line are tied to their entries."""
    for path in paths:
        for item in lint_catalog(path, Context(language_of(path))):
            yield Found("warraq", item.rule.code, path, item.msgid or None, item.message)


def run_msgfmt(paths: Sequence[Path]) -> Iterator[Found]:
    """What `msgfmt --check` says, line by line."""
    for path in paths:
        command = ["msgfmt", "--check", "-o", "/dev/null", str(path)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        for line in ran.stderr.splitlines():
            found = re.match(rf"{re.escape(str(path))}:(?:(\d+):)?(?:\d+:)? *(.*)", line)
            if found and "header field" not in line and "first definition" not in line:
                yield Found("msgfmt", "check", path, _entry_at(path, found[1]), found[2])


def run_pofilter(folders: Sequence[Path]) -> Iterator[Found]:
    """What translate-toolkit's pofilter marks, but for the states of entries."""
    for folder in folders:
        with tempfile.TemporaryDirectory() as made:
            command = [str(Path(sys.executable).parent / "pofilter"), "--progress=none"]
            subprocess.run([*command, str(folder), made], capture_output=True, check=False)
            for marked in sorted(Path(made).rglob("*.po")):
                origin = folder / marked.relative_to(made)
                catalog = read_finished(marked)
                for entry in catalog or ():
                    for rule, said in re.findall(r"\(pofilter\) (\w+): ?(.*)", entry.tcomment):
                        if rule not in STATES and not entry.fuzzy and not entry.obsolete:
                            yield Found("pofilter", rule, origin, entry.msgid, said)


def run_dennis(paths: Sequence[Path]) -> Iterator[Found]:
    """What dennis lints."""
    program = ROOT / ".venv-bench" / "bin" / "dennis-cmd"
    if not program.exists():
        sys.exit("dennis is not installed; run `make bench` once")
    command = [str(program), "lint", "--reporter", "line", *map(str, paths)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    for line in ran.stdout.splitlines():
        if found := re.match(r"(.+\.po): (\d+): \d+: (\w+): (.*)", line):
            path = Path(found[1])
            yield Found("dennis", found[3], path, _entry_at(path, found[2]), found[4])
        elif found := re.search(r"Syntax error in po file (.+) \(line \d+\): (.*?)'?\)?$", line):
            yield Found("dennis", "syntax", Path(found[1]), None, found[2])


_LINES: dict[Path, list[tuple[int, str]]] = {}


def _entry_at(path: Path, line: str | None) -> str | None:
    """The msgid of the entry that a line belongs to."""
    if path not in _LINES:
        catalog = read_finished(path)
        _LINES[path] = sorted((entry.linenum, entry.msgid) for entry in catalog or ())
    before = [msgid for start, msgid in _LINES[path] if line and start <= int(line) + 1]
    return before[-1] if before else None


def compare(folders: Sequence[Path], console: Console) -> list[Found]:
    """Print a table of every rule of the peers; returns what only they find."""
    paths = sorted(path.resolve() for folder in folders for path in folder.rglob("*.po"))
    broken = {path for path in paths if read_finished(path) is None}
    start = time.perf_counter()
    ours = list(run_ours(paths))
    seconds = time.perf_counter() - start
    entries = {(item.path, item.msgid) for item in ours}
    files = {item.path for item in ours}
    _print_ours(ours, len(paths), len(broken), seconds, console)
    table = Table("checker", "rule", "entries", "found here too", "only there", show_edge=False)
    alone: list[Found] = []
    resolved = [folder.resolve() for folder in folders]
    theirs = [*run_msgfmt(paths), *run_pofilter(resolved), *run_dennis(paths)]
    grouped: defaultdict[tuple[str, str], dict[tuple[Path, str | None], Found]] = defaultdict(dict)
    for item in theirs:
        grouped[item.tool, item.rule].setdefault((item.path, item.msgid), item)
    for (tool, rule), found in sorted(grouped.items(), key=lambda row: (row[0][0], -len(row[1]))):
        both = [key for key in found if key in entries or (key[1] is None and key[0] in files)]
        lone = [item for key, item in found.items() if key not in both]
        alone += lone
        table.add_row(tool, rule, str(len(found)), str(len(both)), str(len(lone)))
    console.print(table)
    return alone


def _print_ours(
    ours: Iterable[Found], files: int, broken: int, seconds: float, console: Console
) -> None:
    codes = Counter(item.rule for item in ours)
    said = ", ".join(f"{code} {number}" for code, number in sorted(codes.items()))
    console.print(f"{files} catalogs, {broken} of them not readable; {seconds:.1f} s")
    console.print(f"warraq lint: {sum(codes.values())} findings: {said}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the comparison."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.linting",
        description="Compare `warraq lint` with msgfmt, pofilter and dennis.",
        epilog="example: python -m bench.linting locale/ar --missed build/missed.txt",
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--missed", type=Path, metavar="FILE", help="write what only peers find")
    arguments = parser.parse_args(argv)
    alone = compare(arguments.folders, Console(width=100))
    if arguments.missed:
        rows = []
        for item in sorted(alone, key=lambda item: (item.tool, item.rule, str(item.path))):
            catalog = read_finished(item.path)
            entry = catalog.find(item.msgid) if catalog and item.msgid else None
            rows.append(
                f"{item.tool} {item.rule}: {item.said}\n  {item.path.name}\n"
                f"  {item.msgid!r}\n  {entry.msgstr if entry else ''!r}\n"
            )
        arguments.missed.write_text("\n".join(rows), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
