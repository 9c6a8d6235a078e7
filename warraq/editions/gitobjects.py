"""Reads git's objects through `cat-file`, checks each against its id, and takes them apart."""

from __future__ import annotations

import contextlib
import hashlib
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Self

from warraq.editions.gitrun import Settings, first_complaint, start_git
from warraq.editions.model import EditionError

_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", re.ASCII)
_AT_ONCE = 100
"""So many ids are asked for before the answers are read; they fit into any pipe."""

_SIGNATURES = (
    "-----BEGIN PGP SIGNATURE-----",
    "-----BEGIN PGP MESSAGE-----",
    "-----BEGIN SSH SIGNATURE-----",
    "-----BEGIN SIGNED MESSAGE-----",
)
"""The lines at which a signature begins at the end of a tag (gpg-interface.c of git)."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class TagObject:
    """An annotated tag."""

    object: str
    """The id of what it tags."""
    kind: str
    """What that is: commit, tag, tree, blob."""
    name: str
    date: str
    """The tagger's, as `2024-02-03T10:20:30Z`; nothing where no tagger is named."""
    message: str
    """Without signature."""


class ObjectReader:
    """Reads objects by their ids; to be used in `with`."""

    def __init__(self, root: Path, settings: Settings = ()) -> None:
        self._root, self._settings = root, settings
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._errors.close()

    def read(self, ids: Iterable[str]) -> Iterator[tuple[str, str, bytes]]:
        """Yield id, kind and bytes of each object in the order asked for.

        Raises EditionError for one that is missing, cannot be read, or is not what its id says.
        """
        waiting = iter(ids)
        while asked := list(islice(waiting, _AT_ONCE)):
            self._ask(asked)
            for name in asked:
                kind, data = self._take(name)
                yield name, kind, data

    def read_one(self, name: str) -> tuple[str, bytes]:
        """The kind and the bytes of one object; raises EditionError as `read`."""
        ((_name, kind, data),) = self.read([name])
        return kind, data

    def _ask(self, names: list[str]) -> None:
        for name in names:
            if not _ID.fullmatch(name):
                raise EditionError(f"{name!r} is not the id of a git object")
        if self._process is None:
            self._errors.seek(0)
            self._errors.truncate()
            self._process = start_git(
                self._root, ["cat-file", "--batch"], self._settings, self._errors
            )
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # the answer that does not come says why
            self._process.stdin.write("".join(f"{name}\n" for name in names).encode())
            self._process.stdin.flush()

    def _take(self, name: str) -> tuple[str, bytes]:
        assert self._process is not None
        assert self._process.stdout is not None
        head = self._process.stdout.readline().split()
        if len(head) == 2 and head[1] == b"missing":
            # The answers to other questions are still to come: begin anew after this one.
            self._end()
            said = self._complaint()
            if said:
                raise EditionError(_corrupt(name, said))
            raise EditionError(
                f"the git object {name} is not in this clone; if the clone is a shallow or a "
                "partial one, get the rest with: git fetch --tags --unshallow (or --refetch)"
            )
        if len(head) != 3:
            self._end()
            raise EditionError(_corrupt(name, self._complaint()))
        kind, size = head[1].decode("ascii"), int(head[2])
        data = self._process.stdout.read(size + 1)[:-1]
        if len(data) != size or object_id(kind, data, len(name)) != name:
            self._end()
            said = self._complaint() or "its content is not what its id says"
            raise EditionError(_corrupt(name, said))
        return kind, data

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        process.wait()

    def _complaint(self) -> str:
        self._errors.seek(0)
        return first_complaint(self._errors.read())


def _corrupt(name: str, said: str) -> str:
    return (
        f"the git object {name} is corrupt ({said or 'git ended without a word'}); see what "
        "`git fsck` says, and take a fresh clone from another machine"
    )


def object_id(kind: str, data: bytes, length: int = 40) -> str:
    """The id that git gives to an object: SHA-1, or SHA-256 where ids have 64 digits."""
    digest = hashlib.new("sha256" if length == 64 else "sha1", usedforsecurity=False)
    digest.update(f"{kind} {len(data)}\0".encode())
    digest.update(data)
    return digest.hexdigest()


# -- Taking objects apart ------------------------------------------------------------------


def parse_tree(data: bytes, length: int) -> Iterator[tuple[str, str, str]]:
    """Yield mode, name and id of what is in a folder; raises ValueError for no tree.

    `length` is that of ids in hexadecimal digits. Bytes that are no UTF-8 become surrogates.
    """
    at, step = 0, length // 2
    while at < len(data):
        space, end = data.index(b" ", at), data.index(b"\0", at)
        stop = end + 1 + step
        if space > end or stop > len(data):
            raise ValueError("a folder that breaks off")
        mode = data[at:space].decode("ascii").zfill(6)
        name = data[space + 1 : end].decode("utf-8", "surrogateescape")
        yield mode, name, data[end + 1 : stop].hex()
        at = stop


def parse_commit(data: bytes) -> tuple[str, str]:
    """The id of a commit's tree and its committer's date; raises ValueError for no commit."""
    fields, _message = _parse_headers(data)
    return fields["tree"], _read_date(fields["committer"])


def parse_tag(data: bytes) -> TagObject:
    """Read an annotated tag; raises ValueError for what is none."""
    fields, message = _parse_headers(data)
    tagger = fields.get("tagger", "")
    return TagObject(
        fields["object"],
        fields["type"],
        fields["tag"],
        _read_date(tagger) if tagger else "",
        _tidy_message(message),
    )


def _parse_headers(data: bytes) -> tuple[dict[str, str], str]:
    """The lines before the first empty one, each kind's first, and the text after it."""
    head, _empty, body = data.partition(b"\n\n")
    fields: dict[bytes, bytes] = {}
    for line in head.split(b"\n"):
        name, space, value = line.partition(b" ")
        if space and name:  # a line that begins with a space goes on with a signature
            fields.setdefault(name, value)
    encoding = fields.get(b"encoding", b"utf-8").decode("ascii", "replace")
    try:
        text = body.decode(encoding, "replace")
    except (LookupError, UnicodeError):
        text = body.decode("utf-8", "replace")
    try:
        return {k.decode(): v.decode("utf-8", "replace") for k, v in fields.items()}, text
    except UnicodeDecodeError as error:
        raise ValueError("a header that is no text") from error


def _read_date(person: str) -> str:
    """`Name <address> 1700000000 +0200` as a date in UTC; raises ValueError."""
    match = re.fullmatch(r".*> (-?\d{1,12})(?: [-+]\d{1,6})?", person, re.ASCII)
    if match is None:
        raise ValueError(f"a date is missing in {person!r}")
    try:
        moment = datetime.fromtimestamp(int(match[1]), UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(f"the date in {person!r} is not of this era") from error
    return moment.isoformat().replace("+00:00", "Z")


def begins_signature(line: str) -> bool:
    """Whether git takes what begins with this line of a message for a signature."""
    return line.startswith(_SIGNATURES)


def _tidy_message(text: str) -> str:
    lines = []
    for line in _CONTROL.sub("", text.replace("\r\n", "\n")).split("\n"):
        if begins_signature(line):
            break
        lines.append(line.rstrip())
    return "\n".join(lines).strip("\n")
