"""Finds what is wrong with a `.bib` file before anything reads it, with file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pybtex.database import Entry
from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError
from pybtex.scanner import PybtexSyntaxError

_ENTRY = re.compile(r"^[ \t]*@(?!comment|string|preamble)(\w+)[ \t]*[{(]\s*([^\s,]+)", re.I | re.M)
_FORBIDDEN = re.compile(r"^[ \t]*url[ \t]*=[ \t]*[{\"]\s*(javascript|data|vbscript):", re.I | re.M)


@dataclass(frozen=True, slots=True)
class BibProblem:
    """Something wrong in a `.bib` file."""

    line: int
    message: str
    fatal: bool
    """Whether the file cannot be read at all."""


def check_bib_text(text: str) -> tuple[BibProblem, ...]:
    """Say what is wrong with the text of a `.bib` file, in the order of its lines."""
    problems = [*_repeated_keys(text), *_dangerous_links(text)]
    try:
        Parser(encoding="utf-8").parse_string(_without_repeats(text))
    except PybtexSyntaxError as error:
        message = (
            f"cannot be read from here on: {error.args[0]}; look for a brace, a quotation mark "
            "or a comma that is missing in the entry before"
        )
        problems.append(BibProblem(int(error.lineno or 1), message, True))
    except PybtexError as error:
        problems.append(BibProblem(1, f"cannot be read: {error}", True))
    return tuple(sorted(problems, key=lambda problem: problem.line))


def check_bib_file(path: Path) -> tuple[BibProblem, ...]:
    """Say what is wrong with a `.bib` file; a missing one is a problem of its line 1."""
    try:
        return check_bib_text(path.read_text("utf-8"))
    except FileNotFoundError:
        message = "does not exist; make it, or correct bibtex_bibfiles in conf.py"
        return (BibProblem(1, message, True),)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return (BibProblem(line, "is not UTF-8; save the file as UTF-8", True),)
    except OSError as error:
        message = f"cannot be read: {error.strerror}; correct bibtex_bibfiles in conf.py"
        return (BibProblem(1, message, True),)


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


def _line(text: str, index: int) -> int:
    return text.count("\n", 0, index) + 1


def _repeated_keys(text: str) -> list[BibProblem]:
    first: dict[str, int] = {}
    problems = []
    for match in _ENTRY.finditer(text):
        key, line = match[2].lower(), _line(text, match.start())
        if key in first:
            message = f"the key {match[2]} stands in line {first[key]} already; give one another"
            problems.append(BibProblem(line, message, False))
        first.setdefault(key, line)
    return problems


def _dangerous_links(text: str) -> list[BibProblem]:
    return [
        BibProblem(
            _line(text, match.start()),
            f"links to {match[1].lower()}:, which a browser would run; write https://…",
            False,
        )
        for match in _FORBIDDEN.finditer(text)
    ]


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
