"""Links a text into the archive: bodies to the glossary, documents to the bibliography."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from warraq.ingest.arranging import inlines_in
from warraq.ingest.document import (
    Block,
    Emphasis,
    Heading,
    Inline,
    Items,
    Link,
    Note,
    Paragraph,
    Quote,
    Role,
    Table,
    Text,
    plain_text,
)
from warraq.ingest.glossary import Knowledge, normalise_symbol
from warraq.ingest.settings import Names

_APOSTROPHES = "'’‘ʼ"
_DASHES = "-‐‑–"

_SYMBOL = re.compile(
    r"(?<![\w/])(?:A|S|E|ST|CAT|CCPR|CEDAW|CERD|CRC|CRPD|CED|HRI|UNEP|TD)/[A-Z0-9][\w.-]*"
    r"(?:/[\w.-]*\w(?:\([IVX]+\))?)*(?:\s?\([0-9]{4}\))?(?![\w/])"
)
_RESOLUTIONS: Mapping[str, str] = {
    "en": (
        r"(?:\b(?:UN|United Nations)\s+)?\b(?:Security\s+Council|UNSC)\s+resolutions?\s+"
        r"(?:No\.?\s*|number\s+|n°\s*)?(?P<sc{n}>[0-9]{{1,4}})(?:\s*\((?P<y{n}>[0-9]{{4}})\))?"
        r"|\bUNSCR\s+(?P<scr{n}>[0-9]{{1,4}})(?:\s*\((?P<yr{n}>[0-9]{{4}})\))?"
        r"|\b(?:UN\s+)?(?:General\s+Assembly|UNGA)\s+resolutions?\s+(?:No\.?\s*)?"
        r"(?P<ga{n}>[0-9]{{1,3}}/[0-9]{{1,4}})"
        r"|\bresolutions?\s+(?:No\.?\s*|number\s+|n°\s*)?(?P<scof{n}>[0-9]{{1,4}})"
        r"(?:\s*\((?P<yof{n}>[0-9]{{4}})\))?\s+of\s+the\s+"
        r"(?:(?:UN|United\s+Nations)\s+)?Security\s+Council\b"
        r"|\bresolutions\s+(?P<scofs{n}>[0-9]{{1,4}})(?:\s*\((?P<yofs{n}>[0-9]{{4}})\))?"
        r"(?=(?:\s*(?:,|and|&){{1,2}}\s*[0-9]{{1,4}}(?:\s*\([0-9]{{4}}\))?){{1,20}}"
        r"\s+of\s+the\s+(?:(?:UN|United\s+Nations)\s+)?Security\s+Council\b)"
        r"|\bHuman\s+Rights\s+Council\s+resolutions?\s+(?:No\.?\s*)?"
        r"(?P<hrc{n}>(?:S-)?[0-9]{{1,3}}/[0-9]{{1,4}})"
    ),
    "ar": (
        r"\b[وفبلك]?قرار(?:ات|ي|ا|ان)?\s+مجلس\s+الأمن(?:\s+الدولي)?\s+(?:رقم\s+|ذي\s+الرقم\s+)?\(?"
        r"(?P<sc{n}>[0-9]{{1,4}})\)?(?:\s*\((?P<y{n}>[0-9]{{4}})\))?"
        r"|\b[وفبك]?(?:ال|لل)قرار\s+(?:رقم\s+)?\(?(?P<scof{n}>[0-9]{{1,4}})\)?"
        r"(?:\s*\((?P<yof{n}>[0-9]{{4}})\))?\s+(?:الصادر\s+عن\s+مجلس|لمجلس)\s+الأمن\b"
        r"|\b[وفبك]?(?:ال|لل)قرار(?:ات|ان|ين)\s+(?P<scofs{n}>[0-9]{{1,4}})"
        r"(?:\s*\((?P<yofs{n}>[0-9]{{4}})\))?"
        r"(?=(?:\s*(?:[،,]\s*و?|و)\s*[0-9]{{1,4}}(?:\s*\([0-9]{{4}}\))?){{1,20}}"
        r"\s+(?:الصادر(?:ة|ان|ين)?\s+عن\s+مجلس|لمجلس)\s+الأمن\b)"
        r"|\b[وفبلك]?قرار\s+الجمعية\s+العامة\s+(?:رقم\s+)?(?P<ga{n}>[0-9]{{1,3}}/[0-9]{{1,4}})"
    ),
}
"""How a resolution is named in words, by language; the groups say whose it is."""

_NEXT: Mapping[str, str] = {"en": r"(?:,\s*)?(?:and|&)\s+|,\s*", "ar": r"[،,]?\s*و\s*|،\s*"}
"""What stands between the numbers of several resolutions, by language."""

_SEVERAL = re.compile(
    rf"\s*(?:{'|'.join(_NEXT.values())})"
    r"(?P<number>[0-9]{1,4}(?:/[0-9]{1,4})?)(?:\s*\((?P<year>[0-9]{4})\))?(?![\w/-]|[.,][0-9])"
)
_PLURAL = re.compile(r"resolutions|قرار(?:ات|ي|ا|ان|ين)\b", re.IGNORECASE)
_YEARS = range(1945, 2040)

_PREFIXES = {
    **dict.fromkeys(("scofs", "scof", "scr", "sc"), "S/RES/"),
    **{"ga": "A/RES/", "hrc": "A/HRC/RES/"},
}

_CLOSING = re.compile(r"[)\]”’\"»]*[.,;:!?،؛؟]*[”’\"»]*")
_BODY_AND_LETTERS = re.compile(
    r"\b((?:[A-Z][\w’'-]+[ ](?:(?:of|for|and|the|on|in|to)[ ]){0,2}){1,9}[A-Z][\w’'-]+)"
    r" \(([A-Z][A-Za-z&-]*[A-Z][A-Za-z-]*)\)"
)
_ATTRIBUTION = re.compile(r"\s*(?:—|―|–|--)")
_DASHED = re.compile(r"\s*(?:[—―–ـ]|--?\s)\s*\S")
_CLOSED = re.compile(r"[”\"»][.!?؟…]?\s*\Z")
_SAID = re.compile(
    r"(?P<stop>[.!?؟…,،]?)[”\"»](?P<late>[.!?؟…،,]?)(?P<gap>\s*)(?:[—―–]|--|(?<=\s)-(?=\s))\s*"
    r"(?P<name>[^\n“”«»]{1,150})\Z"
)
_SAID_BELOW = re.compile(r"\n\s*(?:[—―–]|--?\s)[^\n]{1,150}\Z")
_OPENING = re.compile(r"\s*[“\"«„]")
_LONGEST_ATTRIBUTION = 150


@dataclass(frozen=True, slots=True)
class Linked:
    """A text with its links into the archive."""

    blocks: tuple[Block, ...]
    bodies: tuple[str, ...]
    """The keys of the bodies that it names, in the glossary's order."""

    cited: tuple[str, ...]
    """The keys of the documents that it cites."""

    links: tuple[str, ...]
    """Each link that was made, with the words around it, for a person to check."""

    suggestions: tuple[str, ...]
    """What the glossary and the bibliography lack."""


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of one text that becomes a link."""

    start: int
    end: int
    key: str
    is_cite: bool = False
    symbol: str = ""
    """A document's symbol as the text has it, with the year if the text has one."""


