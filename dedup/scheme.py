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
    length of a shingle in tokens. ``permutations`` and ``head_permutations`` are cut into bands of ``rows``;
    the head sketch covers the first ``head_words`` tokens. ``anchors`` is how many of a text's smallest shingle
    hashes (of ``anchor_shingle`` tokens) become keys of their own.
    """

    seed: int
    version: int = VERSION
    normaliser: str = NORMALISER
    shingle: int = 3
    permutations: int = 128
    head_permutations: int = 32
    head_words: int = 80
    rows: int = 4
    anchors: int = 16
    anchor_shingle: int = 5

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
        if self.permutations % self.rows or self.head_permutations % self.rows:
            raise SchemeError(f"permutations must be a multiple of the {self.rows} rows of a band")

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
