"""Draws the picture that stands for a brief where its address is shared."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from warraq.translation.bidi import split_ltr_runs

WIDTH, HEIGHT = 1200, 630
"""What the networks that show such pictures ask for."""

_FONTS = Path(__file__).parent / "fonts"
_FILES = (_FONTS / "card-regular.ttf", _FONTS / "card-bold.ttf")
_MARGIN = 80
_LINE = WIDTH - 2 * _MARGIN
_TITLE_TOP, _TITLE_BOTTOM = 150, 500
_SIZES = (76, 68, 60, 54, 48, 42)
"""Sizes of the title; the first in which it fits is taken."""
_LEADING = {"ltr": 1.24, "rtl": 1.5}
_SCALE = {"ltr": 1.0, "rtl": 1.1}
"""Letters of the Arabic script look smaller than Latin ones of the same size."""
_ELLIPSIS = "…"

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Characters that draw nothing: soft hyphens, and marks of direction, as the card sets its own."""
_STAND_INS = str.maketrans(
    {
        **{"\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2212": "–", "\u2044": "/"},
        **{"→": "–", "←": "–", "≤": "<=", "≥": ">=", "₺": "TL", "‰": "/1000"},
    }
)
"""Characters that the fonts lack, and what looks like them or says the same."""
_BREAKS_AFTER = "/-–—.:_"


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a card."""

    background: str = "#1d5c63"
    title: str = "#ffffff"
    details: str = "#d5e7e9"
    """The archive's name and what stands below the title."""
    accent: str = "#8fcbd1"
    """The bar at the top."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says."""

    title: str
    details: str
    """Kind and date, in one line."""
    archive: str
    """The name of the archive."""
    state: str = ""
    """What became of the brief if it does not simply stand, in a word."""
    direction: str = "ltr"
    """The direction of the page: `ltr` or `rtl`."""
    title_direction: str = "ltr"
    """The direction of the title, which may not be translated."""


def read_colours(setting: object) -> Colours:
    """Read the `archive_card_colours` setting; raises ValueError with a sentence that names it."""
    names = [field.name for field in fields(Colours)]
    if isinstance(setting, Mapping) and all(
        name in names and isinstance(value, str) and _COLOUR.fullmatch(value)
        for name, value in setting.items()
    ):
        return Colours(**setting)
    raise ValueError(
        f"archive_card_colours {setting!r} in conf.py is not a mapping of {', '.join(names)} to "
        'colours; write archive_card_colours = {"background": "#1d5c63"} or leave it out'
    )


def render_card(card: Card, colours: Colours = Colours()) -> bytes:
    """The card as a PNG, the same bytes for the same card."""
    import resvg_py

    return resvg_py.svg_to_bytes(
        svg_string=draw_card(card, colours),
        skip_system_fonts=True,
        font_files=[str(path) for path in _FILES],
    )


@cache
def digest_fonts() -> str:
    """A digest of what cards are drawn with: the fonts and this module."""
    digest = hashlib.sha256()
    for path in (*_FILES, Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def find_missing(card: Card) -> str:
    """The characters of a card that its fonts cannot draw; nothing if they draw them all."""
    known = _advances("bold")[0]
    found = {char for text in _texts(card) for char in _replace(text) if char not in known}
    return "".join(sorted(found - {" "}))


def is_drawable(card: Card) -> bool:
    """Whether the card has a title, and of each of its texts at least half of the words."""
    if find_missing(card):  # few cards lack any
        return bool(clean_text(card.title)) and all(map(_is_legible, _texts(card)))
    return bool(clean_text(card.title))


def _texts(card: Card) -> tuple[str, ...]:
    return (card.title, card.details, card.archive, card.state)


def _is_legible(text: str) -> bool:
    words = [_draw_word(word) for word in _replace(text).split()]
    return 2 * words.count(_ELLIPSIS) <= len([word for word in words if word])


# -- The picture -------------------------------------------------------------------------------


def draw_card(card: Card, colours: Colours) -> str:
    """The card as SVG, each line where it is to stand."""
    rtl = card.direction == "rtl"
    start, end = (WIDTH - _MARGIN, _MARGIN) if rtl else (_MARGIN, WIDTH - _MARGIN)
    parts = [f'<rect width="{WIDTH}" height="14" fill="{colours.accent}"/>']
    room = float(_LINE)
    if card.state:
        badge, width = _draw_badge(card, colours, end)
        parts.append(badge)
        room -= width + 30
    size = 34 * _SCALE[card.direction]
    name = _shorten(clean_text(card.archive), "bold", room * 1000 / size)
    parts.append(_draw_line(name, start, 104, size, colours.details, rtl=rtl, bold=True))
    parts += _draw_title(card, colours, start)
    details = _shorten(clean_text(card.details), "regular", _LINE * 1000 / size)
    parts.append(_draw_line(details, start, 566, size, colours.details, rtl=rtl))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="Warraq Card">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{colours.background}"/>\n{body}\n</svg>\n'
    )


