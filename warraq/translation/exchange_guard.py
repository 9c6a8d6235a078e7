"""Looks an XML file over before any library reads it: its size, its form, what it declares.

The parser that looks is expat, which follows no address; what it refuses never reaches lxml.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from warraq.translation.exchange import ExchangeError

MOST_BYTES = 128 * 1024 * 1024
MOST_DEPTH = 64
MOST_TEXT = 1_000_000
"""How many characters a unit may hold, markup not counted."""

_UNITS = frozenset({"tu", "trans-unit", "unit"})


@dataclass(frozen=True, slots=True)
class Guarded:
    """An XML file that may be parsed."""

    data: bytes
    root: str
    """The name of its outermost element, without a namespace."""
    attributes: dict[str, str]


def read_xml(path: Path) -> Guarded:
    """Read the XML file at `path`.

    Raises ExchangeError for one that is too large, not well-formed, nested too deep, has a
    unit out of all proportion, or declares or uses entities.
    """
    data = _read_bytes(path)
    return _Look(path).look_over(data)


def _read_bytes(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ExchangeError(f"{path}: is not a file")
        if status.st_size > MOST_BYTES:
            raise ExchangeError(
                f"{path}: is {status.st_size // 2**20:,} MB large; at most "
                f"{MOST_BYTES // 2**20} MB are read; send it in parts"
            )
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except OSError as error:
        raise ExchangeError(f"{path}: cannot be read: {error.strerror}") from error


class _Look:
    """One pass over a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._depth = 0
        self._text = 0
        self._in_unit = 0
        self._root: tuple[str, dict[str, str]] | None = None
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._read_text
        self._parser.StartDoctypeDeclHandler = self._read_doctype
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.SkippedEntityHandler = self._refuse_reference

    def look_over(self, data: bytes) -> Guarded:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            raise ExchangeError(
                f"{self._path}:{error.lineno}: is not well-formed XML ({what}); "
                "export it again from the tool that wrote it"
            ) from error
        except (LookupError, ValueError) as error:
            if isinstance(error, ExchangeError):
                raise
            raise self._error("is in an encoding that cannot be read; save it as UTF-8") from error
        assert self._root is not None  # expat takes no file without an element
        return Guarded(data, *self._root)

    def _error(self, what: str) -> ExchangeError:
        return ExchangeError(f"{self._path}:{self._parser.CurrentLineNumber}: {what}")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if self._root is None:
            self._root = (local, attributes)
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise self._error("elements stand too deep within each other; this is no such file")
        if local in _UNITS and not self._in_unit:
            self._in_unit, self._text = self._depth, 0

    def _end(self, _name: str) -> None:
        if self._depth == self._in_unit:
            self._in_unit = 0
        self._depth -= 1

    def _read_text(self, text: str) -> None:
        self._text += len(text)
        if self._in_unit and self._text > MOST_TEXT:
            raise self._error(
                f"a unit has more than {MOST_TEXT:,} characters; take it out of the file"
            )

    def _read_doctype(
        self, _name: str, _system: str | None, _public: str | None, internal: bool
    ) -> None:
        if internal:
            raise self._error("has declarations in its DOCTYPE, which are not read; delete them")

    def _refuse_entity(self, name: str, *_rest: object) -> None:
        raise self._error(f"declares the entity {name[:80]}, which is not read; delete it")

    def _refuse_reference(self, name: str, _parameter: bool) -> None:
        raise self._error(
            f"uses the entity &{name[:80]}; which XML does not know; write the character itself"
        )
