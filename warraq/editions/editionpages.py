"""Writes the list of all editions, and what each of them changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from warraq.editions.changes import (
    BRIEF,
    Change,
    Kind,
    View,
    count_changes,
    notes_in,
    view_page,
)
from warraq.editions.fingerprints import Fingerprint, show_fingerprint
from warraq.editions.historypages import history_path
from warraq.editions.howto import how_to_check, how_to_check_one
from warraq.editions.kindwords import kind_word
from warraq.editions.model import RECORDS, Sealed
from warraq.editions.notes import notes_of, read_paragraphs
from warraq.editions.pageframe import NO_INDEX, Setting, frame
from warraq.editions.shownfacts import show_beyond
from warraq.editions.voices import Voice, fill, link_from, name_of, say_in

PER_PAGE = 100
"""How many changes a page lists."""

_FIRST_LIST = "briefs/index"
"""The name of the page that lists all briefs."""


@dataclass(frozen=True, slots=True)
class Told:
    """An edition with what it did to the one before."""

    sealed: Sealed
    before: Sealed | None
    changes: tuple[Change, ...]
    mark: Fingerprint


def list_path(tag: str) -> str:
    """Where the list of editions is, from the site's root."""
    return f"{tag}/{RECORDS}/index.html"


def changes_path(tag: str, edition: str, number: int = 1) -> str:
    """Where a page of the changes of an edition is, from the site's root."""
    more = f"-{number}" if number > 1 else ""
    return f"{tag}/{RECORDS}/{edition}{more}.html"


def render_list(told: Sequence[Told], setting: Setting, voice: Voice) -> str:
    """The list of all editions, newest first; `told` is oldest first."""
    path = list_path(voice.tag)
    title = voice.translate("Editions of this archive")
    lead = voice.translate(
        "An edition is what the archive said on one day, and it is never changed afterwards. What "
        "is corrected, retracted or removed later is so only in the editions that follow."
    )
    body = f"      <h1>{escape(title)}</h1>\n      <p>{escape(lead)}</p>\n"
    for one in reversed(told):
        body += "\n".join(_list_edition(one, setting, voice, path, one is told[-1])) + "\n"
    newest = told[-1]
    body += how_to_check(voice, path, newest.sealed, newest.mark, setting.facts.address)
    others = [(other, list_path(other.tag)) for other in setting.voices if other.tag != voice.tag]
    head = [
        f'<link rel="alternate" hreflang="{other.tag}" href="{link_from(path, target)}">'
        for other, target in [(voice, path), *others]
        if not other.is_former
    ]
    return frame(setting, voice, path, title, body, others=others, head=head)


def _list_edition(
    told: Told, setting: Setting, voice: Voice, path: str, is_newest: bool
) -> Iterator[str]:
    sealed, tag = told.sealed, voice.tag
    word = voice.translate("the newest")
    newest = f' <span class="date">{escape(word)}</span>' if is_newest else ""
    date = f'<span class="date">{voice.date(sealed.tag.date)}</span>'
    yield f'<section id="e{sealed.name}">'
    yield f"<h2>{_edition(voice, sealed.name)} {date}{newest}</h2>"
    yield from _note(sealed, setting, voice)
    counts = [
        f"<li>{escape(kind_word(voice, kind))}: {count}</li>"
        for kind, count in count_changes(told.changes).items()
    ]
    if told.before is None:
        count = count_briefs(sealed)
        text = fill(voice.translate("Briefs in the first edition: %(count)s"), count=str(count))
        yield f"<p>{text}</p>"
    elif counts:
        yield f'<ul class="links">{"".join(counts)}</ul>'
    else:
        none = voice.translate("No page was changed.")
        yield f"<p>{escape(none)}</p>"
    if tag not in sealed.languages:
        missing = voice.translate("This edition is not in this language.")
        yield f"<p>{escape(missing)}</p>"
    label = voice.translate("Front page")
    links = [
        (f"{one}/{sealed.name}/index.html", f"{escape(label)}: {name_of(one, setting.voices)}")
        for one in ([tag] if tag in sealed.languages else sealed.languages)
        if f"{one}/{sealed.name}/index.html" in sealed.files
    ]
    links.append((changes_path(tag, sealed.name), escape(voice.translate("What it changed"))))
    for name in ("edition.json", "SHA256SUMS"):
        links.append((f"{RECORDS}/{sealed.name}/{name}", f"<code>{name}</code>"))
    items = "".join(
        f'<li><a href="{link_from(path, target)}">{text}</a></li>' for target, text in links
    )
    yield f'<ul class="links">{items}</ul>'
    label = escape(voice.translate("Fingerprints"))
    numbers = show_fingerprint(sealed, told.mark, voice, path)
    yield f"<details><summary>{label}</summary>{numbers}</details>"
    yield "</section>"


def _edition(voice: Voice, name: str) -> str:
    return fill(voice.translate("Edition %(edition)s"), edition=f"<bdi>{name}</bdi>")


def _note(sealed: Sealed, setting: Setting, voice: Voice) -> Iterator[str]:
    """The maintainer's note in the voice's language, or else in that of the sources."""
    source = setting.facts.languages[0].code
    former = (one.tag for one in setting.voices if one.is_former)
    codes = dict.fromkeys((*(one.code for one in setting.facts.languages), *former))
    notes = notes_of(sealed.tag.note, tuple(codes))
    code = voice.language.code if voice.language.code in notes else source
    for part in read_paragraphs(notes.get(code, "")):
        yield f"<p>{say_in(voice, part, code)}</p>"


