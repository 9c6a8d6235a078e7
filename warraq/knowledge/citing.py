"""Writes how a publication is cited, as text that readers copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from warraq.brief import State
from warraq.edtf import EdtfDate, format_date
from warraq.knowledge.csl import name_kind
from warraq.knowledge.publication import STATE_WORDS, Publication
from warraq.knowledge.quoting import nest_quotes
from warraq.translation.bidi import is_rtl

Translate = Callable[[str], str]
"""Gives the toolkit's words in the language of a publication's page."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a citation."""

    text: str
    kind: str = ""
    """`title` for the title, `italic` for a title that is set in italics, `name` for the name of
    an author or publisher, `address` for a URL."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A publication cited in one style."""

    style: str
    """The name of the style; nothing where a language has one form alone."""

    parts: tuple[Part, ...]
    """The text, part by part."""

    accessed: str = ""
    """What readers add, the day on which they read it in the place of `%s`."""

    @property
    def text(self) -> str:
        """The whole text in one line."""
        return "".join(part.text for part in self.parts)


def cite(publication: Publication, translate: Translate) -> tuple[Citation, ...]:
    """The citations that readers of the page's language look for, the most usual one first.

    `translate` gives the toolkit's words and punctuation in that language.
    """
    styles = _STYLES.get(publication.page_language.partition("_")[0])
    if styles is None:
        return (Citation("", tuple(_write_local(publication, translate))),)
    return tuple(
        Citation(name, tuple(write(publication)), accessed if publication.url else "")
        for name, write, accessed in styles
    )


# -- Any language ----------------------------------------------------------------------


def _write_local(publication: Publication, translate: Translate) -> Iterator[Part]:
    """Author, title in quotation marks, publisher, date, address, as the language writes them.

    Words and punctuation come from the catalog: Arabic has «…» and its own comma, and
    `format_date` its months (أيار/مايو). Where guillemets are used, those within a title become
    the marks of the second level.
    """
    comma = translate(", ")
    before, _sep, after = translate("“%s”").partition("%s")
    yield from _join(publication.authors, comma, translate(" and "))
    yield Part(comma + before)
    rtl = is_rtl(publication.page_language)
    yield Part(nest_quotes(publication.title, before, after, rtl=rtl), "title")
    yield Part(after + comma)
    if publication.publisher not in publication.authors:
        yield Part(publication.publisher, "name")
        yield Part(comma)
    facts = [format_date(publication.date, publication.page_language)]
    word = STATE_WORDS.get(publication.state)
    if word:
        when = publication.status.date
        shown = f" ({format_date(when, publication.page_language)})" if when else ""
        facts.append(translate(word) + shown)
    yield Part(comma.join(facts) + (comma if publication.url else translate(".")))
    if publication.url:
        yield Part(publication.url, "address")


# -- English ---------------------------------------------------------------------------

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_MLA_MONTHS = tuple(
    month if len(month) <= 4 else f"{'Sept' if month == 'September' else month[:3]}."
    for month in _MONTHS
)


def _write_chicago(publication: Publication) -> Iterator[Part]:
    """A bibliography entry of the Chicago Manual of Style.

    A report is cited like a book (17th edition, 14.220). An organisation that publishes its
    own text is named as author and again as publisher (17th edition, 14.84). Of more than six
    authors three are named (18th edition).
    """
    yield from _stopped(_list_chicago(publication.authors))
    yield Part(" ")
    yield from _italic_title(publication.title)
    yield Part(" ")
    yield Part(publication.publisher, "name")
    yield Part(f", {_american(publication.date)}.")
    yield from _told_at_the_end(publication, _american)
    yield from _address(publication, " ", ".")


def _write_apa(publication: Publication) -> Iterator[Part]:
    """A reference of the American Psychological Association (Publication Manual, 7th edition).

    A report says in brackets what it is unless that is plain (10.4); a publisher that is the
    author is left out (9.29); a retraction is told at the end (10.1), a correction is not (APA
    Style Blog, "How to Cite a Corrected Journal Article"). The manual wants titles in small
    letters, which no program can write without harm to names: they stay as published.
    """
    yield from _stopped(_list_apa(publication.authors))
    yield Part(f" ({_year_first(publication.date)}). ")
    kind = name_kind(publication)
    if kind.lower() in ("", "report"):
        yield from _italic_title(publication.title)
    else:
        yield Part(publication.title, "italic")
        yield Part(f" [{kind}].")
    if publication.publisher not in publication.authors:
        yield Part(" ")
        yield from _stopped([Part(publication.publisher, "name")])
    yield from _address(publication, " ", "")
    if publication.state is State.RETRACTED:
        when = publication.status.date
        yield Part(f" (Retraction published {_year_first(when)})" if when else " (Retracted)")


