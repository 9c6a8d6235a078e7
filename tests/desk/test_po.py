"""`warraq po` as a person runs it, on a small archive of three languages. All synthetic."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest

from bench import corpus, ours
from warraq.archive import read_archive
from warraq.cli import main
from warraq.site.build import build_site
from warraq.translation.reading import read_catalog

ROOT = Path(__file__).resolve().parents[2]
OK, FAILED, BAD_INPUT = 0, 1, 2
CONF = """\
project = "Synthetic archive"
archive_languages = {"en": "English", "ar": "العربية", "ku": "Kurdî"}
extensions = ["warraq.sphinxext"]
root_doc = "index"
bibtex_bibfiles = ["docs/references.bib"]
html_theme = "furo"
nitpicky = True
"""
INDEX = """\
# Synthetic archive

The {term}`SYN` met.

As it says.{cite}`syn-1` The Synthetic Body agrees.

100 % of it is synthetic.

```{toctree}
glossary
bibliography
```
"""
GLOSSARY = "# Glossary\n\n```{glossary}\nSYN\nSynthetic Body\n    A meaning of the SYN.\n```\n"
BIBLIOGRAPHY = "# Bibliography\n\n```{bibliography}\n:all:\n```\n"
BIB = """\
@legal{syn-1,
  author = {{Synthetic Body}},
  title = {Synthetic Resolution 1},
  title-ar = {القرار الاصطناعي 1},
  date = {2020},
}
"""
BODY_LINE = "SYN, Synthetic Body: الهيئة الاصطناعية"
PAPER_LINE = "Synthetic Resolution 1: القرار الاصطناعي 1"


class Desk:
    """An archive and its catalogs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.page("index", INDEX)
        self.page("glossary", GLOSSARY)
        self.page("bibliography", BIBLIOGRAPHY)
        (root / "conf.py").write_text(CONF, "utf-8")
        (root / "docs" / "references.bib").write_text(BIB, "utf-8")

    def page(self, name: str, text: str) -> None:
        path = self.root / "docs" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run_po(self.root, *arguments)

    def path(self, name: str, language: str = "ar") -> Path:
        return self.root / "locale" / language / "LC_MESSAGES" / f"{name}.po"

    def read(self, name: str, language: str = "ar") -> dict[str, polib.POEntry]:
        return {entry.msgid: entry for entry in read_catalog(self.path(name, language))}

    def translate(self, name: str, **words: str) -> None:
        catalog = read_catalog(self.path(name))
        for entry in catalog:
            entry.msgstr = words.get(entry.msgid.replace(" ", "_"), entry.msgstr)
        self.path(name).write_text(str(catalog), "utf-8")

    def templates(self) -> Path:
        """The templates of the pages as they are now."""
        build_site(read_archive(self.root), ["en"], builder="gettext")
        return self.root / "build" / "gettext" / "en"

    def catalogs(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted(self.root.rglob("*.po"))}


