"""Addresses and names of code that stand in a text as words. All texts are synthetic."""

from __future__ import annotations

import pytest

from warraq.translation.lint.subject import Kind, Subject
from warraq.translation.lint.text import check_text

CODE = "T419"


def find(msgid: str, msgstr: str, kind: Kind = Kind.TEXT) -> list[str]:
    found = check_text(Subject(msgid, msgstr, "ar", kind=kind))
    return [finding.message for finding in found if finding.rule.code == CODE]


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("See https://example.org/a.", "انظر https://example.org/a."),
        ("See https://example.org/a.", "انظر https://example.org/a، ثم عد."),
        ("(see www.example.org)", "(انظر www.example.org)"),
        ("Write to help@example.org!", "راسلوا help@example.org!"),
        ("See [it](https://example.org/a).", "انظر [هذا](https://example.org/b)."),  # T103's
        ("See <https://example.org/a>.", "انظر <https://example.org/b>."),  # T103's
        ("Call `run()` first.", "نفّذ `go()` أولاً."),  # T107's
        ("Call run() first.", "نفّذ run() أولاً."),
        ("Write to some\\_one@example.org.", "راسلوا some_one@example.org."),
        ("One and/or two", "واحد أو اثنان"),
    ],
)
def test_what_is_the_same_or_is_structure_is_no_finding(msgid, msgstr):
    assert find(msgid, msgstr) == []


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.INTERFACE])
@pytest.mark.parametrize(
    ("msgid", "msgstr", "said"),
    [
        ("See https://example.org/a.", "انظر https://example.org/b.", "copy it"),
        ("See https://example.org/a.", "انظر الموقع.", "lacks “https://example.org/a”"),
        ("See the site.", "انظر https://example.org/.", "leave it out"),
        ("Write to help@example.org.", "راسلوا helq@example.org.", "“help@example.org”"),
        ("Runs Base::quote() now.", "ينفّذ Base::escape() الآن.", "“Base::quote()”"),
        ("Twice: a@example.org a@example.org", "مرة: a@example.org", "lacks “a@example.org”"),
    ],
)
def test_an_address_that_changed_is_named(msgid, msgstr, said, kind):
    (message,) = find(msgid, msgstr, kind)
    assert said in message


def test_letters_of_another_script_in_an_address_are_named():
    (message,) = find("See https://example.org/a.", "انظر https://example.\u043erg/a.")
    assert "“https://example.\u043erg/a” (with U+043E CYRILLIC SMALL LETTER O)" in message
    (message,) = find("See https://example.org/a.", "انظر https://example.org/b.")
    assert "U+" not in message
