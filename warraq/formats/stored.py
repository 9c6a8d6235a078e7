"""Writes data in the format of zlib without compressing them, the same bytes on every machine.

Libraries that compress (zlib, zlib-ng, others, each in its versions) choose other bytes for the
same data, and all read these.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

_HEAD = b"\x78\x01"
"""Deflate with a window of 32 KiB; no dictionary (RFC 1950, 2.2)."""

_MOST = 0xFFFF
"""What one stored block can hold (RFC 1951, 3.2.4)."""


def store(data: bytes) -> bytes:
    """The data as a zlib stream (RFC 1950) of stored blocks."""
    check = zlib.adler32(data).to_bytes(4, "big")
    return b"".join((_HEAD, *_list_blocks(data), check))


def _list_blocks(data: bytes) -> Iterator[bytes]:
    for start in range(0, max(len(data), 1), _MOST):
        block = data[start : start + _MOST]
        is_last = start + _MOST >= len(data)
        yield bytes([is_last])
        yield len(block).to_bytes(2, "little") + (len(block) ^ 0xFFFF).to_bytes(2, "little")
        yield block
