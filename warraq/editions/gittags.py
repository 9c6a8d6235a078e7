"""Reads the tags of editions and their seals, and writes such tags without naming them yet."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from warraq.editions.gitobjects import (
    ObjectReader,
    TagObject,
    begins_signature,
    parse_commit,
    parse_tag,
)
from warraq.editions.gitrun import Settings, first_complaint, persons_environment, run_git
from warraq.editions.model import EditionError, Tag, is_edition_name, order_of

_SEAL = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_FIELD = re.compile(r"([a-z][a-z0-9-]*): +(\S.*)")
_PERSONS = r"^(user\.(name|email|signingkey)|gpg\.format)$"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal that was set upon an edition's tag."""

    edition: str
    rendering: int
    object: str
    target: str
    """The id of the object that it seals: the edition's tag object, or a commit."""
    date: str
    fields: Mapping[str, str]
    """The lines of its message, `rendering-sha256` and so on."""


def read_edition(reader: ObjectReader, edition: str, target: str, symbolic: str) -> Tag:
    """Read the tag of an edition from where its ref leads; raises EditionError.

    `symbolic` is the ref that it stands for where it is a symbolic one.
    """
    order_of(edition)
    name = f"edition/{edition}"
    if symbolic:
        raise EditionError(
            f"the tag {name} only stands for {symbolic} and would move with it; make a tag of "
            f"its own: git symbolic-ref --delete refs/tags/{name}; git tag -a {name}"
        )
    kind, data = _read(reader, name, target)
    if kind == "commit":
        _tree, date = parse(parse_commit, data, kind, target)
        return Tag(edition, target, target, date)
    tag = _parse_tag(kind, data, name, target)
    if tag.kind == "tag":
        raise EditionError(
            f"the tag {name} tags another tag, not a commit; make it anew: "
            f"git tag -d {name}; git tag -a {name} {tag.object}^{{}}"
        )
    if tag.kind != "commit":
        raise EditionError(_no_commit(name, tag.kind))
    kind, data = _read(reader, name, tag.object)
    if kind != "commit":
        raise EditionError(_no_commit(name, kind))
    _tree, date = parse(parse_commit, data, kind, tag.object)
    return Tag(edition, target, tag.object, tag.date or date, tag.message)


def read_seal(reader: ObjectReader, edition: str, number: str, target: str) -> Seal:
    """Read a seal from where its ref leads; raises EditionError for what is none."""
    name = f"seal/{edition}/{number}"
    if not _SEAL.fullmatch(number):
        raise EditionError(f"the tag {name} is no seal: {number!r} is not the number of one")
    kind, data = _read(reader, name, target)
    tag = _parse_tag(kind, data, name, target)
    if tag.kind not in ("commit", "tag"):
        raise EditionError(_no_commit(name, tag.kind))
    found = (_FIELD.fullmatch(line) for line in tag.message.split("\n"))
    fields = {match[1]: match[2] for match in found if match}
    return Seal(edition, int(number), target, tag.object, tag.date, fields)


def read_seals(
    reader: ObjectReader, refs: Mapping[str, tuple[str, str]]
) -> tuple[dict[str, tuple[Seal, ...]], dict[str, str], list[str]]:
    """Read the tags below `seal/`, by their names there, as far as they can be read.

    Gives the seals by edition, in order; what is wrong with a seal, by edition; and a sentence
    on each tag that was left out.
    """
    seals: dict[str, list[Seal]] = {}
    bad, findings = {}, []
    for name, (target, _symbolic) in refs.items():
        edition, _, number = name.partition("/")
        if not is_edition_name(edition) or not _SEAL.fullmatch(number):
            findings.append(
                f"left out the tag seal/{name}, which is none of seal/EDITION/NUMBER; if you do "
                f"not need it: git tag -d seal/{name}"
            )
            continue
        try:
            seals.setdefault(edition, []).append(read_seal(reader, edition, number, target))
        except EditionError as error:
            bad[edition] = (
                f"the seal seal/{name} cannot be used: {error}. Get it back with "
                f"`git tag -d seal/{name}` and `git fetch --tags`"
            )
            findings.append(bad[edition])
    ordered = {
        edition: tuple(sorted(found, key=lambda seal: seal.rendering))
        for edition, found in seals.items()
        if found
    }
    return ordered, bad, findings


def _parse_tag(kind: str, data: bytes, name: str, target: str) -> TagObject:
    if kind != "tag":
        raise EditionError(_no_commit(name, kind))
    tag = parse(parse_tag, data, kind, target)
    if tag.name != name:
        raise EditionError(
            f"the tag {name} is not what it was made as: inside it calls itself {tag.name}; "
            f"somebody has renamed or moved it, so restore it (git tag -d {name}; git fetch --tags)"
        )
    return tag


def _no_commit(name: str, kind: str) -> str:
    what = {"tree": "a folder", "blob": "a file", "commit": "a commit itself"}.get(kind, kind)
    return f"the tag {name} is no good: it leads to {what}; make it anew with: git tag -a {name}"


def _read(reader: ObjectReader, name: str, target: str) -> tuple[str, bytes]:
    try:
        return reader.read_one(target)
    except EditionError as error:
        raise EditionError(f"the tag {name} cannot be read: {error}") from error


