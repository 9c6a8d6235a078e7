"""What a translation tries and what readers then see, in built pages. Everything is synthetic."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count

import polib
import pytest
from bs4 import BeautifulSoup
from kit import Site, line_of, only, words_of

SECRET = "synthetic-secret-of-another-file"

ADDITIONS = {
    "script": ("<script>alert(1)</script>", "T102"),
    "tag": ("<b onclick=alert(1)>دخيل</b>", "T102"),
    "remote-image-tag": ('<img src="https://evil.example/p.png">', "T102"),
    "frame": ('<iframe srcdoc="دخيل"></iframe>', "T102"),
    "comment": ("<!-- دخيل -->", "T102"),
    "link": ("[دخيل](https://evil.example/)", "T103"),
    "link-without-scheme": ("[دخيل](//evil.example/)", "T103"),
    "empty-link": ("[](#glossary)", "T103"),
    "autolink": ("<https://evil.example/>", "T103"),
    "mail-link": ("<evil@evil.example>", "T103"),
    "inner-link": ("[دخيل](glossary.md)", "T103"),
    "titled-link": ('[دخيل](https://evil.example/ "دخيل")', "T103"),
    "javascript-link": ("[دخيل](javascript:alert(1))", "T113"),
    "JavaScript-link": ("[دخيل](JaVaScRiPt:alert(1))", "T113"),
    "entity-link": ("[دخيل](java&#115;cript:alert(1))", "T113"),
    "javascript-autolink": ("<javascript:alert(1)>", "T113"),
    "data-link": ("[دخيل](data:text/html,دخيل)", "T113"),
    "file-link": ("[دخيل](file:///etc/passwd)", "T113"),
    "vbscript-link": ("[دخيل](vbscript:x)", "T113"),
    "image": ("![دخيل](picture.png)", "T104"),
    "remote-image": ("![دخيل](https://evil.example/p.png)", "T104"),
    "data-image": ("![دخيل](data:image/png;base64,AAAA)", "T113"),
    "system-image": ("![](/etc/passwd)", "T104"),
    "term": ("{term}`SYN`", "T105"),
    "download": ("{download}`secret.txt`", "T105"),
    "download-system": ("{download}`دخيل </etc/passwd>`", "T105"),
    "doc": ("{doc}`دخيل <glossary>`", "T105"),
    "ref": ("{ref}`دخيل <genindex>`", "T105"),
    "any": ("{any}`SYN`", "T105"),
    "cite": ("{cite}`other`", "T105"),
    "named-cite": ("{cite:t}`other`", "T105"),
    "footcite": ("{footcite}`other`", "T105"),
    "abbreviation": ("{abbr}`دخيل (دخيل)`", "T105"),
    "eval": ("{eval}`1`", "T105"),
    "footnote": ("[^1]", "T106"),
    "code": ("`دخيل`", "T107"),
    "emphasis": ("*دخيل*", "T108"),
    "strong": ("**دخيل**", "T108"),
    "substitution": ("{{ project }}", "T110"),
    "expression": ("{{ 7*7 }}", "T110"),
}
"""Markup that a translation adds to a plain source, and the rule that refuses it."""

REPLACEMENTS = {
    "heading": "# دخيل",
    "underlined-heading": "دخيل\n===",
    "second-heading": "دخيل\n---",
    "list": "- دخيل",
    "numbered-list": "1. دخيل",
    "other-list": "* دخيل",
    "quotation": "> دخيل",
    "rule": "***",
    "table": "| دخيل | دخيل |\n|---|---|\n| دخيل | دخيل |",
    "definition-list": "دخيل\n: دخيل",
    "indented-code": "    دخيل",
    "code-block": "```\nدخيل\n```",
    "include": "```{include} secret.txt\n```",
    "include-system": "```{include} /etc/passwd\n```",
    "literalinclude": "```{literalinclude} secret.txt\n```",
    "raw": "```{raw} html\n<script>alert(1)</script>\n```",
    "colon-raw": ":::{raw} html\n<script>alert(1)</script>\n:::",
    "image-directive": "```{image} https://evil.example/p.png\n```",
    "figure": "```{figure} https://evil.example/p.png\nدخيل\n```",
    "toctree": "```{toctree}\nglossary\n```",
    "csv-table": "```{csv-table}\n:file: secret.txt\n```",
    "eval-rst": "```{eval-rst}\n.. include:: secret.txt\n```",
    "bibliography": "```{bibliography}\n```",
    "briefs": "```{briefs} newest\n```",
    "note": ":::{note}\nدخيل\n:::",
    "script-block": "<script>\nalert(1)\n</script>",
    "style-block": "<style>*{display:none}</style>",
    "division": "<div>\n\nدخيل\n\n</div>",
    "two-paragraphs": "دخيل\n\nدخيل",
    "footnote-definition": "دخيل\n\n[^9]: دخيل",
    "link-definition": "دخيل\n\n[دخيل]: https://evil.example/",
    "target": "(evil)=\n\nدخيل",
    "line-comment": "% دخيل",
    "block-break": "+++",
    "front-matter": "---\ntitle: دخيل\n---\nدخيل",
    "front-matter-settings": "---\nmyst:\n  enable_extensions: [html_image]\n---\nدخيل",
    "front-matter-fence": "---",
    "noqa": "دخيل # noqa",
    "blank": " ",
}
"""Texts that are no paragraph of words."""

CHANGES = {
    "retargeted-link": ("[here](https://example.org/)", "[دخيل](https://evil.example/)", "T103"),
    "lost-link": ("[here](https://example.org/)", "دخيل", "T103"),
    "second-link": (
        "[here](https://example.org/)",
        "[دخيل](https://example.org/) [دخيل](https://example.org/)",
        "T103",
    ),
    "javascript": ("[here](https://example.org/)", "[دخيل](javascript:alert(1))", "T113"),
    "retargeted-term": ("{term}`SYN`", "{term}`دخيل <OTH>`", "T105"),
    "translated-term": ("{term}`SYN`", "{term}`دخيل`", "T105"),
    "lost-term": ("{term}`SYN`", "دخيل", "T105"),
    "term-to-download": ("{term}`SYN`", "{download}`secret.txt`", "T105"),
    "changed-key": ("{cite}`known`", "{cite}`other`", "T105"),
    "more-keys": ("{cite}`known`", "{cite}`known,other`", "T105"),
    "lost-citation": ("{cite}`known`", "دخيل", "T105"),
    "changed-document": ("{doc}`glossary`", "{doc}`دخيل <index>`", "T105"),
    "changed-code": ("`make`", "`rm`", "T107"),
    "image-for-link": ("[here](https://example.org/)", "![دخيل](https://example.org/)", "T103"),
}
"""A piece of the source, what the translation makes of it, and the rule that refuses it."""

CONTEXTS = {
    "paragraph": "{}\n",
    "item": "- {}\n",
    "heading": "## {}\n",
    "entry": "{}\n: A definition.\n",
    "definition": "Entry\n: {}\n",
    "cell": "| Column |\n|---|\n| {} |\n",
    "quotation": "> {}\n",
    "admonition": ":::{{admonition}} {}\nA remark.\n:::\n",
    "remark": ":::{{note}}\n{}\n:::\n",
    "footnote": "A claim.[^{n}]\n\n[^{n}]: {}\n",
}


@dataclass(frozen=True)
class Attack:
    """A message whose translation may not stand for it."""

    context: str
    name: str
    msgid: str
    msgstr: str
    code: str
    """The rule that must refuse it, or nothing if any may."""
    label: str
    """Words of the source that stand nowhere else."""

    @property
    def neighbour(self) -> str:
        """The source of the message behind it."""
        return f"Neighbour of {self.label.lower()}."

    def __str__(self) -> str:
        return f"{self.context}-{self.name}"


def make_attacks() -> list[Attack]:
    attacks = []
    for context in CONTEXTS:
        for name, (text, code) in ADDITIONS.items():
            label = f"Source {context} with {name}"
            attacks.append(Attack(context, name, f"{label}.", f"دخيل {text} دخيل.", code, label))
        for name, text in REPLACEMENTS.items():
            label = f"Source {context} as {name}"
            attacks.append(Attack(context, name, f"{label}.", text, "", label))
        for name, (source, text, code) in CHANGES.items():
            label = f"Source {context} for {name}"
            msgid, msgstr = f"{label} {source} there.", f"دخيل {text} دخيل."
            attacks.append(Attack(context, name, msgid, msgstr, code, label))
    return attacks


ATTACKS = make_attacks()
every_attack = pytest.mark.parametrize("attack", ATTACKS, ids=str)
every_context = pytest.mark.parametrize("context", CONTEXTS)


def page_of(context: str) -> str:
    numbers = count(1)
    parts = [f"# Page of {context}\n"]
    for attack in ATTACKS:
        if attack.context == context:
            body = CONTEXTS[context].format(attack.msgid, n=next(numbers))
            parts += [body, f"{attack.neighbour}\n"]
    return "\n".join(parts)


class Attacked:
    """The archive built with the attacks, and once more without any translation."""

    def __init__(self, folder) -> None:
        self.site = self._fill(Site(folder / "attacked"), attacked=True)
        self.outcomes = self.site.build()
        self.clean = self._fill(Site(folder / "clean"), attacked=False)
        self.clean_outcomes = self.clean.build()
        self.pages = {context: self.site.article(context) for context in CONTEXTS}
        self.marked = {
            context: [(words_of(tag), tag) for tag in page.select('[lang="en"]')]
            for context, page in self.pages.items()
        }
        self.texts = {context: words_of(page) for context, page in self.pages.items()}

    def _fill(self, site: Site, attacked: bool) -> Site:
        bib = "".join(f"@misc{{{key}, title = {{{key}}}}}\n" for key in ("known", "other"))
        site.write("docs/references.bib", bib)
        site.write("docs/secret.txt", f"{SECRET}\n")
        site.page(
            "glossary", "# Glossary\n\n```{glossary}\nSYN\n    One.\n\nOTH\n    Other.\n```\n"
        )
        for context in CONTEXTS:
            site.page(context, page_of(context))
            words = {}
            for attack in ATTACKS:
                if attack.context == context:
                    words[attack.msgid] = attack.msgstr if attacked else ""
                    words[attack.neighbour] = "جار."
            site.catalog(context, words)
        return site

    def said_of(self, attack: Attack) -> list[str]:
        """What the Arabic build says of an attack's line."""
        path = f"locale/ar/LC_MESSAGES/{attack.context}.po"
        line = line_of(self.site.root / path, f'msgid "{attack.msgid}"')
        start = f"{path}:{line}: "
        return [text for text in self.outcomes["ar"].messages if text.startswith(start)]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    return Attacked(tmp_path_factory.mktemp("refusals"))


