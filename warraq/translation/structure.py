"""The rules of structure, which the build applies: what a translation shares with its source."""

from __future__ import annotations

from warraq.translation.rules import Example, Rule, Severity

BLOCKS = Rule(
    "T101",
    "block-changed",
    "reads as another kind of block than the source",
    Severity.ERROR,
    Example(
        "The first steps",
        "# الخطوات الأولى",
        "الخطوات الأولى",
    ),
    "Write one paragraph; put a backslash before a mark that begins it and is meant as text.",
)
HTML = Rule(
    "T102",
    "raw-html-changed",
    "has other HTML tags than the source",
    Severity.ERROR,
    Example(
        "The report is ready.",
        "التقرير <b>جاهز</b>.",
        "التقرير جاهز.",
    ),
    "Leave the tags out; write \\< for one that is meant as text.",
)
LINK = Rule(
    "T103",
    "link-target-changed",
    "links to other places than the source",
    Severity.ERROR,
    Example(
        "See the [report](https://example.org/r).",
        "انظر [التقرير](https://example.com/r).",
        "انظر [التقرير](https://example.org/r).",
    ),
    "Copy each link's address from the source; only the words in brackets are yours.",
)
IMAGE = Rule(
    "T104",
    "image-changed",
    "shows other images than the source",
    Severity.ERROR,
    Example(
        "![A map](map.png)",
        "![خريطة](plan.png)",
        "![خريطة](map.png)",
    ),
    "Copy each image's path from the source; only the words in brackets are yours.",
)
ROLE = Rule(
    "T105",
    "role-changed",
    "has other roles, terms or citations than the source",
    Severity.ERROR,
    Example(
        "The {term}`Council` met.",
        "اجتمع {term}`المجلس`.",
        "اجتمع {term}`المجلس <Council>`.",
    ),
    "Keep each role and its target; your words go before the target: {term}`words <target>`.",
)
FOOTNOTE = Rule(
    "T106",
    "footnote-changed",
    "refers to other footnotes than the source",
    Severity.ERROR,
    Example(
        "A claim.[^1]",
        "ادعاء.[^2]",
        "ادعاء.[^1]",
    ),
    "Copy the marks of the footnotes from the source.",
)
CODE = Rule(
    "T107",
    "code-changed",
    "has other code than the source",
    Severity.ERROR,
    Example(
        "Run `make html` now.",
        "شغّل `make` الآن.",
        "شغّل `make html` الآن.",
    ),
    "Copy what stands between backticks from the source.",
)
EMPHASIS = Rule(
    "T108",
    "emphasis-added",
    "has emphasis that the source lacks",
    Severity.ERROR,
    Example(
        "The team met.",
        "اجتمع **الفريق**.",
        "اجتمع الفريق.",
    ),
    "Leave the marks out; write \\* for an asterisk that is meant as text.",
)
BREAK = Rule(
    "T109",
    "line-break-added",
    "has forced line breaks that the source lacks",
    Severity.ERROR,
    Example(
        "One street, one house.",
        "شارع واحد،\\\nبيت واحد.",
        "شارع واحد، بيت واحد.",
    ),
    "Leave out the backslash, or the two spaces, at the line's end.",
)
SUBSTITUTION = Rule(
    "T110",
    "substitution-changed",
    "has other {{substitutions}} than the source",
    Severity.ERROR,
    Example(
        "Written by {{name}}.",
        "كتبه {{author}}.",
        "كتبه {{name}}.",
    ),
    "Copy what stands in double braces from the source.",
)
DEFINITION = Rule(
    "T111",
    "definition-changed",
    "defines other link targets than the source",
    Severity.ERROR,
    Example(
        "The report",
        "التقرير\n\n[r]: https://example.org/r",
        "التقرير",
    ),
    "Leave the definition out.",
)
TITLE = Rule(
    "T112",
    "link-title-added",
    "gives a link a title that it lacks in the source",
    Severity.ERROR,
    Example(
        "See the [report](https://example.org/r).",
        'انظر [التقرير](https://example.org/r "عنوان").',
        "انظر [التقرير](https://example.org/r).",
    ),
    "Leave out the words behind the link's address.",
)
SCHEME = Rule(
    "T113",
    "dangerous-address",
    "has an address that can run code or read files",
    Severity.ERROR,
    Example(
        "The report is ready.",
        "[التقرير](javascript:go) جاهز.",
        "التقرير جاهز.",
    ),
    "Leave the link out.",
)
FRONT_MATTER = Rule(
    "T114",
    "front-matter",
    "begins with ---, which opens front matter",
    Severity.ERROR,
    Example(
        "— An aside",
        "--- ملاحظة جانبية",
        "— ملاحظة جانبية",
    ),
    "Write — or \\--- instead.",
)
LENGTH = Rule(
    "T115",
    "too-long",
    "is out of all proportion to the source",
    Severity.ERROR,
    Example(
        "The report",
        "التقرير " * 300,
        "التقرير",
    ),
    "Write a translation of this message alone.",
)
DENSITY = Rule(
    "T116",
    "too-much-markup",
    "has far more marks of markup than the source",
    Severity.ERROR,
    Example(
        "The report",
        "[" * 1900,
        "التقرير",
    ),
    "Write only words.",
)
UNREADABLE = Rule(
    "T117",
    "unreadable",
    "cannot be parsed",
    Severity.ERROR,
    None,
    "Leave out the markup.",
)
NOQA = Rule(
    "T118",
    "noqa",
    "ends in an order to Sphinx, `# noqa`",
    Severity.ERROR,
    Example(
        "The report",
        "التقرير # noqa",
        "التقرير",
    ),
    "Leave the order out, or write \\# noqa if it is meant as text.",
)
MARKUP = Rule(
    "T119",
    "markup-changed",
    "has other attributes, mathematics or markup",
    Severity.ERROR,
    None,
    "Copy the markup from the source; leave out what the source lacks.",
)
PRINTF = Rule(
    "T201",
    "percent-placeholder",
    "has other % placeholders than the source",
    Severity.ERROR,
    Example(
        "Found %d pages",
        "وُجدت صفحات",
        "وُجدت %d صفحة",
    ),
    "Copy each placeholder from the source, unnamed ones in their order.",
)
BRACE = Rule(
    "T202",
    "brace-placeholder",
    "has other {} placeholders than the source",
    Severity.ERROR,
    Example(
        "Published by {name}",
        "نشره {اسم}",
        "نشره {name}",
    ),
    "Copy each placeholder from the source.",
)
TAG = Rule(
    "T203",
    "interface-html",
    "has other HTML tags than the source",
    Severity.ERROR,
    Example(
        "Open it <b>now</b>",
        "افتحه الآن",
        "افتحه <b>الآن</b>",
    ),
    "Copy the tags from the source; your words go between them.",
)
QUOTE = Rule(
    "T204",
    "interface-quote",
    "has a straight quotation mark that could end an attribute",
    Severity.ERROR,
    Example(
        "Search the archive",
        'ابحث في "الأرشيف"',
        "ابحث في «الأرشيف»",
    ),
    "Write the language's own quotation marks, such as “ ” or « ».",
)

RULES: tuple[Rule, ...] = (
    BLOCKS, HTML, LINK, IMAGE, ROLE, FOOTNOTE, CODE, EMPHASIS, BREAK, SUBSTITUTION, DEFINITION,
    TITLE, SCHEME, FRONT_MATTER, LENGTH, DENSITY, UNREADABLE, NOQA, MARKUP,
    PRINTF, BRACE, TAG, QUOTE,
)  # fmt: skip
"""Every rule: T1xx for MyST text, T2xx for the plain strings of an interface."""