@dataclass
class _Leaf:
    """A text that may hold links, and where it begins in its run of inlines."""

    start: int
    text: str
    dead: bool
    spans: list[_Span] = field(default_factory=list)


class Linker:
    """Makes the links of texts with what one archive knows."""

    def __init__(
        self, knowledge: Knowledge, names: Mapping[str, Names], languages: Iterable[str]
    ) -> None:
        """Prepare the patterns; languages without any are passed over."""
        self._knowledge = knowledge
        self._not_after = {
            key: re.compile(rf"(?:{'|'.join(map(re.escape, found.not_after))})\s+\Z")
            for key, found in names.items()
            if found.not_after
        }
        forms: dict[str, str] = {}
        for key, own in knowledge.bodies.items():
            for name in (*own, *(names[key].also if key in names else ())):
                forms.setdefault(name, key)
        ordered = sorted(forms, key=len, reverse=True)
        self._keys = [forms[name] for name in ordered]
        self._names = re.compile("|".join(f"({_pattern(name)})" for name in ordered) or "(?!)")
        self._resolutions = re.compile(
            "|".join(
                _RESOLUTIONS[code].format(n=number)
                for number, code in enumerate(languages)
                if code in _RESOLUTIONS
            )
            or "(?!)",
            re.IGNORECASE,
        )

    def link(self, blocks: tuple[Block, ...]) -> Linked:
        """Link the first mention of each body and document, not in headings nor in links."""
        work = _Work(self)
        linked = work.run_of_blocks(blocks)
        suggestions = dict.fromkeys((*work.suggestions, *self._missing_bodies(blocks)))
        bodies = tuple(key for key in self._knowledge.bodies if key in work.bodies)
        return Linked(linked, bodies, tuple(work.cited), tuple(work.links), tuple(suggestions))

    # -- Finding ---------------------------------------------------------------------------

    def bodies_in(self, text: str) -> Iterator[_Span]:
        for found in self._names.finditer(text):
            key = self._keys[(found.lastindex or 1) - 1]
            foreign = self._not_after.get(key)
            if not (foreign and foreign.search(text, 0, found.start())):
                yield _Span(found.start(), found.end(), key)

    def documents_in(self, text: str) -> Iterator[tuple[_Span, str]]:
        """Each document that a text names, with its symbol; no key for an unknown one."""
        for found in self._resolutions.finditer(text):
            if re.match(r"[\w/]|[.,][0-9]", text[found.end() : found.end() + 2]):
                continue
            groups = {
                re.sub("[0-9]+", "", name): value
                for name, value in found.groupdict().items()
                if value
            }
            prefix, number = next((_PREFIXES[n], groups[n]) for n in _PREFIXES if n in groups)
            year = groups.get("y") or groups.get("yr") or groups.get("yof") or groups.get("yofs")
            yield self._document(found.span(), f"{prefix}{number}", year)
            end, several = found.end(), bool(_PLURAL.search(found[0]))
            while (more := _SEVERAL.match(text, end)) and _goes_on(number, more, several):
                end = more.end()
                symbol = f"{prefix}{more['number']}"
                yield self._document((more.start("number"), end), symbol, more["year"])
        for found in _SYMBOL.finditer(text):
            if any(char.isdigit() for char in found[0]):
                yield self._document(found.span(), found[0], None)

    def _document(self, span: tuple[int, int], symbol: str, year: str | None) -> tuple[_Span, str]:
        plain = normalise_symbol(symbol)
        said = re.search(r"\(([0-9]{4})\)\s*\Z", symbol)
        year = year or (said[1] if said else None)
        key = self._knowledge.symbols.get(plain, "")
        known = self._knowledge.years.get(plain)
        if key and year and known and known != year:
            key, plain = "", f"{plain} ({year})"
        shown = " ".join(symbol.split())
        shown = f"{shown} ({year})" if year and not said else shown
        return _Span(*span, key, is_cite=True, symbol=shown), plain

    def _missing_bodies(self, blocks: Iterable[Block]) -> Iterator[str]:
        known = {name.casefold() for names in self._knowledge.bodies.values() for name in names}
        for block in blocks:
            for content in inlines_in(block):
                for found in _BODY_AND_LETTERS.finditer(plain_text(content)):
                    name, letters = found[1], found[2]
                    inside = any(one in name.casefold() for one in known)
                    if letters.casefold() not in known and not inside:
                        yield f"{name} ({letters}) is not in docs/glossary.md"


