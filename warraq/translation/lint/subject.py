"""What a rule looks at: one text of a catalog with all that a rule may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from warraq.translation.names import OfficialName
from warraq.translation.rules import Example


class Kind(StrEnum):
    """How the site uses a message."""

    TEXT = "text"
    """MyST text of a page."""
    INTERFACE = "interface"
    """A plain string of the toolkit or of Sphinx, with placeholders."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One source text and its translation; a message with plurals is several subjects."""

    msgid: str
    msgstr: str
    language: str
    """The code of the translation's language, such as `ar`."""
    source: str = "en"
    """The code of the source's language."""
    kind: Kind = Kind.TEXT
    names: tuple[OfficialName, ...] = ()
    """The official names of the archive in the translation's language."""
    digits: str = ""
    """CLDR's code of the numbering system that the archive writes: `latn`, `arab`; "" for any."""


def read_example(example: Example, msgstr: str, kind: Kind = Kind.TEXT) -> Subject:
    """The subject of a rule's example with one of its two translations."""
    return Subject(
        example.msgid,
        msgstr,
        example.language,
        kind=kind,
        names=example.names,
        digits=example.digits,
    )
