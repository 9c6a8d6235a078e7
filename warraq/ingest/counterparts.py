"""Tells which pictures of a translation are not those of its page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from warraq.brief import BriefPage
from warraq.ingest.arranging import inlines_in
from warraq.ingest.document import Block, LeftOut
from warraq.ingest.errors import IngestError
from warraq.ingest.limits import Limits
from warraq.ingest.messages import find_pictures, read_page


def list_pictures(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The names of the pictures that a text shows, in their order, each once."""
    runs = (run for block in blocks for run in inlines_in(block))
    return tuple(dict.fromkeys(picture.name for run in runs for picture in find_pictures(run)))


def compare_pictures(
    page: BriefPage,
    read: Callable[[str], bytes | None],
    pictures: Mapping[str, bytes],
    language: str,
    limits: Limits,
) -> Iterator[LeftOut]:
    """Name the pictures of a translation that its page does not show, and what to do with each.

    `read` gives the bytes of a file of the archive, `pictures` are the translation's in their
    order. They are compared without the metadata that an import drops.
    """
    if not pictures:
        return
    from warraq.ingest.images import clean_image

    folder = PurePosixPath(page.where).parent
    mine = [str(folder / name) for name in list_pictures(read_page(page).blocks)]
    known = {_hash(content) for name in mine if (content := read(name)) is not None}
    for number, (name, content) in enumerate(pictures.items()):
        try:
            clean, _dropped = clean_image(name, content, limits)
        except IngestError as error:
            yield LeftOut("picture", "", str(error))
            continue
        if _hash(clean) in known:
            continue
        what = f"{name}, SHA-256 {_hash(clean)}: a translation keeps the pictures of its page"
        if len(mine) == len(pictures):
            theirs = PurePosixPath(mine[number])
            other = theirs.with_name(f"{theirs.stem}.{language}{theirs.suffix}")
            what += f"; save it as {other} to show it instead of {theirs.name} in {language}"
        else:
            what += ", which has not as many; compare the two texts"
        yield LeftOut("picture", "", what)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
