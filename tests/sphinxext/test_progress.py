"""What pages say of their translation, and the summary of all. Every text is synthetic."""

from __future__ import annotations

import pickle
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from kit import ROOT, Site, only, words_of

from warraq.sphinxext.progress import PageMessages
from warraq.translation.reading import read_catalog
from warraq.translation.review import review_catalog
from warraq.translation.status import list_messages

WORDS = {
    "A synthetic brief": "إحاطة اصطناعية",
    "A synthetic deck.": "تمهيد اصطناعي.",
    "Synthetic text.": "نص اصطناعي.",
}
DRAFT = "هذه الترجمة مسودة لم يراجعها أحد بعد."
DRAFT_IN_PARTS = "أجزاء من هذه الترجمة مسودة لم يراجعها أحد بعد."
PARTIAL = "الترجمة غير مكتملة"
BEHIND = "أجزاء من النص المصدر أحدث من هذه الترجمة"
MISSING = "لم تُترجم هذه الصفحة بعد"
LANGUAGES = 'archive_languages = {"en": "English", "ku": "Kurdî", "ar": "العربية"}\n'
PAGE = "# Synthetic translations\n\n```{translations}\n```\n"


def review(site: Site, name: str, by: str = "A Synthetic Reviewer") -> None:
    path = site.root / "locale" / "ar" / "LC_MESSAGES" / f"{name}.po"
    path.write_text(review_catalog(path, by, date(2026, 1, 2)).after, "utf-8")


