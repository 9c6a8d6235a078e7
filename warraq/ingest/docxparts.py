"""What a Word file's side parts say: its styles, its numbering, and the words of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT_MAIN = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_TRANSITIONAL = {
    _STRICT_MAIN: W,
    "{http://purl.oclc.org/ooxml/officeDocument/math}": M,
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}": (
        "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
    ),
    "{http://purl.oclc.org/ooxml/drawingml/main}": (
        "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    ),
}

KEPT, DELETED, HIDDEN, FIELD, MARK = (
    "kept",
    "deleted text",
    "hidden text",
    "field codes",
    "note marks",
)
"""What becomes of a run's words: all but the kept are left out under this name."""


def make_transitional(root: Any) -> None:
    """Give the elements of a "Strict Open XML" part the names that other files use."""
    if not root.tag.startswith("{http://purl.oclc.org/"):
        return
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for old, new in _TRANSITIONAL.items():
            if element.tag.startswith(old):
                element.tag = new + element.tag[len(old) :]
        for name in list(element.attrib):
            for old, new in _TRANSITIONAL.items():
                if name.startswith(old):
                    element.attrib[new + name[len(old) :]] = element.attrib.pop(name)


def find_value(element: Any, *path: str) -> str | None:
    """The `w:val` at the end of a path of `w:` names; nothing where the path ends early."""
    for name in path:
        if element is None:
            return None
        element = element.find(W + name)
    if element is None:
        return None
    return str(element.get(W + "val", ""))


def is_on(properties: Any, name: str) -> bool | None:
    """Whether a switch such as `w:b` is set; nothing where it is not mentioned."""
    value = find_value(properties, name)
    return None if value is None else value.lower() not in ("0", "false", "off", "none")


# -- Styles ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Style:
    """What a style, with those it is based on, says of structure and of words."""

    name: str = ""
    outline: int | None = None
    num_id: str | None = None
    level: str | None = None
    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    colour: str | None = None
    fill: str | None = None
    size: int | None = None
    """In half points."""
    place: str | None = None
    """`superscript`, `subscript` or `baseline`."""


_NO_STYLE = Style()


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Any | None) -> None:
        self._raw: dict[str, Any] = {}
        self._read: dict[str, Style] = {}
        self._default = ""
        if root is None:
            return
        for entry in root.iter(W + "style"):
            key = entry.get(W + "styleId", "")
            self._raw.setdefault(key, entry)
            if entry.get(W + "type") == "paragraph" and entry.get(W + "default") in ("1", "true"):
                self._default = key

    def find(self, key: str | None) -> Style:
        """The style with this id; the paragraphs' own default for nothing."""
        return self._resolve(self._default if key is None else key, ())

    def find_character(self, key: str | None) -> Style:
        """The style of a run; nothing is set where it names none."""
        return _NO_STYLE if key is None else self._resolve(key, ())

    def _resolve(self, key: str, above: tuple[str, ...]) -> Style:
        if key in self._read:
            return self._read[key]
        entry = self._raw.get(key)
        # A chain that bites its tail, or is absurdly long, ends there.
        if entry is None or key in above or len(above) > 50:
            return _NO_STYLE
        parent_key = find_value(entry, "basedOn")
        parent = self._resolve(parent_key, (*above, key)) if parent_key else _NO_STYLE
        paragraph, run = entry.find(W + "pPr"), entry.find(W + "rPr")
        bold, italic = (is_on(run, name) for name in ("b", "i"))
        hidden = _is_vanished(run, name="")
        name = (find_value(entry, "name") or "").lower()
        outline = read_number(find_value(paragraph, "outlineLvl"))
        if outline is None and name.startswith("heading ") and name[8:].isdecimal():
            outline = int(name[8:11]) - 1
        style = Style(
            name,
            parent.outline if outline is None else outline,
            find_value(paragraph, "numPr", "numId") or parent.num_id,
            find_value(paragraph, "numPr", "ilvl") or parent.level,
            parent.bold if bold is None else bold,
            parent.italic if italic is None else italic,
            parent.hidden if hidden is None else hidden,
            find_value(run, "color") or parent.colour,
            _read_fill(run) or _read_fill(paragraph) or parent.fill,
            _first(read_number(find_value(run, "sz")), parent.size),
            find_value(run, "vertAlign") or parent.place,
        )
        self._read[key] = style
        return style


