"""Knows the types and fields of biblatex, and what a reference of each type cannot do without.

The names are those of the biblatex manual (sections 2.1 and 2.2). It asks for more than is asked
for here: what is required below is what a reader needs to find the document.
"""

from __future__ import annotations

from collections.abc import Mapping


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


TYPES = _names(
    "article artwork audio bibnote book bookinbook booklet collection commentary dataset image"
    " inbook incollection inproceedings inreference jurisdiction legal legislation letter manual"
    " misc movie music mvbook mvcollection mvproceedings mvreference online patent performance"
    " periodical proceedings reference report review set software standard suppbook"
    " suppcollection suppperiodical thesis unpublished video xdata customa customb customc"
    " customd custome customf"
)
"""The types of entries (sections 2.1.1 and 2.1.3)."""

TYPE_ALIASES: Mapping[str, str] = {
    "conference": "inproceedings",
    "electronic": "online",
    "mastersthesis": "thesis",
    "phdthesis": "thesis",
    "techreport": "report",
    "www": "online",
}
"""Other names of types, mostly BibTeX's (section 2.1.2)."""

NO_DOCUMENTS = frozenset({"set", "xdata", "bibnote"})
"""Types of entries that only serve other entries."""

PARTS = _names("bookinbook inbook incollection inproceedings inreference suppbook suppcollection")
"""Types of texts that stand in a book."""

PERSONS = ("author", "editor", "translator")
"""Fields that hold names of persons or bodies, and that a reference shows."""

LOCAL_FIELDS = (
    *("author", "editor", "title", "subtitle", "booktitle", "booksubtitle", "journaltitle"),
    *("institution", "organization", "publisher", "location", "edition", "type", "note"),
    *("howpublished", "series", "url"),
)
"""Fields that may stand in a language of the archive, the official form there: `title-ar`."""

TEXTS = frozenset(
    {*PERSONS, *LOCAL_FIELDS, *("titleaddon", "label", "volume", "number", "version", "chapter")}
    | {*("issue", "issuetitle", "pages", "pubstate", "journal", "school", "address")}
    | {*("addendum", "maintitle", "isbn", "issn")}
) - {"url"}
"""Fields that are read as LaTeX."""

DATES = ("date", "urldate", "origdate", "eventdate")

ALIASES: Mapping[str, str] = {
    "address": "location",
    "annote": "annotation",
    "archiveprefix": "eprinttype",
    "hyphenation": "langid",
    "journal": "journaltitle",
    "key": "sortkey",
    "pdf": "file",
    "primaryclass": "eprintclass",
    "school": "institution",
}
"""Other names of fields (section 2.2.5)."""

FIELDS = _names(
    "abstract addendum afterword annotation annotator author authortype bookauthor bookpagination"
    " booksubtitle booktitle booktitleaddon chapter commentator crossref date doi edition editor"
    " editora editorb editorc editortype editoratype editorbtype editorctype eid entryset"
    " entrysubtype eprint eprintclass eprinttype eventdate eventtitle eventtitleaddon execute file"
    " foreword gender holder howpublished indexsorttitle indextitle institution introduction isan"
    " isbn ismn isrn issn issue issuesubtitle issuetitle issuetitleaddon iswc journalsubtitle"
    " journaltitle journaltitleaddon keywords label langid langidopts language library location"
    " mainsubtitle maintitle maintitleaddon month nameaddon note number options organization"
    " origdate origlanguage origlocation origpublisher origtitle pages pagetotal pagination part"
    " presort publisher pubstate related relatedoptions relatedstring relatedtype reprinttitle"
    " series shortauthor shorteditor shorthand shorthandintro shortjournal shortseries shorttitle"
    " sortkey sortname sortshorthand sorttitle sortyear subtitle title titleaddon translator type"
    " url urldate venue version volume volumes xdata xref year"
    " namea nameb namec nameatype namebtype namectype lista listb listc listd liste listf"
    " usera userb userc userd usere userf verba verbb verbc"
)
"""The fields of entries (sections 2.2.2 to 2.2.4)."""

