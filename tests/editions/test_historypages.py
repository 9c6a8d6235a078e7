"""The history of a page. Every page here is synthetic."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from synthetic_editions import ARABIC, Shelf, page

from warraq.editions.comparedtexts import show_comparison
from warraq.editions.comparing import compare_texts
from warraq.editions.voices import Voice

A = "briefs/2023/a"


def text_of(element: Tag | None) -> str:
    assert element is not None
    return " ".join(element.text.split())


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """A brief that is translated, corrected, rewritten and renamed; another that is removed."""
    shelf = Shelf()
    table = ("Carts", "12", "Bridges", "3")
    other = page("briefs/2023/other", "Never changes.") | page("briefs/index", "L.", kind="list")
    names = page("briefs/2023/names", "A synthetic name stands here.")
    english = page(A, "The first text.", *table, title="Title & <b>")
    shelf.add("2023.05", en=english | other | names, ar=english | names)
    arabic = page(A, "النص الأول.", *table, title="عنوان", language="ar")
    shelf.add("2023.08", en=english | other | names, ar=arabic | names)
    note = {
        "state": "corrected",
        "status_date": "2023-10",
        "status_note": "A synthetic <note>.",
        "revisions": (("2023-10", "The number of carts."),),
    }
    fixed = page(A, "The first text.", "Carts", "21", "Bridges", "3", title="Title & <b>", **note)
    fixed_ar = page(
        A, "النص الأول المصحَّح.", "Carts", "21", "Bridges", "3", title="عنوان", language="ar", **note
    )
    shelf.add("2023.11", en=fixed | other | names, ar=fixed_ar | names)
    gone = page("briefs/2023/names", state="removed", status_note="Synthetic: for safety.")
    shelf.add("2024.02", en=fixed | other | gone, ar=fixed_ar | gone)
    anew = " ".join(f"word{number}" for number in range(60))
    again = " ".join(f"other{number}" for number in range(60))
    moved = page("briefs/2024/b", anew, title="Title & <b>", formerly=(A,), **note)
    shelf.add("2024.06", en=moved | other | gone)
    shelf.add("2024.09", en=page("briefs/2024/b", again, formerly=(A,), **note) | other | gone)
    return shelf.publish()


def history(files: dict[str, str], name: str, tag: str = "en") -> BeautifulSoup:
    return BeautifulSoup(files[f"{tag}/history/{name}.html"], "html.parser")


def test_only_editions_in_which_something_changed_are_listed_newest_first(files):
    soup = history(files, A)
    assert [text_of(one) for one in soup.select("section > h2")] == [
        "Edition 2024.06 15 June 2024",
        "Edition 2023.11 15 November 2023",
        "Edition 2023.08 15 August 2023",
        "Edition 2023.05 15 May 2023",
    ]
    happened = [text_of(one) for one in soup.select("section > p:nth-of-type(1)")]
    assert happened == [
        *("Renamed", "Corrected", "Newly translated", "The first edition that has this page")
    ]
    assert text_of(soup.select_one("p.of")) == "Title & <b>"
    assert not soup.select("p.of b")


def test_the_notes_that_are_new_stand_with_their_edition(files):
    corrected = history(files, A).select("section")[1]
    assert [text_of(note) for note in corrected.select("p.note")] == [
        *("October 2023 A synthetic <note>.", "October 2023 The number of carts.")
    ]


def test_each_language_whose_text_changed_is_compared_in_its_own_direction(files):
    soup = history(files, A, "ar")
    assert soup.html is not None
    assert soup.html["dir"] == "rtl"
    corrected = soup.select("section")[1]
    compared = corrected.select("details > .compared")
    assert [(one["lang"], one["dir"]) for one in compared] == [("en", "ltr"), ("ar", "rtl")]
    marked = [[text_of(word) for word in one.select("ins, del")] for one in compared]
    assert marked == [
        ["[removed: −12]", "[added: +21]"],
        ["[added: + المصحَّح]", "[removed: −12]", "[added: +21]"],
    ]
    # It was untranslated before: there is nothing to compare with.
    assert not soup.select("section")[2].select("details")
    assert "showed this text in another language" in text_of(soup.select("section")[2])


def test_the_newest_comparison_is_open(files):
    assert [one.has_attr("open") for one in history(files, A).select("details")] == [True, True]
    rewritten = history(files, "briefs/2024/b").select("section")[0]
    assert "written anew" in text_of(rewritten)
    assert not rewritten.select("details")
    assert {str(link["href"]) for link in rewritten.select("p a")} == {
        f"../../../../en/{edition}/briefs/2024/b.html" for edition in ("2024.06", "2024.09")
    }


def test_it_says_since_when_and_until_when_each_language_has_the_page(files):
    rows = [text_of(one) for one in history(files, A, "ar").select("dl.facts > *")]
    assert rows[0] == "العربية"
    assert rows[1].startswith("since edition 2023.05 15 أيار/مايو 2023")
    assert "until edition 2024.02" in rows[1]
    assert (rows[2], "until edition 2024.02" in rows[3]) == ("English", True)
    only_english = history(files, "briefs/2023/other", "ar")
    rows = [text_of(one) for one in only_english.select("dl.facts > *")]
    assert rows[:2] == ["العربية", "No edition has this page in this language."]
    assert rows[3].endswith("in the newest edition")
    assert "The newest edition does not have this page in this language." in only_english.text


def test_each_entry_leads_to_the_page_in_that_edition(files):
    corrected = history(files, A).select("section")[1]
    assert [str(link["href"]) for link in corrected.select("ul.links a")] == [
        f"../../../../{tag}/2023.11/briefs/2023/a.html" for tag in ("en", "ar")
    ]
    gone = history(files, A).select("section")[0]
    assert "edition 2024.02, the last that has it" in text_of(gone)
    assert "en/2024.02/" in str(gone.select("ul.links a")[0]["href"])


def test_the_histories_of_a_renamed_page_know_of_each_other(files):
    old, new = history(files, A), history(files, "briefs/2024/b")
    assert "its history goes on there: A synthetic page" in text_of(old.select_one(".notice"))
    assert old.select_one('.notice a[href$="en/history/briefs/2024/b.html"]')
    assert new.select_one('dl.facts a[href$="en/history/briefs/2023/a.html"]')
    rows = [text_of(row) for row in new.select("dl.facts > *")]
    assert rows[:3] == [
        "English",
        "under this name since edition 2024.06 15 June 2024, in the newest edition",
        "as “Title & <b>” since edition 2023.05 15 May 2023",
    ]
    # Of a language that the new name does not have, the history of the former one tells.
    assert rows[3:] == ["العربية", "as “Title & <b>” since edition 2023.05 15 May 2023"]
    assert "briefs/" not in new.select_one("main").text  # type: ignore[union-attr]
    changed = BeautifulSoup(files["en/editions/2024.06.html"], "html.parser").select_one(
        "#renamed + ul"
    )
    assert "Its name before: Title & <b>" in text_of(changed)


def test_the_status_of_today_stands_at_the_top(files):
    status = history(files, "briefs/2024/b").select_one("div.status-corrected")
    assert text_of(status) == "Corrected October 2023 A synthetic <note>."
    assert history(files, "briefs/2023/other").select_one(".status") is None


def test_the_text_of_a_removed_brief_is_not_shown_again(files):
    for tag in ("en", "ar"):
        soup = history(files, "briefs/2023/names", tag)
        assert "Removed" in text_of(soup.select_one(".status"))
        assert "A synthetic name stands here" not in soup.text
        assert "not compared here" in soup.text


def test_the_history_of_a_list_says_no_more_than_since_when_it_exists(files):
    soup = history(files, "briefs/index")
    assert not soup.select("section")
    assert "since edition 2023.05" in text_of(soup.select_one("dl.facts"))


# -- Beside the text -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def beside() -> dict[str, str]:
    """A brief whose facts, links, picture and state change, while its text stays the same."""
    shelf = Shelf()
    facts = (("authors", "Synthetic Society"), ("places", "Farland"), ("places", "Nearland"))
    parts = (("links", "a"), ("pictures", "b"))
    known: dict[str, object] = {"date": "2023-01", "facts": facts, "parts": parts}
    arabic = known | {"language": "ar", "title": "عنوان", "facts": (*facts[:1], ("places", "أرض"))}
    shelf.add("2023.05", en=page(A, "One.", **known), ar=page(A, "واحد.", **arabic))  # type: ignore[arg-type]
    known |= {"date": "2023-02-03", "facts": (*facts[:2], ("places", "Otherland"))}
    arabic |= {"date": "2023-02-03", "facts": (*facts[:1], ("places", "أرض أخرى"))}
    shelf.add("2023.08", en=page(A, "One.", **known), ar=page(A, "واحد.", **arabic))  # type: ignore[arg-type]
    known["parts"] = (("links", "c"), ("pictures", "d"))
    shelf.add("2023.11", en=page(A, "One.", **known), ar=page(A, "واحد.", **arabic))  # type: ignore[arg-type]
    arabic["facts"] = (*facts[:1], ("places", "أرض <ثالثة>"))
    shelf.add("2024.02", en=page(A, "One.", **known), ar=page(A, "واحد.", **arabic))  # type: ignore[arg-type]
    taken = {"state": "retracted", "status_note": "Synthetic: doubts."}
    shelf.add(
        "2024.06", en=page(A, "One.", **known, **taken), ar=page(A, "واحد.", **arabic, **taken)
    )  # type: ignore[arg-type]
    lifted = {"status_note": "Synthetic: no doubts.", "status_date": "2024-08"}
    shelf.add(
        "2024.09", en=page(A, "One.", **known, **lifted), ar=page(A, "واحد.", **arabic, **lifted)
    )  # type: ignore[arg-type]
    return shelf.publish()


def test_a_changed_fact_is_told_with_what_it_was(beside):
    soup = history(beside, A)
    _lifted, _retracted, translated, parts, facts, _first = soup.select("section")
    wanted = [
        "Date: [removed: −January 2023] [added: +3 February 2023]",
        "Places: Farland, [removed: −Nearland] [added: +Otherland]",
    ]
    assert [text_of(one) for one in facts.select("li:has(ins, del)")] == wanted
    assert text_of(facts.select_one("p.beyond")) == "Facts changed"
    assert [text_of(one) for one in parts.select("p.beyond")] == [
        "Links changed",
        "Pictures changed",
    ]
    # In the other language alone: the history of each tells it.
    assert "العربية" in text_of(translated.select_one("p.beyond + p"))
    assert "[added: +أرض <ثالثة>]" in text_of(translated.select_one("ul"))
    arabic = history(beside, A, "ar").select("section")
    assert "−كانون الثاني/يناير 2023" in text_of(arabic[4].select_one("li"))
    assert not arabic[4].select("p.beyond + p")
    changed = BeautifulSoup(beside["ar/editions/2023.08.html"], "html.parser")
    assert [text_of(one) for one in changed.select("#changed + ul del")] == [
        *("[removed: −كانون الثاني/يناير 2023]", "[removed: −أرض]")
    ]
    assert "No page was changed" not in beside["en/editions/2023.11.html"]
    assert "Links changed" in beside["en/editions/2023.11.html"]


def test_a_retraction_that_was_lifted_is_told_at_the_top_and_in_its_edition(beside):
    soup = history(beside, A)
    status = "No longer retracted August 2024 Synthetic: no doubts."
    assert text_of(soup.select_one("div.status-published")) == status
    assert text_of(soup.select_one("section > p:nth-of-type(1)")) == "No longer retracted"
    listed = BeautifulSoup(beside["en/editions/2024.09.html"], "html.parser")
    assert text_of(listed.select_one("h2#lifted")) == "No longer retracted"


def test_what_was_removed_is_not_said_to_be_in_the_newest_edition(files):
    soup = history(files, "briefs/2023/names")
    rows = [text_of(one) for one in soup.select("dl.facts > dd")]
    assert rows[0] == (
        "since edition 2023.05 15 May 2023, removed in edition 2024.02 15 February 2024"
    )
    (link,) = soup.select('main > p > a[href*="/latest/"]')
    assert text_of(link) == "What the newest edition says of it"


def test_a_block_that_is_not_translated_runs_its_own_way():
    def blocks_of(old: list[str], new: list[str], tag: str) -> list[tuple[str, str]]:
        shown = show_comparison(compare_texts(old, new), Voice("ar", ARABIC, ""), tag)
        soup = BeautifulSoup(shown, "html.parser")
        return [
            (str(one["class"][0]), str(one.get("dir"))) for one in soup.select(".block, .context")
        ]

    arabic, english = "نص اصطناعي من UNHCR عن الجسر", "A synthetic text of أبجد about a bridge"
    assert blocks_of([english, "x", arabic], [english, "y 1", arabic + "."], "ar") == [
        *(("context", "ltr"), ("block", "ltr"), ("block", "ltr"), ("block", "None"))
    ]
    assert blocks_of([english], [f"UNHCR {arabic}"], "ar") == [("block", "ltr"), ("block", "None")]
    assert blocks_of([arabic], [english], "en") == [("block", "rtl"), ("block", "None")]
