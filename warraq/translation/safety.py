"""Decides whether a translation may stand for its source: words may change, structure may not.

A message is only parsed, never run: what is compared is the tokens of the parser that will run
it later. Every refusal names a rule, so that a linter can apply the same rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from warraq.translation.rules import Finding, Rule
from warraq.translation.structure import (
    BLOCKS,
    BRACE,
    BREAK,
    CODE,
    DEFINITION,
    DENSITY,
    EMPHASIS,
    FOOTNOTE,
    FRONT_MATTER,
    HTML,
    IMAGE,
    LENGTH,
    LINK,
    MARKUP,
    NOQA,
    PRINTF,
    QUOTE,
    ROLE,
    SCHEME,
    SUBSTITUTION,
    TAG,
    TITLE,
    UNREADABLE,
)

DEFAULT_EXTENSIONS = frozenset({"deflist", "colon_fence"})
"""MyST extensions that an archive's parser has on."""

TEXT_ROLES = frozenset({
    "abbr", "abbreviation", "ac", "acronym", "command", "dfn", "emphasis", "file", "guilabel",
    "kbd", "literal", "mailheader", "makevar", "menuselection", "mimetype", "newsgroup",
    "program", "regexp", "samp", "strong", "sub", "subscript", "sup", "superscript", "t",
    "title", "title-reference",
})  # fmt: skip
"""Roles that only dress their words: the words may be translated."""

_EXACT_ROLES = frozenset({"code", "math"})
_CITATION_WORDS = re.compile(r"\{[^{}]*\}")  # {see} and {p. 5} around a key of {cite}
_DANGEROUS = re.compile(r"\s*(?:javascript|vbscript|data|file):", re.IGNORECASE)
_BRACES = re.compile(r"\{\{[^{}]*\}\}")
_NOQA = re.compile(r"(?<!\\)#\s*noqa\s*$")  # as Sphinx' parse_noqa
_TERM_HEAD = re.compile(r"(?<! ) +: +")  # as Sphinx' split_term_classifiers, in linear time
_DIRECTIVE = re.compile(r"(?:colon_)?fence code (\{.*)")
_LEFT_OVER = re.compile(r"<|\](?:\(|:)")
_MARKS = "\n!#$%&*+-:<=>@[\\]^_`{}~|"  # what makes markdown-it leave its fast lane

_PLAIN = re.compile(r"(?:[^\W\d_]|[0-9]+(?![0-9.)])|[\"'«“‘])[^\n\r\t\0&<\[\]\\`*_{}$~|^]*")
_PLAIN_KNOWS = DEFAULT_EXTENSIONS | {
    "amsmath", "attrs_block", "attrs_image", "attrs_inline", "dollarmath", "fieldlist",
    "html_admonition", "html_image", "smartquotes", "strikethrough", "substitution", "tasklist",
}  # fmt: skip

# What to call an item of each rule, and how it is written.
_WORDS: Mapping[Rule, tuple[str, str]] = {
    HTML: ('the raw HTML "{}"', "{}"),
    LINK: ('a link to "{}"', "[…]({})"),
    IMAGE: ('an image from "{}"', "![…]({})"),
    ROLE: ("the role {}", "{}"),
    FOOTNOTE: ("the footnote {}", "{}"),
    CODE: ('the code "{}"', "`{}`"),
    EMPHASIS: ("emphasis with {}", "{}"),
    BREAK: ("a forced line break{}", "{}"),
    SUBSTITUTION: ("the substitution {}", "{}"),
    DEFINITION: ('the link definition "{}"', "{}"),
    TITLE: ('a title on the link to "{}"', "{}"),
    MARKUP: ('the markup "{}"', "{}"),
    PRINTF: ("the placeholder {}", "{}"),
    BRACE: ("the placeholder {}", "{}"),
    TAG: ('the HTML tag "{}"', "{}"),
}
_ONLY_FEWER = frozenset({EMPHASIS, BREAK, TITLE})
_MEANT_AS_TEXT = frozenset({HTML, CODE, EMPHASIS})

