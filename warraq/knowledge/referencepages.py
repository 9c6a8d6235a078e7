"""Names the pages that list references and those that cite one, the same in every language."""

from __future__ import annotations

import hashlib
import re

_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_RESERVED = re.compile(r"index|page-[0-9]+|con|prn|aux|nul|(?:com|lpt)[0-9]")
"""Names that pages of the archive or devices of Windows have."""
_LONGEST = 80


def citing_page(key: str, number: int = 1) -> str:
    """The name of a page of the list of what cites a document: `references/key/index`."""
    folder = f"references/{safe_name(key)}"
    return f"{folder}/index" if number == 1 else f"{folder}/page-{number}"


def bibliography_page(docname: str, place: int, number: int) -> str:
    """The name of a page of the list number `place` of a document, whose first is its own."""
    if number == 1:
        return docname
    return f"{docname}/page-{number}" if place == 1 else f"{docname}/list-{place}-page-{number}"


def safe_name(key: str) -> str:
    """A citation key as a folder's name on any disk; no two keys of an archive have the same.

    Keys that differ in case alone are one key. A key with other letters than a-z, figures and
    hyphens gets the beginning of its digest.
    """
    small = key.lower()
    if _PLAIN.fullmatch(small) and not _RESERVED.fullmatch(small) and len(small) <= _LONGEST:
        return small
    plain = re.sub("[^a-z0-9]+", "-", small)[: _LONGEST - 9].strip("-")
    return f"{plain}-{hashlib.sha256(small.encode()).hexdigest()[:8]}".lstrip("-")
