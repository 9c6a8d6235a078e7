"""A changed archive: its site is the one that a clean build makes. Every text is synthetic."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from synthetic_archive import (
    ROOT,
    brief_messages,
    brief_name,
    brief_text,
    build,
    build_well,
    catalog_text,
    copy_sources,
    differences,
    make_archive,
    po_path,
    site_bytes,
    write,
)

import warraq.sphinxext.styles as styles
from warraq.knowledge.listpages import FACETS
from warraq.site.build import SiteResult
from warraq.translation.review import review_catalog

BRIEFS = 9
Edit = Callable[[Path], None]


def page(root: Path, number: int) -> Path:
    return root / "docs" / f"{brief_name(number)}.md"


def replace(path: Path, old: str, new: str) -> None:
    """Put `new` in the place of each `old` of a file."""
    text = path.read_text("utf-8")
    assert old in text, f"{path} does not hold {old!r}"
    path.write_text(text.replace(old, new), "utf-8")


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def png(colour: int) -> bytes:
    """A picture of one point."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + name + data + check

    head = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(bytes([0, colour])))
        + chunk(b"IEND", b"")
    )


# -- Edits: each a change that a maintainer or a translator makes ------------------------------

EDITS: dict[str, Edit] = {}


def edit(change: Edit) -> Edit:
    """Put a change into the table."""
    EDITS[change.__name__] = change
    return change


@edit
def brief_says_more(root: Path) -> None:
    append(page(root, 1), "\nA new synthetic sentence.\n")


@edit
def brief_has_another_title(root: Path) -> None:
    replace(page(root, 1), "title: Synthetic brief 1", "title: Synthetic brief one")


@edit
def brief_has_another_month(root: Path) -> None:
    replace(page(root, 1), "date: 2022-02", "date: 2022-12-31")


@edit
def brief_moves_to_another_year(root: Path) -> None:
    replace(page(root, 4), "date: 2022-05", "date: 2019-05")
    target = root / "docs" / "briefs" / "2019" / "synthetic-04.md"
    target.parent.mkdir()
    page(root, 4).rename(target)


@edit
def brief_has_another_kind_and_places(root: Path) -> None:
    replace(page(root, 5), "kind: update", "kind: report")
    replace(page(root, 5), "[Synthetic Place]", "[Synthetic Place, Other Synthetic Place]")


@edit
def brief_is_corrected(root: Path) -> None:
    state = "status: {state: corrected, note: Synthetic note., date: 2024-01}\n"
    revisions = "revisions: [{date: 2024-01, note: Synthetic change.}]\n"
    replace(page(root, 8), "status: published\n", state + revisions)


@edit
def brief_is_removed(root: Path) -> None:
    replace(page(root, 5), "status: published", "status: {state: removed, note: Synthetic note.}")


@edit
def brief_is_new_with_its_catalog(root: Path) -> None:
    write(page(root, 20), brief_text(20))
    write(po_path(root, brief_name(20)), catalog_text(brief_messages(20)))


@edit
def brief_opens_a_year(root: Path) -> None:
    write(
        root / "docs" / "briefs" / "2030" / "synthetic-30.md",
        brief_text(30, date="2030-01-01"),
    )


@edit
def brief_is_deleted(root: Path) -> None:
    page(root, 5).unlink()
    po_path(root, brief_name(5)).unlink()


@edit
def briefs_of_a_year_are_deleted(root: Path) -> None:
    shutil.rmtree(root / "docs" / "briefs" / "2023")


@edit
def every_brief_is_deleted(root: Path) -> None:
    for year in (2021, 2022, 2023):
        shutil.rmtree(root / "docs" / "briefs" / f"{year}")


@edit
def brief_is_renamed(root: Path) -> None:
    for path in (page(root, 5), po_path(root, brief_name(5))):
        path.rename(path.with_stem("another-name"))


@edit
def two_briefs_change_names(root: Path) -> None:
    one, other = page(root, 3), page(root, 6)
    aside = root / "aside"
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


