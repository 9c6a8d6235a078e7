"""The commands `warraq po-export` and `warraq po-import`: other tools get and give translations."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from warraq.archive import Archive, ArchiveError, read_archive
from warraq.desk.common import FAILED, OK, catalogs_of, choose_languages
from warraq.files import write_atomically
from warraq.languages import Language
from warraq.translation.exchange import Catalog, ExchangeError, Message, Offer, read_catalogs
from warraq.translation.exchange_guard import read_xml
from warraq.translation.exchange_take import Outcome, Taking, Tray, take_memory, take_units
from warraq.translation.reading import CatalogError

_FORMATS = {".tmx": "tmx", ".xlf": "xliff", ".xliff": "xliff"}
_NAMES = {"tmx": "TMX", "xliff": "XLIFF"}


# -- export ------------------------------------------------------------------------------------


def run_export(arguments: argparse.Namespace) -> int:
    """Write a language's translations for another tool; returns the exit code."""
    archive = read_archive(arguments.root)
    kind = _choose_format(arguments.file)
    language = _choose_language(archive, arguments.language)
    if kind == "tmx" and arguments.untranslated:
        raise ArchiveError(
            "a TMX file holds finished translations only; leave out --untranslated, "
            "or name a file that ends in .xlf"
        )
    catalogs = _choose_pages(_read_catalogs(archive, language), arguments.pages, archive)
    wanted = [
        message
        for catalog in catalogs.values()
        for message in catalog.messages
        if (
            message.finished if kind == "tmx" else not (arguments.untranslated and message.finished)
        )
    ]
    unfit = {id(message): why for message in wanted if (why := message.unfit)}
    sound = [message for message in wanted if id(message) not in unfit]
    folder = _show_folder(archive, language)
    left_out = [
        f"{folder}/{message.catalog}:{message.line}: is left out: it {unfit[id(message)]}"
        for message in wanted
        if id(message) in unfit
    ]
    if sound:
        _write(arguments.file, _serialise(kind, sound, archive.languages[0], language))
    counted = len({message.catalog for message in sound})
    if arguments.json:
        data = {
            "file": str(arguments.file) if sound else None,
            "language": language.code,
            "messages": len(sound),
            "catalogs": counted,
            "left_out": left_out,
        }
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        print("\n".join([*left_out, _say_export(arguments.file, len(sound), counted)]))
    return FAILED if left_out else OK


def _serialise(kind: str, messages: list[Message], source: Language, target: Language) -> bytes:
    # translate-toolkit takes a moment to load; only who exchanges waits for it.
    if kind == "tmx":
        from warraq.translation.exchange_tmx import write_tmx

        return write_tmx(messages, source.tag, target.tag)
    from warraq.translation.exchange_xliff import write_xliff

    return write_xliff(messages, source.tag, target.tag)


def _say_export(file: Path, messages: int, catalogs: int) -> str:
    if not messages:
        return "there is nothing to export; no file was written"
    return f"{file}: {_count(messages, 'message')} of {_count(catalogs, 'catalog')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _choose_pages(
    catalogs: dict[str, Catalog], pages: list[str], archive: Archive
) -> dict[str, Catalog]:
    """The catalogs of the pages that are named, which may be folders."""
    if not pages:
        return catalogs
    chosen: dict[str, Catalog] = {}
    for page in pages:
        plain = Path(page)
        if plain.is_absolute() and plain.is_relative_to(archive.docs):
            plain = plain.relative_to(archive.docs)
        name = plain.as_posix().removeprefix("docs/").removesuffix(".md").removesuffix(".po")
        found = {
            known: catalog
            for known, catalog in catalogs.items()
            if known == f"{name}.po" or known.startswith(f"{name}/")
        }
        if not found:
            raise ArchiveError(
                f"{page}: there is no catalog of this page; write {_example(catalogs)}"
            )
        chosen |= found
    return {name: catalog for name, catalog in catalogs.items() if name in chosen}


def _example(catalogs: dict[str, Catalog]) -> str:
    names = sorted(catalogs, key=lambda name: (-name.count("/"), name))
    return names[0].removesuffix(".po") if names else "its path below docs/"


# -- import ------------------------------------------------------------------------------------


def run_import(arguments: argparse.Namespace) -> int:
    """Take the translations of an exchange file into the catalogs; returns the exit code."""
    archive = read_archive(arguments.root)
    kind = _choose_format(arguments.file)
    language = _choose_language(archive, arguments.language)
    if kind == "xliff" and arguments.near:
        raise ArchiveError("each unit of an XLIFF file is for one message; leave out --near")
    with _progress(arguments.json) as progress:
        progress.add_task(f"reading {arguments.file}")
        offers = _read_offers(arguments.file, kind, archive.languages[0], language)
        tray = Tray(_read_catalogs(archive, language), arguments.replace)
        if kind == "tmx":
            take_memory(offers, tray, near=arguments.near)
        else:
            take_units(offers, tray)
        texts = list(tray.list_texts())
        if not arguments.dry_run:
            for catalog, text in texts:
                _write(catalog.path, text)
    counts = Counter(taking.outcome for taking in tray.takings)
    # What a memory has for other words is no loss; what a translator has sent is.
    lost = {Outcome.REFUSED, Outcome.GONE} | ({Outcome.KEPT} if kind == "xliff" else set())
    if arguments.json:
        _print_json(arguments, language, tray, [catalog.name for catalog, _ in texts])
    else:
        folder = _show_folder(archive, language)
        listed = lost | {Outcome.OFFERED}
        for taking in tray.takings:
            if taking.outcome in listed:
                print(_say_taking(taking, arguments.file, folder))
        print(_say_import(arguments, counts, len(texts)))
    return FAILED if any(counts[outcome] for outcome in lost) else OK


