"""Finds the front matter of a publication in its text and in its format's own fields."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from warraq.edtf import EdtfDate, parse_date
from warraq.ingest.accounting import words
from warraq.ingest.arranging import clean_text, find_loose_notes
from warraq.ingest.boilerplate import whole_text
from warraq.ingest.dates import (
    AmbiguousDateError,
    find_dates,
    find_update,
    is_ahead,
    read_date,
    read_dateline,
)
from warraq.ingest.document import Block, Document, Heading, LeftOut, Paragraph
from warraq.ingest.errors import IngestError
from warraq.ingest.heads import begins_text, may_be_deck, may_be_title
from warraq.ingest.settings import Settings
from warraq.translation.bidi import is_rtl

_HEAD = 12  # blocks in which title, date and deck stand
_BEHIND_PLACE = "it stands behind a place"
_ELLIPSIS = re.compile(r"\s*(?:\[?(?:…|\.\.\.|&hellip;)\]?|\[&hellip;\])\s*\Z")


@dataclass(frozen=True, slots=True)
class Given:
    """What the person who imports says; it goes before all that is found."""

    title: str = ""
    date: str = ""
    kind: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The front matter, what is left for the body, and how both came about."""

    title: str
    date: EdtfDate
    kind: str
    summary: str
    places: tuple[str, ...]
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    url: str
    language: str
    blocks: tuple[Block, ...]
    """What is left for the body."""

    taken: tuple[str, ...]
    """The words of the source that became front matter."""

    left_out: tuple[LeftOut, ...]
    review: Mapping[str, str]
    """The fields that were guessed, each with how."""


