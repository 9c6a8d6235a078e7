"""Keeps on the disk what is known of each page of an edition, and reads it back with care."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from warraq.editions.model import EditionError, Page

PAGES_RECORD = "edition-pages.json"
"""The file beside a language's doctrees in which the build of an edition notes its pages."""

KINDS = ("brief", "document", "list")

_KNOWN = {one.name for one in fields(Page)}
_NEEDED = {"path", "kind", "title"}
_PAIRS = ("revisions", "facts", "parts")


def write_page_records(pages: Mapping[str, Page]) -> str:
    """The record of a language's pages by their names, as JSON that is the same each time."""
    rows = {name: page_data(pages[name]) for name in sorted(pages)}
    return json.dumps(rows, ensure_ascii=False, indent=0) + "\n"


def page_data(page: Page) -> dict[str, Any]:
    """A page as data for JSON."""
    return asdict(page)


def read_page_records(data: object) -> dict[str, Page]:
    """The pages by name from what `write_page_records` wrote, already parsed as JSON.

    Raises EditionError for any other shape; it names the page and the field.
    """
    if not isinstance(data, dict):
        raise EditionError(f"the record of pages is no mapping of names; {_ANEW}")
    return {_read_name(name): read_page(row, name) for name, row in data.items()}


def read_page(row: object, name: str) -> Page:
    """A page from its data; `name` is for the error, EditionError, that tells of a wrong one."""
    if not isinstance(row, dict) or not _NEEDED <= row.keys() <= _KNOWN:
        raise EditionError(f"{name}: the record of this page has other fields; {_ANEW}")
    for field, value in row.items():
        if not _is_right(field, value):
            raise EditionError(f"{name}: the record says {field} {value!r} of it; {_ANEW}")
    values = dict(row)
    values["formerly"] = tuple(row.get("formerly", ()))
    for field in _PAIRS:
        values[field] = tuple((key, value) for key, value in row.get(field, ()))
    return Page(**values)


_ANEW = "delete the file and build the edition anew"


def _read_name(name: object) -> str:
    if isinstance(name, str) and _is_path(name):
        return name
    raise EditionError(f"the record of pages names {name!r}, which is no page; {_ANEW}")


def _is_right(field: str, value: object) -> bool:
    if field == "percent":
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100
    if field == "formerly":
        return isinstance(value, list) and all(
            isinstance(one, str) and _is_path(one) for one in value
        )
    if field in _PAIRS:
        return isinstance(value, list) and all(
            isinstance(row, list) and [*map(type, row)] == [str, str] for row in value
        )
    if not isinstance(value, str):
        return False
    return (field != "kind" or value in KINDS) and (field != "path" or _is_path(value))


def _is_path(text: str) -> bool:
    """Whether a text is a relative path that leads nowhere else."""
    parts = text.split("/")
    shown = text.replace("\u200c", "").replace("\u200d", "")  # some languages write words with them
    return shown.isprintable() and "\\" not in text and not {"", ".", ".."} & {*parts}