class _Work:
    """The links of one text."""

    def __init__(self, linker: Linker) -> None:
        self._linker = linker
        self.bodies: set[str] = set()
        self.cited: dict[str, None] = {}
        self.links: list[str] = []
        self.suggestions: list[str] = []
        self._quoted = False

    def run_of_blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Blocks one below another: a quotation's attribution stays as it is."""
        above: tuple[Block | None, ...] = (None, *blocks)
        return tuple(
            block if _is_attribution_below(before, block) else self.block(block)
            for before, block in zip(above, blocks, strict=False)
        )

    def block(self, block: Block) -> Block:
        match block:
            case Paragraph() | Note():
                return replace(block, content=self._run(block.content))
            case Items():
                items = map(self.run_of_blocks, block.items)
                return replace(block, items=tuple(items))
            case Quote():
                return self._quote(block)
            case Table():
                rows = (
                    row if index < block.head else tuple(map(self._run, row))
                    for index, row in enumerate(block.rows)
                )
                return replace(block, rows=tuple(rows))
            case Heading():
                return block

    def _quote(self, block: Quote) -> Quote:
        *said, last = block.blocks or (Paragraph(()),)
        before, self._quoted = self._quoted, True
        if not said or not _is_attribution(last):
            linked = self.run_of_blocks(block.blocks)
        else:
            linked = (*self.run_of_blocks(tuple(said)), last)
        self._quoted = before
        return Quote(linked)

    def _run(self, content: tuple[Inline, ...]) -> tuple[Inline, ...]:
        whole = _cut_attribution(plain_text(content), quoted=self._quoted)
        leaves = list(_leaves(content, 0, dead=False))
        self._find_bodies(whole, leaves)
        self._find_documents(whole, leaves)
        if not any(leaf.spans for leaf in leaves):
            return content
        return _rebuild(content, iter(leaves))

    def _find_bodies(self, whole: str, leaves: list[_Leaf]) -> None:
        found = [
            (leaf, span)
            for span in self._linker.bodies_in(whole)
            if (leaf := _leaf_of(leaves, span))
        ]
        for index, (leaf, span) in enumerate(found):
            if span.key in self.bodies:
                continue
            # `Name ([NAME](#))`: the source itself shows which of the two it means to link.
            after = found[index + 1] if index + 1 < len(found) else None
            if (
                after
                and after[1].key == span.key
                and after[0].dead
                and re.fullmatch(r"\s*\(\s*", whole[span.end : after[1].start])
            ):
                leaf, span = after
            self.bodies.add(span.key)
            self._add(leaf, span, whole)

    def _find_documents(self, whole: str, leaves: list[_Leaf]) -> None:
        for span, symbol in self._linker.documents_in(whole):
            if not span.key:
                self.suggestions.append(f"{symbol} is not in the bibliography (as a number)")
                continue
            end = span.end
            leaf = next(
                (one for one in leaves if one.start < end <= one.start + len(one.text)), None
            )
            if span.key in self.cited or leaf is None:
                continue
            closing = _CLOSING.match(leaf.text, end - leaf.start)
            place = leaf.start + closing.end() if closing else end
            if any(other.start < place < other.end for other in leaf.spans):
                place = end
            self.cited[span.key] = None
            self._add(leaf, _Span(place, place, span.key, is_cite=True), whole)

    def _add(self, leaf: _Leaf, span: _Span, whole: str) -> None:
        leaf.spans.append(span)
        around = whole[max(span.start - 30, 0) : span.end + 30]
        role = "cite" if span.is_cite else "term"
        self.links.append(f"{{{role}}} {span.key}: … {' '.join(around.split())} …")


