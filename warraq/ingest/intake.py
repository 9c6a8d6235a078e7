"""Opens a file safely, finds out what it really is, and gives it to the reader of its format."""

from __future__ import annotations

import errno
import importlib
import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warraq.ingest.document import Document
from warraq.ingest.encodings import decode_text
from warraq.ingest.errors import IngestError
from warraq.ingest.limits import Limits, limit_time

if TYPE_CHECKING:
    from warraq.ingest.settings import Settings
    from warraq.ingest.terms import TermTable


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be read."""

    name: str
    """As messages say it."""

    suffix: str
    """The ending that its original gets in `sources/`."""

    suffixes: tuple[str, ...]
    """Every ending that its files may have."""

    reader: str
    """`module.function` of this package; the function takes the bytes and the limits."""


TEXT = Format("plain text", ".txt", (".txt", ".text"), "plaintext.read_plaintext")
HTML = Format("a web page", ".html", (".html", ".htm", ".xhtml"), "html.read_html")
REST = Format("JSON of WordPress", ".json", (".json",), "wordpress.read_rest")
WXR = Format("a WordPress export", ".xml", (".xml", ".wxr"), "wordpress.read_wxr")
DOCX = Format("a Word document", ".docx", (".docx",), "docx.read_docx")
PDF = Format("a PDF", ".pdf", (".pdf",), "pdf.read_pdf")
MHTML = Format("a web page in one file", ".mhtml", (".mhtml", ".mht"), "mhtml.read_mhtml")
FORMATS = (TEXT, HTML, MHTML, REST, WXR, DOCX, PDF)

SUFFIXES = {suffix: kind for kind in FORMATS for suffix in kind.suffixes}
"""What a file's ending promises."""

# The first bytes of what is often taken for a publication, and what to do with it.
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or encrypted Office file; save it as .docx"),
    (b"{\\rtf", "an RTF file; save it as .docx"),
    (b"PK\x05\x06", "an empty zip archive; give the publication itself"),
    (b"\x1f\x8b", "packed with gzip; unpack it first"),
    (b"BZh", "packed with bzip2; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "packed with 7-Zip; unpack it first"),
    (b"Rar!", "packed with RAR; unpack it first"),
    (b"\xfd7zXZ", "packed with xz; unpack it first"),
    (b"\x89PNG", "an image; import the publication that shows it"),
    (b"\xff\xd8\xff", "an image; import the publication that shows it"),
    (b"GIF8", "an image; import the publication that shows it"),
    (b"\x7fELF", "a program; give a publication"),
    (b"MZ\x90", "a program; give a publication"),
    (b"%!PS", "a PostScript file; save it as PDF"),
)
_PROLOGUE = r"(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
_HTML_START = re.compile(
    _PROLOGUE + r"<(?:!doctype\s+html|html|head|body|article|main|div)\b", re.I | re.S
)
_FEED_START = re.compile(_PROLOGUE + r"<(?:rss|!DOCTYPE\s+rss)\b", re.S)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*[\s>/]")
_MAIL_START = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
_MAIL_VERSION = re.compile(rb"^MIME-Version:", re.I | re.M)
_MAIL_PAGE = re.compile(rb"^Content-Type:\s*(?:multipart/related|text/html)\b", re.I | re.M)
_MAIL_SENT = re.compile(rb"^(?:Received|Delivered-To|Return-Path|To):", re.I | re.M)
_HEAD = 65_536
_WITH_TERMS = ("html", "mhtml", "wordpress")
"""Readers of sources that name categories, tags or keywords."""


def read_file(path: Path, limits: Limits) -> bytes:
    """Read a file once; only a regular one, no link, and none that is empty or too large.

    Raises IngestError.
    """
    shown = show_name(path)
    try:
        is_link = path.is_symlink()
        # O_NONBLOCK: a pipe without a writer would wait for ever.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise IngestError(_describe_failure(shown, error)) from None
    try:
        facts = os.fstat(descriptor)
        if is_link:
            raise IngestError(f"{shown} is a symbolic link; give the file that it leads to")
        if stat.S_ISDIR(facts.st_mode):
            raise IngestError(f"{shown} is a folder; give the files in it")
        if not stat.S_ISREG(facts.st_mode):
            raise IngestError(f"{shown} is no regular file but a device or pipe; give a file")
        if facts.st_size > limits.file_bytes:
            raise IngestError(_too_large(shown, facts.st_size, limits))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise IngestError(_describe_failure(shown, error)) from None
    finally:
        os.close(descriptor)
    if len(content) > limits.file_bytes:  # it grew meanwhile
        raise IngestError(_too_large(shown, len(content), limits))
    if not content.strip(b"\0\t\n\r \xef\xbb\xbf\xfe\xff"):
        raise IngestError(f"{shown} is empty; give the original")
    return content


