"""Reads the YAML at the top of a page into texts that know their lines.

Every scalar is the text that stands in the file: `2023` is no number and `no` no boolean.
Indexes count characters from the line after the opening `---`; lines are the file's, from 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeAlias

import yaml

from warraq.edtf import EdtfDate, parse_date

Report: TypeAlias = Callable[[int, str], None]
"""Takes the line in the file and the message of something wrong."""

UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)"
)
"""Characters that YAML forbids, or that start a new line in YAML but not in an editor."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE = re.compile(r"---[ \t]*(?:\r?\n|\Z)")
_CLOSING = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_DEEPEST = 8

_HINTS = {
    "mapping values are not allowed": 'put a text that contains ": " in quotes',
    "(a tab)": "indent with spaces, not with tabs",
    "cannot start any token": "put the text in quotes",
    "unexpected end of stream": "close the quotes",
    "quoted scalar": "close the quotes",
    "',' or ']'": "close the list with ]",
    "',' or '}'": "close the mapping with }",
    "expected ':'": "write each field as name: value",
}


@dataclass(frozen=True, slots=True)
class YamlText:
    """A scalar."""

    text: str
    style: str
    """The quotes or the sign `>` or `|` that it is written with; empty for a plain one."""

    start: int
    end: int
    line: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written, or one of YAML's words for nothing."""
        nothing = not self.style and self.text in ("~", "null", "Null", "NULL")
        return nothing or not self.text.strip()


@dataclass(frozen=True, slots=True)
class YamlList:
    """A sequence; None stands for an item that has been reported as refused."""

    items: tuple[YamlNode | None, ...]
    flow: bool
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class YamlEntry:
    """One field: where its name stands and what it holds; None as in a list."""

    value: YamlNode | None
    start: int
    line: int


@dataclass(frozen=True, slots=True)
class YamlMap:
    """A mapping by the names of its fields."""

    entries: dict[str, YamlEntry]
    flow: bool
    start: int
    end: int
    line: int


YamlNode: TypeAlias = YamlText | YamlList | YamlMap


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The four parts of a page, which together are its whole text, and the fields."""

    opening: str
    yaml: str
    closing: str
    body: str
    fields: YamlMap

    @property
    def body_line(self) -> int:
        """The line on which the body begins."""
        return 3 + self.yaml.count("\n")


# -- Reading ---------------------------------------------------------------------------


def parse_front_matter(text: str, report: Report) -> FrontMatter | None:
    """Split a page and read its YAML; report what is wrong, None if there are no fields."""
    opening = _FENCE.match(text)
    if not opening:
        report(1, "the page has no front matter; write --- on line 1, the fields, then --- again")
        return None
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        report(1, "the front matter is never closed; write --- on the line after its last field")
        return None
    source = text[opening.end() : closing.start()]
    for found in UNREADABLE.finditer(source):
        line = source.count("\n", 0, found.start()) + 2
        report(line, f"the invisible character U+{ord(found[0]):04X} stands here; delete it")
    try:
        # A space of the same length keeps every index, so that all else is checked too.
        fields = _Reader(UNREADABLE.sub(" ", source), report).read()
    except _RefusedError as refused:
        report(refused.line, refused.message)
        return None
    except yaml.YAMLError as error:
        report(*_describe(error, source))
        return None
    return FrontMatter(opening[0], source, closing[0], text[closing.end() :], fields)


def _describe(error: yaml.YAMLError, source: str) -> tuple[int, str]:
    """The line and the message of what the YAML library says, with a remedy."""
    line, said = 1, str(error)
    if isinstance(error, yaml.MarkedYAMLError):
        said = error.problem or "it cannot be read"
        if error.problem_mark:
            at = error.problem_mark
            line = min(at.line, source.count("\n")) + 2
            said += " (a tab)" if source[at.index : at.index + 1] == "\t" else ""
        if error.context and error.context_mark and error.context_mark.line + 2 != line:
            said = f"{error.context} that begins on line {error.context_mark.line + 2}, {said}"
        elif error.context:
            said = f"{error.context}, {said}"
    hints = (hint for part, hint in _HINTS.items() if part in said)
    hint = next(hints, "check the quotes and the indentation")
    return line, f"the front matter is not valid YAML: {said}; {hint}"


class _RefusedError(Exception):
    """Something after which reading on makes no sense."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(line, message)
        self.line, self.message = line, message


