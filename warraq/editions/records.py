"""Writes the record of a sealed edition, the files in `editions/NAME/`; `examining` reads it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields

from warraq.editions import bag
from warraq.editions.bag import SIGNATURES
from warraq.editions.examining import (
    CONTENT,
    DIGESTS,
    EDITION,
    FORMER,
    PAGES,
    SUMS,
    TEXT,
    check_paths,
    is_signature,
    list_sealed,
    read_sealed,
)
from warraq.editions.model import RECORDS, Page, Sealed
from warraq.editions.pagerecords import page_data
from warraq.editions.pagetext import RULE as TEXT_RULE
from warraq.editions.readme import README, write_readme
from warraq.editions.rocrate import write_crate

__all__ = [
    "FORMER",
    "SIGNATURES",
    "Facts",
    "list_sealed",
    "lost_renderings",
    "read_sealed",
    "record_line",
    "seal_lines",
    "write_records",
]

RECORD_LINE = "record-sha256"
"""The line of a seal that covers the record as a whole."""

_DEFAULTS = {one.name: one.default for one in fields(Page) if one.default is not MISSING}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record says of the archive itself; what is not known stays empty."""

    title: str = ""
    publisher: str = ""
    """The organisation, as its archive's settings name it."""
    license: str = ""
    """The address of the license of the edition, or a sentence about it."""


def write_records(
    sealed: Sealed,
    url: str = "",
    *,
    sizes: Mapping[str, int] | None = None,
    facts: Facts | None = None,
    former: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """All files of `editions/NAME/` by their names in it, the same bytes for the same edition.

    `url` is the archive's address or nothing. `sizes` are those of `sealed.files`, by the same
    paths. `former` are the files of former renderings. Raises EditionError
    for a path that could not be checked on every disk.
    """
    facts, sizes = facts or Facts(), sizes or {}
    check_paths(sealed)
    crate = write_crate(
        sealed,
        title=facts.title,
        publisher=facts.publisher,
        license=facts.license,
        url=url,
        sizes=sizes,
    )
    known = all(path in sizes for path in sealed.files)
    octets = sum(sizes[path] for path in sealed.files) + len(crate) if known else 0
    records = {
        SUMS: bag.write_sums(sealed.files),
        CONTENT: bag.write_sums(sealed.content, anywhere=False),
        TEXT: bag.write_sums(sealed.texts),
        PAGES: _write_pages(sealed),
        bag.DECLARATION: bag.BAGIT_TXT,
        bag.INFO: bag.write_info(
            sealed,
            title=facts.title,
            organisation=facts.publisher,
            identifier=f"{url}{RECORDS}/{sealed.name}/" if url else f"edition/{sealed.name}",
            oxum=f"{octets}.{len(sealed.files) + 1}" if known else "",
        ),
        bag.MANIFEST: bag.write_manifest(sealed.files, crate),
    }
    if url:
        records[bag.FETCH] = bag.write_fetch(sealed.files, url, sealed.name, sizes, crate)
    records[README] = write_readme(sealed, url)
    records[EDITION] = _write_edition(sealed, records)
    records |= former or {}
    covered = {name: data for name, data in records.items() if not is_signature(name)}
    records[bag.TAG_MANIFEST] = bag.write_tag_manifest(covered)
    records[bag.CRATE] = crate
    return records


def seal_lines(sealed: Sealed) -> dict[str, str]:
    """What the seal of an edition says in its message, by the name of the line."""
    return {
        "rendering-sha256": _digest(bag.write_sums(sealed.files)),
        "content-sha256": _digest(bag.write_sums(sealed.content, anywhere=False)),
        "text-sha256": _digest(bag.write_sums(sealed.texts)),
        "pages-sha256": _digest(_write_pages(sealed)),
        "toolkit": f"{sealed.toolkit.version} {sealed.toolkit.sha256}",
    }


def record_line(manifest: bytes) -> dict[str, str]:
    """What the seal says of the record as a whole, by the name of the line.

    `manifest` is its tag manifest, which has the digests of all its files but two: itself, and
    the description of the crate, which is in the manifest of the payload.
    """
    return {RECORD_LINE: _digest(manifest)}


def lost_renderings(rendering: int, names: Iterable[str]) -> list[int]:
    """The former renderings whose records are not among the files of a record, by its names.

    Without them the record cannot come out as it was sealed.
    """
    there = {name.split("/")[1] for name in names if name.startswith(f"{FORMER}/")}
    return [number for number in range(1, rendering) if str(number) not in there]


def _write_pages(sealed: Sealed) -> bytes:
    """A line for each page, without the fields that say nothing."""
    blocks = []
    for language in sealed.languages:
        rows = []
        for name, page in sorted(sealed.pages.get(language, {}).items()):
            data = page_data(page)
            said = {
                key: value
                for key, value in data.items()
                if key not in _DEFAULTS or getattr(page, key) != _DEFAULTS[key]
            }
            rows.append(f"{_dump(name)}:{_dump(said)}")
        lines = ",\n".join(rows)
        blocks.append(f"{_dump(language)}:{{\n{lines}\n}}")
    whole = ",\n".join(blocks)
    return f"{{\n{whole}\n}}\n".encode()


def _write_edition(sealed: Sealed, records: Mapping[str, bytes]) -> bytes:
    tag = {"name": f"edition/{sealed.name}", **asdict(sealed.tag)}
    del tag["edition"]
    data = {
        "edition": sealed.name,
        "tag": tag,
        "toolkit": {"name": "warraq", **asdict(sealed.toolkit)},
        "rendering": sealed.rendering,
        "languages": list(sealed.languages),
        "text_rule": TEXT_RULE,
        **{key: _digest(records[name]) for key, name in DIGESTS.items()},
    }
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _dump(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
