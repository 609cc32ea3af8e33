"""What de-duplication takes and gives: the records of the pure core's second half."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Signature:
    """What the index knows of one text.

    ``text_id``: SHA-256 (hex) of the folded text; equal means exact duplicate.
    ``shingles``: the sorted set of shingle hashes, uint32, shape (n,): what a match is verified on.
    ``whole`` and ``head``: ``datasketch`` affine32 MinHash values, uint32, of the whole text and of its first words.
    ``keys``: the band keys that go into the index, int64, shape (bands,).
    """

    text_id: str
    shingles: NDArray[np.uint32]
    whole: NDArray[np.uint32]
    head: NDArray[np.uint32]
    keys: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate pair verified exactly, with its evidence. ``left`` was first seen before ``right``.

    ``jaccard``: shared / union of the shingles; ``containment``: shared / the smaller set; ``shared``: shingles in
    both. ``rule`` is the rule that accepted it (``reprint`` or ``excerpt``); ``scheme`` the scheme's digest.
    """

    left: str
    right: str
    jaccard: float
    containment: float
    shared: int
    rule: str
    scheme: str


@dataclass(frozen=True, slots=True)
class Member:
    """What clustering needs to know of a document.

    ``seq`` is the order of first sight in the corpus (it decides what "oldest" means); ``shingles`` how many
    distinct shingles it has (its length); ``published`` UTC ISO 8601 or "". ``replaced``: there is a newer version of
    it from its own source.
    """

    document_id: str
    seq: int
    shingles: int
    published: str = ""
    source: str = ""
    credit: str = ""
    title: str = ""
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where clustering puts a document, and why.

    ``relation`` to the cluster: ``original`` (alone, or the cluster's oldest), ``reprint``, ``excerpt``, ``update``.
    ``parent``: the document it is tied to ("" for an original), with the values of that match.
    ``canonical`` is the cluster's canonical document and ``reason`` why it was chosen.
    """

    document_id: str
    cluster_id: str
    relation: str
    parent: str
    jaccard: float
    containment: float
    canonical: str
    reason: str
