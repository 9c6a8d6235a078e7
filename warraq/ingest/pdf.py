"""Reads a PDF by its text layer: paragraphs, headings, lists and notes out of places and sizes."""

from __future__ import annotations

import io
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import settings as pikepdf_settings

from warraq.ingest.addresses import list_counts
from warraq.ingest.bidi import fold_forms
from warraq.ingest.document import Document, Facts, LeftOut, block_texts
from warraq.ingest.errors import IngestError
from warraq.ingest.inlines import level_headings
from warraq.ingest.pdfblocks import find_title, make_blocks
from warraq.ingest.pdfglyphs import UNREADABLE, Glyph, Page, read_pages
from warraq.ingest.pdflines import Line, read_lines
from warraq.ingest.pdfmeta import list_personal, read_comments
from warraq.ingest.pdfpictures import take_pictures
from warraq.ingest.typednotes import doubt_typed_notes
from warraq.ingest.visible import REASON, clean_visible

if TYPE_CHECKING:
    from warraq.ingest.limits import Limits

# What pikepdf says of a broken XMP packet, which is dropped anyway, reads like a crash.
logging.getLogger("pikepdf").setLevel(logging.CRITICAL)

_DAMAGED = (
    "the file is damaged or was cut short; copy or download it again, "
    "or open it in a viewer and print it to a new PDF"
)
_MOST_UNREADABLE = 0.2
"""Share of signs without letters above which the text layer is of no use."""


def read_pdf(content: bytes, limits: Limits) -> Document:
    """Read the bytes of a PDF; raises IngestError with a sentence for the maintainer.

    The title is a heading of level 1. Running heads and page numbers are left out with their
    words, hidden text, comments, metadata, scripts and attachments as well.
    """
    if b"%PDF-" not in content[:1024]:
        raise IngestError("the file is no PDF, whatever its name says; import the PDF itself")
    with _bounded(limits), _open(content) as pdf:
        _judge(pdf, limits)
        left_out, comments = _read_beside(pdf)
        title, language = _read_properties(pdf)
        plain = _unpack(pdf, limits)
        pages = list(read_pages(plain, limits))
        hidden = _judge_text(pages, left_out)
        pictures, images = take_pictures(plain, pages, left_out)
    turned = [text for page in pages for text in page.turned if text.strip()]
    beside = [
        LeftOut(reason, text)
        for reason, text in (
            ("hidden text", "\n".join(hidden)),
            ("text set at an angle", "\n".join(turned)),
            ("comments", "\n".join(comments)),
        )
        if text.strip()
    ]
    tracking = Counter(name for page in pages for names in page.tracking.values() for name in names)
    if tracking:
        left_out.append(LeftOut(REASON, "", list_counts(tracking)))
    lines = read_lines(pages)
    lost = _count_letters(pages) - _count_letters(lines)
    blocks, own, words = make_blocks(lines, pictures)
    blocks = level_headings(blocks)
    shown = {" ".join(text.split()) for block in blocks for text in block_texts(block)}
    # A title that the text does not repeat is as often that of another document.
    facts = Facts(title=title if title in shown else find_title(blocks), language=language)
    # Letters that no line holds are counted as a word, so that the accounting finds them.
    words = "\n".join([words, *(entry.text for entry in beside), "".join(lost.elements())])
    dropped = (*own, *beside, *left_out)
    return clean_visible(
        Document(
            tuple(blocks),
            facts,
            "",
            dropped,
            images=images,
            review=_doubt_hidden(pages) | doubt_typed_notes(blocks),
            words=words,
        )
    )


@contextmanager
def _bounded(limits: Limits) -> Iterator[None]:
    """Let no stream of a file unpack beyond the limit while it is open."""
    most = min(limits.unpacked_bytes, 2**32 - 1)
    before = pikepdf_settings.set_qpdf_limits(
        flate_max_memory=most,
        png_max_memory=most,
        run_length_max_memory=most,
        tiff_max_memory=most,
        dct_max_memory=most,
        max_stream_filters=4,
    )
    try:
        yield
    finally:
        pikepdf_settings.set_qpdf_limits(**before)  # type: ignore[arg-type]


@contextmanager
def _open(content: bytes) -> Iterator[pikepdf.Pdf]:
    try:
        pdf = pikepdf.Pdf.open(io.BytesIO(content), attempt_recovery=False)
    except IngestError:  # time is up
        raise
    except pikepdf.PasswordError as error:
        raise IngestError(
            "the file is locked with a password; save a copy without one (in a viewer: print "
            "to PDF) and import that"
        ) from error
    except Exception as error:  # qpdf's own, and whatever a broken object makes of it
        raise IngestError(_DAMAGED) from error
    try:
        yield pdf
    finally:
        pdf.close()


def _judge(pdf: pikepdf.Pdf, limits: Limits) -> None:
    try:
        count = len(pdf.pages)
    except IngestError:  # time is up
        raise
    except Exception as error:  # a page tree that is none, or that runs in a circle
        raise IngestError(_DAMAGED) from error
    if count == 0:
        raise IngestError("the file has no pages; ask for it again")
    if count > limits.pages:
        raise IngestError(
            f"the file has {count} pages, more than the {limits.pages} allowed; split it, or "
            "raise `pages` in [limits] of docs/import.toml"
        )


def _read_beside(pdf: pikepdf.Pdf) -> tuple[list[LeftOut], list[str]]:
    try:
        return list_personal(pdf), read_comments(pdf)
    except IngestError:  # time is up
        raise
    except Exception as error:  # a broken object, or a name that is no text
        raise IngestError(_DAMAGED) from error


