"""Makes small bilingual archives for the tests of whole sites. Every text is synthetic."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from warraq.archive import read_archive
from warraq.site.build import SiteResult, build_site

ROOT = Path(__file__).resolve().parents[2]
SOURCE_DATE_EPOCH = "1700000000"

CONF = """\
project = "Synthetic Archive Society"
author = "Synthetic Archive Society"
html_title = "Synthetic archive"
html_short_title = "Synthetic archive"
archive_languages = {
    "en": "English",
    "ar": "العربية",
}
archive_url = ""
archive_newest = 4
archive_page_size = 3
extensions = ["warraq.sphinxext"]
language = next(iter(archive_languages))
root_doc = "index"
bibtex_bibfiles = ["docs/references.bib"]
html_static_path = ["_static"]
templates_path = ["_templates"]
html_theme = "furo"
nitpicky = True
"""

INDEX = """\
# Synthetic archive

Synthetic text of the front page.

```{briefs} newest
```

```{briefs} years
```

```{toctree}
:hidden:

briefs/index
glossary
bibliography
translations
about
```
"""

GLOSSARY = """\
# Synthetic glossary

```{glossary}
SBA
Synthetic Body Alpha
    A synthetic body, told of on {doc}`about`.

SBB
Synthetic Body Beta
    A synthetic body.{cite}`synthetic-charter` It works with {term}`SBA`.

SBC
    A synthetic body that no brief names.
```
"""

ABOUT = """\
# About the synthetic archive

Synthetic words.

(synthetic-label)=
## A synthetic section

