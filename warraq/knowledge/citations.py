"""Writes a bibliography entry as a reader of one language expects it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from pybtex.richtext import Text
from pybtex.scanner import PybtexSyntaxError

from warraq.edtf import format_date, parse_date

LANGUAGE_NAMES = {"english": "en", "arabic": "ar", "french": "fr", "german": "de", "spanish": "es"}
"""biblatex's `langid` names and their codes; a `langid` may also be a code itself."""


_CONTAINERS = (
    *("journaltitle", "journal", "booktitle", "institution", "school", "organization"),
    "publisher",
)
"""What holds or brings out a text; `journal` and `school` are biblatex's aliases."""


class Entry(Protocol):
    """The part of pybtex's Entry that is read here."""

    key: str
    type: str
    fields: Mapping[str, str]
    persons: Mapping[str, list[object]]


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a reference: its text, where it leads, and its language if not the page's."""

    text: str
    href: str = ""
    lang: str = ""


def format_reference(
    entry: Entry, language: str, translate: Callable[[str], str]
) -> tuple[Span, ...]:
    """Write `entry` for readers of `language`.

    A document with a symbol or number is written as United Nations editors do: body, title,
    symbol, date (United Nations Editorial Manual, "Footnotes and other references"). Others
    put the title in the language's quotation marks. `author-LANG`, `title-LANG` and
    `publisher-LANG` hold official names in `LANG`; a text without one keeps its own language.
    `translate` gives the toolkit's words and punctuation in `language`.
    """
    parts: list[list[Span]] = []
    author = _local(entry, "author", language) or _persons(entry, language, translate)
    if author:
        parts.append([author])
    title = _local(entry, "title", language)
    url = _address(entry.fields.get("url", ""))
    if title is not None:
        linked = Span(title.text, url, title.lang)
        if _is_document(entry):
            parts.append([linked])
        else:
            before, _sep, after = translate("“%s”").partition("%s")
            parts.append([Span(before), linked, Span(after)])
    for name in _CONTAINERS:
        found = _local(entry, name, language)
        if found and found.text not in ("", author.text if author else ""):
            parts.append([found])
    numbers = (entry.fields.get(name, "") for name in ("pages", "isbn", "issn"))
    parts += [[Span(_clean(text))] for text in (_issue(entry), *numbers) if text]
    date = _date(entry, "date", language) or _clean(entry.fields.get("year", ""))
    if date:
        parts.append([Span(date)])
    seen = _date(entry, "urldate", language)
    if seen:
        parts.append([Span(translate("accessed %s") % seen)])
    return tuple(_joined(parts, translate(", "), translate(".")))


def plain_reference(spans: tuple[Span, ...]) -> str:
    """The reference as one line of text."""
    return "".join(span.text for span in spans)


def official_words(entry: Entry, name: str, language: str) -> tuple[str, str]:
    """A field as the document has it and its official form in `language`, each may be empty."""
    if name == "author":
        people = entry.persons.get("author", [])
        own = _clean(str(people[0])) if len(people) == 1 else ""
    else:
        own = _clean(entry.fields.get(name, ""))
    return own, _clean(entry.fields.get(f"{name}-{language}", ""))


def cited_name(entry: Entry, language: str, translate: Callable[[str], str]) -> Span:
    """What stands in a sentence for the entry: its author, or its title if it has none."""
    return (
        _local(entry, "author", language)
        or _persons(entry, language, translate)
        or _local(entry, "title", language)
        or Span(entry.key)
    )


def _is_document(entry: Entry) -> bool:
    return entry.type.lower() in {"legal", "legislation", "jurisdiction"} or bool(
        re.match(r"[A-Z]{1,5}(?:/[\w.()-]+)+", _clean(entry.fields.get("number", "")))
    )


def _local(entry: Entry, name: str, language: str) -> Span | None:
    """The field in `language` if the entry has it so, else as it is with its own language."""
    local = entry.fields.get(f"{name}-{language}")
    if local:
        return Span(_clean(local))
    text = entry.fields.get(name)
    if not text or name == "author":
        return None
    return Span(_clean(text), lang=_foreign(entry, language))


def _persons(entry: Entry, language: str, translate: Callable[[str], str]) -> Span | None:
    names = [_clean(_in_order(str(person))) for person in entry.persons.get("author", [])]
    if not names:
        return None
    text = names[-1]
    if len(names) > 1:
        text = translate(", ").join(names[:-1]) + translate(" and ") + text
    return Span(text, lang=_foreign(entry, language))


def _in_order(name: str) -> str:
    """`Last, First` or `Last, Jr, First` as it is spoken; a comma in braces is no such sign."""
    parts, depth = [""], 0
    for char in name:
        depth += (char == "{") - (char == "}")
        if char == "," and not depth:
            parts.append("")
        else:
            parts[-1] += char
    last, *jr, first = ["", *parts] if len(parts) == 1 else parts
    return " ".join(part.strip() for part in (first, last, *jr) if part.strip())


def _address(text: str) -> str:
    """The address of a document, or nothing: other schemes can run code or read files.

    It is no LaTeX, where `%` begins a comment and `~` is a space, but editors escape it so.
    """
    plain = re.sub(r"\\([#$%&_~])(?:\{\})?", r"\1", text.strip()).strip("{}")
    found = re.match(r"(?:(?:https?|ftp)://|mailto:)\S+$", plain, re.IGNORECASE)
    return plain if found else ""


def _issue(entry: Entry) -> str:
    """Volume and number, such as `5(3)`, which reads alike in every language."""
    volume, number = entry.fields.get("volume", ""), entry.fields.get("number", "")
    return f"{volume}({number})" if volume and number else volume or number


def _foreign(entry: Entry, language: str) -> str:
    name = _clean(entry.fields.get("langid", "")).lower()
    code = LANGUAGE_NAMES.get(name, name)
    return code if code and code != language else ""


def _date(entry: Entry, name: str, language: str) -> str:
    value = _clean(entry.fields.get(name, ""))
    try:
        return format_date(parse_date(value), language) if value else ""
    except ValueError:
        return value  # biblatex allows ranges and seasons; they stand as written


@lru_cache(maxsize=20_000)
def _clean(text: str) -> str:
    """The text without LaTeX's braces and commands, its white space folded."""
    try:
        plain = str(Text.from_latex(text)) if text else ""
    except (UnicodeDecodeError, PybtexSyntaxError):  # no LaTeX: a lone backslash or brace
        plain = re.sub("[{}]", "", text)
    return " ".join(re.sub(r"\\(?:[A-Za-z]+ ?)?", "", plain).split())


def _joined(parts: list[list[Span]], separator: str, end: str) -> Iterator[Span]:
    for index, part in enumerate(parts):
        if index:
            yield Span(separator)
        yield from (span for span in part if span.text)
    if parts and not parts[-1][-1].text.endswith("."):
        yield Span(end)
