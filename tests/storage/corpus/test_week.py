"""A consumer's week: whoever takes the changes in has exactly the corpus, whatever happened and whenever it looked."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import schema
from storage.corpus import Corpus, open_corpus
from storage.forget import Chosen, forget, plan_forget
from storage.store import open_store
from tests.storage.corpus.conftest import EDIT, kept_by, replay

if TYPE_CHECKING:
    from collections.abc import Callable

    Desk = Any
    Write = Callable[..., str]

_INCREMENTS = 10


def _selections(corpus: Corpus) -> dict[str, Corpus]:
    return {
        "each article once": corpus,
        "every copy": corpus.select(all_copies=True),
        "one source": corpus.select(source="web"),
        "one source's copies": corpus.select(source=("web", "wire"), all_copies=True),
        "another language": corpus.select(language="de"),
    }


class _Consumers:
    """Those who come back each day, and one who comes on the third and the last only."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: dict[str, dict[str, dict[str, Any]]] = {}
        self._since = 0
        self._lazy: tuple[int, dict[str, dict[str, dict[str, Any]]]] = (0, {})

    def come_back(self, day: int) -> None:
        corpus = open_corpus(str(self._desk.store))
        fresh = {name: kept_by(one) for name, one in _selections(corpus).items()}
        self._kept = _taken_in(corpus, self._kept, self._since)
        assert self._kept == fresh
        self._since = corpus.version
        if day in (2, _INCREMENTS - 1):
            since, kept = self._lazy
            self._lazy = (corpus.version, _taken_in(corpus, kept, since))
            assert self._lazy[1] == fresh


def _taken_in(corpus: Corpus, kept: dict[str, Any], since: int) -> dict[str, Any]:
    return {name: replay(kept.get(name, {}), one.changes(since)) for name, one in _selections(corpus).items()}


def _forget(desk: Desk, name: str) -> None:
    with contextlib.closing(open_store(str(desk.store))) as store:
        forget(store, plan_forget(store, Chosen(ids=(name,))))


def test_ten_increments_with_late_links_and_withdrawals(desk: Desk, article: Write, page: Write) -> None:
    """Each day something new, a copy of something old from another source, and something that is taken out."""
    consumers = _Consumers(desk)
    for day in range(_INCREMENTS):
        for number in (3 * day, 3 * day + 1, 3 * day + 2):
            desk.drop(f"wire/{number}.txt", article(number))
        if day:
            old = 3 * (day - 1)
            desk.drop(f"web/late-{old}.html", page(EDIT * day + article(old), url=f"https://web.example/{old}"))
            desk.drop(f"mirror/same-{old + 1}.html", page(article(old + 1)))
        desk.run(batch=2)
        if day > 1:
            rows = [row for row in desk.rows(schema.documents) if f"wire/{3 * (day - 2)}.txt" in row["drop"]]
            _forget(desk, rows[0]["document_id"])
        consumers.come_back(day)
    corpus = open_corpus(str(desk.store))
    assert corpus.tables.withdrawals is not None
    assert corpus.tables.withdrawals.to_pyarrow_table().num_rows >= _INCREMENTS - 2
    assert {row["change"] for row in corpus.select(all_copies=True).changes(1)} == {"new", "linked", "withdrawn"}


@pytest.fixture
def pool(article: Write, page: Write) -> list[tuple[str, str]]:
    """Return what may be delivered: originals, copies that bridge, versions, excerpts, a round-up."""
    one, two = article(1), article(2)
    url = "https://web.example/news/1"
    return [
        ("wire/one.txt", one),
        ("web/one-edited.txt", EDIT + one),
        ("web/one-cut.txt", "\n\n".join(one.split("\n\n")[:2])),
        ("mirror/one.html", page(one)),
        ("web/one.html", page(EDIT * 2 + one, url=url)),
        ("web/one-anew.html", page(EDIT * 4 + one, url=url)),
        ("wire/two.txt", two),
        ("web/both.txt", one + "\n" + two),
        ("web/many.txt", "\n".join(article(number) for number in (1, 2, 3, 4, 5, 6))),
    ]


@settings(deadline=None, max_examples=4, suppress_health_check=list(HealthCheck))
@given(days=st.lists(st.sets(st.integers(0, 8), min_size=1, max_size=4), min_size=2, max_size=4), out=st.integers(0, 8))
def test_any_deliveries_in_any_order(
    make_desk: Callable[[str], Desk], pool: list[tuple[str, str]], days: list[set[int]], out: int
) -> None:
    desk = make_desk("again")
    consumers = _Consumers(desk)
    for day, kinds in enumerate(days):
        for kind in kinds:
            desk.drop(*pool[kind])
        desk.run()
        gone = [row["document_id"] for row in desk.rows(schema.documents) if pool[out][0] in row["drop"]]
        if day and gone:
            _forget(desk, gone[0])
        consumers.come_back(day)
