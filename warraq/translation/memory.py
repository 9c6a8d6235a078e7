"""Remembers every translation of a language and finds those of equal and of like messages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil

import polib
from rapidfuzz import fuzz, process

NEAR = 0.75
"""How alike two sources must be for one's translation to be offered for the other.

The measure is the share of characters that both have in the same order: 2 x the length of the
longest common subsequence, by the length of both (rapidfuzz, `fuzz.ratio`).
"""

_MOST_CANDIDATES = 200
_WORD = re.compile(r"\w+")

Key = tuple[str, str, str]
"""What tells messages apart: context, msgid, plural."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A message of a catalog and what it is translated as, if it is."""

    context: str
    msgid: str
    plural: str
    forms: tuple[str, ...]
    """The translation, or its plural forms in order; empty where there is none."""
    fuzzy: bool = False
    obsolete: bool = False
    previous: str = ""
    """What a fuzzy translation was made of."""

    @property
    def key(self) -> Key:
        """What tells the message from others."""
        return (self.context, self.msgid, self.plural)


@dataclass(frozen=True, slots=True)
class Match:
    """A translation that is there already."""

    unit: Unit
    certain: bool
    """Whether it is a finished translation of the same message, and the only one."""


def read_unit(entry: polib.POEntry) -> Unit:
    """An entry of a catalog as the memory keeps it."""
    forms: tuple[str, ...] = (entry.msgstr,)
    if entry.msgid_plural:
        forms = tuple(text for _, text in sorted(entry.msgstr_plural.items()))
    return Unit(
        entry.msgctxt or "",
        entry.msgid,
        entry.msgid_plural or "",
        forms if all(forms) else (),
        entry.fuzzy,
        bool(entry.obsolete),
        entry.previous_msgid or "",
    )


class Memory:
    """The translations of a language; what it finds does not depend on their order."""

    def __init__(self, units: Iterable[Unit] = ()) -> None:
        self._units: dict[Key, list[Unit]] = {}
        for unit in units:
            if unit.forms:
                self._units.setdefault(unit.key, []).append(unit)

    def find_same(self, key: Key) -> Match | None:
        """The translation of the very message: finished before fuzzy, in use before obsolete.

        Of several, the one that most entries have; it is certain only if it is the only one.
        """
        units = self._units.get(key, ())
        finished = [unit for unit in units if not unit.fuzzy]
        in_use = [unit for unit in finished if not unit.obsolete]
        chosen = in_use or finished or units
        if not chosen:
            return None
        votes = Counter(unit.forms for unit in chosen)
        unit = min(chosen, key=lambda unit: (-votes[unit.forms], unit.forms, unit.previous))
        return Match(unit, len(votes) == 1 and bool(finished))

    def find_near(self, msgid: str) -> Match | None:
        """The finished translation of the message that is most like `msgid`, if NEAR enough.

        Looked for among messages that share one of its rarer words, so that the cost of a
        look-up does not grow with the archive as fast as the archive does. A message whose
        words are all different is not found.
        """
        candidates = self._index.choose_candidates(msgid)
        found = process.extractOne(msgid, candidates, scorer=fuzz.ratio, score_cutoff=NEAR * 100)
        if not found or found[0] == msgid:
            return None
        match = self.find_same(("", found[0], ""))
        return Match(match.unit, False) if match else None

    @cached_property
    def _index(self) -> _Index:
        return _Index(
            msgid
            for (context, msgid, plural), units in self._units.items()
            if not context and not plural and any(not unit.fuzzy for unit in units)
        )


class _Index:
    """Messages by their words."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = sorted(texts)
        self._places: dict[str, list[int]] = {}
        for index, text in enumerate(self._texts):
            for word in _words(text):
                self._places.setdefault(word, []).append(index)

    def choose_candidates(self, text: str) -> list[str]:
        """The messages that share most words with `text`, of those that share a rarer one.

        Of a text that is three quarters alike, most words are the same; so one of the rarest
        two in five is among them.
        """
        words = sorted(_words(text), key=lambda word: (len(self._places.get(word, ())), word))
        rare = words[: ceil(len(words) * (1 - NEAR * 0.8)) + 1]
        shared = Counter(index for word in rare for index in self._places.get(word, ()))
        # The ratio has a bound by lengths: 2 x the shorter, by both.
        low, high = len(text) * NEAR / (2 - NEAR), len(text) * (2 - NEAR) / NEAR
        fitting = [index for index in shared if low <= len(self._texts[index]) <= high]
        fitting.sort(key=lambda index: (-shared[index], index))
        return [self._texts[index] for index in fitting[:_MOST_CANDIDATES]]


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def find_nearest(msgid: str, sources: Mapping[str, polib.POEntry]) -> polib.POEntry | None:
    """The entry whose source is most like `msgid`, if NEAR enough; the first of equals."""
    found = process.extractOne(msgid, list(sources), scorer=fuzz.ratio, score_cutoff=NEAR * 100)
    return sources[found[0]] if found else None
