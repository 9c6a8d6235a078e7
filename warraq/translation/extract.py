"""Collects the messages that stand outside of pages: the toolkit's words and the templates'."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from jinja2.ext import babel_extract

Message = tuple[str, str, str, int]
"""A msgid, its plural or nothing, the file it stands in, its line."""


KEYWORDS = dict.fromkeys(("_", "_say", "_mark", "translate", "ngettext"))
"""The functions whose first argument is a message for translators."""


def toolkit_messages(package: Path, templates: Iterable[Path]) -> Iterator[Message]:
    """Yield the words of the toolkit's code, `_("…")`, and of templates, `t('…')`."""
    for path in sorted(package.rglob("*.py")):
        yield from _from_python(path, f"{package.name}/{path.relative_to(package).as_posix()}")
    for folder in templates:
        for path in sorted(folder.rglob("*.html")):
            where = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            rows = babel_extract(BytesIO(path.read_bytes()), ["t"], [], {"encoding": "utf-8"})
            for line, _function, message, _comments in rows:
                if isinstance(message, str):
                    yield message, "", where, line


def _from_python(path: Path, where: str) -> Iterator[Message]:
    rows = extract_python(BytesIO(path.read_bytes()), KEYWORDS, [], {})
    for line, _function, message, _comments in rows:
        if isinstance(message, str) and message:
            yield message, "", where, line
        elif isinstance(message, tuple) and all(isinstance(part, str) for part in message[:2]):
            yield str(message[0]), str(message[1]), where, line


def make_template(messages: Iterable[Message]) -> str:
    """The text of a `.pot` file with these messages, each once with all its places."""
    entries: dict[str, polib.POEntry] = {}
    for msgid, plural, where, line in messages:
        entry = entries.get(msgid)
        if entry is None:
            entry = entries[msgid] = polib.POEntry(msgid=msgid)
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = {0: "", 1: ""}
        if (where, str(line)) not in entry.occurrences:
            entry.occurrences.append((where, str(line)))
        if "%(" in msgid or "%s" in msgid:
            entry.flags = ["python-format"]
    catalog = polib.POFile(wrapwidth=0)
    catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    catalog.extend(entries.values())
    return str(catalog)
