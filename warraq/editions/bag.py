"""Writes and reads the tag files of a bag (BagIt 1.0, RFC 8493), and makes a whole bag."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from warraq.editions.model import RECORDS, EditionError, Sealed, order_of

PAYLOAD = "data/"
DECLARATION, INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
FETCH, CRATE = "fetch.txt", "ro-crate-metadata.json"
BAGIT_TXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

SIGNATURES = (".minisig", ".asc", ".tsq", ".tsr")
"""What may be added beside the tag manifest later: signatures, a time stamp and its request."""

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.I)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\\]")
_CHARACTERS = re.compile(r'[:*?"<>|%]')
"""What Windows does not take, and the percent sign: bagit-python (1.9) does not read it in a
manifest as RFC 8493 has it written."""

LONGEST = 250
"""The most bytes of a name: file systems take 255, and a new file needs some while it is made."""


# -- Names -------------------------------------------------------------------------------------


def refuse_path(path: str, *, anywhere: bool = True) -> str:
    """Why a path is none that a record may hold, or nothing: relative, plain, good on any disk.

    Nothing outside of the folder can be named so, and no device of Windows ("Naming Files,
    Paths, and Namespaces"). Without `anywhere` it need not be good on other disks: such a path
    is compared, and never opened.
    """
    if found := _CONTROLS.search(path) or (_CHARACTERS.search(path) if anywhere else None):
        return f"the character {found[0]!r} may not stand in it"
    if path.startswith("/"):
        return "it is absolute"
    for part in path.split("/"):
        if part in {".", ".."}:
            return f"{part!r} leads to another folder"
        if not part:
            return "a part of it is empty"
        if not anywhere:
            continue
        if part.endswith((".", " ")) or part.startswith(" "):
            return f"{part!r} begins or ends with what Windows drops"
        if _DEVICE.fullmatch(part):
            return f"{part!r} is a device of Windows"
        if len(part.encode()) > LONGEST:
            return f"{part[:20]!r}… is longer than {LONGEST} bytes"
    return ""


def encode_path(path: str) -> str:
    """A path as manifests write it (RFC 8493, 2.1.3): CR, LF and the percent sign as %XX."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def decode_path(text: str) -> str:
    """A path that a manifest writes; other percent signs stay, as older writers left them."""
    return re.sub("%(0D|0A|25)", lambda found: chr(int(found[1], 16)), text, flags=re.I)


# -- Lists of digests --------------------------------------------------------------------------


def write_sums(digests: Mapping[str, str], *, encode: bool = False, anywhere: bool = True) -> bytes:
    """Lines of a digest and a path, in the order of the paths, as `sha256sum` reads them.

    `encode` writes the paths as manifests of a bag do. Raises EditionError for a path that
    cannot stand in a line or, unless `anywhere` is False, could not be checked on every disk.
    """
    lines = []
    for path, digest in sorted(digests.items()):
        if reason := refuse_path(path, anywhere=anywhere):
            raise EditionError(f"{path!r} cannot stand in an edition: {reason}; rename the file")
        lines.append(f"{digest}  {encode_path(path) if encode else path}\n")
    return "".join(lines).encode()


def read_sums(
    data: bytes, name: str, *, encoded: bool = False, anywhere: bool = True
) -> dict[str, str]:
    """The digests by path that `write_sums` wrote; `name` is the file's, for errors.

    Raises EditionError with file and line for any other line, for a path that leads elsewhere,
    for one that is named twice and for a file that ends in the middle of a line.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        broken = data.count(b"\n", 0, error.start) + 1
        raise EditionError(f"{name}:{broken}: is not UTF-8 text") from error
    lines = text.split("\n")
    if lines.pop():
        raise EditionError(f"{name}:{len(lines) + 1}: the file ends in the middle of this line")
    digests: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        if found is None:
            raise EditionError(f"{name}:{number}: is not a SHA-256, two spaces and a path")
        path = decode_path(found[2]) if encoded else found[2]
        if reason := refuse_path(path, anywhere=anywhere):
            raise EditionError(f"{name}:{number}: names {path!r}, which is not opened: {reason}")
        if path in digests:
            raise EditionError(f"{name}:{number}: names {path} a second time")
        digests[path] = found[1]
    return digests


# -- Tag files ---------------------------------------------------------------------------------


def write_manifest(files: Mapping[str, str], crate: bytes) -> bytes:
    """The payload manifest: the published files and the description of them all."""
    payload = {PAYLOAD + path: digest for path, digest in files.items()}
    payload[PAYLOAD + CRATE] = hashlib.sha256(crate).hexdigest()
    return write_sums(payload, encode=True)


def write_tag_manifest(records: Mapping[str, bytes]) -> bytes:
    """The manifest of all other tag files."""
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in records.items()}
    return write_sums(digests, encode=True)


def write_info(
    sealed: Sealed, *, title: str, organisation: str, identifier: str, oxum: str
) -> bytes:
    """`bag-info.txt` (RFC 8493, 2.2.2); what is not known is left out."""
    tag = sealed.tag
    rows = (
        ("Source-Organization", organisation),
        ("External-Description", f"{title}, edition {tag.edition}" if title else ""),
        ("External-Identifier", identifier),
        ("Payload-Oxum", oxum),
        ("Bag-Software-Agent", f"warraq {sealed.toolkit.version}"),
        ("Edition", tag.edition),
        ("Edition-Tag-Object", tag.object),
        ("Edition-Tag-Commit", tag.commit),
        ("Edition-Tag-Date", tag.date),  # when it was bagged nobody can know from the tag
        ("Edition-Rendering", str(sealed.rendering)),
    )
    # One line each: a line that begins with a space would continue the one before it.
    return "".join(
        f"{label}: {' '.join(value.split())}\n" for label, value in rows if value.strip()
    ).encode()


def write_fetch(
    files: Iterable[str], url: str, edition: str, sizes: Mapping[str, int], crate: bytes
) -> bytes:
    """`fetch.txt` (RFC 8493, 2.2.3): where a bag without its payload finds each file."""
    places = {PAYLOAD + path: path for path in files}
    described = f"{RECORDS}/{edition}/{CRATE}"
    places[PAYLOAD + CRATE] = described
    lengths = {**sizes, described: len(crate)}
    return "".join(
        f"{url}{quote(place)} {lengths.get(place, '-')} {encode_path(path)}\n"
        for path, place in sorted(places.items())
    ).encode()


# -- The whole bag -----------------------------------------------------------------------------


def make_bag(site: Path, sealed: Sealed, folder: Path) -> int:
    """Make the edition's bag in `folder`, which must not exist, and tell how many files it holds.

    Files are hard links to the site's where the disk can; each is looked at on the way, and
    EditionError names the first that is not as it was sealed. `folder` is there whole or not at
    all. Raises OSError.
    """
    order_of(sealed.name)
    if os.path.lexists(folder):
        raise EditionError(f"{folder} is there already; delete it or name another folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    coming = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.tmp")
    records = site / RECORDS / sealed.name
    count = 0
    try:
        for path, digest in sealed.files.items():
            _take(site / path, coming / PAYLOAD / path, path, digest)
            count += 1
        for name in _list_records(records):
            target = coming / PAYLOAD / name if name == CRATE else coming / name
            _take(records / name, target, f"{RECORDS}/{sealed.name}/{name}")
            count += 1
        coming.rename(folder)
    except BaseException:
        shutil.rmtree(coming, ignore_errors=True)
        raise
    return count


def _list_records(folder: Path) -> list[str]:
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or not path.is_dir()
    ]


def _take(source: Path, target: Path, shown: str, digest: str = "") -> None:
    """Link or copy a file, after a look whether it is the one that was sealed."""
    if source.is_symlink() or not source.is_file():
        what = "is no plain file" if os.path.lexists(source) else "is missing"
        raise EditionError(f"{shown}: {what}; run warraq verify and bring the edition back first")
    target.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        os.link(source, target, follow_symlinks=False)
    if not target.exists():
        shutil.copy2(source, target, follow_symlinks=False)
    if digest:
        with target.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != digest:
            raise EditionError(
                f"{shown}: has changed since it was sealed; run warraq verify and bring the "
                "edition back first"
            )
