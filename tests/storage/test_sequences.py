"""Any sequence of deliveries, cut into runs and batches in any way, ends in the same corpus."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import schema

if TYPE_CHECKING:
    from collections.abc import Callable

    Desk = Any

# What may be delivered, by what it is.
_KINDS = 14
_deliveries = st.lists(st.integers(0, _KINDS - 1), min_size=1, max_size=12)


@pytest.fixture
def pool(article: Callable[..., str], page: Callable[..., str]) -> list[tuple[str, bytes]]:
    """Return the contents that may be delivered, each with its suffix: copies, versions, a bridge, a round-up."""
    one, two = article(1), article(2)
    sentence = "Nobody at the weekly market could remember so many visitors from abroad. "
    url = "https://web.example/news/1"
    texts = [
        one,
        sentence + one,
        sentence + one.replace("near", "beside", 1),
        "\n\n".join(one.split("\n\n")[:2]),
        two,
        sentence + two,
        one + "\n" + two,
        "\n".join(article(number) for number in (1, 2, 3, 4, 5, 6)),
        article(3),
        "Please enable JavaScript and cookies to continue.\n",
        "",
    ]
    pages = [page(one, url=url), page(one, url=url, advert="Sell a boat"), page(sentence + one, url=url)]
    return [(".txt", text.encode()) for text in texts] + [(".html", text.encode()) for text in pages]


def _deliver(desk: Desk, pool: list[tuple[str, bytes]], kinds: list[int], start: int = 0) -> None:
    for place, kind in enumerate(kinds, start):
        suffix, content = pool[kind]
        desk.drop(f"wire/{place:03d}{suffix}", content)


def _agrees_with_its_catalog(desk: Desk) -> None:
    documents = desk.rows(schema.documents)
    corpus = desk.corpus if (desk.store / "articles").exists() else None
    articles, members = (corpus.articles, corpus.members) if corpus else ([], [])
    stored = {row["document_id"] for row in documents if row["part"]}
    assert sorted(row["document_id"] for row in articles) == sorted(stored)
    assert len({row["text_id"] for row in articles}) == len(articles), "a text is in the corpus twice"
    kept = ("document_id", "cluster_id", "relation", "jaccard", "containment", "canonical", "reason")
    published = [{name: row[name] for name in kept} for row in members]
    catalog = [{name: row[name] for name in kept} for row in desk.rows(schema.members)]
    assert sorted(published, key=str) == sorted(catalog, key=str)
    linked = {row["document_id"] for row in documents if row["outcome"] != "held"}
    assert {row["document_id"] for row in members} == linked


@pytest.mark.parametrize("batch", [1, 2, 5])
@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(kinds=_deliveries, cuts=st.sets(st.integers(1, 11), max_size=3))
def test_runs_and_batches_make_no_difference(
    make_desk: Callable[[str], Desk], pool: list[tuple[str, bytes]], batch: int, kinds: list[int], cuts: set[int]
) -> None:
    """In = sum of outcomes, each text once, tables and catalog agree, and all is as after one run of one batch."""
    desk = make_desk("again")
    _deliver(desk, pool, kinds)
    outcomes = desk.run()
    assert sum(outcomes.values()) == len(kinds)
    _agrees_with_its_catalog(desk)
    expected = desk.corpus.lasting() if (desk.store / "articles").exists() else None

    desk = make_desk("again")
    edges = [0, *sorted(cut for cut in cuts if cut < len(kinds)), len(kinds)]
    for start, end in pairwise(edges):
        _deliver(desk, pool, kinds[start:end], start)
        assert sum(desk.run(batch=batch).values()) == end
    _agrees_with_its_catalog(desk)
    assert (desk.corpus.lasting() if expected else None) == expected
    assert set(desk.run(batch=batch)) == {"seen"}


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(kinds=_deliveries, seed=st.randoms(use_true_random=False))
def test_the_order_of_delivery_changes_no_cluster(
    make_desk: Callable[[str], Desk], pool: list[tuple[str, bytes]], kinds: list[int], seed: Any
) -> None:
    """Which document is the oldest depends on the order; which documents are copies of one text does not."""
    desk = make_desk("again")
    _deliver(desk, pool, kinds)
    desk.run(batch=3)
    expected = _texts_together(desk)
    seed.shuffle(kinds)
    desk = make_desk("again")
    _deliver(desk, pool, kinds)
    desk.run(batch=2)
    assert _texts_together(desk) == expected


def _texts_together(desk: Desk) -> set[frozenset[str]]:
    if not (desk.store / "articles").exists():
        return set()
    corpus = desk.corpus
    texts = {row["document_id"]: row["text_id"] for row in corpus.articles}
    return {frozenset(texts[name] for name in names if name in texts) for names in corpus.clusters()}
