"""What a reader's browser may load, as one sentence for pages and for servers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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


def nginx_snippet(tags: Sequence[str] = (), base: str = "/") -> str:
    """The headers for an nginx `server` block, and for missing pages those of their language.

    Files of types that nginx does not know have a line each. `tags` are the languages' folders,
    `base` is where on its host the site begins.
    """
    lines = [f'add_header {name} "{value}" always;' for name, value in HEADERS.items()]
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


def apache_snippet(tags: Sequence[str] = (), base: str = "/") -> str:
    """The same for Apache 2.4, as an `.htaccess` file or in a virtual host."""
    lines = [f'  Header always set {name} "{value}"' for name, value in HEADERS.items()]
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


def headers_file() -> str:
    """The headers as static hosts read them from a file named `_headers`."""
    lines = [f"  {name}: {value}" for name, value in HEADERS.items()]
    for end, kind in MEDIA_TYPES.items():
        lines += [f"/*{end}" if end.startswith(".") else f"/*/{end}", f"  Content-Type: {kind}"]
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
