"""Changes entries of a catalog and leaves every other byte of its file alone."""

from __future__ import annotations

import re
from collections.abc import Collection

import polib

from warraq.translation.verbatim import render_catalog, split_catalog

_END = re.compile(r"(?:\r?\n[ \t]*)*\Z")


def fill_entry(
    entry: polib.POEntry, forms: Collection[str], *, fuzzy: bool = False, previous: str = ""
) -> None:
    """Give an entry its translation, or its plural forms in order, and its doubts.

    `previous` is the source text that a fuzzy translation was made of.
    """
    if entry.msgid_plural:
        entry.msgstr_plural = dict(enumerate(forms))
    else:
        (entry.msgstr,) = forms
    flags = [flag for flag in entry.flags if flag != "fuzzy"]
    entry.flags = ["fuzzy", *flags] if fuzzy else flags
    entry.previous_msgctxt = entry.previous_msgid_plural = None
    entry.previous_msgid = previous or None


def rewrite_entries(text: str, catalog: polib.POFile, changed: Collection[polib.POEntry]) -> str:
    """The text of a catalog's file with the `changed` entries, which are written unwrapped.

    `text` is what the catalog was read from. Where an entry cannot be found in it for certain,
    the whole catalog is written anew.
    """
    blocks = split_catalog(text, catalog)
    if blocks is None:
        return render_catalog(catalog, None)
    marked = {id(entry) for entry in changed}
    parts = [blocks.header]
    for entry in catalog:
        block = blocks.entries[id(entry)]
        if id(entry) in marked:
            end = _END.search(block)
            body = entry.__unicode__(0).rstrip("\n").replace("\n", blocks.newline)
            block = body + (end[0] if end else "")
        parts.append(block)
    return "".join(parts) + blocks.tail
