"""Signs and time-stamps the record of an edition with outside programs, and checks such signs.

The programs are minisign, GnuPG and OpenSSL (RFC 3161). Each runs offline. What is signed is the
tag manifest, which has the digest of the manifest, which has those of all files.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from warraq.editions.bag import TAG_MANIFEST
from warraq.editions.findings import Finding, Kind
from warraq.editions.model import RECORDS, EditionError

MINISIGN, GPG, REQUEST, REPLY = ".minisig", ".asc", ".tsq", ".tsr"
"""Endings of the files beside the tag manifest."""

INSTALL = {"minisign": "minisign", "gpg": "gnupg", "openssl": "openssl"}
"""The package of each program, which Debian, Fedora and Homebrew call the same."""

_FINGERPRINT = re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}")
_STDERR = 2
_PUBLIC = re.compile(r"RW[A-Za-z0-9+/]{54}")
_STAMP = re.compile(r"^Time stamp: (.+)$", re.M)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Sign(StrEnum):
    """What came of a signature or a time stamp."""

    GOOD = "good"
    BAD = "bad"
    UNCHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Keys:
    """Whom a reader trusts; what is empty is not checked."""

    minisign: str = ""
    """A file with a public key of minisign, or the key itself."""
    gpg: str = ""
    """A file with a public key of GnuPG, or the fingerprint of one in the reader's keyring."""
    timestamp_ca: str = ""
    """A file with the certificates of a time-stamp authority."""


# -- Signing -----------------------------------------------------------------------------------


def sign_minisign(record: Path, edition: str, key: Path) -> Path:
    """Sign with the secret key in a file; minisign itself asks for its password.

    Gives the signature's file. Raises EditionError if it is there already or cannot be made.
    """
    _need("minisign")
    comment = f"edition {edition}"
    return _make(
        record,
        MINISIGN,
        lambda target: [
            *("minisign", "-S", "-s", str(key), "-m", str(record / TAG_MANIFEST)),
            *("-x", str(target), "-t", comment, "-c", comment),
        ],
    )


def sign_gpg(record: Path, key: str) -> Path:
    """Sign with a key of the keyring; gpg itself asks for its password. As `sign_minisign`."""
    _need("gpg")
    return _make(
        record,
        GPG,
        lambda target: [
            *("gpg", "--armor", "--local-user", key, "--output", str(target)),
            *("--detach-sign", "--", str(record / TAG_MANIFEST)),
        ],
    )


def request_timestamp(record: Path) -> Path:
    """Write a request that a time-stamp authority answers. As `sign_minisign`."""
    _need("openssl")
    target = record / (TAG_MANIFEST + REQUEST)
    _refuse_existing(target)
    with _beside(target) as beside:
        ran = _run(
            *("openssl", "ts", "-query", "-data", str(record / TAG_MANIFEST)),
            *("-sha256", "-cert", "-out", str(beside)),
        )
        if ran.returncode:
            raise EditionError(f"openssl wrote no request: {_last_line(ran)}")
    return target


def keep_timestamp(record: Path, reply: Path) -> Path:
    """Keep an authority's reply, after a look whether it stamps this record. As `sign_minisign`."""
    _need("openssl")
    target = record / (TAG_MANIFEST + REPLY)
    _refuse_existing(target)
    data = reply.read_bytes()
    read = _run("openssl", "ts", "-reply", "-in", str(reply), "-text")
    if read.returncode:
        raise EditionError(f"{reply}: is not the reply of a time-stamp authority")
    if "Status: Granted" not in read.stdout:
        found = re.search(r"^Status: (.+)$", read.stdout, re.M)
        said = found[1].rstrip(".") if found else "not granted"
        raise EditionError(f"{reply}: the authority gave no time stamp: {said}")
    digest = hashlib.sha256((record / TAG_MANIFEST).read_bytes()).digest()
    if digest not in data:
        raise EditionError(f"{reply}: stamps something else than {record / TAG_MANIFEST}")
    with _beside(target) as beside:
        beside.write_bytes(data)
    return target


