"""The templates for translators: what is in them, and where they say it stands. All synthetic."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import polib
import pytest
from kit import BRIEF, Site, line_of
from sphinx import package_dir

from warraq.sphinxext.catalogs import SCRIPT_MESSAGES
from warraq.sphinxext.interface import find_untranslated_words

BRIEF_PAGE = """\
---
title: "A synthetic title: with *marks* and [brackets]"
date: 2024-05
kind: synthetic-kind
summary: >-
  A synthetic deck
  over two lines.
places: [First Town, Second Town]
bodies: []
topics:
  - first topic
  - second topic
authors: [Synthetic Author]
revisions:
  - date: 2024-06
    note: A first synthetic note.
  - date: 2024-07
    note: A second synthetic note.
status:
  state: corrected
  note: A synthetic status.
  date: 2024-07
---

A first paragraph with {term}`SYN`.{cite}`alpha`

- An item

> A quotation

| Column |
|---|
| Cell |

:::{note}
A remark.
:::

A claim.[^1]

[^1]: A footnote.

## A heading

Entry
: Definition

```
code
```

% A comment

2254
"""
PAGE = "# A title\n\nA paragraph of the page.\n"
GLOSSARY = "# Glossary\n\n```{glossary}\nSYN\nSynthetic Body\n    A meaning.\n```\n"
LISTING = "# Bibliography\n\n```{bibliography}\n:all:\n:list: bullet\n```\n"
BIB = "@misc{alpha, author = {{Alpha Body}}, title = {A Title of the Bibliography}}\n"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
NAME = "briefs/2024/brief"
TITLE = "A synthetic title: with \\*marks\\* and \\[brackets\\]"
MESSAGES = {  # each message of the brief, and what its line in the source holds
    TITLE: "title:",
    "A synthetic status.": "A synthetic status.",
    "A synthetic deck over two lines.": "summary:",
    "A first synthetic note.": "A first synthetic note.",
    "A second synthetic note.": "A second synthetic note.",
    "A first paragraph with {term}`SYN`.{cite}`alpha`": "A first paragraph",
    "An item": "An item",
    "A quotation": "A quotation",
    "Column": "Column",
    "Cell": "Column",  # docutils knows the line of a table, not of its rows
    "A remark.": "A remark.",
    "A claim.[^1]": "A claim.",
    "A footnote.": "A footnote.",
    "A heading": "A heading",
    "Entry": "Entry",
    "Definition": "Definition",
    "2254": "2254",
}


class Templates:
    """An archive and the templates that its messages were written to."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.folder = site.root / "build" / "gettext" / "en"

    def write(self, parallel: int = 1) -> None:
        outcome = self.site.build("en", builder="gettext", parallel=parallel)["en"]
        assert outcome.messages == ()

    def read(self, name: str) -> dict[str, polib.POEntry]:
        """The entries of a template by their msgid."""
        catalog = polib.pofile(str(self.folder / f"{name}.pot"))
        assert len({entry.msgid for entry in catalog}) == len(catalog), "a message stands twice"
        return {entry.msgid: entry for entry in catalog}

    def names(self) -> set[str]:
        paths = self.folder.rglob("*.pot")
        return {path.relative_to(self.folder).with_suffix("").as_posix() for path in paths}


def fill(site: Site) -> Site:
    site.write("docs/references.bib", BIB)
    site.page(NAME, BRIEF_PAGE)
    site.write("docs/_templates/extra.html", "{{ _('Search Results') }}")
    site.page("page", PAGE)
    site.page("glossary", GLOSSARY)
    site.page("bibliography", LISTING)
    facts = {"title": "Another title", "date": "2023", "summary": "Another deck."}
    site.page("briefs/2023/other", BRIEF.format_map(facts) + "\nAnother text.\n")
    return site


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    templates = Templates(fill(Site(tmp_path_factory.mktemp("messages") / "archive")))
    templates.write()
    return templates


