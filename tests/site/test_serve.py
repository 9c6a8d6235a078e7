"""A server for one machine: what it sends, and how open pages follow a rebuild."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import Empty, Queue

import pytest

from warraq.formats.policy import CONTENT_SECURITY_POLICY, HEADERS
from warraq.site.serve import LIVE_SCRIPT, Reloader, make_server

ROOT = Path(__file__).resolve().parents[2]
PAGE = f"""\
<!doctype html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">
<title>صفحة تجريبية</title></head><body><p>صفحة تجريبية</p></body></html>
"""


@contextlib.contextmanager
def serving(folder: Path, reloader: Reloader | None = None) -> Iterator[int]:
    """Serve `folder` on a free port for as long as the block lasts."""
    server = make_server(folder, 0, reloader)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "html"
    (folder / "ar" / "_static").mkdir(parents=True)
    for name in ("index.html", "ar/index.html", "ar/page.html"):
        (folder / name).write_text(PAGE, "utf-8")
    (folder / "ar" / "_static" / "site.css").write_text("body { margin: 0 }", "utf-8")
    (tmp_path / "secret.txt").write_text("synthetic secret")
    return folder


@pytest.fixture
def port(site: Path) -> Iterator[int]:
    with serving(site) as port:
        yield port


@pytest.fixture
def reloader() -> Reloader:
    return Reloader()


@pytest.fixture
def live_port(site: Path, reloader: Reloader) -> Iterator[int]:
    with serving(site, reloader) as port:
        yield port


def get(port: int, path: str, method: str = "GET") -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        headers = {name.title(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read().decode()
    finally:
        connection.close()


# -- The built site ------------------------------------------------------------------------------


def test_a_page_is_served_as_it_was_built(port):
    status, headers, body = get(port, "/ar/page.html")
    assert (status, body) == (200, PAGE)
    assert headers["Content-Type"].startswith("text/html")
    assert get(port, "/ar/")[2] == PAGE


@pytest.mark.parametrize(
    "path", ["/", "/ar/page.html", "/ar/_static/site.css", "/no-such-page.html"]
)
def test_every_answer_has_the_headers_that_a_server_should_send(port, path):
    _, headers, _ = get(port, path)
    assert {name: headers.get(name.title()) for name in HEADERS} == HEADERS
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("one.bib", "application/x-bibtex"),
        ("one.ris", "application/x-research-info-systems"),
        ("one.csl.json", "application/vnd.citationstyles.csl+json"),
        ("archive.json", "application/json"),
        ("feed.xml", "application/atom+xml"),
        ("glossary.ttl", "text/turtle"),
        ("_static/site.css", "text/css"),
    ],
)
def test_every_file_has_the_type_that_programs_know_it_by(port, site, name, kind):
    (site / "ar" / name).write_text("synthetic", "utf-8")
    status, headers, _body = get(port, f"/ar/{name}")
    assert (status, headers["Content-Type"]) == (200, kind)


def test_the_policy_of_the_server_is_that_of_the_pages(port):
    _, headers, body = get(port, "/")
    (in_page,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', body)
    assert headers["Content-Security-Policy"] == f"{in_page}; frame-ancestors 'none'"
    assert in_page == CONTENT_SECURITY_POLICY


def test_asking_for_the_headers_alone_gives_no_page(port):
    status, headers, body = get(port, "/ar/page.html", "HEAD")
    assert (status, body) == (200, "")
    assert int(headers["Content-Length"]) == len(PAGE.encode())


@pytest.mark.parametrize(
    "path",
    [
        "/no-such-page.html",
        "/ar/no/such/folder/",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/ar/../../secret.txt",
        "//secret.txt",
        "/_live/events",
        "/_live/reload.js",
    ],
)
def test_what_is_not_in_the_site_is_not_found(port, path):
    status, _, body = get(port, path)
    assert status == 404
    assert "synthetic secret" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_sent_to_the_server(port, method):
    assert get(port, "/index.html", method)[0] == 501


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers on all of 127.0.0.0/8")
def test_the_server_listens_on_this_machine_alone(port):
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), timeout=2)


def test_a_port_in_use_is_an_error_of_the_system(site, port):
    with pytest.raises(OSError, match="in use"):
        make_server(site, port)


def test_a_reader_who_leaves_early_is_no_news(site, port, capfd):
    (site / "large.bin").write_bytes(b"x" * 8_000_000)
    with socket.create_connection(("127.0.0.1", port)) as leaver:
        leaver.sendall(b"GET /large.bin HTTP/1.1\r\nHost: synthetic\r\n\r\n")
        leaver.recv(100)
        # Reset the connection, as a browser does that is closed.
        leaver.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert get(port, "/")[0] == 200
    time.sleep(0.1)
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "")


# -- Live ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/ar/", "/ar/page.html", "/ar/page.html?highlight=x"])
def test_a_live_page_has_the_reloading_script_and_a_policy_that_lets_it_listen(live_port, path):
    status, headers, body = get(live_port, path)
    assert status == 200
    assert body.count('<script src="/_live/reload.js"></script></body>') == 1
    (in_page,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', body)
    assert in_page == f"{CONTENT_SECURITY_POLICY}; connect-src 'self'"
    assert headers["Content-Security-Policy"] == f"{in_page}; frame-ancestors 'none'"
    assert int(headers["Content-Length"]) == len(body.encode())
    assert "صفحة تجريبية" in body


def test_the_files_of_the_site_are_not_touched_by_it(live_port, site):
    get(live_port, "/ar/page.html")
    assert (site / "ar" / "page.html").read_text("utf-8") == PAGE


def test_the_reloading_script_is_served_and_needs_nothing_inline(live_port):
    status, headers, body = get(live_port, "/_live/reload.js")
    assert (status, body.encode()) == (200, LIVE_SCRIPT)
    assert headers["Content-Type"].startswith("text/javascript")
    assert "/_live/events" in body


@pytest.mark.parametrize("path", ["/ar/_static/site.css", "/ar/page.html"])
def test_a_live_answer_to_head_gives_no_body(live_port, path):
    status, _, body = get(live_port, path, "HEAD")
    assert (status, body) == (200, "")


@pytest.mark.parametrize("path", ["/no-such-page.html", "/no/such/", "/../secret.txt"])
def test_a_live_server_does_not_find_what_is_not_there(live_port, path):
    assert get(live_port, path)[0] == 404


def wait_for_pages(reloader: Reloader, number: int) -> None:
    """Wait until so many pages wait for a reload."""
    end = time.monotonic() + 30
    while len(reloader._changed._waiters) < number and time.monotonic() < end:  # type: ignore[attr-defined]
        time.sleep(0.005)


def test_every_open_page_is_told_of_a_rebuild(live_port, reloader):
    connections = [http.client.HTTPConnection("127.0.0.1", live_port, timeout=10) for _ in "ab"]
    streams = []
    for connection in connections:
        connection.request("GET", "/_live/events")
        answer = connection.getresponse()
        assert answer.getheader("Content-Type") == "text/event-stream"
        assert answer.getheader("Content-Security-Policy")
        streams.append(answer)
    for _ in range(2):
        wait_for_pages(reloader, 2)  # a page that has just come does not wait yet
        reloader.reload()
        for stream in streams:
            assert stream.readline() == b"data: reload\n"
            assert stream.readline() == b"\n"
    for connection in connections:
        connection.close()


def test_waiting_ends_by_itself_when_nothing_is_built(reloader):
    start = time.monotonic()
    assert not reloader.wait(0.05)
    assert time.monotonic() - start < 10


# -- The whole of it -----------------------------------------------------------------------------


class Live:
    """`warraq live` in a process of its own, with what it says line by line."""

    def __init__(
        self, root: Path, command: Sequence[str] | None = None, seconds: float = 60
    ) -> None:
        self.root = root
        ours = [sys.executable, "-u", "-m", "warraq", "live", "--port", "0"]
        self.process = subprocess.Popen(
            command or ours,
            cwd=root,
            env={**os.environ} if command else {**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said: list[str] = []
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        address = self.wait_for(r"http://127\.0\.0\.1:(\d+)/", seconds)
        self.port = int(address[1])

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)

    def wait_for(self, pattern: str, seconds: float = 60) -> re.Match[str]:
        """Wait for a line that matches."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(Empty):
                self.said.append(self._lines.get(timeout=0.2))
                if found := re.search(pattern, self.said[-1]):
                    return found
        raise AssertionError(f"{pattern!r} was not said in {seconds} s:\n{''.join(self.said)}")

    def wait_for_page(self, path: str, text: str, seconds: float = 60) -> None:
        """Wait until the page holds `text`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if text in get(self.port, path)[2]:
                return
            time.sleep(0.1)
        raise AssertionError(f"{path} does not show {text!r} after {seconds} s")

    def stop(self) -> None:
        """End it as Ctrl-C in a terminal does."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(30)
        time.sleep(0.1)
        while not self._lines.empty():
            self.said.append(self._lines.get())


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    root = tmp_path / "copy"
    root.mkdir()
    shutil.copy(ROOT / "conf.py", root)
    for name in ("docs", "locale", "sources", "_static", "_templates"):
        shutil.copytree(ROOT / name, root / name)
    running = Live(root)
    yield running
    if running.process.poll() is None:
        os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait(10)