def record_of(site: Path, edition: str) -> Path:
    """The folder of an edition's record."""
    return site / RECORDS / edition


def _make(record: Path, ending: str, command: Callable[[Path], Sequence[str]]) -> Path:
    target = record / (TAG_MANIFEST + ending)
    _refuse_existing(target)
    with _beside(target) as beside:
        words = command(beside)
        # It asks the person for a password; standard output is kept for what this command says.
        ran = subprocess.run(words, stdout=_STDERR, check=False)
        if ran.returncode or not beside.is_file() or not beside.stat().st_size:
            raise EditionError(f"{words[0]} did not sign ({ran.returncode}); see what it says")
    return target


def _refuse_existing(target: Path) -> None:
    if os.path.lexists(target):
        raise EditionError(
            f"{target} is there already and is kept; delete it if another one is to replace it"
        )


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A name beside `target`, which gets what was written there, whole or not at all."""
    beside = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        yield beside
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.chmod(0o644)
        try:
            os.link(beside, target)  # unlike a rename, it replaces nothing
        except FileExistsError:
            _refuse_existing(target)
        except OSError:
            _refuse_existing(target)
            beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


# -- Checking ----------------------------------------------------------------------------------


def check_keys(keys: Keys) -> None:
    """Raise EditionError for a key that cannot be used or a program that is missing."""
    for name, program in (
        (keys.minisign, "minisign"),
        (keys.gpg, "gpg"),
        (keys.timestamp_ca, "openssl"),
    ):
        if name:
            _need(program)
    if keys.timestamp_ca and not Path(keys.timestamp_ca).is_file():
        raise EditionError(f"{keys.timestamp_ca}: there is no such file of certificates")
    if keys.minisign and not (Path(keys.minisign).is_file() or _PUBLIC.fullmatch(keys.minisign)):
        raise EditionError(f"{keys.minisign}: is neither a file nor a public key of minisign")
    if keys.gpg and not Path(keys.gpg).is_file() and not _fingerprint(keys.gpg):
        raise EditionError(
            f"{keys.gpg}: is neither a file nor a whole fingerprint; short ones are easily forged"
        )


def check_signatures(
    site: Path, edition: str, keys: Keys
) -> tuple[tuple[Finding, ...], tuple[str, ...], dict[str, Sign]]:
    """Check what stands beside an edition's tag manifest: what is wrong, and notes on the rest.

    And, by the ending, what came of each that is there. Where a key is given, an edition without
    such a signature is wrong too.
    """
    record = record_of(site, edition)
    findings: list[Finding] = []
    notes: list[str] = []
    signs: dict[str, Sign] = {}
    for ending, key, option, check in (
        (MINISIGN, keys.minisign, "--minisign-key", _check_minisign),
        (GPG, keys.gpg, "--gpg-key", _check_gpg),
        (REPLY, keys.timestamp_ca, "--timestamp-ca", _check_timestamp),
    ):
        path = f"{RECORDS}/{edition}/{TAG_MANIFEST}{ending}"
        there = os.path.lexists(site / path)
        if (site / path).is_symlink() or (there and not (site / path).is_file()):
            findings.append(Finding(Kind.SIGNATURE, edition, path, "is no plain file"))
            signs[ending] = Sign.BAD
        elif there and key:
            good, said = check(record / TAG_MANIFEST, site / path, key)
            signs[ending] = Sign.GOOD if good else Sign.BAD
            if good:
                notes.append(f"{path}: {said}")
            else:
                findings.append(Finding(Kind.SIGNATURE, edition, path, said))
        elif there:
            notes.append(f"{path}: not checked; give {option} to check it")
            signs[ending] = Sign.UNCHECKED
        elif key:
            said = f"is missing, so {option} has nothing to check"
            findings.append(Finding(Kind.SIGNATURE, edition, path, said))
    return tuple(findings), tuple(notes), signs


def _check_minisign(signed: Path, signature: Path, key: str) -> tuple[bool, str]:
    how = ("-p", key) if Path(key).is_file() else ("-P", key)
    ran = _run("minisign", "-V", "-m", str(signed), "-x", str(signature), *how)
    if ran.returncode == 0:
        return True, "a good signature of minisign"
    return False, f"is no good signature of this key: {_last_line(ran)}"


def _check_gpg(signed: Path, signature: Path, key: str) -> tuple[bool, str]:
    with contextlib.ExitStack() as stack:
        home: tuple[str, ...] = ()
        if Path(key).is_file():
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="warraq-"))
            home = ("--homedir", folder)
            stack.callback(_end_gpg, folder)
            taken = _run("gpg", *_ALONE, *home, "--import", "--", key)
            if taken.returncode:
                return False, f"cannot be checked: {key} is no public key of GnuPG"
        ran = _run(
            "gpg", *_ALONE, *home, "--status-fd", "1", "--verify", str(signature), str(signed)
        )
    valid = re.search(r"^\[GNUPG:\] VALIDSIG (\S+)(?: \S+){8} (\S+)", ran.stdout, re.M)
    if valid is None:
        return False, f"is no good signature: {_last_line(ran)}"
    if not home and _fingerprint(key) not in valid.groups():
        return False, f"is a signature of another key, {valid[2]}"
    if "[GNUPG:] REVKEYSIG" in ran.stdout:
        return False, f"is of the key {valid[2]}, which its owner has revoked"
    said = f"a good signature of the key {valid[2]}"
    if "[GNUPG:] EXPKEYSIG" in ran.stdout:
        said += ", which has expired since"
    return True, said


_ALONE = ("--batch", "--no-tty", "--no-options", "--no-auto-key-retrieve", "--no-autostart")
"""gpg asks nobody and fetches nothing."""


def _end_gpg(folder: str) -> None:
    with contextlib.suppress(OSError):
        subprocess.run(
            ["gpgconf", "--homedir", folder, "--kill", "all"], capture_output=True, check=False
        )


def _check_timestamp(signed: Path, reply: Path, authority: str) -> tuple[bool, str]:
    """Check a stamp at the time that it names: the authority's certificate may have ended since."""
    read = _run("openssl", "ts", "-reply", "-in", str(reply), "-text")
    found = _STAMP.search(read.stdout)
    moment = _read_moment(found[1]) if found else None
    if moment is None:
        return False, "is not the reply of a time-stamp authority"
    ran = _run(
        *("openssl", "ts", "-verify", "-data", str(signed), "-in", str(reply)),
        *("-CAfile", authority, "-attime", str(int(moment.timestamp()))),
    )
    if ran.returncode == 0:
        return True, f"a good time stamp of {moment:%Y-%m-%dT%H:%M:%SZ}"
    return False, f"is no good time stamp of this authority: {_last_line(ran)}"


