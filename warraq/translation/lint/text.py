"""Looks for what is wrong with the words of a translation: each finding is a warning."""

from __future__ import annotations

from collections.abc import Iterator

from warraq.translation.lint import addresses, numbers, official, punctuation, wording
from warraq.translation.lint.markup import view_subject
from warraq.translation.lint.subject import Subject
from warraq.translation.rules import Finding, Rule

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*addresses.RULES, *numbers.RULES, *official.RULES, *punctuation.RULES, *wording.RULES),
        key=lambda rule: rule.code,
    )
)

_LONGEST = 200_000
"""Longer texts together are no message that anybody wrote: T115 refuses what is out of measure."""


def check_text(subject: Subject) -> Iterator[Finding]:
    """The findings in the words of a translation; markup, code and targets are not read."""
    if not subject.msgstr or len(subject.msgid) + len(subject.msgstr) > _LONGEST:
        return
    view = view_subject(subject)
    yield from numbers.check_numbers(view)
    yield from official.check_names(view)
    yield from punctuation.check_punctuation(view)
    yield from wording.check_wording(view)
    yield from addresses.check_addresses(view)
