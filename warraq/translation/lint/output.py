"""Shows diagnostics to people, to machines and to the places where code is reviewed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import groupby

from warraq.translation.lint.engine import Diagnostic, count_severities
from warraq.translation.lint.fixing import Repair
from warraq.translation.rules import Severity

_WIDTH = 110


def format_diagnostics(
    found: Sequence[Diagnostic], catalogs: int, form: str, repairs: Sequence[Repair] = ()
) -> str:
    """Write diagnostics in one of FORMATS."""
    match form:
        case "json":
            return format_json(found, catalogs, repairs)
        case "github":
            return format_github(found)
        case "gitlab":
            return format_gitlab(found)
    return format_text(found, catalogs, repairs)


def format_text(found: Sequence[Diagnostic], catalogs: int, repairs: Sequence[Repair] = ()) -> str:
    """For people: by file, each with its line, and a summary."""
    parts = [_format_repair(repair) for repair in repairs]
    for path, group in groupby(found, key=lambda item: item.path):
        lines = [path]
        for item in group:
            severity = item.rule.severity.value
            head = f"  {item.line}: {severity} {item.rule.code} {item.rule.name}:"
            lines.append(f"{head} {show_text(item.message, 2_000)}")
            if item.excerpt:
                lines.append(f"      | {show_text(item.excerpt, _WIDTH)}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join([*parts, summarise(found, catalogs, repairs)])


def summarise(found: Collection[Diagnostic], catalogs: int, repairs: Sequence[Repair] = ()) -> str:
    """The numbers in one line."""
    errors, warnings = count_severities(found)
    said = (
        f"{_count(errors, 'error')} and {_count(warnings, 'warning')}" if found else "no findings"
    )
    said = f"{said} in {_count(catalogs, 'catalog')}"
    done = sum(not repair.refused for repair in repairs)
    if repairs:
        said += f"; {_count(done, 'translation')} repaired"
    if fixable := sum(item.fixed is not None for item in found):
        said += f"; --fix can repair {fixable}"
    return said


def format_json(found: Sequence[Diagnostic], catalogs: int, repairs: Sequence[Repair] = ()) -> str:
    """For programs: `findings`, `repairs` and the numbers."""
    errors, warnings = count_severities(found)
    data = {
        "catalogs": catalogs,
        "errors": errors,
        "warnings": warnings,
        "findings": [item.as_data() for item in found],
        "repairs": [repair.as_data() for repair in repairs],
    }
    return _keep_utf8(json.dumps(data, ensure_ascii=False, indent=2))


def format_github(found: Sequence[Diagnostic]) -> str:
    """Workflow commands, which GitHub shows beside the lines of a change."""
    return "\n".join(
        f"::{item.rule.severity.value} file={_escape_property(item.path)},line={item.line},"
        f"title={_escape_property(f'{item.rule.code} {item.rule.name}')}"
        f"::{_escape_data(show_text(item.message, 2_000))}"
        for item in found
    )


def format_gitlab(found: Sequence[Diagnostic]) -> str:
    """GitLab's report of code quality; a finding keeps its fingerprint when lines move."""
    seen: Counter[str] = Counter()
    rows = []
    for item in found:
        identity = "\0".join((item.path, item.rule.code, item.msgid, item.message))
        number = seen[identity]
        seen[identity] += 1
        mark = f"{identity}\0{number}".encode("utf-8", "surrogateescape")
        rows.append(
            {
                "description": f"{item.rule.code} {item.rule.name}: {item.message}",
                "check_name": f"{item.rule.code} {item.rule.name}",
                "fingerprint": hashlib.sha256(mark).hexdigest(),
                "severity": "major" if item.rule.severity is Severity.ERROR else "minor",
                "location": {"path": item.path, "lines": {"begin": item.line}},
            }
        )
    return _keep_utf8(json.dumps(rows, ensure_ascii=False, indent=2))


def show_text(text: str, width: int) -> str:
    """`text` on one line of at most `width` characters, what cannot be seen written out."""
    short = text if len(text) <= width else f"{text[: width - 1]}…"
    return "".join(c if c.isprintable() or c in "\u200c\u200d" else _name(c) for c in short)


def _name(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _format_repair(repair: Repair) -> str:
    where = f"{repair.path}:{repair.line}: "
    codes = ", ".join(repair.codes)
    if repair.refused:
        return f"{where}not repaired ({codes}): {repair.refused}\n"
    before, after = show_text(repair.before, _WIDTH), show_text(repair.after, _WIDTH)
    return f"{where}repaired ({codes})\n  - {before}\n  + {after}\n"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _escape_data(text: str) -> str:
    """As GitHub's toolkit does for the message of a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")


def _keep_utf8(text: str) -> str:
    """`text` without lone surrogates, which stand for bytes that are not UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
