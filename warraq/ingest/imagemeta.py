"""Takes metadata out of image files without touching their pixels, and names what it was."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import ExifTags, Image

from warraq.ingest.errors import IngestError
from warraq.ingest.inlines import sniff_image

_PNG_KEPT = frozenset(
    (
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP",
        b"sBIT", b"bKGD", b"pHYs", b"hIST", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT",
    )
)  # fmt: skip
_PNG_NAMES = {b"eXIf": "EXIF", b"tIME": "time of change"}
_PNG_TEXT = (b"tEXt", b"zTXt", b"iTXt")
_WEBP_KEPT = (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP")
_GIF_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
_GPS, _EXIF, _THUMBNAIL, _MAKER = 0x8825, 0x8769, 0x0201, 0x927C
_BROKEN = "the image is damaged"


@dataclass(frozen=True, slots=True)
class Stripped:
    """An image without metadata, and the names of what is gone."""

    content: bytes
    found: tuple[str, ...]


def strip_metadata(content: bytes) -> Stripped:
    """Take the metadata out of a JPEG, PNG, GIF or WebP; raises ValueError if it is damaged.

    Other kinds come back whole, with the names of what a decoder finds in them.
    """
    suffix = sniff_image(content)
    found: list[str] = []
    if suffix == "jpg":
        cleaned = b"".join(_strip_jpeg(content, found))
    elif suffix == "png":
        cleaned = b"".join(_strip_png(content, found))
    elif suffix == "gif":
        cleaned = b"".join(_strip_gif(content, found))
    elif suffix == "webp":
        cleaned = _strip_webp(content, found)
    else:
        cleaned = content
        found += _find_by_decoder(content)
    return Stripped(cleaned if found else content, tuple(dict.fromkeys(found)))


def describe_exif(data: bytes) -> list[str]:
    """Name what a block of EXIF holds; `data` with or without its `Exif` head."""
    names = ["EXIF"]
    try:
        exif = Image.Exif()
        exif.load(data if data.startswith(b"Exif\0\0") else b"Exif\0\0" + data)
        if exif.get_ifd(_GPS):
            names.append("GPS position")
        if exif.get_ifd(ExifTags.IFD.IFD1).get(_THUMBNAIL):
            names.append("thumbnail")
        if _MAKER in exif.get_ifd(_EXIF):
            names.append("maker note")
    except IngestError:  # time is up
        raise
    except Exception:  # broken EXIF is dropped all the same
        return names
    return names


def _find_by_decoder(content: bytes) -> list[str]:
    try:
        with Image.open(io.BytesIO(content)) as image:
            names = describe_exif(image.info["exif"]) if image.info.get("exif") else []
            return [*names, "XMP"] if image.info.get("xmp") else names
    except IngestError:
        raise
    except Exception as error:  # whatever a broken file makes of a decoder
        raise ValueError(_BROKEN) from error


# -- JPEG ------------------------------------------------------------------------------


def _strip_jpeg(content: bytes, found: list[str]) -> Iterator[bytes]:
    at = 2
    yield content[:2]
    while True:
        start = at
        while content[at : at + 1] == b"\xff":
            at += 1
        marker = content[at] if at < len(content) and at > start else None
        at += 1
        if marker is None:
            raise ValueError(_BROKEN)
        if marker == 0xD9:
            yield b"\xff\xd9"
            break
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            yield bytes((0xFF, marker))
            continue
        length = int.from_bytes(content[at : at + 2], "big")
        payload = content[at + 2 : at + length]
        if length < 2 or len(payload) != length - 2:
            raise ValueError(_BROKEN)
        names = _judge_segment(marker, payload)
        if marker == 0xE0 and payload.startswith(b"JFIF\0") and payload[12:14] != b"\0\0":
            found.append("thumbnail")
            payload = payload[:12].ljust(12, b"\0") + b"\0\0"
        if names:
            found += names
        else:
            yield struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload
        at += length
        if marker == 0xDA:
            end = _find_scan_end(content, at)
            yield content[at:end]
            at = end
    if content[at:].strip(b"\0\xff\r\n "):
        found.append("data behind the image")


def _judge_segment(marker: int, payload: bytes) -> list[str]:
    if marker == 0xFE:
        return ["comment"]
    if not 0xE0 <= marker <= 0xEF:
        return []
    if marker == 0xE1:
        if payload.startswith(b"Exif\0"):
            return describe_exif(payload)
        return ["XMP"] if b"ns.adobe.com" in payload[:40] else ["application data"]
    kept = (
        (marker == 0xE0 and payload.startswith(b"JFIF\0"))
        or (marker == 0xE2 and payload.startswith(b"ICC_PROFILE\0"))
        or (marker == 0xEE and payload.startswith(b"Adobe"))
    )
    if kept:
        return []
    if marker == 0xE0:
        return ["thumbnail"]
    return ["IPTC"] if marker == 0xED else ["application data"]


def _find_scan_end(content: bytes, at: int) -> int:
    """Where the next marker stands behind the data of a scan."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise ValueError(_BROKEN)
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


