"""Checks a published site, or any copy of it, against the records that it carries."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from warraq.editions.bag import CRATE, TAG_MANIFEST
from warraq.editions.besidecheck import Compute, check_beside, say_unvouched
from warraq.editions.datecheck import find_odd_dates
from warraq.editions.examining import (
    FORMER,
    Examination,
    examine_record,
    is_signature,
    list_sealed,
)
from warraq.editions.filecheck import Reader, check_files, list_files
from warraq.editions.findings import Finding, Kind
from warraq.editions.git import Repository, Seal
from warraq.editions.latestcheck import check_latest, check_links
from warraq.editions.model import RECORDS, EditionError, Sealed, is_edition_name, order_of
from warraq.editions.pagetext import RULE
from warraq.editions.proofs import Proof
from warraq.editions.records import RECORD_LINE
from warraq.editions.signing import Keys, check_signatures
from warraq.editions.stylecheck import check_styles
from warraq.editions.tagcheck import check_tag

Report = Callable[[str, int, int], None]
"""Called with an edition, how many of its files were read and how many there are."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of checking a site."""

    editions: tuple[str, ...]
    """Those that were checked, oldest first."""
    files: int
    """How many files were read."""
    octets: int
    """How many bytes were read; a file with several names is read once."""
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    """What was checked beside the files, and what could not be."""
    proofs: tuple[Proof, ...]
    """What vouches for the record of each edition."""

    @property
    def good(self) -> bool:
        """Whether all is as it was sealed."""
        return not self.findings


def verify_site(
    site: Path,
    editions: Sequence[str] = (),
    *,
    repository: Repository | None = None,
    keys: Keys | None = None,
    compute: Compute | None = None,
    report: Report = lambda *_: None,
) -> Verdict:
    """Check the named editions, or all and `latest`, with no more than the site itself.

    With a `repository`, tags and seals are compared too; with `compute`, what stands beside the
    editions. Raises EditionError for a folder that holds no editions and for an edition that it
    does not have.
    """
    names = _choose(site, editions)
    reader = Reader(site)
    findings: list[Finding] = []
    notes: list[str] = []
    known: list[Sealed] = []
    proofs: list[Proof] = []
    for name in names:
        shown = f"{RECORDS}/{name}"
        record = examine_record(site / RECORDS / name, shown, name)
        findings += [_record_finding(name, said) for said in record.problems]
        findings += _check_record_folder(site, name, record)
        findings += _check_edition(reader, name, record, report, notes)
        wrong, said, signs = check_signatures(site, name, keys or Keys())
        findings += wrong
        notes += said
        proof = Proof(name, signs=signs)
        if record.sealed is not None:
            known.append(record.sealed)
            findings += _check_former(site, record.sealed, notes)
            if repository is not None:
                differing, seal = check_tag(repository, record.sealed, record)
                findings += differing
                proof = _note_seal(proof, seal, notes)
        proofs.append(proof)
    if repository is None:
        notes.append("tags and seals: not checked, as no git repository was given")
    notes += _say_dates(known, repository)
    whole = not editions and len(known) == len(names)
    findings += check_styles(reader, known, whole=whole)
    if not editions:
        findings += _check_strays(site, names, known)
        if repository is not None:
            findings += _check_lost(repository, names)
    if whole:
        findings += check_latest(reader, known)
        findings += check_links(site, known)
        named = {one.path for one in findings}
        if compute is None:
            notes += say_unvouched(reader, known)
        else:
            differing, unknown = check_beside(reader, known, compute, named)
            findings += differing
            notes += unknown
    else:
        why = "editions were named" if editions else "not every record can be read"
        notes.append(f"beside the editions, latest too: only styles were checked, as {why}")
    return Verdict(
        tuple(names),
        reader.files,
        reader.octets,
        tuple(findings),
        tuple(notes),
        tuple(proofs),
    )


def _note_seal(proof: Proof, seal: Seal | None, notes: list[str]) -> Proof:
    if seal is None:
        return proof
    name = f"seal/{seal.edition}/{seal.rendering}"
    covers = RECORD_LINE in seal.fields
    if not covers:
        notes.append(
            f"{name}: is of an older toolkit, and does not cover what describes the edition "
            "(bag-info.txt, fetch.txt, ro-crate-metadata.json)"
        )
    return replace(proof, seal=name, covers_record=covers)


def _say_dates(editions: Sequence[Sealed], repository: Repository | None) -> list[str]:
    """Name dates that cannot be; what the commits say only a repository knows."""
    dates: dict[str, str] = {}
    if repository is not None:
        for edition in editions:
            with contextlib.suppress(EditionError):  # what is wrong with its tag is said already
                dates |= repository.commit_dates([edition.tag.commit])
    tags = [edition.tag for edition in editions]
    return [said for _, said in find_odd_dates(tags, lambda tag: dates.get(tag.commit, ""))]


