"""Warns of a brief's former name that is not free: its address can lead to one page alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.util import logging

from warraq.sphinxext.briefs import records_of
from warraq.sphinxext.mentions import locate_field

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


def find_taken_names(
    formerly: Mapping[str, Sequence[str]], pages: Collection[str]
) -> Iterator[tuple[str, int, str]]:
    """Yield each former name that is not free: its brief, its place in the list, what is wrong.

    `formerly` has the former names (`2023/slug`) of briefs by the names of their pages
    (`briefs/2024/slug`); `pages` are the names of all pages.
    """
    first: dict[str, str] = {}
    for page in sorted(formerly):
        for index, name in enumerate(formerly[page]):
            other = first.setdefault(name, page)
            if f"briefs/{name}" in pages:
                yield (
                    page,
                    index,
                    f"formerly: there is a brief {name!r} now; delete the former name",
                )
            elif other != page:
                said = f"formerly: {other!r} was {name!r} too"
                yield page, index, f"{said}; only one page can have been, delete it in one of them"


def report_taken_names(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of each former name that another brief has or had."""
    if issubclass(env._builder_cls, MessageCatalogBuilder):
        return
    formerly = {
        docname: record.brief.formerly
        for docname, record in records_of(env).items()
        if record.brief.formerly
    }
    for docname, index, message in find_taken_names(formerly, env.found_docs):
        logger.warning(
            "%s",
            message,
            location=locate_field(env, docname, f"formerly.{index}"),
            type="warraq",
            subtype="formerly",
        )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the check."""
    app.connect("env-check-consistency", report_taken_names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
