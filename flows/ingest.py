"""The Prefect flow of the main job: the composition of ``flows.pipeline`` with its steps as tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import opaque

from flows.pipeline import Steps, Tally, run_ingest
from flows.prepare import prepare_batch
from flows.settings import Settings
from flows.summary import markdown
from flows.watch import batch_line, run_line
from storage.commit import commit_batch
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
def ingest(drops: list[str], to: str = "winnow-corpus") -> Tally:
    """Ingest article drops into a corpus: clean, de-duplicate, store, publish. Safe to repeat.

    Args:
        drops: Files, folders or s3://bucket/prefix of drops.
        to: The store: a folder or s3://bucket/prefix; made if it is not there.
    """
    logger = get_run_logger()

    def watch(batch: Batch, ended: Sequence[Document]) -> None:
        logger.info(batch_line(batch, ended))

    tally = run_ingest(drops, to, Settings.from_environment(), STEPS, watch)
    logger.info(run_line(tally))
    create_markdown_artifact(markdown(tally), key="ingest-summary", description="What became of every document")
    return tally
