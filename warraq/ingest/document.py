"""A publication between its file and its page: blocks of text, facts, and what was left out.

Every format is read into this; everything after (boilerplate, links, the page, the accounting)
knows nothing of formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# -- Inline ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words, as they are read: no markup, no escapes."""

    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words set off: `strong` or not."""

    content: tuple[Inline, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead elsewhere: an http, https or mailto address."""

    content: tuple[Inline, ...]
    href: str
    """Nothing for a link that leads nowhere, `[name](#)`: the page has its words alone."""


@dataclass(frozen=True, slots=True)
class NoteMark:
    """The mark of a footnote, whose text is the `Note` with the same label."""

    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An image: its name in `Document.images`, and what it shows in words."""

    name: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A line that ends inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Role:
    """A link into the archive: a `term` with its words, or a `cite` without any.

    Made by linking alone; no format's reader makes one.
    """

    name: str
    key: str
    text: str = ""


Inline = Text | Emphasis | Link | NoteMark | Picture | Break | Role

# -- Blocks ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title; level 2 is the highest in a text."""

    content: tuple[Inline, ...]
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item is a run of blocks."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first `head` rows are its heads."""

    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    head: int = 1


@dataclass(frozen=True, slots=True)
class Note:
    """The text of a footnote."""

    label: str
    content: tuple[Inline, ...]


Block = Heading | Paragraph | Items | Quote | Table | Note

# -- The whole -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the source that the page does not hold, and why."""

    reason: str
    """Its name in the report: `masthead`, `repeated title`, `comments`, `hidden text`."""

    text: str = ""
    """Its words, which the accounting counts; nothing for what has none (metadata, scripts)."""

    detail: str = ""
    """What a person should know: `author, company and 3 revision ids`."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the source itself says of the publication; nothing is guessed here."""

    title: str = ""
    date: str = ""
    """EDTF, or the words of the source where they are no date that can be read."""
    summary: str = ""
    kind: str = ""
    places: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A publication as a format's reader leaves it."""

    blocks: tuple[Block, ...]
    """Everything that was text, in its order, the title and the boilerplate still in it."""

    facts: Facts = Facts()
    """Facts from the format's own fields (HTML meta, WordPress fields), not from the text."""

    fact_words: str = ""
    """Those words of the facts that stand in the source beside the blocks; counted as well."""

    left_out: tuple[LeftOut, ...] = ()
    """What the reader itself dropped: scripts, comments, running heads, personal data."""

    images: Mapping[str, bytes] = field(default_factory=dict)
    """The images' bytes by a safe file name; metadata is still in them."""

    beside: Mapping[str, str] = field(default_factory=dict)
    """Images that a saved page keeps in files of its own: the path of each, by its safe name.

    `html_images.load_images` moves them to `images`.
    """

    review: Mapping[str, str] = field(default_factory=dict)
    """What a reader was not sure of, each with why."""

    words: str = ""
    """All words of the source, taken from it by the shortest way: what must be accounted for."""


def plain_text(content: tuple[Inline, ...]) -> str:
    """The words of a run of inlines, without marks of footnotes."""
    return "".join(_plain(inline) for inline in content)


def block_texts(block: Block) -> Iterator[str]:
    """The words of a block, a text each for what stands apart: items, cells, paragraphs."""
    match block:
        case Heading() | Paragraph() | Note():
            yield plain_text(block.content)
        case Items():
            for item in block.items:
                for inner in item:
                    yield from block_texts(inner)
        case Quote():
            for inner in block.blocks:
                yield from block_texts(inner)
        case Table():
            for row in block.rows:
                yield from (plain_text(cell) for cell in row)


def _plain(inline: Inline) -> str:
    match inline:
        case Text() | Role():
            return inline.text
        case Emphasis() | Link():
            return plain_text(inline.content)
        case Picture():
            return inline.alt
        case Break():
            return "\n"
        case NoteMark():
            return ""
