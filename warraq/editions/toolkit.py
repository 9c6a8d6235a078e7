"""Says which code renders, in one digest: the toolkit, today's settings, styles and libraries."""

from __future__ import annotations

import hashlib
import os
import posixpath
import runpy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import warraq
from warraq.archive import Archive, ArchiveError
from warraq.editions.content import ORIGINALS, PAGES, TOOLKIT_WORDS
from warraq.editions.git import LINK, Repository
from warraq.editions.model import EditionError, Toolkit

LIBRARIES = (
    "accessible-pygments",
    "babel",
    "beautifulsoup4",
    "docutils",
    "furo",
    "imagesize",
    "jinja2",
    "latexcodec",
    "lxml",
    "markdown-it-py",
    "markupsafe",
    "mdit-py-plugins",
    "myst-parser",
    "pillow",
    "polib",
    "pybtex",
    "pybtex-docutils",
    "pygments",
    "pyyaml",
    "rdflib",
    "resvg-py",
    "rispy",
    "snowballstemmer",
    "sphinx",
    "sphinx-basic-ng",
    "sphinxcontrib-bibtex",
    "tinycss2",
)
"""The installed libraries whose work can be seen in a page, or beside it."""

FURTHER_FILES = "archive_edition_files"
"""The setting that names what else conf.py reads: files and folders, from the archive's."""

_EXTRA = "html_extra_path"
_LISTS = ("html_static_path", "templates_path", _EXTRA, FURTHER_FILES)
_SINGLES = ("html_logo", "html_favicon")
_LOCK = "requirements.lock"


def toolkit_of(archive: Archive) -> Toolkit:
    """The toolkit that builds this archive today; equal digests give equal bytes.

    It covers the package's files, conf.py with what it names, the catalogs of the toolkit's
    words, the lock (the archive's, or else that of the package's checkout) and the versions of
    the libraries. Where these stand, and which Python runs, make no difference. Raises
    EditionError.
    """
    package = Path(warraq.__file__).parent
    digest = hashlib.sha256()

    def note(kind: str, name: str, data: bytes | str) -> None:
        content = data.encode() if isinstance(data, str) else data
        digest.update(f"{kind} {hashlib.sha256(content).hexdigest()} {name}\n".encode())

    for name, path in _list_folder(package):
        note("toolkit", name, path.read_bytes())
    for name, path in todays_files(archive).items():
        note("settings", name, path.read_bytes())
    lock = _find_lock(archive, package)
    if lock is not None:
        note("lock", _LOCK, lock.read_bytes())
    for name in LIBRARIES:
        note("library", name, _version(name))
    return Toolkit(warraq.__version__, digest.hexdigest())


def _find_lock(archive: Archive, package: Path) -> Path | None:
    """The lock of the libraries: the archive's, or else that of the package's checkout."""
    for root in (archive.root, package.parent):
        if (root / _LOCK).is_file():
            return root / _LOCK
    return None


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "none"


# -- What is taken from today --------------------------------------------------------------


def todays_files(archive: Archive) -> dict[str, Path]:
    """The files of the archive that dress editions, by their path in it, in order.

    They are conf.py, what it names as styles, templates, extra files, logo and icon, the
    toolkit's words in the catalogs, and what else it names in `archive_edition_files`: a list
    of what it imports or opens itself. Raises EditionError for one that is not in the archive,
    and for one in the folders of the content, which comes from the tag.
    """
    found = {"conf.py": archive.root / "conf.py"}
    for name, hidden in _named_paths(archive):
        path = archive.root / name
        if path.is_dir():
            found |= {f"{name}/{inner}": file for inner, file in _list_folder(path, hidden)}
        elif path.is_file():
            found[name] = path
        elif name not in ("_static", "_templates"):  # an archive may go without
            raise EditionError(f"conf.py names {name}, which is not there; correct its path")
    for language in archive.languages:
        for word in TOOLKIT_WORDS:
            inner = f"{language.code}/LC_MESSAGES/{word}"
            if (archive.locale / inner).is_file():
                found[posixpath.join(posixpath.normpath(archive.catalogs), inner)] = (
                    archive.locale / inner
                )
    return dict(sorted(found.items()))


