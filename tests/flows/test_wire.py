"""Items of a wire in sequence: updates, kills, embargoes and corrections, as their sources mean them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from storage import schema
from storage.check import check
from storage.options import StoreOptions
from storage.rebuild import plan_rebuild, rebuild_catalog
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flows.pipeline import Tally


class Wire:
    """A wire's folder and the store that it goes to; each ``send`` is a delivery and a run."""

    def __init__(self, folder: Path, ingest: Callable[..., Tally], corpus: Callable[[Path], Any]) -> None:
        self._folder, self._ingest, self._corpus = folder / "inbox" / "wire", ingest, corpus
        self._folder.mkdir(parents=True)
        self.store = folder / "store"
        self._sent = 0

    def send(self, *items: dict[str, Any]) -> dict[str, int]:
        """Deliver items and run; return the outcomes of what was new."""
        self._sent += 1
        lines = "\n".join(json.dumps(item) for item in items)
        (self._folder / f"{self._sent:03}.jsonl").write_text(lines)
        return self.run()

    def run(self) -> dict[str, int]:
        """Run; return the outcomes without what an unchanged drop holds."""
        tally = self._ingest(self._folder.parent, self.store)
        self.tally = tally
        seen = tally.outcomes["seen"] - tally.read + sum(tally.sources.get("wire", {}).values())
        found = {**tally.outcomes, "seen": seen}
        return {name: count for name, count in found.items() if count}

    def texts(self) -> set[str]:
        """Return the texts that a consumer reads."""
        return {row["text"] for row in self._corpus(self.store).articles}

    def articles(self) -> list[dict[str, Any]]:
        """Return the articles that a consumer reads."""
        return list(self._corpus(self.store).articles)

    def members(self) -> list[dict[str, Any]]:
        """Return the member rows that a consumer reads."""
        return list(self._corpus(self.store).members)

    def findings(self) -> list[Any]:
        """Check the store, and again with a catalog that was made from its bucket."""
        store = open_store(str(self.store), options=StoreOptions())
        try:
            before = _catalog(store)
            found = check(store).findings
            rebuild_catalog(store, plan_rebuild(store))
            assert _catalog(store) == before
            return [*found, *check(store).findings]
        finally:
            store.close()


def _catalog(store: Any) -> dict[str, Any]:
    tables = (schema.items, schema.tombstones, schema.dismissed, schema.documents, schema.members)
    with store.catalog.reading() as connection:
        return {table.name: sorted(map(str, connection.execute(table.select()))) for table in tables}


@pytest.fixture
def wire(tmp_path: Path, ingest: Callable[..., Tally], corpus: Callable[[Path], Any]) -> Wire:
    return Wire(tmp_path, ingest, corpus)


def _item(guid: str, version: int, text: str, **more: object) -> dict[str, Any]:
    return {"guid": guid, "version": str(version), "title": f"Item {guid}", "text": text, **more}


def _text(article: Callable[..., str], number: int) -> str:
    return article(number).strip()


def test_an_update_is_a_version_of_the_one_before_it(wire: Wire, article: Callable[..., str]) -> None:
    assert wire.send(_item("a", 1, article(1))) == {"stored": 1}
    assert wire.send(_item("a", 2, article(2))) == {"stored": 1}
    by_text = {row["text"]: row for row in wire.articles()}
    first, second = by_text[_text(article, 1)], by_text[_text(article, 2)]
    assert (first["version_of"], second["version_of"]) == (None, first["document_id"])
    assert wire.findings() == []


def test_the_newest_version_is_the_copy_to_read_however_short_it_is(wire: Wire, article: Callable[..., str]) -> None:
    """A correction that takes a fifth out is no worse a copy than the text it corrects."""
    paragraphs = article(1, 30).strip().split("\n\n")
    wire.send(_item("a", 1, "\n\n".join(paragraphs)))
    assert wire.send(_item("a", 2, "\n\n".join(paragraphs[:8]))) == {"near_duplicate": 1}
    (read,) = [row for row in wire.members() if row["canonical"]]
    (newest,) = [row for row in wire.articles() if row["version_of"]]
    assert (read["document_id"], read["reason"]) == (newest["document_id"], "newest version")
    assert wire.findings() == []
    wire.send(_item("a", 3, "", status="killed"))
    assert wire.members() == []


def test_an_older_version_that_comes_late_replaces_nothing(wire: Wire, article: Callable[..., str]) -> None:
    assert wire.send(_item("a", 10, article(1))) == {"stored": 1}
    assert wire.send(_item("a", 9, article(2))) == {"seen": 1}
    assert wire.texts() == {_text(article, 1)}
    assert wire.findings() == []


def test_a_version_that_came_with_the_same_text_still_counts(wire: Wire, article: Callable[..., str]) -> None:
    wire.send(_item("a", 1, article(1)))
    assert wire.send(_item("a", 3, article(1))) == {"seen": 1}
    assert wire.send(_item("a", 2, article(2))) == {"seen": 1}
    assert wire.texts() == {_text(article, 1)}


def test_a_kill_takes_every_version_out_and_nothing_of_it_comes_in_again(
    wire: Wire, article: Callable[..., str]
) -> None:
    first = _item("a", 1, article(1))
    wire.send(first, _item("b", 1, article(9)))
    wire.send(_item("a", 2, article(2)))
    kill = _item("a", 3, "", status="killed")
    assert wire.send(kill) == {"withdrawn": 1}
    assert wire.tally.settled == {"taken_out": 2}
    assert wire.texts() == {_text(article, 9)}
    assert len(wire.members()) == 1
    assert wire.send(first, {**first, "text": article(3)}, _item("a", 4, article(4))) == {"withdrawn": 3}
    assert wire.send(kill) == {"seen": 1}
    assert wire.texts() == {_text(article, 9)}
    assert wire.findings() == []


