"""The same corpus as a project of other generators: stock Sphinx, Hugo, Material for MkDocs.

Each peer gets what its own users would write: Markdown a language where it has no gettext
catalogs, links where it has no roles. None of them has more features than the archive.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from bench import corpus
from bench.corpus import Brief, Message
from bench.site import LANGUAGES, Site, write_file

HERE = Path(__file__).parent

STOCK = "stock Sphinx + furo"
HUGO = "Hugo"
MKDOCS = "MkDocs Material"
MKDOCS_SHORT = "MkDocs Material, short nav"

GLOSSARY = Message("Glossary", "مسرد")
BIBLIOGRAPHY = Message("Bibliography", "المراجع")
BRIEFS = Message("All briefs", "كل الموجزات")
HOME = Message("Synthetic archive", "أرشيف اصطناعي")
HOME_TEXT = Message("Synthetic test text.", "نص اصطناعي للاختبار.")

# -- Stock Sphinx ------------------------------------------------------------------------


def write_stock(folder: Path, briefs: Sequence[Brief], sample: Brief) -> Site:
    """Sphinx with furo, MyST and sphinxcontrib-bibtex; all briefs in one flat toctree."""
    docs, locale = folder / "docs", folder / "locale/ar/LC_MESSAGES"
    write_file(docs / "conf.py", (HERE / "stock/conf.py").read_text("utf-8"))
    entries = "\n".join(f"briefs/{brief.year}/{brief.slug}" for brief in briefs)
    write_file(
        docs / "index.md",
        f"# {HOME.en}\n\n{HOME_TEXT.en}\n\n"
        f"```{{toctree}}\n{entries}\nglossary\nbibliography\n```\n",
    )
    write_file(locale / "index.po", corpus.format_catalog([HOME, HOME_TEXT]))
    write_file(docs / "glossary.md", f"# {GLOSSARY.en}\n\n{format_glossary()}")
    write_file(locale / "glossary.po", corpus.format_catalog([GLOSSARY, *glossary_messages()]))
    write_file(
        docs / "bibliography.md", f"# {BIBLIOGRAPHY.en}\n\n```{{bibliography}}\n:all:\n```\n"
    )
    write_file(locale / "bibliography.po", corpus.format_catalog([BIBLIOGRAPHY]))
    write_file(docs / "references.bib", format_bibtex())
    for brief in briefs:
        write_stock_brief(folder, brief)
    name = f"briefs/{sample.year}/{sample.slug}"
    return Site(
        tool=STOCK,
        size=len(briefs),
        folder=folder,
        commands=[
            [
                *(sys.executable, "-m", "sphinx", "-q", "-b", "html", "-D", f"language={language}"),
                *("-d", f"doctrees/{language}", "docs", f"html/{language}"),
            ]
            for language in LANGUAGES
        ],
        output=folder / "html",
        pages={language: folder / f"html/{language}/{name}.html" for language in LANGUAGES},
        sample=sample,
        text=docs / f"{name}.md",
        translation=locale / f"{name}.po",
    )


def write_stock_brief(folder: Path, brief: Brief) -> None:
    """Write a brief's page and its Arabic catalog into a project of stock Sphinx."""
    name = f"briefs/{brief.year}/{brief.slug}"
    write_file(folder / f"docs/{name}.md", format_stock_page(brief))
    write_file(folder / f"locale/ar/LC_MESSAGES/{name}.po", corpus.format_catalog(brief.messages))


def format_stock_page(brief: Brief) -> str:
    """A brief as a MyST page of its own: title, deck, text."""
    return f"# {brief.title.en}\n\n{brief.summary.en}\n\n{brief.body('en')}\n"


def format_glossary() -> str:
    """The synthetic bodies as a MyST glossary, the key and the name both as terms."""
    entries = "\n\n".join(
        f"{body.key}\n{body.name.en}\n    {body.definition.en}" for body in corpus.all_bodies()
    )
    return f"```{{glossary}}\n{entries}\n```\n"


def glossary_messages() -> list[Message]:
    """What a translator of that glossary translates; keys stay as they are."""
    return [
        message
        for body in corpus.all_bodies()
        for message in (Message(body.key, body.key), body.name, body.definition)
    ]


def format_bibtex() -> str:
    """The synthetic sources in BibTeX's own fields."""
    return "\n".join(
        f"@misc{{{source.key},\n  author = {{{{{source.author.en}}}}},\n"
        f"  title = {{{source.title.en}}},\n  year = {{{source.year}}},\n}}\n"
        for source in corpus.all_sources()
    )


# -- Hugo --------------------------------------------------------------------------------


