"""Reads a `.po` file, or says where it is wrong and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import polib


class CatalogError(ValueError):
    """A `.po` file that cannot be used; the text says which, where and what to do."""


_WHERE = re.compile(r"\(line (\d+)\)(?:: )?(.*)", re.DOTALL)
"""How polib names a line, and what it found there."""


_STRING = re.compile(r"\ufeff?(?:#~\s*)?(msg[a-z_]+(?:\[\d+\])?)?\s*(\".*)", re.DOTALL)
"""A line of a `.po` file that holds a text, with its keyword or as a continuation."""

_WHOLE = re.compile(r'"(?:[^"\\]|\\.)*"\s*', re.DOTALL)


def read_catalog(path: Path) -> polib.POFile:
    """Read the `.po` file at `path`: UTF-8, with or without a byte order mark, any line ends.

    Entries know their lines; writing the catalog again does not wrap. Raises CatalogError
    for a file that is not UTF-8, holds the marks of a merge conflict or is not a catalog.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CatalogError(f"{path}:{line}: is not UTF-8; save the file as UTF-8") from error
    last = ""
    for number, line_text in enumerate(text.split("\n"), 1):
        if line_text.startswith(("<<<<<<< ", ">>>>>>> ")):
            raise CatalogError(
                f"{path}:{number}: a merge conflict stands here; keep one side, delete the markers"
            )
        # polib takes the first and the last letter off such a line without a look at them.
        if (found := _STRING.match(line_text)) and not _WHOLE.fullmatch(found[2]):
            raise CatalogError(
                f"{path}:{number}: this text lacks its closing double quote, or has one within; "
                'close it, and write \\" for one that is meant as text'
            )
        if found and found[1]:
            last, last_line = found[1], number
    catalog = _parse(path)
    if last and not last.startswith("msgstr"):
        raise CatalogError(f'{path}:{last_line}: the last entry has no msgstr; add msgstr ""')
    return catalog


def _parse(path: Path) -> polib.POFile:
    try:
        # From the file: polib splits a text also at U+2028 and its like, which may stand in one.
        return polib.pofile(str(path), encoding="utf-8", wrapwidth=0, check_for_duplicates=False)
    except (OSError, ValueError, IndexError) as error:
        found = _WHERE.search(str(error).replace(str(path), ""))
        place, what = (found[1], found[2]) if found else ("1", str(error))
        aside = f" ({what})" if what else ""
        raise CatalogError(
            f"{path}:{place}: this line is not valid in a .po file{aside}; "
            "correct it, or open the file in a gettext editor"
        ) from error


def message_key(entry: polib.POEntry) -> tuple[str, str]:
    """What tells a message from others: its context and its msgid."""
    return (entry.msgctxt or "", entry.msgid)


def translated_forms(entry: polib.POEntry) -> list[str]:
    """Every text that a translator has given for an entry."""
    return [text for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]


def refuse_rivals(catalog: polib.POFile, path: Path) -> None:
    """Raise CatalogError if two entries translate one message otherwise: one would be lost."""
    first: dict[tuple[str, str], polib.POEntry] = {}
    for entry in catalog:
        if not translated_forms(entry):
            continue
        rival = first.setdefault(message_key(entry), entry)
        if translated_forms(rival) != translated_forms(entry):
            raise CatalogError(
                f"{path}:{entry.linenum}: this message is translated in line {rival.linenum} "
                "already, in other words; keep one of the two"
            )
