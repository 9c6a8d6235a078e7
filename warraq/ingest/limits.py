"""How large a file may be before the import refuses it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

from warraq.ingest.errors import IngestError


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file; `[limits]` of docs/import.toml changes them."""

    file_bytes: int = 100_000_000
    """The size of the file."""

    unpacked_bytes: int = 500_000_000
    """What a packed format (DOCX, streams of a PDF) may unpack to."""

    members: int = 10_000
    """The files inside a packed one; also the publications in an export."""

    pages: int = 2_000
    """The pages of a PDF."""

    seconds: int = 120
    """The time that one file may take."""


def read_limits(table: object, where: str) -> Limits:
    """Read the table `[limits]`; `where` is the file that messages name.

    Raises IngestError for an unknown name or a value that is no whole number above 0.
    """
    names = {field.name: field.default for field in fields(Limits)}
    if not isinstance(table, dict):
        raise IngestError(f"{where}: limits is no table; write [limits] and lines below it")
    for name, value in table.items():
        if name not in names:
            raise IngestError(f"{where}: [limits] has no {name}; it has {', '.join(names)}")
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise IngestError(
                f"{where}: {name} = {value!r} is not a whole number above 0; "
                f"write {name} = {names[name]}"
            )
    return Limits(**table)


@contextmanager
def limit_time(seconds: int) -> Iterator[None]:
    """Raise IngestError where the work inside takes longer.

    Only POSIX has the timer, and only for a program's main thread; elsewhere nothing is timed.
    """
    if not hasattr(signal, "setitimer") or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise IngestError(
            f"the file takes longer than {seconds} seconds to read; split it, or raise `seconds` "
            "in [limits] of docs/import.toml"
        )

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
