"""Makes the name of a page's file from its title."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 80
_APOSTROPHES = re.compile("['’‘ʼ`´]")


def make_slug(*texts: str) -> str:
    """Lower-case ASCII words joined by hyphens, of the first text that has two letters of them.

    Only a title in another script needs the second, such as the name of its file.
    """
    for text in texts:
        plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text))
        ascii_only = plain.encode("ascii", "ignore").decode("ascii").lower()
        slug = "-".join(re.findall(r"[a-z0-9]+", ascii_only))
        letters = sum(char.isalpha() for char in text)
        if len(re.findall("[a-z]", slug)) * 2 > letters and letters > 1:
            return _shorten(slug)
    return "brief"


def _shorten(slug: str) -> str:
    if len(slug) <= _LONGEST:
        return _avoid_reserved(slug)
    return slug[: _LONGEST + 1].rpartition("-")[0] or slug[:_LONGEST]


def _avoid_reserved(slug: str) -> str:
    """`index` and `page-2` are names of lists in the folder of a year."""
    return f"brief-{slug}" if re.fullmatch(r"index|page-[0-9]+", slug) else slug
