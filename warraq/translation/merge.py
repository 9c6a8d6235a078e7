"""Merges the messages of a template with the translations of a catalog, as msgmerge does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

import polib

from warraq.translation.compile import is_interface
from warraq.translation.hints import (
    Hints,
    compose_comment,
    is_change_note,
    write_change_note,
)
from warraq.translation.memory import Match, Memory, find_nearest
from warraq.translation.reading import message_key, translated_forms
from warraq.translation.rules import Finding
from warraq.translation.safety import check_message, check_placeholders

WRAP = 0
"""No wrapping: a translation is one line, so that a change of one word is a change of one line."""

MOST_PLACES = 5
"""How many files an entry names: a word of a thousand briefs needs no thousand places."""


@dataclass(frozen=True, slots=True)
class CatalogChange:
    """What an update did to one `.po` file."""

    path: str
    new: int
    """Messages that the catalog did not have."""
    fuzzy: int
    """Those of them that got a translation which a person must look at."""
    obsolete: int
    """Translated messages that the pages have no more."""
    reused: int = 0
    """Messages that got the finished translation of the same message elsewhere."""
    language: str = ""

    def __str__(self) -> str:
        where = f"{self.language} {self.path}".strip()
        return (
            f"{where}: {self.new} new, {self.fuzzy} fuzzy, {self.obsolete} obsolete, "
            f"{self.reused} reused"
        )


@dataclass(frozen=True, slots=True)
class Aids:
    """What a merge may draw on beside the two catalogs; nothing by default."""

    memory: Memory = field(default_factory=Memory)
    hints: Hints = field(default_factory=Hints)
    today: date | None = None
    """The day of this update, for entries whose source has changed; None writes none."""


def merge_catalog(
    old: polib.POFile, template: polib.POFile, path: str, aids: Aids | None = None
) -> tuple[polib.POFile, CatalogChange]:
    """Merge a template's messages with the translations that `old` has.

    The header and the comments of `old` stay; its entries must not contradict each other. An
    entry that stays as it is is the very object that `old` has.
    """
    return _Merge(old, path, aids or Aids()).run(template)


def judge_of(path: str) -> Callable[[str, str], Sequence[Finding]]:
    """What says whether a translation may stand in the catalog at `path`."""
    domain = PurePosixPath(path).with_suffix("").as_posix()
    return check_placeholders if is_interface(domain) else check_message


class _Merge:
    """One merge of one catalog."""

    def __init__(self, old: polib.POFile, path: str, aids: Aids) -> None:
        self.old, self.path, self.aids = old, path, aids
        self.known: dict[tuple[str, str], polib.POEntry] = {}
        for entry in old:
            if translated_forms(entry) or message_key(entry) not in self.known:
                self.known[message_key(entry)] = entry
        self.plurals = count_plurals(old)
        self.placed = _wants_places(old)
        self.used: set[tuple[str, str]] = set()
        self.gone: dict[str, polib.POEntry] = {}
        self.fuzzy = self.reused = 0

    def run(self, template: polib.POFile) -> tuple[polib.POFile, CatalogChange]:
        wanted = [entry for entry in template if not entry.obsolete]
        keys = {message_key(entry) for entry in wanted}
        self.gone = {
            entry.msgid: entry
            for entry in self.old
            if entry.msgstr and not entry.msgid_plural and message_key(entry) not in keys
        }
        merged = polib.POFile(wrapwidth=WRAP)
        merged.header, merged.metadata = self.old.header, self.old.metadata
        merged.metadata_is_fuzzy = self.old.metadata_is_fuzzy
        new = 0
        for entry in wanted:
            same = self.known.get(message_key(entry))
            if same is None:
                new += 1
                merged.append(self._begin(entry))
            else:
                self.used.add(message_key(entry))
                merged.append(self._go_on(entry, same))
        if order := find_order(self.old):
            merged.sort(key=order)
        obsolete = 0
        for key, entry in self.known.items():
            if key in self.used:
                continue
            if entry.obsolete:
                merged.append(entry)
            elif translated_forms(entry):
                obsolete += 1
                merged.append(_retire(entry))
        return merged, CatalogChange(self.path, new, self.fuzzy, obsolete, self.reused)

    def _go_on(self, source: polib.POEntry, same: polib.POEntry) -> polib.POEntry:
        """The entry of a message that the catalog has."""
        fresh = self._blank(source)
        _take_over(fresh, same)
        fresh.flags += [f for f in same.flags if f not in fresh.flags and not is_format(f)]
        if not translated_forms(fresh):
            match = self.aids.memory.find_same(_key(fresh))
            if match and match.certain:
                self._fill(fresh, match)
        changed = same.obsolete or (fresh.fuzzy and not same.fuzzy)
        self._comment(fresh, source, same, changed)
        return same if shape_of(fresh) == shape_of(same) else fresh

    def _begin(self, source: polib.POEntry) -> polib.POEntry:
        """The entry of a message that the catalog does not have."""
        fresh = self._blank(source)
        match = self.aids.memory.find_same(_key(fresh))
        if not (match and match.certain and self._fill(fresh, match)):
            near = None if fresh.msgid_plural else self._find_gone(fresh.msgid)
            if near is not None:
                self.used.add(message_key(near))
                _take_over(fresh, near)
                # What the translation was made of, also if it has been edited twice since.
                fresh.previous_msgid = fresh.previous_msgid or near.msgid
                mark_fuzzy(fresh)
            else:
                self._offer(fresh, match)
            self.fuzzy += fresh.fuzzy
        self._comment(fresh, source, None, bool(self.old))
        return fresh

    def _find_gone(self, msgid: str) -> polib.POEntry | None:
        free = {text: e for text, e in self.gone.items() if message_key(e) not in self.used}
        return find_nearest(msgid, free)

    def _fill(self, fresh: polib.POEntry, match: Match) -> bool:
        """Take a finished translation from elsewhere, if it may stand here."""
        if not self._fits(fresh, match):
            return False
        _put_forms(fresh, match.unit.forms)
        self.reused += 1
        return True

    def _fits(self, fresh: polib.POEntry, match: Match) -> bool:
        forms, judge = match.unit.forms, judge_of(self.path)
        if fresh.msgid_plural:
            sources = (fresh.msgid_plural, fresh.msgid)
            return len(forms) == len(fresh.msgstr_plural) and all(
                any(not judge(source, text) for source in sources) for text in forms
            )
        return not judge(fresh.msgid, forms[0])

    def _offer(self, fresh: polib.POEntry, match: Match | None) -> None:
        """Offer a translation that a person must look at."""
        if match is None and not fresh.msgid_plural and not fresh.msgctxt:
            match = self.aids.memory.find_near(fresh.msgid)
        if match is None or (
            fresh.msgid_plural and len(match.unit.forms) != len(fresh.msgstr_plural)
        ):
            return
        _put_forms(fresh, match.unit.forms)
        previous = match.unit.previous if match.unit.fuzzy else ""
        if match.unit.msgid != fresh.msgid:
            previous = previous or match.unit.msgid
        fresh.previous_msgid = previous or None
        mark_fuzzy(fresh)

    def _comment(
        self,
        fresh: polib.POEntry,
        source: polib.POEntry,
        same: polib.POEntry | None,
        changed: bool,
    ) -> None:
        settled = fresh.translated() and not fresh.fuzzy
        old = same.comment if same is not None and not same.obsolete else ""
        note = next(filter(is_change_note, old.split("\n")), "")
        if changed and self.aids.today:
            note = "" if settled else write_change_note(self.aids.today)
        fresh.comment = compose_comment(
            source.comment,
            self.aids.hints.find_hints(fresh.msgid),
            old,
            settled=settled,
            note=note,
        )

    def _blank(self, entry: polib.POEntry) -> polib.POEntry:
        plurals = dict.fromkeys(range(self.plurals), "") if entry.msgid_plural else {}
        return polib.POEntry(
            msgid=entry.msgid,
            msgctxt=entry.msgctxt,
            msgid_plural=entry.msgid_plural,
            msgstr_plural=plurals,
            occurrences=_places(entry) if self.placed else [],
            # Sphinx flags MyST roles as python-brace-format, which makes editors complain.
            flags=[flag for flag in entry.flags if flag not in ("fuzzy", "python-brace-format")],
        )


def _key(entry: polib.POEntry) -> tuple[str, str, str]:
    return (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def _put_forms(entry: polib.POEntry, forms: Sequence[str]) -> None:
    if entry.msgid_plural:
        entry.msgstr_plural = dict(enumerate(forms))
    else:
        entry.msgstr = forms[0]


def is_format(flag: str) -> bool:
    """Whether a flag says what placeholders the source has: that is the template's to say."""
    return flag == "fuzzy" or (flag.endswith("-format") and not flag.startswith("no-"))


