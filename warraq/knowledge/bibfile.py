"""Finds what is wrong with a `.bib` file before anything reads it, with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pybtex.database import Entry
from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError

from warraq.knowledge.bibrules import check_entry
from warraq.knowledge.bibscan import Scan, ScannedEntry, scan_bib

_ENTRY = re.compile(r"^[ \t]*@(?!comment|string|preamble)(\w+)[ \t]*[{(]\s*([^\s,]+)", re.I | re.M)


@dataclass(frozen=True, slots=True)
class BibProblem:
    """Something wrong in a `.bib` file."""

    line: int
    message: str
    fatal: bool
    """Whether the file cannot be read at all."""


def check_bib_text(text: str, languages: Sequence[str] = ()) -> tuple[BibProblem, ...]:
    """Say what is wrong with the text of a `.bib` file, in the order of its lines.

    `languages` are the codes of the archive's languages, for fields such as `title-ar`; without
    any, a field may be in every language.
    """
    return _check_scan(scan_bib(text), languages, {}, "")


def check_bib_files(
    paths: Iterable[Path], languages: Sequence[str] = ()
) -> Iterator[tuple[Path, BibProblem]]:
    """Yield what is wrong with the `.bib` files of an archive, which share their keys.

    A missing file is a problem of its line 1.
    """
    keys: dict[str, tuple[str, int]] = {}
    for path in paths:
        text, problem = _read_text(path)
        if problem:
            yield path, problem
            continue
        for found in _check_scan(scan_bib(text), languages, keys, path.name):
            yield path, found


def check_bib_file(path: Path, languages: Sequence[str] = ()) -> tuple[BibProblem, ...]:
    """Say what is wrong with a `.bib` file; a missing one is a problem of its line 1."""
    return tuple(problem for _path, problem in check_bib_files([path], languages))


def _read_text(path: Path) -> tuple[str, BibProblem | None]:
    try:
        return path.read_text("utf-8"), None
    except FileNotFoundError:
        message = "does not exist; make it, or correct bibtex_bibfiles in conf.py"
        return "", BibProblem(1, message, True)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return "", BibProblem(line, "is not UTF-8; save the file as UTF-8", True)
    except OSError as error:
        message = f"cannot be read: {error.strerror}; correct bibtex_bibfiles in conf.py"
        return "", BibProblem(1, message, True)


def _check_scan(
    scan: Scan, languages: Sequence[str], keys: dict[str, tuple[str, int]], file: str
) -> tuple[BibProblem, ...]:
    """`keys` are those of the files before, with file and line; this one's are added."""
    problems: list[BibProblem] = []
    for entry in scan.entries:
        problems += _repeated_key(entry, keys, file)
        problems += (BibProblem(*wrong) for wrong in check_entry(entry, languages))
    problems += (BibProblem(line, message, True) for line, message in scan.errors)
    return tuple(sorted(problems, key=lambda problem: problem.line))


def _repeated_key(
    entry: ScannedEntry, keys: dict[str, tuple[str, int]], file: str
) -> Iterator[BibProblem]:
    name = entry.key.lower()
    if name in keys:
        known_file, line = keys[name]
        where = f"line {line}" if known_file == file else f"{known_file}, line {line},"
        message = f"the key {entry.key} stands in {where} already; give one another"
        yield BibProblem(entry.line, message, False)
    keys.setdefault(name, (file, entry.line))


def list_entries(path: Path) -> tuple[ScannedEntry, ...]:
    """The entries of a `.bib` file as far as it can be read, with their lines."""
    return scan_bib(_read_text(path)[0]).entries


def read_documents(path: Path) -> Mapping[str, Entry]:
    """The documents of a `.bib` file by their keys; none where it cannot be read.

    What is wrong with a file is for `check_bib_file` to say.
    """
    try:
        return parse_documents(path.read_text("utf-8"))
    except (OSError, ValueError, PybtexError):
        return {}


def parse_documents(text: str) -> Mapping[str, Entry]:
    """The documents of the text of a `.bib` file by their keys; raises PybtexError."""
    entries = Parser(encoding="utf-8").parse_string(_without_repeats(text)).entries
    return dict(entries.items())


def _without_repeats(text: str) -> str:
    """The text with repeated keys made different, as pybtex stops at the first of them."""
    seen: set[str] = set()

    def rename(match: re.Match[str]) -> str:
        key = match[2].lower()
        if key not in seen:
            seen.add(key)
            return match[0]
        return f"{match[0]}-{match.start()}"

    return _ENTRY.sub(rename, text)
