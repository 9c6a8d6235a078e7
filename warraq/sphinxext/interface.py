"""Knows the words of Sphinx and the theme that the site shows, and which have no translation."""

from __future__ import annotations

from pathlib import Path

import polib
from sphinx import package_dir

from warraq.translation.extract import make_template

_KINDS: dict[str, tuple[str, ...]] = {
    "heading of a remark": (
        *("Attention", "Caution", "Danger", "Error", "Hint", "Important", "Note"),
        *("See also", "Tip", "Warning"),
    ),
    "tooltip of the mark beside a heading": (
        *("Link to this definition", "Link to this term", "Link to this heading"),
        *("Link to this table", "Link to this code", "Link to this image"),
        "Link to this toctree",
    ),
    "heading": ("Contents", "Index"),
    "number of a picture or table": ("Fig. %s", "Table %s", "Listing %s", "Section %s"),
    "search page": (
        *("Search", "Search Results", "Searching", "Preparing search...", "Hide Search Matches"),
        ", in ",
        "Your search did not match any documents. Please make sure that all words are spelled "
        "correctly and that you've selected enough categories.",
    ),
}
_FOUND = (
    "Search finished, found one page matching the search query.",
    "Search finished, found ${resultCount} pages matching the search query.",
)


def find_untranslated_words(language: str) -> tuple[polib.POEntry, ...]:
    """The words of Sphinx and the theme that the installed Sphinx has not in `language`."""
    rows = [(word, "", "", 0, kind) for kind, words in _KINDS.items() for word in words]
    rows.append((*_FOUND, "", 0, "search page"))
    known = _translated_by_sphinx(language)
    return tuple(entry for entry in polib.pofile(make_template(rows)) if entry.msgid not in known)


def _translated_by_sphinx(language: str) -> frozenset[str]:
    path = Path(package_dir) / "locale" / language / "LC_MESSAGES" / "sphinx.mo"
    if not path.is_file():
        return frozenset()
    return frozenset(entry.msgid for entry in polib.mofile(str(path)) if _is_translated(entry))


def _is_translated(entry: polib.MOEntry) -> bool:
    return bool(entry.msgstr) or any(entry.msgstr_plural.values())
