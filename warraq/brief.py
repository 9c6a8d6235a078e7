"""A brief: the facts that its page states in front matter, and the rules they obey."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from warraq.edtf import EdtfDate
from warraq.files import write_atomically
from warraq.frontmatter import Form, YamlText, parse_front_matter
from warraq.yamltext import Plain, plain_map, render_fields, splice_fields, with_line_ends


class State(StrEnum):
    """Where a brief stands in its life."""

    PUBLISHED = "published"
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a brief, with what readers are told about it."""

    state: State = State.PUBLISHED
    """Whether the brief stands, was corrected, is withdrawn, or left only its tombstone."""

    note: str = ""
    """What happened and why; every state but `published` needs it."""

    date: EdtfDate | None = None
    """When it happened."""


@dataclass(frozen=True, slots=True)
class Source:
    """The original as it was received."""

    file: str
    """Its path from the archive's root, with slashes, under `sources/`."""

    sha256: str
    """The SHA-256 of its bytes, in 64 lower-case hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One change made after publication."""

    date: EdtfDate
    """When it was made."""

    note: str
    """What was changed, in a sentence for readers."""


@dataclass(frozen=True, slots=True)
class Brief:
    """The facts of one publication, in the order in which a new file states them."""

    title: str
    """Its title, in one line."""

    date: EdtfDate
    """When it was published, as exactly as that is known."""

    kind: str
    """What it is, in one lower-case word: `update`, `report`, `joint-statement`."""

    language: str = ""
    """The language of its text, `ar`, where that is not the language of the archive's pages."""

    summary: str = ""
    """Its deck: one or two sentences, as plain text."""

    places: tuple[str, ...] = ()
    """The places that it is about."""

    bodies: tuple[str, ...] = ()
    """Glossary keys of the bodies that it is about."""

    topics: tuple[str, ...] = ()
    """The topics that it is about."""

    authors: tuple[str, ...] = ()
    """The corporate authors; a page names at least one."""

    source: Source | None = None
    """The original that the page was made from."""

    url: str = ""
    """Where it was first published on the web, by http or https."""

    formerly: tuple[str, ...] = ()
    """The names that its page had before, from briefs/ on and without an ending: `2023/slug`."""

    license: str = ""
    """The terms under which its text may be used."""

    revisions: tuple[Revision, ...] = ()
    """What was changed since it was published."""

    status: Status = Status()
    """Where it stands now."""

    @property
    def is_listed(self) -> bool:
        """Whether lists and feeds show it: all but a removed one."""
        return self.status.state is not State.REMOVED


@dataclass(frozen=True, slots=True)
class BriefPage:
    """A brief with its text and the lines on which its facts stand."""

    brief: Brief
    """The facts in the front matter."""

    body: str
    """The MyST text after the closing `---`, as it is in the file."""

    body_line: int
    """The line of the file on which the body begins, from 1."""

    lines: Mapping[str, int]
    """The line of each field and item: `title`, `places.0`, `revisions.1.note`."""

    text: str
    """The whole file, unchanged."""

    where: str
    """The file's path as messages show it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a file, and its remedy."""

    path: str
    """The file, as the caller named it."""

    line: int
    """Its line, from 1."""

    message: str
    """What is wrong and what to write."""

    def __str__(self) -> str:
        """`path:line: message`, which editors can follow."""
        return f"{self.path}:{self.line}: {self.message}"


