"""Looks whether a translation calls the bodies and documents of the archive by their names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from warraq.translation.lint.markup import View, blank_markup
from warraq.translation.lint.scripts import PLAIN_DIGITS, base_of, fold_word, script_of
from warraq.translation.lint.subject import Subject
from warraq.translation.names import OfficialName
from warraq.translation.rules import Example, Finding, Rule, Severity

_ROOM = OfficialName(
    "SSR",
    ("SSR", "Synthetic Support Room"),
    "غرفة الدعم الاصطناعية",
    avoid=("قاعة الدعم الاصطناعية",),
)

MISSING = Rule(
    "T404",
    "official-name-missing",
    "does not use the official name of a body or document that the source names",
    Severity.WARNING,
    Example(
        "The Synthetic Support Room met.",
        "اجتمعت حجرة المساعدة.",
        "اجتمعت غرفة الدعم الاصطناعية.",
        names=(_ROOM,),
    ),
    "Write the name that the glossary gives, in whatever case the sentence needs.",
)
AVOIDED = Rule(
    "T405",
    "name-to-avoid",
    "calls a body or document by a name that the glossary says to avoid",
    Severity.WARNING,
    Example(
        "The Synthetic Support Room met.",
        "اجتمعت قاعة الدعم الاصطناعية.",
        "اجتمعت غرفة الدعم الاصطناعية.",
        names=(_ROOM,),
    ),
    "Write the official name instead.",
)
RULES: tuple[Rule, ...] = (MISSING, AVOIDED)


class Word(NamedTuple):
    """A word of a text and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A way to name a body, as words that may be inflected."""

    name: OfficialName
    words: tuple[frozenset[str], ...]
    wrong: bool
    text: str


@dataclass(frozen=True, slots=True)
class _Index:
    """The names of an archive by the first word of each."""

    sources: Mapping[str, list[tuple[tuple[str, ...], str, OfficialName]]] = field(
        default_factory=dict
    )
    phrases: Mapping[str, list[_Phrase]] = field(default_factory=dict)


_INDEXES: dict[int, tuple[tuple[OfficialName, ...], str, _Index]] = {}
"""The indexes in use: to hash some hundreds of names for each message would take longer."""

_PREFIXES: Mapping[str, re.Pattern[str]] = {
    "ar": re.compile("[وف]?(?:[بك]?ال|لل|[بلك])?"),
    "ckb": re.compile("و?"),
}
"""What may be written together with a word before it; folded."""

_ENDINGS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "ar": (("ون", "ين"), ("ان", "ين"), ("اء", "ا"), ("ائي", "ا"), ("اءي", "ا")),
}
"""Endings of one word in different cases."""

_WORD = re.compile(r"[^\W_]+(?:['’\u200c][^\W_]+)*")


_ARTICLES: Mapping[str, re.Pattern[str]] = {"ar": re.compile("[وف]?[بك]?(?:ال|لل)")}
"""How a word begins that has the definite article; folded."""

_LABEL = re.compile(r"\{term\}`(?P<words>[^`<>]+)<(?P<key>[^`<>]+)>`")
_QUOTED = re.compile(r"[«“\"](?P<words>[^«»“”\"\n]{2,150})[»”\"](?:\s*\((?P<key>[^()]{1,80})\))?")


def check_names(view: View) -> Iterator[Finding]:
    """The findings of this module's rules."""
    subject = view.subject
    if not subject.names:
        return
    index = _index_names(subject.names, subject.language)
    source = blank_markup(subject.msgid, subject.kind, keep_terms=True)
    wanted = _find_sources(source, index)
    target = blank_markup(subject.msgstr, subject.kind, keep_terms=True)
    words = _split(target)
    found = _find_phrases(words, index, subject.language)
    right = {
        id(phrase.name) for phrase, *_ in found if not phrase.wrong and not _is_abbreviation(phrase)
    }
    wrong = _leave_out_covered(found)
    for phrase in wrong.values():
        yield Finding(
            AVOIDED,
            f"The translation has “{phrase.text}”, which the glossary says to avoid; write "
            f"“{phrase.name.name}”."
            if phrase.name.name
            else f"The translation has “{phrase.text}”, which the glossary says to avoid.",
        )
    folded = {word.text for word in words}
    for name, said in wanted.values():
        if (
            id(name) in right
            or id(name) in wrong
            or not name.name
            or subject.msgstr == subject.msgid
        ):
            continue
        # The source's abbreviation may stay, or the first word stand for it: no other long name.
        short = all(map(_is_short, said))
        if short and _is_distorted(name, target, words, subject):
            yield _miss(name, said[0])
            continue
        if any(_is_kept(way, target) for way in said if short or "/" in way):
            continue
        numbers = re.findall("[0-9]+", name.name)
        if numbers and not set(numbers) - set(re.findall("[0-9]+", target.translate(PLAIN_DIGITS))):
            continue  # a document is known by its number: Security Council resolution 2254 (2015)
        if short and _has_head(name, folded, subject):
            continue
        yield _miss(name, said[0])


