"""Reads docs/import.toml: what an archive tells the import of itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from warraq.ingest.accounting import words
from warraq.ingest.errors import IngestError
from warraq.ingest.limits import Limits, read_limits

FILE = "docs/import.toml"
_MOST_PAGES = 300  # the newest say often enough which kinds there are
_KIND = re.compile(rb"^kind:[ \t]*[\"']?([a-z0-9-]+)[\"']?[ \t]*$", re.MULTILINE)

_T = TypeVar("_T")
_EXAMPLES = {
    "defaults": "[defaults] with kind and authors",
    "places": '[places] with "Name" = ["Another name"]',
    "topics": '[topics] with "topic" = ["another word"]',
    "kinds": '[kinds] with "Category" = "kind"',
    "names": '[names.KEY] with also = ["Another name"]',
    "boilerplate": "[[boilerplate]] with name and phrases or patterns",
    "contacts": "[[contacts]] with name and pattern",
    "limits": "[limits] with file_bytes and the like",
}


@dataclass(frozen=True, slots=True)
class Contact:
    """An address of the organisation's own."""

    name: str
    """What the report calls it."""

    pattern: re.Pattern[str]
    """Matches the whole of it, in small or capital letters."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A piece of boilerplate."""

    name: str
    """What the report calls it."""

    phrases: tuple[tuple[str, ...], ...] = ()
    """Its words, which may be spread over several blocks."""

    patterns: tuple[re.Pattern[str], ...] = ()
    """Each matches the whole text of a block."""

    paragraphs: int = 0
    """How many of the blocks that follow belong to it at most."""


@dataclass(frozen=True, slots=True)
class Names:
    """Other names of a body."""

    also: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    """Words that make a name behind them somebody else's."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What docs/import.toml says; an archive without one gets this."""

    kind: str = ""
    """The kind of a publication that does not say it."""

    authors: tuple[str, ...] = ()
    """The corporate authors of a publication that names none."""

    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The places that the archive knows, each with other names."""

    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The topics likewise."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    """The kind that a category of a source means, by the category in small letters."""

    used_kinds: frozenset[str] = frozenset()
    """The kinds of the newest pages that are there."""

    names: Mapping[str, Names] = field(default_factory=dict)
    """Other names of bodies, by the keys of the glossary."""

    rules: tuple[Rule, ...] = ()
    contacts: tuple[Contact, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @property
    def known_kinds(self) -> frozenset[str]:
        """All kinds that the archive knows."""
        return frozenset(filter(None, (self.kind, *self.kinds.values(), *self.used_kinds)))


def read_settings(root: Path) -> Settings:
    """Read the settings of the archive in `root`; raises IngestError that names the setting."""
    used = _find_kinds(root)
    try:
        text = (root / FILE).read_bytes().decode("utf-8")
    except FileNotFoundError:
        return Settings(used_kinds=used)
    except (OSError, UnicodeDecodeError) as error:
        raise IngestError(f"{FILE} cannot be read: {error}; save it as UTF-8") from None
    return replace(parse_settings(text), used_kinds=used)


def _find_kinds(root: Path) -> frozenset[str]:
    """The kinds in the front matter of the newest pages; those that cannot be read have none."""
    kinds: set[str] = set()
    pages = sorted((root / "docs" / "briefs").glob("[0-9]*/*.md"), reverse=True)
    for page in pages[:_MOST_PAGES]:
        try:
            with page.open("rb") as file:
                head = file.read(4000).replace(b"\r\n", b"\n")
        except OSError:
            continue
        front = head.split(b"\n---", 1)[0] if head.startswith(b"---") else b""
        if found := _KIND.search(front):
            kinds.add(found[1].decode("ascii"))
    return frozenset(kinds)


def parse_settings(text: str) -> Settings:
    """Read the settings from the file's text; raises IngestError."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise IngestError(f"{FILE}: {error}; correct it there") from None
    for name in tables:
        if name not in _EXAMPLES:
            raise IngestError(f"{FILE}: {name} is not known; it has {', '.join(_EXAMPLES)}")
    defaults = _table(tables, "defaults", ("kind", "authors"))
    kind = defaults.get("kind", "")
    if not isinstance(kind, str):
        _refuse("defaults", f"kind {kind!r} is no text")
    return Settings(
        kind=kind,
        authors=_texts("defaults", "authors", defaults.get("authors", [])),
        places=_vocabulary(tables, "places"),
        topics=_vocabulary(tables, "topics"),
        kinds=_kinds(tables),
        names={key: _names(key, value) for key, value in _table(tables, "names").items()},
        rules=_list(tables, "boilerplate", _rule),
        contacts=_list(tables, "contacts", _contact),
        limits=read_limits(tables.get("limits", {}), FILE),
    )