def count_plurals(catalog: polib.POFile) -> int:
    """How many plural forms the catalog's header declares; gettext's default is two."""
    found = re.search(r"nplurals\s*=\s*([1-9])", catalog.metadata.get("Plural-Forms", ""))
    return int(found[1]) if found else 2


def _wants_places(catalog: Iterable[polib.POEntry]) -> bool:
    """Whether entries say where they stand.

    Some projects let their editor leave places out: then none stands in a catalog that has
    been through an update, which its other comments tell.
    """
    entries = [entry for entry in catalog if not entry.obsolete]
    return any(e.occurrences for e in entries) or not any(e.comment for e in entries)


def _places(entry: polib.POEntry) -> list[tuple[str, str]]:
    """The files where a message stands, from the archive's root and without line numbers.

    As `--add-location=file` does: lines shift with every edit above them. Sphinx writes paths
    from the build's folder.
    """
    paths = (re.sub(r"^(\.\./)+", "", path) for path, _line in entry.occurrences)
    files = dict.fromkeys(paths)
    return [(path, "") for path in list(files)[:MOST_PLACES]]


def _take_over(fresh: polib.POEntry, old: polib.POEntry) -> None:
    """Give an entry the translation of another, its comments and its doubts."""
    fresh.tcomment = old.tcomment
    if old.fuzzy:
        mark_fuzzy(fresh)
        fresh.previous_msgid = old.previous_msgid
        fresh.previous_msgctxt = old.previous_msgctxt
        fresh.previous_msgid_plural = old.previous_msgid_plural
    if bool(fresh.msgid_plural) == bool(old.msgid_plural):
        fresh.msgstr = old.msgstr
        fresh.msgstr_plural = fresh.msgstr_plural | old.msgstr_plural
    elif translated_forms(old):
        # The message has got a plural, or lost it: offer all that there is, to be looked at.
        text = " / ".join(dict.fromkeys(translated_forms(old)))
        fresh.msgstr = "" if fresh.msgid_plural else text
        fresh.msgstr_plural = dict.fromkeys(fresh.msgstr_plural, text)
        mark_fuzzy(fresh)


