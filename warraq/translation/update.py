"""Brings a language's `.po` files up to date with the messages of the pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polib

from warraq.files import write_atomically
from warraq.translation.changes import CatalogChange, sum_changes
from warraq.translation.extract import list_templates
from warraq.translation.hints import Hints, changed_on
from warraq.translation.ledger import Ledger, Seen, digest_of, open_ledger, stamp_of
from warraq.translation.memory import NEAR, Key, Memory, Unit, read_unit
from warraq.translation.merge import (
    WRAP,
    Aids,
    count_plurals,
    merge_catalog,
)
from warraq.translation.names import OfficialName
from warraq.translation.plurals import plural_forms
from warraq.translation.reading import message_key, read_catalog, refuse_rivals
from warraq.translation.review import (
    DRAFT_COMMENT,
    REVIEWED,
    drop_marks,
    find_stale_marks,
    read_mark,
    status_of,
    write_status,
)
from warraq.translation.sameness import is_same
from warraq.translation.verbatim import (
    Blocks,
    drop_comments,
    render_catalog,
    restore_previous,
    split_catalog,
)

__all__ = [
    "NEAR",
    "WRAP",
    "CatalogChange",
    "changed_on",
    "count_plurals",
    "merge_catalog",
    "new_header",
    "open_catalog",
    "sum_changes",
    "update_catalogs",
]

Report = Callable[[int, int], None]
"""Called with how many catalogs have been looked at, and how many there are."""

SPHINX = "sphinx.po"
"""The catalog of Sphinx's and the theme's words, which Sphinx's own catalog goes before."""


def update_catalogs(
    templates: Path,
    locale: Path,
    language: str,
    project: str,
    *,
    names: Iterable[OfficialName] = (),
    interface: Sequence[polib.POEntry] = (),
    today: date | None = None,
    ledger: Path | None = None,
    report: Report = lambda *_: None,
) -> tuple[CatalogChange, ...]:
    """Update `locale/LANGUAGE/LC_MESSAGES` from the `.pot` files below `templates`.

    No translation is lost: a message that moved keeps its translation, one that was edited
    becomes fuzzy with its previous msgid, one that is gone becomes obsolete and comes back
    with its text, also into another catalog; one whose source is as it was before is finished
    again. What translators wrote above a message goes where it moves. A review mark that does
    not fit its entry any more is dropped. A file whose messages have not changed is not
    written; in one that is, entries that have not changed keep their bytes. Each file is
    written atomically. Returns what changed, a line a file.

    `names` are told to translators where messages use them. `interface` are the words of
    Sphinx and the theme that nobody has translated into this language: those that `sphinx.po`
    lacks are added to it. `today` dates what falls behind its source. `ledger` is a file that
    speeds up the next update and may be deleted.

    Raises CatalogError, before anything is written, for a `.po` file that cannot be read or
    that translates a message twice.
    """
    names = tuple(names)
    update = _Update(
        locale / language / "LC_MESSAGES",
        language,
        project,
        open_ledger(ledger, hashlib.sha256(repr(names).encode()).hexdigest()[:32]),
    )
    sources = list_templates(templates, language)
    memory = Memory(update.recall(sources))
    orphans = update.find_orphans(sources.keys() | {SPHINX}) if sources else []
    tasks = [update.prepare(name, sources.get(name), memory) for name in [*sources, *orphans]]
    aids = Aids(memory, Hints(names), today, _find_leaving(filter(None, tasks)))
    for number, task in enumerate(tasks, 1):
        if task:
            update.merge_one(task, aids)
        report(number, len(tasks))
    update.add_interface(interface)
    return update.write()


@dataclass(frozen=True, slots=True)
class _Task:
    """A catalog that is to be merged with its template."""

    name: str
    digest: str
    old: polib.POFile
    blocks: Blocks | None
    template: polib.POFile


@dataclass(slots=True)
class _Work:
    """A catalog that is to be written, or only remembered."""

    name: str
    template: str
    merged: polib.POFile
    text: str | None
    """None for a file that stays as it is."""
    change: CatalogChange | None = None


