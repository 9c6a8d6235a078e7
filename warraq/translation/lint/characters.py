"""Looks for characters that a translation must not have: hidden, broken, or of another language."""

from __future__ import annotations

from collections.abc import Iterator

from warraq.translation.lint import hidden, letters
from warraq.translation.lint.markup import view_subject
from warraq.translation.lint.subject import Subject
from warraq.translation.rules import Finding, Rule

RULES: tuple[Rule, ...] = (*hidden.RULES, *letters.RULES)


def check_characters(subject: Subject) -> Iterator[Finding]:
    """The findings in the characters of a translation; markup, code and targets are not read."""
    if not subject.msgstr:
        return
    view = view_subject(subject)
    yield from hidden.check_hidden(view)
    yield from letters.check_letters(view)