def _draw_title(card: Card, colours: Colours, start: int) -> list[str]:
    """The title's lines, together in the middle of their place."""
    size, leading, lines = _set_title(clean_text(card.title), card.title_direction)
    height = leading * len(lines)
    # A line's letters stand a little above the middle between its limits.
    first = (_TITLE_TOP + _TITLE_BOTTOM - height) / 2 + (leading + size * 0.62) / 2
    rtl = card.title_direction == "rtl"
    at_end = card.direction == "rtl"
    return [
        _draw_line(
            line,
            start,
            first + number * leading,
            size,
            colours.title,
            rtl=rtl,
            bold=True,
            at_end=at_end,
        )
        for number, line in enumerate(lines)
    ]


def _draw_badge(card: Card, colours: Colours, end: int) -> tuple[str, float]:
    """The state in a box at the end of the first line, and how wide that is."""
    rtl = card.direction == "rtl"
    text = clean_text(card.state)
    size = 32 * _SCALE[card.direction]
    width = measure_text(text, "bold") * size / 1000 + 48
    left = end if rtl else end - width
    box = (
        f'<rect x="{left:.1f}" y="62" width="{width:.1f}" height="60" rx="8" '
        f'fill="{colours.title}"/>'
    )
    label = (
        f'<text x="{left + width / 2:.1f}" y="103" font-size="{size:.1f}" font-weight="700" '
        f'text-anchor="middle" fill="{colours.background}">{_order(text, rtl)}</text>'
    )
    return f"{box}\n{label}", width


def _draw_line(
    text: str,
    x: float,
    y: float,
    size: float,
    fill: str,
    *,
    rtl: bool,
    bold: bool = False,
    at_end: bool | None = None,
) -> str:
    """A line of text that begins at `x`, or ends there if it is `at_end` or right to left.

    resvg takes every text for left to right and `start` for its left, whatever `direction` says.
    """
    anchor = ' text-anchor="end"' if (rtl if at_end is None else at_end) else ""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}"{weight}{anchor} '
        f'fill="{fill}">{_order(text, rtl)}</text>'
    )


def _order(text: str, rtl: bool) -> str:
    """A text as XML, with isolates (UAX 9) that give it its direction and keep its runs whole."""
    if not rtl:
        return escape(text)
    runs = (f"\u2066{run.text}\u2069" if run.isolate else run.text for run in split_ltr_runs(text))
    return escape(f"\u2067{''.join(runs)}\u2069")


# -- Lines -------------------------------------------------------------------------------------


def clean_text(text: str) -> str:
    """A text in one line, of characters that the fonts draw.

    Signs that they lack are left out, and for words with such letters there is an ellipsis: a
    word without some of its letters would be another one.
    """
    words: list[str] = []
    for word in map(_draw_word, _replace(text).split()):
        if word and not (word == _ELLIPSIS and words[-1:] == [_ELLIPSIS]):
            words.append(word)
    return " ".join(words)