def _refuse(table: str, what: str) -> NoReturn:
    raise IngestError(f"{FILE}: {table}: {what}; write {_EXAMPLES[table]}")


def _table(
    tables: Mapping[str, Any], name: str, known: tuple[str, ...] | None = None
) -> Mapping[str, Any]:
    table = tables.get(name, {})
    if not isinstance(table, dict):
        _refuse(name, "it is no table")
    for key in table:
        if known is not None and key not in known:
            _refuse(name, f"{key} is not known")
    return table


def _list(tables: Mapping[str, Any], name: str, read: Callable[[Any], _T]) -> tuple[_T, ...]:
    rows = tables.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        _refuse(name, "it is no list of tables")
    return tuple(map(read, rows))


def _texts(table: str, name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        _refuse(table, f"{name} is no list of texts")
    return tuple(value)


def _vocabulary(tables: Mapping[str, Any], name: str) -> dict[str, tuple[str, ...]]:
    return {key: _texts(name, key, value) for key, value in _table(tables, name).items()}


def _kinds(tables: Mapping[str, Any]) -> dict[str, str]:
    table = _table(tables, "kinds")
    for key, value in table.items():
        if not isinstance(value, str):
            _refuse("kinds", f"{key} is no text")
    return {key.casefold(): value for key, value in table.items()}


def _names(key: str, value: object) -> Names:
    if not isinstance(value, dict) or value.keys() - {"also", "not_after"}:
        _refuse("names", f"{key} is no table of also and not_after")
    return Names(
        _texts("names", f"{key}.also", value.get("also", [])),
        _texts("names", f"{key}.not_after", value.get("not_after", [])),
    )


def _rule(row: Mapping[str, Any]) -> Rule:
    name = _row_name(row, "boilerplate", {"name", "phrases", "patterns", "paragraphs"})
    phrases = _texts("boilerplate", f"{name}: phrases", row.get("phrases", []))
    patterns = _texts("boilerplate", f"{name}: patterns", row.get("patterns", []))
    paragraphs = row.get("paragraphs", 0)
    if not isinstance(paragraphs, int) or isinstance(paragraphs, bool) or paragraphs < 0:
        _refuse("boilerplate", f"{name}: paragraphs {paragraphs!r} is no whole number")
    if not phrases and not patterns:
        _refuse("boilerplate", f"{name} has neither phrases nor patterns")
    return Rule(
        name,
        tuple(found for phrase in phrases if (found := tuple(words(phrase)))),
        tuple(_pattern("boilerplate", name, pattern) for pattern in patterns),
        paragraphs,
    )


def _contact(row: Mapping[str, Any]) -> Contact:
    name = _row_name(row, "contacts", {"name", "pattern"})
    (pattern,) = _texts("contacts", f"{name}: pattern", [row.get("pattern", "")])
    return Contact(name, _pattern("contacts", name, pattern))


def _row_name(row: Mapping[str, Any], table: str, known: set[str]) -> str:
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        _refuse(table, "one has no name")
    for key in row:
        if key not in known:
            _refuse(table, f"{name}: {key} is not known")
    return name


def _pattern(table: str, name: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE | re.DOTALL)
    except re.error as error:
        _refuse(table, f"{name}: the pattern {pattern} is no regular expression ({error})")
