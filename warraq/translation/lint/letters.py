"""Looks for letters and digits that look right and are another language's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from warraq.translation.bidi import split_ltr_runs
from warraq.translation.lint.hidden import list_characters
from warraq.translation.lint.markup import View
from warraq.translation.lint.repairs import Edit, repair_message
from warraq.translation.lint.scripts import (
    ARABIC,
    CONFUSABLE,
    LOOK_ALIKES,
    MARKS,
    SYSTEMS,
    TATWEEL,
    ZEROS,
    LookAlikes,
    script_of,
    table_of,
)
from warraq.translation.rules import Example, Finding, Rule

FORMS = Rule(
    "T307",
    "presentation-form",
    "has letters in the shape that a font gives them, which no search finds",
    example=Example("Peace", "ﺳﻼم", "سلام"),
    fix="Write the letters themselves; such shapes come from copying out of a PDF.",
)
LOOK_ALIKE = Rule(
    "T308",
    "look-alike-letter",
    "has a letter that another language's keyboard writes, in a word of its own language",
    example=Example("Committee", "اللجنة السوریة", "اللجنة السورية"),
    fix="Write the language's own letter.",
)
MIXED = Rule(
    "T309",
    "mixed-scripts",
    "has a word, an address or a symbol with letters of two scripts that look alike",
    example=Example("The report", "Le r\u0430pport", "Le rapport", "fr"),
    fix="Write the word with the letters of one script.",
)
DIGITS = Rule(
    "T310",
    "digit-system",
    "has digits of another system than the archive writes, or of two systems",
    example=Example("In 2023 and 2024", "في 2023 و٢٠٢٤", "في 2023 و2024"),
    fix="Write all numbers with the digits of the archive's setting.",
)

RULES: tuple[Rule, ...] = (FORMS, LOOK_ALIKE, MIXED, DIGITS)

# But for signs that are letters of no word: ornate brackets, honorifics, ﷲ, ﷺ, ﷻ, ﷼, ﷽.
_FORMS = re.compile("[\ufb00-\ufb06\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdcc\ufdf0\ufdf1\ufdf3-\ufdf9"
                    "\ufe70-\ufefc]")  # fmt: skip
_ARABIC_WORD = re.compile(f"[{ARABIC}{MARKS}{TATWEEL}]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_OTHER = re.compile("[\u0370-\u052f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_TOKEN = re.compile(r"[\w./@:%?=&#+~-]*[\u0370-\u052f][\w\u0370-\u052f./@:%?=&#+~-]*", re.ASCII)
_ADDRESS = re.compile(r"://|www\.|@|\.[a-z]{2,}")
_EDGES = ".:?!-_"
_UNITS = frozenset("μΩΔπ")
_DIGITS = re.compile(r"\d+(?:[.,٫٬]\d+)*")


def check_letters(view: View) -> Iterator[Finding]:
    """The findings of this module's rules."""
    if not view.target.isascii():
        yield from _check_forms(view)
        if table := table_of(LOOK_ALIKES, view.subject.language):
            yield from _check_look_alikes(view, table)
        yield from _check_scripts(view)
    yield from _check_digits(view)


def _check_forms(view: View) -> Iterator[Finding]:
    edits = [
        Edit(*found.span(), unicodedata.normalize("NFKC", found[0]).strip() or found[0])
        for found in _FORMS.finditer(view.target)
        if unicodedata.category(found[0]) != "Cn"
    ]
    if edits:
        shapes = list_characters(view.target[edit.start] for edit in edits)
        yield Finding(
            FORMS,
            f"The translation has the shapes {shapes}; write the letters "
            f"“{''.join(edit.text for edit in edits[:12])}”.",
            repair_message(view.subject, edits),
        )


def _check_look_alikes(view: View, table: LookAlikes) -> Iterator[Finding]:
    clear: list[Edit] = []
    unclear: list[str] = []
    suspects = set(table.inside) | set(table.last) | set(table.unclear)
    wanted = re.compile("[" + "".join(suspects) + "]")
    if not wanted.search(view.target):
        return
    for found in _ARABIC_WORD.finditer(view.target):
        word = found[0]
        foreign = not set(word).isdisjoint(table.foreign)
        if not wanted.search(word) or foreign or word in view.subject.msgid:
            continue
        if word in table.words:
            clear.append(Edit(*found.span(), table.words[word]))
            continue
        last = max(i for i, char in enumerate(word) if re.match(f"[{ARABIC}]", char))
        for at in (letter.start() for letter in wanted.finditer(word)):
            letters = table.last if at == last else table.inside
            if word[at] in letters:
                place = found.start() + at
                clear.append(Edit(place, place + 1, letters[word[at]]))
            elif at == last and word[at] in table.unclear:
                unclear.append(word)
    if clear:
        text = view.target
        yield Finding(
            LOOK_ALIKE,
            f"The translation has {list_characters(text[e.start : e.end][:1] for e in clear)}; "
            f"write {list_characters(e.text[:1] for e in clear)} instead."
            if all(e.end - e.start == 1 for e in clear)
            else f"The translation has “{text[clear[0].start : clear[0].end]}”; "
            f"write “{clear[0].text}”.",
            repair_message(view.subject, clear),
        )
    if unclear:
        yield Finding(
            LOOK_ALIKE,
            f"The translation has the word “{unclear[0][:40]}” with "
            f"{list_characters(table.unclear)} at its end; write the language's own letter.",
        )


