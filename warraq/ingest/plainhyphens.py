"""Undoes the hyphens at the ends of lines of a plain text that is set in lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from warraq.ingest.plainnotes import LONG_LINE

_LONGEST = 200  # letters of a word and what stands right before it
_SOFT = "\u00ad"
_BROKEN = re.compile(
    rf"(?:^|[\s(\[“\"'‘«])((?:[^\W\d_]+-)*)([^\W\d_]{{2,}})([-\u2010{_SOFT}])[ \t]*\Z"
)
_REST = re.compile(r"([^\W\d_]{2,})(?![\w/@])\S*")
_EMPTY = re.compile(r"(\n(?:[^\S\n]*\n)+)")

_ALONE: Mapping[str, str] = {"en": "and or nor to", "de": "und oder bis", "fr": "et ou"}
"""Words behind a hyphen that stands for a part left out: pre- and post-war."""

_PARTS: Mapping[str, tuple[str, str]] = {
    "en": (
        "all anti co counter cross de ex extra half high inter intra long low mid multi non post "
        "pre quasi self semi short so ultra vice well",
        "affected area based building by called day driven east finding free general in keeping "
        "led level like made making minded month off old on out owned reaching related run "
        "saving scale sharing speaking style taking term time up violent war west wide year",
    )
}
"""What stands before and behind a hyphen that belongs to the word, by language."""

_WORDS_ALONE = frozenset(" ".join(_ALONE.values()).split())
_FIRST = frozenset(" ".join(first for first, _ in _PARTS.values()).split())
_SECOND = frozenset(" ".join(second for _, second in _PARTS.values()).split())


@dataclass(frozen=True, slots=True)
class Joined:
    """A text without words broken at the ends of lines."""

    text: str
    undone: tuple[str, ...] = ()
    """The words whose hyphen went."""

    guessed: tuple[str, ...] = ()
    """Those of them that stand nowhere else in the text."""


@dataclass
class _Words:
    """What a text says elsewhere of the words at the ends of its lines."""

    single: Counter[str] = field(default_factory=Counter)
    compounds: Counter[str] = field(default_factory=Counter)

    def is_broken(self, left: str, right: str, *, is_set: bool) -> bool:
        """Whether two parts are one word: a hyphen that may belong to it stays."""
        if self.single[left + right]:
            return True
        if not is_set or self.compounds[f"{left}-{right}"]:
            return False
        known = self.single[left] > 1 or self.single[right] > 1
        return not known and left not in _FIRST and right not in _SECOND


def undo_hyphens(text: str) -> Joined:
    """Join words that are broken at the ends of lines; the rest of one goes up to its beginning.

    A hyphen goes where the word stands whole elsewhere in the text, or where nothing there says
    that it is a compound and the lines are as long as those of a text set in lines.
    """
    if not re.search(rf"[-\u2010{_SOFT}][ \t]*\n", text):
        return Joined(text)
    folded = text.casefold()
    known = _Words(
        Counter(re.findall(r"[^\W\d_]+", folded)),
        Counter(re.findall(r"(?<![^\W\d_])[^\W\d_]++-[^\W\d_]++", folded)),
    )
    undone: list[str] = []
    guessed: list[str] = []
    pieces = _EMPTY.split(text)
    pieces[::2] = (
        "\n".join(_join_lines(piece.split("\n"), known, undone, guessed)) for piece in pieces[::2]
    )
    return Joined("".join(pieces), tuple(undone), tuple(guessed))


def _join_lines(
    lines: list[str], known: _Words, undone: list[str], guessed: list[str]
) -> Iterator[str]:
    is_set = max(map(len, lines)) >= LONG_LINE
    line = lines[0]
    for below in lines[1:]:
        broken, rest = (
            _BROKEN.search(line, max(0, len(line) - _LONGEST)),
            _REST.match(below.lstrip()),
        )
        if not broken or not rest:
            yield line
            line = below
            continue
        left, right = broken[2].casefold(), rest[1].casefold()
        soft = broken[3] == _SOFT
        goes = (
            rest[1].islower()
            and right not in _WORDS_ALONE
            and (soft or known.is_broken(left, right, is_set=is_set))
        )
        compound = bool(known.compounds[f"{left}-{right}"])
        stays = is_set and rest[1].islower() and right not in _WORDS_ALONE
        if not goes and not compound and not stays:
            yield line
            line = below
            continue
        start = line[: broken.end(2)] + ("" if goes else "-")
        if goes:
            word = f"{broken[2]}{rest[1]}"
            undone.append(word)
            if not soft and not known.single[left + right]:
                guessed.append(word)
        joined = start + rest[0]
        line = below.lstrip()[rest.end() :].lstrip()
        if line:
            yield joined
        else:
            line = joined
    yield line
