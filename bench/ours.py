"""The corpus as an archive of this toolkit: the real archive's frame with synthetic briefs."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench import corpus, peers
from bench.corpus import Brief, Message
from bench.measure import BenchError
from bench.site import LANGUAGES, Site, write_file

OURS = "warraq"

COPIED = (
    "conf.py",
    "_static",
    "_templates",
    "locale",
    *("docs/references.bib", "docs/briefs/index.md"),
)
"""What the benchmark takes from the real archive, beside its pages: everything but its briefs."""

KINDS = (Message("update", "مستجدات"), Message("report", "تقرير"), Message("statement", "بيان"))


def write_ours(folder: Path, briefs: Sequence[Brief], sample: Brief, *, root: Path) -> Site:
    """The archive at `root` with its briefs replaced by synthetic ones."""
    docs, locale = folder / "docs", folder / "locale/ar/LC_MESSAGES"
    _copy_frame(root, folder)
    _extend_glossary(docs / "glossary.md", locale / "glossary.po")
    _append(docs / "references.bib", format_biblatex())
    _add_messages(
        locale / "archive.po",
        [Message(*corpus.AUTHOR), *KINDS, *corpus.all_places(), *corpus.all_topics()],
    )
    for brief in briefs:
        write_brief(folder, brief)
    name = f"briefs/{sample.year}/{sample.slug}"
    output = folder / "build/html"
    build = [sys.executable, "-m", "warraq", "build", "--root", str(folder)]
    return Site(
        tool=OURS,
        size=len(briefs),
        folder=folder,
        commands=[build],
        output=output,
        pages={language: output / f"{language}/{name}.html" for language in LANGUAGES},
        sample=sample,
        text=docs / f"{name}.md",
        translation=locale / f"{name}.po",
        env={"PYTHONPATH": str(root)},
        alone={language: [*build, "--fresh", "--language", language] for language in LANGUAGES},
    )


def write_brief(folder: Path, brief: Brief) -> None:
    """Write a brief's page, its original and its Arabic catalog into an archive."""
    name = f"briefs/{brief.year}/{brief.slug}"
    source = f"sources/{brief.year}/{brief.slug}.txt"
    received = format_source(brief)
    write_file(folder / source, received)
    write_file(folder / f"docs/{name}.md", format_page(brief, source, received))
    write_file(folder / f"locale/ar/LC_MESSAGES/{name}.po", corpus.format_catalog(brief.messages))


def format_page(brief: Brief, source: str, received: str) -> str:
    """A brief as the archive's own page, front matter and text."""
    fields = {
        "title": brief.title.en,
        "date": brief.date,
        "kind": brief.kind,
        "summary": brief.summary.en,
        "places": [place.en for place in brief.places],
        "bodies": list(brief.bodies),
        "topics": [topic.en for topic in brief.topics],
        "authors": [corpus.AUTHOR[0]],
        "source": {"file": source, "sha256": hashlib.sha256(received.encode()).hexdigest()},
        "status": "published",
    }
    plain = ("date", "kind", "status")
    front = "".join(
        f"{name}: {value if name in plain else json.dumps(value, ensure_ascii=False)}\n"
        for name, value in fields.items()
    )
    return f"---\n{front}---\n\n{brief.body('en')}\n"


def format_source(brief: Brief) -> str:
    """A brief as the plain text that the archive might have received."""
    text = corpus.replace_roles(brief.body("en"), lambda shown, _key: shown, lambda _key: "")
    return f"{brief.title.en}\n\n{brief.summary.en}\n\n{text.replace('## ', '')}\n"


def format_biblatex() -> str:
    """The synthetic sources in the fields that the archive's own bibliography uses."""
    return "\n".join(
        f"@online{{{source.key},\n"
        f"  author    = {{{{{source.author.en}}}}},\n  author-ar = {{{{{source.author.ar}}}}},\n"
        f"  title     = {{{source.title.en}}},\n  title-ar  = {{{source.title.ar}}},\n"
        f"  date      = {{{source.year}}},\n"
        f"  url       = {{https://example.org/{source.key}}},\n  langid    = {{english}},\n}}\n"
        for source in corpus.all_sources()
    )


def _copy_frame(root: Path, folder: Path) -> None:
    pages = [f"docs/{path.name}" for path in sorted(root.glob("docs/*.md"))]
    for name in (*COPIED, *pages):
        source, target = root / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=_ignore_briefs)
        elif source.is_file():
            shutil.copy(source, target)
        else:
            raise BenchError(f"{source} is missing; run the benchmark from a whole checkout")


def _ignore_briefs(folder: str, names: list[str]) -> Iterable[str]:
    """Years of real briefs, and what a build left behind."""
    years = [name for name in names if Path(folder).name == "briefs" and name.isdigit()]
    return years + [name for name in names if name.endswith(".mo")]


def _extend_glossary(page: Path, catalog: Path) -> None:
    text = page.read_text("utf-8").rstrip()
    fence = text.rpartition("\n")[2]
    if set(fence) != {"`"}:
        raise BenchError(f"{page}: does not end with the closing fence of its glossary")
    entries = "".join(
        f"\n{body.key}\n{body.name.en}\n    {body.definition.en}\n" for body in corpus.all_bodies()
    )
    page.write_text(text.removesuffix(fence) + f"{entries}{fence}\n", "utf-8")
    _add_messages(catalog, peers.glossary_messages())


def _add_messages(catalog: Path, messages: Iterable[Message]) -> None:
    """Add the messages that a catalog lacks; it is a new one if there is none."""
    if not catalog.exists():
        write_file(catalog, corpus.format_catalog(messages))
        return
    present = catalog.read_text("utf-8")
    _append(
        catalog,
        corpus.format_entries(
            message for message in messages if f'msgid "{message.en}"\n' not in present
        ),
    )


def _append(path: Path, text: str) -> None:
    path.write_text(f"{path.read_text('utf-8').rstrip()}\n\n{text.lstrip()}", "utf-8")
