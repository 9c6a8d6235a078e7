"""Sets the lines of boilerplate apart in a plain text where no empty line does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from warraq.ingest.accounting import words
from warraq.ingest.plainnotes import LONG_LINE, ends_sentence
from warraq.ingest.settings import Rule, Settings

_LONGEST_OPENER = 80
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\([^\s()]*\)")
_EMPTY = re.compile(r"(\n(?:[^\S\n]*\n)+)")


def part_boilerplate(text: str, settings: Settings) -> str:
    """The text with empty lines around boilerplate that stands in a run of lines.

    That is a line such as "About us" above its text, with the contacts at the end of the run;
    and a run of nothing but boilerplate, each piece of it. Other lines stay as they are: a
    name in a text may look like a piece of boilerplate.
    """
    pieces = _EMPTY.split(text)
    pieces[::2] = (
        "\n\n".join("\n".join(part) for part in _part_run(_lines_of(piece), settings))
        for piece in pieces[::2]
    )
    return "".join(pieces)


def _lines_of(piece: str) -> list[str]:
    return [line for line in piece.split("\n") if line.strip()] or [piece]


def _part_run(lines: Sequence[str], settings: Settings) -> Iterator[Sequence[str]]:
    """The parts of lines without an empty one between them."""
    if len(lines) < 2:
        yield lines
        return
    if parts := _part_whole(lines, settings):
        yield from parts
        return
    openers = [place for place in range(len(lines) - 1) if _is_opener(lines, place, settings)]
    if not openers:
        yield lines
        return
    end = len(lines)
    while end > openers[-1] + 1 and _is_contact(lines[end - 1], settings):
        end -= 1
    cuts = {0, *openers, *(place + 1 for place in openers), *range(end, len(lines) + 1)}
    places = sorted(cuts)
    yield from (lines[start:after] for start, after in pairwise(places))


def _part_whole(lines: Sequence[str], settings: Settings) -> list[Sequence[str]]:
    """The pieces of boilerplate that lines are made of; nothing if a line is something else."""
    parts: list[Sequence[str]] = []
    place = 0
    while place < len(lines):
        end = max(
            (_end_of_rule(lines, place, rule) for rule in settings.rules),
            default=place,
        )
        if end == place and _is_contact(lines[place], settings):
            end = place + 1
        if end == place:
            return []
        parts.append(lines[place:end])
        place = end
    return parts


def _end_of_rule(lines: Sequence[str], place: int, rule: Rule) -> int:
    """Where the lines end that are a rule's, from one line on; there if they are not."""
    if _matches(lines[place], rule):
        return place + 1
    return max((_end_of_phrase(lines, place, phrase) for phrase in rule.phrases), default=place)


def _end_of_phrase(lines: Sequence[str], place: int, phrase: tuple[str, ...]) -> int:
    found: tuple[str, ...] = ()
    for end in range(place, len(lines)):
        found += tuple(words(lines[end]))
        if found == phrase:
            return end + 1
        if not found or found != phrase[: len(found)]:
            break
    return place


def _is_opener(lines: Sequence[str], place: int, settings: Settings) -> bool:
    """Whether a line is the heading of boilerplate whose text stands right below it."""
    line, below = lines[place].strip(), lines[place + 1].strip()
    if len(line) > _LONGEST_OPENER:
        return False
    if not any(rule.paragraphs and _matches(line, rule) for rule in settings.rules):
        return False
    # In a list of headings none is followed by its text.
    is_text = len(below) >= LONG_LINE or ends_sentence(below) or _is_contact(below, settings)
    # A line of a longer paragraph ends where no further word fits, a heading where it likes.
    width = max(len(other.strip()) for other in lines)
    has_room = len(line) + 1 + len(below.split()[0]) <= max(width, LONG_LINE)
    above = lines[place - 1].strip() if place else ""
    is_first = not above or ends_sentence(above) or len(above) < LONG_LINE
    return is_text and has_room and is_first


def _matches(line: str, rule: Rule) -> bool:
    text = " ".join(line.lstrip("# \t").split())
    return any(pattern.fullmatch(text) for pattern in rule.patterns)


def _is_contact(line: str, settings: Settings) -> bool:
    text = " ".join(_LINK.sub(r"\1", line).split())
    return any(contact.pattern.fullmatch(text) for contact in settings.contacts)