def _read_offers(file: Path, kind: str, source: Language, target: Language) -> tuple[Offer, ...]:
    try:
        guarded = read_xml(file)
        if guarded.root != kind:
            known = _NAMES.get(guarded.root, f"<{guarded.root[:40]}>")
            raise ExchangeError(f"{file}: is {known}, not {_NAMES[kind]} as its name says")
        version = guarded.attributes.get("version", "")
        if not version.startswith("1."):
            raise ExchangeError(
                f"{file}: is {_NAMES[kind]} {version[:20] or 'of no version'}; "
                f"save it as {_NAMES[kind]} {'1.4' if kind == 'tmx' else '1.2'}"
            )
    except ExchangeError as error:
        raise ArchiveError(str(error)) from error
    try:
        if kind == "tmx":
            from warraq.translation.exchange_tmx import read_tmx

            return read_tmx(guarded.data, source.tag, target.tag)
        from warraq.translation.exchange_xliff import read_xliff

        return read_xliff(guarded.data, source.tag, target.tag)
    except ExchangeError as error:
        raise ArchiveError(f"{file}: {error}") from error


def _say_taking(taking: Taking, file: Path, folder: str) -> str:
    place = f" {folder}/{taking.catalog}" if taking.catalog else ""
    if taking.catalog_line:
        place += f":{taking.catalog_line}"
    code = f" [{taking.code}]" if taking.code else ""
    reason = taking.reason or "The file says that it is not finished."
    return f"{file}:{taking.line}: {taking.outcome}:{place}: {reason}{code}"


def _say_import(arguments: argparse.Namespace, counts: Counter[Outcome], catalogs: int) -> str:
    words = (
        (Outcome.FILLED, "filled"),
        (Outcome.OFFERED, "offered as fuzzy"),
        (Outcome.SAME, "there already"),
        (Outcome.KEPT, "kept as they are"),
        (Outcome.REFUSED, "refused"),
        (Outcome.GONE, "gone"),
    )
    said = ", ".join(f"{counts[outcome]} {word}" for outcome, word in words if counts[outcome])
    said = said or "nothing for these catalogs"
    would = "would change" if arguments.dry_run else "changed"
    return f"{arguments.file}: {said}; {_count(catalogs, 'catalog')} {would}"


def _print_json(
    arguments: argparse.Namespace, language: Language, tray: Tray, changed: list[str]
) -> None:
    counts = Counter(taking.outcome for taking in tray.takings)
    data = {
        "file": str(arguments.file),
        "language": language.code,
        "dry_run": arguments.dry_run,
        "counts": {outcome.value: counts[outcome] for outcome in Outcome},
        "changed": changed,
        "messages": [
            {
                "outcome": taking.outcome.value,
                "line": taking.line,
                "catalog": taking.catalog,
                "catalog_line": taking.catalog_line,
                "code": taking.code,
                "reason": taking.reason,
            }
            for taking in tray.takings
            if taking.outcome is not Outcome.SAME
        ],
    }
    print(json.dumps(data, ensure_ascii=False, indent=2))


# -- both --------------------------------------------------------------------------------------


def _choose_format(file: Path) -> str:
    kind = _FORMATS.get(file.suffix.lower())
    if kind is None:
        raise ArchiveError(
            f"{file}: is no exchange file by its name; write one that ends in .tmx (translation "
            "memory) or .xlf (XLIFF). Publications are for warraq import"
        )
    return kind


def _choose_language(archive: Archive, code: str | None) -> Language:
    chosen = choose_languages(archive, [code] if code else [])
    if not chosen:
        raise ArchiveError("this archive has one language; there is nothing to translate")
    if len(chosen) > 1:
        known = ", ".join(language.code for language in chosen)
        raise ArchiveError(f"name the language of the translations with --language ({known})")
    return chosen[0]


def _read_catalogs(archive: Archive, language: Language) -> dict[str, Catalog]:
    try:
        catalogs = read_catalogs(catalogs_of(archive, language), language.code)
    except CatalogError as error:
        raise ArchiveError(str(error)) from error
    if not catalogs:
        raise ArchiveError(f"{language.code} has no catalogs yet; run warraq po first")
    return catalogs


def _show_folder(archive: Archive, language: Language) -> str:
    return f"{archive.catalogs.rstrip('/')}/{language.code}/LC_MESSAGES"


def _write(path: Path, content: str | bytes) -> None:
    try:
        write_atomically(path, content)
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be written: {error.strerror}") from error


def _progress(quiet: bool) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=quiet or not Console(stderr=True).is_terminal,
    )
