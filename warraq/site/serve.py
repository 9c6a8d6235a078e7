"""Serves the built site on this machine alone, and reloads open pages when it is built anew."""

from __future__ import annotations

import re
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

from warraq.formats.mediatypes import find_media_type
from warraq.formats.policy import CONTENT_SECURITY_POLICY, HEADERS
from warraq.site.notfound import NAME, STYLE_NAME

LIVE_SCRIPT = b"""\
"use strict";
const events = new EventSource("/_live/events");
events.onmessage = () => window.location.reload();
"""
_BASE = re.compile(f'href="([^"]*){re.escape(STYLE_NAME)}"')
_LIVE_POLICY = f"{CONTENT_SECURITY_POLICY}; connect-src 'self'"


class Reloader:
    """Tells open pages to reload; a page waits for the number to change."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._number = 0

    def reload(self) -> None:
        """Make every waiting page reload."""
        with self._changed:
            self._number += 1
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait for a reload; returns whether one came."""
        with self._changed:
            number = self._number
            self._changed.wait_for(lambda: self._number != number, seconds)
            return self._number != number


class _Handler(SimpleHTTPRequestHandler):
    """Sends files with the headers that the real server should send."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a file's body waits 40 ms for its headers' receipt

    def __init__(self, *args: Any, reloader: Reloader | None, **kwargs: Any) -> None:
        self.reloader = reloader
        super().__init__(*args, **kwargs)

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            if name == "Content-Security-Policy" and self.reloader:
                value = f"{_LIVE_POLICY}; frame-ancestors 'none'"
            self.send_header(name, value)
        # Fonts are optional: a page uses those alone that the browser has already.
        lasting = self.path.partition("?")[0].endswith(".woff2")
        self.send_header("Cache-Control", "max-age=600" if lasting else "no-store")
        super().end_headers()

    def do_GET(self) -> None:
        if self.reloader and self.path == "/_live/events":
            self._send_events(self.reloader)
        elif self.reloader and self.path == "/_live/reload.js":
            self._send_bytes(LIVE_SCRIPT, "text/javascript")
        else:
            super().do_GET()

    def guess_type(self, path: Any) -> str:
        """Tell files for other programs by their own types."""
        return find_media_type(str(path)) or super().guess_type(path)

    def send_head(self) -> Any:
        """Add the reloading script to pages, in live mode only."""
        found = super().send_head() if not self._is_live_page() else None
        if found is not None or not self._is_live_page():
            return found
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return super().send_head()
        page = path.read_text("utf-8", errors="replace")  # a build may just be writing it
        page = page.replace(CONTENT_SECURITY_POLICY, _LIVE_POLICY, 1)
        page = page.replace("</body>", '<script src="/_live/reload.js"></script></body>', 1)
        content = page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer for a missing page with that of the language in whose folder it was sought."""
        page = self._find_not_found() if code == 404 else None
        if page is None:
            super().send_error(code, message, explain)
            return
        text = page.read_text("utf-8", errors="replace")
        # On its host the site may begin below the root; here it begins there.
        if base := _BASE.search(text):
            text = text.replace(f'"{base[1]}', '"/')
        content = text.encode()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _find_not_found(self) -> Path | None:
        root = Path(self.directory)
        folder = self.path.lstrip("/").partition("/")[0]
        inside = re.fullmatch(r"[A-Za-z0-9-]+", folder) is not None
        found = (root / folder / NAME if inside else root / NAME, root / NAME)
        return next((path for path in found if path.is_file()), None)

    def _is_live_page(self) -> bool:
        path = self.path.partition("?")[0]
        return self.reloader is not None and (path.endswith((".html", "/")))

    def _send_bytes(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _send_events(self, reloader: Reloader) -> None:
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            while True:
                line = b"data: reload\n\n" if reloader.wait(15) else b": still here\n\n"
                self.wfile.write(line)
                self.wfile.flush()
        except OSError:
            return  # the page was closed

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


class _Server(ThreadingHTTPServer):
    """Answers each request in a thread that ends with the server."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a reader who left before the answer ended; that is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def make_server(folder: Path, port: int, reloader: Reloader | None = None) -> ThreadingHTTPServer:
    """A server of `folder` on 127.0.0.1; port 0 takes a free one.

    Raises OSError if the port is taken.
    """
    handler = partial(_Handler, directory=str(folder), reloader=reloader)
    return _Server(("127.0.0.1", port), handler)
