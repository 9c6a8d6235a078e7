"""Cleans images of what tells of persons, places and machines; what they show stays."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from warraq.ingest.document import LeftOut
from warraq.ingest.errors import IngestError
from warraq.ingest.imagemeta import strip_metadata
from warraq.ingest.inlines import sniff_image
from warraq.ingest.svg import clean_svg

if TYPE_CHECKING:
    from warraq.ingest.limits import Limits

_MOST_PIXELS = 80_000_000
"""Of all frames together; some 320 MB of memory."""
_ORIENTATION = 0x0112


def clean_image(name: str, content: bytes, limits: Limits) -> tuple[bytes, list[LeftOut]]:
    """The image without metadata, and what was dropped; raises IngestError.

    Pixels and the colour profile stay as they are, except that an image is turned as its
    metadata said. One that holds nothing personal comes back byte for byte.
    """
    if len(content) > limits.file_bytes:
        raise IngestError(f"image {name} has {len(content):,} bytes; save it smaller")
    suffix = sniff_image(content)
    if suffix == "svg":
        return clean_svg(name, content, lambda inner: clean_image(name, inner, limits)[0])
    if not suffix:
        raise IngestError(
            f"image {name} is of a kind that browsers do not show, or is damaged; "
            "save it as PNG or JPEG"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's own, about sizes and EXIF that are judged here
        try:
            turn = _judge_pixels(name, content)
            stripped = strip_metadata(content)
            cleaned = stripped.content
            if turn or (suffix == "avif" and stripped.found):
                cleaned = _encode_again(content)
        except IngestError:
            raise
        except Image.DecompressionBombError as error:
            raise IngestError(
                f"image {name} has more pixels than a page can use; save it smaller"
            ) from error
        except Exception as error:  # whatever a broken file makes of a decoder
            raise IngestError(f"image {name} is damaged or was cut short; copy it again") from error
    if not stripped.found:
        return cleaned, []
    return cleaned, [LeftOut("image metadata", "", f"{name}: {', '.join(stripped.found)}")]


def _judge_pixels(name: str, content: bytes) -> bool:
    """Refuse what is too large before it is unpacked, and what is broken; tell whether to turn."""
    with Image.open(io.BytesIO(content)) as image:
        frames = int(getattr(image, "n_frames", 1))
        if image.width * image.height * frames > _MOST_PIXELS:
            in_frames = f" in {frames} frames" if frames > 1 else ""
            raise IngestError(
                f"image {name} has {image.width} × {image.height} pixels{in_frames}, more than "
                "a page can use; save it smaller"
            )
        turn = frames == 1 and image.getexif().get(_ORIENTATION, 1) in range(2, 9)
        image.load()
    return turn


def _encode_again(content: bytes) -> bytes:
    """Write the pixels anew, turned as the metadata says, with nothing but the profile."""
    with Image.open(io.BytesIO(content)) as image:
        kind = image.format or "PNG"
        profile = image.info.get("icc_profile")
        turned = ImageOps.exif_transpose(image)
        options: dict[str, object] = {"icc_profile": profile} if profile else {}
        if kind == "JPEG":
            options |= {"quality": 95, "subsampling": 0}
        elif kind in ("WEBP", "AVIF"):
            options |= {"quality": 95}
        for key in ("exif", "xmp", "comment"):
            turned.info.pop(key, None)
        written = io.BytesIO()
        turned.save(written, kind, **options)
    # What an encoder adds of its own goes as well.
    return strip_metadata(written.getvalue()).content
