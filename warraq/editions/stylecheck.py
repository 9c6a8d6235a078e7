"""Checks the stylesheets that sealed pages load from outside of their seals.

They may show the name of an edition, its notice, and what was decided later. Any other rule could
hide or forge what a sealed page says, so nothing but these rules is let pass, whatever they are
made from (`editionstyle`, `laterstatus`). The words that a rule shows are not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warraq.editions.filecheck import Reader, find_link, list_files
from warraq.editions.findings import Finding, Kind
from warraq.editions.model import EDITION_STYLE, LATEST, STATUS, Sealed, is_edition_name

_LATER = re.compile(r"briefs-(\d{4})\.css", re.ASCII)


def check_styles(reader: Reader, editions: Sequence[Sealed], *, whole: bool) -> Iterator[Finding]:
    """Check `LANG/status/*.css` and `LANG/latest/_edition.css` of every language of the site.

    `editions` are those with a good record, oldest first, and all there are if `whole`: only
    then it is known which is the newest.
    """
    newest = {language: edition.name for edition in editions for language in edition.languages}
    for language in sorted(_find_languages(reader.site)):
        last = newest.get(language, "") if whole else ""
        for path in _list_styles(reader.site, language):
            said = _check_style(reader, path, last)
            if said:
                yield Finding(Kind.STYLE, "", path, said)


def _find_languages(site: Path) -> Iterator[str]:
    for folder in site.iterdir():
        if folder.is_dir() and not folder.is_symlink():
            yield folder.name


def _list_styles(site: Path, language: str) -> Iterator[str]:
    latest = f"{language}/{LATEST}/{EDITION_STYLE}"
    if (site / latest).is_file():
        yield latest
    folder = f"{language}/{STATUS}"
    if (site / folder).is_dir():
        for path, _odd in list_files(site, folder):
            name = path.removeprefix(f"{folder}/")
            if _LATER.fullmatch(name) or is_edition_name(name.removesuffix(".css")):
                yield path


def _check_style(reader: Reader, path: str, last: str) -> str:
    """What is wrong with a style; `last` is the newest edition of its language, if known."""
    if link := find_link(reader.site, path):
        return f"{link} is a symbolic link; it was not followed"
    try:
        text = reader.read(path).decode()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        return "is not UTF-8 text"
    rules = read_rules(text)
    if isinstance(rules, int):
        return f"line {rules}: holds what is no rule of such a style"
    name = path.rsplit("/", 1)[1]
    year = _LATER.fullmatch(name)
    if name == EDITION_STYLE:
        return _check_latest(rules, last)
    if year:
        return next(
            (f"line {rule.line}: {why}" for rule in rules if (why := _check_later(rule, year[1]))),
            "",
        )
    return _check_notice(rules, name.removesuffix(".css"), last)


def _check_latest(rules: Sequence[Rule], last: str) -> str:
    for rule in rules:
        if (rule.selector, *rule.declaration[:1]) != (".edition-name::before", "content"):
            return f"line {rule.line}: a rule that such a style never has: {rule.selector}"
    shown = [rule.declaration[1] for rule in rules]
    if len(shown) != 1 or not is_edition_name(shown[0]) or shown[0] != (last or shown[0]):
        return f"does not name edition {last}, which is the newest" if last else "names no edition"
    return ""


def _check_notice(rules: Sequence[Rule], edition: str, last: str) -> str:
    for rule in rules:
        if (rule.selector, *rule.declaration) != (
            ".edition-notice[hidden]",
            "display",
            "none!important",
        ):
            return f"line {rule.line}: a rule that such a style never has: {rule.selector}"
    if last and rules and edition != last:
        return f"hides the notice that {edition} is an earlier edition; the newest is {last}"
    if last and not rules and edition == last:
        return "does not say that this edition is the newest, so that its pages pass for earlier"
    return ""


_PAGE = r'body\[data-page="(briefs/\d{4}/[^"]+)"\]'
_MARKS = r'(?:\[data-status\^="[a-z]*"\])?(?::not\((?:\[data-status[*^$~|]?="[^"]*"\])+\))*'
_SHOWN = re.compile(rf"{_PAGE}{_MARKS} \.later-status(-text::before)?")


def _check_later(rule: Rule, year: str) -> str:
    found = _SHOWN.fullmatch(rule.selector)
    if found is None:
        return f"a rule that such a style never has: {rule.selector}"
    if not found[1].startswith(f"briefs/{year}/"):
        return f"speaks of {found[1]}, which is no brief of {year}"
    name, value = rule.declaration
    if (name == "content") if found[2] else ((name, value) == ("display", "block")):
        return ""
    return f"{name} may not be set here"


# -- Rules ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a style, in one writing: strings without escapes, one space between parts."""

    line: int
    selector: str
    declaration: tuple[str, str]
    """The property and its value."""


def read_rules(text: str) -> list[Rule] | int:
    """The rules of a style, each with its one declaration; or the line of what is none.

    A quotation mark or backslash inside of a string of a selector becomes another sign, so that
    it ends no string.
    """
    import tinycss2

    rules = []
    for node in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        selector = _write(node.prelude) if node.type == "qualified-rule" else None
        if selector is None:
            return int(node.source_line)
        found = [
            part
            for part in tinycss2.parse_blocks_contents(node.content)
            if part.type not in {"whitespace", "comment"}
        ]
        value = _read_value(found[0]) if len(found) == 1 else None
        if value is None:
            return int(node.source_line)
        rules.append(Rule(int(node.source_line), selector.strip(), (found[0].lower_name, value)))
    return rules


def _read_value(part: Any) -> str | None:
    """The value of a declaration that is one word or one string."""
    if part.type != "declaration":
        return None
    nodes = [node for node in part.value if node.type not in {"whitespace", "comment"}]
    if len(nodes) != 1 or nodes[0].type not in {"string", "ident"}:
        return None
    is_text = nodes[0].type == "string"
    if is_text != (part.lower_name == "content") or (is_text and part.important):
        return None
    value = str(nodes[0].value if is_text else nodes[0].lower_value)
    return value + ("!important" if part.important else "")


def _write(nodes: Sequence[Any]) -> str | None:
    """A selector in one writing; None for one with parts that no rule of ours has."""
    text = ""
    for node in nodes:
        kind = node.type
        if kind == "whitespace":
            text += " "
        elif kind == "ident" or (kind == "literal" and node.value in _SIGNS):
            text += node.value
        elif kind == "string":
            text += '"' + re.sub(r'["\\]', "\ufffd", node.value) + '"'
        elif kind == "[] block" or (kind == "function" and node.lower_name == "not"):
            inner = _write(node.content if kind == "[] block" else node.arguments)
            if inner is None:
                return None
            text += f"[{inner}]" if kind == "[] block" else f"not({inner})"
        else:
            return None
    return text


_SIGNS = frozenset({".", ":", "=", "^=", "~=", "|=", "$=", "*="})