def _check_scripts(view: View) -> Iterator[Finding]:
    edits: list[Edit] = []
    doubtful: list[str] = []
    if not _OTHER.search(view.subject.msgstr):
        return
    tokens = list(_find_disguised(view))
    inside = {place for edit in tokens for place in range(edit.start, edit.end)}
    for found in _LETTERS.finditer(view.target):
        word = found[0]
        if not _OTHER.search(word) or found.start() in inside:
            continue
        latin = _LATIN.findall(word)
        others = [c for c in word if "\u0370" <= c <= "\u052f" and c not in _UNITS]
        if not latin or not others or word in view.subject.msgid:
            continue
        own = script_of(view.subject.language) in {"Cyrl", "Grek"}
        if not own and len(latin) >= len(others) and all(c in CONFUSABLE for c in others):
            edits.append(Edit(*found.span(), "".join(CONFUSABLE.get(c, c) for c in word)))
        else:
            doubtful.append(word)
    if tokens or edits:
        first, *_ = (view.subject.msgstr[e.start : e.end] for e in (*tokens, *edits))
        foreign = list_characters(c for c in first if c in CONFUSABLE)
        yield Finding(
            MIXED,
            f"The translation has {foreign} in {'' if tokens else 'the word '}“{first[:40]}”; "
            "write it with Latin letters.",
            # An address that is a link's target is structure, which nothing here changes.
            repair_message(view.subject, (*tokens, *edits))
            or (repair_message(view.subject, edits) if tokens else None),
        )
    if doubtful:
        yield Finding(
            MIXED,
            f"The translation has the word “{doubtful[0][:40]}” with letters of two scripts; "
            "write it with those of one.",
        )


def _find_disguised(view: View) -> Iterator[Edit]:
    """Addresses and symbols that only look like the source's, or mix scripts in one word."""
    own = script_of(view.subject.language) in {"Cyrl", "Grek"}
    known = {
        token.strip(_EDGES)
        for token in re.split(r"[^!-~]+|[\"'`()<>\[\]{},;|]", view.subject.msgid)
    }
    for found in _TOKEN.finditer(view.subject.msgstr):
        token = found[0].rstrip(_EDGES)
        plain = "".join(CONFUSABLE.get(char, char) for char in token)
        if not plain.isascii() or token in view.subject.msgid:
            continue
        latin = _LATIN.search(token) is not None
        copied = plain.strip(_EDGES) in known and (latin or (not own and len(plain) > 1))
        mixed = any(_LATIN.search(word) and _OTHER.search(word) for word in _LETTERS.findall(token))
        if copied or (mixed and _ADDRESS.search(plain)):
            yield Edit(found.start(), found.start() + len(token), plain)


def _check_digits(view: View) -> Iterator[Finding]:
    if not any(map(str.isdigit, view.target)):
        return
    wanted = view.subject.digits if view.subject.digits in ZEROS else ""
    numbers = [
        (found.start(), found.end(), code)
        for found in _DIGITS.finditer(view.target)
        for code in [_systems_of(found[0])]
    ]
    systems = set().union(*(codes for *_, codes in numbers)) if numbers else set()
    if systems <= ({wanted} if wanted else {"latn"}) or (not wanted and len(systems) < 2):
        return
    free = _find_latin_runs(view) if wanted != "latn" and "latn" in systems else None
    numbers = [
        (start, end, codes)
        for start, end, codes in numbers
        if not (free and codes == {"latn"} and free[start])
        and view.subject.msgstr[start:end] not in _foreign_numbers(view.subject.msgid)
    ]
    systems = set().union(*(codes for *_, codes in numbers)) if numbers else set()
    if wanted:
        wrong = [(start, end) for start, end, codes in numbers if codes != {wanted}]
        if wrong:
            edits = [Edit(a, b, _write_digits(view.target[a:b], wanted)) for a, b in wrong]
            shown = view.target[wrong[0][0] : wrong[0][1]][:40]
            yield Finding(
                DIGITS,
                f"The translation has the number “{shown}”; the archive's digits are "
                f"{wanted}: write “{edits[0].text[:40]}”.",
                repair_message(view.subject, edits),
            )
    elif len(systems) > 1:
        shown = " and ".join(
            f"“{next(view.target[a:b] for a, b, codes in numbers if code in codes)[:40]}”"
            for code in sorted(systems)
        )
        yield Finding(
            DIGITS, f"The translation has digits of two systems, {shown}; write all in one."
        )


def _systems_of(number: str) -> set[str]:
    if number.isascii():
        return {"latn"}
    return {
        SYSTEMS.get(ord(char) - unicodedata.decimal(char), "another system")
        for char in set(number)
        if char.isdecimal()
    }


def _foreign_numbers(msgid: str) -> set[str]:
    """The numbers that a source itself writes in other digits: they may be quoted."""
    if msgid.isascii():
        return set()
    return {number for number in _DIGITS.findall(msgid) if not number.isascii()}


def _find_latin_runs(view: View) -> list[bool]:
    """Which characters stand in a run that the site shows from left to right."""
    marked: list[bool] = []
    if script_of(view.subject.language) not in {"Arab", "Hebr", "Syrc", "Thaa"}:
        return [False] * len(view.target)
    for run in split_ltr_runs(view.target):
        marked += [run.isolate] * len(run.text)
    return marked


def _write_digits(number: str, system: str) -> str:
    zero = ord(ZEROS[system])
    digits = (chr(zero + unicodedata.decimal(c)) if c.isdecimal() else c for c in number)
    written = "".join(digits)
    if system == "latn":
        return written.replace("٫", ".").replace("٬", ",")
    return written
