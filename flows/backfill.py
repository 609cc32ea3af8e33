"""The Prefect flow of a backfill: one task a shard, in processes of this machine or on a Dask cluster."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from flows.backfilling import SHARD, Backfill, Shard, prepare_shard, process_shards, run_backfill
from flows.ingest import leave_artifacts
from flows.parameters import Drops, StoreAddress
from flows.progress import progress_of
from flows.settings import SettingError, Settings
from flows.tally import Tally
from flows.watch import batch_line, run_line
from storage.drops import list_drops

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prefect import Flow
    from prefect.task_runners import TaskRunner

    from flows.backfilling import Prepare
    from flows.batches import Batch
    from flows.pipeline import UnderWay
    from storage.document import Document

Runner = Literal["processes", "dask"]


@flow(name="backfill", persist_result=False)
def backfill(
    drops: Drops,
    to: StoreAddress = "winnow-corpus",
    runner: Runner = "processes",
    workers: Annotated[int, Field(ge=0)] = 0,
    scheduler: str = "",
    shard: Annotated[int, Field(ge=1)] = SHARD,
) -> Tally:
    """Ingest a large archive in shards, beside the scheduled runs. Safe to stop and to repeat: it goes on where it was.

    Args:
        drops: Files, folders or s3://bucket/prefix of drops.
        to: The store: a folder or s3://bucket/prefix; made if it is not there.
        runner: Where shards are cleaned and signed: processes of this machine, or Dask.
        workers: How many processes, or Dask workers of a cluster started here; 0 is one a core.
        scheduler: Address of a Dask cluster that runs already (tcp://host:8786); empty starts one here.
        shard: Documents a shard, which is a task and a commit.
    """
    how = Backfill(shard, workers)
    if runner == "dask":
        return _in_shards(how, prepare_shard, _dask(how, scheduler))(drops, to)
    threads = cast("TaskRunner[Any]", ThreadPoolTaskRunner(max_workers=how.in_hand))
    with process_shards(how.processes) as prepare:
        return _in_shards(how, prepare, threads)(drops, to)


def _in_shards(how: Backfill, prepare: Prepare, runner: TaskRunner[Any]) -> Flow[[list[str], str], Tally]:
    """Return the flow that does the work: one of its own, because a flow can't choose its task runner once it runs."""
    step: Any = task(name="clean and sign a shard", cache_policy=NO_CACHE, persist_result=False)(prepare)

    def submit(*needs: Any) -> UnderWay:
        return cast("UnderWay", step.submit(Shard(*needs)))

    @flow(name="backfill in shards", task_runner=runner, persist_result=False)
    def in_shards(drops: list[str], to: str) -> Tally:
        logger = get_run_logger()
        total = sum(1 for _ in list_drops(drops, Settings.from_environment().store_options().s3, to))
        progress = progress_of("backfill-progress", total)

        def watch(batch: Batch, ended: Sequence[Document]) -> None:
            logger.info(batch_line(batch, ended))
            progress.advance(batch.drops)

        tally = run_backfill(drops, to, how, submit, watch)
        logger.info(run_line(tally))
        leave_artifacts(tally, "backfill")
        return tally

    return in_shards


def _dask(how: Backfill, scheduler: str) -> TaskRunner[Any]:
    if find_spec("prefect_dask") is None:
        raise SettingError("Dask is not installed: pip install 'newswinnow[dask]'")
    import dask
    from prefect_dask.task_runners import DaskTaskRunner

    # Workers must be able to have a process that can be killed, and no document is a graph that could be smaller.
    dask.config.set({"distributed.worker.daemon": False, "distributed.admin.large-graph-warning-threshold": "1GB"})
    if scheduler:
        return DaskTaskRunner(address=scheduler)
    cluster = {"n_workers": how.processes, "threads_per_worker": 1, "dashboard_address": None}
    return DaskTaskRunner(cluster_kwargs=cluster)
