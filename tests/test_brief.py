"""The front matter of briefs. Every brief here is synthetic and describes no real event."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from dataclasses import replace

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from warraq import frontmatter
from warraq.brief import (
    Brief,
    BriefError,
    Revision,
    Source,
    State,
    Status,
    format_brief,
    parse_brief,
    read_brief,
    save_brief,
    verify_source,
    write_brief,
)
from warraq.edtf import EdtfDate, parse_date

SHA = hashlib.sha256(b"a synthetic original").hexdigest()
PAGE = f"""\
---
# A synthetic brief, for tests.
title: 'Synthetic: a brief'   # quoted for its colon
date: 2023-05  # the original names no day
kind: update
summary: >-  # the deck
  A synthetic deck
  in two lines

# Names as the glossary has them.
places: [Geneva, "Synthetic Town"]
bodies:
- SB-1  # first
# the second of two
- SB-2
authors:
  - Synthetic Authors
source:
    sha256: "{SHA}"  # sha256sum
    file: sources/2023/synthetic.txt
revisions:
  - date: 2023-06
    note: First synthetic note.
  - {{date: 2023-07-01, note: Second synthetic note.}}
status: published # for now
---

The synthetic text.
---
A rule is no fence.
"""
SMALL = "title: Synthetic\ndate: 2023-05\nkind: update\nauthors: [Synthetic Authors]\n"


def page_of(fields: str) -> str:
    return f"---\n{fields}---\nSynthetic text.\n"


def problems_of(text: str) -> list[str]:
    with pytest.raises(BriefError) as caught:
        parse_brief(text, "x.md")
    return str(caught.value).splitlines()


def only_problem(fields: str) -> str:
    """The one problem of a small brief that ends in these fields; on their first line."""
    names = {line.split(":")[0] for line in fields.splitlines()}
    kept = [line for line in SMALL.splitlines(True) if line.split(":")[0] not in names]
    (problem,) = problems_of(page_of("".join(kept) + fields))
    assert problem.startswith(f"x.md:{len(kept) + 2}: ")
    return problem


# -- Reading ---------------------------------------------------------------------------


def test_a_page_is_read_with_every_field_and_its_line():
    page = parse_brief(PAGE, "x.md")
    assert page.brief == Brief(
        title="Synthetic: a brief",
        date=EdtfDate(2023, 5),
        kind="update",
        summary="A synthetic deck in two lines",
        places=("Geneva", "Synthetic Town"),
        bodies=("SB-1", "SB-2"),
        authors=("Synthetic Authors",),
        source=Source("sources/2023/synthetic.txt", SHA),
        revisions=(
            Revision(EdtfDate(2023, 6), "First synthetic note."),
            Revision(EdtfDate(2023, 7, 1), "Second synthetic note."),
        ),
        status=Status(State.PUBLISHED),
    )
    rows = PAGE.splitlines()
    shown = {
        "title": "title:",
        "summary": "summary:",
        "places.1": "Synthetic Town",
        "bodies.0": "SB-1",
        "bodies.1": "SB-2",
        "source.file": "sources/2023",
        "revisions.0.date": "2023-06",
        "revisions.0.note": "First",
        "revisions.1": "Second",
        "revisions.1.note": "Second",
        "status": "status:",
    }
    for name, text in shown.items():
        assert text in rows[page.lines[name] - 1], name
    assert page.body == "\nThe synthetic text.\n---\nA rule is no fence.\n"
    assert page.body.splitlines()[1] == rows[page.body_line]
    assert page.text == PAGE


def test_pythons_own_yaml_parser_reads_the_same_as_libyaml(monkeypatch):
    fast = parse_brief(PAGE, "x.md")
    monkeypatch.setattr(frontmatter, "_LOADER", yaml.SafeLoader)
    assert parse_brief(PAGE, "x.md") == fast


def test_texts_are_what_stands_in_the_file_and_not_what_yaml_makes_of_it():
    fields = "title: 2023\ndate: 2023-05-12\nkind: no\nsummary: 1_000\nauthors: [on, 0x1F, 12:30]\n"
    brief = parse_brief(page_of(fields), "x.md").brief
    assert (brief.title, str(brief.date), brief.kind) == ("2023", "2023-05-12", "no")
    assert (brief.summary, brief.authors) == ("1_000", ("on", "0x1F", "12:30"))


def test_a_status_with_a_note_and_a_date_is_read():
    fields = f"{SMALL}status: {{state: retracted, note: Synthetic reason., date: 2024-01}}\n"
    page = parse_brief(page_of(fields), "x.md")
    assert page.brief.status == Status(State.RETRACTED, "Synthetic reason.", EdtfDate(2024, 1))
    assert page.lines["status.note"] == 6
    assert page.brief.is_listed
    gone = parse_brief(page.text.replace("retracted", "removed"), "x.md").brief
    assert not gone.is_listed


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("date: May 23\n", 'date "May 23" is not a date; write 2023-05 or 2023-05-12'),
        ("title: ''\n", "title is empty; write a text"),
        ("title: ~\n", "title is empty; write a text"),
        ("summary:\n", "summary is empty; write a text or delete it"),
        ("title: |\n  one\n  two\n", "title has a line break; write it in one line"),
        ('title: "a\\u202eb\\u2028c"\n', "title has the invisible character U+2028; delete it"),
        ('title: "a\\tb"\n', "title has the invisible character U+0009"),
        ("title: [a]\n", "title is not a text"),
        ("kind: Press Release\n", 'kind "Press Release" is not one lower-case word; write press-r'),
        ("kind: Update\n", "write update"),
        ("places: Geneva, Bern\n", "places is not a list; write places: [Geneva, Bern]"),
        ("places: [a, b, a]\n", 'places has "a" twice; delete one'),
        ("places: [a, '']\n", "places.1 is empty"),
        ("places: [a, [b]]\n", "places.1 is not a text"),
        ("places:\n", "places is empty; write a list or delete the field"),
        ("authors: []\n", "authors is empty; write authors: [Name of the organisation]"),
        ("url: ftp://example.org\n", 'url "ftp://example.org" is not an address on the web'),
        ("url: javascript:alert(1)\n", "is not an address on the web"),
        ("url: https://\n", "is not an address on the web"),
        ("url: https://[example.org/\n", "is not an address on the web"),
        ("url: 'https://example.org/a b'\n", "is not an address on the web"),
        ("formerly: 2023/old\n", "formerly is not a list; write formerly: [2023/old]"),
        ("formerly: [2023/old, 2023/old]\n", 'formerly has "2023/old" twice; delete one'),
        ("formerly: [old]\n", 'formerly "old" is not the name of a brief\'s page; write 2023/'),
        ("formerly: [2023/index]\n", "is not the name of a brief's page"),
        ("formerly: [2023/page-2]\n", "is not the name of a brief's page"),
        ("formerly: [2023/../x]\n", "is not the name of a brief's page"),
        ("formerly: [2023/..]\n", "is not the name of a brief's page"),
        ("formerly: ['2023/a b']\n", "is not the name of a brief's page"),
        ("formerly: [briefs/2023/old]\n", "is not just a name; write 2023/old"),
        ("formerly: [docs/briefs/2023/old.md]\n", "is not just a name; write 2023/old"),
        ("formerly: [2023/old.html]\n", "is not just a name; write 2023/old"),
        ("status: lost\n", 'status "lost" is not known; write published, corrected, retracted'),
        ("status: retracted\n", "status retracted needs a note that readers see; write state: ret"),
        ("status: {state: removed}\n", "status removed needs a note that readers see"),
        ("status: {state: removed, note: ''}\n", "status.note is empty"),
        ("status: {note: Synthetic.}\n", "status.state is missing; write state: corrected"),
        ("status: [published]\n", "status has no fields; write state: and note: and date:"),
        (
            "status: {state: corrected, note: Synthetic., date: 2023-04-30}\n",
            "status.date 2023-04-30 is before the brief's date 2023-05; correct one of them",
        ),
        ("revisions: [{date: 2022, note: a}]\n", "revisions.0.date 2022 is before the brief's"),
        ("revisions: [{date: 2023}]\n", "revisions.0.note is missing; write note: What was"),
        ("revisions: [changed]\n", "revisions.0 has no fields; write date: and note:"),
        ("revisions: changed\n", "revisions is not a list; write revisions: with - date:"),
        ("titel: a\n", 'unknown field "titel"; did you mean title? The fields of a brief are'),
        ("orphan: true\n", 'unknown field "orphan"; delete it. The fields of a brief are title,'),
        ("myst: {html_meta: {}}\n", 'unknown field "myst"'),
        ("? [a]\n: b\n", "the name of a field is missing here"),
        ("topics: &all [a]\n", "the YAML anchor &all has no use here; delete it"),
        ("title: !!str a\n", "the YAML tag tag:yaml.org,2002:str has no use here"),
        ("topics: [*all]\n", "*all repeats another field; write the text itself"),
        ("title: a\x07b\n", "the invisible character U+0007 stands here; delete it"),
        ("title: a\u2028b\n", "the invisible character U+2028 stands here; delete it"),
        ("title: a\rb\n", "the invisible character U+000D stands here; delete it"),
    ],
)
def test_a_wrong_field_is_named_with_its_line_and_the_remedy(fields, message):
    assert message in only_problem(fields)


def test_a_page_does_not_have_its_own_name_as_a_former_one():
    text = page_of(SMALL + "formerly: [2022/x, 2023/x]\n")
    assert parse_brief(text, "docs/briefs/2024/x.md").brief.formerly == ("2022/x", "2023/x")
    with pytest.raises(BriefError) as caught:
        parse_brief(text, "docs/briefs/2023/x.md")
    found = 'docs/briefs/2023/x.md:6: formerly "2023/x" is the page\'s own name; delete it'
    assert str(caught.value) == found


@pytest.mark.parametrize("name", ["title", "date", "kind", "authors"])
def test_a_missing_field_is_named_with_an_example(name):
    kept = "".join(row for row in SMALL.splitlines(True) if not row.startswith(name))
    (problem,) = problems_of(page_of(kept))
    assert problem.startswith(f"x.md:2: {name} is missing; write {name}: ")


def test_a_misspelled_field_is_not_called_missing_as_well():
    (problem,) = problems_of(page_of(SMALL.replace("authors", "author")))
    assert problem.startswith('x.md:5: unknown field "author"; did you mean authors?')


def test_a_repeated_field_is_reported_where_it_repeats():
    (problem,) = problems_of(page_of(f"{SMALL}title: Again\n"))
    assert problem == "x.md:6: title stands twice (before on line 2); keep one"


@pytest.mark.parametrize(
    "file",
    [
        *("../x", "sources/../x", "/sources/x", "sources", "sources/", "sources//x", "other/x"),
        *("sources/./x", "sources\\x", "sources/a\\x", "C:/sources/x", "Sources/x"),
    ],
)
def test_a_source_outside_of_sources_is_refused(file):
    problem = only_problem(f"source: {{file: '{file}', sha256: '{SHA}'}}\n")
    assert f'source file "{file}" is not a path under sources/; write it from' in problem


@pytest.mark.parametrize(
    ("digits", "message"),
    [("abc", "is not 64 digits"), (SHA.upper(), f"sha256 has capital letters; write {SHA}")],
)
def test_a_checksum_that_cannot_be_one_is_refused(digits, message):
    assert message in only_problem(f"source: {{file: sources/x, sha256: '{digits}'}}\n")


def test_all_problems_of_a_file_come_at_once_in_the_order_of_their_lines():
    problems = problems_of(
        page_of("titel: x\ndate: May 23\nkind: A B\nplaces: [a, a]\nauthors: []\nsource: {}\n")
    )
    lines = [int(problem.split(":")[1]) for problem in problems]
    assert lines == sorted(lines) == [2, 3, 4, 5, 6, 7, 7]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("", "x.md:1: the page has no front matter; write --- on line 1"),
        ("# Title\n", "x.md:1: the page has no front matter"),
        (f"\n---\n{SMALL}---\n", "x.md:1: the page has no front matter"),
        (f"----\n{SMALL}----\n", "x.md:1: the page has no front matter"),
        (f"---\n{SMALL}", "x.md:1: the front matter is never closed; write --- on the line after"),
        (page_of("- a\n"), "x.md:2: the front matter has no fields; write each as name: value"),
        (page_of("\ntext\n"), "x.md:3: the front matter has no fields"),
        (page_of("*a\n"), "x.md:2: *a repeats another field"),
        ("\ufeff" + page_of(SMALL), "x.md:1: the file begins with a byte order mark; save it"),
        (page_of("title: a: b\n"), "x.md:2: the front matter is not valid YAML: mapping values"),
        (page_of("kind: a\n\ttitle: a\n"), "x.md:3: the front matter is not valid YAML"),
        (page_of("kind: a\ntitle: @a\n"), "x.md:3: the front matter is not valid YAML"),
        (page_of('kind: a\ntitle: "\n'), "x.md:4: the front matter is not valid YAML"),
        (page_of("kind: [a\ntitle: b\n"), "x.md:3: the front matter is not valid YAML: while pa"),
        (page_of('title: "\\uD800"\n'), "x.md:2: the front matter is not valid YAML"),
        (page_of("%YAML 1.2\n"), "x.md:"),
        (page_of("a: 1\n...\nb: 2\n"), "x.md:4: the front matter is not valid YAML"),
        (page_of(f"a: {'[' * 50}\n"), "x.md:2: lists and mappings stand too deep"),
        (page_of("[" * 100_000 + "\n"), "x.md:2: "),
    ],
)
def test_a_page_without_sound_front_matter_is_refused(text, start):
    assert problems_of(text)[0].startswith(start)


def test_what_is_wrong_with_yaml_comes_with_a_remedy():
    assert 'put a text that contains ": " in quotes' in problems_of(page_of("title: a: b\n"))[0]
    assert "with spaces, not with tabs" in problems_of(page_of("kind: a\n\ttitle: a\n"))[0]
    assert "close the quotes" in problems_of(page_of('kind: a\ntitle: "\n'))[0]
    assert "close the list with ]" in problems_of(page_of("kind: [a\ntitle: b\n"))[0]
    assert "that begins on line 2" in problems_of(page_of("kind: [a\ntitle: b\n"))[0]


def test_a_message_stays_in_its_line_whatever_the_field_is_called():
    fields = f'{SMALL}"a\\nx.md:1: b\\e[2J": c\n'
    (problem,) = problems_of(page_of(fields))
    assert "\x1b" not in problem


def test_an_error_survives_being_sent_to_another_process():
    with pytest.raises(BriefError) as caught:
        parse_brief(page_of("a: b\n"), "x.md")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.problems) == (str(caught.value), caught.value.problems)


def test_windows_line_ends_are_read_and_kept(tmp_path):
    path = tmp_path / "x.md"
    path.write_bytes(PAGE.replace("\n", "\r\n").encode())
    page = read_brief(path)
    assert page.brief == parse_brief(PAGE, "x.md").brief
    assert page.lines == parse_brief(PAGE, "x.md").lines
    assert page.text.encode() == path.read_bytes()
    changed = write_brief(page, {"status": Status(State.REMOVED, "Synthetic."), "url": ""})
    assert changed.count("\n") == changed.count("\r\n") == page.text.count("\n") + 2


def test_messages_show_the_path_from_the_root(tmp_path):
    path = tmp_path / "docs" / "x.md"
    path.parent.mkdir()
    path.write_bytes(page_of("title: a\n").encode() + b"\xe9")
    with pytest.raises(BriefError, match=r"^docs/x\.md:5: the byte 0xE9 is not UTF-8; save"):
        read_brief(path, tmp_path)
    with pytest.raises(BriefError, match=r"^docs/none\.md:1: the file cannot be read: No such"):
        read_brief(path.with_name("none.md"), tmp_path)
    with pytest.raises(BriefError, match=r"^/.*docs:1: the file cannot be read"):
        read_brief(path.parent, tmp_path / "elsewhere")


# -- The original ----------------------------------------------------------------------


def test_the_original_is_compared_with_its_checksum(tmp_path):
    page = parse_brief(PAGE, "docs/x.md")
    path = tmp_path / "sources/2023/synthetic.txt"
    (problem,) = verify_source(page, tmp_path)
    assert str(problem).startswith(f"docs/x.md:{page.lines['source.file']}: sources/2023/synth")
    assert "does not exist" in problem.message
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a synthetic original")
    assert verify_source(page, tmp_path) == []
    path.write_bytes(b"another synthetic text")
    (problem,) = verify_source(page, tmp_path)
    assert problem.line == page.lines["source.sha256"]
    assert hashlib.sha256(b"another synthetic text").hexdigest() in problem.message
    assert "restore it" in problem.message


def test_a_link_out_of_sources_is_no_original(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"a synthetic original")
    link = tmp_path / "archive/sources/2023/synthetic.txt"
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    (problem,) = verify_source(parse_brief(PAGE, "x.md"), tmp_path / "archive")
    assert "leads out of sources/" in problem.message


def test_a_brief_without_an_original_has_nothing_to_compare(tmp_path):
    assert verify_source(parse_brief(page_of(SMALL), "x.md"), tmp_path) == []


# -- Writing ---------------------------------------------------------------------------

ODD_TEXTS = st.sampled_from(
    [
        *("no", "2023", "2023-05", "~", "null", "1e3", "0x1F", "12:30", "y", "- a", "-", "?", "|"),
        *("a: b", "a:", "a #b", "#a", "'a'", '"a"', "'", "\\", "a\\nb", "@a", "`a`", "%a", "!a"),
        *("&a", "*a", "{a}", "[a]", "a, b", "---", "...", "<<", "=", "أ: ب", "بيان #3", "🕊 a"),
        *("a?", "a  b", "a\u00a0b", "x" * 120, "word " * 40 + "end", "a: b " * 40 + "end"),
        *("2001-12-14 21:59:43", "عام 2023", "e\u0301", "a\u200fb", "1 2 3", "it's", "Ünlü"),
    ]
)
TEXTS = (
    st.one_of(ODD_TEXTS, st.text(min_size=1, max_size=40), st.text("ab:#'\" -\\", min_size=1))
    .map(str.strip)
    .filter(lambda text: text and not frontmatter.UNREADABLE.search(text))
    .filter(lambda text: not set(text) & {"\t", "\n", "\r"})
)
LISTS = st.lists(TEXTS, max_size=4, unique=True).map(tuple)
LATER = st.sampled_from(["2023", "2023-05", "2024-02-29"]).map(parse_date)
BRIEFS = st.builds(
    Brief,
    title=TEXTS,
    date=st.sampled_from(["2023", "2023-05", "2023-05-12"]).map(parse_date),
    kind=st.sampled_from(["update", "no", "joint-statement", "2023", "تقرير"]),
    summary=st.one_of(st.just(""), TEXTS),
    places=LISTS,
    bodies=LISTS,
    topics=LISTS,
    authors=LISTS.filter(bool),
    source=st.none()
    | st.sampled_from(["sources/a b: c.txt", "sources/ملف.txt"]).map(lambda file: Source(file, SHA))
    | st.just(Source("sources/x", "1" * 64)),
    url=st.sampled_from(["", "https://example.org/a?b=c#d", "http://مثال.example/صفحة"]),
    formerly=st.sampled_from([(), ("2023/old-name",), ("2022/أول", "2023/1.5-years")]),
    license=st.one_of(st.just(""), TEXTS),
    revisions=st.lists(st.builds(Revision, LATER, TEXTS), max_size=3).map(tuple),
    status=st.one_of(
        st.just(Status()),
        st.builds(Status, st.sampled_from(State), TEXTS, st.none() | LATER),
        st.builds(Status, st.just(State.PUBLISHED), st.just(""), LATER),
    ),
)
thorough = settings(max_examples=150, deadline=None)


@thorough
@given(BRIEFS, st.text(max_size=30))
def test_what_is_written_is_read_again(brief, body):
    page = parse_brief(format_brief(brief, "\n" + body), "x.md")
    assert page.brief == brief
    assert page.body == "\n" + body


@thorough
@given(BRIEFS)
def test_other_yaml_tools_see_the_same_texts(brief):
    front = format_brief(brief, "").removeprefix("---\n").removesuffix("---\n")
    for read in (yaml.safe_load, YAML(typ="safe", pure=True).load):
        loaded = read(front)
        assert loaded["title"] == brief.title
        assert tuple(loaded.get("topics", ())) == brief.topics
        assert tuple(loaded["authors"]) == brief.authors
        if brief.source:
            assert loaded["source"] == {"file": brief.source.file, "sha256": brief.source.sha256}
        assert [row["note"] for row in loaded.get("revisions", ())] == [
            revision.note for revision in brief.revisions
        ]


def test_a_new_page_reads_well():
    brief = replace(
        parse_brief(PAGE, "x.md").brief,
        summary="A synthetic deck that is so long that nobody wants to read it in a single line, "
        "and it goes on.",
        status=Status(State.CORRECTED, "Synthetic: a correction.", EdtfDate(2023, 6)),
    )
    assert (
        format_brief(brief, "Text.\n")
        == f"""\
