"""Reads the bodies that a glossary page names, each with its names, its definition, its facts."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from warraq.knowledge.listpages import slug_of

FIELDS = ("kind", "website", "wikidata", "ror")
"""The facts that an entry may have, in the order in which readers see them."""

KINDS = ("UN body", "NGO", "state", "mechanism")
"""Kinds of body that most archives need; any other word is one as well."""

_GLOSSARY = re.compile(r"^(`{3,}|:{3,})\{glossary\}[^\n]*\n(.*?)^\1", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"\s*:([A-Za-z][\w-]*):(?:\s+(.*?))?\s*")
_FENCE = re.compile(r"\s*(`{3,}|~{3,}|:{3,})")
_CLASSIFIER = re.compile(r"(?<! ) +: +")  # as Sphinx' split_term_classifiers, in linear time
_KIND = re.compile(r"[^\W\d_][\w'’ -]{0,39}")
_WIKIDATA = re.compile(r"(?:https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/)?(Q[1-9][0-9]*)")
_ROR = re.compile(r"(?:(?:https?://)?ror\.org/)?(0[0-9a-hjkmnp-tv-z]{6}[0-9]{2})", re.IGNORECASE)
_WEBSITE = re.compile(r"https?://[^\s/?#@<>\"]+\.[^\s/?#@<>\"]+(?:[/?#][^\s<>\"]*)?", re.IGNORECASE)
_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True, slots=True)
class Body:
    """One entry of a glossary page, as its source says it."""

    key: str
    """Its first name: what `{term}` and the front matter of briefs call it."""
    names: tuple[str, ...]
    """All names, the key first, then the full name."""
    kind: str = ""
    website: str = ""
    wikidata: str = ""
    """Its item there: `Q37470`."""
    ror: str = ""
    """Its identifier in the Research Organization Registry, without the address: `05dxps055`."""
    definition: str = ""
    line: int = 1
    """Where its first name stands, counted from 1."""


@dataclass(frozen=True, slots=True)
class GlossaryProblem:
    """Something wrong with an entry, and what to write."""

    line: int
    message: str


@dataclass(slots=True)
class EntryText:
    """An entry as it is written, before its facts are judged; lines are counted from 0."""

    names: list[tuple[str, int]] = field(default_factory=list)
    definition: list[tuple[str, int]] = field(default_factory=list)
    """The lines of the definition as they are indented, without those of the facts."""
    facts: list[tuple[str, str, int]] = field(default_factory=list)


# -- Reading -------------------------------------------------------------------------------------


def read_glossary(text: str) -> tuple[Body, ...]:
    """Read the entries of all glossaries in the text of a page; wrong facts are left out."""
    bodies: list[Body] = []
    for block in _GLOSSARY.finditer(text):
        first = text.count("\n", 0, block.start(2)) + 1
        entries, _problems = split_entries(_without_options(block[2].splitlines()))
        bodies += [make_body(entry, first)[0] for entry in entries]
    return tuple(bodies)


def read_bodies(glossary: str) -> tuple[tuple[str, ...], ...]:
    """The names of each entry in the text of a glossary page, the key first."""
    return tuple(body.names for body in read_glossary(glossary))


def _without_options(lines: list[str]) -> list[str]:
    """The lines of a directive with those of its options blank, so that all keep their number."""
    first = 0
    if lines and lines[0].strip() == "---":  # options as YAML
        first = next((n for n, line in enumerate(lines[1:], 2) if line.strip() == "---"), 0)
    while first < len(lines) and lines[first].startswith(":"):
        first += 1
    return [""] * first + lines[first:]


def split_entries(lines: Sequence[str]) -> tuple[list[EntryText], list[GlossaryProblem]]:
    """Split what stands in a glossary into its entries, as Sphinx's `glossary` is written.

    Names stand at the margin, one a line; below them, indented, the definition. A row of lines
    `:name: value` in a definition, at its own indent, are facts. The problems' lines are counted
    from 0 as well.
    """
    entries: list[EntryText] = []
    problems: list[GlossaryProblem] = []
    closed, comment = True, False
    for index, line in enumerate(lines):
        if not line.strip():
            closed = True
            if entries:
                entries[-1].definition.append(("", index))
        elif line[0].isspace():
            if comment:
                continue
            closed = True
            if entries:
                entries[-1].definition.append((line.expandtabs(8), index))
            else:
                problems.append(GlossaryProblem(index, _NAMELESS))
        elif line.startswith(".. "):
            comment = True
        elif _FIELD.fullmatch(line) and entries:
            problems.append(GlossaryProblem(index, _MARGIN % line.strip()))
        else:
            comment = False
            if closed:
                if index and lines[index - 1][:1].isspace() and lines[index - 1].strip():
                    problems.append(GlossaryProblem(index, _CLOSE))
                entries.append(EntryText())
                closed = False
            name, *groups = _CLASSIFIER.split(line.strip())
            entries[-1].names.append((name, index))
            # One sign is what Sphinx sorts its index by; more is a part of the name.
            if lost := " : ".join(group for group in groups if len(group) > 1):
                problems.append(GlossaryProblem(index, _LOST % lost))
    for entry in entries:
        _take_facts(entry)
        if not any(text for text, _index in entry.definition):
            name, index = entry.names[0]
            problems.append(GlossaryProblem(index, _BARE % name))
    return entries, problems


_BARE = '"%s" has no definition; write one below its names, indented'
_LOST = '"%s" is lost: " : " ends a name; write it without the space before the colon'
_NAMELESS = "a definition stands here without a name; write the entry's name above it, unindented"
_MARGIN = "%s stands at the margin; indent it like the definition that it belongs to"
_CLOSE = "an entry begins right below a definition; put an empty line above it"


def _take_facts(entry: EntryText) -> None:
    """Move the facts out of an entry's definition."""
    lines = entry.definition
    indents = [len(text) - len(text.lstrip()) for text, _line in lines if text]
    base = indents[0] if indents else 0
    kept: list[tuple[str, int]] = []
    row: list[tuple[str, str, int]] = []
    fence = ""
    for text, index in [*lines, ("", -1)]:
        found = None if fence else _FIELD.fullmatch(text)
        if found and len(text) - len(text.lstrip()) == base:
            row.append((found[1], found[2] or "", index))
            continue
        if row:
            apart = not kept or not kept[-1][0]
            if apart or any(name.lower() in FIELDS for name, _value, _line in row):
                entry.facts += row
                kept += [("", line) for _name, _value, line in row]
            else:  # words of the definition that only look like facts
                kept += [(lines_text, line) for lines_text, line in lines if _in_row(line, row)]
            row = []
        if mark := _FENCE.match(text):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and not text.strip().strip(fence[0]):
                fence = ""
        if index >= 0:
            kept.append((text, index))
    entry.definition = kept


