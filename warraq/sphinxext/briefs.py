"""Turns a brief's front matter into its page: title, deck, facts, status and corrections."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from warraq.brief import Brief, BriefError, BriefPage, Problem, State, parse_brief, verify_source
from warraq.edtf import format_date
from warraq.knowledge.listpages import facet_page, year_page
from warraq.languages import Language
from warraq.sphinxext.catalogs import _, words
from warraq.sphinxext.direction import moment
from warraq.sphinxext.notes import DocumentNotes
from warraq.sphinxext.settings import current_language, languages_of
from warraq.translation.bidi import has_strong_rtl
from warraq.translation.extract import WRITTEN_IN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

BRIEF_PAGE = re.compile(r"briefs/(?P<year>\d{4})/(?!index$|page-\d+$)[^/]+")
"""The names of documents that are briefs: `briefs/YYYY/SLUG`."""

STATE_WORDS = {
    State.PUBLISHED: _("Published"),
    State.CORRECTED: _("Corrected"),
    State.RETRACTED: _("Retracted"),
    State.REMOVED: _("Removed"),
}

_LETTER = re.compile(r"[^\W\d_]")
_MARKUP = re.compile(r"([\\`*_\[\]<>{}]|&(?=#?\w+;)|(?<!\S)#(?=#*$))")
_FRONT_MATTER = re.compile(r"---[ \t]*\n.*?(?:^---[ \t]*(?:\n|\Z)|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as this build shows it, and its language if it is not this build's."""

    text: str
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class BriefRecord:
    """What lists and neighbours need to know of a brief."""

    docname: str
    brief: Brief
    title: Shown
    summary: Shown
    words: tuple[tuple[str, str], ...] = ()
    """The archive's words on the page, each with the translation that the page shows."""
    status_note: Shown = Shown("")
    """What the page says of its status."""
    revision_notes: tuple[Shown, ...] = ()
    """What the page says of each of its revisions."""

    @property
    def order(self) -> tuple[Any, str]:
        """What briefs are sorted by: the date, then the name."""
        return (self.brief.date, self.docname)


_RECORDS: DocumentNotes[BriefRecord] = DocumentNotes("archive_briefs")


def records_of(env: BuildEnvironment) -> dict[str, BriefRecord]:
    """Every brief of the archive by the name of its document."""
    return _RECORDS.of(env)


def listed_briefs(env: BuildEnvironment) -> list[BriefRecord]:
    """The briefs that lists show, newest first."""
    listed = (record for record in records_of(env).values() if record.brief.is_listed)
    return sorted(listed, key=lambda record: record.order, reverse=True)


# -- Reading ---------------------------------------------------------------------------


def read_front_matter(app: Sphinx, docname: str, source: list[str]) -> None:
    """Take the front matter out of a brief's text, leaving its title as the heading.

    Line numbers stay as they are in the file. What is wrong with the front matter is a
    warning with its line; the page is then built from its text alone.
    """
    match = BRIEF_PAGE.fullmatch(docname)
    if not match:
        return
    path = Path(app.env.doc2path(docname))
    where = _shown_path(app, path)
    try:
        page = parse_brief(source[0], where)
    except BriefError as error:
        for problem in error.problems:
            _warn(path, problem)
        app.env.metadata[docname]["orphan"] = ""
        source[0] = _text_alone(source[0], docname.rpartition("/")[2])
        return
    _check_place(page, path, int(match["year"]))
    page = _check_language(app, page, path)
    for problem in verify_source(page, Path(app.confdir)):
        _warn(path, problem)
    if page.brief.source:
        app.env.note_dependency(str(Path(app.confdir) / page.brief.source.file))
    source[0] = _as_myst(page)
    app.env.current_document["archive_brief"] = page


def _shown_path(app: Sphinx, path: Path) -> str:
    try:
        return path.relative_to(app.confdir).as_posix()
    except ValueError:
        return str(path)


def _warn(path: Path, problem: Problem) -> None:
    logger.warning(
        "%s", problem.message, location=f"{path}:{problem.line}", type="warraq", subtype="brief"
    )


def _check_place(page: BriefPage, path: Path, year: int) -> None:
    if page.brief.date.year != year:
        message = (
            f"the brief is of {page.brief.date.year} and stands in the folder {year}; "
            f"move the file to {page.brief.date.year}/ or correct the date"
        )
        _warn(path, Problem(str(path), page.lines.get("date", 1), message))


