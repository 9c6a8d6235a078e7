"""Names the metadata that a file carries, whichever kind it is; nothing is changed."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from warraq.ingest.errors import IngestError
from warraq.ingest.imagemeta import strip_metadata
from warraq.ingest.inlines import sniff_image
from warraq.ingest.svg import clean_svg

if TYPE_CHECKING:
    from warraq.ingest.document import LeftOut
    from warraq.ingest.limits import Limits

IMAGES = (
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".tif", ".tiff", ".bmp", ".heic",
)  # fmt: skip
PACKED = (".pdf", ".docx", ".docm")


def name_metadata(suffix: str, content: bytes, limits: Limits) -> list[str]:
    """What a file carries beside what it shows; `suffix` tells whether it is an image.

    Raises IngestError for what cannot be read.
    """
    if len(content) > limits.file_bytes:
        raise IngestError(f"it has {len(content):,} bytes, too many to look through")
    if suffix in PACKED:
        return _name_packed(suffix, content, limits)
    kind = sniff_image(content)
    if kind == "svg":
        _, left_out = clean_svg("drawing", content, lambda inner: strip_metadata(inner).content)
        return _details(left_out)
    if not kind:
        raise IngestError("it is no image that browsers show")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(strip_metadata(content).found)
    except ValueError as error:
        raise IngestError("it is damaged") from error


def _details(left_out: list[LeftOut]) -> list[str]:
    return [entry.detail.removeprefix("drawing: ") for entry in left_out]


def _name_packed(suffix: str, content: bytes, limits: Limits) -> list[str]:
    if suffix == ".pdf":
        import pikepdf

        from warraq.ingest.pdfmeta import list_personal

        try:
            with pikepdf.Pdf.open(io.BytesIO(content)) as pdf:
                found = list_personal(pdf)
        except IngestError:
            raise
        except Exception as error:  # locked, broken, or no PDF
            raise IngestError("it is locked or damaged") from error
        return [f"{entry.reason} ({entry.detail})" for entry in found]
    from warraq.ingest.docx import name_personal

    return [f"{entry.reason} ({entry.detail})" for entry in name_personal(content, limits)]
