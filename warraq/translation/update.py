"""Brings a language's `.po` files up to date with the messages of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import polib

from warraq.files import write_atomically
from warraq.translation.plurals import plural_forms
from warraq.translation.reading import (
    message_key,
    read_catalog,
    refuse_rivals,
    translated_forms,
)

WRAP = 0
"""No wrapping: a translation is one line, so that a change of one word is a change of one line."""

NEAR = 0.75
"""How alike two sources must be (difflib's ratio) for one's translation to be offered."""


@dataclass(frozen=True, slots=True)
class CatalogChange:
    """What an update did to one `.po` file."""

    path: str
    new: int
    fuzzy: int
    obsolete: int

    def __str__(self) -> str:
        return f"{self.path}: {self.new} new, {self.fuzzy} fuzzy, {self.obsolete} obsolete"


def update_catalogs(
    templates: Path, locale: Path, language: str, project: str
) -> tuple[CatalogChange, ...]:
    """Update `locale/LANGUAGE/LC_MESSAGES` from the `.pot` files below `templates`.

    No translation is lost: a message that moved keeps its translation, one that was edited
    becomes fuzzy with its previous msgid, one that is gone becomes obsolete and comes back
    with its text. A file whose messages have not changed is not written. Each file is
    written atomically. Returns what changed, a line a file.

    Raises CatalogError, before anything is written, for a `.po` file that cannot be read or
    that translates a message twice.
    """
    target = locale / language / "LC_MESSAGES"
    changes = []
    work = []
    for pot in sorted(templates.rglob("*.pot")):
        name = pot.relative_to(templates).with_suffix(".po")
        path = target / name
        before = path.exists() and path.stat().st_size > 0
        old = open_catalog(path, language, project)
        merged, change = merge_catalog(old, read_catalog(pot), name.as_posix())
        if before and _same_messages(old, merged):
            continue
        work.append((path, str(merged).rstrip("\n") + "\n"))
        changes.append(change)
    for path, text in work:
        write_atomically(path, text)
    return tuple(changes)


def open_catalog(path: Path, language: str, project: str) -> polib.POFile:
    """Read the `.po` file at `path` with a full header, or begin one.

    Raises CatalogError for one that cannot be read or that translates a message twice.
    """
    before = path.exists() and path.stat().st_size > 0
    catalog = read_catalog(path) if before else _new_catalog(language, project)
    refuse_rivals(catalog, path)
    catalog.metadata = catalog.metadata or new_header(language, project)
    return catalog


def _new_catalog(language: str, project: str) -> polib.POFile:
    catalog = polib.POFile(wrapwidth=WRAP)
    catalog.header = "Draft translation, not yet reviewed."
    catalog.metadata = new_header(language, project)
    return catalog


def new_header(language: str, project: str) -> dict[str, str]:
    """The header of a new catalog, which says that it is a draft."""
    return {
        "Project-Id-Version": project,
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(language),
        "X-Review-Status": "draft",
    }


def merge_catalog(
    old: polib.POFile, template: polib.POFile, path: str
) -> tuple[polib.POFile, CatalogChange]:
    """Merge a template's messages with the translations that `old` has, as msgmerge does.

    The header and the comments of `old` stay; its entries must not contradict each other.
    """
    known: dict[tuple[str, str], polib.POEntry] = {}
    for entry in old:
        if translated_forms(entry) or message_key(entry) not in known:
            known[message_key(entry)] = entry
    wanted = [entry for entry in template if not entry.obsolete]
    wanted_keys = {message_key(entry) for entry in wanted}
    used: set[tuple[str, str]] = set()
    merged = polib.POFile(wrapwidth=WRAP)
    merged.header, merged.metadata = old.header, old.metadata
    merged.metadata_is_fuzzy = old.metadata_is_fuzzy
    plurals = _count_plurals(old)
    new = fuzzy = 0
    gone = [entry for entry in old if entry.msgstr and message_key(entry) not in wanted_keys]
    for entry in wanted:
        fresh = _blank(entry, plurals)
        same = known.get(message_key(entry))
        if same is not None:
            used.add(message_key(entry))
            _take_over(fresh, same)
        else:
            new += 1
            near = None if entry.msgid_plural else _nearest(entry.msgid, gone, used)
            if near is not None:
                fuzzy += 1
                used.add(message_key(near))
                _take_over(fresh, near)
                # What the translation was made of, also if it has been edited twice since.
                fresh.previous_msgid = fresh.previous_msgid or near.msgid
                _mark_fuzzy(fresh)
        merged.append(fresh)
    obsolete = 0
    for key, entry in known.items():
        if key in used or not translated_forms(entry):
            continue
        obsolete += not entry.obsolete
        kept = _blank(entry)
        _take_over(kept, entry)
        kept.obsolete, kept.occurrences = True, []
        merged.append(kept)
    return merged, CatalogChange(path, new, fuzzy, obsolete)


def _count_plurals(catalog: polib.POFile) -> int:
    """How many plural forms the catalog's header declares; gettext's default is two."""
    found = re.search(r"nplurals\s*=\s*([1-9])", catalog.metadata.get("Plural-Forms", ""))
    return int(found[1]) if found else 2


def _blank(entry: polib.POEntry, plurals: int = 0) -> polib.POEntry:
    return polib.POEntry(
        msgid=entry.msgid,
        msgctxt=entry.msgctxt,
        msgid_plural=entry.msgid_plural,
        msgstr_plural=dict.fromkeys(range(plurals), "") if entry.msgid_plural else {},
        occurrences=_places(entry),
        comment=entry.comment,
        # Sphinx flags MyST roles as python-brace-format, which makes editors complain.
        flags=[flag for flag in entry.flags if flag not in ("fuzzy", "python-brace-format")],
    )


def _places(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Where a message stands, from the archive's root; Sphinx writes it from the build's."""
    return [(re.sub(r"^(\.\./)+", "", path), line) for path, line in entry.occurrences]


def _take_over(fresh: polib.POEntry, old: polib.POEntry) -> None:
    """Give an entry the translation of another, its comments and its doubts."""
    fresh.tcomment = old.tcomment
    if old.fuzzy:
        _mark_fuzzy(fresh)
        fresh.previous_msgid = old.previous_msgid
    if bool(fresh.msgid_plural) == bool(old.msgid_plural):
        fresh.msgstr = old.msgstr
        fresh.msgstr_plural = fresh.msgstr_plural | old.msgstr_plural
    elif translated_forms(old):
        # The message has got a plural, or lost it: offer all that there is, to be looked at.
        text = " / ".join(dict.fromkeys(translated_forms(old)))
        fresh.msgstr = "" if fresh.msgid_plural else text
        fresh.msgstr_plural = dict.fromkeys(fresh.msgstr_plural, text)
        _mark_fuzzy(fresh)


def _mark_fuzzy(entry: polib.POEntry) -> None:
    if "fuzzy" not in entry.flags:
        entry.flags = ["fuzzy", *entry.flags]


def _nearest(
    msgid: str, gone: list[polib.POEntry], used: set[tuple[str, str]]
) -> polib.POEntry | None:
    candidates = {entry.msgid: entry for entry in gone if message_key(entry) not in used}
    near = get_close_matches(msgid, list(candidates), 1, NEAR)
    return candidates[near[0]] if near else None


def _same_messages(old: Iterable[polib.POEntry], new: Iterable[polib.POEntry]) -> bool:
    """Whether two catalogs hold the same, but for the lines where messages stand."""

    def shape(entries: Iterable[polib.POEntry]) -> list[tuple[object, ...]]:
        return [
            (
                entry.msgid,
                entry.msgid_plural,
                entry.msgctxt,
                entry.msgstr,
                sorted(entry.msgstr_plural.items(), key=str),
                entry.comment,
                sorted(entry.flags),
                entry.obsolete,
                entry.previous_msgid,
                [place for place, _line in entry.occurrences],
            )
            for entry in entries
        ]

    return shape(old) == shape(new)