def _read_moment(text: str) -> datetime | None:
    """`Feb  3 10:20:30 2024 GMT`, whatever language the machine speaks; parts of seconds fall."""
    found = re.match(r"(\w{3}) +(\d+) (\d\d):(\d\d):(\d\d)(?:\.\d+)? (\d{4}) GMT", text)
    if found is None or found[1] not in _MONTHS:
        return None
    day, hour, minute, second, year = map(int, found.groups()[1:])
    try:
        return datetime(year, _MONTHS.index(found[1]) + 1, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


# -- Programs ----------------------------------------------------------------------------------


def _need(program: str) -> None:
    if shutil.which(program) is None:
        package = INSTALL[program]
        raise EditionError(
            f"{program} is not on this machine; install it with `sudo apt-get install {package}` "
            f"(Debian, Ubuntu), `sudo dnf install {package}` or `brew install {package}`"
        )


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a program that asks nothing; it speaks English, so that what it says can be read."""
    return subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )


def _last_line(ran: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in ran.stderr.splitlines() if line.strip()]
    return lines[-1].strip() if lines else f"it ended with {ran.returncode}"


def _fingerprint(key: str) -> str:
    """The fingerprint that a text is, in capitals and without spaces; nothing if it is none."""
    text = key.replace(" ", "").upper().removeprefix("0X")
    return text if _FINGERPRINT.fullmatch(text) else ""