def _miss(name: OfficialName, said: str) -> Finding:
    return Finding(
        MISSING,
        f"The translation does not use the official name of “{said}”; write “{name.name}”.",
    )


def _is_abbreviation(phrase: _Phrase) -> bool:
    """Whether a name is the source's own abbreviation, which no reader takes for a name."""
    name = phrase.name
    return phrase.text != name.name and phrase.text in name.sources and _is_short(phrase.text)


def _is_short(name: str) -> bool:
    """Whether a name is an abbreviation or a symbol: one word, not all of it lower case."""
    return " " not in name.partition(" (")[0]


def _is_kept(name: str, target: str) -> bool:
    """Whether an abbreviation or a symbol stands in the translation as in the source."""
    short = name.partition(" (")[0]
    return " " not in short and short in target


def _has_head(name: OfficialName, folded: Iterable[str], subject: Subject) -> bool:
    """Whether the first word of a name stands for it, as in "the Room"."""
    head = _WORD.search(name.name)
    if head is None:
        return False
    forms = _forms(fold_word(head[0]), subject.language)
    return any(not forms.isdisjoint(_forms(word, subject.language)) for word in folded)


def _is_distorted(name: OfficialName, target: str, words: list[Word], subject: Subject) -> bool:
    """Whether a text goes on as a longer name does behind the first word, in other words."""
    official = [_forms(word.text, subject.language) for word in _split(name.name)]
    keys = {fold_word(key) for key in (name.key, *name.sources)}

    def is_other(text: str, key: str) -> bool:
        said = [_forms(word.text, subject.language) for word in _split(text)]
        if len(said) > len(official) + 4 or not _begins(said, official, subject):
            return False
        shared = _count_shared(said, official)
        # Without the abbreviation beside it, it may be another body: the Centre for Media.
        much = (len(said) > 2 or shared) if key in keys else 2 * shared >= len(official) - 1
        return bool(much) and not _abridges(said, official)

    for label in _LABEL.finditer(fold_word(subject.msgstr)):
        if label["key"].strip() in keys and is_other(label["words"], label["key"].strip()):
            return True
    for quoted in _QUOTED.finditer(fold_word(target)):
        if is_other(quoted["words"], (quoted["key"] or "").strip()):
            return True
    # Elsewhere any sentence may go on with such words, "the Room met people of civil society":
    # there the name must be whole but for one word, or for the order of its words.
    article = _ARTICLES.get(base_of(subject.language))
    if article is None or article.match(fold_word(name.name)):
        return False
    text = fold_word(target)
    long = len(official)
    for at, word in enumerate(words[: 1 - long] if long > 3 else ()):
        if article.match(word.text) or official[0].isdisjoint(_forms(word.text, subject.language)):
            continue
        near = words[at : at + long]
        if not all(text[a.end : b.start].isspace() for a, b in pairwise(near)):
            continue
        said = [_forms(each.text, subject.language) for each in near]
        same = sum(not a.isdisjoint(b) for a, b in zip(said, official, strict=True))
        every = all(any(not own.isdisjoint(forms) for forms in said) for own in official)
        if same < long and (same == long - 1 or every):
            return True
    return False


def _begins(said: list[frozenset[str]], official: list[frozenset[str]], subject: Subject) -> bool:
    loose = script_of(subject.language) != "Arab"
    return len(said) > 1 and len(official) > 1 and _is_form(said[0], official[0], loose)


def _count_shared(said: list[frozenset[str]], official: list[frozenset[str]]) -> int:
    """How many words behind the first are the name's too, without those of two letters."""
    own = {form for forms in official[1:] for form in forms if max(map(len, forms)) > 2}
    return sum(not own.isdisjoint(forms) for forms in said[1:])


def _abridges(said: list[frozenset[str]], official: list[frozenset[str]]) -> bool:
    """Whether words are the name's own in their order, some of them left out."""
    rest = iter(official)
    return all(any(not forms.isdisjoint(own) for own in rest) for forms in said)


