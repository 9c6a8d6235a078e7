"""Reads editions from a git repository, and tags them there, without running anything of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from warraq.editions.gitobjects import ObjectReader, parse_commit, parse_tree
from warraq.editions.gitrun import (
    Settings,
    explain,
    is_dubious,
    persons_settings,
    run_git,
    trusted_folders,
)
from warraq.editions.gittags import (
    NewTag,
    Seal,
    find_obstacle,
    is_taken,
    parse,
    read_edition,
    read_seal,
    read_seals,
    sign_tag,
    who_tags,
    write_tag,
)
from warraq.editions.model import (
    EDITION_TAGS,
    SEAL_TAGS,
    EditionError,
    Tag,
    is_edition_name,
    order_of,
)

__all__ = ["LINK", "MODULE", "Entry", "Repository", "Seal", "Survey"]

LINK, MODULE = "120000", "160000"
"""The modes of symbolic links and of submodules."""
_FOLDER = "040000"
_MOST_FILES = 1_000_000
"""A few small objects can unfold to more files than a disk holds."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a commit."""

    path: str
    """From the folder of the archive; bytes that are no UTF-8 as surrogates."""
    mode: str
    """As git writes it: 100644, 100755, 120000 (symbolic link), 160000 (submodule)."""
    blob: str
    size: int = -1
    """In bytes, by git's word; -1 for what is no blob, or not in this clone."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The editions of a repository, in order, and a sentence on each tag that is none."""

    tags: tuple[Tag, ...]
    findings: tuple[str, ...]
    seals: Mapping[str, tuple[Seal, ...]] = field(default_factory=dict)
    """The seals by edition, that of the first rendering first; some may lack their edition."""
    bad_tags: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with the tag of an edition, by its name."""
    bad_seals: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with a seal, by the name of its edition."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository, read through a closed environment. `open` makes one."""

    root: Path
    """The folder of the archive: the top of the work tree, or a folder in it."""
    prefix: str
    """The way from the top to `root`: nothing, or `folder/`."""
    id_length: int
    """How many digits an id has: 40 (SHA-1) or 64 (SHA-256)."""
    has_work_tree: bool
    settings: Settings = ()
    """What the person trusts, where the folder belongs to another user."""
    is_shallow: bool = False
    """Whether the clone lacks earlier commits, and with them the tags of earlier editions."""

    @classmethod
    def open(cls, root: Path) -> Repository:
        """The repository that the folder `root` is in; raises EditionError if there is none."""
        if not root.is_dir():
            raise EditionError(f"{root} is not a folder; name the folder of the archive")
        asked = ["rev-parse", "--is-inside-work-tree", "--show-object-format"]
        asked += ["--is-shallow-repository", "--show-prefix"]
        settings: Settings = ()
        done = run_git(root, asked, accept=(0, 128))
        if is_dubious(done.stderr):
            settings = trusted_folders(root)
            done = run_git(root, asked, settings, accept=(0, 128))
        if done.returncode:
            raise EditionError(explain(root, done.stderr))
        inside, algorithm, shallow, prefix = os.fsdecode(done.stdout).split("\n", 3)
        if algorithm not in ("sha1", "sha256"):
            raise EditionError(f"the repository of {root} names objects by unknown {algorithm}")
        length = 64 if algorithm == "sha256" else 40
        prefix = prefix.removesuffix("\n")
        return cls(root, prefix, length, inside == "true", settings, shallow == "true")

    def _reader(self) -> ObjectReader:
        return ObjectReader(self.root, self.settings)

    # -- Tags ------------------------------------------------------------------------------

    def edition_tags(self) -> tuple[Tag, ...]:
        """The editions in order; tags that are none are left out (see `survey`)."""
        return self.survey().tags

    def survey(self) -> Survey:
        """The editions in order and their seals, and what is wrong with tags beside them."""
        tags, findings, bad = [], [], {}
        refs, complaints = self._list_refs(EDITION_TAGS, EDITION_TAGS)
        seal_refs, further = self._list_refs(SEAL_TAGS, SEAL_TAGS)
        with self._reader() as reader:
            for name, (target, symbolic) in refs.items():
                try:
                    tags.append(read_edition(reader, name, target, symbolic))
                except EditionError as error:
                    findings.append(f"left out the tag edition/{name}: {error}")
                    if is_edition_name(name):
                        bad[name] = str(error)
            seals, bad_seals, wrong = read_seals(reader, seal_refs)
        for said in further:  # a seal that git cannot read is a seal nevertheless
            if match := re.search(rf"{SEAL_TAGS}([\d.]+)/", said):
                bad_seals.setdefault(match[1], said)
        tags.sort(key=lambda tag: order_of(tag.edition))
        said_of_all = (*findings, *complaints, *wrong, *further)
        return Survey(tuple(tags), said_of_all, seals, bad, bad_seals)

    def sealed_editions(self) -> tuple[str, ...]:
        """The names of the editions that have a seal, in order, whether their tags are here or not.

        A seal that cannot be read counts, too.
        """
        survey = self.survey()
        return tuple(sorted({*survey.seals, *survey.bad_seals}, key=order_of))

    def edition_tag(self, edition: str) -> Tag:
        """The tag of one edition; raises EditionError if there is none or it is no good."""
        order_of(edition)
        refs, complaints = self._list_refs(EDITION_TAGS, EDITION_TAGS + edition)
        if edition in refs:
            with self._reader() as reader:
                return read_edition(reader, edition, *refs[edition])
        raise EditionError(
            next(
                iter(complaints),
                f"there is no tag edition/{edition} in this clone; if it was made elsewhere, get "
                "it with: git fetch --tags",
            )
        )

    def seals(self, edition: str) -> tuple[Seal, ...]:
        """The seals of an edition, that of the first rendering first.

        Raises EditionError for a tag below `seal/EDITION/` that is no seal.
        """
        order_of(edition)
        prefix = f"{SEAL_TAGS}{edition}/"
        refs, complaints = self._list_refs(prefix, prefix)
        if complaints:
            raise EditionError(complaints[0])
        with self._reader() as reader:
            seals = [
                read_seal(reader, edition, number, target) for number, (target, _) in refs.items()
            ]
        return tuple(sorted(seals, key=lambda seal: seal.rendering))

    def commit_dates(self, commits: Iterable[str]) -> dict[str, str]:
        """When each commit was made, by its committer, as `2024-02-03T10:20:30Z`.

        Raises EditionError for one that is not there or cannot be read.
        """
        dates = {}
        with self._reader() as reader:
            for commit, kind, data in reader.read(sorted(set(commits))):
                dates[commit] = parse(parse_commit, data, kind, commit)[1]
        return dates

    def _list_refs(self, base: str, wanted: str) -> tuple[dict[str, tuple[str, str]], list[str]]:
        """The refs below `wanted`, named from `base`, with their id and what they stand for.

        And a sentence on each that git cannot read.
        """
        form = "--format=%(objectname)%00%(refname)%00%(symref)"
        done = run_git(self.root, ["for-each-ref", form, wanted], self.settings)
        refs = {}
        for row in os.fsdecode(done.stdout).split("\n")[:-1]:
            target, name, symbolic = row.split("\0")
            refs[name.removeprefix(base)] = (target, symbolic)
        complaints = [
            f"git cannot read a tag ({line.removeprefix('warning: ')}); delete it and fetch it "
            "again: git tag -d NAME; git fetch --tags"
            for line in done.stderr.decode("utf-8", "replace").splitlines()
            if wanted.rstrip("/") in line
        ]
        return refs, complaints

    # -- Content ---------------------------------------------------------------------------

    def list_files(self, commit: str, folders: Sequence[str] = ()) -> tuple[Entry, ...]:
        """The files of a commit below the archive's folder, in the order of their paths.

        `folders` (`docs`, `locale`) are those to look into; all if none is named. Folders are
        read as objects that are checked against their ids, which `git ls-tree` does not do.
        Raises EditionError for a commit that is not there or cannot be read to its end.
        """
        wanted = [f"{self.prefix}{name.strip('/')}/" for name in folders] or [self.prefix]
        found: list[tuple[str, str, str]] = []
        with self._reader() as reader:
            kind, data = reader.read_one(commit)
            if kind != "commit":
                raise EditionError(f"the git object {commit} is a {kind}, not a commit")
            level = [("", parse(parse_commit, data, kind, commit)[0])]
            while level:
                trees = self._read_folders(reader, {tree for _folder, tree in level})
                below = []
                for folder, tree in level:
                    for mode, name, target in trees[tree]:
                        path = folder + name
                        if mode == _FOLDER:
                            if _meets(f"{path}/", wanted):
                                below.append((f"{path}/", target))
                        elif path.startswith(tuple(wanted)):
                            found.append((path.removeprefix(self.prefix), mode, target))
                    if len(found) + len(below) > _MOST_FILES:
                        raise EditionError(f"the commit {commit} unfolds to too many files")
                level = below
        sizes = self._measure({target for _path, mode, target in found if mode != MODULE})
        entries = (Entry(*row, sizes.get(row[2], -1)) for row in found)
        return tuple(sorted(entries, key=lambda entry: entry.path))

    def _read_folders(
        self, reader: ObjectReader, ids: set[str]
    ) -> dict[str, list[tuple[str, str, str]]]:
        trees = {}
        for name, kind, data in reader.read(sorted(ids)):
            if kind != "tree":
                raise EditionError(f"the git object {name} is a {kind}, not a folder")
            trees[name] = parse(lambda it: list(parse_tree(it, self.id_length)), data, kind, name)
        return trees

    def _measure(self, blobs: set[str]) -> dict[str, int]:
        asked = "".join(f"{name}\n" for name in sorted(blobs)).encode()
        done = run_git(
            self.root, ["cat-file", "--batch-check"], self.settings, stdin=asked, accept=(0, 128)
        )
        rows = (line.split() for line in done.stdout.decode("ascii", "replace").splitlines())
        return {row[0]: int(row[2]) for row in rows if len(row) == 3 and row[1] == "blob"}

    def read_blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield each blob with its bytes, in this order; each is checked against its id.

        Raises EditionError for one that is missing or corrupt.
        """
        with self._reader() as reader:
            for name, kind, data in reader.read(ids):
                if kind != "blob":
                    raise EditionError(f"the git object {name} is a {kind}, not a file")
                yield name, data

    # -- The work tree ---------------------------------------------------------------------

    def head(self) -> str:
        """The id of the commit that is checked out; raises EditionError if there is none."""
        asked = ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]
        done = run_git(self.root, asked, self.settings, accept=(0, 1, 128))
        if done.returncode == 0:
            return done.stdout.decode().strip()
        if done.stderr:
            raise EditionError(explain(self.root, done.stderr))
        raise EditionError(f"nothing has been committed in {self.root} yet; commit the archive")

    def is_clean(self) -> list[str]:
        """The paths that differ from the last commit, or are not in it; none if it is clean.

        No program that the repository names is run. `git status` would ask a file system
        monitor and the status of submodules, and would pass each file whose time stamp changed
        through its clean filter (git-lfs, say). Monitor and submodules are turned off and
        filters are emptied: a file with a filter is compared as it lies on the disk, and named,
        if git has not looked at it since it changed; a `git status` by the person settles that.
        The person's own `core.autocrlf` and list of ignored files count.
        """
        if not self.has_work_tree:
            raise EditionError(f"{self.root} is a bare repository; run this in a clone of it")
        own = persons_settings(self.root, r"^core\.(excludesfile|autocrlf|eol)$")
        settings = (*self.settings, *own, *self._without_filters())
        asked = ["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=normal"]
        asked += ["--ignore-submodules=all", "--", "."]
        rows = os.fsdecode(run_git(self.root, asked, settings).stdout).split("\0")[:-1]
        return sorted({row[3:].removeprefix(self.prefix) for row in rows})

    def _without_filters(self) -> Iterator[tuple[str, str]]:
        """Settings by which no filter that the repository's settings name is run."""
        pattern = r"^filter\..*\.(clean|smudge|process|required)$"
        asked = ["config", "-z", "--name-only", "--get-regexp", pattern]
        done = run_git(self.root, asked, self.settings, accept=(0, 1))
        names = os.fsdecode(done.stdout).split("\0")[:-1]
        for driver in sorted({name[: name.rindex(".")] for name in names}):
            if "=" in driver or "\n" in driver:  # git could not be told its name
                raise EditionError(
                    f"the git settings of {self.root} name a {driver!r} that cannot be turned "
                    "off; take it out of .git/config"
                )
            yield from ((f"{driver}.{key}", "") for key in ("clean", "smudge", "process"))
            yield f"{driver}.required", "false"

    # -- Making tags -----------------------------------------------------------------------

    def make_tag_object(
        self, name: str, target: str, message: str, date: str, *, sign: bool = False
    ) -> str:
        """Write an annotated tag (`edition/2024.02`) without a ref; the id of the new object.

        `target` is a commit or another tag object, `date` as `2024-02-03T10:20:30Z`. The tagger
        is the person of the git settings, whose key signs if `sign`. Raises EditionError.
        """
        with self._reader() as reader:
            kind, _data = reader.read_one(target)
        if kind not in ("commit", "tag"):
            raise EditionError(f"the git object {target} is a {kind}; only commits are tagged")
        run_git(self.root, ["check-ref-format", f"refs/tags/{name}"], self.settings)
        new = NewTag(name, target, kind, message, date)
        if sign:
            return sign_tag(self.root, new, self.settings, self.id_length)
        return write_tag(self.root, new, self.settings)

    def check_identity(self) -> None:
        """Raise EditionError if git does not know who makes tags here."""
        who_tags(self.root, self.settings)

    def check_free(self, refs: Sequence[str]) -> None:
        """Raise EditionError if one of these refs (`refs/tags/…`) is there or cannot be made.

        It cannot where a tag has its name and more, or stands where it needs a folder.
        """
        done = run_git(
            self.root,
            ["for-each-ref", "--format=%(refname)", "refs/tags/edition", "refs/tags/seal"],
            self.settings,
        )
        find_obstacle(os.fsdecode(done.stdout).split("\n")[:-1], refs)

    def update_refs(self, new: Mapping[str, str]) -> None:
        """Create refs (`refs/tags/…`) in one transaction; raises EditionError if one exists.

        All are locked and checked before the first is made; none is made if one cannot be.
        """
        rows = [f"create {ref}\0{target}\0" for ref, target in new.items()]
        asked = "".join(["start\0", *rows, "prepare\0", "commit\0"])
        done = run_git(
            self.root,
            ["update-ref", "--stdin", "-z"],
            self.settings,
            stdin=asked.encode(),
            accept=(0, 1, 128),
        )
        if done.returncode:
            raise EditionError(_explain_refs(self.root, done.stderr))


def _meets(folder: str, wanted: Sequence[str]) -> bool:
    """Whether a folder is in what is looked for, or on the way there."""
    return any(folder.startswith(name) or name.startswith(folder) for name in wanted)


def _explain_refs(root: Path, complaint: bytes) -> str:
    said = complaint.decode("utf-8", "replace")
    if match := re.search(r"cannot lock ref '([^']+)': reference already exists", said):
        return is_taken(match[1])
    if match := re.search(r"Unable to create '([^']+\.lock)': File exists", said):
        return (
            f"another git works on the tags, or one was ended while it did; if none is running, "
            f"delete {match[1]} and run this again"
        )
    return explain(root, complaint)
