"""Where `winnow ingest` runs: in this process, or through the Prefect API where one is configured."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from flows.api import prefect_api
from flows.memory import forgo_pandas
from flows.pipeline import run_ingest
from flows.watch import log, run_line, watching
from storage.errors import WinnowError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flows.settings import Settings
    from flows.tally import Tally


class PrefectUnreachableError(WinnowError):
    """A Prefect API is configured and does not answer."""

    exit_code = 7


def ingest_here_or_in_prefect(drops: Sequence[str], to: str, settings: Settings, *, quiet: bool) -> Tally:
    """Run the main job. Both ways are one composition; with Prefect its steps are task runs and it shows in the UI."""
    if address := prefect_api():
        return _in_prefect(address, drops, to)
    forgo_pandas()
    with watching(quiet=quiet) as watch:
        tally = run_ingest(drops, to, settings, None, watch)
    log.info(run_line(tally))
    return tally


def _in_prefect(address: str, drops: Sequence[str], to: str) -> Tally:
    from flows.ingest import ingest

    with reachable(address):
        return ingest(list(drops), to)


@contextlib.contextmanager
def reachable(address: str) -> Iterator[None]:
    """Turn a Prefect API that does not answer into one line."""
    import httpx

    try:
        yield
    except (httpx.TransportError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "Failed to reach API" not in str(error):
            raise
        raise PrefectUnreachableError(
            f"the Prefect API at {address} does not answer; unset PREFECT_API_URL to run without it"
        ) from error
