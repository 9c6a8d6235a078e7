"""What is wrong in a `.bib` file is found with its line. Every entry here is synthetic."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.knowledge.bibfile import BibProblem, check_bib_file, check_bib_files, check_bib_text

ROOT = Path(__file__).resolve().parents[2]
SOUND = """\
% A synthetic file.
@string{council = {{Synthetic Council}}}

@legal{synthetic-one,
  author = {{Synthetic Council}},
  title  = {Synthetic resolution},
  number = {X/RES/1 (2020)},
  date   = {2020},
  url    = {https://example.org/1},
}

@online(synthetic-two,
  author = council,
  title  = "Synthetic {paper}",
  url    = "http://example.org/2",
)
@comment{synthetic-one, it is only told of}
"""


def lines(text: str) -> list[int]:
    return [problem.line for problem in check_bib_text(text)]


def only_problem(text: str) -> BibProblem:
    (problem,) = check_bib_text(text)
    return problem


@pytest.mark.parametrize("text", [SOUND, "", "\n", "% nothing yet\n", SOUND.replace("\n", "\r\n")])
def test_a_sound_file_has_no_problem(text):
    assert check_bib_text(text) == ()


def test_the_repositorys_own_file_is_sound():
    assert check_bib_file(ROOT / "docs" / "references.bib") == ()


# -- Repeated keys -------------------------------------------------------------------------------


def test_a_repeated_key_is_named_with_both_lines():
    problem = only_problem(SOUND + "\n@misc{synthetic-one,\n  title = {Again},\n}\n")
    assert problem == BibProblem(
        19, "the key synthetic-one stands in line 4 already; give one another", False
    )


def test_keys_that_differ_in_case_alone_are_the_same_key():
    problem = only_problem("@misc{One, title={a}}\n@misc{one, title={b}}\n")
    assert (problem.line, problem.fatal) == (2, False)
    assert "the key one stands in line 1 already" in problem.message


def test_each_repetition_points_at_the_first():
    text = "@misc{a, title={x}}\n@misc{a, title={y}}\n@misc{a, title={z}}\n"
    found = check_bib_text(text)
    assert [problem.line for problem in found] == [2, 3]
    assert all("in line 1 already" in problem.message for problem in found)


def test_a_repetition_does_not_hide_what_comes_after_it():
    text = "@misc{a, title={x}}\n@misc{a, title={y}}\n@misc{b, title=\n@misc{c, title={z}}\n"
    repeated, broken = check_bib_text(text)
    assert (repeated.line, repeated.fatal) == (2, False)
    assert broken.fatal
    assert broken.line >= 3


# -- Links that a browser would run --------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "{javascript:alert(1)}",
        '"javascript:alert(1)"',
        "{ JavaScript:alert(1)}",
        "{data:text/html;base64,eA==}",
        "{vbscript:x}",
    ],
)
def test_a_link_that_a_browser_would_run_is_named_with_its_line(url):
    problem = only_problem(f"@misc{{a,\n  title = {{x}},\n  url = {url},\n}}\n")
    assert problem.line == 3
    assert "which a browser would run; write https://…" in problem.message
    assert not problem.fatal


@pytest.mark.parametrize("url", ["https://example.org/javascript:1", "ftp://example.org", ""])
def test_other_links_pass(url):
    assert check_bib_text(f"@misc{{a, title = {{x}},\n  url = {{{url}}},\n}}\n") == ()


# -- Files that cannot be read -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("@misc{a,\n  title = {x\n}\n", 1, 4),
        ("@misc{a,\n  title = {x}\n  date = {2020}\n}\n", 2, 3),
        ("@misc{a,\n  title = ,\n}\n", 2, 2),
        ("\n\n@misc a, title = {x}}\n", 3, 3),
        ("@misc{a,\n  title = {x},\n", 1, 3),
    ],
)
def test_a_syntax_error_is_fatal_and_named_near_its_line(text, least, most):
    fatal = [problem for problem in check_bib_text(text) if problem.fatal]
    assert len(fatal) == 1
    assert least <= fatal[0].line <= most
    assert "look for a brace" in fatal[0].message or "cannot be read" in fatal[0].message


UNCLOSED = """\
@misc{first, title = {x}}

@book{second,
  title  = {y},
  author = {Foo {Bar},
  year   = {2020},
}

@misc{third, title = {z}, year = {15}}
@misc{fourth, title = {z}, titel = "w
@misc{fifth, month = "x", title = {z}}
"""


def test_a_value_without_its_end_is_named_where_it_begins_and_the_rest_is_read():
    problems = check_bib_text(UNCLOSED)
    found = [(problem.line, problem.message.partition(";")[0]) for problem in problems]
    assert found[0] == (3, "second has no end and runs into line 9")
    assert [line for line, _message in found] == [3, 9, 10, 11]
    assert found[2][1] == "the titel of fourth has no end and runs into line 11"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("@misc{a,\n title = {x}\n\n@misc{b, title = {y}}\n", 1, "a has no end"),
        ("@misc{a,\n title = {x},\n\n@misc{b, title = {y}}\n", 1, "a has no end"),
        ("@misc{a,\n title = {x},\n\n\n", 1, "a has no end"),
        ("@misc{a,\n title = {x,\n\n\n}\n", 2, "the title of a has no end"),
    ],
)
def test_an_entry_without_its_end_is_named_where_it_begins(text, line, message):
    problem = only_problem(text)
    assert (problem.line, problem.fatal) == (line, True)
    assert problem.message.startswith(message)


def test_each_word_without_braces_that_no_string_defines_is_named():
    bib = "@misc{a,\n  title = X,\n  year = 2020,\n  month = janv,\n}\n"
    title, month = check_bib_text(bib)
    assert (title.line, title.fatal) == (2, True)
    assert title.message == "X is not defined by @string; write {X}"
    assert (month.line, month.message) == (
        4,
        "janv is not defined by @string; write {janv}, or for a month a number or jan…dec",
    )


def test_an_entry_in_a_comment_is_read_all_the_same():
    problem = only_problem("@comment{\n  @misc{old, title = {x}}}\n@misc{a, title = {y}}\n")
    assert (problem.line, problem.fatal) == (2, False)
    assert problem.message.startswith("old stands in a @comment, and is read all the same;")


def test_an_address_in_a_comment_is_named_as_what_it_is():
    problem = only_problem("% ask desk@example.org\n@misc{a, title = {x}}\n")
    assert (problem.fatal, problem.message) == (
        True,
        "cannot be read from here on: an @ begins an entry in comments too; take it out",
    )


def test_problems_come_in_the_order_of_their_lines():
    text = (
        "@misc{a, title={x}}\n@misc{a, title={y}}\n"
        "@misc{b, title={w},\n  url = {javascript:1},\n}\n@misc{b, title={z}}\n"
    )
    assert lines(text) == [2, 4, 6]


def test_a_missing_file_says_what_to_do(tmp_path):
    (problem,) = check_bib_file(tmp_path / "references.bib")
    assert (problem.line, problem.fatal) == (1, True)
    assert "does not exist; make it, or correct bibtex_bibfiles in conf.py" in problem.message


def test_another_encoding_is_named_with_its_line(tmp_path):
    path = tmp_path / "references.bib"
    path.write_bytes("@misc{a,\n  title = {café},\n}\n".encode("latin-1"))
    (problem,) = check_bib_file(path)
    assert (problem.line, problem.fatal) == (2, True)
    assert problem.message == "is not UTF-8; save the file as UTF-8"


def test_a_folder_of_that_name_is_no_traceback(tmp_path):
    (tmp_path / "references.bib").mkdir()
    (problem,) = check_bib_file(tmp_path / "references.bib")
    assert (problem.line, problem.fatal) == (1, True)


def test_the_files_of_an_archive_share_their_keys(tmp_path):
    first, second = tmp_path / "a.bib", tmp_path / "b.bib"
    first.write_text("\n@misc{One, title={x}}\n", "utf-8")
    second.write_text("@misc{two, title={x}}\n@misc{one, title={y}}\n", "utf-8")
    ((path, problem),) = check_bib_files([first, second])
    assert (path, problem.line) == (second, 2)
    assert problem.message == "the key one stands in a.bib, line 2, already; give one another"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='@{}(),="\\\n ab%#misc:url', max_size=60))
def test_no_text_at_all_gives_a_traceback(text):
    count = text.count("\n") + 1
    for problem in check_bib_text(text):
        assert 1 <= problem.line <= count


FIELDS = ["title", "author", "editor", "date", "urldate", "url", "doi", "langid", "title-ar"]
VALUES = st.text(alphabet="ab AND and,{}\\%$~-/0123:.?\"'#&_^عـ\n", max_size=30)


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(["report", "raport", "misc", "ONLINE", "xdata", "ع"]),
    fields=st.lists(st.tuples(st.sampled_from([*FIELDS, "titel", "date-x"]), VALUES), max_size=5),
    quote=st.booleans(),
)
def test_no_entry_at_all_gives_a_traceback(kind, fields, quote):
    before, after = '""' if quote else "{}"
    rows = "".join(f"  {name} = {before}{value}{after},\n" for name, value in fields)
    text = f"@{kind}{{key,\n{rows}}}\n"
    for problem in check_bib_text(text, ["en", "ar"]):
        assert 1 <= problem.line <= text.count("\n") + 1
        assert ";" in problem.message, "it says what to do"