@edit
def brief_is_replaced_by_an_older_file(root: Path) -> None:
    replace(page(root, 7), "Synthetic text 7", "Older synthetic text 7")
    os.utime(page(root, 7), (1_600_000_000, 1_600_000_000))


@edit
def every_file_is_touched(root: Path) -> None:
    for folder in ("docs", "locale", "sources", "_static", "_templates"):
        for path in (root / folder).rglob("*"):
            path.touch()


@edit
def catalog_says_it_otherwise(root: Path) -> None:
    replace(po_path(root, brief_name(1)), "عنوان اصطناعي", "عنوان اصطناعي معدل")


@edit
def catalog_of_a_neighbour_has_another_title(root: Path) -> None:
    replace(po_path(root, brief_name(4)), "موجز اصطناعي 4", "موجز اصطناعي معدل 4")


@edit
def catalog_is_new(root: Path) -> None:
    write(po_path(root, brief_name(3)), catalog_text(brief_messages(3)))


@edit
def catalog_is_removed(root: Path) -> None:
    po_path(root, brief_name(6)).unlink()


@edit
def catalog_is_in_doubt(root: Path) -> None:
    replace(po_path(root, brief_name(2)), '\nmsgid "Syn', '\n#, fuzzy\nmsgid "Syn')


@edit
def catalog_is_replaced_by_an_older_file(root: Path) -> None:
    path = po_path(root, brief_name(7))
    replace(path, "عنوان اصطناعي", "عنوان أقدم")
    os.utime(path, (1_600_000_000, 1_600_000_000))


def reference_has_another_title(root: Path) -> None:
    replace(root / "docs" / "references.bib", "{Synthetic resolution 1}", "{Resolution one}")


@edit
def reference_that_no_page_cites_has_another_title(root: Path) -> None:
    replace(root / "docs" / "references.bib", "Synthetic paper that", "Another paper that")


@edit
def reference_that_no_page_cites_is_gone(root: Path) -> None:
    path = root / "docs" / "references.bib"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("@online{synthetic-uncited")], "utf-8")


def reference_is_new(root: Path) -> None:
    append(
        root / "docs" / "references.bib",
        "@online{synthetic-new, author = {{Synthetic New}}, title = {Synthetic new paper}, "
        "url = {https://example.org/new}, langid = {english}}\n",
    )


@edit
def reference_is_new_and_cited(root: Path) -> None:
    reference_is_new(root)
    append(page(root, 1), "\nA synthetic sentence.{cite}`synthetic-new,synthetic-charter`\n")


@edit
def bibliography_is_replaced_by_an_older_file(root: Path) -> None:
    reference_has_another_title(root)
    os.utime(root / "docs" / "references.bib", (1_600_000_000, 1_600_000_000))


def review(root: Path, domain: str, name: str = "A Synthetic Reviewer") -> None:
    path = po_path(root, domain)
    text = review_catalog(path, name, datetime.date(2026, 1, 2)).after
    path.write_text(text, "utf-8")


@edit
def catalog_is_reviewed(root: Path) -> None:
    review(root, brief_name(5))


@edit
def catalog_loses_a_part_of_its_review(root: Path) -> None:
    review(root, brief_name(5))
    build_well(root)
    replace(po_path(root, brief_name(5)), 'msgstr "عنوان اصطناعي"', 'msgstr "عنوان تجريبي"')


@edit
def catalog_falls_behind_its_source(root: Path) -> None:
    path = po_path(root, brief_name(5))
    note = '#. changed 2026-03-04\n#, fuzzy\nmsgid "A synthetic heading"'
    replace(path, 'msgid "A synthetic heading"', note)


@edit
def every_catalog_of_a_year_is_reviewed(root: Path) -> None:
    for number in (2, 5, 8):
        review(root, brief_name(number), "مراجع اصطناعي")


@edit
def page_of_the_translations_is_given_up(root: Path) -> None:
    (root / "docs" / "translations.md").unlink()
    replace(root / "docs" / "index.md", "translations\n", "")


