"""Applies every rule about messages to one text, and repairs it where no person is needed."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

from warraq.translation.compile import Form, judge_form
from warraq.translation.lint.characters import check_characters
from warraq.translation.lint.subject import Kind, Subject
from warraq.translation.lint.text import check_text
from warraq.translation.rules import Finding, Rule
from warraq.translation.structure import DENSITY, LENGTH, UNREADABLE

_MONSTROUS = frozenset({LENGTH, DENSITY, UNREADABLE})
_STEPS = 50
"""How many repairs one text may need; each leaves fewer findings than before."""
_MANY = 4_000
"""How many texts are worth the start of more processes."""


def check_subject(subject: Subject) -> tuple[Finding, ...]:
    """Every finding in one text; a repair is offered only where it makes nothing worse."""
    findings = _check(subject)
    if all(finding.fixed is None for finding in findings):
        return findings
    return tuple(
        finding
        if finding.fixed is None or _is_better(subject, findings, finding.fixed)
        else replace(finding, fixed=None)
        for finding in findings
    )


def check_subjects(subjects: Sequence[Subject], jobs: int = 1) -> Iterator[tuple[Finding, ...]]:
    """The findings of each text in turn, by several processes where there are many texts."""
    if jobs < 2 or len(subjects) < _MANY:
        yield from map(check_subject, subjects)
        return
    # Started anew, not forked: the command has a thread that shows its progress.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        yield from pool.map(check_subject, subjects, chunksize=200)


def repair_subject(subject: Subject, may_repair: Callable[[Rule], bool]) -> str:
    """The text with every repair made that the rules offer and `may_repair` wants."""
    for _ in range(_STEPS):
        fixed = next(
            (
                finding.fixed
                for finding in check_subject(subject)
                if finding.fixed is not None and may_repair(finding.rule)
            ),
            None,
        )
        if fixed is None:
            break
        subject = replace(subject, msgstr=fixed)
    return subject.msgstr


def _check(subject: Subject) -> tuple[Finding, ...]:
    form = Form(None, subject.msgid, subject.msgstr)
    findings = list(judge_form(form, subject.kind is Kind.INTERFACE))
    if not _MONSTROUS.isdisjoint(finding.rule for finding in findings):
        return tuple(findings)  # nobody reads on in a text like that
    findings += check_characters(subject)
    findings += check_text(subject)
    return tuple(findings)


def _is_better(subject: Subject, findings: tuple[Finding, ...], fixed: str) -> bool:
    """Whether a repair takes findings away and brings none, not even other ones."""
    before = Counter(finding.rule for finding in findings)
    after = Counter(finding.rule for finding in _check(replace(subject, msgstr=fixed)))
    return after < before
