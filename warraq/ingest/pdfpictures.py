"""Takes the pictures out of a PDF's pages, each with the height at which it stands."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence

import pikepdf

from warraq.ingest.document import LeftOut, Picture
from warraq.ingest.errors import IngestError
from warraq.ingest.pdfglyphs import Drawn, Page

_MOST_PIXELS = 60_000_000
_SMALLEST = 24
"""Points below which a picture is an ornament: a rule, a bullet, an icon."""


def take_pictures(
    content: bytes, pages: Sequence[Page], left_out: list[LeftOut]
) -> tuple[list[list[tuple[float, Picture]]], dict[str, bytes]]:
    """The pictures of each page with their heights, and their bytes by name.

    Ornaments, pictures that recur on most pages and those behind a recognised text are left
    out; what is, is added to `left_out`.
    """
    placed: list[list[tuple[float, Picture]]] = [[] for _ in pages]
    images: dict[str, bytes] = {}
    if not any(page.drawn for page in pages):
        return placed, images
    shown = Counter(number for page in pages for number in {d.object_id for d in page.drawn})
    names: dict[int, str] = {}
    refused: Counter[str] = Counter()
    with pikepdf.Pdf.open(io.BytesIO(content)) as pdf:
        for page, found in zip(pages, placed, strict=True):
            scanned = bool(page.glyphs) and all(g.hidden or g.text.isspace() for g in page.glyphs)
            for drawn in page.drawn:
                reason = _judge(drawn, shown[drawn.object_id], len(pages), scanned)
                if not reason and drawn.object_id not in names:
                    name = f"page-{page.number}-{len(images) + 1}"
                    data, suffix = _read(pdf, drawn.object_id)
                    if data:
                        names[drawn.object_id] = f"{name}.{suffix}"
                        images[f"{name}.{suffix}"] = data
                    else:
                        reason = "of a kind that cannot be taken out"
                if reason:
                    refused[reason] += 1
                elif drawn.object_id in names:
                    found.append((drawn.y1, Picture(names[drawn.object_id])))
    if refused:
        detail = "; ".join(f"{count} {reason}" for reason, count in refused.items())
        left_out.append(LeftOut("pictures", "", detail))
    return placed, images


def _judge(drawn: Drawn, times: int, pages: int, scanned: bool) -> str:
    """Why a picture stays out; nothing for one that is taken."""
    if min(drawn.x1 - drawn.x0, drawn.y1 - drawn.y0) < _SMALLEST:
        return "too small to be more than an ornament"
    if pages > 1 and times > 1 and times >= 0.5 * pages:
        return "that recur from page to page"
    return "that are the page itself, scanned" if scanned else ""


def _read(pdf: pikepdf.Pdf, number: int) -> tuple[bytes, str]:
    try:
        item = pdf.get_object((number, 0))
        if not isinstance(item, pikepdf.Stream):
            return b"", ""
        pixels = int(item.get("/Width", 0)) * int(item.get("/Height", 0))
        if not 0 < pixels <= _MOST_PIXELS:
            return b"", ""
        out = io.BytesIO()
        suffix = pikepdf.PdfImage(item).extract_to(stream=out).lstrip(".").lower()
        data = out.getvalue()
        if suffix not in ("jpg", "jpeg", "png"):
            from PIL import Image

            with Image.open(io.BytesIO(data)) as image:
                png = io.BytesIO()
                image.convert("RGBA" if "A" in image.getbands() else "RGB").save(png, "PNG")
            data, suffix = png.getvalue(), "png"
    except IngestError:  # time is up
        raise
    except Exception:  # whatever a broken or exotic picture makes of the libraries
        return b"", ""
    return data, "jpg" if suffix == "jpeg" else suffix
