"""Compiles a language's `.po` files into the `.mo` files that a build may trust."""

from __future__ import annotations

import gettext
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import polib

from warraq.files import write_atomically
from warraq.translation import reading, rules, safety, structure
from warraq.translation.reading import CatalogError, read_catalog, refuse_rivals

INDEX_NAME = "compiled.json"
INTERFACE_DOMAINS = frozenset({"sphinx", "warraq"})
"""Catalogs of plain gettext strings with placeholders; every other one is MyST text."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A msgstr that may not stand for its msgid, and why."""

    path: str
    """The `.po` file, relative to the folder of all catalogs."""
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.message} The reader sees the source text. [{self.code}]"


@dataclass(frozen=True, slots=True)
class CompiledCatalog:
    """What became of one `.po` file."""

    domain: str
    """Its path without the ending: `briefs/2023/slug`."""
    digest: str
    """The state of the file, and the rules, that it was compiled from."""
    refusals: tuple[Refusal, ...]


@cache
def rules_digest() -> str:
    """A digest of the code that decides, so that new rules judge old catalogs again."""
    files = (safety.__file__, structure.__file__, rules.__file__, reading.__file__, __file__)
    return hashlib.sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()[:16]


def compile_catalogs(
    catalogs: Path, target: Path, progress: Callable[[str], None] = lambda _: None
) -> tuple[CompiledCatalog, ...]:
    """Compile each `.po` below `catalogs` into `target`, leaving out what is not safe.

    Both are `LC_MESSAGES` folders. A file in `target` is written only where its content
    changes, so that its time stamp tells Sphinx which documents to read again; what has no
    `.po` any more is removed. Fuzzy and obsolete entries are left out, as `msgfmt` does.

    Raises CatalogError, before anything is written, if a `.po` file cannot be read.
    """
    known = _read_index(target)
    jobs: list[tuple[CompiledCatalog, bytes | None]] = []
    problems: list[str] = []
    for path in find_catalogs(catalogs):
        domain = path.relative_to(catalogs).with_suffix("").as_posix()
        digest = _signature(path)
        before = known.get(domain)
        if before and before.digest == digest and (target / f"{domain}.mo").exists():
            jobs.append((before, None))
            continue
        progress(domain)
        try:
            jobs.append(_compile_one(path, domain, digest))
        except CatalogError as error:
            problems.append(str(error))
    if problems:
        raise CatalogError("\n".join(problems))
    compiled = tuple(catalog for catalog, _ in jobs)
    for catalog, binary in jobs:
        if binary is not None:
            # Sphinx looks for catalogs by their .po and reads the .mo beside it.
            write_atomically(target / f"{catalog.domain}.po", b"", durable=False)
            write_atomically(target / f"{catalog.domain}.mo", binary, durable=False)
    for gone in known.keys() - {catalog.domain for catalog in compiled}:
        (target / f"{gone}.mo").unlink(missing_ok=True)
        (target / f"{gone}.po").unlink(missing_ok=True)
    if any(binary is not None for _, binary in jobs) or len(known) != len(compiled):
        _write_index(target, compiled)
    return compiled


def _signature(path: Path) -> str:
    """What tells a changed file: its time stamp and size, as Sphinx and make judge sources.

    Together with the rules, so that new rules judge old catalogs again.
    """
    status = path.stat()
    return f"{status.st_mtime_ns}-{status.st_size}-{rules_digest()}"


def find_catalogs(catalogs: Path) -> Iterator[Path]:
    """The `.po` files in a folder, in order, without hidden ones."""
    for path in sorted(catalogs.rglob("*.po")):
        hidden = any(part.startswith(".") for part in path.relative_to(catalogs).parts)
        if path.is_file() and not hidden:
            yield path


