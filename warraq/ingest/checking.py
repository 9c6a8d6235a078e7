"""Looks through docs/ for what tells of persons and for what is not cited; `warraq check`."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote

from warraq.archive import Archive
from warraq.ingest.addresses import clean_address
from warraq.ingest.citecheck import check_references
from warraq.ingest.errors import IngestError
from warraq.ingest.filemeta import IMAGES, PACKED, name_metadata
from warraq.ingest.settings import Contact, Settings, read_settings

CLEAN, FOUND, BAD_INPUT = 0, 1, 2
"""Exit codes: nothing found; something is to be looked at; the archive is not usable."""

CODES = {
    "C101": "image-metadata",
    "C102": "file-metadata",
    "C103": "unknown-e-mail",
    "C104": "unknown-phone-number",
    "C105": "tracking-parameter",
    "C106": "original-published",
    "C107": "comment-in-page",
    "C108": "unreadable",
    "C109": "broken-reference",
    "C110": "uncited-reference",
    "C111": "document-not-cited",
}
"""What is looked for; one code a rule."""

_TEXTS = (".md", ".rst", ".bib")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_URL = re.compile(r"https?://[^\s<>\"'`|\\^{}\[\]]+", re.I)
_EMAIL = re.compile(r"(?:mailto:)?[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", re.I)
_BETWEEN = r"[ \t\u00a0\u202f().\-\u2010-\u2013\u200e\u200f\u2066-\u2069]{0,3}"
_PHONES = (
    re.compile(rf"(?<![\w+])(?:\+|00)(?:{_BETWEEN}\d){{8,15}}(?![\w/])"),
    re.compile(rf"(?<![\w.,/+-])0\d{{1,3}}(?:{_BETWEEN}\d){{6,9}}(?![\w/])"),
    re.compile(
        r"(?:\b(?:tel|telephone|phone|mobile|whatsapp|signal|viber)\b|هاتف|جوال|موبايل|واتساب)"
        rf"[^\w\n+]{{0,4}}(\+?\d(?:{_BETWEEN}\d){{5,14}})(?![\w/])",
        re.I,
    ),
)
_TARGETS = re.compile(
    r"\]\(\s*<?([^)\s>]+)|^\s*\[[^\]]+\]:\s*<?(\S+?)>?\s*$"
    r"|\{(?:download|file)\}`(?:[^`<]*<)?([^`>]+)>?`"
    r"|^[ \t]*[`:]{3,}\{(?:image|figure|include|literalinclude|download)\}[ \t]*(\S+)",
    re.M,
)
_COMMENTS = re.compile(r"^%[^\n]*(?:\n%[^\n]*)*|<!--(?:(?!-->).)*-->", re.M | re.S)
_FENCES = re.compile(r"^(`{3,}|~{3,})[^\n]*\n.*?^\1[`~]*[ \t]*$", re.M | re.S)
_PATH_SETTINGS = ("html_extra_path", "html_static_path")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should look at before the site is published."""

    code: str
    file: str
    """From the archive's root, with slashes."""
    line: int
    """Counted from 1; 0 where a file has no lines."""
    message: str
    remedy: str

    @property
    def name(self) -> str:
        """What the code stands for."""
        return CODES[self.code]

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.code} {self.name}: {self.message}; {self.remedy}"


