"""Writes the README.txt of an edition's record: what each file is, and how to check it by hand."""

from __future__ import annotations

from urllib.parse import urlsplit

from warraq.editions.bag import CRATE, FETCH, TAG_MANIFEST
from warraq.editions.model import RECORDS, Sealed

README = "README.txt"

_TEXT = """\
The record of edition {name} ({languages}), rendering {rendering}. Signatures may be added to it.
SHA256SUMS: the SHA-256 of each published file. text-sha256.txt: of each page's text.
content-sha256.txt: of what it was made from. edition.json: tag, toolkit, digests of these lists.
pages.json: its pages. {crate}: the same for machines (RO-Crate).
renderings/, if it is there: the records of former renderings.
The rest is for a bag (BagIt, RFC 8493); {tags} has the SHA-256 of all others.
The lines below are for a terminal in the folder that holds {records}/.
1. Check the lists first, as a list that was cut off passes for whole. The first line prints what
edition.json calls rendering_sha256 and the seal in git, by the third line, rendering-sha256; the
second prints what the seal calls record-sha256. Then check the record, and the files:
    sha256sum {folder}/SHA256SUMS
    sha256sum {folder}/{tags}
    git cat-file tag seal/{name}/{rendering}
    (cd {folder} && sha256sum --check --quiet {tags})
    sha256sum --check --quiet {folder}/SHA256SUMS
2. Check a signature or a time stamp, if there is one here, with a key that you got elsewhere:
    (cd {folder} && minisign -V -P KEY -m {tags})
    (cd {folder} && gpg --verify {tags}.asc)
    (cd {folder} && openssl ts -verify -data {tags} -in {tags}.tsr -CAfile FILE)
3. Make the whole bag, as "warraq bag {name}" does; any tool for BagIt checks it:
    cp -R {folder} bag && mkdir bag/data && mv bag/{crate} bag/data
    for tag in {words}; do mkdir bag/data/$tag && cp -R $tag/{name} bag/data/$tag; done
    bagit.py --validate bag
"""

_FETCHED = """\
4. Get all files of the edition from its site, into the folders that the site has them in:
    cut -d ' ' -f 1 {folder}/{fetch} > list.txt
    wget -q -x -nH{cut} --no-iri --restrict-file-names=nocontrol -i list.txt
"""


def write_readme(sealed: Sealed, url: str) -> bytes:
    """The file, the same for the same edition; `url` is the archive's address or nothing."""
    steps = urlsplit(url).path.strip("/")
    text = _TEXT + (_FETCHED if url else "")
    return text.format(
        name=sealed.name,
        rendering=sealed.rendering,
        languages=", ".join(sealed.languages),
        words=" ".join(sealed.languages),
        folder=f"{RECORDS}/{sealed.name}",
        records=RECORDS,
        crate=CRATE,
        tags=TAG_MANIFEST,
        fetch=FETCH,
        cut=f" --cut-dirs={steps.count('/') + 1}" if steps else "",
    ).encode()
