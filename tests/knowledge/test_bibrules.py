"""What is wrong with an entry is said at the line of its field. Every entry is synthetic."""

from __future__ import annotations

import pytest

from warraq.knowledge.bibfile import BibProblem, check_bib_text


def check(bib: str) -> tuple[BibProblem, ...]:
    return check_bib_text(bib, ["en", "ar"])


def said(bib: str) -> str:
    """The one problem of an entry, as `line: message`."""
    (problem,) = check(bib)
    return f"{problem.line}: {problem.message}"


def field(text: str) -> str:
    """The one problem of a field that stands in line 3."""
    return said(f"@misc{{a,\n  title = {{T}},\n  {text},\n  keywords = {{x}},\n}}")


def is_sound(text: str) -> bool:
    return check(f"@misc{{a, title = {{T}}, {text}}}") == ()


# -- Types and what they need ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "near"), [("raport", "report"), ("onlin", "online"), ("phdtesis", "phdthesis")]
)
def test_an_unknown_type_is_named_with_the_nearest(kind, near):
    bib = f"\n@{kind}{{a, title = {{T}}}}"
    assert said(bib) == f"2: @{kind} is no type of biblatex; did you mean @{near}?"


def test_a_type_like_no_other_says_which_there_are():
    assert said("@qqq{a, title = {T}}").endswith("write @report, @legal, @article, @online…")


SOUND = "author = {{A}}, title = {T}, date = {2020}"


@pytest.mark.parametrize(
    ("bib", "missing"),
    [
        ("@misc{a, author = {{A}}}", "title"),
        ("@misc{a, title = { }}", "title"),
        ("@report{a, title = {T}, date = {2020}}", "author"),
        ("@techreport{a, author = {{A}}, title = {T}}", "date"),
        ("@legal{a, title = {T}, number = {1}}", "date"),
        ("@legislation{a, title = {T}}", "date"),
        ("@article{a, title = {T}, date = {2020}}", "journaltitle"),
        ("@article{a, title = {T}, journal = {J}}", "date"),
        ("@incollection{a, title = {T}}", "booktitle"),
        ("@online{a, title = {T}}", "url"),
        ("@www{a, title = {T}}", "url"),
        ("@dataset{a, title = {T}}", "url"),
        ("@thesis{a, author = {Doe, Jane}, title = {T}, date = {2020}}", "institution"),
        ("@patent{a, title = {T}, date = {2020}}", "number"),
    ],
)
def test_a_missing_field_is_named_with_what_to_add(bib, missing):
    kind = bib[1:].partition("{")[0]
    message = said(f"\n\n{bib}")
    assert message.startswith(f"3: @{kind} a has no {missing}; add {missing} = {{")


@pytest.mark.parametrize(
    "bib",
    [
        f"@report{{a, {SOUND}}}",
        f"@Legal{{a, {SOUND}}}",
        "@legal{a, label = {T}, year = 2020}",
        "@report{a, institution = {I}, title = {T}, pubstate = {forthcoming}}",
        "@article{a, title = {T}, journal = {J}, year = {2020}, month = may}",
        "@online{a, title = {T}, doi = {10.1234/x}}",
        "@mastersthesis{a, author = {Doe, Jane}, title = {T}, school = {S}, year = {2020}}",
        "@book{a, title = {T}}",
        "@xdata{a, publisher = {P}}",
    ],
)
def test_what_readers_need_is_enough(bib):
    assert check(bib) == ()


def test_a_reference_to_another_entry_is_not_followed():
    assert "is not followed here; write the fields" in said("@inbook{a, crossref = {b}}")


# -- Names of fields ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("titel", "title"),
        ("urldata", "urldate"),
        ("authors", "author"),
        ("title_ar", "title-ar"),
        ("titel-ar", "title-ar"),
        ("accessed", "urldate"),
        ("symbol", "number"),
    ],
)
def test_a_misspelled_field_is_named_with_its_line_and_the_nearest(name, near):
    text = f"3: the field {name} is not known and not shown; did you mean {near}?"
    assert field(f"{name} = {{x}}") == text


