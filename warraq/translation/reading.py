"""Reads a `.po` file, or says where it is wrong and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import polib


class CatalogError(ValueError):
    """A `.po` file that cannot be used; the text says which, where and what to do."""


_WHERE = re.compile(r"\(line (\d+)\)(?:: )?(.*)", re.DOTALL)
"""How polib names a line, and what it found there."""


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
    for number, line_text in enumerate(text.split("\n"), 1):
        if line_text.startswith(("<<<<<<< ", ">>>>>>> ")):
            raise CatalogError(
                f"{path}:{number}: a merge conflict stands here; keep one side, delete the markers"
            )
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