# -- Each attack -----------------------------------------------------------------------------


@every_attack
def test_the_page_shows_the_source_and_says_its_language(attacked, attack):
    shown = re.compile(re.escape(attack.label) + r"(?![\w-])")
    found = [tag for text, tag in attacked.marked[attack.context] if shown.search(text)]
    assert found, "the source is not shown, or not marked"
    assert {tag["dir"] for tag in found} == {"ltr"}


@every_attack
def test_a_warning_names_the_file_the_line_and_the_reason(attacked, attack):
    said = attacked.said_of(attack)
    codes = [re.search(r"\[(T\d+)\] \[warraq\.translation\]$", text)[1] for text in said]
    assert attack.code in (*codes, "")
    assert codes
    for text in said:
        assert re.search(r": WARNING: The translation \S.+\. The reader sees the source text", text)


# -- All of them -----------------------------------------------------------------------------


def test_there_are_hundreds_of_attacks():
    assert len(ATTACKS) > 500
    assert len({attack.label for attack in ATTACKS}) == len(ATTACKS)


def test_nothing_else_is_said(attacked):
    known = {text for attack in ATTACKS for text in attacked.said_of(attack)}
    assert set(attacked.outcomes["ar"].messages) == known
    assert len(attacked.outcomes["ar"].messages) == len(known)
    assert attacked.outcomes["en"].messages == ()
    assert attacked.clean_outcomes["ar"].messages == ()


