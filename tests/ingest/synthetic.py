"""Synthetic publications and archives for the tests of the import."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from warraq.archive import Archive, read_archive
from warraq.ingest.document import (
    Block,
    Break,
    Emphasis,
    Heading,
    Inline,
    Items,
    Link,
    Note,
    NoteMark,
    Paragraph,
    Quote,
    Table,
    Text,
)
from warraq.ingest.linking import Knowledge
from warraq.ingest.paging import Setting
from warraq.ingest.settings import parse_settings

CONF = """\
project = "Synthetic archive"
html_title = "Synthetic archive"
archive_languages = {"en": "English", "ar": "العربية"}
archive_url = ""
extensions = ["warraq.sphinxext"]
language = "en"
root_doc = "index"
bibtex_bibfiles = ["docs/references.bib"]
html_theme = "furo"
nitpicky = True
"""

SETTINGS = """\
[defaults]
kind = "update"
authors = ["Synthetic Society"]

[places]
"Farland" = ["Far Land"]
"Nearland" = []

[topics]
"synthetic peace" = []
"weather" = ["rain"]

[kinds]
"Reports" = "report"

[names.SSC]
also = ["Safety Council"]
not_after = ["National"]

[[boilerplate]]
name = "masthead"
phrases = ["جمعية مصطنعة Synthetic Society", "Synthetic Society"]

[[boilerplate]]
name = "about us"
patterns = ['About us:?']
paragraphs = 2

[[boilerplate]]
name = "share this"
patterns = ['Share this( on (Facebook|X))?']

[[contacts]]
name = "e-mail"
pattern = 'editor@example\\.org'

[[contacts]]
name = "website"
pattern = '(https?://)?www\\.example\\.org/?'
"""

GLOSSARY = """\
# Glossary

```{glossary}
SBA
Synthetic Body of Accounts
    A synthetic body.

SSC
Synthetic Safety Council
    Another one, with {term}`SBA`.

people's hall
People's Hall of Farland
    A third one.
```
"""

BIBLIOGRAPHY = """\
@legal{ssc-1234,
  author = {{Synthetic Safety Council}},
  title  = {Resolution 1234 (2020)},
  number = {S/RES/1234 (2020)},
  date   = {2020-01-02},
}

@legal{ga-60-1,
  author = {{Synthetic Assembly}},
  title  = {Resolution 60/1},
  number = {A/RES/60/1},
  date   = {2005-01-02},
}
"""

INDEX = """\
# Synthetic archive

Synthetic words.

```{toctree}
:hidden:

briefs/index
glossary
bibliography
```
"""

BRIEF = """\
A Synthetic Meeting in Farland

Synthetic
Society

May 2023

A Synthetic Meeting in Farland

A deck that says that all of this is synthetic

The Synthetic Body of Accounts (SBA) met with the Safety Council on the weather, in line with
Security Council Resolution No. 1234, and nothing of what is written here has ever happened.

The SBA said once more that “nothing here is real”, and that it only fills a page of a test.

Synthetic
Society

About us:

We are synthetic.

EDITOR@example.org
"""

PAGE = "docs/briefs/2023/a-synthetic-meeting-in-farland.md"


def make_archive(root: Path, **files: str) -> Archive:
    """An archive without briefs that can be built."""
    texts = {
        "conf.py": CONF,
        "docs/import.toml": SETTINGS,
        "docs/glossary.md": GLOSSARY,
        "docs/references.bib": BIBLIOGRAPHY,
        "docs/index.md": INDEX,
        "docs/bibliography.md": "# Bibliography\n\n```{bibliography}\n:all:\n```\n",
        "docs/briefs/index.md": "# Briefs\n\n```{briefs} years\n```\n",
        **files,
    }
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return read_archive(root)


def make_setting(languages: tuple[str, ...] = ("en", "ar")) -> Setting:
    """What the pages of such an archive are made with."""
    from warraq.ingest.glossary import read_knowledge

    knowledge: Knowledge = read_knowledge(GLOSSARY, BIBLIOGRAPHY)
    return Setting(parse_settings(SETTINGS), knowledge, languages)


def bytes_below(folder: Path) -> dict[str, bytes]:
    """The bytes of every file."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# -- Documents -------------------------------------------------------------------------

# Much of what Markdown reads as something else.
_MARKUP = r"""
word synthetic كلمة مصطنعة word2 * ** _ __ ` `` ``` [ ] ( ) [x](y) [^1] <b> <http://x.y> & &amp;
&#42; ! ![ # ## - -- --- + 1. 2) > = == === ~ ~~~ | |-| :-- : :: ::: % +++ (x)= {term} {{x}} \
{cite}`x` $ $x$ \\ \* * ^ " ' “ ” … é ² 10³ ﷺ ١٢ a_b _a http://x.y/z mailto:a@b.c www.x.y SBA
S/RES/1234 @ / . , ; ?
"""
_PIECES = (*_MARKUP.split(), "\u00a0", "\u200fكلمة", "e\u0301", "\u00ad", "\t", "")

texts = st.lists(st.sampled_from(_PIECES) | st.text(max_size=4), min_size=1, max_size=6).map(
    " ".join
)
hrefs = st.sampled_from(
    (
        "https://example.org/",
        "https://example.org/a_b(c)?d=1&amp;e=2#f",
        "https://example.org/((",
        "https://example.org/a b<c>\\",
        "http://example.org/%D8%A7*x*",
        "mailto:editor@example.org",
        "javascript:alert(1)",
        "",
        "#",
    )
)


def _inlines(depth: int) -> st.SearchStrategy[tuple[Inline, ...]]:
    plain: st.SearchStrategy[Inline] = (
        texts.map(Text) | st.just(Break()) | st.sampled_from("12a").map(NoteMark)
    )
    if depth:
        inner = _inlines(depth - 1)
        plain |= st.builds(Emphasis, inner, st.booleans()) | st.builds(Link, inner, hrefs)
    return st.lists(plain, max_size=4).map(tuple)


inlines = _inlines(2)

_flat: st.SearchStrategy[Block] = (
    st.builds(Heading, inlines, st.integers(1, 7))
    | st.builds(Paragraph, inlines)
    | st.builds(
        Table,
        st.lists(st.lists(inlines, max_size=3).map(tuple), max_size=3).map(tuple),
        st.integers(0, 2),
    )
    | st.builds(Note, st.sampled_from(("1", "2", "a")), inlines)
)


def _nested(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    runs = st.lists(inner, max_size=3).map(tuple)
    return st.builds(
        Items, st.lists(runs, max_size=3).map(tuple), st.booleans(), st.integers(0, 12)
    ) | st.builds(Quote, runs)


blocks = st.recursive(_flat, _nested, max_leaves=6)
documents = st.lists(blocks, max_size=5).map(tuple)
