"""Compares the addresses and the names of code that stand in a text as words.

The targets of links are structure (T103); an address that is only text, or a function's name in
a sentence, is copied by hand, and a slip leads the reader astray all the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from warraq.translation.lint.hidden import list_characters
from warraq.translation.lint.markup import View
from warraq.translation.rules import Example, Finding, Rule, Severity

ADDRESS = Rule(
    "T419",
    "address-changed",
    "has another address or name of code in its words than the source",
    Severity.WARNING,
    Example(
        "Write to help@example.org or see www.example.org/help.",
        "راسلوا helq@example.org أو زوروا www.example.org/help.",
        "راسلوا help@example.org أو زوروا www.example.org/help.",
    ),
    "Copy addresses and names of code from the source.",
)
RULES: tuple[Rule, ...] = (ADDRESS,)

_ELSEWHERE = re.compile(
    r"`+[^`]*`+|\](?:\((?:[^()]|\([^()]*\))*+\)|: *\S+)|<[a-z][a-z0-9+.-]*:[^<>\s]*>"
)
"""What is code, or the target of a link: structure, which is compared elsewhere."""

_HINT = re.compile(r"://|www\.|@|\(\)")
_WORD = re.compile(
    r"(?:https?|ftp)://[^\s<>\"«»“”\[\]،؛؟\u200b-\u200f\u202a-\u202e\u2066-\u2069]+"
    r"|\bwww\.[^\s<>\"«»“”\[\]،؛؟\u200b-\u200f\u202a-\u202e\u2066-\u2069]+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
    r"|\b[A-Za-z_][\w]{0,80}(?:(?:::|\.|->)[A-Za-z_]\w{0,80}){0,8}\(\)",
    re.ASCII,
)
_BEHIND = ".,;:!?*_)'’"


def check_addresses(view: View) -> Iterator[Finding]:
    """The addresses and names that the source has and the translation lacks, or has besides."""
    subject = view.subject
    if not (_HINT.search(subject.msgid) or _HINT.search(subject.msgstr)):
        return
    source, target = _read(subject.msgid), _read(subject.msgstr)
    lacks, more = list((source - target).elements()), list((target - source).elements())
    if lacks and more:
        said = f"has {_show(more[0])} where the source has {_show(lacks[0])}; copy it"
    elif lacks:
        said = f"lacks {_show(lacks[0])}; copy it from the source"
    elif more:
        said = f"has {_show(more[0])}, which the source lacks; leave it out"
    else:
        return
    yield Finding(ADDRESS, f"The translation {said}.")


def _show(address: str) -> str:
    """An address, with the names of its letters that may look like others."""
    strange = [char for char in address if not char.isascii()]
    return f"“{address[:80]}”" + (f" (with {list_characters(strange)})" if strange else "")


def _read(text: str) -> Counter[str]:
    plain = _ELSEWHERE.sub(" ", text).replace("\\_", "_").replace("\\*", "*")
    found: Counter[str] = Counter()
    for match in _WORD.findall(plain):
        found[match if match.endswith("()") else match.rstrip(_BEHIND)] += 1
    return found
