"""What is exchanged with other tools: messages that go out, offers that come in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polib

from warraq.translation.compile import is_interface, judge_form, list_forms, read_plural_rule
from warraq.translation.lint.hidden import CONTROL, OVERRIDE, UNBALANCED, check_hidden
from warraq.translation.lint.markup import view_subject
from warraq.translation.lint.subject import Subject
from warraq.translation.merge import count_plurals
from warraq.translation.reading import read_catalog, refuse_rivals
from warraq.translation.rules import Finding

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold, however they are written (its production 2, Char)."""

UNREADABLE = (
    AssertionError, AttributeError, KeyError, StopIteration, SyntaxError, TypeError, ValueError,
)  # fmt: skip
"""What translate-toolkit and lxml raise for a file that is not what its name says."""

_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SPACE = re.compile(r"[ \t\r\n]+")


class ExchangeError(ValueError):
    """An exchange file that cannot be used at all; the text says which, where and what to do."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A translation that an exchange file has for a message."""

    line: int
    """Where it stands in the exchange file."""
    msgid: str
    forms: tuple[str, ...]
    """The translation, or its plural forms in order."""
    plural: str = ""
    context: str = ""
    certain: bool = True
    """Whether the file says that the translation is finished."""
    catalogs: tuple[str, ...] = ()
    """The catalogs that it is from: `briefs/2023/slug.po`; none if the file does not say."""
    key: str = ""
    """The message's digest, if the file has one."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a catalog in use, as it goes out."""

    catalog: str
    """The `.po` file, relative to the folder of all catalogs."""
    entry: polib.POEntry
    plurals: int
    """How many plural forms the language has."""
    singular: int = 0
    """Which of them serves the number one."""

    @property
    def line(self) -> int:
        """Where it stands in its catalog."""
        return self.entry.linenum or 1

    @property
    def context(self) -> str:
        """Its msgctxt, or nothing."""
        return self.entry.msgctxt or ""

    @property
    def key(self) -> str:
        """A digest of its context and its source text, the same whenever it is made."""
        return digest_message(self.context, self.entry.msgid)

    @property
    def forms(self) -> tuple[str, ...]:
        """The translation, or every plural form in order; empty texts where there is none."""
        return read_forms(self.entry, self.plurals)

    @property
    def finished(self) -> bool:
        """Whether it is translated without doubt."""
        return self.translated and not self.entry.fuzzy

    @property
    def translated(self) -> bool:
        """Whether it has a translation, be it a doubtful one."""
        return all(self.forms)

    @property
    def unfit(self) -> str:
        """Why it cannot go out, or nothing."""
        entry = self.entry
        before = entry.previous_msgid or ""
        texts = (
            self.catalog, self.context, entry.msgid, entry.msgid_plural or "", *self.forms,
            entry.comment, before, *(path for path, _line in entry.occurrences),
        )  # fmt: skip
        for text in texts:
            if found := NOT_XML.search(text):
                return f"has the character U+{ord(found[0]):04X}, which XML cannot hold; delete it"
        return ""


def digest_message(context: str, msgid: str) -> str:
    """The digest of a message, by which it is found again."""
    return hashlib.sha256(f"{context}\x04{msgid}".encode()).hexdigest()[:20]


def read_forms(entry: polib.POEntry, plurals: int) -> tuple[str, ...]:
    """The translation of an entry, or its plural forms in order."""
    if not entry.msgid_plural:
        return (entry.msgstr,)
    return tuple(entry.msgstr_plural.get(number, "") for number in range(plurals))


def squeeze_space(text: str) -> str:
    """`text` with the white space that XML tools may change as one space, and none at its ends."""
    return _SPACE.sub(" ", text).strip(" ")


@dataclass(frozen=True)
class Catalog:
    """A `.po` file with what judges it."""

    name: str
    """Its path below the folder of all catalogs."""
    path: Path
    po: polib.POFile
    language: str

    @cached_property
    def messages(self) -> tuple[Message, ...]:
        """The messages in use, in the order of the file."""
        entries = [entry for entry in self.po if not entry.obsolete and entry.msgid]
        plurals = count_plurals(self.po)
        singular = self._rule(1) if any(entry.msgid_plural for entry in entries) else 0
        return tuple(Message(self.name, entry, plurals, singular) for entry in entries)

    @cached_property
    def _rule(self) -> Callable[[int], int]:
        return read_plural_rule(self.po, self.path)[1]

    def judge(self, source: polib.POEntry, forms: tuple[str, ...]) -> Iterator[Finding]:
        """Say why `forms` may not translate `source`: structure, placeholders, hidden characters.

        The structure is judged by the same code as in a build.
        """
        interface = is_interface(self.name.removesuffix(".po"))
        draft = polib.POEntry(msgid=source.msgid, msgid_plural=source.msgid_plural)
        if source.msgid_plural:
            draft.msgstr_plural = dict(enumerate(forms))
        else:
            (draft.msgstr,) = forms
        for form in list_forms(draft, self._rule):
            yield from judge_form(form, interface)
            yield from _find_hidden(Subject(form.source, form.text, self.language))


def _find_hidden(subject: Subject) -> Iterator[Finding]:
    """Characters that no tool should have brought in: controls, and what turns the direction."""
    if not set(_HIDDEN.findall(subject.msgstr)) - set("\t\n"):
        return
    known = set(subject.msgid)
    if set(_HIDDEN.findall(subject.msgstr)) <= known:
        return
    for finding in check_hidden(view_subject(subject)):
        if finding.rule in {OVERRIDE, UNBALANCED, CONTROL}:
            yield finding


def read_catalogs(folder: Path, language: str) -> dict[str, Catalog]:
    """Read every catalog of a language by its path below `folder`.

    Raises CatalogError for one that cannot be read or that translates a message twice.
    """
    catalogs = {}
    for path in sorted(folder.rglob("*.po")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or not path.is_file() or not path.stat().st_size:
            continue
        po = read_catalog(path)
        refuse_rivals(po, path)
        name = path.relative_to(folder).as_posix()
        catalogs[name] = Catalog(name, path, po, language)
    return catalogs