def places(entry: polib.POEntry) -> set[str]:
    """Where a message stands, from the archive's root."""
    return {f"{re.sub(r'^(../)+', '', path)}:{line}" for path, line in entry.occurrences}


# -- Pages -----------------------------------------------------------------------------------


def test_every_page_has_a_template_of_its_own_and_the_rest_have_theirs(templates):
    pages = {"index", "page", "glossary", "bibliography", NAME, "briefs/2023/other"}
    assert templates.names() == pages | {"archive", "warraq"}


def test_a_brief_gives_its_title_deck_notes_and_text_and_no_more(templates):
    assert set(templates.read(NAME)) == set(MESSAGES)


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_of_a_brief_says_the_line_where_it_stands(templates, message):
    source = templates.site.root / "docs" / f"{NAME}.md"
    line = line_of(source, MESSAGES[message])
    assert places(templates.read(NAME)[message]) == {f"docs/{NAME}.md:{line}"}


def test_a_glossary_gives_each_term_and_each_meaning(templates):
    assert set(templates.read("glossary")) == {"Glossary", "SYN", "Synthetic Body", "A meaning."}


def test_a_bibliography_gives_none_of_its_entries(templates):
    assert set(templates.read("bibliography")) == {"Bibliography"}
    for name in templates.names():
        assert not any("of the Bibliography" in message for message in templates.read(name))


def test_whatever_a_template_holds_is_what_a_build_looks_up(templates, tmp_path):
    """With every message of the templates translated, no page has an untranslated text."""
    site = fill(Site(tmp_path / "archive"))
    for name in templates.names() - {"warraq"}:
        words = {message: f"كلمة {message}" for message in templates.read(name)}
        site.catalog(name, words)
    outcome = site.build("ar")["ar"]
    assert outcome.messages == ()
    assert outcome.translated == outcome.messages_total > 20
    for name in ("index", "page", "glossary", NAME, "briefs/2023/other"):
        marked = site.article(name).select('[lang="en"]')
        known = ("references", "body-names")
        assert [tag for tag in marked if not tag.find_parent(class_=known)] == []


KINDS = {
    TITLE: "title",
    "A synthetic status.": "note on the status",
    "A synthetic deck over two lines.": "deck",
    "A first synthetic note.": "note on a change",
    "A first paragraph with {term}`SYN`.{cite}`alpha`": "paragraph",
    "An item": "list item",
    "A quotation": "quotation",
    "Column": "heading of a table",
    "Cell": "table cell",
    "A remark.": "remark",
    "A claim.[^1]": "paragraph",
    "A footnote.": "footnote",
    "A heading": "heading",
    "Entry": "term",
    "Definition": "definition",
}
GALLERY = """\
# Gallery

```{toctree}
:caption: A list of pages

Words of a link <page>
```

![A synthetic picture](picture.png)

```{figure} picture.png
:alt: Another synthetic picture

A synthetic caption.

A synthetic legend.
```

```{admonition} A synthetic warning
What it warns of.
```

```{epigraph}
Synthetic wisdom.

-- A synthetic sage
```

```{list-table} A synthetic table
:header-rows: 1

* - Head
* - Cell
```

- Cell
"""


@pytest.mark.parametrize("message", KINDS)
def test_a_message_of_a_brief_says_what_kind_of_text_it_is(templates, message):
    assert templates.read(NAME)[message].comment == KINDS[message]


def test_words_of_a_glossary_and_of_the_archive_say_what_they_are(templates):
    glossary = {name: entry.comment for name, entry in templates.read("glossary").items()}
    assert glossary == {
        "Glossary": "title",
        "SYN": "glossary term",
        "Synthetic Body": "glossary term",
        "A meaning.": "definition in the glossary",
    }
    archive = {name: entry.comment for name, entry in templates.read("archive").items()}
    assert archive["synthetic-kind"] == "kind of brief"
    assert archive["First Town"] == "place"
    assert archive["first topic"] == "topic"
    assert archive["Synthetic archive"] == "name of the archive\nname of the archive's owner"
    assert templates.read("warraq")["References"].comment == "label of the site"


