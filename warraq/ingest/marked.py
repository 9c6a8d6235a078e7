"""A text and what stands in it, by their places: for moving marks from one text to another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from warraq.ingest.document import (
    Break,
    Emphasis,
    Inline,
    Link,
    NoteMark,
    Picture,
    Role,
    Text,
)

_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
_SENTENCE_END = re.compile(r"[.!?؟…۔。！？]+[\"'”’»)\]]*(?=\s|\Z)")
_ABBREVIATION = re.compile(r"(?:\b[A-Z][a-z]{0,2}|\b[A-Za-z]|(?<!\w)\w)\.\Z")


@dataclass(frozen=True, slots=True)
class Span:
    """Something in a text: around its words, or between two of them."""

    start: int
    end: int
    inline: Inline
    """An Emphasis or a Link whose content does not count, or anything but words."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Plain words in one line, and the spans in them."""

    text: str
    spans: tuple[Span, ...] = ()

    def of(self, *kinds: type[Inline]) -> list[Span]:
        """The spans of these kinds, in their order."""
        return [span for span in self.spans if isinstance(span.inline, kinds)]

    def part(self, start: int, end: int) -> MarkedText:
        """The text from `start` to `end` with the spans that lie in it, without outer spaces."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip(" "))
        end = start + len(text.strip(" "))
        spans = tuple(
            replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
            for span in self.spans
            if (span.start < end and span.end > start) or start <= span.start == span.end <= end
        )
        return MarkedText(text.strip(" "), spans)


def mark_text(content: tuple[Inline, ...]) -> MarkedText:
    """Take a run of inlines apart; lines and runs of spaces become one space."""
    builder = _Builder()
    builder.add(content)
    text = builder.text.rstrip(" ")
    spans = [
        replace(span, start=min(span.start, len(text)), end=min(span.end, len(text)))
        for span in builder.spans
    ]
    return MarkedText(text, tuple(sorted(spans, key=lambda span: (span.start, -span.end))))


def join_texts(texts: list[MarkedText]) -> MarkedText:
    """One text after the other, a space between."""
    text, spans = "", []
    for part in texts:
        text += " " if text and part.text else ""
        at = len(text)
        spans += [replace(s, start=s.start + at, end=s.end + at) for s in part.spans]
        text += part.text
    return MarkedText(text, tuple(spans))


def build_content(marked: MarkedText) -> tuple[Inline, ...]:
    """The run of inlines again; of spans that cross, the later one goes."""
    spans = sorted(marked.spans, key=lambda span: (span.start, span.start != span.end, -span.end))
    return tuple(_build(marked.text, 0, len(marked.text), spans))


def find_sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text begin and end, without the spaces between them."""
    found = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        # "No. 5" and "Mr. X" go on; but the text's own end is one.
        short = _ABBREVIATION.search(text[max(0, match.start() - 6) : match.start() + 1])
        if short and match.end() < len(text):
            continue
        found.append((start, match.end()))
        start = match.end() + 1
    if text[start:].strip():
        found.append((start, len(text)))
    return found


class _Builder:
    def __init__(self) -> None:
        self.text = ""
        self.spans: list[Span] = []

    def add(self, content: tuple[Inline, ...]) -> None:
        for inline in content:
            start = len(self.text)
            match inline:
                case Text():
                    self._words(inline.text)
                case Break():
                    self._words(" ")
                case Emphasis() | Link():
                    self.add(inline.content)
                    self._span(start, inline)
                case Role():
                    if not inline.name.startswith(("cite", "footcite")):
                        self._words(inline.text or inline.key)
                    self._span(start, inline)
                case NoteMark() | Picture():
                    self._span(start, inline)

    def _words(self, text: str) -> None:
        text = _SPACE.sub(" ", text)
        # Spaces on both sides of a mark are both meant.
        marked = self.spans and self.spans[-1].start == len(self.text)
        if not self.text or (self.text.endswith(" ") and not marked):
            text = text.removeprefix(" ")
        self.text += text

    def _span(self, start: int, inline: Inline) -> None:
        end = len(self.text)
        words = self.text[start:end]
        lead, tail = len(words) - len(words.lstrip(" ")), len(words) - len(words.rstrip(" "))
        if words.strip(" "):
            start, end = start + lead, end - tail
        elif isinstance(inline, Emphasis | Link):
            return  # nothing to set off
        self.spans.append(Span(start, end, inline))


def _build(text: str, start: int, end: int, spans: list[Span]) -> Iterator[Inline]:
    at = start
    while spans:
        span, *spans = spans
        if span.start < at or span.end > end:
            continue
        if span.start > at:
            yield _make_text(text[at : span.start])
        at = span.end
        match span.inline:
            case Emphasis() | Link():
                inner = [o for o in spans if o.start < span.end and o.end <= span.end]
                spans = spans[len(inner) :] if inner == spans[: len(inner)] else spans
                content = tuple(_build(text, span.start, span.end, inner))
                yield replace(span.inline, content=content)
            case Role() as role if span.end > span.start:
                yield replace(role, text=text[span.start : span.end])
            case other:
                yield other
    if at < end:
        yield _make_text(text[at:end])


def _make_text(text: str) -> Text:
    return Text(re.sub(" {2,}", " ", text))
