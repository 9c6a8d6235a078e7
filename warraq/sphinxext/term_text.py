"""Reads a page once for its mentions of terms: what stands before each, around it, above it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from docutils import nodes

from warraq.knowledge.mention import Passage

TERM, EXPLICIT = "term", "explicit"
"""Attributes of the words of a mention: what its role names, and whether they are its own."""

_UNTOUCHED = (
    nodes.title,
    nodes.subtitle,
    nodes.term,
    nodes.rubric,
    nodes.attribution,
    nodes.block_quote,
    nodes.line_block,
)
"""What the archive adds no words to: headings, and the published words of others."""
_NO_TEXT = (nodes.comment, nodes.raw, nodes.system_message)
_SKIPPED = "brief-facts"  # the archive's words, not the author's
_BLOCK_END = "\0"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a piece of text stands in."""

    block: nodes.Element
    """The paragraph, heading or the like."""
    in_link: bool = False
    untouched: bool = False
    """Whether the archive adds no words of its own here."""
    language: str = ""
    """The tag of the language that it is marked with, or nothing."""

    def enter(self, element: nodes.Element) -> Surroundings:
        """The surroundings of what stands in an element that stands in these."""
        found = self
        if not isinstance(element, nodes.Inline):
            found = replace(self, block=element)
            if isinstance(element, _UNTOUCHED):
                found = replace(found, untouched=True)
        elif isinstance(element, nodes.reference):
            found = replace(self, in_link=True)
        for name in element.attributes["classes"]:
            if name == "deck":
                found = replace(found, untouched=True)
            elif name.startswith("language-"):
                found = replace(found, language=name.removeprefix("language-"))
        return found


@dataclass(frozen=True, slots=True)
class Mention:
    """A link to an entry of the glossary."""

    words: nodes.inline
    """What the link shows."""
    link: nodes.reference
    outside: Surroundings
    """What the link stands in."""
    position: int
    """How many pieces of the page's text stand before it."""


@dataclass(slots=True)
class PageText:
    """The author's words of a page in their order, the mentions among them, all ids."""

    pieces: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    block: nodes.Element | None = None
    """The block that the last piece is of."""

    def before(self, mention: Mention) -> str:
        """All that stands before a mention."""
        return "".join(self.pieces[: mention.position])

    def around(self, mention: Mention) -> Passage:
        """What stands around a mention in its own block."""
        before = self.before(mention).rpartition(_BLOCK_END)[2]
        behind = "".join(self.pieces[mention.position :]).partition(_BLOCK_END)[0]
        return Passage(before, behind.removeprefix(mention.words.astext()))


def read_page(document: nodes.document) -> PageText:
    """Read the text of a page whose references are resolved."""
    page = PageText()
    _read(document, Surroundings(document), Surroundings(document), page)
    return page


def _read(
    element: nodes.Element, inside: Surroundings, outside: Surroundings, page: PageText
) -> None:
    for child in element.children:
        if isinstance(child, nodes.Text):
            _open_block(page, inside.block)
            page.pieces.append(child.astext())
            continue
        assert isinstance(child, nodes.Element)
        attributes = child.attributes
        page.ids.update(attributes["ids"])
        if isinstance(child, _NO_TEXT) or _SKIPPED in attributes["classes"]:
            continue
        if TERM in attributes and isinstance(child, nodes.inline):
            _open_block(page, inside.block)
            if isinstance(element, nodes.reference):  # else nobody knows where it leads
                page.mentions.append(Mention(child, element, outside, len(page.pieces)))
        _read(child, inside.enter(child), inside, page)


def _open_block(page: PageText, block: nodes.Element) -> None:
    if block is not page.block:
        page.pieces.append(_BLOCK_END)
        page.block = block
