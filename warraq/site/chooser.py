"""Writes the page that greets a reader before a language is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from warraq.formats.frame import frame_page
from warraq.languages import Language

STYLE = """\
body { margin: 0; min-block-size: 100vh; display: grid; place-content: center; padding: 1.5rem;
  box-sizing: border-box; font-family: system-ui, sans-serif; background: #fff; color: #1b1f20; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 1.5rem; }
li { text-align: center; }
a { display: block; padding: 1rem 2rem; color: #1d5c63; text-decoration: none;
  border: 1px solid currentColor; border-radius: .3rem; overflow-wrap: anywhere; }
a:focus-visible { outline: 3px solid #1d5c63; outline-offset: 3px; }
a:hover .name { text-decoration: underline; }
.name { display: block; font-size: 1.5rem; font-weight: 600; }
.title { display: block; margin-block-start: .35rem; }
h1 { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; margin: 0; }
@media (prefers-color-scheme: dark) {
  body { background: #131416; color: #ececec; }
  a, a:focus-visible { color: #8fcbd1; outline-color: #8fcbd1; }
}
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A language with the archive's title in it."""

    language: Language
    title: str


def chooser_page(choices: Sequence[Choice], base: str = "", prefix: str = "") -> str:
    """The page: each language in its own script, no script needed, `x-default` for machines.

    `base` is the site's address, for absolute alternates; without it they are relative. `prefix`
    is what leads from the folder of a language to its pages.
    """
    alternates = [(one.language.tag, f"{one.language.tag}/{prefix}index.html") for one in choices]
    head = [
        *(
            f'<link rel="alternate" hreflang="{tag}" href="{escape(base)}{href}">'
            for tag, href in (*alternates, ("x-default", "index.html"))
        ),
        '<link rel="icon" type="image/svg+xml" href="icon.svg">',
        '<link rel="stylesheet" href="chooser.css">',
    ]
    items = "\n".join(
        f'        <li><a href="{choice.language.tag}/{prefix}index.html" '
        f'hreflang="{choice.language.tag}" lang="{choice.language.tag}" '
        f'dir="{choice.language.direction}">'
        f'<span class="name">{escape(choice.language.name)}</span>'
        f'<span class="title">{escape(choice.title)}</span></a></li>'
        for choice in choices
    )
    title = escape(" – ".join(dict.fromkeys(choice.title for choice in choices)))
    body = f"""\
    <main>
      <h1>{title}</h1>
      <ul>
{items}
      </ul>
    </main>
"""
    return frame_page(choices[0].language, title, head, body)
