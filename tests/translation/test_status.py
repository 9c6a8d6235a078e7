"""How far translations are, counted against the pages as they are. Every message is synthetic."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import polib
import pytest

from warraq.archive import read_archive
from warraq.cli import main
from warraq.desk.status import measure_languages
from warraq.translation.review import review_catalog
from warraq.translation.status import (
    Amount,
    Progress,
    add_progress,
    count_progress,
    count_words,
    key_message,
    list_messages,
    pack_tallies,
    tally_catalog,
    unpack_tallies,
)

ROOT = Path(__file__).resolve().parents[2]
CONF = """\
project = "Synthetic archive"
html_title = "Synthetic archive"
archive_languages = {"en": "English", "ku": "Kurdî", "fr": "Français"}
extensions = ["warraq.sphinxext"]
html_theme = "furo"
bibtex_bibfiles = ["docs/references.bib"]
"""
BRIEF = """\
---
title: A synthetic brief
date: 2021
kind: update
summary: A synthetic deck.
places: []
bodies: []
topics: []
authors: [Synthetic Author]
{more}status: published
---

Synthetic words.
"""
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'


def parse(body: str) -> polib.POFile:
    return polib.pofile(HEAD + "\n" + body)


def progress_of(body: str, *messages: str) -> Progress:
    template = [polib.POEntry(msgid=text) for text in messages]
    return count_progress(list_messages(template), tally_catalog(parse(body)))


# -- Counting --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("One two  three.", 3),
        ("A – dash is no word.", 5),
        ("كلمتان اثنتان", 2),
        ("See {term}`Body <SBA>`.", 3),
        ("", 0),
    ],
)
def test_words_are_what_white_space_parts(text, number):
    assert count_words(text) == number


def test_messages_and_words_are_counted_by_what_became_of_them():
    body = (
        'msgid "One two."\nmsgstr "Yek."\n\n'
        '#, fuzzy\nmsgid "Three four five."\nmsgstr "Sê."\n\n'
        'msgid "Six."\nmsgstr ""\n'
    )
    found = progress_of(body, "One two.", "Three four five.", "Six.", "Seven eight.")
    assert found.translated == Amount(1, 2)
    assert found.fuzzy == Amount(1, 3)
    assert found.untranslated == Amount(2, 3)
    assert found.total == Amount(4, 8)
    assert found.percent == 25


def test_a_bare_number_or_sign_needs_no_translation():
    assert list_messages([polib.POEntry(msgid="2254"), polib.POEntry(msgid="–")]) == {}
    assert progress_of("", "2254").is_complete


def test_a_hundred_percent_means_that_nothing_is_left():
    rows = "".join(f'msgid "{"word " * 30}{n}"\nmsgstr "x"\n\n' for n in range(40))
    sources = ["word " * 30 + str(n) for n in range(40)]
    assert progress_of(rows, *sources).percent == 100
    nearly = progress_of(rows, *sources, "Synthetic")
    assert nearly.percent == 99
    assert not nearly.is_complete


def test_an_obsolete_translation_counts_for_nothing():
    assert progress_of('#~ msgid "One."\n#~ msgstr "Yek."\n', "One.").untranslated.messages == 1


def test_a_message_in_another_context_is_another_message():
    assert progress_of('msgctxt "menu"\nmsgid "Open"\nmsgstr "Veke"\n', "Open").percent == 0


def test_a_refused_line_counts_as_untranslated():
    catalog = parse('msgid "One."\nmsgstr "Yek."\n\nmsgid "Two."\nmsgstr "Du."\n')
    messages = list_messages(catalog)
    found = count_progress(messages, tally_catalog(catalog, {catalog[1].linenum}))
    assert (found.translated.messages, found.untranslated.messages) == (1, 1)


@pytest.mark.parametrize(
    ("body", "behind"),
    [
        ('#, fuzzy\n#| msgid "Two old."\nmsgid "Two."\nmsgstr "Du."\n', True),
        ('#. changed 2026-03-04\n#, fuzzy\nmsgid "Two."\nmsgstr "Du."\n', True),
        ('#. changed 2026-03-04\nmsgid "Two."\nmsgstr ""\n', True),
        ('#, fuzzy\nmsgid "Two."\nmsgstr "Du."\n', False),
        ('msgid "Two."\nmsgstr ""\n', False),
        ('msgid "Two as it was."\nmsgstr "Du."\n', True),
        ('#. changed 2026-03-04\nmsgid "Two."\nmsgstr "Du."\n', False),
    ],
)
def test_a_translation_is_behind_where_the_source_has_changed_since(body, behind):
    found = progress_of(f'msgid "One."\nmsgstr "Yek."\n\n{body}', "One.", "Two.")
    assert found.behind is behind
    assert found.since == ("2026-03-04" if behind and "changed" in body else "")


def test_offers_on_a_page_that_is_hardly_begun_are_no_sign_of_an_edit():
    offers = "".join(
        f'#, fuzzy\n#| msgid "Of another page {n}."\nmsgid "New {n}."\nmsgstr "Nû."\n\n'
        for n in range(3)
    )
    body = 'msgid "One."\nmsgstr "Yek."\n\n' + offers
    assert not progress_of(body, "One.", *(f"New {n}." for n in range(3))).behind


def test_reviewed_is_what_a_person_has_marked_as_it_is(tmp_path):
    path = tmp_path / "page.po"
    path.write_text(
        HEAD + '\nmsgid "One two."\nmsgstr "Yek."\n\nmsgid "Three."\nmsgstr "Sê."\n', "utf-8"
    )
    text = review_catalog(path, "A Synthetic Reviewer", date(2026, 1, 2)).after
    catalog = polib.pofile(text.replace('"Sê."', '"Sisê."'))
    found = count_progress(list_messages(catalog), tally_catalog(catalog))
    assert (found.percent, found.percent_reviewed) == (100, 66)
    assert found.reviewers == ("A Synthetic Reviewer",)
    assert found.is_complete
    assert found.is_draft
    assert found.needs_work


def test_a_sum_keeps_the_oldest_day_and_every_name():
    one = Progress(Amount(1, 2), since="2026-02-01", reviewers=("B",), behind=True)
    other = Progress(untranslated=Amount(1, 2), since="2026-01-01", reviewers=("A",))
    both = add_progress([one, other, Progress()])
    assert (both.percent, both.since, both.reviewers) == (50, "2026-01-01", ("A", "B"))
    assert both.behind


def test_tallies_come_back_from_json():
    body = (
        'msgid "One."\nmsgstr "Yek."\n\n#. changed 2026-03-04\n#, fuzzy\nmsgid "Two."\nmsgstr "D"\n'
    )
    tallies = tally_catalog(parse(body))
    assert unpack_tallies(json.loads(json.dumps(pack_tallies(tallies)))) == tallies
    assert key_message("", "One.") in tallies


# -- The command -----------------------------------------------------------------------------


class Desk:
    """A small archive with two languages beside its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("conf.py", CONF)
        self.write("docs/references.bib", "")
        self.write("docs/index.md", "# Synthetic front\n\nSynthetic text here.\n")
        self.write("docs/about.md", "---\norphan: true\n---\n\n# Synthetic about\n")

    def write(self, path: str, text: str) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        return target

    def translate(self, name: str, **words: str) -> Path:
        rows = "".join(f'\nmsgid "{one}"\nmsgstr "{other}"\n' for one, other in words.items())
        return self.write(f"locale/ku/LC_MESSAGES/{name}.po", HEAD + rows)

    def translate_all(self) -> None:
        self.translate(
            "index", **{"Synthetic front": "Pêş", "Synthetic text here.": "Nivîsa sûnî li vir."}
        )
        self.translate("about", **{"Synthetic about": "Der barê"})


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)


