"""What is wrong with a wrong setting, and which settings an archive may leave to the toolkit.

Every archive is synthetic.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from kit import ROOT, Site, only, words_of

from warraq.archive import ArchiveError, read_archive
from warraq.sphinxext.runner import Outcome


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "archive")
    site.page("index", "# Synthetic archive\n\nWords.\n")
    return site


def set_in_conf(site: Site, line: str) -> None:
    """Add a line to conf.py."""
    with (site.root / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"{line}\n")


def build_plainly(site: Site, *options: str) -> subprocess.CompletedProcess[str]:
    """Build English as a person does who knows only Sphinx."""
    out = str(site.root / "plain")
    return subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", *options, "-c", ".", "docs", out],
        cwd=site.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def assert_refused(outcome: Outcome, *words: str) -> None:
    """One message names the setting and the remedy; nothing was built."""
    assert outcome.failed
    said = [line for line in outcome.messages if all(word in line for word in words)]
    assert len(said) == 1, outcome.messages
    assert "Traceback" not in "".join(outcome.messages)
    assert "defect" not in "".join(outcome.messages)
    assert outcome.pages == 0


# -- Wrong ones --------------------------------------------------------------------------------

ADDRESSES = [
    "'archive.example.org/'",
    "'https://archive.example.org'",
    "'https://archive.example.org/briefs'",
    "'ftp://archive.example.org/'",
    "'https:///'",
    "'https://archive example.org/'",
    "'https://a\"<b>.org/'",
    "'https://:99999/'",
    "'https://a.org:99999/'",
    "'https://a.org:/'",
    "'https://me@a.org/'",
    "'https://a..org/'",
    "'https://[::zz]/'",
    "'https://[:::]/'",
    "'https://x.org/%zz/'",
    "'https://x.org/a/../'",
    "'https://x.org//a/'",
    "'https://x.org/a;b/'",
    "'https://archive.example.org/?page=/'",
    "'https://archive.example.org/#/'",
    "'javascript:alert(1)/'",
    "5",
    "None",
    "['https://archive.example.org/']",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_none_is_refused_before_anything_is_built(site, address):
    set_in_conf(site, f"archive_url = {address}")
    with pytest.raises(ArchiveError) as refused:
        read_archive(site.root)
    assert str(refused.value) == (
        f"{site.root / 'conf.py'}: archive_url {address} in conf.py is not a site address; "
        'write one that ends in a slash, such as "https://archive.example.org/", '
        "or leave it empty"
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://archive.example.org/",
        "http://localhost:8000/",
        "https://a.org/b/c/",
        "http://127.0.0.1/",
        "http://[::1]:80/",
        "https://أرشيف.example/سوريا/",
        "https://a.org/~b/%D8%B3/v1.0_c/",
    ],
)
def test_an_address_of_a_site_is_taken(site, address):
    set_in_conf(site, f"archive_url = {address!r}")
    assert read_archive(site.root).url == address


@pytest.mark.parametrize("name", ["archive_newest", "archive_page_size"])
@pytest.mark.parametrize("value", ["0", "-1", "'3'", "2.5", "True", "None"])
def test_a_number_of_briefs_that_is_none_is_refused(site, name, value):
    set_in_conf(site, f"{name} = {value}")
    outcome = site.build("en")["en"]
    assert_refused(outcome, f"{name} {value} in conf.py is not a whole number above 0")


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("archive_id = 5", "is not a text"),
        ("archive_id = None", "is not a text"),
        ("archive_cards = 'no'", "is neither True nor False"),
        ("archive_cards = 0", "is neither True nor False"),
    ],
)
def test_a_setting_of_the_wrong_type_is_refused(site, line, remedy):
    set_in_conf(site, line)
    outcome = site.build("en")["en"]
    assert_refused(outcome, f"{line.replace(' = ', ' ')} in conf.py {remedy}; write")


@pytest.mark.parametrize("value", ["5", "None", "['locale']", "''", "'./'"])
def test_a_folder_of_catalogs_that_is_none_is_refused(site, value):
    set_in_conf(site, f"archive_locale_dir = {value}")
    message = f"archive_locale_dir {value} in conf.py is not the name of a folder"
    with pytest.raises(ArchiveError) as refused:
        read_archive(site.root)
    assert str(refused.value).startswith(f"{site.root / 'conf.py'}: {message}; write")


def test_catalogs_may_stand_in_another_folder(site):
    site.catalog("index", {"Words.": "كلمات."})
    site.catalog("archive", {"Synthetic archive": "أرشيف"})
    (site.root / "locale").rename(site.root / "words")
    set_in_conf(site, "archive_locale_dir = 'words'")
    site.build()
    assert "كلمات." in words_of(site.article("index", "ar"))
    assert words_of(only(site.soup("index", "en"), ".language-switch a")) == "هذه الصفحة بالعربية"
    assert "أرشيف" in (site.root / "build" / "html" / "index.html").read_text("utf-8")
    assert read_archive(site.root).locale == site.root / "words"
    assert not (site.root / "locale").exists()


def test_sphinxs_own_folder_of_catalogs_is_refused_with_the_setting_to_use(site):
    """Sphinx would read catalogs there that nobody has judged."""
    set_in_conf(site, "locale_dirs = ['locale']")
    outcome = site.build("ar")["ar"]
    assert_refused(outcome, "locale_dirs in conf.py", "set archive_locale_dir instead")


def test_wrong_settings_leave_the_built_site_as_it_is(site):
    site.build()
    html = site.root / "build" / "html"
    before = {path: path.read_bytes() for path in html.rglob("*") if path.is_file()}
    assert len(before) > 10
    set_in_conf(site, "archive_newest = 0")
    assert [outcome.failed for outcome in site.build().values()] == [True, True]
    set_in_conf(site, "archive_newest = 1\narchive_url = 'archive.example.org'")
    with pytest.raises(ArchiveError):
        site.build()
    assert {path: path.read_bytes() for path in html.rglob("*") if path.is_file()} == before


# -- With Sphinx alone ---------------------------------------------------------------------------


def test_sphinx_alone_builds_the_archive(site):
    done = build_plainly(site, "-W")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    page = (site.root / "plain" / "index.html").read_text("utf-8")
    assert 'lang="en" dir="ltr"' in page


def test_sphinx_alone_is_told_of_a_language_that_the_archive_does_not_have(site):
    done = build_plainly(site, "-D", "language=fr")
    assert done.returncode == 2
    assert "language 'fr' is not in archive_languages in conf.py (en, ar)" in done.stderr
    assert "add it there or build one of these" in done.stderr
    assert not (site.root / "plain" / "index.html").exists()


def test_sphinx_alone_is_told_of_missing_languages(site):
    set_in_conf(site, "del archive_languages\narchive_url = 'nowhere'")
    done = build_plainly(site)
    assert done.returncode == 2
    assert "archive_languages in conf.py is not a mapping of languages; write" in done.stderr
    set_in_conf(site, "archive_languages = {'en': 'English'}")
    done = build_plainly(site)
    assert done.returncode == 2
    assert "archive_url 'nowhere' in conf.py is not a site address; write one" in done.stderr
    set_in_conf(site, "archive_url = ''\narchive_locale_dir = 5")
    done = build_plainly(site)
    assert done.returncode == 2
    assert "archive_locale_dir 5 in conf.py is not the name of a folder; write" in done.stderr


# -- Defaults ----------------------------------------------------------------------------------


def test_what_conf_says_goes_before_what_the_toolkit_wants(site):
    site.page("index", '# Synthetic archive\n\n- [ ] Task\n\nIt\'s "quoted".\n')
    outcome = site.build("en")["en"]
    assert outcome.messages == ()
    assert "[ ] Task" in words_of(site.article("index", "en"))
    assert 'It\'s "quoted".' in words_of(site.article("index", "en"))
    set_in_conf(site, 'myst_enable_extensions = ["tasklist"]\nsmartquotes = True')
    outcome = site.build("en")["en"]
    assert outcome.messages == ()
    article = site.article("index", "en")
    assert only(article, "li input[type=checkbox]")
    assert "It’s “quoted”." in words_of(article)


def test_warnings_that_conf_silences_are_silent_beside_those_that_the_toolkit_silences(site):
    """A repeated key is told once, by the toolkit, and not once more by sphinxcontrib-bibtex."""
    site.page("index", "# Synthetic archive\n\nA [link](missing.md) and {cite}`key`.\n")
    entry = "@misc{key, author = {{Synthetic}}, title = {Synthetic paper}}\n"
    site.write("docs/references.bib", entry + entry)
    for outcome in site.build().values():
        told = sorted(message.partition(": ")[0] for message in outcome.messages)
        assert told == ["docs/index.md:3", "docs/references.bib:2"], outcome.messages
    set_in_conf(site, 'suppress_warnings = ["myst.xref_missing"]')
    for outcome in site.build().values():
        told = [message.partition(": ")[0] for message in outcome.messages]
        assert told == ["docs/references.bib:2"], outcome.messages


def test_nothing_that_names_the_maker_or_the_source_stands_on_a_page(site):
    site.build("en")
    text = site.html("index", "en")
    assert not [word for word in ("Sphinx", "Furo", "_sources", "genindex") if word in text]
    assert not (site.output("en") / "_sources").exists()
    assert not (site.output("en") / "genindex.html").exists()
