"""Tells readers how to check an edition, in words for those who never did."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from warraq.editions.bag import CRATE, MANIFEST, TAG_MANIFEST
from warraq.editions.checkcommands import (
    Ways,
    check_files,
    check_signatures,
    get_file,
    get_files,
    get_list,
    get_record,
    list_of,
    sum_file,
)
from warraq.editions.fingerprints import Fingerprint, show_fingerprint
from warraq.editions.model import RECORDS, STATUS, Sealed
from warraq.editions.voices import Voice, fill, link_from

ANCHOR = "check"
"""The id of the section that tells how to check, on each page that has one."""


def how_to_check(
    voice: Voice, path: str, sealed: Sealed, mark: Fingerprint, address: str = ""
) -> str:
    """The section of a page at `path`; `sealed` is the edition in the examples."""
    rows = [
        _heading("h2", voice.translate("How to check an edition")),
        *_tell_what_is_sealed(voice, path, sealed),
        *_tell_file(voice, path, sealed, address),
        *_tell_files(voice, sealed, mark, address),
        *_tell_seal(voice, sealed),
        *_tell_record(voice, sealed, address),
    ]
    return _section(rows)


def how_to_check_one(
    voice: Voice, path: str, sealed: Sealed, mark: Fingerprint, address: str = ""
) -> str:
    """The same in short, for the page at `path` of the edition itself."""
    more = link_from(path, f"{voice.tag}/{RECORDS}/index.html")
    said = escape(voice.translate("How to check an edition"))
    commands = escape(voice.translate("Commands"))
    rows = [
        _heading("h2", voice.translate("Check this edition")),
        show_fingerprint(sealed, mark, voice, path),
        f"<details><summary>{commands}</summary>",
        *_steps(voice, sealed, mark, address),
        "</details>",
        f'<p><a href="{more}#{ANCHOR}">{said}</a></p>',
    ]
    return _section(rows)


# -- The parts of it -----------------------------------------------------------------------


def _tell_what_is_sealed(voice: Voice, path: str, sealed: Sealed) -> Iterator[str]:
    folder = f"{RECORDS}/{sealed.name}"
    record = link_from(path, f"{folder}/edition.json")
    yield _say(
        voice.translate(
            "Each edition has a record: %(record)s. It holds the SHA-256 of every file, a "
            "number that becomes another one as soon as a single byte of the file does."
        ),
        record=f'<a href="{record}">{_code(f"{folder}/")}</a>',
    )
    yield _say(
        voice.translate(
            "Sealed are the record and the folder of the edition, such as %(folder)s. Browsers "
            "also apply the small styles in %(status)s to its pages: they may say what was "
            "decided later, and are not sealed."
        ),
        folder=_code(f"{_language_in(sealed, voice)}/{sealed.name}/"),
        status=_code(f"{_language_in(sealed, voice)}/{STATUS}/"),
    )
    yield _say(
        voice.translate(
            "The date of an edition is what the tag of its maintainer says. When it was there is "
            "proved only by a time stamp, a signature or copies in other hands."
        )
    )


def _tell_file(voice: Voice, path: str, sealed: Sealed, address: str) -> Iterator[str]:
    sums = link_from(path, list_of(sealed.name))
    page = f"{_language_in(sealed, voice)}/{sealed.name}/index.html"
    yield _heading("h3", voice.translate("One file"))
    yield _say(
        voice.translate(
            "Get the file as it is: in the browser, save the page as “HTML only”, since a "
            "“complete” page is rewritten when it is saved; or in a terminal:"
        )
    )
    yield _commands(get_file(address, page))
    yield _say(
        voice.translate(
            "Let your computer work out its SHA-256. It must be the number that stands before the "
            "path of the file in %(sums)s. Linux, macOS and Windows each have a command for it:"
        ),
        sums=f'<a href="{sums}"><code>SHA256SUMS</code></a>',
    )
    yield _offer(sum_file("FILE"))
    yield _say(
        voice.translate(
            "Styles and pictures are files of their own, each with its line. A page that was "
            "saved alone does not name its edition: the list that has its number does."
        )
    )


def _tell_files(voice: Voice, sealed: Sealed, mark: Fingerprint, address: str) -> Iterator[str]:
    yield _heading("h3", voice.translate("A whole edition"))
    yield _say(
        voice.translate(
            "Work in a new folder, in a terminal. A mirror that follows links will not do: it "
            "leaves files out and saves others under other names."
        )
    )
    yield from _steps(voice, sealed, mark, address)


def _steps(voice: Voice, sealed: Sealed, mark: Fingerprint, address: str) -> Iterator[str]:
    """The commands for all files of an edition, in their order."""
    name = sealed.name
    steps = (
        (fill(voice.translate("Get the list of its files:")), get_list(address, name)),
        (
            fill(
                voice.translate(
                    "Work out the SHA-256 of the list itself, as one that was cut off would pass. "
                    "It must be %(digest)s:"
                ),
                digest=_code(mark.sums),
            ),
            sum_file(list_of(name)),
        ),
        (fill(voice.translate("Get the files that it names:")), get_files(address, name)),
        (
            fill(
                voice.translate(
                    "Compare all files (on Linux, macOS, Windows). If nothing is answered, every "
                    "file of the list is as it was sealed:"
                )
            ),
            check_files(name),
        ),
    )
    yield "<ol>"
    for said, ways in steps:
        yield f"<li><p>{said}</p>{_offer(ways)}</li>"
    yield "</ol>"


def _tell_seal(voice: Voice, sealed: Sealed) -> Iterator[str]:
    yield _heading("h3", voice.translate("The seal"))
    yield _say(
        voice.translate(
            "Each clone of the archive's git repository has the seal of the edition. In what the "
            "line below prints, %(object)s must be the object of the tag, %(rendering)s the "
            "SHA-256 of %(sums)s and %(record)s that of %(manifest)s, as they stand under "
            "“Fingerprints”:"
        ),
        object=_code("object"),
        rendering=_code("rendering-sha256"),
        sums=_code("SHA256SUMS"),
        record=_code("record-sha256"),
        manifest=_code(TAG_MANIFEST),
    )
    yield _commands(f"git cat-file tag seal/{sealed.name}/{sealed.rendering}")


def _tell_record(voice: Voice, sealed: Sealed, address: str) -> Iterator[str]:
    yield _heading("h3", voice.translate("Who vouches for the record"))
    yield _say(
        voice.translate(
            "Whoever can change a file can change its record too. Compare the record with a "
            "copy that somebody else kept, a library or a court for instance. If the edition "
            "was signed, a signature lies beside the record (%(ends)s): check it with a key "
            "that you did not get from this site."
        ),
        ends=_code(".minisig, .asc, .tsr"),
    )
    yield _say(
        voice.translate(
            "The signature covers %(file)s, that file all others of the record but %(crate)s, "
            "and %(manifest)s covers that one."
        ),
        file=_code(TAG_MANIFEST),
        crate=_code(CRATE),
        manifest=_code(MANIFEST),
    )
    yield _offer(get_record(address, sealed.name))
    yield _commands(
        f"cd {RECORDS}/{sealed.name}",
        f"sha256sum --check --quiet {TAG_MANIFEST}",
        f"grep {CRATE} {MANIFEST}; sha256sum {CRATE}",
    )
    yield _offer(check_signatures())
    yield _say(
        voice.translate(
            "With these files the tool that made this archive checks all at once. It alone finds "
            "files that were added:"
        )
    )
    yield _commands(f"warraq verify ../.. {sealed.name}")


def _language_in(sealed: Sealed, voice: Voice) -> str:
    """A language of the edition for examples, that of the page if there is a choice."""
    return voice.tag if voice.tag in sealed.languages else sealed.languages[0]


# -- Pieces --------------------------------------------------------------------------------


def _section(rows: list[str]) -> str:
    return f'<section id="{ANCHOR}">\n' + "\n".join(rows) + "\n</section>\n"


def _heading(rank: str, text: str) -> str:
    return f"<{rank}>{escape(text)}</{rank}>"


def _say(message: str, **parts: str) -> str:
    return f"<p>{fill(message, **parts)}</p>"


def _code(text: str) -> str:
    return f'<code dir="ltr">{escape(text)}</code>'


def _offer(ways: Ways) -> str:
    """Commands of which a reader needs those of one name."""
    rows = (
        f'<dt><bdi dir="ltr">{name}</bdi></dt><dd>{_commands(*ways[name])}</dd>' for name in ways
    )
    return f'<dl class="commands">{"".join(rows)}</dl>'


def _commands(*lines: str) -> str:
    text = "\n</code><code>".join(map(escape, lines))
    return f'<pre dir="ltr"><code>{text}</code></pre>'
