"""Finds an archive on the disk and reads from its conf.py what the commands need to know."""

from __future__ import annotations

import posixpath
import re
import runpy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from traceback import extract_tb
from urllib.parse import urlsplit

from warraq.languages import Language, read_languages

_LETTER = r"(?:[0-9A-Za-z]|[^\x00-\x7f])"
_LABEL = rf"{_LETTER}(?:(?:{_LETTER}|[_-])*{_LETTER})?"
_ADDRESS = re.compile(
    rf"https?://(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?/"
    rf"(?:(?!\.\.?/)(?:{_LETTER}|[._~+@-]|%[0-9A-Fa-f]{{2}})+/)*"
)
"""A host with a port and a path (RFC 3986, RFC 3987), without what settings of servers and HTML
would have to escape."""


class ArchiveError(ValueError):
    """A folder that is no archive, or one whose conf.py cannot be used; says what to do."""


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive: its folder and the facts of its conf.py."""

    root: Path
    languages: tuple[Language, ...]
    """The language of the sources first."""
    title: str
    url: str
    """The address of the published site, or nothing."""
    catalogs: str = "locale"
    """The folder of the catalogs, from the root."""
    digits: Mapping[str, str] = field(default_factory=dict)
    """CLDR's code of the numbering system that a language's texts write, such as `latn`."""
    owner: str = ""
    """The organisation, by the `project` setting."""

    @property
    def docs(self) -> Path:
        """The folder of the pages' sources."""
        return self.root / "docs"

    @property
    def locale(self) -> Path:
        """The folder of the catalogs."""
        return self.root / self.catalogs

    @property
    def build(self) -> Path:
        """The folder of everything that is made."""
        return self.root / "build"

    def output(self, language: Language) -> Path:
        """Where a language's pages are written."""
        return self.build / "html" / language.tag

    def doctrees(self, language: Language) -> Path:
        """Where Sphinx keeps what it has read for a language."""
        return self.build / "doctrees" / language.tag


def read_address(setting: object) -> str:
    """Read the `archive_url` setting; raises ValueError with a sentence that names it."""
    if isinstance(setting, str) and (not setting or _is_address(setting)):
        return setting
    raise ValueError(
        f"archive_url {setting!r} in conf.py is not a site address; write one that ends in a "
        'slash, such as "https://archive.example.org/", or leave it empty'
    )


def _is_address(text: str) -> bool:
    if not (text.isprintable() and _ADDRESS.fullmatch(text)):
        return False
    try:
        parts = urlsplit(text)
        return parts.port != 0 and not parts.netloc.endswith(":")
    except ValueError:  # a port beyond the last, or no address in the brackets
        return False


def read_catalog_folder(setting: object) -> str:
    """Read the `archive_locale_dir` setting; raises ValueError with a sentence that names it."""
    if isinstance(setting, str) and setting.strip(" ./"):
        return posixpath.normpath(setting)
    raise ValueError(
        f"archive_locale_dir {setting!r} in conf.py is not the name of a folder; "
        'write "locale" or leave it out'
    )


def read_digits(setting: object) -> dict[str, str]:
    """Read the `archive_digits` setting; raises ValueError with a sentence that names it."""
    if isinstance(setting, Mapping) and all(
        isinstance(code, str) and isinstance(system, str) and system.isalpha()
        for code, system in setting.items()
    ):
        return dict(setting)
    raise ValueError(
        f"archive_digits {setting!r} is not a mapping of languages to numbering systems; "
        'write archive_digits = {"ar": "latn"} or leave it out'
    )


def read_archive(root: Path) -> Archive:
    """Read the archive in `root`; raises ArchiveError with a sentence for the maintainer."""
    root = root.resolve()
    conf = root / "conf.py"
    if not conf.is_file():
        raise ArchiveError(
            f"{root} has no conf.py; run this in the archive's folder or name it with --root"
        )
    if not (root / "docs").is_dir():
        raise ArchiveError(f"{root} has no docs/ folder; the pages' sources belong there")
    before, null, _after = conf.read_bytes().partition(b"\0")
    if null:  # Python says so without a line in some of its versions
        line = before.count(b"\n") + 1
        raise ArchiveError(f"{conf}:{line}: the file holds null bytes; save it as UTF-8 text")
    try:
        settings = runpy.run_path(str(conf))
    except SyntaxError as error:
        where = f"{error.filename or conf}:{error.lineno or 1}"
        raise ArchiveError(f"{where}: {error.msg}; correct this line") from error
    except (Exception, SystemExit) as error:
        lines = [row.lineno for row in extract_tb(error.__traceback__) if row.filename == str(conf)]
        where = f"{conf}:{lines[-1]}" if lines else str(conf)
        what = f"{type(error).__name__}: {error}"
        raise ArchiveError(f"{where}: cannot be read: {what}; correct this line") from error
    try:
        languages = read_languages(settings.get("archive_languages"))
        address = read_address(settings.get("archive_url", ""))
        catalogs = read_catalog_folder(settings.get("archive_locale_dir", "locale"))
        digits = read_digits(settings.get("archive_digits", {}))
    except ValueError as error:
        raise ArchiveError(f"{conf}: {error}") from error
    title = str(settings.get("html_title") or settings.get("project") or root.name)
    owner = str(settings.get("project") or "")
    return Archive(root, languages, title, address, catalogs, digits, owner)
