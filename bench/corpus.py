"""The synthetic bilingual briefs that the benchmark builds: invented, and the same each time.

Nothing here speaks of a real event, person or organization: every title and every text
says that it is synthetic. Brief 42 has the same words whatever the number of briefs.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from bench import words

FIRST_YEAR, YEARS = 2016, 10
BODY_COUNT, SOURCE_COUNT, PLACE_COUNT, TOPIC_COUNT = 40, 200, 60, 12
KINDS = ("update", "report", "statement")

AUTHOR = ("Synthetic Authors", "مؤلفون اصطناعيون")
DISCLAIMER = (
    "This page is synthetic test text, number {number}; it describes no real event.",
    "هذه الصفحة نص اصطناعي للاختبار رقم {number}؛ وهي لا تصف أي حدث حقيقي.",
)
CLOSING = ("Here synthetic brief {number} ends.", "هنا ينتهي الموجز الاصطناعي {number}.")

_TERM = re.compile(r"\{term\}`(?P<text>[^`<]+?)(?: <(?P<key>[^>]+)>)?`")
_CITE = re.compile(r"\{cite\}`(?P<key>[^`]+)`")


@dataclass(frozen=True)
class Message:
    """One text in the language of the sources and in its translation."""

    en: str
    ar: str

    def of(self, language: str) -> str:
        """The text in `en` or in `ar`."""
        return self.en if language == "en" else self.ar


@dataclass(frozen=True)
class Body:
    """A synthetic body for the glossary."""

    key: str
    name: Message
    definition: Message


@dataclass(frozen=True)
class Source:
    """A synthetic document for the bibliography."""

    key: str
    author: Message
    title: Message
    year: int


@dataclass(frozen=True)
class Brief:
    """A synthetic brief: its facts and its text, heading after heading."""

    number: int
    date: str
    kind: str
    title: Message
    summary: Message
    places: tuple[Message, ...]
    topics: tuple[Message, ...]
    bodies: tuple[str, ...]
    blocks: tuple[tuple[str, Message], ...]
    """What stands below the deck, in order: (`heading` or `paragraph`, its text as MyST)."""

    @property
    def label(self) -> str:
        """The number as titles write it: `00042`."""
        return label_number(self.number)

    @property
    def slug(self) -> str:
        """The name of its files."""
        return f"synthetic-brief-{self.label}"

    @property
    def year(self) -> str:
        """The folder of its files."""
        return self.date[:4]

    @property
    def messages(self) -> Iterator[Message]:
        """Every text of the page, in the order of the page."""
        yield from (self.title, self.summary, *(message for _, message in self.blocks))

    def body(self, language: str) -> str:
        """The blocks as MyST, without title and deck."""
        return "\n\n".join(
            ("## " if kind == "heading" else "") + message.of(language)
            for kind, message in self.blocks
        )


def label_number(number: int) -> str:
    """A brief's number in five digits."""
    return f"{number:05d}"


def count_words(text: str) -> int:
    """Words of a MyST text as a reader counts them: no keys of roles."""
    return len(_CITE.sub("", _TERM.sub(r"\g<text>", text)).split())


def replace_roles(text: str, term: Callable[[str, str], str], cite: Callable[[str], str]) -> str:
    """Write the roles of a MyST text in another way.

    `term` receives the shown text and the glossary key, `cite` the citation's key.
    """
    text = _TERM.sub(lambda m: term(m["text"], m["key"] or m["text"]), text)
    return _CITE.sub(lambda m: cite(m["key"]), text)


# -- The shared things: bodies, sources, places, topics -----------------------------------


@cache
def all_bodies() -> tuple[Body, ...]:
    """The synthetic bodies, the same for every size of the corpus."""
    rng = random.Random("bodies")
    return tuple(
        Body(
            f"SB-{index:02d}",
            Message(f"Synthetic Body {index:02d}", f"الهيئة الاصطناعية {index:02d}"),
            Message(
                f"A synthetic body. {_english_sentence(rng)} {_english_sentence(rng)}",
                f"هيئة اصطناعية. {_arabic_sentence(rng)} {_arabic_sentence(rng)}",
            ),
        )
        for index in range(1, BODY_COUNT + 1)
    )


