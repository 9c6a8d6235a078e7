"""Reads a saved web page: its article as blocks; all that stands around it left out by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from lxml import etree

from warraq.ingest.addresses import clean_address
from warraq.ingest.document import Block, Document, Heading, LeftOut, Note, Paragraph, block_texts
from warraq.ingest.errors import IngestError
from warraq.ingest.html_article import Found, find_article
from warraq.ingest.html_blocks import Page, read_blocks
from warraq.ingest.html_facts import find_base, read_facts
from warraq.ingest.html_furniture import measure_prose, name_furniture
from warraq.ingest.html_images import Gallery
from warraq.ingest.html_notes import find_notes
from warraq.ingest.html_tree import (
    UNREAD,
    Element,
    decode_html,
    flow_text,
    lines_of,
    parse_html,
    refuse_truncated,
)
from warraq.ingest.notenumbers import REASON as MARKS
from warraq.ingest.notenumbers import cut_numbers
from warraq.ingest.plainnotes import is_notes_heading
from warraq.ingest.terms import Term, TermTable
from warraq.ingest.visible import clean_visible

if TYPE_CHECKING:
    from warraq.ingest.limits import Limits


def read_html(content: bytes, limits: Limits, terms: TermTable | None = None) -> Document:
    """Read a saved page; `terms` say what its section, tags and keywords mean in the archive.

    Pictures that lie beside it are named in `Document.beside`; `html_images.load_images` gets
    them. Raises IngestError for a page that breaks off, or that holds no text.
    """
    _refuse_size(len(content), limits)
    return read_page(decode_html(content), Gallery(limits), terms)


def read_page(
    text: str, gallery: Gallery, terms: TermTable | None = None, address: str = ""
) -> Document:
    """Read the markup of a page; `address` is where it was, if that is known."""
    refuse_truncated(text)
    root = parse_html(text)
    prose = measure_prose(root)
    furniture = name_furniture(root, prose)
    found = find_article(root, measure_prose(root, furniture), furniture)
    furniture = _add_after(furniture, found.after)
    own = clean_address(address).href if address.startswith(("http://", "https://")) else ""
    document = _assemble(root, found, furniture, gallery, find_base(root) or own)
    if not document.blocks:
        raise IngestError("the page holds no article; save it again, or save the article alone")
    facts = read_facts(root, found.article, found.title)
    named = (Term("", "", topic) for topic in facts.topics)
    kind, places, topics = (terms or TermTable()).sort(named)
    facts = replace(facts, kind=kind, places=places, topics=topics, url=facts.url or own)
    left_out = document.left_out
    if lost := text.count("�"):
        said = (
            f"{lost} character{'s that are' if lost > 1 else ' that is'} not of the page's encoding"
        )
        left_out = (*left_out, LeftOut("unreadable bytes", detail=said))
    return _count_page_title(replace(document, facts=facts, left_out=left_out))


def read_fragment(text: str, limits: Limits, base: str = "") -> Document:
    """Read the HTML of an article's text alone, as feeds and exports hold it.

    The document has no facts, and no blocks where the text is empty.
    """
    _refuse_size(len(text), limits)
    if not text.strip():
        return Document(())
    # Without a first element the parser would take text and comments for no page at all.
    root = parse_html(f"<body><div>{text}</div></body>")
    body = root.find("body")
    furniture = name_furniture(root, measure_prose(root), page=False)
    found = Found(root if body is None else body)
    return _assemble(root, found, furniture, Gallery(limits), base)


def _assemble(
    root: Element, found: Found, furniture: dict[Element, str], gallery: Gallery, base: str
) -> Document:
    gallery.base = base
    parts = [*found.leads, found.article]
    notes = find_notes(found.article, furniture)
    page = Page(furniture, notes, gallery, base, found.title)
    page.find_tables(found.article)
    blocks: list[Block] = []
    for part in parts:
        if part not in furniture:
            blocks += read_blocks(part, page)
    named = {**furniture, **notes.cut}
    outside = flow_text(root, {**named, **dict.fromkeys(parts)})
    numbered, numbers = cut_numbers(_rank_headings(blocks), notes.own)
    numbered, headings = _cut_headings(numbered)
    left_out = [
        *_describe_active(root),
        *_list_cut(named, numbers),
        *(LeftOut("heading of the footnotes", text) for text in headings),
        *([LeftOut("outside the article", lines_of(outside))] if outside.strip() else []),
        *page.list_left_out(),
    ]
    words = "\n".join([flow_text(root, named), *(flow_text(element) for element in named)])
    document = Document(
        blocks=numbered,
        left_out=tuple(left_out),
        images=gallery.images,
        beside=gallery.beside,
        review={"footnotes": notes.review} if notes.review else {},
        words=lines_of(words),
    )
    return clean_visible(document)


def _add_after(furniture: dict[Element, str], after: tuple[Element, ...]) -> dict[Element, str]:
    """Name what follows the article; what it holds goes with it."""
    whole = set(after)
    kept = {
        element: name
        for element, name in furniture.items()
        if element not in whole and whole.isdisjoint(element.iterancestors())
    }
    return {**kept, **dict.fromkeys(after, "after the article")}


def _rank_headings(blocks: list[Block]) -> Iterator[Block]:
    """The title at level 1, the highest of the other headings at level 2."""
    levels = [block.level for block in blocks if isinstance(block, Heading) and block.level]
    shift = 2 - min(levels, default=2)
    for block in blocks:
        if isinstance(block, Heading):
            yield replace(block, level=min(block.level + shift, 6) if block.level else 1)
        else:
            yield block


def _cut_headings(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], list[str]]:
    """The blocks without the headings of footnotes, which go to the end; and the words of these."""
    kept: list[Block] = []
    cut: list[str] = []
    for block, below in zip_longest(blocks, blocks[1:]):
        text = " ".join(block_texts(block)) if isinstance(block, (Heading, Paragraph)) else ""
        if text and isinstance(below, Note) and is_notes_heading(text):
            cut.append(text)
        else:
            kept.append(block)
    return tuple(kept), cut


def _list_cut(named: Mapping[Element, str], numbers: list[str]) -> Iterator[LeftOut]:
    """What was cut, together under each name, in the order of the page.

    `numbers` are those that the texts of notes began with.
    """
    texts: dict[str, list[str]] = {}
    details: dict[str, list[str]] = {}
    for element, name in named.items():
        texts.setdefault(name, []).append(lines_of(flow_text(element)))
        if source := element.get("src") or element.get("data"):
            details.setdefault(name, []).append(source[:200])
    if numbers:
        texts.setdefault(MARKS, []).append(" ".join(numbers))
    for name, found in texts.items():
        text = "\n\n".join(filter(None, found))
        detail = ", ".join(dict.fromkeys(details.get(name, ())))
        if text or detail or name not in ("form field", "drawing", "hidden text"):
            yield LeftOut(name, text, detail or (f"{len(found)} of them" if found[1:] else ""))


def _describe_active(root: Element) -> Iterator[LeftOut]:
    """What could run, or that readers never see as text; none of it has words to count."""
    counts: Counter[str] = Counter()
    for element in root.iter():
        tag = element.tag
        if tag is etree.Comment or tag is etree.PI:
            counts["comment"] += 1
        elif tag in UNREAD:
            counts[tag] += 1
        if not isinstance(tag, str):
            continue
        for name, value in element.items():
            if name.lower().startswith("on"):
                counts["event handler"] += 1
            elif name in ("href", "src", "action", "formaction", "xlink:href"):
                bare = "".join(value[:40].split()).lower()
                counts["javascript: address"] += bare.startswith(("javascript:", "vbscript:"))
        if tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
            counts["redirect"] += 1
    running = [
        _say_count(counts, name)
        for name in ("script", "event handler", "javascript: address", "redirect")
        if counts[name]
    ]
    if running:
        yield LeftOut("scripts", detail=", ".join(running))
    for name, reason in (
        ("style", "styles"),
        ("noscript", "text for readers without scripts"),
        ("template", "templates"),
        ("comment", "comments in the markup"),
    ):
        if counts[name]:
            yield LeftOut(reason, detail=_say_count(counts, name))


def _say_count(counts: Counter[str], name: str) -> str:
    ending = "es" if name.endswith("s") else "s"
    return f"{counts[name]} {name}{ending if counts[name] > 1 else ''}"


def _count_page_title(document: Document) -> Document:
    """Count the words of <title> as a fact where they are the title and nothing else."""
    kept: list[LeftOut] = []
    words: list[str] = []
    for part in document.left_out:
        if part.reason == "page title" and " ".join(part.text.split()) == document.facts.title:
            words.append(part.text)
        else:
            kept.append(part)
    return replace(document, left_out=tuple(kept), fact_words="\n".join(words))


def _refuse_size(size: int, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise IngestError(
            f"the page is larger than {limits.file_bytes:,} bytes; raise file_bytes in [limits]"
        )
