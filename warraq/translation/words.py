"""Takes words out of a catalog that no build has compiled, such as another language's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from warraq.translation.reading import read_catalog
from warraq.translation.rules import Finding


def read_word(path: Path, msgid: str, judge: Callable[[str, str], Sequence[Finding]]) -> str:
    """The translation of `msgid` in the `.po` file at `path`.

    It is the msgid itself where there is no such file or translation, where the file cannot be
    read, which the build of its own language reports, or where `judge` finds fault with it.
    """
    try:
        catalog = GNUTranslations(BytesIO(read_catalog(path).to_binary()))
    except (OSError, ValueError):
        return msgid
    word = catalog.gettext(msgid)
    return msgid if judge(msgid, word) else word


def read_words(path: Path, judge: Callable[[str, str], Sequence[Finding]]) -> dict[str, str]:
    """The finished translations of the `.po` file at `path` by their msgids, without plurals.

    Those that `judge` finds fault with are left out; there are none where there is no such file
    or it cannot be read, which the build of its own language reports.
    """
    try:
        catalog = read_catalog(path)
    except (OSError, ValueError):
        return {}
    return {
        entry.msgid: entry.msgstr
        for entry in catalog
        if entry.msgstr and not entry.obsolete and not entry.fuzzy
        if not judge(entry.msgid, entry.msgstr)
    }
