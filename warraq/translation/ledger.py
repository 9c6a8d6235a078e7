"""Remembers what an update has seen, so that the next one reads only what has changed since.

It lies in the build folder and may be deleted at any time. A catalog is told by its time
stamps and size, a template by its content.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from warraq.files import write_atomically
from warraq.translation.memory import Unit


@dataclass(frozen=True, slots=True)
class Seen:
    """A catalog as the last update left it."""

    stamp: str
    units: tuple[Unit, ...]
    template: str = ""
    """The digest of the template that it is up to date with; empty if it may not be."""


@dataclass(slots=True)
class Ledger:
    """What an update has seen of a language, by the names of catalogs."""

    path: Path | None = None
    """Where it is kept; None for one that is not."""
    settings: str = ""
    """A digest of all else that an update draws on, so that a change of it looks at all anew."""
    seen: dict[str, Seen] = field(default_factory=dict)
    changed: bool = False

    def note(self, name: str, seen: Seen) -> None:
        """Remember how a catalog is now."""
        if self.seen.get(name) != seen:
            self.seen[name] = seen
            self.changed = True

    def forget(self, names: set[str]) -> None:
        """Forget catalogs that are gone."""
        for name in names & self.seen.keys():
            del self.seen[name]
            self.changed = True

    def save(self) -> None:
        """Write it, if there is anything new."""
        if self.path is None or not self.changed:
            return
        rows = {
            name: [seen.stamp, seen.template, [_pack(unit) for unit in seen.units]]
            for name, seen in sorted(self.seen.items())
        }
        data = {"code": _digest_code(), "settings": self.settings, "seen": rows}
        write_atomically(self.path, json.dumps(data, ensure_ascii=False), durable=False)


def open_ledger(path: Path | None, settings: str = "") -> Ledger:
    """Read the ledger at `path`; one of another toolkit, or a broken one, is begun anew.

    With other settings no catalog counts as up to date, but what they hold is still known.
    """
    ledger = Ledger(path, settings)
    try:
        data = json.loads(path.read_text("utf-8")) if path else {}
        if data.get("code") == _digest_code():
            same = data["settings"] == settings
            ledger.seen = {
                name: Seen(stamp, tuple(map(_unpack, units)), template if same else "")
                for name, (stamp, template, units) in data["seen"].items()
            }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        ledger.seen = {}
    return ledger


def stamp_of(path: Path) -> str:
    """What tells a file from what it was before; empty for none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return ""
    return f"{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_size}-{status.st_ino}"


def digest_of(content: bytes) -> str:
    """A digest of a template's content."""
    return hashlib.sha256(content).hexdigest()[:32]


@cache
def _digest_code() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _pack(unit: Unit) -> list[Any]:
    state = unit.fuzzy + 2 * unit.obsolete
    return [unit.msgid, list(unit.forms), state, unit.context, unit.plural, unit.previous]


def _unpack(row: list[Any]) -> Unit:
    msgid, forms, state, context, plural, previous = row
    return Unit(context, msgid, plural, tuple(forms), bool(state & 1), bool(state & 2), previous)