def read_number(text: str | None) -> int | None:
    """A small whole number; nothing for what is none."""
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > 9:
        return None
    return int(text)


# -- Numbering -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is marked."""

    ordered: bool
    start: int = 1


class Numbering:
    """The lists of a document, and how far each has been counted."""

    def __init__(self, root: Any | None) -> None:
        self._levels: dict[tuple[str, int], Level | None] = {}
        self._counts: dict[tuple[str, int], int] = {}
        if root is None:
            return
        abstract = {
            entry.get(W + "abstractNumId", ""): entry for entry in root.iter(W + "abstractNum")
        }
        for number in root.iter(W + "num"):
            key = number.get(W + "numId", "")
            self._read_levels(key, abstract.get(find_value(number, "abstractNumId") or ""))
            for override in number.iter(W + "lvlOverride"):
                level = read_number(override.get(W + "ilvl")) or 0
                self._read_levels(key, override)
                start = read_number(find_value(override, "startOverride"))
                known = self._levels.get((key, level))
                if known is not None and start is not None:
                    self._levels[key, level] = Level(known.ordered, start)

    def _read_levels(self, key: str, parent: Any | None) -> None:
        if parent is None:
            return
        for entry in parent.iterchildren(W + "lvl"):
            level = read_number(entry.get(W + "ilvl")) or 0
            shape = find_value(entry, "numFmt") or "decimal"
            start = read_number(find_value(entry, "start"))
            self._levels[key, level] = (
                None if shape == "none" else Level(shape != "bullet", 1 if start is None else start)
            )

    def find(self, key: str, level: int) -> Level | None:
        """How a list's level is marked; nothing where it bears no mark."""
        return self._levels.get((key, level))

    def count(self, key: str, level: int) -> int:
        """The number of the next item; the levels below begin anew."""
        marked = self._levels.get((key, level))
        now = self._counts.get((key, level), (marked.start if marked else 1) - 1) + 1
        self._counts[key, level] = now
        for deeper in range(level + 1, 9):
            self._counts.pop((key, deeper), None)
        return now


# -- Words -----------------------------------------------------------------------------


@dataclass(slots=True)
class Fields:
    """Which complex fields are open: for each whether its result has begun."""

    open: list[bool] = field(default_factory=list)

    def meet(self, mark: Any) -> None:
        """Follow a `w:fldChar`."""
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self.open.append(False)
        elif kind == "separate" and self.open:
            self.open[-1] = True
        elif kind == "end" and self.open:
            self.open.pop()

    def end_paragraph(self) -> None:
        """A field code ends with its paragraph: one that never closes swallows no text."""
        self.open = [result for result in self.open if result]

    @property
    def in_code(self) -> bool:
        """Whether words here belong to a code rather than to the text."""
        return not all(self.open)


_HIGHLIGHTS = {
    "white": "FFFFFF",
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
}
_APART = 13
"""How far each part of two colours is apart at most, for nobody to tell them apart."""


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)


def _is_vanished(properties: Any, name: str) -> bool | None:
    """Whether a run's switches hide it; the numbers of pages in a table of contents stay."""
    names = ("vanish", "specVanish") if name.startswith("toc ") else _VANISHED
    found = [state for state in (is_on(properties, one) for one in names) if state is not None]
    return any(found) if found else None


_VANISHED = ("vanish", "specVanish", "webHidden")


def _read_fill(properties: Any) -> str | None:
    """The colour behind what the properties belong to; nothing where none is set."""
    if properties is None:
        return None
    shade = properties.find(W + "shd")
    fill = "" if shade is None else shade.get(W + "fill", "")
    solid = shade is not None and shade.get(W + "val") == "solid"
    if solid and shade is not None and shade.get(W + "color", "auto") != "auto":
        fill = shade.get(W + "color", "")
    return fill if re.fullmatch("[0-9A-Fa-f]{6}", fill) else None