class _Reader:
    """Builds nodes from YAML events: only they tell of anchors, aliases, tags and repeats."""

    def __init__(self, source: str, report: Report) -> None:
        self._source = source
        self._report = report
        self._events: Iterator[Any] = yaml.parse(source, Loader=_LOADER)
        self._depth = 0

    def read(self) -> YamlMap:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                break
        else:
            return YamlMap({}, False, 0, 0, 2)  # empty, or nothing but comments
        root = self._node(next(self._events))
        next(self._events)  # the end of the document
        after = next(self._events)
        if isinstance(after, yaml.DocumentStartEvent):
            message = "a second YAML document begins here; delete all but one"
            raise _RefusedError(_line(after), message)
        if not isinstance(root, YamlMap):
            line = root.line if root else 2
            raise _RefusedError(line, "the front matter has no fields; write each as name: value")
        return root

    def _node(self, event: Any) -> YamlNode | None:
        mark, line = event.start_mark, _line(event)
        if isinstance(event, yaml.AliasEvent):
            self._report(line, f"*{event.anchor} repeats another field; write the text itself")
            return None
        if event.anchor is not None:
            self._report(line, f"the YAML anchor &{event.anchor} has no use here; delete it")
        if event.tag is not None:
            self._report(line, f"the YAML tag {event.tag} has no use here; delete it")
        if isinstance(event, yaml.ScalarEvent):
            end = _end(event)
            style = event.style or ""
            if style in (">", "|"):  # libyaml counts the empty lines below to the text
                end = mark.index + len(self._source[mark.index : end].rstrip())
            return YamlText(event.value, style, mark.index, end, line)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _RefusedError(line, "lists and mappings stand too deep in each other here")
        node = self._list(event) if isinstance(event, yaml.SequenceStartEvent) else self._map(event)
        self._depth -= 1
        return node

    def _list(self, start: Any) -> YamlList:
        items = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event))
        flow, mark = bool(start.flow_style), start.start_mark
        end = _end(event) if flow else _end_of(items, mark.index)
        return YamlList(tuple(items), flow, mark.index, end, mark.line + 2)

    def _map(self, start: Any) -> YamlMap:
        entries: dict[str, YamlEntry] = {}
        values = []
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event)
            value = self._node(next(self._events))
            values.append(value)
            index, line = event.start_mark.index, _line(event)
            if not isinstance(key, YamlText):
                self._report(line, "the name of a field is missing here; write name: value")
            elif key.text in entries:
                first = entries[key.text].line
                self._report(line, f"{key.text} stands twice (before on line {first}); keep one")
            else:
                entries[key.text] = YamlEntry(value, index, line)
        flow, mark = bool(start.flow_style), start.start_mark
        end = _end(event) if flow else _end_of(values, mark.index)
        return YamlMap(entries, flow, mark.index, end, mark.line + 2)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 2


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _end_of(children: list[YamlNode | None], otherwise: int) -> int:
    """Where a block ends: libyaml's own mark lies behind the comments that follow it."""
    return children[-1].end if children and children[-1] else otherwise


# -- Taking values out -------------------------------------------------------------------


