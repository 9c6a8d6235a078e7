"""Tells what a block at the head of a publication may be: its title, its deck, its text."""

from __future__ import annotations

import re

from warraq.ingest.accounting import words
from warraq.ingest.boilerplate import whole_text
from warraq.ingest.document import Block, Heading, Paragraph, Text

_LONGEST_TITLE = 300
_LONGEST_DECK = 500
_LONG_PARAGRAPH = 45  # words: the text itself has begun
_SENTENCE_END = re.compile(r"[.!?:;؟؛…][”’\"»)\]]*(?:\s*[\[(]?[0-9٠-٩۰-۹¹²³⁰⁴-⁹*†]+[\])]?)*\s*\Z")
"""The end of a sentence, with the marks of notes that may stand behind it."""


def may_be_title(block: Block) -> bool:
    """Whether a block is short enough for a title."""
    text = whole_text(block)
    return isinstance(block, (Heading, Paragraph)) and 0 < len(text) <= _LONGEST_TITLE


def begins_text(block: Block) -> bool:
    """Whether the text itself has begun with a block."""
    return len(words(whole_text(block))) >= _LONG_PARAGRAPH or not isinstance(
        block, (Heading, Paragraph)
    )


def may_be_deck(block: Block) -> bool:
    """Whether a block is a deck: a few plain words without a full stop."""
    text = whole_text(block)
    return (
        isinstance(block, Paragraph)
        # A note, a link or a picture belongs to the text itself; a deck is plain words.
        and all(isinstance(inline, Text) for inline in block.content)
        and 20 <= len(text) <= _LONGEST_DECK
        and not _SENTENCE_END.search(text)
    )
