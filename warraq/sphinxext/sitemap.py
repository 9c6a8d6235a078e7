"""Notes which pages of a language search engines should know of, and when each last changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from warraq.files import write_atomically
from warraq.formats.sitemap import RECORD, UNLISTED, Page
from warraq.knowledge.listpages import facet_page
from warraq.sphinxext.alternates import languages_of_page
from warraq.sphinxext.briefs import BriefRecord, listed_briefs, records_of
from warraq.sphinxext.facets import listings_of, words_of
from warraq.sphinxext.feeds import last_change
from warraq.sphinxext.generated import generated_names
from warraq.sphinxext.mentions import mentions_of
from warraq.sphinxext.settings import current_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def list_pages(app: Sphinx) -> Iterator[Page]:
    """The pages of this build's language, by name.

    Left out are those that search engines are not to show: pages that cannot be read in this
    language, the places of removed briefs, the search, lists for translators.
    """
    records = records_of(app.env)
    language = current_language(app.config)
    lists = _date_lists(app)
    for name in sorted({*app.env.found_docs, *generated_names(app)}):
        record = records.get(name)
        if record is not None:
            changed = str(last_change(record.brief))
        else:
            changed = "" if name in app.env.found_docs else lists.get(name.rpartition("/")[0], "")
        hidden = record is not None and not record.brief.is_listed
        if not (hidden or name.startswith(UNLISTED)) and language in languages_of_page(app, name):
            yield Page(app.builder.get_target_uri(name), changed)


def _date_lists(app: Sphinx) -> dict[str, str]:
    """When each list last changed, by the folder of its pages.

    A list changes with its briefs, on all of its pages, as a new one moves the others on; and
    one that is removed leaves those that it stood in.
    """
    records = records_of(app.env).values()
    found = _date_removals(app, [record for record in records if not record.brief.is_listed])
    newest = _newest(records)
    for record in listed_briefs(app.env):
        _date(found, f"briefs/{record.brief.date.year}", [record])
    for facet, listings in listings_of(app).items():
        found[facet] = newest
        for one in listings:
            _date(found, one.page.rpartition("/")[0], one.records)
    return found


def _date_removals(app: Sphinx, removed: list[BriefRecord]) -> dict[str, str]:
    """When each list last lost a brief."""
    found: dict[str, str] = {}
    for record in removed:
        _date(found, f"briefs/{record.brief.date.year}", [record])
        for facet, words in words_of(record.brief):
            for word in words:
                _date(found, facet_page(facet, word).rpartition("/")[0], [record])
    for key, records in mentions_of(app.env, removed).items():
        _date(found, facet_page("bodies", key).rpartition("/")[0], records)
    return found


def _date(found: dict[str, str], folder: str, records: Iterable[BriefRecord]) -> None:
    """Let a list be as new as these briefs."""
    found[folder] = max(found.get(folder, ""), _newest(records))


def _newest(records: Iterable[BriefRecord]) -> str:
    return str(max((last_change(record.brief) for record in records), default=""))


def write_record(app: Sphinx, exception: Exception | None) -> None:
    """Write the record, or delete it where the site has no address."""
    if exception is not None or app.builder.name != "html":
        return
    path = Path(app.doctreedir) / RECORD
    if not app.config.archive_url:
        path.unlink(missing_ok=True)
        return
    rows = [[page.path, page.changed] for page in list_pages(app)]
    write_atomically(path, json.dumps(rows, indent=0), durable=False)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the record."""
    app.connect("build-finished", write_record, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
