"""Looks for characters that nobody sees, or that nobody can read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from warraq.translation.lint.markup import BLANK, View
from warraq.translation.lint.repairs import Edit, repair_message
from warraq.translation.lint.scripts import (
    ARABIC,
    JOINER_ALWAYS,
    MARKS,
    WORD_BREAKS,
    base_of,
    is_arabic,
    joins_next,
    script_of,
)
from warraq.translation.rules import Example, Finding, Rule

OVERRIDE = Rule(
    "T301",
    "bidi-override",
    "forces a direction on its letters (U+202D, U+202E), so that it reads otherwise than written",
    example=Example("Page two", "الصفحة \u202eالثانية\u202c", "الصفحة الثانية"),
    fix="Delete the control and write the words in the order in which they are read.",
)
UNBALANCED = Rule(
    "T302",
    "bidi-unbalanced",
    "opens an embedding or isolate that it does not close, or closes one that it did not open",
    example=Example("Page two", "الصفحة \u2067الثانية", "الصفحة \u2067الثانية\u2069"),
    fix="Delete the control; the site isolates left-to-right words itself.",
)
INVISIBLE = Rule(
    "T303",
    "invisible-character",
    "has a character that nobody sees and that its language does not need there",
    example=Example("Civil society", "المجتمع\u200b المدني", "المجتمع المدني"),
    fix="Delete the character.",
)
CONTROL = Rule(
    "T304",
    "control-character",
    "has a control character or a separator of lines or paragraphs",
    example=Example("Civil society", "المجتمع\u2028المدني", "المجتمع المدني"),
    fix="Write a space, or nothing.",
)
UNASSIGNED = Rule(
    "T305",
    "private-character",
    "has a character that Unicode leaves to private use or has not assigned",
    example=Example("Civil society", "المجتمع \ue001 المدني", "المجتمع المدني"),
    fix="Write the letter that was meant; such a character shows in one font alone.",
)
BROKEN = Rule(
    "T306",
    "broken-encoding",
    "has characters that a wrong encoding has left",
    example=Example("Civil society", "المجتمع المد�ي", "المجتمع المدني"),
    fix="Write the letters that were meant, and save the file as UTF-8.",
)

RULES: tuple[Rule, ...] = (OVERRIDE, UNBALANCED, INVISIBLE, CONTROL, UNASSIGNED, BROKEN)

_CLOSERS = {"\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"} | dict.fromkeys(
    "\u202a\u202b\u202d\u202e", "\u202c"
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_DIRECTION_INSIDE = re.compile(
    f"(?<=[{ARABIC}{MARKS}])[\u200e\u200f\u061c]+(?=[{ARABIC}])|(?<=[a-z])[\u200e\u200f\u061c]+(?=[a-z])"
)
_NEVER = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u2060-\u2064\u206a-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
_JOINERS = re.compile("[\u200c\u200d]+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]+")
_STRANGE = re.compile(
    "[^\\s\u0021-\u007e\u00a0-\u024f\u0300-\u036f\u0370-\u0373\u0400-\u052f\u0600-\u06ff"
    "\u2000-\u206f\ufe00-\ufe0f\ufff9-\uffff\U000e0000-\U000e0fff]"
)
_READ_WRONG = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]{2,}"
)
_READ_LATIN = re.compile("(?<![A-Za-z])[\u00aa\u00ba\u00c0-\u00ff]{3,}(?![A-Za-z])")
_EMOJI = re.compile("[#*0-9\u00a9\u00ae\u203c\u2049\u2122-\u3299\U0001f000-\U0001faff]")
_BYTES = {
    (bytes([code]).decode("cp1252", "ignore") or chr(code)): code for code in range(0x80, 0x100)
} | {chr(code): code for code in range(0x80, 0xA0)}
"""The byte behind each character of a text that was read as Windows-1252 or Latin-1."""


def check_hidden(view: View) -> Iterator[Finding]:
    """The findings of this module's rules."""
    text = view.target
    if text.isascii() and not _CONTROL.search(text):
        return
    yield from _check_bidi(view)
    yield from _report(view, INVISIBLE, list(_find_invisible(view)), "delete it")
    garbled = list(_find_mojibake(view))
    inside = {place for edit in garbled for place in range(edit.start, edit.end)}
    controls = [m.span() for m in _CONTROL.finditer(text) if m.start() not in inside]
    edits = [Edit(a, b, _space(text, a, b)) for a, b in controls]
    for finding in _report(view, CONTROL, edits, "delete it"):
        # Without the controls, a garbled piece beside them would read otherwise: it goes first.
        yield replace(finding, fixed=None) if garbled else finding
    yield from _check_strange(view)
    yield from _check_encoding(view, garbled)


