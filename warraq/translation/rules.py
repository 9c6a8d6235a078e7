"""What a rule about translations is, and what a breach of one is.

The codes: T1xx for the structure of MyST text, T2xx for the plain strings of an interface,
T3xx for characters, T4xx for words, T5xx for the catalog as a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a breach is: an error never reaches a page, or never should."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Example:
    """A message that breaks a rule and, where that is all there is to it, one that keeps it."""

    msgid: str
    wrong: str
    right: str
    language: str = "ar"


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that a translation must not do."""

    code: str
    name: str
    meaning: str
    """What the translation does, one line that goes on from "The translation …"."""
    severity: Severity = Severity.ERROR
    example: Example | None = None
    """None only where an example is no message, such as a file's encoding."""
    fix: str = ""
    """What to do about it, one sentence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of a rule: what is wrong, the offending target, and what to write."""

    rule: Rule
    message: str
    fixed: str | None = None
    """The msgstr with this breach undone, where that is safe to do without a person."""