def count_briefs(sealed: Sealed) -> int:
    """How many briefs an edition has, whatever their languages."""
    pages: set[str] = set()
    for found in sealed.pages.values():
        pages.update(name for name, page in found.items() if page.kind == BRIEF)
    return len(pages)


# -- What one edition changed --------------------------------------------------------------


def render_changes(told: Told, setting: Setting, voice: Voice) -> Iterator[tuple[str, str]]:
    """Yield the path and the content of each page that lists the changes of an edition."""
    shown = told.changes if told.before is not None else ()
    pages = [shown[at : at + PER_PAGE] for at in range(0, len(shown), PER_PAGE)] or [()]
    name = told.sealed.name
    for number, changes in enumerate(pages, 1):
        path = changes_path(voice.tag, name, number)
        text = voice.translate("What edition %(edition)s changed")
        body = f"      <h1>{fill(text, edition=f'<bdi>{name}</bdi>')}</h1>\n"
        body += f'      <p class="of">{voice.date(told.sealed.tag.date)}</p>\n'
        body += "\n".join(_note(told.sealed, setting, voice)) + "\n"
        if told.before is None:
            body += _tell_first(told.sealed, voice, path)
        elif not changes:
            none = voice.translate("No page was changed.")
            body += f"<p>{escape(none)}</p>\n"
        body += "".join(_list_changes(changes, told, setting, voice, path))
        body += _number_pages(len(pages), number, name, voice, path)
        if number == 1:
            address = setting.facts.address
            body += how_to_check_one(voice, path, told.sealed, told.mark, address)
        others = [
            (other, changes_path(other.tag, name, number))
            for other in setting.voices
            if other.tag != voice.tag
        ]
        title = text % {"edition": name}
        yield path, frame(setting, voice, path, title, body, others=others, head=[NO_INDEX])


def _tell_first(sealed: Sealed, voice: Voice, path: str) -> str:
    text = voice.translate("This is the first edition. Briefs in it: %(count)s")
    count = str(count_briefs(sealed))
    tags = [voice.tag, *sealed.languages]
    tag = next((one for one in tags if _FIRST_LIST in sealed.pages.get(one, {})), "")
    if tag:
        page = sealed.pages[tag][_FIRST_LIST]
        target = link_from(path, f"{tag}/{sealed.name}/{page.path}")
        count = f'<a href="{target}">{count}</a>'
    return f"<p>{fill(text, count=count)}</p>\n"


def _list_changes(
    changes: Sequence[Change], told: Told, setting: Setting, voice: Voice, path: str
) -> Iterator[str]:
    kind: Kind | None = None
    for change in changes:
        if change.kind is not kind:
            yield "</ul>\n" if kind else ""
            kind = change.kind
            yield f'<h2 id="{kind}">{escape(kind_word(voice, kind))}</h2>\n<ul class="changes">\n'
        yield _list_change(change, told, setting, voice, path)
    yield "</ul>\n" if kind else ""


def _list_change(change: Change, told: Told, setting: Setting, voice: Voice, path: str) -> str:
    view: View = view_page(told.sealed, change.page)
    if not view and told.before is not None:
        view = view_page(told.before, change.page)
    seen = view.get(voice.tag) or next(iter(view.values()))
    title = say_in(voice, seen.page.title, seen.page.title_language or seen.page.language)
    lines = [f'<p><a href="{link_from(path, seen.path)}">{title}</a></p>']
    before: View = {}
    if told.before is not None:
        before = view_page(told.before, change.former or change.page)
    if change.former:
        former = link_from(path, history_path(voice.tag, change.former))
        link = f'<a href="{former}"><bdi>{_former_title(before, voice)}</bdi></a>'
        text = fill(voice.translate("Its name before: %(page)s"), page=link)
        lines.append(f"<p>{text}</p>")
    if change.kind in {Kind.TRANSLATED, Kind.CHANGED, Kind.CORRECTED} and change.languages:
        names = escape(voice.translate(", ")).join(
            name_of(tag, setting.voices) for tag in change.languages
        )
        lines.append(f'<p class="languages">{names}</p>')
    for note in _notes(change, view, told, voice):
        lines.append(f"<p><bdi>{escape(note)}</bdi></p>")
    lines += show_beyond(change, before, view, setting, voice)
    history = link_from(path, history_path(voice.tag, change.page))
    said = voice.translate("History of this page")
    lines.append(f'<p><a href="{history}">{escape(said)}</a></p>')
    return f"<li>{''.join(lines)}</li>\n"


def _former_title(before: View, voice: Voice) -> str:
    page = (before.get(voice.tag) or next(iter(before.values()))).page
    return say_in(voice, page.title, page.title_language or page.language)


def _notes(change: Change, view: View, told: Told, voice: Voice) -> Sequence[str]:
    """What readers are told of the change, in the voice's language where its page has it."""
    if change.kind is Kind.ADDED or told.before is None:
        return ()
    before = view_page(told.before, change.former or change.page)
    tag = voice.tag if voice.tag in view else next(iter(view))
    return [note for _date, note in notes_in(before.get(tag), view.get(tag))]


def _number_pages(count: int, current: int, edition: str, voice: Voice, path: str) -> str:
    if count < 2:
        return ""
    items = ""
    for number in range(1, count + 1):
        here = ' aria-current="page"' if number == current else ""
        href = link_from(path, changes_path(voice.tag, edition, number))
        items += f'<li><a href="{href}"{here}>{number}</a></li>'
    label = escape(voice.translate("Pages"))
    return f'<nav aria-label="{label}"><ul class="pages">{items}</ul></nav>\n'
