"""Pictures of a web page: those inside it, those beside it, and those elsewhere."""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from warraq.ingest.document import (
    Block,
    Document,
    Emphasis,
    Heading,
    Inline,
    Items,
    LeftOut,
    Link,
    Note,
    Paragraph,
    Picture,
    Quote,
    Table,
)
from warraq.ingest.html_tree import Element, squeeze
from warraq.ingest.inlines import sniff_image

if TYPE_CHECKING:
    from warraq.ingest.limits import Limits

_DATA = re.compile(r"data:image/[\w.+-]+(?:;[\w=.-]+)*?(;base64)?,", re.IGNORECASE)
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "data-lazy")
_SUFFIX = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)\Z", re.IGNORECASE)
_PLACEHOLDER = 2_000
"""Letters of a data: address under which it only keeps the place of a picture to come."""


@dataclass(slots=True)
class Gallery:
    """Collects the pictures of one page, and names what is not among them."""

    limits: Limits
    base: str = ""
    images: dict[str, bytes] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    fetch: Callable[[str], bytes | None] = lambda _: None
    """Gives what the file itself holds under an address, if it does."""

    _taken: dict[str, str] = field(default_factory=dict)
    _size: int = 0
    _names: dict[str, str] = field(default_factory=dict)
    _used: Counter[str] = field(default_factory=Counter)

    def judge(self, image: Element) -> Picture | None:
        """The picture that an <img> shows; none where its bytes are not at hand."""
        alt = squeeze(image.get("alt", ""))
        source = _choose_source(image)
        if _is_pixel(image):
            self._leave("tracking pixel", alt, _shorten(source))
        elif held := self._find_held(image):
            return self._take_held(*held, alt)
        elif source.lower().startswith("data:"):
            return self._decode(source, alt)
        elif path := _path_beside(source, self.base):
            return Picture(self._name(path, path), alt)
        else:
            self._leave("remote image", alt, _shorten(source) or "an image without a source")
        return None

    def _find_held(self, image: Element) -> tuple[str, bytes] | None:
        """The first of an image's addresses under which the file holds something."""
        for source in _list_sources(image):
            content = self.fetch(source)
            if content is not None:
                return source, content
        return None

    def _take_held(self, source: str, content: bytes, alt: str) -> Picture | None:
        if source in self._taken:
            return Picture(self._taken[source], alt)
        path = urlsplit(source).path if "://" in source else ""
        name = self._keep(content, path.rpartition("/")[2].rpartition(".")[0] or "image")
        if not name:
            self._leave("image", alt, _shorten(source))
            return None
        self._taken[source] = name
        return Picture(name, alt)

    def _keep(self, content: bytes, stem: str) -> str:
        """Keep a picture and give its name; nothing for what is none, or is beyond the limits."""
        suffix = sniff_image(content)
        self._size += len(content)
        full = self._size > self.limits.unpacked_bytes or len(self.images) >= self.limits.members
        if not suffix or full:
            return ""
        name = self._name(f"{stem}.{suffix}")
        self.images[name] = content
        return name

    def _decode(self, source: str, alt: str) -> Picture | None:
        match = _DATA.match(source)
        content = b""
        if match:
            body = source[match.end() :]
            try:
                content = (
                    base64.b64decode(unquote_to_bytes(body), validate=False)
                    if match[1]
                    else unquote_to_bytes(body)
                )
            except (binascii.Error, ValueError):
                content = b""
        suffix = sniff_image(content)
        if not suffix:
            self._leave("image", alt, "a picture inside the page that cannot be read")
            return None
        self._size += len(content)
        if self._size > self.limits.unpacked_bytes or len(self.images) >= self.limits.members:
            self._leave("image", alt, "a picture inside the page beyond the limits")
            return None
        name = self._name(f"image-{len(self.images) + 1}.{suffix}")
        self.images[name] = content
        return Picture(name, alt)

    def _name(self, path: str, beside: str = "") -> str:
        """A name for a file that no other picture of the page bears."""
        if beside in self._names:
            return self._names[beside]
        stem, _, suffix = path.rpartition("/")[2].rpartition(".")
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-")[:80] or "image"
        name = first = f"{stem}.{suffix.lower()}"
        while name in self.images or name in self.beside:
            self._used[first] += 1
            name = f"{stem}-{self._used[first] + 1}.{suffix.lower()}"
        if beside:
            self.beside[name] = beside
            self._names[beside] = name
        return name

    def _leave(self, reason: str, alt: str, detail: str) -> None:
        self.left_out.append(LeftOut(reason, alt, detail))


