"""Writes publications as BibTeX, RIS and CSL-JSON, one alone or many in one file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any
from urllib.parse import quote

from warraq.brief import Brief
from warraq.knowledge.bibtypes import LANGUAGES
from warraq.knowledge.csl import describe_item, keywords_of, name_kind
from warraq.knowledge.publication import Publication, describe_status, fold, name_title
from warraq.yamltext import plain_map

Translate = Callable[[str], str]
"""Gives the toolkit's words in the language of a publication's page."""

_LANGID = {code: name for name, code in reversed([*LANGUAGES.items()])}
"""biblatex's `langid` for a language, the first of its names; some have none."""

# -- BibTeX ----------------------------------------------------------------------------

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\u00a0": "~",
    **{char: f"\\{char}" for char in "&%#_$"},
}
_SPECIALS = re.compile("|".join(map(re.escape, _SPECIAL)))
_LIGATURE = re.compile(r"(?<=-)-|(?<=`)`|(?<=')'|(?<=,),|(?<=<)<|(?<=>)>|(?<=[!?])`")
"""The second of two characters of which LaTeX makes one."""


def escape_latex(text: str) -> str:
    """The text as LaTeX prints it, letter by letter; what is not ASCII stays as it is.

    Braces become commands, as BibTeX counts them even behind a backslash.
    """
    plain = _LIGATURE.sub(lambda match: f"\0{match[0]}", fold(text))
    return _SPECIALS.sub(lambda match: _SPECIAL[match[0]], plain).replace("\0", "{}")


def format_bibtex(publication: Publication, translate: Translate) -> str:
    """The publication as an entry for BibTeX and biblatex, ending in a line break.

    `@techreport` is what BibTeX's own styles know and biblatex takes for its `@report`;
    `date` is biblatex's, `year` and `month` are BibTeX's. Names of organisations and the
    title stand in a second pair of braces: no program takes the one apart at "and" or
    changes the capitals of the other. The address is no LaTeX and is not escaped.
    """
    date = publication.date
    names = " and ".join(f"{{{escape_latex(name)}}}" for name in publication.authors)
    fields = {
        "author": f"{{{names}}}",
        "title": f"{{{{{escape_latex(name_title(publication, translate))}}}}}",
        "institution": f"{{{{{escape_latex(publication.publisher)}}}}}",
        "type": _braced(name_kind(publication)),
        "date": f"{{{date}}}",
        "year": f"{{{date.year}}}",
        "month": _MONTHS[date.month - 1] if date.month else "",
        "langid": _braced(_LANGID.get(publication.language.partition("_")[0], "")),
        "url": _braced_address(publication.url),
        "abstract": _braced(publication.abstract),
        "keywords": _braced_list(keywords_of(publication)),
        "note": _braced(describe_status(publication, translate)),
    }
    lines = [f"  {name} = {value}" for name, value in fields.items() if value]
    return f"@techreport{{{publication.key},\n" + ",\n".join(lines) + "\n}\n"


def _braced(text: str) -> str:
    return f"{{{escape_latex(text)}}}" if text else ""


def _braced_address(url: str) -> str:
    return "{" + re.sub(r"[{}\\\s]", lambda match: quote(match[0]), url) + "}" if url else ""


def _braced_list(words: Iterable[str]) -> str:
    """Words with commas between them; one that has a comma stands in braces of its own."""
    parts = [f"{{{escape_latex(word)}}}" if "," in word else escape_latex(word) for word in words]
    return f"{{{', '.join(parts)}}}" if parts else ""


def join_bibtex(entries: Iterable[str]) -> str:
    """Many entries in one file."""
    return "\n".join(entries)


# -- RIS -------------------------------------------------------------------------------


def format_ris(publication: Publication, translate: Translate) -> str:
    """The publication as a RIS record, ending in a line break.

    A comma in an author's name tells programs where a surname ends. An organisation has none,
    so its commas become the like-looking U+201A, and its name stays whole.
    """
    date = publication.date
    month, day = (f"{part:02d}" if part else "" for part in (date.month, date.day))
    record: dict[str, Any] = {
        "type_of_reference": "RPRT",
        "authors": [fold(name).replace(",", "\u201a") for name in publication.authors],
        "title": fold(name_title(publication, translate)),
        "year": str(date.year),
        "date": f"{date.year}/{month}/{day}/",
        "type_of_work": fold(name_kind(publication)),
        "language": publication.tag,
        "publisher": fold(publication.publisher),
        "name_of_database": fold(publication.archive),
        "urls": [publication.url] if publication.url else [],
        "abstract": fold(publication.abstract),
        "keywords": [fold(word) for word in keywords_of(publication)],
        "notes": [fold(note) for note in [describe_status(publication, translate)] if note],
        "id": publication.key,
    }
    written: str = _ris_writer().formats([{k: v for k, v in record.items() if v}])
    return written