@pytest.mark.parametrize("name", ["timestamp", "bdsk-url-1", "date-added", "owner", "Keywords"])
def test_fields_of_other_programs_are_left_alone(name):
    assert is_sound(f"{name} = {{x}}")


@pytest.mark.parametrize("name", ["title-ar", "author-AR", "publisher-en", "url-ar"])
def test_fields_may_be_in_a_language_of_the_archive(name):
    assert is_sound(f"{name} = {{https://example.org}}")


def test_a_field_in_no_language_is_named():
    message = "3: arr is the code of no language (en, ar); correct title-arr"
    assert field("title-arr = {T}") == message
    assert check_bib_text("@misc{a, title = {T}, title-arr = {T}}") == ()


@pytest.mark.parametrize("code", ["ara", "arb"])
def test_another_code_of_a_language_of_the_archive_is_named(code):
    message = f"3: title-{code}: the archive calls this language ar; write title-ar"
    assert field(f"title-{code} = {{T}}") == message


@pytest.mark.parametrize("code", ["fr", "ku", "ckb", "zh-Hans", "ar-SY"])
def test_a_field_may_outlive_its_language(code):
    assert is_sound(f"title-{code} = {{T}}")


def test_a_field_that_stands_twice_ends_the_reading():
    first, *_none = check("@misc{a,\n title = {T},\n Title = {U},\n}")
    assert (first.line, first.fatal) == (3, True)
    assert first.message == "the field title stands in line 2 already; keep one of them"


# -- What fields hold --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "date", ["2020-13", "2020-02-30", "20", "May 2020", "12.05.2020", "2020/x", "/", "2020-21-01"]
)
@pytest.mark.parametrize("name", ["date", "urldate"])
def test_what_is_no_date_is_named(name, date):
    text = f'3: {name}: "{date}" is no date; write 2020, 2020-05, 2020-05-12 or a range of them'
    assert field(f"{name} = {{{date}}}") == text


@pytest.mark.parametrize("langid", ["english", "Arabic", "ku", "pt-BR", "zh_CN", "ngerman"])
def test_languages_are_known_by_name_and_by_code(langid):
    assert is_sound(f"langid = {{{langid}}}")


def test_an_unknown_language_is_named_with_the_nearest():
    assert field("langid = {englsih}") == (
        "3: langid “englsih” is no language; did you mean english?"
    )


@pytest.mark.parametrize("url", ["www.example.org", "example.org/x", "https://a b", "file:///x"])
def test_what_is_no_address_is_named(url):
    assert field(f"url = {{{url}}}").startswith(f"3: “{url}” is no address; write it whole")


@pytest.mark.parametrize("name", ["url", "url-ar"])
def test_an_address_that_a_browser_would_run_is_named(name):
    assert field(f"{name} = {{JavaScript:alert(1)}}").startswith("3: links to javascript:")


def test_what_is_no_doi_is_named():
    assert field("doi = {doi:10.1}") == "3: doi “doi:10.1” is none; write it as 10.1234/…"
    assert is_sound("doi = {10.1234/a(b)}")


@pytest.mark.parametrize(
    ("latex", "wrong"),
    [
        (r"50% more", r"write \%"),
        (r"$x^2$", "$ begins a formula"),
        (r"\d{h}a", r"the command \d is not known here"),
        (r"\foo{x}", r"the command \foo is not known here"),
        (r"a \\ b", r"the command \\ is not known here"),
    ],
)
@pytest.mark.parametrize("name", ["note", "author", "publisher-ar"])
def test_latex_that_would_leave_rubbish_is_named(name, latex, wrong):
    message = field(f"{name} = {{{latex}}}")
    assert message.startswith(f"3: {name}: ")
    assert wrong in message


