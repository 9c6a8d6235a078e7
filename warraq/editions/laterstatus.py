"""Writes the styles that show in old editions what was decided later of their briefs."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from warraq.brief import Revision, Status
from warraq.editions.changes import BRIEF, Kind
from warraq.editions.editionstyle import quote_css
from warraq.editions.kindwords import kind_word, status_word
from warraq.editions.model import STATUS, Page
from warraq.editions.timeline import Step, Timeline
from warraq.editions.voices import Voice
from warraq.edtf import format_date, parse_date
from warraq.translation.bidi import split_ltr_runs

_YEAR = re.compile(r"briefs/(\d{4})/")
_ISOLATE, _POP = "\u2066", "\u2069"
_DIRECTION_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def status_mark(status: Status, revisions: Sequence[Revision]) -> str:
    """What was decided of a brief, as `data-status` on its page has it.

    It is `published` alone, or the state, its date, the date of the newest revision and a digest
    of all notes: `retracted 2025-03-12 - 8f2a…`. The notes are those of the source, so that the
    pages of all languages bear the same mark and a note that is translated is no new decision.
    """
    if not (status.note or status.date or revisions) and status.state == "published":
        return "published"
    newest = max((revision.date for revision in revisions), default="-")
    notes = [status.note, *(f"{revision.date} {revision.note}" for revision in revisions)]
    told = "\n".join(" ".join(note.split()) for note in notes)
    digest = hashlib.sha256(told.encode()).hexdigest()[:12]
    return f"{status.state} {status.date or '-'} {newest} {digest}"


def _mark_of(page: Page) -> str:
    return page.mark or f"{page.state} {page.status_date}".strip()


def status_path(tag: str, year: str) -> str:
    """Where the later decisions on the briefs of a year are, from the site's root."""
    return f"{tag}/{STATUS}/briefs-{year}.css"


def later_styles(voice: Voice, timelines: Mapping[str, Timeline]) -> Iterator[tuple[str, str]]:
    """Yield the path and the content of the style of each year of which there is any brief.

    A page that says itself what was decided does not say it twice: it bears the same mark.
    """
    rules: dict[str, list[str]] = {}
    for name in sorted(timelines):
        life, year = timelines[name], _YEAR.match(name)
        if year is None or voice.tag not in life.spans:
            continue
        found = rules.setdefault(year[1], [])
        if life.kind == BRIEF:
            found += _rules_for(name, timelines, voice)
    head = "/* What was decided later; see the pages' history. */\n"
    for each in sorted(rules):
        yield status_path(voice.tag, each), head + "".join(rules[each])


def _rules_for(name: str, timelines: Mapping[str, Timeline], voice: Voice) -> Iterator[str]:
    life = timelines[name]
    now = timelines.get(life.successor, life) if life.successor else life
    page = _page_now(now, voice.tag)
    if page is None:
        text = voice.translate("This brief is no longer in the newest edition.")
        yield _rule(name, None, "", _settle(text, voice))
        return
    steps = life.steps if now is life else (*life.steps, *now.steps)
    said = {_mark_of(seen.page) for step in life.steps for seen in step.now.values()}
    mark = _mark_of(page)
    if page.state == "published" and said <= {mark}:
        return
    text = _settle(_say_newest(page, now, steps, voice), voice)
    yield _rule(name, mark, "", text)
    if page.state in _TAKEN_BACK:
        return
    before = {seen.page.state for step in life.steps for seen in step.now.values()}
    for state in sorted(before & _TAKEN_BACK):
        lifted = _settle(_say_lifted(page, state, voice), voice)
        if lifted != text:
            yield _rule(name, mark, state, lifted)


def _page_now(life: Timeline, tag: str) -> Page | None:
    return life.current.get(tag) or next(iter(life.current.values()), None)


_TAKEN_BACK = {"retracted", "removed"}
"""States that go before any other thing that was decided."""


def _say_newest(page: Page, life: Timeline, steps: Sequence[Step], voice: Voice) -> str:
    """The newest decision: the status, or a change that was noted after it."""
    before = {seen.page.state for step in steps for seen in step.now.values()}
    told = _newest_revision(page, life, steps)
    if told is None or page.state in _TAKEN_BACK:
        lifted = page.state == "published" and "retracted" in before
        word = "" if lifted else status_word(voice, page.state)
        return _say(
            word or kind_word(voice, Kind.LIFTED), page.status_date, page.status_note, voice
        )
    word = kind_word(voice, Kind.CHANGED if page.state == "published" else Kind.CORRECTED)
    return _say(word, *told, voice)


def _newest_revision(page: Page, life: Timeline, steps: Sequence[Step]) -> tuple[str, str] | None:
    """The date and note of the newest revision, if it is newer than the status.

    What came with a later edition is newer; of what came together, the later date. The editions
    are asked in their first language, as a note that is translated anew is no newer.
    """
    first = next(iter(life.current.values()))
    if not page.revisions or len(page.revisions) != len(first.revisions):
        return None
    came: dict[tuple[str, str], int] = {}
    for number, step in enumerate(steps):
        for seen in islice(step.now.values(), 1):
            known = seen.page
            for row in ((known.status_date, known.status_note), *known.revisions):
                came.setdefault(row, number)
    rows = enumerate(first.revisions)
    at, row = max(rows, key=lambda pair: (came.get(pair[1], 0), pair[1][0], pair[0]))
    if first.status_note:
        status = (first.status_date, first.status_note)
        exact = min(len(row[0]), len(first.status_date))  # May 2023 is not after 12 May 2023
        mine, its = came.get(row, 0), came.get(status, 0)
        if (mine, row[0][:exact]) <= (its, first.status_date[:exact]):
            return None
    return page.revisions[at]


def _say_lifted(page: Page, state: str, voice: Voice) -> str:
    """To pages that say themselves that they are taken back: they no longer are."""
    words = {
        "retracted": kind_word(voice, Kind.LIFTED),
        "removed": voice.translate("In the archive again"),
    }
    return _say(words[state], page.status_date, page.status_note, voice)


def _say(word: str, date: str, note: str, voice: Voice) -> str:
    text = word
    if date:
        text += voice.translate(", ") + format_date(parse_date(date), voice.language.code)
    return f"{text}: {note}" if note else text


def _rule(name: str, mark: str | None, state: str, text: str) -> str:
    """What a page of that name shows, unless it bears the mark; of a state, if there is one."""
    unless = f":not([data-status={quote_css(mark)}])" if mark is not None else ""
    only = f"[data-status^={quote_css(state)}]" if state else ""
    page = f"body[data-page={quote_css(name)}]{only}{unless}"
    return (
        f"{page} .later-status{{display:block}}\n"
        f"{page} .later-status-text::before{{content:{quote_css(text)}}}\n"
    )


def _settle(text: str, voice: Voice) -> str:
    """A text that cannot turn its surroundings; in right-to-left text other runs are isolated.

    No element can stand in a style's text, so that it is done by characters (UAX 9). Controls
    and line ends become spaces.
    """
    plain = _DIRECTION_MARKS.sub("", text)
    plain = "".join(
        " " if unicodedata.category(one) in {"Cc", "Zl", "Zp"} else one for one in plain
    )
    plain = " ".join(plain.split())
    if voice.language.direction != "rtl":
        return plain
    return "".join(
        f"{_ISOLATE}{run.text}{_POP}" if run.isolate else run.text for run in split_ltr_runs(plain)
    )