def _pattern(name: str) -> str:
    """A pattern for a name: any space, apostrophe or dash; any case unless it is capitals."""
    parts = []
    for char in " ".join(name.split()):
        if char == " ":
            parts.append(r"\s+")
        elif char in _APOSTROPHES:
            parts.append(f"[{_APOSTROPHES}]")
        elif char == "-":
            parts.append(f"[{_DASHES}]")
        elif char == "&":
            parts.append("(?:&|and)")
        else:
            parts.append(re.escape(char))
    inner = "".join(parts)
    # WHO is a body, and who is not: single words with two capitals are taken as they are.
    exact = " " not in name and sum(char.isupper() for char in name) > 1
    return rf"(?<![\w]){inner}(?![\w])" if exact else rf"(?<![\w])(?i:{inner})(?![\w])"


def _leaves(content: tuple[Inline, ...], start: int, *, dead: bool) -> Iterator[_Leaf]:
    for inline in content:
        if isinstance(inline, Text):
            yield _Leaf(start, inline.text, dead)
        elif isinstance(inline, Emphasis) or (isinstance(inline, Link) and not inline.href):
            inside = dead or isinstance(inline, Link)
            yield from _leaves(inline.content, start, dead=inside)
        start += len(plain_text((inline,)))


def _leaf_of(leaves: Iterable[_Leaf], span: _Span) -> _Leaf | None:
    for leaf in leaves:
        if leaf.start <= span.start and span.end <= leaf.start + len(leaf.text):
            return leaf
    return None


