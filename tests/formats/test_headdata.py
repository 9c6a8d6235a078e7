"""What the head of a page says for machines. Every publication is synthetic."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from warraq.brief import State
from warraq.edtf import parse_date
from warraq.formats.headdata import (
    BriefFacts,
    Card,
    HeadData,
    Link,
    PageFacts,
    describe_brief,
    describe_page,
    find_license,
    name_locale,
    plain,
    shorten,
)
from warraq.formats.jsonld import Around, Subject, Version, Work, embed_json
from warraq.knowledge.publication import Note, Publication

SITE = "https://archive.example.org/"
NAME = "briefs/2023/synthetic.html"
EN, AR = Version("en", f"{SITE}en/{NAME}"), Version("ar", f"{SITE}ar/{NAME}")
PUBLICATION = Publication(
    docname="briefs/2023/synthetic",
    page_language="en",
    title="A synthetic brief",
    language="en",
    authors=("Synthetic Council for Truth and Justice", "Synthetic Institute"),
    date=parse_date("2023-05-12"),
    kind="update",
    publisher="Synthetic Council for Truth and Justice",
    archive="Synthetic archive",
    summary="A synthetic deck.",
    address=EN.href,
    source_url="https://example.org/first",
    license="CC BY 4.0",
    places=("Synthetic Town", "Synthetic Village"),
    topics=("law", "truth"),
)
PAGE = PageFacts("A synthetic brief", "Synthetic archive", "en", "en", (EN, AR), address=EN.href)
AROUND = Around(
    versions=(EN, AR),
    written="en",
    home=f"{SITE}en/index.html",
    about=f"{SITE}en/about.html",
    collection=f"{SITE}en/briefs/index.html",
    basis=(Work("A synthetic law", "https://example.org/law", "LAW/1"),),
    subjects=(Subject("Synthetic Union", "SU", "https://example.org/su", ("https://ror.org/0",)),),
)
FACTS = BriefFacts(AROUND, "Published", exports=(Link("describedby", "synthetic.bib"),))
WITHDRAWN = replace(
    PUBLICATION,
    state=State.RETRACTED,
    status=Note("A synthetic reason.", parse_date("2024-06")),
    revisions=(Note("A synthetic change.", parse_date("2023-07-01")),),
)
TOLD = replace(FACTS, state="Retracted", status="Retracted (June 2024): A synthetic reason.")


def metas(head: HeadData) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in head.metas:
        found.setdefault(meta.name, []).append(meta.content)
    return found


def links(head: HeadData) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in head.links:
        found.setdefault(link.rel, []).append(link.href)
    return found


# -- A brief -----------------------------------------------------------------------------------


def test_highwire_tags_make_it_a_report_of_its_publisher():
    found = metas(describe_brief(PAGE, PUBLICATION, replace(FACTS, pdf=f"{SITE}x.pdf")))
    assert {name: found[name] for name in found if name.startswith("citation_")} == {
        "citation_title": ["A synthetic brief"],
        "citation_author": ["Synthetic Council for Truth and Justice", "Synthetic Institute"],
        "citation_publication_date": ["2023/05/12"],
        "citation_technical_report_institution": ["Synthetic Council for Truth and Justice"],
        "citation_language": ["en"],
        "citation_keywords": ["law; truth"],
        "citation_public_url": [EN.href],
        "citation_abstract_html_url": [EN.href],
        "citation_pdf_url": [f"{SITE}x.pdf"],
    }


@pytest.mark.parametrize(
    ("date", "shown"), [("2023", "2023"), ("2023-05", "2023/05"), ("2023-05-12", "2023/05/12")]
)
def test_a_date_is_as_exact_as_it_is_known(date, shown):
    head = describe_brief(PAGE, replace(PUBLICATION, date=parse_date(date)), FACTS)
    found = metas(head)
    assert found["citation_publication_date"] == [shown]
    assert found["DC.date"] == found["article:published_time"] == [date]
    assert json.loads(head.data)["datePublished"] == date
    assert f"rft.date={date}&" in head.coins


def test_coins_follow_what_readers_of_openurl_expect():
    coins = describe_brief(PAGE, PUBLICATION, FACTS).coins
    assert "rft.genre=report" in coins.split("&")  # Zotero compares it unread
    assert all(part.count("=") == 1 for part in coins.split("&"))
    assert " " not in coins
    assert "+" not in coins
    assert parse_qs(coins) == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:book"],
        "rft.genre": ["report"],
        "rft.btitle": ["A synthetic brief"],
        "rft.aucorp": ["Synthetic Council for Truth and Justice", "Synthetic Institute"],
        "rft.date": ["2023-05-12"],
        "rft.pub": ["Synthetic Council for Truth and Justice"],
        "rft.language": ["en"],
        "rft.description": ["A synthetic deck."],
        "rft.rights": ["CC BY 4.0"],
        "rft_id": [EN.href],
    }


def test_linked_data_describe_the_report_and_what_it_is_about():
    data = json.loads(describe_brief(PAGE, PUBLICATION, FACTS).data)
    publisher = {
        "@type": "Organization",
        "name": "Synthetic Council for Truth and Justice",
        "url": f"{SITE}en/about.html",
    }
    assert data == {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": EN.href,
        "url": EN.href,
        "headline": "A synthetic brief",
        "name": "A synthetic brief",
        "genre": "Update",
        "inLanguage": "en",
        "datePublished": "2023-05-12",
        "version": "1",
        "creativeWorkStatus": "Published",
        "author": [publisher, {"@type": "Organization", "name": "Synthetic Institute"}],
        "publisher": publisher,
        "abstract": "A synthetic deck.",
        "keywords": ["law", "truth"],
        "spatialCoverage": [
            {"@type": "Place", "name": "Synthetic Town"},
            {"@type": "Place", "name": "Synthetic Village"},
        ],
        "about": {
            "@type": "Organization",
            "name": "Synthetic Union",
            "alternateName": "SU",
            "url": "https://example.org/su",
            "sameAs": "https://ror.org/0",
        },
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isBasedOn": [
            {"@type": "CreativeWork", "url": "https://example.org/first"},
            {
                "@type": "CreativeWork",
                "name": "A synthetic law",
                "identifier": "LAW/1",
                "url": "https://example.org/law",
            },
        ],
        "isPartOf": {
            "@type": "Collection",
            "name": "Synthetic archive",
            "url": f"{SITE}en/briefs/index.html",
        },
        "workTranslation": {"@type": "Report", "@id": AR.href, "inLanguage": "ar"},
    }


def test_a_translation_names_its_source_and_no_other_translation():
    page = replace(PAGE, language="ar", text="ar", address=AR.href)
    around = replace(AROUND, versions=(EN, AR, Version("ckb", "x")))
    head = describe_brief(page, PUBLICATION, replace(FACTS, around=around))
    data = json.loads(head.data)
    assert (data["@id"], data["inLanguage"]) == (AR.href, "ar")
    assert data["translationOfWork"] == {"@type": "Report", "@id": EN.href, "inLanguage": "en"}
    assert "workTranslation" not in data
    assert metas(head)["DCTERMS.isVersionOf"] == [EN.href]


def test_an_untranslated_page_is_its_source_under_another_address():
    page = replace(PAGE, language="ar", text="en", versions=(EN,), address=AR.href)
    around = replace(AROUND, versions=(EN,))
    head = describe_brief(page, PUBLICATION, replace(FACTS, around=around))
    data, found = json.loads(head.data), metas(head)
    assert (data["@id"], data["inLanguage"]) == (EN.href, "en")
    assert not {"translationOfWork", "workTranslation"} & data.keys()
    assert links(head)["canonical"] == links(head)["cite-as"] == found["og:url"] == [EN.href]
    assert "alternate" not in links(head)
    assert found["citation_language"] == found["DC.language"] == ["en"]
    assert found["og:locale"] == ["en_US"]
    assert "og:locale:alternate" not in found


def test_links_are_signposts():
    head = describe_brief(PAGE, PUBLICATION, replace(FACTS, pdf="synthetic.pdf"))
    assert links(head) == {
        "canonical": [EN.href],
        "alternate": [EN.href, AR.href],
        "cite-as": [EN.href],
        "describedby": ["synthetic.bib"],
        "item": ["synthetic.pdf"],
        "license": ["https://creativecommons.org/licenses/by/4.0/"],
        "collection": [f"{SITE}en/briefs/index.html"],
        "type": ["https://schema.org/Report"],
        "schema.DC": ["http://purl.org/dc/elements/1.1/"],
        "schema.DCTERMS": ["http://purl.org/dc/terms/"],
    }


def test_without_an_address_nothing_is_absolute_and_the_rest_stays():
    here, there = Version("en", "synthetic.html"), Version("ar", "../../../ar/synthetic.html")
    page = replace(PAGE, versions=(here, there), address="")
    around = replace(AROUND, versions=(here, there), home="a", about="b", collection="c")
    publication = replace(PUBLICATION, address="", source_url="", license="")
    head = describe_brief(page, publication, replace(FACTS, around=replace(around, basis=())))
    everything = repr((head.metas, head.data.replace("https://schema.org", ""), head.coins))
    assert "archive.example.org" not in everything
    assert not {"canonical", "cite-as"} & links(head).keys()
    assert not {"og:url", "citation_public_url", "DC.identifier"} & metas(head).keys()
    assert "rft_id" not in head.coins
    assert json.loads(head.data)["@id"] == "synthetic.html"
    assert json.loads(head.data)["workTranslation"]["@id"] == "../../../ar/synthetic.html"
    assert metas(head)["citation_title"] == ["A synthetic brief"]


# -- What became of it -------------------------------------------------------------------------


def test_a_retracted_brief_says_so_wherever_its_title_goes():
    head = describe_brief(PAGE, WITHDRAWN, TOLD)
    data, found = json.loads(head.data), metas(head)
    title = "Retracted: A synthetic brief"
    assert head.title == data["name"] == data["headline"] == title
    for name in ("citation_title", "DC.title", "og:title"):
        assert found[name] == [title]
    assert parse_qs(head.coins)["rft.btitle"] == [title]
    assert found["description"] == found["og:description"] == [TOLD.status]
    assert found["DC.description"] == [TOLD.status]
    assert found["article:section"] == ["Update"]
    assert not {"abstract"} & data.keys()
    assert "rft.description" not in parse_qs(head.coins)
    assert data["creativeWorkStatus"] == "Retracted"
    assert data["dateModified"] == "2024-06"
    assert found["DCTERMS.modified"] == found["article:modified_time"] == ["2024-06"]
    assert data["version"] == "2"
    assert data["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "A synthetic change.",
            "datePublished": "2023-07-01",
        },
        {"@type": "CorrectionComment", "text": "A synthetic reason.", "datePublished": "2024-06"},
    ]
    assert "robots" not in found


def test_a_corrected_brief_keeps_its_title_and_tells_of_the_correction():
    publication = replace(PUBLICATION, state=State.CORRECTED, status=Note("A synthetic slip."))
    head = describe_brief(PAGE, publication, replace(FACTS, state="Corrected", status="S"))
    data = json.loads(head.data)
    assert (head.title, data["name"]) == ("", "A synthetic brief")
    assert data["creativeWorkStatus"] == "Corrected"
    assert data["correction"] == {"@type": "CorrectionComment", "text": "A synthetic slip."}
    assert data["version"] == "2"
    assert "dateModified" not in data
    assert metas(head)["DC.description"] == ["S", "A synthetic deck."]


def test_a_removed_brief_says_no_more_than_its_tombstone():
    publication = replace(WITHDRAWN, state=State.REMOVED)
    head = describe_brief(PAGE, publication, replace(TOLD, state="Removed", pdf="x.pdf"))
    everything = repr(head)
    for gone in ("A synthetic deck", "Synthetic Town", "law", "Union", "example.org/first", ".bib"):
        assert gone not in everything
    assert head.coins == ""
    assert not any(name.startswith("citation_") for name in metas(head))
    assert json.loads(head.data)["name"] == "Removed: A synthetic brief"


# -- Any page ----------------------------------------------------------------------------------


def test_a_page_that_is_no_brief_is_a_page_of_a_site():
    card = Card(f"{SITE}card.png", 1200, 630, "A synthetic card")
    page = replace(PAGE, description="Synthetic words.", fallback=f"{SITE}index.html", card=card)
    head = describe_page(page)
    assert [(meta.key, meta.name, meta.content) for meta in head.metas] == [
        ("name", "description", "Synthetic words."),
        ("property", "og:type", "website"),
        ("property", "og:title", "A synthetic brief"),
        ("property", "og:description", "Synthetic words."),
        ("property", "og:url", EN.href),
        ("property", "og:site_name", "Synthetic archive"),
        ("property", "og:locale", "en_US"),
        ("property", "og:locale:alternate", "ar_AR"),
        ("property", "og:image", f"{SITE}card.png"),
        ("property", "og:image:width", "1200"),
        ("property", "og:image:height", "630"),
        ("property", "og:image:alt", "A synthetic card"),
        ("name", "twitter:card", "summary_large_image"),
    ]
    named = {link.hreflang: link.href for link in head.links if link.rel == "alternate"}
    assert named == {"en": EN.href, "ar": AR.href, "x-default": f"{SITE}index.html"}
    assert (head.data, head.coins) == ("", "")


# -- Small things ------------------------------------------------------------------------------


def test_data_cannot_end_the_element_that_holds_it():
    text = '</script><script>alert("x")</script><!-- & \u2028\u2029 ]]> سوريا'
    embedded = embed_json({"name": text})
    assert not set("<>&\u2028\u2029\n") & set(embedded)
    assert "سوريا" in embedded
    assert json.loads(embedded) == {"name": text}


def test_a_text_for_machines_has_no_marks_of_direction_and_keeps_its_joiners():
    assert plain("\u2068S/RES/2254\u2069\u200f سوريا\u061c\n\x07 x") == "S/RES/2254 سوريا x"
    assert plain("می\u200cخواهم") == "می\u200cخواهم"
    title = "\u202eevil\u202c"
    head = describe_brief(PAGE, replace(PUBLICATION, title=title), FACTS)
    assert metas(head)["og:title"] == ["evil"]
    assert "%E2%80%AE" not in head.coins


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("A short text.", 20, "A short text."),
        ("Words,  folded\ninto one line", 14, "Words, folded…"),
        ("A text, cut off", 8, "A text…"),
        ("Nospaceanywhere", 5, "Nospa…"),
    ],
)
def test_a_description_ends_between_two_words(text, limit, shown):
    assert shorten(text, limit) == shown


@pytest.mark.parametrize(
    ("code", "locale"),
    [("en", "en_US"), ("ar", "ar_AR"), ("ckb", "cb_IQ"), ("pt_BR", "pt_BR"), ("fr", "fr_FR")],
)
def test_a_language_has_a_territory(code, locale):
    assert name_locale(code) == locale


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC BY-NC-ND 3.0 IGO", "https://creativecommons.org/licenses/by-nc-nd/3.0/igo/"),
        ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("See https://example.org/terms.", "https://example.org/terms"),
        ("All rights reserved", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_licence_leads_to_its_deed(text, address):
    assert find_license(text) == address