def write_hugo(folder: Path, briefs: Sequence[Brief], sample: Brief, *, venv: Path) -> Site:
    """Hugo with a small layout written by hand, a folder of Markdown a language."""
    for name in ("hugo.toml", "layouts", "static"):
        _copy(HERE / "hugo" / name, folder / name)
    for language in LANGUAGES:
        content = folder / "content" / language
        _write_shared(content, language, "_index.md")
        write_file(content / "briefs/_index.md", _titled(BRIEFS, language))
        for year, of_year in _by_year(briefs):
            write_file(content / f"briefs/{year}/_index.md", f'---\ntitle: "{year}"\n---\n')
            for brief in of_year:
                front = {
                    "title": brief.title.of(language),
                    "date": brief.date if len(brief.date) > 7 else f"{brief.date}-01",
                    "summary": brief.summary.of(language),
                    "places": [place.of(language) for place in brief.places],
                    "topics": [topic.of(language) for topic in brief.topics],
                }
                write_file(
                    content / f"briefs/{year}/{brief.slug}.md",
                    f"{_front_matter(front)}\n{_linked_body(brief, language, _hugo_link)}\n",
                )
    name = f"briefs/{sample.year}/{sample.slug}"
    return Site(
        tool=HUGO,
        size=len(briefs),
        folder=folder,
        commands=[[str(venv / "bin/hugo"), "build", "--noBuildLock", "--quiet"]],
        output=folder / "public",
        pages={language: folder / f"public/{language}/{name}/index.html" for language in LANGUAGES},
        sample=sample,
        text=folder / f"content/en/{name}.md",
        translation=folder / f"content/ar/{name}.md",
        env={"HUGO_CACHEDIR": str(folder / "cache")},
    )


def _hugo_link(name: str, anchor: str) -> str:
    return f"../../../{name}/#{anchor}"


# -- Material for MkDocs -----------------------------------------------------------------


def write_mkdocs(
    folder: Path, briefs: Sequence[Brief], sample: Brief, *, venv: Path, short_nav: bool = False
) -> Site:
    """Material for MkDocs with mkdocs-static-i18n, its search on, a folder a language.

    As it comes, its navigation holds every page, and every page holds the navigation.
    `short_nav` keeps the briefs out of it, as the archive does.
    """
    settings = (HERE / "mkdocs/mkdocs.yml").read_text("utf-8")
    if short_nav:
        settings += (HERE / "mkdocs/short-nav.yml").read_text("utf-8")
    write_file(folder / "mkdocs.yml", settings)
    for language in LANGUAGES:
        docs = folder / "docs" / language
        _write_shared(docs, language, "index.md")
        for year, of_year in _by_year(briefs):
            links = "".join(
                f"- [{brief.title.of(language)}]({brief.slug}.md)\n" for brief in of_year
            )
            write_file(docs / f"briefs/{year}/index.md", f"# {year}\n\n{links}")
            for brief in of_year:
                places = ", ".join(place.of(language) for place in brief.places)
                topics = ", ".join(topic.of(language) for topic in brief.topics)
                write_file(
                    docs / f"briefs/{year}/{brief.slug}.md",
                    f"# {brief.title.of(language)}\n\n{brief.summary.of(language)}\n\n"
                    f"{brief.date}\n\n{places}\n\n{topics}\n\n"
                    f"{_linked_body(brief, language, _mkdocs_link)}\n",
                )
    name = f"briefs/{sample.year}/{sample.slug}"
    return Site(
        tool=MKDOCS_SHORT if short_nav else MKDOCS,
        size=len(briefs),
        folder=folder,
        commands=[[str(venv / "bin/mkdocs"), "build", "--quiet"]],
        output=folder / "site",
        pages={
            "en": folder / f"site/{name}/index.html",
            "ar": folder / f"site/ar/{name}/index.html",
        },
        sample=sample,
        text=folder / f"docs/en/{name}.md",
        translation=folder / f"docs/ar/{name}.md",
        env={"NO_MKDOCS_2_WARNING": "1"},
    )


def _mkdocs_link(name: str, anchor: str) -> str:
    return f"../../{name}.md#{anchor}"


# -- What Hugo and MkDocs share ----------------------------------------------------------


def _write_shared(content: Path, language: str, index: str) -> None:
    write_file(content / index, f"{_titled(HOME, language)}\n{HOME_TEXT.of(language)}\n")
    bodies = "\n".join(
        f"## {body.name.of(language)} ({body.key}) {{#{body.key}}}\n\n"
        f"{body.definition.of(language)}\n"
        for body in corpus.all_bodies()
    )
    write_file(content / "glossary.md", f"{_titled(GLOSSARY, language)}\n{bodies}")
    sources = "\n".join(
        f"## {source.title.of(language)} {{#{source.key}}}\n\n"
        f"{source.author.of(language)}, {source.year}.\n"
        for source in corpus.all_sources()
    )
    write_file(content / "bibliography.md", f"{_titled(BIBLIOGRAPHY, language)}\n{sources}")


def _linked_body(brief: Brief, language: str, link: Callable[[str, str], str]) -> str:
    """The text with its roles as Markdown links to the glossary and the bibliography."""
    return corpus.replace_roles(
        brief.body(language),
        lambda text, key: f"[{text}]({link('glossary', key)})",
        lambda key: f" [[{key[-3:]}]]({link('bibliography', key)})",
    )


def _titled(title: Message, language: str) -> str:
    return _front_matter({"title": title.of(language)})


def _front_matter(fields: Mapping[str, object]) -> str:
    lines = "".join(
        f"{name}: {value if name == 'date' else json.dumps(value, ensure_ascii=False)}\n"
        for name, value in fields.items()
    )
    return f"---\n{lines}---\n"


def _by_year(briefs: Sequence[Brief]) -> list[tuple[str, list[Brief]]]:
    ordered = sorted(briefs, key=lambda brief: brief.date, reverse=True)
    return [(year, list(group)) for year, group in groupby(ordered, lambda brief: brief.year)]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)