@every_context
def test_the_neighbours_stay_translated(attacked, context):
    page = attacked.pages[context]
    number = sum(attack.context == context for attack in ATTACKS)
    shown = [tag for tag in page.find_all("p") if words_of(tag) == "جار."]
    assert len(shown) == number
    assert not any(tag.find_parent(lang="en") or tag.get("lang") for tag in shown)
    assert "Neighbour" not in attacked.texts[context]


@every_context
def test_no_word_of_an_attack_is_shown(attacked, context):
    assert re.search("دخيل|https?:|javascript:|alert|passwd", attacked.texts[context]) is None


def skeleton(html: str) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Every element of a page with its attributes, but for the marks of language."""
    soup = BeautifulSoup(html, "html.parser")
    return [
        (
            tag.name,
            tuple(
                (name, str(value))
                for name, value in sorted(tag.attrs.items())
                if name not in ("lang", "dir")
            ),
        )
        for tag in soup.find_all(True)
    ]


@every_context
def test_nothing_but_text_differs_from_a_page_without_translation(attacked, context):
    assert skeleton(attacked.site.html(context)) == skeleton(attacked.clean.html(context))


TRANSLATED = re.compile(
    r"^ *<(?:link rel=.alternate. hreflang=.ar.|meta property=.og:locale:alternate.).*\n", re.M
)
"""What says that a page is translated: only the translation's own build can refuse a part of it."""


