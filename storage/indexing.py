"""Documents into the index again: for a catalog made anew, and for texts that another cleaner gave."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from dedup.candidates import BUCKET_CAP, propose
from dedup.verify import verify
from storage import schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dedup.record import Match, Signature
    from storage.catalog import Catalog
    from storage.transaction import Transaction


def index_texts(
    transaction: Transaction, signatures: Mapping[str, Signature], seqs: Mapping[str, int], catalog: Catalog
) -> list[Match]:
    """Match documents against the index and each other, and put them into it; return their matches.

    ``seqs``: the order of first sight of each; they may be older than documents that the index has. None of them may
    be in the index.
    """
    keys = {int(key) for signature in signatures.values() for key in signature.keys}
    hits = transaction.hits(keys)
    order = dict(seqs) | transaction.seqs({name for _, name in hits})
    pairs = {_older_first(pair, order) for pair in propose(signatures, hits)}
    others = {end for pair in pairs for end in pair} - signatures.keys()
    shingles = transaction.shingles(others) | {name: one.shingles for name, one in signatures.items()}
    matches = verify(pairs, shingles, catalog.scheme, catalog.thresholds)
    transaction.add(schema.signatures, map(signature_row, signatures.keys(), signatures.values()))
    transaction.index(band_rows(signatures, seqs, Counter(key for key, _ in hits)))
    transaction.add(schema.matches, (asdict(match) for match in matches))
    return matches


def _older_first(pair: tuple[str, str], order: Mapping[str, int]) -> tuple[str, str]:
    left, right = sorted(pair, key=lambda name: order[name])
    return left, right


def signature_row(name: str, signature: Signature) -> dict[str, object]:
    """Return a signature as a row of the catalog."""
    return {
        "document_id": name,
        "whole": signature.whole.tobytes(),
        "head": signature.head.tobytes(),
        "shingles": signature.shingles.tobytes(),
    }


def band_rows(
    signatures: Mapping[str, Signature], seqs: Mapping[str, int], held: Counter[int]
) -> Iterator[dict[str, int]]:
    """Return one row a band of each document; a bucket that is full takes no more. ``held`` is changed."""
    for name, signature in signatures.items():
        open_keys = sorted(key for key in set(signature.keys.tolist()) if held[key] < BUCKET_CAP)
        held.update(open_keys)
        yield from ({"band": key, "seq": seqs[name]} for key in open_keys)


def forget_texts(transaction: Transaction, signatures: Mapping[str, Signature], seqs: Mapping[str, int]) -> None:
    """Take documents out of the index, with their matches; ``signatures`` are those that they are indexed by."""
    names = list(signatures)
    keys = {int(key) for signature in signatures.values() for key in signature.keys}
    transaction.forget_bands([seqs[name] for name in names], keys)
    transaction.remove(schema.signatures.c.document_id, names)
    transaction.remove(schema.matches.c.left, names)
    transaction.remove(schema.matches.c.right, names)
