"""The command: what it shows, where, and how it ends. Every message here is synthetic."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from linting import Shelf, entry

from warraq.cli import main
from warraq.translation.lint.catalog import SYNTAX
from warraq.translation.lint.engine import Diagnostic
from warraq.translation.lint.output import format_github, format_gitlab, show_text

CONF = """\
project = "Synthetic archive"
archive_languages = {"en": "English", "ar": "العربية", "fr": "Français"}
archive_digits = {"ar": "latn"}
"""
ERROR = entry("The report", "# التقرير")  # T101
WARNING = entry("Syria", "ســوريا")  # T412, repairable


class Archive:
    """An archive with one page and catalogs in two languages."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "docs").mkdir(parents=True)
        (root / "conf.py").write_text(CONF, "utf-8")
        (root / "docs" / "page.md").write_text("# Synthetic\n", "utf-8")
        self.ar, self.fr = Shelf(root, "ar"), Shelf(root, "fr")

    def lint(self, *arguments: str) -> int:
        return main(["lint", "--root", str(self.root), *arguments])


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    made = Archive(tmp_path / "archive")
    monkeypatch.chdir(made.root)
    return made


# -- Exit codes and choices ---------------------------------------------------------------------


def test_sound_catalogs_end_well(archive, capsys):
    archive.ar.write(entry("Page", "صفحة"))
    assert archive.lint() == 0
    assert capsys.readouterr().out == "no findings in 1 catalog\n"


@pytest.mark.parametrize(
    ("body", "options", "code"),
    [
        (ERROR, [], 1),
        (WARNING, [], 0),
        (WARNING, ["--strict"], 1),
        (WARNING, ["--strict", "--ignore", "T412"], 0),
        (ERROR + WARNING, ["--select", "T4"], 0),
        (ERROR + WARNING, ["--select", "T412,T101"], 1),
        (ERROR, ["--ignore", "t1"], 0),
        (ERROR, ["--language", "fr"], 0),
        (ERROR, ["-l", "ar"], 1),
    ],
)
def test_errors_end_with_one_and_so_do_warnings_if_that_is_wanted(archive, body, options, code):
    archive.ar.write(body)
    assert archive.lint(*options) == code


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--select", "T999"], "T999 is no rule"),
        (["--language", "de"], "de is not a language of this archive"),
        (["missing.po"], "missing.po does not exist"),
        (["conf.py"], "conf.py is no .po file"),
        (["docs"], "docs holds no .po file"),
        (["--explain", "T999"], "T999 is no rule"),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused_in_a_sentence(archive, options, said, capsys):
    assert archive.lint(*options) == 2
    assert said in capsys.readouterr().err


def test_only_the_named_files_and_folders_are_looked_at(archive, capsys):
    path = archive.ar.write(WARNING)
    archive.fr.write(ERROR)
    assert archive.lint(str(path)) == 0
    assert "1 warning in 1 catalog" in capsys.readouterr().out
    assert archive.lint("locale/fr") == 1
    outside = archive.root / "elsewhere.po"
    outside.write_bytes(path.read_bytes())
    assert archive.lint("elsewhere.po", "--strict") == 1
    assert "elsewhere.po\n" in capsys.readouterr().out


def test_the_archive_says_which_pages_digits_and_names_there_are(archive, capsys):
    (archive.root / "docs" / "glossary.md").write_text(
        "# Glossary\n\n:::{glossary}\nCSSR\nCivil Society Support Room\n  A body.\n:::\n", "utf-8"
    )
    names = entry("Civil Society Support Room", "غرفة دعم المجتمع المدني") + entry("CSSR", "CSSR")
    archive.ar.write(names, "glossary.po")
    archive.ar.write(entry("The CSSR met in 2016.", "اجتمعت اللجنة عام ٢٠١٦."))
    archive.ar.write(entry("Page", "صفحة"), "gone.po")
    archive.lint("--json")
    found = {item["code"] for item in json.loads(capsys.readouterr().out)["findings"]}
    assert found == {"T310", "T404", "T510"}


def test_a_wrong_setting_of_digits_is_named(archive, capsys):
    (archive.root / "conf.py").write_text(f"{CONF}archive_digits = 'latn'\n", "utf-8")
    assert archive.lint() == 2
    assert "archive_digits" in capsys.readouterr().err


# -- Repairs -------------------------------------------------------------------------------------


def test_fix_repairs_shows_what_it_did_and_what_is_left(archive, capsys):
    path = archive.ar.write(ERROR + WARNING)
    assert archive.lint("--fix") == 1
    said = capsys.readouterr().out
    assert re.search(r"page\.po:\d+: repaired \(T412\)\n  - ســوريا\n  \+ سوريا\n", said)
    assert "1 error and 0 warnings in 1 catalog; 1 translation repaired" in said
    assert '"سوريا"' in path.read_text("utf-8")
    assert archive.lint("--fix", "--select", "T4", "--json") == 0
    assert json.loads(capsys.readouterr().out)["repairs"] == []


def test_without_fix_nothing_is_written_and_the_summary_tells_of_it(archive, capsys):
    path = archive.ar.write(WARNING)
    before = path.read_bytes()
    archive.lint()
    assert path.read_bytes() == before
    assert capsys.readouterr().out.endswith(
        "0 errors and 1 warning in 1 catalog; --fix can repair 1\n"
    )


