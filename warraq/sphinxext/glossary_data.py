"""Gives the glossary to machines: JSON-LD in the head of its page, a SKOS file beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util.osutil import relative_uri

from warraq.files import write_atomically
from warraq.formats.jsonld import embed_json
from warraq.knowledge.listpages import facet_page
from warraq.knowledge.skos import Concept, Scheme, describe_terms, write_turtle
from warraq.sphinxext.glossary import entries_of, notes_of, say_title
from warraq.sphinxext.glossary_page import DATA, count_mentions
from warraq.sphinxext.settings import current_language, language_path, languages_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from warraq.languages import Language
    from warraq.sphinxext.glossary import GlossaryEntry


def find_address(app: Sphinx, language: Language, name: str, base: str) -> str:
    """The address of a page in a language: whole, or relative to the file that says it.

    `base` is what leads from that file to the folder of all languages: `../`; from an edition it
    is one folder further.
    """
    builder: Any = app.builder
    top = app.config.archive_url or (f"../{base}" if app.config.archive_editions else base)
    return f"{top}{language_path(app.config, language.tag)}{builder.get_target_uri(name)}"


def build_schemes(app: Sphinx, base: str = "../") -> dict[str, Scheme]:
    """Each glossary page by its name, said for machines; see `find_address` for `base`."""
    env, schemes = app.env, {}
    languages = languages_of(app.config)
    for docname in sorted(notes_of(env)):
        address = find_address(app, languages[0], docname, base)
        titles = {language.tag: say_title(env, docname, language) for language in languages}
        source = titles.pop(languages[0].tag)
        translated = {tag: title for tag, title in titles.items() if title != source}
        concepts = tuple(
            _make_concept(app, entry, f"{address}#{entry.anchor}", base)
            for entry in entries_of(env).values()
            if entry.docname == docname
        )
        said = {languages[0].tag: source} | translated if source else {}
        schemes[docname] = Scheme(address, said, concepts)
    return schemes


def _make_concept(app: Sphinx, entry: GlossaryEntry, address: str, base: str) -> Concept:
    source = languages_of(app.config)[0]
    number = count_mentions(app).get(entry.key, 0)
    listed = find_address(app, source, facet_page("bodies", entry.key), base) if number else ""
    named = [(naming.language.tag, naming) for naming in entry.namings]
    kind = next((naming.kind for _tag, naming in named), "")
    return Concept(
        address,
        entry.key,
        {
            tag: (naming.official, *(name for name in naming.names if name != naming.official))
            for tag, naming in named
        },
        {tag: naming.definition for tag, naming in named if naming.definition},
        {
            tag: naming.kind
            for tag, naming in named
            if naming.kind and (tag == source.tag or naming.kind != kind)
        },
        *(entry.website, entry.wikidata, entry.ror),
        *(number, listed),
    )


# -- In the head of the page -------------------------------------------------------------------


def describe_glossary(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give the templates the page's JSON-LD and the address of the SKOS file."""
    if pagename not in notes_of(app.env) or app.builder.format != "html":
        return
    builder: Any = app.builder
    own, here = current_language(app.config), builder.get_target_uri(pagename)
    base = "../" * (here.count("/") + 1)
    scheme = build_schemes(app, base)[pagename]
    lists = {
        concept.key: find_address(app, own, facet_page("bodies", concept.key), base)
        for concept in scheme.concepts
    }
    described = describe_terms(scheme, find_address(app, own, pagename, base), lists)
    context["glossary"] = {"terms": embed_json(described), "data": relative_uri(here, DATA)}


# -- The file ----------------------------------------------------------------------------------


def write_data(app: Sphinx, exception: Exception | None) -> None:
    """Write the SKOS file where what it says has changed; without entries there is none."""
    if exception is not None or app.builder.format != "html":
        return
    target, record = Path(app.outdir) / DATA, Path(app.doctreedir) / f"{DATA}.digest"
    if not notes_of(app.env):
        target.unlink(missing_ok=True)
        return
    schemes = tuple(build_schemes(app).values())
    said = repr((schemes, sorted(app.env.version.items())))
    digest = hashlib.sha256(said.encode()).hexdigest()
    if target.exists() and record.exists() and record.read_text("utf-8") == digest:
        return
    write_atomically(target, write_turtle(schemes))
    write_atomically(record, digest, durable=False)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the page's data and the file."""
    app.connect("html-page-context", describe_glossary)
    app.connect("build-finished", write_data)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
