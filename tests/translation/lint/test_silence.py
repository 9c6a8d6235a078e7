"""Comments that allow an entry to break a rule. Every message here is synthetic."""

from __future__ import annotations

import pytest
from linting import codes, entry, places

TATWEEL = ("Syria", "ســوريا")  # T412
DOUBLED = ("See Syria", "انظر  ســوريا")  # T408, T412
STRUCTURE = ("Syria", "# سوريا")  # T101


def allow(order: str, message: tuple[str, str] = TATWEEL) -> str:
    return entry(*message, before=f"# {order}\n")


@pytest.mark.parametrize(
    "order",
    [
        "lint: allow T412 – the name of a band",
        "lint: allow T412 - the name of a band",
        "lint: allow T412 — الاسم هكذا",
        "lint: allow T412: the name of a band",
        "Lint:allow T412 -- the name of a band",
    ],
)
def test_a_comment_with_a_reason_allows_its_rule(shelf, order):
    assert codes(shelf.lint(shelf.write(entry(*TATWEEL)))) == ["T412"]
    assert shelf.lint(shelf.write(allow(order))) == []


def test_a_comment_allows_nothing_but_what_it_names_and_only_in_its_entry(shelf):
    one = allow("lint: allow T412 – a reason", DOUBLED)
    assert codes(shelf.lint(shelf.write(one))) == ["T408"]
    both = allow("lint: allow T408, T412 – a reason", DOUBLED)
    assert shelf.lint(shelf.write(both)) == []
    assert codes(shelf.lint(shelf.write(both + entry(*TATWEEL)))) == ["T412"]


@pytest.mark.parametrize(
    "order",
    [
        "lint: allow T412",
        "lint: allow T412 –",
        "lint: allow T412 –   ",
        "lint: alow T412 – a reason",
        "lint: allow everything – a reason",
        "lint: allow T999 – a reason",
        "lint:",
    ],
)
def test_a_comment_without_a_reason_or_a_rule_is_an_error_and_allows_nothing(shelf, order):
    found = shelf.lint(shelf.write(allow(order)))
    assert codes(found) == ["T521", "T412"]
    assert found[0].excerpt.startswith("# lint:")
    assert found[0].rule.severity == "error"


def test_a_comment_that_allows_nothing_is_a_warning(shelf):
    found = shelf.lint(shelf.write(allow("lint: allow T412 – a reason", ("Syria", "سوريا"))))
    assert codes(found) == ["T522"]
    assert found[0].rule.severity == "warning"


@pytest.mark.parametrize("code", ["T101", "T204", "T501", "T507"])
def test_what_the_build_refuses_cannot_be_allowed(shelf, code):
    found = shelf.lint(shelf.write(allow(f"lint: allow {code} – a reason", STRUCTURE)))
    assert codes(found) == ["T523", "T101"]
    assert "only T3xx and T4xx" in found[0].message


def test_comments_of_others_and_other_words_are_left_alone(shelf):
    extracted = entry("Syria", "سوريا", "#. lint: allow T412\n")
    prose = entry("Page", "صفحة", "# Do not use a linter: it is a name.\n")
    assert shelf.lint(shelf.write(extracted + prose)) == []


def test_a_comment_waits_while_its_entry_is_not_done(shelf):
    waiting = entry("Syria", "ســوريا", "# lint: allow T412 – a reason\n#, fuzzy\n")
    empty = entry("Page", "", "# lint: allow T412 – a reason\n")
    assert shelf.lint(shelf.write(waiting + empty)) == []


def test_two_translations_can_be_allowed_in_one_of_the_places(shelf):
    shelf.write(entry("Syria", "سورية", "# lint: allow T490 – the older spelling\n"), "a.po")
    shelf.write(entry("Syria", "سوريا"), "b.po")
    assert [(item.path, item.rule.code) for item in shelf.lint_all()] == [("b.po", "T490")]


def test_findings_about_comments_stand_at_the_comment(shelf):
    path = shelf.write(allow("lint: allow T412 – a reason", ("Syria", "سوريا")))
    ((_, line),) = places(shelf.lint(path))
    assert path.read_text("utf-8").splitlines()[line - 1].startswith("# lint:")
