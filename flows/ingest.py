"""The Prefect flow of the main job: the composition of ``flows.pipeline`` with its steps as tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import opaque

from flows.artifacts import markdown, source_table
from flows.events import emit_alarms
from flows.parameters import Drops, StoreAddress
from flows.pipeline import Steps, run_ingest
from flows.prepare import prepare_batch
from flows.progress import progress_of
from flows.settings import Settings
from flows.tally import Tally
from flows.watch import drop_lines, run_line
from storage.commit import commit_batch
from storage.drops import list_drops
from storage.tables import publish

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flows.batches import Batch
    from storage.document import Document


def as_task(step: Callable[..., Any], name: str) -> Callable[..., Any]:
    """Wrap a step as a Prefect task of this name."""
    # A task is one batch: seconds of work against the 30 ms that a task run costs. Its arguments are opaque (Prefect
    # would walk through every document) and its result stays in memory: no article text in Prefect's database.
    run: Any = task(name=name, cache_policy=NO_CACHE, persist_result=False)(step)

    def call(*arguments: object) -> Any:
        return run(*(opaque(argument) for argument in arguments))

    return call


STEPS = Steps(
    prepare=as_task(prepare_batch, "clean and sign"),
    commit=as_task(commit_batch, "match, cluster and commit"),
    publish=as_task(publish, "publish"),
)


@flow(name="ingest", persist_result=False)
def ingest(drops: Drops, to: StoreAddress = "winnow-corpus") -> Tally:
    """Ingest article drops into a corpus: clean, de-duplicate, store, publish. Safe to repeat.

    Args:
        drops: Files, folders or s3://bucket/prefix of drops.
        to: The store: a folder or s3://bucket/prefix; made if it is not there.
    """
    logger = get_run_logger()
    settings = Settings.from_environment()
    # Listed once for the progress alone: names and sizes, no content.
    progress = progress_of("ingest-progress", sum(1 for _ in list_drops(drops, settings.store_options().s3, to)))

    def watch(batch: Batch, ended: Sequence[Document]) -> None:
        for line in drop_lines(batch, ended):
            logger.info(line)
        progress.advance(batch.drops)

    tally = run_ingest(drops, to, settings, STEPS, watch)
    logger.info(run_line(tally))
    leave_artifacts(tally, "ingest")
    return tally


def leave_artifacts(tally: Tally, flow_name: str) -> None:
    """Show in Prefect what became of every document, and emit an event for each alarm."""
    create_markdown_artifact(markdown(tally), key=f"{flow_name}-summary", description="What became of every document")
    create_table_artifact(source_table(tally), key=f"{flow_name}-sources", description="Outcomes by source")
    emit_alarms(tally)