def name_character(char: str) -> str:
    """A character for people who cannot see it: U+200B ZERO WIDTH SPACE."""
    name = unicodedata.name(char, "")
    return f"U+{ord(char):04X} {name}".rstrip()


def list_characters(text: Iterable[str]) -> str:
    """The names of up to three different characters."""
    every = list(dict.fromkeys(text))
    more = f" and {len(every) - 3} more" if len(every) > 3 else ""
    return ", ".join(map(name_character, every[:3])) + more


def _report(view: View, rule: Rule, edits: list[Edit], advice: str) -> Iterator[Finding]:
    if not edits:
        return
    found = "".join(view.subject.msgstr[edit.start : edit.end] for edit in edits)
    place = show_place(view.subject.msgstr, edits[0].start, edits[0].end)
    yield Finding(
        rule,
        f"The translation has {list_characters(found)} {place}; {advice}.",
        repair_message(view.subject, edits),
    )


def show_place(text: str, start: int, end: int) -> str:
    """Where in a text a character stands, by what stands around it."""
    before, after = text[max(0, start - 12) : start], text[end : end + 12]
    shown = f"{_printable(before)}[here]{_printable(after)}"
    return f"at “{shown}”"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _space(text: str, start: int, end: int) -> str:
    """What stands for separators of lines or words: a space, if there is none beside them."""
    parted = any(char in "\r\x0b\x0c\x85\u2028\u2029" for char in text[start:end])
    beside = text[start - 1 : start].isspace() or text[end : end + 1].isspace()
    at_edge = start == 0 or end == len(text)
    return " " if parted and not beside and not at_edge else ""


def _check_bidi(view: View) -> Iterator[Finding]:
    text = view.target
    opened: list[str] = []
    edits: list[Edit] = []
    overriding = []
    for found in _BIDI.finditer(text):
        char = found[0]
        if char in "\u202d\u202e":
            overriding.append(char)
        if char in _CLOSERS:
            opened.append(_CLOSERS[char])
        elif opened and opened[-1] == char:
            opened.pop()
        elif char == "\u2069" and char in opened:
            while opened.pop() != char:
                pass  # an isolate that ends closes the embeddings within
        else:
            edits.append(Edit(*found.span(), ""))
    if overriding:
        yield Finding(
            OVERRIDE,
            f"The translation has {list_characters(overriding)}; delete it, and look whether the "
            "words stand in the order in which they are read.",
        )
    if not opened and not edits:
        return
    if opened:
        # A paragraph's end closes them anyway: written out, nothing looks different.
        edits.append(Edit(len(text), len(text), "".join(reversed(opened))))
        missing = list_characters(reversed(opened))
        what = f"lacks {missing} at its end; write it, or delete what it would close"
    else:
        what = (
            f"has {list_characters(text[e.start] for e in edits)}, which closes nothing; delete it"
        )
    yield Finding(UNBALANCED, f"The translation {what}.", repair_message(view.subject, edits))


def _find_invisible(view: View) -> Iterator[Edit]:
    text, language = view.target, view.subject.language
    for found in _DIRECTION_INSIDE.finditer(text):
        yield Edit(*found.span(), "")
    breaks_words = base_of(language) in WORD_BREAKS
    for found in _NEVER.finditer(text):
        start, end = found.span()
        before = text[start - 1 : start]
        if breaks_words and set(found[0]) == {"\u200b"}:
            continue
        if _EMOJI.fullmatch(before) and set(found[0]) <= {"\ufe0e", "\ufe0f"} and end - start == 1:
            continue
        if before == "\U0001f3f4" and "\U000e007f" in found[0]:
            continue  # a flag of a region, spelled with tags
        yield Edit(start, end, "")
    if script_of(language) not in {"Arab", "Latn", "Cyrl", "Grek", "Hebr", "Armn", "Geor"}:
        return  # joiners shape the letters of Indian scripts in ways of their own
    for found in _JOINERS.finditer(text):
        start, end = found.span()
        before, after = _neighbour(text, start - 1, -1), _neighbour(text, end, 1)
        if _is_joiner_right(found[0], before, after, text[start - 1 : start], script_of(language)):
            continue
        parts_letters = bool(before and after) and is_arabic(before) and is_arabic(after)
        if parts_letters and found[0] == "\u200c" and base_of(language) in JOINER_ALWAYS:
            continue
        # Old keyboards write the Sorani vowel as a heh that does not join.
        vowel = base_of(language) == "ckb" and found[0] == "\u200c" and before == "ه"
        yield Edit(start - 1, end, "ە") if vowel else Edit(start, end, "")


