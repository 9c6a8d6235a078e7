"""The demonstration archive is what the tests of editions take it for. Every text is synthetic."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from demo import EDITIONS, NOTES, WORDS, make_archive, make_demo, read_changes, run_git

from warraq.archive import read_archive
from warraq.brief import State, read_brief
from warraq.cli import main
from warraq.editions.model import order_of
from warraq.site.build import build_site

SAYS_SO = {"en": "synthetic", "ar": "اصطناعي"}


@dataclass(frozen=True, slots=True)
class Plain:
    """An edition as `make html` shows it, without any machinery of editions."""

    root: Path
    messages: list[str]
    pages: dict[str, str]
    """The text of each document of either language: `ar/briefs/2022/gate`."""

    def read(self, name: str) -> str:
        """The words of a page's article."""
        article = BeautifulSoup(self.pages[name], "lxml").select_one("article")
        assert article
        return article.get_text(" ", strip=True)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Plain]:
    """Every edition, built in one folder after another as a maintainer's own would be."""
    made = {}
    top = tmp_path_factory.mktemp("plain")
    for edition in EDITIONS:
        root = make_archive(top / edition, edition)
        shutil.copytree(root, top / "one", dirs_exist_ok=True)
        for name in read_changes(edition)[1]:
            (top / "one" / name).unlink()
        result = build_site(read_archive(top / "one"))
        messages = [line for outcome in result.outcomes for line in outcome.messages]
        names = [path.relative_to(root / "docs") for path in (root / "docs").rglob("*.md")]
        html = top / "one" / "build" / "html"
        pages = {
            f"{language}/{name.with_suffix('').as_posix()}": (
                (html / language / name).with_suffix(".html").read_text("utf-8")
            )
            for language in SAYS_SO
            for name in names
        }
        made[edition] = Plain(root, messages, pages)
    return made


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("demo") / "archive")


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_builds_without_warnings(plain, edition):
    assert plain[edition].messages == []
    assert len(plain[edition].pages) >= 2 * 10


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_says_that_it_is_synthetic(plain, edition):
    for name in plain[edition].pages:
        opening = plain[edition].read(name)[:200].casefold()
        words = [SAYS_SO[name[:2]]]
        if (edition, name) == ("2023.05", "ar/briefs/2023/market"):
            words = [SAYS_SO["en"]]  # not yet translated
        assert [word for word in words if word in opening] == words, name


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_translations_of_an_edition_have_no_findings(plain, edition, capsys):
    assert main(["lint", "--root", str(plain[edition].root)]) == 0
    assert "no findings" in capsys.readouterr().out


def test_the_editions_hold_every_kind_of_change(plain):
    first, second, third = (
        {
            path.relative_to(plain[edition].root / "docs" / "briefs").as_posix(): read_brief(path)
            for path in (plain[edition].root / "docs" / "briefs").glob("*/*.md")
        }
        for edition in EDITIONS
    )
    states = {name: page.brief.status.state for name, page in third.items()}
    assert {"2023/hearing.md", "2023/list.md"} == second.keys() - first.keys()
    assert {"2023/witness.md"} == first.keys() - second.keys()
    assert second["2023/hearing.md"].brief.formerly == ("2023/witness",)
    assert second["2023/bridge.md"].brief.status.state is State.CORRECTED
    assert second["2023/bridge.md"].brief.revisions
    assert {"2024/road.md"} == third.keys() - second.keys()
    assert {"2022/ledger.md"} == second.keys() - third.keys()
    assert states["2023/market.md"] is State.RETRACTED
    assert states["2023/list.md"] is State.REMOVED
    assert first["2022/gate.md"].text == third["2022/gate.md"].text
    # The translation alone changes; a brief without translation gets one.
    assert second["2023/bridge.md"].text == third["2023/bridge.md"].text
    bridge, market = "ar/briefs/2023/bridge", "ar/briefs/2023/market"
    assert "أمام الجميع" not in plain["2023.11"].read(bridge)
    assert "أمام الجميع" in plain["2024.02"].read(bridge)
    assert "the rent had doubled" in plain["2023.05"].read(market)
    assert "إن الإيجار تضاعف" in plain["2023.11"].read(market)


def test_a_brief_shows_a_picture_and_all_that_a_brief_can_hold(plain):
    page = BeautifulSoup(plain["2023.05"].pages["ar/briefs/2022/gate"], "lxml")
    for selector in ("img[alt]", "table", "blockquote", "ol", "h2", "aside, .footnote"):
        assert page.select_one(f"article {selector}"), selector


def test_the_repository_has_an_annotated_tag_for_each_edition(repository):
    listed = run_git(
        repository, "for-each-ref", "--format=%(refname:short) %(objecttype)", "refs/tags"
    )
    assert listed.splitlines() == [f"edition/{edition} tag" for edition in EDITIONS]
    assert sorted(EDITIONS, key=order_of) == list(EDITIONS)
    for edition in EDITIONS:
        note = run_git(
            repository, "for-each-ref", "--format=%(contents)", f"refs/tags/edition/{edition}"
        )
        assert note.strip() == NOTES[edition]
    assert run_git(repository, "status", "--short", "--ignored") == ""
    assert run_git(repository, "fsck", "--strict") == ""


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_tag_holds_the_files_of_its_edition(repository, plain, edition):
    listed = run_git(repository, "ls-tree", "-r", "--name-only", "-z", f"edition/{edition}")
    root = plain[edition].root
    files = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert set(listed.rstrip("\0").split("\0")) == files | {".gitignore"}
    for name in ("docs/briefs/2023/bridge.md", (WORDS / "briefs/2023/bridge.po").as_posix()):
        text = run_git(repository, "cat-file", "blob", f"edition/{edition}:{name}")
        assert text == (root / name).read_text("utf-8")


def test_the_repository_is_the_same_each_time(repository, tmp_path):
    again = make_demo(tmp_path / "again")
    assert run_git(again, "for-each-ref") == run_git(repository, "for-each-ref")
