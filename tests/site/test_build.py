"""Every language built side by side, and what a build says. Every text is synthetic."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from synthetic_archive import (
    ROOT,
    brief_messages,
    brief_name,
    build,
    build_well,
    catalog_text,
    make_archive,
    po_path,
    site_bytes,
)

import warraq.sphinxext.styles as styles
from warraq.archive import ArchiveError, read_archive
from warraq.cli import FAILED, OK
from warraq.formats.policy import CONTENT_SECURITY_POLICY
from warraq.site.build import build_site

BRIEFS = 5


def run_build(root: Path, *arguments: str, cwd: Path | None = None) -> tuple[int, str]:
    """Run the command as a person does; its exit code and all that it says."""
    ran = subprocess.run(
        [sys.executable, "-m", "warraq", "build", "--root", str(root), *arguments],
        cwd=cwd or root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def row_of(said: str, language: str) -> list[str]:
    """The figures of a language in the summary."""
    (row,) = re.findall(rf"^ *\S+ \({language}\) (.+)$", said, re.M)
    return [cell.strip() for cell in row.split("│") if cell.strip()]


@pytest.fixture(autouse=True)
def plain_styles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the builds in this process most of their time: styles have tests of their own."""
    monkeypatch.setattr(styles, "build_stylesheet", lambda theme, parts, _: "\n".join(parts))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_archive(tmp_path / "archive", BRIEFS, translated=range(1, BRIEFS + 1))


# -- What it says at the end ---------------------------------------------------------------------


def test_the_summary_counts_and_says_what_to_open(root):
    code, said = run_build(root)
    assert code == OK
    headings = ["Language", "Briefs", "Pages", "Written", "Translated", "Warnings"]
    assert re.findall(r"\w+", said.splitlines()[0]) == headings
    pages = len(list((root / "docs").rglob("*.md")))
    lists = 3 + 1  # a list of each of the three years, and the search
    lists += 3 + 2  # of each year what is to be reviewed, and two pages of other pages
    lists += 5 + 3 + 3 + 3  # bodies, kinds, places, topics: each with a list of their names
    english, arabic = row_of(said, "en"), row_of(said, "ar")
    assert english == [f"{BRIEFS}", f"{pages}", f"{pages + lists}", "source", "0"]
    assert arabic[:3] == [f"{BRIEFS}", f"{pages}", f"{pages + lists}"]
    assert re.fullmatch(r"\d{1,2} %", arabic[3])
    assert arabic[4] == "0"
    assert said.rstrip().endswith("Open build/html/index.html")


def test_the_page_to_open_is_named_from_where_the_command_runs(root):
    _, said = run_build(root, "--language", "en", cwd=root.parent)
    assert said.rstrip().endswith(f"Open {root.name}/build/html/index.html")


def test_the_percentage_follows_the_catalogs(root):
    def share() -> int:
        (arabic,) = build_well(root, languages=["ar"]).outcomes
        assert 0 < arabic.translated <= arabic.messages_total
        return arabic.translated * 100 // arabic.messages_total

    whole = share()
    path = po_path(root, brief_name(2))
    path.unlink()
    less = share()
    assert less < whole
    half = dict(list(brief_messages(2).items())[:3])
    path.write_text(catalog_text(half), "utf-8")
    assert less < share() < whole


def test_a_percentage_is_a_hundred_only_when_nothing_is_left(tmp_path):
    root = make_archive(tmp_path / "archive", 1)
    for path in root.glob("docs/*.md"):
        if path.name != "index.md":
            path.unlink()
    (root / "docs" / "briefs" / "index.md").unlink()
    (root / "docs" / "index.md").write_text("# Synthetic archive\n\n```{briefs} newest\n```\n")
    brief = root / "docs" / f"{brief_name(1)}.md"
    text = brief.read_text("utf-8")
    brief.write_text(re.sub(r"(?m)^.*(\{term\}|\{cite\}).*$", "", text), "utf-8")
    (root / "conf.py").write_text((root / "conf.py").read_text("utf-8") + "bibtex_bibfiles = []\n")
    (arabic,) = build_well(root, languages=["ar"]).outcomes
    assert arabic.translated == arabic.messages_total > 0
    po_path(root, "index").unlink()
    (arabic,) = build_well(root, languages=["ar"]).outcomes
    assert arabic.translated == arabic.messages_total - 1


