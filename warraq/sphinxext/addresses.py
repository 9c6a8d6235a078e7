"""Knows where pages are: from the top of the site, and from each other across its folders.

`make html` has one folder for each language. In the published site the editions of a language
stand in it side by side, and with them `latest`, which is the newest one again, and `history`,
where each page has its history. A page of an edition stays as it is for ever, so it names no
edition, its own neither: it leads to `latest` and `history`, which always have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.osutil import relative_uri

from warraq.editions.model import HISTORY, LATEST
from warraq.sphinxext.settings import current_language, language_path

if TYPE_CHECKING:
    from sphinx.config import Config

    from warraq.languages import Language

_ANY = "-"
"""Stands for the name of any edition, which every relative address leaves or keeps to."""


def relate(config: Config, here: str, there: str) -> str:
    """A relative address, so that the site works from a disk and at any place of a host.

    `here` is a file's path in the folder that the build writes, `there` a path from the top of
    the site.
    """
    folder = f"{_ANY}/" if config.archive_editions else ""
    own = f"{current_language(config).tag}/{folder}{here}"
    return relative_uri(own, there) or there.rpartition("/")[2]


def lead_to_page(config: Config, here: str, language: Language, path: str) -> str:
    """The relative address of a page in a language; in an edition, of the newest one."""
    return relate(config, here, f"{language_path(config, language.tag)}{path}")


def lead_to_latest(config: Config, here: str, path: str) -> str:
    """The relative address of a page of this build's language in the newest edition."""
    return relate(config, here, f"{current_language(config).tag}/{LATEST}/{path}")


def lead_to_history(config: Config, here: str, language: Language, path: str) -> str:
    """The relative address of the history of a page in a language."""
    return relate(config, here, f"{language.tag}/{HISTORY}/{path}")
