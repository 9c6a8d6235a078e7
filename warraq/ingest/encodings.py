"""Reads the bytes of a plain text, whatever encoding they are in."""

from __future__ import annotations

import codecs
import re

from warraq.ingest.errors import IngestError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile("[\0-\x08\x0e-\x1f\x7f]")
_COMMON = re.compile(
    "[\t\n\r -~\u00a0-\u024f\u0600-\u06ff\u200b-\u200f\u2010-\u2026\ufb50-\ufdff\ufe70-\ufeff]"
)
_ARABIC_1256 = re.compile(rb"[\xc0-\xd6\xd8-\xdf\xe1\xe3-\xe6\xec\xed]{2,}")
"""Runs of the letters that Windows-1256 has where Windows-1252 has accented capitals."""

_LEAST_WIDE = 8  # fewer bytes are characters of one kind as well as of another

_BROKEN_OFF = "the file breaks off in the middle of a character; get it again, complete"
_NO_TEXT = "the file holds bytes that are no text; save it as UTF-8 text, or give the original"


def decode_text(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8, UTF-16, Windows-1256 or Windows-1252.

    Raises IngestError for bytes that are no text, or that break off.
    """
    for mark, codec in _BOMS:
        if content.startswith(mark):
            try:
                return _settle(content[len(mark) :].decode(codec), codec)
            except UnicodeDecodeError as error:
                broken = error.end >= len(content) - len(mark)
                raise IngestError(_BROKEN_OFF if broken else _NO_TEXT) from None
    if b"\0" in content[:4096] and (codec := _wide_codec(content)):
        if len(content) % 2:
            raise IngestError(_BROKEN_OFF)
        return _settle(content.decode(codec), codec)
    try:
        return _settle(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        good = len(re.findall(rb"[\xc3-\xf4][\x80-\xbf]", content[: error.start]))
        if good >= 3 or (good and error.end == len(content)):
            if error.end == len(content) and error.reason == "unexpected end of data":
                raise IngestError(_BROKEN_OFF) from None
            line = content.count(b"\n", 0, error.start) + 1
            raise IngestError(
                f"line {line} holds the byte 0x{content[error.start]:02X}, which is not UTF-8 "
                "as the rest is; save the file as UTF-8"
            ) from None
    codec = _single_byte_codec(content)
    return _settle(content.decode(codec, "replace"), codec)


def describe_guess(content: bytes, codec: str) -> str:
    """What to say of an encoding that the bytes only suggest; nothing of one that is sure."""
    if codec == "utf-8" or any(content.startswith(mark) for mark, _ in _BOMS):
        return ""
    name = codec.upper() if codec.startswith("utf") else codec.replace("cp", "windows-")
    return f"read as {name}, which its bytes suggest: check that the letters are right"


def _settle(text: str, codec: str) -> tuple[str, str]:
    if _CONTROL.search(text):
        raise IngestError(_NO_TEXT)
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise IngestError(_NO_TEXT)
    return text.removeprefix("\ufeff"), codec


def _wide_codec(content: bytes) -> str:
    """UTF-16 without a mark: the byte order that gives common characters, if one does."""
    sample = content[: min(4096, len(content) - len(content) % 2)]
    best, share = "", 0.9
    if len(sample) < _LEAST_WIDE:
        return best
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = sample.decode(codec)
        except UnicodeDecodeError:
            continue
        found = len(_COMMON.findall(text)) / max(len(text), 1)
        if found > share:
            best, share = codec, found
    if best:
        try:
            content[: len(content) - len(content) % 2].decode(best)
        except UnicodeDecodeError:
            return ""
    return best


def _single_byte_codec(content: bytes) -> str:
    """Windows-1256 where most high bytes stand in words of Arabic letters, else 1252."""
    high = len(re.findall(rb"[\x80-\xff]", content))
    arabic = sum(map(len, _ARABIC_1256.findall(content)))
    return "cp1256" if arabic > high // 2 else "cp1252"
