"""Writes what a translator needs above a message: its kind, official names, when it changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polib

from warraq.ingest.lexicon import Term, find_terms
from warraq.translation.names import OfficialName
from warraq.translation.reading import translated_forms

_CHANGED = re.compile(r"changed (\d{4}-\d\d-\d\d)(?: \[([0-9a-f]{8,64})\])?")
_CITES = re.compile(r"\{(?:foot)?cite(?::\w+)?\}`([^`]*)`")
_AROUND = re.compile(r"\{[^{}]*\}")  # {see} and {p. 5} around a key


@dataclass(frozen=True, slots=True)
class Hint:
    """The official name of something that a message names."""

    subject: str
    name: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.name}"


class Hints:
    """The official names of a language, to be found in messages."""

    def __init__(self, names: Iterable[OfficialName] = ()) -> None:
        self._names = [name for name in names if name.name]
        self._lexicon = tuple(
            Term(str(index), name.sources) for index, name in enumerate(self._names)
        )

    def find_hints(self, msgid: str) -> tuple[Hint, ...]:
        """The official names of what a message links, cites or names, in the names' order.

        A message that is a name itself gets no hint of its own translation.
        """
        cited = {
            key.strip()
            for keys in _CITES.findall(msgid)
            for key in _AROUND.sub("", keys).split(",")
        }
        named = find_terms(self._lexicon, msgid)
        return tuple(
            Hint(_one_line(", ".join(name.sources)), _one_line(name.name))
            for index, name in enumerate(self._names)
            if (name.key in cited or str(index) in named) and msgid not in name.sources
        )


def changed_on(entry: polib.POEntry) -> date | None:
    """Since when an entry is behind its source; None if it is not, or was never translated.

    A finished entry may still hold the line, as a comment alone is no reason to write it anew.
    """
    if entry.obsolete or (translated_forms(entry) and not entry.fuzzy and entry.translated()):
        return None
    for line in entry.comment.split("\n"):
        if found := _CHANGED.fullmatch(line.strip()):
            try:
                return date.fromisoformat(found[1])
            except ValueError:
                return None
    return None


def is_change_note(line: str) -> bool:
    """Whether a line of an entry's comment says when its source changed."""
    return _CHANGED.fullmatch(line.strip()) is not None


def write_change_note(day: date, digest: str = "") -> str:
    """The line of an entry's comment that says when its source changed.

    `digest` is of the finished entry that it was before, so that it is known when it returns.
    """
    return f"changed {day.isoformat()}" + (f" [{digest}]" if digest else "")


def read_changed_digest(comment: str) -> str:
    """The digest of the finished entry that an entry with this comment was; empty for none."""
    for line in comment.split("\n"):
        if found := _CHANGED.fullmatch(line.strip()):
            return found[2] or ""
    return ""


def compose_comment(
    kinds: str, hints: Iterable[Hint], old: str = "", *, settled: bool = False, note: str = ""
) -> str:
    """The comment of an entry: its kind, the official names in it, when its source changed.

    `kinds` is the template's comment; where it says nothing, what `old` says of the kind stays.
    An entry that is `settled`, translated and not in doubt, is corrected where a name is called
    otherwise now, and gets no names that its comment lacks: there is no work left to help with.
    """
    before = [line for line in old.split("\n") if line.strip() and not is_change_note(line)]
    lines = kinds.split("\n") if kinds else []
    hints = list(hints)
    if not kinds:
        lines = [line for line in before if not any(_is_about(line, hint) for hint in hints)]
    if settled and before:
        hints = [hint for hint in hints if any(_is_about(line, hint) for line in before)]
    return "\n".join(filter(None, (*lines, *map(str, hints), note)))


def _is_about(line: str, hint: Hint) -> bool:
    return line.startswith(f"{hint.subject}: ")


def _one_line(text: str) -> str:
    return " ".join(text.split())