@cache
def all_sources() -> tuple[Source, ...]:
    """The synthetic documents, the same for every size of the corpus."""
    rng = random.Random("sources")
    return tuple(
        Source(
            f"synthetic-source-{index:03d}",
            rng.choice(all_bodies()).name,
            Message(
                f"Synthetic source {index:03d}: {_english_phrase(rng)}",
                f"مصدر اصطناعي {index:03d}: {_arabic_phrase(rng)}",
            ),
            FIRST_YEAR + index % YEARS,
        )
        for index in range(1, SOURCE_COUNT + 1)
    )


@cache
def all_places() -> tuple[Message, ...]:
    """Invented places that call themselves synthetic."""
    return tuple(
        Message(f"Synthetic {latin}", f"{arabic} الاصطناعية")
        for latin, arabic in words.invented_names(PLACE_COUNT, "places")
    )


@cache
def all_topics() -> tuple[Message, ...]:
    """Invented topics."""
    return tuple(
        Message(f"synthetic topic {index:02d}", f"موضوع اصطناعي {index:02d}")
        for index in range(1, TOPIC_COUNT + 1)
    )


# -- Briefs --------------------------------------------------------------------------------


def generate_briefs(count: int) -> Iterator[Brief]:
    """Briefs 1 to `count`, spread evenly over ten years."""
    return (generate_brief(number) for number in range(1, count + 1))


def generate_brief(number: int) -> Brief:
    """The brief of that number; about 600 words, three terms and two citations."""
    rng = random.Random(f"synthetic brief {number}")
    label = label_number(number)
    bodies = rng.sample(all_bodies(), 3)
    sources = rng.sample(all_sources(), 2)
    blocks = tuple(_blocks(rng, label, bodies, sources))
    return Brief(
        number=number,
        date=_date(rng, number),
        kind=rng.choice(KINDS),
        title=Message(
            f"Synthetic brief {label}: {_english_phrase(rng)}",
            f"موجز اصطناعي {label}: {_arabic_phrase(rng)}",
        ),
        summary=Message(
            f"Synthetic deck {label}: {_english_sentence(rng)}",
            f"ملخص اصطناعي {label}: {_arabic_sentence(rng)}",
        ),
        places=tuple(rng.sample(all_places(), rng.randint(1, 3))),
        topics=tuple(rng.sample(all_topics(), rng.randint(1, 3))),
        bodies=tuple(body.key for body in bodies),
        blocks=blocks,
    )


def _date(rng: random.Random, number: int) -> str:
    date = f"{FIRST_YEAR + number % YEARS}-{rng.randint(1, 12):02d}"
    return date if rng.random() < 0.2 else f"{date}-{rng.randint(1, 28):02d}"


