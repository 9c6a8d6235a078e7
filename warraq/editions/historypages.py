"""Writes the page that tells the history of another one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path

from warraq.editions import changes, comparing, pagetext, timeline, voices
from warraq.editions.changes import LIST, Kind, Seen, View, notes_in
from warraq.editions.comparedtexts import show_comparison
from warraq.editions.comparing import Comparison, compare_texts
from warraq.editions.kindwords import kind_word, status_word
from warraq.editions.model import HISTORY, LATEST, Page
from warraq.editions.pageframe import NO_INDEX, Setting, frame
from warraq.editions.shownfacts import show_beyond
from warraq.editions.timeline import Span, Step, Timeline
from warraq.editions.voices import Voice, fill, link_from, name_of, say_in
from warraq.formats import frame as framing

Read = Callable[[str], bytes]
"""Gives a published file by its path from the site's root."""


def history_path(tag: str, name: str) -> str:
    """Where the history of a page is, from the site's root."""
    return f"{tag}/{HISTORY}/{name}.html"


# -- Whether a page is right as it is ------------------------------------------------------

_INPUTS = re.compile(rb'<meta name="inputs" content="([0-9a-f]{64}) ([0-9a-f]{64})">')
_UNKNOWN = "0" * 64


def digest_setting(setting: Setting, voice: Voice) -> str:
    """A digest of what decides how every history page of a language looks and speaks."""
    others = [(other.tag, other.language) for other in setting.voices]
    words = sorted(voice.words.items())
    said = repr((_code_version(), setting.style, voice.tag, voice.language, voice.title, others))
    return hashlib.sha256(f"{said}{words!r}".encode()).hexdigest()


def digest_inputs(life: Timeline, shared: str) -> str:
    """A digest of all that the history of a page is made from; `shared` is `digest_setting`'s.

    The digests of the texts are among it, so that equal inputs make equal pages.
    """
    return hashlib.sha256(f"{shared}{life!r}".encode()).hexdigest()


