"""Frames the pages that stand beside the editions: their head, their top, their style."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from warraq.editions.model import LATEST, RECORDS
from warraq.editions.voices import Facts, Voice, link_from
from warraq.formats.frame import frame_page

STYLE_PATH = f"{RECORDS}/pages.css"
"""The style of these pages, from the site's root: one for all languages."""

_LINES = ":is(:lang(ar), :lang(ckb), :lang(fa), :lang(ur), :lang(ug))"
"""Texts in Arabic script, whose letters need more room."""

_STYLE = """\
:root { --paper: #fff; --ink: #1b1f20; --pale: #55605f; --line: #d5dad9; --shade: #f4f6f5;
  --brand: #1d5c63; --add: #0a5c2b; --add-paper: #e3f4e8; --cut: #8f1d1d; --cut-paper: #fbe9e7;
  --note: #b45309; --warn: #b42318; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #131416; --ink: #ececec; --pale: #a9b3b2; --line: #363b3c; --shade: #1c1f20;
    --brand: #8fcbd1; --add: #9fe0b4; --add-paper: #12301d; --cut: #ffb4ab; --cut-paper: #3d1715;
    --note: #e0a04a; --warn: #ff8a7a; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
  line-height: 1.55; overflow-wrap: anywhere; }
LINES, LINES p, LINES li, LINES dd { line-height: 1.85; letter-spacing: 0; }
htmlLINES body { font-size: 112.5%; }
htmlLINES body, [lang]LINES { font-family: "Warraq Naskh", "Warraq Latin", "Noto Naskh Arabic",
  "Geeza Pro", "Traditional Arabic", "Times New Roman", serif; }
[lang][dir="ltr"] { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial,
  sans-serif; line-height: 1.55; }
header, main { max-inline-size: 46rem; margin-inline: auto; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1.5rem;
  padding-block-end: .75rem; border-block-end: 1px solid var(--line); }
header nav:first-of-type { margin-inline-start: auto; }
header ul, .links, .pages { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none;
  margin: 0; padding: 0; }
.site { font-weight: 600; text-decoration: none; }
a { color: var(--brand); text-underline-offset: .2em; }
header a, .links a, .pages a { display: inline-block; min-block-size: 1.5rem; }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
h1 { font-size: 1.9em; line-height: 1.3; margin-block: 1.5rem .75rem; text-wrap: balance; }
h2 { font-size: 1.3em; line-height: 1.35; margin-block: 2.25rem .5rem; }
h3 { font-size: 1.05em; margin-block: 1.5rem .25rem; }
LINES:is(h1, h2, h3), LINES :is(h1, h2, h3) { line-height: 1.6; }
p, ul, ol, dl { margin-block: .5rem; }
p.of { color: var(--pale); margin-block: -.25rem 1rem; font-size: 1.1em; }
.date, .context { color: var(--pale); }
.date { font-size: .85em; font-weight: 400; margin-inline: .5rem; white-space: nowrap; }
.date:first-child { margin-inline-start: 0; }
dd .date { margin-inline-end: 0; }
.labelled { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; }
.status, .notice { padding: .6rem 1rem; margin-block: 1rem; background: var(--shade);
  border-inline-start: .3rem solid var(--brand); }
.status { border-inline-start-color: var(--note); }
.status-retracted, .status-removed { border-inline-start-color: var(--warn); }
.status p, .notice p { margin-block: .25rem; }
dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .35rem 1.25rem;
  margin-block: 1rem; padding-block: .75rem; border-block: 1px solid var(--line); }
dl.facts dt { font-weight: 600; color: var(--pale); }
dl.facts dd { grid-column: 2; margin: 0; }
dl.facts p { margin: 0; }
pre > code { display: block; padding-inline-start: 1.5em; text-indent: -1.5em; }
details > ol { padding-inline-end: .9rem; }
dl.commands dt { color: var(--pale); font-size: .85em; }
dl.commands dd { margin: 0 0 .5rem; }
dl.commands pre { margin-block: .1rem; }
dl.fingerprints { margin: 0; padding: .5rem .9rem; font-size: .9em; }
dl.fingerprints dt { color: var(--pale); }
dl.fingerprints dd { margin: 0 0 .5rem; }
ul.changes { padding: 0; list-style: none; }
ul.changes > li { padding-block: .6rem; border-block-end: 1px solid var(--line); }
ul.changes p { margin-block: .15rem; }
ul.changed-facts { padding-inline-start: 1.25rem; }
.languages { color: var(--pale); font-size: .9em; }
code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .9em; direction: ltr;
  unicode-bidi: isolate; }
pre { padding: .6rem .8rem; line-height: 1.55; background: var(--shade); direction: ltr;
  text-align: start; white-space: pre-wrap; }
details { margin-block: .75rem; border: 1px solid var(--line); border-radius: .3rem; }
summary { padding: .5rem .9rem; cursor: pointer; color: var(--brand); font-weight: 600; }
details[open] > summary { border-block-end: 1px solid var(--line); }
.compared { padding: .25rem .9rem .75rem; }
.compared p { margin-block: .6rem; }
html[dir="ltr"] .comparedLINES { font-size: 1.125em; }
.compared p.same, .compared p.context { font-size: .9em; color: var(--pale); }
.compared p.same { text-align: center; }
.block { border-inline-start: .2rem solid var(--line); padding-inline-start: .75rem; }
.block.added { border-inline-start: .2rem solid var(--add); }
.block.removed { border-inline-start: .2rem dashed var(--cut); }
ins { color: var(--add); background: var(--add-paper); text-decoration: underline .12em;
  text-underline-offset: .2em; padding-inline: .1em; }
del { color: var(--cut); background: var(--cut-paper); text-decoration: line-through .08em;
  padding-inline: .1em; }
.sign { font-weight: 700; text-decoration: none; display: inline-block; padding-inline-end: .1em;
  user-select: none; }
.unseen { font-size: .75em; border: 1px solid currentColor; border-radius: .2rem;
  padding-inline: .2em; }
.for-ears { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 36em) {
  body { padding: 1rem; }
  header nav:first-of-type { margin-inline-start: 0; }
  dl.facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dl.facts dd { grid-column: 1; margin-block-end: .5rem; }
}
@media print {
  header nav { display: none; }
  details::details-content { display: block; block-size: auto; content-visibility: visible; }
  .for-ears { position: static; inline-size: auto; block-size: auto; overflow: visible;
    clip-path: none; white-space: normal; }
}
"""

