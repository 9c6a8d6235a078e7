"""Seals editions, and holds what is made again against its seal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from warraq.archive import Archive
from warraq.editions.bag import TAG_MANIFEST
from warraq.editions.git import Repository
from warraq.editions.model import RECORDS, SEAL_TAGS, EditionError, Tag, Toolkit
from warraq.editions.parts import Part, join_parts
from warraq.editions.records import (
    FORMER,
    RECORD_LINE,
    lost_renderings,
    record_line,
    seal_lines,
    write_records,
)
from warraq.site.assembly import Made, record_facts
from warraq.site.shelf import Shelf, Shelved, site_of

RENDERING, CONTENT, TEXT = "rendering-sha256", "content-sha256", "text-sha256"
TOOLKIT, SEALED_AT = "toolkit", "sealed-at"
"""Lines of a seal: digests of the published files, of the tag's content and of the pages' texts;
the code; and the commit that was checked out, in which the code and conf.py can be found."""


def seal_edition(archive: Archive, one: Shelved, tag: Tag, parts: Sequence[Part]) -> Made:
    """Seal parts as the edition that its seals already promise, or as a new one.

    Raises EditionError if the edition comes out otherwise than it was sealed.
    """
    rendering = max((seal.rendering for seal in one.seals), default=0)
    if not rendering:
        rendering = one.sealed.rendering if one.sealed is not None else 1
    former = former_of(site_of(archive), one, rendering)
    made = describe(archive, tag, parts, rendering, former)
    promises = {
        f"seal/{tag.edition}/{rendering}": seal.fields
        for seal in one.seals
        if seal.rendering == rendering
    }
    if one.sealed is not None and one.sealed.rendering == rendering:
        promises["its record"] = seal_lines(one.sealed)
    for what, fields in promises.items():
        _compare(tag, what, fields, seal_lines(made.sealed))
    for fields in promises.values():
        # Other code that gives the same bytes: the record names the code that sealed them.
        version, _, digest = fields.get(TOOLKIT, "").partition(" ")
        first = Toolkit(version, digest)
        if digest and first != made.sealed.toolkit:
            made = describe(archive, tag, parts, rendering, former, first)
    remarks = [
        remark
        for what, fields in promises.items()
        if (remark := _say_record(made, what, fields.get(RECORD_LINE, "")))
    ]
    return replace(made, remarks=tuple(remarks))


def _say_record(made: Made, what: str, sealed: str) -> str:
    """A sentence on a record that is not the one that was sealed, though all pages are.

    The edition is published all the same: better its pages with another record than none.
    """
    if not sealed or record_line(made.records[TAG_MANIFEST])[RECORD_LINE] == sealed:
        return ""
    folder = f"{RECORDS}/{made.sealed.name}"
    if lost := lost_renderings(made.sealed.rendering, made.records):
        missing = ", ".join(f"{FORMER}/{number}" for number in lost)
        why = f"the records of former renderings are lost ({missing})"
    else:
        why = "today's code or settings describe it otherwise"
    return (
        f"edition {made.sealed.name}: its pages are as they were sealed, but the record {folder} "
        f"is not the one that {what} covers: {why}. Bring that folder back from a copy, if there "
        "is one"
    )


def describe(
    archive: Archive,
    tag: Tag,
    parts: Sequence[Part],
    rendering: int,
    former: Mapping[str, bytes] = MappingProxyType({}),
    toolkit: Toolkit | None = None,
) -> Made:
    """The edition that parts make, with its record.

    `former` are the records of other renderings; `toolkit` is the code that first gave these
    bytes, where that is not the one that made the parts.
    """
    by_language = {part.language: part for part in parts}
    sealed = join_parts(tag, by_language, rendering)
    if toolkit is not None:
        sealed = replace(sealed, toolkit=toolkit)
    sizes = {
        f"{part.language}/{part.edition}/{name}": part.path_of(name).stat().st_size
        for part in parts
        for name in part.files
    }
    records = write_records(
        sealed, archive.url, sizes=sizes, facts=record_facts(archive), former=former
    )
    return Made(sealed, tuple(parts), records)


def former_of(site: Path, one: Shelved, rendering: int) -> dict[str, bytes]:
    """The records of the renderings before `rendering`, by their names in the record's folder."""
    folder = site / RECORDS / one.name
    former = _read_folder(folder, f"{FORMER}/**/*")
    if one.sealed is not None and one.sealed.rendering < rendering:
        for name, content in _read_folder(folder, "*").items():
            former[f"{FORMER}/{one.sealed.rendering}/{name}"] = content
    return former


def _read_folder(folder: Path, names: str) -> dict[str, bytes]:
    """The files of an edition's record whose names match a pattern, by their names in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.glob(names))
        if path.is_file() and not path.is_symlink()
    }


def is_sealed(one: Shelved) -> bool:
    """Whether an edition has to come out as it was sealed."""
    return bool(one.seals) or one.sealed is not None


def _compare(tag: Tag, what: str, before: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Refuse an edition that comes out otherwise than it was sealed."""
    if before.get(CONTENT) != now[CONTENT]:
        raise EditionError(
            f"edition {tag.edition}: the tag's content is not what was sealed ({what} says "
            f"{before.get(CONTENT)}, it is {now[CONTENT]}); the repository is damaged, clone it "
            "anew"
        )
    lines = [line for line in now if line != TOOLKIT and before.get(line, now[line]) != now[line]]
    if not lines:
        return
    if before.get(TOOLKIT) != now[TOOLKIT]:
        code = f" (`git checkout {before[SEALED_AT]}`)" if before.get(SEALED_AT) else ""
        raise EditionError(
            f"edition {tag.edition} was sealed with other code ({what}: warraq "
            f"{before.get(TOOLKIT, '')[:20]}…), and today's gives other bytes. Copy the "
            f"published site to build/site, where it keeps its editions; or use that code{code}; "
            f"or seal a new rendering beside the old one: `warraq rebuild {tag.edition}`"
        )
    raise EditionError(
        f"edition {tag.edition} came out otherwise than it was sealed ({what}), by the same code; "
        "this is a defect of the toolkit or of this machine. The site is as it was"
    )


def make_seals(shelf: Shelf, made: Sequence[Made]) -> None:
    """Set a seal upon each edition that has none; raises EditionError."""
    repository = shelf.repository
    have = {(seal.edition, seal.rendering) for one in shelf.editions for seal in one.seals}
    refs = {}
    for item in made:
        sealed = item.sealed
        if (sealed.name, sealed.rendering) not in have:
            refs[f"{SEAL_TAGS}{sealed.name}/{sealed.rendering}"] = make_seal(
                repository, item, sealed.tag.object
            )
    if refs:
        repository.update_refs(refs)


def make_seal(repository: Repository, made: Made, target: str, *, sign: bool = False) -> str:
    """Write the seal of an edition's tag object `target`, without a ref; the id of the seal.

    `sign` signs it with the person's key.
    """
    sealed = made.sealed
    name = f"seal/{sealed.name}/{sealed.rendering}"
    fields = {
        **seal_lines(made.sealed),
        **record_line(made.records[TAG_MANIFEST]),
        SEALED_AT: repository.head(),
    }
    lines = "".join(f"{key}: {value}\n" for key, value in fields.items())
    message = f"Seal edition {sealed.name}, rendering {sealed.rendering}\n\n{lines}"
    return repository.make_tag_object(name, target, message, sealed.tag.date, sign=sign)