def _choose(site: Path, editions: Sequence[str]) -> list[str]:
    if not site.is_dir():
        raise EditionError(f"{site}: is no folder; name that of the published site")
    there = list_sealed(site)
    if not there:
        raise EditionError(
            f"{site}: holds no editions ({RECORDS}/2024.02 and so on); name the folder of the "
            "published site, such as build/site"
        )
    for name in editions:
        order_of(name)
        if name not in there:
            raise EditionError(f"{site}: has no edition {name} (there are: {', '.join(there)})")
    return sorted(set(editions), key=order_of) or there


def _record_finding(edition: str, said: str) -> Finding:
    path, _, rest = said.partition(": ")
    return Finding(Kind.RECORD, edition, path, rest)


def _check_record_folder(site: Path, name: str, record: Examination) -> list[Finding]:
    """Name what stands in a record's folder and is neither vouched for nor a signature."""
    top = f"{RECORDS}/{name}"
    if not record.covered:
        return []
    known = {*record.covered, TAG_MANIFEST, CRATE}
    findings = []
    for path, odd in list_files(site, top):
        inside = path.removeprefix(f"{top}/")
        if odd:
            findings.append(Finding(Kind.ODD, name, path, odd))
        elif inside not in known and not is_signature(inside):
            said = "does not belong to the record"
            findings.append(Finding(Kind.ADDED, name, path, said))
    return findings


def _check_edition(
    reader: Reader, name: str, record: Examination, report: Report, notes: list[str]
) -> list[Finding]:
    if record.files is None:
        said = "has no list of files that can be trusted, so its files were not checked"
        return [Finding(Kind.RECORD, name, f"{RECORDS}/{name}", said)]
    sealed = record.sealed
    folders = {path.split("/", 1)[0] for path in record.files}
    if sealed is not None:
        folders |= {*sealed.languages}
    texts = sealed.texts if sealed is not None and record.rule == RULE else {}
    if sealed is not None and record.rule != RULE:
        notes.append(
            f"edition {name}: texts not checked; they were taken by rule {record.rule}, and this "
            f"toolkit has rule {RULE}"
        )
    done, total = 0, len(record.files)

    def count() -> None:
        nonlocal done
        done += 1
        report(name, done, total)

    report(name, 0, total)
    places = [f"{language}/{name}" for language in sorted(folders)]
    return list(check_files(reader, name, places, record.files, texts, count))


def _check_former(site: Path, sealed: Sealed, notes: list[str]) -> list[Finding]:
    """Look at the records of former renderings, and whether they say the same of the text."""
    top = site / RECORDS / sealed.name
    findings = []
    if not (top / FORMER).is_dir():
        return []
    for folder in sorted((top / FORMER).iterdir()):
        shown = f"{RECORDS}/{sealed.name}/{FORMER}/{folder.name}"
        record = examine_record(folder, shown, sealed.name, holder=top)
        findings += [_record_finding(sealed.name, said) for said in record.problems]
        former = record.sealed
        if former is None:
            continue
        if former.tag != sealed.tag or former.content != sealed.content:
            said = "is the record of another tag or content than the edition's"
            findings.append(Finding(Kind.RECORD, sealed.name, shown, said))
        elif str(former.rendering) != folder.name or former.rendering >= sealed.rendering:
            said = f"is the record of rendering {former.rendering}"
            findings.append(Finding(Kind.RECORD, sealed.name, shown, said))
        else:
            texts = sealed.texts
            changed = sum(texts.get(path) != digest for path, digest in former.texts.items())
            pages = f"{changed} page{'' if changed == 1 else 's'}"
            same = f"the text of {pages}" if changed else "no text"
            notes.append(
                f"edition {sealed.name}: rendering {sealed.rendering} has changed {same} of "
                f"rendering {former.rendering}"
            )
    return findings


def _check_strays(site: Path, names: Sequence[str], editions: Sequence[Sealed]) -> list[Finding]:
    """Name folders of editions that no record speaks of."""
    known = {edition.name: edition for edition in editions}
    findings = []
    for language in sorted(site.iterdir()):
        if language.name == RECORDS or language.is_symlink() or not language.is_dir():
            continue
        for name in sorted(folder.name for folder in language.iterdir()):
            if not is_edition_name(name):
                continue
            if name not in names:
                said = "is an edition without a record"
            elif name in known and language.name not in known[name].languages:
                said = "does not belong to the edition, which has no such language"
            else:
                continue
            findings.append(Finding(Kind.ADDED, name, f"{language.name}/{name}", said))
    return findings


def _check_lost(repository: Repository, names: Sequence[str]) -> list[Finding]:
    """Name the editions that were sealed and are not in the site."""
    findings = []
    for name in repository.sealed_editions():
        if name not in names:
            said = "was sealed, but the site does not have the edition"
            findings.append(Finding(Kind.MISSING, name, f"edition/{name}", said))
    return findings
