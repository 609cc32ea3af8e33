"""The Prefect flow that cleans again: the composition of ``flows.recleaning`` with its steps as tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect import flow, get_run_logger

from flows.ingest import as_task
from flows.parameters import Since, StoreAddress
from flows.prepare import prepare_batch
from flows.recleaning import Recount, ReprocessSteps, recount_line, run_reprocess
from flows.settings import Settings
from storage.reprocess import Selection, commit_recleaned
from storage.tables import publish

if TYPE_CHECKING:
    from collections import Counter

STEPS = ReprocessSteps(
    prepare=as_task(prepare_batch, "clean and sign"),
    commit=as_task(commit_recleaned, "match, cluster and commit"),
    publish=as_task(publish, "publish"),
)


@flow(name="reprocess", persist_result=False)
def reprocess(
    store: StoreAddress = "winnow-corpus", source: str = "", since: Since = None, *, again: bool = False
) -> Recount:
    """Clean again what the corpus has, from its raw bytes, with the present cleaner. Safe to repeat.

    Args:
        store: The store: a folder or s3://bucket/prefix.
        source: Only documents of this source; empty for all.
        since: Only documents first seen since this day; none for all.
        again: Also documents that the present cleaner has seen.
    """
    logger = get_run_logger()

    def watch(counts: Counter[str]) -> None:
        logger.info(recount_line(counts))

    selection = Selection(source, since.isoformat() if since else "", again)
    return run_reprocess(store, Settings.from_environment(), selection, STEPS, watch)
