"""Writes a bibliography entry as a reader of one language expects it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from warraq.knowledge.bibdates import format_bib_date, format_year_month
from warraq.knowledge.bibnames import (
    Entry,
    PlainEntry,
    Span,
    frame,
    join_names,
    plain_entry,
    read_field,
    read_names,
)
from warraq.knowledge.bibtypes import PARTS, plain_type
from warraq.knowledge.latextext import clean_latex
from warraq.knowledge.quoting import nest_quotes
from warraq.translation.bidi import has_strong_rtl, is_rtl

__all__ = ["Entry", "Span", "cited_name", "format_reference", "official_words", "plain_reference"]

_LAWS = frozenset({"legal", "legislation", "jurisdiction"})
_BY_A_BODY = frozenset({"report", "dataset", "manual", "standard", "software"}) | _LAWS
"""Types that are named after their institution where they have no author."""

_SYMBOL = re.compile(r"[A-Z]{1,5}(?:/[\w.()-]+)+")
_FROM_TO = re.compile(r"(?<![\w.-])([0-9]+|[ivxlc]+)\s*-\s*(?=(?:[0-9]+|[ivxlc]+)(?![\w.-]))")
"""A hyphen between two pages."""
_SEVERAL = re.compile(r"[-–—,،;&]|\band\b|\bff?\b")


def _mark(text: str) -> str:
    """Mark a text for translators that is translated elsewhere."""
    return text


_KINDS: Mapping[str, str] = {
    "bathesis": _mark("bachelor’s thesis"),
    "dataset": _mark("dataset"),
    "mastersthesis": _mark("master’s thesis"),
    "mathesis": _mark("master’s thesis"),
    "phdthesis": _mark("PhD thesis"),
    "resreport": _mark("research report"),
    "techreport": _mark("technical report"),
}
"""biblatex's keys for a field `type`, and types of entries that say as much, in words."""

_STATES: Mapping[str, str] = {
    "forthcoming": _mark("forthcoming"),
    "inpress": _mark("forthcoming"),
    "inpreparation": _mark("forthcoming"),
}
"""biblatex's keys for a field `pubstate`, in words."""

Part = list[Span]


def format_reference(
    entry: Entry, language: str, translate: Callable[[str], str]
) -> tuple[Span, ...]:
    """Write `entry` for readers of `language`.

    All kinds go alike: who, what, in what, by whom published, when, which part of it. A document
    with a symbol is written as United Nations editors do: body, title, symbol, date, page (United
    Nations Editorial Manual, "Footnotes and other references"). It and laws have no quotation
    marks; others put the title in those of the language. The number of a law stands behind its
    title, unless that has it. Fields such as `title-LANG` hold
    official names in `LANG`; a text without one keeps its own language.
    `translate` gives the toolkit's words and punctuation in `language`.
    """
    return tuple(_Writer(plain_entry(entry), language, translate).write())


def plain_reference(spans: Iterable[Span]) -> str:
    """The reference as one line of text."""
    return "".join(span.text for span in spans)


def official_words(entry: Entry, name: str, language: str) -> tuple[str, str]:
    """A field as the document has it and its official form in `language`, each may be empty."""
    if name == "author":
        people = entry.persons.get("author", [])
        own = clean_latex(str(people[0])) if len(people) == 1 else ""
    else:
        own = clean_latex(entry.fields.get(name, ""))
    return own, clean_latex(entry.fields.get(f"{name}-{language}", ""))


def cited_name(entry: Entry, language: str, translate: Callable[[str], str]) -> tuple[Span, ...]:
    """What stands in a sentence for the entry: its authors, or its title if it has none."""
    names = read_names(entry, "author", language)
    if names:
        return tuple(join_names(names, translate))
    return (read_field(entry, "title", language) or Span(entry.key),)


