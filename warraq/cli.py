"""The `warraq` command: each subcommand a thin skin over a function of a room."""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from warraq import __version__
from warraq.archive import Archive, ArchiveError, read_archive
from warraq.desk.editions_options import add_edition_commands
from warraq.desk.options import add_desk_commands
from warraq.desk.trust_options import add_trust_commands
from warraq.ingest.options import add_import_options, add_new_options
from warraq.site.progress import build_with_progress

if TYPE_CHECKING:
    from http.server import ThreadingHTTPServer

    from warraq.site.build import SiteResult

OK, FAILED, BAD_INPUT = 0, 1, 2
"""Exit codes: done; done with warnings or not done; the call or the archive is not usable."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as error:
        if error.code:
            _explain_hyphens(sys.argv[1:] if argv is None else argv)
        raise
    if not hasattr(arguments, "run"):
        _parser().print_help()
        return BAD_INPUT
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except ArchiveError as error:
        _refuse(arguments, str(error))
        return BAD_INPUT
    except BrokenPipeError:
        # Whoever read the output, such as `head`, has had enough of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        if error.filename is None:
            raise
        _refuse(arguments, f"{_near(Path(error.filename))}: {error.strerror}")
        return BAD_INPUT
    except KeyboardInterrupt:
        print("warraq: stopped", file=sys.stderr)
        return 130


def _refuse(arguments: argparse.Namespace, sentence: str) -> None:
    """Say why nothing was done, to programs too where `--json` asks for that."""
    print(f"warraq: {sentence}", file=sys.stderr)
    if getattr(arguments, "json", False):
        print(json.dumps({"error": sentence}, ensure_ascii=False))


def _explain_hyphens(words: Sequence[str]) -> None:
    """Say how to name a file whose name was taken for an option."""
    for word in words:
        if word.startswith("-") and os.path.lexists(word):
            print(f"warraq: for the file {word} write ./{word}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="warraq",
        description="Keeps a bilingual archive of publications: builds it, serves it, checks it.",
        epilog="exit codes: 0 done, 1 warnings or failure, 2 unusable input",
    )
    parser.add_argument("--version", action="version", version=f"warraq {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    build = _command(commands, "build", _build, "build the site in every language", "warraq build")
    build.add_argument(
        "--language",
        "-l",
        action="append",
        default=[],
        metavar="CODE",
        help="build this language only; may be given more than once",
    )
    build.add_argument(
        "--jobs",
        "-j",
        type=_positive,
        default=1,
        metavar="N",
        help="processes for each language (default 1; languages run side by side)",
    )
    build.add_argument("--fresh", action="store_true", help="read every page again")
    build.add_argument("--json", action="store_true", help="print the result as JSON")

    serve = _command(
        commands,
        "serve",
        _serve,
        "serve the built site on this machine",
        "warraq serve --port 8000",
    )
    serve.add_argument("--port", type=_port, default=8000, help="port on 127.0.0.1 (default 8000)")

    live = _command(
        commands,
        "live",
        _live,
        "serve, rebuild and reload on every saved change",
        "warraq live --language ar",
    )
    live.add_argument("--port", type=_port, default=8000, help="port on 127.0.0.1 (default 8000)")
    live.add_argument(
        "--language",
        "-l",
        action="append",
        default=[],
        metavar="CODE",
        help="rebuild this language only; may be given more than once",
    )

    check = _command(
        commands,
        "linkcheck",
        _linkcheck,
        "ask every outside link whether it lives",
        "warraq linkcheck",
    )
    check.add_argument("--json", action="store_true", help="print the result as JSON")

    add_desk_commands(commands, _command)
    add_edition_commands(commands, _command)
    add_trust_commands(commands, _command)

    take = _command(
        commands,
        "import",
        _import,
        "make pages of publications: text, web page, WordPress, Word, PDF",
        "warraq import brief.txt --date 2023-05",
    )
    add_import_options(take)

    watch = _command(
        commands,
        "check",
        _check,
        "look for what tells of persons in docs/, and for sources that are not cited",
        "warraq check",
    )
    watch.add_argument("--json", action="store_true", help="print the findings as JSON")

    new = _command(commands, "new", _new, "start an empty brief", "warraq new Title --date 2023-05")
    add_new_options(new)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    example: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"example: {example}",
    )
    parser.add_argument(
        "--root",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the archive's folder (default: this one)",
    )
    parser.set_defaults(run=run)
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: write a whole number above 0")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r}: write a number from 0 to 65535")
    return int(text)


# -- build -----------------------------------------------------------------------------


def _build(arguments: argparse.Namespace) -> int:
    archive = read_archive(arguments.root)
    result = build_with_progress(
        archive,
        arguments.language,
        parallel=arguments.jobs,
        fresh=arguments.fresh,
        quiet=arguments.json,
    )
    if arguments.json:
        print(json.dumps(result.as_data(), ensure_ascii=False, indent=2))
    else:
        _summarise(archive, result)
    return FAILED if result.failed else OK


def _summarise(archive: Archive, result: SiteResult) -> None:
    console = Console(soft_wrap=True, highlight=False)
    said: dict[str, list[str]] = {}
    for outcome in result.outcomes:
        for line in outcome.messages:
            said.setdefault(line, []).append(outcome.language)
    for line, languages in said.items():
        console.print(f"[{', '.join(languages)}] {line}", markup=False, style="yellow")
    names = {language.code: language for language in archive.languages}
    table = Table(show_edge=False, pad_edge=False)
    for heading in ("Language", "Briefs", "Pages", "Written", "Translated", "Warnings"):
        table.add_column(heading, justify="left" if heading == "Language" else "right")
    for outcome in result.outcomes:
        share = "source"
        if outcome.language != archive.languages[0].code:
            total = outcome.messages_total
            share = f"{outcome.translated * 100 // total} %" if total else "–"
        table.add_row(
            f"{names[outcome.language].name} ({outcome.language})",
            str(outcome.briefs),
            str(outcome.pages),
            str(outcome.written),
            share,
            str(len(outcome.messages)),
        )
    console.print(table)
    lost = [outcome.language for outcome in result.outcomes if outcome.failed and not outcome.pages]
    if lost:
        stayed = "could not be built; pages of an earlier build stay as they were"
        console.print(f"{', '.join(lost)}: {stayed}.", style="red")
    elif result.failed:
        console.print("There are warnings: correct what they name and build again.", style="red")
    if any(outcome.pages for outcome in result.outcomes):
        console.print(f"Open {_near(result.start)}")


def _near(path: Path) -> str:
    try:
        return os.path.relpath(path)
    except ValueError:
        return str(path)


# -- serve, live -------------------------------------------------------------------------


def _serve(arguments: argparse.Namespace) -> int:
    from warraq.site.serve import make_server

    archive = read_archive(arguments.root)
    folder = archive.build / "html"
    if not (folder / "index.html").is_file():
        raise ArchiveError(f"{_near(folder)} holds no site yet; run `make html` first")
    server = _listening(lambda: make_server(folder, arguments.port), arguments.port)
    print(f"http://127.0.0.1:{server.server_port}/ (Ctrl-C ends it)", flush=True)
    with server:
        server.serve_forever()
    return OK


def _listening(make: Callable[[], ThreadingHTTPServer], port: int) -> ThreadingHTTPServer:
    try:
        return make()
    except OSError as error:
        raise ArchiveError(
            f"port {port} cannot be used ({error.strerror}); try --port 0"
        ) from error


def _live(arguments: argparse.Namespace) -> int:
    from watchfiles import DefaultFilter, watch

    from warraq.site.serve import Reloader, make_server

    archive = read_archive(arguments.root)
    first = list(arguments.language)
    if first:  # its pages link to those of the other languages, which are built once
        first += [
            other.code
            for other in archive.languages
            if other.code not in first and not (archive.output(other) / "index.html").is_file()
        ]
    _summarise(archive, build_with_progress(archive, first))
    reloader = Reloader()
    folder = archive.build / "html"
    server = _listening(lambda: make_server(folder, arguments.port, reloader), arguments.port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    watched = [
        archive.locale,
        *(archive.root / name for name in ("docs", "_static", "_templates", "conf.py")),
    ]
    here = [path for path in watched if path.exists()]
    with server:
        watching = watch(
            *here,
            watch_filter=DefaultFilter(),
            debounce=300,
            rust_timeout=200,
            yield_on_timeout=True,
        )
        begun = next(watching)  # from now on nothing is missed: only now say that all is ready
        print(f"http://127.0.0.1:{server.server_port}/ (Ctrl-C ends it)", flush=True)
        for changes in chain([begun], watching):
            if not changes:
                continue
            changed = sorted({Path(path).name for _kind, path in changes})
            print(f"changed: {', '.join(changed)}", flush=True)
            try:
                archive = read_archive(arguments.root)
                _summarise(archive, build_with_progress(archive, arguments.language))
            except ArchiveError as error:
                print(f"warraq: {error}", file=sys.stderr)
                continue
            reloader.reload()
    return OK


# -- linkcheck -------------------------------------------------------------------------


def _linkcheck(arguments: argparse.Namespace) -> int:
    archive = read_archive(arguments.root)
    source = archive.languages[0].code
    result = build_with_progress(archive, [source], builder="linkcheck", quiet=arguments.json)
    if arguments.json:
        print(json.dumps(result.as_data(), ensure_ascii=False, indent=2))
    else:
        for outcome in result.outcomes:
            print("\n".join(outcome.messages) or "every link answers")
    return FAILED if result.failed else OK


# -- import, new, check ----------------------------------------------------------------------


def _import(arguments: argparse.Namespace) -> int:
    from warraq.ingest.command import run_import

    return run_import(read_archive(arguments.root), arguments)


def _new(arguments: argparse.Namespace) -> int:
    from warraq.ingest.command import run_new

    return run_new(read_archive(arguments.root), arguments)


def _check(arguments: argparse.Namespace) -> int:
    from warraq.ingest.checking import run_check

    return run_check(read_archive(arguments.root), arguments.json)