More synthetic words.
"""

LINKS = """\
See {ref}`synthetic-label`, [](../../about.md) and {doc}`/briefs/2022/synthetic-01`.
"""
"""What brief 2 says beside the usual: every kind of link to another page."""

BIB = """\
@legal{synthetic-resolution,
  author    = {{Synthetic Council}},
  author-ar = {{المجلس الاصطناعي}},
  title     = {Synthetic resolution 1},
  title-ar  = {القرار الاصطناعي 1},
  number    = {X/RES/1 (2020)},
  date      = {2020-05-06},
  url       = {https://example.org/X/RES/1},
  langid    = {english},
}

@online{synthetic-charter,
  author    = {{Synthetic Council}},
  author-ar = {{المجلس الاصطناعي}},
  title     = {Synthetic charter},
  url       = {https://example.org/charter},
  langid    = {english},
}

@online{synthetic-uncited,
  author    = {{Synthetic Council}},
  title     = {Synthetic paper that no page cites},
  url       = {https://example.org/paper},
  langid    = {english},
}
"""

HEADER = """\
msgid ""
msgstr ""
"Language: ar\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && \
n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\\n"
"""

WORDS = {
    "Synthetic archive": "أرشيف اصطناعي",
    "Synthetic Archive Society": "جمعية الأرشيف الاصطناعي",
    "update": "مستجدات",
    "report": "تقرير",
    "Synthetic Place": "مكان اصطناعي",
    "Other Synthetic Place": "مكان اصطناعي آخر",
    "synthetic topic": "موضوع اصطناعي",
}

FIRST_YEAR = 2021


def catalog_text(messages: dict[str, str]) -> str:
    """A `.po` file with these translations."""
    entries = (
        f'\nmsgid "{_escape(msgid)}"\nmsgstr "{_escape(text)}"\n'
        for msgid, text in messages.items()
    )
    return HEADER + "".join(entries)


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def brief_name(number: int) -> str:
    """The document of a brief: they stand three to a year and more, in the order of time."""
    return f"briefs/{FIRST_YEAR + number % 3}/synthetic-{number:02d}"


def brief_messages(number: int) -> dict[str, str]:
    """Every message of a brief, with its translation."""
    return {
        f"Synthetic brief {number}": f"موجز اصطناعي {number}",
        f"Synthetic deck {number}.": f"ملخص اصطناعي {number}.",
        f"Synthetic text {number} names {{term}}`Synthetic Body Alpha <SBA>`.": (
            f"نص اصطناعي {number} يذكر {{term}}`الهيئة الاصطناعية <SBA>`."
        ),
        f"It cites X/RES/1 (2020).{{cite}}`synthetic-resolution` Line {number}.": (
            f"ويستشهد بـ X/RES/1 (2020).{{cite}}`synthetic-resolution` السطر {number}."
        ),
        "A synthetic heading": "عنوان اصطناعي",
        f"It ends with {{term}}`SBB` here, {number}.": (
            f"وينتهي بذكر {{term}}`SBB <SBB>` هنا، {number}."
        ),
    }


def brief_text(number: int, *, source_digest: str = "", **fields: str) -> str:
    """The page of a brief."""
    messages = list(brief_messages(number))
    front = {
        "title": messages[0],
        "date": f"{FIRST_YEAR + number % 3}-{number % 12 + 1:02d}",
        "kind": "update" if number % 2 else "report",
        "summary": messages[1],
        "places": "[Synthetic Place]",
        "bodies": "[SBA, SBB]",
        "topics": "[synthetic topic]",
        "authors": "[Synthetic Archive Society]",
    }
    if source_digest:
        file = f"sources/{FIRST_YEAR + number % 3}/synthetic-{number:02d}.txt"
        front["source"] = f"{{file: {file}, sha256: {source_digest}}}"
    front["status"] = "published"
    front |= fields
    rows = "".join(f"{name}: {value}\n" for name, value in front.items())
    body = "\n\n".join([*messages_body(messages)])
    return f"---\n{rows}---\n\n{body}\n"


def messages_body(messages: list[str]) -> Iterable[str]:
    """The blocks of a brief's body."""
    for message in messages[2:]:
        yield f"## {message}" if message == "A synthetic heading" else message


def write(path: Path, text: str) -> None:
    """Write a file and the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def po_path(root: Path, domain: str) -> Path:
    """The Arabic catalog of a document or domain."""
    return root / "locale" / "ar" / "LC_MESSAGES" / f"{domain}.po"


def make_archive(root: Path, briefs: int = 12, *, translated: Iterable[int] | None = None) -> Path:
    """Write an archive of synthetic briefs with the repository's own styles and templates.

    All briefs but the third are translated, unless `translated` names those that are.
    Brief 1 has an original in `sources/`.
    """
    write(root / "conf.py", CONF)
    write(root / "docs" / "index.md", INDEX)
    write(root / "docs" / "glossary.md", GLOSSARY)
    write(root / "docs" / "about.md", ABOUT)
    write(root / "docs" / "references.bib", BIB)
    write(
        root / "docs" / "bibliography.md",
        "# Synthetic bibliography\n\n```{bibliography}\n:all:\n:list: bullet\n```\n",
    )
    write(
        root / "docs" / "translations.md",
        "# Synthetic translations\n\nSynthetic words.\n\n```{translations}\n```\n",
    )
    write(root / "docs" / "briefs" / "index.md", "# All briefs\n\n```{briefs} years\n```\n")
    chosen = set(range(1, briefs + 1)) - {3} if translated is None else set(translated)
    original = "Synthetic original 1.\n"
    write(root / "sources" / f"{FIRST_YEAR + 1}" / "synthetic-01.txt", original)
    digest = hashlib.sha256(original.encode()).hexdigest()
    for number in range(1, briefs + 1):
        text = brief_text(number, source_digest=digest if number == 1 else "")
        if number == 2:
            text += f"\n{LINKS}"
        write(root / "docs" / f"{brief_name(number)}.md", text)
        if number in chosen:
            write(po_path(root, brief_name(number)), catalog_text(brief_messages(number)))
    write(
        po_path(root, "index"),
        catalog_text(
            {
                "Synthetic archive": "أرشيف اصطناعي",
                "Synthetic text of the front page.": "نص اصطناعي في الصفحة الأولى.",
            }
        ),
    )
    write(
        po_path(root, "glossary"),
        catalog_text(
            {
                "Synthetic glossary": "مسرد اصطناعي",
                "Synthetic Body Alpha": "الهيئة الاصطناعية ألف",
                "A synthetic body, told of on {doc}`about`.": "هيئة اصطناعية ترد في {doc}`about`.",
            }
        ),
    )
    write(po_path(root, "about"), catalog_text({"About the synthetic archive": "عن الأرشيف"}))
    write(po_path(root, "archive"), catalog_text(WORDS))
    for name in ("warraq", "sphinx"):
        target = po_path(root, name)
        shutil.copy(ROOT / "locale" / "ar" / "LC_MESSAGES" / target.name, target)
    for name in ("_static", "_templates"):
        shutil.copytree(ROOT / name, root / name)
    return root


def build(root: Path, **options: object) -> SiteResult:
    """Build every language of the archive, in processes forked from this one."""
    return build_site(read_archive(root), **options)  # type: ignore[arg-type]


def build_well(root: Path, **options: object) -> SiteResult:
    """Build, and hold that nothing was wrong."""
    result = build(root, **options)
    said = [line for outcome in result.outcomes for line in outcome.messages]
    assert said == []
    assert not result.failed
    return result


def copy_sources(root: Path, target: Path) -> Path:
    """Copy an archive without what was built of it."""
    shutil.copytree(root, target, ignore=lambda folder, names: {"build"} & set(names))
    return target


def site_bytes(root: Path) -> dict[str, bytes]:
    """Every file of the built site, by its path."""
    html = root / "build" / "html"
    return {
        path.relative_to(html).as_posix(): path.read_bytes()
        for path in sorted(html.rglob("*"))
        if path.is_file()
    }


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The paths that only one site has, and those whose bytes differ."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))
