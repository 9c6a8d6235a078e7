"""One work folder serves all editions, and whatever is wrong with it is found; all synthetic."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from repos import Repo, link

from warraq.archive import Archive, read_archive
from warraq.editions import workspace
from warraq.editions.git import Repository
from warraq.editions.model import EditionError
from warraq.editions.workspace import Workspace, note_workspace, prepare_workspace
from warraq.site.build import build_site

ROOT = Path(__file__).resolve().parents[2]
CONF = """\
project = "Synthetic archive"
html_title = "Synthetic archive"
archive_languages = {"en": "English", "ar": "العربية"}
archive_cards = False
extensions = ["warraq.sphinxext"]
root_doc = "index"
bibtex_bibfiles = ["docs/references.bib"]
html_static_path = ["_static"]
templates_path = ["_templates"]
html_theme = "furo"
nitpicky = True
"""
EVIL = "raise SystemExit('the code of a tag was run')\n"
BRIEF = """\
---
title: Synthetic {name}
date: {date}
kind: update
summary: A synthetic deck.
places: [Synthetic Town]
bodies: []
topics: [synthetic topic]
authors: [Synthetic Author]
status: published
---

{text}
"""


def catalog(words: dict[str, str]) -> str:
    file = polib.POFile(wrapwidth=0)
    file.metadata = {"Language": "ar", "Content-Type": "text/plain; charset=UTF-8"}
    file.extend(polib.POEntry(msgid=key, msgstr=text) for key, text in words.items())
    return str(file)


FIRST = {
    "conf.py": EVIL,
    "_templates/page.html": "the template of a tag",
    "_static/css/10-layout.css": "the style of a tag",
    "docs/conf.py": EVIL,
    "docs/index.md": "# Synthetic\n\n```{toctree}\n:glob:\n\n*\n```\n",
    "docs/references.bib": "",
    "docs/page.md": "# A page\n\nThe same words.\n",
    "docs/briefs/2021/gone.md": BRIEF.format(name="C", date="2021", text="[](../../page.md)"),
    "docs/briefs/2023/a.md": BRIEF.format(name="A", date="2023-05-01", text="First words."),
    "docs/briefs/2022/a.md": BRIEF.format(name="Before", date="2022-01", text="Words."),
    "docs/briefs/2022/b.md": BRIEF.format(name="B", date="2022-05", text="Other words."),
    "docs/briefs/2022/c.md": BRIEF.format(name="After", date="2022-09", text="Words."),
    "locale/ar/LC_MESSAGES/page.po": catalog({"A page": "صفحة", "The same words.": "الكلمات."}),
    "locale/ar/LC_MESSAGES/briefs/2021/gone.po": catalog({"Synthetic C": "إحاطة"}),
    "locale/ar/LC_MESSAGES/warraq.po": catalog({"Search": "كلمة من الوسم"}),
    "sources/2023/a.txt": "synthetic original",
}
SECOND = {name: text for name, text in FIRST.items() if "gone" not in name} | {
    "docs/briefs/2023/a.md": BRIEF.format(
        name="A", date="2023-05-01", text="Later words"
    ),  # as long as before
    "docs/briefs/2024/new.md": BRIEF.format(name="D", date="2024", text="[](../../page.md)"),
    "locale/ar/LC_MESSAGES/page.po": catalog({"A page": "صفحة", "The same words.": "الألفاظ."}),
}
CONTENT = [name for name in FIRST if name.split("/")[0] in ("docs", "locale", "sources")]
OUTSIDE = ("docs/conf.py", "locale/ar/LC_MESSAGES/warraq.po")


class Shop:
    """An archive with two editions, and the work folder."""

    def __init__(self, folder: Path, dressed: bool = False) -> None:
        self.repo = Repo(folder / "archive")
        root = self.repo.folder
        self.first = self.repo.edition("2023.05", FIRST)
        self.second = self.repo.edition("2024.02", SECOND)
        (root / "docs").mkdir()
        (root / "conf.py").write_text(CONF, "utf-8")
        if dressed:
            for name in ("_static", "_templates"):
                shutil.copytree(ROOT / name, root / name)
        words = "locale/ar/LC_MESSAGES/warraq.po"
        (root / words).parent.mkdir(parents=True)
        shutil.copy(ROOT / words, root / words)
        self.repository = Repository.open(root)
        self.work = folder / "work"

    @property
    def archive(self) -> Archive:
        return read_archive(self.repo.folder)

    def prepare(self, commit: str, work: Path | None = None) -> Workspace:
        return prepare_workspace(self.archive, self.repository, commit, work or self.work)

    def build(self) -> None:
        """Pretend to build."""
        for name in ("doctrees/ar/a.doctree", "html/ar/a.html", "html/index.html"):
            path = self.work / "build" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"built {name}")
        (self.work / "build" / ".lock").touch()
        note_workspace(self.work)

    def built(self) -> bool:
        """Whether what was built is still there."""
        return (self.work / "build" / "html" / "ar" / "a.html").exists()


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but what is built."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "build" not in path.relative_to(folder).parts
    }


def expected(shop: Shop, files: dict[str, str]) -> dict[str, bytes]:
    content = {
        name: text.encode()
        for name, text in files.items()
        if name.split("/")[0] in ("docs", "locale", "sources") and name not in OUTSIDE
    }
    words = "locale/ar/LC_MESSAGES/warraq.po"
    todays = {name: (shop.repo.folder / name).read_bytes() for name in ("conf.py", words)}
    return content | todays


def test_the_folder_holds_the_tags_content_and_todays_settings(shop):
    made = shop.prepare(shop.first)
    assert made.archive == replace(shop.archive, root=shop.work)
    files = tree(shop.work)
    assert files.pop(workspace.UNFINISHED)
    files.pop(workspace.RECORD, None)
    assert files == expected(shop, FIRST)
    digests = {
        name: hashlib.sha256(text.encode()).hexdigest()
        for name, text in FIRST.items()
        if name in CONTENT and name not in OUTSIDE
    }
    assert dict(made.content) == digests
    assert made.messages == ()
    assert len(made.skipped) == 1
    assert "docs/conf.py is left out" in made.skipped[0]


def test_from_edition_to_edition_only_what_differs_is_written(shop):
    shop.prepare(shop.first)
    shop.build()
    (shop.work / "docs" / "empty" / "deep").mkdir(parents=True)
    before = {name: (shop.work / name).stat() for name in tree(shop.work)}
    made = shop.prepare(shop.second)
    assert made.changed == 5  # a, new, page.po; gone.md, gone.po
    assert made.messages == ()
    assert shop.built()
    files = tree(shop.work)
    assert files.pop(workspace.UNFINISHED)
    files.pop(workspace.RECORD, None)
    assert files == expected(shop, SECOND)
    assert not (shop.work / "docs" / "empty").exists()
    for name, status in before.items():
        if name in FIRST and FIRST[name] == SECOND.get(name) and name not in OUTSIDE:
            now = (shop.work / name).stat()
            assert (now.st_ino, now.st_mtime_ns) == (status.st_ino, status.st_mtime_ns)
    changed = shop.work / "docs" / "briefs" / "2023" / "a.md"
    assert changed.stat().st_mtime_ns != before["docs/briefs/2023/a.md"].st_mtime_ns
    shop.build()
    assert shop.prepare(shop.first).changed == 5
    assert changed.stat().st_mtime_ns == before["docs/briefs/2023/a.md"].st_mtime_ns
    assert changed.stat().st_mtime < 1_600_000_001


def test_time_stamps_say_what_a_file_holds_whatever_the_clock_says(shop, tmp_path):
    shop.prepare(shop.first)
    os.utime(shop.work / "docs" / "page.md", (2**31, 2**31))
    shop.prepare(shop.first)
    shop.prepare(shop.first, tmp_path / "other")
    for name in FIRST:
        if name in CONTENT and name not in OUTSIDE:
            stamps = {
                (folder / name).stat().st_mtime_ns for folder in (shop.work, tmp_path / "other")
            }
            assert len(stamps) == 1


@pytest.mark.parametrize("damage", ["changed", "cut", "gone", "new", "link", "doctree", "record"])
def test_a_cache_that_is_not_as_it_was_left_is_named_and_made_anew(shop, tmp_path, damage):
    shop.prepare(shop.first)
    shop.build()
    build = shop.work / "build"
    page = build / "html" / "ar" / "a.html"
    if damage == "changed":
        status = page.stat()
        page.write_text(page.read_text().replace("built", "BUILT"))
        os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    elif damage == "cut":
        page.write_text("")
    elif damage == "gone":
        page.unlink()
    elif damage == "new":
        (build / "html" / "ar" / "b.html").write_text("new")
    elif damage == "link":
        page.unlink()
        page.symlink_to(tmp_path / "archive" / "conf.py")
    elif damage == "doctree":
        (build / "doctrees" / "ar" / "a.doctree").write_text("other")
    elif damage == "record":
        (shop.work / workspace.RECORD).write_text('{"files": {"doc')
    (said,) = shop.prepare(shop.first).messages
    assert "made anew" in said
    named = {
        "new": "b.html", "doctree": "a.doctree", "record": workspace.RECORD,
    }.get(damage, "a.html")  # fmt: skip
    assert named in said
    assert not build.exists()
    assert (shop.repo.folder / "conf.py").read_text() == CONF
    shop.build()
    assert shop.prepare(shop.first).messages == ()
    assert shop.built()


def test_a_run_that_was_ended_is_noticed_by_the_next(shop):
    shop.prepare(shop.first)
    shop.build()
    shop.prepare(shop.second)
    (said,) = shop.prepare(shop.second).messages
    assert "an earlier run was ended" in said
    assert not shop.built()
    with pytest.raises(EditionError, match="not prepared"):
        shop.build() or note_workspace(shop.work)


@pytest.mark.parametrize("step", range(1, 12))
def test_a_run_may_be_ended_at_any_write(shop, monkeypatch, step):
    shop.prepare(shop.first)
    shop.build()
    count, real = [0], workspace.write_atomically

    class Killed(BaseException):
        pass

    def write(path: Path, *arguments: object, **options: object) -> bool:
        count[0] += 1
        if count[0] == step:
            path.parent.mkdir(parents=True, exist_ok=True)
            (path.parent / ".0123456789abcdef.tmp").write_text("half")
            raise Killed
        return real(path, *arguments, **options)

    monkeypatch.setattr(workspace, "write_atomically", write)
    try:
        shop.prepare(shop.second)
    except Killed:
        ended = True
    else:
        ended = False
    monkeypatch.undo()
    made = shop.prepare(shop.second)
    files = tree(shop.work)
    assert files.pop(workspace.UNFINISHED)
    files.pop(workspace.RECORD, None)
    assert files == expected(shop, SECOND)
    assert bool(made.messages) == (step > 1 or not ended)


def test_another_toolkit_begins_anew(shop):
    shop.prepare(shop.first)
    shop.build()
    (shop.repo.folder / "conf.py").write_text(f"{CONF}archive_newest = 3\n", "utf-8")
    (said,) = shop.prepare(shop.first).messages
    assert "have changed since" in said
    assert not shop.built()
    assert (shop.work / "conf.py").read_text().endswith("archive_newest = 3\n")


def test_files_that_a_disk_or_a_hand_changed_are_put_right(shop, tmp_path):
    shop.prepare(shop.first)
    page, secret = shop.work / "docs" / "page.md", tmp_path / "secret.md"
    status = page.stat()
    page.write_text(page.read_text().replace("same", "SAME"))
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    secret.write_text("secret")
    gone = shop.work / "docs" / "briefs" / "2021" / "gone.md"
    gone.unlink()
    gone.symlink_to(secret)
    shutil.rmtree(shop.work / "docs" / "briefs" / "2023")
    (shop.work / "docs" / "briefs" / "2023").symlink_to(tmp_path)
    (shop.work / "docs" / "index.md").unlink()
    (shop.work / "docs" / "index.md").mkdir()
    (shop.work / "locale").rename(shop.work / "other")
    (shop.work / "sources" / "2023" / "a.txt").chmod(0o444)
    shop.prepare(shop.first)
    files = tree(shop.work)
    assert files.pop(workspace.UNFINISHED)
    files.pop(workspace.RECORD, None)
    assert files == expected(shop, FIRST)
    assert not any(path.is_symlink() for path in shop.work.rglob("*"))
    assert secret.read_text() == "secret"
    assert (shop.repo.folder / "conf.py").exists()


def test_pointers_of_git_lfs_and_links_are_left_out_and_named(shop):
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'4' * 64}\nsize 1\n"
    commit = shop.repo.commit(FIRST | {"docs/page.md": pointer, "docs/x.md": link("/etc/passwd")})
    shop.prepare(shop.first)
    made = shop.prepare(commit)
    assert not (shop.work / "docs" / "page.md").exists()
    assert "docs/page.md" not in made.content
    assert any("docs/page.md" in text and "git-lfs" in text for text in made.skipped)
    assert any("docs/x.md" in text and "symbolic link" in text for text in made.skipped)


def test_a_folder_with_other_files_is_not_taken(shop, tmp_path):
    shop.work.mkdir()
    (shop.work / "thesis.md").write_text("mine")
    with pytest.raises(EditionError, match="holds files that no run put there"):
        shop.prepare(shop.first)
    assert (shop.work / "thesis.md").read_text() == "mine"
    (tmp_path / "link").symlink_to(shop.work)
    with pytest.raises(EditionError, match="not a folder"):
        shop.prepare(shop.first, tmp_path / "link")


def test_what_conf_py_reads_itself_has_to_be_named(shop):
    conf = f"{CONF}from pathlib import Path\n(Path(__file__).parent / 'facts.toml').read_text()\n"
    (shop.repo.folder / "facts.toml").write_text("")
    (shop.repo.folder / "conf.py").write_text(conf, "utf-8")
    with pytest.raises(EditionError, match="archive_edition_files"):
        shop.prepare(shop.first)
    named = f"{conf}archive_edition_files = ['facts.toml']\n"
    (shop.repo.folder / "conf.py").write_text(named, "utf-8")
    shop.prepare(shop.first)
    assert (shop.work / "facts.toml").exists()


def test_a_commit_that_cannot_be_read_leaves_the_folder_as_it_is(shop):
    shop.prepare(shop.first)
    shop.build()
    before = tree(shop.work)
    with pytest.raises(EditionError, match="not in this clone"):
        shop.prepare("1" * len(shop.first))
    with pytest.raises(EditionError, match="no pages in docs/"):
        shop.prepare(shop.repo.commit({"README.md": "synthetic"}))
    assert tree(shop.work) == before
    assert shop.prepare(shop.first).messages == ()


def test_pages_brought_from_edition_to_edition_equal_those_made_at_once(tmp_path):
    shop = Shop(tmp_path, dressed=True)

    def build(work: Path, commit: str) -> dict[str, bytes]:
        made = shop.prepare(commit, work)
        assert made.messages == ()
        result = build_site(made.archive, ["ar"])
        assert not result.failed, result.outcomes
        note_workspace(work)
        html = work / "build" / "html" / "ar"
        return {
            path.relative_to(html).as_posix(): path.read_bytes()
            for path in html.rglob("*")
            if path.is_file()
        }

    first = build(shop.work, shop.first)
    doctree = shop.work / "build" / "doctrees" / "ar" / "briefs" / "2022" / "b.doctree"
    page = shop.work / "build" / "html" / "ar" / "briefs" / "2022" / "b.html"
    kept = doctree.stat().st_mtime_ns, page.stat().st_mtime_ns
    second = build(shop.work, shop.second)
    assert kept == (doctree.stat().st_mtime_ns, page.stat().st_mtime_ns)
    assert second == build(tmp_path / "fresh", shop.second)
    assert "briefs/2021/gone.html" in first
    assert "briefs/2021/gone.html" not in second
    assert "الألفاظ." in second["page.html"].decode()
    assert "Later words" in second["briefs/2023/a.html"].decode()
    assert "وسم" not in second["search.html"].decode()
    assert build(shop.work, shop.first) == first
    record = json.loads((shop.work / workspace.RECORD).read_text())
    assert "html/ar/index.html" in record["files"]
