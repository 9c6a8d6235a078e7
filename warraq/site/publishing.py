"""Publishes editions: renders what is missing, seals it, and puts the new site in place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from warraq.archive import Archive
from warraq.editions.content import choose_content, content_digests
from warraq.editions.git import Repository
from warraq.editions.model import EditionError, Sealed
from warraq.editions.parts import RECORD, Part, know_files, read_part
from warraq.editions.toolkit import toolkit_of
from warraq.site.assembly import Made, assemble_site
from warraq.site.rendering import (
    PASSED,
    PLAIN,
    Options,
    Report,
    check_warnings,
    languages_in,
    render_edition,
)
from warraq.site.sealing import is_sealed, make_seals, seal_edition
from warraq.site.shelf import (
    UNTRUSTED,
    Shelf,
    Shelved,
    State,
    check_sealing,
    check_unpublished,
    read_shelf,
    site_of,
    tag_of,
)
from warraq.site.turns import publication


@dataclass(frozen=True, slots=True)
class Published:
    """What came of publishing."""

    site: Path
    made: tuple[Sealed, ...]
    """The editions that were not there before, or are there anew."""
    sealed: tuple[Sealed, ...]
    """All editions of the site, oldest first."""
    changed: tuple[str, ...]
    """The files of the site that were written, by path from its root, without those of
    new editions."""
    messages: tuple[str, ...] = ()
    """What the maintainer should know."""


def publish_site(
    archive: Archive,
    again: Sequence[str] = (),
    options: Options = PLAIN,
    report: Report = lambda *_: None,
) -> Published:
    """Publish every tagged edition that the site has not, or those of `again`, once more.

    What was sealed before has to come out as it was sealed. Raises EditionError; then nothing of
    the site has changed.
    """
    with publication(archive):
        shelf = read_shelf(archive)
        check_shelf(shelf, again)
        wanted = [
            one
            for one in shelf.editions
            if one.name in again or (not again and one.state in {State.MISSING, State.OUTDATED})
        ]
        messages = list(shelf.notices)
        check_sealing(shelf, wanted)
        made: list[Made] = []
        # What is made again must not be linked to what may be damaged.
        others = [sealed for sealed in shelf.sealed if sealed.name not in again]
        known = know_files(shelf.site, others)
        for one in wanted:
            tag = tag_of(one)
            accepted = PASSED if is_sealed(one) else options
            parts = render_edition(
                archive, shelf.repository, tag, known, accepted, report, messages
            )
            made.append(seal_edition(archive, one, tag, parts))
        return put_in_place(shelf, made, messages)


def render_part(
    archive: Archive,
    edition: str,
    language: str,
    report: Report = lambda *_: None,
) -> Part:
    """Render one language of one edition into `build/parts/`, for `publish_parts` to find.

    Raises EditionError.
    """
    with publication(archive):
        shelf = read_shelf(archive)
        one = shelf.find(edition)
        check_shelf(shelf, [edition])
        check_unpublished(one)
        tag = tag_of(one)
        others = [sealed for sealed in shelf.sealed if sealed.name != edition]
        known = know_files(shelf.site, others)
        # Warnings are for whoever assembles the parts: each part carries its own.
        found = render_edition(
            archive, shelf.repository, tag, known, PASSED, report, [], only=language
        )
        return found[0]


def publish_parts(archive: Archive, options: Options = PLAIN) -> Published:
    """Seal and publish the editions whose parts are all in `build/parts/`; render nothing.

    Raises EditionError, also for an edition that has some of its parts.
    """
    with publication(archive):
        shelf = read_shelf(archive)
        check_shelf(shelf)
        messages = list(shelf.notices)
        made = []
        for one in shelf.editions:
            if one.state in {State.MISSING, State.OUTDATED}:
                parts = _read_parts(archive, shelf.repository, one)
                if parts:
                    tag = tag_of(one)
                    accepted = PASSED if is_sealed(one) else options
                    check_warnings(tag, parts, accepted, messages)
                    made.append(seal_edition(archive, one, tag, parts))
        return put_in_place(shelf, made, messages)


def _read_parts(archive: Archive, repository: Repository, one: Shelved) -> list[Part]:
    """The parts of an edition, each looked at; none if there are none. Raises EditionError."""
    folder = archive.build / "parts" / one.name
    found = {path.parent.name: read_part(path.parent) for path in folder.glob(f"*/{RECORD}")}
    if not found:
        return []
    chosen = choose_content(repository.list_files(tag_of(one).commit), archive.catalogs)
    content = content_digests(repository, chosen)
    languages = [item.tag for item in languages_in(archive, content)]
    toolkit = toolkit_of(archive)
    for language in languages:
        if language not in found:
            raise EditionError(
                f"{folder} has no part for {language}; make it with "
                f"`warraq site --only {language}/{one.name}`"
            )
        if found[language].toolkit != toolkit:
            raise EditionError(
                f"{folder / language}: made by other code than that which is here; delete the "
                "folder and make it again"
            )
        if dict(found[language].content) != content:
            raise EditionError(
                f"{folder / language}: made from other files than those of edition/{one.name}; "
                "delete the folder and make it again"
            )
    return [found[language] for language in languages]


def check_shelf(shelf: Shelf, again: Sequence[str] = ()) -> None:
    """Refuse to build upon an edition that cannot be trusted; raises EditionError."""
    for name in again:
        shelf.find(name)
    for one in shelf.editions:
        if one.state in UNTRUSTED or (one.state is State.DAMAGED and one.name not in again):
            raise EditionError(one.problem)


def put_in_place(
    shelf: Shelf,
    made: Sequence[Made],
    messages: Sequence[str],
    commit: Callable[[], None] | None = None,
) -> Published:
    """Let the site have these editions beside those that it has, and drop their parts.

    Once the new site stands ready beside the old one, `commit` sets the tags and seals; without
    it the seals that are missing are set. Only then the sites change places.
    """
    anew = {item.sealed.name for item in made}
    kept = [sealed for sealed in shelf.sealed if sealed.name not in anew]
    if not kept and not made:
        raise EditionError(
            "there is no edition yet; make the first with `make release EDITION=2024.02`"
        )
    everything, changed = assemble_site(
        shelf.archive, kept, made, commit or (lambda: make_seals(shelf, made))
    )
    for item in made:
        shutil.rmtree(shelf.archive.build / "parts" / item.sealed.name, ignore_errors=True)
    return Published(
        site_of(shelf.archive),
        tuple(item.sealed for item in made),
        everything,
        changed,
        (*messages, *(remark for item in made for remark in item.remarks)),
    )
