"""Knows the media types of the site's files that servers and Python do not know."""

from __future__ import annotations

MEDIA_TYPES = {
    ".csl.json": "application/vnd.citationstyles.csl+json",
    ".bib": "application/x-bibtex",
    ".ris": "application/x-research-info-systems",
    ".ttl": "text/turtle",
    "feed.xml": "application/atom+xml",
}
"""By how a file's name ends, or by its whole name; as the links of pages say it."""


def find_media_type(path: str) -> str:
    """The type of a file of the site; nothing for one that every server knows."""
    name = path.rpartition("/")[2]
    for end, kind in MEDIA_TYPES.items():
        if name == end or (end.startswith(".") and name.endswith(end)):
            return kind
    return ""
