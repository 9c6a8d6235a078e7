"""Computes what stands beside sealed editions from their records and the archive of today."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from warraq.archive import Archive
from warraq.editions.editionpages import list_path
from warraq.editions.examining import is_signature
from warraq.editions.model import LATEST, RECORDS, Sealed, newest_by_language
from warraq.editions.mutablepages import KEEP, Kept, mutable_files
from warraq.editions.voices import Facts
from warraq.site.front import front_files, map_pages, title_in, words_in

Read = Callable[[str], bytes]


def compute_beside(
    archive: Archive, root: Path, editions: Sequence[Sealed], read: Read
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every file that may change in the site `root`, all made anew.

    But the copies of the newest edition in `LANG/latest/`. `editions` are oldest first; `read`
    gives a published file by its path from the site's root.
    """
    existing = _records_as_told(root, editions)
    for path, content in language_files(archive, editions, read, existing):
        assert content is not KEEP
        yield path, content.encode() if isinstance(content, str) else content
    for path, text in root_files(archive, root, editions).items():
        yield path, text.encode()


def _records_as_told(root: Path, editions: Sequence[Sealed]) -> Callable[[str], bytes | None]:
    """Gives files of the records, and nothing else; signatures where the lists tell of them.

    A signature may be added at any time, and the lists tell of it when they are next written.
    """
    newest = newest_by_language(editions)
    lists = (root / list_path(tag) for tag in newest)
    told = "".join(path.read_text("utf-8", "replace") for path in lists if path.is_file())

    def existing(path: str) -> bytes | None:
        if not path.startswith(f"{RECORDS}/") or (is_signature(path) and f"/{path}" not in told):
            return None
        try:
            return (root / path).read_bytes()
        except OSError:
            return None

    return existing


def language_files(
    archive: Archive,
    editions: Sequence[Sealed],
    read: Read,
    existing: Callable[[str], bytes | None],
) -> Iterator[tuple[str, str | bytes | Kept]]:
    """Yield histories, lists, styles, redirects, as `mutable_files` does."""
    yield from mutable_files(editions, read, existing, page_facts(archive))


def root_files(archive: Archive, root: Path, editions: Sequence[Sealed]) -> dict[str, str]:
    """The entrance, maps and pages for missing pages; `latest` has to be in `root` already."""
    newest = newest_by_language(editions)
    # A language that no edition has yet has nothing to lead to.
    spoken = tuple(language for language in archive.languages if language.tag in newest)
    return front_files(
        replace(archive, languages=spoken),
        root,
        prefix=f"{LATEST}/",
        pages={
            language.tag: list(map_pages(newest[language.tag].pages[language.tag], language.code))
            for language in spoken
        },
        editions=[edition.name for edition in editions],
    )


def page_facts(archive: Archive) -> Facts:
    """What the pages beside the editions need to know of the archive of today."""
    titles, words = {}, {}
    for language in archive.languages:
        titles[language.code] = title_in(archive, language)
        words[language.code] = words_in(archive, language)
    return Facts(archive.languages, titles, words, archive.url)
