"""Writes the map of the site for search engines (sitemaps.org, 0.9), and what robots may read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

MOST_PAGES, MOST_BYTES = 50_000, 50_000_000
"""What one file may hold (sitemaps.org, "Using Sitemap index files")."""

NAME = "sitemap.xml"
PARTS = "sitemap-*.xml"
"""The names of the parts of a map that is too large for one file."""

RECORD = "sitemap.json"
"""The file beside a language's doctrees in which its build notes its pages."""

UNLISTED = "translations/"
"""What begins the names of lists that are for translators alone."""

_FRONT = "index.html"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MAP = (
    f'{_HEAD}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
_MAP_END = "</urlset>\n"
_INDEX = f'{_HEAD}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


@dataclass(frozen=True, slots=True)
class Page:
    """A page of one language."""

    path: str
    """Its address from the folder of its language, the same in every language."""
    changed: str = ""
    """When it last changed, as YYYY, YYYY-MM or YYYY-MM-DD; nothing where that is not known."""


def read_pages(data: object) -> list[Page]:
    """The pages in what RECORD holds as JSON; none if it is of another shape."""
    rows = data if isinstance(data, list) else []
    if all(isinstance(row, list) and [*map(type, row)] == [str, str] for row in rows):
        return [Page(*row) for row in rows]
    return []


def write_sitemap(
    address: str,
    pages: Mapping[str, Sequence[Page]],
    *,
    prefix: str = "",
    most_pages: int = MOST_PAGES,
    most_bytes: int = MOST_BYTES,
) -> dict[str, str]:
    """The files of the map by name: one, or an index and its parts.

    `pages` are those that each language truly has, by its BCP 47 tag in the order of the
    archive; a page that several languages have names them all, each in each. `prefix` is what
    leads from the folder of a language to its pages. The page that chooses a language leads to
    the front pages, and those name it as `x-default`.
    """
    parts: list[list[str]] = [[]]
    size = len(_MAP) + len(_MAP_END)
    for row in _list_rows(address, pages, prefix):
        weight = len(row.encode())
        if parts[-1] and (len(parts[-1]) == most_pages or size + weight > most_bytes):
            parts.append([])
            size = len(_MAP) + len(_MAP_END)
        parts[-1].append(row)
        size += weight
    files = {
        PARTS.replace("*", str(number)): f"{_MAP}{''.join(rows)}{_MAP_END}"
        for number, rows in enumerate(parts, 1)
    }
    if len(files) == 1:
        return {NAME: files.popitem()[1]}
    index = "".join(f"<sitemap><loc>{escape(address + name)}</loc></sitemap>\n" for name in files)
    return {NAME: f"{_INDEX}{index}</sitemapindex>\n", **files}


def _list_rows(address: str, pages: Mapping[str, Sequence[Page]], prefix: str) -> Iterator[str]:
    tags: dict[str, list[str]] = {}
    for tag, found in pages.items():
        for page in found:
            tags.setdefault(page.path, []).append(tag)
    front = f"{address}{_FRONT}"
    chosen = _list_versions(address, f"{prefix}{_FRONT}", tags.get(_FRONT, []))
    yield _format_row(front, "", [*chosen, ("x-default", front)])
    for tag, found in pages.items():
        for page in found:
            versions = _list_versions(address, f"{prefix}{page.path}", tags[page.path])
            if page.path == _FRONT:
                versions.append(("x-default", front))
            yield _format_row(f"{address}{tag}/{prefix}{page.path}", page.changed, versions)


def _list_versions(address: str, path: str, tags: Sequence[str]) -> list[tuple[str, str]]:
    return [(tag, f"{address}{tag}/{path}") for tag in tags]


def _format_row(address: str, changed: str, versions: Sequence[tuple[str, str]]) -> str:
    lines = [f"<url><loc>{escape(address)}</loc>"]
    if changed:
        lines.append(f"<lastmod>{escape(changed)}</lastmod>")
    for tag, other in versions if len(versions) > 1 else ():
        where = quoteattr(other)
        lines.append(f'<xhtml:link rel="alternate" hreflang="{tag}" href={where}/>')
    return "\n".join(lines) + "</url>\n"


def write_robots(address: str = "") -> str:
    """What robots may read: all; with the site's `address`, where its map is (RFC 9309)."""
    found = f"\nSitemap: {address}{NAME}\n" if address else ""
    return f"User-agent: *\nDisallow:\n{found}"
