"""The repository's own catalogs: complete, sound, and marked as what they are."""

from __future__ import annotations

import subprocess
from pathlib import Path

import polib
import pytest

from warraq.archive import Archive, read_archive
from warraq.cli import main
from warraq.translation.compile import compile_catalogs
from warraq.translation.extract import make_template, toolkit_messages
from warraq.translation.plurals import plural_forms

ROOT = Path(__file__).resolve().parents[1]
CATALOGS = sorted(ROOT.glob("locale/*/LC_MESSAGES/**/*.po"))

every_catalog = pytest.mark.parametrize(
    "path", CATALOGS, ids=[path.relative_to(ROOT / "locale").as_posix() for path in CATALOGS]
)


def archive() -> Archive:
    return read_archive(ROOT)


def translations(path: Path) -> dict[tuple[str, str], list[str]]:
    """What each message has by way of translation, without obsolete and fuzzy ones."""
    return {
        (entry.msgid, entry.msgid_plural): [entry.msgstr, *entry.msgstr_plural.values()]
        for entry in polib.pofile(str(path))
        if not entry.obsolete and not entry.fuzzy
    }


def test_every_language_but_the_first_has_a_catalog_for_every_page():
    source, *others = archive().languages
    assert not (ROOT / "locale" / source.code).exists()
    pages = {
        path.relative_to(ROOT / "docs").with_suffix(".po") for path in ROOT.glob("docs/**/*.md")
    }
    wanted = {path.as_posix() for path in pages} | {"archive.po", "warraq.po", "sphinx.po"}
    for language in others:
        folder = ROOT / "locale" / language.code / "LC_MESSAGES"
        assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.po")} == wanted


@every_catalog
def test_every_message_is_translated_and_none_in_doubt(path):
    catalog = polib.pofile(str(path))
    open_ones = [entry.msgid for entry in catalog if not entry.obsolete and not entry.translated()]
    assert open_ones == []
    assert catalog.percent_translated() == 100
    assert len(catalog) > 0


@every_catalog
def test_every_catalog_says_its_language_and_that_it_is_a_draft(path):
    metadata = polib.pofile(str(path)).metadata
    language = path.relative_to(ROOT / "locale").parts[0]
    assert metadata["Language"] == language
    assert metadata["X-Review-Status"] == "draft"
    assert metadata["Plural-Forms"] == plural_forms(language)
    assert metadata["Content-Type"] == "text/plain; charset=UTF-8"


@every_catalog
def test_gettexts_own_check_has_nothing_to_say(path):
    ran = subprocess.run(
        ["msgfmt", "--check", "--output-file=/dev/null", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    # Dates and names of translators are not kept in the files: git knows them.
    rest = [line for line in ran.stderr.splitlines() if "missing in header" not in line]
    assert (ran.returncode, rest) == (0, [])


@every_catalog
def test_every_plural_has_all_its_forms(path):
    forms = int(plural_forms(path.relative_to(ROOT / "locale").parts[0])[len("nplurals=")])
    for entry in polib.pofile(str(path)):
        if entry.msgid_plural:
            assert sorted(entry.msgstr_plural) == list(range(forms)), entry.msgid


def test_every_word_of_the_toolkit_and_its_templates_is_translated():
    folders = [ROOT / "_templates"]
    template = polib.pofile(make_template(toolkit_messages(ROOT / "warraq", folders)))
    assert len(template) > 20
    for language in archive().languages[1:]:
        known = translations(ROOT / "locale" / language.code / "LC_MESSAGES" / "warraq.po")
        for entry in template:
            said = known.get((entry.msgid, entry.msgid_plural), [])
            assert any(said), f"{language.code}: {entry.msgid!r} is not translated"


def test_no_translation_of_the_repository_is_refused(tmp_path):
    for language in archive().languages[1:]:
        catalogs = compile_catalogs(
            ROOT / "locale" / language.code / "LC_MESSAGES", tmp_path / language.code
        )
        assert [str(item) for catalog in catalogs for item in catalog.refusals] == []


def test_the_linter_finds_nothing_in_the_repositorys_catalogs(capsys):
    assert main(["lint", "--root", str(ROOT), "--strict"]) == 0, capsys.readouterr().out


def test_no_compiled_catalog_lies_beside_the_sources():
    assert list((ROOT / "locale").rglob("*.mo")) == []
