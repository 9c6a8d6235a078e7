"""Editions are signed and time-stamped by real programs, with keys made for the test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from synthetic_site import write_site

from warraq.cli import main
from warraq.editions import signing
from warraq.editions.model import EditionError
from warraq.editions.signing import Keys, check_keys, check_signatures, record_of

EDITION = "2023.05"
MANIFEST = "tagmanifest-sha256.txt"
TSA = """\
[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
certs = tsa.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
[req]
distinguished_name = name
[name]
[stamping]
extendedKeyUsage = critical,timeStamping
basicConstraints = critical,CA:true
"""


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a key of each kind, and a time-stamp authority."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("home", "other"):
        (folder / name).mkdir(mode=0o700)
        run("minisign", "-G", "-W", "-p", f"{name}.pub", "-s", f"{name}.sec", folder=folder)
    run(
        *("gpg", "--homedir", "home", "--batch", "--passphrase", "", "--quick-generate-key"),
        *("Synthetic Archive <archive@example.org>", "ed25519", "sign", "never"),
        folder=folder,
    )
    run("gpg", "--homedir", "home", "--armor", "--output", "public.asc", "--export", folder=folder)
    (folder / "tsa.cnf").write_text(TSA)
    (folder / "serial").write_text("01\n")
    for name in ("tsa", "stranger"):
        run(
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "2"),
            *("-subj", f"/CN=Synthetic {name}", "-config", "tsa.cnf", "-extensions", "stamping"),
            folder=folder,
        )
    yield folder
    run("gpgconf", "--homedir", str(folder / "home"), "--kill", "all", folder=folder)


def run(*words: str, folder: Path) -> str:
    ran = subprocess.run(words, cwd=folder, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("published") / "site"
    write_site(site, editions=(EDITION,))
    return site


@pytest.fixture
def site(built: Path, tmp_path: Path, keys: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GNUPGHOME", str(keys / "home"))
    return Path(shutil.copytree(built, tmp_path / "site"))


def fingerprint(keys: Path) -> str:
    listed = run("gpg", "--homedir", "home", "--with-colons", "--list-keys", folder=keys)
    return next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr"))


def sign(site: Path, *words: str) -> int:
    return main(["sign", EDITION, "--site", str(site), *words])


def verify(site: Path, *words: str) -> int:
    return main(["verify", "--alone", str(site), *words])


def edit_record(site: Path) -> None:
    """Change a record with care: only its signature can tell."""
    manifest = record_of(site, EDITION) / MANIFEST
    data = manifest.read_bytes()
    manifest.write_bytes(data.replace(b"0", b"1", 1))


def test_minisign_vouches_for_an_edition(site, keys, capfd):
    assert sign(site, "--minisign", str(keys / "home.sec")) == 0
    made = record_of(site, EDITION) / f"{MANIFEST}.minisig"
    assert f"{made}: written" in capfd.readouterr().out
    text = made.read_text()
    assert "trusted comment: edition 2023.05" in text
    assert sorted(path.name for path in made.parent.iterdir() if path.name.startswith(".")) == []

    assert verify(site) == 0
    said = capfd.readouterr().out
    assert f"{MANIFEST}.minisig: not checked; give --minisign-key to check it" in said
    public = (keys / "home.pub").read_text().splitlines()[1]
    for key in (str(keys / "home.pub"), public):
        assert verify(site, "--minisign-key", key) == 0
        assert "minisig: a good signature of minisign" in capfd.readouterr().out
    assert verify(site, "--minisign-key", str(keys / "other.pub")) == 1
    said = capfd.readouterr().out
    assert "edition 2023.05: signature (1)" in said
    assert "is no good signature of this key" in said
    assert "Do not trust the edition" in said

    assert sign(site, "--minisign", str(keys / "home.sec")) == 2
    assert "is there already and is kept" in capfd.readouterr().err
    assert made.read_text() == text
    edit_record(site)
    findings, *_ = check_signatures(site, EDITION, Keys(minisign=public))
    assert [one.said.partition(":")[0] for one in findings] == ["is no good signature of this key"]


def test_gnupg_vouches_for_an_edition(site, keys, capfd):
    print_of_key = fingerprint(keys)
    assert sign(site, "--gpg", print_of_key) == 0
    assert (record_of(site, EDITION) / f"{MANIFEST}.asc").read_text().startswith("-----BEGIN PGP")
    capfd.readouterr()
    for key in (str(keys / "public.asc"), print_of_key, print_of_key.lower()):
        assert verify(site, "--gpg-key", key) == 0
        assert f".asc: a good signature of the key {print_of_key}" in capfd.readouterr().out
    findings, *_ = check_signatures(site, EDITION, Keys(gpg="A" * 40))
    assert str(findings[0]).endswith(f".asc: is a signature of another key, {print_of_key}")
    findings, *_ = check_signatures(site, EDITION, Keys(gpg=str(keys / "tsa.cnf")))
    assert findings[0].said.endswith("tsa.cnf is no public key of GnuPG")
    edit_record(site)
    findings, *_ = check_signatures(site, EDITION, Keys(gpg=print_of_key))
    assert findings[0].said.startswith("is no good signature: ")
    assert "BAD signature" in findings[0].said


def test_a_time_stamp_vouches_for_an_edition(site, keys, capfd, tmp_path):
    record = record_of(site, EDITION)
    assert sign(site, "--timestamp-request") == 0
    said = capfd.readouterr().out
    assert f"{MANIFEST}.tsq: written" in said
    assert "warraq sign 2023.05 --timestamp-reply FILE" in said

    def answer(request: Path, reply: Path) -> None:
        run(
            *("openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", str(request)),
            *("-out", str(reply)),
            folder=keys,
        )

    reply, other = tmp_path / "reply.tsr", tmp_path / "other.tsr"
    answer(record / f"{MANIFEST}.tsq", reply)
    question = tmp_path / "other.tsq"
    data = str(site / "ar" / "index.html")
    run("openssl", "ts", "-query", "-data", data, "-sha256", "-out", str(question), folder=keys)
    answer(question, other)
    (tmp_path / "none").write_text("synthetic")
    for file, why in (
        (other, "stamps something else than"),
        (tmp_path / "none", "is not the reply"),
    ):
        assert sign(site, "--timestamp-reply", str(file)) == 2
        assert why in capfd.readouterr().err
    assert sign(site, "--timestamp-reply", str(tmp_path / "nowhere")) == 2
    assert "nowhere: No such file" in capfd.readouterr().err
    assert sign(site, "--timestamp-reply", str(reply)) == 0
    assert (record / f"{MANIFEST}.tsr").read_bytes() == reply.read_bytes()
    capfd.readouterr()

    assert verify(site, "--timestamp-ca", str(keys / "tsa.pem")) == 0
    assert ".tsr: a good time stamp of 20" in capfd.readouterr().out
    assert verify(site, "--timestamp-ca", str(keys / "stranger.pem")) == 1
    assert "is no good time stamp of this authority" in capfd.readouterr().out
    edit_record(site)
    findings, *_ = check_signatures(site, EDITION, Keys(timestamp_ca=str(keys / "tsa.pem")))
    assert findings[0].said.startswith("is no good time stamp of this authority")
    (record / f"{MANIFEST}.tsr").write_bytes(b"synthetic")
    findings, *_ = check_signatures(site, EDITION, Keys(timestamp_ca=str(keys / "tsa.pem")))
    assert findings[0].said == "is not the reply of a time-stamp authority"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Feb  3 10:20:30 2024 GMT", "2024-02-03 10:20:30+00:00"),
        ("Dec 31 23:59:59.123 2043 GMT", "2043-12-31 23:59:59+00:00"),
        ("Feb 30 10:20:30 2024 GMT", "None"),
        ("Hornung 3 10:20:30 2024 GMT", "None"),
    ],
)
def test_the_time_of_a_stamp_is_read(text, moment):
    assert str(signing._read_moment(text)) == moment


# -- Without -------------------------------------------------------------------------------------


def test_an_edition_without_the_signature_that_is_asked_for_is_not_good(site, keys, capfd):
    options = ("--minisign-key", str(keys / "home.pub"), "--gpg-key", str(keys / "public.asc"))
    assert verify(site, *options, "--timestamp-ca", str(keys / "tsa.pem")) == 1
    said = capfd.readouterr().out
    assert "edition 2023.05: signature (3)" in said
    assert ".minisig: is missing, so --minisign-key has nothing to check" in said


def test_a_signature_that_is_a_link_is_not_followed(site, keys):
    made = record_of(site, EDITION) / f"{MANIFEST}.minisig"
    made.symlink_to(keys / "home.pub")
    findings, *_ = check_signatures(site, EDITION, Keys(minisign=str(keys / "home.pub")))
    assert [one.said for one in findings] == ["is no plain file"]


@pytest.mark.parametrize(
    ("words", "program"),
    [
        (["--minisign", "x"], "minisign"),
        (["--gpg", "x"], "gpg"),
        (["--timestamp-request"], "openssl"),
        (["--timestamp-reply", "x"], "openssl"),
    ],
)
def test_a_missing_program_is_named_with_the_line_that_installs_it(
    site, words, program, capfd, monkeypatch
):
    monkeypatch.setenv("PATH", str(site))
    assert sign(site, *words) == 2
    said = capfd.readouterr().err
    assert said.startswith(
        f"warraq: {program} is not on this machine; install it with `sudo apt-get"
    )
    assert sorted(path.suffix for path in record_of(site, EDITION).glob(f"{MANIFEST}.*")) == []


def test_keys_that_cannot_be_used_are_refused_before_anything_is_read(
    site, keys, capfd, monkeypatch
):
    for key in ("DEADBEEF", "archive@example.org", str(keys / "nowhere.asc")):
        with pytest.raises(EditionError, match="is neither a file nor a whole fingerprint"):
            check_keys(Keys(gpg=key))
    with pytest.raises(EditionError, match="is neither a file nor a public key of minisign"):
        check_keys(Keys(minisign="RWnonsense"))
    with pytest.raises(EditionError, match="there is no such file of certificates"):
        check_keys(Keys(timestamp_ca="nowhere"))
    monkeypatch.setenv("PATH", "")
    assert verify(site, "--minisign-key", str(keys / "home.pub")) == 2
    assert "minisign is not on this machine" in capfd.readouterr().err


def test_a_program_that_fails_leaves_nothing(site, keys, capfd):
    before = sorted(record_of(site, EDITION).iterdir())
    assert sign(site, "--minisign", str(keys / "nowhere.sec")) == 2
    assert "minisign did not sign" in capfd.readouterr().err
    assert sign(site, "--gpg", "nobody@example.org") == 2
    assert "gpg did not sign" in capfd.readouterr().err
    assert sorted(record_of(site, EDITION).iterdir()) == before


def test_a_signature_that_another_run_has_made_meanwhile_is_kept(tmp_path):
    target = tmp_path / "signature"

    def sign_late() -> None:
        with signing._beside(target) as beside:
            beside.write_text("late")
            target.write_text("first")

    with pytest.raises(EditionError, match="is kept"):
        sign_late()
    assert target.read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["signature"]


def test_a_damaged_record_is_not_signed(site, keys, capfd):
    (record_of(site, EDITION) / "pages.json").write_text("")
    assert sign(site, "--minisign", str(keys / "home.sec")) == 2
    assert "pages.json: is empty" in capfd.readouterr().err


def test_a_password_is_asked_by_the_program_itself(site, keys, tmp_path):
    """The command hands its own input and output on."""
    secret = tmp_path / "locked.sec"
    run("minisign", "-G", "-W", "-f", "-p", str(tmp_path / "p"), "-s", str(secret), folder=keys)
    seen = tmp_path / "bin" / "minisign"
    seen.parent.mkdir()
    seen.write_text(
        f'#!/bin/sh\nread word; echo "heard $word"\nexec {shutil.which("minisign")} "$@"\n'
    )
    seen.chmod(0o755)
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "warraq",
            "sign",
            EDITION,
            "--site",
            str(site),
            "--minisign",
            str(secret),
        ],
        input="synthetic password\n",
        env={**os.environ, "PATH": f"{seen.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "heard synthetic password" in ran.stderr