def _compile_one(path: Path, domain: str, digest: str) -> tuple[CompiledCatalog, bytes]:
    if not path.stat().st_size:
        # What an editor that broke down leaves; its translations would vanish without a word.
        raise CatalogError(f"{path}:1: the file is empty; restore it, or run `warraq po`")
    po = read_catalog(path)
    refuse_rivals(po, path)
    interface = is_interface(domain)
    forms, plural = read_plural_rule(po, path)
    refusals: list[Refusal] = []
    kept = polib.POFile(wrapwidth=0)
    # The header is our own, so that it says what is so: gettext trips over a wrong one.
    kept.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    if forms:
        kept.metadata["Plural-Forms"] = forms
    for entry in po:
        if entry.obsolete or entry.fuzzy or not entry.translated():
            continue
        findings = [
            finding for form in list_forms(entry, plural) for finding in judge_form(form, interface)
        ]
        if findings:
            refusals += [
                Refusal(f"{domain}.po", entry.linenum or 1, finding.rule.code, finding.message)
                for finding in findings
            ]
            continue
        kept.append(entry)
    return CompiledCatalog(domain, digest, tuple(refusals)), kept.to_binary()


@dataclass(frozen=True, slots=True)
class Form:
    """One text of an entry with the source text that it stands for."""

    index: int | None
    """The number of the plural form; None in an entry without plurals."""
    source: str
    text: str


def is_interface(domain: str) -> bool:
    """Whether a catalog holds plain strings of an interface, not MyST text."""
    return domain.split("/")[0] in INTERFACE_DOMAINS


def judge_form(form: Form, interface: bool) -> tuple[rules.Finding, ...]:
    """Say why a text may not stand for its source; the build refuses it then."""
    check = safety.check_placeholders if interface else safety.check_message
    return check(form.source, form.text)


def list_forms(entry: polib.POEntry, rule: Callable[[int], int]) -> list[Form]:
    """Each form of an entry with the source text that it stands for.

    A plural form that serves one number alone may say the number in words, as gettext
    allows: `msgfmt --check` accepts a missing number there (GNU gettext manual, "c-format").
    """
    if not entry.msgid_plural:
        return [Form(None, entry.msgid, entry.msgstr)]
    numbers = Counter(rule(number) for number in range(200))
    forms = []
    for index, text in entry.msgstr_plural.items():
        source = entry.msgid_plural
        if numbers[int(index)] == 1 and not _PLACEHOLDER.search(text):
            source = _PLACEHOLDER.sub("", source)
        forms.append(Form(int(index), source, text))
    return forms


_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\$?\{\w*\}")


_PLURAL_FORMS = re.compile(r"\s*nplurals\s*=\s*([1-9])\s*;\s*plural\s*=\s*([^;]+?)\s*;?\s*")


def read_plural_rule(po: polib.POFile, path: Path) -> tuple[str, Callable[[int], int]]:
    """The catalog's own rule that says which form a number takes: its header, its function.

    Raises CatalogError for one that gettext could not read or that breaks off on a number.
    """
    written = po.metadata.get("Plural-Forms", "")
    if not written:
        return "", lambda number: int(number != 1)
    found = _PLURAL_FORMS.fullmatch(written)
    try:
        if not found:
            raise ValueError(f"it says {written!r}")
        count, expression = int(found[1]), found[2]
        rule: Callable[[int], int] = gettext.c2py(expression)
        forms = {rule(number) for number in range(200)}
        if not forms <= set(range(count)):
            raise ValueError(f"it counts forms beyond {count}")
    except (ValueError, RecursionError, ZeroDivisionError) as error:
        lines = path.read_text("utf-8-sig").split("\n")
        line = next(
            n for n, text in enumerate([*lines, "Plural-Forms:"], 1) if "Plural-Forms:" in text
        )
        raise CatalogError(
            f"{path}:{line}: the header's Plural-Forms is not one that gettext can read: {error}; "
            'write the language\'s own, such as "nplurals=2; plural=(n != 1);"'
        ) from error
    return f"nplurals={count}; plural={expression};", rule


def _read_index(target: Path) -> dict[str, CompiledCatalog]:
    try:
        rows = json.loads((target / INDEX_NAME).read_text(encoding="utf-8"))
        return {
            row["domain"]: CompiledCatalog(
                row["domain"], row["digest"], tuple(Refusal(**item) for item in row["refusals"])
            )
            for row in rows
        }
    except (OSError, ValueError, TypeError, KeyError):
        return {}  # nothing compiled yet, or by another version: compile all again


def _write_index(target: Path, compiled: Iterable[CompiledCatalog]) -> None:
    rows = [asdict(catalog) for catalog in compiled]
    write_atomically(
        target / INDEX_NAME, json.dumps(rows, ensure_ascii=False, indent=0), durable=False
    )