@every_context
def test_the_page_of_the_sources_is_the_same_to_the_byte(attacked, context):
    same, clean = (
        TRANSLATED.sub("", site.html(context, "en")) for site in (attacked.site, attacked.clean)
    )
    assert same == clean


def test_no_file_is_added_to_the_site(attacked):
    def files(site: Site) -> set[str]:
        root = site.root / "build" / "html"
        return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}

    assert files(attacked.site) == files(attacked.clean)
    assert not list(attacked.site.output().rglob("_downloads"))


def test_no_file_of_the_site_holds_what_an_attack_asked_for(attacked):
    for path in (attacked.site.root / "build" / "html").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert SECRET.encode() not in content
            assert b"evil.example" not in content
            assert b"alert(1)" not in content


# -- Other texts and other catalogs ----------------------------------------------------------

BRIEF = """\
---
title: A synthetic title
date: 2024-05
kind: update
summary: A synthetic deck.
places: [Synthetic Town]
bodies: []
topics: [synthetic topic]
authors: [Synthetic Author]
revisions:
  - date: 2024-06
    note: A synthetic note.
status:
  state: corrected
  note: A synthetic status.
  date: 2024-06
---

A synthetic sentence.
"""
SPOKEN = {
    "A synthetic title": "h1",
    "A synthetic deck.": "p.deck",
    "A synthetic status.": ".brief-status p.note",
    "A synthetic note.": "#revisions p.note",
}
POISONS = {
    "script": "دخيل <script>alert(1)</script>",
    "link": "[دخيل](https://evil.example/)",
    "image": "![دخيل](https://evil.example/p.png)",
    "include": "```{include} secret.txt\n```",
    "front-matter": "---\ntitle: دخيل\n---\n",
}


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS)
def test_the_front_matter_of_a_brief_is_guarded_too(tmp_path, poison):
    site = Site(tmp_path / "archive")
    site.write("docs/secret.txt", SECRET)
    site.page("briefs/2024/brief", BRIEF)
    path = site.catalog("briefs/2024/brief", dict.fromkeys(SPOKEN, poison))
    messages = site.build("ar")["ar"].messages
    article = site.article("briefs/2024/brief")
    for source, selector in SPOKEN.items():
        shown = only(article, selector)
        assert words_of(shown) == source
        assert only(shown.parent, f'{selector} [lang="en"], {selector}[lang="en"]')["dir"] == "ltr"
        line = line_of(path, f'msgid "{source}"')
        assert any(
            text.startswith(f"locale/ar/LC_MESSAGES/briefs/2024/brief.po:{line}: WARNING: ")
            for text in messages
        )
    assert SECRET not in site.html("briefs/2024/brief")


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS)
def test_a_glossary_is_guarded_too(tmp_path, poison):
    site = Site(tmp_path / "archive")
    site.write("docs/secret.txt", SECRET)
    site.page("glossary", "# Words\n\n```{glossary}\nSYN\nSynthetic\n    A meaning.\n```\n")
    site.catalog("glossary", dict.fromkeys(("SYN", "Synthetic", "A meaning."), poison))
    messages = site.build("ar")["ar"].messages
    assert {text.split(":")[0] for text in messages} == {"locale/ar/LC_MESSAGES/glossary.po"}
    article = site.article("glossary")
    assert [words_of(term) for term in article.select('dt[lang="en"]')] == ["SYN", "Synthetic"]
    assert [term.get("id") for term in article.select(".glossary > dt")] == ["term-syn", None]
    assert words_of(only(article, '.glossary > dd > p[lang="en"]')) == "A meaning."


