"""Signatures: the numbers themselves, and that they are datasketch's."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from datasketch import MinHash

from dedup.fold import text_id
from dedup.keys import is_anchor
from dedup.scheme import SchemeError, SignatureScheme
from dedup.sign import sign

SCHEME = SignatureScheme.create(20261121)
FERRY = (
    "The harbour ferry ran aground at dawn on Tuesday with forty people on board, the coastguard said. "
    "Nobody was hurt. Tugs pulled it clear at high water and it reached the quay under its own power, "
    "where engineers began to look at a bent propeller shaft. The operator said that sailings would resume "
    "on Thursday at the latest and that tickets stay valid until the end of the month."
)
TEXTS = (
    FERRY,
    "Café prices rose — again. “Not my fault,” said the baker’s cat.",
    "渡轮星期二清晨在港口搁浅，船上有四十人，无人受伤。",
    "เรือเฟอร์รี่เกยตื้นที่ท่าเรือเมื่อเช้าวันอังคาร",
    "नौका मंगलवार की सुबह बंदरगाह में फँस गई।",
    "two words",
    "one",
    "",
    "…!?",
    "Ａ ｆｕｌｌ-ｗｉｄｔｈ　ｌｉｎｅ and a so\u00adft hy\u200bphen",
)


def digest(values: np.ndarray) -> str:
    return hashlib.sha256(values.astype("<i8").tobytes()).hexdigest()[:16]


def test_a_known_text_has_the_known_signature() -> None:
    """These numbers are in people's catalogs: if they change, SignatureScheme.version must change with them."""
    signature = sign([FERRY], SCHEME)[0]
    assert signature.text_id == KNOWN["text_id"]
    assert [digest(part) for part in (signature.shingles, signature.whole, signature.head, signature.keys)] == KNOWN[
        "parts"
    ]


@pytest.mark.parametrize("part", ["whole", "head"])
def test_values_are_bit_for_bit_datasketch(part: str) -> None:
    """datasketch, fed the same shingle hashes, computes the same values and can read ours back."""
    signature = sign([FERRY], SCHEME)[0]
    values = getattr(signature, part)
    theirs = MinHash(num_perm=len(values), seed=SCHEME.seed, scheme="affine32", hashfunc=int)
    theirs.update_batch(signature.shingles.tolist() if part == "whole" else head_shingles())
    read = MinHash(hashvalues=values, seed=SCHEME.seed, scheme="affine32")
    assert np.array_equal(theirs.hashvalues, values)
    assert read.jaccard(theirs) == 1.0


def head_shingles() -> list[int]:
    words = FERRY.split()[: SCHEME.head_words]
    return sign([" ".join(words)], SCHEME)[0].shingles.tolist()


def test_a_signature_does_not_depend_on_its_batch() -> None:
    """Alone, together or in another order: the same signature."""
    together = sign(TEXTS, SCHEME)
    for text, signature, other in zip(TEXTS, together, reversed(sign(TEXTS[::-1], SCHEME)), strict=True):
        for again in (sign([text], SCHEME)[0], other):
            assert again.text_id == signature.text_id == text_id(text)
            for part in ("shingles", "whole", "head", "keys"):
                assert np.array_equal(getattr(again, part), getattr(signature, part)), (text, part)


def test_a_text_without_words_has_no_shingles_and_no_keys() -> None:
    """Nothing to compare: it must not meet other empty texts in the index."""
    for signature in sign(["", " \n", "…!?", "\u200b"], SCHEME):
        assert len(signature.shingles) == len(signature.keys) == 0


def test_a_text_shorter_than_a_shingle_has_one() -> None:
    """Short texts can still be compared with each other."""
    one, two = sign(["one", "two words"], SCHEME)
    assert len(one.shingles) == len(two.shingles) == 1
    assert one.shingles[0] != two.shingles[0]


def test_folding_makes_equal_what_looks_equal() -> None:
    """Case, width, invisible characters, quotes and lookalike letters don't change a signature."""
    plain, dressed = sign(["it's a full line, paypal said", "It’s Ａ fu\u200bll li\u00adne – pаypal SAID"], SCHEME)
    assert plain.text_id == dressed.text_id
    assert np.array_equal(plain.shingles, dressed.shingles)


def test_another_seed_gives_another_signature() -> None:
    """A forger who does not know the seed can't aim at a shingle hash, a band or an anchor."""
    one, other = sign([FERRY], SCHEME)[0], sign([FERRY], SignatureScheme.create(1))[0]
    assert not set(one.shingles.tolist()) & set(other.shingles.tolist())
    assert not set(one.keys.tolist()) & set(other.keys.tolist())


def test_keys_say_what_they_are() -> None:
    """Bands of both sketches first, then anchors, each recognisable by itself."""
    kinds = [is_anchor(key) for key in sign([FERRY], SCHEME)[0].keys.tolist()]
    bands = SCHEME.bands + SCHEME.head_bands
    assert kinds == [False] * bands + [True] * SCHEME.anchors


def test_a_scheme_survives_being_stored() -> None:
    """What is read back computes the same signatures."""
    stored = SCHEME.to_json()
    assert SignatureScheme.from_json(stored) == SCHEME
    assert SignatureScheme.from_json(stored).digest == SCHEME.digest
    assert SignatureScheme.create().seed != SignatureScheme.create().seed


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ('"version": 1', '"version": 2'),
        ('"normaliser": "fold-1"', '"normaliser": "fold-0"'),
        ('"bands": 16', '"bands": "16"'),
        ('"bands": 16', '"lines": 16'),
        ('"bands": 16', '"bands": 17'),
        ("{", "["),
    ],
)
def test_a_scheme_that_cannot_be_computed_is_refused(changed: str, message: str) -> None:
    """One readable line, before any signature is compared."""
    with pytest.raises(SchemeError) as caught:
        SignatureScheme.from_json(SCHEME.to_json().replace(changed, message))
    assert "\n" not in str(caught.value)


KNOWN = {
    "text_id": "721071ffe6a80ef533282f74eee44240127f63e7442556ccaef8927bb2b87402",
    "parts": ["780b1853e0b7a8b3", "0ebc1fe7e88a2f53", "434a0acaa0a0ddd2", "1879d96e8f25e2bb"],
}
