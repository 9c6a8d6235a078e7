"""Finds documents that a page names without citing them, and references that no page cites."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

Naming = tuple[int, int, str, str]
"""Where a text names a document, from and to; its citation key or nothing; its symbol."""

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)
_SUMMARY = re.compile(r"^summary:(?P<text>.*(?:\n[ \t]+.*)*)", re.MULTILINE)
_COMMENT = re.compile(r"^%[^\n]*$", re.MULTILINE)
_FENCE = re.compile(r"[ \t]*(?P<marks>`{3,}|~{3,}|:{3,})(?P<info>.*)$")
_DIRECTIVE = re.compile(r"\{([\w:-]+)\}")
_NO_TEXT = frozenset(
    {"code", "code-block", "sourcecode", "literalinclude", "math", "raw", "toctree", "bibliography"}
)
"""Directives whose content is no text of the page."""
_CITE = re.compile(r"(?:\{cite(?::\w+)?\}|:cite(?::\w+)?:)`([^`]+)`")
_BESIDE_KEY = re.compile(r"\{[^{}]*\}")
_HEADING = re.compile(r"#{1,6}[ \t]")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]:")
_BEGINS = re.compile(r"[ \t]*(?:[-*+]|[0-9]+[.)])[ \t]|#{1,6}[ \t]|\[\^[^\]\s]+\]:")
"""Lines that begin a paragraph without a blank one before them."""

_MARKUP = re.compile(
    r"(?P<cite>(?:\{cite(?::\w+)?\}|:cite(?::\w+)?:)`[^`]*`)"
    r"|\{[\w:.+-]+\}`(?P<role>[^`<]*)(?:<[^`]*>)?`"
    r"|(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<image>!\[[^\]]*\]\([^)\s]*[^)]*\))"
    r"|\[\^(?P<note>[^\]\s]{1,80})\]"
    r"|\[(?P<link>(?:[^\[\]]|\[[^\[\]]*\])*)\](?P<target>\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])"
    r"|(?P<address><?(?:https?|ftp|mailto):[^\s<>]+>?)"
    r"|(?P<mark>[*\\]+|^[ \t]*>+)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Uncited:
    """The first naming of a document on a page, in a paragraph that does not cite it."""

    line: int
    symbol: str
    key: str
    """The document's citation key, or nothing if the bibliography does not have it."""

    in_summary: bool = False
    """Whether it stands in the page's summary, which cannot cite: then the text should."""


@dataclass(slots=True)
class _Paragraph:
    """A paragraph as readers see it, and what it cites."""

    text: str = ""
    places: list[int] = field(default_factory=list)
    """Where each character of the text stands in the page's source."""

    keys: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    links: list[tuple[int, int]] = field(default_factory=list)
    """The parts of the text that are links."""


def cited_keys(page: str) -> frozenset[str]:
    """The citation keys in a page's source, in small letters."""
    return frozenset(
        key for match in _CITE.finditer(_without_code(page)) for key in _keys_of(match[1])
    )


def find_uncited(page: str, find: Callable[[str], Iterable[Naming]]) -> Iterator[Uncited]:
    """Yield the documents whose first naming on a page has no citation beside it.

    `find` finds the namings in a text. A citation anywhere in the paragraph counts, so does a
    link to the document. A footnote that names it takes its place: there the citation must be,
    or in the paragraph that has the footnote. What the summary names, the page must cite.
    Headings and code are passed over.
    """
    page = page.replace("\r\n", "\n")
    source = _without_code(page)
    notes: dict[str, _Paragraph] = {}
    statements: list[_Paragraph] = []
    for start, end in _split(source):
        footnote = _FOOTNOTE.match(source, start)
        if footnote:
            notes[footnote[1]] = _flatten(source, footnote.end(), end)
        elif not _HEADING.match(source, start):
            statements.append(_flatten(source, start, end))
    in_notes = {
        name: {symbol for *_rest, symbol in find(note.text)} for name, note in notes.items()
    }
    for statement in statements:
        for name in statement.notes & notes.keys():
            notes[name].keys |= statement.keys
    named: set[str] = set()
    for statement in (*statements, *notes.values()):
        elsewhere = {symbol for note in statement.notes for symbol in in_notes.get(note, ())}
        for start, end, key, symbol in sorted(find(statement.text)):
            if symbol in named or symbol in elsewhere:
                continue
            named.add(symbol)
            linked = any(start < last and first < end for first, last in statement.links)
            if not (linked or (key and key.lower() in statement.keys)):
                yield Uncited(page.count("\n", 0, statement.places[start]) + 1, symbol, key)
    yield from _find_in_summary(page, find, named, cited_keys(page))


