"""Gives each page's head what citation managers, search engines and messengers read there."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

from docutils import nodes

from warraq.formats.headdata import (
    BriefFacts,
    Card,
    Link,
    PageFacts,
    describe_brief,
    describe_page,
    plain,
)
from warraq.formats.jsonld import Around, Subject, Version, Work, describe_site, embed_json
from warraq.knowledge.citations import official_words
from warraq.knowledge.publication import describe_status
from warraq.sphinxext.addresses import relate
from warraq.sphinxext.alternates import languages_of_page, text_language, written_language
from warraq.sphinxext.briefs import records_of
from warraq.sphinxext.catalogs import _
from warraq.sphinxext.exports import export_links, say
from warraq.sphinxext.glossary import entries_of
from warraq.sphinxext.mentions import index_keys
from warraq.sphinxext.publications import publication_of
from warraq.sphinxext.settings import current_language, language_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from warraq.knowledge.publication import Publication
    from warraq.sphinxext.glossary import GlossaryEntry

ABOUT, COLLECTION = "about", "briefs/index"
"""The pages about the publisher and of all briefs, where an archive has them."""

CHOOSER = "index.html"
"""The page at the top of the site, which lets readers choose a language."""

EXPORTED = ("html", "dirhtml")
"""The builders that put exports beside a brief's page."""

_TAG = re.compile(r"<[^>]*>")


