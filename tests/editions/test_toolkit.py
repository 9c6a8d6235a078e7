"""The toolkit's digest changes with what shapes a page, and with nothing else; all synthetic."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

import warraq
from warraq.archive import ArchiveError, read_archive
from warraq.editions import toolkit
from warraq.editions.model import EditionError
from warraq.editions.toolkit import todays_files, toolkit_of

CONF = """\
archive_languages = {"en": "English", "ar": "العربية"}
project = "Synthetic archive"
"""


def make(root: Path, conf: str = "") -> Path:
    for name, text in {
        "conf.py": CONF + conf,
        "docs/index.md": "# Synthetic",
        "_static/css/a.css": "a{}",
        "_templates/page.html": "synthetic",
        "extra/.well-known/x.txt": "x",
        "extra/y.txt": "y",
        "logo.svg": "<svg/>",
        "requirements.lock": "synthetic==1",
        "locale/ar/LC_MESSAGES/warraq.po": 'msgid ""\nmsgstr ""\n',
        "locale/ar/LC_MESSAGES/index.po": 'msgid ""\nmsgstr ""\n',
        "warraq/__init__.py": "",
        "warraq/data/font.ttf": "font",
        "warraq/__pycache__/x.pyc": "old",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


@pytest.fixture
def digest(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], str]:
    """The digest of an archive whose toolkit is a small folder beside it."""

    def of(root: Path) -> str:
        monkeypatch.setattr(warraq, "__file__", str(root / "warraq" / "__init__.py"))
        return toolkit_of(read_archive(root)).sha256

    return of


def test_it_is_the_same_in_another_place_with_compiled_files_and_other_content(tmp_path, digest):
    one, two = make(tmp_path / "one"), make(tmp_path / "two" / "deep")
    (two / "warraq/__pycache__/x.pyc").write_text("new")
    (two / "warraq/y.pyc").write_text("new")
    (two / "_static/.x.swp").write_text("of an editor")
    (two / "docs/index.md").write_text("# Other content")
    (two / "locale/ar/LC_MESSAGES/index.po").write_text("")
    (two / "unnamed.txt").write_text("x")
    assert digest(one) == digest(two)


@pytest.mark.parametrize(
    "name",
    [
        "conf.py", "_static/css/a.css", "_static/new.css", "_templates/page.html", "logo.svg",
        "extra/.well-known/x.txt", "requirements.lock", "warraq/__init__.py", "warraq/new.py",
        "warraq/data/font.ttf", "locale/ar/LC_MESSAGES/warraq.po",
        "locale/ar/LC_MESSAGES/sphinx.po",
    ],
)  # fmt: skip
def test_it_changes_with_each_file_that_shapes_a_page(tmp_path, digest, name):
    root = make(tmp_path, 'html_extra_path = ["extra"]\nhtml_logo = "logo.svg"\n')
    before = digest(root)
    with (root / name).open("a") as file:
        file.write("\n# more")
    assert digest(root) != before


def test_it_changes_when_a_file_is_renamed_or_gone(tmp_path, digest):
    root = make(tmp_path)
    before = digest(root)
    (root / "warraq/data/font.ttf").rename(root / "warraq/data/other.ttf")
    renamed = digest(root)
    (root / "warraq/data/other.ttf").unlink()
    assert len({before, renamed, digest(root)}) == 3


def test_it_changes_with_each_library_and_knows_all_that_are_installed(
    tmp_path, digest, monkeypatch
):
    root = make(tmp_path)
    before, real = digest(root), metadata.version
    for library in toolkit.LIBRARIES:
        assert real(library)

        def version(name: str, changed: str = library) -> str:
            return "999" if name == changed else real(name)

        monkeypatch.setattr(metadata, "version", version)
        assert digest(root) != before
    monkeypatch.setattr(metadata, "version", real)
    assert digest(root) == before


def test_it_names_the_toolkit_and_takes_the_lock_of_its_checkout(tmp_path):
    root = make(tmp_path)
    found = toolkit_of(read_archive(root))
    assert found.version == warraq.__version__
    (root / "requirements.lock").unlink()
    other = toolkit_of(read_archive(root)).sha256
    assert other != found.sha256
    shutil.copy(Path(warraq.__file__).parents[1] / "requirements.lock", root)
    assert toolkit_of(read_archive(root)).sha256 == other


def test_files_of_today_are_what_conf_py_names(tmp_path):
    conf = """\
html_static_path = ["_static", "styles"]
templates_path = ["_templates"]
html_extra_path = ["extra"]
html_logo = "./logo.svg"
html_favicon = "docs/icon.svg"
archive_edition_files = ["facts.toml", "lib"]
"""
    root = make(tmp_path, conf)
    for name in ("styles/b.css", "facts.toml", "lib/deep/names.py", "lib/.hidden"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (root / "_static" / "linked.css").symlink_to(root / "styles" / "b.css")
    found = todays_files(read_archive(root))
    assert list(found) == sorted([
        "conf.py", "_static/css/a.css", "_static/linked.css", "styles/b.css",
        "_templates/page.html", "extra/.well-known/x.txt", "extra/y.txt", "logo.svg",
        "facts.toml", "lib/deep/names.py", "locale/ar/LC_MESSAGES/warraq.po",
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('html_static_path = ["/etc"]', "not in the archive"),
        ('html_static_path = ["../styles"]', "not in the archive"),
        ('html_logo = "gone.svg"', "gone.svg, which is not there"),
        ('archive_edition_files = "."', "not in the archive"),
        ('archive_edition_files = ["docs/index.md"]', "takes from its own tag"),
        ("archive_edition_files = [1]", "not a list of paths"),
    ],
)
def test_a_path_that_editions_cannot_use_is_refused_with_its_setting(tmp_path, line, reason):
    archive = read_archive(make(tmp_path, line))
    with pytest.raises(EditionError, match=reason) as caught:
        todays_files(archive)
    assert line.split()[0] in str(caught.value) or "conf.py names" in str(caught.value)


def test_conf_py_that_broke_since_is_told_of(tmp_path):
    archive = read_archive(make(tmp_path))
    (tmp_path / "conf.py").write_text("1/0")
    with pytest.raises(ArchiveError, match="division by zero"):
        toolkit_of(archive)
