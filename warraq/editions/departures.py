"""Writes redirects and tombstones in `latest` for the pages that earlier editions had.

Files that are no pages depart with their pages. What is at the former address of a renamed brief's
citations (`.bib`, `.ris`, `.csl.json`) is that of the brief under its new name, since programs
that fetch it follow no page; of a brief that is gone nothing is kept there, as whoever took it back
may have had to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape

from warraq.editions.historypages import history_path
from warraq.editions.model import LATEST, RECORDS, Page, Sealed
from warraq.editions.pageframe import NO_INDEX, Setting, frame
from warraq.editions.timeline import Timeline
from warraq.editions.voices import Voice, fill, link_from, say_in

PAGE_END = ".html"

SCRIPT_PATH = f"{RECORDS}/moved.js"
SCRIPT = """\
/* Leads on from a page that has another name now, to the place in it that was asked for. A browser
   without JavaScript is led to the top of the page: it forgets the place. */
(function () {
  "use strict";
  if (window.location.hash) {
    var to = document.currentScript.getAttribute("data-to");
    window.location.replace(to + window.location.hash);
  }
})();
"""
"""The script of redirects, from the site's root. Nothing else keeps what stands behind `#`."""


def latest_path(tag: str, page: str) -> str:
    """Where a page's address in the newest edition is, from the site's root."""
    return f"{tag}/{LATEST}/{page}"


def departed_files(
    voice: Voice,
    newest: Sealed,
    timelines: Mapping[str, Timeline],
    setting: Setting,
    read: Callable[[str], bytes],
) -> Iterator[tuple[str, str | bytes]]:
    """Yield the files of `latest` in a language for all that its newest edition has no longer.

    `newest` is the newest edition that has the language. `timelines` are those of all pages;
    `read` gives a published file by its path from the site's root.
    """
    has = newest.pages.get(voice.tag, {})
    for name, life in timelines.items():
        spans = life.spans.get(voice.tag)
        if name in has or not spans:
            continue
        last = spans[-1]
        edition = last.last or newest.name
        file = (last.last_path or last.first_path).split("/", 2)[2]
        if f"{voice.tag}/{newest.name}/{file}" in newest.files:
            continue
        path = latest_path(voice.tag, file)
        if life.successor in has:
            target = has[life.successor].path
            yield path, _redirect(path, target, life, setting, voice)
            yield from _copy_citations(voice.tag, newest, file, target, read)
        else:
            yield path, _tombstone(path, file, edition, last.last_date, life, setting, voice)


def _copy_citations(
    tag: str, newest: Sealed, file: str, target: str, read: Callable[[str], bytes]
) -> Iterator[tuple[str, bytes]]:
    """The files beside a brief's page that only differ from it in the end of their names."""
    stem, before = target.removesuffix(PAGE_END), file.removesuffix(PAGE_END)
    for end in (".bib", ".ris", ".csl.json"):
        source = f"{tag}/{newest.name}/{stem}{end}"
        if source in newest.files and f"{tag}/{newest.name}/{before}{end}" not in newest.files:
            yield latest_path(tag, before + end), read(source)


def _redirect(path: str, target: str, life: Timeline, setting: Setting, voice: Voice) -> str:
    """A page that leads on at once, without a script or a server (HTML, "Refresh state")."""
    goal = latest_path(voice.tag, target)
    href = link_from(path, goal)
    canonical = link_from("", goal)
    address = f"{setting.facts.address}{canonical}" if setting.facts.address else href
    script = link_from(path, SCRIPT_PATH)
    head = [
        f'<script src="{script}" data-to="{escape(href)}"></script>',
        f'<meta http-equiv="refresh" content="0; url={escape(href)}">',
        f'<link rel="canonical" href="{escape(address)}">',
        NO_INDEX,
    ]
    title = voice.translate("This page has another name now")
    page = _last_page(life, voice)
    text = say_in(voice, page.title, page.title_language or page.language)
    body = (
        f"      <h1>{escape(title)}</h1>\n"
        f'      <p><a href="{escape(href)}">{text}</a></p>\n'
        f"      {_history_link(path, life, voice)}\n"
    )
    return frame(setting, voice, path, title, body, head=head)


def _tombstone(
    path: str, file: str, edition: str, date: str, life: Timeline, setting: Setting, voice: Voice
) -> str:
    """A page that says until when there was another one."""
    title = voice.translate("This page is no longer in the newest edition")
    page = _last_page(life, voice)
    said = say_in(voice, page.title, page.title_language or page.language)
    until = fill(
        voice.translate("It was there until edition %(edition)s (%(date)s)."),
        edition=f"<bdi>{edition}</bdi>",
        date=voice.date(date),
    )
    there = link_from(path, f"{voice.tag}/{edition}/{file}")
    read = fill(
        voice.translate("Read it in edition %(edition)s, the last that has it"),
        edition=f"<bdi>{edition}</bdi>",
    )
    home = voice.translate("To the front page of the newest edition")
    front = link_from(path, latest_path(voice.tag, "index.html"))
    body = (
        f"      <h1>{escape(title)}</h1>\n"
        f'      <p class="of">{said}</p>\n'
        f"      <p>{until}</p>\n"
        f'      <p><a href="{there}">{read}</a></p>\n'
        f"      {_history_link(path, life, voice)}\n"
        f'      <p><a href="{front}">{escape(home)}</a></p>\n'
    )
    return frame(setting, voice, path, title, body, head=[NO_INDEX])


def _last_page(life: Timeline, voice: Voice) -> Page:
    return life.last.get(voice.tag) or next(iter(life.last.values()))


def _history_link(path: str, life: Timeline, voice: Voice) -> str:
    href = link_from(path, history_path(voice.tag, life.name))
    text = voice.translate("History of this page")
    return f'<p><a href="{href}">{escape(text)}</a></p>'


def entrance(voice: Voice, setting: Setting) -> str:
    """The page in the folder of a former language that leads to the last edition that has it."""
    path = f"{voice.tag}/index.html"
    href = f"{LATEST}/index.html"
    text = voice.translate("To the front page of the newest edition")
    head = [f'<meta http-equiv="refresh" content="0; url={href}">', NO_INDEX]
    body = (
        f'      <h1>{escape(voice.title)}</h1>\n      <p><a href="{href}">{escape(text)}</a></p>\n'
    )
    return frame(setting, voice, path, text, body, head=head)
