"""Brings a language's `.po` files up to date with the messages of the pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import polib

from warraq.files import write_atomically
from warraq.translation.plurals import plural_forms

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
    """
    target = locale / language / "LC_MESSAGES"
    changes = []
    for pot in sorted(templates.rglob("*.pot")):
        name = pot.relative_to(templates).with_suffix(".po")
        path = target / name
        before = path.read_text("utf-8") if path.exists() else ""
        old = polib.pofile(before, wrapwidth=WRAP) if before else polib.POFile(wrapwidth=WRAP)
        merged, change = merge_catalog(old, polib.pofile(str(pot)), name.as_posix())
        merged.metadata = old.metadata or new_header(language, project)
        if not before:
            merged.header = "Draft translation, not yet reviewed."
        else:
            merged.header = old.header
        text = str(merged).rstrip("\n") + "\n"
        if _same_messages(old, merged) and before:
            continue
        write_atomically(path, text)
        changes.append(change)
    return tuple(changes)


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
    """Merge a template's messages with the translations that `old` has, as msgmerge does."""
    known = {_key(entry): entry for entry in old}
    wanted = [entry for entry in template if not entry.obsolete]
    used: set[tuple[str, str]] = set()
    merged = polib.POFile(wrapwidth=WRAP)
    new = fuzzy = 0
    gone = [e for e in old if e.msgstr and _key(e) not in {_key(w) for w in wanted}]
    for entry in wanted:
        fresh = _blank(entry)
        same = known.get(_key(entry))
        if same is not None:
            used.add(_key(entry))
            _take_over(fresh, same)
        else:
            new += 1
            near = _nearest(entry.msgid, gone, used)
            if near is not None:
                fuzzy += 1
                used.add(_key(near))
                fresh.msgstr = near.msgstr
                fresh.previous_msgid = near.msgid
                fresh.flags = [*fresh.flags, "fuzzy"]
                fresh.tcomment = near.tcomment
        merged.append(fresh)
    obsolete = 0
    for entry in old:
        if _key(entry) in used:
            continue
        if not entry.msgstr and not any(entry.msgstr_plural.values()):
            continue
        obsolete += not entry.obsolete
        kept = _blank(entry)
        _take_over(kept, entry)
        kept.obsolete, kept.occurrences = True, []
        merged.append(kept)
    return merged, CatalogChange(path, new, fuzzy, obsolete)


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return (entry.msgctxt or "", entry.msgid)


def _blank(entry: polib.POEntry) -> polib.POEntry:
    return polib.POEntry(
        msgid=entry.msgid,
        msgctxt=entry.msgctxt,
        msgid_plural=entry.msgid_plural,
        msgstr_plural=dict.fromkeys(entry.msgstr_plural, ""),
        occurrences=entry.occurrences,
        comment=entry.comment,
        # Sphinx flags MyST roles as python-brace-format, which makes editors complain.
        flags=[flag for flag in entry.flags if flag not in ("fuzzy", "python-brace-format")],
    )


def _take_over(fresh: polib.POEntry, old: polib.POEntry) -> None:
    fresh.msgstr, fresh.msgstr_plural = old.msgstr, dict(old.msgstr_plural)
    fresh.tcomment = old.tcomment
    if old.fuzzy:
        fresh.flags = [*fresh.flags, "fuzzy"]
        fresh.previous_msgid = old.previous_msgid


def _nearest(
    msgid: str, gone: list[polib.POEntry], used: set[tuple[str, str]]
) -> polib.POEntry | None:
    candidates = {entry.msgid: entry for entry in gone if _key(entry) not in used}
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