def _find_fill(run: Any, properties: Any, style: Style, paragraph: Style) -> str | None:
    """The colour behind a run; `?` where the file does not say it in so many words."""
    highlight = find_value(properties, "highlight")
    if highlight and highlight != "none":
        return _HIGHLIGHTS.get(highlight, "?")
    found = _read_fill(properties) or style.fill
    for above in run.iterancestors(W + "p", W + "tc", W + "tbl", W + "txbxContent"):
        if found:
            return found
        if above.tag == W + "txbxContent":
            return "?"
        found = _read_fill(above.find(above.tag + "Pr"))
        if above.tag == W + "p":
            found = found or paragraph.fill
        if above.tag == W + "tbl" and not found:
            named = (find_value(above, "tblPr", "tblStyle") or "").lower()
            found = "?" if named not in ("", "tablegrid", "tablenormal") else None
    return found


def _is_unseen(run: Any, properties: Any, style: Style, paragraph: Style) -> bool | None:
    """Whether a run has the colour of what is behind it, or is too small; nothing if unsure."""
    size = _first(read_number(find_value(properties, "sz")), style.size, paragraph.size)
    if size is not None and size <= _SMALLEST:
        return True
    colour = find_value(properties, "color") or style.colour or paragraph.colour or ""
    if not re.fullmatch("[0-9A-Fa-f]{6}", colour):
        return False
    fill = _find_fill(run, properties, style, paragraph) or "FFFFFF"
    if fill == "?":
        return None if _is_alike(colour, "FFFFFF") else False
    return _is_alike(colour, fill)


def _is_alike(one: str, other: str) -> bool:
    return all(
        abs(int(one[n : n + 2], 16) - int(other[n : n + 2], 16)) <= _APART for n in (0, 2, 4)
    )


_SMALLEST = 2
"""Half points: smaller type cannot be read on paper nor on a screen."""


def is_perhaps_hidden(run: Any, styles: Styles, paragraph: Style) -> bool:
    """Whether a run is white, and what is behind it is not said."""
    properties = run.find(W + "rPr")
    style = styles.find_character(find_value(properties, "rStyle"))
    return _is_unseen(run, properties, style, paragraph) is None


