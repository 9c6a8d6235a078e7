"""Makes sure that the machine has what the tests need beside Python packages.

    python3 tools/system_packages.py --check      say what is missing
    python3 tools/system_packages.py --install    install it with apt where that is allowed

Runs on plain Python 3.11. Exit codes: 0 all is there, 1 something is missing (the line to run is
printed), 2 a call that cannot be used.
"""

from __future__ import annotations

import argparse
import ctypes.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """Something that the tests need, how to tell that it is there, and its packages."""

    name: str
    is_there: Callable[[], bool]
    apt: tuple[str, ...]
    dnf: tuple[str, ...]
    brew: tuple[str, ...]


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """The path of a Chromium, from $CHROMIUM or the PATH."""
    wanted = os.environ.get("CHROMIUM")
    if wanted:
        return shutil.which(wanted)
    for name in BROWSERS:
        path = shutil.which(name)
        if path and not _is_snap_stub(path):
            return path
    return None


def _is_snap_stub(path: str) -> bool:
    """Ubuntu's chromium-browser may be a script that only points to the snap store."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - plain and quick
            start = file.read(2048)
    except OSError:
        return False
    return start.startswith(b"#!") and b"snap" in start


def _has_java() -> bool:
    java = shutil.which("java")
    if java is None:
        return False
    try:
        return subprocess.run([java, "-version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _has_arabic_font() -> bool:
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    found = subprocess.run([listing, ":lang=ar"], capture_output=True, check=False)
    return bool(found.stdout.strip())


def _has_library(name: str) -> bool:
    return ctypes.util.find_library(name) is not None


def _has_program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


NEEDS = (
    Need("git", _has_program("git"), ("git",), ("git",), ("git",)),
    Need(
        "Chromium", lambda: find_browser() is not None, ("chromium",), ("chromium",), ("chromium",)
    ),
    Need(
        "Java 11 or later",
        _has_java,
        ("default-jre-headless",),
        ("java-latest-openjdk-headless",),
        ("openjdk",),
    ),
    Need(
        "Pango",
        lambda: _has_library("pango-1.0") and _has_library("pangoft2-1.0"),
        ("libpango-1.0-0", "libpangoft2-1.0-0"),
        ("pango",),
        ("pango",),
    ),
    Need(
        "an Arabic font",
        _has_arabic_font,
        ("fontconfig", "fonts-noto-core"),
        ("fontconfig", "google-noto-naskh-arabic-fonts"),
        ("fontconfig", "font-noto-naskh-arabic"),
    ),
    Need("gettext", _has_program("msgfmt"), ("gettext",), ("gettext",), ("gettext",)),
    Need("minisign", _has_program("minisign"), ("minisign",), ("minisign",), ("minisign",)),
    Need("GnuPG", _has_program("gpg"), ("gnupg",), ("gnupg2",), ("gnupg",)),
    Need("OpenSSL", _has_program("openssl"), ("openssl",), ("openssl",), ("openssl",)),
)


def find_missing() -> list[Need]:
    """What is not on this machine."""
    return [need for need in NEEDS if not need.is_there()]


def install_line(missing: list[Need]) -> str:
    """The line that installs what is missing, for this machine's package manager."""
    if shutil.which("apt-get"):
        packages = " ".join(package for need in missing for package in need.apt)
        return f"sudo apt-get install -y --no-install-recommends {packages}"
    if shutil.which("dnf"):
        return "sudo dnf install -y " + " ".join(p for need in missing for p in need.dnf)
    if shutil.which("brew"):
        return "brew install " + " ".join(p for need in missing for p in need.brew)
    names = ", ".join(need.name for need in missing)
    return f"install with your package manager: {names}"


def _prefix() -> list[str] | None:
    """What stands before apt-get for the right to install; None if there is no right."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if allowed.returncode == 0:
            return ["sudo", "-n"]
    return None


def install(missing: list[Need]) -> bool:
    """Install with apt; tells whether it could. Tries twice, for a lock or a poor line."""
    prefix = _prefix() if hasattr(os, "geteuid") else None
    if prefix is None or not shutil.which("apt-get"):
        return False
    packages = [package for need in missing for package in need.apt]
    print(f"installing {' '.join(packages)}", flush=True)
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    command = [*prefix, *environment, "apt-get", "-q"]
    for attempt in (1, 2):
        if attempt == 2:
            time.sleep(5)
        subprocess.run([*command, "update"], check=False)
        done = subprocess.run(
            [*command, "install", "-y", "--no-install-recommends", *packages], check=False
        )
        if done.returncode == 0:
            return True
    return False


def main(argv: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description="Check or install what the tests need beside Python packages.",
        epilog="example: python3 tools/system_packages.py --install",
    )
    parser.add_argument("--check", action="store_true", help="only say what is missing")
    parser.add_argument("--install", action="store_true", help="install what is missing")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    arguments = parser.parse_args(argv)
    if not (arguments.check or arguments.install):
        parser.print_help()
        return 2
    missing = find_missing()
    if missing and arguments.install and install(missing):
        missing = find_missing()
    line = install_line(missing) if missing else ""
    if arguments.json:
        print(json.dumps({"missing": [need.name for need in missing], "install": line}))
    elif missing:
        names = ", ".join(need.name for need in missing)
        print(f"The tests need {names}. Run:\n    {line}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