@dataclass
class _Finder:
    """Takes fields out of the blocks of one document."""

    document: Document
    given: Given
    settings: Settings
    languages: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    review: dict[str, str] = field(default_factory=dict)
    pool: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.blocks = list(self.document.blocks)
        self.pool = Counter(words(self.document.fact_words))
        self.review |= self.document.review

    # -- What is counted ---------------------------------------------------------------------

    def claim(self, text: str) -> bool:
        """Count a field's words as front matter, if the source's own fields hold them."""
        found = Counter(words(text))
        if not found or found - self.pool:
            return False
        self.pool -= found
        self.taken.append(text)
        return True

    def take(self, place: int) -> None:
        self.taken.append(whole_text(self.blocks.pop(place)))

    def leave(self, place: int, reason: str) -> None:
        self.left_out.append(LeftOut(reason, whole_text(self.blocks.pop(place))))

    def settle(self) -> None:
        """Leave out what the source's own fields say beside the front matter."""
        if rest := " ".join(self.pool.elements()):
            self.left_out.append(LeftOut("the file's own fields", rest))

    def doubt(self, name: str, reason: str) -> None:
        """List a field for review, with what is said of it already."""
        self.review[name] = "; ".join(filter(None, (self.review.get(name, ""), reason)))

    def check(self, date: EdtfDate) -> None:
        """Doubt what no publication has: a date to come, or notes without a mark."""
        today = datetime.datetime.now(datetime.UTC).date()
        if is_ahead(date, today):
            self.doubt("date", f"it lies in the future: today is {today} (UTC)")
        if loose := find_loose_notes(self.blocks):
            labels = ", ".join(dict.fromkeys(note.label for note in loose))
            self.doubt(
                "footnotes", f"the text has no mark for note {labels}, which became a paragraph"
            )

    # -- Fields ------------------------------------------------------------------------------

    def title(self) -> tuple[str, int]:
        """The title and the place of the block behind its last occurrence at the head."""
        facts = self.document.facts
        own = one_line(facts.title)
        counted = bool(own) and not self.given.title and self.claim(facts.title)
        first = next((i for i, block in enumerate(self.blocks[:_HEAD]) if may_be_title(block)), -1)
        if not own:
            while first >= 0 and self._is_date(self.blocks[first]):
                rest = range(first + 1, min(len(self.blocks), _HEAD))
                first = next((i for i in rest if may_be_title(self.blocks[i])), -1)
            if first >= 0:
                own = one_line(whole_text(self.blocks[first]))
        if not own and not self.given.title:
            raise IngestError("it has no title that can be told; give one with --title")
        wanted, behind, seen = words(own), 0, 0
        place = 0
        while place < min(len(self.blocks), _HEAD) and wanted:
            if words(whole_text(self.blocks[place])) != wanted:
                if begins_text(self.blocks[place]):
                    break
                place += 1
                continue
            seen += 1
            if self.given.title:
                self.leave(place, "the title that the source has")
            elif counted or seen > 1:
                self.leave(place, "repeated title")
            else:
                self.take(place)
            behind = place
        if not facts.title and not self.given.title and seen < 2:
            self.review["title"] = "the first short line of the text"
        return one_line(self.given.title) or own, behind

    def _is_date(self, block: Block) -> bool:
        try:
            return read_date(whole_text(block), self.languages) is not None
        except AmbiguousDateError:
            return True

    def date(self, fallback: EdtfDate | None) -> EdtfDate:
        """The date of publication; raises IngestError where none is found."""
        facts = self.document.facts
        doubtful = ""
        own = None
        if facts.date:
            try:
                own = read_date(facts.date, self.languages)
            except AmbiguousDateError as error:
                doubtful = str(error)
            if own:
                self.claim(facts.date)
        chosen = _given_date(self.given.date) or own
        place, read = 0, 0
        while place < len(self.blocks) and read < _HEAD:
            block = self.blocks[place]
            read += 1
            if begins_text(block):
                break
            try:
                found, how = self._date_in(block)
            except AmbiguousDateError as error:
                doubtful, found, how = str(error), None, ""
                if chosen:
                    self.leave(place, "date in figures")
                    continue
            if not found or (chosen and how == _BEHIND_PLACE):
                place += 1  # beside another date, words before one are text
            elif chosen:
                same = found == chosen
                self.leave(place, "repeated date" if same else "another date")
                if not same:
                    self.review["date"] = f"the text also says {found}"
            else:
                chosen = found
                self.take(place)
                if how:
                    self.review["date"] = how
        chosen = chosen or self._last_date() or fallback
        if chosen:
            return chosen
        if doubtful:
            raise IngestError(
                f"its date {doubtful} may be two different days; give one with --date YYYY-MM-DD"
            )
        said = ", ".join(dict.fromkeys(self._mentioned()))
        hint = f" (the text mentions {said})" if said else ""
        raise IngestError(f"it has no date of publication{hint}; give one with --date 2023-05")

    def _date_in(self, block: Block) -> tuple[EdtfDate | None, str]:
        if not isinstance(block, (Heading, Paragraph)):
            return None, ""
        text = whole_text(block)
        if found := read_date(text, self.languages):
            if update := find_update(text, self.languages):
                return found, f"the line also says “{one_line(update)}”"
            return found, "" if found.month else "a line with a year alone"
        return read_dateline(text, self.languages), _BEHIND_PLACE

    def _last_date(self) -> EdtfDate | None:
        """A date that stands alone below the text."""
        for place in range(len(self.blocks) - 1, max(len(self.blocks) - 6, -1), -1):
            try:
                found, how = self._date_in(self.blocks[place])
            except AmbiguousDateError:
                continue
            # `Date of the attack: 12 March 2020` says something else than a place.
            told = how == _BEHIND_PLACE and ":" in whole_text(self.blocks[place])
            if found and found.month and not told:
                self.take(place)
                self.review["date"] = "it stands at the end of the text"
                return found
        return None

    def _mentioned(self) -> Iterable[str]:
        for block in self.blocks[:40]:
            yield from list(find_dates(whole_text(block)[:4000], self.languages))[:3]

    def summary(self, behind: int) -> str:
        """The deck: of the source's own fields, else the unfinished sentence below the title."""
        own = one_line(self.document.facts.summary)
        if own:
            bare = words(_ELLIPSIS.sub("", own))
            for place, block in enumerate(self.blocks[:_HEAD]):
                found = words(whole_text(block))
                if found == words(own) and isinstance(block, (Heading, Paragraph)):
                    if self.claim(self.document.facts.summary):
                        self.leave(place, "repeated summary")
                    else:
                        self.take(place)
                    return own
                if found[: len(bare)] == bare:
                    return ""  # an excerpt that the text begins with
            self.claim(self.document.facts.summary)
            return own
        following = self.blocks[behind : behind + 1]
        if (
            following
            and len(self.blocks) > behind + 1
            and may_be_deck(following[0])
            and not read_dateline(whole_text(following[0]), self.languages)
        ):
            self.review["summary"] = "the line below the title that ends without a full stop"
            text = one_line(whole_text(following[0]))
            self.take(behind)
            return text
        return ""

    def kind(self) -> str:
        facts = self.document.facts
        if self.given.kind:
            return self.given.kind
        if facts.kind:
            self.claim(facts.kind)
            known = self.settings.kinds.get(facts.kind.casefold())
            kind = known or "-".join(re.findall(r"[^\W_]+", facts.kind.lower()))
            if kind:
                return kind
        for topic in facts.topics:
            if known := self.settings.kinds.get(topic.casefold()):
                self.claim(topic)
                return known
        if not self.settings.kind:
            raise IngestError(
                "its kind is not known; give one with --kind update, or write kind under "
                "[defaults] in docs/import.toml"
            )
        self.review["kind"] = "the archive's default"
        return self.settings.kind

    def vocabulary(self, name: str, text: str) -> tuple[str, ...]:
        """Places or topics: those of the source's fields, else the archive's that the text has."""
        places = self._known_places(self.document.facts.topics)
        if name == "places":
            own = (*self.document.facts.places, *places.values())
        else:
            passed = (*places, *self.settings.kinds)
            topics = self.document.facts.topics
            own = tuple(topic for topic in topics if topic.casefold() not in passed)
        if own:
            for item in own:
                self.claim(item)
            return tuple(dict.fromkeys(filter(None, map(one_line, own))))
        table: Mapping[str, tuple[str, ...]] = getattr(self.settings, name)
        starting = {
            word: min(starts)
            for word, also in table.items()
            if (starts := [at for form in (word, *also) if (at := find_words(form, text)) >= 0])
        }
        if name == "places":
            found = tuple(sorted(starting, key=starting.__getitem__))
            where = "names of the archive in title and summary"
        else:
            found, where = tuple(starting), "words of the archive in the text"
        self.review[name] = where if found else "none found"
        return found

    def _known_places(self, terms: Iterable[str]) -> dict[str, str]:
        """The terms, casefolded, that are places of the archive, and their names there."""
        table = {
            form.casefold(): place
            for place, also in self.settings.places.items()
            for form in (place, *also)
        }
        folded = (term.casefold() for term in terms)
        return {term: table[term] for term in folded if term in table}

    def authors(self) -> tuple[str, ...]:
        own = tuple(filter(None, map(one_line, self.document.facts.authors)))
        for item in own:
            self.claim(item)
        if self.settings.authors:
            # The names of single people are for the organisation to publish, not for a file.
            strange = [name for name in own if name not in self.settings.authors]
            if strange:
                self.review["authors"] = "the source names " + ", ".join(strange)
            return self.settings.authors
        if own:
            self.review["authors"] = "as the source has them"
            return own
        raise IngestError("it names no author; write authors under [defaults] in docs/import.toml")

    def language(self, text: str) -> str:
        letters = [char for char in text[:20_000] if char.isalpha()]
        right = sum(unicodedata.bidirectional(char) in ("R", "AL") for char in letters)
        rtl = right * 2 > len(letters)
        source = self.languages[0]
        stated = self.document.facts.language.partition("-")[0]
        stated = stated if stated in self.languages else ""
        code = (
            self.given.language
            or stated
            or next((code for code in self.languages if is_rtl(code) == rtl), source)
        )
        if code != source:
            self.review["language"] = (
                f"{code}, as its text is; a publication that exists in {source} too comes in with "
                f"--translation {code}=FILE beside the file in {source}"
            )
        return code


