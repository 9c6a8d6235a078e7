"""Reads a Word file (DOCX): its text and structure; what tells of persons is left out by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from warraq.ingest.addresses import list_counts
from warraq.ingest.document import (
    Block,
    Document,
    Facts,
    Heading,
    Inline,
    LeftOut,
    Note,
    Paragraph,
    Quote,
    Table,
    block_texts,
)
from warraq.ingest.docxflow import Flow, Item, Kind
from warraq.ingest.docxmeta import list_personal
from warraq.ingest.docxparts import (
    DELETED,
    KEPT,
    MARK,
    MC,
    Numbering,
    Style,
    Styles,
    W,
    choose_alternative,
    find_value,
    gather_words,
    is_merged,
    is_on,
    make_transitional,
    read_number,
    split_statuses,
)
from warraq.ingest.docxtext import Piece, TextReader
from warraq.ingest.errors import IngestError
from warraq.ingest.inlines import Atom, build_inlines, flatten_blocks, level_headings
from warraq.ingest.notenumbers import Own, cut_numbers
from warraq.ingest.package import Package, open_package
from warraq.ingest.typednotes import doubt_typed_notes
from warraq.ingest.visible import REASON, clean_visible

if TYPE_CHECKING:
    from warraq.ingest.limits import Limits

_DC = "{http://purl.org/dc/elements/1.1/}"
_WORD = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.",
    "application/vnd.ms-word.",
)
_QUOTES = ("quote", "intense quote", "block text")
_CONTINUED = ("list paragraph", "list continue")
_WIDEST = 63
"""Columns of a table; Word allows no more."""

_SIDE_PARTS = {"comments": "comments", "header": "running heads", "footer": "running heads"}
_DRAWN = {"chart": "chart", "chartEx": "chart", "diagramData": "diagram"}


def read_docx(content: bytes, limits: Limits) -> Document:
    """Read the bytes of a DOCX; raises IngestError with a sentence for the maintainer.

    The title is a heading of level 1. Accepted changes are kept; deleted and hidden text,
    comments and running heads are left out with their words.
    """
    package = open_package(content, limits)
    try:
        return _DocxReader(package, _find_main(package)).read()
    except RecursionError as error:
        raise IngestError(
            "the file nests its parts too deeply; open it in Word and save it again"
        ) from error


def name_personal(content: bytes, limits: Limits) -> list[LeftOut]:
    """What a DOCX holds beside its text: authors, ids, macros; raises IngestError."""
    package = open_package(content, limits)
    main = _find_main(package)
    return list(list_personal(package, package.read_xml(main), package.read_relations(main)))


def _find_main(package: Package) -> str:
    if "mimetype" in package.names and b"opendocument" in package.read("mimetype"):
        raise IngestError("the file is an OpenDocument text; save it as DOCX and import that")
    if "[Content_Types].xml" not in package.names:
        raise IngestError("the file is a zip archive but no Word document; import what is in it")
    main = next(
        (r.target for r in package.read_relations("").values() if r.kind == "officeDocument"), ""
    )
    if main not in package.names:
        raise IngestError(
            "the file lacks its text (it was cut short, or is no Word document); "
            "open it in Word and save it again"
        )
    kinds = {
        entry.get("PartName", ""): entry.get("ContentType", "")
        for entry in package.read_xml("[Content_Types].xml").iter("{*}Override")
    }
    if not kinds.get(f"/{main}", "").startswith(_WORD):
        raise IngestError(
            "the file is an Office file but no Word document; save its text as DOCX and import that"
        )
    return main


class _DocxReader:
    """Reads one document; holds what its parts share."""

    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        self.relations = package.read_relations(main)
        self.root = self._read_part(main)
        self.styles = Styles(self._find_part("styles"))
        self.numbering = Numbering(self._find_part("numbering"))
        self.notes = {
            f"{kind}{note.get(W + 'id')}": note
            for kind in ("footnote", "endnote")
            for note in self._read_notes_of(kind)
        }
        self.flow = Flow()
        self.text = TextReader(
            package, self.styles, self.relations, frozenset(self.notes), self._read_box
        )
        self.contents: list[str] = []
        self.dropped: list[Piece] = []

    def _read_part(self, name: str) -> Any:
        if name not in self.package.names:
            raise IngestError(
                f"the file lacks its part {name!r} (was it cut short?); "
                "open it in Word and save it again"
            )
        root = self.package.read_xml(name)
        make_transitional(root)
        return root

    def _find_part(self, kind: str) -> Any | None:
        names = self._find_targets(kind)
        return self._read_part(names[0]) if names else None

    def _find_targets(self, kind: str) -> list[str]:
        return list(
            dict.fromkeys(
                r.target for r in self.relations.values() if r.kind == kind and not r.external
            )
        )

    def _read_notes_of(self, kind: str) -> list[Any]:
        part = self._find_part(f"{kind}s")
        entries = [] if part is None else part.iterchildren(W + kind)
        return [entry for entry in entries if entry.get(W + "type", "normal") == "normal"]

    # -- The whole -----------------------------------------------------------------

    def read(self) -> Document:
        """Read the text, then what stands beside it."""
        body = self.root.find(W + "body")
        if body is None:
            raise IngestError("the file has no text in it; open it in Word and save it again")
        text = self._read_blocks(body)
        notes, numbers = cut_numbers(self._read_notes(), self._describe_numbers())
        self.dropped += [(MARK, Atom(number)) for number in numbers]
        blocks = level_headings([*text, *notes])
        if not any(text.strip() for block in blocks for text in block_texts(block)) and (
            not self.text.images
        ):
            raise IngestError("the file holds no text that a page could show")
        beside = [*self._list_beside(), *self._list_drawn()]
        words = [gather_words(body, self.styles)]
        words += [gather_words(note, self.styles) for note in self.notes.values()]
        words += [*self.text.alts, *(entry.text for entry in beside)]
        left_out = [*self._list_dropped(), *beside, *self._list_unread()]
        left_out += list_personal(self.package, self.root, self.relations)
        document = Document(
            tuple(blocks),
            self._read_facts(blocks),
            "",
            tuple(left_out),
            images=self.text.images,
            review=self._doubt_hidden() | doubt_typed_notes(blocks),
            words="\n".join(text for text in words if text),
        )
        return clean_visible(document)

    def _doubt_hidden(self) -> dict[str, str]:
        """Ask to look at white text that may stand on white."""
        shown = " ".join(self.text.unsure.split())
        if not shown:
            return {}
        return {
            "hidden text": f"“{shown[:60]}{'…' * (len(shown) > 60)}” is white and was kept; "
            "delete it if it stands on a white ground in the file"
        }

    def _list_beside(self) -> Iterator[LeftOut]:
        """Comments and running heads, whose words are no part of the text."""
        for kind, reason in _SIDE_PARTS.items():
            for name in self._find_targets(kind):
                root = self._read_part(name)
                text = gather_words(root, self.styles)
                count = sum(1 for _ in root.iterchildren(W + "comment"))
                if text.strip() or count:
                    yield LeftOut(reason, text, f"{count} comments" if count else "")

    def _list_drawn(self) -> Iterator[LeftOut]:
        """Charts and diagrams, whose words stand in parts of their own."""
        for kind, reason in _DRAWN.items():
            for name in self._find_targets(kind):
                lines = (
                    "".join(run.text or "" for run in paragraph.iter("{*}t"))
                    for paragraph in self._read_part(name).iter("{*}p")
                )
                text = "\n".join(line for line in lines if line.strip())
                yield LeftOut(reason, text, "save it as a picture and add that to the page")

    def _list_dropped(self) -> Iterator[LeftOut]:
        grouped: dict[str, list[str]] = {}
        for reason, atom in self.dropped:
            grouped.setdefault(reason, []).append(atom.text)
        for reason, texts in grouped.items():
            yield LeftOut(reason, "\n".join(texts))
        if self.contents:
            yield LeftOut("table of contents", "\n".join(self.contents))
        if self.text.tracking:
            yield LeftOut(REASON, "", list_counts(self.text.tracking))
        for reason, details in self.text.remarks.items():
            yield LeftOut(reason, "", "; ".join(dict.fromkeys(details)))

    def _list_unread(self) -> Iterator[LeftOut]:
        for key, note in self.notes.items():
            text = gather_words(note, self.styles)
            if key not in self.text.labels and text.strip():
                yield LeftOut("notes without a mark", text)

    def _read_facts(self, blocks: Sequence[Block]) -> Facts:
        relations = self.package.read_relations("").values()
        name = next((r.target for r in relations if r.kind == "core-properties"), "")
        if name not in self.package.names:
            return Facts()
        core = self.package.read_xml(name)
        title = " ".join((core.findtext(_DC + "title") or "").split())
        shown = {" ".join(text.split()) for block in blocks for text in block_texts(block)}
        language = (core.findtext(_DC + "language") or "").strip()
        # A title that the text does not repeat is as often that of another document.
        return Facts(title=title if title in shown else "", language=language)

    # -- Blocks --------------------------------------------------------------------

    def _read_blocks(self, parent: Any, status: str = KEPT) -> list[Block]:
        """The blocks below an element, apart from those around it."""
        before, self.flow = self.flow, Flow()
        self._read_into(parent, status)
        if self.flow.pieces or self.flow.boxes:
            self._close(Kind())
        self.flow.add()
        blocks, self.flow = self.flow.blocks, before
        return blocks

    def _read_into(self, parent: Any, status: str) -> None:
        for child in parent.iterchildren(tag="*"):
            tag = child.tag
            if tag == W + "p":
                self._read_paragraph(child, status)
            elif tag == W + "tbl":
                if self.flow.pieces:
                    self._close(Kind())
                self.flow.add(*self._read_table(child, status))
            elif tag == W + "sdt" and _is_contents(child):
                for block in self._read_blocks(child, status):
                    self.contents += block_texts(block)
            elif tag == MC + "AlternateContent":
                chosen = choose_alternative(child)
                if chosen is not None:
                    self._read_into(chosen, status)
            elif tag in (W + "del", W + "moveFrom"):
                self._read_into(child, DELETED)
            elif tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"):
                self._read_into(child, status)
            else:  # section marks without words, or words that a damaged file has lying loose
                self.text.read_one(child, self.flow.pieces, self.styles.find(None), status, Atom())

    def _read_box(self, box: Any, status: str) -> None:
        if box.tag == W + "p":
            before, self.flow = self.flow, Flow()
            self._read_paragraph(box, status)
            self._close(Kind())
            self.flow.add()
            blocks, self.flow = self.flow.blocks, before
        else:
            blocks = self._read_blocks(box, status)
        self.flow.boxes += blocks

    def _read_paragraph(self, paragraph: Any, status: str) -> None:
        properties = paragraph.find(W + "pPr")
        style = self.styles.find(find_value(properties, "pStyle"))
        self.text.read(paragraph, self.flow.pieces, style, status)
        self.text.end_paragraph()
        if not is_merged(paragraph):
            self._close(self._judge_paragraph(properties, style))

    def _judge_paragraph(self, properties: Any, style: Style) -> Kind:
        outline = read_number(find_value(properties, "outlineLvl"))
        if outline is None:
            outline = style.outline
        if style.name.startswith("toc ") and style.name[4:].isdecimal():
            return Kind("contents")
        if style.name == "title":
            return Kind("heading", 0)
        if outline is not None and outline < 9:
            return Kind("heading", outline + 1)
        if style.name in _QUOTES:
            return Kind("quote")
        key = find_value(properties, "numPr", "numId") or style.num_id or ""
        level = min(read_number(find_value(properties, "numPr", "ilvl") or style.level) or 0, 8)
        marked = self.numbering.find(key, level)
        if marked is not None:
            return Kind("item", level, marked.ordered, key)
        return Kind(continued=style.name.startswith(_CONTINUED))

    def _close(self, kind: Kind) -> None:
        """End the paragraph that is open."""
        flow = self.flow
        pieces, boxes, flow.pieces, flow.boxes = flow.pieces, flow.boxes, [], []
        texts = [(status, atom.words) for status, atom in pieces]
        self.dropped += [(s, Atom(text)) for s, text in split_statuses(texts) if s != KEPT]
        content = build_inlines(atom for status, atom in pieces if status == KEPT)
        if content:
            self._place(kind, content)
        if boxes:
            flow.add(*boxes)

    def _place(self, kind: Kind, content: tuple[Inline, ...]) -> None:
        flow = self.flow
        paragraph = Paragraph(content)
        if kind.name == "contents":
            self.contents += block_texts(paragraph)
        elif kind.name == "item":
            number = self.numbering.count(kind.list_id, kind.level)
            flow.items.append(Item(kind, number, [paragraph]))
        elif kind.continued and flow.items:
            flow.items[-1].blocks.append(paragraph)
        elif kind.name == "heading":
            flow.add(Heading(content, kind.level))
        else:
            flow.add(Quote((paragraph,)) if kind.name == "quote" else paragraph)

    # -- Tables and notes ----------------------------------------------------------

    def _read_table(self, table: Any, status: str) -> list[Block]:
        rows: list[tuple[tuple[Inline, ...], ...]] = []
        head = 0
        alone: list[Block] = []
        for row in _find_inside(table, W + "tr"):
            cells: list[tuple[Inline, ...]] = []
            properties = row.find(W + "trPr")
            gone = properties is not None and properties.find(W + "del") is not None
            for cell in _find_inside(row, W + "tc"):
                alone = self._read_blocks(cell, DELETED if gone else status)
                cells.append(flatten_blocks(alone))
                span = read_number(find_value(cell, "tcPr", "gridSpan")) or 1
                cells += [()] * (min(span, _WIDEST) - 1)
            if any(cells):
                rows.append(tuple(cells))
                head += head == len(rows) - 1 and bool(is_on(properties, "tblHeader"))
        if len(rows) == 1 and len(rows[0]) == 1:  # a frame around text, not a table
            return alone if rows[0][0] == flatten_blocks(alone) else [Paragraph(rows[0][0])]
        if not rows:
            return []
        look = table.find(f"{W}tblPr/{W}tblLook")
        if not head and look is not None and _marks_first_row(look):
            head = 1
        width = max(len(row) for row in rows)
        return [Table(tuple(row + ((),) * (width - len(row)) for row in rows), head)]

    def _read_notes(self) -> Iterator[Block]:
        for kind in ("footnote", "endnote"):
            for name in self._find_targets(f"{kind}s"):
                self.text.relations = self.package.read_relations(name)
                for key, label in list(self.text.labels.items()):
                    if key.startswith(kind):
                        yield Note(label, flatten_blocks(self._read_blocks(self.notes[key])))

    def _describe_numbers(self) -> dict[str, Own]:
        """How Word shows the number of each note; footnotes and endnotes are counted apart."""
        counts: Counter[str] = Counter()
        own: dict[str, Own] = {}
        for key, label in self.text.labels.items():
            kind = key.rstrip("0123456789-")
            counts[kind] += 1
            field = next(self.notes[key].iter(W + "footnoteRef", W + "endnoteRef"), None)
            marks = {label, str(counts[kind]), self.text.signs.get(key) or label}
            own[label] = Own(frozenset(marks), cut=field is not None)
        return own


def _is_contents(control: Any) -> bool:
    gallery = find_value(control, "sdtPr", "docPartObj", "docPartGallery")
    return gallery == "Table of Contents"


def _marks_first_row(look: Any) -> bool:
    try:
        bits = int(look.get(W + "val", "0"), 16)
    except ValueError:
        bits = 0
    return look.get(W + "firstRow") in ("1", "true") or bool(bits & 0x20)


def _find_inside(parent: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, whatever wraps them."""
    for child in parent.iterchildren(tag="*"):
        if child.tag == tag:
            yield child
        elif child.tag not in (W + "tr", W + "tc", W + "tbl", W + "p"):
            yield from _find_inside(child, tag)
