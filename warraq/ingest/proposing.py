"""Proposes translations for a page's messages, out of the same text in another language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from warraq.brief import BriefPage
from warraq.ingest.alignment import (
    CERTAIN,
    Pair,
    align_documents,
    measure_ratio,
    open_block,
    pair_leaves,
)
from warraq.ingest.arranging import arrange_blocks, clean_text
from warraq.ingest.document import (
    Block,
    Inline,
    Items,
    Note,
    Paragraph,
    Picture,
    Quote,
    Table,
    Text,
    block_texts,
)
from warraq.ingest.lexicon import Lexicon
from warraq.ingest.likeness import read_sides, weigh_pair
from warraq.ingest.marked import MarkedText, find_sentences, join_texts, mark_text
from warraq.ingest.messages import (
    PageMessage,
    find_pictures,
    read_message,
    read_page,
    summary_message,
    title_message,
)
from warraq.ingest.myst import write_myst
from warraq.ingest.placing import place_marks
from warraq.translation.safety import check_message

_MOVED = 6.0
"""From which odds (their logarithm) on a paragraph that stands elsewhere is taken for moved."""
_AHEAD = 2.0
"""By how much its odds must be better than those of any other place."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A publication in another language, its boilerplate gone and its facts read."""

    blocks: tuple[Block, ...]
    """The text below title and deck."""
    title: str = ""
    summary: str = ""
    kind: str = ""
    places: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    pictures: frozenset[str] = frozenset()
    """The names of the pictures that came with it; others are left out."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A translation for a message, and why a person must look at it, if one must."""

    msgid: str
    msgstr: str
    doubts: tuple[str, ...] = ()


def propose_translations(
    page: BriefPage, counterpart: Counterpart, lexicon: Lexicon = (), language: str = ""
) -> tuple[list[Proposal], list[str]]:
    """A translation for each message of a page that has one, and the texts left over."""
    proposals: list[Proposal] = []
    left_over: list[str] = []
    for message, text in (
        (title_message(page), counterpart.title),
        (summary_message(page), counterpart.summary),
    ):
        text = " ".join(clean_text(text).split())
        if text and message:
            words = mark_text((Text(text),))
            proposals.append(_propose(message, words, [], lexicon, language))
        elif text:
            left_over.append(text)
    source = read_page(page)
    blocks = arrange_blocks(counterpart.blocks, counterpart.pictures)
    pairs = pair_leaves(
        align_documents(source.blocks, blocks, lexicon=lexicon, language=language),
        lexicon=lexicon,
        language=language,
    )
    moved, lost = _find_moved(pairs, source.messages, lexicon, language)
    for message, target, doubts in (*_pair_messages(pairs, source.messages), *moved):
        if target is None or not message.msgid:
            continue
        if not target.text and not target.spans:
            continue
        proposals.append(_propose(message, target, doubts, lexicon, language))
        proposals += _propose_alternatives(message, target, doubts)
    left_over += [text for block in lost for text in _texts_of(block)]
    return proposals, left_over


_Row = tuple[PageMessage, MarkedText | None, list[str]]
"""A message, what stands for it in the counterpart, and what is doubtful in that."""


def _pair_messages(pairs: Iterable[Pair], messages: Sequence[PageMessage]) -> Iterator[_Row]:
    """Give each message its part of the counterpart."""
    rest = iter(messages)
    for pair in pairs:
        mine = [next(rest) for _ in pair.source]
        texts = [mark_text(_content_of(block)) for block in pair.target]
        if not texts:
            yield from ((message, None, []) for message in mine)
        elif len(mine) == 1:
            yield mine[0], join_texts(texts), _doubt_pair(pair)
        elif mine:
            parts = _split_text([mark_text(m.content) for m in mine], join_texts(texts))
            yield from ((m, part, _doubt_pair(pair)) for m, part in zip(mine, parts, strict=True))


def _doubt_pair(pair: Pair) -> list[str]:
    if pair.certain:
        return []
    mine, theirs = len(pair.source), len(pair.target)
    if (mine, theirs) != (1, 1):
        return [f"{mine} paragraphs of the source are {theirs} of the translation: compare them."]
    if pair.score >= CERTAIN:
        return ["Numbers, lengths or kinds of the two do not agree: compare them."]
    return [f"It is {pair.score:.0%} probable that these belong together: compare them."]


