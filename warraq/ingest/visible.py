"""Takes tracking parameters out of the addresses that a text shows, as links lose theirs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from warraq.ingest.accounting import words
from warraq.ingest.addresses import find_tracking, list_counts
from warraq.ingest.document import (
    Document,
    Emphasis,
    Inline,
    LeftOut,
    Link,
    NoteMark,
    Picture,
    plain_text,
)
from warraq.ingest.inlines import cut_text, map_runs

REASON = "tracking parameters"

_SHOWN = re.compile(r"(?:https?://|www\.)[^\s<>\"“”«»]+", re.IGNORECASE)
_END = re.compile(r"[.,;:!?'’)\]،؛؟…]+\Z")
_ALONE = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?[/?]\S*", re.IGNORECASE)
_START = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)


def clean_visible(document: Document) -> Document:
    """The document with the addresses in its words clean; what they lose is left out by name."""
    dropped: list[str] = []
    names: Counter[str] = Counter()

    def change(content: tuple[Inline, ...]) -> tuple[Inline, ...]:
        text = plain_text(content)
        if "?" not in text:
            return content
        found = dict(_find_shown(content, text))
        cleaned = cut_text(content, found)
        gone = ["".join(text[at] for at in run) for run in _join_places(found)]
        if Counter(words(text)) != Counter(words(" ".join([plain_text(cleaned), *gone]))):
            return content  # a letter stands right behind the address: it could be part of it
        dropped.extend(gone)
        names.update(found.values())
        return cleaned

    blocks = map_runs(document.blocks, change)
    if not dropped:
        return document
    others = [part for part in document.left_out if part.reason != REASON]
    same = [part for part in document.left_out if part.reason == REASON]
    text = " ".join([*(part.text for part in same if part.text), *dropped])
    # The link below the words has lost the same parameters, and is named already.
    detail = ", ".join(part.detail for part in same if part.detail) or list_counts(names)
    return replace(document, blocks=blocks, left_out=(*others, LeftOut(REASON, text, detail)))


def _join_places(stretches: dict[tuple[int, int], str]) -> Iterator[list[int]]:
    """The places of all stretches, in runs that touch."""
    run: list[int] = []
    for at in sorted({at for start, end in stretches for at in range(start, end)}):
        if run and at != run[-1] + 1:
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _find_shown(content: tuple[Inline, ...], text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Where the words show tracking parameters, and their names."""
    for start, end, href in _part_at_links(content):
        if href and (alone := dict(_find_alone(text[start:end], href))):
            yield from _move(alone, start)
            continue
        for found in _SHOWN.finditer(text, start, end):
            yield from _move(find_tracking(_END.sub("", found[0])), found.start())


def _move(stretches: dict[tuple[int, int], str], by: int) -> Iterator[tuple[tuple[int, int], str]]:
    for (start, end), name in stretches.items():
        yield (start + by, end + by), name


def _part_at_links(content: tuple[Inline, ...]) -> Iterator[tuple[int, int, str]]:
    """The stretches of a run's plain text that lie in one link or in none, with its address."""
    at = start = 0
    for inline in content:
        length = len(plain_text((inline,)))
        if isinstance(inline, Link | Emphasis | Picture | NoteMark):
            if at > start:
                yield start, at, ""
            if isinstance(inline, Link):
                yield at, at + length, inline.href
            elif isinstance(inline, Emphasis):
                inner = _part_at_links(inline.content)
                yield from ((first + at, last + at, href) for first, last, href in inner)
            start = at + length
        at += length
    if at > start:
        yield start, at, ""


def _find_alone(shown: str, href: str) -> Iterator[tuple[tuple[int, int], str]]:
    """The parameters in the words of a link that are an address and nothing else.

    Where space or the end of a line parts them, they must be the address that the link has.
    """
    places = [at for at, char in enumerate(shown) if not char.isspace()]
    compact = "".join(shown[at] for at in places)
    if not _ALONE.fullmatch(compact):
        return
    stretches = find_tracking(compact)
    if compact != shown.strip():
        clean = compact
        for start, end in reversed(stretches):
            clean = clean[:start] + clean[end:]
        if _bare(clean) != _bare(href):
            return
    for (start, end), name in stretches.items():
        # With what parts it from the sign behind it, so that no space stands in the address.
        yield (places[start], places[end] if end < len(places) else places[-1] + 1), name


def _bare(address: str) -> str:
    return unquote(_START.sub("", address, count=1)).rstrip("/")
