"""Former names that are not free. Every page here is synthetic."""

from __future__ import annotations

from kit import Site

from warraq.sphinxext.former_names import find_taken_names


def test_a_name_that_is_in_use_or_claimed_twice_is_found():
    pages = {"briefs/2023/a", "briefs/2023/b", "briefs/2023/c"}
    assert list(find_taken_names({"briefs/2023/a": ("2022/x", "2022/y")}, pages)) == []
    formerly = {"briefs/2023/b": ("2022/y", "2022/x"), "briefs/2023/a": ("2022/x", "2023/c")}
    found = list(find_taken_names(formerly, pages))
    assert [(page, index) for page, index, _message in found] == [
        ("briefs/2023/a", 1),
        ("briefs/2023/b", 1),
    ]
    assert "there is a brief '2023/c' now" in found[0][2]
    assert "'briefs/2023/a' was '2022/x' too" in found[1][2]


def test_a_build_names_the_file_and_the_line(tmp_path):
    site = Site(tmp_path / "archive")
    site.page("about", "# A synthetic page\n")
    site.brief("2023/old", "A synthetic text.\n")
    path = site.brief("2023/new", "A synthetic text.\n")
    text = path.read_text("utf-8").replace(
        "status:", "formerly:\n  - 2022/x\n  - 2023/old\nstatus:"
    )
    path.write_text(text, "utf-8")
    (message,) = site.build("en")["en"].messages
    line = text.split("\n").index("  - 2023/old") + 1
    assert f"docs/briefs/2023/new.md:{line}: WARNING: formerly: there is a brief" in message
