"""An edition takes pages, catalogs and originals from its tag, and nothing else; all synthetic."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from repos import Repo, link, module, program

from warraq.editions.content import choose_content, content_digests, content_folders, is_pointer
from warraq.editions.git import Entry, Repository
from warraq.editions.model import EditionError

POINTER = (
    "version https://git-lfs.github.com/spec/v1\n"
    f"oid sha256:{'4' * 64}\nsize 12345\n"
)  # fmt: skip


def chosen(*paths: str, mode: str = "100644", catalogs: str = "locale"):
    entries = [Entry(path, mode, f"{number:040x}", 1) for number, path in enumerate(paths)]
    return choose_content(entries, catalogs)


def names(content) -> list[str]:
    return [entry.path for entry in content.files]


def test_only_pages_catalogs_and_originals_are_taken():
    taken = (
        "docs/index.md", "docs/briefs/2023/a.md", "docs/references.bib", "docs/p/صورة.png",
        "sources/2023/a.docx", "sources/2023/script.py", "sources/2023/at 10:20.pdf",
        "locale/ar/LC_MESSAGES/index.po", "locale/ckb/LC_MESSAGES/briefs/2023/a.po",
        "locale/ar/LC_MESSAGES/briefs/warraq.po", "locale/ar/LC_MESSAGES/archive.po",
    )  # fmt: skip
    passed = (
        "locale/ar/LC_MESSAGES/index.mo", "locale/ar/index.po", "locale/index.po",
        "locale/ar/LC_MESSAGES/warraq.po", "locale/ar/LC_MESSAGES/sphinx.po",
        "conf.py", "_templates/page.html", "_static/x.js", "docs.md", "docsx/a.md", "docs",
        ".gitattributes", "docs/.gitattributes", "docs/.git/config", "docs/.cache/a.md",
        "sources/.DS_Store", "warraq/cli.py",
    )  # fmt: skip
    content = chosen(*taken, *passed)
    assert names(content) == sorted(taken)
    assert content.skipped == ()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("docs/../conf.py", "lead elsewhere"),
        ("docs/./a.md", "lead elsewhere"),
        ("docs//a.md", "lead elsewhere"),
        ("docs/a\nb.md", "U+000A"),
        ("docs/a\x1b[31m.md", "U+001B"),
        ("docs/\u202etxt.md", "U+202E"),
        ("docs/a\u200b.md", "U+200B"),
        ("docs/\udcff.md", "not UTF-8"),
        ("docs\\..\\conf.py", None),
        ("docs/..\\..\\conf.py", None),
        ("docs/a\\b.md", "path on Windows"),
        ("docs/C:/a.md", "path on Windows"),
        ("docs/aux.md", "Windows does not keep"),
        ("docs/briefs./a.md", "Windows does not keep"),
        ("docs/conf.py", "is code"),
        ("docs/helper.SO", "is code"),
    ],
)
def test_a_file_with_a_dangerous_name_is_left_out(path, reason):
    content = chosen("docs/index.md", path)
    assert names(content) == ["docs/index.md"]
    if reason is None:  # it is in no folder of the content, or a hidden one
        assert content.skipped == ()
        return
    (said,) = content.skipped
    assert reason in said
    assert said.isprintable()


@pytest.mark.parametrize(
    ("mode", "reason"),
    [("120000", "symbolic link"), ("160000", "submodule"), ("100000", "no file")],
)
def test_what_is_no_file_is_left_out(mode, reason):
    content = chosen("docs/a.md", mode=mode)
    assert content.files == ()
    assert reason in content.skipped[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("docs/Brief.md", "docs/brief.md"),
        ("docs/Briefs/a.md", "docs/briefs/b.md"),
        ("docs/STRASSE.md", "docs/straße.md"),
        ("docs/caf\u0065\u0301.md", "docs/caf\u00e9.md"),
        ("docs/a\u200cb.md", "docs/ab.md"),
        ("docs/a", "docs/a/b.md"),
        ("docs/a.md", "docs/a.md"),
    ],
)
def test_of_names_that_a_disk_may_not_tell_apart_the_first_is_taken(first, second):
    one, other = chosen(first, second), chosen(second, first)
    assert names(one) == names(other) == [min(first, second)]
    (said,) = one.skipped
    assert "not every disk can hold both" in said
    # What was left out stands in nobody's way.
    assert len(names(chosen(first, second, "docs/other/c.md"))) == 2


def test_files_in_one_folder_do_not_clash():
    assert len(names(chosen("docs/a/b.md", "docs/a/c.md", "docs/a-b.md", "docs/a.md"))) == 4


@pytest.mark.parametrize("folder", ["../locale", "/locale", "docs/locale", ".", "sources", "x/.."])
def test_a_folder_of_catalogs_that_is_not_one_of_its_own_is_refused(folder):
    with pytest.raises(EditionError, match="archive_locale_dir"):
        content_folders(folder)


def test_catalogs_may_have_another_folder():
    content = chosen(
        "i18n/po/ar/LC_MESSAGES/a.po", "locale/ar/LC_MESSAGES/a.po", catalogs="./i18n/po/"
    )
    assert names(content) == ["i18n/po/ar/LC_MESSAGES/a.po"]


def test_digests_are_of_the_bytes_in_the_tag_whatever_attributes_say(tmp_path: Path):
    files = {
        "docs/index.md": "CRLF\r\n$Id$ $Format:%H$\r\n",
        "docs/run.md": program("synthetic\n"),
        "docs/again.md": "synthetic\n",
        "docs/picture.png": POINTER,
        "docs/link.md": link("index.md"),
        "docs/sub": module("1" * 40),
        ".gitattributes": "* text eol=lf ident export-subst\ndocs/picture.png filter=lfs\n",
    }
    repo = Repo(tmp_path / "repo")
    commit = repo.commit(files)
    repository = Repository.open(repo.folder)
    content = choose_content(repository.list_files(commit, content_folders("locale")), "locale")
    assert content_digests(repository, content) == {
        path: hashlib.sha256(data.encode()).hexdigest()
        for path, data in (
            ("docs/index.md", files["docs/index.md"]),
            ("docs/run.md", "synthetic\n"),
            ("docs/again.md", "synthetic\n"),
        )
    }
    assert len(content.skipped) == 2


def test_a_page_about_git_lfs_is_no_pointer():
    assert is_pointer(POINTER.encode())
    assert is_pointer(b"version https://hawser.github.com/spec/v1\n")
    assert not is_pointer(b"# A page\n\nversion https://git-lfs.github.com/spec/v1\n")
    assert not is_pointer(POINTER.encode() + b"x" * 1024)
