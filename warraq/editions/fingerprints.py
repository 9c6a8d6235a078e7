"""Shows the few numbers that tell whether the record of an edition is the one that was sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from warraq.editions import bag
from warraq.editions.examining import FORMER, SUMS
from warraq.editions.model import RECORDS, EditionError, Sealed
from warraq.editions.records import seal_lines
from warraq.editions.voices import Voice, fill, link_from

_SIGNS = (".minisig", ".asc", ".tsr")
"""Of what may be added to a record, what proves something: not the request for a time stamp."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a reader compares with a copy of the record, or with the seal in git."""

    sums: str
    """SHA-256 of the list of the published files; the seal has it as `rendering-sha256`."""
    tag_manifest: str = ""
    """SHA-256 of the file that vouches for the record; empty where that is not there."""
    signs: tuple[str, ...] = ()
    """The names of the signatures and time stamps that lie in the record."""
    former: str = ""
    """The list of files of the rendering before, by its name in the record, if it was kept."""


def take_fingerprint(sealed: Sealed, existing: Callable[[str], bytes | None]) -> Fingerprint:
    """The fingerprint of an edition; `existing` gives a file by its path from the site's root."""
    folder = f"{RECORDS}/{sealed.name}"
    manifest = existing(f"{folder}/{bag.TAG_MANIFEST}")
    signs = (bag.TAG_MANIFEST + end for end in _SIGNS)
    former = f"{FORMER}/{sealed.rendering - 1}/{SUMS}"
    return Fingerprint(
        _digest_in(manifest) or seal_lines(sealed)["rendering-sha256"],
        hashlib.sha256(manifest).hexdigest() if manifest is not None else "",
        tuple(name for name in signs if existing(f"{folder}/{name}") is not None),
        former if sealed.rendering > 1 and existing(f"{folder}/{former}") is not None else "",
    )


def _digest_in(manifest: bytes | None) -> str:
    """That of the list of files; to work it out anew would take a look at every path."""
    try:
        return bag.read_sums(manifest or b"", bag.TAG_MANIFEST, encoded=True).get(SUMS, "")
    except EditionError:
        return ""


def show_fingerprint(sealed: Sealed, mark: Fingerprint, voice: Voice, path: str) -> str:
    """The numbers as a list, for a page at `path`."""
    folder = f"{RECORDS}/{sealed.name}"
    of = voice.translate("SHA-256 of %(file)s")
    rows = [(fill(of, file=_link(path, folder, SUMS)), _number(mark.sums))]
    if mark.tag_manifest:
        link = _link(path, folder, bag.TAG_MANIFEST)
        rows.append((fill(of, file=link), _number(mark.tag_manifest)))
    tag = f'<code dir="ltr">edition/{sealed.name}</code>'
    rows.append(
        (fill(voice.translate("Object of the tag %(tag)s"), tag=tag), _number(sealed.tag.object))
    )
    rendering = str(sealed.rendering)
    if mark.former:
        kept = escape(voice.translate("the record of the one before is kept"))
        former = link_from(path, f"{folder}/{mark.former}")
        rendering += f'{escape(voice.translate(", "))}<a href="{former}">{kept}</a>'
    rows.append((escape(voice.translate("Rendering")), rendering))
    if mark.signs:
        links = " ".join(_link(path, folder, name) for name in mark.signs)
        rows.append((escape(voice.translate("Signatures and time stamps")), links))
    return _list_facts(rows)


def _list_facts(rows: Sequence[tuple[str, str]]) -> str:
    items = "".join(f"<dt>{term}</dt><dd>{value}</dd>" for term, value in rows)
    return f'<dl class="fingerprints">{items}</dl>'


def _link(path: str, folder: str, name: str) -> str:
    return f'<a href="{link_from(path, f"{folder}/{name}")}"><code dir="ltr">{name}</code></a>'


def _number(text: str) -> str:
    return f'<code dir="ltr">{text}</code>'
