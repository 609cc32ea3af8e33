"""The signature scheme of a corpus: every number that its signatures depend on, stored beside them."""

from __future__ import annotations

import functools
import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, fields

from dedup.fold import NORMALISER

VERSION = 1
_SEED_BITS = 32  # datasketch seeds its permutations with 32 bits


class SchemeError(ValueError):
    """A stored signature scheme is not one this program can compute with; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class SignatureScheme:
    """What signatures are made with. Signatures of two schemes must never be compared.

    ``seed`` drives the permutations and the token hashes: keep it as private as the corpus. ``shingle`` is the
    length of a shingle in tokens. The values of ``permutations`` over the whole text are cut into ``bands``, those
    of ``head_permutations`` over the first ``head_words`` tokens into ``head_bands``. ``anchors`` is how many of a
    text's smallest hashes of runs of one token more than a shingle become keys of their own.

    The figures, on bench/neardup's 9,789 pairs that verify (benchmarks/neardup.py): 32 x 4 bands + 8 x 4 of the head
    propose 73 % of them, 24 anchors alone 99.8 %, 16 x 8 + 8 x 4 + 24 anchors 99.9 % (99.1 % of the excerpts), with
    48 keys a document. Anchors of 3 tokens propose half as many useless pairs more, of 5 tokens miss edited copies.
    """

    seed: int
    version: int = VERSION
    normaliser: str = NORMALISER
    shingle: int = 3
    permutations: int = 128
    bands: int = 16
    head_permutations: int = 32
    head_bands: int = 8
    head_words: int = 80
    anchors: int = 24

    @classmethod
    def create(cls, seed: int | None = None) -> SignatureScheme:
        """Make the scheme of a new corpus; without a seed it draws one that nobody else knows."""
        return cls(seed=secrets.randbits(_SEED_BITS) if seed is None else seed)

    @classmethod
    def from_json(cls, stored: str) -> SignatureScheme:
        """Read a stored scheme. Raises SchemeError unless this program computes the very same signatures."""
        try:
            values = json.loads(stored)
        except ValueError as error:
            raise SchemeError(f"the stored signature scheme is not JSON: {error}") from error
        return _checked(values)

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 1 << _SEED_BITS:
            raise SchemeError(f"the seed must be a number from 0 to 2^{_SEED_BITS} - 1, not {self.seed}")
        sizes = (self.shingle, self.bands, self.head_bands, self.head_words - self.shingle)
        if min(sizes) < 1 or self.anchors < 0:
            raise SchemeError("the sizes of a signature scheme must be positive")
        if self.permutations % self.bands or self.head_permutations % self.head_bands:
            raise SchemeError("the permutations of a sketch must divide into its bands")

    def to_json(self) -> str:
        """Give the scheme as the one line that is stored."""
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def digest(self) -> str:
        """Short name of the scheme, stored with each match."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]


@functools.cache
def _defaults() -> dict[str, type]:
    return {field.name: str if field.name == "normaliser" else int for field in fields(SignatureScheme)}


def _checked(values: object) -> SignatureScheme:
    kinds = _defaults()
    if not isinstance(values, dict) or values.get("version") != VERSION:
        version = values.get("version") if isinstance(values, dict) else values
        raise SchemeError(f"signature scheme version {version!r} is not the version {VERSION} this program knows")
    if values.get("normaliser") != NORMALISER:
        raise SchemeError(f"normaliser {values.get('normaliser')!r} is not {NORMALISER!r}, which this program has")
    if values.keys() != kinds.keys():
        raise SchemeError(f"the signature scheme must name {', '.join(sorted(kinds))}")
    wrong = [name for name, kind in kinds.items() if type(values[name]) is not kind]
    if wrong:
        raise SchemeError(f"the signature scheme's {', '.join(wrong)} cannot be read")
    return SignatureScheme(**values)
