"""The rules as a table: each has a code, a meaning, a fix and an example that proves it."""

from __future__ import annotations

from pathlib import Path

import pytest
from linting import codes, entry, header

from warraq.translation.lint.catalog import ORPHAN, Context
from warraq.translation.lint.consistency import TWO_WAYS
from warraq.translation.lint.engine import lint_catalog
from warraq.translation.lint.guide import explain_rule, is_fixable, write_guide
from warraq.translation.lint.message import check_subject
from warraq.translation.lint.registry import RULES, choose_rules
from warraq.translation.lint.subject import Kind, Subject, read_example
from warraq.translation.rules import Example, FileExample, Rule
from warraq.translation.structure import MARKUP, UNREADABLE

ROOT = Path(__file__).resolve().parents[3]
WITHOUT_EXAMPLE = {ORPHAN, TWO_WAYS, UNREADABLE, MARKUP}
"""One needs an archive, one two catalogs; two guard against other settings of the parser."""

every_message_rule = pytest.mark.parametrize(
    "rule", [r for r in RULES if isinstance(r.example, Example)], ids=lambda rule: rule.code
)
every_file_rule = pytest.mark.parametrize(
    "rule", [r for r in RULES if isinstance(r.example, FileExample)], ids=lambda rule: rule.code
)


def test_every_rule_has_a_code_of_its_own_a_name_a_meaning_and_a_fix():
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.meaning, rule.code
        assert not rule.meaning.endswith("."), rule.code
        assert rule.fix.endswith("."), rule.code


def test_every_rule_has_an_example_unless_nothing_can_show_it():
    assert {rule for rule in RULES if rule.example is None} == WITHOUT_EXAMPLE


def subject_of(rule: Rule, text: str) -> Subject:
    assert isinstance(rule.example, Example)
    kind = Kind.INTERFACE if rule.code.startswith("T2") else Kind.TEXT
    return read_example(rule.example, text, kind)


@every_message_rule
def test_the_wrong_example_breaks_this_rule_and_no_other(rule):
    findings = check_subject(subject_of(rule, rule.example.wrong))
    assert {finding.rule.code for finding in findings} == {rule.code}
    assert all(finding.message.endswith(".") for finding in findings)


@every_message_rule
def test_the_right_example_breaks_no_rule(rule):
    assert check_subject(subject_of(rule, rule.example.right)) == ()


@every_file_rule
@pytest.mark.parametrize("side", ["wrong", "right"])
def test_the_example_of_a_catalog_breaks_this_rule_alone_and_then_none(rule, side, tmp_path):
    example = rule.example
    path = tmp_path / "page.po"
    head = "" if example.whole else header(example.language)
    path.write_text(head + getattr(example, side), "utf-8")
    found = set(codes(lint_catalog(path, Context(example.language))))
    assert found == ({rule.code} if side == "wrong" else set())


def test_the_committed_guide_is_what_the_rules_say():
    assert (ROOT / "guides" / "lint.md").read_text("utf-8") == write_guide(), (
        "run: python -m warraq lint --guide > guides/lint.md"
    )


def test_the_guide_tells_of_every_rule_and_hides_no_character():
    guide = write_guide()
    for rule in RULES:
        assert f"### {rule.code} {rule.name}\n" in guide
    hidden = {c for c in guide if not c.isprintable() and c not in "\n\u200c\u200d"}
    assert hidden == set()


def test_no_line_of_the_guide_looks_like_a_merge_conflict():
    starts = ("<<<<<<<", "=======", ">>>>>>>")
    assert not any(line.startswith(starts) for line in write_guide().splitlines())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_explains_itself(rule):
    said = explain_rule(rule)
    assert said.startswith(f"{rule.code} {rule.name} ({rule.severity})")
    assert rule.fix in said
    assert ("Allowed in an entry by" in said) == (rule.code[1] in "34")


def test_rules_of_structure_offer_no_repair():
    repaired = {rule.code for rule in RULES if is_fixable(rule)}
    assert {code for code in repaired if code.startswith(("T1", "T2"))} == set()
    assert "T408" in repaired


def test_rules_are_chosen_by_code_or_by_the_beginning_of_codes():
    def chosen(select: list[str], ignore: list[str]) -> set[str]:
        wants = choose_rules(select, ignore)
        return {rule.code for rule in RULES if wants(rule)}

    every = {rule.code for rule in RULES}
    assert chosen([], []) == every
    assert chosen(["T103", "T52"], []) == {"T103", "T521", "T522", "T523"}
    assert chosen(["T1"], ["T103"]) == {c for c in every if c.startswith("T1")} - {"T103"}
    with pytest.raises(ValueError, match="T999 is no rule"):
        choose_rules(["T999"], [])


def test_entries_of_the_test_kit_are_whole(shelf):
    assert codes(shelf.lint(shelf.write(entry('A "b"\n', 'ا "ب"\n')))) == []