def test_the_number_of_written_pages_is_that_of_those_that_differ(root):
    build_well(root)
    brief = root / "docs" / f"{brief_name(1)}.md"
    brief.write_text(brief.read_text("utf-8") + "\nOne more synthetic sentence.\n", "utf-8")
    # The page itself, and two that say how far its translation is.
    assert [outcome.written for outcome in build_well(root).outcomes] == [3, 3]
    assert [outcome.written for outcome in build_well(root).outcomes] == [0, 0]


# -- Warnings are failures, all of them at once, in every language ---------------------------------


MISTAKES = {
    1: ("A link to {doc}`nowhere-at-all`.", "unknown document: 'nowhere-at-all'"),
    2: ("A body {term}`nobody`.", "the glossary has no entry 'nobody'"),
    4: ("A source {cite}`nothing`.", "nothing in the bibliography has the key 'nothing'"),
    5: ("A role {no-such-role}`text`.", 'Unknown interpreted text role "no-such-role"'),
}


def test_every_mistake_is_named_with_file_and_line_in_both_languages(root):
    for number, (text, _) in MISTAKES.items():
        brief = root / "docs" / f"{brief_name(number)}.md"
        brief.write_text(brief.read_text("utf-8") + f"\n{text}\n", "utf-8")
    result = build(root)
    assert [outcome.failed for outcome in result.outcomes] == [True, True]
    for outcome in result.outcomes:
        said = "\n".join(outcome.messages)
        for number, (_, message) in MISTAKES.items():
            assert re.search(rf"docs/{brief_name(number)}\.md:\d+: .*{re.escape(message)}", said)
    # It goes on to the end: the pages are there to look at.
    pages = {
        path for path in site_bytes(root) if re.search(r"/briefs/.*/synthetic-\d+\.html", path)
    }
    assert len(pages) == 2 * BRIEFS


def test_a_warning_makes_the_command_fail_and_is_counted(root):
    brief = root / "docs" / f"{brief_name(1)}.md"
    brief.write_text(brief.read_text("utf-8") + "\nA body {term}`nobody`.\n", "utf-8")
    code, said = run_build(root)
    assert code == FAILED
    where = re.findall(r"^\[(.+?)\] (\S+?):\d+: .*the glossary has no entry 'nobody'", said, re.M)
    assert where == [("en, ar", f"docs/{brief_name(1)}.md")]
    assert row_of(said, "en")[-1] == row_of(said, "ar")[-1] == "1"
    assert "correct what they name and build again" in said
    assert "Traceback" not in said


def test_what_is_wrong_in_one_language_fails_that_language_alone(root):
    path = po_path(root, brief_name(1))
    text = path.read_text("utf-8").replace("عنوان اصطناعي", "[عنوان](https://example.org/)")
    path.write_text(text, "utf-8")
    english, arabic = build(root).outcomes
    assert not english.failed
    assert arabic.failed
    assert any("synthetic-01.po:" in line for line in arabic.messages)
    assert 'https://example.org/"' not in (
        root / "build" / "html" / "ar" / f"{brief_name(1)}.html"
    ).read_text("utf-8").replace("example.org/X/RES/1", "")


def test_references_are_checked_even_if_the_settings_do_not_ask_for_it(root):
    conf = root / "conf.py"
    conf.write_text(conf.read_text("utf-8").replace("nitpicky = True\n", ""), "utf-8")
    about = root / "docs" / "about.md"
    about.write_text(about.read_text("utf-8") + "\nSee {any}`nothing-of-the-kind`.\n", "utf-8")
    for outcome in build(root).outcomes:
        assert outcome.failed
        assert any("nothing-of-the-kind" in line for line in outcome.messages)