def _check_language(app: Sphinx, page: BriefPage, path: Path) -> BriefPage:
    """The page, without a language that the archive does not have."""
    code, codes = page.brief.language, [known.code for known in languages_of(app.config)]
    if not code or code in codes:
        return page
    message = (
        f"the archive has no language {code} ({', '.join(codes)}); "
        "correct it, or add it to archive_languages in conf.py"
    )
    _warn(path, Problem(str(path), page.lines.get("language", 1), message))
    return replace(page, brief=replace(page.brief, language=""))


def written_in(env: BuildEnvironment, config: Config) -> Language:
    """The language that the current document's source is written in."""
    source, *others = languages_of(config)
    page: BriefPage | None = env.current_document.get("archive_brief")
    code = page.brief.language if page else ""
    return next((language for language in others if language.code == code), source)


def _text_alone(text: str, heading: str) -> str:
    """A page without its broken front matter, each line of the text where it was."""
    front = _FRONT_MATTER.match(text)
    if not front:
        return f"# {heading}\n\n{text}"
    return f"# {heading}" + "\n" * front[0].count("\n") + text[front.end() :]


def _as_myst(page: BriefPage) -> str:
    """The page's text with its title as the heading, each body line where it was."""
    head = [""] * (page.body_line - 1)
    title = " ".join(page.brief.title.split())
    head[page.lines.get("title", 1) - 1] = "# " + _MARKUP.sub(r"\\\1", title)
    body = "" if page.brief.status.state is State.REMOVED else page.body
    return "\n".join(head) + "\n" + body


# -- Before translation: the texts that translators see ------------------------------------


class BuildHeader(SphinxTransform):
    """Puts the deck, the note on the status and the notes on revisions into the page.

    They are plain text of the front matter; as paragraphs of the document they are
    extracted and translated with the rest of it.
    """

    default_priority = 5  # before Sphinx extracts or translates messages (10, 20)

    def apply(self, **kwargs: Any) -> None:
        page: BriefPage | None = self.env.current_document.get("archive_brief")
        if page is None or not self.document.children:
            return
        brief = page.brief
        section = self.document.next_node(nodes.section)
        if section is None:
            return
        metadata = self.env.metadata[self.env.current_document.docname]
        metadata["orphan"] = ""
        if brief.language:
            metadata[WRITTEN_IN] = brief.language
        head: list[nodes.Node] = []
        if brief.status.note:
            note = self._paragraph(brief.status.note, page.lines.get("status.note", 1), "note")
            kind = "brief-status"
            head.append(nodes.container("", note, classes=[kind, f"{kind}-{brief.status.state}"]))
        if brief.summary and brief.status.state is not State.REMOVED:
            head.append(self._paragraph(brief.summary, page.lines.get("summary", 1), "deck"))
        section[1:1] = head
        if brief.revisions:
            items = [
                self._paragraph(revision.note, page.lines.get(f"revisions.{index}.note", 1), "note")
                for index, revision in enumerate(brief.revisions)
            ]
            section += nodes.container("", *items, classes=["brief-revisions"])

    def _paragraph(self, text: str, line: int, kind: str) -> nodes.paragraph:
        text = " ".join(text.split())
        paragraph = nodes.paragraph(text, text, classes=[kind])
        paragraph.source, paragraph.line = self.document["source"], line
        paragraph.document = self.document
        return paragraph


# -- After translation: what the toolkit says in its own words -----------------------------


