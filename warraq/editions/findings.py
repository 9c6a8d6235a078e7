"""What a check of the published site finds: what is wrong, with which file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from warraq.editions.model import RECORDS, order_of


class Kind(StrEnum):
    """What sort of thing is wrong, the weightiest first."""

    RECORD = "record"
    """The record of an edition is not as it was written."""
    TAG = "tag"
    """The repository says otherwise: a tag, a seal, the content of the tag."""
    SIGNATURE = "signature"
    CHANGED = "changed"
    SWAPPED = "swapped"
    """Files hold what belongs into one another."""
    RENAMED = "renamed"
    MISSING = "missing"
    ADDED = "added"
    ODD = "no plain file"
    """A symbolic link, a folder, a pipe, where a file belongs."""
    UNREADABLE = "unreadable"
    TEXT = "text"
    """The record of a page's text is not that of the page."""
    STYLE = "style"
    """A stylesheet that sealed pages load could hide or forge what they say."""
    BESIDE = "not as computed"
    """What stands beside the editions is not what their records and the archive give."""
    LATEST = "latest"
    """The newest edition under its other name is not the same."""
    LINKS = "links"
    """A page that sealed pages link to is missing: nothing that was published is lost."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    kind: Kind
    edition: str
    """Empty for what belongs to no edition."""
    path: str
    """From the site's root, or the name of a tag."""
    said: str
    """The rest of the sentence that begins with the path."""

    def __str__(self) -> str:
        """The sentence."""
        return f"{show_path(self.path)}: {self.said}"


def show_path(path: str) -> str:
    """A path as it can be printed: signs that a terminal obeys or hides are spelled out."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in path
    )


# -- Many at once --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind that are told together."""

    title: str
    count: int
    """How many findings these are; a line may tell of several."""
    lines: tuple[str, ...]


def group_findings(findings: Sequence[Finding], editions: Sequence[str]) -> Iterator[Group]:
    """Yield findings by edition and kind, those first that are the same in several editions.

    A file that was taken out of ten editions in two languages is one line. `editions` are those
    that were checked, oldest first.
    """
    same: dict[tuple[Kind, str, str], list[Finding]] = {}
    for one in findings:
        same.setdefault((one.kind, _inside(one), one.said), []).append(one)
    shared: dict[Kind, list[tuple[str, list[Finding]]]] = {}
    alone: dict[tuple[str, Kind], list[Finding]] = {}
    for (kind, inner, said), found in same.items():
        if inner and len({one.edition for one in found}) > 1:
            places = _say_places(found, editions)
            line = f"{show_path(inner)}: {said} ({places})"
            shared.setdefault(kind, []).append((line, found))
        else:
            for one in found:
                alone.setdefault((one.edition, kind), []).append(one)
    for kind in sorted(shared, key=list(Kind).index):
        rows = shared[kind]
        count = sum(len(found) for _, found in rows)
        yield Group(f"several editions: {kind}", count, tuple(line for line, _ in rows))
    order = {kind: place for place, kind in enumerate(Kind)}
    for edition, kind in sorted(alone, key=lambda key: (key[0], order[key[1]])):
        title = f"edition {edition}" if edition else "beside the editions"
        found = alone[edition, kind]
        yield Group(f"{title}: {kind}", len(found), tuple(map(str, found)))


def _inside(one: Finding) -> str:
    """The path in the edition's folder; nothing for what is not in one."""
    language, _, rest = one.path.partition("/")
    edition, _, inner = rest.partition("/")
    return inner if edition and edition == one.edition and language != RECORDS else ""


def _say_places(found: Sequence[Finding], editions: Sequence[str]) -> str:
    """`ar, en: 2023.05, 2023.11`: the languages and editions of a file."""
    by_language: dict[str, list[str]] = {}
    for one in found:
        by_language.setdefault(one.path.split("/", 1)[0], []).append(one.edition)
    by_editions: dict[tuple[str, ...], list[str]] = {}
    for language, names in sorted(by_language.items()):
        by_editions.setdefault(tuple(sorted(names, key=order_of)), []).append(language)
    return "; ".join(
        f"{', '.join(languages)}: {_say_editions(names, editions)}"
        for names, languages in by_editions.items()
    )


def _say_editions(names: Sequence[str], editions: Sequence[str]) -> str:
    if len(names) <= 3:
        return ", ".join(names)
    start = editions.index(names[0])
    if tuple(editions[start : start + len(names)]) == tuple(names):
        return f"{names[0]} to {names[-1]}, {len(names)} editions"
    return f"{', '.join(names[:3])} and {len(names) - 3} more"
