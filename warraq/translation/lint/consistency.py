"""Looks for texts that a language's catalogs translate in two ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from warraq.translation.lint.pofile import Entry
from warraq.translation.rules import Finding, Rule, Severity

TWO_WAYS = Rule(
    "T490",
    "translated-two-ways",
    "is not the one that the same text has elsewhere in the language",
    Severity.WARNING,
    None,
    "Use one translation in both places, or allow the difference with a reason.",
)
RULES = (TWO_WAYS,)

Key = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Place:
    """A translated entry and where it stands."""

    path: str
    entry: Entry
    texts: tuple[str, ...]

    @property
    def key(self) -> Key:
        """What tells its source from others: context, text, whether it has a plural."""
        return (*self.entry.key, self.entry.find("msgid_plural") is not None)


def find_rivals(places: Iterable[Place]) -> dict[Key, list[Place]]:
    """The places of each source that is translated in two ways."""
    groups: dict[Key, list[Place]] = {}
    for place in places:
        groups.setdefault(place.key, []).append(place)
    return {key: group for key, group in groups.items() if len({p.texts for p in group}) > 1}


def describe_rival(place: Place, group: list[Place]) -> Finding:
    """Say where the source has another translation, most often the usual one."""
    counts = Counter(other.texts for other in group if other.texts != place.texts)
    usual = counts.most_common(1)[0][0]
    other = next(other for other in group if other.texts == usual)
    shown = " / ".join(usual)
    shown = shown if len(shown) <= 80 else f"{shown[:79]}…"
    where = f"{other.path}:{other.entry.line}"
    return Finding(
        TWO_WAYS,
        f"The translation differs from that of the same text in {where}, “{shown}”; "
        "write one of them in both places.",
    )