def test_pictures_captions_and_quotations_say_what_they_are(tmp_path):
    templates = Templates(fill(Site(tmp_path / "archive")))
    picture = templates.site.root / "docs" / "picture.png"
    picture.write_bytes(PIXEL)
    templates.site.page("gallery", GALLERY)
    templates.write()
    kinds = {name: entry.comment for name, entry in templates.read("gallery").items()}
    assert kinds == {
        "Gallery": "title",
        "A list of pages": "words of a list of pages",
        "Words of a link": "words of a list of pages",
        "A synthetic picture": "image description",
        "![A synthetic picture](picture.png)": "image",
        "Another synthetic picture": "image description",
        "A synthetic caption.": "caption",
        "A synthetic legend.": "legend of an image",
        "A synthetic warning": "title of a remark",
        "What it warns of.": "remark",
        "Synthetic wisdom.": "quotation",
        "A synthetic sage": "source of a quotation",
        "A synthetic table": "caption of a table",
        "Head": "heading of a table",
        "Cell": "table cell, list item",
    }


def test_text_of_pages_has_no_flags_whatever_signs_it_holds(tmp_path):
    templates = Templates(fill(Site(tmp_path / "archive")))
    signs = "100 %s of {them}, 5 % d, $ {x} and %(so)s on."
    templates.site.page("signs", f"# Signs\n\n{signs}\n")
    templates.site.brief("2022/third", date="2022")
    brief = templates.site.root / "docs/briefs/2022/third.md"
    brief.write_text(brief.read_text("utf-8").replace("Synthetic Town", "'%s Town'"), "utf-8")
    templates.write()
    assert templates.read("signs")[signs].flags == []
    assert templates.read("archive")["%s Town"].flags == []


def test_only_the_template_of_a_changed_page_is_written(tmp_path):
    templates = Templates(fill(Site(tmp_path / "archive")))
    templates.write()

    def stamps() -> dict[str, int]:
        return {name: (templates.folder / f"{name}.pot").stat().st_ino for name in names}

    names = templates.names()
    before = stamps()
    templates.write()
    assert stamps() == before
    templates.site.page("page", PAGE.replace("A paragraph", "Another paragraph"))
    templates.write()
    assert {name for name in names if stamps()[name] != before[name]} == {"page"}
    assert "Another paragraph of the page." in templates.read("page")


def test_a_template_that_was_deleted_is_written_again(tmp_path):
    templates = Templates(fill(Site(tmp_path / "archive")))
    templates.write()
    (templates.folder / "page.pot").unlink()
    templates.write()
    assert "A title" in templates.read("page")


def test_a_page_that_is_gone_takes_its_template_along(tmp_path):
    templates = Templates(fill(Site(tmp_path / "archive")))
    templates.write()
    (templates.site.root / "docs" / "page.md").unlink()
    templates.write()
    assert "page" not in templates.names()
    assert {"archive", "warraq", "index"} <= templates.names()


# -- Words of Sphinx and the theme -----------------------------------------------------------


def test_words_that_sphinx_has_in_a_language_are_not_asked_for():
    french = {entry.msgid for entry in find_untranslated_words("fr")}
    unknown = {entry.msgid for entry in find_untranslated_words("ku")}
    assert french < unknown
    assert {"Search", "Note", "Link to this heading", ", in ", "Fig. %s"} <= unknown
    assert not french & {"Search", "Note"}


def test_words_of_sphinx_are_as_its_scripts_and_its_catalog_have_them():
    """A word that Sphinx calls otherwise in a new version would never be looked up."""
    source = polib.pofile(str(Path(package_dir) / "locale" / "sphinx.pot"))
    known = {entry.msgid: entry.msgid_plural for entry in source}
    for entry in find_untranslated_words("ku"):
        assert known.get(entry.msgid) == entry.msgid_plural, entry.msgid
    assert {*SCRIPT_MESSAGES} <= {
        text
        for entry in find_untranslated_words("ku")
        for text in (entry.msgid, entry.msgid_plural)
    }


