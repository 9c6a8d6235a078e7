"""What a reader's browser may load: one policy for pages and for servers."""

from __future__ import annotations

import re

import pytest

from warraq.formats.mediatypes import MEDIA_TYPES
from warraq.formats.policy import (
    CONTENT_SECURITY_POLICY,
    HEADERS,
    apache_snippet,
    headers_file,
    nginx_snippet,
)
from warraq.knowledge.exports import FORMATS


def directives(policy: str) -> dict[str, list[str]]:
    rows = [part.split() for part in policy.split(";")]
    assert len({name for name, *_ in rows}) == len(rows), "a directive stands twice"
    return {name: values for name, *values in rows}


def test_nothing_is_allowed_but_what_the_site_itself_brings():
    policy = directives(CONTENT_SECURITY_POLICY)
    assert policy.pop("default-src") == ["'none'"]
    assert policy.pop("base-uri") == ["'none'"]
    opened = {"style-src", "script-src", "font-src", "img-src", "form-action"}
    assert policy == {name: ["'self'"] for name in opened}


@pytest.mark.parametrize(
    "word", ["unsafe-inline", "unsafe-eval", "data:", "blob:", "http:", "https:", "*", "nonce"]
)
def test_there_is_no_way_around_it(word):
    assert word not in HEADERS["Content-Security-Policy"]


def test_a_page_can_hold_the_policy():
    # In a meta element these three are ignored, and browsers complain of them (W3C, CSP 3, 3.3).
    for name in ("frame-ancestors", "report-uri", "sandbox"):
        assert name not in CONTENT_SECURITY_POLICY
    assert '"' not in CONTENT_SECURITY_POLICY


def test_a_server_says_the_same_and_forbids_frames():
    assert HEADERS["Content-Security-Policy"] == (
        f"{CONTENT_SECURITY_POLICY}; frame-ancestors 'none'"
    )


def test_a_server_tells_other_sites_nothing_and_guesses_no_types():
    assert HEADERS["Referrer-Policy"] == "no-referrer"
    assert HEADERS["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in HEADERS["Permissions-Policy"]


def test_nginx_is_given_every_header_for_every_answer():
    lines = nginx_snippet().splitlines()
    assert lines[0].startswith("#")
    rows = [line for line in lines[1:] if not line.startswith("location ~ ")]
    found = [re.fullmatch(r'add_header (\S+) "([^"]*)" always;', line) for line in rows]
    assert {match[1]: match[2] for match in found if match} == HEADERS
    assert all(found)


def test_apache_is_given_every_header_for_every_answer():
    lines = apache_snippet().splitlines()
    assert lines[1] == "<IfModule mod_headers.c>"
    rows = lines[2 : lines.index("</IfModule>")]
    found = [re.fullmatch(r'  Header always set (\S+) "([^"]*)"', line) for line in rows]
    assert {match[1]: match[2] for match in found if match} == HEADERS
    assert all(found)


def test_static_hosts_are_given_every_header_for_every_path():
    first, *lines = headers_file().splitlines()
    assert first == "/*"
    lines = lines[: len(HEADERS)]
    assert dict(line.removeprefix("  ").split(": ", 1) for line in lines) == HEADERS
    assert all(line.startswith("  ") for line in lines)


def test_servers_are_told_the_types_of_files_that_they_do_not_know():
    # The types are those that the pages' links name.
    assert {kind.ending: kind.media_type for kind in FORMATS}.items() <= MEDIA_TYPES.items()
    assert MEDIA_TYPES["feed.xml"] == "application/atom+xml"
    assert MEDIA_TYPES[".ttl"] == "text/turtle"
    nginx, apache = nginx_snippet().splitlines(), apache_snippet()
    rows = headers_file()
    for ending, kind in MEDIA_TYPES.items():
        name = f"/a{ending}" if ending.startswith(".") else f"/{ending}"
        (line,) = [
            line
            for line in nginx
            if (match := re.match(r"location ~ (\S+) \{", line)) and re.search(match[1], name)
        ]
        assert line.endswith(f"{{ types {{ }} default_type {kind}; }}")
        (files,) = [
            kind
            for pattern, kind in re.findall(
                r'<FilesMatch "(.+)">\n  ForceType (\S+)\n</FilesMatch>', apache
            )
            if re.search(pattern, name[1:])
        ]
        assert files == kind
        assert f"/*{ending if name[1] == 'a' else name}\n  Content-Type: {kind}\n" in rows


def test_no_value_can_break_out_of_its_quotation_marks():
    for value in HEADERS.values():
        assert not re.search(r'["\\\n$]', value)
