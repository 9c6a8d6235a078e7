"""Data in the format of zlib, the same bytes on every machine."""

from __future__ import annotations

import zlib

import pytest

from warraq.formats.stored import store


@pytest.mark.parametrize("size", [0, 1, 0xFFFF, 0xFFFF + 1, 3 * 0xFFFF, 200_000])
def test_every_reader_of_zlib_reads_it(size):
    data = bytes(number * 7 % 256 for number in range(size))
    reader = zlib.decompressobj()
    assert reader.decompress(store(data)) == data
    assert reader.eof
    assert reader.unused_data == b""


def test_its_bytes_are_these():
    # RFC 1950, 2.2 and RFC 1951, 3.2.4, by hand.
    assert store(b"abc") == bytes.fromhex("7801 01 0300 fcff 616263 024d0127")
    assert store(b"") == bytes.fromhex("7801 01 0000 ffff 00000001")


def test_a_damaged_one_is_known():
    with pytest.raises(zlib.error):
        zlib.decompress(store(b"abc").replace(b"b", b"x"))
