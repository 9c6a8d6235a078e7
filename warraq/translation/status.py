"""Counts how far translations are: what is translated, behind its source, reviewed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from hashlib import blake2b
from typing import Any

import polib

from warraq.translation.hints import changed_on
from warraq.translation.review import reviewers_of

_WORD = re.compile(r"\S*\w\S*")
_LETTERS = re.compile(r"[^\W\d_]{2}")


class Standing(StrEnum):
    """How far one message is."""

    TRANSLATED = "translated"
    FUZZY = "fuzzy"
    UNTRANSLATED = "untranslated"


@dataclass(frozen=True, slots=True)
class Tally:
    """What a catalog says of one message."""

    standing: Standing
    reviewers: tuple[str, ...] = ()
    behind: bool = False
    """Whether its source has changed since it was translated, as far as the catalog says."""
    since: str = ""
    """The day on which that was seen, `2026-11-24`, if it was noted."""


_NOTHING = Tally(Standing.UNTRANSLATED)

Messages = Mapping[str, int]
"""The messages of a page, each as its key and the number of its words."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of messages and of words in them."""

    messages: int = 0
    words: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.messages + other.messages, self.words + other.words)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the translation of some messages is."""

    translated: Amount = Amount()
    fuzzy: Amount = Amount()
    untranslated: Amount = Amount()
    reviewed: Amount = Amount()
    behind: bool = False
    """Whether the source has changed since it was translated."""
    since: str = ""
    """The first day on which that was seen."""
    reviewers: tuple[str, ...] = ()

    @property
    def total(self) -> Amount:
        """All messages."""
        return self.translated + self.fuzzy + self.untranslated

    @property
    def percent(self) -> int:
        """How much is translated, of a hundred words; 100 only if no message lacks."""
        return _percent(self.translated, self.total)

    @property
    def percent_reviewed(self) -> int:
        """How much is translated and reviewed, of a hundred words."""
        return _percent(self.reviewed, self.total)

    @property
    def is_begun(self) -> bool:
        """Whether anything is translated."""
        return self.translated.messages > 0

    @property
    def is_complete(self) -> bool:
        """Whether everything is translated."""
        return self.translated == self.total

    @property
    def is_draft(self) -> bool:
        """Whether some of what is translated has not been reviewed."""
        return self.reviewed != self.translated

    @property
    def needs_work(self) -> bool:
        """Whether there is something to translate or to review."""
        return not self.is_complete or self.is_draft or self.behind

    def __add__(self, other: Progress) -> Progress:
        return Progress(
            self.translated + other.translated,
            self.fuzzy + other.fuzzy,
            self.untranslated + other.untranslated,
            self.reviewed + other.reviewed,
            self.behind or other.behind,
            min(filter(None, (self.since, other.since)), default=""),
            tuple(sorted({*self.reviewers, *other.reviewers})),
        )


def _percent(part: Amount, whole: Amount) -> int:
    if part == whole:
        return 100
    return part.words * 100 // whole.words if whole.words else 0


def key_message(msgctxt: str | None, msgid: str) -> str:
    """A short name for a message."""
    return blake2b(f"{msgctxt or ''}\4{msgid}".encode(), digest_size=8).hexdigest()


def count_words(text: str) -> int:
    """How many words a message has: what white space parts, if it has a letter or digit."""
    return len(_WORD.findall(text))


def has_words(text: str) -> bool:
    """Whether a message needs a translation: a bare number or sign does not."""
    return _LETTERS.search(text) is not None


def list_messages(entries: Iterable[polib.POEntry]) -> dict[str, int]:
    """The messages of a template that need a translation."""
    return {
        key_message(entry.msgctxt, entry.msgid): count_words(entry.msgid)
        for entry in entries
        if not entry.obsolete and has_words(entry.msgid)
    }


def tally_catalog(
    catalog: Iterable[polib.POEntry], refused: Collection[int] = ()
) -> dict[str, Tally]:
    """What a catalog says of each message; those in the lines `refused` are shown to nobody."""
    found: dict[str, Tally] = {}
    for entry in catalog:
        if entry.obsolete or not has_words(entry.msgid):
            continue
        key = key_message(entry.msgctxt, entry.msgid)
        if entry.translated() and entry.linenum not in refused:
            found[key] = Tally(Standing.TRANSLATED, reviewers_of(entry))
            continue
        standing = Standing.FUZZY if entry.fuzzy else Standing.UNTRANSLATED
        day = changed_on(entry)
        behind = day is not None or (entry.fuzzy and bool(entry.previous_msgid))
        if found.get(key, Tally(standing)).standing is not Standing.TRANSLATED:
            found[key] = Tally(standing, (), behind, str(day or ""))
    return found


def count_progress(messages: Messages, tallies: Mapping[str, Tally]) -> Progress:
    """How far messages are by what their catalog says of them.

    A catalog that translates messages which the page has no more has not followed the page:
    what the page has instead is behind its source.
    """
    amounts = {standing: Amount() for standing in Standing}
    reviewed = Amount()
    days: list[str] = []
    reviewers: set[str] = set()
    for key, words in messages.items():
        tally = tallies.get(key, _NOTHING)
        amount = Amount(1, words)
        amounts[tally.standing] += amount
        if tally.reviewers:
            reviewed += amount
            reviewers.update(tally.reviewers)
        if tally.behind:
            days.append(tally.since)
    translated = amounts[Standing.TRANSLATED].messages
    # Near translations of other texts are offered with a previous msgid too. On a page that
    # is hardly begun they are more likely than an edit; a noted day is sure.
    behind = any(days) or 0 < len(days) <= translated
    if translated < len(messages) and not behind:
        behind = any(
            key not in messages and tally.standing is not Standing.UNTRANSLATED
            for key, tally in tallies.items()
        )
    return Progress(
        amounts[Standing.TRANSLATED],
        amounts[Standing.FUZZY],
        amounts[Standing.UNTRANSLATED],
        reviewed,
        behind,
        min(filter(None, days), default=""),
        tuple(sorted(reviewers)),
    )


def add_progress(parts: Iterable[Progress]) -> Progress:
    """How far several pages are together."""
    return reduce(lambda one, other: one + other, parts, Progress())


# -- For machines ------------------------------------------------------------------------------


def pack_tallies(tallies: Mapping[str, Tally]) -> dict[str, list[Any]]:
    """Tallies as JSON can hold them."""
    return {
        key: [tally.standing.value, list(tally.reviewers), tally.behind, tally.since]
        for key, tally in tallies.items()
    }


def unpack_tallies(data: Mapping[str, list[Any]]) -> dict[str, Tally]:
    """The tallies that `pack_tallies` packed; raises ValueError or TypeError for others."""
    return {
        key: Tally(Standing(standing), tuple(reviewers), bool(behind), str(since))
        for key, (standing, reviewers, behind, since) in data.items()
    }


def describe_progress(progress: Progress) -> dict[str, object]:
    """Progress as JSON can hold it."""
    amounts = {
        name: {"messages": amount.messages, "words": amount.words}
        for name, amount in (
            ("total", progress.total),
            ("translated", progress.translated),
            ("fuzzy", progress.fuzzy),
            ("untranslated", progress.untranslated),
            ("reviewed", progress.reviewed),
        )
    }
    return {
        **amounts,
        "percent": progress.percent,
        "percent_reviewed": progress.percent_reviewed,
        "behind": progress.behind,
        "stale_since": progress.since or None,
        "reviewers": list(progress.reviewers),
    }
