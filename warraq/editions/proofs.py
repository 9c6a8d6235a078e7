"""Says in words what a check of editions has proved, and what it has not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from warraq.editions.signing import GPG, MINISIGN, REPLY, Sign

_SIGNED = {
    Sign.GOOD: "signature checked",
    Sign.BAD: "signature bad",
    Sign.UNCHECKED: "signed, but the signature was not checked",
}
_STAMPED = {
    Sign.GOOD: "time stamp checked",
    Sign.BAD: "time stamp bad",
    Sign.UNCHECKED: "time-stamped, but the stamp was not checked",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """What vouches for the record of an edition."""

    edition: str
    seal: str = ""
    """The seal in git that says the same of the edition (`seal/2023.05/1`); nothing if none."""
    covers_record: bool = False
    """Whether that seal covers the record as a whole, its descriptions too."""
    signs: Mapping[str, Sign] = field(default_factory=dict)
    """What came of signatures and time stamps, by their endings; none for what is not there."""

    @property
    def signature(self) -> Sign | None:
        """The best of the signatures, but a bad one before all others."""
        return _weigh(self.signs.get(MINISIGN), self.signs.get(GPG))

    @property
    def stamp(self) -> Sign | None:
        """The time stamp."""
        return self.signs.get(REPLY)


def _weigh(*signs: Sign | None) -> Sign | None:
    return next((sign for sign in (Sign.BAD, Sign.GOOD, Sign.UNCHECKED) if sign in signs), None)


def say_proof(proofs: Sequence[Proof]) -> str:
    """The sentence on editions in which nothing wrong was found."""
    said = "the files agree with the record that lies beside them"
    sealed = [proof for proof in proofs if proof.seal]
    if len(proofs) == 1 and sealed:
        said += f", and with the seal in git, {sealed[0].seal}"
    elif len(sealed) == len(proofs):
        said += ", and with the seal in git of every edition"
    elif sealed:
        said += f", and with the seal in git of {_list(sealed)}"
    unvouched = [
        proof for proof in proofs if not proof.seal and Sign.GOOD not in proof.signs.values()
    ]
    if unvouched:
        which = "" if len(unvouched) == len(proofs) else f" of {_list(unvouched)}"
        said += f"; nothing outside of this folder vouches for the record{which}"
    groups: dict[str, list[Proof]] = {}
    for proof in proofs:
        groups.setdefault(_say_signs(proof), []).append(proof)
    if len(groups) == 1:
        return f"{said}; {next(iter(groups))}"
    return "; ".join([said, *(f"{_list(group)}: {signs}" for signs, group in groups.items())])


def _say_signs(proof: Proof) -> str:
    signed = _SIGNED[proof.signature] if proof.signature else "not signed"
    stamped = _STAMPED[proof.stamp] if proof.stamp else "not time-stamped"
    return f"{signed}, {stamped}"


def _list(proofs: Sequence[Proof]) -> str:
    return ", ".join(proof.edition for proof in proofs)
