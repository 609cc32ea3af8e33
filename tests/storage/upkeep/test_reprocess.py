"""Cleaning again gives what a fresh ingest with the new cleaner gives: same ids, new clean copies, clusters that follow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from deltalake import DeltaTable

import storage.reprocess
from flows import pipeline, prepare
from flows.recleaning import ReprocessSteps, run_reprocess
from flows.settings import Settings
from storage.document import Document, Outcome
from storage.reprocess import Selection, commit_recleaned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tests.storage.upkeep.conftest import Kept

_SETTINGS = Settings(batch=2, workers=1, seed=7)
_REAL = prepare.clean_documents


def _newer(documents: Sequence[Document]) -> list[Document]:
    """Clean as a newer cleaner might: other texts, other holds, other titles."""
    return [_changed(found) for found in _REAL(documents)]


def _changed(found: Document) -> Document:
    if found.clean is None or found.outcome is Outcome.QUARANTINED:
        return found
    blocks = found.clean.text.split("\n\n")
    if found.outcome is Outcome.HELD:
        return replace(
            found,
            outcome=None,
            clean=replace(found.clean, text="What was held is fit to be read now, all of it. " * 20, hold=""),
        )
    if "wire/4" in found.drop:
        return found.ends(Outcome.HELD, "stub")
    if "wire/5" in found.drop:
        return replace(found, clean=replace(found.clean, fields=replace(found.clean.fields, title="Another title")))
    return replace(found, clean=replace(found.clean, text="\n\n".join(blocks[1:])))


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clean in this process, the only one in which the cleaner can be another."""
    monkeypatch.setattr(pipeline.LazyWorkers, "for_batch", lambda *_: None)


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install the newer cleaner."""
    monkeypatch.setattr(prepare, "clean_documents", _newer)
    for module in ("rows", "parts", "reprocess"):
        monkeypatch.setattr(f"storage.{module}.CLEANER_VERSION", "newer")
    return


def _again(kept: Kept, selection: Selection | None = None, steps: ReprocessSteps | None = None) -> dict[str, int]:
    found = run_reprocess(str(kept.folder), _SETTINGS, selection or Selection(), steps)
    return {name: count for name, count in found.counts.items() if count}


@pytest.fixture
def lasting(corpus: Callable[..., Any]) -> Callable[..., Any]:
    """Return the reader of what two stores of the same drops have in common."""
    return lambda folder: _lasting(corpus(folder))


@pytest.fixture
def fresh(filled: Any, tmp_path: Path, ingest: Callable[..., Any], lasting: Callable[..., Any]) -> Callable[[], Any]:
    """Return what a fresh ingest of the same drops gives now."""

    def make() -> Any:
        ingest(filled.drops, tmp_path / "fresh", batch=4)
        return lasting(tmp_path / "fresh")

    return make


def _lasting(corpus: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    lasting = corpus.lasting()
    articles = [
        {name: value for name, value in row.items() if name != "cleaner_version"} for row in lasting["articles"]
    ]
    return articles, lasting["members"]


def test_the_present_cleaner_has_nothing_to_do(kept: Kept, snapshot: Callable[..., Any]) -> None:
    before = snapshot(kept.folder)
    assert _again(kept) == {}
    assert _again(kept, Selection(again=True)) == {"unchanged": 11}
    assert snapshot(kept.folder) == before


@pytest.mark.usefixtures("newer")
def test_the_corpus_becomes_what_the_new_cleaner_makes_of_it(
    kept: Kept, lasting: Callable[..., Any], fresh: Callable[[], Any]
) -> None:
    assert sum(_again(kept).values()) == 11
    assert kept.check().findings == []
    assert lasting(kept.folder) == fresh()
    assert _again(kept) == {}, "what the new cleaner has seen is not taken up again"


@pytest.mark.usefixtures("newer")
def test_every_article_stands_once_and_the_old_version_is_still_readable(kept: Kept) -> None:
    table = DeltaTable(str(kept.folder / "articles"))
    version, before = table.version(), table.to_pyarrow_table().sort_by("document_id")
    _again(kept)
    table = DeltaTable(str(kept.folder / "articles"))
    names = table.to_pyarrow_table()["document_id"].to_pylist()
    assert len(names) == len(set(names)) == 8
    assert table.version() == version + 1
    old = DeltaTable(str(kept.folder / "articles"), version=version).to_pyarrow_table().sort_by("document_id")
    assert old == before


@pytest.mark.usefixtures("newer")
def test_what_was_held_comes_in_and_what_was_in_is_held(kept: Kept) -> None:
    ((held,),) = kept.sql("select document_id from documents where outcome = 'held'")
    _again(kept)
    assert kept.sql("select outcome from documents where document_id = ?", held) == [("stored",)]
    ((now_held, reason),) = kept.sql("select document_id, reason from documents where outcome = 'held'")
    assert reason == "stub"
    assert kept.sql("select count(*) from members where document_id = ?", now_held) == [(0,)]
    members = DeltaTable(str(kept.folder / "members")).to_pyarrow_table()["document_id"].to_pylist()
    assert (held in members, now_held in members) == (True, False)


def test_going_back_gives_the_old_corpus(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, lasting: Callable[..., Any]
) -> None:
    before = lasting(kept.folder)
    with monkeypatch.context() as patch:
        patch.setattr(prepare, "clean_documents", _newer)
        _again(kept, Selection(again=True))
    assert lasting(kept.folder) != before
    _again(kept, Selection(again=True))
    assert lasting(kept.folder) == before
    assert kept.check().findings == []


@pytest.mark.usefixtures("newer")
def test_only_what_is_selected_is_cleaned_again_with_the_copies_that_follow_it(kept: Kept) -> None:
    """Of the eleven, five are of the web; one of them has a duplicate on the wire."""
    assert sum(_again(kept, Selection(source="web")).values()) == 6
    assert kept.check().findings == []
    assert sum(_again(kept, Selection(since="2999-01-01")).values()) == 0
    assert sum(_again(kept).values()) == 5


@pytest.mark.usefixtures("newer")
def test_a_catalog_is_rebuilt_after_it(kept: Kept) -> None:
    from storage.rebuild import plan_rebuild, rebuild_catalog

    _again(kept)
    before = kept.catalog()
    with kept.open() as store:
        rebuild_catalog(store, plan_rebuild(store))
    assert kept.check().findings == []
    after = kept.catalog()
    for name in ("members", "matches", "signatures", "removals", "quarantine", "sightings"):
        assert after[name] == before[name], name


class Crash(BaseException):
    """Not an Exception: nothing may catch it on its way."""


@pytest.mark.usefixtures("newer")
@pytest.mark.parametrize(
    ("at", "call"), [("decide", 2), ("replace_articles", 1), ("pack_revisions", 2), ("cluster_again", 2)]
)
def test_a_run_that_is_broken_off_is_repeated(
    kept: Kept, lasting: Callable[..., Any], fresh: Callable[[], Any], at: str, call: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storage.reprocess, at, _crashing(getattr(storage.reprocess, at), call))
        patch.setattr("flows.recleaning._BATCHES_A_COMMIT", 4)
        with pytest.raises(Crash):
            run_reprocess(str(kept.folder), replace(_SETTINGS, batch=1), Selection())
    _again(kept)
    assert kept.check().findings == []
    assert lasting(kept.folder) == fresh()


def _crashing(real: Callable[..., Any], call: int) -> Callable[..., Any]:
    calls = 0

    def run(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            raise Crash
        return real(*arguments)

    return run


@pytest.mark.usefixtures("newer")
def test_a_run_that_dies_before_it_publishes_is_published_by_the_next(kept: Kept) -> None:
    def die(_store: object) -> int:
        raise Crash

    with pytest.raises(Crash):
        _again(kept, steps=ReprocessSteps(publish=die))
    assert kept.check().unpublished > 0
    assert kept.check().findings == []
    assert _again(kept) == {}
    assert (kept.check().unpublished, kept.check().findings) == (0, [])


@pytest.mark.usefixtures("newer")
def test_a_copy_that_comes_meanwhile_is_left_for_the_next_run(
    kept: Kept, filled: Any, page: Callable[..., str], article: Callable[..., str], ingest: Any
) -> None:
    """While an article is cleaned again, an ingest links a duplicate to it: its text must not go away under that."""

    def commit(store: Any, documents: list[Document]) -> Any:
        drops = filled.folder / "meanwhile"
        drops.mkdir(exist_ok=True)
        (drops / "same.html").write_text(page(article(2), title="Elsewhere"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(prepare, "clean_documents", _REAL)
            ingest(drops, kept.folder)
        return commit_recleaned(store, documents)

    settings = replace(_SETTINGS, batch=100)
    found = run_reprocess(str(kept.folder), settings, Selection(), ReprocessSteps(commit=commit))
    assert found.counts["left"] == 1
    assert kept.check().findings == []
    assert sum(_again(kept).values()) > 0
    assert kept.check().findings == []


def test_what_can_not_be_read_any_more_stays_as_it_is(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    from storage.document import unreadable

    before = kept.catalog()
    monkeypatch.setattr(
        prepare, "clean_documents", lambda documents: [unreadable(one, "took longer than 10 s") for one in documents]
    )
    assert _again(kept, Selection(again=True)) == {"unreadable": 11}
    assert kept.catalog() == before


def test_the_command_prints_what_became_of_them(kept: Kept, winnow: Callable[..., Any]) -> None:
    done = winnow("reprocess", "--store", kept.folder, "--again", "--source", "wire", "--json")
    assert done.returncode == 0
    assert '"counts": {"unchanged": 6}' in done.stdout
    assert winnow("reprocess", "--store", kept.folder, "--since", "yesterday").returncode == 2
