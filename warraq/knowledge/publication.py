"""A publication: what a citation of one brief, or a machine's description of it, must know."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from warraq.brief import State
from warraq.edtf import EdtfDate, format_date

STATE_WORDS = {State.CORRECTED: "Corrected", State.RETRACTED: "Retracted"}
"""What a reference says of a publication that does not stand as it was; to be translated."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that readers are told about what became of a publication."""

    text: str
    """The note, as the page shows it."""

    date: EdtfDate | None = None
    """When it happened."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One brief as the archive publishes it in one language.

    Each language that a brief can be read in is a publication of its own, with an address of its
    own. A page that is not translated is not: it shows the publication that was written.
    """

    docname: str
    """The name of its document, the same in all languages: `briefs/2023/slug`."""

    page_language: str
    """The code of the language of the page that shows it."""

    title: str
    """Its title, which may have no translation yet."""

    language: str
    """The code of the language of its text and of all words that have a translation."""

    authors: tuple[str, ...]
    """The names of the corporate authors."""

    date: EdtfDate
    """When it was published, as exactly as that is known."""

    kind: str
    """What it is, in a word: `update`."""

    publisher: str
    """The name of the archive's owner."""

    archive: str
    """The name of the archive."""

    title_language: str = ""
    """The code of the language of the title."""

    summary: str = ""
    """Its deck, which may have no translation yet."""

    summary_language: str = ""
    """The code of the language of the deck."""

    address: str = ""
    """The whole address of the page in its language; nothing for an archive without one."""

    source_url: str = ""
    """Where it was first published, in the language that it was written in."""

    is_translation: bool = False
    """Whether it was written in another language."""

    license: str = ""
    """The terms under which its text may be used."""

    state: State = State.PUBLISHED
    """Whether it stands, was corrected, is withdrawn, or left only its tombstone."""

    state_word: str = ""
    """That state in a word, if it is known in the publication's language."""

    status: Note = Note("")
    """What is said of that state."""

    revisions: tuple[Note, ...] = ()
    """What was changed since it was published."""

    places: tuple[str, ...] = ()
    """The places that it is about."""

    topics: tuple[str, ...] = ()
    """The topics that it is about."""

    bodies: tuple[str, ...] = ()
    """Glossary keys of the bodies that it is about."""

    @property
    def tag(self) -> str:
        """The BCP 47 tag of the text's language."""
        return self.language.replace("_", "-")

    @property
    def is_listed(self) -> bool:
        """Whether lists, exports and feeds show it: all but a removed one."""
        return self.state is not State.REMOVED

    @property
    def url(self) -> str:
        """Where readers find it: its page in the archive, else where it was first published.

        Nothing for a translation without an address: at the other it reads otherwise.
        """
        return self.address or ("" if self.is_translation else self.source_url)

    @property
    def abstract(self) -> str:
        """The deck, as machines may carry it on: that of a withdrawn text says what is not so."""
        return "" if self.state in (State.RETRACTED, State.REMOVED) else self.summary

    @property
    def key(self) -> str:
        """The key by which programs cite it: `slug-2023-en`, ASCII, never that of another.

        A slug with other characters than small letters, digits and hyphens is abbreviated and
        told from others by the beginning of its digest.
        """
        _briefs, year, slug = self.docname.rsplit("/", 2)
        if not _SLUG.fullmatch(slug):
            digest = hashlib.sha256(slug.encode()).hexdigest()[:8]
            slug = "-".join([*re.findall(r"[a-z0-9]+", slug.lower()), digest])
        return f"{slug}-{year}-{self.tag}"


_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
"""What directs the order of letters on a page: unpaired it would turn round what follows."""

_GAP = re.compile(r"[^\S\u00a0\u202f]+|[\x00-\x1f\x7f-\x9f]+")


def fold(text: str) -> str:
    """The text in one line, without marks of direction; spaces that hold words together stay."""
    return _GAP.sub(" ", _DIRECTIONS.sub("", text)).strip()


def name_title(publication: Publication, translate: Callable[[str], str]) -> str:
    """The title as machines should carry it on: one that was withdrawn says so first.

    Libraries and citation managers show titles alone (NISO RP-45-2024, "Communication of
    Retractions, Removals, and Expressions of Concern").
    """
    if publication.state in (State.RETRACTED, State.REMOVED):
        return f"{_say_state(publication, translate)}: {publication.title}"
    return publication.title


def _say_state(publication: Publication, translate: Callable[[str], str]) -> str:
    return publication.state_word or translate(publication.state.value.capitalize())


def describe_status(publication: Publication, translate: Callable[[str], str]) -> str:
    """What became of it, as a note of a reference: `Retracted (3 June 2024): The reason.`

    Nothing for a publication that stands as it was. `translate` gives the toolkit's words.
    """
    if publication.state not in STATE_WORDS:
        return ""
    text = _say_state(publication, translate)
    if publication.status.date:
        text += f" ({format_date(publication.status.date, publication.language)})"
    return f"{text}: {publication.status.text}" if publication.status.text else text
