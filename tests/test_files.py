"""Files that are written at once or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from warraq.files import read_record, write_atomically


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_text_is_written_as_utf8_with_its_own_line_ends(tmp_path):
    path = tmp_path / "deep" / "er" / "page.md"
    assert write_atomically(path, "نص\r\nx\n")
    assert path.read_bytes() == "نص\r\nx\n".encode()


def test_equal_content_leaves_the_file_untouched(tmp_path):
    path = tmp_path / "page.md"
    write_atomically(path, b"same")
    os.utime(path, (1, 1))
    inode = path.stat().st_ino
    assert not write_atomically(path, "same")
    assert (path.stat().st_mtime, path.stat().st_ino) == (1, inode)
    assert write_atomically(path, "some")


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch):
    path = tmp_path / "page.md"
    path.write_text("old")

    def fail(self: Path, target: Path) -> Path:
        raise OSError("synthetic failure")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="synthetic"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_permissions_of_a_file_stay_and_a_new_one_obeys_the_umask(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("x")
    old.chmod(0o640)
    before = os.umask(0o027)
    try:
        write_atomically(old, "y")
        write_atomically(new, "y")
    finally:
        os.umask(before)
    assert mode_of(old) == 0o640
    assert mode_of(new) == 0o640 == 0o666 & ~0o027


def test_a_symbolic_link_stays_one(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    write_atomically(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.parametrize(("durable", "count"), [(True, 2), (False, 0)])
def test_the_disk_is_waited_for_unless_told_otherwise(tmp_path, monkeypatch, durable, count):
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    write_atomically(tmp_path / "page", "x", durable=durable)
    assert len(synced) == count


def test_a_file_that_cannot_be_written_is_named_itself(tmp_path, monkeypatch):
    path = tmp_path / "page.po"
    path.write_text("old")

    def refuse(self, target):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PermissionError) as caught:
        write_atomically(path, "new")
    assert caught.value.filename == str(path)
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["page.po"]


@pytest.mark.parametrize(
    "text", ["", "[]", '"x"', "5", "null", '{"x": ["y"]}', '{"x": 1}', "\0", "[" * 100_000]
)
def test_a_record_of_another_shape_is_none(tmp_path, text):
    path = tmp_path / "record.json"
    assert read_record(path) == {}
    path.write_text(text)
    assert read_record(path) == {}
    path.write_text('{"page": "digest"}')
    assert read_record(path) == {"page": "digest"}
