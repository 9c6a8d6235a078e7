"""Renders a sealed edition anew, on purpose, and keeps the record of its former rendering."""

from __future__ import annotations

from warraq.archive import Archive
from warraq.editions.model import EditionError, Sealed
from warraq.editions.parts import know_files
from warraq.editions.records import seal_lines
from warraq.site.publishing import Published, check_shelf, put_in_place
from warraq.site.rendering import PASSED, PLAIN, Options, Report, render_edition
from warraq.site.sealing import RENDERING, TEXT, describe, former_of
from warraq.site.shelf import check_committed, read_shelf, tag_of
from warraq.site.turns import publication


def restyle_edition(
    archive: Archive,
    edition: str,
    *,
    accept_other_text: bool = False,
    options: Options = PLAIN,
    report: Report = lambda *_: None,
) -> Published:
    """Render a published edition with today's code, and seal that as its next rendering.

    The record of the rendering before goes to `editions/NAME/renderings/N/`. The tag and its
    content are the same; the text of every page has to be, too, unless it is accepted that it
    is not. Raises EditionError; then the site is as it was.
    """
    with publication(archive):
        shelf = read_shelf(archive)
        check_shelf(shelf)
        shelf.repository.check_identity()
        check_committed(shelf)
        one = shelf.find(edition)
        before = one.sealed
        if before is None and not one.seals:
            raise EditionError(f"edition {edition} is not published yet; run `warraq site` first")
        messages = list(shelf.findings)
        known = know_files(shelf.site, shelf.sealed)
        tag = tag_of(one)
        accepted = PASSED if one.seals else options
        parts = render_edition(archive, shelf.repository, tag, known, accepted, report, messages)
        renderings = [seal.rendering for seal in one.seals]
        rendering = 1 + max([*renderings, before.rendering if before is not None else 0])
        former = former_of(shelf.site, one, rendering)
        made = describe(archive, tag, parts, rendering, former)
        lines = seal_lines(made.sealed)
        sealed = seal_lines(before) if before is not None else one.seals[-1].fields
        if lines[RENDERING] == sealed.get(RENDERING):
            return Published(shelf.site, (), shelf.sealed, (), tuple(messages))
        if lines[TEXT] != sealed.get(TEXT) and not accept_other_text:
            raise EditionError(_refuse_text(edition, before, made.sealed))
        return put_in_place(shelf, [made], messages)


def _refuse_text(edition: str, before: Sealed | None, now: Sealed) -> str:
    """Say which pages would have another text, or are in one rendering only."""
    paths = sorted(before.texts.keys() | now.texts.keys()) if before is not None else []
    other = [path for path in paths if before and before.texts.get(path) != now.texts.get(path)]
    listed = "".join(f"\n  {path}" for path in other[:20])
    more = f"\n  and {len(other) - 20} more" if len(other) > 20 else ""
    count = f"{len(other)} pages" if other else "pages"
    return (
        f"today's code would change the text of {count} of edition {edition}, not only their "
        f"looks:{listed}{more}\nif that is meant, add --accept-other-text"
    )
