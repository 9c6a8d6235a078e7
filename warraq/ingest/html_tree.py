"""The bytes of a web page become a tree, whatever their encoding and however bad the markup."""

from __future__ import annotations

import codecs
import re
from collections.abc import Container, Iterator
from enum import Enum, auto
from typing import Any

from lxml import etree

from warraq.ingest.errors import IngestError

Element = Any
"""An element of lxml, which has no types of its own."""

MAX_TAGS = 200_000
MAX_ATTRIBUTES = 150
"""Attributes of one tag; lxml's time grows with their square."""

UNREAD = frozenset({"script", "style", "noscript", "template"})
"""Elements whose text is no text of the page."""


def name_set(names: str) -> frozenset[str]:
    """A set of names that are written with spaces between them."""
    return frozenset(names.split())


INLINE = name_set(
    "a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd mark math nobr"
    " rb rp rt ruby s samp small span strike strong sub sup time tt u var wbr x-shortcode"
)
"""Elements that end no word: `<b>W</b>ord` is one."""

SPACED = name_set(
    "applet audio button canvas datalist embed iframe img input label map meter object output"
    " picture progress q select svg textarea video"
)
"""Elements that end a word, and no paragraph."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(
    rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|"""
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_LABELS = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "x-sjis": "shift_jis",
    "iso-8859-9": "cp1254",
}
"""What browsers read where a page names another (https://encoding.spec.whatwg.org)."""

_NO_TEXT = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f\ufeff]")
_LONE = re.compile("[\ud800-\udfff]")
_ATTRIBUTE = re.compile(r"""[\s/]*[^\s/>=][^\s/>=]*(?:\s*=\s*(?:"[^"]*"?|'[^']*'?|[^\s>"']*))?""")
_OPEN_ENDED = re.compile(r"</?[a-z][^<>]*\Z")
_DIGITS = frozenset("0123456789+-−")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_MUST_CLOSE = ("article", "main", "section", "div")


class Step(Enum):
    """What a walk through a tree has come to."""

    OPEN = auto()
    CLOSE = auto()
    CUT = auto()
    """An element that the walk does not enter."""


def decode_html(content: bytes, charset: str = "") -> str:
    """Read the bytes of a page: by their mark, else the charset it names, else what fits.

    `charset` is what was said of the page from outside, which counts before its own word.
    """
    for mark, codec in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(codec, "replace")
    start = content[:4096]
    if codec := _wide_codec(start):
        return content.decode(codec, "replace")
    declared = _text_codec(charset) if charset else ""
    if not declared and (named := _CHARSET.search(start)):
        declared = _text_codec((named[1] or named[2]).decode("ascii"))
    for codec in filter(None, (declared, "utf-8")):
        try:
            return content.decode(codec)
        except (UnicodeDecodeError, ValueError):
            continue
    if declared and declared not in ("utf-8", "utf8"):
        return content.decode(declared, "replace")
    # A page in UTF-8 with a broken byte or two is one nevertheless.
    text = content.decode("utf-8", "replace")
    if text.count("�") * 4 < sum(not char.isascii() for char in text):
        return text
    return content.decode(_single_byte_codec(content), "replace")


def parse_html(text: str) -> Element:
    """Parse a page or a part of one.

    Raises IngestError where the parser would have to stop and lose the rest.
    """
    text = _LONE.sub("�", _NO_TEXT.sub("", text))
    _refuse_floods(text)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, recover=True, huge_tree=False, collect_ids=False
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.LxmlError, ValueError) as wrong:
        raise IngestError("the page holds no HTML that can be read; save it again") from wrong
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise IngestError(
            "the page's elements stand more than 250 deep, or one holds more than 10 MB;"
            " save the article alone"
        )
    if root is None:
        raise IngestError("the page holds no text; save it again")
    return root


def refuse_truncated(text: str) -> None:
    """Raise IngestError where a page breaks off before its end."""
    tail = text.rstrip()[-200_000:].lower()
    if "</html" in tail or "</body" in tail:
        return
    lowered = text.lower()
    broken = _OPEN_ENDED.search(lowered[lowered.rfind("<") :]) or (
        lowered.rfind("<!--") > lowered.rfind("-->")
    )
    # </html> may be left out by right; the end of a <div> may not.
    unclosed = "<html" in lowered and any(
        len(re.findall(rf"<{name}[\s>]", lowered)) > lowered.count(f"</{name}")
        for name in _MUST_CLOSE
    )
    if broken or unclosed:
        raise IngestError("the page breaks off before its end; save it again, complete")


