"""Compares the punctuation of a translation with that of its source and of its language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from warraq.translation.lint.markup import BLANK, View
from warraq.translation.lint.repairs import Edit, repair_message
from warraq.translation.lint.scripts import (
    ARABIC,
    MARKS,
    NO_FULL_STOP,
    PROCLITICS,
    QUOTES,
    SPACED_MARKS,
    base_of,
    script_of,
    table_of,
)
from warraq.translation.lint.subject import Kind
from warraq.translation.rules import Example, Finding, Rule, Severity

FOREIGN = Rule(
    "T406",
    "punctuation-of-other-script",
    "has commas, semicolons or question marks of another script",
    Severity.WARNING,
    Example("Peace, justice", "السلام, العدالة", "السلام، العدالة"),
    "Write the marks of the language: ، ؛ ؟ ٪ in Arabic script, , ; ? % in others.",
)
STRAIGHT = Rule(
    "T407",
    "straight-quotes",
    "has straight quotation marks where the source has typographic ones",
    Severity.WARNING,
    Example("The “Room” met.", 'اجتمعت "الغرفة".', "اجتمعت «الغرفة»."),
    "Write the language's own quotation marks, such as « ».",
)
FINAL = Rule(
    "T410",
    "final-punctuation",
    "ends in another mark than the source, or in none",
    Severity.WARNING,
    Example("The Room met.", "اجتمعت الغرفة", "اجتمعت الغرفة."),
    "End it as the source ends, with the mark of the language.",
)
EDGE = Rule(
    "T411",
    "edge-space",
    "begins or ends with other spaces than the source",
    Severity.WARNING,
    Example("The Room met.", "اجتمعت الغرفة. ", "اجتمعت الغرفة."),
    "Begin and end it with the spaces of the source.",
)
UNPAIRED = Rule(
    "T416",
    "unpaired-mark",
    "has a bracket or quotation mark without its partner",
    Severity.WARNING,
    Example("The Room (since 2016)", "الغرفة (منذ 2016", "الغرفة (منذ 2016)"),
    "Write the partner, or delete the mark.",
)
REPEATED = Rule(
    "T417",
    "repeated-punctuation",
    "has the same mark twice in a row",
    Severity.WARNING,
    Example("Peace, justice", "السلام،، العدالة", "السلام، العدالة"),
    "Write it once.",
)
SPACED = Rule(
    "T418",
    "space-before-mark",
    "has a space before a mark that ends a part of a sentence",
    Severity.WARNING,
    Example("Peace, justice", "السلام ، العدالة", "السلام، العدالة"),
    "Delete the space.",
)
RULES: tuple[Rule, ...] = (FOREIGN, STRAIGHT, FINAL, EDGE, UNPAIRED, REPEATED, SPACED)

_TO_ARABIC = {",": "،", ";": "؛", "?": "؟", "%": "٪"}
_TO_LATIN = {arabic: latin for latin, arabic in _TO_ARABIC.items()}
_A = f"[{ARABIC}{MARKS}\u0640]"
_CLOSE = r"[)\]»”’\"*_]"
_OPEN = r"[(\[«“‘\"*_]"
_LATIN_MARK = re.compile(
    rf"(?:(?<={_A})|(?<={_A}{_CLOSE}))(?P<sure>[,;](?=[ \n]{_OPEN}?{_A}|{_A})|\?(?=\Z|[\s)»”\"]))"
    rf"|(?<={_A})(?P<left>[,;?])(?!\w)|(?P<right>[,;])(?=[ \n]{_OPEN}?{_A})"
    r"|(?<=[٠-٩۰-۹])(?P<percent>%)"
)
_ARABIC_MARK = re.compile(r"(?<=[A-Za-z\u00c0-\u024f)\]»”\"])(?:(?P<sure>[،؛؟](?=\s|\Z))|[،؛؟])"
                          r"|(?<=[0-9])٪")  # fmt: skip
# Neither inches nor the Hebrew mark of an abbreviation within a word.
_QUOTED = re.compile(r'(?<![0-9])(?:(?<!\w)"|"(?!\w))')

_FINALS = {
    **dict.fromkeys(".。۔।", "."), **dict.fromkeys("?؟;？", "?"), **dict.fromkeys("!！", "!"),
    **dict.fromkeys(":：", ":"), "…": "…", **dict.fromkeys(",،، ，", ","),
    **dict.fromkeys("؛；", ";"),
}  # fmt: skip
"""The kinds of marks that end a text, whatever their script; the semicolon is Greek's too."""

