"""Chooses what of a commit is an edition's content: pages, catalogs, originals, but no code."""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from warraq.editions.git import LINK, MODULE, Entry, Repository
from warraq.editions.model import EditionError

PAGES, ORIGINALS = "docs", "sources"

TOOLKIT_WORDS = ("sphinx.po", "warraq.po")
"""The catalogs of the toolkit's own words, which are taken from today, as its templates are."""

_CODE = frozenset({".py", ".pyc", ".pyd", ".pyi", ".pyo", ".pyw", ".so", ".mo"})
_REGULAR = frozenset({"100644", "100755", "100664"})
"""The last is what git wrote in 2005; all are written alike, as pages are not run."""
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_RESERVED = re.compile(r'[%:*?"<>|]')
_DRIVE = re.compile(r"[A-Za-z]:")
_JOINERS = "\u200c\u200d"
"""Persian and other languages write words with them; some disks do not tell them apart."""
_POINTER = re.compile(rb"version https?://(?:git-lfs\.github\.com|hawser\.github\.com)/spec/")
_POINTER_SIZE = 1024


@dataclass(frozen=True, slots=True)
class Content:
    """The files that an edition is made from."""

    files: tuple[Entry, ...]
    """In the order of their paths."""
    skipped: tuple[str, ...]
    """A sentence on each file that is left out and that a maintainer would miss."""


def content_folders(catalogs: str) -> tuple[str, ...]:
    """The folders that content is in; `catalogs` as in conf.py. Raises EditionError."""
    folder = posixpath.normpath(catalogs)
    inside = not folder.startswith(("/", "..")) and folder != "."
    if not inside or folder.split("/")[0] in (PAGES, ORIGINALS):
        raise EditionError(
            f"archive_locale_dir {catalogs!r} in conf.py is not a folder of its own in the "
            'archive; editions are made with one such as "locale"'
        )
    return PAGES, folder, ORIGINALS


def choose_content(entries: Iterable[Entry], catalogs: str) -> Content:
    """Choose from a commit's files; `catalogs` is the folder of the catalogs (`locale`).

    What has another place than these folders is passed over, and so are hidden files (those of
    git, of editors and file managers). Links, submodules, code, and names that some disk or
    server would take for something else are left out with a reason; of names that a disk may
    not tell apart the first stays, so that every machine makes the same edition.
    """
    folders = content_folders(catalogs)
    files: list[Entry] = []
    skipped: list[str] = []
    taken: dict[str, str] = {}
    for entry in sorted(entries, key=lambda entry: entry.path):
        if not _belongs(entry.path, *folders):
            continue
        problem = _find_problem(entry, folders[1]) or _find_clash(entry.path, taken)
        if problem:
            skipped.append(f"{_show(entry.path)} is left out of the edition: {problem}")
        else:
            files.append(entry)
    return Content(tuple(files), tuple(skipped))


def _belongs(path: str, pages: str, catalogs: str, originals: str) -> bool:
    parts = path.split("/")
    if any(part.startswith(".") and part not in (".", "..") for part in parts):
        return False
    if not path.startswith(f"{catalogs}/"):
        return path.startswith((f"{pages}/", f"{originals}/"))
    inner = parts[len(catalogs.split("/")) :]
    is_catalog = len(inner) > 2 and inner[1] == "LC_MESSAGES" and path.endswith(".po")
    return is_catalog and (len(inner) > 3 or inner[2] not in TOOLKIT_WORDS)


def _find_problem(entry: Entry, catalogs: str) -> str:
    """What speaks against a file; nothing if all is well."""
    if entry.mode == LINK:
        return "it is a symbolic link; commit the file itself"
    if entry.mode == MODULE:
        return "it is a submodule; commit its files"
    if entry.mode not in _REGULAR:
        return f"it is no file (git calls it {entry.mode})"
    for part in entry.path.split("/"):
        if problem := _find_name_problem(part):
            return problem
    if entry.path.startswith(f"{PAGES}/") and (found := _RESERVED.search(entry.path)):
        return f"its path holds {found[0]!r}, which not every disk can hold; rename it"
    ending = posixpath.splitext(entry.path)[1].lower()
    if entry.path.startswith(f"{PAGES}/") and ending in _CODE:
        return "it is code, and an edition runs none and offers none; put it into sources/"
    return ""


def _find_name_problem(name: str) -> str:
    if name in ("", ".", ".."):
        return f"its path has a part {name!r}, which would lead elsewhere"
    if any("\udc80" <= letter <= "\udcff" for letter in name):
        return "its name is not UTF-8; rename it"
    odd = {
        letter
        for letter in name
        if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") and letter not in _JOINERS
    }
    if odd:
        shown = ", ".join(f"U+{ord(letter):04X}" for letter in sorted(odd))
        return f"its name holds characters that nobody sees ({shown}); rename it"
    if "\\" in name or _DRIVE.match(name):
        return "its name would be a path on Windows; rename it"
    if name != name.rstrip(" .") or _DEVICE.fullmatch(name):
        return "its name is one that Windows does not keep; rename it"
    return ""


def _find_clash(path: str, taken: dict[str, str]) -> str:
    """Look for another file or folder whose name a disk may take for this one's."""
    parts = path.split("/")
    steps = ["/".join(parts[:number]) + "/" for number in range(1, len(parts))] + [path]
    for step in steps:
        other = taken.get(_fold(step))
        if other is not None and (other != step or step == path):
            same = "twice in the commit" if other == step else f"like {_show(other.rstrip('/'))}"
            return f"it is called {same}, and not every disk can hold both; rename it"
    for step in steps:
        taken[_fold(step)] = step
    return ""


def _fold(path: str) -> str:
    for joiner in _JOINERS:
        path = path.replace(joiner, "")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path.rstrip("/")).casefold())


def _show(path: str) -> str:
    """A path as it can be printed."""
    return path if path.isprintable() else ascii(path)[1:-1]


# -- What is in the files ------------------------------------------------------------------


def is_pointer(data: bytes) -> bool:
    """Whether a blob only says where git-lfs keeps the content (git-lfs, docs/spec.md)."""
    return len(data) < _POINTER_SIZE and _POINTER.match(data) is not None


def explain_pointer(path: str) -> str:
    """Say why a file is left out whose content is not in the commit."""
    return (
        f"{_show(path)} is left out of the edition: git-lfs keeps its content elsewhere, and a tag "
        "holds nothing of it; commit the file itself (git lfs untrack; git add --renormalize)"
    )


def content_digests(repository: Repository, content: Content) -> dict[str, str]:
    """SHA-256 of each file of the content by its path; git-lfs pointers are left out."""
    digests = {
        blob: hashlib.sha256(data).hexdigest()
        for blob, data in _read_each(repository, content.files)
        if not is_pointer(data)
    }
    return {entry.path: digests[entry.blob] for entry in content.files if entry.blob in digests}


def _read_each(repository: Repository, files: Iterable[Entry]) -> Iterator[tuple[str, bytes]]:
    return repository.read_blobs(dict.fromkeys(entry.blob for entry in files))
