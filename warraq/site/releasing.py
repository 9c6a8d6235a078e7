"""Releases an edition: looks that all is well, renders it, tags it, seals it, publishes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from warraq.archive import Archive
from warraq.editions.model import EDITION_TAGS, SEAL_TAGS, EditionError, Tag, order_of
from warraq.editions.parts import Part, know_files
from warraq.site.assembly import Made
from warraq.site.publishing import Published, check_shelf, put_in_place
from warraq.site.rendering import PLAIN, Options, Report, render_edition
from warraq.site.sealing import describe, make_seal
from warraq.site.shelf import Shelf, State, check_release, read_shelf
from warraq.site.turns import publication

Check = Callable[[], Sequence[str]]
"""Looks at something of the archive and gives a sentence for each finding."""


@dataclass(frozen=True, slots=True)
class Release:
    """What is to be released."""

    edition: str
    note: str = ""
    """What readers are told about the edition; the tag's message."""
    checks: dict[str, Check] = field(default_factory=dict)
    """What has to be well first, by a name for messages."""
    now: datetime | None = None
    """The time of the tag; None for the clock's."""
    sign: bool = False
    """Whether tag and seal are signed with the person's key, as `git tag --sign` does."""


def release_edition(
    archive: Archive,
    release: Release,
    options: Options = PLAIN,
    report: Report = lambda *_: None,
) -> Published:
    """Make the last commit an edition and publish it, with all that is missing.

    Everything is rendered, and the new site stands ready beside the old one, before the tag is
    made; tag and seal come in one step, and after them the sites change places. Raises
    EditionError or OSError; then there is no tag, and the site is as it was.
    """
    order_of(release.edition)
    _check_note(release.note)
    with publication(archive):
        shelf = read_shelf(archive)
        check_shelf(shelf)
        moment = (release.now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
        _check_name(shelf, release.edition)
        _check_clock(shelf, moment)
        check_release(shelf, release.edition, moment)
        _check_tree(shelf)
        for name, check in release.checks.items():
            report(release.edition, "", name, 0, 1)
            found = check()
            if found:
                lines = "\n".join(f"  {line}" for line in found)
                raise EditionError(f"{name} found what has to be put right first:\n{lines}")
        note = release.note.strip() or f"Edition {release.edition}"
        commit = shelf.repository.head()
        tag = Tag(release.edition, "", commit, moment, note)
        messages = list(shelf.notices)
        known = know_files(shelf.site, shelf.sealed)
        parts = render_edition(archive, shelf.repository, tag, known, options, report, messages)
        if shelf.repository.head() != commit or shelf.repository.is_clean():
            raise EditionError("the archive was changed while it was rendered; run it again")
        made, refs = _tag_and_seal(archive, shelf, tag, parts, release.sign)
        return put_in_place(shelf, [made], messages, lambda: shelf.repository.update_refs(refs))


def _tag_and_seal(
    archive: Archive, shelf: Shelf, tag: Tag, parts: Sequence[Part], sign: bool
) -> tuple[Made, dict[str, str]]:
    """Write the tag and its seal; nothing leads to them before the refs are set."""
    repository = shelf.repository
    name = f"edition/{tag.edition}"
    target = repository.make_tag_object(name, tag.commit, tag.note, tag.date, sign=sign)
    made = describe(archive, replace(tag, object=target), parts, 1)
    seal = make_seal(repository, made, target, sign=sign)
    refs = {f"{EDITION_TAGS}{tag.edition}": target, f"{SEAL_TAGS}{tag.edition}/1": seal}
    return made, refs


def _check_note(note: str) -> None:
    shown = note.replace("\u200c", "").replace("\u200d", "")  # some languages write words with them
    if not all(line.isprintable() for line in shown.splitlines()):
        raise EditionError(
            "the note holds characters that nobody sees, or bytes that are no UTF-8; write it anew"
        )
    if "-----BEGIN " in note:
        raise EditionError("the note must not hold '-----BEGIN ': git takes it for a signature")


def _check_name(shelf: Shelf, name: str) -> None:
    for one in shelf.editions:
        if one.state in {State.MISSING, State.OUTDATED}:
            raise EditionError(
                f"edition {one.name} is tagged but not published yet; `make site` publishes it"
            )
        if one.name == name:
            raise EditionError(f"there is an edition {name} already; an edition never changes")
    newest = shelf.editions[-1].name if shelf.editions else ""
    if newest and order_of(name) < order_of(newest):
        raise EditionError(
            f"edition {name} would be older than {newest}, which is published; give it a later name"
        )


def _check_clock(shelf: Shelf, moment: str) -> None:
    for one in shelf.editions:
        date = one.tag.date if one.tag is not None else ""
        if moment < date:
            raise EditionError(
                f"this machine's clock says {moment}, but edition {one.name} was tagged at "
                f"{date}; set the clock right"
            )


def _check_tree(shelf: Shelf) -> None:
    changed = shelf.repository.is_clean()
    if changed:
        listed = "".join(f"\n  {path}" for path in changed[:20])
        more = f"\n  and {len(changed) - 20} more" if len(changed) > 20 else ""
        raise EditionError(
            f"these files are not as they were committed; commit them or take them away:{listed}"
            f"{more}"
        )