class _Update:
    """One update of the catalogs of one language."""

    def __init__(self, target: Path, language: str, project: str, ledger: Ledger) -> None:
        self.target, self.language, self.project = target, language, project
        self.ledger = ledger
        self.parsed: dict[str, polib.POFile] = {}
        self.work: list[_Work] = []

    def recall(self, sources: Iterable[str]) -> Iterator[Unit]:
        """Yield what every catalog says, and read those that have changed since the last time."""
        names = {path.relative_to(self.target).as_posix() for path in self._files()}
        self.ledger.forget(self.ledger.seen.keys() - names)
        for name in sorted(names):
            stamp = stamp_of(self.target / name)
            seen = self.ledger.seen.get(name)
            if seen is None or seen.stamp != stamp:
                catalog = self.parsed[name] = read_catalog(self.target / name)
                seen = Seen(stamp, tuple(map(read_unit, catalog)))
                self.ledger.note(name, seen)
            yield from seen.units

    def _files(self) -> Iterator[Path]:
        for path in self.target.rglob("*.po"):
            hidden = any(part.startswith(".") for part in path.relative_to(self.target).parts)
            if not hidden and path.is_file() and path.stat().st_size:
                yield path

    def find_orphans(self, sources: Iterable[str]) -> list[str]:
        """The catalogs of pages that are gone: every message that they have is of a page."""
        orphans = []
        for name in sorted(self.ledger.seen.keys() - set(sources)):
            if not all(unit.obsolete for unit in self.ledger.seen[name].units):
                catalog = self._read(name)[0]
                places = [entry.occurrences for entry in catalog if not entry.obsolete]
                if all(any(path.startswith("docs/") for path, _ in found) for found in places):
                    orphans.append(name)
        return orphans

    def prepare(self, name: str, pot: Path | None, memory: Memory) -> _Task | None:
        """Read a catalog and its template, unless nothing can have changed."""
        digest = digest_of(pot.read_bytes() if pot else b"")
        seen = self.ledger.seen.get(name)
        if seen and seen.template == digest and not _can_fill(seen, memory):
            return None
        old, blocks = self._read(name)
        return _Task(name, digest, old, blocks, read_catalog(pot) if pot else polib.POFile())

    def merge_one(self, task: _Task, aids: Aids) -> None:
        """Merge one catalog with its template."""
        name, old, blocks = task.name, task.old, task.blocks
        marked = _has_marks(old)
        merged, change = merge_catalog(old, task.template, name, aids)
        blocks, unmarked = _drop_stale_marks(merged, blocks)
        text = None
        if self.ledger.seen.get(name) is None or unmarked or not is_same(old, merged):
            if marked or _has_marks(merged):
                blocks = _correct_status(merged, blocks)
            text = render_catalog(merged, blocks)
            change = replace(change, language=self.language, unmarked=unmarked)
        self.work.append(
            _Work(name, task.digest, merged, text, change if text is not None else None)
        )

    def add_interface(self, entries: Sequence[polib.POEntry]) -> None:
        """Add to `sphinx.po` the words that it lacks; nothing in it is changed."""
        old, blocks = self._read(SPHINX)
        known = {message_key(entry) for entry in old}
        lacking = [entry for entry in entries if message_key(entry) not in known]
        if not lacking:
            return
        template = polib.POFile()
        template.extend(lacking)
        blank = polib.POFile()
        blank.metadata = old.metadata
        new, change = merge_catalog(blank, template, SPHINX)
        merged = polib.POFile(wrapwidth=WRAP)
        merged.header, merged.metadata = old.header, old.metadata
        merged.metadata_is_fuzzy = old.metadata_is_fuzzy
        merged.extend([*old, *new])
        text = render_catalog(merged, blocks)
        change = replace(change, language=self.language)
        self.work.append(_Work(SPHINX, "", merged, text, change))

    def write(self) -> tuple[CatalogChange, ...]:
        """Write what has changed, one whole file at a time."""
        for work in self.work:
            path = self.target / work.name
            if work.text is not None:
                write_atomically(path, work.text)
            units = tuple(map(read_unit, work.merged))
            self.ledger.note(work.name, Seen(stamp_of(path), units, work.template))
        self.ledger.save()
        return tuple(work.change for work in self.work if work.change)

    def _read(self, name: str) -> tuple[polib.POFile, Blocks | None]:
        """A catalog with the text of its entries, or a new one."""
        path = self.target / name
        known = self.parsed.pop(name, None)
        catalog = open_catalog(path, self.language, self.project, known)
        if not (path.exists() and path.stat().st_size):
            return catalog, None
        return catalog, split_catalog(path.read_bytes().decode("utf-8"), catalog)


