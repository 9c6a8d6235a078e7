"""What a rule about translations is, and what a breach of one is.

The codes: T1xx for the structure of MyST text, T2xx for the plain strings of an interface,
T3xx for characters, T4xx for words, T5xx for the catalog as a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warraq.translation.names import OfficialName


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
    names: tuple[OfficialName, ...] = ()
    """The official names that the archive would have, where the rule is about them."""
    digits: str = ""
    """The numbering system that the archive would write, where the rule is about that."""


@dataclass(frozen=True, slots=True)
class FileExample:
    """A catalog that breaks a rule, and one that keeps it, for what no single message shows."""

    wrong: str
    right: str
    language: str = "ar"
    whole: bool = False
    """Whether the texts are all of the file; otherwise the language's usual header precedes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that a translation must not do; its code tells it from others."""

    code: str
    name: str = field(compare=False)
    meaning: str = field(compare=False)
    """One line that goes on from "The translation …", for T5xx from "The catalog …"."""
    severity: Severity = field(default=Severity.ERROR, compare=False)
    example: Example | FileExample | None = field(default=None, compare=False)
    """None only where neither a message nor a catalog can show it."""
    fix: str = field(default="", compare=False)
    """What to do about it, one sentence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of a rule: what is wrong, the offending target, and what to write."""

    rule: Rule
    message: str
    fixed: str | None = None
    """The msgstr with this breach undone, where that is safe to do without a person."""
