"""Opens a zip package without trusting it, and parses its XML without following anything."""

from __future__ import annotations

import io
import posixpath
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lxml import etree

from warraq.ingest.errors import IngestError

if TYPE_CHECKING:
    from warraq.ingest.limits import Limits

_ZIP = b"PK\x03\x04"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DAMAGED = "the file is damaged or was cut short; copy or download it again"


@dataclass(frozen=True, slots=True)
class Relation:
    """Where one part of a package points."""

    kind: str
    """The last word of the relationship's type: `image`, `hyperlink`, `footnotes`."""

    target: str
    """A member's name, or an address when `external`."""

    external: bool


class Package:
    """The members of a zip file that was judged before anything was unpacked."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = frozenset(archive.namelist())

    def read(self, name: str) -> bytes:
        """The bytes of a member; raises IngestError when they are damaged."""
        try:
            return self._archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise IngestError(f"{name}: {_DAMAGED}") from error
        except (NotImplementedError, RuntimeError) as error:
            raise IngestError(
                f"{name} is packed in a way that cannot be read; open the file in Word and "
                "save it again"
            ) from error

    def read_xml(self, name: str) -> Any:
        """The root element of a member; raises IngestError."""
        return parse_xml(self.read(name), name)

    def read_relations(self, part: str) -> dict[str, Relation]:
        """Where `part` points, by the ids that its XML uses; the package itself is ``""``."""
        folder, base = posixpath.split(part)
        name = posixpath.join(folder, "_rels", f"{base}.rels")
        if name not in self.names:
            return {}
        relations = {}
        for entry in self.read_xml(name).iter(_RELATIONS):
            target = entry.get("Target", "")
            external = entry.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target)))[1:]
            kind = entry.get("Type", "").rpartition("/")[2]
            relations[entry.get("Id", "")] = Relation(kind, target, external)
        return relations


def open_package(content: bytes, limits: Limits) -> Package:
    """Judge a zip file by its directory, before anything is unpacked.

    Raises IngestError for what is damaged, too large, locked, or holds links, names that lead
    out of it, or further archives (`word/embeddings/` apart, which nobody opens).
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise IngestError(_DAMAGED) from error
    except IngestError:  # time is up
        raise
    except Exception as error:  # struct.error, OverflowError and their like in a broken directory
        raise IngestError(_DAMAGED) from error
    if len(members) > limits.members:
        raise IngestError(
            f"the file holds {len(members)} members, more than the {limits.members} allowed; "
            "raise `members` in [limits] of docs/import.toml if you trust it"
        )
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_bytes:
        raise IngestError(
            f"the file unpacks to {unpacked:,} bytes, more than the {limits.unpacked_bytes:,} "
            "allowed (a zip bomb?); raise `unpacked_bytes` in [limits] of docs/import.toml if "
            "you trust it"
        )
    seen: set[str] = set()
    for member in members:
        _judge_member(member, seen)
    package = Package(archive)
    for member in members:
        _refuse_nested(archive, member)
    return package


def _judge_member(member: zipfile.ZipInfo, seen: set[str]) -> None:
    # ZipInfo cuts the name at a NUL; the name as written shows the trick.
    name = member.orig_filename
    parts = name.replace("\\", "/").split("/")
    if "\0" in name or "\\" in name or ".." in parts or name.startswith("/") or ":" in parts[0]:
        raise IngestError(
            f"the file holds a member named {name!r}, which leads out of its folder; "
            "do not use the file, ask for it again"
        )
    if name in seen:
        raise IngestError(
            f"the file holds {name!r} twice; open it in Word and save it again, or ask for it again"
        )
    seen.add(name)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise IngestError(
            f"the file holds a symbolic link ({name!r}); do not use the file, ask for it again"
        )
    if member.flag_bits & 1:
        raise IngestError("the file is locked with a password; save a copy without one")


def _refuse_nested(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if member.file_size < len(_ZIP) or "/embeddings/" in member.filename:
        return
    try:
        with archive.open(member) as file:
            start = file.read(len(_ZIP))
    except IngestError:  # time is up
        raise
    except Exception as error:  # whatever a wrong header makes zipfile raise
        raise IngestError(f"{member.filename}: {_DAMAGED}") from error
    if start == _ZIP:
        raise IngestError(
            f"the file holds another archive ({member.filename!r}); take the document out and "
            "import that"
        )


def parse_xml(content: bytes, name: str) -> Any:
    """Parse XML with entities, DTDs and the network shut off; raises IngestError."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise IngestError(
            f"{name} is not well-formed XML ({_first_line(error)}); "
            "open the file in Word and save it again"
        ) from error
    if root is None:
        raise IngestError(f"{name} is empty; open the file in Word and save it again")
    if root.getroottree().docinfo.internalDTD is not None:
        raise IngestError(
            f"{name} declares a document type, which no word processor writes "
            "(XML entities?); do not use the file, ask for it again"
        )
    return root


def _first_line(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error)).strip()[:120]
