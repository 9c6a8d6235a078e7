"""Runs `warraq verify`, `warraq bag` and `warraq sign`."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from warraq.archive import read_archive
from warraq.editions.bag import make_bag
from warraq.editions.besidecheck import Compute
from warraq.editions.findings import Finding, Kind, group_findings
from warraq.editions.git import Repository
from warraq.editions.model import EditionError, Sealed, is_edition_name, order_of
from warraq.editions.proofs import say_proof
from warraq.editions.records import list_sealed, read_sealed
from warraq.editions.signing import (
    Keys,
    check_keys,
    keep_timestamp,
    record_of,
    request_timestamp,
    sign_gpg,
    sign_minisign,
)
from warraq.editions.verifying import Report, Verdict, verify_site

GOOD, FOUND = 0, 1
SHOWN = 20
"""How many findings of one kind in one edition are shown unless all are wanted."""

_REBUILT = {Kind.RECORD, Kind.CHANGED, Kind.SWAPPED, Kind.RENAMED, Kind.MISSING, Kind.UNREADABLE}
_MADE_ANEW = {Kind.LATEST, Kind.LINKS, Kind.STYLE, Kind.BESIDE}
_EXTRA = {Kind.ADDED, Kind.ODD}


# -- verify --------------------------------------------------------------------------------------


def run_verify(arguments: argparse.Namespace) -> int:
    """Check a site; returns the exit code."""
    site, editions = _choose_site(arguments)
    keys = Keys(arguments.minisign_key, arguments.gpg_key, arguments.timestamp_ca)
    check_keys(keys)
    repository, said = _open_repository(arguments)
    with _progress(arguments.json) as report:
        verdict = verify_site(
            site,
            editions,
            repository=repository,
            keys=keys,
            compute=_find_archive(arguments, site),
            report=report,
        )
    notes = [said if note.startswith("tags and seals: ") else note for note in verdict.notes]
    if arguments.json:
        _print_json(site, verdict, notes)
    else:
        _print_verdict(site, verdict, notes, everything=arguments.all)
    return GOOD if verdict.good else FOUND


def _choose_site(arguments: argparse.Namespace) -> tuple[Path, list[str]]:
    """The site and the editions: `warraq verify 2024.02` names no site."""
    words = [arguments.site, *arguments.editions] if arguments.site else []
    if words and not (is_edition_name(words[0]) and not Path(words[0]).is_dir()):
        return Path(words[0]), words[1:]
    return arguments.root / "build" / "site", words


def _open_repository(arguments: argparse.Namespace) -> tuple[Repository | None, str]:
    """The repository that has editions, or the reason why nothing is compared with one."""
    if arguments.alone:
        return None, "tags and seals: not compared, as --alone says"
    try:
        repository = Repository.open(arguments.root)
        if repository.edition_tags() or repository.sealed_editions():
            return repository, ""
        reason = "the git repository here has no editions"
    except (EditionError, OSError) as error:
        reason = str(error)
    return None, f"tags and seals: not compared; {reason}"


def _find_archive(arguments: argparse.Namespace, site: Path) -> Compute | None:
    """What computes the files beside the editions from the archive in --root, if there is one."""
    if arguments.alone or not (arguments.root / "conf.py").is_file():
        return None
    from warraq.site.beside import compute_beside  # it takes longer to load than all else here

    archive = read_archive(arguments.root)
    return lambda sealed, read: compute_beside(archive, site, sealed, read)


def _print_json(site: Path, verdict: Verdict, notes: list[str]) -> None:
    data = {
        "site": str(site),
        "good": verdict.good,
        "editions": list(verdict.editions),
        "files": verdict.files,
        "bytes": verdict.octets,
        "findings": [
            {"kind": one.kind, "edition": one.edition, "path": one.path, "said": one.said}
            for one in verdict.findings
        ],
        "notes": notes,
        "verdict": say_proof(verdict.proofs) if verdict.good else "not as it was sealed",
        "proofs": [
            {
                "edition": one.edition,
                "seal": one.seal or None,
                "seal_covers_record": one.covers_record,
                "signature": str(one.signature or "none"),
                "time_stamp": str(one.stamp or "none"),
            }
            for one in verdict.proofs
        ],
    }
    # A name that is no UTF-8 has no other writing than an escape.
    text = json.dumps(data, ensure_ascii=False, indent=2)
    print(text.encode("utf-8", "backslashreplace").decode())


def _print_verdict(site: Path, verdict: Verdict, notes: list[str], *, everything: bool) -> None:
    out = Console(soft_wrap=True, highlight=False)

    def say(text: str, style: str = "") -> None:
        out.print(text, markup=False, style=style or None)

    for group in group_findings(verdict.findings, verdict.editions):
        say(f"{group.title} ({group.count:,})", "red")
        shown = group.lines if everything else group.lines[:SHOWN]
        for line in shown:
            say(f"  {line}")
        if len(group.lines) > len(shown):
            say(f"  and {len(group.lines) - len(shown):,} more; --all shows them")
    for note in notes:
        say(note)
    what = f"{_count(len(verdict.editions), 'edition')}, {_count(verdict.files, 'file')}"
    read = f"{site}: {what}, {decimal(verdict.octets)} read"
    if verdict.good:
        say(f"{read}: {say_proof(verdict.proofs)}", "green")
        return
    say(f"{read}: {_count(len(verdict.findings), 'finding')}", "red")
    for line in _list_remedies(verdict.findings):
        say(line)


def _list_remedies(findings: tuple[Finding, ...]) -> Iterator[str]:
    """How to get back what was published, by what is wrong."""
    kinds = {one.kind for one in findings}
    lost = sorted({one.edition for one in findings if one.kind in _REBUILT and one.edition})
    if lost:
        yield (
            "To get it back, take these files from another copy or from a bag of the edition, or "
            "build it again from its tag; it is published only if it comes out as it was sealed:"
        )
        yield from (f"    warraq site --again {edition}" for edition in lost)
    if kinds & _EXTRA:
        yield "Delete what was added; a link belongs into no edition."
    if kinds & _MADE_ANEW:
        yield "What stands beside the editions is made anew by: warraq site"
    if Kind.BESIDE in kinds:
        yield (
            "It also differs after a change of the toolkit, its words or conf.py that was not "
            "published yet. If warraq site leaves a file as it is, delete it and run it again."
        )
    if Kind.TEXT in kinds:
        yield "A record that is wrong about a text was wrong from the start; report that."
    if Kind.TAG in kinds:
        yield (
            "Look at who moved the tag or wrote the record anew, or whether this is another "
            "archive's site: git tag -v"
        )
    if Kind.SIGNATURE in kinds:
        yield "Do not trust the edition before you know why its signature is missing or bad."


# -- bag, sign -----------------------------------------------------------------------------------


def run_bag(arguments: argparse.Namespace) -> int:
    """Make a bag; returns the exit code."""
    site = _site_of(arguments)
    sealed = _find_edition(site, arguments.edition)
    folder = arguments.folder or arguments.root / "build" / "bags" / arguments.edition
    if folder.resolve().is_relative_to(site.resolve()):
        raise EditionError(
            f"{folder} is in the site {site}, which holds nothing but what is published; name "
            "another folder for the bag"
        )
    count = make_bag(site, sealed, folder)
    if arguments.json:
        print(json.dumps({"folder": str(folder), "files": count}, ensure_ascii=False))
    else:
        print(f"{folder}: the bag of edition {sealed.name}, {_count(count, 'file')}")
    return GOOD


def run_sign(arguments: argparse.Namespace) -> int:
    """Sign or time-stamp a record; returns the exit code."""
    site = _site_of(arguments)
    sealed = _find_edition(site, arguments.edition)
    record = record_of(site, sealed.name)
    if arguments.minisign is not None:
        made = sign_minisign(record, sealed.name, arguments.minisign)
    elif arguments.gpg is not None:
        made = sign_gpg(record, arguments.gpg)
    elif arguments.timestamp_request:
        made = request_timestamp(record)
    else:
        made = keep_timestamp(record, arguments.timestamp_reply)
    if arguments.json:
        print(json.dumps({"written": str(made)}, ensure_ascii=False))
        return GOOD
    print(f"{made}: written")
    if arguments.timestamp_request:
        print(
            "Send it to a time-stamp authority as application/timestamp-query, and keep its "
            f"reply:\n    warraq sign {sealed.name} --timestamp-reply FILE"
        )
    return GOOD


def _site_of(arguments: argparse.Namespace) -> Path:
    site: Path = arguments.site or arguments.root / "build" / "site"
    if not site.is_dir():
        raise EditionError(f"{site}: is no folder; run warraq site, or name it with --site")
    return site


def _find_edition(site: Path, name: str) -> Sealed:
    """The record of an edition; raises EditionError for a name that the site does not have."""
    order_of(name)
    names = list_sealed(site)
    if name not in names:
        raise EditionError(
            f"{site}: there is no edition {name} (there are: {', '.join(names) or 'none yet'})"
        )
    return read_sealed(site, name)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


@contextmanager
def _progress(quiet: bool) -> Iterator[Report]:
    """A bar for each edition, where a person looks on."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("edition {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal or os.environ.get("TERM") == "dumb",
    )
    tasks: dict[str, TaskID] = {}

    def report(edition: str, done: int, total: int) -> None:
        if edition not in tasks:
            tasks[edition] = bar.add_task(edition, total=total)
        if done % 64 == 0 or done >= total:
            bar.update(tasks[edition], completed=done)

    with bar:
        yield report
