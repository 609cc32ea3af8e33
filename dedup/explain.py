"""Why two texts are copies of each other, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from dedup.fold import fold, spans
from dedup.minhash import estimate
from dedup.sign import sign
from dedup.verify import count_shared, decide, scores

if TYPE_CHECKING:
    from dedup.scheme import SignatureScheme
    from dedup.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Explanation:
    """Both scores of a pair, ``rule`` ("" if it is no match) and what decided, in one sentence of ``verdict``.

    ``estimate`` is the Jaccard similarity that the signatures suggest; it decides nothing. ``shared`` counts the
    shingles in both, of ``sizes`` (first, second). Passages are folded text in reading order: in both, only in the
    first, only in the second.
    """

    jaccard: float
    containment: float
    estimate: float
    shared: int
    sizes: tuple[int, int]
    rule: str
    verdict: str
    both: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def explain(text_a: str, text_b: str, scheme: SignatureScheme, thresholds: Thresholds) -> Explanation:
    """Compare two texts the way ``verify`` does and show where they agree and differ."""
    first, second = sign([text_a, text_b], scheme)
    sizes = len(first.shingles), len(second.shingles)
    shared = count_shared(first.shingles, second.shingles)
    jaccard, containment = scores(shared, *sizes)
    rule = decide(shared, *sizes, thresholds)
    same = first.text_id == second.text_id
    both, only_first, only_second = _passages(_words(text_a), _words(text_b), scheme.shingle)
    return Explanation(
        jaccard=jaccard,
        containment=containment,
        estimate=estimate(first.whole, second.whole, scheme.seed),
        shared=shared,
        sizes=sizes,
        rule="duplicate" if same else rule,
        verdict=_verdict(rule, same, (jaccard, containment, shared), thresholds),
        both=both,
        only_first=only_first,
        only_second=only_second,
    )


def _words(text: str) -> list[str]:
    folded = fold(text)
    return [folded[start:end] for start, end in spans(folded)]


def _verdict(rule: str, same: bool, found: tuple[float, float, int], thresholds: Thresholds) -> str:
    jaccard, containment, shared = found
    if same:
        return "the same text once case, punctuation and invisible characters are folded away"
    if rule == "reprint":
        return f"reprint: Jaccard {jaccard:.3f} reaches {thresholds.jaccard:.2f}"
    if rule == "excerpt":
        return f"excerpt: containment {containment:.3f} reaches {thresholds.containment:.2f}"
    if jaccard >= thresholds.jaccard or containment >= thresholds.containment:
        return f"no match: {shared} shared shingles prove nothing, {thresholds.shared} would"
    return (
        f"no match: Jaccard {jaccard:.3f} is below {thresholds.jaccard:.2f} "
        f"and containment {containment:.3f} below {thresholds.containment:.2f}"
    )


def _passages(
    first: list[str], second: list[str], length: int
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Give the passages in both, and those in one only. A passage is in both if all its shingles are."""
    shared = set(_runs(first, length)) & set(_runs(second, length))
    places = _stretches([run in shared for run in _runs(first, length)], length)
    both = tuple(" ".join(first[start:end]) for start, end in places)
    others = _stretches([run in shared for run in _runs(second, length)], length)
    return both, _gaps(first, places), _gaps(second, others)


def _runs(words: list[str], length: int) -> list[tuple[str, ...]]:
    """Give the shingles of a text in order, as words; a shorter text has one, an empty one none."""
    if len(words) < length:
        return [tuple(words)] if words else []
    return [tuple(words[start : start + length]) for start in range(len(words) - length + 1)]


def _stretches(shared: list[bool], length: int) -> list[tuple[int, int]]:
    """Give the places (start, end), in words, of stretches of shared shingles that follow one another."""
    places: list[tuple[int, int]] = []
    for start, found in enumerate(shared):
        if not found:
            continue
        if start and shared[start - 1]:
            places[-1] = (places[-1][0], start + length)
        else:
            places.append((start, start + length))
    return places


def _gaps(words: list[str], covered: list[tuple[int, int]]) -> tuple[str, ...]:
    edges = [(0, 0), *covered, (len(words), len(words))]
    between = (words[end:start] for (_, end), (start, _) in pairwise(edges))
    return tuple(" ".join(gap) for gap in between if gap)
