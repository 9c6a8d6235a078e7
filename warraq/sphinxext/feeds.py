"""Writes a feed of the newest briefs in the language of the build, and tells each page of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError
from sphinx.util.osutil import relative_uri

from warraq.brief import Brief, State
from warraq.edtf import EdtfDate
from warraq.files import write_atomically
from warraq.formats.feed import (
    Category,
    Entry,
    Feed,
    Person,
    Text,
    Tombstone,
    Version,
    make_id,
    write_feed,
)
from warraq.knowledge.listpages import index_page
from warraq.sphinxext.alternates import languages_of_page
from warraq.sphinxext.briefs import STATE_WORDS, records_of
from warraq.sphinxext.catalogs import _, words
from warraq.sphinxext.publications import publication_of
from warraq.sphinxext.settings import (
    current_language,
    language_address,
    language_path,
    languages_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

    from warraq.knowledge.publication import Publication
    from warraq.sphinxext.briefs import BriefRecord

NAME = "feed.xml"
"""The feed's file in the folder of a language."""


def has_feed(app: Sphinx) -> bool:
    """Whether this build writes a feed: its entries are known by whole addresses only."""
    return app.builder.name == "html" and bool(app.config.archive_url)


def last_change(brief: Brief) -> EdtfDate:
    """When a brief was last changed, or else published, as exactly as that is known."""
    changes = [revision.date for revision in brief.revisions]
    if brief.status.date is not None:
        changes.append(brief.status.date)
    return max([brief.date, *changes])


def add_feed_link(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Tell the templates where the feed is; see `_templates/partials/feed-link.html`."""
    if has_feed(app):
        href = relative_uri(app.builder.get_target_uri(pagename), NAME) or NAME
        context["feed"] = {"href": href, "title": app.config.html_title}


def write_feed_file(app: Sphinx, exception: Exception | None) -> None:
    """Write the feed if it says something new; delete one that is not wanted."""
    if exception is not None or app.builder.name != "html":
        return
    path = Path(app.outdir) / NAME
    if has_feed(app):
        write_atomically(path, write_feed(make_feed(app)), durable=False)
    else:
        path.unlink(missing_ok=True)


def make_feed(app: Sphinx) -> Feed:
    """The feed: the briefs that can be read in this language, the last changed first.

    A correction or a retraction brings a brief to the top again; so its readers learn of it.
    A new translation does not: no catalog says when it was made, so its brief keeps its date.
    """
    config, language = app.config, current_language(app.config)
    chosen = []
    for record in sorted(records_of(app.env).values(), key=_order, reverse=True):
        if not record.brief.is_listed or language in languages_of_page(app, record.docname):
            chosen.append(record)
        if len(chosen) == config.archive_feed_size:
            break
    entries = [_make_entry(app, record) for record in chosen if record.brief.is_listed]
    graves = [_make_tombstone(app, record) for record in chosen if not record.brief.is_listed]
    about = _locate(app, "about") if "about" in app.env.found_docs else ""
    return Feed(
        id=_id(app, "feed"),
        title=str(config.html_title),
        tag=language.tag,
        address=f"{language_address(config, language)}{NAME}",
        home=_locate(app, config.root_doc),
        owner=Person(str(words(config.project)), about),
        # An archive without briefs has no date of its own.
        updated=last_change(chosen[0].brief) if chosen else EdtfDate(1970),
        entries=tuple(entries),
        tombstones=tuple(graves),
        others=tuple(
            Version(other.tag, f"{language_address(config, other)}{NAME}")
            for other in languages_of(config)
            if other != language
        ),
    )


def _order(record: BriefRecord) -> tuple[EdtfDate, EdtfDate, str]:
    return (last_change(record.brief), record.brief.date, record.docname)


def _make_entry(app: Sphinx, record: BriefRecord) -> Entry:
    one = publication_of(app, record.docname)
    assert one is not None  # it has a record
    language = current_language(app.config)
    others = languages_of_page(app, record.docname)
    owner = str(words(app.config.project))
    about = _locate(app, "about") if "about" in app.env.found_docs else ""
    return Entry(
        id=_id(app, record.docname),
        title=_make_title(one),
        page=Version(language.tag, one.address),
        published=record.brief.date,
        updated=last_change(record.brief),
        authors=tuple(Person(name, about if name == owner else "") for name in one.authors),
        summary=_make_summary(one),
        translations=tuple(
            Version(other.tag, _locate(app, record.docname, other.tag))
            for other in others
            if other != language
        ),
        categories=tuple(_list_categories(app, record.brief)),
        rights=one.license,
    )


def _make_title(one: Publication) -> Text:
    """The title; that of a retracted brief says so, for programs that show nothing else."""
    title, tag = one.title, _other(one.title_language, one)
    if one.state is State.RETRACTED:
        said = str(_("%(state)s: %(title)s"))
        title = said % {"state": STATE_WORDS[one.state], "title": title}
    return Text(title, tag)


def _make_summary(one: Publication) -> Text:
    """The deck, what became of the brief before it; a retracted one has lost its deck."""
    parts = []
    if one.status.text and one.state is not State.PUBLISHED:
        said = str(_("%(state)s: %(title)s"))
        parts.append(said % {"state": STATE_WORDS[one.state], "title": one.status.text})
    if one.state is not State.RETRACTED:
        parts.append(one.summary)
    return Text(" ".join(parts), "" if parts[1:] else _other(one.summary_language, one))


def _other(code: str, one: Publication) -> str:
    """The tag of a language that is not the page's."""
    return "" if code in ("", one.page_language) else code.replace("_", "-")


def _list_categories(app: Sphinx, brief: Brief) -> Iterator[Category]:
    source = languages_of(app.config)[0].tag
    for facet, names in (("kinds", (brief.kind,)), ("topics", brief.topics)):
        scheme = _locate(app, index_page(facet), source)
        for name in dict.fromkeys(names):
            yield Category(name, scheme, str(words(name)))


def _make_tombstone(app: Sphinx, record: BriefRecord) -> Tombstone:
    shown = record.status_note
    note = Text(shown.text, shown.language.tag if shown.language else "")
    return Tombstone(_id(app, record.docname), last_change(record.brief), note)


def _id(app: Sphinx, name: str) -> str:
    archive = app.config.archive_id or app.config.project
    return make_id(archive, name, current_language(app.config).tag)


def _locate(app: Sphinx, docname: str, tag: str = "") -> str:
    """The whole address of a page, in the language of the build or in that of `tag`."""
    path = language_path(app.config, tag or current_language(app.config).tag)
    return f"{app.config.archive_url}{path}{app.builder.get_target_uri(docname)}"


def check_settings(app: Sphinx, config: Config) -> None:
    """Refuse settings that cannot work, in a sentence that names the setting."""
    size = config.archive_feed_size
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise ConfigError(f"archive_feed_size {size!r} in conf.py is not a whole number above 0")
    if not isinstance(config.archive_id, str):
        raise ConfigError(
            f"archive_id {config.archive_id!r} in conf.py is not a text; "
            'write archive_id = "name of the archive" or leave it out'
        )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the feed and its settings."""
    app.add_config_value("archive_feed_size", 50, "", types=frozenset({int}))
    app.add_config_value("archive_id", "", "", types=frozenset({str}))
    app.connect("config-inited", check_settings)
    app.connect("html-page-context", add_feed_link, priority=550)
    app.connect("build-finished", write_feed_file, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