_DIGITS = frozenset("0123456789٠١٢٣٤٥٦٧٨٩+-−")
_FIGURES = "0123456789٠١٢٣٤٥٦٧٨٩+-−"
_RAISED = str.maketrans(_FIGURES, "⁰¹²³⁴⁵⁶⁷⁸⁹⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = str.maketrans(_FIGURES, "₀₁₂₃₄₅₆₇₈₉₀₁₂₃₄₅₆₇₈₉₊₋₋")


def read_text(element: Any, styles: Styles) -> str:
    """The words of a `w:t`; figures that are set high or low are written so."""
    text = element.text or ""
    bare = text.strip()
    if not bare or len(bare) > 20 or not _DIGITS.issuperset(bare):
        return text
    run = element.getparent()
    properties = None if run is None else run.find(W + "rPr")
    style = styles.find_character(find_value(properties, "rStyle"))
    place = find_value(properties, "vertAlign") or style.place
    tables = {"superscript": _RAISED, "subscript": _LOWERED}
    return text.translate(tables[place]) if place in tables else text


def judge_run(run: Any, styles: Styles, paragraph: Style) -> str:
    """What becomes of a run's words by its own properties and styles."""
    properties = run.find(W + "rPr")
    style = styles.find_character(find_value(properties, "rStyle"))
    hidden = _is_vanished(properties, paragraph.name)
    if hidden is None and properties is not None:
        hidden = style.hidden
    if hidden is None:
        hidden = paragraph.hidden
    if hidden or _is_unseen(run, properties, style, paragraph):
        return HIDDEN
    for name in ("footnoteReference", "endnoteReference"):
        reference = run.find(W + name)
        if reference is not None and reference.get(W + "customMarkFollows") in ("1", "true", "on"):
            return MARK
    return KEPT


def is_merged(paragraph: Any) -> bool:
    """Whether the paragraph's end was deleted: its words run on into the next."""
    properties = paragraph.find(W + "pPr")
    mark = None if properties is None else properties.find(W + "rPr")
    return mark is not None and any(mark.find(W + name) is not None for name in ("del", "moveFrom"))


def gather_words(root: Any, styles: Styles) -> str:
    """All words below an element, a line for each paragraph: what must be accounted for.

    Deleted, hidden and other runs that are no text stand on lines of their own.
    """
    walker = _Words(styles)
    walker.walk(root, KEPT)
    walker.flush()
    return "\n".join(walker.lines)


def split_statuses(pieces: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The kept words of a paragraph as one text, each run of others as its own."""
    pieces = [piece for piece in pieces if piece[1]]
    kept = "".join(text for status, text in pieces if status == KEPT)
    if kept.strip():
        yield KEPT, kept
    for status, group in groupby(pieces, key=lambda piece: piece[0]):
        run = "".join(text for _, text in group)
        if status != KEPT and run.strip():
            yield status, run


class _Words:
    def __init__(self, styles: Styles) -> None:
        self.lines: list[str] = []
        self._styles = styles
        self._pieces: list[tuple[str, str]] = []
        self._paragraph = styles.find(None)
        self._fields = Fields()

    def flush(self) -> None:
        self.lines += (text for _status, text in split_statuses(self._pieces))
        self._pieces = []

    def walk(self, element: Any, status: str) -> None:
        for child in element.iterchildren(tag="*"):
            tag = child.tag
            if tag in (W + "t", W + "delText", M + "t"):
                self._add(status, read_text(child, self._styles))
            elif tag in (W + "tab", W + "br", W + "cr", W + "ptab"):
                self._add(status, " ")
            elif tag in (W + "noBreakHyphen", W + "sym"):
                self._add(status, read_symbol(child))
            elif tag == W + "fldChar":
                self._fields.meet(child)
            elif tag == W + "r":
                own = judge_run(child, self._styles, self._paragraph)
                self.walk(child, own if status == KEPT else status)
            elif tag in (W + "del", W + "moveFrom"):
                self.walk(child, DELETED)
            elif tag == W + "p":
                self._walk_paragraph(child, status)
            elif tag == MC + "AlternateContent":
                self.walk_alternative(child, status)
            elif tag in (W + "tbl", W + "tc"):
                self._walk_apart(child, status)
            elif tag not in (W + "pPr", W + "rPr", W + "instrText", W + "delInstrText"):
                self.walk(child, status)

    def walk_alternative(self, element: Any, status: str) -> None:
        chosen = choose_alternative(element)
        if chosen is not None:
            self.walk(chosen, status)

    def _add(self, status: str, text: str) -> None:
        if status == KEPT and self._fields.in_code:
            status = FIELD
        self._pieces.append((status, text))

    def _walk_apart(self, element: Any, status: str) -> None:
        self.flush()
        self.walk(element, status)
        self.flush()

    def _walk_paragraph(self, paragraph: Any, status: str) -> None:
        nested = next(paragraph.iterancestors(W + "p"), None) is not None
        before, style = self._pieces, self._paragraph
        if nested:  # a text box: the paragraph around it goes on behind it
            self._pieces = []
        self._paragraph = self._styles.find(find_value(paragraph, "pPr", "pStyle"))
        self.walk(paragraph, status)
        self._fields.end_paragraph()
        if not is_merged(paragraph):
            self.flush()
        if nested:
            self.flush()
            self._pieces = before
        self._paragraph = style


def choose_alternative(element: Any) -> Any | None:
    """One of the ways in which a file states the same thing; never two."""
    for name in ("Choice", "Fallback"):
        found = element.find(MC + name)
        if found is not None:
            return found
    return None


def read_symbol(element: Any) -> str:
    """The character of a `w:sym` or `w:noBreakHyphen`; nothing where only its font knows it."""
    if element.tag == W + "noBreakHyphen":
        return "\u2011"
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return ""
    if (code >= 0xE000 and not 0xF900 <= code < 0xFFF0) or 0xD800 <= code < 0xE000 or code < 0x20:
        return ""
    return chr(code)
