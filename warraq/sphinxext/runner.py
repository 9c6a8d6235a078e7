"""Runs one Sphinx build of one language and says what came of it."""

from __future__ import annotations

import errno
import gc
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from sphinx._cli.util.errors import strip_escape_sequences
from sphinx.application import Sphinx, builtin_extensions
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from warraq.sphinxext.briefs import records_of
from warraq.sphinxext.translated import progress_of

_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO})
"""What a disk answers that is full, may not be written to, or is broken: no defect of the code."""

Report = Callable[[str, int, int], None]
"""Called with what is being done, how far it is and how far it goes."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to build."""

    root: Path
    language: str
    output: Path
    doctrees: Path
    builder: str = "html"
    parallel: int = 1
    fresh: bool = False
    overrides: Mapping[str, object] = field(default_factory=dict)
    """Settings that stand over those of conf.py."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it."""

    language: str
    failed: bool
    """Whether the build could not end, or ended with warnings."""
    messages: tuple[str, ...]
    """Warnings and errors, a line each, with paths relative to the archive."""
    briefs: int = 0
    pages: int = 0
    written: int = 0
    translated: int = 0
    messages_total: int = 0


def run_sphinx(job: Job, report: Report = lambda *_: None) -> Outcome:
    """Build `job`; warnings make it fail, and it goes on to the end to find them all."""
    # Doctrees are many small objects that live long; looking through them at Python's usual
    # pace costs a tenth of a build. Cycles are still found, only less often.
    gc.set_threshold(50_000, 10, 10)
    warnings = StringIO()
    start = time.time()
    try:
        job.output.mkdir(parents=True, exist_ok=True)
        job.doctrees.mkdir(parents=True, exist_ok=True)
        with patch_docutils(str(job.root)), docutils_namespace():
            app = Sphinx(
                srcdir=job.root / "docs",
                confdir=job.root,
                outdir=job.output,
                doctreedir=job.doctrees,
                buildername=job.builder,
                confoverrides={**job.overrides, "language": job.language},
                status=None,
                warning=warnings,
                freshenv=job.fresh,
                warningiserror=False,
                parallel=job.parallel,
                keep_going=True,
            )
            _watch(app, report)
            app.build(force_all=False)
            translated = total = 0
            for done, all_messages in progress_of(app.env).values():
                translated, total = translated + done, total + all_messages
            found = _messages(warnings, job.root)
            return Outcome(
                job.language,
                bool(found) or app.statuscode != 0,
                found,
                briefs=len(records_of(app.env)),
                pages=len(app.env.found_docs),
                written=_count_written(job.output, start),
                translated=translated,
                messages_total=total,
            )
    except SphinxError as error:
        lines = str(error).splitlines() or [error.category]
        return Outcome(
            job.language, True, (*_messages(warnings, job.root), *_tidy(lines, job.root))
        )
    except Exception as error:  # a defect of ours or of a library: say so, keep the trace
        if isinstance(error, OSError) and error.errno in _DISK:
            where = str(error.filename or job.output).replace(f"{job.root}/", "")
            return Outcome(job.language, True, (f"{where}: {error.strerror}",))
        log = job.doctrees / "error.log"
        log.write_text(traceback.format_exc(), encoding="utf-8")
        line = f"{type(error).__name__}: {error}; this is a defect, the details are in {log}"
        return Outcome(job.language, True, (*_messages(warnings, job.root), line))


def _count_written(output: Path, start: float) -> int:
    """How many pages have been written since `start`, whichever process wrote them."""
    return sum(path.stat().st_mtime >= start for path in output.rglob("*.html"))


def _watch(app: Sphinx, report: Report) -> None:
    """Report reading and writing as Sphinx goes."""
    counter = {"read": 0, "to_read": 0, "written": 0}

    def start(app: Sphinx, env: Any, names: list[str]) -> None:
        counter["to_read"] = len(names)
        report("reading", 0, len(names))

    def read(app: Sphinx, doctree: Any) -> None:
        counter["read"] += 1
        report("reading", counter["read"], max(counter["to_read"], counter["read"]))

    def write(app: Sphinx, pagename: str, template: str, context: Any, doctree: Any) -> None:
        counter["written"] += 1
        total = max(len(app.env.found_docs), counter["written"])
        report("writing", counter["written"], total)

    app.connect("env-before-read-docs", start)
    app.connect("doctree-read", read)
    app.connect("html-page-context", write)


def _messages(stream: StringIO, root: Path) -> tuple[str, ...]:
    text = strip_escape_sequences(stream.getvalue())
    return _tidy(text.splitlines(), root)


def _tidy(lines: list[str], root: Path) -> tuple[str, ...]:
    return tuple(line.replace(f"{root}/", "") for line in lines if line.strip())


def warm_up() -> None:
    """Import what every build needs, so that processes forked from this one share it."""
    for name in (
        *builtin_extensions,
        "furo",
        "myst_parser.parsers.sphinx_",
        "sphinx.builders.html",
        "sphinx.environment.collectors.toctree",
        "sphinx.search",
        "sphinxcontrib.bibtex",
        "warraq.sphinxext.pages",
        "warraq.sphinxext.styles",
        "warraq.sphinxext.citations",
        "warraq.sphinxext.listings",
        "warraq.sphinxext.parser",
    ):
        if name not in sys.modules:
            __import__(name)
    gc.freeze()  # what is imported is not looked through again, nor copied by children
