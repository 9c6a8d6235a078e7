"""Weighs a page as a reader's first visit does: HTML, styles, scripts and fonts, gzipped."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import tinycss2

_FONT_SUFFIXES = (".woff2", ".woff", ".ttf", ".otf")
_LANG = re.compile(r"""(?:\[lang[|^]?=["']?|:lang\(["']?)([\w-]+)""")
_DIR = re.compile(r"""(?:\[dir=["']?|:dir\()(\w+)""")
_RANGE = re.compile(r"U\+([0-9A-F?]+)(?:-([0-9A-F]+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Weight:
    """The bytes of one page. Text files count gzipped (level 9), fonts as they are."""

    raw: int
    """The HTML alone, not compressed."""

    html: int
    styles: int
    scripts: int
    fonts: int
    foreign: tuple[str, ...]
    """Addresses on other hosts, which are not counted."""

    @property
    def total(self) -> int:
        return self.html + self.styles + self.scripts + self.fonts


def weigh_page(page: Path, root: Path) -> Weight:
    """Weigh a built page. `root` is the folder that addresses beginning with `/` mean."""
    text = page.read_text("utf-8")
    reader = _Reader()
    reader.feed(text)
    foreign: list[str] = []
    styles = dict(_load(reader.styles, page, root, foreign))
    scripts = dict(_load(reader.scripts, page, root, foreign))
    sheets = [(page, style) for style in reader.inline]
    queue = [(path, path.read_text("utf-8")) for path in styles]
    while queue:
        path, sheet = queue.pop()
        sheets.append((path, sheet))
        for found, data in _load(_imports(sheet), path, root, foreign):
            if found not in styles:
                styles[found] = data
                queue.append((found, data.decode("utf-8")))
    fonts = dict(_load(reader.fonts, page, root, foreign))
    for path, sheet in sheets:
        wanted = _needed_fonts(sheet, sheets, reader)
        fonts.update(_load(wanted, path, root, foreign))
    return Weight(
        raw=len(text.encode()),
        html=_gzipped(text.encode()),
        styles=sum(map(_gzipped, styles.values())),
        scripts=sum(map(_gzipped, scripts.values())),
        fonts=sum(map(len, fonts.values())),
        foreign=tuple(dict.fromkeys(foreign)),
    )


def _gzipped(data: bytes) -> int:
    return len(gzip.compress(data, 9, mtime=0))


def _load(
    addresses: list[str], base: Path, root: Path, foreign: list[str]
) -> Iterator[tuple[Path, bytes]]:
    """The files that addresses of a page or stylesheet mean; other hosts go to `foreign`."""
    for address in addresses:
        parts = urlsplit(address)
        if parts.scheme == "data":
            continue
        if parts.scheme or parts.netloc:
            foreign.append(address)
            continue
        name = unquote(parts.path)
        path = root / name.lstrip("/") if name.startswith("/") else base.parent / name
        yield path.resolve(), path.read_bytes()


@dataclass
class _Reader(HTMLParser):
    """Collects what a page loads, and the letters that it shows."""

    styles: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    fonts: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    letters: set[int] = field(default_factory=set)
    language: str = ""
    direction: str = ""
    _inside: str = ""
    _unseen: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language, self.direction = given.get("lang", ""), given.get("dir", "ltr")
        elif tag == "noscript":
            self._unseen += 1
        elif tag == "link" and not self._unseen:
            self._link(given)
        elif tag == "script" and given.get("src"):
            self.scripts.append(given["src"])
        self._inside = tag if tag in ("script", "style") else ""

    def _link(self, given: dict[str, str]) -> None:
        kinds = given.get("rel", "").split()
        if "stylesheet" in kinds and "alternate" not in kinds:
            self.styles.append(given["href"])
        elif "modulepreload" in kinds or ("preload" in kinds and given.get("as") == "script"):
            self.scripts.append(given["href"])
        elif "preload" in kinds and given.get("as") == "font":
            self.fonts.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        if tag == "noscript":
            self._unseen -= 1

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.inline.append(data)
        elif self._inside != "script":
            self.letters.update(map(ord, data))


# -- Stylesheets -----------------------------------------------------------------------------


@cache
def _rules(sheet: str) -> tuple[tuple[str, list[Any]], ...]:
    """Every rule with declarations: (its selector or `@font-face`, its declarations)."""
    rules: list[tuple[str, list[Any]]] = []
    nodes = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    stack = list(nodes)
    while stack:
        node = stack.pop()
        if node.type == "qualified-rule":
            selector = tinycss2.serialize(node.prelude)
            rules.append((selector, tinycss2.parse_blocks_contents(node.content)))
        elif node.type == "at-rule" and node.content is not None:
            if node.lower_at_keyword == "font-face":
                rules.append(("@font-face", tinycss2.parse_blocks_contents(node.content)))
            elif node.lower_at_keyword in ("media", "supports", "layer", "container"):
                stack += tinycss2.parse_blocks_contents(node.content)
    return tuple(rules)


def _imports(sheet: str) -> list[str]:
    nodes = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return [
        token.value
        for node in nodes
        if node.type == "at-rule" and node.lower_at_keyword == "import"
        for token in _addresses(node.prelude)[:1]
    ]


def _addresses(tokens: list[Any]) -> list[Any]:
    """The strings and url() tokens of a value."""
    found: list[Any] = []
    for token in tokens:
        if token.type in ("string", "url"):
            found.append(token)
        elif token.type == "function" and token.lower_name == "url":
            found += _addresses(token.arguments)
    return found


def _needed_fonts(sheet: str, sheets: list[tuple[Path, str]], reader: _Reader) -> list[str]:
    """The font files of a stylesheet that a browser would fetch for this page.

    A face is fetched if a rule that can apply to a page of this language and direction
    names its family, and if the page shows a letter of its unicode-range.
    """
    faces = [declarations for selector, declarations in _rules(sheet) if selector == "@font-face"]
    if not faces:
        return []
    used = "\n".join(_used_values(sheets, reader)).lower()
    needed = []
    for declarations in faces:
        values = {d.lower_name: d.value for d in declarations if d.type == "declaration"}
        family = tinycss2.serialize(values.get("font-family", [])).strip().strip("\"'").lower()
        span = tinycss2.serialize(values.get("unicode-range", []))
        if family and family in used and _covers(span, reader.letters):
            files = [token.value for token in _addresses(values.get("src", []))]
            best = [name for name in files if urlsplit(name).path.endswith(_FONT_SUFFIXES)]
            needed += best[:1]
    return needed


def _used_values(sheets: list[tuple[Path, str]], reader: _Reader) -> Iterator[str]:
    """The values of `font`, `font-family` and own properties in the rules that can apply."""
    for _, sheet in sheets:
        for selector, declarations in _rules(sheet):
            if selector == "@font-face" or not _can_apply(selector, reader):
                continue
            for declaration in declarations:
                if declaration.type == "declaration" and (
                    declaration.lower_name in ("font", "font-family")
                    or declaration.name.startswith("--")
                ):
                    yield tinycss2.serialize(declaration.value)


def _can_apply(selector: str, reader: _Reader) -> bool:
    """Whether one of the selector's alternatives fits the page's language and direction."""
    language = reader.language.lower()
    return any(
        all(language == lang or language.startswith(lang + "-") for lang in _langs(part))
        and all(reader.direction == direction for direction in _DIR.findall(part))
        for part in selector.split(",")
    )


def _langs(selector: str) -> list[str]:
    return [found.lower() for found in _LANG.findall(re.sub(r":not\([^)]*\)+", "", selector))]


def _covers(span: str, letters: set[int]) -> bool:
    """Whether a unicode-range (all letters if empty) has one of the letters."""
    ranges = _RANGE.findall(span)
    if not ranges:
        return True
    for first, last in ranges:
        low = int(first.replace("?", "0"), 16)
        high = int(last or first.replace("?", "F"), 16)
        if any(low <= letter <= high for letter in letters):
            return True
    return False
