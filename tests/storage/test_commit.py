"""From drops to the corpus: what becomes of a document that is new, a copy, a version, or nothing to keep."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from dedup.candidates import BUCKET_CAP
from flows.pipeline import Steps
from flows.summary import closing_line
from storage import schema
from storage.commit import commit_batch
from storage.errors import TotalsError

if TYPE_CHECKING:
    from collections.abc import Callable

    Desk = Any
    Write = Callable[..., str]

_NOTICE = "Please enable JavaScript and cookies to continue.\n"


def _edited(text: str) -> str:
    """Return a light edit: one sentence of twelve is told in other words."""
    first, rest = text.split(". ", 1)
    assert first
    return "Nobody at the weekly market could remember a spring with so many visitors from abroad. " + rest


def _cut(text: str, blocks: int) -> str:
    return "\n\n".join(text.strip().split("\n\n")[:blocks]) + "\n"


def test_every_outcome_is_reached_and_they_add_up(desk: Desk, article: Write, page: Write) -> None:
    desk.drop("wire/1.txt", article(1))
    desk.drop("wire/2-reprint.txt", _edited(article(1)))
    desk.drop("wire/3-same-text.html", page(article(1)))
    desk.drop("wire/4-again.txt", article(1))
    desk.drop("wire/5-notice.txt", _NOTICE)
    desk.drop("wire/6-empty.txt", b"")
    assert desk.run() == {
        "stored": 1,
        "near_duplicate": 1,
        "duplicate": 1,
        "seen": 1,
        "held": 1,
        "quarantined": 1,
    }
    assert {row["outcome"] for row in desk.rows(schema.documents)} == {"stored", "near_duplicate", "duplicate", "held"}
    assert [row["drop"].rsplit("/", 1)[1] for row in desk.rows(schema.quarantine)] == ["6-empty.txt"]


def test_running_again_writes_nothing(desk: Desk, article: Write, page: Write, snapshot: Callable[..., Any]) -> None:
    """Not a byte of the store changes, and the tables get no new version."""
    for number in range(5):
        desk.drop(f"wire/{number}.txt", article(number))
    desk.drop("wire/notice.txt", _NOTICE)
    desk.drop("wire/empty.txt", b"")
    desk.drop("web/page.html", page(article(1), url="https://web.example/news/1"))
    desk.run()
    before, versions = snapshot(desk.store), desk.corpus.versions
    tally = desk.ingest(desk.drops, desk.store)
    assert dict(tally.outcomes) == {"seen": 8}
    assert not tally.wrote
    assert snapshot(desk.store) == before
    assert desk.corpus.versions == versions


def test_a_redelivery_under_another_name_is_seen(desk: Desk, article: Write) -> None:
    desk.drop("wire/1.txt", article(1))
    desk.run()
    lasting, versions = desk.corpus.lasting(), desk.corpus.versions
    desk.drop("other/again.txt", article(1))
    assert desk.run() == {"seen": 2}
    assert desk.corpus.lasting() == lasting
    assert desk.corpus.versions == versions


def test_a_drop_that_is_touched_and_not_changed_is_seen(desk: Desk, article: Write) -> None:
    path = desk.drop("wire/1.txt", article(1))
    desk.drop("wire/empty.txt", b"")
    desk.run()
    lasting = desk.corpus.lasting()
    path.touch()
    (desk.drops / "wire" / "empty.txt").touch()
    assert desk.run() == {"seen": 2}
    assert desk.corpus.lasting() == lasting


def test_a_drop_that_is_overwritten_is_read_again(desk: Desk, article: Write) -> None:
    desk.drop("wire/1.txt", article(1))
    desk.run()
    desk.drop("wire/1.txt", article(2))
    assert desk.run() == {"stored": 1}
    assert len(desk.corpus.articles) == 2


def test_the_same_text_from_two_sources_is_stored_once_and_linked(desk: Desk, article: Write, page: Write) -> None:
    desk.drop("wire/1.txt", article(1))
    desk.run()
    desk.drop("web/1.html", page(article(1), title="Told elsewhere"))
    assert desk.run() == {"duplicate": 1, "seen": 1}
    corpus = desk.corpus
    (stored,) = corpus.articles
    (copy,) = [row for row in corpus.members if row["document_id"] != stored["document_id"]]
    assert (copy["relation"], copy["parent"], copy["source"]) == ("duplicate", stored["document_id"], "web")
    assert (copy["jaccard"], copy["containment"], copy["canonical"]) == (1.0, 1.0, False)
    assert copy["cluster_id"] == stored["document_id"]


def test_a_reprint_in_a_later_run_is_linked_with_its_evidence(desk: Desk, article: Write) -> None:
    desk.drop("wire/1.txt", article(1))
    desk.drop("wire/2.txt", article(2))
    desk.run()
    reprint = _edited(article(1))
    desk.drop("web/reprint.txt", reprint)
    assert desk.run() == {"near_duplicate": 1, "seen": 2}
    corpus = desk.corpus
    first, copy = corpus.id_of(article(1)), corpus.id_of(reprint)
    (match,) = desk.rows(schema.matches)
    (scheme,) = [row["content"] for row in desk.rows(schema.settings) if row["name"] == "scheme"]
    assert scheme
    assert (match["left"], match["right"], match["rule"]) == (first, copy, "reprint")
    assert 0.8 < match["jaccard"] < 1.0
    assert match["jaccard"] < match["containment"] < 1.0
    assert match["shared"] > 150
    assert len(match["scheme"]) == 12
    member = corpus.member(copy)
    assert (member["cluster_id"], member["parent"], member["relation"]) == (first, first, "reprint")
    assert (member["jaccard"], member["containment"]) == (match["jaccard"], match["containment"])
    assert corpus.clusters() == {frozenset({first, copy}), frozenset({corpus.id_of(article(2))})}


def test_the_thresholds_of_a_match_are_settings(desk: Desk, article: Write) -> None:
    """With higher ones than the reprint reaches, it is an article of its own."""
    desk.drop("wire/1.txt", article(1))
    desk.drop("web/reprint.txt", _edited(article(1)))
    assert desk.run(jaccard=0.99, containment=1.0) == {"stored": 2}
    assert desk.rows(schema.matches) == []


def test_a_run_says_how_many_buckets_were_full(desk: Desk, article: Write) -> None:
    """More copies than a bucket takes are still one cluster, and nothing was capped in silence."""
    for number in range(BUCKET_CAP + 4):
        desk.drop(f"web/{number:02}.txt", f"{article(1)}\n\nThis is copy number {number} of the same news.")
    tally = desk.ingest(desk.drops, desk.store)
    assert tally.full_buckets > 0
    assert "full buckets" in closing_line(tally)
    assert len(desk.corpus.clusters()) == 1


def test_a_cut_down_copy_in_a_later_run_is_an_excerpt(desk: Desk, article: Write) -> None:
    long = article(1, 24)
    desk.drop("wire/1.txt", long)
    desk.run()
    desk.drop("web/short.txt", _cut(long, 2))
    assert desk.run() == {"near_duplicate": 1, "seen": 1}
    member = desk.corpus.member(desk.corpus.id_of(_cut(long, 2)))
    assert (member["relation"], member["cluster_id"]) == ("excerpt", desk.corpus.id_of(long))
    assert member["containment"] > 0.95


def test_every_cluster_has_one_canonical_copy(desk: Desk, article: Write, page: Write) -> None:
    for number in range(4):
        desk.drop(f"wire/{number}.txt", article(number))
        desk.drop(f"wire/{number}-edited.txt", _edited(article(number)))
        desk.drop(f"wire/{number}.html", page(article(number)))
    desk.run(batch=2)
    corpus = desk.corpus
    assert len(corpus.members) == 12
    for names in corpus.clusters():
        assert sum(corpus.member(name)["canonical"] for name in names) == 1


def test_a_bridge_merges_two_clusters_and_the_younger_id_becomes_an_alias(desk: Desk, article: Write) -> None:
    desk.drop("wire/1.txt", article(1))
    desk.drop("wire/2.txt", article(2))
    desk.drop("wire/3-edited.txt", _edited(article(2)))
    desk.run()
    bridge = article(1) + "\n" + article(2)
    desk.drop("web/bridge.txt", bridge)
    assert desk.run() == {"near_duplicate": 1, "seen": 3}
    corpus = desk.corpus
    first, second = corpus.id_of(article(1)), corpus.id_of(article(2))
    assert len(corpus.clusters()) == 1
    assert {row["cluster_id"] for row in corpus.members} == {first}
    assert desk.rows(schema.aliases) == [{"alias": second, "cluster_id": first}]


def test_an_alias_follows_its_cluster_through_a_second_merge(desk: Desk, article: Write) -> None:
    for number in (1, 2, 3):
        desk.drop(f"wire/{number}.txt", article(number))
    desk.run()
    first, second, third = (desk.corpus.id_of(article(number)) for number in (1, 2, 3))
    desk.drop("web/23.txt", article(2) + "\n" + article(3))
    desk.run()
    assert desk.rows(schema.aliases) == [{"alias": third, "cluster_id": second}]
    desk.drop("web/12.txt", article(1) + "\n" + article(2))
    desk.run()
    assert {row["alias"]: row["cluster_id"] for row in desk.rows(schema.aliases)} == {third: first, second: first}
    assert len(desk.corpus.clusters()) == 1


def test_a_round_up_ties_nothing_together_whenever_its_stories_arrive(desk: Desk, article: Write) -> None:
    """Its last story and a reprint of its first come in later runs, and match nothing else of it."""
    stories = [article(number) for number in range(11, 18)]
    for number, story in enumerate(stories[:-1]):
        desk.drop(f"wire/{number}.txt", story)
    others = [article(number) for number in range(20, 25)]  # that nobody delivers
    desk.drop("wire/round-up.txt", "\n".join([*stories, *others]))
    desk.run()
    assert len(desk.corpus.clusters()) == 7
    desk.drop("wire/last.txt", stories[-1])
    desk.run()
    assert len(desk.corpus.clusters()) == 8
    desk.drop("web/reprint.txt", _edited(stories[0]))
    desk.run()
    corpus = desk.corpus
    assert len(corpus.clusters()) == 8
    assert corpus.member(corpus.id_of(_edited(stories[0])))["cluster_id"] == corpus.id_of(stories[0])


def test_another_text_at_the_same_url_is_a_version_and_the_chain_is_kept(
    desk: Desk, article: Write, page: Write
) -> None:
    url = "https://web.example/news/flood"
    for at, text in enumerate((article(1), _edited(article(1)), article(3))):
        desk.drop(f"web/{at}.html", page(text, url=url))
        desk.run()
    corpus = desk.corpus
    first, second, third = (corpus.id_of(text) for text in (article(1), _edited(article(1)), article(3)))
    chain = {row["document_id"]: row["version_of"] for row in corpus.articles}
    assert chain == {first: None, second: first, third: second}
    outcomes = {row["document_id"]: row["outcome"] for row in desk.rows(schema.documents)}
    assert outcomes == {first: "stored", second: "near_duplicate", third: "stored"}


def test_versions_that_come_in_one_batch_are_chained_as_well(desk: Desk, article: Write, page: Write) -> None:
    url = "https://web.example/news/flood"
    for number in (1, 2, 3):
        desk.drop(f"web/{number}.html", page(article(number), url=url))
    desk.run()
    corpus = desk.corpus
    first, second, third = (corpus.id_of(article(number)) for number in (1, 2, 3))
    chain = {row["document_id"]: row["version_of"] for row in corpus.articles}
    assert chain == {first: None, second: first, third: second}


@pytest.mark.parametrize(
    "again",
    [
        "https://web.example/news/flood?utm_source=feed",
        "http://www.web.example/news/flood/",
        "https://web.example/news/flood#top",
    ],
)
def test_a_page_scraped_again_with_other_adverts_is_seen(desk: Desk, article: Write, page: Write, again: str) -> None:
    desk.drop("web/1.html", page(article(1), url="https://web.example/news/flood", advert="Buy a boat"))
    desk.run()
    lasting = desk.corpus.lasting()
    desk.drop("web/2.html", page(article(1), url=again, advert="Sell a boat"))
    assert desk.run() == {"seen": 2}
    assert desk.corpus.lasting() == lasting
    (sighting,) = desk.rows(schema.sightings)
    assert sighting["seen_as"] == desk.corpus.id_of(article(1))
    assert desk.run() == {"seen": 2}
    assert len(desk.rows(schema.sightings)) == 1


def test_pages_that_declare_the_front_page_are_no_versions_of_each_other(
    desk: Desk, article: Write, page: Write
) -> None:
    for number in (1, 2):
        desk.drop(f"web/{number}.html", page(article(number), url="https://web.example/"))
    assert desk.run() == {"stored": 2}
    assert [row["version_of"] for row in desk.corpus.articles] == [None, None]


def test_what_is_held_is_in_no_table_and_is_seen_the_next_time(desk: Desk, article: Write) -> None:
    desk.drop("web/1.txt", article(1))
    desk.drop("web/2.txt", _NOTICE)
    assert desk.run() == {"stored": 1, "held": 1}
    assert len(desk.corpus.articles) == len(desk.corpus.members) == 1
    desk.drop("web/3.txt", _NOTICE)
    assert desk.run() == {"seen": 3}
    (held,) = [row for row in desk.rows(schema.documents) if row["outcome"] == "held"]
    assert held["reason"]
    assert held["raw_part"]


def test_a_source_is_the_first_folder_below_the_one_named(desk: Desk, article: Write) -> None:
    desk.drop("wire/2026/11/1.txt", article(1))
    desk.drop("2.txt", article(2))
    desk.run()
    assert sorted(row["source"] for row in desk.corpus.articles) == ["unknown", "wire"]


def test_a_page_without_a_source_has_its_site_as_one(desk: Desk, article: Write, page: Write) -> None:
    desk.drop("1.html", page(article(1), url="https://news.harbour.co.uk/2026/1"))
    desk.run()
    assert [row["source"] for row in desk.corpus.articles] == ["harbour.co.uk"]


def test_a_step_that_loses_a_document_crashes_the_run(desk: Desk, article: Write) -> None:
    for number in (1, 2):
        desk.drop(f"wire/{number}.txt", article(number))

    def lose(*arguments: Any) -> Any:
        return commit_batch(*arguments)[:-1]

    with pytest.raises(TotalsError, match="2 documents in, 1 outcomes"):
        desk.run(steps=Steps(commit=lose))


def test_a_document_without_an_outcome_is_never_committed(
    desk: Desk, article: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.drop("wire/1.txt", article(1))
    monkeypatch.setattr("storage.commit._with_relation", lambda document, _assigned: replace(document, outcome=None))
    with pytest.raises(TotalsError):
        desk.run()
    assert desk.rows(schema.documents) == []


def test_runs_count_what_they_did(desk: Desk, article: Write) -> None:
    for number in range(5):
        desk.drop(f"wire/{number}.txt", article(number))
    desk.run(batch=2)
    desk.drop("wire/notice.txt", _NOTICE)
    desk.run(batch=2)
    counts = [(row["stored"], row["held"], row["seen"]) for row in desk.rows(schema.runs)]
    assert counts == [(5, 0, 0), (0, 1, 0)]