def add_head_data(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give the template `head`; see `_templates/partials/head-data.html`."""
    if "archive" not in context:
        return
    page = _describe(app, pagename, context)
    publication = publication_of(app, pagename)
    if publication is not None:
        head = describe_brief(page, publication, _know_brief(app, pagename, page, publication))
    else:
        head = describe_page(replace(page, description=_find_description(doctree)))
        if pagename == app.config.root_doc:
            head = replace(head, data=_describe_archive(app, pagename, context))
    if 'name="description"' in context.get("metatags", ""):  # the source of the page gave one
        head = replace(head, metas=tuple(meta for meta in head.metas if meta.name != "description"))
    context["head"] = head


# -- Addresses ---------------------------------------------------------------------------------


def _locate(app: Sphinx, pagename: str, path: str) -> str:
    """The whole address of a path from the top of the site, or one relative to the page."""
    if app.config.archive_url:
        return f"{app.config.archive_url}{path}"
    return relate(app.config, app.builder.get_target_uri(pagename), path)


def _path_of(app: Sphinx, pagename: str, tag: str) -> str:
    return f"{language_path(app.config, tag)}{app.builder.get_target_uri(pagename)}"


def _locate_page(app: Sphinx, pagename: str, target: str, tag: str = "") -> str:
    """The address of another page, if there is such a page.

    It is in the language of the build or in that of `tag`.
    """
    if target not in app.env.found_docs:
        return ""
    return _locate(app, pagename, _path_of(app, target, tag or current_language(app.config).tag))


def _list_versions(app: Sphinx, pagename: str) -> tuple[Version, ...]:
    return tuple(
        Version(language.code, _locate(app, pagename, _path_of(app, pagename, language.tag)))
        for language in languages_of_page(app, pagename)
    )


# -- Every page --------------------------------------------------------------------------------


def _describe(app: Sphinx, pagename: str, context: dict[str, Any]) -> PageFacts:
    language = current_language(app.config)
    address, is_edition = app.config.archive_url, app.config.archive_editions
    # Only front pages: the page that chooses a language leads to no others. Without an address
    # it cannot be named from an edition, which also stands alone.
    has_fallback = pagename == app.config.root_doc and bool(address or not is_edition)
    return PageFacts(
        title=_title_of(app, pagename, context),
        site=str(app.config.html_title),
        language=language.code,
        text=text_language(app, pagename, language).code,
        versions=_list_versions(app, pagename),
        fallback=_locate(app, pagename, CHOOSER) if has_fallback else "",
        address=f"{address}{_path_of(app, pagename, language.tag)}" if address else "",
        card=_take_card(context.get("share_card")),
        is_copy=is_edition,
    )


def _title_of(app: Sphinx, pagename: str, context: dict[str, Any]) -> str:
    if pagename == app.config.root_doc:
        return str(app.config.html_title)
    if pagename in app.env.titles:
        return plain(app.env.titles[pagename].astext())
    title = unescape(_TAG.sub("", str(context.get("title", ""))))
    return plain(title) or (str(_("Search")) if pagename == "search" else "")


def _find_description(doctree: Any) -> str:
    """What the page says of itself for search engines, or else its first paragraph."""
    if not isinstance(doctree, nodes.document):
        return ""
    for meta in doctree.findall(nodes.meta):
        if meta.get("name") == "description":
            return str(meta.get("content", ""))
    section = doctree.next_node(nodes.section)
    children = section.children if section is not None else []
    found = (child.astext() for child in children if isinstance(child, nodes.paragraph))
    return next(filter(str.strip, found), "")


def _take_card(card: Any) -> Card | None:
    """The share card of the page, as another extension gives it to the templates."""
    if not card or not str(card.get("url", "")).startswith(("https://", "http://")):
        return None
    width, height = (int(card.get(name) or 0) for name in ("width", "height"))
    return Card(str(card["url"]), width, height, str(card.get("alt") or ""))


def _describe_archive(app: Sphinx, pagename: str, context: dict[str, Any]) -> str:
    about = _locate_page(app, pagename, ABOUT)
    home = _locate_page(app, pagename, pagename)
    code = current_language(app.config).code
    name = str(app.config.html_title)
    return embed_json(describe_site(name, str(context["archive"]["owner"]), code, home, about))


# -- Briefs ------------------------------------------------------------------------------------


def _know_brief(
    app: Sphinx, pagename: str, page: PageFacts, publication: Publication
) -> BriefFacts:
    around = Around(
        versions=page.versions,
        written=written_language(app, pagename).code,
        home=_locate_page(app, pagename, app.config.root_doc, publication.tag),
        about=_locate_page(app, pagename, ABOUT, publication.tag),
        collection=_locate_page(app, pagename, COLLECTION, publication.tag),
        basis=tuple(_list_basis(app, pagename, publication.language)),
        subjects=_subjects_now(app).get(pagename, ()),
    )
    status = describe_status(publication, say)
    has_exports = app.builder.name in EXPORTED and publication.is_listed
    exports = tuple(
        Link("describedby", href, type=kind.media_type)
        for kind, href in (export_links(app, pagename) if has_exports else ())
    )
    return BriefFacts(around, publication.state_word, status, exports)


def _list_basis(app: Sphinx, pagename: str, language: str) -> Iterator[Work]:
    """What the page cites, with title and address of the official version in the language.

    Where there is none they are those of the original.
    """
    domain: Any = app.env.get_domain("cite")
    entries = domain.bibdata.data.entries
    for key in _cited_by_page(app).get(pagename, ()):
        if key in entries:
            entry = entries[key]
            own, official = official_words(entry, "title", language)
            number, _official = official_words(entry, "number", language)
            address = entry.fields.get(f"url-{language}") if official else ""
            yield Work(official or own or key, address or entry.fields.get("url", ""), number)


def _cited_by_page(app: Sphinx) -> dict[str, dict[str, None]]:
    """The keys that each page cites, looked up once a build."""
    found: dict[str, dict[str, None]] | None = getattr(app, "_archive_cited", None)
    if found is None:
        found = {}
        domain: Any = app.env.get_domain("cite")
        for reference in domain.citation_refs:
            keys = found.setdefault(reference.docname, {})
            keys.update((target.key, None) for target in reference.targets)
        app._archive_cited = found  # type: ignore[attr-defined]
    return found


def _subjects_now(app: Sphinx) -> dict[str, tuple[Subject, ...]]:
    """The bodies that each brief is about, as this build names them."""
    found: dict[str, tuple[Subject, ...]] | None = getattr(app, "_archive_subjects", None)
    if found is None:
        keys, entries = index_keys(app.env), entries_of(app.env)
        found = {}
        for name, record in records_of(app.env).items():
            known = (entries.get(keys.find_key(body) or "") for body in record.brief.bodies)
            code = text_language(app, name, current_language(app.config)).code
            found[name] = tuple(_name_subject(entry, code) for entry in known if entry is not None)
        app._archive_subjects = found  # type: ignore[attr-defined]
    return found


def _name_subject(entry: GlossaryEntry, code: str) -> Subject:
    """The body as a text in the language of `code` names it, else as the sources do."""
    source = entry.namings[0]
    named = next((naming for naming in entry.namings if naming.language.code == code), source)
    short, full = named.names[0], named.official
    same_as = (
        f"https://www.wikidata.org/entity/{entry.wikidata}" if entry.wikidata else "",
        f"https://ror.org/{entry.ror}" if entry.ror else "",
    )
    known = (*filter(None, same_as),)
    return Subject(full, "" if short == full else short, entry.website, known, source.kind)


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The briefs about bodies that the glossary says other things of than their pages do."""
    now = {name: subjects for name, subjects in _subjects_now(app).items() if subjects}
    before: dict[str, tuple[Subject, ...]] = getattr(env, "archive_subjects", {})
    env.archive_subjects = now  # type: ignore[attr-defined]
    return [name for name in records_of(env) if now.get(name) != before.get(name)]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register what the head of each page says."""
    app.connect("env-get-updated", pages_to_write)
    app.connect("html-page-context", add_head_data, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
