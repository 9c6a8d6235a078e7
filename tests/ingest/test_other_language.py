"""Publications that exist only in a language that is not the archive's own. All is synthetic."""

from __future__ import annotations

from pathlib import Path

import pytest
import synthetic
from bs4 import BeautifulSoup
from test_importing import bring, save

from warraq.brief import read_brief
from warraq.site.build import build_site

SENTENCE = "هذه جملة مصطنعة للاختبار لا تتحدث عن أحد وتذكر الوثيقة S/RES/1234 (2020) مرة واحدة."
TEXT = f"عنوان مصطنع للاختبار\n\nأيار/مايو 2023\n\n{SENTENCE}\n\n{SENTENCE} ثم تنتهي.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1256"])
def test_an_arabic_text_becomes_a_page_that_says_so(tmp_path: Path, encoding: str) -> None:
    archive = synthetic.make_archive(tmp_path / "archive")
    (report,) = bring(archive, save(tmp_path, "arabic.txt", TEXT.encode(encoding)))
    page = read_brief(archive.root / report.page)
    assert page.brief.language == "ar"
    assert page.brief.title == "عنوان مصطنع للاختبار"
    assert "--translation ar=FILE" in report.review["language"]
    result = build_site(archive, ())
    assert [outcome.messages for outcome in result.outcomes] == [(), ()]
    html = (archive.root / f"build/html/en/{report.page[5:-3]}.html").read_text("utf-8")
    (body, *_) = BeautifulSoup(html, "html.parser").find_all(string=lambda text: "تنتهي" in text)
    assert body.find_parent(lang=True).attrs.items() >= {"lang": "ar", "dir": "rtl"}.items()


def test_a_text_in_the_archives_own_language_says_nothing(tmp_path: Path) -> None:
    archive = synthetic.make_archive(tmp_path / "archive")
    (report,) = bring(archive, save(tmp_path, "brief.txt", synthetic.BRIEF))
    assert "language:" not in (archive.root / report.page).read_text("utf-8")


def test_the_command_line_decides(tmp_path: Path) -> None:
    archive = synthetic.make_archive(tmp_path / "archive")
    mixed = synthetic.BRIEF + f"\n{SENTENCE}\n"
    (report,) = bring(archive, save(tmp_path, "brief.txt", mixed), language="ar")
    assert read_brief(archive.root / report.page).brief.language == "ar"