def _replace(text: str) -> str:
    """A text with others for characters that the fonts lack, where there are such."""
    known = _advances("bold")[0]
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    drawn = (char if char in known else unicodedata.normalize("NFKC", char) for char in text)
    return "".join(drawn).translate(_STAND_INS)


def _draw_word(word: str) -> str:
    """As much of a word as the fonts draw; an ellipsis if they lack one of its letters."""
    known = _advances("bold")[0]
    if all(char in known for char in word):
        return word
    if any(char not in known and unicodedata.category(char)[0] in "LN" for char in word):
        return _ELLIPSIS
    return "".join(char for char in word if char in known)


def measure_text(text: str, weight: str) -> float:
    """How wide a text is at most, in thousandths of its size; `weight` is regular or bold."""
    alone, joined = _advances(weight)
    width = 0
    text = "".join(char for char in text if not unicodedata.combining(char))
    for char, after in zip(text, text[1:] + " ", strict=True):
        width += joined[char] if char in joined and after.isalpha() else alone.get(char, 1000)
    return width


def break_lines(text: str, width: float, weight: str = "bold") -> list[str]:
    """Break a text into as few lines as it needs, about as long as each other.

    `width` is in thousandths of the size. A word that is too wide is broken too.
    """
    lines = _fill_lines(text, width, weight)
    low, high = width * 0.3, width
    for _step in range(6):
        middle = (low + high) / 2
        narrow = _fill_lines(text, middle, weight)
        if len(narrow) > len(lines) or any(measure_text(ln, weight) > middle for ln in narrow):
            low = middle
        else:
            high, lines = middle, narrow
    return lines


def _set_title(text: str, direction: str) -> tuple[float, float, list[str]]:
    """The size, the distance of the lines and the lines of a title."""
    for number in _SIZES:
        size = number * _SCALE[direction]
        leading = number * _LEADING[direction]
        most = int((_TITLE_BOTTOM - _TITLE_TOP) / leading)
        lines = break_lines(text, _LINE * 1000 / size)
        if len(lines) <= min(most, 5):
            return size, leading, lines
    lines = _fill_lines(text, _LINE * 1000 / size, "bold")[:most]
    lines[-1] = _end_short(lines[-1], "bold", _LINE * 1000 / size)
    return size, leading, lines


def _fill_lines(text: str, width: float, weight: str) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        wider = f"{line} {word}" if line else word
        if measure_text(wider, weight) <= width:
            line = wider
            continue
        if line:
            lines.append(line)
        line = word
        while measure_text(line, weight) > width:
            head = _cut_word(line, width, weight)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line]


def _cut_word(word: str, width: float, weight: str) -> str:
    """The beginning of a word that fits, up to a mark where addresses may be broken."""
    length = 1
    while length < len(word) and measure_text(word[: length + 1], weight) <= width:
        length += 1
    for position in range(length, length // 2, -1):
        if word[position - 1] in _BREAKS_AFTER:
            return word[:position]
    return word[:length]


def _shorten(text: str, weight: str, width: float) -> str:
    """A text in one line, with an ellipsis for what has no place in it."""
    return text if measure_text(text, weight) <= width else _end_short(text, weight, width)


def _end_short(text: str, weight: str, width: float) -> str:
    """As much of a text as fits with an ellipsis after it, by words if they are not long."""
    while text and measure_text(f"{text}{_ELLIPSIS}", weight) > width:
        head = text.rpartition(" ")[0]
        text = head if len(head) > len(text) // 2 else text[:-1]
    return f"{text.rstrip(' ,;:،؛–—')}{_ELLIPSIS}"


@cache
def _advances(weight: str) -> tuple[dict[str, int], dict[str, int]]:
    """How far each character moves the pen, and those that join when another one follows."""
    data = json.loads((_FONTS / "advances.json").read_text("utf-8"))[weight]
    return data["alone"], data["joined"]