def read_document(
    path_name: str, content: bytes, limits: Limits, settings: Settings | None = None
) -> list[Document]:
    """Read the bytes of a file, whose name must fit what they are.

    An export holds several publications, every other file one; `settings` say what its
    categories and tags mean. Raises IngestError, whose sentence begins with the file's name.
    """
    shown = show_name(Path(path_name))
    try:
        kind = sniff_format(path_name, content)
        with limit_time(limits.seconds):
            found = _reader_of(kind, settings)(content, limits)
    except IngestError as error:
        text = str(error)
        raise IngestError(text if text.startswith(shown) else f"{shown}: {text}") from error
    except RecursionError:
        raise IngestError(
            f"{shown}: its parts stand too deep in one another; save the article alone"
        ) from None
    except MemoryError:
        raise IngestError(f"{shown}: it needs more memory than there is; split it") from None
    documents = found if isinstance(found, list) else [found]
    if not documents:
        raise IngestError(f"{shown}: it holds no publication; export the posts themselves")
    return documents


def sniff_format(path_name: str, content: bytes) -> Format:
    """What the bytes are; raises IngestError if that is nothing to import or the name lies."""
    actual = _sniff(path_name, content)
    suffix = _suffix_of(path_name)
    promised = SUFFIXES.get(suffix)
    if not promised:
        known = ", ".join(kind.suffix for kind in FORMATS)
        said = f"its name ends in {suffix}" if suffix else "its name has no ending"
        raise IngestError(f"{said}, but it is {actual.name}; rename it ({known} are read)")
    if promised is not actual:
        raise IngestError(
            f"its name ends in {suffix}, but it is {actual.name}; rename it to end in "
            f"{actual.suffix}, if that is what you mean"
        )
    return actual


def show_name(path: Path) -> str:
    """A file's name for a message: one line, whatever characters are in it."""
    return "".join(char if char.isprintable() else "?" for char in os.fspath(path))


def _suffix_of(path_name: str) -> str:
    suffix = os.path.splitext(path_name)[1].lower()  # noqa: PTH122 - the name may be any text
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""


def _sniff(path_name: str, content: bytes) -> Format:
    head = content[:_HEAD]
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise IngestError(f"it is {what}")
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"PK\x03\x04"):
        if b"word/" in content and (b"[Content_Types].xml" in content):
            return DOCX
        raise IngestError("it is a zip archive and no Word document; unpack it first")
    if head[4:8] == b"ftyp":
        raise IngestError("it is a film or image; import the publication that shows it")
    start = _MAIL_START.match(head.lstrip(b"\xef\xbb\xbf \t\r\n"))
    if start and _MAIL_VERSION.search(start[0]):
        if _MAIL_PAGE.search(start[0]) and not _MAIL_SENT.search(start[0]):
            return MHTML
        raise IngestError("it is an e-mail; save the publication that it carries")
    return _sniff_text(path_name, content)


def _sniff_text(path_name: str, content: bytes) -> Format:
    promised = SUFFIXES.get(_suffix_of(path_name))
    sample = content[:_HEAD]
    start = sample.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:4096].replace(b"\0", b"")
    text = start.decode("latin-1")
    if _FEED_START.match(text):
        return WXR
    if _HTML_START.match(text):
        return HTML
    if promised is HTML and _TAG.search(sample.replace(b"\0", b"").decode("latin-1")):
        return HTML
    if promised is REST and text[:1] in ("{", "["):
        return REST
    if promised is WXR and text.startswith("<"):
        return WXR
    if text.startswith(("<?xml", "<!DOCTYPE", "<!ENTITY")):
        raise IngestError("it is XML of an unknown kind; give a WordPress export or a web page")
    if re.match(r'[\[{]\s*(?:\{\s*)?"[\w ]+"\s*:', text):
        return REST
    decode_text(content)  # raises for what is no text
    return TEXT


def _reader_of(kind: Format, settings: Settings | None) -> Callable[[bytes, Limits], Any]:
    module, name = kind.reader.split(".")
    reader: Callable[..., Any] = getattr(importlib.import_module(f"warraq.ingest.{module}"), name)
    if module in _WITH_TERMS and settings:
        return partial(reader, terms=_list_terms(settings))
    if kind is TEXT and settings:
        return partial(reader, settings=settings)
    return reader


def _list_terms(settings: Settings) -> TermTable:
    from warraq.ingest.terms import TermTable

    return TermTable(
        settings.kinds,
        _by_form(settings.places),
        _by_form(settings.topics),
        settings.known_kinds,
    )


def _by_form(vocabulary: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {form.casefold(): word for word, also in vocabulary.items() for form in (word, *also)}


def _too_large(shown: str, size: int, limits: Limits) -> str:
    return (
        f"{shown} has {size:,} bytes, more than the {limits.file_bytes:,} allowed; split it, or "
        "raise `file_bytes` in [limits] of docs/import.toml"
    )


def _describe_failure(shown: str, error: OSError | ValueError) -> str:
    if isinstance(error, ValueError):
        return f"{shown} is no name that a file can have; check it"
    if error.errno == errno.ENOENT:
        return f"{shown} does not exist; check its name"
    if error.errno == errno.ELOOP:
        return f"{shown} is a symbolic link; give the file that it leads to"
    if error.errno == errno.ENXIO:
        return f"{shown} is no regular file but a device or pipe; give a file"
    return f"{shown} cannot be read: {error.strerror}; check its permissions"
