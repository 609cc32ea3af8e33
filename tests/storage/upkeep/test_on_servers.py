"""Looking after a store on S3 with its catalog in PostgreSQL is looking after any store."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from storage import schema
from storage.check import Reading, check
from storage.maintain import maintain, plan_maintenance
from storage.rebuild import plan_rebuild, rebuild_catalog
from storage.repair import plan_repair, repair
from storage.reprocess import Selection, commit_recleaned, read_raw, select_rows
from storage.store import open_store
from storage.tables import publish

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_store_on_servers_is_checked_packed_cleaned_again_and_rebuilt(
    s3: Any, postgres: Any, article: Callable[..., str]
) -> None:
    place = s3.anew(catalog=postgres.new_database())
    place.drop_all({f"wire/{number}.txt": article(number) for number in range(12)})
    place.drop_all({"web/copy.txt": "Some words that nobody had read before. " + article(3), "web/empty.txt": ""})
    options = replace(place.settings, batch=1).store_options()
    from flows.pipeline import run_ingest
    from flows.prepare import prepare_batch

    run_ingest([place.inbox], place.store, replace(place.settings, batch=1))
    corpus = place.corpus()
    with contextlib.closing(open_store(place.store, options=options)) as store:
        assert check(store, Reading(1.0)).findings == []
        packed = maintain(store, plan_maintenance(store, now=datetime.now(UTC)))
        assert (packed.packed, packed.into) == (13, 1)
        chosen = select_rows(store, Selection(again=True), 0, 100)
        cleaned = prepare_batch(list(read_raw(store, chosen)), store.catalog.scheme, None, 10)
        assert commit_recleaned(store, cleaned)["unchanged"] == 13
        repair(store, plan_repair(store, now=datetime.now(UTC).timestamp()))
        rebuilt = rebuild_catalog(store, plan_rebuild(store))
        publish(store)
        assert (rebuilt.documents, rebuilt.quarantined, rebuilt.changed_members) == (13, 1, 0)
        assert check(store, Reading(1.0)).findings == []
        with store.catalog.reading() as connection:
            assert connection.scalar(select(func.count()).select_from(schema.matches)) == 1
    assert place.corpus() == corpus