_FACES = """\
@font-face { font-family: "Warraq Naskh"; font-weight: 400 700; font-display: optional;
  src: url("../%(tag)s/latest/_static/fonts/naskh.woff2") format("woff2");
  unicode-range: U+0600-06FF, U+200C-200F; }
@font-face { font-family: "Warraq Latin"; font-weight: 400 700; font-display: optional;
  size-adjust: 94%%; src: url("../%(tag)s/latest/_static/fonts/latin.woff2") format("woff2");
  unicode-range: U+0020-007E, U+00A0-00FF, U+0152-0153, U+2013-2026, U+2191; }
"""


def pages_style(facts: Facts) -> str:
    """The stylesheet of these pages; Arabic letters are those of the pages of an edition.

    They are found where the newest edition has them; without, a reader's own do.
    """
    tag = next((one.tag for one in facts.languages if one.script == "Arab"), "")
    faces = _FACES % {"tag": tag} if tag else ""
    return faces + _STYLE.replace("LINES", _LINES)


@lru_cache(maxsize=4)
def _version(style: str) -> str:
    return hashlib.sha256(style.encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Setting:
    """What all these pages share."""

    facts: Facts
    voices: tuple[Voice, ...]
    style: str
    """The content of the stylesheet."""


def frame(
    setting: Setting,
    voice: Voice,
    path: str,
    title: str,
    body: str,
    *,
    others: Sequence[tuple[Voice, str]] = (),
    head: Sequence[str] = (),
) -> str:
    """A whole page at `path`, from the site's root; `title` is text, `body` and `head` are HTML.

    `others` are the paths of the same page in other languages.
    """
    style = f"{link_from(path, STYLE_PATH)}?v={_version(setting.style)}"
    links = [
        *head,
        f'<link rel="icon" type="image/svg+xml" href="{link_from(path, "icon.svg")}">',
        f'<link rel="stylesheet" href="{style}">',
    ]
    home = link_from(path, f"{voice.tag}/{LATEST}/index.html")
    listed = link_from(path, f"{voice.tag}/{RECORDS}/index.html")
    items = "".join(
        f'<li><a href="{link_from(path, target)}" hreflang="{other.language.tag}" '
        f'lang="{other.language.tag}" dir="{other.language.direction}">'
        f"{escape(other.language.name)}</a></li>"
        for other, target in others
        if not other.is_former
    )
    # Words are not translated within f-strings: Babel does not find them there before Python 3.12.
    site = escape(voice.translate("Site"))
    editions = escape(voice.translate("All editions"))
    languages = escape(voice.translate("Languages"))
    switch = f'      <nav aria-label="{languages}"><ul>{items}</ul></nav>\n' if items else ""
    whole = f"""\
    <header>
      <a class="site" href="{home}">{escape(voice.title)}</a>
      <nav aria-label="{site}"><a href="{listed}">{editions}</a></nav>
{switch}    </header>
    <main>
{body}    </main>
"""
    shown = f"{escape(title)} – {escape(voice.title)}" if voice.title else escape(title)
    return frame_page(voice.language, shown, links, whole)


NO_INDEX = '<meta name="robots" content="noindex">'
"""Search engines are to find the pages of the newest edition, not what was taken back there."""
