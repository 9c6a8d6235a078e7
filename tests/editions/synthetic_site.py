"""Writes a small published site of synthetic editions, without Sphinx and without git."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from warraq.editions.editionstyle import latest_style, sealed_style, status_style
from warraq.editions.model import EDITION_STYLE, RECORDS, Page, Sealed, Tag, Toolkit
from warraq.editions.pagetext import text_digest
from warraq.editions.records import FORMER, Facts, read_sealed, write_records

LANGUAGES = ("en", "ar")
EDITIONS = ("2023.05", "2023.11", "2024.02")
FACTS = Facts("Synthetic archive", "Synthetic Publisher", "https://example.org/license")
WORDS = {
    "one": ("A synthetic brief", "إحاطة اصطناعية"),
    "two": ("Another synthetic brief", "إحاطة اصطناعية أخرى"),
    "gone": ("A synthetic brief that was removed", "إحاطة اصطناعية حُذفت"),
    "new": ("A new synthetic brief", "إحاطة اصطناعية جديدة"),
    "about": ("About this synthetic archive", "عن هذا الأرشيف الاصطناعي"),
}
CONTENTS = {
    "2023.05": ("one", "two", "gone", "about"),
    "2023.11": ("one", "two", "gone", "about"),
    "2024.02": ("one", "two", "new", "about"),
}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def page_html(title: str, body: str, language: str) -> bytes:
    """A synthetic page, shaped as the toolkit's are."""
    direction = "rtl" if language == "ar" else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body><nav>Synthetic menu</nav><main><article>"
        f'<section><h1>{title}<a class="headerlink" href="#">#</a></h1><p>{body}</p></section>'
        "</article></main></body></html>\n"
    ).encode()


def name_of(key: str) -> str:
    return "about" if key == "about" else f"briefs/2023/{key}"


def render_edition(edition: str) -> dict[str, bytes]:
    """The files of an edition by their paths from the site's root."""
    files = {}
    for place, language in enumerate(LANGUAGES):
        folder = f"{language}/{edition}"
        for key in CONTENTS[edition]:
            body = f"Synthetic text in {language}. Nothing of it happened. {WORDS[key][place]}."
            if key == "two" and edition != EDITIONS[0]:
                body += " A synthetic number was corrected."
            page = page_html(WORDS[key][place], body, language)
            files[f"{folder}/{name_of(key)}.html"] = page
        files[f"{folder}/briefs/2023/one.bib"] = b"@techreport{synthetic}\n"
        files[f"{folder}/_static/two words.css"] = b"p { color: black }\n"
        files[f"{folder}/{EDITION_STYLE}"] = sealed_style(edition, LANGUAGES).encode()
    return files


def seal(
    edition: str,
    files: Mapping[str, bytes],
    *,
    tag: Tag | None = None,
    content: Mapping[str, str] | None = None,
    rendering: int = 1,
) -> Sealed:
    """The edition that these files are."""
    pages: dict[str, dict[str, Page]] = {}
    for place, language in enumerate(LANGUAGES):
        pages[language] = {}
        for key in CONTENTS[edition]:
            name, kind = name_of(key), "document" if key == "about" else "brief"
            corrected = key == "two" and edition != EDITIONS[0]
            pages[language][name] = Page(
                path=f"{name}.html",
                kind=kind,
                title=WORDS[key][place],
                language=language,
                date="2023-05" if kind == "brief" else "",
                state=("corrected" if corrected else "published") if kind == "brief" else "",
                status_note="A synthetic number was wrong." if corrected else "",
                status_date="2023-10-02" if corrected else "",
            )
    number = edition.replace(".", "")
    return Sealed(
        tag=tag
        or Tag(
            edition,
            number[:2] * 20,
            number[-2:] * 20,
            f"{edition[:4]}-05-02T10:20:30Z",
            "Synthetic.",
        ),
        toolkit=Toolkit("0.1.0", digest(b"a synthetic toolkit")),
        rendering=rendering,
        languages=LANGUAGES,
        files={path: digest(data) for path, data in sorted(files.items())},
        texts={
            path: text_digest(data)
            for path, data in sorted(files.items())
            if path.endswith(".html")
        },
        content=content if content is not None else {"docs/about.md": digest(b"synthetic")},
        pages=pages,
    )


def write_edition(
    site: Path,
    sealed: Sealed,
    files: Mapping[str, bytes],
    *,
    url: str = "",
    former: Mapping[str, bytes] | None = None,
) -> None:
    """Put an edition and its record into a site; files that are there already are linked."""
    for path, data in files.items():
        target = site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.write_bytes(data)
    sizes = {path: len(data) for path, data in files.items()}
    for name, data in write_records(sealed, url, sizes=sizes, facts=FACTS, former=former).items():
        target = site / RECORDS / sealed.name / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.write_bytes(data)


def write_site(
    site: Path,
    *,
    url: str = "",
    of: Callable[[str, Mapping[str, bytes]], Sealed] = seal,
    editions: tuple[str, ...] = EDITIONS,
) -> dict[str, Sealed]:
    """Write the whole site with what stands beside the editions; gives these by name."""
    made = {}
    for edition in editions:
        files = render_edition(edition)
        made[edition] = of(edition, files)
        write_edition(site, made[edition], files, url=url)
    write_rest(site, made)
    return made


def write_rest(site: Path, made: Mapping[str, Sealed]) -> None:
    """Write `latest`, the histories, a tombstone and a redirect."""
    newest = list(made)[-1]
    for language in LANGUAGES:
        before = f"{language}/{newest}/"
        for path in made[newest].files:
            if path.startswith(before):
                latest = site / language / "latest" / path.removeprefix(before)
                latest.parent.mkdir(parents=True, exist_ok=True)
                latest.unlink(missing_ok=True)
                if latest.name != EDITION_STYLE:
                    os.link(site / path, latest)
        _write(site, f"{language}/latest/{EDITION_STYLE}", latest_style(newest))
        if "new" in CONTENTS[newest]:
            _write(site, f"{language}/latest/briefs/2023/gone.html", "A synthetic tombstone.\n")
        refresh = '<meta http-equiv="refresh" content="0; url=latest/about.html">\n'
        _write(site, f"{language}/index.html", refresh)
        for key in WORDS:
            _write(site, f"{language}/history/{name_of(key)}.html", "A synthetic history.\n")
        for edition in made:
            style = status_style(is_newest=edition == newest)
            _write(site, f"{language}/status/{edition}.css", style)


def _write(site: Path, path: str, text: str) -> None:
    (site / path).parent.mkdir(parents=True, exist_ok=True)
    (site / path).write_text(text, "utf-8")


def gather_former(site: Path, edition: str) -> dict[str, bytes]:
    """The record that an edition now has, and those before it, as `former` of the next one.

    Raises EditionError for a record that is not whole.
    """
    sealed = read_sealed(site, edition)
    folder = site / RECORDS / edition
    before = f"{FORMER}/{sealed.rendering}"
    gathered = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink():
            gathered[name if name.startswith(f"{FORMER}/") else f"{before}/{name}"] = (
                path.read_bytes()
            )
    return gathered