MISTAKEN: Mapping[str, str] = {
    "accessdate": "urldate",
    "accessed": "urldate",
    "lang": "langid",
    "lastaccessed": "urldate",
    "link": "url",
    "symbol": "number",
    "website": "url",
}
"""Fields that biblatex does not know and people write, and what they mean."""

_TITLE = ("title", "label", "maintitle", "booktitle", "issuetitle")
_WHEN = ("date", "year", "pubstate")
_WHERE = ("url", "doi", "eprint")

REQUIRED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "article": (("journaltitle", "journal"), _WHEN),
    "dataset": ((*_WHERE, "publisher", "organization", "institution"),),
    "jurisdiction": (_WHEN,),
    "legal": (_WHEN,),
    "legislation": (_WHEN,),
    "online": (_WHERE,),
    "patent": (("number",), _WHEN),
    "report": (("author", "institution", "organization", "publisher", "editor"), _WHEN),
    "review": (("journaltitle", "journal"), _WHEN),
    "standard": (_WHEN,),
    "thesis": (("author",), ("institution", "school"), _WHEN),
    **dict.fromkeys(PARTS, (("booktitle", "maintitle"),)),
}
"""What a type needs beside a title: of each row one field."""

EXAMPLES: Mapping[str, str] = {
    "author": "author = {{Name of the Body}}",
    "booktitle": "booktitle = {Title of the Book}",
    "date": "date = {2020-05}",
    "institution": "institution = {Name of the Body}",
    "journaltitle": "journaltitle = {Name of the Newspaper}",
    "number": "number = {…}",
    "title": "title = {…}",
    "url": "url = {https://…}",
}
"""What to write where a field is missing."""

LANGUAGES: Mapping[str, str] = {
    **dict.fromkeys(("english", "american", "british", "canadian", "australian"), "en"),
    **dict.fromkeys(("usenglish", "ukenglish", "newzealand"), "en"),
    **dict.fromkeys(("french", "francais", "acadian", "canadien"), "fr"),
    **dict.fromkeys(("german", "ngerman", "austrian", "naustrian"), "de"),
    **dict.fromkeys(("swissgerman", "nswissgerman"), "de"),
    **dict.fromkeys(("portuguese", "portuges", "brazilian", "brazil"), "pt"),
    **dict.fromkeys(("norwegian", "norsk"), "nb"),
    **{"arabic": "ar", "bulgarian": "bg", "catalan": "ca", "chinese": "zh", "croatian": "hr"},
    **{"czech": "cs", "danish": "da", "dutch": "nl", "estonian": "et", "farsi": "fa"},
    **{"finnish": "fi", "greek": "el", "hebrew": "he", "hungarian": "hu", "italian": "it"},
    **{"japanese": "ja", "korean": "ko", "kurmanji": "ku", "latin": "la", "latvian": "lv"},
    **{"lithuanian": "lt", "nynorsk": "nn", "persian": "fa", "polish": "pl", "romanian": "ro"},
    **{"russian": "ru", "serbian": "sr", "slovak": "sk", "slovene": "sl", "slovenian": "sl"},
    **{"spanish": "es", "swedish": "sv", "syriac": "syr", "turkish": "tr", "ukrainian": "uk"},
}
"""biblatex's `langid` names and their codes; a `langid` may also be a code itself."""


def plain_type(name: str) -> str:
    """An entry's type in small letters, BibTeX's names as biblatex has them."""
    small = name.lower()
    return TYPE_ALIASES.get(small, small)


def required_fields(kind: str) -> tuple[tuple[str, ...], ...]:
    """What an entry of a type needs: of each row one field."""
    return () if kind in NO_DOCUMENTS else (_TITLE, *REQUIRED.get(kind, ()))


def split_field(name: str) -> tuple[str, str]:
    """A field's name and the language that it is in, such as `title` and `ar`; it may be none."""
    field, _hyphen, language = name.lower().partition("-")
    return (field, language.replace("-", "_")) if field in LOCAL_FIELDS else (name.lower(), "")
