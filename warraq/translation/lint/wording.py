"""Looks for words that are doubled, left untranslated or missing, judged by their letters alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from warraq.translation.lint.markup import BLANK, View
from warraq.translation.lint.repairs import Edit, repair_message
from warraq.translation.lint.scripts import (
    ARABIC,
    LENGTHS,
    MARKS,
    NEVER_TWICE,
    REDUPLICATED,
    TATWEEL,
    base_of,
    script_of,
)
from warraq.translation.lint.subject import Kind
from warraq.translation.rules import Example, Finding, Rule, Severity

DOUBLED_SPACE = Rule(
    "T408",
    "doubled-space",
    "has more than one space, or a tab, between two words",
    Severity.WARNING,
    Example("Civil society", "المجتمع  المدني", "المجتمع المدني"),
    "Write one space.",
)
DOUBLED_WORD = Rule(
    "T409",
    "doubled-word",
    "has the same word twice in a row",
    Severity.WARNING,
    Example("It met in Geneva.", "اجتمعت في في جنيف.", "اجتمعت في جنيف."),
    "Write it once; if it is meant, silence the rule at this entry.",
)
LENGTHENED = Rule(
    "T412",
    "tatweel",
    "has tatweel (U+0640) between the letters of a word, which no search finds",
    Severity.WARNING,
    Example("Syria", "ســوريا", "سوريا"),
    "Delete it; styles justify text.",
)
COPY = Rule(
    "T413",
    "untranslated",
    "is a copy of the source",
    Severity.WARNING,
    Example("Back to the text", "Back to the text", "العودة إلى النص"),
    "Translate it, or leave it empty: the page then shows the source.",
)
LEFT = Rule(
    "T414",
    "source-left",
    "has a piece of the source's text that is not translated",
    Severity.WARNING,
    Example(
        "The members of the room shared several new ideas with the office.",
        "تبادل أعضاء الغرفة shared several new ideas with the office.",
        "تبادل أعضاء الغرفة مع المكتب عدداً من الأفكار الجديدة.",
    ),
    "Translate the rest.",
)
PROPORTION = Rule(
    "T415",
    "out-of-proportion",
    "is far shorter or longer than the source lets expect",
    Severity.WARNING,
    Example(
        "The members of the room shared several new ideas with the office, which thanked them.",
        "تبادلوا الأفكار.",
        "تبادل أعضاء الغرفة مع المكتب عدداً من الأفكار الجديدة، فشكرهم على ذلك.",
    ),
    "Look whether something is missing, or was added.",
)
RULES: tuple[Rule, ...] = (DOUBLED_SPACE, DOUBLED_WORD, LENGTHENED, COPY, LEFT, PROPORTION)

_SPACES = re.compile(r"(?<=\S)[ \u00a0]{2,}+(?=\S)")
_TABS = re.compile(r"(?<=\S)[ \u00a0]*+\t[ \t\u00a0]*+(?=\S)")
_WORD = re.compile(r"[^\W\d_]+(?:[’'\u200c][^\W\d_]+)*")
_TATWEEL = re.compile(f"(?<=[{ARABIC}]){TATWEEL}+(?=[{ARABIC}])|{TATWEEL}{{2,}}")
_MARKS = re.compile(f"[{MARKS}]")
_ASIDE = re.compile(r"\([^()]*\)|«[^«»]*»|“[^“”]*”|\"[^\"]*\"")
_SHORTEST = 40
"""Below this many letters of the source, only extremes say something."""
_EXTREME = 5
"""How many times shorter or longer a translation of a short source is to be to be looked at."""
_FEWEST, _MOST = 20, 100
"""Short labels have no proportions: fewer letters of a source, or more of a translation, do."""
_WRITTEN_OUT = 80
"""How many letters an abbreviation may have that is written out."""
_ABBREVIATION = re.compile(r"\b[A-Z][A-Za-z]*[A-Z]\w*")


def check_wording(view: View) -> Iterator[Finding]:
    """The findings of this module's rules."""
    yield from _check_spaces(view)
    yield from _check_doubled(view)
    yield from _check_tatweel(view)
    if view.subject.msgid == view.subject.msgstr:
        yield from _check_copy(view)
    else:
        yield from _check_left(view)
        yield from _check_length(view)


def _check_spaces(view: View) -> Iterator[Finding]:
    edits = [
        Edit(*found.span(), "\u00a0" if "\u00a0" in found[0] else " ")
        for spaces in (_SPACES, _TABS)
        if not spaces.search(view.source)
        for found in spaces.finditer(view.target)
    ]
    if edits:
        first = edits[0]
        shown = view.target[max(0, first.start - 12) : first.end + 12].replace(BLANK, "…")
        tab = "\t" in view.target[first.start : first.end]
        what = "a tab (U+0009)" if tab else "more than one space"
        yield Finding(
            DOUBLED_SPACE,
            f"The translation has {what} in “{shown}”; write one space.",
            repair_message(view.subject, edits),
        )


def _doubled_words(text: str) -> Iterator[str]:
    previous, end = "", -1
    for found in _WORD.finditer(text):
        word = found[0].casefold()
        if word == previous and len(word) > 1 and text[end : found.start()].isspace():
            yield found[0]
        previous, end = word, found.end()