def is_block(element: Element) -> bool:
    """Whether an element ends the paragraph that it stands in."""
    tag = element.tag
    return isinstance(tag, str) and tag not in INLINE and tag not in SPACED and ":" not in tag


def walk(
    root: Element, cut: Container[Element] = frozenset()
) -> Iterator[tuple[Step, Element, str]]:
    """Go through a tree in its order, without recursion: each step, element and text after it.

    What is `cut`, comments and instructions are not entered; `UNREAD` elements neither, unless
    one is the root.
    """
    yield Step.OPEN, root, root.text or ""
    stack = [(root, iter(root))]
    while stack:
        parent, children = stack[-1]
        for child in children:
            tag = child.tag
            if not isinstance(tag, str) or tag in UNREAD or child in cut:
                yield Step.CUT, child, child.tail or ""
                continue
            yield Step.OPEN, child, child.text or ""
            stack.append((child, iter(child)))
            break
        else:
            stack.pop()
            yield Step.CLOSE, parent, (parent.tail or "") if stack else ""


def raise_digits(element: Element) -> str:
    """The text of a <sup> or <sub> as raised or lowered digits, where it is a number."""
    if element.tag not in ("sup", "sub") or len(element):
        return ""
    text = (element.text or "").strip()
    if not text or len(text) > 20 or not _DIGITS.issuperset(text):
        return ""
    table = _RAISED if element.tag == "sup" else _LOWERED
    return text.translate(table)


def flow_text(root: Element, cut: Container[Element] = frozenset()) -> str:
    """The text of an element as a reader gets it, alternative texts with it, less what is cut."""
    parts = []
    for step, element, text in walk(root, cut):
        tag = element.tag
        if isinstance(tag, str) and tag not in UNREAD:
            if is_block(element):
                parts.append("\n")
            elif tag in SPACED or (step is not Step.CUT and raise_digits(element)):
                parts.append(" ")
            if tag == "img" and step is Step.OPEN:
                parts.append(f" {element.get('alt', '')} ")
        parts.append(text)
    return "".join(parts)


def squeeze(text: str) -> str:
    """Write a text in one line, each run of white space as one space."""
    return " ".join(text.split())


def lines_of(text: str) -> str:
    """Write a text without its empty lines and the space around the others."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def _wide_codec(start: bytes) -> str:
    if len(start) < 4:
        return ""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    # Markup is ASCII even where the text is Arabic, so every second byte of it is nil.
    if odd > half // 5 and odd > 4 * even:
        return "utf-16-le"
    if even > half // 5 and even > 4 * odd:
        return "utf-16-be"
    return ""


def _text_codec(label: str) -> str:
    name = _LABELS.get(label.lower(), label.lower())
    if name.startswith(("utf-16", "utf16", "utf-32", "utf-7", "utf7")):
        return "utf-8"  # A page whose charset can be read as ASCII is in none of these.
    try:
        codec = codecs.lookup(name)
        b"<a>".decode(name)
    except (LookupError, ValueError):
        return ""
    is_text = getattr(codec, "_is_text_encoding", True)
    return name if is_text and b"<a>".decode(name) == "<a>" and "escape" not in name else ""


def _single_byte_codec(content: bytes) -> str:
    """Windows-1256 where high bytes come in words of Arabic, else Windows-1252."""
    high = len(re.findall(rb"[\x80-\xff]", content))
    arabic = sum(map(len, re.findall(rb"[\xc0-\xd6\xd8-\xdf\xe1\xe3-\xe6\xec\xed]{2,}", content)))
    return "cp1256" if high and arabic > high // 2 else "cp1252"


def _refuse_floods(text: str) -> None:
    if text.count("<") > MAX_TAGS:
        raise IngestError(f"the page has more than {MAX_TAGS:,} tags; save the article alone")
    for piece in text.split("<"):
        if len(piece) < 1000:
            continue
        at = len(re.match(r"[\w:-]*", piece)[0])  # type: ignore[index]
        for _ in range(MAX_ATTRIBUTES):
            found = _ATTRIBUTE.match(piece, at) if at else None
            if not found:
                break
            at = found.end()
        else:
            raise IngestError(
                f"a tag of the page has more than {MAX_ATTRIBUTES} attributes;"
                " save the article alone"
            )