class BriefError(ValueError):
    """A page that is not a valid brief; holds all that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """`problems` in the order of their lines."""
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """One problem a line."""
        return "\n".join(map(str, self.problems))


# -- Reading ---------------------------------------------------------------------------

_FIELDS = {
    "title": "title: The title",
    "date": "date: 2023-05",
    "kind": "kind: update",
    "language": "language: ar",
    "summary": "summary: The deck",
    "places": "places: [Name, Name]",
    "bodies": "bodies: [KEY, KEY]",
    "topics": "topics: [topic, topic]",
    "authors": "authors: [Name of the organisation]",
    "source": "source: with file: and sha256: below it",
    "url": "url: https://example.org/page",
    "formerly": "formerly: [2023/former-name]",
    "license": "license: CC BY 4.0",
    "revisions": "revisions: with - date: and note: below it",
    "status": "status: published",
}
"""The fields of a Brief in their order, each as one would write it."""

_SOURCE_FIELDS = {
    "file": "file: sources/2023/name.txt",
    "sha256": "sha256: and the digits that sha256sum prints",
}
_REVISION_FIELDS = {"date": "date: 2023-06", "note": "note: What was changed"}
_STATUS_FIELDS = {
    "state": "state: corrected",
    "note": "note: What was changed",
    "date": "date: 2023-06",
}
_KIND = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_PAGE_NAME = re.compile(r"[0-9]{4}/(?!\.|index$|page-[0-9]+$)[^\s/\\?#%&:*|<>\"']+")
_OWN_NAME = re.compile(r"(?:.*/)?briefs/([0-9]{4}/[^/]+)\.md")


def read_brief(path: Path, root: Path | None = None) -> BriefPage:
    """Read a page from its file; messages show its path from `root`, if it is below.

    Raises BriefError, also for a file that cannot be read or is not UTF-8.
    """
    below = root is not None and path.is_relative_to(root)
    where = (path.relative_to(root) if root and below else path).as_posix()
    try:
        content = path.read_bytes()
        return parse_brief(content.decode("utf-8"), where)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{content[error.start]:02X} is not UTF-8; save the file as UTF-8"
        raise BriefError((Problem(where, line, found),)) from None
    except OSError as error:
        found = f"the file cannot be read: {error.strerror}; check its name and permissions"
        raise BriefError((Problem(where, 1, found),)) from None


def parse_brief(text: str, where: str) -> BriefPage:
    """Read a page from its text; `where` is the path that messages show.

    Raises BriefError with every problem that the front matter has.
    """
    problems: list[Problem] = []

    def report(line: int, message: str) -> None:
        # A field's name may hold anything; a message stays in its line of the terminal.
        shown = "".join(char if char.isprintable() else " " for char in message)
        problems.append(Problem(where, line, shown))

    if text.startswith("\ufeff"):
        report(1, "the file begins with a byte order mark; save it as UTF-8 without BOM")
    lines: dict[str, int] = {}
    front = parse_front_matter(text.removeprefix("\ufeff"), report)
    own = _OWN_NAME.fullmatch(where)
    form = Form(front.fields, "", _FIELDS, lines, report) if front else None
    brief = _take_brief(form, own[1] if own else "") if form else None
    if problems or brief is None or front is None:
        raise BriefError(tuple(sorted(problems, key=lambda problem: problem.line)))
    return BriefPage(brief, front.body, front.body_line, lines, text, where)


def _take_brief(form: Form, own_name: str) -> Brief | None:
    brief_date = form.date("date", required=True)
    brief = Brief(
        title=form.text("title", required=True),
        date=brief_date or EdtfDate(2000),  # a missing date has been reported
        kind=form.text("kind", required=True, check=_check_kind),
        language=form.text("language", check=_check_language),
        summary=form.text("summary"),
        places=form.texts("places"),
        bodies=form.texts("bodies"),
        topics=form.texts("topics"),
        authors=form.texts("authors", required=True),
        source=_take_source(form),
        url=form.text("url", check=_check_url),
        formerly=form.texts("formerly", check=lambda text: _check_page_name(text, own_name)),
        license=form.text("license"),
        revisions=_take_revisions(form, brief_date),
        status=_take_status(form, brief_date),
    )
    return brief if brief_date else None


def _take_source(form: Form) -> Source | None:
    inner = form.inner("source", _SOURCE_FIELDS)
    if inner is None:
        return None
    return Source(
        inner.text("file", required=True, check=_check_file),
        inner.text("sha256", required=True, check=_check_sha256),
    )


def _take_revisions(form: Form, since: EdtfDate | None) -> tuple[Revision, ...]:
    revisions = []
    for index, item in enumerate(form.items("revisions")):
        inner = form.form_of(item, f"revisions.{index}", _REVISION_FIELDS)
        if inner:
            date = inner.date("date", required=True, since=since)
            note = inner.text("note", required=True)
            if date:
                revisions.append(Revision(date, note))
    return tuple(revisions)


def _take_status(form: Form, since: EdtfDate | None) -> Status:
    if isinstance(form.value("status"), YamlText):
        state, note, date = form.text("status", check=_check_state), "", None
        line = form.line("status")
    else:
        inner = form.inner("status", _STATUS_FIELDS)
        if inner is None:
            return Status()
        state = inner.text("state", required=True, check=_check_state)
        note, date = inner.text("note"), inner.date("date", since=since)
        line = inner.line("state")
        if inner.has("note"):
            return Status(State(state or "published"), note, date)
    if state not in ("", "published"):
        form.report(
            line,
            f"status {state} needs a note that readers see; "
            f"write state: {state} and note: Why, on lines below status:",
        )
    return Status(State(state or "published"), note, date)


def _check_kind(text: str) -> str:
    if _KIND.fullmatch(text) and text == text.lower():
        return ""
    better = "-".join(re.findall(r"[^\W_]+", text.lower())) or "update"
    return f'kind "{text}" is not one lower-case word; write {better}'


def _check_language(text: str) -> str:
    if re.fullmatch(r"[a-z]{2,3}(?:_[A-Za-z]{2,4})?", text):
        return ""
    return f'language "{text}" is not the code of a language; write one such as ar or zh_CN'


def _check_state(text: str) -> str:
    if text in set(State):
        return ""
    return f'status "{text}" is not known; write published, corrected, retracted or removed'


def _check_file(text: str) -> str:
    parts = text.split("/")
    inside = parts[0] == "sources" and len(parts) > 1 and not {"", ".", ".."} & set(parts)
    if inside and "\\" not in text:
        return ""
    return (
        f'source file "{text}" is not a path under sources/; '
        "write it from the archive's root with slashes, such as sources/2023/name.txt"
    )


def _check_sha256(text: str) -> str:
    if re.fullmatch("[0-9a-f]{64}", text):
        return ""
    if re.fullmatch("[0-9A-Fa-f]{64}", text):
        return f"sha256 has capital letters; write {text.lower()}"
    return f'sha256 "{text}" is not 64 digits of 0-9 and a-f; write what sha256sum prints'


def _check_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if good and not re.search(r'[\s<>"\\^`{|}]', text):
        return ""
    return f'url "{text}" is not an address on the web; write it whole, from https:// on'


def _check_page_name(text: str, own_name: str) -> str:
    if text == own_name:
        return f'formerly "{text}" is the page\'s own name; delete it'
    name = text.removeprefix("/").removeprefix("docs/").removeprefix("briefs/")
    name = re.sub(r"\.(?:md|html)$", "", name)
    if _PAGE_NAME.fullmatch(name) is None:
        return f'formerly "{text}" is not the name of a brief\'s page; write 2023/former-name'
    return "" if name == text else f'formerly "{text}" is not just a name; write {name}'


def verify_source(page: BriefPage, root: Path) -> list[Problem]:
    """Compare the original below the archive's `root` with its SHA-256; [] if all is well."""
    source = page.brief.source
    if source is None:
        return []

    def problem(field: str, message: str) -> list[Problem]:
        return [Problem(page.where, page.lines.get(f"source.{field}", 1), message)]

    path = root / source.file
    if not path.is_file():
        return problem("file", f"{source.file} does not exist; put the original there")
    if not path.resolve().is_relative_to((root / "sources").resolve()):
        return problem(
            "file", f"{source.file} leads out of sources/; put the original itself there"
        )
    try:
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return problem("file", f"{source.file} cannot be read: {error.strerror}")
    if actual == source.sha256:
        return []
    return problem(
        "sha256",
        f"{source.file} is not the file that was received; "
        f"restore it, or if it is right, write sha256: {actual}",
    )