def _write_mla(publication: Publication) -> Iterator[Part]:
    """A works-cited entry of the Modern Language Association (MLA Handbook, 9th edition).

    An organisation that publishes its own text is named as publisher alone; of three or more
    authors the first is named; months of more than four letters are shortened.
    """
    if publication.authors != (publication.publisher,):
        yield from _stopped(_list_mla(publication.authors))
        yield Part(" ")
    yield from _italic_title(publication.title)
    when = _british(publication.date, _MLA_MONTHS)
    end = "," if publication.url else "."
    yield Part(" ")
    yield Part(publication.publisher, "name")
    yield Part(f", {when}{end}")
    yield from _address(publication, " ", ".")
    yield from _told_at_the_end(publication, lambda date: _british(date, _MLA_MONTHS))


def _write_oscola(publication: Publication) -> Iterator[Part]:
    """A footnote of OSCOLA (4th edition, 3.4.1 and 3.1.4), without its full stop.

    Author, ‘title’ (publisher and date) <address>, and the day of reading, which only readers
    know. A publisher that is the author is not repeated. Of more than three authors the first
    is named.
    """
    yield from _list_oscola(publication.authors)
    yield Part(", ‘")
    yield Part(nest_quotes(publication.title, "‘", "’"), "title")
    yield Part("’ (")
    if publication.publisher not in publication.authors:
        yield Part(publication.publisher, "name")
        yield Part(", ")
    facts = [_british(publication.date, _MONTHS)]
    word = STATE_WORDS.get(publication.state)
    if word:
        when = publication.status.date
        facts.append(word.lower() + (f" {_british(when, _MONTHS)}" if when else ""))
    yield Part(f"{', '.join(facts)})")
    yield from _address(publication, " <", ">")


_STYLES: dict[str, tuple[tuple[str, Callable[[Publication], Iterator[Part]], str], ...]] = {
    "en": (
        ("Chicago", _write_chicago, ""),
        ("APA", _write_apa, ""),
        ("MLA", _write_mla, ""),
        ("OSCOLA", _write_oscola, "accessed %s"),
    ),
}
"""The styles that a language's readers use: name, form, what they add; others have one form."""


def _italic_title(title: str) -> Iterator[Part]:
    """A title in italics and the full stop after it, unless it ends with a mark of its own."""
    yield Part(title, "italic")
    if not _ends(title):
        yield Part(".")


def _address(publication: Publication, before: str, after: str) -> Iterator[Part]:
    if publication.url:
        yield Part(before)
        yield Part(publication.url, "address")
        if after:
            yield Part(after)


def _told_at_the_end(publication: Publication, write: Callable[[EdtfDate], str]) -> Iterator[Part]:
    """A sentence on a retraction or correction."""
    word = STATE_WORDS.get(publication.state)
    if word:
        when = publication.status.date
        yield Part(f" {word}{f' {write(when)}' if when else ''}.")


def _list_chicago(names: Sequence[str]) -> list[Part]:
    if len(names) > 6:
        return [*_join(names[:3], ", ", ", "), Part(", et al.")]
    return _join(names, ", ", " and ", serial=", and ")


def _list_apa(names: Sequence[str]) -> list[Part]:
    if len(names) > 20:
        return [*_join(names[:19], ", ", ", "), Part(", . . . "), Part(names[-1], "name")]
    return _join(names, ", ", " & ", serial=", & ")


def _list_mla(names: Sequence[str]) -> list[Part]:
    if len(names) > 2:
        return [Part(names[0], "name"), Part(", et al.")]
    return _join(names, ", ", " and ")


def _list_oscola(names: Sequence[str]) -> list[Part]:
    if len(names) > 3:
        return [Part(names[0], "name"), Part(" and others")]
    return _join(names, ", ", " and ")


def _join(names: Sequence[str], comma: str, conjunction: str, *, serial: str = "") -> list[Part]:
    """`A`, `A and B`, `A, B and C`; `serial` stands before the last of three or more."""
    parts: list[Part] = []
    last = serial if serial and len(names) > 2 else conjunction
    for index, name in enumerate(names):
        if index:
            parts.append(Part(last if index == len(names) - 1 else comma))
        parts.append(Part(name, "name"))
    return parts


def _year_first(date: EdtfDate) -> str:
    """`2023, May 12`."""
    if date.month is None:
        return str(date.year)
    day = "" if date.day is None else f" {date.day}"
    return f"{date.year}, {_MONTHS[date.month - 1]}{day}"


def _american(date: EdtfDate) -> str:
    """`May 12, 2023`."""
    if date.month is None:
        return str(date.year)
    day = "" if date.day is None else f" {date.day},"
    return f"{_MONTHS[date.month - 1]}{day} {date.year}"


def _british(date: EdtfDate, months: Sequence[str]) -> str:
    """`12 May 2023`."""
    if date.month is None:
        return str(date.year)
    day = "" if date.day is None else f"{date.day} "
    return f"{day}{months[date.month - 1]} {date.year}"


def _stopped(parts: list[Part]) -> list[Part]:
    return parts if parts and parts[-1].text.endswith(".") else [*parts, Part(".")]


def _ends(title: str) -> bool:
    """Whether a title ends with a mark that needs no full stop, within quotation marks or not.

    A bracket closes what its marks end; the title goes on.
    """
    return title.rstrip("”’\"'»").endswith((".", "?", "!", "…", "؟"))