def status(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, dict[str, object]]:
    """The catalogs of Kurmanji by their names, as `--json` has them."""
    assert main(["status", "--json", "-l", "ku", *arguments]) == 0
    (language,) = json.loads(capsys.readouterr().out)["languages"]
    return {row["name"]: row for row in language["catalogs"]} | {"": language["pages"]}


def files_below(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_status_is_true_of_the_pages_as_they_are_now_and_writes_nothing(desk, capsys):
    desk.translate_all()
    assert status(capsys)["index"]["percent"] == 100
    desk.write("docs/index.md", "# Synthetic front\n\nSynthetic text here, edited.\n")
    before = files_below(desk.root / "locale"), files_below(desk.root / "docs")
    row = status(capsys)["index"]
    assert row["translated"] == {"messages": 1, "words": 2}
    assert row["fuzzy"] == {"messages": 1, "words": 4}
    assert row["behind"] is True
    assert (files_below(desk.root / "locale"), files_below(desk.root / "docs")) == before


def test_a_page_without_a_catalog_counts_as_untranslated(desk, capsys):
    desk.translate("about", **{"Synthetic about": "Der barê"})
    rows = status(capsys)
    assert rows["index"]["exists"] is False
    assert rows["index"]["untranslated"] == {"messages": 2, "words": 5}
    assert rows[""]["percent"] == 2 * 100 // 7


def test_a_brief_written_in_a_language_needs_no_translation_into_it(desk, capsys):
    desk.write("docs/briefs/2021/one.md", BRIEF.format(more="language: ku\n"))
    desk.write("docs/briefs/2021/two.md", BRIEF.format(more=""))
    rows = status(capsys)
    assert "briefs/2021/two" in rows
    assert "briefs/2021/one" not in rows
    assert main(["status", "--json", "-l", "fr"]) == 0
    assert '"briefs/2021/one"' in capsys.readouterr().out


def test_the_table_shows_what_needs_work_and_all_on_demand(desk, capsys):
    desk.translate_all()
    path = desk.root / "locale" / "ku" / "LC_MESSAGES" / "about.po"
    day = date(2026, 1, 2)
    path.write_text(review_catalog(path, "A Synthetic Reviewer", day).after, "utf-8")
    assert main(["status", "-l", "ku"]) == 0
    short = capsys.readouterr().out
    assert "index" in short
    assert "about" not in short
    assert "1 more is complete and reviewed" in short
    assert main(["status", "--all"]) == 0
    long = capsys.readouterr().out
    about = next(line for line in long.splitlines() if line.startswith("about"))
    assert "1 / 2  100 %" in about
    assert "A Synthetic Reviewer" in about
    assert "about (no catalog)" in long  # in French
    assert "all pages" in long


@pytest.mark.parametrize(("asked", "code"), [("60", 0), ("95", 1)])
def test_fail_under_asks_for_so_many_words_of_a_hundred(desk, capsys, asked, code):
    desk.translate("index", **{"Synthetic text here.": "Nivîsa sûnî li vir."})
    desk.translate("about", **{"Synthetic about": "Der barê"})
    words = status(capsys)
    for name in ("warraq", "archive"):
        rows = polib.pofile(str(desk.root / "build" / "gettext" / "en" / f"{name}.pot"))
        for entry in rows:
            entry.msgstr = "" if entry.msgid_plural else f"x {entry.msgid}"
            entry.msgstr_plural = dict.fromkeys((0, 1), "x") if entry.msgid_plural else {}
        desk.write(f"locale/ku/LC_MESSAGES/{name}.po", str(rows))
    assert words[""]["percent"] == 71
    assert main(["status", "-l", "ku", "--fail-under", asked]) == code
    said = capsys.readouterr().err
    assert ("71 % of the pages" in said) is bool(code)


def test_fail_under_asks_the_same_of_the_words_around_the_pages(desk, capsys):
    desk.translate_all()
    assert main(["status", "-l", "ku", "--fail-under", "50"]) == 1
    assert "100 % of the pages and 0 % of the words around them" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["101", "-1", "x", "9.5", "٩٠"])