def _named_paths(archive: Archive) -> Iterator[tuple[str, bool]]:
    """The paths of today's files and folders that conf.py names, from the archive's folder.

    And whether their hidden files count, such as those of `.well-known`.
    """
    settings = _read_settings(archive.root / "conf.py")
    contents = (PAGES, ORIGINALS, posixpath.normpath(archive.catalogs))
    for setting in (*_LISTS, *_SINGLES):
        value = settings.get(setting) or ()
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, Sequence) or not all(isinstance(item, str) for item in values):
            raise EditionError(
                f"{setting} in conf.py is not a list of paths; write a list of texts"
            )
        for item in values:
            if "://" in item:
                continue
            name = posixpath.normpath(item.replace(os.sep, "/"))
            if name.startswith(("/", "..")) or Path(name).is_absolute() or name == ".":
                raise EditionError(
                    f"{setting} in conf.py names {item!r}, which is not in the archive; editions "
                    "are made from the archive's own folder, so put it there"
                )
            if not any(f"{name}/".startswith(f"{folder}/") for folder in contents):
                yield name, setting == _EXTRA
            elif setting == FURTHER_FILES:
                raise EditionError(
                    f"{setting} in conf.py names {item!r}, which each edition takes from its own "
                    "tag; leave it out"
                )
    yield from (("_static", False), ("_templates", False))


def _read_settings(conf: Path) -> Mapping[str, Any]:
    try:
        return runpy.run_path(str(conf))
    except (Exception, SystemExit) as error:  # `read_archive` has told where, if it was so before
        raise ArchiveError(f"{conf}: cannot be read: {type(error).__name__}: {error}") from error


def _list_folder(folder: Path, hidden: bool = False) -> Iterator[tuple[str, Path]]:
    """The files in a folder by their paths, without compiled and, unless asked, hidden ones."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not _is_passed(name, hidden) and path.is_file():
            yield name, path


def _is_passed(name: str, hidden: bool) -> bool:
    """Whether a file of a folder does not count: a compiled or, unless asked, a hidden one."""
    *_, last = parts = name.split("/")
    return (
        "__pycache__" in name
        or last.endswith(".pyc")
        or last == ".DS_Store"
        or (not hidden and any(part.startswith(".") for part in parts))
    )


# -- What of it is committed -----------------------------------------------------------------


def uncommitted_files(archive: Archive, repository: Repository) -> list[str]:
    """The files that the digest of the toolkit covers and that are not what HEAD has, in order.

    By their paths from the top of the repository: what was changed, is ignored or was never
    added, and what is gone; also where git was told not to look (`--assume-unchanged`). What lies
    outside of the repository is not looked at, nor is a package that was installed into it.
    Bytes are compared as they lie on the disk, and links by where they lead. Raises EditionError.
    """
    root = archive.root.resolve()
    top = root.parents[len(Path(repository.prefix).parts) - 1] if repository.prefix else root
    package = Path(warraq.__file__).resolve().parent
    places = [(root / name, hidden) for name, hidden in _named_paths(archive)]
    files = [root / name for name in todays_files(archive)]
    if {"site-packages", "dist-packages"}.isdisjoint(package.parts):
        places.append((package, False))
        files += [path for _name, path in _list_folder(package)]
    if lock := _find_lock(archive, package):
        files.append(lock.resolve())
    whole = replace(repository, root=top, prefix="")
    committed = {entry.path: entry for entry in whole.list_files(repository.head())}
    found: set[str] = set()
    for path in files:
        for each in _list_steps(path, top):
            name = each.relative_to(top).as_posix()
            entry = committed.get(name)
            link = each.is_symlink()
            data = os.fsencode(each.readlink()) if link else each.read_bytes()
            mine = (link, _blob_id(data, repository.id_length))
            if entry is None or (entry.mode == LINK, entry.blob) != mine:
                found.add(name)
    for place, hidden in places:
        if place.is_relative_to(top):
            folder = f"{place.relative_to(top).as_posix()}/"
            inside = (name.removeprefix(folder) for name in committed if name.startswith(folder))
            counted = [name for name in inside if not _is_passed(name, hidden)]
            found |= {folder + name for name in counted if not os.path.lexists(place / name)}
    return sorted(found)


def _list_steps(path: Path, top: Path) -> Iterator[Path]:
    """The links on the way to a file and the file that they lead to, those in `top`."""
    for step in (path, *path.parents):
        if step != top and step.is_relative_to(top) and step.is_symlink():
            yield step
    real = path.resolve()
    if real.is_relative_to(top):
        yield real


def _blob_id(data: bytes, length: int) -> str:
    """The id that git gives to a file."""
    digest = hashlib.sha256() if length == 64 else hashlib.sha1(usedforsecurity=False)
    digest.update(b"blob %d\0" % len(data))
    digest.update(data)
    return digest.hexdigest()