class Form:
    """Takes the values out of one mapping; a bad one is reported and comes out empty.

    `known` are its fields, each with an example of what to write; `prefix` is its own path
    with a dot, such as `status.`; `lines` receives the line of each field and item.
    """

    def __init__(
        self,
        node: YamlMap,
        prefix: str,
        known: Mapping[str, str],
        lines: dict[str, int],
        report: Report,
    ) -> None:
        self._node, self._prefix, self._known, self._lines = node, prefix, known, lines
        self.report = report
        self._meant: set[str] = set()
        missing = [name for name in known if name not in node.entries]
        for name, entry in node.entries.items():
            if name in known:
                lines[prefix + name] = entry.line
                continue
            near = get_close_matches(name.lower(), missing, 1) or get_close_matches(name, known, 1)
            self._meant.update(near)
            ask = f"; did you mean {near[0]}?" if near else "; delete it."
            owner = prefix.rstrip(".") or "a brief"
            report(
                entry.line,
                f'unknown field "{name}"{ask} The fields of {owner} are {", ".join(known)}',
            )

    def has(self, name: str) -> bool:
        """Whether the field is there, right or wrong."""
        return name in self._node.entries

    def line(self, name: str) -> int:
        """The field's line, or that of the mapping if it has none."""
        entry = self._node.entries.get(name)
        return entry.line if entry else self._node.line

    def value(self, name: str) -> YamlNode | None:
        """What the field holds."""
        entry = self._node.entries.get(name)
        return entry.value if entry else None

    def text(
        self, name: str, *, required: bool = False, check: Callable[[str], str] | None = None
    ) -> str:
        """A text in one line; `check` gives the message for one that is not good."""
        value = self._present(name, required)
        if value is None:
            return ""
        text = self._one_line(value, self._prefix + name, self.line(name))
        message = check(text) if check and text else ""
        if message:
            self.report(self.line(name), message)
        return "" if message else text

    def date(
        self, name: str, *, required: bool = False, since: EdtfDate | None = None
    ) -> EdtfDate | None:
        """A date that is not before `since`."""
        text = self.text(name, required=required)
        if not text:
            return None
        try:
            date = parse_date(text)
        except ValueError as error:
            self.report(self.line(name), str(error))
            return None
        if since and date.is_before(since):
            message = f"{self._prefix}{name} {date} is before the brief's date {since}"
            self.report(self.line(name), f"{message}; correct one of them")
        return date

    def texts(
        self, name: str, *, required: bool = False, check: Callable[[str], str] | None = None
    ) -> tuple[str, ...]:
        """A list of different texts; `check` gives the message for one that is not good."""
        found: list[str] = []
        for index, item in enumerate(self.items(name, required=required)):
            text = self._one_line(item, f"{self._prefix}{name}.{index}", item.line) if item else ""
            if text in found:
                self.report(item.line if item else 1, f'{name} has "{text}" twice; delete one')
            elif check and text and (message := check(text)):
                self.report(item.line if item else 1, message)
            elif text:
                found.append(text)
        return tuple(found)

    def items(self, name: str, *, required: bool = False) -> tuple[YamlNode | None, ...]:
        """A list of anything, whose lines are noted; a required one is not empty."""
        value = self._present(name, required)
        if value is None:
            return ()
        label = self._prefix + name
        if isinstance(value, YamlText) and value.is_empty:
            self.report(self.line(name), f"{label} is empty; write a list or delete the field")
        elif not isinstance(value, YamlList):
            example = self._known[name]
            if isinstance(value, YamlText) and example.endswith("]"):
                example = f"{name}: [{value.text}]"
            self.report(self.line(name), f"{label} is not a list; write {example}")
        elif required and not value.items:
            self.report(self.line(name), f"{label} is empty; write {self._known[name]}")
        else:
            for index, item in enumerate(value.items):
                self._lines[f"{label}.{index}"] = item.line if item else self.line(name)
            return value.items
        return ()

    def inner(self, name: str, known: Mapping[str, str]) -> Form | None:
        """A mapping with fields of its own."""
        value = self._present(name, required=False)
        return self.form_of(value, self._prefix + name, known) if value else None

    def form_of(self, node: YamlNode | None, label: str, known: Mapping[str, str]) -> Form | None:
        """The same for an item of a list; `label` is its path, such as `revisions.0`."""
        if isinstance(node, YamlMap):
            return Form(node, f"{label}.", known, self._lines, self.report)
        if node:
            names = " and ".join(f"{name}:" for name in known)
            self.report(node.line, f"{label} has no fields; write {names} on lines below it")
        return None

    def _present(self, name: str, required: bool) -> YamlNode | None:
        if required and not self.has(name) and name not in self._meant:
            message = f"{self._prefix}{name} is missing; write {self._known[name]}"
            self.report(self.line(name), message)
        return self.value(name)

    def _one_line(self, value: YamlNode, label: str, line: int) -> str:
        if not isinstance(value, YamlText):
            self.report(line, f"{label} is not a text; write one, in quotes if it has brackets")
        elif value.is_empty:
            self.report(line, f"{label} is empty; write a text or delete it")
        else:
            text = value.text.strip()
            odd = UNREADABLE.search(text) or re.search(r"[\t\n]", text)
            if not odd:
                return text
            if odd[0] == "\n":
                message = f"{label} has a line break; write it in one line, or fold it after >-"
            else:
                message = f"{label} has the invisible character U+{ord(odd[0]):04X}; delete it"
            self.report(line, message)
        return ""
