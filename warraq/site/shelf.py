"""Looks at an archive's editions: what is tagged, what is sealed, what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from warraq.archive import Archive
from warraq.editions.bag import TAG_MANIFEST
from warraq.editions.datecheck import find_odd_dates
from warraq.editions.git import Repository, Seal, Survey
from warraq.editions.model import (
    EDITION_TAGS,
    RECORDS,
    SEAL_TAGS,
    EditionError,
    Sealed,
    Tag,
    check_not_future,
    order_of,
)
from warraq.editions.records import (
    RECORD_LINE,
    list_sealed,
    read_sealed,
    record_line,
    seal_lines,
)
from warraq.editions.toolkit import uncommitted_files


class State(StrEnum):
    """Where an edition stands."""

    PUBLISHED = "published"
    MISSING = "missing"
    """Tagged and not in the site: `warraq site` publishes it."""
    OUTDATED = "outdated"
    """In the site, but a later rendering of it was sealed: `warraq site` brings that."""
    MOVED = "moved"
    """Its tag is not what was sealed."""
    UNTAGGED = "untagged"
    """In the site, but this repository has no tag of it."""
    LOST = "lost"
    """It has a seal here, and no tag."""
    UNREADABLE = "unreadable"
    """A tag of its seal is none that can be read."""
    DAMAGED = "damaged"
    """In the site with a record that cannot be read, or that contradicts its seal."""


UNTRUSTED = frozenset({State.MOVED, State.LOST, State.UNREADABLE})
"""Upon these nothing is built, whatever is asked for."""
BAD = UNTRUSTED | {State.DAMAGED, State.UNTAGGED}
"""With these not all is well."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """An edition with all that is known of it here."""

    name: str
    tag: Tag | None
    seals: tuple[Seal, ...]
    sealed: Sealed | None
    """What its record in the site says."""
    state: State
    problem: str = ""
    """A sentence on what is wrong and what to do."""


@dataclass(frozen=True)
class Shelf:
    """An archive's editions, oldest first."""

    archive: Archive
    repository: Repository
    editions: tuple[Shelved, ...]
    findings: tuple[str, ...] = ()
    """Sentences on tags that look like editions and are none, and on dates that cannot be."""

    @property
    def site(self) -> Path:
        """The published site."""
        return site_of(self.archive)

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know who publishes from here."""
        if any(one.seals or one.state is not State.MISSING for one in self.editions):
            return self.findings
        return (
            *self.findings,
            "no edition was sealed here before, so this is the first of the archive; if it has "
            "others, bring their tags (git fetch --tags) and the published site here, and "
            "publish nothing of this",
        )

    @cached_property
    def sealed(self) -> tuple[Sealed, ...]:
        """The editions in the site, oldest first."""
        return tuple(one.sealed for one in self.editions if one.sealed is not None)

    def find(self, name: str) -> Shelved:
        """One edition; raises EditionError for a name that is none or is not there."""
        order_of(name)
        for one in self.editions:
            if one.name == name:
                return one
        names = ", ".join(one.name for one in self.editions) or "none yet"
        raise EditionError(f"there is no edition {name} (there are: {names})")


def site_of(archive: Archive) -> Path:
    """Where the published site is."""
    return archive.build / "site"


def read_shelf(archive: Archive, *, whole: bool = True) -> Shelf:
    """Look at the tags, the seals and the site.

    Raises EditionError if there is no repository and, where the `whole` of the editions is
    needed, for a clone that has but its last commits.
    """
    repository = Repository.open(archive.root)
    findings: tuple[str, ...] = ()
    if repository.is_shallow:
        said = (
            "this clone has only the last commits (it is shallow), so editions may be missing in "
            "it; get all with `git fetch --unshallow --tags`"
        )
        if whole:
            raise EditionError(said)
        findings = (said,)
    survey = repository.survey()
    tags = {tag.edition: tag for tag in survey.tags}
    site = site_of(archive)
    names = {*tags, *survey.seals, *survey.bad_seals, *list_sealed(site)}
    editions = tuple(
        _look_at(site, name, tags.get(name), survey) for name in sorted(names, key=order_of)
    )
    commits = repository.commit_dates(tag.commit for tag in survey.tags)
    dates = find_odd_dates(survey.tags, lambda tag: commits[tag.commit])
    odd = tuple(sentence for _, sentence in dates)
    return Shelf(archive, repository, editions, (*findings, *survey.findings, *odd))


def _look_at(site: Path, name: str, tag: Tag | None, survey: Survey) -> Shelved:
    seals = survey.seals.get(name, ())
    sealed, broken = None, ""
    if (site / RECORDS / name).is_dir():
        try:
            sealed = read_sealed(site, name)
        except EditionError as error:
            broken = str(error)
    if name in survey.bad_seals:
        return Shelved(name, tag, seals, sealed, State.UNREADABLE, survey.bad_seals[name])
    targets = _list_targets(site, name, seals, sealed)
    for what, target in targets:
        if tag is not None and target != tag.object:
            problem = (
                f"edition/{name} has moved: it is {tag.object[:12]} now, but {what} is of "
                f"{target[:12]}; an edition never changes. Bring the tag back with "
                f"`git update-ref refs/tags/edition/{name} {target}`"
            )
            return Shelved(name, tag, seals, sealed, State.MOVED, problem)
    if tag is None and seals:
        bad = survey.bad_tags.get(name)
        state = f"cannot be used ({bad})" if bad else "is not"
        problem = (
            f"edition {name}: its seal is here, but its tag edition/{name} {state}; fetch it with "
            "`git fetch --tags`, or bring it back with "
            f"`git update-ref refs/tags/edition/{name} {targets[0][1]}`"
        )
        return Shelved(name, tag, seals, sealed, State.LOST, problem)
    if broken:
        broken = f"{broken};"
    elif sealed is not None:
        manifest = (site / RECORDS / name / TAG_MANIFEST).read_bytes()
        broken = _find_contradiction(sealed, seals, manifest)
    if broken:
        problem = f"{broken} bring the edition back with `warraq site --again {name}`"
        return Shelved(name, tag, seals, None, State.DAMAGED, problem)
    if sealed is None:
        return Shelved(name, tag, seals, None, State.MISSING)
    if tag is None:
        problem = (
            f"edition {name} is published, but there is no tag edition/{name} here; fetch it "
            "with `git fetch --tags`"
        )
        return Shelved(name, tag, seals, sealed, State.UNTAGGED, problem)
    if max((seal.rendering for seal in seals), default=0) > sealed.rendering:
        return Shelved(name, tag, seals, sealed, State.OUTDATED)
    return Shelved(name, tag, seals, sealed, State.PUBLISHED)


def _find_contradiction(sealed: Sealed, seals: Sequence[Seal], manifest: bytes) -> str:
    """How a record contradicts the seals of its edition, or nothing: both can be written anew.

    `manifest` is the record's tag manifest.
    """
    record = f"{RECORDS}/{sealed.name}"
    if seals and sealed.rendering > seals[-1].rendering:
        return (
            f"{record} says that it is rendering {sealed.rendering}, but there is no "
            f"seal/{sealed.name}/{sealed.rendering} here; try `git fetch --tags`, or else"
        )
    for seal in seals:
        if seal.rendering == sealed.rendering:
            if seal.fields.get(RECORD_LINE) == record_line(manifest)[RECORD_LINE]:
                continue  # which has the digests of all that the record has: a glance is enough
            for line, value in seal_lines(sealed).items():
                if seal.fields.get(line, value) != value:
                    return (
                        f"{record} is not what was sealed: its {line} is {value[:20]}…, but "
                        f"seal/{sealed.name}/{seal.rendering} says {seal.fields[line][:20]}…;"
                    )
    return ""


def _list_targets(
    site: Path, name: str, seals: Sequence[Seal], sealed: Sealed | None
) -> list[tuple[str, str]]:
    """What the edition's tag was when it was sealed, by who says so."""
    found = [(f"seal/{name}/{seal.rendering}", seal.target) for seal in seals]
    if sealed is not None:
        found.append((f"its record {site / RECORDS / name}", sealed.tag.object))
    return found