def test_fail_under_takes_a_share_of_a_hundred(desk, capsys, value):
    with pytest.raises(SystemExit) as stop:
        main(["status", f"--fail-under={value}"])
    assert stop.value.code == 2
    assert "from 0 to 100" in capsys.readouterr().err


def test_a_broken_catalog_is_named_by_its_line_and_not_counted(desk, capsys):
    desk.translate_all()
    path = desk.root / "locale" / "ku" / "LC_MESSAGES" / "index.po"
    path.write_text(path.read_text("utf-8") + '\nmsgid "One\nmsgstr ""\n', "utf-8")
    assert main(["status", "-l", "ku"]) == 2
    assert "index.po:11: " in capsys.readouterr().err


def test_what_the_build_refuses_counts_as_untranslated(desk, capsys):
    desk.translate_all()
    assert main(["status", "--fail-under", "0", "--json", "--all"]) == 0
    before = json.loads(capsys.readouterr().out)["languages"][0]
    desk.translate("about", **{"Synthetic about": "Der [barê](https://example.org/) vê"})
    main(["status", "--json", "--all"])
    after = json.loads(capsys.readouterr().out)["languages"][0]
    assert percent_of(before) == 100
    assert percent_of(after) < 100


def percent_of(language: dict[str, object]) -> int:
    """How much of a language's pages is translated, as `status --json` says it."""
    pages = language["pages"]
    assert isinstance(pages, dict)
    return int(pages["percent"])


def test_a_reader_that_has_had_enough_ends_the_command_in_peace(desk):
    desk.translate_all()
    command = f"{sys.executable} -m warraq status --json --root {desk.root} | head -c 1"
    ran = subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-c", command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("{", "")


def test_a_thousand_pages_are_measured_in_seconds(desk):
    """Every catalog is read and every tenth merged, as after an edit of a hundred pages."""
    pot = desk.root / "pot"
    for number in range(1000):
        name = f"briefs/{2000 + number % 20}/synthetic-{number}"
        sources = [f"Synthetic sentence {row} of page {number}." for row in range(20)]
        template, catalog = polib.POFile(wrapwidth=0), polib.POFile(wrapwidth=0)
        template.extend(polib.POEntry(msgid=text) for text in sources)
        if number % 10 == 0:
            sources[3] += " Edited."
        catalog.extend(polib.POEntry(msgid=text, msgstr=text.upper()) for text in sources)
        for path, content in ((pot / f"{name}.pot", template), (None, catalog)):
            target = path or desk.root / "locale" / "ku" / "LC_MESSAGES" / f"{name}.po"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(str(content), "utf-8")
    archive = read_archive(desk.root)
    start = time.process_time()
    (measured,) = measure_languages(archive, archive.languages[1:2], pot)
    assert time.process_time() - start < 5
    assert measured.pages.total.messages == 20_000
    assert measured.pages.fuzzy.messages == 100
