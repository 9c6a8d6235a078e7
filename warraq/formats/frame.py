"""Frames the pages that stand beside those of the languages, which no template makes."""

from __future__ import annotations

from collections.abc import Iterable

from warraq.formats.policy import CONTENT_SECURITY_POLICY
from warraq.languages import Language


def frame_page(language: Language, title: str, head: Iterable[str], body: str) -> str:
    """A whole page; `title`, what the head holds beside it, and `body` are HTML."""
    elements = "\n".join(f"    {element}" for element in head)
    return f"""\
<!doctype html>
<html lang="{language.tag}" dir="{language.direction}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <title>{title}</title>
{elements}
  </head>
  <body>
{body}  </body>
</html>
"""
