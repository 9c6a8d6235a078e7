"""Hides from a message all that is not words: markup, targets, code, citations, addresses."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from warraq.translation.lint.subject import Kind, Subject
from warraq.translation.safety import TEXT_ROLES

BLANK = "\ufffc"
"""What stands for each hidden character: no letter, no digit, no space, no punctuation."""

# Each pattern is linear: it starts at a mark of its own, and what it repeats excludes that mark.
_URL = r"(?:https?://|ftp://|mailto:|www\.)[^\s<>\"«»“”\[\]،؛؟\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffc]*"
_EMAIL = r"(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,63}(?:\.[\w-]{1,63})+"
_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_TAG = r"<[A-Za-z/!?][^<>]*>"
_NAMED = r"%\(\w{1,40}\)[-#0+ ]*[0-9.]*[a-zA-Z]|\$\{[^{}]*\}"
_ANY = re.compile(rf"[`\[\]\\{{<&]|{_NAMED}|@|://|www\.|mailto:")
_TEXT = re.compile(
    rf"(?P<escape>\\[!-/:-@\[-`{{-~])|(?P<hide>{_NAMED}|\{{\{{[^{{}}]*\}}\}}|\{{[#.][^{{}}\n]*\}}"
    rf"|\[\^[^\[\]\s]+\]|{_TAG}|{_ENTITY}|{_EMAIL})|(?P<url>{_URL})|(?P<open>!?\[)"
    r"|(?P<close>\](?:\((?:[^()\s\\]|\\.|\([^()\s]*\))*+(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
    r"|\[[^\[\]]*\])?)"
)
_INTERFACE = re.compile(
    rf"(?P<hide>{_NAMED}|%[-#0+]*[0-9.]*[diouxXeEfFgGcrsa%]|\{{[^{{}}]*\}}|{_TAG}|{_ENTITY}"
    rf"|{_EMAIL})|(?P<url>{_URL})"
)
_TICKS = re.compile("`+")
_ROLE = re.compile(r"\{([A-Za-z][\w:.+-]*)\}\Z")


@dataclass(frozen=True, slots=True)
class View:
    """A subject with the words of both its texts, every other character blank."""

    subject: Subject
    source: str
    """As long as the msgid."""
    target: str
    """As long as the msgstr."""


@lru_cache(maxsize=4)
def view_subject(subject: Subject) -> View:
    """The words of a subject."""
    kind = subject.kind
    return View(subject, blank_markup(subject.msgid, kind), blank_markup(subject.msgstr, kind))


def blank_markup(text: str, kind: Kind = Kind.TEXT, *, keep_terms: bool = False) -> str:
    """`text` with BLANK for all that is not words, each character at its own place.

    Words that a role or a link shows stay, a target does not; `keep_terms` keeps the words of
    a role that are its target too, as in {term}`Council`.
    """
    if not (_ANY.search(text) or (kind is Kind.INTERFACE and "%" in text)):
        return text
    if kind is Kind.INTERFACE:
        pattern, chars = _INTERFACE, list(text)
    else:
        pattern, chars = _TEXT, _blank_code(text, keep_terms)
        text = "".join(chars)
    opened: list[tuple[int, int]] = []
    for found in pattern.finditer(text):
        start, end = found.span()
        match found.lastgroup:
            case "escape":
                _hide(chars, start, start + 1)
            case "hide":
                _hide(chars, start, end)
            case "url":
                _hide(chars, start, start + len(found[0].rstrip(".,;:!?*_)'")))
            case "open":
                opened.append((start, end))
            case _ if opened:
                opener = opened.pop()
                if end - start > 1:
                    _hide(chars, *opener)
                    _hide(chars, start, end)
    return "".join(chars)


def _hide(chars: list[str], start: int, end: int) -> None:
    chars[start:end] = BLANK * (end - start)


def _blank_code(text: str, keep_terms: bool) -> list[str]:
    """Hide code spans, and of roles all but the words that they show."""
    chars = list(text)
    runs = [found.span() for found in _TICKS.finditer(text)]
    by_length: dict[int, list[int]] = {}
    for index, (start, end) in enumerate(runs):
        by_length.setdefault(end - start, []).append(index)
    index = 0
    while index < len(runs):
        start, end = runs[index]
        same = by_length[end - start]
        place = bisect_right(same, index)
        escaped = text[start - 1 : start] == "\\"
        if escaped or place == len(same):
            index += 1
            continue
        close, after = runs[same[place]]
        role = _ROLE.search(text[max(0, start - 60) : start])
        first, last = _find_words(text, end, close, role[1].lower() if role else "", keep_terms)
        _hide(chars, start - len(role[0]) if role else start, first)
        _hide(chars, last, after)
        index = same[place] + 1
    return chars


def _find_words(text: str, start: int, end: int, role: str, keep_terms: bool) -> tuple[int, int]:
    """Which part of text[start:end], the content of code or of a role, are words."""
    if role in TEXT_ROLES:
        return start, end
    if role and not role.startswith(("cite", "footcite", "code", "math")):
        target = text.find("<", start + 1, end)
        if target > 0 and text[end - 1] == ">":
            return start, start + len(text[start:target].rstrip())
        if keep_terms and role == "term":
            return start, end
    return end, end
