"""Collects the messages that stand outside of pages: the toolkit's words and the templates'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from jinja2.ext import babel_extract

Message = tuple[str, str, str, int]
"""A msgid, its plural or nothing, the file it stands in, its line."""

Row = Message | tuple[str, str, str, int, str]
"""A message, and what kind of text it is."""


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


WRITTEN_IN = "X-Source-Language"
"""The header of a template whose page is written in another language than most."""


def make_template(
    messages: Iterable[Row], *, placeholders: bool = True, written_in: str = ""
) -> str:
    """The text of a `.pot` file with these messages, each once with all its places and kinds.

    Messages with Python's `placeholders` are flagged so, unless they are text of pages, which
    has none. `written_in` is the code of their language where it is not the archive's own.
    """
    entries: dict[str, polib.POEntry] = {}
    places: dict[str, set[tuple[str, str]]] = {}
    for msgid, plural, place, line, *kinds in messages:
        where = re.sub(r"\s", "%20", place)  # a space would make two places of one
        entry = entries.get(msgid)
        if entry is None:
            entry = entries[msgid] = polib.POEntry(msgid=msgid)
            places[msgid] = set()
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = {0: "", 1: ""}
        if where and (where, str(line)) not in places[msgid]:
            places[msgid].add((where, str(line)))
            entry.occurrences.append((where, str(line)))
        lines = entry.comment.split("\n") if entry.comment else []
        entry.comment = "\n".join(dict.fromkeys([*lines, *filter(None, kinds)]))
        if placeholders and _PYTHON.search(msgid):
            entry.flags = ["python-format"]
    catalog = polib.POFile(wrapwidth=0)
    catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    if written_in:
        catalog.metadata[WRITTEN_IN] = written_in
    catalog.extend(entries.values())
    return str(catalog)


def list_templates(folder: Path, language: str) -> dict[str, Path]:
    """The templates below `folder` by the `.po` that each has in a language, sorted.

    A page that is written in the language itself needs none.
    """
    own = f'"{WRITTEN_IN}: {language}\\n"\n'.encode()
    found = {}
    for path in sorted(folder.rglob("*.pot")):
        if own not in path.read_bytes()[:1000]:
            found[path.relative_to(folder).with_suffix(".po").as_posix()] = path
    return found


_PYTHON = re.compile(r"%(?:\(\w+\)[sd]|[sd](?!\w))")
