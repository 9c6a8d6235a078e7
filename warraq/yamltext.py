"""Writes texts, lists and mappings as YAML, leaving alone what does not change."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from difflib import SequenceMatcher
from typing import TypeAlias

from warraq.edtf import EdtfDate, parse_date
from warraq.frontmatter import UNREADABLE, FrontMatter, YamlList, YamlMap, YamlNode, YamlText

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
"""What YAML of texts, lists and mappings amounts to."""

_WIDTH = 90
_SHORT = 24  # longer names are easier to read one a line

# Words that some YAML reader takes for a boolean, nothing, a number, a date or a time.
_NOT_TEXT = re.compile(
    r"true|false|yes|no|on|off|y|n|null|[0-9][0-9_.:+\-tze ]*|0[xob][0-9a-f_]+", re.IGNORECASE
)

# The colon of a name with nothing but a comment behind it, the value being on lines below.
_BARE_NAME = re.compile(r":((?:[ \t]+#[^\r\n]*)?)\r?\n\s*\Z")


class Bare(str):
    """A text that is written without quotes although YAML may see a number or a date in it."""

    __slots__ = ()


def render_fields(fields: Mapping[str, Plain], indent: int = 0) -> str:
    """Write fields as lines of YAML: short lists in one line, long texts folded."""
    space = " " * indent
    return "".join(
        f"{space}{name}:{_spaced(render_value(value, indent))}\n" for name, value in fields.items()
    )


def render_value(value: Plain, indent: int, *, flow: bool | None = None, style: str = "") -> str:
    """Write what stands after `name: ` in a mapping that is indented by `indent`.

    A text that begins with a line break belongs on the lines below. `flow` asks for a list
    in one line (None: if it has several short texts); `style` for quotes of that kind.
    """
    if isinstance(value, str):
        return _render_text(value, indent, style)
    if isinstance(value, dict):
        return "\n" + render_fields(value, indent + 2).removesuffix("\n")
    texts = [item for item in value if isinstance(item, str)]
    if not value or (len(texts) == len(value) and flow is not False):
        line = "[" + ", ".join(_quote(text, flow=True) for text in texts) + "]"
        short = all(len(text) <= _SHORT for text in texts)
        if not value or (len(line) + indent <= _WIDTH - 15 and (flow or short)):
            return line
    prefix = " " * (indent + 2) + "- "
    return "".join("\n" + _render_item(item, prefix) for item in value)


def _render_item(item: Plain, prefix: str) -> str:
    dash = prefix.index("-")
    if isinstance(item, dict):
        return prefix + render_fields(item, len(prefix)).strip()
    return prefix + render_value(item, dash)


def _render_text(text: str, indent: int, style: str) -> str:
    words = text.split(" ")
    if len(text) + indent <= _WIDTH - 15 or len(words) == 1 or "" in words or not _is_clean(text):
        return _quote(text, style=style)
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + len(word) + indent + 3 > _WIDTH:
            lines.append(word)
        else:
            lines[-1] += " " + word
    return ">-" + "".join("\n" + " " * (indent + 2) + line for line in lines)


def _quote(text: str, *, flow: bool = False, style: str = "") -> str:
    if isinstance(text, Bare) or (style not in ("'", '"') and _is_plain(text, flow)):
        return str(text)
    if _is_clean(text) and (style == "'" or (style != '"' and ('"' in text or "\\" in text))):
        return "'" + text.replace("'", "''") + "'"
    escaped = re.sub(r'["\\]', r"\\\g<0>", text)
    escaped = re.sub(f"{UNREADABLE.pattern}|[\t\r\n]", _escape, escaped)
    return f'"{escaped}"'


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _is_clean(text: str) -> bool:
    return not UNREADABLE.search(text) and not re.search(r"[\t\r\n]", text)


def _is_plain(text: str, flow: bool) -> bool:
    return (
        text[:1].isalnum()
        and text == text.strip()
        and _is_clean(text)
        and not _NOT_TEXT.fullmatch(text)
        and ": " not in text
        and " #" not in text
        and not text.endswith(":")
        and not (flow and re.search(r"[][{},:?]", text))
    )


def with_line_ends(text: str, like: str) -> str:
    """`text`, whose lines end in LF, with the line ends of another text."""
    return text.replace("\n", "\r\n") if "\r\n" in like else text


def _spaced(rendered: str) -> str:
    return rendered if rendered.startswith("\n") else " " + rendered


# -- Plain values ------------------------------------------------------------------------


def plain_map(values: Mapping[str, object]) -> dict[str, Plain]:
    """Fields as YAML has them: dates and records as text, texts trimmed, empty ones left out.

    Raises TypeError for what YAML of texts, lists and mappings cannot hold.
    """
    return {
        name: _plain(_as_date(value) if name == "date" else value)
        for name, value in values.items()
        if value is not None and value not in ("", (), [], {})
    }


def _plain(value: object) -> Plain:
    if isinstance(value, EdtfDate):
        return Bare(value)
    if isinstance(value, str):
        return str(value).strip()
    if isinstance(value, Mapping):
        return plain_map(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return plain_map({field.name: getattr(value, field.name) for field in fields(value)})
    raise TypeError(f"{value!r} cannot stand in front matter; give a text, a date or a list")


def _as_date(value: object) -> object:
    try:
        return parse_date(value) if isinstance(value, str) else value
    except ValueError:
        return value  # a wrong date is for the reader to report


# -- Splicing --------------------------------------------------------------------------


def splice_fields(
    front: FrontMatter, changes: Mapping[str, Plain | None], order: Iterable[str]
) -> str:
    """The page's text with some fields changed, or removed by None, and nothing else touched.

    What stays keeps its lines, comments, order and quotes; a new field goes where `order`,
    the names of all fields, has it. Rare ways to write YAML may come out wrong: read the
    result again.
    """
    splicer = _Splicer(front.yaml)
    splicer.edit_map(front.fields, changes, order)
    return front.opening + splicer.apply() + front.closing + front.body


class _Splicer:
    """Collects replacements in a YAML text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._edits: list[tuple[int, int, str]] = []
        self._breaks = [found.start() for found in re.finditer("\n", source)]

    def apply(self) -> str:
        parts, done = [], 0
        for start, end, text in sorted(self._edits, key=lambda edit: edit[:2]):
            parts += [self._source[done:start], with_line_ends(text, self._source)]
            done = end
        return "".join(parts) + self._source[done:]

    def edit_map(
        self, node: YamlMap, changes: Mapping[str, Plain | None], order: Iterable[str]
    ) -> None:
        first = next((entry.start for entry in node.entries.values()), 0)
        place = self._line_start(first)
        indent = first - place
        for name in order:
            entry, value = node.entries.get(name), changes.get(name)
            if entry is None or entry.value is None:
                if value is not None:
                    self._edits.append((place, place, render_fields({name: value}, indent)))
                continue
            below = self._next_line(entry.value.end)
            if value is not None:
                self._edit(entry.value, value, indent)
            elif name in changes:
                self._edits.append((self._line_start(entry.start), below, ""))
            place = below

    def _edit(self, node: YamlNode, value: Plain, indent: int) -> None:
        if plain_of(node) == value:
            return
        if isinstance(node, YamlMap) and not node.flow and isinstance(value, dict):
            gone = dict.fromkeys(name for name in node.entries if name not in value)
            self.edit_map(node, {**value, **gone}, (*value, *gone))
        elif isinstance(node, YamlList) and not node.flow and isinstance(value, list) and value:
            self._edit_items(node, value, indent)
        else:
            self._replace(node, value, indent)

    def _edit_items(self, node: YamlList, values: list[Plain], indent: int) -> None:
        items = [item for item in node.items if item]
        starts = [self._line_start(item.start) for item in items]
        prefixes = [self._source[at : item.start] for at, item in zip(starts, items, strict=True)]
        if not all(re.fullmatch(" *- +", prefix) for prefix in prefixes):
            self._replace(node, values, indent)
            return
        prefix = prefixes[0]
        before, after = ([repr(plain) for plain in side] for side in (map(plain_of, items), values))
        for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag == "equal":
                continue
            both = min(b - a, d - c)
            for index in range(both):
                self._edit(items[a + index], values[c + index], prefix.index("-"))
            for index in range(a + both, b):
                self._edits.append((starts[index], self._next_line(items[index].end), ""))
            place = self._next_line(items[a + both - 1].end) if a + both else starts[0]
            for value in values[c + both : d]:
                self._edits.append((place, place, _render_item(value, prefix) + "\n"))

    def _replace(self, node: YamlNode, value: Plain, indent: int) -> None:
        start, end = node.start, self._line_end(node.end)
        comment = self._source[node.end : end].rstrip()
        if isinstance(node, YamlText) and node.style in (">", "|"):
            header = self._source[start : self._line_end(start)]
            comment = re.sub(r"^\S+", "", header).rstrip()
        block = not isinstance(node, YamlText) and not node.flow
        style = node.style if isinstance(node, YamlText) else ""
        rendered = render_value(value, indent, flow=False if block else None, style=style)
        if rendered.startswith("\n"):
            start = len(self._source[:start].rstrip())
        elif block and (name := _BARE_NAME.search(self._source[:start])):
            start, comment, rendered = name.start(), name[1] + comment, f": {rendered}"
        head, newline, tail = rendered.partition("\n")
        self._edits.append((start, end, head + comment + newline + tail))

    def _line_start(self, index: int) -> int:
        number = bisect_left(self._breaks, index)
        return self._breaks[number - 1] + 1 if number else 0

    def _line_end(self, index: int) -> int:
        end = self._source.find("\n", index)
        end = len(self._source) if end < 0 else end
        return end - self._source.endswith("\r", 0, end)

    def _next_line(self, index: int) -> int:
        end = self._source.find("\n", index)
        return len(self._source) if end < 0 else end + 1


def plain_of(node: YamlNode | None) -> Plain:
    """What a node holds, without how it is written; texts are trimmed."""
    if isinstance(node, YamlText):
        return node.text.strip()
    if isinstance(node, YamlList):
        return [plain_of(item) for item in node.items]
    return {name: plain_of(entry.value) for name, entry in node.entries.items()} if node else ""