@cache
def _code_version() -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    modules = (changes, comparing, pagetext, timeline, voices, framing)
    for path in (*(Path(str(module.__file__)) for module in modules), *map(_beside, _SHOWING)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


_SHOWING = ("comparedtexts.py", "kindwords.py", "pagefacts.py", "pageframe.py", "shownfacts.py")


def _beside(name: str) -> Path:
    return Path(__file__).with_name(name)


def is_current(content: bytes | None, inputs: str) -> bool:
    """Whether a history page was made from these inputs and is still as it was written."""
    match = _INPUTS.search(content or b"")
    if content is None or match is None or match[1].decode() != inputs:
        return False
    blank = content[: match.start(2)] + _UNKNOWN.encode() + content[match.end(2) :]
    return hashlib.sha256(blank).hexdigest() == match[2].decode()


def _note_inputs(page: str) -> str:
    """Put the digest of the page itself into the place that is kept for it."""
    return page.replace(_UNKNOWN, hashlib.sha256(page.encode()).hexdigest(), 1)


# -- The texts -----------------------------------------------------------------------------


class Comparisons:
    """The comparisons of a page's texts, each made once for the pages of all languages."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._blocks: dict[str, list[str]] = {}
        self._found: dict[tuple[str, str], Comparison | None] = {}

    def between(self, before: Seen, now: Seen) -> Comparison | None:
        """The comparison; None where a page was taken out of its edition by hand."""
        key = (before.path, now.path)
        if key not in self._found:
            try:
                self._found[key] = compare_texts(self._text(before), self._text(now))
            except FileNotFoundError:
                self._found[key] = None
        return self._found[key]

    def _text(self, seen: Seen) -> list[str]:
        if seen.path not in self._blocks:
            self._blocks[seen.path] = pagetext.text_blocks(self._read(seen.path))
        return self._blocks[seen.path]


# -- The page ------------------------------------------------------------------------------


def render_history(
    life: Timeline, setting: Setting, voice: Voice, inputs: str, comparisons: Comparisons
) -> str:
    """The history of a page in one language; `inputs` as `digest_inputs` gives them."""
    path = history_path(voice.tag, life.name)
    writer = _Writer(life, setting, voice, path, comparisons)
    title = voice.translate("History of this page")
    page_title = writer.title()
    heading = f"      <h1>{escape(title)}</h1>\n" + f'      <p class="of">{page_title}</p>\n'
    body = heading + "".join(f"      {line}\n" for line in writer.lines())
    others = [
        (other, history_path(other.tag, life.name))
        for other in setting.voices
        if other.tag != voice.tag
    ]
    head = [NO_INDEX, f'<meta name="inputs" content="{inputs} {_UNKNOWN}">']
    plain = f"{title}: {_pick(life.last, voice.tag).title}"
    return _note_inputs(frame(setting, voice, path, plain, body, others=others, head=head))


_DECIDED = {Kind.RETRACTED, Kind.LIFTED, Kind.CORRECTED, Kind.REMOVED}
"""Changes by which it was decided where a brief stands."""


def _pick(view: Mapping[str, Page], tag: str) -> Page:
    """The page in the language of a tag, or else in the first that has it."""
    return view.get(tag) or next(iter(view.values()))


class _Writer:
    """Writes the parts of one history page."""

    def __init__(
        self,
        life: Timeline,
        setting: Setting,
        voice: Voice,
        path: str,
        comparisons: Comparisons,
    ) -> None:
        self._life, self._setting, self._voice, self._path = life, setting, voice, path
        self._comparisons = comparisons
        self._has_compared = False

    def title(self) -> str:
        page = _pick(self._life.last, self._voice.tag)
        return say_in(self._voice, page.title, page.title_language or page.language)

    def lines(self) -> Iterator[str]:
        yield from self._now()
        yield from self._where()
        steps = self._life.steps
        if self._life.kind == LIST:
            steps = ()
        for step in reversed(steps):
            yield from self._step(step)

    # What holds today

    def _now(self) -> Iterator[str]:
        life, voice = self._life, self._voice
        if life.current:
            yield from self._status()
            if voice.tag in life.current:
                yield self._newest_link(life.current[voice.tag])
            else:
                text = voice.translate(
                    "The newest edition does not have this page in this language."
                )
                yield f'<p class="notice">{escape(text)}</p>'
        elif life.successor:
            text = voice.translate(
                "This page has another name now; its history goes on there: %(page)s"
            )
            link = self._named_link(life.successor)
            yield f'<p class="notice">{fill(text, page=link)}</p>'
            if voice.tag in life.last:
                yield self._newest_link(life.last[voice.tag])  # it leads on from there
        else:
            text = voice.translate("The newest edition does not have this page any more.")
            yield f'<p class="notice">{escape(text)}</p>'

    def _newest_link(self, page: Page) -> str:
        text = self._voice.translate("To this page in the newest edition")
        if self._life.current and page.state == Kind.REMOVED:
            text = self._voice.translate("What the newest edition says of it")
        target = f"{self._voice.tag}/{LATEST}/{page.path}"
        return f"<p>{self._link(target, escape(text))}</p>"

    def _status(self) -> Iterator[str]:
        page = _pick(self._life.current, self._voice.tag)
        word = status_word(self._voice, page.state)
        if page.state == "published":
            decided = [
                step.change.kind for step in self._life.steps if step.change.kind in _DECIDED
            ]
            word = ""
            if decided and decided[-1] is Kind.LIFTED:
                word = kind_word(self._voice, Kind.LIFTED)
        if not word:
            return
        date = f' <span class="date">{self._voice.date(page.status_date)}</span>'
        yield f'<div class="status status-{escape(page.state)}">'
        yield f"  <p><strong>{escape(word)}</strong>{date if page.status_date else ''}</p>"
        if page.status_note:
            yield f"  {_note(page.status_note)}"
        yield "</div>"

    def _where(self) -> Iterator[str]:
        """Since when and until when each language has the page, the reader's own first."""
        voice, spans = self._voice, self._life.spans
        yield '<dl class="facts">'
        formers = [each for each in self._life.namesakes.items() if each[1].since]
        tags = dict.fromkeys(
            [voice.tag, *spans, *(tag for _, each in formers for tag in each.since)]
        )
        for tag in tags:
            yield f"  <dt>{name_of(tag, self._setting.voices)}</dt>"
            for span in reversed(spans.get(tag, ())):
                yield f"  <dd>{self._span(span, tag)}</dd>"
            for name, former in formers:
                if tag in former.since:
                    yield f"  <dd>{self._former_span(name, former.since[tag])}</dd>"
            if tag not in spans and not any(tag in former.since for _, former in formers):
                text = voice.translate("No edition has this page in this language.")
                yield f"  <dd>{escape(text)}</dd>"
        yield "</dl>"

    def _span(self, span: Span, tag: str) -> str:
        voice = self._voice
        since = voice.translate("since edition %(edition)s")
        if any(tag in each.since for each in self._life.namesakes.values()):
            since = voice.translate("under this name since edition %(edition)s")
        text = fill(since, edition=self._edition_link(span.first, span.first_path))
        text += self._date(span.first_date)
        removed = self._removal(tag)
        if span.last:
            until = voice.translate("until edition %(edition)s")
            text += escape(voice.translate(", "))
            text += fill(until, edition=self._edition_link(span.last, span.last_path))
            return text + self._date(span.last_date)
        if removed is not None:
            until = voice.translate("removed in edition %(edition)s")
            text += escape(voice.translate(", "))
            text += fill(until, edition=self._edition_link(removed.edition, removed.now[tag].path))
            return text + self._date(removed.date)
        newest = escape(voice.translate("in the newest edition"))
        target = f"{tag}/{LATEST}/{self._life.current[tag].path}"
        return text + escape(voice.translate(", ")) + self._link(target, newest)

    def _removal(self, tag: str) -> Step | None:
        """The edition that left only a word of what the page was, if that still holds."""
        page = self._life.current.get(tag)
        if page is None or page.state != Kind.REMOVED:
            return None
        steps = (step for step in reversed(self._life.steps) if tag in step.now)
        return next((step for step in steps if step.change.kind is Kind.REMOVED), None)

    def _former_span(self, name: str, span: Span) -> str:
        said = self._voice.translate("as “%(title)s” since edition %(edition)s")
        edition = self._edition_link(span.first, span.first_path)
        return fill(said, title=self._named_link(name), edition=edition) + self._date(
            span.first_date
        )

    # What happened

    def _step(self, step: Step) -> Iterator[str]:
        voice = self._voice
        edition = fill(voice.translate("Edition %(edition)s"), edition=f"<bdi>{step.edition}</bdi>")
        yield f"<section>\n<h2>{edition}{self._date(step.date)}</h2>"
        yield f"<p><strong>{escape(self._happened(step))}</strong></p>"
        now = step.now
        tag = voice.tag if voice.tag in now else next(iter(now), "")
        notes = notes_in(step.before.get(tag), now.get(tag)) if step.before else ()
        if step.before:
            anew = [tag for tag in now if tag not in step.before]
            if anew:
                text = voice.translate("New in: %(languages)s")
                names = escape(voice.translate(", ")).join(
                    name_of(one, self._setting.voices) for one in anew
                )
                yield f"<p>{fill(text, languages=names)}</p>"
        for date, note in notes:
            yield _note(note, f"{voice.date(date)}" if date else "")
        if not is_withdrawn(self._life):
            yield from show_beyond(step.change, step.before, now, self._setting, voice)
        if now:
            label = voice.translate("This page in edition %(edition)s:")
            yield self._links(label, step.edition, now)
        elif step.before:
            label = voice.translate("This page in edition %(edition)s, the last that has it:")
            yield self._links(label, step.former_edition, step.before)
        yield from self._texts(step)
        yield "</section>"

    def _happened(self, step: Step) -> str:
        voice, change = self._voice, step.change
        if change.kind is Kind.ADDED:
            is_first = step is self._life.steps[0]
            first = voice.translate("The first edition that has this page")
            return first if is_first else voice.translate("In the archive again")
        if change.kind is Kind.REMOVED and not step.now:
            return voice.translate("No longer in the archive")
        return kind_word(voice, change.kind)

    def _links(self, label: str, edition: str, view: View) -> str:
        links = "".join(
            f"<li>{self._link(seen.path, name_of(tag, self._setting.voices))}</li>"
            for tag, seen in view.items()
        )
        text = fill(label, edition=f"<bdi>{edition}</bdi>")
        return f'<div class="labelled"><span>{text}</span> <ul class="links">{links}</ul></div>'

    def _texts(self, step: Step) -> Iterator[str]:
        """The comparison of each text that changed; none of a brief that was taken back whole."""
        pairs = [
            (tag, step.before[tag], seen)
            for tag, seen in step.now.items()
            if tag in step.before
            and tag in step.change.languages
            and step.before[tag].text != seen.text
        ]
        if not pairs:
            return
        if is_withdrawn(self._life):
            text = self._voice.translate(
                "Its texts are not compared here, as it was taken out of the archive."
            )
            yield f"<p>{escape(text)}</p>"
            return
        is_first = not self._has_compared
        for tag, before, now in pairs:
            yield from self._text(tag, before, now, is_first)

    def _text(self, tag: str, before: Seen, now: Seen, is_first: bool) -> Iterator[str]:
        voice = self._voice
        name = name_of(tag, self._setting.voices)
        if before.page.language != now.page.language:
            text = voice.translate(
                "%(language)s: the edition before showed this text in another language."
            )
            yield f"<p>{fill(text, language=name)}</p>"
            return
        comparison = self._comparisons.between(before, now)
        if comparison is None or comparison.is_same:
            return
        if comparison.is_rewritten:
            text = voice.translate(
                "%(language)s: so much of this text was written anew that it is not compared word "
                "by word. Read both: %(before)s, %(now)s"
            )
            links = {
                "before": self._edition_link(before.path.split("/")[1], before.path),
                "now": self._edition_link(now.path.split("/")[1], now.path),
            }
            yield f"<p>{fill(text, language=name, **links)}</p>"
            return
        summary = fill(voice.translate("What changed in the text: %(language)s"), language=name)
        self._has_compared = True
        yield f"<details{' open' if is_first else ''}>\n<summary>{summary}</summary>"
        yield show_comparison(comparison, voice, (now.page.language or tag).replace("_", "-"))
        yield "</details>"

    # Pieces

    def _link(self, target: str, html: str) -> str:
        return f'<a href="{link_from(self._path, target)}">{html}</a>'

    def _edition_link(self, edition: str, target: str) -> str:
        return self._link(target, f"<bdi>{edition}</bdi>")

    def _named_link(self, name: str) -> str:
        """A link to the history of the page under another name, by its title there."""
        known = self._life.namesakes.get(name)
        titles = known.titles if known else {}
        title, language = titles.get(self._voice.tag) or next(iter(titles.values()), (name, ""))
        return self._link(
            history_path(self._voice.tag, name),
            f"<bdi>{say_in(self._voice, title, language)}</bdi>",
        )

    def _date(self, moment: str) -> str:
        return f' <span class="date">{self._voice.date(moment)}</span>'


def is_withdrawn(life: Timeline) -> bool:
    """Whether the newest edition has taken the page back: it is gone, or left a tombstone."""
    if life.successor:
        return False
    return not life.current or _pick(life.current, "").state == Kind.REMOVED


def _note(text: str, date: str = "") -> str:
    """A note from a page; it may be untranslated, so that its letters say how it runs."""
    lead = f'<span class="date">{date}</span> ' if date else ""
    return f'<p class="note">{lead}<bdi>{escape(text)}</bdi></p>'
