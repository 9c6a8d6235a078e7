"""Shows how far each translation is: a summary where a page asks for it, lists on their own pages.

No page lists all pages: what needs work is listed by language and year, by so many a page.
"""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from warraq.edtf import format_date, parse_date
from warraq.sphinxext.addresses import lead_to_history, lead_to_page
from warraq.sphinxext.briefs import BRIEF_PAGE, records_of
from warraq.sphinxext.catalogs import _
from warraq.sphinxext.direction import bdi, isolate_runs
from warraq.sphinxext.generated import write_pages
from warraq.sphinxext.listings import link_pages, say_page, split_batches
from warraq.sphinxext.notes import DocumentNotes
from warraq.sphinxext.progress import progress_now
from warraq.sphinxext.settings import current_language, languages_of
from warraq.translation.status import Progress, add_progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from warraq.languages import Language
    from warraq.sphinxext.generated import Page
    from warraq.sphinxext.progress import PagesProgress

OTHER = "pages"
"""What stands in the place of a year for the pages that are no briefs."""

Row = tuple[str, Progress]
"""A document and how far its translation is."""


class translation_summary(nodes.General, nodes.Element):  # noqa: N801 - docutils' way
    """A place for the summary, which is made when the page is written."""


class TranslationsDirective(SphinxDirective):
    """`{translations}` shows how far each translation is and links to what needs work."""

    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Leave a place for the summary."""
        return [translation_summary("")]


# -- What there is to show ---------------------------------------------------------------------


def list_page(tag: str, group: str, number: int = 1) -> str:
    """The name of a page of a list: `translations/ar/2023/index`, `translations/ar/2023/page-2`."""
    return f"translations/{tag}/{group}/{'index' if number == 1 else f'page-{number}'}"


def group_work(pages: PagesProgress) -> dict[str, list[Row]]:
    """The pages that need work, by year, the newest first; those that are no briefs last."""
    groups: dict[str, list[Row]] = {}
    for name, progress in pages.items():
        if progress.needs_work:
            brief = BRIEF_PAGE.fullmatch(name)
            groups.setdefault(brief["year"] if brief else OTHER, []).append((name, progress))
    years = sorted(groups.keys() - {OTHER}, reverse=True)
    return {group: groups[group] for group in (*years, OTHER) if group in groups}


def _shown_pages(app: Sphinx, language: Language) -> PagesProgress:
    """The progress of all pages but those of removed briefs, which no list shows."""
    records = records_of(app.env)
    return {
        name: progress
        for name, progress in progress_now(app).get(language.code, {}).items()
        if name not in records or records[name].brief.is_listed
    }


def _translations(app: Sphinx) -> Sequence[Language]:
    return languages_of(app.config)[1:]


# -- In words ----------------------------------------------------------------------------------


def say_states(progress: Progress) -> list[str]:
    """What a reader should know of a translation, in the language of the build."""
    if not progress.is_begun and progress.total.messages:
        return [str(_("not translated"))]
    states = [_("complete") if progress.is_complete else _("partial")]
    states.append(_("draft") if progress.is_draft else _("reviewed"))
    if progress.behind and not progress.is_complete:
        states.append(_("behind its source"))
    return [str(state) for state in states]


def _join(parts: Sequence[str]) -> str:
    return str(_(", ")).join(parts)


def _list_names(names: Sequence[str]) -> nodes.paragraph:
    """Names of people, each isolated whole: they may be of another script than the page."""
    listed = nodes.paragraph()
    for index, name in enumerate(names):
        if index:
            listed += nodes.Text(str(_(", ")))
        listed += bdi("", name, auto=True)
    return listed


def say_share(percent: int) -> str:
    """A share as the language writes it."""
    return str(_("%(percent)s%%")) % {"percent": percent}


def say_group(group: str) -> str:
    """A year, or the words for the pages that are no briefs."""
    return str(_("Other pages")) if group == OTHER else group


def _name_language(language: Language) -> nodes.inline:
    """A language's own name; what is around it says that the heading is not in that language."""
    name = nodes.inline("", language.name, classes=[f"language-{language.tag}"])
    return nodes.inline("", "", name, classes=["own-name"])


