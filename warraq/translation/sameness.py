"""Tells whether entries and catalogs are the same, and in which order they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import polib

from warraq.translation.reading import message_key, translated_forms


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


def read_words(entry: polib.POEntry) -> tuple[object, ...]:
    """What an entry says but for comments, places and flags."""
    return (*translated_forms(entry), entry.msgid_plural or "", entry.fuzzy)


def is_reordered(old: Iterable[polib.POEntry], merged: Iterable[polib.POEntry]) -> bool:
    """Whether the messages that both catalogs have in use stand in another order."""
    first = [message_key(entry) for entry in old if not entry.obsolete]
    second = [message_key(entry) for entry in merged if not entry.obsolete]
    both = set(first) & set(second)
    return [key for key in first if key in both] != [key for key in second if key in both]


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
