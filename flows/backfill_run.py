"""Where `winnow backfill` runs: in this process with processes of its own, or as a flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.api import prefect_api
from flows.run import reachable
from flows.watch import log, run_line, watching

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flows.tally import Tally


def backfill_here_or_in_prefect(drops: Sequence[str], to: str, order: Mapping[str, Any], *, quiet: bool) -> Tally:
    """Run a backfill; ``order`` are the parameters of ``flows.backfill``. On Dask it always is a flow.

    Where no Prefect API is configured Prefect starts a server for it: of an archive's hours it takes some seconds.
    """
    address = prefect_api()
    if address or order["runner"] == "dask":
        with reachable(address or "its temporary server"):
            from flows.backfill import backfill

            tally: Tally = backfill(list(drops), to, **order)
            return tally
    from flows.backfilling import Backfill, in_threads, process_shards, run_backfill

    how = Backfill(order["shard"], order["workers"])
    with process_shards(how.processes) as prepare, in_threads(prepare, how) as submit, watching(quiet=quiet) as watch:
        tally = run_backfill(drops, to, how, submit, watch)
    log.info(run_line(tally))
    return tally
