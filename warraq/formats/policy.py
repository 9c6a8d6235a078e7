"""What a reader's browser may load, as one sentence for pages and for servers."""

from __future__ import annotations

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


def nginx_snippet() -> str:
    """The headers for an nginx `server` block."""
    lines = [f'add_header {name} "{value}" always;' for name, value in HEADERS.items()]
    return "# Include this in the server block of the archive.\n" + "\n".join(lines) + "\n"


def apache_snippet() -> str:
    """The headers for Apache, as an `.htaccess` file or in a virtual host."""
    lines = [f'  Header always set {name} "{value}"' for name, value in HEADERS.items()]
    body = "\n".join(lines)
    return f"# Needs mod_headers.\n<IfModule mod_headers.c>\n{body}\n</IfModule>\n"


def headers_file() -> str:
    """The headers as static hosts read them from a file named `_headers`."""
    lines = [f"  {name}: {value}" for name, value in HEADERS.items()]
    return "/*\n" + "\n".join(lines) + "\n"
