"""Writes the commands by which a reader gets an edition and checks it, for a terminal.

They need what systems bring: wget or curl and sed, sha256sum or shasum, or PowerShell.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from warraq.editions.bag import CRATE, TAG_MANIFEST
from warraq.editions.model import RECORDS

Ways = dict[str, list[str]]
"""The lines of each way to do a thing, by the name of the program or the system; one will do."""

UNKNOWN = "https://ADDRESS/"
"""The site's address where the archive does not know it."""


def list_of(edition: str) -> str:
    """The list of the files of an edition, from the site's root."""
    return f"{RECORDS}/{edition}/SHA256SUMS"


def get_file(address: str, path: str) -> str:
    """Get one file, and put it where a reader stands."""
    return f"curl -L -O {_at(address)}{quote(path)}"


def get_list(address: str, edition: str) -> Ways:
    """Get the list of the files of an edition, to where the site has it."""
    return _get_each(address, [list_of(edition)])


def get_files(address: str, edition: str) -> Ways:
    """Get each file that the list names. A mirror of the links lacks files and renames some."""
    return _get_named(address, list_of(edition), "")


def get_record(address: str, edition: str) -> Ways:
    """Get the record of an edition, all of it."""
    folder = f"{RECORDS}/{edition}/"
    first = _get_each(address, [folder + TAG_MANIFEST, folder + CRATE])
    then = _get_named(address, folder + TAG_MANIFEST, folder)
    return {name: [*lines, *then[name]] for name, lines in first.items()}


def sum_file(path: str) -> Ways:
    """Work out the SHA-256 of one file."""
    windows = path.replace("/", "\\")
    return {
        "Linux": [f"sha256sum {path}"],
        "macOS": [f"shasum -a 256 {path}"],
        "Windows": [f"certutil -hashfile {windows} SHA256"],
    }


def check_files(edition: str) -> Ways:
    """Compare all files with the list, and name those that differ."""
    path = list_of(edition)
    return {
        "Linux": [f"sha256sum --check --quiet {path}"],
        "macOS": [f"shasum -a 256 -c {path} | grep -v ': OK$'"],
        "Windows (PowerShell)": [
            f"Get-Content -Encoding UTF8 {path} | ForEach-Object {{ $p = $_.Substring(66); "
            "if ((Get-FileHash -LiteralPath $p).Hash -ne $_.Substring(0, 64)) { $p } }"
        ],
    }


def check_signatures() -> Ways:
    """Check what was signed, in the folder of the record; each kind has its program."""
    return {
        "minisign": [f"minisign -V -P KEY -m {TAG_MANIFEST}"],
        "GnuPG": [f"gpg --verify {TAG_MANIFEST}.asc {TAG_MANIFEST}"],
        "OpenSSL": [
            f"openssl ts -verify -data {TAG_MANIFEST} -in {TAG_MANIFEST}.tsr -CAfile CA.pem"
        ],
    }


def _at(address: str) -> str:
    return address or UNKNOWN


def _wget(address: str) -> str:
    """Files go where the site has them: neither the host nor folders before it make folders."""
    steps = len([step for step in urlsplit(address).path.split("/") if step])
    cut = f" --cut-dirs={steps}" if steps else ""
    return f"wget -q -x -nH{cut} --restrict-file-names=nocontrol --no-iri"


_CURL = "curl -s -L -g --create-dirs"


def _get_each(address: str, paths: list[str]) -> Ways:
    """By wget, if the address is known, and by curl, which macOS has."""
    at = _at(address)
    places = " ".join(f"{at}{path}" for path in paths)
    outputs = " ".join(f"-o {path} {at}{path}" for path in paths)
    return _offer(address, f"{_wget(address)} {places}", f"{_CURL} {outputs}")


def _get_named(address: str, listing: str, folder: str) -> Ways:
    """As `_get_each`, for the files that a list names by their paths in a folder."""
    at = _at(address).replace("&", r"\&")
    digest = "^[0-9a-f]*  "
    # What begins with # would be taken for a place in a page.
    wget = f"sed 's/#/%23/g; s|{digest}|{at}{folder}|' {listing} | {_wget(address)} -i -"
    curl = (
        f'sed -n \'s|{digest}|{folder}|; h; s|.*|output = "&"|p; '
        f'g; s/ /%20/g; s/#/%23/g; s|.*|url = "{at}&"|p\' {listing} | {_CURL} -K -'
    )
    return _offer(address, wget, curl)


def _offer(address: str, wget: str, curl: str) -> Ways:
    return {"wget": [wget], "curl": [curl]} if address else {"curl": [curl]}