# -- Writing ---------------------------------------------------------------------------


def write_brief(page: BriefPage, changes: Mapping[str, object]) -> str:
    """The page's text with some fields of its Brief changed and all else as it was.

    A value is what the Brief's field holds, or the same in strings, lists and mappings; an
    empty one removes the field. Without a change the text comes back as it is. Raises
    BriefError, with the lines of the would-be text, if that is no valid brief.
    """
    unknown = changes.keys() - _FIELDS.keys()
    if unknown:
        raise ValueError(f"a brief has no field {min(unknown)}; it has {', '.join(_FIELDS)}")
    before = _plain_fields(page.brief)
    after = _plain_fields(page.brief, changes)
    changed = {name: after.get(name) for name in _FIELDS if before.get(name) != after.get(name)}
    front = parse_front_matter(page.text, lambda line, message: None)
    if not changed or front is None:
        return page.text
    spliced = splice_fields(front, changed, _FIELDS)
    anew = with_line_ends(render_fields(after), front.yaml)
    try:
        if _plain_fields(parse_brief(spliced, page.where).brief) == after:
            return spliced
    except BriefError:
        pass  # the values are wrong, or the YAML is of a rare kind that cannot be spliced
    text = front.opening + anew + front.closing + front.body
    parse_brief(text, page.where)
    return text


def format_brief(brief: Brief, body: str) -> str:
    """The text of a new page: the fields in their order, an empty line, the MyST `body`.

    Raises BriefError if the brief is not valid. Reading the text gives the brief again.
    """
    front = render_fields(_plain_fields(brief))
    blank = "" if body.startswith(("\n", "\r\n")) or not body else "\n"
    text = f"---\n{front}---\n{blank}{body}"
    parse_brief(text, "new brief")
    return text


def save_brief(path: Path, text: str) -> bool:
    """Put a page's text into its file at once or not at all; tell whether it changed.

    A file that already holds the text keeps its time stamp. Raises OSError.
    """
    return write_atomically(path, text)


def _plain_fields(brief: Brief, changes: Mapping[str, object] | None = None) -> dict[str, Plain]:
    """The fields as YAML has them, without empty ones, in their order."""
    values = {name: getattr(brief, name) for name in _FIELDS} | dict(changes or {})
    plain = plain_map(values)
    status = plain.get("status", {"state": "published"})
    short = isinstance(status, dict) and status.keys() == {"state"}
    plain["status"] = status["state"] if isinstance(status, dict) and short else status
    return {name: plain[name] for name in _FIELDS if name in plain}