def _in_row(line: int, row: Sequence[tuple[str, str, int]]) -> bool:
    return any(line == index for _name, _value, index in row)


# -- Judging -------------------------------------------------------------------------------------


def make_body(entry: EntryText, first: int) -> tuple[Body, list[GlossaryProblem]]:
    """The body that an entry describes, and what is wrong with its facts.

    `first` is the number of the line that `split_entries` counts as 0.
    """
    facts: dict[str, str] = {}
    problems: list[GlossaryProblem] = []
    for name, value, index in entry.facts:
        known, message = name.lower(), ""
        if known not in FIELDS:
            near = get_close_matches(known, FIELDS, 1)
            better = f"write :{near[0]}:" if near else f"the facts are {', '.join(FIELDS)}"
            message = f":{name}: is not a fact of a body; {better}"
        elif known in facts:
            message = f":{known}: stands here twice; take one of them out"
        else:
            try:
                facts[known] = _READERS[known](value)
            except ValueError as error:
                message = str(error)
        if message:
            problems.append(GlossaryProblem(first + index, message))
    names = tuple(name for name, _line in entry.names)
    lines = [text for text, _line in entry.definition]
    indent = min((len(text) - len(text.lstrip()) for text in lines if text), default=0)
    definition = "\n".join(text[indent:] for text in lines).strip()
    line = first + entry.names[0][1]
    return Body(names[0], names, **facts, definition=definition, line=line), problems


def _read_kind(value: str) -> str:
    kind = " ".join(value.split())
    if not _KIND.fullmatch(kind):
        raise ValueError(f'kind "{value}" is not a word or two; write one such as {KINDS[0]}')
    return kind


def _read_website(value: str) -> str:
    if not _WEBSITE.fullmatch(value):
        raise ValueError(
            f'website "{value}" is not an address that begins with https:// or http://; '
            "write it whole"
        )
    return value


def _read_wikidata(value: str) -> str:
    found = _WIKIDATA.fullmatch(value)
    if not found:
        raise ValueError(
            f'wikidata "{value}" is not an item of Wikidata; write its number, such as Q42'
        )
    return found[1]


def _read_ror(value: str) -> str:
    found = _ROR.fullmatch(value)
    if not found:
        raise ValueError(
            f'ror "{value}" is not an identifier of ror.org; write the nine signs at the end of '
            "its address there, such as 05dxps055"
        )
    code = found[1].lower()
    if _check_digits(code[:7]) != code[7:]:
        raise ValueError(
            f'ror "{value}" has a wrong sign: its last two digits do not fit the others; '
            "copy it again from ror.org"
        )
    return code


_READERS = {
    "kind": _read_kind,
    "website": _read_website,
    "wikidata": _read_wikidata,
    "ror": _read_ror,
}


def _check_digits(code: str) -> str:
    """The two digits at the end of a ROR identifier (ISO/IEC 7064, MOD 97-10, of base 32)."""
    number = 0
    for sign in code:
        number = number * 32 + _BASE32.index(sign)
    return f"{98 - number * 100 % 97:02}"


def doubt_kinds(kinds: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield each kind that looks like a slip of the pen with the one that was meant.

    `kinds` are those of a glossary, each with how often it stands there. A kind that occurs once
    and is nearly the same as a known one, or as one that is used more often, is doubted.
    """
    for kind, number in kinds.items():
        others = [other for other in (*KINDS, *kinds) if other != kind]
        same = [other for other in others if other.casefold() == kind.casefold()]
        if same and kind not in KINDS and (same[0] in KINDS or kinds[same[0]] >= number):
            yield kind, same[0]
            continue
        usual = [other for other in others if other in KINDS or kinds[other] > number]
        folded = {other.casefold(): other for other in usual}
        near = get_close_matches(kind.casefold(), folded, 1, 0.8)
        if near and kind not in KINDS and number == 1:
            yield kind, folded[near[0]]


# -- Addresses -----------------------------------------------------------------------------------


def anchor_of(key: str) -> str:
    """The place of an entry on its page, `term-abc` of `ABC`; its key is of the source's language.

    A key without a letter or digit of ASCII gets signs that stay as long as the key does.
    """
    slug = "-".join(re.findall(r"[a-z0-9]+", slug_of(key)))
    return f"term-{slug or hashlib.sha256(key.encode()).hexdigest()[:8]}"


def has_plain_anchor(key: str) -> bool:
    """Whether an entry's anchor can be read in its key."""
    return re.search(r"[A-Za-z0-9]", unicodedata.normalize("NFKD", key)) is not None