@edit
def page_of_the_translations_comes_back(root: Path) -> None:
    text = (root / "docs" / "translations.md").read_text("utf-8")
    page_of_the_translations_is_given_up(root)
    build_well(root)
    write(root / "docs" / "translations.md", text)
    replace(root / "docs" / "index.md", "bibliography\n", "bibliography\ntranslations\n")


@edit
def built_list_of_a_year_is_gone(root: Path) -> None:
    (root / "build" / "html" / "en" / "briefs" / "2022" / "index.html").unlink()


@edit
def built_lists_of_translations_are_gone(root: Path) -> None:
    shutil.rmtree(root / "build" / "html" / "en" / "translations")


@edit
def glossary_defines_it_otherwise(root: Path) -> None:
    replace(root / "docs" / "glossary.md", "A synthetic body, told", "One synthetic body, told")


@edit
def glossary_has_one_body_less(root: Path) -> None:
    replace(root / "docs" / "glossary.md", "SBC\n    A synthetic body that no brief names.\n", "")


@edit
def glossary_has_another_full_name(root: Path) -> None:
    replace(root / "docs" / "glossary.md", "Synthetic Body Alpha", "Synthetic Alpha Body")


@edit
def glossary_is_split_into_two_pages(root: Path) -> None:
    path = root / "docs" / "glossary.md"
    text = path.read_text("utf-8")
    start = text.index("SBB\n")
    path.write_text(text[:start] + "```\n", "utf-8")
    more = f"# More synthetic terms\n\n```{{glossary}}\n{text[start:]}"
    write(root / "docs" / "terms.md", more)
    replace(root / "docs" / "index.md", "glossary\n", "glossary\nterms\n")


@edit
def glossary_is_translated_otherwise(root: Path) -> None:
    replace(po_path(root, "glossary"), "الهيئة الاصطناعية ألف", "هيئة ألف الاصطناعية")


@edit
def page_of_the_menu_has_another_title(root: Path) -> None:
    replace(root / "docs" / "about.md", "# About the synthetic archive", "# Synthetic about")


@edit
def page_of_the_menu_has_another_arabic_title(root: Path) -> None:
    replace(po_path(root, "about"), "عن الأرشيف", "عن الأرشيف الاصطناعي")


@edit
def menu_has_another_order(root: Path) -> None:
    replace(root / "docs" / "index.md", "glossary\nbibliography\n", "bibliography\nglossary\n")


@edit
def menu_has_one_more_page(root: Path) -> None:
    write(root / "docs" / "more.md", "# More synthetic words\n\nSynthetic.\n")
    append(root / "docs" / "index.md", "\n```{toctree}\n:hidden:\n\nmore\n```\n")


@edit
def menu_has_one_page_less(root: Path) -> None:
    (root / "docs" / "bibliography.md").unlink()
    replace(root / "docs" / "index.md", "bibliography\n", "")


@edit
def section_that_another_page_links_has_another_title(root: Path) -> None:
    replace(root / "docs" / "about.md", "## A synthetic section", "## Another synthetic section")


@edit
def section_moves_to_another_page(root: Path) -> None:
    section = "(synthetic-label)=\n## A synthetic section\n"
    replace(root / "docs" / "about.md", section, "")
    append(root / "docs" / "glossary.md", f"\n{section}\nSynthetic.\n")


def page_has_a_picture(root: Path) -> None:
    page(root, 4).with_name("picture.png").write_bytes(png(7))
    append(page(root, 4), "\n![A synthetic picture](picture.png)\n")


@edit
def pages_have_pictures_of_one_name(root: Path) -> None:
    # The first page, in the order of names, comes last.
    for number in (2, 3):
        page(root, number).with_name("picture.png").write_bytes(png(number))
        append(page(root, number), "\n![A synthetic picture](picture.png)\n")
        build_well(root)


@edit
def picture_comes_and_goes(root: Path) -> None:
    before = page(root, 4).read_text("utf-8")
    page_has_a_picture(root)
    build_well(root)
    page(root, 4).with_name("picture.png").unlink()
    page(root, 4).write_text(before, "utf-8")