def load_images(document: Document, read: Callable[[str], bytes | None]) -> Document:
    """Fill in the pictures that lie beside a saved page.

    `read` gets the path as the page names it (`Page_files/x.jpg`) and answers the bytes, or
    nothing where no such file is; that picture is then left out by name.
    """
    images = dict(document.images)
    lost: dict[str, str] = {}
    for name, path in document.beside.items():
        content = read(path)
        if content and sniff_image(content):
            images[name] = content
        else:
            lost[name] = path
    if not lost:
        return replace(document, images=images, beside={})
    gone: list[LeftOut] = []

    def keep(picture: Picture) -> bool:
        if picture.name not in lost:
            return True
        gone.append(LeftOut("missing image", picture.alt, lost[picture.name]))
        return False

    blocks = tuple(kept for block in document.blocks for kept in _without(block, keep))
    return replace(
        document, blocks=blocks, images=images, beside={}, left_out=(*document.left_out, *gone)
    )


def _without(block: Block, keep: Callable[[Picture], bool]) -> list[Block]:
    match block:
        case Paragraph() | Heading():
            content = _prune(block.content, keep)
            return [replace(block, content=content)] if content else []
        case Note():
            return [replace(block, content=_prune(block.content, keep))]
        case Quote():
            inner = tuple(kept for one in block.blocks for kept in _without(one, keep))
            return [Quote(inner)] if inner else []
        case Items():
            items = tuple(
                tuple(kept for one in item for kept in _without(one, keep)) for item in block.items
            )
            return [replace(block, items=tuple(filter(None, items)))] if any(items) else []
        case Table():
            rows = tuple(tuple(_prune(cell, keep) for cell in row) for row in block.rows)
            return [replace(block, rows=rows)]


def _prune(content: tuple[Inline, ...], keep: Callable[[Picture], bool]) -> tuple[Inline, ...]:
    kept: list[Inline] = []
    for inline in content:
        if isinstance(inline, Picture):
            kept += [inline] if keep(inline) else []
        elif isinstance(inline, Link | Emphasis):
            inner = _prune(inline.content, keep)
            kept += [replace(inline, content=inner)] if inner else []
        else:
            kept.append(inline)
    return tuple(kept)


def _choose_source(image: Element) -> str:
    source = str(image.get("src", "")).strip()
    if source and not (source.lower().startswith("data:") and len(source) < _PLACEHOLDER):
        return source
    for name in _LAZY:
        if later := str(image.get(name, "")).strip():
            return later
    candidates = str(image.get("srcset") or image.get("data-srcset") or "").split()
    if candidates and not candidates[0].lower().startswith("data:"):
        return candidates[0].rstrip(",")
    return source


def _list_sources(image: Element) -> Iterator[str]:
    """Every address at which an image may be."""
    for name in ("src", *_LAZY):
        if source := str(image.get(name, "")).strip():
            yield source
    for name in ("srcset", "data-srcset"):
        for candidate in str(image.get(name, "")).split(","):
            if parts := candidate.split():
                yield parts[0]


def _is_pixel(image: Element) -> bool:
    sides = [image.get(side, "").strip().removesuffix("px") for side in ("width", "height")]
    return all(side in ("0", "1") for side in sides)


def _path_beside(source: str, base: str) -> str:
    """The path of a file beside the page; nothing for what is elsewhere or no plain path."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return ""
    path = unquote(parts.path).removeprefix("./")
    if parts.scheme or parts.netloc or not path or path.startswith("/"):
        return ""
    folders = path.split("/")
    if "_files" not in folders[0] and base:
        return ""  # A saved page keeps its files in NAME_files; other paths are of the site.
    safe = not re.search(r"[\\:\0-\x1f]", path) and not {"", ".", ".."} & set(folders)
    return path if safe and _SUFFIX.search(path) else ""


def _shorten(source: str) -> str:
    return source if len(source) <= 200 else f"{source[:197]}…"
