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
from warraq.translation import safety

INDEX_NAME = "compiled.json"
INTERFACE_DOMAINS = frozenset({"sphinx", "warraq"})
"""Catalogs of plain gettext strings with placeholders; every other one is MyST text."""


class CatalogError(ValueError):
    """A `.po` file that cannot be read; the text says which, where and what to do."""


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
    sources = (Path(safety.__file__), Path(__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


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
    for path in _po_files(catalogs):
        domain = path.relative_to(catalogs).with_suffix("").as_posix()
        digest = _signature(path)
        before = known.get(domain)
        if before and before.digest == digest and (target / f"{domain}.mo").exists():
            jobs.append((before, None))
            continue
        content = path.read_bytes()
        progress(domain)
        try:
            jobs.append(_compile_one(path, content, domain, digest))
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


def _po_files(catalogs: Path) -> Iterator[Path]:
    for path in sorted(catalogs.rglob("*.po")):
        hidden = any(part.startswith(".") for part in path.relative_to(catalogs).parts)
        if path.is_file() and not hidden:
            yield path


def _compile_one(
    path: Path, content: bytes, domain: str, digest: str
) -> tuple[CompiledCatalog, bytes]:
    po = _read_po(path, content)
    check = (
        safety.check_placeholders
        if domain.split("/")[0] in INTERFACE_DOMAINS
        else safety.check_message
    )
    plural = _plural_rule(po, path)
    refusals: list[Refusal] = []
    kept = polib.POFile(wrapwidth=0)
    kept.metadata = {
        key: value
        for key, value in po.metadata.items()
        if key in {"Content-Type", "Content-Transfer-Encoding", "Language", "Plural-Forms"}
    }
    for entry in po:
        if entry.obsolete or entry.fuzzy or not entry.translated():
            continue
        findings = [
            finding for source, text in _pairs(entry, plural) for finding in check(source, text)
        ]
        if findings:
            refusals += [
                Refusal(f"{domain}.po", entry.linenum or 1, finding.rule.code, finding.message)
                for finding in findings
            ]
            continue
        kept.append(entry)
    return CompiledCatalog(domain, digest, tuple(refusals)), kept.to_binary()


def _pairs(entry: polib.POEntry, rule: Callable[[int], int]) -> Iterable[tuple[str, str]]:
    """Each form of an entry with the source text that it stands for.

    A plural form that serves one number alone may say the number in words, as gettext
    allows: `msgfmt --check` accepts a missing number there (GNU gettext manual, "c-format").
    """
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    numbers = Counter(rule(number) for number in range(200))
    pairs = []
    for index, text in entry.msgstr_plural.items():
        source = entry.msgid_plural
        if numbers[int(index)] == 1 and not _PLACEHOLDER.search(text):
            source = _PLACEHOLDER.sub("", source)
        pairs.append((source, text))
    return pairs


_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\$?\{\w*\}")


def _read_po(path: Path, content: bytes) -> polib.POFile:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CatalogError(f"{path}:{line}: is not UTF-8; save the file as UTF-8") from error
    for number, line_text in enumerate(text.splitlines(), 1):
        if line_text.startswith(("<<<<<<< ", ">>>>>>> ")):
            raise CatalogError(
                f"{path}:{number}: a merge conflict stands here; keep one side, delete the markers"
            )
    try:
        po = polib.pofile(text if "\n" in text else text + "\n", check_for_duplicates=False)
    except (OSError, ValueError, IndexError) as error:
        raise CatalogError(f"{path}:{_line_of(error)}: is not a valid catalog: {error}") from error
    return po


def _plural_rule(po: polib.POFile, path: Path) -> Callable[[int], int]:
    """The catalog's own rule that says which form a number takes."""
    forms = po.metadata.get("Plural-Forms", "")
    if not forms:
        return lambda number: int(number != 1)
    try:
        rule: Callable[[int], int] = gettext.c2py(forms.split("plural=", 1)[-1].rstrip("; \n"))
    except (ValueError, RecursionError) as error:
        raise CatalogError(
            f"{path}:1: the header's Plural-Forms is not one that gettext can read: {error}"
        ) from error
    return rule


def _line_of(error: Exception) -> int:
    """The line number that polib puts into its message, `(line 12)`; 1 if it has none."""
    _, _, tail = str(error).partition("line ")
    digits = "".join(char for char in tail if char.isdigit())
    return int(digits) if digits else 1


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