@edit
def picture_is_another(root: Path) -> None:
    page_has_a_picture(root)
    build_well(root)
    page(root, 4).with_name("picture.png").write_bytes(png(200))


@edit
def archive_has_another_title(root: Path) -> None:
    replace(root / "conf.py", 'html_title = "Synthetic archive"', 'html_title = "Other archive"')


@edit
def archive_has_another_owner(root: Path) -> None:
    replace(root / "conf.py", "Synthetic Archive Society", "Another Synthetic Society")


@edit
def archive_has_an_address(root: Path) -> None:
    replace(root / "conf.py", 'url = ""', 'url = "https://archive.example.org/"')


@edit
def archive_has_longer_lists(root: Path) -> None:
    replace(root / "conf.py", "archive_page_size = 3", "archive_page_size = 50")


@edit
def language_has_another_name(root: Path) -> None:
    replace(root / "conf.py", '"English"', '"English (synthetic)"')


@edit
def language_is_new(root: Path) -> None:
    replace(root / "conf.py", '    "ar"', '    "fr": "Français",\n    "ar"')


@edit
def language_is_given_up(root: Path) -> None:
    replace(root / "conf.py", '    "ar": "العربية",\n', "")


def style_is_another(root: Path) -> None:
    append(root / "_static" / "css" / "20-brief.css", "\n.synthetic { margin: 0 }\n")


@edit
def style_of_one_language_is_another(root: Path) -> None:
    append(root / "_static" / "css" / "script" / "Arab.css", "\n.synthetic { margin: 0 }\n")


@edit
def style_is_new(root: Path) -> None:
    write(root / "_static" / "css" / "60-synthetic.css", ".synthetic { margin: 0 }\n")


@edit
def style_is_removed(root: Path) -> None:
    (root / "_static" / "css" / "90-print.css").unlink()


@edit
def script_is_another(root: Path) -> None:
    append(root / "_static" / "js" / "theme.js", "\n// synthetic\n")


@edit
def font_is_another(root: Path) -> None:
    with (root / "_static" / "fonts" / "naskh.woff2").open("ab") as file:
        file.write(b"synthetic")


def static_file_is_new(root: Path) -> None:
    write(root / "_static" / "deep" / "synthetic.txt", "synthetic\n")


@edit
def static_file_comes_and_goes(root: Path) -> None:
    static_file_is_new(root)
    build_well(root)
    shutil.rmtree(root / "_static" / "deep")


def template_is_another(root: Path) -> None:
    replace(root / "_templates" / "page.html", "<footer>", '<footer class="synthetic">')


@edit
def template_is_replaced_by_an_older_file(root: Path) -> None:
    template_is_another(root)
    os.utime(root / "_templates" / "page.html", (1_600_000_000, 1_600_000_000))


@edit
def template_of_the_search_is_another(root: Path) -> None:
    append(root / "_templates" / "search.html", "\n{# synthetic #}\n")
    replace(root / "_templates" / "search.html", '<div id="search-results"', '<div id="results"')


@edit
def template_part_is_another(root: Path) -> None:
    append(root / "_templates" / "partials" / "icons.html", "\n<!-- synthetic -->\n")


@edit
def word_is_translated_otherwise(root: Path) -> None:
    replace(po_path(root, "archive"), "مكان اصطناعي", "موضع اصطناعي")


@edit
def word_is_no_longer_translated(root: Path) -> None:
    replace(po_path(root, "archive"), 'msgstr "موضوع اصطناعي"', 'msgstr ""')


@edit
def title_of_the_archive_is_translated_otherwise(root: Path) -> None:
    replace(po_path(root, "archive"), "أرشيف اصطناعي", "الأرشيف الاصطناعي")


@edit
def words_of_the_archive_are_removed(root: Path) -> None:
    po_path(root, "archive").unlink()


def say_otherwise(root: Path, domain: str, msgid: str) -> None:
    path = po_path(root, domain)
    head = f'msgid "{msgid}"\nmsgstr "'
    replace(path, head, f"{head}تجريبي ")