def _read_properties(pdf: pikepdf.Pdf) -> tuple[str, str]:
    """The title and the language that the file states."""
    title = language = ""
    try:
        language = str(pdf.Root.get("/Lang", "")).strip()
        title = " ".join(fold_forms(str(pdf.trailer.Info.get("/Title", ""))).split())
    except IngestError:  # time is up
        raise
    except Exception:  # what is no string there is no title
        return title, language
    return title, language


def _unpack(pdf: pikepdf.Pdf, limits: Limits) -> bytes:
    """Write the file anew with its streams unpacked, pictures apart; raises IngestError.

    What reads the text then unpacks nothing itself, so that no stream can be a bomb.
    """
    total = 0
    saved = io.BytesIO()
    try:
        for item in list(pdf.objects):
            if not isinstance(item, pikepdf.Stream) or item.get("/Subtype") == "/Image":
                continue
            data = _read_stream(pdf, item, limits)
            total += len(data)
            if total > limits.unpacked_bytes:
                raise IngestError(_too_much(limits))
            item.write(data)
        pdf.save(saved, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    except IngestError:
        raise
    except Exception as error:  # qpdf's own, and whatever a broken object makes of it
        raise IngestError(_DAMAGED) from error
    return saved.getvalue()


def _read_stream(pdf: pikepdf.Pdf, item: pikepdf.Stream, limits: Limits) -> bytes:
    hits = pikepdf_settings.qpdf_limit_errors()
    pdf.get_warnings()  # those of before; what is sloppy can still be read
    try:
        data: bytes = item.read_bytes()
    except IngestError:  # time is up
        raise
    except Exception as error:
        if pikepdf_settings.qpdf_limit_errors() > hits or "limit" in str(error):
            raise IngestError(_too_much(limits)) from error
        raise IngestError(_DAMAGED) from error
    if pikepdf_settings.qpdf_limit_errors() > hits:
        raise IngestError(_too_much(limits))
    if pdf.get_warnings():  # half a stream is half a page
        raise IngestError(_DAMAGED)
    return data


def _too_much(limits: Limits) -> str:
    return (
        f"the file unpacks to more than the {limits.unpacked_bytes:,} bytes allowed (a bomb?); "
        "raise `unpacked_bytes` in [limits] of docs/import.toml if you trust it"
    )


def _judge_text(pages: Sequence[Page], left_out: list[LeftOut]) -> list[str]:
    """Refuse pages without a usable text layer; take hidden signs out and return their words."""
    glyphs = [glyph for page in pages for glyph in page.glyphs]
    solid = [glyph for glyph in glyphs if not glyph.text.isspace()]
    if not any(any(c.isalnum() for c in glyph.text) for glyph in solid):
        if any(UNREADABLE in glyph.text for glyph in solid):
            raise IngestError(_unreadable(1.0))
        raise IngestError(
            "the pages hold no text, only pictures (a scan?); run text recognition (OCR) over "
            "the file, read the result against the pages, and import that"
        )
    unreadable = sum(UNREADABLE in glyph.text for glyph in solid)
    if unreadable > _MOST_UNREADABLE * len(solid):
        raise IngestError(_unreadable(unreadable / len(solid)))
    if unreadable:
        left_out.append(
            LeftOut("unreadable signs", "", f"{unreadable} signs whose letters the file lacks")
        )
    hidden: list[str] = []
    recognised = 0
    for page in pages:
        page.glyphs = [glyph for glyph in page.glyphs if UNREADABLE not in glyph.text]
        hidden += _read_hidden([glyph for glyph in page.glyphs if glyph.erased])
        page.glyphs = [glyph for glyph in page.glyphs if not glyph.erased]
        seen = [g for g in page.glyphs if not g.hidden and not g.text.isspace()]
        if seen:
            hidden += _read_hidden([glyph for glyph in page.glyphs if glyph.hidden])
            page.glyphs = [glyph for glyph in page.glyphs if not glyph.hidden]
        elif page.glyphs:
            recognised += 1
    if not any(any(c.isalnum() for c in g.text) for page in pages for g in page.glyphs):
        raise IngestError(
            "all text of the pages is hidden, and a reader sees none of it; "
            "ask for the file as it is meant to be read"
        )
    if recognised:
        left_out.append(
            LeftOut(
                "scanned pages",
                "",
                f"the text of {recognised} pages was recognised by a program; "
                "read it against the original",
            )
        )
    return hidden


def _count_letters(pages: Sequence[Page] | Sequence[Sequence[Line]]) -> Counter[str]:
    texts = (
        part.text for page in pages for part in (page.glyphs if isinstance(page, Page) else page)
    )
    return Counter(char for text in texts for char in fold_forms(text) if char.isalnum())


def _read_hidden(glyphs: list[Glyph]) -> list[str]:
    solid = any(not glyph.text.isspace() for glyph in glyphs)
    return [line.text for line in read_lines([Page(0, glyphs)])[0]] if solid else []


def _doubt_hidden(pages: Sequence[Page]) -> dict[str, str]:
    """Ask to look at text that may be hidden, and was kept."""
    doubtful = [page for page in pages if page.unsure]
    if not doubtful:
        return {}
    numbers = ", ".join(str(page.number) for page in doubtful[:10])
    count = sum(page.unsure for page in doubtful)
    return {
        "hidden text": f"{count} signs on page {numbers} may be covered or hardly be seen, and "
        "were kept; compare with the file, and delete what a reader of it cannot see"
    }


def _unreadable(share: float) -> str:
    return (
        f"the file does not say which letters {share:.0%} of its signs are; ask for the original "
        "document, or run text recognition (OCR) over the file"
    )