def _blocks(
    rng: random.Random, label: str, bodies: list[Body], sources: list[Source]
) -> Iterator[tuple[str, Message]]:
    headings = {3, 7} if rng.random() < 0.5 else {2, 5, 8}
    last = 9
    for index in range(last + 1):
        if index in headings:
            yield "heading", Message(_english_phrase(rng), _arabic_phrase(rng))
        en, ar = _paragraph(rng, 46), _arabic_paragraph(rng, 44)
        if index in (0, 3, 6):
            body = bodies[index // 3]
            en.insert(1, _english_mention(rng, body))
            ar.insert(1, _arabic_mention(rng, body))
        if index in (2, 7):
            cite = f"{{cite}}`{sources[index // 7].key}`"
            en[-1] += cite
            ar[-1] += cite
        if index in (0, last):
            fixed = DISCLAIMER if index == 0 else CLOSING
            place = 0 if index == 0 else len(en)
            en.insert(place, fixed[0].format(number=label))
            ar.insert(place if index == 0 else len(ar), fixed[1].format(number=label))
        yield "paragraph", Message(" ".join(en), " ".join(ar))


def _english_mention(rng: random.Random, body: Body) -> str:
    role = rng.choice((f"{{term}}`{body.key}`", f"{{term}}`{body.name.en} <{body.key}>`"))
    return f"According to {role}, {_english_clause(rng)}."


def _arabic_mention(rng: random.Random, body: Body) -> str:
    return f"وبحسب {{term}}`{body.name.ar} <{body.key}>` {_arabic_clause(rng)}."


def _paragraph(rng: random.Random, least: int) -> list[str]:
    return _sentences(lambda: _english_sentence(rng), least)


def _arabic_paragraph(rng: random.Random, least: int) -> list[str]:
    return _sentences(lambda: _arabic_sentence(rng), least)


def _sentences(make: Callable[[], str], least: int) -> list[str]:
    """Sentences until they have at least that many words."""
    made: list[str] = []
    while sum(len(sentence.split()) for sentence in made) < least:
        made.append(make())
    return made


# -- Sentences -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Vocabulary:
    """The words of one language by class, each class with its weights."""

    nouns: words.Choice
    verbs: words.Choice
    adjectives: words.Choice
    names: words.Choice


@cache
def _english() -> Vocabulary:
    return Vocabulary(
        words.weigh_words(words.english_nouns(), "en nouns"),
        words.weigh_words(words.english_verbs(), "en verbs"),
        words.weigh_words(words.english_adjectives(), "en adjectives"),
        words.weigh_words([[latin for latin, _ in _names()]], "names"),
    )


@cache
def _arabic() -> Vocabulary:
    return Vocabulary(
        words.weigh_words(words.arabic_nouns(), "ar nouns"),
        words.weigh_words(words.arabic_verbs(), "ar verbs"),
        words.weigh_words(words.arabic_adjectives(), "ar adjectives"),
        words.weigh_words([[arabic for _, arabic in _names()]], "names"),
    )


@cache
def _names() -> list[tuple[str, str]]:
    return words.invented_names(1500, "names")


def _english_group(rng: random.Random) -> str:
    english = _english()
    if rng.random() < 0.08:
        return english.names.pick(rng)
    adjective = english.adjectives.pick(rng) + " " if rng.random() < 0.4 else ""
    return f"{rng.choice(words.EN_DETERMINERS)} {adjective}{english.nouns.pick(rng)}"


def _english_clause(rng: random.Random) -> str:
    clause = f"{_english_group(rng)} {_english().verbs.pick(rng)} {_english_group(rng)}"
    for _ in range(rng.randint(0, 2)):
        clause += f" {rng.choice(words.EN_PREPOSITIONS)} {_english_group(rng)}"
    return clause


def _english_sentence(rng: random.Random) -> str:
    sentence = _english_clause(rng)
    if rng.random() < 0.6:
        sentence += f", {rng.choice(words.EN_LINKS)} {_english_clause(rng)}"
    return sentence[0].upper() + sentence[1:] + "."


def _english_phrase(rng: random.Random) -> str:
    english = _english()
    phrase = f"{english.adjectives.pick(rng)} {english.nouns.pick(rng)}"
    phrase += f" {rng.choice(words.EN_PREPOSITIONS)} {english.nouns.pick(rng)}"
    return phrase[0].upper() + phrase[1:]


def _arabic_group(rng: random.Random) -> str:
    arabic = _arabic()
    if rng.random() < 0.08:
        return arabic.names.pick(rng)
    adjective = " " + arabic.adjectives.pick(rng) if rng.random() < 0.5 else ""
    return arabic.nouns.pick(rng) + adjective


def _arabic_clause(rng: random.Random) -> str:
    clause = f"{_arabic().verbs.pick(rng)} {_arabic_group(rng)} {_arabic_group(rng)}"
    for _ in range(rng.randint(0, 3)):
        clause += f" {rng.choice(words.AR_PREPOSITIONS)} {_arabic_group(rng)}"
    return clause


def _arabic_sentence(rng: random.Random) -> str:
    sentence = _arabic_clause(rng)
    if rng.random() < 0.6:
        sentence += f"، {rng.choice(words.AR_LINKS)} {_arabic_clause(rng)}"
    return sentence + "."


def _arabic_phrase(rng: random.Random) -> str:
    arabic = _arabic()
    phrase = f"{arabic.nouns.pick(rng)} {arabic.adjectives.pick(rng)}"
    return f"{phrase} {rng.choice(words.AR_PREPOSITIONS)} {arabic.nouns.pick(rng)}"


# -- Catalogs ------------------------------------------------------------------------------


def format_catalog(messages: Iterable[Message]) -> str:
    """A `.po` file with every message translated."""
    header = "".join(
        f'"{line}\\n"\n'
        for line in (
            "Project-Id-Version: synthetic test text",
            "Language: ar",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=UTF-8",
            "Content-Transfer-Encoding: 8bit",
        )
    )
    return f'msgid ""\nmsgstr ""\n{header}{format_entries(messages)}'


def format_entries(messages: Iterable[Message]) -> str:
    """The entries of a `.po` file, each msgid once, a line to a text."""
    entries = {message.en: message.ar for message in messages}
    return "".join(
        f"\nmsgid {_quote(msgid)}\nmsgstr {_quote(msgstr)}\n" for msgid, msgstr in entries.items()
    )


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
