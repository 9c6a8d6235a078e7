"""Writes a comparison of two texts as HTML that ears, eyes without colour and printers can use."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

from warraq.editions.comparing import Block, Comparison, Mark, Words
from warraq.editions.voices import Voice, fill, language_attributes, show_invisible

MOST_BLOCKS, MOST_CHARACTERS = 200, 60_000
"""How much of a comparison a page shows: a phone has to hold it."""
_SIDES = {"L": "ltr", "R": "rtl", "AL": "rtl"}
"""Where strong characters run, by their bidirectional class (UAX 9)."""
_SHORT, _GLANCE = 40, 80
"""A block with fewer characters, such as a cell, is shown with the one before it, cut to a line."""


def show_comparison(comparison: Comparison, voice: Voice, language: str) -> str:
    """The comparison as HTML; its text is in `language`, a BCP 47 tag, the words are the voice's.

    Unchanged blocks are counted, not shown. What was added or removed is said in words that only
    screen readers and copies have, by signs, by lines under and through it, and by colour.
    """
    teller = _Teller(voice, language)
    parts: list[str] = []
    unchanged = blocks = characters = 0
    former: Block | None = None
    for index, block in enumerate(comparison.blocks):
        if block.mark is Mark.SAME:
            unchanged += 1
            former = block
            continue
        if blocks >= MOST_BLOCKS or characters >= MOST_CHARACTERS:
            rest = sum(one.mark is not Mark.SAME for one in comparison.blocks[index:])
            parts.append(teller.omitted(rest))
            unchanged = 0
            break
        if unchanged:
            needs_context = former is not None and len(block.old + block.new) < 2 * _SHORT
            parts.append(teller.unchanged(unchanged))
            if needs_context and former is not None:
                parts.append(teller.context(former))
        parts.append(teller.block(block))
        blocks += 1
        characters += sum(len(word.text) for word in block.words)
        unchanged, former = 0, block
    if unchanged:
        parts.append(teller.unchanged(unchanged))
    inner = "\n".join(parts)
    return f'<div class="compared" {language_attributes(language)}>\n{inner}\n</div>\n'


def show_words(words: Sequence[Words], voice: Voice) -> str:
    """Words as HTML, what was added or removed marked as in a whole text."""
    return "".join(_Teller(voice, "").words(words))


def _cut(text: str) -> str:
    if len(text) <= _GLANCE:
        return text
    return text[:_GLANCE].rsplit(" ", 1)[0] + " …"


class _Teller:
    """Says what became of a piece of text, in the voice's words."""

    def __init__(self, voice: Voice, language: str) -> None:
        self._own = language_attributes(voice.language.tag)
        self._is_rtl = 'dir="rtl"' in language_attributes(language)
        self._unchanged = voice.translate("Unchanged passages: %(count)s")
        self._omitted = voice.translate(
            "Further changed passages that are not shown here: %(count)s. Read both editions."
        )
        self._said = {
            Mark.ADDED: voice.translate("added:"),
            Mark.REMOVED: voice.translate("removed:"),
            Mark.MOVED_HERE: voice.translate("Moved to this place:"),
            Mark.MOVED_AWAY: voice.translate("Moved from this place:"),
        }

    def unchanged(self, count: int) -> str:
        return self._line("same", fill(self._unchanged, count=str(count)))

    def omitted(self, count: int) -> str:
        return self._line("same", fill(self._omitted, count=str(count)))

    def context(self, block: Block) -> str:
        text = _cut(block.new)
        return f'<p class="context"{self._turn(text)}>{escape(text)}</p>'

    def block(self, block: Block) -> str:
        if block.mark in {Mark.MOVED_HERE, Mark.MOVED_AWAY}:
            text = escape(_cut(block.old)) if block.mark is Mark.MOVED_AWAY else escape(block.new)
            said = f"<strong {self._own}>{escape(self._said[block.mark])}</strong>"
            return f'<p class="block"{self._turn(block.old)}>{said} {text}</p>'
        kind = f" {block.mark}" if block.mark else ""
        turn = self._turn(block.new or block.old)
        return f'<p class="block{kind}"{turn}>{"".join(self.words(block.words))}</p>'

    def _turn(self, text: str) -> str:
        """The direction of a block that runs the other way: one that is not translated.

        Its first letter does not tell, as a name or a symbol of another script may begin it.
        """
        sides = Counter(_SIDES.get(unicodedata.bidirectional(one), "") for one in text)
        if sides["rtl"] == sides["ltr"] or (sides["rtl"] > sides["ltr"]) == self._is_rtl:
            return ""
        return ' dir="ltr"' if self._is_rtl else ' dir="rtl"'

    def words(self, words: Sequence[Words]) -> Iterator[str]:
        for word in words:
            if word.mark is Mark.SAME:
                yield escape(word.text)
                continue
            name, sign = ("ins", "+") if word.mark is Mark.ADDED else ("del", "−")
            shown = "".join(
                f'<code class="unseen">{text}</code>' if unseen else escape(text)
                for text, unseen in show_invisible(word.text)
            )
            said = escape(self._said[word.mark])
            yield (
                f'<{name}><span class="for-ears" {self._own}>[{said} </span>'
                f'<span class="sign" aria-hidden="true">{sign}</span>{shown}'
                f'<span class="for-ears">]</span></{name}>'
            )

    def _line(self, kind: str, html: str) -> str:
        return f'<p class="{kind}" {self._own}>{html}</p>'
