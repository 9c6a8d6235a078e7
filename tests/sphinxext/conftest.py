"""An archive of several years for tests of lists, pages and pruning; every text is synthetic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from kit import Site

CONF = "archive_newest = 3\narchive_page_size = 2\n"
INDEX = """\
# Synthetic archive

```{briefs} newest
```

```{briefs} years
```

```{toctree}
:hidden:

briefs/index
about
```
"""
LISTED = {
    "briefs/2024/first-of-may": "2024-05-01",
    "briefs/2024/may": "2024-05",
    "briefs/2022/end-of-year": "2022-12-31",
    "briefs/2022/july-b": "2022-07",
    "briefs/2022/july-a": "2022-07",
    "briefs/2022/march": "2022-03-09",
    "briefs/2022/some-day": "2022",
    "briefs/2021/alone": "2021-02",
}
REMOVED = {"briefs/2022/gone": "2022-06", "briefs/2020/gone": "2020-04-04"}
RETRACTED = "briefs/2022/end-of-year"
UNTRANSLATED = "briefs/2022/march"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The archive and what it holds."""

    site: Site
    listed: tuple[str, ...] = tuple(LISTED)
    """The documents that lists show, newest first."""
    removed: tuple[str, ...] = tuple(REMOVED)
    retracted: str = RETRACTED
    untranslated: str = UNTRANSLATED


def fill_shelf(root: Path, conf: str = CONF) -> Shelf:
    """Write the archive; nothing is built."""
    site = Site(root, conf)
    site.page("index", INDEX)
    site.page("about", "# About the synthetic archive\n\nSynthetic words.\n")
    site.page("briefs/index", "# All synthetic briefs\n\n```{briefs} years\n```\n")
    for name, date in (LISTED | REMOVED).items():
        slug = name.rpartition("/")[2]
        facts = {"title": f"Synthetic {slug}", "date": date, "summary": f"Deck of {slug}."}
        path = site.brief(name.removeprefix("briefs/"), f"Text of {slug}.\n", **facts)
        state = "removed" if name in REMOVED else "retracted" if name == RETRACTED else ""
        if state:
            note = f"status: {{state: {state}, note: A synthetic reason.}}"
            path.write_text(path.read_text("utf-8").replace("status: published", note), "utf-8")
        if name != UNTRANSLATED:
            words = {
                f"Synthetic {slug}": f"إحاطة {slug}",
                f"Deck of {slug}.": f"تمهيد {slug}.",
                f"Text of {slug}.": f"نص {slug}.",
            }
            site.catalog(name, words)
    return Shelf(site)


@pytest.fixture(scope="session")
def make_shelf() -> Callable[..., Shelf]:
    """Writes the archive into a folder, with further lines of conf.py."""
    return fill_shelf
