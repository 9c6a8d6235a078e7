"""Reads which findings a translator's comment allows in an entry, and for what reason."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from warraq.translation.lint.pofile import Entry
from warraq.translation.rules import FileExample, Finding, Rule, Severity

SPELLING = "# lint: allow T412 – the reason"
"""How such a comment is written."""

UNREADABLE = Rule(
    "T521",
    "allow-without-reason",
    "has a comment `# lint: …` that gives no reason, or cannot be read",
    Severity.ERROR,
    FileExample(
        '# lint: allow T412\nmsgid "Syria"\nmsgstr "سوريا"\n', 'msgid "Syria"\nmsgstr "سوريا"\n'
    ),
    f"Write the codes, a dash and why this entry may break the rule: `{SPELLING}`.",
)
UNUSED = Rule(
    "T522",
    "allow-unused",
    "has a comment that allows what the entry does not do",
    Severity.WARNING,
    FileExample(
        '# lint: allow T412 – a synthetic reason\nmsgid "Syria"\nmsgstr "سوريا"\n',
        'msgid "Syria"\nmsgstr "سوريا"\n',
    ),
    "Delete the comment, or the code in it.",
)
REFUSED = Rule(
    "T523",
    "allow-refused",
    "has a comment that allows what no comment can allow",
    Severity.ERROR,
    FileExample(
        '# lint: allow T103 – a synthetic reason\nmsgid "Syria"\nmsgstr "سوريا"\n',
        'msgid "Syria"\nmsgstr "سوريا"\n',
    ),
    "Correct the translation: the build refuses it whatever the comment says. Only T3xx and "
    "T4xx can be allowed.",
)
RULES = (UNREADABLE, UNUSED, REFUSED)

_COMMENT = re.compile(r"lint\s*:\s*(.*)", re.IGNORECASE)
_ALLOW = re.compile(r"allow\s+(T\d{3}(?:\s*,\s*T\d{3})*)\s*(?:[-–—:]+\s*(.*))?")


@dataclass(frozen=True, slots=True)
class Allowance:
    """A comment that allows one rule to be broken in its entry."""

    line: int
    code: str


def may_allow(rule: Rule) -> bool:
    """Whether a comment can allow a breach: of what the build does not refuse."""
    return rule.code.startswith(("T3", "T4"))


def read_allowances(
    entry: Entry, rules: Collection[Rule]
) -> tuple[list[Allowance], list[tuple[int, Finding]]]:
    """What the comments of an entry allow, and what is wrong with them, by line."""
    allowed: list[Allowance] = []
    wrong: list[tuple[int, Finding]] = []
    known = {rule.code: rule for rule in rules}
    for line, comment in entry.comments:
        found = _COMMENT.match(comment)
        if not found:
            continue
        order = _ALLOW.fullmatch(found[1].strip())
        if not order or not (order[2] or "").strip():
            what = "gives no reason" if order else "cannot be read"
            wrong.append((line, Finding(UNREADABLE, f"This comment {what}; write “{SPELLING}”.")))
            continue
        for code in re.split(r"\s*,\s*", order[1]):
            rule = known.get(code)
            if rule is None:
                text = f"This comment allows {code}, which is no rule; see `warraq lint --guide`."
                wrong.append((line, Finding(UNREADABLE, text)))
            elif not may_allow(rule):
                text = (
                    f"This comment cannot allow {code} {rule.name}; only T3xx and T4xx can be "
                    "allowed. Correct the entry."
                )
                wrong.append((line, Finding(REFUSED, text)))
            else:
                allowed.append(Allowance(line, code))
    return allowed, wrong


def report_unused(allowance: Allowance) -> Finding:
    """Say that a comment allows what does not happen."""
    return Finding(
        UNUSED, f"This comment allows {allowance.code}, which the entry keeps; delete it."
    )
