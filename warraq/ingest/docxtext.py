"""Reads what stands inside a Word paragraph: runs, links, fields, notes' marks, pictures."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from warraq.ingest.addresses import clean_address
from warraq.ingest.document import Break, NoteMark, Picture
from warraq.ingest.docxparts import (
    DELETED,
    FIELD,
    KEPT,
    MARK,
    MC,
    Fields,
    M,
    Style,
    Styles,
    W,
    choose_alternative,
    find_value,
    is_on,
    is_perhaps_hidden,
    judge_run,
    read_symbol,
    read_text,
)
from warraq.ingest.errors import IngestError
from warraq.ingest.inlines import Atom, sniff_image
from warraq.ingest.package import Package, Relation

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20<>\"]+", re.I)
_HYPERLINK = re.compile(r'\s*HYPERLINK\s+(?:"([^"]*)"|([^\s\\"]\S*))?')
_ANCHOR = re.compile(r'\\l\s+"([^"]*)"')
_ACTIVE = re.compile(r"\s*(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE)\b")
_PATH = re.compile(r"[a-z]:\\|\\\\|file:|/(?:Users|home)/|\S+\.(?:jpe?g|png|gif|tiff?|bmp)$", re.I)

Piece = tuple[str, Atom]
"""What becomes of it (`KEPT`, `DELETED`, …), and the piece of text."""


@dataclass(slots=True)
class TextReader:
    """Reads paragraphs' insides; holds what runs on from one paragraph to the next."""

    package: Package
    styles: Styles
    relations: dict[str, Relation]
    """Those of the part that is being read."""
    known_notes: frozenset[str]
    """`footnote3`, `endnote1`: the notes that have text."""
    read_box: Callable[[Any, str], None]
    """Called with a text box's content and what becomes of it."""
    labels: dict[str, str] = field(default_factory=dict)
    """The notes that the text refers to, in their order, with the labels of their marks."""
    signs: dict[str, str] = field(default_factory=dict)
    """What marks a note in the text, where that is no number: `*`."""
    images: dict[str, bytes] = field(default_factory=dict)
    alts: list[str] = field(default_factory=list)
    remarks: dict[str, list[str]] = field(default_factory=dict)
    unsure: str = ""
    """White words whose background the file does not tell."""
    tracking: Counter[str] = field(default_factory=Counter)
    """The parameters that links lost."""
    fields: Fields = field(default_factory=Fields)
    codes: list[list[str]] = field(default_factory=list)
    """For each open field its code and, once known, the address it leads to."""

    def remark(self, reason: str, detail: str) -> None:
        """Note something without words that is left out."""
        self.remarks.setdefault(reason, []).append(detail)

    def end_paragraph(self) -> None:
        """Close the field codes that the paragraph left open."""
        self.codes = [
            code for code, result in zip(self.codes, self.fields.open, strict=True) if result
        ]
        self.fields.end_paragraph()

    def read(
        self,
        element: Any,
        pieces: list[Piece],
        style: Style,
        status: str = KEPT,
        look: Atom = Atom(),  # noqa: B008 - frozen
    ) -> None:
        """Add what stands below `element` to the pieces; `look` is what its words look like."""
        for child in element.iterchildren(tag="*"):
            self.read_one(child, pieces, style, status, look)

    def read_one(
        self, child: Any, pieces: list[Piece], style: Style, status: str, look: Atom
    ) -> None:
        """Add one element to the pieces."""
        tag = child.tag

        def add(atom: Atom) -> None:
            code = status == KEPT and self.fields.in_code
            href = look.href or next((href for _, href in reversed(self.codes) if href), "")
            dressed = replace(atom, strong=look.strong, slanted=look.slanted, href=href)
            pieces.append((FIELD if code else status, dressed))

        if tag in (W + "t", W + "delText", M + "t"):
            add(Atom(read_text(child, self.styles)))
        elif tag in (W + "tab", W + "ptab"):
            add(Atom(" "))
        elif tag in (W + "br", W + "cr"):
            kind = child.get(W + "type", "textWrapping")
            add(Atom(special=Break()) if kind == "textWrapping" else Atom(" "))
        elif tag in (W + "noBreakHyphen", W + "sym"):
            symbol = read_symbol(child)
            add(Atom(symbol))
            if not symbol:
                self.remark("symbols", f"a sign of the font {child.get(W + 'font', '?')[:40]}")
        elif tag == W + "r":
            own = judge_run(child, self.styles, style) if status == KEPT else status
            if own == KEPT and is_perhaps_hidden(child, self.styles, style):
                self.unsure += "".join(text.text or "" for text in child.iter(W + "t"))
            self.read(child, pieces, style, own, self._read_look(child, look))
        elif tag in (W + "del", W + "moveFrom"):
            self.read(child, pieces, style, DELETED, look)
        elif tag == W + "hyperlink":
            self.read(child, pieces, style, status, self._lead(look, self._read_link(child)))
        elif tag == W + "fldSimple":
            code = child.get(W + "instr", "")
            self._warn_active(code)
            self.read(child, pieces, style, status, self._lead(look, self._read_code(code)))
        elif tag == W + "fldChar":
            self._meet_field(child)
        elif tag == W + "instrText":
            if self.codes:
                self.codes[-1][0] += (child.text or "")[:4096]
        elif tag in (W + "footnoteReference", W + "endnoteReference"):
            if status in (KEPT, MARK):
                self._add_mark(child, pieces)
        elif tag in (W + "drawing", W + "pict", W + "object"):
            self._read_drawing(child, add, status)
        elif tag == MC + "AlternateContent":
            chosen = choose_alternative(child)
            if chosen is not None:
                self.read(chosen, pieces, style, status, look)
        elif tag == W + "p":  # a text box without its frame
            self.read_box(child, status)
        elif tag in (W + "subDoc", W + "altChunk"):
            raise IngestError(
                "the file takes in another file that Word has not merged yet; "
                "open it in Word, save it and import that"
            )
        elif tag not in (W + "pPr", W + "rPr", W + "delInstrText"):
            self.read(child, pieces, style, status, look)

    def _read_look(self, run: Any, above: Atom) -> Atom:
        properties = run.find(W + "rPr")
        if properties is None:
            return replace(above, strong=False, slanted=False)
        style = self.styles.find_character(find_value(properties, "rStyle"))
        # Arabic runs have switches of their own.
        complex_script = is_on(properties, "rtl") or is_on(properties, "cs")
        names = ("bCs", "iCs") if complex_script else ("b", "i")
        strong, slanted = (is_on(properties, name) for name in names)
        return replace(
            above,
            strong=bool(style.bold if strong is None else strong),
            slanted=bool(style.italic if slanted is None else slanted),
        )

    def _add_mark(self, reference: Any, pieces: list[Piece]) -> None:
        kind = "footnote" if reference.tag == W + "footnoteReference" else "endnote"
        key = f"{kind}{reference.get(W + 'id')}"
        if key in self.known_notes:
            label = self.labels.setdefault(key, str(len(self.labels) + 1))
            pieces.append((KEPT, Atom(special=NoteMark(label))))
            if reference.get(W + "customMarkFollows"):
                own = "".join(text.text or "" for text in reference.getparent().iter(W + "t"))
                self.signs[key] = own.strip()[:10]

    # -- Links and fields ------------------------------------------------------------

    @staticmethod
    def _lead(look: Atom, href: str) -> Atom:
        return replace(look, href=href or look.href)

    def _read_link(self, element: Any) -> str:
        relation = self.relations.get(element.get(_R + "id", ""))
        if relation is None or not relation.external:
            return ""
        anchor = element.get(W + "anchor")
        return self._judge_link(relation.target + (f"#{anchor}" if anchor else ""))

    def _judge_link(self, target: str) -> str:
        target = target.strip()
        if _ADDRESS.fullmatch(target) and (address := clean_address(target)).href:
            self.tracking.update(address.tracking)
            return address.href
        if target and not target.startswith("#"):
            scheme = target.partition(":")[0] if ":" in target[:20] else "file"
            self.remark("links", f"a {scheme} link, which a page cannot follow")
        return ""

    def _read_code(self, code: str) -> str:
        match = _HYPERLINK.match(code)
        target = (match[1] or match[2] or "") if match else ""
        anchor = _ANCHOR.search(code)
        return self._judge_link(target + (f"#{anchor[1]}" if anchor and target else ""))

    def _warn_active(self, code: str) -> None:
        match = _ACTIVE.match(code)
        if match:
            self.remark("active fields", f"a {match[1]} field, whose last result is kept")

    def _meet_field(self, mark: Any) -> None:
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self.codes.append(["", ""])
        elif kind == "separate" and self.codes:
            self._warn_active(self.codes[-1][0])
            self.codes[-1][1] = self._read_code(self.codes[-1][0])
        elif kind == "end" and self.codes:
            self.codes.pop()
        self.fields.meet(mark)

    # -- Pictures and boxes ------------------------------------------------------------

    def _read_drawing(self, drawing: Any, add: Callable[[Atom], None], status: str) -> None:
        alt = ""
        parts = list(_walk_drawing(drawing))
        for element in (part for part in parts if part.tag in (_WP + "docPr", _V + "shape")):
            alt = alt or element.get("descr") or element.get("alt") or ""
        if _PATH.search(alt):
            # Word once wrote the picture's path here, with the name of who drew it.
            self.remark("metadata", "the path of a picture on its author's machine")
            alt = ""
        for element in (part for part in parts if part.tag in (_A + "blip", _V + "imagedata")):
            key = element.get(_R + "embed") or element.get(_R + "id")
            if element.get(_R + "link") or element.get(_R + "href"):
                self.remark("pictures", "one that stands elsewhere, which was not fetched")
            if key and status == KEPT and not self.fields.in_code:
                self._add_picture(key, " ".join(alt.split()), add)
                alt = ""
        if any(part.tag == _O + "OLEObject" for part in parts):
            self.remark("embedded objects", "an object of another program")
        for box in (part for part in parts if part.tag == W + "txbxContent"):
            self.read_box(box, status)

    def _add_picture(self, key: str, alt: str, add: Callable[[Atom], None]) -> None:
        relation = self.relations.get(key)
        if relation is None or relation.external or relation.target not in self.package.names:
            self.remark("pictures", "one that the file names but does not hold")
            return
        content = self.package.read(relation.target)
        suffix = sniff_image(content)
        base = posixpath.basename(relation.target)
        if not suffix:
            kind = base.rpartition(".")[2][:8]
            self.remark("pictures", f"one of the kind {kind}, which browsers do not show")
            return
        stem = re.sub(r"[^a-z0-9]+", "-", base.rpartition(".")[0].lower()).strip("-") or "image"
        name = f"{stem[:60]}.{suffix}"
        count = 1
        while self.images.get(name, content) != content:
            count += 1
            name = f"{stem[:60]}-{count}.{suffix}"
        self.images[name] = content
        if alt:
            self.alts.append(alt)
        add(Atom(special=Picture(name, alt)))


def _walk_drawing(element: Any) -> Iterator[Any]:
    """The parts of a drawing; text boxes whole, and of alternatives one."""
    for child in element.iterchildren(tag="*"):
        if child.tag == MC + "AlternateContent":
            chosen = choose_alternative(child)
            if chosen is not None:
                yield from _walk_drawing(chosen)
        else:
            yield child
            if child.tag != W + "txbxContent":
                yield from _walk_drawing(child)
