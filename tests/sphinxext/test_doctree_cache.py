"""What Sphinx keeps of pages in memory is bounded, and no page differs for it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sphinx
from kit import Site
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from warraq.sphinxext.patches import doctree_cache

PAGES = 12


def write(root: Path) -> Site:
    site = Site(root)
    site.page("about", "# About\n\nSynthetic words.\n")
    for number in range(PAGES):
        site.brief(f"2020/brief-{number:02}", f"Synthetic text {number}.\n", date="2020")
    return site


def watch(site: Site) -> dict[str, int]:
    """The most pages that each of Sphinx's caches held during a build of this process."""
    most = dict.fromkeys(doctree_cache.CACHES, 0)

    def look(app: Sphinx, *_: object) -> None:
        for name in most:
            most[name] = max(most[name], len(getattr(app.env, name)))

    docs, out = site.root / "docs", site.root / "out"
    with patch_docutils(str(site.root)), docutils_namespace():
        app = Sphinx(docs, site.root, out, site.root / "trees", "html", status=None, freshenv=True)
        for event in ("source-read", "html-page-context", "build-finished"):
            app.connect(event, look)
        app.build()
    return most


def test_sphinx_still_keeps_every_page_until_the_build_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(doctree_cache, "applies", lambda env: False)
    most = watch(write(tmp_path))
    # The last page is read after the last look at the first cache.
    assert most["_write_doc_doctree_cache"] >= PAGES
    assert most["_pickled_doctree_cache"] >= 1


def test_no_cache_holds_more_pages_than_it_may(tmp_path, monkeypatch):
    monkeypatch.setattr(doctree_cache, "KEPT", 3)
    most = watch(write(tmp_path))
    # One more is added between two looks.
    assert 3 <= most["_write_doc_doctree_cache"] <= 4
    assert most["_pickled_doctree_cache"] <= 4


def test_no_page_differs_for_it(tmp_path, monkeypatch):
    pages = []
    for kept in (1000, 1):
        monkeypatch.setattr(doctree_cache, "KEPT", kept)
        site = write(tmp_path / str(kept))
        assert [outcome.messages for outcome in site.build().values()] == [(), ()]
        html = site.root / "build" / "html"
        pages.append(
            {path.relative_to(html): path.read_bytes() for path in sorted(html.rglob("*.html"))}
        )
    assert pages[0] == pages[1]
    assert len(pages[0]) >= 2 * PAGES


@pytest.mark.parametrize("version", [(8, 2, 3), (10, 0, 0)])
def test_another_sphinx_is_left_alone(tmp_path, monkeypatch, version):
    monkeypatch.setattr(sphinx, "version_info", version)
    monkeypatch.setattr(doctree_cache, "KEPT", 3)
    assert watch(write(tmp_path))["_write_doc_doctree_cache"] >= PAGES