def mark_fuzzy(entry: polib.POEntry) -> None:
    """Say that a person must look at the translation."""
    if "fuzzy" not in entry.flags:
        entry.flags = ["fuzzy", *entry.flags]


def _retire(entry: polib.POEntry) -> polib.POEntry:
    """The entry of a message that the pages have no more."""
    kept = polib.POEntry(
        msgid=entry.msgid,
        msgctxt=entry.msgctxt,
        msgid_plural=entry.msgid_plural,
        flags=[flag for flag in entry.flags if not is_format(flag)],
        obsolete=True,
    )
    _take_over(kept, entry)
    return kept


# -- Whether two catalogs are the same -----------------------------------------------------


def shape_of(entry: polib.POEntry) -> tuple[object, ...]:
    """All that an entry says."""
    return (
        entry.msgid,
        entry.msgid_plural or "",
        entry.msgctxt,
        entry.msgstr,
        sorted(entry.msgstr_plural.items(), key=str),
        entry.comment,
        entry.tcomment,
        sorted(set(entry.flags)),
        bool(entry.obsolete),
        entry.previous_msgid,
        entry.previous_msgctxt,
        entry.previous_msgid_plural,
        entry.occurrences,
    )


def is_same(old: Iterable[polib.POEntry], merged: Iterable[polib.POEntry]) -> bool:
    """Whether a merge has left every entry of a catalog as and where it was."""

    def in_order(entries: Iterable[polib.POEntry]) -> Iterator[int]:
        every = list(entries)
        yield from (id(entry) for entry in every if not entry.obsolete)
        yield from (id(entry) for entry in every if entry.obsolete)

    return list(in_order(old)) == list(in_order(merged))


def find_order(catalog: Iterable[polib.POEntry]) -> SortingKey | None:
    """What a tool has sorted the entries by, as `msgcat --sort-output` does; None for nothing."""
    entries = [entry for entry in catalog if not entry.obsolete]
    least = 8  # fewer are in order by chance
    for order in (_by_msgid, _by_file):
        keys = [order(entry) for entry in entries]
        if len(keys) >= least and keys == sorted(keys):
            return order
    return None


SortingKey = Callable[[polib.POEntry], tuple[bytes, ...]]


def _by_msgid(entry: polib.POEntry) -> tuple[bytes, ...]:
    return (entry.msgid.encode(), (entry.msgctxt or "").encode())


def _by_file(entry: polib.POEntry) -> tuple[bytes, ...]:
    first = entry.occurrences[0][0] if entry.occurrences else ""
    return (first.encode(), *_by_msgid(entry))
