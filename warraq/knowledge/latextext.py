"""Turns the LaTeX of a bibliography into plain text, and says what of it cannot be read."""

from __future__ import annotations

import re
from functools import lru_cache

from pybtex.richtext import Text
from pybtex.scanner import PybtexSyntaxError

_DRESS = (
    "emph|text(?:it|bf|sc|rm|tt|up|sf|sl|md|normal|super(?:script)?|sub(?:script)?)|mkbibemph"
    "|mkbibbold|mkbibitalic|mkbibparens|(?:no)?cap|url|nolinkurl|mbox"
)
_DRESSED = re.compile(rf"\\(?:{_DRESS})\s*(?=\{{)")
_COMMAND = re.compile(r"\\([A-Za-z]+\s?)?")
_LEFT = re.compile(r"\\(?!\$)(?:[A-Za-z]+|.?)", re.DOTALL)  # a \$ is left as it is
_PLAIN = re.compile(r"(?:[\w\s.,:;()/!?«»“”’–]|-(?!-)|\{[\w\s.,:;()/!?-]*\})*")
"""Text in which LaTeX has nothing to read but braces: most of a bibliography."""
_COMMENT = re.compile(r"(?<!\\)%")
_MATHS = re.compile(r"(?<!\\)\$")


@lru_cache(maxsize=20_000)
def clean_latex(text: str) -> str:
    """The text without LaTeX's braces and commands, its white space folded."""
    if _PLAIN.fullmatch(text):
        return " ".join(re.sub("[{}]", "", text).split())
    plain = _without_dress(text)
    try:
        plain = str(Text.from_latex(plain)) if plain else ""
    except (UnicodeDecodeError, PybtexSyntaxError):  # no LaTeX: a lone backslash or brace
        plain = re.sub("[{}]", "", plain)
    return " ".join(_COMMAND.sub("", plain).split())


def find_broken_latex(text: str) -> str:
    """What is wrong with a field's LaTeX and what to write instead, or nothing."""
    if _PLAIN.fullmatch(text):
        return ""
    plain = _without_dress(text)
    if _COMMENT.search(plain):
        return r"% begins a comment in LaTeX, so that the rest of the line is lost; write \%"
    if _MATHS.search(plain):
        return (
            r"$ begins a formula in LaTeX, which no page shows; write \$, or the signs themselves"
        )
    try:
        read = str(Text.from_latex(plain))
    except (UnicodeDecodeError, PybtexSyntaxError):
        return (
            "the LaTeX cannot be read; look for a brace without its partner or a backslash that "
            "belongs to no command"
        )
    left = _LEFT.search(read)
    if left:
        return f"the command {left[0]} is not known here; write the sign itself, in UTF-8"
    return ""


def _without_dress(text: str) -> str:
    """The text without the commands that dress a part of it, such as `\\emph`."""
    return _DRESSED.sub("", text) if "\\" in text else text