def _rebuild(content: tuple[Inline, ...], leaves: Iterator[_Leaf]) -> tuple[Inline, ...]:
    """The run with the spans of its leaves, which come in the same order, as roles."""
    built: list[Inline] = []
    for inline in content:
        if isinstance(inline, Text):
            built += _cut(next(leaves))
        elif isinstance(inline, Emphasis) or (isinstance(inline, Link) and not inline.href):
            built.append(replace(inline, content=_rebuild(inline.content, leaves)))
        else:
            built.append(inline)
    return tuple(built)


def _cut(leaf: _Leaf) -> Iterator[Inline]:
    place = 0
    for span in sorted(leaf.spans, key=lambda span: (span.start, span.end)):
        start, end = span.start - leaf.start, span.end - leaf.start
        if start > place:
            yield Text(leaf.text[place:start])
        words = " ".join(leaf.text[start:end].split())
        yield Role("cite" if span.is_cite else "term", span.key, words)
        place = end
    if place < len(leaf.text):
        yield Text(leaf.text[place:])


def _is_attribution(block: Block) -> bool:
    return isinstance(block, Paragraph) and bool(_ATTRIBUTION.match(plain_text(block.content)))


def _is_attribution_below(above: Block | None, block: Block) -> bool:
    """Whether a short paragraph with a dash names who said what stands above it."""
    if not isinstance(block, Paragraph):
        return False
    text = plain_text(block.content)
    quoted = isinstance(above, Quote) or (
        isinstance(above, Paragraph) and bool(_CLOSED.search(plain_text(above.content)))
    )
    return quoted and len(text) <= _LONGEST_ATTRIBUTION and bool(_DASHED.match(text))


def _goes_on(first: str, more: re.Match[str], several: bool) -> bool:
    """Whether a number behind that of a resolution is one too, and no year or count."""
    number = more["number"]
    if ("/" in number) != ("/" in first):
        return False
    sure = "/" in number or (len(number) == 4 and int(number) not in _YEARS)
    return bool(more["year"]) or (several and sure)


def _cut_attribution(text: str, *, quoted: bool) -> str:
    """The text of a paragraph without the name behind a quotation and a dash at its end.

    Prose may go on behind a dash: `they call the “zone” – it is a camp.` There the paragraph
    neither begins with the quotation, nor is this a whole sentence, nor ends the rest as a name.
    """
    if quoted and (below := _SAID_BELOW.search(text)):
        return text[: below.start()]
    found = _SAID.search(text)
    if not found:
        return text
    whole = bool(found["stop"] or found["late"]) or bool(_OPENING.match(text))
    unfinished = not re.search(r"[.!?؟…:]\s*\Z", found["name"])
    below_it = "\n" in found["gap"]
    return text[: found.start("name")] if whole or unfinished or below_it else text