# -- Formats -------------------------------------------------------------------------------------


def test_people_see_findings_by_file_with_their_lines(archive, capsys):
    archive.ar.write(ERROR + WARNING, "page.po")
    archive.fr.write(entry("The report", "# Le rapport"), "page.po")
    archive.lint()
    said = capsys.readouterr().out
    assert said.count("locale/ar/LC_MESSAGES/page.po\n") == 1
    assert said.index("locale/ar/") < said.index("locale/fr/")
    assert re.search(
        r'^  \d+: error T101 block-changed: .+\n      \| msgstr "# التقرير"$', said, re.M
    )


def test_hidden_characters_are_written_out(archive, capsys):
    archive.ar.write(entry("Syria", "\u202eسوريا\x1b[31m"))
    archive.lint()
    said = capsys.readouterr().out
    assert "\\u202e" in said
    assert "\\u001b[31m" in said
    assert all(char.isprintable() or char == "\n" for char in said)
    assert show_text("a\udce9\U000e0001\u200c", 99) == "a\\xe9\\U000e0001\u200c"


@pytest.mark.parametrize("option", [["--json"], ["--format", "json"]])
def test_programs_read_everything(archive, option, capsys, monkeypatch):
    archive.ar.write(ERROR + WARNING)
    monkeypatch.chdir(archive.root / "docs")  # paths are from the root, wherever it is called
    assert archive.lint(*option) == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["catalogs"], data["errors"], data["warnings"]) == (1, 1, 1)
    first, second = data["findings"]
    assert first["path"] == "locale/ar/LC_MESSAGES/page.po"
    assert (first["code"], first["name"], first["severity"]) == ("T101", "block-changed", "error")
    assert (first["msgid"], first["fixed"]) == ("The report", None)
    assert (second["code"], second["severity"], second["fixed"]) == ("T412", "warning", "سوريا")
    assert isinstance(first["line"], int)


def odd(message: str = "50%: a, b\nc\r", path: str = "a,b:c%.po") -> Diagnostic:
    return Diagnostic(path, 7, SYNTAX, message)


def test_github_gets_workflow_commands_with_its_escapes(archive, capsys):
    archive.ar.write(ERROR + WARNING)
    assert archive.lint("--format", "github") == 1
    error, warning = capsys.readouterr().out.splitlines()
    assert re.fullmatch(
        r"::error file=locale/ar/LC_MESSAGES/page\.po,line=\d+,title=T101 block-changed::The .+",
        error,
    )
    assert warning.startswith("::warning file=locale/ar/")
    assert format_github([odd()]) == (
        "::error file=a%2Cb%3Ac%25.po,line=7,title=T501 syntax::50%25: a, b\\u000ac\\u000d"
    )


def test_github_gets_nothing_where_nothing_is_found(archive, capsys):
    archive.ar.write(entry("Page", "صفحة"))
    assert archive.lint("--format", "github") == 0
    assert capsys.readouterr().out == ""


def test_gitlab_gets_a_report_of_code_quality(archive, capsys):
    archive.ar.write(ERROR + WARNING)
    assert archive.lint("--format", "gitlab") == 1
    rows = json.loads(capsys.readouterr().out)
    assert [row["severity"] for row in rows] == ["major", "minor"]
    assert rows[0]["check_name"] == "T101 block-changed"
    assert rows[0]["location"]["path"] == "locale/ar/LC_MESSAGES/page.po"
    assert isinstance(rows[0]["location"]["lines"]["begin"], int)
    assert rows[0]["description"].startswith("T101 block-changed: The translation ")


def test_gitlabs_fingerprints_are_unique_and_stay_when_lines_move():
    def marks(*found: Diagnostic) -> list[str]:
        return [row["fingerprint"] for row in json.loads(format_gitlab(list(found)))]

    one = odd()
    moved = Diagnostic(one.path, 99, SYNTAX, one.message)
    assert marks(one) == marks(moved)
    assert len(set(marks(one, moved, odd("other"), odd(path="b.po")))) == 4


def test_bytes_that_are_not_utf8_break_no_format(archive, capsys):
    archive.ar.write(b'msgid ""\nmsgstr ""\n"Language: ar\\n"\n\nmsgid "a"\nmsgstr "\xe9"\n')
    for form in ("text", "json", "github", "gitlab"):
        assert archive.lint("--format", form) == 1
        capsys.readouterr().out.encode()


# -- Rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["T412", "t412", "tatweel"])
def test_explain_tells_one_rule(archive, name, capsys):
    assert archive.lint("--explain", name) == 0
    assert capsys.readouterr().out.startswith("T412 tatweel (warning)")


def test_the_guide_and_a_rule_need_no_archive(tmp_path, capsys):
    assert main(["lint", "--root", str(tmp_path), "--guide"]) == 0
    assert capsys.readouterr().out.startswith("# Rules for translations\n")
    assert main(["lint", "--root", str(tmp_path), "--explain", "T101"]) == 0


def test_the_help_says_what_is_not_looked_at_and_how_to_allow_a_breach(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["lint", "--help"])
    said = capsys.readouterr().out
    assert "Doubtful (fuzzy) entries" in said
    assert "Obsolete entries are not looked at" in said
    assert "# lint: allow T412 – the reason" in said
    assert "no comment can allow that" in said
    assert re.search(r"^example: warraq lint", said, re.M)
