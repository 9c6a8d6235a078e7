"""The commands `warraq release`, `site`, `editions` and `rebuild`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import TaskID
from rich.table import Table

from warraq.archive import Archive, read_archive
from warraq.desk.common import FAILED, OK
from warraq.desk.lint import find_errors
from warraq.desk.outcome import say_published, show_near
from warraq.editions.model import EditionError, Sealed
from warraq.editions.notes import compose_note
from warraq.editions.records import list_sealed
from warraq.ingest.checking import check_archive
from warraq.site.build import build_site
from warraq.site.progress import make_bars
from warraq.site.publishing import publish_parts, publish_site, render_part
from warraq.site.releasing import Check, Release, release_edition
from warraq.site.rendering import Options, Report, languages_of_tag
from warraq.site.restyling import restyle_edition
from warraq.site.shelf import BAD, Shelved, State, read_shelf, site_of

_NO_HOST = "NameResolutionError"
"""What urllib3 says, and so Sphinx's `linkcheck`, of a host that has no address."""


def release(arguments: argparse.Namespace) -> int:
    """Make an edition of the last commit and publish it; returns the exit code."""
    archive = read_archive(arguments.root)
    wanted = Release(
        arguments.edition,
        _read_note(archive, arguments),
        _checks_of(archive, arguments.offline, arguments.accept_dead_links),
        sign=arguments.sign,
    )
    with _progress(arguments.json) as report:
        published = release_edition(archive, wanted, _options(arguments), report)
    say_published(published, arguments.json)
    if not arguments.json:
        seal = f"seal/{arguments.edition}/1"
        print(f"Send it on with: git push origin edition/{arguments.edition} {seal}")
    return OK


def _read_note(archive: Archive, arguments: argparse.Namespace) -> str:
    """The note in all languages that it was given in; raises EditionError for another one."""
    first = " ".join(arguments.note.split())
    codes = {language.tag.lower(): language.code for language in archive.languages[1:]}
    others: dict[str, str] = {}
    for name, text in arguments.note_in:
        code = codes.get(name.replace("_", "-").lower())
        if code is None:
            known = ", ".join(codes.values()) or "none"
            raise EditionError(
                f"--note-in {name}: is none of the languages that the archive is translated into "
                f"({known}); what is in that of the sources belongs to --note"
            )
        others[code] = " ".join(text.split())
    if not others:
        return first
    return compose_note(first or f"Edition {arguments.edition}", others)


def _checks_of(archive: Archive, offline: bool, accept_dead: bool) -> dict[str, Check]:
    def find_dead_links() -> Sequence[str]:
        result = build_site(archive, [archive.languages[0].code], builder="linkcheck")
        lines = [line for outcome in result.outcomes for line in outcome.messages]
        if accept_dead:
            print("\n".join(lines), file=sys.stderr)
            return ()
        if lines and _seems_offline(archive, lines):
            lines.append(
                "(this machine seems to be offline: no host has an address. To ask no links: "
                "--offline, or ARGS=--offline after make release)"
            )
        elif lines:
            lines.append("(correct them, or go on with --accept-dead-links, or --offline)")
        return lines if result.failed else ()

    checks: dict[str, Check] = {
        "warraq lint": lambda: [str(item) for item in find_errors(archive)],
        "warraq check": lambda: [str(item) for item in check_archive(archive)],
    }
    if not offline:
        checks["warraq linkcheck"] = find_dead_links
    return checks


def _seems_offline(archive: Archive, lines: Sequence[str]) -> bool:
    """Whether all links are dead because the name of no host can be resolved."""
    found = archive.build / "linkcheck" / archive.languages[0].tag / "output.json"
    try:
        answers = [json.loads(line) for line in found.read_text("utf-8").splitlines()]
    except (OSError, ValueError):
        return False
    asked = [one for one in answers if one["status"] not in {"unchecked", "ignored", "local"}]
    dead = [one for one in asked if _NO_HOST in one["info"]]
    return bool(dead) and len(dead) == len(asked) and all(_NO_HOST in line for line in lines)


def site(arguments: argparse.Namespace) -> int:
    """Publish what is tagged, or a part of that; returns the exit code."""
    archive = read_archive(arguments.root)
    options = _options(arguments)
    if arguments.only:
        language, _, edition = arguments.only.partition("/")
        if not edition:
            raise EditionError(
                f"--only {arguments.only}: write language and edition, such as ar/2023.05"
            )
        with _progress(arguments.json) as report:
            part = render_part(archive, edition, language, report)
        if arguments.json:
            print(json.dumps({"part": str(part.folder), "files": len(part.files)}, indent=2))
        else:
            print(f"{show_near(part.folder)}: {len(part.files)} files, {len(part.pages)} pages")
            print("When all parts are there: warraq site --assemble")
        return OK
    there = set(list_sealed(site_of(archive))) if arguments.again else set()
    with _progress(arguments.json) as report:
        if arguments.assemble:
            published = publish_parts(archive, options)
        else:
            published = publish_site(archive, arguments.again, options, report)
    say_published(published, arguments.json, there.intersection(arguments.again))
    return OK


