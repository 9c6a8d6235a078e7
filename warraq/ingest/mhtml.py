"""Reads a web page that a browser saved in one file (MHTML): its text, and the pictures in it."""

from __future__ import annotations

import email
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from email.errors import (
    CloseBoundaryNotFoundDefect,
    NoBoundaryInMultipartDefect,
    StartBoundaryNotFoundDefect,
)
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from warraq.ingest.addresses import list_counts
from warraq.ingest.document import Document, LeftOut
from warraq.ingest.errors import IngestError
from warraq.ingest.html import read_page
from warraq.ingest.html_images import Gallery
from warraq.ingest.html_tree import decode_html, flow_text, lines_of, parse_html

if TYPE_CHECKING:
    from warraq.ingest.limits import Limits
    from warraq.ingest.terms import TermTable

_PAGES = ("text/html", "application/xhtml+xml")
_SAVE = "open the page in a browser and save it again"
_BROKEN = (NoBoundaryInMultipartDefect, StartBoundaryNotFoundDefect)
_HEADERS = ("From", "Subject", "Date", "Snapshot-Content-Location")
"""What the file says of who saved what, when and with which program."""


def read_mhtml(content: bytes, limits: Limits, terms: TermTable | None = None) -> Document:
    """Read a saved page; `terms` say what its section, tags and keywords mean in the archive.

    Raises IngestError for a file that breaks off, or that holds no page.
    """
    if len(content) > limits.file_bytes:
        raise IngestError(
            f"the page is larger than {limits.file_bytes:,} bytes; raise file_bytes in [limits]"
        )
    try:
        message = email.message_from_bytes(content.lstrip(b"\xef\xbb\xbf \t\r\n"))
        parts = _list_parts(message, limits)
        main = _find_main(message, parts)
        text = _read_text(main)
        address = _clean(main.get("Content-Location") or message.get("Snapshot-Content-Location"))
        held = _Held(parts, address)
        beside = list(_list_beside(parts, main))
    except IngestError:
        raise
    except RecursionError as error:
        raise IngestError(f"its parts stand too deep in one another; {_SAVE}") from error
    except Exception as error:  # the package knows no end of ways to be given nonsense
        raise IngestError(
            f"the file is damaged ({type(error).__name__} in its parts); {_SAVE}"
        ) from error
    document = read_page(text, Gallery(limits, fetch=held.fetch), terms, address)
    named = [name for name in _HEADERS if message.get(name)]
    own = [LeftOut("metadata", detail=f"headers of the file: {', '.join(named)}")] if named else []
    words = [document.words, *(part.text for part in beside if part.text)]
    return replace(document, left_out=(*document.left_out, *beside, *own), words="\n".join(words))


def _list_parts(message: Message, limits: Limits) -> list[Message]:
    parts: list[Message] = []
    for part in message.walk():
        kinds = tuple(type(defect) for defect in part.defects)
        if CloseBoundaryNotFoundDefect in kinds:
            raise IngestError(f"the file breaks off before its end; {_SAVE}")
        if any(kind in _BROKEN for kind in kinds):
            raise IngestError(f"the file is no saved page, or is damaged; {_SAVE}")
        if not part.is_multipart():
            parts.append(part)
        if len(parts) > limits.members:
            raise IngestError(
                f"the file holds more than {limits.members:,} parts; raise members in [limits] "
                "of docs/import.toml if you trust it"
            )
    return parts


def _find_main(message: Message, parts: list[Message]) -> Message:
    """The part that is the page: the one that the file names, else the first."""
    pages = [part for part in parts if part.get_content_type() in _PAGES]
    if not pages:
        raise IngestError(f"the file holds no web page; {_SAVE}")
    start = message.get_param("start")
    named = (part for part in pages if start and _clean(part.get("Content-ID")) == start)
    return next(named, pages[0])


class _Held:
    """What the file holds, by the addresses that the page has for it."""

    def __init__(self, parts: list[Message], address: str) -> None:
        self._address = address
        self._parts: dict[str, Message] = {}
        for part in parts:
            if part.get_content_type() in _PAGES:
                continue
            location = _clean(part.get("Content-Location"))
            if location:
                self._parts.setdefault(self._resolve(location), part)
            if key := _clean(part.get("Content-ID")).strip("<>"):
                self._parts.setdefault(f"cid:{key}", part)

    def fetch(self, source: str) -> bytes | None:
        """The bytes under an address; nothing where the file has none."""
        part = self._parts.get(self._resolve(source))
        return None if part is None else _decode(part)

    def _resolve(self, source: str) -> str:
        if source[:4].lower() in ("cid:", "data"):
            return source
        try:
            return urljoin(self._address, source).partition("#")[0]
        except ValueError:
            return source


def _list_beside(parts: list[Message], main: Message) -> Iterator[LeftOut]:
    """What the file holds beside the page and its pictures; the words of frames are counted."""
    frames: list[str] = []
    counts: Counter[str] = Counter()
    for part in parts:
        kind = part.get_content_type()
        if part is main or part.get_content_maintype() == "image":
            continue
        if kind in _PAGES:
            try:
                frames.append(lines_of(flow_text(parse_html(_read_text(part)))))
            except IngestError:
                counts["frame that cannot be read"] += 1
        else:
            counts[kind] += 1
    if frames:
        count = f"{len(frames)} of them" if frames[1:] else ""
        yield LeftOut("frames in the page", "\n".join(filter(None, frames)), count)
    if counts:
        yield LeftOut("other parts of the file", detail=list_counts(counts))


def _read_text(part: Message) -> str:
    return decode_html(_decode(part), part.get_content_charset() or "")


def _decode(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _clean(header: object) -> str:
    return "".join(str(header or "").split())