class BuildFacts(SphinxTransform):
    """Adds the facts below the deck and the words of status and revisions; keeps a record."""

    default_priority = 30  # after Locale (20) and after untranslated texts are marked (22)

    def apply(self, **kwargs: Any) -> None:
        page: BriefPage | None = self.env.current_document.get("archive_brief")
        if page is None or issubclass(self.env._builder_cls, MessageCatalogBuilder):
            return
        section = self.document.next_node(nodes.section)
        if section is None:
            return
        brief, docname = page.brief, self.env.current_document.docname
        deck = next((node for node in section.children if _has_class(node, "deck")), None)
        status_note = next(iter(_notes(section, "brief-status")), None)
        revision_notes = _notes(section, "brief-revisions")
        head = [node for node in section if _has_class(node, "deck", "brief-status")]
        section.insert(section.index(head[-1]) + 1 if head else 1, self._facts(brief))
        for node in list(section.children):
            if _has_class(node, "brief-status"):
                self._head_status(node, brief)
            elif _has_class(node, "brief-revisions"):
                self._head_revisions(node, brief)
        title = section.next_node(nodes.title)
        written = written_in(self.env, self.config)
        records_of(self.env)[docname] = BriefRecord(
            docname,
            brief,
            _shown(title, brief.title, written),
            _shown(deck, " ".join(brief.summary.split()), written),
            tuple((word, str(words(word))) for word in _words_of(brief)),
            _shown(status_note, brief.status.note, written),
            tuple(
                _shown(note, revision.note, written)
                for note, revision in zip(revision_notes, brief.revisions, strict=True)
            ),
        )

    def _facts(self, brief: Brief) -> nodes.definition_list:
        rows: list[tuple[str, list[nodes.Node]]] = [
            (str(_("Date")), [self._date(brief)]),
            (str(_("Kind")), self._links("kinds", [brief.kind])),
        ]
        written = written_in(self.env, self.config)
        if brief.language and written.code != self.config.language:
            name = nodes.inline("", written.name, classes=[f"language-{written.tag}"])
            rows.append((str(_("Language")), [name]))
        if brief.places:
            rows.append((str(_("Places")), self._links("places", brief.places)))
        if brief.topics:
            rows.append((str(_("Topics")), self._links("topics", brief.topics)))
        if brief.bodies:
            # What they are called is known when all pages are read: `sphinxext.facets`.
            bodies = [list_link("", name, body=name) for name in brief.bodies]
            rows.append((str(_("Bodies")), _join(bodies)))
        rows.append((str(_("Status")), [nodes.Text(str(STATE_WORDS[brief.status.state]))]))
        facts = nodes.definition_list(classes=["brief-facts"])
        for label, content in rows:
            facts += nodes.definition_list_item(
                "",
                nodes.term("", label),
                nodes.definition("", nodes.paragraph("", "", *content)),
            )
        return facts

    def _date(self, brief: Brief) -> nodes.Node:
        year = brief.date.year
        shown = moment("", format_date(brief.date, self.config.language))
        shown["datetime"] = str(brief.date)
        return list_link("", "", shown, page=year_page(year))

    def _links(self, facet: str, names: Iterable[str]) -> list[nodes.Node]:
        """The archive's words, translated, each as a link to the list of its briefs."""
        return _join(
            list_link(
                "", "", *mark_shown(show_word(name, self.config)), page=facet_page(facet, name)
            )
            for name in names
        )

    def _head_status(self, node: nodes.Node, brief: Brief) -> None:
        assert isinstance(node, nodes.container)
        text = str(STATE_WORDS[brief.status.state])
        heading = nodes.paragraph("", "", nodes.strong("", text), classes=["brief-status-name"])
        if brief.status.date:
            heading += nodes.Text(" ")
            heading += _moment(brief.status.date, self.config.language)
        node.insert(0, heading)

    def _head_revisions(self, node: nodes.Node, brief: Brief) -> None:
        assert isinstance(node, nodes.container)
        notes = list(node.children)
        listed = nodes.bullet_list(classes=["brief-revision-list"])
        for revision, note in zip(brief.revisions, notes, strict=True):
            dated = nodes.paragraph("", "", _moment(revision.date, self.config.language))
            listed += nodes.list_item("", dated, note)
        title = nodes.title("", str(_("Corrections and changes")))
        section = nodes.section("", title, listed, ids=["revisions"], classes=["brief-revisions"])
        node.parent.replace(node, section)


class list_link(nodes.inline):  # noqa: N801 - docutils names node classes in lower case
    """A link to the list of a year, a place or the like, where the builder writes one.

    Its attribute `page` is the list's name; `body` instead is a body as the front matter has it.
    """


def _moment(date: Any, language: str) -> moment:
    shown = moment("", format_date(date, language))
    shown["datetime"] = str(date)
    return shown


def _has_class(node: nodes.Node, *names: str) -> bool:
    return isinstance(node, nodes.Element) and not set(names).isdisjoint(node.get("classes", ()))


def _notes(section: nodes.section, name: str) -> list[nodes.Node]:
    """The notes on the status or the revisions, before their headings stand among them."""
    return [note for node in section if _has_class(node, name) for note in node.children]


