"""Knows what the pages beside the editions say of the archive, and in whose words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from warraq.edtf import format_date, parse_date
from warraq.languages import Language
from warraq.translation.bidi import is_rtl, split_ltr_runs


@dataclass(frozen=True, slots=True)
class Facts:
    """The archive of today, as its mutable pages show it."""

    languages: tuple[Language, ...]
    """Its languages, that of the sources first."""
    titles: Mapping[str, str]
    """The archive's title by the code of a language."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Translations of messages (`warraq.po`) by the code of a language."""
    address: str = ""
    """The site's address with a slash at its end; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One language's folder of the site, and the language that its pages speak."""

    tag: str
    """The folder, a BCP 47 tag."""
    language: Language
    """What its pages speak: the source's language in the folder of a former language."""
    title: str
    """The archive's."""
    words: Mapping[str, str] = field(default_factory=dict)
    is_former: bool = False
    """Whether only earlier editions have the language of the folder."""

    def translate(self, message: str) -> str:
        """A message of `warraq.po` in this language, as plain text."""
        return self.words.get(message) or message

    def text(self, text: str) -> str:
        """A text in this language as HTML; left-to-right runs in right-to-left text keep theirs."""
        if self.language.direction != "rtl":
            return escape(text)
        return isolate_runs(text)

    def date(self, text: str) -> str:
        """A date in EDTF, or the day of a moment, as HTML in full words."""
        day = text.partition("T")[0]
        try:
            shown = format_date(parse_date(day), self.language.code)
        except ValueError:
            return self.text(text)
        return f'<time datetime="{escape(day)}">{escape(shown)}</time>'


def voices_of(facts: Facts, former: Sequence[str] = ()) -> tuple[Voice, ...]:
    """A voice for each language of today, then for each `former` tag that is none of them.

    The pages of a former language speak that of the sources: nobody translates for it any more,
    and yet what is sealed links to them.
    """
    voices = [
        Voice(
            language.tag,
            language,
            facts.titles.get(language.code, ""),
            facts.words.get(language.code, {}),
        )
        for language in facts.languages
    ]
    known = {voice.tag for voice in voices}
    first = voices[0]
    for tag in former:
        if tag not in known:
            voices.append(Voice(tag, first.language, first.title, first.words, is_former=True))
    return tuple(voices)


def fill(message: str, **parts: str) -> str:
    """A translated message as HTML; its placeholders, `%(edition)s`, become `parts`, HTML."""
    text = escape(message)
    return text % parts if parts else text


def isolate_runs(text: str) -> str:
    """A text of a right-to-left language as HTML, its left-to-right runs isolated."""
    return "".join(
        f'<bdi dir="ltr">{escape(run.text)}</bdi>' if run.isolate else escape(run.text)
        for run in split_ltr_runs(text)
    )


def name_of(tag: str, voices: Sequence[Voice]) -> str:
    """A language by its own name, as HTML; by its tag where the archive no longer has it."""
    for voice in voices:
        if voice.tag == tag and not voice.is_former:
            name = escape(voice.language.name)
            return f'<bdi lang="{tag}" dir="{voice.language.direction}">{name}</bdi>'
    return f"<bdi>{escape(tag)}</bdi>"


def language_attributes(tag: str) -> str:
    """The attributes of an element whose text is in another language than its page."""
    try:
        direction = "rtl" if is_rtl(tag) else "ltr"
    except ValueError:
        direction = "auto"
    return f'lang="{escape(tag)}" dir="{direction}"'


def say_in(voice: Voice, text: str, language: str) -> str:
    """A text as HTML, marked where its language (a code) is not the one that the page speaks."""
    if not language or language == voice.language.code:
        return voice.text(text)
    tag = language.replace("_", "-")
    shown = isolate_runs(text) if 'dir="rtl"' in language_attributes(tag) else escape(text)
    return f"<span {language_attributes(tag)}>{shown}</span>"


def link_from(path: str, target: str) -> str:
    """The address of `target` as a page at `path` has it; both are from the site's root."""
    return "../" * path.count("/") + quote(target, safe="/+,;=@!~*'()$")


_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def show_invisible(text: str) -> Iterator[tuple[str, bool]]:
    """Split a text into pieces; True marks the name of a character that nobody could see."""
    position = 0
    for match in _INVISIBLE.finditer(text):
        if match.start() > position:
            yield text[position : match.start()], False
        yield f"U+{ord(match[0]):04X}", True
        position = match.end()
    if position < len(text):
        yield text[position:], False
