"""Says what came of publishing: what was sealed, what readers will see differ, what was written."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.console import Console

from warraq.editions.changes import compare_editions
from warraq.editions.examining import FORMER, examine_record
from warraq.editions.model import RECORDS, Sealed
from warraq.site.publishing import Published


def say_published(published: Published, as_json: bool, again: Collection[str] = ()) -> None:
    """Print what was made; editions of `again` were there before, and came out as sealed."""
    made = {sealed.name for sealed in published.made}
    former = {
        sealed.name: _compare_renderings(earlier, sealed)
        for sealed in published.made
        if sealed.name not in again and (earlier := _read_former(published.site, sealed))
    }
    differences = {
        later.name: _count_changes(earlier, later)
        for earlier, later in pairwise([None, *published.sealed])
        if later is not None and later.name in made - {*again, *former}
    }
    if as_json:
        data = {
            "site": str(published.site),
            "made": sorted(made),
            "editions": [sealed.name for sealed in published.sealed],
            "differences": differences,
            "renderings": former,
            "changed": list(published.changed),
            "messages": list(published.messages),
        }
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return
    console = Console(soft_wrap=True, highlight=False)
    for message in published.messages:
        console.print(message, markup=False, style="yellow")
    for sealed in published.made:
        rendering = f", rendering {sealed.rendering}" if sealed.rendering > 1 else ""
        pages = sum(map(len, sealed.pages.values()))
        once_more = ", made once more, as it was sealed" if sealed.name in again else ""
        print(
            f"Sealed edition {sealed.name}{rendering}: {', '.join(sealed.languages)}, "
            f"{pages} pages, {len(sealed.files)} files{once_more}"
        )
        if sealed.name in former:
            _say_rendering(**former[sealed.name])
        for kind, titles in differences.get(sealed.name, {}).items():
            print(f"  {kind} ({len(titles)}):")
            _list_some(titles)
    if not published.made:
        print("Every edition was there already.")
    folders = _count_folders(published.changed)
    listed = ", ".join(f"{folder} ({count})" for folder, count in folders.items())
    print(f"Changed beside sealed editions: {listed or 'nothing'}")
    print(f"Open {show_near(published.site / 'index.html')}")


def _say_rendering(before: int, files: list[str], texts: list[str]) -> None:
    count = f"{len(files)} file{'' if len(files) == 1 else 's'}"
    if texts:
        print(f"  differs from rendering {before} in {count}, and in the text of {len(texts)}:")
        _list_some(texts)
    else:
        print(f"  differs from rendering {before} in {count}; the text of all pages is the same")


def _list_some(lines: Sequence[str]) -> None:
    for line in lines[:10]:
        print(f"    {line}")
    if len(lines) > 10:
        print(f"    and {len(lines) - 10} more")


def _read_former(site: Path, sealed: Sealed) -> Sealed | None:
    """The rendering before that of an edition, where its record is kept."""
    record = site / RECORDS / sealed.name
    for number in range(sealed.rendering - 1, 0, -1):
        folder = record / FORMER / str(number)
        if folder.is_dir():
            return examine_record(folder, str(folder), sealed.name, holder=record).sealed
    return None


def _compare_renderings(before: Sealed, now: Sealed) -> dict[str, Any]:
    """Which files two renderings do not share, and which pages do not have the same text."""

    def differ(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
        return sorted(path for path in {*one, *other} if one.get(path) != other.get(path))

    return {
        "before": before.rendering,
        "files": differ(before.files, now.files),
        "texts": differ(before.texts, now.texts),
    }


def _count_changes(earlier: Sealed | None, later: Sealed) -> dict[str, list[str]]:
    """What an edition changed, by kind: the names of pages, with their titles."""
    found: dict[str, list[str]] = {}
    for change in compare_editions(earlier, later):
        title = _title_of(change.page, later, earlier)
        moved = f" (was {change.former})" if change.former else ""
        said = f" [{', '.join(change.languages)}]" if change.languages else ""
        found.setdefault(str(change.kind), []).append(f"{change.page}{moved}: {title}{said}")
    return found


def _title_of(name: str, *editions: Sealed | None) -> str:
    for sealed in editions:
        for language in sealed.languages if sealed is not None else ():
            page = sealed.pages[language].get(name) if sealed is not None else None
            if page is not None:
                return page.title
    return name


def _count_folders(paths: Sequence[str]) -> dict[str, int]:
    """How many paths there are in each folder, by the first two steps down from the root."""
    found: dict[str, int] = {}
    for path in paths:
        steps = path.split("/")
        folder = "/".join(steps[:2]) + "/" if len(steps) > 2 else path
        found[folder] = found.get(folder, 0) + 1
    return found


def show_near(path: Path) -> str:
    """A path as one would write it from the folder that one is in."""
    try:
        return os.path.relpath(path)
    except ValueError:
        return str(path)
