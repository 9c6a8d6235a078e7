"""Keeps the share cards that were drawn, by what they show, so that none is drawn twice."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Set
from pathlib import Path

from warraq.files import write_atomically

RECORD = "cards.json"
"""The file beside a language's doctrees that holds the digest and the size of each page's card."""

FOLDER = "cards"
"""The folder below `build/` in which drawn cards are kept; all languages share it."""

KEEP_DAYS = 30
"""How long a card is kept that no page shows: a title may be edited to and fro."""

_BEGIN, _END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"


def find_card(folder: Path, digest: str) -> bytes | None:
    """The card of this digest, if a whole one is kept; it counts as used today."""
    path = folder / f"{digest}.png"
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if not (data.startswith(_BEGIN) and data.endswith(_END)):
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return data


def keep_card(folder: Path, digest: str, data: bytes) -> None:
    """Keep a card; raises OSError."""
    write_atomically(folder / f"{digest}.png", data, durable=False)


def drop_unused_cards(folder: Path, used: Set[str], now: float) -> None:
    """Delete the cards that no page shows and that no build has asked for in KEEP_DAYS days.

    `used` are the digests that stay in any case, `now` is the time in seconds since 1970.
    """
    for path in folder.glob("*.png"):
        # A folder that others guard costs a little room, and no build.
        with contextlib.suppress(OSError):
            if path.stem not in used and now - path.stat().st_mtime > KEEP_DAYS * 86400:
                path.unlink()
