"""The text of a WordPress post becomes plain HTML: no shortcodes, and paragraphs for its lines."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable
from urllib.parse import unquote

from lxml import etree

from warraq.ingest.errors import IngestError
from warraq.ingest.html_tree import name_set, parse_html

_CODE = re.compile(r"(?<!\[)\[(/?)([A-Za-z][\w-]{0,60})((?:[\s=][^\[\]]*)?)\](?!\])")
_TAG = re.compile(r"(<[^<>]*>)")
_ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*(?:["“”″'‘’′]([^"“”″]*?)["“”″'‘’′](?=\s|/|$)|([^\s"'“”″]+))"""
)
_KNOWN = re.compile(
    r"(?:vc|et_pb|fusion|av|cs|us|nectar|mk|tatsu|su|ult|dt|wpb|ux|themify|thim|elementor|fl|tm|td"
    r"|rev|wpml|ninja|gravity|wpforms|mc4wp|yt|sg|tablepress|ssba|addtoany)[_-]\w.*"
    r"|caption|wp_caption|gallery|audio|video|playlist|embed|contact-form(?:-7)?|rev_slider|dropcap"
    r"|button|column|row|section|one_(?:half|third|fourth)(?:_last)?|two_thirds?(?:_last)?"
    r"|accordion|toggle|tabs?|spacer|clear|divider|highlight|pullquote|blockquote|raw|toc|efn_note"
    r"|mfn|ref|fn|footnotes?|table|youtube|vimeo|twitter|facebook|instagram|tweet|iframe|gview"
    r"|pdf-embedder|download|social|share|wpdm_package",
    re.IGNORECASE,
)
_BLOCK_CODE = re.compile(
    r"(?:vc|et_pb|fusion|av|cs|us|nectar|mk|tatsu|fl|tm|td|ux|thim|dt|wpb)_.*|column|row|section"
    r"|one_.*|two_.*|accordion|toggle|tabs?|su_(?:row|column|box|tabs?|spoiler|accordion|quote|note)"
    r"|gallery|pullquote|blockquote|spacer|clear|divider",
    re.IGNORECASE,
)
_HEADING_CODES = {"vc_custom_heading": "text", "vc_text_separator": "title"}
"""Shortcodes that show a heading, and the attribute that holds its words."""

_CAPTIONS = ("caption", "wp_caption")
_ENCODED = ("vc_raw_html", "vc_raw_js")
_NOTES = ("efn_note", "mfn", "ref", "fn", "footnote")
_CAPTIONED = re.compile(
    r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)(.*)", re.IGNORECASE | re.DOTALL
)
_BLOCKS = name_set(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre script section style summary"
    " table tbody td tfoot th thead tr ul x-shortcode-block"
)
_CONTAINERS = name_set(
    "article aside blockquote center details div dl fieldset footer form header main nav ol section"
    " table tbody tfoot thead tr ul"
)
"""Blocks whose own text is in paragraphs; the others are paragraphs themselves."""

_VERBATIM = frozenset(("pre", "script", "style", "textarea"))
_NAME = re.compile(r"</?([A-Za-z][\w-]*)")


