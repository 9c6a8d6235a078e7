"""Writes what stands beside the languages of a site: its entrance, maps, and words for servers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from warraq.archive import Archive
from warraq.editions.model import Page
from warraq.edtf import parse_date
from warraq.formats import policy, sitemap
from warraq.formats.frame import frame_page
from warraq.formats.icon import ICON
from warraq.languages import Language
from warraq.site import chooser, notfound
from warraq.translation.safety import check_message, check_placeholders
from warraq.translation.words import read_word, read_words

FRONT = "index.html"


def front_files(
    archive: Archive,
    root: Path,
    *,
    prefix: str = "",
    pages: Mapping[str, Sequence[sitemap.Page]] | None = None,
    editions: Sequence[str] = (),
) -> dict[str, str]:
    """The files by their paths in the site, whose folder is `root`.

    They are the language chooser, the pages for addresses without a page, what robots ask for,
    and the settings for static hosts. A language without a folder in `root` gets no page for
    missing ones: it may not have been built yet. `prefix` is what leads from the folder of a
    language to its pages, `latest/` in a site of editions; there each language has a page that
    leads to them. `pages` are those that search engines should know of, by the languages' BCP
    47 tags; without an address of the site there is no map of them. `editions` are those that
    never change, the newest last.
    """
    base = notfound.base_path(archive.url)
    choices = [chooser.Choice(item, title_in(archive, item)) for item in archive.languages]
    tags = [language.tag for language in archive.languages]
    files = {
        FRONT: chooser.chooser_page(choices, archive.url, prefix),
        "chooser.css": chooser.STYLE,
        "icon.svg": ICON,
        "robots.txt": sitemap.write_robots(archive.url),
        "_headers": policy.headers_file(editions, base),
        "_redirects": policy.redirects_file(tags, base),
        notfound.STYLE_NAME: notfound.STYLE,
    }
    voices = [_voice_of(archive, choice, root, prefix) for choice in choices]
    for voice in voices:
        tag = voice.language.tag
        if (root / tag).is_dir():
            files[f"{tag}/{notfound.NAME}"] = notfound.page_in(voice, voices, base, prefix)
            if prefix:
                files[f"{tag}/{FRONT}"] = entrance_page(archive, voice, prefix)
    files[notfound.NAME] = notfound.page_in_all(voices, base, prefix)
    if archive.url:
        known = {tag: (pages or {}).get(tag, ()) for tag in tags}
        files |= sitemap.write_sitemap(archive.url, known, prefix=prefix)
    return files


def server_files(archive: Archive, *, prefix: str = "") -> dict[str, str]:
    """Settings for servers, by names: they are no part of the site; see `front_files`."""
    base = notfound.base_path(archive.url)
    tags = [language.tag for language in archive.languages]
    return {
        "nginx.conf": policy.nginx_snippet(tags, base, has_editions=bool(prefix)),
        "apache.conf": policy.apache_snippet(tags, base, has_editions=bool(prefix)),
    }


def title_in(archive: Archive, language: Language) -> str:
    """The archive's title in a language."""
    path = archive.locale / language.code / "LC_MESSAGES" / "archive.po"
    return read_word(path, archive.title, check_message)


def words_in(archive: Archive, language: Language) -> dict[str, str]:
    """The toolkit's words in a language, those that may be shown."""
    catalog = archive.locale / language.code / "LC_MESSAGES" / "warraq.po"
    return read_words(catalog, check_placeholders)


def _voice_of(archive: Archive, choice: chooser.Choice, root: Path, prefix: str) -> notfound.Voice:
    language = choice.language
    words = words_in(archive, language)
    has_list = (root / language.tag / prefix / "briefs" / FRONT).is_file()
    return notfound.Voice(language, choice.title, words, has_list)


# -- A site of editions ------------------------------------------------------------------------


def entrance_page(archive: Archive, voice: notfound.Voice, prefix: str) -> str:
    """The page in the folder of a language that leads at once to its front page.

    It needs neither a script nor a server, and has a link for browsers that do not follow
    (HTML, 4.2.5.3, "Refresh state").
    """
    target = f"{prefix}{FRONT}"
    home = f"{archive.url}{voice.language.tag}/{target}" if archive.url else target
    title = escape(voice.archive)
    head = (
        f'<meta http-equiv="refresh" content="0; url={target}">',
        f'<link rel="canonical" href="{escape(home)}">',
        '<link rel="icon" type="image/svg+xml" href="../icon.svg">',
        '<link rel="stylesheet" href="../chooser.css">',
    )
    body = f"""\
    <main>
      <h1>{title}</h1>
      <p><a href="{target}">{voice.say(notfound.HOME)}</a></p>
    </main>
"""
    return frame_page(voice.language, title, head, body)


def map_pages(pages: Mapping[str, Page], language: str) -> Iterator[sitemap.Page]:
    """The pages of an edition in a language (its code) that search engines should know of.

    As in the map of one build, those that cannot be read in this language, the places of removed
    briefs, the search and lists for translators are left out. Of lists the record tells no date.
    """
    for name, page in sorted(pages.items()):
        hidden = page.state == "removed" or name == "search" or name.startswith(sitemap.UNLISTED)
        if not hidden and page.language == language:
            yield sitemap.Page(page.path, _last_change(page))


def _last_change(page: Page) -> str:
    said = (page.date, page.status_date, *(date for date, _note in page.revisions))
    dates = [parse_date(date) for date in said if date]
    return str(max(dates)) if dates else ""
