"""Finds the pages that an archive already has, by their originals and addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_HEAD = 65_536  # bytes: front matter is shorter
_SHA256 = re.compile(rb"^\s+sha256:\s*[\"']?([0-9a-f]{64})\b", re.M)
_SOURCE = re.compile(rb"^\s+file:\s*[\"']?(\S+?)[\"']?\s*$", re.M)
_URL = re.compile(rb"^url:\s*[\"']?(\S+?)[\"']?\s*$", re.M)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The pages of briefs, by paths from the archive's root."""

    by_sha256: Mapping[str, tuple[str, ...]]
    """The pages that were made from an original."""

    sources: Mapping[str, str]
    """The path of each original, by the same."""

    by_url: Mapping[str, str]
    """The page of what was first published at an address."""


def read_shelf(root: Path) -> Shelf:
    """Look through the front matter of every brief, without judging it."""
    by_sha256: dict[str, tuple[str, ...]] = {}
    sources: dict[str, str] = {}
    by_url: dict[str, str] = {}
    for path in sorted((root / "docs" / "briefs").glob("[0-9][0-9][0-9][0-9]/*.md")):
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD)
        except OSError:
            continue
        front = re.split(rb"^---\s*$", head, maxsplit=2, flags=re.M)
        if len(front) < 3:
            continue
        name = path.relative_to(root).as_posix()
        if found := _SHA256.search(front[1]):
            sha256 = found[1].decode("ascii")
            by_sha256[sha256] = (*by_sha256.get(sha256, ()), name)
            if stored := _SOURCE.search(front[1]):
                sources.setdefault(sha256, stored[1].decode("utf-8", "replace"))
        if found := _URL.search(front[1]):
            by_url.setdefault(found[1].decode("utf-8", "replace"), name)
    return Shelf(by_sha256, sources, by_url)
