"""Tells of the rules about translations, for people: one rule, or all as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from warraq.translation.lint.message import check_subject
from warraq.translation.lint.output import show_text
from warraq.translation.lint.registry import RULES
from warraq.translation.lint.silence import SPELLING, may_allow
from warraq.translation.lint.subject import Kind, read_example
from warraq.translation.rules import Example, FileExample, Rule

GROUPS = {
    "T1": (
        "Structure",
        "A translation may change words, never structure or targets. The build refuses a message "
        "that does, and its reader sees the source text; no comment can allow it.",
    ),
    "T2": (
        "Interface",
        "The plain strings of `sphinx.po` and `warraq.po` have placeholders and stand in HTML. "
        "The build refuses what breaks them; no comment can allow it.",
    ),
    "T3": ("Characters", "What a reader cannot see, or takes for another letter."),
    "T4": ("Words", "What a translator may have overlooked."),
    "T5": ("Catalog", "The `.po` file itself. No comment can allow these."),
}
"""What each group of rules is about."""


def explain_rule(rule: Rule) -> str:
    """One rule as plain text."""
    lines = [
        f"{rule.code} {rule.name} ({rule.severity.value})",
        "",
        f"{_subject(rule)} {rule.meaning}.",
    ]
    match rule.example:
        case Example(msgid, wrong, right, language):
            rows = (("source", msgid), (f"wrong ({language})", wrong), ("right", right))
            width = max(len(name) for name, _ in rows)
            lines += ["", *(f"  {name:<{width}}  {_shorten(text)}" for name, text in rows)]
        case FileExample(wrong, right):
            lines += ["", "  wrong:", *_indent(wrong), "", "  right:", *_indent(right)]
    lines += ["", rule.fix]
    if may_allow(rule):
        lines += ["", f"Allowed in an entry by a comment: {_spell(rule)}"]
    return "\n".join(lines)


def write_guide() -> str:
    """All rules as a Markdown page."""
    lines = [
        "# Rules for translations",
        "",
        "`warraq lint` looks through the catalogs with these rules. This page is made by "
        "`warraq lint --guide`. An error never reaches a page, or never should; a warning is for "
        "a person to judge. Doubtful (fuzzy) entries are looked at only as parts of their file, "
        "because they reach no page; obsolete ones not at all.",
        "",
        "A comment of the translator in an entry allows it to break a rule, if it gives the "
        "reason:",
        "",
        f"    {SPELLING}",
        '    msgid "…"',
        "",
        "Several codes stand side by side: `# lint: allow T409, T412 – the reason`. Only T3xx and "
        "T4xx can be allowed.",
        "",
        "`warraq lint --fix` repairs what needs no person: the clear cases of the rules with a "
        "yes. It never touches structure and marks nothing as reviewed.",
        "",
        "| rule | severity | `--fix` | meaning |",
        "|---|---|---|---|",
        *(
            f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.severity.value} "
            f"| {'yes' if is_fixable(rule) else ''} | {_escape_cell(rule.meaning)} |"
            for rule in RULES
        ),
    ]
    for start, rules in groupby(RULES, key=lambda rule: rule.code[:2]):
        title, about = GROUPS[start]
        lines += ["", f"## {title}: {start}xx", "", about]
        for rule in rules:
            lines += ["", *_write_rule(rule)]
    return "\n".join(lines) + "\n"


def is_fixable(rule: Rule) -> bool:
    """Whether `--fix` repairs the rule's own example."""
    if not isinstance(rule.example, Example):
        return False
    kind = Kind.INTERFACE if rule.code.startswith("T2") else Kind.TEXT
    findings = check_subject(read_example(rule.example, rule.example.wrong, kind))
    return any(finding.rule == rule and finding.fixed is not None for finding in findings)


def _write_rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.code} {rule.name}"
    yield ""
    yield f"{rule.severity.value.capitalize()}: {_subject(rule).lower()} {rule.meaning}."
    match rule.example:
        case Example(msgid, wrong, right, language):
            yield from ("", "| | |", "|---|---|")
            yield f"| source | {_code(msgid)} |"
            yield f"| wrong ({language}) | {_code(wrong)} |"
            yield f"| right ({language}) | {_code(right)} |"
        case FileExample(wrong, right):
            yield from ("", "Wrong:", "", *_indent(wrong))
            yield from ("", "Right:", "", *_indent(right))
    yield ""
    yield _escape_backslashes(rule.fix)


def _subject(rule: Rule) -> str:
    return "The catalog" if rule.code.startswith("T5") else "The translation"


def _spell(rule: Rule) -> str:
    return SPELLING.replace("T412", rule.code)


def _shorten(text: str) -> str:
    return show_text(text, 100)


def _indent(text: str) -> list[str]:
    """A file as an indented block, in which no marker of a conflict begins a line."""
    return [f"    {show_text(line, 100)}".rstrip() for line in text.strip("\n").split("\n")]


def _code(text: str) -> str:
    """A text as code in a table's cell."""
    shown = _shorten(text).replace("|", "\\|")
    ticks = "`"
    while ticks in shown:
        ticks += "`"
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def _escape_backslashes(text: str) -> str:
    """Markdown that shows the backslashes of `text`; within code they show as they are."""
    parts = text.split("`")
    return "`".join(p if n % 2 else p.replace("\\", "\\\\") for n, p in enumerate(parts))


def _escape_cell(text: str) -> str:
    return text.replace("|", "\\|")
