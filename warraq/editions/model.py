"""What the modules of this room pass to one another: names, tags, pages, sealed editions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from warraq.archive import ArchiveError

_NAME = re.compile(r"(\d{4})\.(0[1-9]|1[0-2])(?:\.([1-9]\d{0,3}))?", re.ASCII)
"""CalVer (calver.org), `YYYY.0M` with an optional `MICRO`: 2023.05, 2023.05.1."""

LATEST, HISTORY, STATUS, RECORDS = "latest", "history", "status", "editions"
"""Folders beside the editions of a language: the newest edition again, the pages' histories and
what was decided later; and the folder of the editions' records at the root of the site."""

EDITION_STYLE = "_edition.css"
"""The one file in an edition's folder that knows the edition's name."""

EDITION_TAGS, SEAL_TAGS = "refs/tags/edition/", "refs/tags/seal/"
"""Where git keeps editions (`edition/2023.05`) and their seals (`seal/2023.05/1`)."""


class EditionError(ArchiveError):
    """An edition that cannot be made, read or trusted; says what is wrong and what to do."""


def order_of(name: str) -> tuple[int, int, int]:
    """Where an edition stands among others; raises EditionError for what is no edition's name."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise EditionError(
            f"{name!r} is not the name of an edition; write the year and the month, such as "
            "2024.02, and a third number for a second one in that month, 2024.02.1"
        )
    year, month, number = match.groups()
    return int(year), int(month), int(number or 0)


def is_edition_name(name: str) -> bool:
    """Whether a text is the name of an edition."""
    return _NAME.fullmatch(name) is not None


def check_not_future(name: str, now: datetime) -> None:
    """Raise EditionError for an edition of a month that has begun nowhere on earth yet."""
    today = now + timedelta(hours=14)  # from UTC to the first zone that has a new day
    if order_of(name)[:2] > (today.year, today.month):
        raise EditionError(
            f"{name} lies in the future; an edition is named by the month in which it is "
            f"published, and that is {today:%Y.%m}"
        )


@dataclass(frozen=True, slots=True)
class Tag:
    """The git tag of an edition."""

    edition: str
    object: str
    """The id of the tag object; of the commit where the tag is a lightweight one."""
    commit: str
    date: str
    """When it was tagged, as `2024-02-03T10:20:30Z`, by the tag object or else by the commit."""
    note: str = ""
    """What the maintainer wrote about the edition, one paragraph or more."""

    @property
    def time_ns(self) -> int:
        """When it was tagged, in nanoseconds since 1970."""
        return int(datetime.fromisoformat(self.date).timestamp()) * 1_000_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """What an edition's record says of one page in one language."""

    path: str
    """From the folder of the edition: `briefs/2023/slug.html`."""
    kind: str
    """`brief`, `document` (another page with a source), `list` (made by the toolkit)."""
    title: str
    language: str = ""
    """The code of the language that its text can be read in."""
    title_language: str = ""
    """That of its title, where it is another one: of a text half of which is translated."""
    date: str = ""
    """When a brief was published, in EDTF."""
    state: str = ""
    """Of a brief: published, corrected, retracted, removed."""
    status_note: str = ""
    status_date: str = ""
    revisions: tuple[tuple[str, str], ...] = ()
    """Date and note of each change made after publication."""
    percent: int = 100
    """How much of it is translated."""
    formerly: tuple[str, ...] = ()
    """The page names that a brief had before, such as `briefs/2023/former-slug`."""
    source: str = ""
    """The digest of what a document is made of in this language (its source, its catalog)."""
    mark: str = ""
    """What a brief's page says of its status to later decisions; see `laterstatus.status_mark`."""
    facts: tuple[tuple[str, str], ...] = ()
    """A brief's facts but its date, each by its name in front matter, as this language shows it;
    a fact of several items has a pair for each."""
    parts: tuple[tuple[str, str], ...] = ()
    """The digests of what the text lacks: `links`, where they lead, and `pictures`, their bytes.
    One of nothing is empty; an older record has none."""


@dataclass(frozen=True, slots=True)
class Toolkit:
    """The code that renders: equal digests give equal bytes."""

    version: str
    sha256: str
    """Of the package, the settings, styles and templates, and the lock of the libraries."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An edition as it was sealed: all that its record says."""

    tag: Tag
    toolkit: Toolkit
    rendering: int
    """1 for the first, 2 after it was rebuilt once on purpose, and so on."""
    languages: tuple[str, ...]
    """The BCP 47 tags of its languages, the language of the sources first."""
    files: Mapping[str, str]
    """SHA-256 of each published file, by its path from the site's root."""
    texts: Mapping[str, str]
    """SHA-256 of the text of each brief and document, by the same path."""
    content: Mapping[str, str]
    """SHA-256 of each file of the tag that it was made from, by its path in the repository."""
    pages: Mapping[str, Mapping[str, Page]] = field(default_factory=dict)
    """Its pages by language tag and name (`briefs/2023/slug`)."""

    @property
    def name(self) -> str:
        """The edition's name."""
        return self.tag.edition


def newest_by_language(sealed: Sequence[Sealed]) -> dict[str, Sealed]:
    """The newest edition that has each language; `sealed` is oldest first."""
    return {tag: one for one in sealed for tag in one.languages}
