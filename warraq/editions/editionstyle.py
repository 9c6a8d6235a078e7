"""Writes the small stylesheets by which pages that never change say which edition they are of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from warraq.editions.model import STATUS, EditionError, is_edition_name

LANGUAGES_PROPERTY = "--edition-languages"
"""The custom property in which a sealed edition names its languages; `edition.js` reads it."""

_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)


def sealed_style(edition: str, languages: Sequence[str]) -> str:
    """The style of a sealed edition: its name, its languages, the notice that it is an old one.

    `languages` are BCP 47 tags. What was decided later is imported first, and so has to say
    `!important`; where that file is missing the notice stays. Raises EditionError for what is
    no edition's name or no language.
    """
    _check(edition)
    for tag in languages:
        if _TAG.fullmatch(tag) is None:
            raise EditionError(f"{tag!r} is not the BCP 47 tag of a language, such as ar")
    return (
        f'@import url("../{STATUS}/{edition}.css");\n'
        f":root{{{LANGUAGES_PROPERTY}:{quote_css(' '.join(languages))}}}\n"
        f"{_name(edition)}"
        ".edition-notice[hidden]{display:block}\n"
        ".to-latest.to-latest{display:none}\n"
        ".to-same-edition.to-same-edition{display:revert}\n"
    )


def latest_style(edition: str) -> str:
    """The style of the newest edition where it stands as `latest`: its name alone.

    Raises EditionError for what is no edition's name.
    """
    _check(edition)
    return _name(edition)


def status_style(*, is_newest: bool) -> str:
    """What is known later of an edition: that it is the newest, so that no notice is shown."""
    if is_newest:
        return ".edition-notice[hidden]{display:none!important}\n"
    return "/* A newer edition has followed this one. */\n"


def quote_css(text: str) -> str:
    r"""A text as a string of CSS (CSS Syntax Level 3, 4.3.5), for `content` and the like.

    Quotation marks, backslashes, `<` and controls are written as escapes, so that no text can
    end the string, nor the element of a page that it may be put into.
    """
    return '"' + "".join(f"\\{ord(c):x} " if _is_unsafe(c) else c for c in text) + '"'


def _is_unsafe(character: str) -> bool:
    return character in '"\\<>&' or not (character.isprintable() or character == "\u200c")


def _check(edition: str) -> None:
    if not is_edition_name(edition):
        raise EditionError(f"{edition!r} is not the name of an edition, such as 2024.02")


def _name(edition: str) -> str:
    return f".edition-name::before{{content:{quote_css(edition)}}}\n"
