"""The organisation's facts are data: no file of the toolkit names it or the bodies it writes of."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(
    path
    for path in (ROOT / "warraq").rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
)

GRAMMAR = {"warraq/ingest/linking.py": {"UNSC"}}
"""How United Nations resolutions are cited in running text belongs to the field, as their symbols
do, not to one archive's facts."""


def settings() -> dict[str, object]:
    return runpy.run_path(str(ROOT / "conf.py"))


def glossary_names() -> set[str]:
    """Every term of the glossary: abbreviations and full names."""
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    inside = text.partition("```{glossary}\n")[2].partition("\n```")[0]
    return {line for line in inside.splitlines() if line and not line.startswith(" ")}


def short_names() -> set[str]:
    """What the titles call the organisation: their words in capitals."""
    titles = f"{settings()['html_title']} {settings()['html_short_title']}"
    return set(re.findall(r"\b[A-Z]{2,}\b", titles))


def addresses() -> set[str]:
    """Where the organisation is found: hosts, accounts, mail."""
    text = (ROOT / "docs" / "about.md").read_text("utf-8")
    hosts = re.findall(r"https?://(?:www\.)?([\w.-]+)/(\w*)", text)
    mail = re.findall(r"mailto:[\w.+-]+@([\w.-]+)", text)
    own = {host for host, account in hosts if not account}
    return own | set(mail) | {account for _, account in hosts if account}


def translated_names(names: set[str]) -> set[str]:
    """The same names in the archive's other languages."""
    found = set()
    for path in (ROOT / "locale").rglob("*.po"):
        found |= {entry.msgstr for entry in polib.pofile(str(path)) if entry.msgid in names}
    return found - {""}


def names() -> set[str]:
    """All that the toolkit may not say."""
    own = {str(settings()["project"]), str(settings()["author"])}
    said = own | glossary_names() | short_names() | addresses()
    return said | translated_names(said)


def mentions(text: str, wanted: set[str]) -> list[str]:
    """Each line with a name in it, whatever the case, with its number."""
    parts = (re.escape(name).replace(r"\ ", r"[\s_-]+") for name in sorted(wanted))
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])", re.I)
    return [
        f"{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for match in pattern.finditer(text)
    ]


def test_the_names_are_found_where_they_stand():
    known = names()
    assert {"STJ", "Syrians for Truth and Justice", "CSSR", "stj-sy.org"} <= known
    assert "سوريون من أجل الحقيقة والعدالة" in known
    assert len(known) > 15


@pytest.mark.parametrize(
    "text",
    [
        "# as STJ writes it",
        "stj_mark = 1",
        "Syrians for Truth\n    and Justice",
        "https://WWW.STJ-SY.ORG/",
        "the Civil Society Support Room",
        "«سوريون من أجل الحقيقة والعدالة»",
    ],
)
def test_a_name_is_seen_however_it_is_written(text):
    assert mentions(text, names())


def test_other_words_are_no_names():
    assert mentions("adjustment justice truth a just room", names()) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_of_the_toolkit_names_an_organisation(path):
    wanted = names() - GRAMMAR.get(path.relative_to(ROOT).as_posix(), set())
    assert mentions(path.name, wanted) == []
    assert mentions(path.read_bytes().decode("utf-8", "replace"), wanted) == []


def test_every_file_of_the_toolkit_is_looked_at():
    assert len(FILES) > 30
    assert {path.suffix for path in FILES} >= {".py"}
