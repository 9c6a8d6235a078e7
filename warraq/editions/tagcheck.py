"""Compares what editions say of themselves with the tags and seals of a git repository."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from warraq.editions.content import choose_content, content_digests
from warraq.editions.examining import FORMER, Examination
from warraq.editions.findings import Finding, Kind
from warraq.editions.git import Repository, Seal
from warraq.editions.model import EditionError, Sealed, Tag
from warraq.editions.records import RECORD_LINE, lost_renderings, record_line, seal_lines

_CATALOGS = "/LC_MESSAGES/"


def check_tag(
    repository: Repository, sealed: Sealed, record: Examination
) -> tuple[list[Finding], Seal | None]:
    """Compare an edition's record with its tag, its seal and the files of the tag.

    Gives what is wrong, and the seal that vouches for the edition, if nothing is.
    """
    try:
        tag = repository.edition_tag(sealed.name)
        seals = {seal.rendering: seal for seal in repository.seals(sealed.name)}
    except EditionError as error:
        return [Finding(Kind.TAG, sealed.name, f"edition/{sealed.name}", str(error))], None
    findings = list(_compare(repository, sealed, record, tag, seals))
    return findings, None if findings else seals.get(sealed.rendering)


def _compare(
    repository: Repository,
    sealed: Sealed,
    record: Examination,
    tag: Tag,
    seals: Mapping[int, Seal],
) -> Iterator[Finding]:
    name = f"edition/{sealed.name}"

    def find(path: str, said: str) -> Finding:
        return Finding(Kind.TAG, sealed.name, path, said)

    if (tag.object, tag.commit) != (sealed.tag.object, sealed.tag.commit):
        yield find(
            name,
            f"is {tag.object[:12]} in the repository; the site's edition was made from "
            f"{sealed.tag.object[:12]}",
        )
        return
    seal = seals.get(sealed.rendering)
    if seal is None:
        yield find(
            f"seal/{sealed.name}/{sealed.rendering}",
            "is not in the repository, so nothing there vouches for the edition; fetch the tags",
        )
    else:
        if seal.target != tag.object:
            yield find(f"seal/{sealed.name}/{sealed.rendering}", f"seals another tag than {name}")
        for line, value in seal_lines(sealed).items():
            if seal.fields.get(line) != value:
                yield find(
                    f"seal/{sealed.name}/{sealed.rendering}",
                    f"its {line} is not that of the site's edition",
                )
        if why := _compare_record(seal, sealed, record):
            yield find(f"seal/{sealed.name}/{sealed.rendering}", why)
    if seals and max(seals) > sealed.rendering:
        yield find(
            f"seal/{sealed.name}/{max(seals)}",
            f"is of a newer rendering than the site's, which is the {_ordinal(sealed.rendering)}",
        )
    yield from _check_content(repository, sealed, find)


def _compare_record(seal: Seal, sealed: Sealed, record: Examination) -> str:
    """What the seal says otherwise of the record as a whole; an older seal says nothing of it."""
    wanted = seal.fields.get(RECORD_LINE)
    if wanted is None or record_line(record.manifest)[RECORD_LINE] == wanted:
        return ""
    said = f"its {RECORD_LINE} is not that of the site's record"
    if lost := lost_renderings(sealed.rendering, record.covered):
        missing = ", ".join(f"{FORMER}/{number}" for number in lost)
        said += (
            f", as the records of former renderings are lost ({missing}): bring the folder of the "
            "record back from a copy"
        )
    else:
        said += ": its descriptions were changed (bag-info.txt, fetch.txt, ro-crate-metadata.json)"
    return said


def _check_content(
    repository: Repository, sealed: Sealed, find: Callable[[str, str], Finding]
) -> Iterator[Finding]:
    name = f"edition/{sealed.name}"
    try:
        chosen = choose_content(repository.list_files(sealed.tag.commit), _catalogs_of(sealed))
        digests = content_digests(repository, chosen)
    except EditionError as error:
        yield find(name, f"its content cannot be read: {error}")
        return
    for path in sorted(digests.keys() | sealed.content.keys()):
        if digests.get(path) != sealed.content.get(path):
            yield find(f"{name}:{path}", "is not what content-sha256.txt says of it")


def _catalogs_of(sealed: Sealed) -> str:
    """The folder of the catalogs, which an archive may call otherwise than others."""
    for path in sealed.content:
        before, found, _ = path.partition(_CATALOGS)
        if found:
            return before.rpartition("/")[0] or "locale"
    return "locale"


def _ordinal(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")
