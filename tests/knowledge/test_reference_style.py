"""How each kind of document is written in both languages.

Documents of the United Nations and of states are real; all else says that it is synthetic.
"""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from pybtex.database import parse_string

from warraq.knowledge.bibfile import check_bib_text
from warraq.knowledge.citations import format_reference, plain_reference

ROOT = Path(__file__).resolve().parents[2]
WORDS = {
    entry.msgid: entry.msgstr
    for entry in polib.pofile(str(ROOT / "locale" / "ar" / "LC_MESSAGES" / "warraq.po"))
}

KINDS = {
    "resolution": (
        """@legal{x, author = {{United Nations Security Council}},
           author-ar = {{مجلس الأمن التابع للأمم المتحدة}}, title = {Resolution 2254 (2015)},
           title-ar = {القرار 2254 (2015)}, number = {S/RES/2254 (2015)}, date = {2015-12-18}}""",
        "United Nations Security Council, Resolution 2254 (2015), S/RES/2254 (2015), "
        "18 December 2015.",
        "مجلس الأمن التابع للأمم المتحدة، القرار 2254 (2015)، S/RES/2254 (2015)، "
        "18 كانون الأول/ديسمبر 2015.",
    ),
    "report with a symbol": (
        """@report{x, institution = {Human Rights Council}, institution-ar = {مجلس حقوق الإنسان},
           title = {Synthetic report of a commission}, title-ar = {تقرير اصطناعي للجنة},
           number = {A/HRC/0/0}, date = {2021-01-21}, pages = {4-6}}""",
        "Human Rights Council, Synthetic report of a commission, A/HRC/0/0, 21 January 2021, "
        "pp. 4–6.",
        "مجلس حقوق الإنسان، تقرير اصطناعي للجنة، A/HRC/0/0، 21 كانون الثاني/يناير 2021، "
        "الصفحات 4–6.",
    ),
    "treaty": (
        """@legal{x, author = {{United Nations}}, author-ar = {{الأمم المتحدة}},
           title = {Charter of the United Nations}, title-ar = {ميثاق الأمم المتحدة},
           date = {1945-06-26}}""",
        "United Nations, Charter of the United Nations, 26 June 1945.",
        "الأمم المتحدة، ميثاق الأمم المتحدة، 26 حزيران/يونيو 1945.",
    ),
    "law with a number": (
        """@legislation{x, author = {{A Synthetic State}}, author-ar = {{دولة اصطناعية}},
           title = {Synthetic Law on Examples}, title-ar = {قانون الأمثلة الاصطناعي},
           number = {10}, date = {2018-04-02}, langid = {arabic}}""",
        "A Synthetic State, Synthetic Law on Examples, No. 10, 2 April 2018.",
        "دولة اصطناعية، قانون الأمثلة الاصطناعي، رقم 10، 2 نيسان/أبريل 2018.",
    ),
    "old law": (
        "@legislation{x, title = {Synthetic Ordinance}, date = {1864-08-22}}",
        "Synthetic Ordinance, 22 August 1864.",
        "Synthetic Ordinance، 22 آب/أغسطس 1864.",
    ),
    "law that names its number, in a gazette": (
        """@legislation{x, title = {المرسوم الاصطناعي رقم 66}, number = {66},
           journaltitle = {جريدة اصطناعية}, volume = {2}, year = 2012, langid = {arabic}}""",
        "المرسوم الاصطناعي رقم 66, جريدة اصطناعية, vol. 2, 2012.",
        "المرسوم الاصطناعي رقم 66، جريدة اصطناعية، المجلد 2، 2012.",
    ),
    "law in a gazette": (
        """@legislation{x, title = {Synthetic Law of 10 April 2018}, number = {10},
           journaltitle = {Synthetic Gazette}, date = {2018-04-10}}""",
        "Synthetic Law of 10 April 2018, No. 10, Synthetic Gazette, 10 April 2018.",
        "Synthetic Law of 10 April 2018، رقم 10، Synthetic Gazette، 10 نيسان/أبريل 2018.",
    ),
    "judgment": (
        """@jurisdiction{x, institution = {Synthetic Court}, institution-ar = {المحكمة الاصطناعية},
           title = {A v. B}, number = {IT-00-1-T}, date = {2001-02}}""",
        "Synthetic Court, A v. B, IT-00-1-T, February 2001.",
        "المحكمة الاصطناعية، A v. B، IT-00-1-T، شباط/فبراير 2001.",
    ),
    "report of an organisation": (
        """@report{x, author = {{Synthetic Watch}}, author-ar = {{مرصد اصطناعي}},
           title = {What a Test Says}, title-ar = {ما يقوله الاختبار},
           subtitle = {A Synthetic Report}, subtitle-ar = {تقرير اصطناعي}, number = {12},
           institution = {Synthetic Watch}, institution-ar = {مرصد اصطناعي},
           date = {2020-05/2020-07}, url = {https://example.org}, urldate = {2021-03-01}}""",
        "Synthetic Watch, “What a Test Says: A Synthetic Report”, No. 12, May–July 2020, "
        "accessed 1 March 2021.",
        "مرصد اصطناعي، «ما يقوله الاختبار: تقرير اصطناعي»، رقم 12، "
        "أيار/مايو – تموز/يوليو 2020، اطُّلع عليه في 1 آذار/مارس 2021.",
    ),
    "technical report": (
        """@techreport{x, author = {Doe, Jane}, title = {Synthetic Findings},
           institution = {A School}, year = 2019, month = oct}""",
        "Jane Doe, “Synthetic Findings”, technical report, A School, October 2019.",
        "Jane Doe، «Synthetic Findings»، تقرير فني، A School، تشرين الأول/أكتوبر 2019.",
    ),
    "news": (
        """@article{x, author = {Doe, Jane and Roe, Richard}, title = {Synthetic News},
           journaltitle = {The Synthetic Times}, date = {2022-11-30}}""",
        "Jane Doe and Richard Roe, “Synthetic News”, The Synthetic Times, 30 November 2022.",
        "Jane Doe وRichard Roe، «Synthetic News»، The Synthetic Times، "
        "30 تشرين الثاني/نوفمبر 2022.",
    ),
    "news without an author": (
        """@article{x, title = {خبر اصطناعي}, journaltitle = {جريدة اصطناعية}, date = {2022-12}}""",
        "“خبر اصطناعي”, جريدة اصطناعية, December 2022.",
        "«خبر اصطناعي»، جريدة اصطناعية، كانون الأول/ديسمبر 2022.",
    ),
    "journal": (
        """@article{x, author = {Doe, Jane and Roe, Richard and {The Body, Inc}},
           title = {On Examples}, journaltitle = {Journal of Synthesis}, volume = {5},
           number = {3}, pages = {12--19}, date = {2019-07}, doi = {10.1234/synthetic}}""",
        "Jane Doe, Richard Roe and The Body, Inc, “On Examples”, Journal of Synthesis, vol. 5, "
        "issue 3, July 2019, pp. 12–19.",
        "Jane Doe، Richard Roe وThe Body, Inc، «On Examples»، Journal of Synthesis، المجلد 5، "
        "العدد 3، تموز/يوليو 2019، الصفحات 12–19.",
    ),
    "chapter": (
        """@incollection{x, author = {Doe, Jane}, title = {A Synthetic Chapter},
           booktitle = {Synthetic Essays}, booksubtitle = {An Example}, editor = {Roe, Richard and
           Moe, Max}, edition = {2}, volume = {1}, chapter = {3}, pages = {7},
           publisher = {Synthetic Press}, location = {Synthetic Town}, date = {2010}}""",
        "Jane Doe, “A Synthetic Chapter”, in “Synthetic Essays: An Example”, "
        "Richard Roe and Max Moe, eds., 2nd ed., vol. 1, Synthetic Town, Synthetic Press, 2010, "
        "chapter 3, p. 7.",
        "Jane Doe، «A Synthetic Chapter»، في «Synthetic Essays: An Example»، "
        "تحرير Richard Roe وMax Moe، الطبعة 2، المجلد 1، Synthetic Town، "
        "Synthetic Press، 2010، الفصل 3، الصفحة 7.",
    ),
    "book of many authors": (
        """@book{x, author = {Doe, J. and Roe, R. and Moe, M. and Poe, P.},
           title = {A Synthetic Book}, translator = {Loe, L.}, edition = {Revised edition},
           publisher = {Synthetic Press}, date = {2003}}""",
        "J. Doe and others, “A Synthetic Book”, translated by L. Loe, Revised edition, "
        "Synthetic Press, 2003.",
        "J. Doe وآخرون، «A Synthetic Book»، ترجمة L. Loe، Revised edition، Synthetic Press، 2003.",
    ),
    "book of an editor": (
        """@collection{x, editor = {Roe, Richard}, editor-ar = {سلمى مثال}, title = {Essays},
           title-ar = {مقالات اصطناعية}, publisher = {Synthetic Press}, date = {2003~}}""",
        "Richard Roe, ed., “Essays”, Synthetic Press, about 2003.",
        "تحرير سلمى مثال، «مقالات اصطناعية»، Synthetic Press، نحو 2003.",
    ),
    "paper of a conference": (
        """@inproceedings{x, author = {Doe, Jane}, title = {A Synthetic Paper},
           booktitle = {Synthetic Proceedings}, date = {2015/2016}}""",
        "Jane Doe, “A Synthetic Paper”, in “Synthetic Proceedings”, 2015–2016.",
        "Jane Doe، «A Synthetic Paper»، في «Synthetic Proceedings»، 2015–2016.",
    ),
    "thesis": (
        """@phdthesis{x, author = {Doe, Jane}, title = {A Synthetic Thesis}, school = {A School},
           year = {2012}}""",
        "Jane Doe, “A Synthetic Thesis”, PhD thesis, A School, 2012.",
        "Jane Doe، «A Synthetic Thesis»، أطروحة دكتوراه، A School، 2012.",
    ),
    "data": (
        """@dataset{x, organization = {A Synthetic Archive}, title = {Synthetic Data},
           version = {2.1}, date = {2021-05-03}, url = {https://example.org/data}}""",
        "A Synthetic Archive, “Synthetic Data”, dataset, version 2.1, 3 May 2021.",
        "A Synthetic Archive، «Synthetic Data»، مجموعة بيانات، الإصدار 2.1، 3 أيار/مايو 2021.",
    ),
    "web page": (
        """@online{x, author = {{Synthetic Body}}, author-ar = {{هيئة اصطناعية}},
           title = {Is This a Page?}, organization = {Synthetic Site},
           url = {https://example.org}, urldate = {2024-02-03}}""",
        "Synthetic Body, “Is This a Page?”, Synthetic Site, accessed 3 February 2024.",
        "هيئة اصطناعية، «Is This a Page?»، Synthetic Site، اطُّلع عليه في 3 شباط/فبراير 2024.",
    ),
    "film": (
        """@video{x, author = {Doe, Jane}, title = {A Synthetic Film}, date = {2016-21?},
           note = {on file}, note-ar = {محفوظ لدينا}}""",
        "Jane Doe, “A Synthetic Film”, spring 2016?, on file.",
        "Jane Doe، «A Synthetic Film»، ربيع 2016؟، محفوظ لدينا.",
    ),
    "unfinished work": (
        "@unpublished{x, author = {Doe, Jane and others}, title = {Notes}, pubstate = {inpress}}",
        "Jane Doe and others, “Notes”, forthcoming.",
        "Jane Doe وآخرون، «Notes»، قيد النشر.",
    ),
    "periodical of which one issue is meant": (
        """@periodical{x, title = {Synthetic Papers}, issue = {Spring}, number = {7},
           date = {2001/}}""",
        "“Synthetic Papers”, issue 7, Spring, since 2001.",
        "«Synthetic Papers»، العدد 7، Spring، منذ 2001.",
    ),
}


