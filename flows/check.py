"""The Prefect flow that checks a store: its run fails when something is wrong, so that an automation can tell."""

from __future__ import annotations

import random

from prefect import flow, get_run_logger

from flows.parameters import Share, StoreAddress
from flows.store_at import store_at
from flows.upkeep import share_of
from storage.check import Reading
from storage.check import check as check_store
from storage.errors import FindingsError


@flow(name="check", persist_result=False)
def check(store: StoreAddress = "winnow-corpus", read_data: Share = "none") -> int:
    """Hold a store against itself; the run fails when something is wrong. Return how many documents were checked.

    Args:
        store: The store: a folder or s3://bucket/prefix.
        read_data: Share of the objects to read and hash, drawn at random.
    """
    logger = get_run_logger()
    seed = random.SystemRandom().randrange(2**31)
    with store_at(store) as opened:
        found = check_store(opened, Reading(share_of(read_data.replace("none", "")), seed))
    for one in found.findings:
        logger.error("%s: %s: %s [mend: %s]", one.kind, one.key, one.problem, one.mend)
    logger.info("documents=%d objects=%d read=%d seed=%d", found.documents, found.objects, found.read, seed)
    if found.findings:
        raise FindingsError(f"{len(found.findings):,} findings in {store}")
    return found.documents