def _words_of(brief: Brief) -> Iterator[str]:
    yield brief.kind
    yield from brief.authors
    yield from brief.places
    yield from brief.topics


def _join(links: Iterable[nodes.Node]) -> list[nodes.Node]:
    """The links with the language's own comma between them."""
    parts: list[nodes.Node] = []
    for link in links:
        if parts:
            parts.append(nodes.Text(str(_(", "))))
        parts.append(link)
    return parts


def show_word(word: str, config: Config) -> Shown:
    """A kind, place or topic as this build shows it.

    A word without translation is marked with the language of its direction, the source first.
    """
    text = str(words(word))
    return Shown(text) if text != word else show_text(word, config)


def show_text(text: str, config: Config) -> Shown:
    """A text of unknown language: marked where it runs against the page."""
    rtl = has_strong_rtl(text)
    if rtl == (current_language(config).direction == "rtl") or not (rtl or _LETTER.search(text)):
        return Shown(text)
    direction = "rtl" if rtl else "ltr"
    found = (known for known in languages_of(config) if known.direction == direction)
    return Shown(text, next(found, None))


def mark_shown(shown: Shown) -> list[nodes.Node]:
    """A text as nodes, marked where it has a language of its own."""
    if shown.language is None:
        return [nodes.Text(shown.text)]
    return [nodes.inline("", shown.text, classes=[f"language-{shown.language.tag}"])]


def _shown(node: nodes.Node | None, source: str, written: Language) -> Shown:
    if not isinstance(node, nodes.Element):
        return Shown(source)
    return Shown(node.astext() or source, written if is_marked(node) else None)


def is_marked(node: nodes.Element) -> bool:
    """Whether a text has no translation, so that it is marked with its language."""
    return any(
        str(name).startswith("language-")
        for element in node.findall(nodes.Element)
        for name in element["classes"]
    )


# -- Order by date -------------------------------------------------------------------------


def neighbours(records: list[BriefRecord]) -> dict[str, tuple[BriefRecord | None, ...]]:
    """The older and the newer brief of each, from a list that is newest first."""
    found: dict[str, tuple[BriefRecord | None, ...]] = {}
    for index, record in enumerate(records):
        older = records[index + 1] if index + 1 < len(records) else None
        newer = records[index - 1] if index else None
        found[record.docname] = (older, newer)
    return found


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The briefs whose neighbours by date are not those that their pages show."""
    shown = {
        docname: tuple((near.docname, near.title) if near else None for near in pair)
        for docname, pair in neighbours(listed_briefs(env)).items()
    }
    before = getattr(env, "archive_neighbours", {})
    env.archive_neighbours = shown  # type: ignore[attr-defined]
    return [docname for docname, pair in shown.items() if before.get(docname) != pair]


def pages_to_read(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """The briefs whose facts are translated in other words than their pages show."""
    return [
        docname
        for docname, record in records_of(env).items()
        if docname in env.found_docs
        and any(str(words(word)) != shown for word, shown in record.words)
    ]


def link_neighbours(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Let previous and next go by date."""
    if not BRIEF_PAGE.fullmatch(pagename) or app.builder.format != "html":
        return
    context["prev"] = context["next"] = None
    cache = _neighbours_now(app)
    for name, near in zip(("prev", "next"), cache.get(pagename, (None, None)), strict=True):
        if near is not None:
            uri = app.builder.get_relative_uri(pagename, near.docname)
            context[name] = {"link": uri, "title": near.title.text, "shown": near.title}


def _neighbours_now(app: Sphinx) -> dict[str, tuple[BriefRecord | None, ...]]:
    cache = getattr(app, "_archive_neighbours", None)
    if cache is None:
        cache = neighbours(listed_briefs(app.env))
        app._archive_neighbours = cache  # type: ignore[attr-defined]
    found: dict[str, tuple[BriefRecord | None, ...]] = cache
    return found


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the reading of briefs."""
    app.connect("source-read", read_front_matter)
    app.add_transform(BuildHeader)
    app.add_transform(BuildFacts)
    app.connect("env-get-outdated", pages_to_read)
    app.connect("env-get-updated", pages_to_write)
    _RECORDS.connect(app)
    app.connect("html-page-context", link_neighbours, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 5}


__all__ = ["BriefRecord", "Shown", "listed_briefs", "records_of", "setup", "written_in"]
