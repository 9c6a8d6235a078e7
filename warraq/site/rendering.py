"""Renders the languages of an edition from its tag's content, with today's code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from warraq.archive import Archive
from warraq.editions.content import choose_content
from warraq.editions.git import Repository
from warraq.editions.model import EditionError, Tag, Toolkit
from warraq.editions.pagerecords import PAGES_RECORD, read_page_records
from warraq.editions.parts import RECORD, Known, Part, Recipe, make_part, read_part
from warraq.editions.toolkit import toolkit_of
from warraq.editions.workspace import note_workspace, prepare_workspace
from warraq.files import read_json
from warraq.languages import Language
from warraq.site.build import build_site
from warraq.site.shelf import Shelved, tag_of
from warraq.sphinxext.runner import Outcome

Report = Callable[[str, str, str, int, int], None]
"""Called with an edition, a language code, what is being done, how far it is and how far it
goes."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to publish."""

    accept_warnings: bool = False
    """Whether an edition is sealed though its build had warnings."""


PLAIN, PASSED = Options(), Options(accept_warnings=True)
"""To publish as it should be; and what was sealed before, when its bytes decide."""


def languages_in(archive: Archive, content: Mapping[str, str]) -> tuple[Language, ...]:
    """The languages of an edition: that of the sources, and those that its tag has catalogs of."""
    source, *others = archive.languages
    folders = {language: f"{archive.catalogs}/{language.code}/" for language in others}
    return (
        source,
        *(
            language
            for language, folder in folders.items()
            if any(path.startswith(folder) for path in content)
        ),
    )


def languages_of_tag(archive: Archive, one: Shelved) -> tuple[Language, ...]:
    """The languages of an edition that is not published; raises EditionError."""
    repository = Repository.open(archive.root)
    entries = repository.list_files(tag_of(one).commit)
    content = choose_content(entries, archive.catalogs)
    return languages_in(archive, {entry.path: entry.blob for entry in content.files})


def render_edition(
    archive: Archive,
    repository: Repository,
    tag: Tag,
    known: Known,
    options: Options,
    report: Report,
    messages: list[str],
    only: str = "",
) -> list[Part]:
    """Render an edition's languages, or the one whose BCP 47 tag is `only`.

    Parts that an earlier run finished are used again, and `known` learns of all. What was warned
    of is added to `messages`. Raises EditionError.
    """
    toolkit = toolkit_of(archive)
    parts = [] if only else _find_parts(archive, tag, toolkit)
    if not parts:
        parts = _make_parts(archive, repository, tag, toolkit, known, report, messages, only)
    check_warnings(tag, parts, options, messages)
    for part in parts:
        known.learn_part(part)
    return parts


def check_warnings(tag: Tag, parts: Sequence[Part], options: Options, messages: list[str]) -> None:
    """Refuse parts whose build had warnings, unless that is accepted; raises EditionError."""
    warnings = list(dict.fromkeys(line for part in parts for line in part.warnings))
    if warnings and not options.accept_warnings:
        lines = "\n".join(f"  {line}" for line in warnings)
        advice = "correct this first, or accept it with --accept-warnings"
        if tag.object:
            advice = (
                "a tag cannot be corrected. Accept this with --accept-warnings, or take the tag "
                "back and tag a corrected commit"
            )
        raise EditionError(f"edition {tag.edition} has warnings; {advice}:\n{lines}")
    messages.extend(f"{tag.edition}: {line}" for line in warnings)


def _make_parts(
    archive: Archive,
    repository: Repository,
    tag: Tag,
    toolkit: Toolkit,
    known: Known,
    report: Report,
    messages: list[str],
    only: str,
) -> list[Part]:
    report(tag.edition, "", "reading the tag", 0, 1)
    work = archive.build / "editions" / "work"
    space = prepare_workspace(archive, repository, tag.commit, work)
    messages.extend(f"{tag.edition}: {message}" for message in space.messages)
    languages = languages_in(archive, space.content)
    wanted = [language for language in languages if not only or language.tag == only]
    if not wanted:
        raise EditionError(
            f"edition {tag.edition} is not in {only}; its languages are "
            f"{', '.join(language.tag for language in languages)}"
        )

    def pass_on(code: str, what: str, done: int, total: int) -> None:
        report(tag.edition, code, what, done, total)

    # Its pages offer the languages that it has, whatever the archive has today.
    spoken = {language.code: language.name for language in languages}
    result = build_site(
        space.archive,
        [language.code for language in wanted],
        report=pass_on,
        overrides={"archive_editions": True, "archive_languages": spoken},
    )
    warnings = [*space.skipped, *_join_messages(result.outcomes)]
    if any(outcome.failed and not outcome.pages for outcome in result.outcomes):
        lines = "\n".join(f"  {line}" for line in warnings)
        raise EditionError(f"edition {tag.edition} cannot be built:\n{lines}")
    note_workspace(work)
    recipe = Recipe(
        tag,
        tuple(language.tag for language in languages),
        toolkit,
        space.content,
        tuple(warnings),
    )
    parts = []
    for language in wanted:
        report(tag.edition, language.code, "keeping", 0, 1)
        pages = read_page_records(read_json(space.archive.doctrees(language) / PAGES_RECORD))
        folder = archive.build / "parts" / tag.edition / language.tag
        parts.append(
            make_part(folder, space.archive.output(language), language.tag, recipe, pages, known)
        )
    return parts


def _join_messages(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Each message once, with the languages in which it was said."""
    said: dict[str, list[str]] = {}
    for outcome in outcomes:
        for line in outcome.messages:
            said.setdefault(line, []).append(outcome.language)
    for line, languages in said.items():
        yield f"[{', '.join(languages)}] {line}"


def _find_parts(archive: Archive, tag: Tag, toolkit: Toolkit) -> list[Part]:
    """The whole parts of this tag that earlier runs left, of all languages; or none of them."""
    found = {}
    for path in sorted((archive.build / "parts" / tag.edition).glob(f"*/{RECORD}")):
        try:
            part = read_part(path.parent)
        except EditionError:
            continue
        if (part.commit, part.toolkit) == (tag.commit, toolkit):
            found[part.language] = part
    first = next(iter(found.values()), None)
    languages = [item.tag for item in languages_in(archive, first.content)] if first else []
    return [found[tag] for tag in languages] if set(languages) <= found.keys() else []