def edit(site: Site, name: str, old: str, new: str) -> None:
    path = site.root / "locale" / "ar" / "LC_MESSAGES" / f"{name}.po"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def notice(site: Site, name: str, language: str = "ar") -> str:
    """What a page says of its translation; nothing if it says nothing."""
    found = site.soup(name, language).select('main [role="note"]')
    assert len(found) < 2
    return words_of(found[0]) if found else ""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Briefs in every state, and the page of the translations."""
    site = Site(tmp_path_factory.mktemp("site"), "archive_page_size = 2\n")
    site.page("translations", PAGE)
    for name in ("done", "draft", "parts", "partial", "behind", "follows", "missing", "gone"):
        site.brief(f"2021/{name}", "Synthetic text.\n")
        if name != "missing":
            site.catalog(f"briefs/2021/{name}", WORDS)
    review(site, "briefs/2021/done", "ليلى الاصطناعية")
    review(site, "briefs/2021/parts", "<script>alert(1)</script>")
    edit(site, "briefs/2021/parts", "نص اصطناعي", "نص تجريبي")
    edit(site, "briefs/2021/partial", 'msgstr "نص اصطناعي."', 'msgstr ""')
    note = '#. changed 2026-03-04\n#, fuzzy\nmsgid "Synthetic text."'
    edit(site, "briefs/2021/behind", 'msgid "Synthetic text."', note)
    site.brief("2021/follows", "Synthetic text, edited since.\n")
    site.brief("2022/native", "نص اصطناعي.\n", kind="update")
    path = site.root / "docs" / "briefs" / "2022" / "native.md"
    text = path.read_text("utf-8").replace("status:", "language: ar\nstatus:")
    path.write_text(text, "utf-8")
    path = site.root / "docs" / "briefs" / "2021" / "gone.md"
    state = "status: {state: removed, note: A synthetic reason.}"
    path.write_text(path.read_text("utf-8").replace("status: published", state), "utf-8")
    outcomes = site.build()
    assert [outcome.messages for outcome in outcomes.values()] == [(), ()]
    return site


# -- The notice ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said", "unsaid"),
    [
        ("draft", [DRAFT], [PARTIAL, BEHIND, MISSING]),
        ("parts", [DRAFT_IN_PARTS], [PARTIAL, BEHIND, MISSING]),
        ("partial", [DRAFT, PARTIAL], [BEHIND, MISSING]),
        ("behind", [DRAFT, BEHIND], [PARTIAL, MISSING]),
        ("follows", [DRAFT, BEHIND], [PARTIAL, MISSING]),
        ("missing", [MISSING], [DRAFT, PARTIAL, BEHIND]),
    ],
)
def test_a_page_tells_its_reader_what_the_translation_lacks(site, name, said, unsaid):
    words = notice(site, f"briefs/2021/{name}")
    assert all(sentence in words for sentence in said)
    assert not any(sentence in words for sentence in unsaid)


def test_a_complete_and_reviewed_page_says_nothing(site):
    assert notice(site, "briefs/2021/done") == ""


def test_no_page_in_the_language_of_the_sources_says_anything(site):
    pages = list(site.output("en").rglob("*.html"))
    assert len(pages) > 10
    assert [path for path in pages if "translation-notice" in path.read_text("utf-8")] == []


def test_a_page_written_in_the_readers_language_says_nothing(site):
    assert notice(site, "briefs/2022/native") == ""


@pytest.mark.parametrize("name", ["search", "briefs/2021/index", "translations/ar/2021/index"])
def test_a_page_without_a_source_says_nothing(site, name):
    assert notice(site, name) == ""


def test_the_notice_leads_to_the_source_of_its_page(site):
    link = only(site.soup("briefs/2021/draft"), '[role="note"] a')
    assert link["hreflang"] == "en"
    target = (site.output() / "briefs" / "2021" / str(link["href"])).resolve()
    assert target == site.output("en") / "briefs" / "2021" / "draft.html"
    assert target.is_file()


def test_the_notice_has_a_name_and_stands_before_the_text(site):
    main = only(site.soup("briefs/2021/draft"), "main")
    note = only(main, '[role="note"]')
    assert note["aria-label"] == "عن هذه الترجمة"
    assert note.find_next_sibling("article") is not None


def test_a_page_written_in_another_language_leads_to_that_page(tmp_path):
    site = Site(tmp_path, LANGUAGES)
    path = site.brief("2021/native", "نص اصطناعي.\n")
    path.write_text(path.read_text("utf-8").replace("status:", "language: ar\nstatus:"), "utf-8")
    site.build("ku")
    link = only(site.soup("briefs/2021/native", "ku"), '[role="note"] a')
    assert (link["hreflang"], link["href"]) == ("ar", "../../../ar/briefs/2021/native.html")


def test_an_entry_that_the_build_refuses_makes_the_page_partial(tmp_path):
    site = Site(tmp_path)
    site.page("page", "# Synthetic\n\nSynthetic text.\n")
    site.catalog("page", {"Synthetic": "اصطناعي", "Synthetic text.": "[نص](https://example.org/)"})
    assert site.build("ar")["ar"].failed
    assert PARTIAL in notice(site, "page")


# -- What is counted -------------------------------------------------------------------------


def test_the_messages_of_a_page_are_those_that_translators_get(tmp_path):
    root = tmp_path / "everything"
    shutil.copytree(ROOT / "tests" / "roots" / "everything", root)
    site = Site.__new__(Site)
    site.root = root
    for name in ("_static", "_templates"):
        shutil.copytree(ROOT / name, root / name)
    site.build("ar")
    site.build("en", builder="gettext")
    pickled = (root / "build" / "doctrees" / "ar" / "environment.pickle").read_bytes()
    noted: dict[str, PageMessages] = pickle.loads(pickled).archive_messages
    templates = root / "build" / "gettext" / "en"
    assert len(noted) > 8
    for name, page in noted.items():
        pot = templates / f"{name}.pot"
        wanted = list_messages(read_catalog(pot)) if pot.exists() else {}
        assert page.messages == wanted, name


# -- The summary -----------------------------------------------------------------------------


def facts(site: Site, language: str) -> dict[str, str]:
    box = only(site.article("translations", language), ".translation-facts")
    return {
        words_of(term): words_of(text)
        for term, text in zip(box.select("dt"), box.select("dd"), strict=True)
    }


def test_both_languages_show_the_same_figures(site):
    english, arabic = facts(site, "en"), facts(site, "ar")
    assert re.findall(r"\d+", english["Translated"]) == re.findall(r"\d+", arabic["المترجَم"])
    assert english["State"] == "partial, draft, behind its source"
    assert arabic["الحالة"] == "جزئية، مسودة، متأخرة عن النص المصدر"
    assert english["Behind since"] == "4 March 2026"
    assert english["Reviewed by"] == "<script>alert(1)</script>, ليلى الاصطناعية"


def test_the_name_of_a_reviewer_is_isolated_whole(site):
    for language in ("en", "ar"):
        names = site.article("translations", language).find_all("bdi", dir=None)
        assert "ليلى الاصطناعية" in {words_of(name) for name in names}


def test_the_name_of_a_reviewer_cannot_add_markup(site):
    for language in ("en", "ar"):
        assert "<script>alert" not in site.html("translations", language)


def test_the_summary_leads_to_lists_by_year_and_not_to_pages(site):
    article = site.article("translations", "en")
    links = [str(link["href"]) for link in article.select("a.internal")]
    assert links == ["translations/ar/2021/index.html", "translations/ar/pages/index.html"]
    for link in links:
        assert (site.output("en") / link).is_file()


def listed(site: Site, language: str = "ar") -> dict[str, str]:
    """The pages that the lists of 2021 name, with what they say of them."""
    found = {}
    folder = site.output(language) / "translations" / "ar" / "2021"
    for path in sorted(folder.glob("*.html")):
        items = BeautifulSoup(path.read_text("utf-8"), "html.parser").select(
            ".translation-list > li"
        )
        assert 0 < len(items) <= 2
        for item in items:
            target = (path.parent / str(only(item, "a")["href"])).resolve()
            assert target.is_file()
            name = target.relative_to(site.output("ar")).as_posix()
            found[name] = words_of(only(item, ".brief-date"))
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_lists_name_what_needs_work_and_no_more_than_a_page_holds(site, language):
    names = ("behind", "draft", "follows", "missing", "partial", "parts")
    assert sorted(listed(site, language)) == [f"briefs/2021/{name}.html" for name in names]


def test_the_lists_say_what_is_to_be_done(site):
    said = listed(site, "en")
    assert said["briefs/2021/draft.html"] == "complete, draft, 100% translated, 0% reviewed"
    assert said["briefs/2021/missing.html"] == "not translated"
    assert said["briefs/2021/behind.html"].endswith("behind its source since 4 March 2026")


def test_figures_are_no_words_to_search_for(site):
    assert "reviewer" not in (site.output("en") / "searchindex.js").read_text("utf-8").lower()
    text = (site.output("en") / "searchindex.js").read_text("utf-8")
    assert '"behind"' not in text


def test_an_archive_without_the_page_has_no_lists(tmp_path):
    site = Site(tmp_path)
    site.build("ar")
    assert not (site.output() / "translations").exists()


def test_a_parallel_build_says_the_same(site, tmp_path):
    other = Site.__new__(Site)
    other.root = tmp_path / "parallel"
    shutil.copytree(site.root, other.root, ignore=shutil.ignore_patterns("build"))
    other.build(parallel=2)

    def pages(root: Path) -> dict[str, str]:
        html = root / "build" / "html"
        return {
            path.relative_to(html).as_posix(): path.read_text("utf-8")
            for path in html.rglob("*.html")
        }

    assert pages(other.root) == pages(site.root)


def test_catalogs_that_have_not_changed_are_not_read_again(site, monkeypatch):
    shutil.copytree(site.root, copy := site.root.parent / "again")
    other = Site.__new__(Site)
    other.root = copy
    other.build("en")

    def refuse(path: Path) -> None:
        raise RuntimeError(f"{path} is read")

    monkeypatch.setattr("warraq.sphinxext.progress.read_catalog", refuse)
    assert not other.build("en")["en"].failed
    edit(other, "briefs/2021/draft", "نص اصطناعي", "نص تجريبي")
    assert other.build("en")["en"].failed  # the refusal works
