"""Tells the life of a page through the editions: since when it exists, what changed, its names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from warraq.editions.changes import (
    LIST,
    Change,
    Kind,
    Seen,
    View,
    compare_views,
    find_renamed,
    kind_of,
    page_names,
    view_page,
)
from warraq.editions.model import Page, Sealed, order_of


@dataclass(frozen=True, slots=True)
class Step:
    """An edition in which something happened to a page."""

    edition: str
    date: str
    change: Change
    before: View = field(default_factory=dict)
    """The page in the edition before, under its former name where it was renamed."""
    now: View = field(default_factory=dict)
    former_edition: str = ""
    """The edition before, where that one has the page."""


@dataclass(frozen=True, slots=True)
class Span:
    """Editions one after the other that have a page in a language."""

    first: str
    first_date: str
    first_path: str
    """From the site's root."""
    last: str = ""
    """Empty as long as the newest edition has it: a page's history does not change with each."""
    last_date: str = ""
    last_path: str = ""


@dataclass(frozen=True, slots=True)
class Namesake:
    """What the history of a page says of the same page under another name."""

    titles: Mapping[str, tuple[str, str]]
    """Its last title and the code of that title's language, by the tags of languages."""
    since: Mapping[str, Span] = field(default_factory=dict)
    """When each language had it first, of a former name."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that the history of a page tells."""

    name: str
    kind: str
    steps: tuple[Step, ...]
    """Oldest first."""
    spans: Mapping[str, tuple[Span, ...]]
    """By the tags of the languages that have or had it; oldest first."""
    current: Mapping[str, Page]
    """The page in the newest edition, by the tags of its languages."""
    last: Mapping[str, Page]
    """The page in the last edition that has it in each language."""
    successor: str = ""
    """What the page is called in the newest edition, or was called next, if it was renamed."""
    formers: tuple[str, ...] = ()
    """What it was called before, in the editions."""
    namesakes: Mapping[str, Namesake] = field(default_factory=dict)
    """What is known of all its former names, newest first, and of its successor."""


def make_timelines(sealed: Sequence[Sealed]) -> dict[str, Timeline]:
    """The timeline of each page that any edition has; `sealed` are all editions, oldest first."""
    renames = [find_renamed(before, after) for before, after in pairwise(sealed)]
    names = dict.fromkeys(name for one in sealed for name in page_names(one))
    followed = follow_names(sealed)
    found = {name: _follow_page(name, sealed, renames) for name in names}
    for name, timeline in found.items():
        formers = tuple(former for former in timeline.formers if former in names)
        successor = followed.get(name, "" if timeline.current else timeline.successor)
        found[name] = replace(timeline, formers=formers, successor=successor)
    for name, timeline in found.items():
        if timeline.formers or timeline.successor:
            found[name] = replace(timeline, namesakes=_meet_namesakes(timeline, found))
    return found


def _meet_namesakes(life: Timeline, lives: Mapping[str, Timeline]) -> dict[str, Namesake]:
    found: dict[str, Namesake] = {}
    waiting = list(life.formers)
    while waiting:
        name = waiting.pop(0)
        if name in found or name == life.name:
            continue
        former = lives[name]
        since = {tag: spans[0] for tag, spans in former.spans.items()}
        found[name] = Namesake(_titles_of(former), since)
        waiting += former.formers
    ordered = sorted(found.items(), key=lambda row: _begin(row[1]), reverse=True)
    if life.successor in lives:
        ordered.append((life.successor, Namesake(_titles_of(lives[life.successor]))))
    return dict(ordered)


def _begin(former: Namesake) -> tuple[int, int, int]:
    return min((order_of(span.first) for span in former.since.values()), default=(0, 0, 0))


def _titles_of(life: Timeline) -> dict[str, tuple[str, str]]:
    return {
        tag: (page.title, page.title_language or page.language) for tag, page in life.last.items()
    }


def follow_names(sealed: Sequence[Sealed]) -> dict[str, str]:
    """The name in the newest edition of each page that was renamed, over any number of renames.

    What a brief of the newest edition claims goes before what earlier editions did. A page that
    is not in the newest edition under any name is left out.
    """
    if not sealed:
        return {}
    now = page_names(sealed[-1])
    steps: dict[str, str] = {}
    for one in sealed:
        for name in page_names(one):
            for seen in view_page(one, name).values():
                steps.update({former: name for former in seen.page.formerly if former != name})
    found: dict[str, str] = {}
    for former in steps:
        if former in now:
            continue
        name, passed = former, {former}
        while name not in now and name in steps and steps[name] not in passed:
            name = steps[name]
            passed.add(name)
        if name in now:
            found[former] = name
    return found


def _follow_page(
    name: str, sealed: Sequence[Sealed], renames: Sequence[dict[str, str]]
) -> Timeline:
    steps: list[Step] = []
    spans: dict[str, list[Span]] = {}
    formers: list[str] = []
    before: View = {}
    last: dict[str, Seen] = {}
    successor = ""
    kind = LIST
    for index, one in enumerate(sealed):
        now = view_page(one, name)
        earlier = sealed[index - 1] if index else None
        renamed = renames[index - 1] if index else {}
        former = ""
        compared: View = before
        if now and not before:
            former = next((old for old, new in renamed.items() if new == name), "")
            compared = view_page(earlier, former) if earlier and former else {}
        if now:
            kind, successor = kind_of(now), ""
            last |= now
            formers += [one for seen in now.values() for one in seen.page.formerly]
        elif before:
            successor = renamed.get(name, "")
        change = _judge(compared, now, name, former, successor if before and not now else "")
        if change:
            had = earlier.name if earlier and compared else ""
            steps.append(Step(one.name, one.tag.date, change, compared, now, had))
        _extend_spans(spans, now, one, earlier, before)
        before = now
    return Timeline(
        name,
        kind,
        tuple(steps),
        {tag: tuple(found) for tag, found in spans.items()},
        _pages_of(before),
        _pages_of(last),
        successor,
        tuple(dict.fromkeys(formers)),
    )


def _pages_of(view: View) -> dict[str, Page]:
    """The pages by language, without what changes though no reader sees it, nor any edition's name.

    Else a history would be written anew with each edition.
    """
    return {tag: replace(seen.page, source="") for tag, seen in view.items()}


def _judge(before: View, now: View, name: str, former: str, successor: str) -> Change | None:
    if not (before or now):
        return None
    if not now:
        kind = Kind.RENAMED if successor else Kind.REMOVED
        return Change(kind, name, "", tuple(before))
    if kind_of(now) != LIST:
        return compare_views(before, now, name, former)
    anew = tuple(tag for tag in now if tag not in before)
    if not before:
        return Change(Kind.ADDED, name, "", anew)
    return Change(Kind.CHANGED, name, "", anew) if now.keys() != before.keys() else None


def _extend_spans(
    spans: dict[str, list[Span]], now: View, one: Sealed, earlier: Sealed | None, before: View
) -> None:
    for tag, seen in now.items():
        if tag not in before:
            spans.setdefault(tag, []).append(Span(one.name, one.tag.date, seen.path))
    for tag, seen in before.items():
        if tag not in now and earlier is not None:
            span = spans[tag][-1]
            spans[tag][-1] = Span(
                span.first,
                span.first_date,
                span.first_path,
                earlier.name,
                earlier.tag.date,
                seen.path,
            )