def test_a_kill_in_the_same_drop_as_its_item_finds_it(wire: Wire, article: Callable[..., str]) -> None:
    found = wire.send(_item("a", 1, article(1)), _item("a", 2, "", status="canceled"), _item("b", 1, article(2)))
    assert found == {"stored": 2, "withdrawn": 1}
    assert wire.texts() == {_text(article, 2)}
    assert wire.findings() == []


def test_a_kill_that_broke_off_is_carried_out_by_the_next_run(
    wire: Wire, article: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The notice is committed, and the run dies before what it names is taken out."""
    wire.send(_item("a", 1, article(1)))
    with monkeypatch.context() as broken:
        broken.setattr("flows.pipeline.settle", lambda *_: Counter())
        assert wire.send(_item("a", 2, "", status="killed")) == {"withdrawn": 1}
    assert wire.texts() == {_text(article, 1)}
    assert wire.run() == {}
    assert wire.tally.settled == {"taken_out": 1}
    assert wire.texts() == set()
    assert wire.findings() == []


def test_what_copies_a_killed_item_stays_and_has_the_text_from_then_on(wire: Wire, article: Callable[..., str]) -> None:
    wire.send(_item("a", 1, article(1)))
    copy = {"url": "https://herald.example/copy", "text": article(1), "title": "Ours"}
    assert wire.send(copy) == {"duplicate": 1}
    wire.send(_item("a", 2, "", status="killed"))
    (left,) = wire.articles()
    assert (left["text"], left["url"], left["title"]) == (_text(article, 1), "https://herald.example/copy", "Ours")
    (member,) = wire.members()
    assert (member["document_id"], member["canonical"]) == (left["document_id"], True)
    assert wire.findings() == []


def test_an_embargoed_item_is_held_until_its_time_and_then_released_by_the_next_run(
    wire: Wire, article: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    item = _item("a", 1, article(1), embargo=until.isoformat())
    assert wire.send(item, _item("b", 1, article(2))) == {"held": 1, "stored": 1}
    assert list(wire.tally.reasons) == [f"held: embargoed until {until:%Y-%m-%dT%H:%M:%SZ}"]
    assert wire.run() == {}
    assert wire.texts() == {_text(article, 2)}
    assert wire.findings() == []
    _be_later(monkeypatch, until + timedelta(seconds=1))
    assert wire.run() == {"seen": 2}  # a catalog that was made again does not know which drops were read
    assert wire.tally.settled == {"released": 1}
    assert wire.texts() == {_text(article, 1), _text(article, 2)}
    assert wire.run() == {}
    assert not wire.tally.settled
    assert wire.findings() == []


def test_an_embargoed_version_that_was_replaced_is_not_released(
    wire: Wire, article: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    wire.send(_item("a", 1, article(1), embargo=until.isoformat()))
    assert wire.send(_item("a", 2, article(2))) == {"stored": 1}
    _be_later(monkeypatch, until + timedelta(seconds=1))
    wire.run()
    assert wire.texts() == {_text(article, 2)}


def _be_later(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return moment.astimezone(tz)

    for module in ("flows.settling", "storage.reprocess", "storage.commit"):
        monkeypatch.setattr(f"{module}.datetime", Later)


def test_a_correction_is_linked_to_what_it_corrects(wire: Wire, article: Callable[..., str]) -> None:
    wire.send(_item("a", 1, article(1)))
    assert wire.send(_item("a-corr", 1, article(2), corrects="a")) == {"stored": 1}
    by_text = {row["text"]: row for row in wire.articles()}
    corrected = by_text[_text(article, 1)]["document_id"]
    assert by_text[_text(article, 2)]["version_of"] == corrected
    assert wire.findings() == []


def test_withheld_items_are_held(wire: Wire, article: Callable[..., str]) -> None:
    assert wire.send(_item("a", 1, article(1), status="withheld")) == {"held": 1}
    assert list(wire.tally.reasons) == ["held: withheld by its source"]


def test_a_feed_gives_its_articles_and_mere_summaries_are_held(
    ingest: Callable[..., Tally], corpus: Callable[[Path], Any], article: Callable[..., str], tmp_path: Path
) -> None:
    drops, store = tmp_path / "drops", tmp_path / "store"
    drops.mkdir()
    body = "".join(f"<p>{block}</p>" for block in article(1).strip().split("\n\n"))
    (drops / "feed.xml").write_text(
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        "<title>The Kettlewick Bell</title><link>https://bell.example/</link>"
        f"<item><title>Whole</title><link>https://bell.example/1</link><content:encoded><![CDATA[{body}]]>"
        "</content:encoded><pubDate>Tue, 03 Mar 2026 09:15:00 GMT</pubDate></item>"
        "<item><title>Summary</title><link>https://bell.example/2</link><description>The ferry pier is to be "
        "rebuilt, the harbour council has decided after four winters.</description></item></channel></rss>"
    )
    found = ingest(drops, store)
    assert list(found.reasons) == ["held: only a summary was delivered"]
    (row,) = corpus(store).articles
    assert (row["title"], row["source"], row["url"]) == ("Whole", "The Kettlewick Bell", "https://bell.example/1")
    assert row["published"].isoformat() == "2026-03-03T09:15:00+00:00"