@pytest.mark.parametrize(
    "latex", [r"50\% \& \$5", r"\emph{x} \textit{y}", r"Caf{\'e} \c{c} --- \ldots", "a~b", "{{x}}"]
)
def test_latex_that_can_be_read_passes(latex):
    assert is_sound(f"note = {{{latex}}}")
    assert is_sound("url = {https://example.org/100%25/$x}, abstract = {50% $x$ \\foo}")


# -- Names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Syrians for Truth and Justice", "2 persons"),
        ("Truth and Justice", "2 persons"),
        ("Ministry of Justice, Syria", "a person"),
        ("Human Rights Watch", "a person"),
        ("{Sound Body} and Council of Examples", "2 persons"),
        ("منظمة اصطناعية", "a person"),
        ("وزارة العدل and هيئة اصطناعية", "2 persons"),
    ],
)
@pytest.mark.parametrize("role", ["author", "editor"])
def test_a_body_that_would_be_taken_apart_is_named_with_what_to_write(role, name, read):
    whole = name.replace("{", "").replace("}", "")
    assert field(f"{role} = {{{name}}}") == (
        f"3: “{name}” is read as {read}; for a body write {role} = {{{{{whole}}}}}"
    )


@pytest.mark.parametrize(
    "name",
    [
        "Doe, Jane",
        "Jane Doe and Richard Roe",
        "Bank, Jane and Watch, Sam",
        "van der Synthetic, Jane and others",
        "{Syrians for Truth and Justice}",
        "{Truth and Justice} and Doe, Jane",
        "أحمد مثال and سلمى مثال",
        "",
    ],
)
def test_names_of_persons_and_bodies_in_braces_pass(name):
    assert is_sound(f"author = {{{name}}}")


def test_a_name_with_too_many_commas_cannot_be_read():
    (problem,) = check("@misc{a, title = {T},\n  author = {Doe, Jane, Roe, Richard},\n}")
    assert (problem.line, problem.fatal) == (2, True)
    assert "too many commas for one name; put “and” between persons" in problem.message


@pytest.mark.parametrize("mark", ["\u202e", "\u2067", "\u200f", "\u202b"])
def test_invisible_marks_of_direction_are_an_error(mark):
    (problem,) = check(f"@misc{{a,\n  title = {{Open {mark}abc}},\n}}")
    assert (problem.line, problem.fatal) == (2, True)
    assert problem.message == (
        f"title holds the invisible mark of direction U+{ord(mark):04X}; take it out"
    )


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("year = {15}", "year “15” is none; write four figures, or date = {2020-05-12}"),
        ("month = {Foo}", "month “Foo” is none; write a number from 1 to 12, or jan…dec"),
        ("month = {13}", "month “13” is none; write a number from 1 to 12, or jan…dec"),
    ],
)
def test_what_is_no_year_or_month_is_named(text, wrong):
    assert field(text) == f"3: {wrong}"
    assert is_sound("year = 2015, month = {{May}}")
    assert is_sound("year = {1990--1995}, month = 5")


def test_a_name_that_is_missing_between_two_is_named():
    message = "3: “A and and B” names nobody between two “and”; take one out"
    assert field("author = {A and and B}").startswith(message)


@pytest.mark.parametrize("key", ['"quote', "k#y", "k/../../x", "a%b", "a\u200fb"])
def test_a_key_with_signs_that_mean_something_elsewhere_is_named(key):
    message = said(f"@misc{{{key}, title = {{T}}}}")
    assert message.startswith(f"1: the key {key} holds ")
    assert message.endswith("; write letters, figures and - _ . : + / alone")


@pytest.mark.parametrize("key", ["DBLP:conf/x/y-2", "a.b_c+d", "قرار-1", "o'neill"])
def test_usual_keys_pass(key):
    assert check(f"@misc{{{key}, title = {{T}}}}") == ()


def test_an_address_with_a_name_or_password_is_named():
    assert field("url = {https://user:pw@example.org/x}") == (
        "3: “https://user:pw@example.org/x” holds a name or password before @; "
        "write the address without it"
    )
    assert is_sound("url = {https://example.org/@name}")
