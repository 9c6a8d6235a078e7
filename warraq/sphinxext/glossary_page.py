"""Shows at each entry of the glossary its names in all languages, its facts, who mentions it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.osutil import relative_uri

from warraq.knowledge.listpages import facet_page
from warraq.sphinxext.catalogs import _
from warraq.sphinxext.direction import isolate_runs
from warraq.sphinxext.glossary import entries_of, notes_of, say_title
from warraq.sphinxext.glossary_reading import body_facts, body_names
from warraq.sphinxext.listings import count_briefs
from warraq.sphinxext.mentions import mentions_of
from warraq.sphinxext.settings import current_language, languages_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from warraq.sphinxext.glossary import GlossaryEntry

DATA = "glossary.ttl"
"""The file with all entries for machines, in the folder of each language."""

_BETWEEN = " – "
"""What stands between names in whatever language."""

_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_PARTS = re.compile(r"(?<=[./])")


def count_mentions(app: Sphinx) -> dict[str, int]:
    """How many listed briefs mention each entry, by key, as of this build."""
    counts: dict[str, int] | None = getattr(app, "_archive_mention_counts", None)
    if counts is None:
        counts = {key: len(records) for key, records in mentions_of(app.env).items()}
        app._archive_mention_counts = counts  # type: ignore[attr-defined]
    return counts


# -- What an entry shows -----------------------------------------------------------------------


def build_names(entry: GlossaryEntry, code: str) -> nodes.definition_list | None:
    """The entry's names in the other languages, each below the language's own name."""
    listed = nodes.definition_list(classes=["body-names"])
    is_named = any(naming.language.code == code for naming in entry.namings)
    for naming in entry.namings:
        if naming.language.code == code or (naming.names == entry.names and not is_named):
            continue  # what the page shows as the entry's names already
        mark = f"language-{naming.language.tag}"
        label = nodes.inline("", naming.language.name, classes=[mark])
        # One run of the other language: its direction orders the names and what is between them.
        shown = nodes.inline("", _BETWEEN.join(naming.names), classes=[mark])
        names = nodes.paragraph("", "", shown)
        listed += nodes.definition_list_item(
            "", nodes.term("", "", label), nodes.definition("", names)
        )
    return listed if listed.children else None


def build_facts(app: Sphinx, entry: GlossaryEntry, docname: str) -> nodes.container:
    """The entry's kind and addresses, and how many briefs mention it."""
    rows: list[tuple[str, nodes.Node]] = []
    if entry.kind:
        rows.append((str(_("Kind")), nodes.Text(entry.kind)))
    if entry.website:
        shown = _SCHEME.sub("", entry.website).rstrip("/")
        rows.append((str(_("Website")), _link(shown, entry.website)))
    if entry.wikidata:
        link = _link(entry.wikidata, f"https://www.wikidata.org/wiki/{entry.wikidata}")
        rows.append((str(_("Wikidata")), link))
    if entry.ror:
        rows.append(("ROR", _link(entry.ror, f"https://ror.org/{entry.ror}")))
    number = count_mentions(app).get(entry.key, 0)
    counted: nodes.Node = nodes.Text(count_briefs(number))
    if number and app.builder.format == "html":
        uri = app.builder.get_relative_uri(docname, facet_page("bodies", entry.key))
        counted = nodes.reference("", count_briefs(number), refuri=uri, internal=True)
    rows.append((str(_("Mentioned in")), counted))
    listed = nodes.definition_list(classes=["body-facts"])
    for label, content in rows:
        listed += nodes.definition_list_item(
            "",
            nodes.term("", label),
            nodes.definition("", nodes.paragraph("", "", content)),
        )
    # Figures are not what one searches for; the index would change with each brief.
    return nodes.container("", listed, classes=["no-search"])


def _link(text: str, address: str) -> nodes.reference:
    return nodes.reference("", text, refuri=address, classes=["external"])


def let_break(link: nodes.reference) -> None:
    """Let a long address break at its parts, where it would break in the midst of a word."""
    if "external" in link["classes"]:
        first, *others = _PARTS.split(link.astext())
        link.clear()
        link += nodes.Text(first)
        for part in others:
            link += [nodes.raw("", "<wbr>", format="html"), nodes.Text(part)]


def fill_entries(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put names and facts into their places, and a link to the data at the end of the page."""
    if docname not in notes_of(app.env):
        return
    entries = entries_of(app.env)
    rtl = current_language(app.config).direction == "rtl"
    places: list[nodes.Element] = [*doctree.findall(body_names), *doctree.findall(body_facts)]
    for place in places:
        entry = entries[place["key"]]
        shown = (
            build_names(entry, app.config.language)
            if isinstance(place, body_names)
            else build_facts(app, entry, docname)
        )
        if shown is None:
            place.parent.remove(place)
        else:
            isolate_runs(shown, rtl=rtl)
            for link in list(shown.findall(nodes.reference)):
                let_break(link)
            place.replace_self(shown)
    section = doctree.next_node(nodes.section)
    if section is not None and app.builder.format == "html":
        uri = relative_uri(app.builder.get_target_uri(docname), DATA)
        link = nodes.reference("", str(_("This glossary as linked data (SKOS)")), refuri=uri)
        box = nodes.paragraph("", "", link, classes=["glossary-data", "no-search"])
        isolate_runs(box, rtl=rtl)
        section += box


# -- Which pages a change reaches --------------------------------------------------------------


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The glossaries whose entries, names in other languages or counts are not what they show."""
    app._archive_mention_counts = None  # type: ignore[attr-defined]
    now: dict[str, str] = {}
    if notes_of(env):
        counts, entries = count_mentions(app), entries_of(env)
        for docname in notes_of(env):
            titles = [say_title(env, docname, language) for language in languages_of(app.config)]
            shown = [
                (entry, counts.get(entry.key, 0))
                for entry in entries.values()
                if entry.docname == docname
            ]
            now[docname] = hashlib.sha256(repr((titles, shown)).encode()).hexdigest()
    before: dict[str, str] = getattr(env, "archive_glossary_shown", {})
    env.archive_glossary_shown = now  # type: ignore[attr-defined]
    return [docname for docname, digest in now.items() if before.get(docname) != digest]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register what the page shows."""
    app.connect("doctree-resolved", fill_entries)
    app.connect("env-get-updated", pages_to_write)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
