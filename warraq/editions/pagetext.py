"""Takes from a page the text that people read, block by block, by a rule that can be recomputed.

The rule is written down in `guides/editions-text.md`, so that another program can follow it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from typing import Any

RULE = 1
"""The number of the rule, which each record names; another rule gets another number."""

LEFT_OUT = frozenset(
    {
        "headerlink",
        "back-reference",
        "visually-hidden",
        "term-definition",
        "term-expansion",
        "brief-status-name",
        "brief-facts",
        "body-facts",
        "brief-list",
        "year-list",
        "cited-in",
        "next-batch",
        "no-search",
        "Z3988",
    }
)
"""Classes of what the toolkit adds to a page: aids to find one's way, definitions, facts and lists
that are made from records. None of it is the text of the page."""

MADE_SECTIONS = frozenset({"references", "brief-revisions"})
"""Classes of sections that the toolkit makes; their headings are its own words."""

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "rb", "rp",
    "rt", "rtc", "ruby", "s", "samp", "script", "small", "source", "span", "strike", "strong",
    "style", "sub", "sup", "svg", "template", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
"""Elements that stand within a line of text (after HTML, "Phrasing content"); each other one
begins a block and ends it."""

_UNREAD = frozenset({"script", "style", "svg", "template"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_SPACE = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
"""Characters with the property White_Space (Unicode Character Database, PropList.txt)."""

_BREAK = object()
"""Stands between two blocks."""


def text_blocks(html: str | bytes) -> list[str]:
    """The text of a page's article, a block each: headings, paragraphs, items, cells, captions.

    `html` as bytes is UTF-8. A page without an article has no blocks.
    """
    article = _find_article(html)
    if article is None:
        return []
    pieces: list[str | object] = []
    _gather(article, pieces)
    blocks: list[str] = []
    line: list[str] = []
    for piece in (*pieces, _BREAK):
        if isinstance(piece, str):
            line.append(piece)
        elif line:
            text = _SPACE.sub(" ", "".join(line)).strip(" ")
            line.clear()
            if text:
                blocks.append(unicodedata.normalize("NFC", text))
    return blocks


def text_digest(html: str | bytes) -> str:
    """SHA-256 of the page's blocks as UTF-8, a newline between them, in hexadecimal digits."""
    return hashlib.sha256("\n".join(text_blocks(html)).encode()).hexdigest()


def _find_article(html: str | bytes) -> Any:
    from lxml import etree

    data = html.encode("utf-8", "surrogatepass") if isinstance(html, str) else html
    if not data.strip():
        return None
    root = etree.fromstring(data, _make_parser())
    return None if root is None else next(root.iter("article"), None)


@cache
def _make_parser() -> Any:
    from lxml import etree

    return etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def _gather(article: Any, pieces: list[str | object]) -> None:
    """Put the text of the article into `pieces`, with a break at each edge of a block.

    A loop with a stack, since a page from elsewhere may be nested deeper than Python may call.
    """
    add = pieces.append
    if article.text:
        add(article.text)
    waiting = [(iter(article), article)]
    while waiting:
        children, parent = waiting[-1]
        child = next(children, None)
        if child is None:
            waiting.pop()
            if waiting:
                if parent.tag not in INLINE:
                    add(_BREAK)
                if parent.tail:
                    add(parent.tail)
            continue
        tag = child.tag
        if tag not in INLINE:
            add(_BREAK)
        if _is_left_out(child, parent):
            if child.tail:
                add(child.tail)
            continue
        if tag == "br":
            add(" ")
        elif tag == "img":
            add(child.get("alt") or "")
        if child.text:
            add(child.text)
        waiting.append((iter(child), child))


def _is_left_out(element: Any, parent: Any) -> bool:
    tag = element.tag
    if tag in _UNREAD:
        return True
    if tag in _HEADINGS and not MADE_SECTIONS.isdisjoint((parent.get("class") or "").split()):
        return True
    if not element.attrib:
        return False
    return "hidden" in element.attrib or not LEFT_OUT.isdisjoint(
        (element.get("class") or "").split()
    )