---
title: "Synthetic: a brief"
date: 2023-05
kind: update
summary: >-
  A synthetic deck that is so long that nobody wants to read it in a single line, and it
  goes on.
places: [Geneva, Synthetic Town]
bodies: [SB-1, SB-2]
authors: [Synthetic Authors]
source:
  file: sources/2023/synthetic.txt
  sha256: {SHA}
revisions:
  - date: 2023-06
    note: First synthetic note.
  - date: 2023-07-01
    note: Second synthetic note.
status:
  state: corrected
  note: "Synthetic: a correction."
  date: 2023-06
---

Text.
"""
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "one\ntwo"},
        {"title": "a\ud800"},
        {"title": "a\x00"},
        {"authors": ()},
        {"status": Status(State.REMOVED)},
        {"source": Source("../x", SHA)},
        {"places": ("a", "a")},
    ],
)
def test_a_brief_that_could_not_be_read_is_not_written(wrong):
    page = parse_brief(PAGE, "x.md")
    with pytest.raises(BriefError):
        format_brief(replace(page.brief, **wrong), "")
    with pytest.raises(BriefError):
        write_brief(page, wrong)


def test_a_change_of_something_that_is_no_field_is_refused():
    page = parse_brief(PAGE, "x.md")
    with pytest.raises(ValueError, match="a brief has no field titel; it has title,"):
        write_brief(page, {"titel": "a"})
    with pytest.raises(TypeError, match="2023 cannot stand in front matter"):
        write_brief(page, {"title": 2023})


@thorough
@given(BRIEFS)
def test_without_a_change_the_text_stays_byte_for_byte(brief):
    page = parse_brief(PAGE, "x.md")
    same = {name: getattr(page.brief, name) for name in Brief.__slots__}
    assert write_brief(page, {}) == write_brief(page, same) == PAGE
    generated = parse_brief(format_brief(brief, "Text."), "x.md")
    assert write_brief(generated, {"title": brief.title, "status": brief.status}) == generated.text


def lines_of(text: str, name: str) -> list[str]:
    """The lines of one field of PAGE, or of what became of it, up to the next field."""
    rows = text.split("\n---\n")[0].splitlines()
    start = next((at for at, row in enumerate(rows) if row.startswith(f"{name}:")), len(rows))
    end = start + 1
    while end < len(rows) and (rows[end][:1] in (" ", "-") or rows[end] == "# the second of two"):
        end += 1
    return rows[start:end]


@settings(max_examples=200, deadline=None)
@given(BRIEFS, st.sampled_from(Brief.__slots__))
def test_a_change_of_one_field_keeps_every_other_line(brief, name):
    page = parse_brief(PAGE, "x.md")
    value = getattr(brief, name) if name != "date" else parse_date("2023-05-30")
    text = write_brief(page, {name: value})
    assert parse_brief(text, "x.md").brief == replace(page.brief, **{name: value})
    rows, new = PAGE.splitlines(), text.splitlines()
    for lines, whole in ((lines_of(PAGE, name), rows), (lines_of(text, name), new)):
        if lines:
            at = whole.index(lines[0])
            del whole[at : at + len(lines)]
    assert new == rows


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ({"title": "New"}, "title: 'Synthetic: a brief'   #", "title: 'New'   #"),
        ({"date": "2023-05-12"}, "date: 2023-05  #", "date: 2023-05-12  #"),
        ({"kind": "report"}, "kind: update\n", "kind: report\n"),
        (
            {"summary": "Short."},
            "summary: >-  # the deck\n  A synthetic deck\n  in two lines\n",
            "summary: Short.  # the deck\n",
        ),
        ({"summary": ""}, "summary: >-  # the deck\n  A synthetic deck\n  in two lines\n", ""),
        ({"places": ["Bern"]}, '[Geneva, "Synthetic Town"]', "[Bern]"),
        ({"topics": ("a", "b: c")}, "authors:\n", 'topics: [a, "b: c"]\nauthors:\n'),
        ({"bodies": ("SB-0", "SB-1", "SB-2")}, "- SB-1  #", "- SB-0\n- SB-1  #"),
        ({"bodies": ("SB-1", "SB-2", "SB-3")}, "- SB-2\n", "- SB-2\n- SB-3\n"),
        ({"bodies": ("SB-1", "SB-9")}, "- SB-2\n", "- SB-9\n"),
        ({"bodies": ("SB-2",)}, "- SB-1  # first\n", ""),
        ({"authors": ("A, B", "C")}, "  - Synthetic Authors\n", "  - A, B\n  - C\n"),
        (
            {"source": Source("sources/2023/synthetic.txt", "f" * 64)},
            f'sha256: "{SHA}"  #',
            f'sha256: "{"f" * 64}"  #',
        ),
        (
            {"revisions": [{"date": "2023-06", "note": "First synthetic note."}]},
            "  - {date: 2023-07-01, note: Second synthetic note.}\n",
            "",
        ),
        ({"license": "CC BY 4.0"}, "revisions:\n", "license: CC BY 4.0\nrevisions:\n"),
        (
            {"status": {"state": "removed", "note": "Synthetic.", "date": "2024"}},
            "status: published # for now\n",
            "status: # for now\n  state: removed\n  note: Synthetic.\n  date: 2024\n",
        ),
    ],
)
def test_a_change_rewrites_no_more_than_its_own_part(change, old, new):
    assert PAGE.count(old) == 1
    assert write_brief(parse_brief(PAGE, "x.md"), change) == PAGE.replace(old, new)


def test_a_status_goes_back_to_one_word():
    page = parse_brief(PAGE, "x.md")
    removed = write_brief(page, {"status": Status(State.REMOVED, "Synthetic note. " * 10)})
    assert "status: # for now\n  state: removed\n  note: >-\n" in removed
    assert write_brief(parse_brief(removed, "x.md"), {"status": Status()}) == PAGE


@pytest.mark.parametrize(
    "fields",
    [
        "{title: a, date: 2023, kind: update, authors: [b]}\n",
        "title:\n  a\ndate: 2023\nkind: update\nauthors:\n  # who\n  -\n    b\n",
        "? title\n: a\n? date\n: 2023\n? kind\n: update\n? authors\n: - b\n",
        "  title: a\n  date: 2023\n  kind: update\n  authors:\n  - b\n",
        "title: a\n  b\ndate: 2023\nkind: update\nauthors: [\n  b,  # who\n]\n",
    ],
)
@pytest.mark.parametrize(
    "change", [{"title": "new: " * 30 + "title"}, {"authors": ("c", "b")}, {"url": "https://a.b"}]
)
def test_rare_ways_to_write_yaml_are_changed_rightly_too(fields, change):
    page = parse_brief(page_of(fields), "x.md")
    new = parse_brief(write_brief(page, change), "x.md")
    assert new.brief == replace(page.brief, **change)
    assert new.body == page.body


def test_saving_tells_whether_the_file_changed(tmp_path):
    path = tmp_path / "x.md"
    assert save_brief(path, PAGE)
    os.utime(path, (1, 1))
    assert not save_brief(path, PAGE)
    assert path.stat().st_mtime == 1
    assert read_brief(path).text == PAGE


# -- Whatever the text -----------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *"[]{}&*!|>'\"%@`#,?:-\\ \t\n\r\x00\x85\u2028\ufeff\ud800é🕊",
        "\r\n",
        "---\n",
        ": ",
        "- ",
        "<<",
        *SMALL.splitlines(True),
        *("title", "date", "status", "revisions", "source", "\n  ", "..."),
    ]
)


def page_or_problems(read):
    try:
        return read(), ()
    except BriefError as error:
        return None, error.problems


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
@example('"\\ud800": a\n')
def test_no_text_fails_in_another_way_than_with_its_problems(fields):
    for text in (fields, page_of(fields), page_of(SMALL + fields)):
        page, problems = page_or_problems(lambda text=text: parse_brief(text, "x.md"))
        assert all(1 <= problem.line <= text.count("\n") + 1 for problem in problems)
        if page:
            assert page.text == text
            again = parse_brief(format_brief(page.brief, page.body), "x.md")
            assert again.brief == page.brief


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_fail_in_another_way(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "x.md"
    path.write_bytes(page_of(SMALL).encode()[: len(content) * 2] + content)
    page, problems = page_or_problems(lambda: read_brief(path))
    assert problems or page.text.encode() == path.read_bytes()


def test_ruamel_reads_the_spliced_comments():
    text = write_brief(parse_brief(PAGE, "x.md"), {"title": "New", "topics": ["a"]})
    out = io.StringIO()
    data = YAML().load(text.split("---\n")[1])
    YAML().dump(data, out)
    assert "# Names as the glossary has them." in out.getvalue()
    assert data["topics"] == ["a"]
