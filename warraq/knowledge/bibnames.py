"""Writes the names of a bibliography entry's authors and editors in the order of speech."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pybtex.bibtex.utils import split_name_list

from warraq.knowledge.bibtypes import LANGUAGES
from warraq.knowledge.latextext import clean_latex
from warraq.translation.bidi import has_strong_rtl, is_rtl

MOST_NAMES = 3
"""How many persons are named; of more, the first stands for all, as in United Nations footnotes."""


class Entry(Protocol):
    """The part of pybtex's Entry that is read here."""

    @property
    def key(self) -> str:
        """Its citation key."""

    @property
    def type(self) -> str:
        """What kind of document it is."""

    @property
    def fields(self) -> Mapping[str, str]:
        """Its fields as they are written."""

    @property
    def persons(self) -> Mapping[str, Any]:
        """Its authors and editors."""


@dataclass(frozen=True, slots=True)
class PlainEntry:
    """An entry whose fields are looked up at once: pybtex folds the case at each look."""

    key: str
    type: str
    fields: Mapping[str, str]
    persons: Mapping[str, Any]


def plain_entry(entry: Entry) -> PlainEntry:
    """An entry with its fields and roles in small letters, read once."""
    return PlainEntry(
        entry.key,
        entry.type.lower(),
        {name.lower(): value for name, value in entry.fields.items()},
        {role.lower(): list(people) for role, people in entry.persons.items()},
    )


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a reference: its text, where it leads, and its language if not the page's."""

    text: str
    href: str = ""
    lang: str = ""

    isolate: bool = False
    """Whether it runs the other way than the page, in a language that the entry does not tell."""


def read_field(entry: Entry, name: str, language: str) -> Span | None:
    """The field in `language` if the entry has it so, else as it is with its own language."""
    local = _local(entry, name, language)
    if local:
        return Span(clean_latex(local))
    text = clean_latex(entry.fields.get(name, ""))
    return own_span(entry, text, language) if text else None


def own_span(entry: Entry, text: str, language: str) -> Span:
    """A text in the entry's own language, as a page in `language` shows it."""
    name = clean_latex(entry.fields.get("langid", "")).lower().replace("-", "_")
    code = LANGUAGES.get(name, name)
    if code:
        return Span(text, lang="" if code in (language, language.partition("_")[0]) else code)
    letters = any(char.isalpha() for char in text)
    return Span(text, isolate=letters and has_strong_rtl(text) != is_rtl(language))


def read_names(entry: Entry, role: str, language: str) -> list[Span]:
    """Each author, editor or translator, by the official name in `language` if there is one."""
    local = _local(entry, role, language)
    if local:
        return [Span(name) for name in map(_in_order, split_name_list(local)) if name]
    # pybtex takes authors and editors apart, translators not.
    people = [*map(str, entry.persons.get(role, ())), *split_name_list(entry.fields.get(role, ""))]
    return [own_span(entry, name, language) for name in map(_in_order, people) if name]


def join_names(names: Sequence[Span], translate: Callable[[str], str]) -> Iterator[Span]:
    """Join names as the language does; of many, the first and `others`."""
    if len(names) > MOST_NAMES or (len(names) > 1 and names[-1].text == "others"):
        yield from frame(translate("%s and others"), names[0])
        return
    for index, name in enumerate(names):
        if index:
            yield Span(translate(" and ") if index == len(names) - 1 else translate(", "))
        yield name


def frame(pattern: str, *spans: Span) -> Iterator[Span]:
    """Put spans into the place of `%s` in a pattern; what is around them is the page's own."""
    before, _place, after = pattern.partition("%s")
    if before:
        yield Span(before)
    yield from spans
    if after:
        yield Span(after)


def _local(entry: Entry, name: str, language: str) -> str:
    code = language.lower()
    text = entry.fields.get(f"{name}-{code}", "")
    return text or (entry.fields.get(f"{name}-{code.replace('_', '-')}", "") if "_" in code else "")


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
    return clean_latex(" ".join(part.strip() for part in (first, last, *jr) if part.strip()))