def _split_text(sources: list[MarkedText], target: MarkedText) -> list[MarkedText]:
    """Cut a text at the ends of sentences, so that each of two sources gets its part."""
    one, other = (
        [Paragraph((Text(source.text[start:end]),)) for start, end in find_sentences(source.text)]
        for source in sources
    )
    places = find_sentences(target.text)
    theirs = [Paragraph((Text(target.text[start:end]),)) for start, end in places]
    row = col = 0
    for pair in align_documents((*one, *other), theirs):
        if row >= len(one):
            break
        row, col = row + len(pair.source), col + len(pair.target)
    cut = places[col - 1][1] if 0 < col <= len(places) else 0
    return [target.part(0, cut), target.part(cut, len(target.text))]


def _find_moved(
    pairs: Sequence[Pair], messages: Sequence[PageMessage], lexicon: Lexicon, language: str
) -> tuple[list[_Row], list[Block]]:
    """Texts that stand at another place in the counterpart, known by what they share.

    Also the blocks of the counterpart that have no message at all.
    """
    mine = [(block, not pair.target) for pair in pairs for block in pair.source]
    theirs = [(block, not pair.source) for pair in pairs for block in pair.target]
    alone = [row for row, (_, single) in enumerate(mine) if single]
    lost = [row for row, (_, single) in enumerate(theirs) if single]
    if not alone or not lost:
        return [], [theirs[row][0] for row in lost]
    sides = read_sides([b for b, _ in mine], [b for b, _ in theirs], lexicon, language)
    ratio = measure_ratio(pairs)
    odds = {
        (i, j): weigh_pair(sides, ratio, sides.source[i], sides.target[j])
        for i in alone
        for j in lost
        if sides.source[i].anchors & sides.target[j].anchors
    }
    moved: dict[int, _Row] = {}
    for (i, j), value in sorted(odds.items(), key=lambda item: -item[1]):
        rivals = [other for (a, b), other in odds.items() if (a == i) != (b == j)]
        if value >= _MOVED and value - max(rivals, default=0.0) >= _AHEAD:
            text = mark_text(_content_of(theirs[j][0]))
            doubt = "The translation has this at another place: compare them."
            moved[j] = (messages[i], text, [doubt])
    return list(moved.values()), [theirs[row][0] for row in lost if row not in moved]


def _leaves(block: Block) -> Iterator[Block]:
    for inner in open_block(block):
        if inner is block:
            yield block
        else:
            yield from _leaves(inner)


def _content_of(block: Block) -> tuple[Inline, ...]:
    return () if isinstance(block, Items | Quote | Table) else block.content


def _texts_of(block: Block) -> Iterator[str]:
    """The words of a block that is left over; a note's and pictures' among them."""
    for leaf in _leaves(block):
        words = " ".join(" ".join(block_texts(leaf)).split())
        if words:
            yield f"[{leaf.label}] {words}" if isinstance(leaf, Note) else words


def _propose(
    message: PageMessage,
    target: MarkedText,
    doubts: list[str],
    lexicon: Lexicon,
    language: str,
) -> Proposal:
    """Write a translation and hold it against the rules that the build applies."""
    placed = place_marks(message.content, target, lexicon, language)
    pictures = {picture.name: picture.name for picture in find_pictures(placed.content)}
    msgstr = write_myst([Paragraph(placed.content)], pictures).strip()
    found = [*doubts, *placed.doubts]
    found += [finding.message for finding in check_message(message.msgid, msgstr)]
    if _words(read_message(msgstr)) != _words(placed.content):
        found.append("Its marks of markup are read otherwise than meant: compare the words.")
    return Proposal(message.msgid, msgstr, tuple(dict.fromkeys(found)))


def _words(content: tuple[Inline, ...]) -> str:
    return "".join(mark_text(content).text.split())


def _propose_alternatives(
    message: PageMessage, target: MarkedText, doubts: list[str]
) -> Iterator[Proposal]:
    """What pictures show, which is a message of its own beside that of the paragraph."""
    mine = list(find_pictures(message.content))
    theirs = [span.inline for span in target.of(Picture) if isinstance(span.inline, Picture)]
    for picture, other in zip(mine, theirs, strict=False):
        if picture.alt and other.alt:
            yield Proposal(picture.alt, other.alt, tuple(doubts))