def _find_in_summary(
    page: str,
    find: Callable[[str], Iterable[Naming]],
    named: set[str],
    cited: frozenset[str],
) -> Iterator[Uncited]:
    head = _FRONT_MATTER.match(page)
    summary = _SUMMARY.search(page, 0, head.end()) if head else None
    for start, _end, key, symbol in sorted(find(summary["text"])) if summary else ():
        if symbol not in named and key.lower() not in cited:
            named.add(symbol)
            place = summary.start("text") + start if summary else 0
            yield Uncited(page.count("\n", 0, place) + 1, symbol, key, in_summary=True)


def _keys_of(content: str) -> Iterator[str]:
    """The keys of a citation: what stands in braces before or behind one is no part of it."""
    for part in _BESIDE_KEY.sub("", content).split(","):
        if part.strip():
            yield part.strip().lower()


def _without_code(page: str) -> str:
    """The source with front matter, comments and code made blank, each line in its place."""
    page = _FRONT_MATTER.sub(_blank, page)
    page = "".join(_lines_without_code(page))
    return _without_html_comments(_COMMENT.sub(_blank, page))


def _without_html_comments(page: str) -> str:
    parts, place = [], 0
    while (start := page.find("<!--", place)) >= 0 and (end := page.find("-->", start)) >= 0:
        parts += [page[place:start], re.sub(r"[^\n]", " ", page[start : end + 3])]
        place = end + 3
    return "".join((*parts, page[place:]))


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _lines_without_code(page: str) -> Iterator[str]:
    """Each line, blank where it opens or closes a fence or is code in one."""
    fences: list[tuple[str, bool]] = []
    for line in page.splitlines(keepends=True):
        match = _FENCE.match(line.rstrip("\n"))
        marks, info = (match["marks"], match["info"].strip()) if match else ("", "")
        is_code = bool(fences) and fences[-1][1]
        if marks and fences and not info and marks.startswith(fences[-1][0]):
            fences.pop()
        elif marks and not is_code and _opens(marks, info):
            directive = _DIRECTIVE.match(info)
            fences.append((marks, not directive or directive[1] in _NO_TEXT))
        elif not is_code:
            yield line
            continue
        yield " " * (len(line) - line.endswith("\n")) + "\n" * line.endswith("\n")


def _opens(marks: str, info: str) -> bool:
    """Whether such a line opens a fence: a directive, or code."""
    return info.startswith("{") if marks[0] == ":" else "`" not in info


def _split(source: str) -> Iterator[tuple[int, int]]:
    """The paragraphs of a page: where each begins and ends."""
    start, place = None, 0
    for line in source.splitlines(keepends=True):
        if start is not None and (not line.strip() or _BEGINS.match(line)):
            yield start, place
            start = None
        if start is None and line.strip():
            start = place
        place += len(line)
        if start is not None and _HEADING.match(line):
            yield start, place
            start = None
    if start is not None:
        yield start, place


def _flatten(source: str, start: int, end: int) -> _Paragraph:
    """The text of a paragraph as readers see it."""
    made = _Paragraph()
    _add_text(made, source, start, end)
    return made


def _add_text(made: _Paragraph, source: str, start: int, end: int) -> None:
    place = start
    for match in _MARKUP.finditer(source, start, end):
        _add(made, source, place, match.start())
        place = match.end()
        if match["cite"]:
            made.keys.update(_keys_of(match["cite"].partition("`")[2].rstrip("`")))
        elif match["role"] is not None:
            _add(made, source, *match.span("role"))
        elif match["note"]:
            made.notes.add(match["note"])
        elif match["link"] is not None:
            before = len(made.text)
            _add_text(made, source, *match.span("link"))
            made.links.append((before, len(made.text)))
        elif match["code"] or match["address"] or match["image"]:
            made.text += "\N{OBJECT REPLACEMENT CHARACTER}"
            made.places.append(match.start())
    _add(made, source, place, end)


def _add(made: _Paragraph, source: str, start: int, end: int) -> None:
    made.text += source[start:end]
    made.places += range(start, end)
