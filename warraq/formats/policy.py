"""What a reader's browser may load, as one sentence for pages and for servers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from warraq.editions.model import RECORDS
from warraq.formats.mediatypes import MEDIA_TYPES

_DIRECTIVES = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}

CONTENT_SECURITY_POLICY = "; ".join(f"{name} {value}" for name, value in _DIRECTIVES.items())
"""The policy (W3C, Content Security Policy Level 3): nothing from elsewhere, nothing inline."""

HEADERS = {
    # frame-ancestors is heeded only in a header, never in a page.
    "Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""The headers that a server should send with every answer."""


KEPT = "public, max-age=86400"
"""How long browsers may keep what is in a sealed edition without asking.

Its bytes never change, and yet no longer than a day, and not `immutable` (RFC 8246): a page may
have to be deleted for somebody's safety, and a rebuilt edition must not mix with the one before.
"""

LONG = "public, max-age=31536000"
"""How long the styles and scripts of a sealed edition whose addresses end in `?v=` and a digest."""

SOON = "public, max-age=300"
"""How long all else, so that a retraction is seen in old editions within minutes."""

_MOST_RULES = 80
"""Cloudflare Pages reads 100 rules of a file `_headers`; the first are for all files."""

_EDITION = rf"(?!{RECORDS}/)[^/]+/[0-9]{{4}}\.[0-9]{{2}}(\.[0-9]+)?/"
"""The folder of an edition, as a pattern: `ar/2023.05/`. Its record may get signatures later."""

_VERSION = "v=[0-9a-f]+"
"""What follows the question mark in an address that has another one for other bytes."""


def nginx_snippet(tags: Sequence[str] = (), base: str = "/", *, has_editions: bool = False) -> str:
    """The headers for an nginx `server` block, and for missing pages those of their language.

    Files of types that nginx does not know have a line each. `tags` are the languages' folders,
    `base` is where on its host the site begins. `has_editions` is for a site of sealed editions:
    browsers may keep what is in them.
    """
    lines = [f'add_header {name} "{value}" always;' for name, value in HEADERS.items()]
    if has_editions:
        # Set and added for the whole server: a location with a header of its own loses these.
        lines += [
            f'set $archive_cache "{SOON}";',
            f'if ($uri ~ "^{re.escape(base)}{_EDITION}") {{ set $archive_cache "{KEPT}"; }}',
            # nginx knows no "and", so that both are looked at as one text.
            'set $archive_address "$uri?$args";',
            f'if ($archive_address ~ "^{re.escape(base)}{_EDITION}_static/[^?]*[?]{_VERSION}$") '
            f'{{ set $archive_cache "{LONG}"; }}',
            "add_header Cache-Control $archive_cache;",
        ]
    lines += [
        f"location ~ {pattern} {{ types {{ }} default_type {kind}; }}"
        for pattern, kind in _match_types("/")
    ]
    if tags:
        lines += [f"error_page 404 {base}404.html;"]
        lines += [
            f"location {base}{tag}/ {{ error_page 404 {base}{tag}/404.html; }}" for tag in tags
        ]
    return "# Include this in the server block of the archive.\n" + "\n".join(lines) + "\n"


def apache_snippet(tags: Sequence[str] = (), base: str = "/", *, has_editions: bool = False) -> str:
    """The same for Apache 2.4, as an `.htaccess` file or in a virtual host."""
    lines = [f'  Header always set {name} "{value}"' for name, value in HEADERS.items()]
    if has_editions:
        where = f"%{{REQUEST_URI}} =~ m#^{re.escape(base)}{_EDITION}#"
        lines += [
            f'  Header set Cache-Control "{SOON}"',
            f'  Header set Cache-Control "{KEPT}" "expr={where}"',
            f'  Header set Cache-Control "{LONG}" "expr={where[:-1]}_static/# && '
            f'%{{QUERY_STRING}} =~ m#^{_VERSION}$#"',
        ]
    body = "\n".join(lines)
    rules = [f"ErrorDocument 404 {base}404.html"] if tags else []
    for tag in tags:
        where = f"%{{REQUEST_URI}} =~ m#^{re.escape(base)}{tag}/#"
        rules.append(f'<If "{where}">\n  ErrorDocument 404 {base}{tag}/404.html\n</If>')
    missing = "".join(f"{rule}\n" for rule in rules)
    types = "".join(
        f'<FilesMatch "{pattern}">\n  ForceType {kind}\n</FilesMatch>\n'
        for pattern, kind in _match_types("^")
    )
    headers = f"<IfModule mod_headers.c>\n{body}\n</IfModule>\n"
    return f"# Needs mod_headers.\n{headers}{types}{missing}"


def headers_file(editions: Sequence[str] = (), base: str = "/") -> str:
    """The headers as static hosts read them from a file named `_headers`.

    `editions` are those that browsers may keep, the newest last: hosts read so many rules and no
    more. Without a rule hosts let browsers ask each time.
    """
    lines = [f"  {name}: {value}" for name, value in HEADERS.items()]
    for end, kind in MEDIA_TYPES.items():
        lines += [f"/*{end}" if end.startswith(".") else f"/*/{end}", f"  Content-Type: {kind}"]
    for edition in reversed(editions[-_MOST_RULES:]):
        lines += [f"{base}:language/{edition}/*", f"  Cache-Control: {KEPT}"]
    return "/*\n" + "\n".join(lines) + "\n"


def _match_types(before: str) -> Iterator[tuple[str, str]]:
    """Patterns of the files that need it with their types; `before` stands before whole names."""
    for end, kind in MEDIA_TYPES.items():
        yield f"{'' if end.startswith('.') else before}{re.escape(end)}$", kind


def redirects_file(tags: Sequence[str], base: str = "/") -> str:
    """Which page answers for missing ones, as static hosts read it from a file `_redirects`.

    Hosts that do not know it take the 404.html that is nearest or the one at the root.
    """
    rows = [f"{base}{tag}/* {base}{tag}/404.html 404" for tag in tags]
    return "\n".join([*rows, f"{base}* {base}404.html 404"]) + "\n"