def _index_names(names: tuple[OfficialName, ...], language: str) -> _Index:
    known = _INDEXES.get(id(names))
    if known and known[0] is names and known[1] == language:
        return known[2]
    sources: dict[str, list[tuple[tuple[str, ...], str, OfficialName]]] = {}
    phrases: dict[str, list[_Phrase]] = {}
    for name in names:
        for way in name.sources:
            if words := tuple(word.text for word in _split_source(way)):
                sources.setdefault(words[0], []).append((words, way, name))
        for way, wrong in (
            *((text, False) for text in (name.name, *name.others)),
            *((text, True) for text in name.avoid),
        ):
            forms = tuple(_forms(w.text, language) for w in _split(way))
            if forms:
                phrase = _Phrase(name, forms, wrong, way)
                for first in forms[0]:
                    phrases.setdefault(first, []).append(phrase)
    for ways in sources.values():
        ways.sort(key=lambda way: -len(way[0]))
    if len(_INDEXES) > 16:
        _INDEXES.clear()
    index = _Index(sources, phrases)
    _INDEXES[id(names)] = (names, language, index)
    return index


def _split_source(text: str) -> list[Word]:
    return [Word(m[0].casefold(), *m.span()) for m in _WORD.finditer(text)]


def _find_sources(text: str, index: _Index) -> dict[int, tuple[OfficialName, list[str]]]:
    """The bodies that a source names, each with how it does; longer names go first."""
    found: dict[int, tuple[OfficialName, list[str]]] = {}
    words = _split_source(text)
    position = 0
    while position < len(words):
        for parts, way, name in index.sources.get(words[position].text, ()):
            end = position + len(parts)
            if tuple(w.text for w in words[position:end]) != parts:
                continue
            written = text[words[position].start : words[end - 1].end]
            # An abbreviation is no common word in other letters: "WHO" is not "who".
            if len(parts) == 1 and not way.islower() and written != way:
                continue
            found.setdefault(id(name), (name, []))[1].append(way)
            position = end - 1
            break
        position += 1
    return found


def _split(text: str) -> list[Word]:
    return [Word(m[0], *m.span()) for m in _WORD.finditer(fold_word(text))]


@lru_cache(maxsize=50_000)
def _forms(word: str, language: str) -> frozenset[str]:
    """The forms of a folded word under which it is found, without what is written to it."""
    forms = {word}
    if prefix := _PREFIXES.get(base_of(language)):
        match = prefix.match(word)
        end = match.end() if match else 0
        forms |= {word[cut:] for cut in range(1, end + 1) if len(word) - cut >= 3}
    for form in tuple(forms):
        for ending, plain in _ENDINGS.get(base_of(language), ()):
            if form.endswith(ending) and len(form) - len(ending) >= 2:
                forms.add(form[: -len(ending)] + plain)
    return frozenset(forms)


def _find_phrases(
    words: list[Word], index: _Index, language: str
) -> list[tuple[_Phrase, int, int]]:
    """Every name in a translation, with the words that it takes up."""
    cache: dict[str, frozenset[str]] = {}

    def forms_of(place: int) -> frozenset[str]:
        word = words[place].text
        if word not in cache:
            cache[word] = _forms(word, language)
        return cache[word]

    loose = script_of(language) != "Arab"
    found = []
    for place in range(len(words)):
        tried = set()
        for first in _first_words(forms_of(place), index, loose):
            for phrase in index.phrases.get(first, ()):
                end = place + len(phrase.words)
                if id(phrase) in tried or end > len(words):
                    continue
                tried.add(id(phrase))
                if all(
                    _is_form(forms_of(place + at), forms, loose)
                    for at, forms in enumerate(phrase.words)
                ):
                    found.append((phrase, place, end))
    return found


def _first_words(forms: frozenset[str], index: _Index, loose: bool) -> Iterator[str]:
    yield from forms
    if loose:
        for form in forms:
            yield from (form[:-cut] for cut in (1, 2, 3) if len(form) - cut >= 3)


def _is_form(forms: frozenset[str], wanted: frozenset[str], loose: bool) -> bool:
    """Whether two words are one; languages that decline by endings may add three letters."""
    if not forms.isdisjoint(wanted):
        return True
    return loose and any(
        form.startswith(word) and len(form) - len(word) <= 3
        for form in forms
        for word in wanted
        if len(word) >= 3
    )


def _leave_out_covered(found: list[tuple[_Phrase, int, int]]) -> dict[int, _Phrase]:
    """The names to avoid that are no part of a longer right one."""
    right = sorted((start, end) for phrase, start, end in found if not phrase.wrong)
    starts = [start for start, _ in right]
    reach = list(accumulate((end for _, end in right), max))
    wrong: dict[int, _Phrase] = {}
    for phrase, start, end in found:
        if not phrase.wrong or id(phrase.name) in wrong:
            continue
        before = bisect_right(starts, start)
        if not before or reach[before - 1] < end:
            wrong[id(phrase.name)] = phrase
    return wrong