@edit
def switch_is_translated_otherwise(root: Path) -> None:
    say_otherwise(root, "warraq", "This page in English")


@edit
def state_is_translated_otherwise(root: Path) -> None:
    say_otherwise(root, "warraq", "Published")


@edit
def heading_of_the_lists_is_translated_otherwise(root: Path) -> None:
    say_otherwise(root, "warraq", "Briefs of %(year)s")


@edit
def word_of_the_search_is_translated_otherwise(root: Path) -> None:
    say_otherwise(root, "sphinx", "Searching")


@edit
def words_of_the_toolkit_are_removed(root: Path) -> None:
    po_path(root, "warraq").unlink()


@edit
def original_is_another(root: Path) -> None:
    original = b"Another synthetic original.\n"
    path = root / "sources" / "2022" / "synthetic-01.txt"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(original)
    replace(page(root, 1), before, hashlib.sha256(original).hexdigest())


@edit
def built_page_is_gone(root: Path) -> None:
    (root / "build" / "html" / "ar" / f"{brief_name(2)}.html").unlink()


@edit
def built_lists_are_gone(root: Path) -> None:
    shutil.rmtree(root / "build" / "html" / "en" / "briefs")


@edit
def built_search_index_is_gone(root: Path) -> None:
    (root / "build" / "html" / "en" / "searchindex.js").unlink()


@edit
def built_styles_are_gone(root: Path) -> None:
    shutil.rmtree(root / "build" / "html" / "ar" / "_static")


@edit
def built_site_is_gone(root: Path) -> None:
    shutil.rmtree(root / "build" / "html")


@edit
def doctrees_are_gone(root: Path) -> None:
    shutil.rmtree(root / "build" / "doctrees")


NO_CHANGE = {
    *("every_file_is_touched", "picture_comes_and_goes", "static_file_comes_and_goes"),
    *(name for name in EDITS if name.startswith("built_")),
    "doctrees_are_gone",
    "page_of_the_translations_comes_back",
}
"""Edits that leave the sources as they were."""


# -- Breaks: each a change that a build must refuse, with a part of what it says -----------------

BREAKS: dict[str, tuple[Edit, str]] = {}


def breaks(said: str) -> Callable[[Edit], Edit]:
    """Put a change that breaks the archive into the table."""

    def keep(change: Edit) -> Edit:
        BREAKS[change.__name__] = (change, said)
        return change

    return keep


@breaks("title is missing")
def brief_has_no_title(root: Path) -> None:
    replace(page(root, 4), "title: Synthetic brief 4\n", "")


@breaks("the brief is of 2019 and stands in the folder 2022")
def brief_stands_in_the_wrong_year(root: Path) -> None:
    replace(page(root, 4), "date: 2022-05", "date: 2019-05")


@breaks("synthetic-05.po:")
def catalog_adds_a_link(root: Path) -> None:
    text = "عنوان [اصطناعي](https://example.org/)"
    replace(po_path(root, brief_name(5)), "عنوان اصطناعي", text)


@breaks("a merge conflict stands here")
def catalog_holds_a_conflict(root: Path) -> None:
    append(po_path(root, brief_name(5)), "\n<<<<<<< ours\n")


@breaks("the glossary has no entry 'SBB'")
def body_leaves_the_glossary(root: Path) -> None:
    replace(root / "docs" / "glossary.md", "\nSBB\n", "\n")


@breaks("nothing in the bibliography has the key 'synthetic-resolution'")
def cited_reference_leaves_the_bibliography(root: Path) -> None:
    path = root / "docs" / "references.bib"
    text = path.read_text("utf-8")
    path.write_text(text[text.index("@online{synthetic-charter") :], "utf-8")


@breaks("references.bib:")
def bibliography_cannot_be_read(root: Path) -> None:
    replace(root / "docs" / "references.bib", "title     = {Synthetic charter},", "title = {")


@breaks("about")
def page_of_the_menu_is_deleted(root: Path) -> None:
    (root / "docs" / "about.md").unlink()


@breaks("synthetic-01")
def brief_that_another_links_is_deleted(root: Path) -> None:
    page(root, 1).unlink()