def _find_leaving(tasks: Iterable[_Task]) -> dict[Key, polib.POEntry]:
    """The finished entries that catalogs lose, but for messages that they translate unlike."""
    leaving: dict[Key, polib.POEntry] = {}
    unlike: set[Key] = set()
    for task in tasks:
        wanted = {message_key(entry) for entry in task.template}
        for entry in task.old:
            unit = read_unit(entry)
            if message_key(entry) in wanted or unit.obsolete or unit.fuzzy or not unit.forms:
                continue
            first = leaving.setdefault(unit.key, entry)
            if read_unit(first).forms != unit.forms:
                unlike.add(unit.key)
    return {key: entry for key, entry in leaving.items() if key not in unlike}


def _has_marks(catalog: Iterable[polib.POEntry]) -> bool:
    return any(
        any(map(read_mark, entry.tcomment.split("\n")))
        for entry in catalog
        if not entry.obsolete and "reviewed by " in entry.tcomment
    )


def _drop_stale_marks(
    merged: Iterable[polib.POEntry], blocks: Blocks | None
) -> tuple[Blocks | None, int]:
    """Take marks that do not fit any more out of entries and their text; tell of how many."""
    texts = dict(blocks.entries) if blocks else {}
    count = 0
    for entry in merged:
        stale = () if entry.obsolete else find_stale_marks(entry)
        if not stale:
            continue
        count += 1
        entry.tcomment = drop_marks(entry.tcomment, stale)
        if id(entry) in texts:
            texts[id(entry)] = drop_comments(texts[id(entry)], set(map(str, stale)))
    return (replace(blocks, entries=texts) if blocks and count else blocks), count


def _correct_status(merged: polib.POFile, blocks: Blocks | None) -> Blocks | None:
    """Let the header say what the marks say; that of a catalog of nothing stays."""
    if all(entry.obsolete for entry in merged) or "X-Review-Status" not in merged.metadata:
        return blocks
    status = status_of(merged)
    if blocks:
        return replace(blocks, header=write_status(blocks.header, status))
    merged.metadata["X-Review-Status"] = status
    if status == REVIEWED and merged.header == DRAFT_COMMENT:
        merged.header = ""
    return None


def _can_fill(seen: Seen, memory: Memory) -> bool:
    """Whether a catalog has a message without a translation that another has translated."""
    for unit in seen.units:
        if not unit.forms and not unit.obsolete:
            match = memory.find_same(unit.key)
            if match and match.certain:
                return True
    return False


def open_catalog(
    path: Path, language: str, project: str, catalog: polib.POFile | None = None
) -> polib.POFile:
    """Read the `.po` file at `path` with a full header, or begin one.

    `catalog` is what has been read from it already. Raises CatalogError for one that cannot be
    read or that translates a message twice.
    """
    before = path.exists() and path.stat().st_size > 0
    if catalog is None:
        catalog = read_catalog(path) if before else _new_catalog(language, project)
    refuse_rivals(catalog, path)
    if before and b"#~|" in (content := path.read_bytes()):
        blocks = split_catalog(content.decode("utf-8"), catalog)
        for entry in catalog:
            restore_previous(entry, blocks)
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
