"""What leaves the built site when its source is gone, and what stays. Every page is synthetic."""

from __future__ import annotations

from pathlib import Path

import pytest
from kit import Site

GONE = "briefs/2021/alone"
"""The only brief of its year on the shelf."""
SEVERAL = ("briefs/2022/july-a", "briefs/2022/some-day")
"""With these gone, the year's list has two pages and not three."""
KEPT = "extra/proof.html"
EXPORTS = ("bib", "csl.json", "ris")


@pytest.fixture(scope="module")
def built(make_shelf, tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, dict[str, set[str]]]:
    """An archive that was built, lost some sources and was built again; its files before."""
    root = tmp_path_factory.mktemp("prune") / "archive"
    conf = "archive_newest = 3\narchive_page_size = 2\nhtml_extra_path = ['extra']\n"
    site = make_shelf(root, conf + "html_additional_pages = {'contact': 'page.html'}\n").site
    site.write(KEPT, "<!doctype html><title>Synthetic proof of ownership</title>")
    site.write("extra/below/proof.html", "<!doctype html><title>Another</title>")
    site.write("_static/example.html", "<!doctype html><title>Synthetic example</title>")
    site.page("section/only", "---\norphan: true\n---\n# A page alone in its folder\n\nWords.\n")
    site.page("old-name", "---\norphan: true\n---\n# A page with another name\n\nWords.\n")
    site.page("picture", "---\norphan: true\n---\n# A page\n\n![A picture](picture.svg)\n")
    site.write("docs/picture.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert [outcome.messages for outcome in site.build().values()] == [(), ()]
    before = {language: files_of(site, language) for language in ("en", "ar")}
    docs = site.root / "docs"
    for name in (GONE, "section/only", *SEVERAL):
        (docs / f"{name}.md").unlink()
    (docs / "old-name.md").rename(docs / "new-name.md")
    (docs / "picture.md").unlink()
    (docs / "picture.svg").unlink()
    assert [outcome.messages for outcome in site.build().values()] == [(), ()]
    return site, before


def files_of(site: Site, language: str) -> set[str]:
    """The files of a language's site."""
    out = site.output(language)
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_just_what_lost_its_source_leaves_the_site(built, language):
    site, before = built
    names = {GONE, *SEVERAL, "section/only", "old-name"}
    names |= {"picture", "briefs/2021/index", "briefs/2022/page-3"}
    lists = ("kinds/update", "places/synthetic-town", "topics/synthetic-topic")
    names |= {f"{name}/page-4" for name in lists}
    lost = {f"{name}.html" for name in names}
    lost |= {f"{name}.{kind}" for name in (GONE, *SEVERAL) for kind in EXPORTS}
    pictures = {name for name in before[language] if name.startswith("_images/")}
    assert len(pictures) == 1
    assert lost < before[language]
    assert before[language] - files_of(site, language) == lost | pictures
    assert files_of(site, language) - before[language] == {"new-name.html"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_empty_folder_stays(built, language):
    site, _ = built
    folders = [path for path in site.output(language).rglob("*") if path.is_dir()]
    assert [path for path in folders if not any(path.iterdir())] == []
    assert not (site.output(language) / "section").exists()
    assert not (site.output(language) / "briefs" / "2021").exists()
    assert not (site.output(language) / "_images").exists()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "page",
    ["search", "contact", "proof", "below/proof", "_static/example", "briefs/2020/gone", "index"],
)
def test_pages_that_no_document_stands_behind_stay(built, language, page):
    """Those that Sphinx makes, those that conf.py asks for, files copied as they are."""
    site, _ = built
    assert (site.output(language) / f"{page}.html").is_file()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_in_the_site_names_a_brief_that_is_gone(built, language):
    site, _ = built
    for path in site.output(language).rglob("*"):
        if path.suffix in (".html", ".js"):
            text = path.read_text("utf-8")
            for name in (GONE, *SEVERAL):
                slug = name.rpartition("/")[2]
                assert f"{slug}.html" not in text, path
                assert f"Text of {slug}" not in text, path
                assert f'"{name}"' not in text, path


def test_an_unchanged_archive_loses_nothing(built):
    site, _ = built
    before = {language: files_of(site, language) for language in ("en", "ar")}
    site.build()
    assert {language: files_of(site, language) for language in ("en", "ar")} == before


def test_a_build_that_cannot_end_deletes_nothing(tmp_path: Path):
    site = Site(tmp_path / "archive")
    site.page("index", "# Synthetic archive\n\nWords.\n")
    path = site.page("about", "---\norphan: true\n---\n# About\n\nWords.\n")
    site.build()
    path.unlink()
    conf = site.root / "conf.py"
    sound = conf.read_text("utf-8")
    broken = "def fail(app, *rest):\n    raise ValueError('synthetic')\n\n\n"
    broken += "def setup(app):\n    app.connect('env-updated', fail)\n"
    conf.write_text(sound + broken, "utf-8")
    outcomes = site.build()
    assert all("synthetic" in "".join(outcome.messages) for outcome in outcomes.values())
    for language in ("en", "ar"):
        assert (site.output(language) / "about.html").is_file()
    conf.write_text(sound, "utf-8")
    assert [outcome.messages for outcome in site.build().values()] == [(), ()]
    for language in ("en", "ar"):
        assert not (site.output(language) / "about.html").exists()