@breaks("synthetic-label")
def section_that_another_page_links_is_gone(root: Path) -> None:
    replace(root / "docs" / "about.md", "(synthetic-label)=\n", "")


@breaks("is not the file that was received")
def original_was_tampered_with(root: Path) -> None:
    append(root / "sources" / "2022" / "synthetic-01.txt", "Tampered.\n")


@breaks("does not exist; put the original there")
def original_is_deleted(root: Path) -> None:
    (root / "sources" / "2022" / "synthetic-01.txt").unlink()


@breaks("image file not readable")
def picture_is_missing(root: Path) -> None:
    append(page(root, 6), "\n![A synthetic picture](missing.png)\n")


@breaks('"SBB" is an entry of glossary already; take one of them out')
def body_is_defined_twice(root: Path) -> None:
    text = "\n```{glossary}\nSBB\n    Again, a synthetic body.\n```\n"
    append(root / "docs" / "index.md", text)


@breaks("synthetic_mistake")
def template_is_broken(root: Path) -> None:
    replace(root / "_templates" / "page.html", "<footer>", "<footer>{{ synthetic_mistake() }}")


# -- The promise ----------------------------------------------------------------------------------


class Workshop:
    """An archive that was built once, and can be brought back to that state."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "work"
        self._built = self.sources = folder / "built"
        self._clean = folder / "clean"
        self._aside = 0
        make_archive(self.root, BRIEFS)
        build_well(self.root)
        self.site = site_bytes(self.root)
        self.root.rename(self._built)

    def reset(self) -> Path:
        """The archive as it was right after its first build, time stamps included."""
        self._put_aside(self.root)
        shutil.copytree(self._built, self.root)
        return self.root

    def copy_clean(self) -> Path:
        """The sources as they are now, in another folder where nothing was built."""
        self._put_aside(self._clean)
        return copy_sources(self.root, self._clean)

    def _put_aside(self, folder: Path) -> None:
        """Make room for a folder; to delete the one there takes longer than to build it."""
        if folder.exists():
            self._aside += 1
            folder.rename(folder.with_name(f"aside-{self._aside}"))

    def clean_site(self) -> dict[str, bytes]:
        """What a clean build of the same sources makes."""
        build_well(self.copy_clean())
        return site_bytes(self._clean)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    # Mirroring the theme's styles is most of a small clean build, and has tests of its own.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(styles, "build_stylesheet", lambda theme, parts, _: "\n".join(parts))
        yield Workshop(tmp_path_factory.mktemp("incremental"))


@pytest.fixture
def root(workshop: Workshop) -> Path:
    return workshop.reset()


def messages_of(result: SiteResult) -> dict[str, set[str]]:
    return {outcome.language: set(outcome.messages) for outcome in result.outcomes}


@pytest.mark.parametrize("name", EDITS)
def test_a_changed_archive_is_built_as_a_clean_build_makes_it(name, workshop, root):
    EDITS[name](root)
    build_well(root)
    sound = workshop.site if name in NO_CHANGE else workshop.clean_site()
    assert differences(site_bytes(root), sound) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_changes_in_a_row_end_where_a_clean_build_does(seed, workshop, root):
    chance = random.Random(seed)
    changes = [*EDITS.values(), *(change for change, _ in BREAKS.values())]
    done = 0
    for change in chance.sample(changes, 12):
        kept = copy_sources(root, root.with_name("kept"))
        try:
            change(root)
            # At times two changes come between two builds.
            failed = chance.random() < 0.7 and build(root).failed
        except (AssertionError, OSError):
            failed = True  # an earlier change took away what this one is about
        if failed:
            put_back(kept, root)
        else:
            done += 1
        shutil.rmtree(kept)
    assert done > 4
    result = build(root)
    clean = build(workshop.copy_clean())
    assert messages_of(result) == messages_of(clean)
    if clean.failed:  # of two changes between builds: nothing of it may be taken for good
        assert result.failed
    else:
        assert differences(site_bytes(root), workshop.clean_site()) == []


def put_back(kept: Path, root: Path) -> None:
    """Undo what was done to the sources, with whatever time stamps they had."""
    for path in root.iterdir():
        if path.is_dir() and path.name != "build":
            shutil.rmtree(path)
    ignore = shutil.ignore_patterns("build")
    shutil.copytree(kept, root, dirs_exist_ok=True, ignore=ignore)


def test_no_file_of_the_site_keeps_a_word_of_a_removed_or_deleted_brief(root):
    for number, word in ((4, "quagmirelike"), (5, "zephyrlike")):
        append(page(root, number), f"\nThe synthetic word is {word}.\n")
    build_well(root)

    def holders(word: bytes) -> list[str]:
        return [path for path, text in site_bytes(root).items() if word in text.lower()]

    assert holders(b"quagmirelik") == sorted(both(html(4), "searchindex.js"))
    assert holders(b"zephyrlik") == sorted(both(html(5), "searchindex.js"))
    page(root, 4).unlink()
    brief_is_removed(root)
    build_well(root)
    assert holders(b"quagmirelik") == holders(b"zephyrlik") == []


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_archive_fails_as_a_clean_build_does_until_it_is_mended(name, workshop, root):
    change, said = BREAKS[name]
    change(root)
    result = build(root)
    assert result.failed
    messages = messages_of(result)
    assert said in "\n".join(message for lines in messages.values() for message in lines)
    again = build(root)  # after a failure every page is read anew
    assert again.failed
    assert messages_of(again) == messages
    put_back(workshop.sources, root)
    build_well(root)
    assert differences(site_bytes(root), workshop.site) == []


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("warraq.sphinxext.briefs.BuildFacts.apply", "reading"),
        ("warraq.sphinxext.builder.ArchiveHTMLBuilder.handle_page", "writing"),
        ("warraq.sphinxext.builder.ArchiveHTMLBuilder.dump_search_index", "indexing"),
        ("warraq.sphinxext.prune.remove_stale_pages", "clearing up"),
    ],
)
def test_a_build_that_is_killed_is_made_good_by_the_next(place, name, workshop, root, monkeypatch):
    brief_has_another_title(root)
    page(root, 9).unlink()
    calls = []

    def die(*_: object, **__: object) -> None:
        calls.append(1)
        if len(calls) > (2 if name == "writing" else 0):
            os._exit(9)

    with monkeypatch.context() as patch:
        patch.setattr(place, die)
        result = build(root)
    assert result.failed
    assert any("ended from outside" in line for line in result.outcomes[0].messages)
    build_well(root)
    assert differences(site_bytes(root), workshop.clean_site()) == []


# -- No more than is needed -----------------------------------------------------------------------


def stamps(root: Path) -> dict[str, tuple[int, int]]:
    """Which file stands at each path of the site, and when it was written."""
    html = root / "build" / "html"
    found = {}
    for path in html.rglob("*"):
        if path.is_file():
            status = path.stat()
            found[path.relative_to(html).as_posix()] = (status.st_ino, status.st_mtime_ns)
    return found


def written_by(root: Path, change: Edit) -> set[str]:
    """What a build writes after a change."""
    before = stamps(root)
    change(root)
    build_well(root)
    after = stamps(root)
    return {path for path in after if after[path] != before.get(path)}


def both(*names: str) -> set[str]:
    return {f"{language}/{name}" for language in ("en", "ar") for name in names}


def html(number: int) -> str:
    return f"{brief_name(number)}.html"


def progress_of(group: str, page: str = "index") -> tuple[str, str]:
    """Where it is said how far the translation of a page is."""
    return "translations.html", f"translations/ar/{group}/{page}.html"


def test_an_unchanged_archive_is_built_at_once_and_nothing_is_written(root):
    before = stamps(root)
    start = os.times()
    ran = subprocess.run(
        [sys.executable, "-m", "warraq", "build", "--json"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    # What it costs all its processes together: others may be at work on the same machine.
    end = os.times()
    used = end.children_user + end.children_system - start.children_user - start.children_system
    assert used < 3
    assert [item["written"] for item in json.loads(ran.stdout)["languages"]] == [0, 0]
    assert stamps(root) == before


def test_new_time_stamps_alone_write_nothing(root):
    assert written_by(root, every_file_is_touched) == set()


def test_pages_are_not_read_again_without_a_change(root, monkeypatch):
    every_file_is_touched(root)
    build_well(root)

    def refuse(*_: object) -> None:
        raise RuntimeError("a page is read")

    monkeypatch.setattr("warraq.sphinxext.briefs.BuildFacts.apply", refuse)
    build_well(root)
    append(page(root, 1), "\nSynthetic.\n")
    assert build(root).failed  # the refusal works


def test_an_edited_text_writes_its_page_and_the_index(root):
    written = written_by(root, brief_says_more)
    assert written == both(html(1), "searchindex.js", *progress_of("2022"))


def test_an_edited_catalog_writes_its_page_and_the_index_of_its_language(root):
    written = written_by(root, catalog_says_it_otherwise)
    assert written == {f"ar/{html(1)}", "ar/searchindex.js"}


def exports_of(name: str) -> list[str]:
    """The files of a brief and of all briefs that reference managers read."""
    endings = ("bib", "ris", "csl.json")
    names = [f"{start}.{ending}" for start in (name, "archive") for ending in endings]
    return [*names, "archive.json"]


def citing_page(number: int) -> str:
    """A page of the list of what cites the resolution that each brief cites."""
    return f"references/synthetic-resolution/{'index' if number == 1 else f'page-{number}'}.html"


def without_facets(written: set[str]) -> set[str]:
    """What is written but for the lists of places and so on: see tests/sphinxext/test_facets.py."""
    return {name for name in written if name.split("/")[1] not in FACETS}


def test_an_edited_title_writes_the_pages_that_show_it(root):
    # Brief 9 is older and brief 4 newer than brief 1; brief 2 links to it.
    written = without_facets(written_by(root, brief_has_another_title))
    pages = (html(1), html(9), html(4), html(2), "briefs/2022/index.html", citing_page(2))
    said = (*progress_of("2022"), *exports_of(brief_name(1)))
    assert written == both(*pages, "searchindex.js", "objects.inv", *said)


def test_a_new_brief_writes_its_neighbours_and_the_lists(root):
    written = without_facets(written_by(root, brief_opens_a_year))
    pages = ("briefs/2030/synthetic-30.html", "briefs/2030/index.html", html(8))
    lists = ("index.html", "briefs/index.html", "glossary.html", "glossary.ttl")
    citing = ("bibliography.html", *map(citing_page, range(1, 5)))
    said = (*progress_of("2030"), *exports_of("briefs/2030/synthetic-30"), *citing)
    assert written == both(*pages, *lists, "searchindex.js", "objects.inv", *said)


def test_an_edited_reference_writes_the_pages_that_cite_it(root):
    written = written_by(root, glossary_cites_otherwise)
    assert written == both("glossary.html", "bibliography.html")


def glossary_cites_otherwise(root: Path) -> None:
    replace(root / "docs" / "references.bib", "{Synthetic charter}", "{Synthetic charter!}")


def test_an_edited_definition_writes_the_pages_that_show_it(root):
    written = written_by(root, glossary_defines_it_otherwise)
    said = progress_of("pages", "page-2")
    mentioning = [html(number) for number in range(1, BRIEFS + 1)]
    shown = ("glossary.html", "glossary.ttl", "bodies/sba/index.html", *mentioning)
    assert written == both(*shown, "searchindex.js", *said)


def test_a_review_writes_its_page_and_what_is_said_of_progress(root):
    written = written_by(root, catalog_is_reviewed)
    assert written == {f"ar/{html(5)}", *both(*progress_of("2023"))}


def test_an_edited_style_writes_every_page_and_one_stylesheet(root):
    written = written_by(root, style_is_another)
    others = {path for path in written if not path.endswith(".html")}
    assert others == both("_static/archive.css", ".buildinfo")
    assert len(written) > 2 * BRIEFS
