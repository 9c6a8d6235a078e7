"""Files that must not come in, each with one sentence. Every file here is synthetic."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.ingest.document import Document
from warraq.ingest.errors import IngestError
from warraq.ingest.intake import FORMATS, read_document, read_file, sniff_format
from warraq.ingest.limits import Limits, limit_time, read_limits

HTML = (
    b"<!doctype html><html><head><title>Synthetic</title></head><body><p>Words.</p></body></html>"
)
FEED = b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>'
POST = b'{"id": 1, "title": {"rendered": "Synthetic"}}'


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "synthetic")
    return buffer.getvalue()


# -- Opening -------------------------------------------------------------------------------


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(IngestError) as caught:
        read_file(path, limits or Limits())
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_a_regular_file_is_read_as_it_is(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"synthetic\r\n")
    assert read_file(tmp_path / "a.txt", Limits()) == b"synthetic\r\n"


def test_a_symbolic_link_is_refused_although_its_target_is_good(tmp_path):
    (tmp_path / "a.txt").write_text("synthetic")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    assert "symbolic link" in refusal(tmp_path / "link.txt")


def test_a_folder_a_pipe_and_a_device_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert "folder" in refusal(tmp_path)
    assert "no regular file" in refusal(tmp_path / "pipe.txt")
    assert "no regular file" in refusal(Path("/dev/null"))


@pytest.mark.parametrize("content", [b"", b" \n\t", b"\xef\xbb\xbf", b"\0\0\0"])
def test_an_empty_file_is_refused(tmp_path, content):
    (tmp_path / "a.txt").write_bytes(content)
    assert "is empty" in refusal(tmp_path / "a.txt")


def test_a_file_of_two_gigabytes_is_refused_by_its_size_alone(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)  # takes no room on the disk
    said = refusal(path)
    assert "2,000,000,000 bytes" in said
    assert "`file_bytes`" in said


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"x" * 11)
    assert len(read_file(tmp_path / "a.txt", Limits(file_bytes=11))) == 11
    assert "11 bytes" in refusal(tmp_path / "a.txt", Limits(file_bytes=10))


@pytest.mark.parametrize("name", ["missing.txt", "a\0b.txt", "x" * 300 + ".txt", "a\nb.txt"])
def test_a_name_that_no_file_has_is_said_in_one_line(tmp_path, name):
    assert refusal(tmp_path / name)


# -- What it really is -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"Synthetic words."),
        ("a.TEXT", "كلمات مصطنعة".encode("cp1256")),
        ("a.html", HTML),
        ("a.htm", HTML.decode().encode("utf-16")),
        ("a.html", b"<p>A part of a synthetic page.</p>"),
        ("a.json", POST),
        ("a.json", b"[" + POST + b"]"),
        ("a.xml", FEED),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml")),
        ("a.pdf", b"%PDF-1.7 synthetic"),
    ],
)
def test_a_format_is_known_by_its_content(name, content):
    kind = sniff_format(name, content)
    assert Path(name).suffix.lower() in kind.suffixes


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.pdf", HTML, "it is a web page"),
        ("a.docx", b"%PDF-1.7", "it is a PDF"),
        ("a.txt", HTML, "it is a web page"),
        ("a.txt", FEED, "it is a WordPress export"),
        ("a.txt", POST, "it is JSON of WordPress"),
        ("a.html", b"Only words.", "it is plain text"),
        ("a.json", b"Only words.", "it is plain text"),
        ("a.md", b"Only words.", "its name ends in .md"),
        ("a", b"Only words.", "its name has no ending"),
        ("a.docx", zipped("inner.zip"), "zip archive"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old or encrypted"),
        ("a.txt", b"\x89PNG\r\n", "an image"),
        ("a.txt", b"\x1f\x8b\x08", "gzip"),
        ("a.txt", b"{\\rtf1", "RTF"),
        ("a.txt", b"\x7fELF\2", "a program"),
        ("a.txt", b"\0\1\2\3 no words", "no text"),
        ("a.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "WordPress"),
    ],
)
def test_a_wrong_ending_or_foreign_content_is_refused_in_one_sentence(name, content, what):
    with pytest.raises(IngestError, match=what) as caught:
        read_document(name, content, Limits())
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


def test_a_thousand_comments_before_a_page_take_no_time():
    content = b"<!-- x -->" * 400 + b"<nothing"
    with limit_time(5), pytest.raises(IngestError):
        read_document("a.txt", content + b"\0", Limits())


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.suffix)
@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=120))
def test_no_bytes_crash_a_reader_of_any_format(kind, content):
    heads = {".pdf": b"%PDF-1.4\n", ".docx": zipped("[Content_Types].xml", "word/x"), ".xml": FEED}
    for whole in (content, heads.get(kind.suffix, HTML[:40]) + content):
        try:
            found = read_document(f"a{kind.suffix}", whole, Limits())
        except IngestError as error:
            assert "\n" not in str(error)  # noqa: PT017
        else:
            assert all(isinstance(document, Document) for document in found)


# -- Limits --------------------------------------------------------------------------------


def test_the_time_for_a_file_ends():
    with pytest.raises(IngestError, match="longer than 1 seconds"), limit_time(1):
        time.sleep(9)


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ({"file_bites": 1}, "has no file_bites"),
        ({"pages": 0}, "pages = 0 is not a whole number"),
        ({"pages": True}, "pages = True"),
        ([1], "limits is no table"),
    ],
)
def test_a_wrong_limit_is_named(table, what):
    with pytest.raises(IngestError, match=what):
        read_limits(table, "docs/import.toml")


def test_limits_that_are_not_given_have_their_defaults():
    assert read_limits({"pages": 7}, "x") == Limits(pages=7)