def run_po(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "warraq", "po", "--root", str(root), *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_every_language_gets_its_catalogs_and_each_line_names_the_language(desk):
    ran = desk.run()
    assert (ran.returncode, ran.stderr) == (OK, "")
    lines = ran.stdout.splitlines()
    assert "ku glossary.po: 4 new, 0 fuzzy, 0 obsolete, 0 reused" in lines
    (summary,) = [line for line in lines if line.startswith("ku: ")]
    assert re.fullmatch(r"ku: 6 catalogs changed: \d+ new, 0 fuzzy, 0 obsolete, 0 reused", summary)
    assert desk.read("glossary", "ku").keys() == desk.read("glossary", "ar").keys()
    assert read_catalog(desk.path("glossary", "ku")).metadata["Language"] == "ku"
    before = desk.catalogs()
    again = desk.run()
    said = "ar: every catalog is up to date\nku: every catalog is up to date\n"
    assert (again.returncode, again.stdout) == (OK, said)
    assert desk.catalogs() == before


def test_a_new_language_is_asked_for_the_words_of_sphinx_that_sphinx_lacks(desk):
    desk.path("sphinx").parent.mkdir(parents=True)
    ours_ar = ROOT / "locale" / "ar" / "LC_MESSAGES" / "sphinx.po"
    desk.path("sphinx").write_bytes(ours_ar.read_bytes())
    desk.run()
    assert desk.path("sphinx").read_bytes() == ours_ar.read_bytes()
    kurdish = desk.read("sphinx", "ku")
    assert kurdish["Search"].comment == "search page"
    assert kurdish["Note"].msgstr == ""


def test_messages_carry_their_file_their_kind_and_the_official_names_in_them(desk):
    desk.run()
    index = desk.read("index")
    assert index["The {term}`SYN` met."].comment == "paragraph"
    desk.translate("glossary", Synthetic_Body="الهيئة الاصطناعية", SYN="هـ.ا")
    desk.run()
    index = desk.read("index")
    assert index["Synthetic archive"].comment == "title"
    assert index["The {term}`SYN` met."].comment == f"paragraph\n{BODY_LINE}"
    cited = index["As it says.{cite}`syn-1` The Synthetic Body agrees."]
    assert cited.comment == f"paragraph\n{BODY_LINE}\n{PAPER_LINE}"
    assert cited.occurrences == [("docs/index.md", "")]
    assert not any(entry.flags for entry in index.values())
    kurdish = desk.read("index", "ku")
    assert kurdish["The {term}`SYN` met."].comment == "paragraph"


def test_a_changed_sentence_changes_one_entry_though_all_lines_shift(desk):
    desk.run()
    desk.translate("index", **{"100_%_of_it_is_synthetic.": "كله اصطناعي."})
    before = desk.catalogs()
    text = INDEX.replace("100 % of it is", "100 % of it are").replace("\n\n", "\n\n\n\n\n")
    desk.page("index", text)
    ran = desk.run("--language", "ar")
    assert ran.stdout.splitlines()[0] == "ar index.po: 0 new, 1 fuzzy, 0 obsolete, 0 reused"
    after = desk.catalogs()
    (name,) = [name for name in after if after[name] != before[name]]
    first, second = (files[name].decode().split("\n\n") for files in (before, after))
    (changed,) = [new for old, new in zip(first, second, strict=True) if old != new]
    assert f"#. changed {datetime.now(UTC).date()}" in changed
    assert '#| msgid "100 % of it is synthetic."' in changed


def test_json_is_the_whole_of_the_output(desk):
    ran = desk.run("--json")
    assert (ran.returncode, ran.stderr) == (OK, "")
    arabic, kurdish = json.loads(ran.stdout)["languages"]
    assert (arabic["language"], kurdish["language"]) == ("ar", "ku")
    assert arabic["new"] == sum(catalog["new"] for catalog in arabic["catalogs"]) > 0
    assert {"path", "new", "fuzzy", "obsolete", "reused"} <= arabic["catalogs"][0].keys()
    again = json.loads(desk.run("--json").stdout)["languages"]
    assert [(row["catalogs"], row["new"]) for row in again] == [([], 0), ([], 0)]


def test_a_page_with_a_warning_changes_no_catalog(desk):
    desk.run()
    before = desk.catalogs()
    desk.page("index", INDEX + "\n```{nonsense}\n```\n\nOne more sentence.\n")
    ran = desk.run()
    assert (ran.returncode, ran.stdout) == (FAILED, "")
    assert "docs/index.md:" in ran.stderr
    assert desk.catalogs() == before


def cpu_seconds() -> float:
    """The processor time of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_one_change_among_hundreds_of_briefs_takes_a_small_part_of_the_time(tmp_path):
    root = tmp_path / "archive"
    root.mkdir()
    briefs = list(corpus.generate_briefs(250))
    ours.write_ours(root, briefs, briefs[0], root=ROOT)
    start = cpu_seconds()
    assert run_po(root).returncode == OK
    whole = cpu_seconds() - start
    brief = briefs[125]
    page = root / "docs" / "briefs" / str(brief.year) / f"{brief.slug}.md"
    text = page.read_text("utf-8")
    page.write_text(text.replace("describes no real event", "describes no event"), "utf-8")
    start = cpu_seconds()
    ran = run_po(root)
    part = cpu_seconds() - start
    name = f"briefs/{brief.year}/{brief.slug}.po"
    assert ran.stdout.splitlines()[0] == f"ar {name}: 0 new, 1 fuzzy, 0 obsolete, 0 reused"
    assert part < whole / 2
    assert part < 5


def test_a_catalog_that_cannot_be_written_is_named_in_a_sentence(desk, monkeypatch, capsys):
    assert desk.run().returncode == OK
    desk.page("index", INDEX.replace("met.", "met again."))
    before = desk.catalogs()

    def refuse(self, target):
        raise PermissionError(13, "Permission denied", str(self))

    made = desk.templates()
    with monkeypatch.context() as inside:
        inside.setattr("warraq.desk.po.extract_templates", lambda *_, **__: made)
        inside.setattr(Path, "replace", refuse)
        assert main(["po", "--root", str(desk.root)]) == BAD_INPUT
    assert re.fullmatch(r"warraq: .*index\.po: Permission denied\n", capsys.readouterr().err)
    assert desk.catalogs() == before


def test_a_wrong_page_says_that_no_catalog_was_looked_at(desk):
    desk.page("index", INDEX.replace("SYN`", "NOBODY`"))
    ran = desk.run()
    assert ran.returncode == FAILED
    assert "NOBODY" in ran.stderr
    assert ran.stderr.endswith("warraq: correct the pages first; no catalog was looked at\n")