def prepare_content(text: str, *, raw: bool, footnotes: str = "") -> str:
    """Turn the content of a post into HTML.

    `raw` content is as its author left it, with line breaks for paragraphs; otherwise the site
    has rendered it, but for shortcodes that it no longer knows. `footnotes` is the JSON that
    WordPress keeps beside raw content. Shortcodes become elements that the reader leaves out.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    blocks = "<!-- wp:" in text
    if raw and footnotes:
        text += _write_footnotes(footnotes)
    text = _replace_shortcodes(text)
    bare = not re.search(r"<(?:p|br)\b", text, re.IGNORECASE)
    return _add_paragraphs(text) if (raw or bare) and not blocks else text


def _replace_shortcodes(text: str) -> str:
    if "[" not in text:
        return text
    notes: list[str] = []

    def caption(attributes: str, inner: str) -> str:
        written = _read_attributes(attributes).get("caption", "")
        if not (found := _CAPTIONED.match(inner)):
            return inner
        words = found[2].strip() or html.escape(written)
        return f"<figure>{found[1]}<figcaption>{words}</figcaption></figure>"

    def note(attributes: str, inner: str) -> str:
        notes.append(inner)
        return f'<sup><a href="#wp-shortcode-note-{len(notes)}">*</a></sup>'

    def encoded(attributes: str, inner: str) -> str:
        return _decode_raw(inner)

    text = _replace_pairs(text, _ENCODED, encoded)
    text = _replace_pairs(text, _CAPTIONS, caption)
    text = _replace_pairs(text, _NOTES, note)
    if notes:
        items = (
            f'<li id="wp-shortcode-note-{number}">{inner}</li>'
            for number, inner in enumerate(notes, 1)
        )
        text = f"{text}\n\n<ol>{''.join(items)}</ol>"
    pieces = _TAG.split(text)
    closed = {
        found[2].lower()
        for piece in pieces[::2]
        for found in _CODE.finditer(piece)
        if found[1] == "/"
    }
    pieces[::2] = [
        _CODE.sub(lambda found: _replace_code(found, closed), piece) for piece in pieces[::2]
    ]
    return "".join(pieces)


def _decode_raw(inner: str) -> str:
    """The HTML that WPBakery keeps in Base64 of percent-encoded text, its elements closed.

    What is no such thing is left out as a shortcode.
    """
    packed = "".join(re.sub(r"<[^<>]*>", "", inner).split())
    try:
        markup = unquote(base64.b64decode(packed, validate=True).decode("utf-8"), errors="strict")
        body = parse_html(f"<body><div>{markup}</div></body>").find("body")
    except (ValueError, IngestError):
        return _mark(re.sub(r"<[^<>]*>", " ", inner), block=True)
    if body is None:
        return ""
    return "".join(etree.tostring(one, encoding="unicode", method="html") for one in body)


def _replace_pairs(text: str, names: tuple[str, ...], make: Callable[[str, str], str]) -> str:
    """Replace what stands from an opening to its closing shortcode; the codes stay, marked."""
    pattern = re.compile(rf"\[(/?)({'|'.join(names)})((?:[\s=][^\[\]]*)?)\]", re.IGNORECASE)
    parts: list[str] = []
    opened: re.Match[str] | None = None
    at = 0
    for found in pattern.finditer(text):
        if not found[1]:
            opened = found
        elif opened is not None and opened[2].lower() == found[2].lower():
            inner = text[opened.end() : found.start()]
            said = _read_attributes(opened[3]).get("caption", "")
            code = opened[0].replace(said, "") if said else opened[0]
            made = make(opened[3], inner)
            parts += [text[at : opened.start()], _mark(code), made, _mark(found[0])]
            at = found.end()
            opened = None
    return "".join([*parts, text[at:]])


def _replace_code(found: re.Match[str], closed: set[str]) -> str:
    name = found[2].lower()
    attributes = _read_attributes(found[3])
    if not (_KNOWN.fullmatch(name) or name in closed or attributes):
        return found[0]  # Words in brackets: [sic], [name withheld].
    if name in _KNOWN_WORDS and not attributes and name not in closed and not found[1]:
        return found[0]
    code = found[0]
    heading = ""
    if words := attributes.get(_HEADING_CODES.get(name, ""), ""):
        code = code.replace(words, "", 1)
        heading = f"<h2>{words}</h2>"
    return _mark(code, block=bool(_BLOCK_CODE.fullmatch(name))) + heading


_KNOWN_WORDS = name_set(
    "audio video caption section row column button table download share social embed raw highlight"
    " divider clear tab tabs twitter facebook instagram youtube tweet"
)
"""Known shortcodes that are words as well: without a value or an end they stay."""


def _mark(code: str, *, block: bool = False) -> str:
    tag = "x-shortcode-block" if block else "x-shortcode"
    literal = " ".join(code.replace("<", "&lt;").split())
    return f"<{tag}>{literal}</{tag}>"


def _read_attributes(text: str) -> dict[str, str]:
    """The attributes of a shortcode, also where the site has made its quotes curly."""
    return {
        found[1].lower(): (found[2] if found[2] is not None else found[3]).strip()
        for found in _ATTRIBUTE.finditer(_plain_quotes(text))
    }


def _plain_quotes(text: str) -> str:
    return re.sub(r"&(?:#8220|#8221|#8243|quot|#34|ldquo|rdquo);", '"', text)


def _write_footnotes(footnotes: str) -> str:
    try:
        notes = json.loads(footnotes)
    except (ValueError, RecursionError):
        return ""
    items = [
        f'<li id="{html.escape(str(note.get("id", "")))}">{note["content"]}</li>'
        for note in (notes if isinstance(notes, list) else ())
        if isinstance(note, dict) and isinstance(note.get("content"), str)
    ]
    return f'\n\n<ol class="wp-block-footnotes">{"".join(items)}</ol>' if items else ""


def _add_paragraphs(text: str) -> str:
    """Make a paragraph of lines between empty ones, a line break of each other line's end."""
    parts: list[str] = []
    verbatim = 0
    for number, piece in enumerate(_TAG.split(text)):
        if not number % 2:
            parts.append(piece.replace("\n", "&#10;") if verbatim else piece)
            continue
        piece = piece.replace("\n", " ")
        name = found[1].lower() if (found := _NAME.match(piece)) else ""
        if name in _VERBATIM:
            verbatim = max(verbatim + (-1 if piece.startswith("</") else 1), 0)
        if name in _BLOCKS and not verbatim:
            closes = piece.startswith("</") or name == "hr"
            before = "\n\n" if not piece.startswith("</") or name in _CONTAINERS else ""
            piece = before + piece + ("\n\n" if closes or name in _CONTAINERS else "")
        parts.append(piece)
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", "".join(parts)):
        stripped = paragraph.strip()
        name = found[1].lower() if (found := _NAME.match(stripped)) else ""
        if not stripped or (name in _BLOCKS and stripped.endswith(">")):
            paragraphs.append(stripped)
        else:
            paragraphs.append("<p>" + stripped.replace("\n", "<br>\n") + "</p>")
    return "\n".join(paragraphs)