# -- Words outside of pages ------------------------------------------------------------------


def test_the_archives_words_are_its_names_kinds_places_topics_and_authors(templates):
    words = {"Synthetic archive", "synthetic-kind", "First Town", "Second Town", "first topic"}
    others = {"second topic", "update", "Synthetic Town", "synthetic topic", "Synthetic Author"}
    assert set(templates.read("archive")) == words | others


@pytest.mark.parametrize(
    ("word", "held"),
    [
        ("synthetic-kind", "kind:"),
        ("First Town", "places:"),
        ("Second Town", "places:"),
        ("first topic", "- first topic"),
        ("second topic", "- second topic"),
    ],
)
def test_a_word_of_the_archive_says_the_line_where_it_stands(templates, word, held):
    line = line_of(templates.site.root / "docs" / f"{NAME}.md", held)
    assert places(templates.read("archive")[word]) == {f"docs/{NAME}.md:{line}"}


def test_the_archives_own_name_stands_in_conf_py(templates):
    (place,) = places(templates.read("archive")["Synthetic archive"])
    assert place.startswith("conf.py:")


def test_a_word_of_several_briefs_stands_once_with_every_place(tmp_path):
    templates = Templates(fill(Site(tmp_path / "archive")))
    templates.site.brief("2022/third", date="2022")
    templates.write()
    expected = set()
    for name in ("2022/third", "2023/other"):
        path = templates.site.root / "docs" / "briefs" / f"{name}.md"
        expected.add(f"docs/briefs/{name}.md:{line_of(path, 'Synthetic Town')}")
    assert places(templates.read("archive")["Synthetic Town"]) == expected


def test_the_toolkits_words_are_those_of_its_code_and_of_the_templates(templates):
    words = templates.read("warraq")
    assert {"References", "Back to the text", "Published", "“%s”", ", "} <= set(words)
    code = places(words["References"])
    assert any(place.startswith("warraq/sphinxext/citations.py:") for place in code)
    assert any(place.startswith("_templates/page.html:") for place in places(words["Back to top"]))
    counted = words["%(number)s brief"]
    assert counted.msgid_plural == "%(number)s briefs"
    assert "python-format" in counted.flags


def test_sphinxs_own_words_are_not_asked_for_again(templates):
    assert (templates.site.root / "docs" / "_templates" / "extra.html").exists()
    assert not (templates.folder / "sphinx.pot").exists()
    assert "Link to this heading" not in templates.read("warraq")


# -- From run to run -------------------------------------------------------------------------


def texts(folder: Path) -> dict[str, str]:
    """The templates without the time of their making."""
    return {
        path.name: re.sub(r'(?m)^"POT-Creation-Date.*\n', "", path.read_text("utf-8"))
        for path in folder.rglob("*.pot")
    }


def test_reading_in_several_processes_gives_the_same_templates(tmp_path):
    found = []
    for parallel in (1, 2):
        templates = Templates(fill(Site(tmp_path / str(parallel) / "archive")))
        for number in range(8):
            templates.site.brief(f"2022/more{number}", f"Text {number}.\n", date="2022")
        templates.write(parallel=parallel)
        found.append(texts(templates.folder))
    assert found[0] == found[1]
    assert len(found[0]) == 16


def test_what_is_gone_from_the_pages_is_gone_from_the_words(tmp_path):
    templates = Templates(fill(Site(tmp_path / "archive")))
    templates.write()
    page = templates.site.root / "docs" / f"{NAME}.md"
    page.write_text(page.read_text("utf-8").replace("First Town", "Third Town"), "utf-8")
    (templates.site.root / "docs/briefs/2023/other.md").unlink()
    templates.write()
    words = set(templates.read("archive"))
    assert "Third Town" in words
    assert not words & {"First Town", "Synthetic Town", "synthetic topic", "update"}
