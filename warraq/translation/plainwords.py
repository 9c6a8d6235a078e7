"""Says what a message of a page says, in plain words without markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from markdown_it.token import Token

from warraq.translation.safety import is_plain, make_parser

_TARGET = re.compile(r"(?s)(.*?)\s*<([^<>]*)>")
_SILENT = ("cite", "footcite", "footnote")


def say_plainly(message: str, title_of: Callable[[str], str] = lambda target: target) -> str:
    """The words of a message in one line: links and roles say what they show, citations nothing.

    `title_of` gives the title of the page that a role `{doc}` without words of its own leads to.
    """
    if is_plain(message):
        return " ".join(message.split())
    parts: list[str] = []
    for token in make_parser().parse(message):
        parts += [*_say_tokens(token.children or (), title_of), " "]
        if token.type in ("fence", "code_block"):
            parts.append(token.content)
    return " ".join("".join(parts).split())


def _say_tokens(tokens: Iterable[Token], title_of: Callable[[str], str]) -> Iterable[str]:
    for token in tokens:
        if token.type == "myst_role":
            yield _say_role(str(token.meta["name"]), token.content, title_of)
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "image":
            yield from _say_tokens(token.children or (), title_of)
        elif token.type != "footnote_ref":
            yield token.content


def _say_role(name: str, content: str, title_of: Callable[[str], str]) -> str:
    if name.partition(":")[0] in _SILENT:
        return ""
    if found := _TARGET.fullmatch(content):
        return found[1]
    return title_of(content) if name == "doc" else content