def parse(parser: Callable[[bytes], _T], data: bytes, kind: str, name: str) -> _T:
    """Take an object apart; raises EditionError for one that git would not have made."""
    try:
        return parser(data)
    except (ValueError, KeyError) as error:
        why = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise EditionError(f"the git object {name} is no {kind} that can be read: {why}") from error


def find_obstacle(there: Sequence[str], wanted: Sequence[str]) -> None:
    """Raise EditionError if a ref that is there keeps one of the wanted from being made."""
    for ref in wanted:
        for other in there:
            if other == ref:
                raise EditionError(is_taken(ref))
            if other.startswith(f"{ref}/") or ref.startswith(f"{other}/"):
                short, name = other.removeprefix("refs/tags/"), ref.removeprefix("refs/tags/")
                raise EditionError(
                    f"the tag {short} stands in the way of {name}, which git cannot keep beside "
                    f"it; if you do not need it: git tag -d {short}"
                )


def is_taken(ref: str) -> str:
    """A sentence on a ref that was to be made and is there."""
    return (
        f"{ref} exists already, and a published tag is never moved; choose the name of another "
        "edition"
    )


# -- Writing -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewTag:
    """An annotated tag that is to be written."""

    name: str
    """`edition/2024.02`"""
    target: str
    kind: str
    """What the target is: commit or tag."""
    message: str
    date: str
    """As `2024-02-03T10:20:30Z`."""


def write_tag(root: Path, new: NewTag, settings: Settings) -> str:
    """Write a tag's object, without a ref; its id. Raises EditionError."""
    text = (
        f"object {new.target}\ntype {new.kind}\ntag {new.name}\n"
        f"tagger {who_tags(root, settings)} {_seconds(new.date)} +0000\n\n{_message(new)}"
    )
    done = run_git(root, ["mktag"], settings, stdin=text.encode())
    return done.stdout.decode().strip()


def sign_tag(root: Path, new: NewTag, settings: Settings, id_length: int) -> str:
    """Write a tag's object, signed with the person's key as `git tag -s` does; its id.

    `git tag` names what it makes at once. So it works in a repository that is thrown away and
    that only shares the folder of objects; it has none of this one's settings but who the
    person is, so that the program that signs is the person's own. Raises EditionError.
    """
    who_tags(root, settings)
    asked = ["config", "-z", "--get-regexp", _PERSONS]
    environment = persons_environment()
    done = run_git(root, asked, settings, environment=environment, accept=(0, 1))
    rows = (row.partition("\n") for row in os.fsdecode(done.stdout).split("\0")[:-1])
    settings = (*settings, *((name, value) for name, _line, value in rows))
    done = run_git(root, ["rev-parse", "--git-path", "objects"], settings)
    environment["GIT_OBJECT_DIRECTORY"] = str(root / os.fsdecode(done.stdout).removesuffix("\n"))
    environment["GIT_COMMITTER_DATE"] = f"{_seconds(new.date)} +0000"
    algorithm = "sha256" if id_length == 64 else "sha1"
    with tempfile.TemporaryDirectory(prefix="warraq-sign-") as folder:
        made = ["init", "--quiet", "--bare", "--template=", f"--object-format={algorithm}"]
        run_git(Path(folder), made)
        tag = ["tag", "--sign", "--cleanup=verbatim", "--file=-", "--", new.name, new.target]
        message = _message(new).encode()
        done = run_git(
            Path(folder), tag, settings, stdin=message, environment=environment, accept=(0, 1, 128)
        )
        ref = run_git(
            Path(folder), ["rev-parse", "-q", "--verify", f"refs/tags/{new.name}"], accept=(0, 1)
        )
    name = ref.stdout.decode().strip()
    # git 2.39 makes the tag, unsigned, and is content, when ssh-keygen finds no key.
    text = run_git(root, ["cat-file", "tag", name], settings).stdout.decode() if name else ""
    if not any(map(begins_signature, text.split("\n"))):
        raise EditionError(
            f"the tag {new.name} cannot be signed ({first_complaint(done.stderr)}); name your key "
            "with: git config --global user.signingKey KEY, or do not ask for a signature"
        )
    return name


def _message(new: NewTag) -> str:
    lines = new.message.strip("\n").split("\n")
    if "\0" in new.message or any(map(begins_signature, lines)):
        raise EditionError(
            f"the message of {new.name} holds what git would take for a signature or for its end; "
            "write it without"
        )
    return "\n".join(lines) + "\n"


def who_tags(root: Path, settings: Settings) -> str:
    """`Name <address>` of the person's git settings; raises EditionError if there is none."""
    try:
        done = run_git(
            root, ["var", "GIT_COMMITTER_IDENT"], settings, environment=persons_environment()
        )
    except EditionError as error:
        raise EditionError(
            "git does not know who makes this tag; say it with: "
            'git config --global user.name "Your Name" and '
            "git config --global user.email you@example.org"
        ) from error
    return done.stdout.decode("utf-8", "replace").strip().rsplit(" ", 2)[0]


def _seconds(date: str) -> int:
    try:
        moment = datetime.fromisoformat(date)
    except ValueError as error:
        raise EditionError(f"{date!r} is not a date such as 2024-02-03T10:20:30Z") from error
    if moment.tzinfo is None:
        raise EditionError(f"{date!r} has no time zone; write it as 2024-02-03T10:20:30Z")
    return int(moment.timestamp())