def run_check(archive: Archive, as_json: bool) -> int:
    """Check an archive and print what was found; returns the exit code."""
    try:
        findings = check_archive(archive)
    except IngestError as error:
        print(f"warraq: {error}", file=sys.stderr)
        return BAD_INPUT
    if as_json:
        rows = [{**asdict(finding), "name": finding.name} for finding in findings]
        print(json.dumps({"findings": rows}, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            print(finding)
        if not findings:
            print(
                "nothing in docs/ tells of persons, no original would be published, "
                "and every document that is named is cited"
            )
    return FOUND if findings else CLEAN


def check_archive(archive: Archive) -> list[Finding]:
    """What in docs/ tells of persons or is not cited, and originals that would be published.

    In the order of files and lines. Raises IngestError if docs/import.toml cannot be used.
    """
    settings = read_settings(archive.root)
    originals = _find_originals(archive)
    found: list[Finding] = []
    for path in _list_files(archive.docs):
        file = path.relative_to(archive.root).as_posix()
        try:
            content = path.read_bytes()
        except OSError as error:
            found.append(_unreadable(file, error.strerror or "an error"))
            continue
        found += _check_copy(file, content, originals)
        if path.suffix.lower() in _TEXTS:
            found += _check_text(archive, path, file, content, settings)
        else:
            found += _check_binary(file, path.suffix.lower(), content, settings)
    found += _check_published(archive, originals)
    found += (Finding(*row) for row in check_references(archive, _list_files(archive.docs)))
    return sorted(set(found), key=lambda one: (one.file, one.line, one.code, one.message))


def _list_files(folder: Path) -> list[Path]:
    """The files below a folder, hidden ones and links apart."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _unreadable(file: str, why: str) -> Finding:
    return Finding("C108", file, 0, f"cannot be read ({why})", "correct it or take it away")


# -- Images and other files --------------------------------------------------------------


def _check_binary(file: str, suffix: str, content: bytes, settings: Settings) -> Iterator[Finding]:
    if suffix not in IMAGES and suffix not in PACKED:
        return
    try:
        names = name_metadata(suffix, content, settings.limits)
    except IngestError as error:
        yield _unreadable(file, str(error))
        return
    if names and suffix in IMAGES:
        yield Finding(
            "C101",
            file,
            0,
            f"the image carries {', '.join(names)}",
            "import it again, or save it without metadata",
        )
    elif names:
        yield Finding(
            "C102",
            file,
            0,
            f"the file carries {', '.join(names)}",
            "publish it as a page, or save it without metadata",
        )


# -- Texts -----------------------------------------------------------------------------


def _check_text(
    archive: Archive, path: Path, file: str, content: bytes, settings: Settings
) -> Iterator[Finding]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield _unreadable(file, "it is not UTF-8")
        return

    def make(code: str, at: int, message: str, remedy: str) -> Finding:
        return Finding(code, file, text.count("\n", 0, at) + 1, message, remedy)

    body = _find_body(text)
    for match in _URL.finditer(text):
        href = match[0].rstrip(".,;:!?)؟،؛»”’*_")
        address = clean_address(href)
        if address.tracking:
            names = ", ".join(address.tracking)
            yield make(
                "C105",
                match.start(),
                f"the link tells who followed it ({names})",
                f"write {address.href}",
            )
    for match in _EMAIL.finditer(text):
        if not _is_contact(match[0], settings.contacts):
            yield make(
                "C103",
                match.start(),
                f"the e-mail address {match[0].removeprefix('mailto:')} is not the archive's",
                "take it out, or list it under [[contacts]] in docs/import.toml",
            )
    for at, number in _find_phones(text):
        if not _is_contact(number, settings.contacts):
            yield make(
                "C104",
                at,
                f"the phone number {number} is not the archive's",
                "take it out, or list it under [[contacts]] in docs/import.toml",
            )
    if path.suffix.lower() != ".bib":
        plain = _blank(_FENCES, text)
        for match in _COMMENTS.finditer(plain, body):
            yield make(
                "C107",
                match.start(),
                "a comment, which everybody who gets the page's source reads",
                "take it out if it names or judges a person",
            )
        for match in _TARGETS.finditer(text, body):
            target = next(group for group in match.groups() if group)
            if _leads_to_original(archive, path, target):
                yield make(
                    "C106",
                    match.start(),
                    f"{target} would be copied into the site as it was received",
                    "take the link out",
                )


def _find_body(text: str) -> int:
    """Where a page begins behind its front matter."""
    match = re.match(r"---[ \t]*\r?\n.*?^---[ \t]*$", text, re.M | re.S)
    return match.end() if match else 0


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """The text with each match made blank, its lines kept."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _find_phones(text: str) -> Iterator[tuple[int, str]]:
    """Where numbers that one can call stand, and the numbers."""
    plain = _blank(_URL, text).translate(_DIGITS)
    plain = re.sub(r"\b[0-9a-f]{32,}\b", lambda match: " " * len(match[0]), plain)
    taken: list[tuple[int, int]] = []
    for pattern in _PHONES:
        for match in pattern.finditer(plain):
            group = 1 if pattern.groups else 0
            start, end = match.span(group)
            if any(a < end and start < b for a, b in taken):
                continue
            taken.append((start, end))
            yield start, text[start:end].strip()


def _is_contact(found: str, contacts: Iterable[Contact]) -> bool:
    digits = re.sub(r"[^\d+]", "", found.translate(_DIGITS))
    forms = {found, found.removeprefix("mailto:"), digits} - {""}
    return any(contact.pattern.fullmatch(form) for contact in contacts for form in forms)


# -- Originals ---------------------------------------------------------------------------


def _find_originals(archive: Archive) -> dict[tuple[int, str], str]:
    """The originals of the archive, by the size and SHA-256 of their bytes."""
    folder = archive.root / "sources"
    originals = {}
    for path in _list_files(folder) if folder.is_dir() else []:
        content = path.read_bytes()
        if content:
            key = len(content), hashlib.sha256(content).hexdigest()
            originals[key] = path.relative_to(archive.root).as_posix()
    return originals


def _check_copy(
    file: str, content: bytes, originals: dict[tuple[int, str], str]
) -> Iterator[Finding]:
    if not any(size == len(content) for size, _ in originals):
        return
    original = originals.get((len(content), hashlib.sha256(content).hexdigest()))
    if original:
        yield Finding("C106", file, 0, f"it is {original}, untouched", "take the copy out")


def _leads_to_original(archive: Archive, page: Path, target: str) -> bool:
    if re.match(r"[a-z][a-z0-9+.-]*:|#|//", target, re.I):
        return False
    bare = unquote(target.partition("#")[0])
    base = archive.root if bare.startswith("/") else page.parent
    try:
        full = (base / bare.lstrip("/")).resolve()
        return full.is_relative_to((archive.root / "sources").resolve())
    except (OSError, ValueError):
        return False


def _check_published(archive: Archive, originals: dict[tuple[int, str], str]) -> Iterator[Finding]:
    """Settings of conf.py that copy folders into the site, and what those folders hold."""
    conf = archive.root / "conf.py"
    sources = (archive.root / "sources").resolve()
    for setting, line, value in _read_paths(conf):
        try:
            folder = (archive.root / value).resolve()
        except (OSError, ValueError):
            continue
        if sources == folder or folder in sources.parents or sources in folder.parents:
            yield Finding(
                "C106",
                "conf.py",
                line,
                f"{setting} copies {value}, and with it sources/, into the site",
                f"take {value} out of {setting}",
            )
        elif folder.is_dir() and folder.is_relative_to(archive.root):
            for path in _list_files(folder):
                if any(size == path.stat().st_size for size, _ in originals):
                    file = path.relative_to(archive.root).as_posix()
                    yield from _check_copy(file, path.read_bytes(), originals)


def _read_paths(conf: Path) -> Iterator[tuple[str, int, str]]:
    """The paths of conf.py's settings that copy files, with their lines; it is not run."""
    try:
        tree = ast.parse(conf.read_text("utf-8"))
    except (OSError, SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            for setting in (name for name in names if name in _PATH_SETTINGS):
                for inner in ast.walk(node.value):
                    if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                        yield setting, inner.lineno, inner.value
