"""Merges the messages of a template with the translations of a catalog, as msgmerge does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

import polib

from warraq.translation.changes import CatalogChange
from warraq.translation.compile import is_interface
from warraq.translation.hints import (
    Hints,
    compose_comment,
    is_change_note,
    read_changed_digest,
    write_change_note,
)
from warraq.translation.memory import Key, Match, Memory, find_nearest, read_unit
from warraq.translation.reading import message_key, translated_forms
from warraq.translation.review import DIGITS, digest_before, digest_entry, read_mark
from warraq.translation.rules import Finding
from warraq.translation.safety import check_message, check_placeholders
from warraq.translation.sameness import find_order, is_reordered, read_words, shape_of

WRAP = 0
"""No wrapping: a translation is one line, so that a change of one word is a change of one line."""

MOST_PLACES = 5
"""How many files an entry names: a word of a thousand briefs needs no thousand places."""


@dataclass(frozen=True, slots=True)
class Aids:
    """What a merge may draw on beside the two catalogs; nothing by default."""

    memory: Memory = field(default_factory=Memory)
    hints: Hints = field(default_factory=Hints)
    today: date | None = None
    """The day of this update, for entries whose source has changed; None writes none."""
    leaving: Mapping[Key, polib.POEntry] = field(default_factory=dict)
    """Finished entries that another catalog loses now: a message of theirs has moved."""


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
        self.reverted: dict[tuple[str, str], polib.POEntry] = {}
        self.fuzzy = self.reused = self.new = self.restored = self.comments = 0

    def run(self, template: polib.POFile) -> tuple[polib.POFile, CatalogChange]:
        wanted = [entry for entry in template if not entry.obsolete]
        keys = {message_key(entry) for entry in wanted}
        self.gone = {
            entry.msgid: entry
            for entry in self.old
            if entry.msgstr and not entry.msgid_plural and message_key(entry) not in keys
        }
        self.reverted = {
            (entry.msgctxt or "", entry.previous_msgid): entry
            for entry in self.gone.values()
            if entry.previous_msgid and _was_finished(entry)
        }
        # What returns to its old words is not for another message that is like it.
        for key in keys & (self.reverted.keys() - self.known.keys()):
            self.gone.pop(self.reverted[key].msgid, None)
        merged = polib.POFile(wrapwidth=WRAP)
        merged.header, merged.metadata = self.old.header, self.old.metadata
        merged.metadata_is_fuzzy = self.old.metadata_is_fuzzy
        for entry in wanted:
            same = self.known.get(message_key(entry))
            if same is None:
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
        counts = self.new, self.fuzzy, obsolete, self.reused
        return merged, CatalogChange(
            self.path,
            *counts,
            restored=self.restored,
            comments=self.comments,
            reordered=is_reordered(self.old, merged),
        )

    def _go_on(self, source: polib.POEntry, same: polib.POEntry) -> polib.POEntry:
        """The entry of a message that the catalog has."""
        fresh = self._blank(source)
        _take_over(fresh, same)
        _take_flags(fresh, same)
        if not translated_forms(fresh):
            match = self._find_same(fresh)
            if match and match.certain:
                self._fill(fresh, match)
        elif same.obsolete:
            self._take_comments_along(fresh)
        changed = same.obsolete or (fresh.fuzzy and not same.fuzzy)
        origin = read_changed_digest(same.comment) if same.fuzzy else ""
        self._comment(fresh, source, same, changed, origin)
        if shape_of(fresh) == shape_of(same):
            return same
        self.restored += bool(same.obsolete)
        self.fuzzy += fresh.fuzzy and not same.fuzzy
        self.comments += not same.obsolete and read_words(fresh) == read_words(same)
        return fresh

    def _begin(self, source: polib.POEntry) -> polib.POEntry:
        """The entry of a message that the catalog does not have."""
        fresh = self._blank(source)
        before = self.reverted.get(message_key(fresh))
        if before is not None and not fresh.msgid_plural:
            return self._restore(fresh, source, before)
        match, origin = self._find_same(fresh), ""
        if match and match.certain and self._fill(fresh, match):
            self.new += 1
        else:
            near = None if fresh.msgid_plural else self._find_gone(fresh.msgid)
            if near is not None:
                self.used.add(message_key(near))
                _take_over(fresh, near)
                # What the translation was made of, also if it has been edited twice since.
                fresh.previous_msgid = fresh.previous_msgid or near.msgid
                mark_fuzzy(fresh)
                _take_flags(fresh, near)
                origin = (
                    read_changed_digest(near.comment) if near.fuzzy else digest_entry(near)[:DIGITS]
                )
            else:
                self.new += 1
                self._offer(fresh, match)
            self.fuzzy += fresh.fuzzy
        self._comment(fresh, source, None, bool(self.old), origin)
        return fresh

    def _restore(
        self, fresh: polib.POEntry, source: polib.POEntry, before: polib.POEntry
    ) -> polib.POEntry:
        """The entry of a message that is back in the words that were translated."""
        self.used.add(message_key(before))
        self.restored += 1
        fresh.tcomment, fresh.msgstr = before.tcomment, before.msgstr
        _take_flags(fresh, before)
        self._comment(fresh, source, before, True)
        return fresh

    def _find_same(self, fresh: polib.POEntry) -> Match | None:
        moved = self.aids.leaving.get(_key(fresh))
        return Match(read_unit(moved), True) if moved else self.aids.memory.find_same(_key(fresh))

    def _take_comments_along(self, fresh: polib.POEntry) -> None:
        """Give an entry what translators wrote above the one that moved here."""
        moved = self.aids.leaving.get(_key(fresh))
        if moved is None or translated_forms(moved) != translated_forms(fresh):
            return
        lines = fresh.tcomment.split("\n")
        lines += [line for line in moved.tcomment.split("\n") if line not in lines]
        fresh.tcomment = "\n".join(lines).strip("\n")

    def _find_gone(self, msgid: str) -> polib.POEntry | None:
        free = {text: e for text, e in self.gone.items() if message_key(e) not in self.used}
        return find_nearest(msgid, free)

    def _fill(self, fresh: polib.POEntry, match: Match) -> bool:
        """Take a finished translation from elsewhere, if it may stand here."""
        if not self._fits(fresh, match):
            return False
        _put_forms(fresh, match.unit.forms)
        self._take_comments_along(fresh)
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
        origin: str = "",
    ) -> None:
        settled = fresh.translated() and not fresh.fuzzy
        old = same.comment if same is not None and not same.obsolete else ""
        note = next(filter(is_change_note, old.split("\n")), "")
        if changed and settled:
            note = ""
        elif changed and self.aids.today:
            note = write_change_note(self.aids.today, origin)
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


def _take_flags(fresh: polib.POEntry, old: polib.POEntry) -> None:
    fresh.flags += [f for f in old.flags if f not in fresh.flags and not is_format(f)]


def _was_finished(entry: polib.POEntry) -> bool:
    """Whether the words of a fuzzy entry are those of its previous source, and were finished.

    A review mark tells, or the digest in the note of the change; without either a person must
    look, as the entry may have been a draft before, or have been edited since.
    """
    digest = digest_before(entry)
    marks = filter(None, map(read_mark, entry.tcomment.split("\n")))
    digests = [read_changed_digest(entry.comment), *(mark.digest for mark in marks)]
    return entry.fuzzy and any(known and digest.startswith(known) for known in digests)


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
    if entry.fuzzy and read_changed_digest(entry.comment):
        kept.comment = next(filter(is_change_note, entry.comment.split("\n")))
    return kept