@dataclass(frozen=True, slots=True)
class _Writer:
    """One entry on its way into words; each method gives a part, empty if there is none."""

    entry: PlainEntry
    language: str
    translate: Callable[[str], str]

    def write(self) -> Iterator[Span]:
        who, name = self._who()
        parts = [
            who,
            self._title(),
            self._number() if self._is_law() else [],
            *self._container(),
            *self._kind(),
            *self._edition(),
            *self._volume(),
            *self._publisher(name),
            self._when(),
            *self._pages(),
            *self._numbers(),
            *self._remarks(),
        ]
        yield from self._joined([part for part in parts if part])

    # -- Who and what ------------------------------------------------------------------------

    def _who(self) -> tuple[Part, str]:
        """Authors, else editors, else the body that it comes from; and that body's name."""
        authors = self._names("author")
        if authors:
            return authors, plain_reference(authors)
        editors = self._editors()
        if editors:
            return editors, ""
        if plain_type(self.entry.type) in _BY_A_BODY or self._is_symbol():
            for name in ("institution", "organization"):
                body = self._field(name)
                if body:
                    return body, body[0].text
        return [], ""

    def _title(self) -> Part:
        title = self._titled("title") or next(iter(self._field("label")), None)
        if not title:
            return []
        linked = replace(title, href=self._link())
        if self._is_law() or self._is_symbol():
            return [linked]
        return self._quoted("“%s”", linked)

    def _quoted(self, pattern: str, title: Span) -> Part:
        """A title in the quotation marks of the page, its own ones those of the second level."""
        pattern = self.translate(pattern)
        before, _place, after = pattern.partition("%s")
        text = nest_quotes(title.text, before[-1:], after, rtl=has_strong_rtl(title.text))
        return list(frame(pattern, replace(title, text=text)))

    def _titled(self, name: str) -> Span | None:
        """A title with its subtitle, if that is in the same language."""
        title = read_field(self.entry, name, self.language)
        below = read_field(self.entry, name.replace("title", "subtitle"), self.language)
        if title and below and title.lang == below.lang:
            return replace(title, text=f"{title.text}: {below.text}")
        return title

    def _link(self) -> str:
        for text in (
            self.entry.fields.get(f"url-{self.language.lower()}", ""),
            self.entry.fields.get("url", ""),
        ):
            address = _address(text)
            if address:
                return address
        doi = clean_latex(self.entry.fields.get("doi", ""))
        return _address(doi) or (f"https://doi.org/{doi}" if re.match(r"10\.\S+$", doi) else "")

    # -- In what -----------------------------------------------------------------------------

    def _container(self) -> Iterator[Part]:
        book = self._titled("booktitle") or self._titled("maintitle")
        if book:
            is_part = plain_type(self.entry.type) in PARTS
            yield self._quoted("in “%s”", book) if is_part else [book]
        if self._names("author") and self.entry.persons.get("editor"):
            yield self._editors()
        yield self._field("journaltitle") or self._field("journal")

    def _kind(self) -> Iterator[Part]:
        given = self._field("type")
        key = given[0].text if given else self.entry.type
        if key in _KINDS:
            yield [Span(self.translate(_KINDS[key]))]
        elif given:
            yield given

    def _edition(self) -> Iterator[Part]:
        translators = self._names("translator")
        if translators:
            yield list(frame(self.translate("translated by %s"), *translators))
        edition = self._field("edition")
        if edition and edition[0].text.isdigit():
            number = _ordinal(int(edition[0].text), self.language)
            yield [Span(self.translate("%s ed.") % number)]
        else:
            yield edition
        yield self._counted(self.translate("version %s"), self._text("version"))

    def _volume(self) -> Iterator[Part]:
        """The number of a document, or in which part of a journal or series a text stands."""
        yield self._field("series")
        yield self._counted(self.translate("vol. %s"), self._text("volume"))
        yield [] if self._is_law() else self._number()
        yield self._field("issue")

    def _number(self) -> Part:
        number = self._text("number")
        if not number[:1].isdigit() or self._is_symbol():
            return self._counted("%s", number)
        if self._is_law() and self._is_in_title(number):
            return []
        is_article = plain_type(self.entry.type) in {"article", "periodical", "suppperiodical"}
        return self._counted(
            self.translate("issue %s") if is_article else self.translate("No. %s"), number
        )

    def _is_in_title(self, number: str) -> bool:
        """Whether the title says a number, and not as the day of the date."""
        title = self._titled("title")
        day = re.fullmatch(r"[0-9]{4}-[0-9]{2}-0?([0-9]+)", self.entry.fields.get("date", ""))
        pattern = rf"(?<![\w/.-]){re.escape(number)}(?![\w/-])"
        return bool(title and re.search(pattern, title.text)) and not (day and day[1] == number)

    def _pages(self) -> Iterator[Part]:
        pages = _FROM_TO.sub(r"\1–", self._text("pages"))
        pattern = self.translate("pp. %s") if _SEVERAL.search(pages) else self.translate("p. %s")
        yield self._counted(self.translate("chapter %s"), self._text("chapter"))
        yield self._counted(pattern, pages)

    def _counted(self, pattern: str, number: str) -> Part:
        """A number in words around it; one with letters of the other direction is one run."""
        letters = any(char.isalpha() for char in number)
        isolate = letters and has_strong_rtl(number) != is_rtl(self.language)
        if isolate:
            return list(frame(pattern, Span(number, isolate=True)))
        return [Span(pattern % number)] if number else []

    # -- By whom and when --------------------------------------------------------------------

    def _publisher(self, already: str) -> Iterator[Part]:
        yield self._field("location") or self._field("address")
        named = {already}
        for name in ("institution", "school", "organization", "publisher"):
            body = self._field(name)
            if body and body[0].text not in named:
                named.add(body[0].text)
                yield body

    def _numbers(self) -> Iterator[Part]:
        for name in ("isbn", "issn"):
            number = self._text(name)
            yield [Span(f"{name.upper()} {number}")] if number else []

    def _when(self) -> Part:
        date = self._date("date") or format_year_month(
            self._text("year"), self._text("month"), self.language
        )
        state = self._text("pubstate")
        if not date and state:
            date = self.translate(_STATES[state]) if state in _STATES else state
        return [Span(date)] if date else []

    def _remarks(self) -> Iterator[Part]:
        for name in ("titleaddon", "howpublished", "note", "addendum"):
            yield self._field(name)
        seen = self._date("urldate")
        yield [Span(self.translate("accessed %s") % seen)] if seen else []

    # -- What the entry holds ----------------------------------------------------------------

    def _text(self, name: str) -> str:
        return clean_latex(self.entry.fields.get(name, ""))

    def _field(self, name: str) -> Part:
        found = read_field(self.entry, name, self.language)
        return [found] if found and found.text else []

    def _names(self, role: str) -> Part:
        return list(join_names(read_names(self.entry, role, self.language), self.translate))

    def _editors(self) -> Part:
        names = read_names(self.entry, "editor", self.language)
        if not names:
            return []
        joined = join_names(names, self.translate)
        one = len(names) == 1
        pattern = self.translate("%s, ed.") if one else self.translate("%s, eds.")
        return list(frame(pattern, *joined))

    def _date(self, name: str) -> str:
        value = self.entry.fields.get(name, "").strip("{} ")
        try:
            return format_bib_date(value, self.language, self.translate) if value else ""
        except ValueError:
            return self._text(name)  # the check of the file has told of it

    def _is_law(self) -> bool:
        return plain_type(self.entry.type) in _LAWS

    def _is_symbol(self) -> bool:
        return bool(_SYMBOL.match(self._text("number")))

    def _joined(self, parts: list[Part]) -> Iterator[Span]:
        separator = Span(self.translate(", "))
        for index, part in enumerate(parts):
            if index:
                yield separator
            yield from part
        if parts and not parts[-1][-1].text.endswith("."):
            yield Span(self.translate("."))


def _ordinal(number: int, language: str) -> str:
    """A number in a row, as a language abbreviates it: 2nd; others write the number alone."""
    if language.partition("_")[0] != "en":
        return str(number)
    teens = 10 <= number % 100 <= 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _address(text: str) -> str:
    """The address of a document, or nothing: other schemes can run code or read files.

    It is no LaTeX, where `%` begins a comment and `~` is a space, but editors escape it so.
    """
    plain = re.sub(r"\\([#$%&_~])(?:\{\})?", r"\1", text.strip()).strip("{}")
    found = re.match(r"(?:(?:https?|ftp)://|mailto:)\S+$", plain, re.IGNORECASE)
    return plain if found else ""
