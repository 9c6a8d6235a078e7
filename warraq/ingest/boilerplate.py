"""Takes out what belongs to a site or letterhead and not to the publication, and names it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b

from warraq.ingest.accounting import words
from warraq.ingest.document import Block, Document, Heading, LeftOut, Note, block_texts
from warraq.ingest.settings import Contact, Rule, Settings

REPEATED = "repeated in this batch"

_LONGEST_RUN = 16  # blocks over which a phrase may be spread
_FEWEST_WORDS = 4  # shorter paragraphs recur by nature


def whole_text(block: Block) -> str:
    """The words of a block in one line."""
    return " ".join(" ".join(text.split()) for text in block_texts(block) if text.strip())


def fingerprint(block: Block) -> str:
    """What two blocks with the same words share; nothing for one that may well recur.

    Headings recur in every report, and short paragraphs and notes too.
    """
    if isinstance(block, (Heading, Note)):
        return ""
    found = words(whole_text(block))
    if len(found) < _FEWEST_WORDS:
        return ""
    return blake2b(" ".join(found).encode("utf-8"), digest_size=12).hexdigest()


def recurring_blocks(counts: Iterable[tuple[str, int]], documents: int) -> frozenset[str]:
    """The fingerprints that stand in a fifth of a batch's documents, and in three at least."""
    least = max(3, -(-documents // 5))
    return frozenset(text for text, count in counts if text and count >= least)


def remove_boilerplate(
    document: Document, settings: Settings, recurring: Collection[str] = frozenset()
) -> Document:
    """The document without its boilerplate, each piece of it a `LeftOut` with its name.

    A document whose blocks mostly recur is a version of another, and loses none of those.
    """
    if recurring:
        sizes = [(len(words(whole_text(block))), block) for block in document.blocks]
        repeated = sum(size for size, block in sizes if fingerprint(block) in recurring)
        if repeated * 2 > sum(size for size, _ in sizes):
            recurring = frozenset()
    matcher = _Matcher(document.blocks, settings, recurring)
    kept: list[Block] = []
    left_out: list[LeftOut] = []
    place = 0
    while place < len(document.blocks):
        name, end = matcher.match(place)
        if end == place:
            kept.append(document.blocks[place])
            place += 1
            continue
        pieces = document.blocks[place:end]
        left_out.append(LeftOut(name, "\n\n".join("\n".join(block_texts(b)) for b in pieces)))
        place = end
    return replace(document, blocks=tuple(kept), left_out=(*document.left_out, *left_out))


class _Matcher:
    """Finds the boilerplate among the blocks of one document."""

    def __init__(
        self, blocks: Sequence[Block], settings: Settings, recurring: Collection[str]
    ) -> None:
        self._blocks = blocks
        self._settings = settings
        self._recurring = recurring
        self._texts = [whole_text(block) for block in blocks]
        self._words = [words(text) for text in self._texts]

    def match(self, place: int) -> tuple[str, int]:
        """The name of the boilerplate that begins at a block, and where it ends."""
        if isinstance(self._blocks[place], Note):
            return "", place
        for rule in self._settings.rules:
            end = self._match_rule(place, rule)
            if end > place:
                return rule.name, self._follow(end, rule)
        if contact := self._match_contacts(place):
            return f"contact: {contact}", place + 1
        if self._recurring and fingerprint(self._blocks[place]) in self._recurring:
            return REPEATED, place + 1
        return "", place

    def _match_rule(self, place: int, rule: Rule) -> int:
        if any(pattern.fullmatch(self._texts[place]) for pattern in rule.patterns):
            return place + 1
        return max((self._match_phrase(place, phrase) for phrase in rule.phrases), default=place)

    def _match_phrase(self, place: int, phrase: tuple[str, ...]) -> int:
        """Where the blocks end whose words together are the phrase; `place` if none are."""
        done = 0
        for end in range(place, min(len(self._blocks), place + _LONGEST_RUN)):
            found = self._words[end]
            if isinstance(self._blocks[end], Note) or (end == place and not found):
                break
            if tuple(found) != phrase[done : done + len(found)]:
                break
            done += len(found)
            if done == len(phrase):
                return end + 1
        return place

    def _follow(self, end: int, rule: Rule) -> int:
        """Where the section ends that a piece of boilerplate opens."""
        for after in range(end, min(len(self._blocks), end + rule.paragraphs)):
            if isinstance(self._blocks[after], (Heading, Note)) or self._match_contacts(after):
                return after
            others = (other for other in self._settings.rules if other.name != rule.name)
            if any(self._match_rule(after, other) > after for other in others):
                return after
            end = after + 1
        return end

    def _match_contacts(self, place: int) -> str:
        """The names of the contacts that a block consists of; nothing if it has more."""
        lines = [
            " ".join(line.split())
            for text in block_texts(self._blocks[place])
            for line in text.splitlines()
            if line.strip()
        ]
        contacts: Sequence[Contact] = self._settings.contacts
        names = [
            next((c.name for c in contacts if c.pattern.fullmatch(line)), "") for line in lines
        ]
        return ", ".join(dict.fromkeys(names)) if names and all(names) else ""