def rebuild(arguments: argparse.Namespace) -> int:
    """Seal a new rendering of an edition; returns the exit code."""
    archive = read_archive(arguments.root)
    with _progress(arguments.json) as report:
        published = restyle_edition(
            archive,
            arguments.edition,
            accept_other_text=arguments.accept_other_text,
            options=_options(arguments),
            report=report,
        )
    if not published.made and not arguments.json:
        print(f"edition {arguments.edition} comes out as it is; there is nothing to seal")
        return OK
    say_published(published, arguments.json)
    return OK


def _options(arguments: argparse.Namespace) -> Options:
    return Options(accept_warnings=arguments.accept_warnings)


# -- The list of editions ------------------------------------------------------------------------


def editions(arguments: argparse.Namespace) -> int:
    """List the editions; returns the exit code, 1 if one is not as it should be."""
    archive = read_archive(arguments.root)
    shelf = read_shelf(archive, whole=False)
    rows = [_describe(archive, one) for one in shelf.editions]
    bad = [one for one in shelf.editions if one.state in BAD]
    if arguments.json:
        data = {"editions": rows, "findings": list(shelf.findings)}
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return FAILED if bad else OK
    if not rows:
        print("There is no edition yet; make the first with `make release EDITION=2024.02`.")
    else:
        table = Table(show_edge=False, pad_edge=False)
        for heading in ("Edition", "Tagged", "Languages", "Pages", "Size", "Seal", "State"):
            right = heading in {"Pages", "Size"}
            table.add_column(heading, justify="right" if right else "left")
        for row in rows:
            size = f"{row['bytes'] / 1e6:.1f} MB" if row["bytes"] else "–"
            table.add_row(
                str(row["edition"]),
                str(row["date"])[:10],
                " ".join(row["languages"]),
                str(row["pages"] or "–"),
                size,
                str(row["seal"])[:12] or "–",
                str(row["state"]),
            )
        Console(soft_wrap=True, highlight=False).print(table)
    for sentence in (*shelf.findings, *(one.problem for one in shelf.editions if one.problem)):
        print(f"warraq: {sentence}", file=sys.stderr)
    return FAILED if bad else OK


def _describe(archive: Archive, one: Shelved) -> dict[str, Any]:
    sealed, tag = one.sealed, one.tag
    site = site_of(archive)
    seal = one.seals[-1].fields.get("rendering-sha256", "") if one.seals else ""
    shown = sealed.tag if sealed is not None else tag
    return {
        "edition": one.name,
        "date": shown.date if shown is not None else "",
        "commit": shown.commit if shown is not None else "",
        "languages": list(sealed.languages) if sealed is not None else [],
        "pages": sum(map(len, sealed.pages.values())) if sealed is not None else 0,
        "files": len(sealed.files) if sealed is not None else 0,
        "bytes": sum(_sizes(site, sealed)) if sealed is not None else 0,
        "rendering": sealed.rendering if sealed is not None else 0,
        "seal": seal,
        "state": str(one.state),
        "problem": one.problem,
        "parts": _missing_parts(archive, one),
    }


def _missing_parts(archive: Archive, one: Shelved) -> list[str]:
    """What `--only` takes for each language of an edition that is not published."""
    if one.state not in {State.MISSING, State.OUTDATED}:
        return []
    return [f"{language.tag}/{one.name}" for language in languages_of_tag(archive, one)]


def _sizes(site: Path, sealed: Sealed) -> Iterator[int]:
    for path in sealed.files:
        try:
            yield (site / path).lstat().st_size
        except OSError:
            continue


# -- Progress ------------------------------------------------------------------------------------


@contextmanager
def _progress(quiet: bool) -> Iterator[Report]:
    """A bar for each language of each edition, where a person looks on."""
    console = Console(stderr=True)
    bar = make_bars(console)
    tasks: dict[tuple[str, str], TaskID] = {}
    editions: list[str] = []

    def report(edition: str, language: str, what: str, done: int, total: int) -> None:
        if quiet or not console.is_terminal:
            if edition not in editions and not quiet:
                editions.append(edition)
                print(f"edition {edition} …", file=sys.stderr)
            return
        if not tasks:
            bar.start()
        for key in [key for key in tasks if key[0] != edition]:
            bar.remove_task(tasks.pop(key))
        key = (edition, language)
        if key not in tasks:
            tasks[key] = bar.add_task(edition, total=total)
        text = " ".join(filter(None, (edition, language)))
        bar.update(tasks[key], description=f"{text}: {what}", completed=done, total=total)
        bar.refresh()

    try:
        yield report
    finally:
        if tasks:
            bar.stop()
