"""Makes the name of a page's file from its title."""

from __future__ import annotations

import re
import unicodedata

NAMELESS = "brief"
"""The name of a page that nothing gives one."""

_LONGEST = 80
_VALID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_RESERVED = re.compile(r"index|page-[0-9]+")
"""Names of lists in the folder of a year."""
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
    return NAMELESS


def _shorten(slug: str) -> str:
    if len(slug) <= _LONGEST:
        return _avoid_reserved(slug)
    return slug[: _LONGEST + 1].rpartition("-")[0] or slug[:_LONGEST]


def _avoid_reserved(slug: str) -> str:
    return f"brief-{slug}" if _RESERVED.fullmatch(slug) else slug


def judge_slug(slug: str) -> str:
    """What is wrong with a name for a page's file, in words; nothing if it can be used."""
    if not _VALID.fullmatch(slug):
        return "may hold a to z, digits and single hyphens between them"
    if len(slug) > _LONGEST:
        return f"has {len(slug)} letters, more than {_LONGEST}; write a shorter one"
    return "is the name of a list; write another" if _RESERVED.fullmatch(slug) else ""
