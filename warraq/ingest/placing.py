"""Carries the links, terms, citations and marks of a text over to its translation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from warraq.ingest.alignment import align_documents
from warraq.ingest.anchors import find_numbers, fold_address
from warraq.ingest.document import (
    Emphasis,
    Inline,
    Link,
    NoteMark,
    Paragraph,
    Picture,
    Role,
    Text,
)
from warraq.ingest.lexicon import Lexicon, Term, find_name, guess_name
from warraq.ingest.marked import MarkedText, Span, build_content, find_sentences, mark_text

_CLOSING = ".!?؟…,،;؛:"


@dataclass(frozen=True, slots=True)
class Placed:
    """A translation with the marks of its source, and what a person must look at."""

    content: tuple[Inline, ...]
    doubts: tuple[str, ...] = ()
    """A sentence each; none where every mark has found its place."""


def place_marks(
    source: tuple[Inline, ...],
    target: MarkedText,
    lexicon: Lexicon = (),
    language: str = "",
) -> Placed:
    """Give `target` the marks of `source`, and no others.

    Links go by address, then by order; terms to the body's name in the lexicon; citations to
    the end of the same sentence or behind the same number.
    """
    work = _Work(mark_text(source), target, lexicon, language)
    work.place_links()
    work.place_terms()
    work.place_notes()
    work.place_citations()
    work.place_pictures()
    work.place_emphasis()
    spans = tuple(sorted(work.spans, key=lambda span: (span.start, -span.end)))
    return Placed(build_content(MarkedText(target.text, spans)), tuple(work.doubts))


class _Work:
    """One translation while its marks are placed."""

    def __init__(
        self, source: MarkedText, target: MarkedText, lexicon: Lexicon, language: str
    ) -> None:
        self.source, self.target = source, target
        self.terms = {term.key: term for term in lexicon}
        self.language = language
        self.spans: list[Span] = []
        self.doubts: list[str] = []

    # -- Links -----------------------------------------------------------------------------

    def place_links(self) -> None:
        """By address; what is left by order; the words of what is left over stay words."""
        wanted, found = self.source.of(Link), self.target.of(Link)
        for span in wanted.copy():
            same = next((other for other in found if _same_address(span, other)), None)
            if same:
                wanted.remove(span)
                found.remove(same)
                self.spans.append(replace(same, inline=span.inline))
        for span, other in list(zip(wanted, found, strict=False)):
            wanted.remove(span)
            found.remove(other)
            self.spans.append(replace(other, inline=span.inline))
            self.doubts.append(
                f"The translation links to {_href(other)} where the source links to "
                f"{_href(span)}; the page keeps to the source."
            )
        for span in wanted:
            self._find_words(span, f"the link to {_href(span)}")
        for span in found:
            words = self.target.text[span.start : span.end]
            self.doubts.append(
                f"The source has no link to {_href(span)}; “{words}” stays without it."
            )

    def _find_words(self, span: Span, name: str) -> None:
        """Put a span around the same words, such as an address written out."""
        words = self.source.text[span.start : span.end]
        place = self._search(words)
        if place:
            self.spans.append(Span(*place, span.inline))
        else:
            self.doubts.append(f"The translation lacks {name}: nothing shows where it belongs.")

    # -- Terms -----------------------------------------------------------------------------

    def place_terms(self) -> None:
        """Each to the first free mention of the body, best by its official name."""
        for span in self.source.of(Role):
            role = span.inline
            if not isinstance(role, Role) or span.start == span.end:
                continue
            if role.name != "term":
                self._find_words(span, f"{{{role.name}}}`{role.text or role.key}`")
                continue
            shown = role.text or role.key
            term = self.terms.get(role.key, Term(role.key, (role.key,)))
            place = self._search(*_names_to_try(shown, term))
            if place is None:
                place = self._search(*term.translations, guess=True)
                words = self.target.text[slice(*place)] if place else ""
                self.doubts.append(
                    f"The term {role.key} was put on “{words}” by guess."
                    if place
                    else f"The translation lacks the term {role.key}: no name of it was found; "
                    f"write {{term}}`… <{role.key}>` around its words."
                )
            if place:
                self.spans.append(Span(*place, replace(role, text=self.target.text[slice(*place)])))

    def _search(self, *names: str, guess: bool = False) -> tuple[int, int] | None:
        """The first free place of the first name that has one."""
        text = self.target.text
        for name in names:
            if guess:
                place = guess_name(name, text, self.language)
                if place and self._is_free(place):
                    return place
                continue
            start = 0
            while place := find_name(name, text, self.language, start):
                if self._is_free(place):
                    return place
                start = place[1]
        return None

    def _is_free(self, place: tuple[int, int]) -> bool:
        start, end = place
        words = self.target.text[start:end]
        return not any(mark in words for mark in "`<>") and all(
            end <= span.start or span.end <= start for span in self.spans
        )

    # -- Notes, citations -------------------------------------------------------------------

    def place_notes(self) -> None:
        """By order; a mark that the translation lacks goes where a citation would go."""
        wanted, found = self.source.of(NoteMark), self.target.of(NoteMark)
        for span, other in zip(wanted, found, strict=False):
            self.spans.append(replace(other, inline=span.inline))
        for span in wanted[len(found) :]:
            self._place_point(span)
            self.doubts.append("The translation lacks the mark of a footnote; it was put by guess.")
        if len(found) > len(wanted):
            self.doubts.append("The translation has more marks of footnotes; they were left out.")

    def place_citations(self) -> None:
        """To the end of the sentence, or behind the number, where the source has it."""
        for span in self.source.of(Role):
            role = span.inline
            if not isinstance(role, Role) or span.start != span.end:
                continue
            if not self._place_point(span):
                self.doubts.append(f"{{{role.name}}}`{role.key}` was put by guess.")

    def _place_point(self, span: Span) -> bool:
        """Put a mark where it stands in the source; tells whether that is sure."""
        at, sure = self._find_point(span.start)
        around = [other.end for other in self.spans if other.start < at < other.end]
        at = max(around, default=at)  # nothing can stand in the words of a link
        self.spans.append(Span(at, at, span.inline))
        return sure

    def _find_point(self, at: int) -> tuple[int, bool]:
        """Where in the translation a place of the source is, and whether that is sure."""
        text, other = self.source.text, self.target.text
        inside = text[:at].rstrip()[-1:] not in _CLOSING and text[at:].lstrip()[:1] in _CLOSING
        if not text[at:].strip(f" {_CLOSING}"):
            end = len(other.rstrip(_CLOSING)) if inside and text[at:].strip() else len(other)
            return end, True
        sentences, others = find_sentences(text), find_sentences(other)
        number = self._find_number(at)
        if number is not None:
            return number, True
        index = next((i for i, (_, end) in enumerate(sentences) if at <= end), len(sentences) - 1)
        ends_there = at >= sentences[index][1] - 1
        row, sure = self._find_sentence(index, sentences, others)
        end = others[row][1] if others else len(other)
        if inside and other[end - 1 : end] in _CLOSING:
            end -= 1
        return end, sure and ends_there

    def _find_number(self, at: int) -> int | None:
        """The place behind the number that stands before `at`, if both texts have it once."""
        text, other = self.source.text, self.target.text
        before = text[:at].rstrip(" )]")
        numbers = list(find_numbers(before[-12:]))
        if not before[-1:].isdigit() or not numbers:
            return None
        number = numbers[-1]
        if list(find_numbers(text)).count(number) != 1:
            return None
        if list(find_numbers(other)).count(number) != 1:
            return None
        # The shortest beginning that holds the number and goes on with no digit.
        for end in range(1, len(other) + 1):
            digits_go_on = other[end : end + 1].isdigit()
            if not digits_go_on and number in find_numbers(other[max(0, end - 12) : end]):
                rest = other[end:]
                return end + len(rest) - len(rest.lstrip(")]"))
        return None

    def _find_sentence(
        self, index: int, sentences: list[tuple[int, int]], others: list[tuple[int, int]]
    ) -> tuple[int, bool]:
        """The last sentence of the translation that says what sentence `index` says."""
        pairs = align_documents(
            _as_blocks(self.source.text, sentences),
            _as_blocks(self.target.text, others),
            lexicon=tuple(self.terms.values()),
            language=self.language,
        )
        row = col = 0
        for pair in pairs:
            row, col = row + len(pair.source), col + len(pair.target)
            if row > index:
                return max(col - 1, 0), pair.certain
        return max(len(others) - 1, 0), False

    # -- Pictures, emphasis -------------------------------------------------------------------

    def place_pictures(self) -> None:
        """By order, with the translation's words for what they show."""
        wanted, found = self.source.of(Picture), self.target.of(Picture)
        for span, other in zip(wanted, found, strict=False):
            if isinstance(span.inline, Picture) and isinstance(other.inline, Picture):
                alt = other.inline.alt or span.inline.alt
                self.spans.append(replace(other, inline=Picture(span.inline.name, alt)))
        for span in wanted[len(found) :]:
            end = len(self.target.text) if span.start else 0
            self.spans.append(Span(end, end, span.inline))
            self.doubts.append("The translation lacks a picture; it was put by guess.")
        for other in found[len(wanted) :]:
            if isinstance(other.inline, Picture):
                shown = f" that shows “{other.inline.alt}”" if other.inline.alt else ""
                self.doubts.append(f"The source has no picture{shown}; it was left out.")

    def place_emphasis(self) -> None:
        """The translation's own, as far as the source has as many."""
        most = len(self.source.of(Emphasis))
        for span in self.target.of(Emphasis)[:most]:
            crosses = any(
                span.start < other.start < span.end < other.end
                or other.start < span.start < other.end < span.end
                or (other.start <= span.start and span.end <= other.end and _is_role(other))
                for other in self.spans
            )
            if not crosses:
                self.spans.append(span)


def _names_to_try(shown: str, term: Term) -> Iterable[str]:
    """The names of a body in the order in which a translation may best show it."""
    short = shown == term.key or (shown in term.names and " " not in shown)
    names = (shown, *term.translations, *term.names)
    rest = (*term.translations, shown, *term.names)
    return dict.fromkeys(names if short else rest)


def _as_blocks(text: str, sentences: list[tuple[int, int]]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph((Text(text[start:end]),)) for start, end in sentences)


def _href(span: Span) -> str:
    return span.inline.href if isinstance(span.inline, Link) else ""


def _same_address(one: Span, other: Span) -> bool:
    return fold_address(_href(one)) == fold_address(_href(other))


def _is_role(span: Span) -> bool:
    return isinstance(span.inline, Role) and span.end > span.start