def _neighbour(text: str, position: int, step: int) -> str:
    """The next character that is no vowel mark; "" at the end of the text."""
    for _ in range(4):
        if not 0 <= position < len(text):
            return ""
        if unicodedata.category(text[position]) != "Mn":
            return text[position]
        position += step
    return ""


def _is_joiner_right(joiners: str, before: str, after: str, beside: str, script: str) -> bool:
    if joiners == "\u200d" and (_EMOJI.fullmatch(beside) or beside == "\ufe0f"):
        return bool(after and _EMOJI.fullmatch(after))
    if script != "Arab" or len(joiners) > 1:
        return False
    if joiners == "\u200c":
        return bool(before and after) and joins_next(before) and is_arabic(after)
    joined_before = bool(before) and joins_next(before)
    joined_after = bool(after) and is_arabic(after)
    return joined_before != joined_after  # between two that join anyway it does nothing


def _check_strange(view: View) -> Iterator[Finding]:
    strange = [
        char
        for char in dict.fromkeys(_STRANGE.findall(view.target))
        if unicodedata.category(char) in {"Co", "Cn", "Cs"} and char not in view.subject.msgid
    ]
    strange += [c for c in dict.fromkeys("\ufffe\uffff") if c in view.target]
    if strange:
        at = view.target.index(strange[0])
        place = show_place(view.subject.msgstr, at, at + 1)
        yield Finding(
            UNASSIGNED,
            f"The translation has {list_characters(strange)} {place}, which no font need know; "
            "write the letter that was meant.",
        )


def _check_encoding(view: View, garbled: list[Edit]) -> Iterator[Finding]:
    msgid, msgstr = view.subject.msgid, view.subject.msgstr
    replaced = [
        char
        for char in ("\ufffd", BLANK)
        if char in msgstr and char not in msgid and char in view.target
    ]
    for char in replaced:
        if char == BLANK and not _is_own(msgstr, view.target):
            continue
        at = msgstr.index(char)
        yield Finding(
            BROKEN,
            f"The translation has {name_character(char)} {show_place(msgstr, at, at + 1)}, where "
            "a letter was lost; write that letter.",
        )
    edits = [edit for edit in garbled if msgstr[edit.start : edit.end] not in msgid]
    if edits:
        first = edits[0]
        yield Finding(
            BROKEN,
            f"The translation has “{msgstr[first.start : first.end][:40]}”, read in a wrong "
            f"encoding; write “{first.text[:40]}”.",
            repair_message(view.subject, edits),
        )


def _is_own(text: str, words: str) -> bool:
    """Whether a BLANK among the words is one that the translation itself has."""
    return any(text[found.start()] == BLANK for found in re.finditer(BLANK, words))


def _find_mojibake(view: View) -> Iterator[Edit]:
    text = view.target
    done = -1
    for found in _READ_WRONG.finditer(text):
        decoded = _decode(found[0], "utf-8")
        if decoded and len(decoded) < len(found[0]) and decoded.isprintable():
            done = found.end()
            yield Edit(*found.span(), decoded)
    if done >= 0 or script_of(view.subject.language) != "Arab":
        return
    for found in _READ_LATIN.finditer(text):
        decoded = _decode(found[0], "cp1256")
        if all(is_arabic(char) for char in decoded) and decoded:
            yield Edit(*found.span(), decoded)


def _decode(text: str, encoding: str) -> str:
    try:
        return bytes(_BYTES[char] for char in text).decode(encoding)
    except (KeyError, UnicodeDecodeError):
        return ""