# -- PNG -------------------------------------------------------------------------------


def _strip_png(content: bytes, found: list[str]) -> Iterator[bytes]:
    yield content[:8]
    at = 8
    while True:
        length = int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        end = at + 12 + length
        if len(kind) < 4 or end > len(content):
            raise ValueError(_BROKEN)
        if kind in _PNG_KEPT:
            yield content[at:end]
        elif kind == b"eXIf":
            found += describe_exif(content[at + 8 : end - 4])
        elif kind in _PNG_TEXT:
            xmp = content[at + 8 : end].startswith(b"XML:com.adobe.xmp")
            found.append("XMP" if xmp else "text")
        else:
            found.append(_PNG_NAMES.get(kind, "private data"))
        at = end
        if kind == b"IEND":
            break
    if content[at:].strip(b"\0"):
        found.append("data behind the image")


# -- GIF -------------------------------------------------------------------------------


def _strip_gif(content: bytes, found: list[str]) -> Iterator[bytes]:
    if len(content) < 13:
        raise ValueError(_BROKEN)
    at = 13 + (3 << (content[10] & 7) + 1 if content[10] & 0x80 else 0)
    yield content[:at]
    while True:
        kind = content[at : at + 1]
        if kind == b";":
            yield kind
            break
        if kind == b"!":
            label = content[at + 1 : at + 2]
            end = _skip_blocks(content, at + 2)
            name = content[at + 3 : at + 14]
            if label == b"\xf9" or (label == b"\xff" and name in _GIF_KEPT):
                yield content[at:end]
            elif label == b"\xfe":
                found.append("comment")
            else:
                found.append("XMP" if name.startswith(b"XMP") else "application data")
        elif kind == b"," and at + 10 < len(content):
            flags = content[at + 9]
            start = at + 10 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
            end = _skip_blocks(content, start + 1)
            yield content[at:end]
        else:
            raise ValueError(_BROKEN)
        at = end
    if content[at + 1 :].strip(b"\0"):
        found.append("data behind the image")


def _skip_blocks(content: bytes, at: int) -> int:
    while at < len(content):
        size = content[at]
        at += 1 + size
        if size == 0:
            return at
    raise ValueError(_BROKEN)


# -- WebP ------------------------------------------------------------------------------


def _strip_webp(content: bytes, found: list[str]) -> bytes:
    total = int.from_bytes(content[4:8], "little") + 8
    if total > len(content):
        raise ValueError(_BROKEN)
    kept: list[bytes] = []
    at = 12
    while at + 8 <= total:
        kind = content[at : at + 4]
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + length + (length & 1)
        if at + 8 + length > total:
            raise ValueError(_BROKEN)
        data = content[at + 8 : at + 8 + length]
        if kind == b"VP8X" and data:
            data = bytes((data[0] & ~0x0C,)) + data[1:]  # it holds neither EXIF nor XMP
        if kind in _WEBP_KEPT:
            kept.append(kind + struct.pack("<I", length) + data + b"\0" * (length & 1))
        elif kind == b"EXIF":
            found += describe_exif(data)
        else:
            found.append("XMP" if kind == b"XMP " else "private data")
        at = end
    if content[total:].strip(b"\0"):
        found.append("data behind the image")
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