@cache
def _ris_writer() -> Any:
    """rispy's writer, without the number that it puts before each record.

    Lines end as the format has them, in CR and LF (RIS Format Specifications, "RIS file").
    """
    from rispy.writer import RisWriter

    class Writer(RisWriter):  # type: ignore[misc]
        NEWLINE = "\r\n"

        def set_header(self, count: int) -> str:
            return ""

    return Writer()


def join_ris(records: Iterable[str]) -> str:
    """Many records in one file, with an empty line after each."""
    return "\r\n".join(records)


# -- CSL-JSON --------------------------------------------------------------------------

_OPEN, _BETWEEN, _CLOSE = "[\n", ",\n", "\n]\n"


def format_csl(publication: Publication, translate: Translate) -> str:
    """The publication as CSL-JSON: a list of one item, ending in a line break."""
    return format_list([describe_item(publication, translate)])


def format_list(items: Iterable[Mapping[str, Any]]) -> str:
    """A JSON list of which each item is a block of lines, so that lists can be joined as text."""
    blocks = (json.dumps(item, ensure_ascii=False, indent=1) for item in items)
    text = _BETWEEN.join(blocks)
    return _OPEN + text + _CLOSE if text else "[]\n"


def join_csl(lists: Iterable[str]) -> str:
    """Many such lists as one."""
    text = _BETWEEN.join(_items(lists))
    return _OPEN + text + _CLOSE if text else "[]\n"


def _items(lists: Iterable[str]) -> Iterator[str]:
    for text in lists:
        if text.startswith(_OPEN):
            yield text.removeprefix(_OPEN).removesuffix(_CLOSE)


# -- The formats -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Format:
    """A format in which publications are exported."""

    ending: str
    """What its files' names end in."""

    name: str
    """What it is called, in every language."""

    media_type: str
    """Its MIME type."""

    write: Callable[[Publication, Translate], str]
    """Writes one publication as a whole file."""

    join: Callable[[Iterable[str]], str]
    """Makes one file of many."""


FORMATS = (
    Format(".bib", "BibTeX", "application/x-bibtex", format_bibtex, join_bibtex),
    Format(".ris", "RIS", "application/x-research-info-systems", format_ris, join_ris),
    Format(
        ".csl.json",
        "CSL JSON",
        "application/vnd.citationstyles.csl+json",
        format_csl,
        join_csl,
    ),
)
"""The formats for reference managers."""


# -- All facts -------------------------------------------------------------------------


def describe_brief(publication: Publication, brief: Brief, page: str) -> dict[str, Any]:
    """A brief's row of `archive.json`; what is not stated is left out.

    `name` (of its document, the same in every language), `key` (of its exports), `page` (from
    the folder of `archive.json`), `address`; then what readers of this language see: `title`
    and `summary` with their languages, `kind`, `authors`, `places`, `topics`; and
    `front_matter`: every field as the source's file has it, dates in EDTF.
    """
    row = {
        "name": publication.docname,
        "key": publication.key,
        "page": page,
        "address": publication.address,
        "title": publication.title,
        "language": publication.tag,
        "summary": publication.summary,
        "summary_language": publication.summary_language.replace("_", "-"),
        "kind": publication.kind,
        "authors": publication.authors,
        "places": publication.places,
        "topics": publication.topics,
        "front_matter": plain_map({one.name: getattr(brief, one.name) for one in fields(brief)}),
    }
    if not publication.summary:
        del row["summary_language"]
    return {name: value for name, value in row.items() if value}


def format_archive(facts: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> str:
    """`archive.json`: the archive's own `facts`, then all `briefs`, for other programs.

    `archive` is its name, `publisher` its owner, `language` the BCP 47 tag of the words,
    `address` that of the language's pages if the archive has one, `briefs` a list of what
    `describe_brief` gives, newest first.
    """
    document = {name: value for name, value in facts.items() if value} | {"briefs": list(rows)}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