_NAMES = {
    ".": "a full stop", "?": "a question mark", "!": "an exclamation mark", ":": "a colon",
    "…": "an ellipsis", ",": "a comma", ";": "a semicolon", "": "no mark",
}  # fmt: skip
_WRITTEN: Mapping[str, Mapping[str, str]] = {
    "Arab": {"?": "؟", ",": "،", ";": "؛"},
    "Hans": {".": "。", "?": "？", ":": "："},
    "Hant": {".": "。", "?": "？", ":": "："},
    "Jpan": {".": "。", "?": "？", ":": "："},
    "Deva": {".": "।"},
}
_AFTER_FINAL = " \t\n\u00a0\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u202c)]}»”’›\"'*_“‘「」『』"
_ABBREVIATED = re.compile(
    r"(?:\b[A-Za-z]|\b(?:etc|al|Inc|Ltd|Co|Jr|Sr|No|vs|ed|eds|Dr|St)|\.[A-Za-z])\.\Z"
)

_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»", "“": "”"}
_OPENERS = {closer: opener for opener, closer in _PAIRS.items()}
_PAIRED = re.compile(r"[()\[\]{}«»“”„]")
_ITEM = re.compile(r"(?:\A|(?<=\s))\w{1,4}[\ufffc.]?\)")
_REPEATED = re.compile(r"([,;:،؛؟?!])\1+|(?<![./\\])\.\.(?!\.)(?=\s|\Z)")
_SPACED = re.compile(r"(?<=[^\s\ufffc])[ \u00a0]+([،؛؟,;:.!?])(?=\s|\Z)")


def check_punctuation(view: View) -> Iterator[Finding]:
    """The findings of this module's rules."""
    yield from _check_script(view)
    yield from _check_quotes(view)
    yield from _check_final(view)
    yield from _check_edges(view)
    yield from _check_pairs(view)
    yield from _check_repeated(view)
    yield from _check_spaced(view)


def _check_script(view: View) -> Iterator[Finding]:
    text = view.target
    script = script_of(view.subject.language)
    if script == "Arab":
        found, table = list(_LATIN_MARK.finditer(text)), _TO_ARABIC
    elif script in {"Latn", "Cyrl", "Grek", "Hebr"}:
        found, table = list(_ARABIC_MARK.finditer(text)), _TO_LATIN
    else:
        return
    found = [match for match in found if match[0] not in view.subject.msgid or script == "Arab"]
    sure = [match for match in found if match.lastgroup in {"sure", "percent"}]
    unsure = [match for match in found if match not in sure]
    for matches in (sure, unsure):
        if not matches:
            continue
        marks = dict.fromkeys(match[0] for match in matches)
        shown = ", ".join(f"“{mark}” (write “{table[mark]}”)" for mark in marks)
        edits = [Edit(*match.span(), table[match[0]]) for match in matches]
        yield Finding(
            FOREIGN,
            f"The translation has the mark of another script {shown}.",
            repair_message(view.subject, edits) if matches is sure else None,
        )


def _check_quotes(view: View) -> Iterator[Finding]:
    quotes = table_of(QUOTES, view.subject.language)
    source = view.source
    if quotes is None or view.subject.kind is Kind.INTERFACE or '"' in source:
        return
    if ("“" in source or "«" in source) and len(_QUOTED.findall(view.target)) > 1:
        yield Finding(
            STRAIGHT,
            "The translation has straight quotation marks where the source has typographic ones; "
            f"write {quotes}.",
        )


def read_final(text: str) -> tuple[str, int]:
    """The kind of mark that ends a text, and where what follows it begins; "" for none.

    A citation or footnote that is joined to the text does not count; markup that stands for a
    word does.
    """
    end = len(text)
    while True:
        end = len(text[:end].rstrip(_AFTER_FINAL))
        start = len(text[:end].rstrip(BLANK))
        if start in (0, end) or text[start - 1].isspace():
            break
        end = start
    if text[:end].endswith(".."):
        return "…", end
    return _FINALS.get(text[end - 1 : end], ""), end