def find_facts(
    document: Document,
    given: Given,
    settings: Settings,
    languages: tuple[str, ...],
    fallback: EdtfDate | None = None,
) -> Found:
    """Find the front matter of a document without boilerplate.

    `languages` are the archive's, the source's first. `fallback` is the date that an existing
    page has. Raises IngestError where title, date, kind or author cannot be found.
    """
    finder = _Finder(document, given, settings, languages)
    date = finder.date(fallback)
    title, behind = finder.title()
    summary = finder.summary(behind)
    text = "\n".join(map(whole_text, finder.blocks))
    head = f"{title}\n{summary}"
    kind = finder.kind()
    url = _web_address(document.facts.url)
    if url:
        finder.claim(document.facts.url)
    found = {
        "places": finder.vocabulary("places", head),
        "topics": finder.vocabulary("topics", f"{head}\n{text}"),
    }
    authors = finder.authors()
    language = finder.language(f"{title}\n{text}")
    finder.check(date)
    finder.settle()
    return Found(
        title=title,
        date=date,
        kind=kind,
        summary=summary,
        authors=authors,
        url=url,
        language=language,
        blocks=tuple(finder.blocks),
        taken=tuple(finder.taken),
        left_out=tuple(finder.left_out),
        review=finder.review,
        **found,
    )


def one_line(text: str) -> str:
    """A text as one line of front matter."""
    return " ".join(clean_text(text).split())


def find_words(form: str, text: str) -> int:
    """Where the words of `form` stand in a text, whatever their case; -1 if nowhere."""
    pattern = r"\s+".join(map(re.escape, form.split()))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    return found.start() if found else -1


def _given_date(text: str) -> EdtfDate | None:
    try:
        return parse_date(text) if text else None
    except ValueError as error:
        raise IngestError(f"--date: {error}") from None


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return text if good and not re.search(r'[\s<>"\\^`{|}]', text) else ""