def _say_day(day: str, language: str) -> str:
    """A day as the language writes it; what stands in a catalog may be no day at all."""
    try:
        return format_date(parse_date(day), language)
    except ValueError:
        return day


# -- The summary -------------------------------------------------------------------------------


def build_summary(app: Sphinx, language: Language, docname: str) -> nodes.section:
    """How far one language is, with links to the lists of what needs work."""
    pages = _shown_pages(app, language)
    progress = add_progress(pages.values())
    groups = group_work(pages)
    number = sum(map(len, groups.values()))
    title = nodes.title("", "", _name_language(language))
    section = nodes.section("", title, ids=[f"translation-{language.tag.lower()}"])
    counted = str(_("%(percent)s%% (%(number)s of %(total)s words)"))

    def share(percent: int, words: int) -> str:
        return counted % {"percent": percent, "number": words, "total": progress.total.words}

    rows = [
        (_("Translated"), share(progress.percent, progress.translated.words)),
        (_("Reviewed"), share(progress.percent_reviewed, progress.reviewed.words)),
        (_("State"), _join(say_states(progress))),
    ]
    if progress.behind and progress.since:
        rows.append((_("Behind since"), _say_day(progress.since, app.config.language)))
    said = [(label, nodes.paragraph("", text)) for label, text in rows]
    if progress.reviewers:
        said.insert(3, (_("Reviewed by"), _list_names(progress.reviewers)))
    facts = nodes.definition_list(classes=["brief-facts", "translation-facts"])
    for label, content in said:
        term = nodes.term("", str(label))
        facts += nodes.definition_list_item("", term, nodes.definition("", content))
    section += facts
    if not number:
        section += nodes.paragraph("", str(_("No page needs work.")))
        return section
    text = str(_("Pages that need work: %(number)s of %(total)s"))
    section += nodes.paragraph("", text % {"number": number, "total": len(pages)})
    listed = nodes.bullet_list(classes=["year-list"])
    for group, found in groups.items():
        link: nodes.Node = nodes.Text(say_group(group))
        if app.builder.format == "html":
            uri = app.builder.get_relative_uri(docname, list_page(language.tag, group))
            link = nodes.reference("", say_group(group), refuri=uri, internal=True)
        count = nodes.inline("", str(len(found)), classes=["year-count"])
        listed += nodes.list_item("", nodes.paragraph("", "", link, nodes.Text(" "), count))
    section += listed
    return section


