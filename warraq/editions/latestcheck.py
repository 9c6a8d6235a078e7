"""Checks what stands beside the editions: the newest one again, and the pages that all link to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from warraq.editions.filecheck import Reader, list_files
from warraq.editions.findings import Finding, Kind, show_path
from warraq.editions.model import EDITION_STYLE, HISTORY, LATEST, STATUS, Sealed, newest_by_language

_REFRESH = re.compile(
    rb"""<meta[^>]*http-equiv=["']?refresh["']?[^>]*content=["']\s*\d+\s*;\s*url=([^"']+)["']""",
    re.I,
)
"""A redirect without a server (HTML, "Refresh state"), as this toolkit writes it."""

_START = 64 << 10
"""As many bytes as the head of a page has at most."""


def check_latest(
    reader: Reader, editions: Sequence[Sealed], count: Callable[[], None] = lambda: None
) -> Iterator[Finding]:
    """Compare `LANG/latest` with the newest edition of each language; `editions` oldest first."""
    newest = newest_by_language(editions)
    for language, edition in newest.items():
        before = f"{language}/{edition.name}/"
        wanted = {
            f"{language}/{LATEST}/{path.removeprefix(before)}": digest
            for path, digest in edition.files.items()
            if path.startswith(before)
        }
        wanted.pop(f"{language}/{LATEST}/{EDITION_STYLE}", None)
        yield from _check_folder(reader, editions, language, edition, wanted, count)


def _check_folder(
    reader: Reader,
    editions: Sequence[Sealed],
    language: str,
    edition: Sealed,
    wanted: dict[str, str],
    count: Callable[[], None],
) -> Iterator[Finding]:
    folder = f"{language}/{LATEST}"

    def find(path: str, said: str) -> Finding:
        return Finding(Kind.LATEST, edition.name, path, said)

    if (reader.site / folder).is_symlink() or not (reader.site / folder).is_dir():
        yield find(folder, f"is missing; edition {edition.name} should be found there again")
        return
    former = _former_paths(editions, language)
    style = f"{folder}/{EDITION_STYLE}"
    seen = set()
    for path, odd in list_files(reader.site, folder):
        seen.add(path)
        if odd:
            yield find(path, odd)
            continue
        if path == style:
            continue  # see stylecheck
        try:
            digest = reader.digest(path)
            count()
        except OSError as error:
            yield find(path, f"cannot be read: {error.strerror}")
            continue
        if path in wanted:
            if digest != wanted[path]:
                yield find(path, f"is not the file of edition {edition.name}, the newest")
        elif path.removeprefix(f"{folder}/") not in former:
            yield find(path, "is of no edition")
        else:
            yield from _check_redirect(reader.site, path, find)
    for path in sorted({*wanted, style} - seen):
        yield find(path, f"is missing, as edition {edition.name} has it")


def _former_paths(editions: Sequence[Sealed], language: str) -> set[str]:
    """What any edition had in a language, under all names: there a redirect or tombstone may be."""
    paths = set()
    for edition in editions:
        folder = f"{language}/{edition.name}/"
        paths |= {path.removeprefix(folder) for path in edition.files if path.startswith(folder)}
        for pages in edition.pages.values():
            for page in pages.values():
                paths.add(page.path)
                paths |= {f"{name}.html" for name in page.formerly}
    return paths


def _check_redirect(
    site: Path, path: str, find: Callable[[str, str], Finding]
) -> Iterator[Finding]:
    with (site / path).open("rb") as file:
        found = _REFRESH.search(file.read(_START))
    if found is None:
        return
    target = unquote(found[1].decode("utf-8", "replace")).partition("#")[0]
    place = _resolve(path, target)
    if place is None or not (site / place).is_file():
        yield find(path, f"leads to {show_path(target)}, which is not in the site")


def _resolve(path: str, target: str) -> str | None:
    """The path from the site's root that a relative link leads to; None for any other link."""
    if ":" in target or target.startswith("/") or "\\" in target:
        return None
    parts = list(PurePosixPath(path).parent.parts)
    for part in target.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


# -- What sealed pages link to -------------------------------------------------------------------


def check_links(site: Path, editions: Sequence[Sealed]) -> Iterator[Finding]:
    """Name the pages and styles that sealed pages count on and that are missing."""
    newest = newest_by_language(editions)
    for language, last in newest.items():
        wanted = {f"{language}/index.html": "the start of this language"}
        for edition in editions:
            if language not in edition.languages:
                continue
            status = f"{language}/{STATUS}/{edition.name}.css"
            wanted[status] = f"pages of edition {edition.name} ask it whether there is a newer one"
            for page in edition.pages.get(language, {}).values():
                if page.kind == "list":
                    continue
                said = f"pages of edition {edition.name} link to it"
                wanted.setdefault(f"{language}/{HISTORY}/{page.path}", said)
                if f"{language}/{last.name}/{page.path}" not in last.files:
                    wanted.setdefault(f"{language}/{LATEST}/{page.path}", said)
        for path, said in wanted.items():
            if not (site / path).is_file():
                yield Finding(Kind.LINKS, "", path, f"is missing; {said}")
