"""Tables in built pages. Every word is synthetic."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import Tag
from kit import Site, words_of

from warraq.ingest.document import Table, Text
from warraq.ingest.myst import write_myst

LANGUAGES = ("en", "ar")
ARABIC = {
    "Tables": "جداول",
    "Place": "المكان",
    "Farland": "أرض بعيدة",
    "Kind": "النوع",
    "Hall": "قاعة",
}


def make_table(*rows: tuple[str, ...], head: int) -> str:
    cells = tuple(tuple((Text(cell),) if cell else () for cell in row) for row in rows)
    return write_myst([Table(cells, head)])


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Tag]]:
    """The tables of a page that the import's writer wrote, by language."""
    root: Path = tmp_path_factory.mktemp("tables")
    site = Site(root / "archive")
    bare = make_table(("Place", "Farland"), ("Kind", "Hall"), head=0)
    headed = make_table(("Place", "Kind"), ("Farland", "Hall"), head=1)
    half = make_table(("", "Kind"), ("Farland", "Hall"), head=1)
    site.page("tables", f"# Tables\n\n{bare}\nSynthetic.\n\n{headed}\nSynthetic.\n\n{half}")
    site.catalog("tables", ARABIC | {"Synthetic.": "مصطنع."})
    assert [outcome.messages for outcome in site.build().values()] == [(), ()]
    return {code: site.article("tables", code).find_all("table") for code in LANGUAGES}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_table_without_a_head_is_written_without_one(
    tables: dict[str, list[Tag]], code: str
) -> None:
    bare = tables[code][0]
    words = ["Place", "Farland", "Kind", "Hall"]
    assert bare.find("thead") is None
    assert bare.find("th") is None
    assert [words_of(cell) for cell in bare.find_all("td")] == [
        ARABIC[word] if code == "ar" else word for word in words
    ]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("at", [1, 2], ids=["full", "first-cell-empty"])
def test_a_head_with_words_stays(tables: dict[str, list[Tag]], code: str, at: int) -> None:
    table = tables[code][at]
    kind = ARABIC["Kind"] if code == "ar" else "Kind"
    assert words_of(table.find_all("th")[1]) == kind
    assert len(table.find_all("td")) == 2