_BLOCK_NAMES = {
    "heading_open": "a heading", "bullet_list_open": "a list", "ordered_list_open": "a list",
    "blockquote_open": "a quotation", "code_block": "indented code", "fence": "a code block",
    "colon_fence": "a directive", "table_open": "a table", "html_block": "raw HTML",
    "myst_line_comment": "a comment", "myst_target": "a link target", "hr": "a ruled line",
    "myst_block_break": "a block break", "front_matter": "front matter",
    "footnote_reference_open": "a footnote definition", "dl_open": "a definition list",
    "field_list_open": "a field list", "substitution_block": "a substitution",
    "math_block": "a formula", "math_block_label": "a formula", "amsmath": "a formula",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signature:
    """The structure of a message, without its words."""

    blocks: tuple[str, ...]
    items: Mapping[Rule, Counter[str]]
    left_over: bool
    """Whether its text holds what looks like HTML or like a link that was not made."""


_PLAIN_SIGNATURE = Signature(("paragraph_open p", "paragraph_close p"), {}, False)


@lru_cache(maxsize=8)
def make_parser(extensions: frozenset[str] = DEFAULT_EXTENSIONS, wary: bool = False) -> MarkdownIt:
    """Build the MyST parser that the site uses, kept for the next call.

    The `wary` one also sees what the site shows as text: raw HTML, and links to dangerous
    addresses. Nobody should write these, even where they come to nothing.
    """
    config = MdParserConfig(
        enable_extensions=set(extensions),
        disable_syntax=[] if wary else ["html_block", "html_inline"],
    )
    parser: MarkdownIt = create_md_parser(config, RendererHTML)
    parser.core.ruler.disable("wordcount")
    if wary:
        parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def is_plain(text: str, extensions: frozenset[str] = DEFAULT_EXTENSIONS) -> bool:
    """Whether `text` is sure to parse as one paragraph of nothing but words.

    A False may be wrong, a True never is.
    """
    return extensions <= _PLAIN_KNOWS and _PLAIN.fullmatch(text) is not None


def read_signature(
    text: str, extensions: frozenset[str] = DEFAULT_EXTENSIONS, wary: bool = False
) -> Signature:
    """Parse `text` as a document of its own, as Sphinx does with a msgstr."""
    env: dict[str, Any] = {}
    items: dict[Rule, Counter[str]] = {}
    blocks: list[str] = []
    left_over = False
    for token in make_parser(extensions, wary).parse(text, env):
        if token.type != "inline":
            blocks.append(_describe_block(token))
            if token.type == "html_block":
                items.setdefault(HTML, Counter())[token.content.strip()] += 1
            continue
        for child in token.children or ():
            if child.type == "text":
                left_over = left_over or _LEFT_OVER.search(child.content) is not None
            for rule, key in _read_inline(child):
                items.setdefault(rule, Counter())[key] += 1
    if "{{" in text:
        items[SUBSTITUTION] = Counter(
            f"{{{{{match[2:-2].strip()}}}}}" for match in _BRACES.findall(text)
        )
    definitions = [
        *((label, found["href"]) for label, found in env.get("references", {}).items()),
        *((found["label"], found["href"]) for found in env.get("duplicate_refs", [])),
    ]
    if definitions:
        items[DEFINITION] = Counter(f"[{label}]: {href}" for label, href in definitions)
    return Signature(tuple(blocks), items, left_over)


def check_message(
    msgid: str, msgstr: str, extensions: frozenset[str] = DEFAULT_EXTENSIONS
) -> tuple[Finding, ...]:
    """Say why `msgstr` may not stand for the MyST message `msgid`; nothing means that it may.

    Neither is run, and neither can make this raise. An empty `msgstr` is no translation yet.
    """
    if not msgstr or msgstr == msgid:
        return ()
    if too_long := _check_length(msgid, msgstr):
        return too_long
    if "noqa" in msgstr and _NOQA.search(msgstr):
        return (
            _say(NOQA, "ends in # noqa, which Sphinx takes away; leave it out or write \\# noqa"),
        )
    if msgstr.startswith("---"):
        return (_say(FRONT_MATTER, "begins with ---, which opens front matter; write \\--- or —"),)
    source_plain = is_plain(msgid, extensions)
    if source_plain and is_plain(msgstr, extensions):
        return ()
    if _weigh(msgstr) > 4 * _weigh(msgid) + 2_000_000:
        return (
            _say(DENSITY, "has far more marks of markup than the source; write only its words"),
        )
    findings: list[Finding] = []
    wary = False
    for mode in (False, True):
        if mode and not wary:
            break
        source = _PLAIN_SIGNATURE if source_plain else _try_signature(msgid, extensions, mode)
        target = _try_signature(msgstr, extensions, mode)
        if target is None:
            return (_say(UNREADABLE, "cannot be parsed; leave out its markup"),)
        # A source that is no document by itself, such as a figure's text, has no structure.
        source = source or _PLAIN_SIGNATURE
        wary = source.left_over or target.left_over
        findings += _compare(source, target)
    findings += _check_term_head(msgid, msgstr, extensions)
    return tuple(dict.fromkeys(findings))


def check_placeholders(msgid: str, msgstr: str) -> tuple[Finding, ...]:
    """Say why `msgstr` may not stand for `msgid`, a plain string of an interface.

    Such strings are filled in with `%` or `str.format` and written into HTML as they are, also
    into attributes, so that each placeholder, tag and straight quotation mark counts.
    """
    if not msgstr or msgstr == msgid:
        return ()
    if too_long := _check_length(msgid, msgstr):
        return too_long
    findings: list[Finding] = []
    for rule, pattern in ((PRINTF, _PERCENT), (BRACE, _BRACE), (TAG, _TAG)):
        source, target = (
            [mark for mark in pattern.findall(text) if mark not in {"%%", "{{", "}}"}]
            for text in (msgid, msgstr)
        )
        wanted, found = Counter(source), Counter(target)
        wanted["%"] = min(wanted["%"], found["%"])  # a per cent sign may become a word
        findings += _differ(rule, +wanted, +found)
        if rule is PRINTF and not findings and _unnamed(source) != _unnamed(target):
            order = " ".join(_unnamed(source))
            findings.append(_say(PRINTF, f"has its placeholders in another order than {order}"))
    if msgstr.count('"') > msgid.count('"'):
        findings.append(_say(QUOTE, 'has a " that the source lacks; write “ ” or « » instead'))
    return tuple(findings)


_PERCENT = re.compile(
    r"%(?:%|(?:\(\w*\))?[-#0+]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?[diouxXeEfFgGcrsa])|%"
)
_BRACE = re.compile(r"\{\{|\}\}|\{[^{}]*\}|[{}]")
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>?")


def _unnamed(marks: list[str]) -> list[str]:
    """The printf placeholders that are filled in by their place."""
    return [mark for mark in marks if mark != "%" and not mark.startswith("%(")]


def _describe_block(token: Token) -> str:
    """A block's kind and all that is not words: its tag, language, attributes, code."""
    parts = [token.type, token.tag, token.info, *(f"{k}={v}" for k, v in token.attrs.items())]
    if not token.nesting:
        parts.append(token.content)
    if "label" in token.meta:
        parts.append(str(token.meta["label"]))
    return " ".join(part for part in parts if part)


def _read_inline(token: Token) -> Iterator[tuple[Rule, str]]:
    """The items of one inline token; words have none."""
    attributes = dict(token.attrs)
    match token.type:
        case "text" | "softbreak":
            pass
        case "html_inline":
            yield HTML, token.content
        case "link_open" | "image":
            rule, name = (LINK, "href") if token.type == "link_open" else (IMAGE, "src")
            address = str(attributes.pop(name, ""))
            yield rule, address
            if attributes.pop("title", None):
                yield TITLE, address
            attributes.pop("alt", None)
        case "myst_role":
            yield ROLE, _describe_role(token.meta["name"].lower(), token.content)
        case "footnote_ref":
            yield FOOTNOTE, f"[^{token.meta.get('label', '')}]"
        case "code_inline":
            yield CODE, token.content
        case "em_open" | "strong_open":
            yield EMPHASIS, "* or **"  # some scripts have no italics, so one may be the other
        case "s_open":
            yield EMPHASIS, "~~"
        case "hardbreak":
            yield BREAK, ""
        case _ if token.nesting >= 0:
            yield MARKUP, " ".join(filter(None, (token.type, token.markup, token.content)))
    if attributes:
        shown = " ".join(f"{name}={value}" for name, value in sorted(attributes.items()))
        yield MARKUP, f"{{{shown}}}"


def _describe_role(name: str, content: str) -> str:
    """A role with what it points to, as a translator writes it."""
    if name in TEXT_ROLES:
        return f"{{{name}}}`…`"
    if name in _EXACT_ROLES:
        return f"{{{name}}}`{content}`"
    if name == "footcite" or name.startswith("footcite:"):
        return f"{{{name}}}`{_sort_keys(content)}`"
    target = " ".join(_find_target(content).split())
    if name == "cite" or name.startswith("cite:"):
        return f"{{{name}}}`{_sort_keys(_CITATION_WORDS.sub('', target))}`"
    return f"{{{name}}}`… <{target}>`"


def _find_target(content: str) -> str:
    """The target of `words <target>`, as Sphinx' ReferenceRole finds it, in linear time."""
    start = content.find("<", 1)
    # Sphinx makes no link at all of a role that begins with "!": then it is all "target".
    if start < 0 or content.startswith("!") or not content.endswith(">"):
        return content
    return content[start + 1 : -1]


def _sort_keys(keys: str) -> str:
    return ",".join(sorted(key.strip() for key in keys.split(",")))


def _try_signature(text: str, extensions: frozenset[str], wary: bool) -> Signature | None:
    try:
        return read_signature(text, extensions, wary)
    except Exception:  # whatever breaks the parser here would break the build later
        return None


def _compare(source: Signature, target: Signature, only_more: bool = False) -> Iterator[Finding]:
    # One paragraph is always in order: it is all that Sphinx takes from a msgstr.
    if target.blocks not in (source.blocks, _PLAIN_SIGNATURE.blocks):
        yield from _describe_blocks(source.blocks, target.blocks)
    for rule in _WORDS:
        yield from _differ(
            rule,
            source.items.get(rule, Counter()),
            target.items.get(rule, Counter()),
            only_more or rule in _ONLY_FEWER,
        )


def _describe_blocks(source: tuple[str, ...], target: tuple[str, ...]) -> Iterator[Finding]:
    kinds = Counter(block.split(" ", 1)[0] for block in target)
    new = kinds - Counter(block.split(" ", 1)[0] for block in source)
    kind = next((kind for kind in (*new, *kinds) if kind in _BLOCK_NAMES), "")
    directive = next(filter(None, map(_DIRECTIVE.match, target)), None)
    if not target:
        yield _say(BLOCKS, "comes to nothing: it has no words; write words or leave it empty")
    elif directive and directive[0] not in source:
        yield _say(BLOCKS, f'reads as the directive "{_show(directive[1])}"; write only words')
    elif kind == "code_block":
        yield _say(BLOCKS, "reads as indented code; write it without the spaces at its beginning")
    elif kind:
        yield _say(
            BLOCKS,
            f"reads as {_BLOCK_NAMES[kind]}, which the source is not; if the mark that begins it "
            "is meant as text, write a backslash before the mark, such as \\- or \\#, or 1\\)",
        )
    else:
        yield _say(BLOCKS, "has other paragraphs than the source; write it without empty lines")


def _differ(
    rule: Rule, source: Counter[str], target: Counter[str], only_more: bool = False
) -> Iterator[Finding]:
    if source == target:
        return
    more = target - source
    lack = Counter[str]() if only_more else source - target
    if rule in {LINK, IMAGE}:
        for address in [address for address in more if _DANGEROUS.match(address)]:
            del more[address]
            what = f'has the address "{_show(address)}", which can run code or read files'
            yield _say(SCHEME, f"{what}; leave it out")
    noun, pattern = _WORDS[rule]
    has, lacks, written = _list(noun, more), _list(noun, lack), _list(pattern, lack)
    words = ", with your words for …" if "…" in pattern or "`…" in written else ""
    if more and lack:
        yield _say(rule, f"has {has} where the source has {lacks}; write {written} instead{words}")
    elif more:
        aside = ", or write \\ before it if it is meant as text" if rule in _MEANT_AS_TEXT else ""
        yield _say(rule, f"has {has}, which the source lacks; leave it out{aside}")
    elif lack:
        yield _say(rule, f"lacks {lacks}; add {written} to it{words}")


def _check_term_head(msgid: str, msgstr: str, extensions: frozenset[str]) -> Iterator[Finding]:
    """Check what stands before " : ", which Sphinx parses alone if the message is a term."""
    head = _TERM_HEAD.search(msgstr)
    if head is None or is_plain(msgstr[: head.start()], extensions):
        return
    source = _try_signature(msgid, extensions, False) or _PLAIN_SIGNATURE
    target = _try_signature(msgstr[: head.start()], extensions, False)
    if target is None:
        yield _say(UNREADABLE, "cannot be parsed before its “ : ”; write it without")
    elif target.blocks:
        yield from _compare(source, target, only_more=True)


def _check_length(msgid: str, msgstr: str) -> tuple[Finding, ...]:
    most = 20 * len(msgid) + 2000
    if len(msgstr) <= most:
        return ()
    what = f"has {len(msgstr):,} characters for {len(msgid):,} of the source"
    return (_say(LENGTH, f"{what}; write at most {most:,}"),)


def _weigh(text: str) -> int:
    """How much work `text` can make: some marks let the parser read on to the end each time."""
    return len(text) * sum(map(text.count, _MARKS))


def _say(rule: Rule, what: str) -> Finding:
    return Finding(rule, f"The translation {what}.")


def _list(pattern: str, keys: Iterable[str]) -> str:
    """Up to three items in words, and how many more there are."""
    every = list(keys)
    shown = ", ".join(pattern.format(_show(key)) for key in every[:3])
    return f"{shown} and {len(every) - 3} more" if len(every) > 3 else shown


def _show(text: str) -> str:
    """`text` on one short line, with what cannot be seen written out."""
    short = text if len(text) <= 120 else f"{text[:119]}…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)