def _check_doubled(view: View) -> Iterator[Finding]:
    base = base_of(view.subject.language)
    meant, never = REDUPLICATED.get(base), NEVER_TWICE.get(base)
    for word in _doubled_words(view.target):
        if (meant and meant.fullmatch(word)) or (never and word.casefold() not in never):
            continue
        if next(_doubled_words(view.source), None) is None:
            yield Finding(
                DOUBLED_WORD, f"The translation has “{word[:40]}” twice in a row; write it once."
            )
        return


def _check_tatweel(view: View) -> Iterator[Finding]:
    keeps_heh = base_of(view.subject.language) == "ckb"  # هـ is one of its letters
    edits = [
        Edit(*found.span(), "")
        for found in _TATWEEL.finditer(view.target)
        if not (keeps_heh and view.target[found.start() - 1 : found.start()] == "ه")
    ]
    if edits:
        yield Finding(
            LENGTHENED,
            "The translation has tatweel (U+0640) in a word; delete it.",
            repair_message(view.subject, edits),
        )


def _check_copy(view: View) -> Iterator[Finding]:
    subject = view.subject
    known = {way.casefold() for name in subject.names for way in (*name.sources, name.key)}
    if subject.msgid.casefold() in known or base_of(subject.language) == base_of(subject.source):
        return
    words = _WORD.findall(view.source)
    plain = [word for word in words if len(word) > 2 and word.islower()]
    same_script = script_of(subject.language) == script_of(subject.source)
    if same_script:
        # Languages of one script share words and titles; no sentence is the same in two.
        copied = len(plain) >= 3 and (
            len(plain) == len(words) or (len(words) >= 4 and 2 * len(plain) >= len(words))
        )
    else:
        copied = any(script_of(subject.source) == "Latn" for _ in plain) and (
            len(words) > 1 or len(plain[0]) > 3
        )
        copied = copied and _is_text(subject.msgid)
    if copied:
        yield Finding(
            COPY, "The translation is a copy of the source; translate it or leave it empty."
        )


def _is_text(msgid: str) -> bool:
    """Whether a message is more than an identifier, a path, or a number with its unit."""
    return not re.fullmatch(r"\S*[_/.@\\\d]\S*\w", msgid.strip())


def _check_left(view: View) -> Iterator[Finding]:
    subject = view.subject
    if base_of(subject.language) == base_of(subject.source):
        return
    length = 6 if script_of(subject.language) == script_of(subject.source) else 4
    source = [word.casefold() for word in _WORD.findall(view.source)]
    if len(source) < length:
        return
    pieces = {tuple(source[at : at + length]) for at in range(len(source) - length + 1)}
    text = _ASIDE.sub(f" {BLANK} ", view.target)
    found = list(_WORD.finditer(text))
    # How many words before each are parted from it and from one another by no more than a space.
    joined = 0
    for at, match in enumerate(found):
        gap = text[found[at - 1].end() : match.start()] if at else BLANK
        joined = joined + 1 if gap in {" ", ", ", "\n"} else 1
        if joined < length:
            continue
        words = [each[0] for each in found[at - length + 1 : at + 1]]
        plain = sum(word.islower() and len(word) > 1 for word in words)
        if 4 * plain >= 3 * length and tuple(map(str.casefold, words)) in pieces:
            shown = " ".join(words)[:80]
            yield Finding(
                LEFT, f"The translation has the words “{shown}” of the source; translate them."
            )
            return


def _check_length(view: View) -> Iterator[Finding]:
    subject = view.subject
    if script_of(subject.source) != "Latn" or subject.kind is Kind.INTERFACE:
        return
    least, most = LENGTHS.get(script_of(subject.language), (0.2, 3.0))
    long, short = _weigh(view.source), _weigh(view.target)
    if _lacks_words(view, least):
        yield Finding(PROPORTION, "The translation has no word; look whether something is missing.")
        return
    if not long:
        return
    if long < _SHORTEST:
        least, most = _find_extremes(view.source, long, least, most)
    if least * long <= short <= most * long:
        return
    word = "short" if short < long else "long"
    missing = "is missing" if short < long else "was added"
    yield Finding(
        PROPORTION,
        f"The translation is very {word}: {short:,} letters for {long:,}; look whether something "
        f"{missing}.",
    )


def _lacks_words(view: View, least: float) -> bool:
    """Whether a translation of some words has none; a year or a piece of code may be all."""
    words = _WORD.findall(view.target)
    if any(len(word) > 1 or least < 0.3 for word in words):
        return False
    count = len([word for word in _WORD.findall(view.source) if len(word) > 1])
    kept = BLANK in view.target or any(char.isdigit() for char in view.target)
    return count >= (5 if kept or words else 2)


def _find_extremes(source: str, long: int, least: float, most: float) -> tuple[float, float]:
    """The shares beyond which a translation of a short source is suspicious all the same."""
    plain = [word for word in _WORD.findall(source) if len(word) > 3 and word.islower()]
    # A name in capitals may become an abbreviation, and an abbreviation a name.
    least = min(least, 1 / _EXTREME) if long >= _FEWEST and len(plain) >= 2 else 0
    floor = _MOST + _WRITTEN_OUT * len(_ABBREVIATION.findall(source))
    return least, max(most, _EXTREME, floor / max(long, 1))


def _weigh(text: str) -> int:
    """How many characters of a text are shown, without vowel marks."""
    return len(_MARKS.sub("", text).replace(BLANK, "").strip())