def test_a_saved_change_is_served_and_the_open_page_is_told(live):
    (brief,) = (live.root / "docs" / "briefs" / "2023").glob("*.md")
    path = f"/en/briefs/2023/{brief.stem}.html"
    assert "A synthetic closing line." not in get(live.port, path)[2]
    events = http.client.HTTPConnection("127.0.0.1", live.port, timeout=60)
    events.request("GET", "/_live/events")
    stream = events.getresponse()
    with brief.open("a", encoding="utf-8") as file:
        file.write("\nA synthetic closing line.\n")
    assert stream.readline() == b"data: reload\n"
    events.close()
    live.wait_for_page(path, "A synthetic closing line.")
    live.wait_for(re.escape(f"changed: {brief.name}"))

    # A translator's change is seen too, and what breaks the archive for a while is survived.
    po = live.root / "locale" / "ar" / "LC_MESSAGES" / "index.po"
    heading = 'msgid "Newest briefs"\nmsgstr "'
    text = po.read_text("utf-8")
    assert heading in text
    po.write_text(text.replace(heading, f"{heading}تجريبي "), "utf-8")
    live.wait_for_page("/ar/index.html", "تجريبي ")

    conf = live.root / "conf.py"
    sound = conf.read_text("utf-8")
    conf.write_text(f"{sound}\nbroken = (\n", "utf-8")
    live.wait_for(r"warraq: .*conf\.py:\d+: .*never closed")
    assert get(live.port, path)[0] == 200
    conf.write_text(sound, "utf-8")
    live.wait_for(r"^Open ")

    live.stop()
    said = "".join(live.said)
    assert live.process.returncode == 130, said
    assert said.endswith("warraq: stopped\n")
    assert "Traceback" not in said
