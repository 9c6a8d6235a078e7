"""Writes the pages that answer for addresses without a page, at whatever depth they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlsplit

from warraq.editions.model import RECORDS
from warraq.formats.frame import frame_page
from warraq.languages import Language

NAME, STYLE_NAME = "404.html", "404.css"

STYLE = """\
body { margin: 0; min-block-size: 100vh; display: grid; place-content: center; gap: 3rem;
  grid-template-columns: minmax(0, 34rem); padding: 2rem 1.5rem; box-sizing: border-box;
  font-family: system-ui, sans-serif; line-height: 1.5; background: #fff; color: #1b1f20;
  overflow-wrap: anywhere; }
:lang(ar), :lang(ckb), :lang(fa), :lang(ur) { line-height: 1.85; }
p { margin-block: 0 1rem; }
h1, h2 { font-size: 1.75rem; line-height: 1.3; margin-block: .5rem .75rem; }
:lang(ar) h1, :lang(ar) h2, :lang(ar):is(h1, h2) { line-height: 1.6; }
a { color: #1d5c63; text-underline-offset: .2em; }
.site { font-weight: 600; text-decoration: none; }
form { display: flex; gap: .5rem; margin-block: 1.5rem; }
input, button { font: inherit; padding: .5rem .75rem; border: 1px solid #66787a;
  border-radius: .3rem; background: #fff; color: inherit; }
input { flex: 1; min-inline-size: 0; }
button { background: #1d5c63; border-color: #1d5c63; color: #fff; }
ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; }
:focus-visible { outline: 3px solid #1d5c63; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { background: #131416; color: #ececec; }
  a { color: #8fcbd1; }
  input { background: #1c1f20; border-color: #8a9a9c; }
  button { background: #8fcbd1; border-color: #8fcbd1; color: #131416; }
  :focus-visible { outline-color: #8fcbd1; }
}
"""


def _mark(text: str) -> str:
    """Mark a text for translators, who find it in `warraq.po`."""
    return text


TITLE = _mark("Page not found")
REASON = _mark(
    "There is no page at this address. It may have been moved or removed, or the address was not "
    "copied whole."
)
HOME = _mark("To the front page")
ALL_BRIEFS = _mark("All briefs")
ALL_EDITIONS = _mark("All editions")
SEARCH, SEARCH_ALL = _mark("Search"), _mark("Search all briefs")
LANGUAGES = _mark("Languages")


@dataclass(frozen=True, slots=True)
class Voice:
    """A language of the site with what its page says."""

    language: Language
    archive: str
    """The archive's title."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Translations of this module's messages."""
    has_list: bool = False
    """Whether there is a page of all briefs."""

    def say(self, message: str) -> str:
        """A message in this language, as HTML."""
        return escape(self.words.get(message) or message)


def base_path(address: str) -> str:
    """Where on its host the site begins: `/`, or `/archive/`; it ends in a slash."""
    return urlsplit(address).path or "/"


def page_in(voice: Voice, voices: Sequence[Voice], base: str, prefix: str = "") -> str:
    """The page of one language, for addresses in its folder; `base` as `base_path` gives it.

    `prefix` is what leads from the folder of a language to its pages; if there is one, the site
    has editions.
    """
    others = "\n".join(
        f"        <li>{_link_home(other, base, prefix)}</li>"
        for other in voices
        if other.language != voice.language
    )
    tag = voice.language.tag
    home = escape(f"{base}{tag}/{prefix}")
    links = [f'<li><a href="{home}index.html">{voice.say(HOME)}</a></li>']
    if voice.has_list:
        href = f"{home}briefs/index.html"
        links.append(f'<li><a href="{href}">{voice.say(ALL_BRIEFS)}</a></li>')
    if prefix:
        href = escape(f"{base}{tag}/{RECORDS}/index.html")
        links.append(f'<li><a href="{href}">{voice.say(ALL_EDITIONS)}</a></li>')
    listed = "\n".join(f"        {link}" for link in links)
    switch = f"""\
    <nav aria-label="{voice.say(LANGUAGES)}">
      <ul>
{others}
      </ul>
    </nav>
"""
    body = f"""\
    <main>
      <p><a class="site" href="{home}index.html">{escape(voice.archive)}</a></p>
      <h1>{voice.say(TITLE)}</h1>
      <p>{voice.say(REASON)}</p>
      <form method="get" action="{home}search.html" role="search">
        <input type="search" name="q" aria-label="{voice.say(SEARCH_ALL)}">
        <button type="submit">{voice.say(SEARCH)}</button>
      </form>
      <ul>
{listed}
      </ul>
    </main>
{switch if others else ""}"""
    title = f"{voice.say(TITLE)} – {escape(voice.archive)}"
    return _frame(voice.language, title, body, base)


def page_in_all(voices: Sequence[Voice], base: str, prefix: str = "") -> str:
    """The page of the site's root, in all languages, for addresses of no language."""
    parts = "\n".join(_section(voice, base, prefix, first=voice is voices[0]) for voice in voices)
    title = " – ".join(dict.fromkeys(voice.say(TITLE) for voice in voices))
    return _frame(voices[0].language, title, f"    <main>\n{parts}\n    </main>\n", base)


def _section(voice: Voice, base: str, prefix: str, *, first: bool) -> str:
    """What one language says on the page of all; the page has one heading of the first rank."""
    heading = "h1" if first else "h2"
    language = voice.language
    return f"""\
      <section lang="{language.tag}" dir="{language.direction}">
        <{heading}>{voice.say(TITLE)}</{heading}>
        <p>{voice.say(REASON)}</p>
        <p>{_link_home(voice, base, prefix)}</p>
      </section>"""


def _link_home(voice: Voice, base: str, prefix: str) -> str:
    language = voice.language
    href = escape(f"{base}{language.tag}/{prefix}index.html")
    return (
        f'<a href="{href}" hreflang="{language.tag}" lang="{language.tag}" '
        f'dir="{language.direction}">{escape(language.name)} – {escape(voice.archive)}</a>'
    )


def _frame(language: Language, title: str, body: str, base: str) -> str:
    """A page whose every address begins at the host's root, as it is shown at any depth."""
    root = escape(base)
    head = (
        '<meta name="robots" content="noindex">',
        f'<link rel="icon" type="image/svg+xml" href="{root}icon.svg">',
        f'<link rel="stylesheet" href="{root}{STYLE_NAME}">',
    )
    return frame_page(language, title, head, body)