def tag_of(one: Shelved) -> Tag:
    """The tag of an edition; raises EditionError if this repository has none."""
    if one.tag is None:
        raise EditionError(
            f"there is no tag edition/{one.name} in this repository; fetch it with "
            "`git fetch --tags`"
        )
    return one.tag


# -- Before anything is rendered -----------------------------------------------------------------


def check_release(shelf: Shelf, name: str, now: str) -> None:
    """Refuse early what could not be released; `now` as `2024-02-03T10:20:30Z`.

    Raises EditionError for an edition that is published without its tag being here, a name in
    the future, a person whom git does not know, and tags that stand in the way.
    """
    for one in shelf.editions:
        if one.state is State.UNTAGGED:
            raise EditionError(one.problem)
    check_not_future(name, datetime.fromisoformat(now))
    check_committed(shelf)
    shelf.repository.check_identity()
    shelf.repository.check_free([f"{EDITION_TAGS}{name}", f"{SEAL_TAGS}{name}/1"])


def check_sealing(shelf: Shelf, wanted: Sequence[Shelved]) -> None:
    """Refuse early editions that could not be sealed; those that have a seal need none.

    Raises EditionError for a person whom git does not know, and for tags that stand in the way.
    """
    numbers = {one.name: one.sealed.rendering if one.sealed is not None else 1 for one in wanted}
    refs = [f"{SEAL_TAGS}{one.name}/{numbers[one.name]}" for one in wanted if not one.seals]
    if refs:
        shelf.repository.check_identity()
        shelf.repository.check_free(refs)
        check_committed(shelf)


def check_committed(shelf: Shelf) -> None:
    """Refuse to seal what no commit can make again; raises EditionError.

    Ignored files count, too: git does not tell of them, and a rendering takes them in.
    """
    changed = uncommitted_files(shelf.archive, shelf.repository)
    if changed:
        listed = "".join(f"\n  {path}" for path in changed[:20])
        more = f"\n  and {len(changed) - 20} more" if len(changed) > 20 else ""
        raise EditionError(
            "what is sealed must come from committed code; commit these files, or take them "
            f"away:{listed}{more}"
        )


def check_unpublished(one: Shelved) -> None:
    """Raise EditionError for an edition that the site has, whose parts nobody would assemble."""
    if one.state is State.PUBLISHED:
        raise EditionError(
            f"edition {one.name} is published already; `warraq site --again {one.name}` makes it "
            "once more"
        )