def write(bib: str, language: str) -> str:
    (entry,) = parse_string(bib, "bibtex").entries.values()
    words = WORDS if language == "ar" else {}
    return plain_reference(format_reference(entry, language, lambda text: words.get(text) or text))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_reads_right_in_both_languages(kind):
    bib, english, arabic = KINDS[kind]
    assert check_bib_text(bib, ["en", "ar"]) == ()
    assert write(bib, "en") == english
    assert write(bib, "ar") == arabic


def test_every_word_of_a_reference_has_its_arabic():
    texts = [write(bib, "ar") for bib, _english, _arabic in KINDS.values()]
    assert not [text for text in texts if ", e" in text or " and " in text or "“" in text]


def test_a_number_with_letters_is_one_run_of_the_other_direction():
    bib = """@jurisdiction{x, title = {A}, number = {1 StE 9/19}, volume = {2 B}, pages = {A-3},
             version = {1 rc}, date = {2020}, chapter = {4}}"""
    (entry,) = parse_string(bib, "bibtex").entries.values()
    arabic = format_reference(entry, "ar", lambda text: WORDS.get(text) or text)
    isolated = [span.text for span in arabic if span.isolate]
    assert {"1 StE 9/19", "2 B", "A-3", "1 rc"} <= set(isolated)
    assert "4" not in isolated
    assert not any(span.isolate for span in format_reference(entry, "en", str))


def test_quotation_marks_in_a_title_step_down_and_the_isbn_is_last():
    bib = """@book{x, title = {“We Can’t Stop”: A “Quoted” Synthetic Title},
             title-ar = {«لن نتوقف»: عنوان اصطناعي}, isbn = {978-3-16-148410-0},
             publisher = {Synthetic Press}, year = 2010}"""
    assert write(bib, "en") == (
        "“‘We Can’t Stop’: A ‘Quoted’ Synthetic Title”, Synthetic Press, 2010, "
        "ISBN 978-3-16-148410-0."
    )
    assert write(bib, "ar") == (
        "«”لن نتوقف“: عنوان اصطناعي»، Synthetic Press، 2010، ISBN 978-3-16-148410-0."
    )
