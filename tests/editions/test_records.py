"""The record of an edition: the same each time, and refused when it is not as it was written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocrate.rocrate import ROCrate
from synthetic_site import (
    FACTS,
    digest,
    gather_former,
    render_edition,
    seal,
    write_edition,
    write_site,
)

from warraq.editions import bag
from warraq.editions.model import EditionError, Tag
from warraq.editions.records import (
    list_sealed,
    read_sealed,
    seal_lines,
    write_records,
)

NAME = "2023.11"
FILES = render_edition(NAME)
SIZES = {path: len(data) for path, data in FILES.items()}
URL = "https://archive.example.org/"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_edition(tmp_path, seal(NAME, FILES), FILES, url=URL)
    return tmp_path


def test_what_is_written_is_read_again(site):
    sealed = seal(NAME, FILES)
    assert read_sealed(site, NAME) == sealed
    assert list_sealed(site) == [NAME]


def test_the_record_is_the_same_each_time_whatever_the_order():
    sealed = seal(NAME, FILES)
    turned = replace(
        sealed,
        files=dict(reversed(sealed.files.items())),
        texts=dict(reversed(sealed.texts.items())),
        pages={tag: dict(reversed(pages.items())) for tag, pages in reversed(sealed.pages.items())},
    )
    one = write_records(sealed, URL, sizes=SIZES, facts=FACTS)
    assert one == write_records(turned, URL, sizes=SIZES, facts=FACTS)
    assert all(data.endswith(b"\n") and b"\r" not in data for data in one.values())
    seals = seal_lines(sealed)
    assert seals["rendering-sha256"] == digest(one["SHA256SUMS"])
    assert seals["content-sha256"] == digest(one["content-sha256.txt"])
    assert seals["text-sha256"] == digest(one["text-sha256.txt"])


def test_editions_are_listed_in_order_and_other_folders_are_none(tmp_path):
    for name in ("2024.02", "2023.11", "2023.11.10", "2023.11.2", "notes", "2023.13"):
        (tmp_path / "editions" / name).mkdir(parents=True)
    (tmp_path / "editions" / "pages.css").write_text("")
    (tmp_path / "editions" / "2022.01").write_text("no folder")
    assert list_sealed(tmp_path) == ["2023.11", "2023.11.2", "2023.11.10", "2024.02"]
    assert list_sealed(tmp_path / "nowhere") == []


# -- What is not as it was written -----------------------------------------------------------------


def change(path: Path, *swaps: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


def vouch(record: Path) -> None:
    """Write the digests anew, as one would who edits a record with care."""
    names = bag.read_sums((record / bag.TAG_MANIFEST).read_bytes(), "x", encoded=True)
    tags = {name: digest((record / name).read_bytes()) for name in names}
    (record / bag.TAG_MANIFEST).write_bytes(bag.write_sums(tags, encode=True))


def cut(path: Path, octets: int) -> None:
    path.write_bytes(path.read_bytes()[:-octets])


DAMAGES = {
    "no record": (lambda r: r.rename(r.with_name("elsewhere")), ": the edition has no record"),
    "no manifest of tags": (
        lambda r: (r / bag.TAG_MANIFEST).unlink(),
        "/tagmanifest-sha256.txt: is missing",
    ),
    "cut in a line": (
        lambda r: cut(r / bag.TAG_MANIFEST, 10),
        "/tagmanifest-sha256.txt:10: the file ends in the middle of this line",
    ),
    "cut at a line": (
        lambda r: change(
            r / bag.TAG_MANIFEST,
            ((r / bag.TAG_MANIFEST).read_text().splitlines(keepends=True)[-1], ""),
        ),
        "/tagmanifest-sha256.txt: does not name text-sha256.txt; the file was cut off or edited",
    ),
    "half a list": (
        lambda r: cut(r / "SHA256SUMS", 30),
        "/SHA256SUMS:14: the file ends in the middle of this line; tagmanifest-sha256.txt:2 has",
    ),
    "a list cut at a line": (
        lambda r: cut(
            r / "SHA256SUMS", len((r / "SHA256SUMS").read_bytes().splitlines(keepends=True)[-1])
        ),
        "/SHA256SUMS: has changed since it was written; tagmanifest-sha256.txt:2 has another",
    ),
    "an edited list": (
        lambda r: change(r / "SHA256SUMS", ("about.html", "above.html")),
        "/SHA256SUMS:3: this line is not as it was written; tagmanifest-sha256.txt:2 has another",
    ),
    "an edited manifest": (
        lambda r: change(r / bag.MANIFEST, (" data/en", " data/fr")),
        "/manifest-sha256.txt:8: this line is not as it was written; tagmanifest-sha256.txt:8 has",
    ),
    "an empty file": (
        lambda r: (r / "pages.json").write_bytes(b""),
        "/pages.json: is empty; tagmanifest-sha256.txt:9 has another digest of it",
    ),
    "broken JSON": (
        lambda r: change(r / "pages.json", ('"ar":{', '"ar":')),
        "/pages.json:9: is not JSON: Expecting ",
    ),
    "a missing list": (
        lambda r: (r / "content-sha256.txt").unlink(),
        "/content-sha256.txt: is missing",
    ),
    "a link": (
        lambda r: (r / "bag-info.txt").rename(r / "x") and (r / "bag-info.txt").symlink_to("x"),
        "/bag-info.txt: is no plain file",
    ),
    "another description": (
        lambda r: change(r / bag.CRATE, ("Synthetic Publisher", "Another Publisher")),
        "/ro-crate-metadata.json: has changed since it was written; manifest-sha256.txt has",
    ),
    "bytes that are no text": (
        lambda r: (r / bag.MANIFEST).write_bytes(b"\xff\n"),
        "/manifest-sha256.txt:1: is not UTF-8 text",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_record_that_is_not_as_it_was_written_is_refused_with_file_and_line(site, damage):
    act, said = DAMAGES[damage]
    act(site / "editions" / NAME)
    with pytest.raises(EditionError) as caught:
        read_sealed(site, NAME)
    assert str(caught.value).startswith(f"editions/{NAME}{said}")
    assert "get the record back" in str(caught.value)


LIES = {
    "the digest of a list": (
        lambda r: change(r / "edition.json", (digest((r / "SHA256SUMS").read_bytes()), "0" * 64)),
        "/edition.json: its rendering_sha256 is not that of SHA256SUMS",
    ),
    "another file": (
        lambda r: change(r / "SHA256SUMS", ("ar/2023.11/about", "ar/2023.11/above")),
        "/SHA256SUMS: does not say the same of ar/2023.11/about.html as manifest-sha256.txt",
    ),
    "another edition": (
        lambda r: change(r / "edition.json", ('"edition": "2023.11"', '"edition": "2024.02"')),
        "/edition.json: is the record of edition 2024.02, not of 2023.11",
    ),
    "another tag": (
        lambda r: change(r / "edition.json", ("edition/2023.11", "edition/2023.12")),
        "/edition.json: names the tag edition/2023.12, not edition/2023.11",
    ),
    "no commit": (
        lambda r: change(r / "edition.json", ('"commit": "', '"commit": "--upload-pack=')),
        "/edition.json: has no commit that can be used ('--upload-pack=",
    ),
    "a language that is a path": (
        lambda r: change(r / "edition.json", ('"en"', '"../en"')),
        "/edition.json: names the language '../en', which is none",
    ),
    "no rendering": (
        lambda r: change(r / "edition.json", ('"rendering": 1', '"rendering": true')),
        "/edition.json: has no rendering that can be used (True)",
    ),
    "a list": (
        lambda r: (r / "edition.json").write_text("[]\n"),
        "/edition.json: has no edition that can be used (None)",
    ),
    "a page of another shape": (
        lambda r: change(r / "pages.json", ('"kind":"brief"', '"kind":"code"')),
        "/pages.json: briefs/2023/gone: the record says kind 'code' of it",
    ),
    "another declaration": (
        lambda r: change(r / "bagit.txt", ("1.0", "0.97")),
        "/bagit.txt: is not the declaration of BagIt 1.0",
    ),
    "a path twice": (
        lambda r: change(
            r / "text-sha256.txt", ("ar/2023.11/briefs/2023/gone", "ar/2023.11/about")
        ),
        "/text-sha256.txt:2: names ar/2023.11/about.html a second time",
    ),
    "a line of another kind": (
        lambda r: change(r / "content-sha256.txt", ("  docs", " *docs")),
        "/content-sha256.txt:1: is not a SHA-256, two spaces and a path",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_record_that_vouches_for_itself_is_still_looked_at(site, lie):
    act, said = LIES[lie]
    record = site / "editions" / NAME
    act(record)
    vouch(record)
    with pytest.raises(EditionError) as caught:
        read_sealed(site, NAME)
    assert str(caught.value).startswith(f"editions/{NAME}{said}")


HOSTILE = (
    "data/../../etc/passwd", "/etc/passwd", "data/./x", "data//x", "data/a\\..\\b", "data/C:x",
    "data/CON", "data/nul.html", "data/com1.tar.gz", "data/x.", "data/x /y", "data/what?",
    "data/\u2028", "data/a\x1b[2Jb", "data/" + "x" * 300, "data/50%25",
)  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE)
def test_a_path_that_leads_elsewhere_is_refused_with_its_line(site, path, monkeypatch):
    record = site / "editions" / NAME
    with (record / bag.MANIFEST).open("a", encoding="utf-8") as file:
        file.write(f"{'0' * 64}  {path}\n")
    vouch(record)
    with pytest.raises(EditionError, match=r"manifest-sha256\.txt:\d+: names .* is not opened: "):
        read_sealed(site, NAME)


@pytest.mark.parametrize("path", ["../secret", "data/../../secret"])
def test_no_file_outside_is_opened_though_the_manifest_of_tags_names_it(site, path, monkeypatch):
    (site / "editions" / "secret").write_text("synthetic secret")
    record = site / "editions" / NAME
    with (record / bag.TAG_MANIFEST).open("a", encoding="utf-8") as file:
        file.write(f"{'0' * 64}  {path}\n")
    opened = []
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: opened.append(path) or read(path))
    with pytest.raises(EditionError, match="leads to another folder"):
        read_sealed(site, NAME)
    assert opened == [record / bag.TAG_MANIFEST]


def test_what_cannot_be_checked_everywhere_is_not_written():
    sealed = seal(NAME, FILES)
    for path, reason in (("ar/2023.11/aux.html", "device"), ("ar/2023.11/a:b.html", "':'")):
        with pytest.raises(EditionError, match=f"{reason}.*; rename the file"):
            write_records(replace(sealed, files={**sealed.files, path: "0" * 64}))
    with pytest.raises(EditionError, match="is not in a folder of edition"):
        write_records(replace(sealed, files={**sealed.files, "ar/2024.02/x.html": "0" * 64}))
    odd = {"sources/2021/what: an original?.doc": "0" * 64}
    assert (
        b"what: an original?" in write_records(replace(sealed, content=odd))["content-sha256.txt"]
    )


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@given(st.dictionaries(NAMES, st.binary().map(digest), max_size=4))
def test_what_can_be_written_can_be_read_again(digests):
    for encode in (False, True):
        for anywhere in (False, True):
            try:
                data = bag.write_sums(digests, encode=encode, anywhere=anywhere)
            except EditionError:
                assert any(bag.refuse_path(path, anywhere=anywhere) for path in digests)
                continue
            assert bag.read_sums(data, "x", encoded=encode, anywhere=anywhere) == digests


@given(st.text(max_size=20))
def test_a_path_comes_back_from_its_encoding(path):
    assert bag.decode_path(bag.encode_path(path)) == path
    assert not {"\r", "\n"} & set(bag.encode_path(path))


# -- Renderings ------------------------------------------------------------------------------------


def test_the_records_of_former_renderings_are_kept_and_vouched_for(site):
    record = site / "editions" / NAME
    first = {path.name: path.read_bytes() for path in record.iterdir()}
    (record / "tagmanifest-sha256.txt.minisig").write_text("synthetic signature")
    styled = {path: data.replace(b"<p>", b'<p class="new">') for path, data in FILES.items()}
    for number in (2, 3):
        former = gather_former(site, NAME)
        sealed = seal(NAME, styled, rendering=number)
        write_edition(site, sealed, styled, former=former)
        assert read_sealed(site, NAME) == sealed
    kept = {path.name: path.read_bytes() for path in (record / "renderings" / "1").iterdir()}
    assert kept.pop("tagmanifest-sha256.txt.minisig") == b"synthetic signature"
    assert kept == first
    assert "minisig" not in (record / bag.TAG_MANIFEST).read_text()
    assert (record / "renderings/1/text-sha256.txt").read_bytes() == (
        record / "text-sha256.txt"
    ).read_bytes()
    change(record / "renderings/1/edition.json", ("Synthetic.", "Another."))
    with pytest.raises(EditionError, match=r"renderings/1/edition\.json: has changed"):
        read_sealed(site, NAME)


# -- RO-Crate --------------------------------------------------------------------------------------


def test_the_crate_describes_the_briefs_of_each_language(tmp_path):
    made = write_site(tmp_path, url=URL)
    sealed = made["2023.11"]
    folder = tmp_path / "crate"
    bag.make_bag(tmp_path, sealed, folder)
    crate = ROCrate(folder / "data")  # reads what conforms to the specification, and no other
    root = crate.root_dataset
    assert root["name"] == "Synthetic archive, edition 2023.11"
    assert root["datePublished"] == "2023-05-02T10:20:30Z"
    assert root["license"].id == FACTS.license
    assert root["publisher"]["name"] == FACTS.publisher
    assert {"en/2023.11/", "ar/2023.11/"} <= {part.id for part in root["hasPart"]}
    assert sealed.tag.commit in root["isBasedOn"]["identifier"]
    assert root["mentions"]["instrument"]["softwareVersion"] == sealed.toolkit.version
    briefs = crate.get("ar/2023.11/")["hasPart"]
    assert [brief.id.rsplit("/", 1)[1] for brief in briefs] == ["gone.html", "one.html", "two.html"]
    two = briefs[-1]
    assert two.type == "File"
    assert (two["name"], two["inLanguage"]) == ("إحاطة اصطناعية أخرى", "ar")
    assert (two["datePublished"], two["dateModified"]) == ("2023-05", "2023-10-02")
    assert two["creativeWorkStatus"] == "Corrected"
    assert two["correction"] == "A synthetic number was wrong."
    assert two["translationOfWork"].id == "en/2023.11/briefs/2023/two.html"
    assert two["sha256"] == digest((folder / "data" / two.id).read_bytes())
    assert two["url"] == f"{URL}ar/2023.11/briefs/2023/two.html"
    assert "translationOfWork" not in crate.get("en/2023.11/briefs/2023/two.html").properties()


def test_a_crate_invents_nothing():
    sealed = seal(NAME, FILES, tag=Tag(NAME, "a" * 40, "a" * 40, "2023-11-01T00:00:00Z"))
    pages = {
        tag: {name: replace(page, language="en", date="2023/..") for name, page in pages.items()}
        for tag, pages in sealed.pages.items()
    }
    graph = json.loads(write_records(replace(sealed, pages=pages))[bag.CRATE])["@graph"]
    entities = {entity["@id"]: entity for entity in graph}
    assert entities["./"]["license"] == "Not stated"
    assert "publisher" not in entities["./"]
    assert "#publisher" not in entities
    brief = entities["ar/2023.11/briefs/2023/one.html"]
    assert brief["inLanguage"] == "en"
    assert not {"translationOfWork", "datePublished", "url", "contentSize"} & brief.keys()
    assert not {"startTime", "endTime"} & entities["#rendering"].keys(), "nobody knows it"
    assert entities["#tag"]["dateCreated"] == "2023-11-01T00:00:00Z"