def test_one_language_can_be_built_alone_and_the_other_stays(root):
    build_well(root)
    before = {path: text for path, text in site_bytes(root).items() if path.startswith("en/")}
    about = root / "docs" / "about.md"
    about.write_text(about.read_text("utf-8") + "\nMore.\n", "utf-8")
    (outcome,) = build_well(root, languages=["ar"]).outcomes
    assert outcome.language == "ar"
    site = site_bytes(root)
    assert {path: text for path, text in site.items() if path.startswith("en/")} == before
    assert "More." in site["ar/about.html"].decode()


def test_a_language_that_is_not_there_is_refused(root):
    with pytest.raises(ArchiveError, match="fr is not a language of this archive"):
        build_site(read_archive(root), ["fr"])
    assert not (root / "build").exists()


def test_the_folders_of_others_stay_when_a_language_goes(root):
    build_well(root)
    kept = root / "build" / "html" / "editions" / "index.html"
    kept.parent.mkdir()
    kept.write_text("synthetic")
    conf = root / "conf.py"
    conf.write_text(conf.read_text("utf-8").replace('    "ar": "العربية",\n', ""), "utf-8")
    build_well(root)
    assert kept.is_file()
    assert not (root / "build" / "html" / "ar").exists()
    assert not (root / "build" / "doctrees" / "ar").exists()


# -- Progress ------------------------------------------------------------------------------------


def test_progress_tells_of_both_phases_of_every_language(root):
    told: list[tuple[str, str, int, int]] = []
    build_well(root, report=lambda *news: told.append(news))
    for language in ("en", "ar"):
        for what in ("reading", "writing"):
            steps = [
                (done, total)
                for code, phase, done, total in told
                if (code, phase) == (language, what)
            ]
            assert steps, f"{language}: nothing is told of {what}"
            assert all(0 <= done <= total for done, total in steps)
            assert [done for done, _ in steps] == sorted(done for done, _ in steps)
            assert steps[-1][0] == steps[-1][1]


# -- Beside the languages ------------------------------------------------------------------------


INLINE = re.compile(
    r'<script(?! type="application/ld\+json">)(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+='
)
"""What the policy forbids; JSON-LD is data, which no browser runs."""


def test_every_page_holds_the_policy_and_no_inline_script_or_style(root):
    build_well(root)
    site = {path: text.decode() for path, text in site_bytes(root).items() if ".html" in path}
    assert len(site) > 2 * BRIEFS
    for path, text in site.items():
        policies = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        assert policies == [CONTENT_SECURITY_POLICY], path
        assert not INLINE.search(text), path


def test_the_server_snippets_are_written_beside_the_site(root):
    build_well(root)
    html, server = root / "build" / "html", root / "build" / "server"
    for path in (html / "_headers", server / "nginx.conf", server / "apache.conf"):
        assert CONTENT_SECURITY_POLICY in path.read_text("utf-8"), path


def test_the_chooser_says_the_title_in_every_language(root):
    build_well(root)
    page = (root / "build" / "html" / "index.html").read_text("utf-8")
    assert '<span class="title">Synthetic archive</span>' in page
    assert '<span class="title">أرشيف اصطناعي</span>' in page


def test_a_second_build_waits_for_the_first(root):
    build_well(root)
    about = root / "docs" / "about.md"
    about.write_text(about.read_text("utf-8") + "\nMore.\n", "utf-8")
    command = [sys.executable, "-m", "warraq", "build", "--root", str(root)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    both = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in both:
        _, said = process.communicate(timeout=60)
        assert process.returncode == OK, said.decode()
    assert "More." in (root / "build" / "html" / "en" / "about.html").read_text("utf-8")