INTERFACE = [
    ("warraq", "Back to top", "<script>alert(1)</script>"),
    ("warraq", "Search", '" onfocus="alert(1)'),
    ("warraq", "This page in English", "<script>alert(1)</script>"),
    ("warraq", "Briefs of %(year)s", "%(evil)s"),
    ("warraq", "Briefs of %(year)s", "دخيل"),
    ("sphinx", "Link to this heading", '"><script>alert(1)</script>'),
    ("archive", "Synthetic archive", "<script>alert(1)</script>"),
    ("archive", "synthetic topic", "[دخيل](https://evil.example/)"),
    ("archive", "Synthetic Town", "![دخيل](https://evil.example/p.png)"),
]


@pytest.mark.parametrize(("catalog", "source", "poison"), INTERFACE)
def test_the_words_around_the_pages_are_guarded_too(tmp_path, catalog, source, poison):
    site = Site(tmp_path / "archive")
    site.page("page", "# Page\n")
    site.brief("2024/brief", "A synthetic sentence.\n")
    site.catalog(catalog, {source: poison})
    outcomes = site.build()
    messages = outcomes["ar"].messages
    line = line_of(site.root / f"locale/ar/LC_MESSAGES/{catalog}.po", f'msgid "{source}"')
    start = f"locale/ar/LC_MESSAGES/{catalog}.po:{line}: WARNING: The translation "
    assert messages
    assert all(text.startswith(start) for text in messages)
    for path in (site.root / "build" / "html").rglob("*.html"):
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        assert "alert" not in str(soup)
        assert "evil" not in str(soup)
        assert "دخيل" not in str(soup)


# -- From build to build ---------------------------------------------------------------------


def test_a_refusal_is_told_until_the_translation_is_corrected(tmp_path):
    site = Site(tmp_path / "archive")
    site.page("page", "# Page\n\nA sentence.\n")
    site.catalog("page", {"A sentence.": "[دخيل](https://evil.example/)"})
    first = site.build("ar")["ar"]
    assert site.build("ar")["ar"].messages == first.messages
    assert len(first.messages) == 1
    site.catalog("page", {"A sentence.": "جملة."})
    assert site.build("ar")["ar"].messages == ()
    assert "جملة." in words_of(site.article("page"))


def test_a_good_translation_that_turns_bad_leaves_the_page(tmp_path):
    site = Site(tmp_path / "archive")
    site.page("page", "# Page\n\nA sentence.\n")
    site.catalog("page", {"A sentence.": "جملة."})
    assert site.build("ar")["ar"].messages == ()
    site.catalog("page", {"A sentence.": "جملة. <script>alert(1)</script>"})
    assert len(site.build("ar")["ar"].messages) == 1
    assert words_of(only(site.article("page"), 'p[lang="en"]')) == "A sentence."


def test_a_compiled_catalog_beside_the_sources_is_never_read(tmp_path):
    site = Site(tmp_path / "archive")
    site.page("page", "# Page\n\nA sentence.\n")
    path = site.catalog("page", {"A sentence.": "[دخيل](https://evil.example/)"})
    polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    lonely = site.catalog("index", {"Synthetic archive": "![](https://evil.example/p.png)"})
    polib.pofile(str(lonely)).save_as_mofile(str(lonely.with_suffix(".mo")))
    lonely.unlink()
    assert len(site.build("ar")["ar"].messages) == 1
    for page in ("page", "index"):
        assert "evil" not in site.html(page)


def test_conf_py_cannot_lead_past_the_check(tmp_path):
    site = Site(tmp_path / "archive", 'locale_dirs = ["elsewhere"]\n')
    site.page("page", "# Page\n")
    (message,) = site.build("ar")["ar"].messages
    assert "locale_dirs in conf.py: leave it out and set archive_locale_dir instead" in message