def _check_final(view: View) -> Iterator[Finding]:
    (wanted, source_end), (found, end) = read_final(view.source), read_final(view.target)
    if wanted == found or not end or base_of(view.subject.language) in NO_FULL_STOP:
        return
    if not source_end or view.subject.msgid == view.subject.msgstr:
        return
    if wanted == "." and not found and _ABBREVIATED.search(view.source[:source_end][-12:]):
        return
    if {wanted, found} == {"?", ";"} and (";" in view.source[-3:] or ";" in view.target[-3:]):
        return  # one sign in Greek and Latin script
    script = script_of(view.subject.language)
    mark = _WRITTEN.get(script, {}).get(wanted, wanted)
    edits = []
    last = view.target[end - 1]
    if wanted and not found and (last.isalnum() or last in "%٪") and not view.target[end:].strip():
        edits = [Edit(end, end, mark)]
    advice = f"write “{mark}”" if wanted else "leave it out"
    yield Finding(
        FINAL,
        f"The translation ends in {_NAMES[found]} where the source ends in {_NAMES[wanted]}; "
        f"{advice}.",
        repair_message(view.subject, edits) if edits else None,
    )


def _check_edges(view: View) -> Iterator[Finding]:
    source, text = view.subject.msgid, view.subject.msgstr
    if not text.strip() or not source.strip():
        return
    (before, after), (wanted_before, wanted_after) = _edges(text), _edges(source)
    letters = PROCLITICS.get(base_of(view.subject.language), "")
    word = text.split()[-1]
    # " and " becomes a letter that is written together with the word after it.
    if wanted_after and not after and letters and len(word) == 1 and word in letters:
        wanted_after = ""
    if (before, after) == (wanted_before, wanted_after):
        return
    edits = []
    if before != wanted_before:
        edits.append(Edit(0, len(before), wanted_before))
    if after != wanted_after:
        edits.append(Edit(len(text) - len(after), len(text), wanted_after))
    place = " and ".join(
        name
        for name, here, there in (("begins", before, wanted_before), ("ends", after, wanted_after))
        if here != there
    )
    yield Finding(
        EDGE,
        f"The translation {place} with other spaces than the source; write those of the source.",
        repair_message(view.subject, edits),
    )


def _edges(text: str) -> tuple[str, str]:
    """The white space at both ends of a text that has more than that."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _check_pairs(view: View) -> Iterator[Finding]:
    if _find_lone(view.source):
        return
    if lone := _find_lone(view.target):
        shown = ", ".join(dict.fromkeys(view.target[place] for place in lone[:3]))
        yield Finding(
            UNPAIRED, f"The translation has {shown} without its partner; write it or delete it."
        )
    elif view.source.count('"') % 2 == 0 and len(_QUOTED.findall(view.target)) % 2:
        yield Finding(UNPAIRED, 'The translation has " without its partner; write it or delete it.')


def _find_lone(text: str) -> list[int]:
    """The places of brackets and quotation marks that have no partner."""
    items = {match.end() - 1 for match in _ITEM.finditer(text)} if ")" in text else set()
    opened: list[int] = []
    lone: list[int] = []
    lone_quotes = "„" in text  # a closing mark in German, an opening one elsewhere
    for match in _PAIRED.finditer(text):
        place, char = match.start(), match[0]
        if char in "“”„" and lone_quotes:
            continue
        if char in _PAIRS:
            opened.append(place)
        elif opened and text[opened[-1]] == _OPENERS[char]:
            opened.pop()
        elif place not in items:
            lone.append(place)
    return lone + opened


def _check_repeated(view: View) -> Iterator[Finding]:
    found = [
        match for match in _REPEATED.finditer(view.target) if match[0] not in view.subject.msgid
    ]
    if view.subject.kind is Kind.INTERFACE or "!!" in view.source or "??" in view.source:
        found = [match for match in found if match[0][0] not in "?؟!:"]
    clear = [match for match in found if match[0][0] in ",;،؛"]
    unclear = [match for match in found if match not in clear]
    for matches in (clear, unclear):
        if matches:
            edits = [Edit(*match.span(), match[0][0]) for match in matches]
            yield Finding(
                REPEATED,
                f"The translation has “{matches[0][0][:10]}”; write “{matches[0][0][0]}” once.",
                repair_message(view.subject, edits) if matches is clear else None,
            )


def _check_spaced(view: View) -> Iterator[Finding]:
    allowed = SPACED_MARKS.get(base_of(view.subject.language), "")
    if _SPACED.search(view.source):
        return
    edits = [
        Edit(match.start(), match.start(1), "")
        for match in _SPACED.finditer(view.target)
        if match[1] not in allowed
    ]
    if edits:
        mark = view.target[edits[0].end]
        yield Finding(
            SPACED,
            f"The translation has a space before “{mark}”; delete it.",
            repair_message(view.subject, edits),
        )