def fill_summaries(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the summaries into their place."""
    for place in list(doctree.findall(translation_summary)):
        # Figures are not what one searches for; the index would change with each review.
        box = nodes.container(classes=["translation-summary", "no-search"])
        for language in _translations(app):
            box += build_summary(app, language, docname)
        _isolate(app, box)
        place.replace_self(box)


def _isolate(app: Sphinx, tree: nodes.Element) -> None:
    isolate_runs(tree, rtl=current_language(app.config).direction == "rtl")


# -- The lists ---------------------------------------------------------------------------------


def build_lists(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the pages of the lists that have changed since they were written."""
    if app.builder.format == "html":
        wanted = bool(_PLACES.of(app.env))
        yield from write_pages(app, "translation", _list_pages(app) if wanted else ())


def _list_pages(app: Sphinx) -> Iterator[Page]:
    for language in _translations(app):
        for group, rows in group_work(_shown_pages(app, language)).items():
            parts = list(split_batches(rows, app.config.archive_page_size))
            for number, part in enumerate(parts, 1):
                digest = f"{_digest(app, part)} {number}/{len(parts)}"
                make = partial(_list_context, app, language, group, number, len(parts), part)
                yield list_page(language.tag, group, number), digest, make


def _digest(app: Sphinx, rows: Sequence[Row]) -> str:
    shown = [(name, app.env.titles[name].pformat(), repr(progress)) for name, progress in rows]
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def _list_context(
    app: Sphinx, language: Language, group: str, number: int, pages: int, rows: Sequence[Row]
) -> dict[str, Any]:
    builder: Any = app.builder
    name = list_page(language.tag, group, number)
    said = str(_("Pages that need work: %(language)s, %(year)s"))
    title = said % {"language": language.name, "year": say_group(group)}
    before, _name, after = title.partition(language.name)
    heading = nodes.title("", "", nodes.Text(before), _name_language(language), nodes.Text(after))
    tree = nodes.section("", heading, ids=["translations"])
    if number > 1:
        tree += nodes.paragraph("", say_page(number, pages), classes=["page-number"])
    listed = nodes.bullet_list(classes=["brief-list", "translation-list"])
    for docname, progress in rows:
        links = [
            nodes.reference("", "", *shown, refuri=uri, internal=True, classes=classes)
            for classes, uri in _lead_to_translation(app, name, docname, language)
            for shown in [[child.deepcopy() for child in app.env.titles[docname].children]]
        ]
        listed += nodes.list_item(
            "",
            nodes.paragraph("", "", *links, classes=["brief-title"]),
            nodes.paragraph("", _describe(progress, app.config.language), classes=["brief-date"]),
        )
    tree += listed
    _isolate(app, tree)
    body = builder.render_partial(tree)["fragment"]
    near = link_pages(app, name, number, pages, list_page, language.tag, group)
    return {"title": title, "body": body, **near}


def _lead_to_translation(
    app: Sphinx, name: str, docname: str, language: Language
) -> Iterator[tuple[list[str], str]]:
    """Links to the translation itself, as every language's pages stand beside each other.

    An edition has two to a page of another language, as the switch of its pages has: styles show
    the one that is right where it stands.
    """
    config, own = app.config, current_language(app.config)
    here, there = app.builder.get_target_uri(name), app.builder.get_target_uri(docname)
    if not config.archive_editions:
        up = "../" * (here.count("/") + 1)
        yield [], f"{up}{language.tag}/{there}"
    elif language == own:
        yield [], app.builder.get_relative_uri(name, docname)
    else:
        yield ["to-latest"], lead_to_page(config, here, language, there)
        yield ["to-same-edition"], lead_to_history(config, here, language, there)


def _describe(progress: Progress, language: str) -> str:
    states = say_states(progress)
    if progress.is_begun:
        translated = str(_("%(percent)s%% translated")) % {"percent": progress.percent}
        reviewed = str(_("%(percent)s%% reviewed")) % {"percent": progress.percent_reviewed}
        states += [translated, reviewed]
    if progress.behind and progress.since:
        states = [state for state in states if state != str(_("behind its source"))]
        said = str(_("behind its source since %(date)s"))
        states.append(said % {"date": _say_day(progress.since, language)})
    return _join(states)


# -- Which pages a change reaches --------------------------------------------------------------

_PLACES: DocumentNotes[bool] = DocumentNotes("archive_summaries")


def note_place(app: Sphinx, doctree: nodes.document) -> None:
    """Remember that a document shows the summary."""
    if next(doctree.findall(translation_summary), None) is not None:
        _PLACES.of(app.env)[app.env.current_document.docname] = True


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages whose summary is not what it was when they were written."""
    shown = []
    for language in _translations(app):
        pages = _shown_pages(app, language)
        counts = {group: len(rows) for group, rows in group_work(pages).items()}
        shown.append((language, len(pages), add_progress(pages.values()), counts))
    now = hashlib.sha256(repr(shown).encode()).hexdigest()
    before = getattr(env, "archive_summary", "")
    env.archive_summary = now  # type: ignore[attr-defined]
    return sorted(_PLACES.of(env)) if now != before else []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and the pages of the lists."""
    app.add_directive("translations", TranslationsDirective)
    app.add_node(translation_summary)
    app.connect("doctree-read", note_place)
    app.connect("doctree-resolved", fill_summaries)
    app.connect("env-get-updated", pages_to_write)
    _PLACES.connect(app)
    app.connect("html-collect-pages", build_lists)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
