"""Yields every file of the site that may change when an edition is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Final

from warraq.editions.changes import compare_editions
from warraq.editions.departures import (
    SCRIPT,
    SCRIPT_PATH,
    departed_files,
    entrance,
    latest_path,
)
from warraq.editions.editionpages import Told, list_path, render_changes, render_list
from warraq.editions.editionstyle import latest_style, status_style
from warraq.editions.fingerprints import take_fingerprint
from warraq.editions.historypages import (
    Comparisons,
    Read,
    digest_inputs,
    digest_setting,
    history_path,
    is_current,
    render_history,
)
from warraq.editions.laterstatus import later_styles
from warraq.editions.model import EDITION_STYLE, STATUS, Sealed, newest_by_language
from warraq.editions.pageframe import STYLE_PATH, Setting, pages_style
from warraq.editions.timeline import Timeline, make_timelines
from warraq.editions.voices import Facts, voices_of


class Kept(Enum):
    """The type of KEEP."""

    KEEP = "keep"


KEEP: Final = Kept.KEEP
"""Instead of a content: the file that the site has at this path is right as it is."""


def mutable_files(
    sealed: Sequence[Sealed],
    read: Callable[[str], bytes],
    existing: Callable[[str], bytes | None],
    facts: Facts,
) -> Iterator[tuple[str, str | bytes | Kept]]:
    """Yield the path from the site's root and the content of each mutable file.

    `sealed` are all editions, oldest first. `read` gives a published file of one of them by its
    path from the site's root; `existing` the file that the site now has at a mutable path or in
    the record of an edition, or None. A history page that was made from the same inputs, and is
    as it was written, is KEEP: neither compared nor rendered anew; the caller leaves or links the
    file that it has. A mutable file that is no longer yielded is to be deleted.

    Yielded, for each language that any edition has: `LANG/history/`, `LANG/editions/`,
    `LANG/status/`, `LANG/latest/_edition.css`, the redirects and tombstones in `LANG/latest/`;
    `editions/pages.css` and `editions/moved.js`; and `LANG/index.html` of a language that the
    archive no longer has.
    Not yielded: the copies of the newest edition in `LANG/latest/`, the files of the root.
    """
    if not sealed:
        return
    newest = newest_by_language(sealed)
    # A language that no edition has yet has no page that its pages could lead to.
    voices = tuple(voice for voice in voices_of(facts, tuple(newest)) if voice.tag in newest)
    setting = Setting(facts, voices, pages_style(facts))
    timelines = make_timelines(sealed)
    told = _tell_editions(sealed, existing)
    yield STYLE_PATH, setting.style
    yield SCRIPT_PATH, SCRIPT
    yield from _history_files(timelines, setting, read, existing)
    for voice in voices:
        yield list_path(voice.tag), render_list(told, setting, voice)
        for edition in told:
            yield from render_changes(edition, setting, voice)
        yield from departed_files(voice, newest[voice.tag], timelines, setting, read)
        yield from later_styles(voice, timelines)
        for one in sealed:
            if voice.tag in one.languages:
                style = status_style(is_newest=one is newest[voice.tag])
                yield f"{voice.tag}/{STATUS}/{one.name}.css", style
        style = latest_style(newest[voice.tag].name)
        yield latest_path(voice.tag, EDITION_STYLE), style
        if voice.is_former:
            yield f"{voice.tag}/index.html", entrance(voice, setting)


def _tell_editions(sealed: Sequence[Sealed], existing: Callable[[str], bytes | None]) -> list[Told]:
    pairs = zip([None, *sealed], sealed, strict=False)
    return [
        Told(after, before, compare_editions(before, after), take_fingerprint(after, existing))
        for before, after in pairs
    ]


def _history_files(
    timelines: Mapping[str, Timeline],
    setting: Setting,
    read: Read,
    existing: Callable[[str], bytes | None],
) -> Iterator[tuple[str, str | Kept]]:
    shared = [(voice, digest_setting(setting, voice)) for voice in setting.voices]
    for life in timelines.values():
        comparisons = Comparisons(read)  # shared by the languages of one page, then let go
        for voice, base in shared:
            path, inputs = history_path(voice.tag, life.name), digest_inputs(life, base)
            if is_current(existing(path), inputs):
                yield path, KEEP
            else:
                yield path, render_history(life, setting, voice, inputs, comparisons)
