"""From drops on S3 to a corpus on S3, as a user does it, and over a line that loses, delays, doubles and cuts."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from storage.errors import WinnowError
from tests.proxy import FaultyProxy, rough

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from tests.postgres import Postgres
    from tests.s3_place import S3Place

# Enough for several batches of ten, with a reprint and an exact copy among them.
_ARTICLES = 24


def _deliver(place: S3Place, article: Callable[[int], str]) -> None:
    drops = {f"wire/{number:02}.txt": article(number) for number in range(_ARTICLES)}
    reprint = "Nobody at the weekly market could remember such a spring. " + article(3).split(". ", 1)[1]
    place.drop_all({**drops, "web/reprint.txt": reprint, "web/copy.txt": article(5), "web/empty.txt": ""})


@pytest.fixture
def undisturbed(s3: S3Place, article: Callable[[int], str]) -> dict[str, list[str]]:
    """Return the corpus that these drops make over a good line."""
    _deliver(s3, article)
    assert s3.run() == {"stored": _ARTICLES, "near_duplicate": 1, "seen": 1, "quarantined": 1}
    return s3.corpus()


def test_winnow_ingests_from_s3_into_s3_and_the_second_time_nothing_is_written(
    s3: S3Place, article: Callable[[int], str], winnow: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    _deliver(s3, article)
    at = _environment(s3)
    first = winnow("ingest", s3.inbox, "--to", s3.store, env=at)
    assert first.returncode == 0, first.stderr
    assert f"corpus in {s3.store}" in first.stdout
    listing = s3.listing()
    assert sum("/articles/part-" in key for key in listing) == 1
    second = winnow("ingest", s3.inbox, "--to", s3.store, env=at)
    assert second.returncode == 0, second.stderr
    assert f"nothing new, nothing written to {s3.store}" in second.stdout
    assert s3.listing() == listing
    status = winnow("status", "--store", s3.store, "--json", env=at)
    assert f'"stored": {_ARTICLES}' in status.stdout, status.stderr


def test_several_machines_share_a_store_on_s3_through_postgresql(
    s3: S3Place, undisturbed: dict[str, list[str]], postgres: Postgres
) -> None:
    shared = s3.anew(drops_at=s3.inbox, catalog=postgres.new_database())
    with ThreadPoolExecutor(2) as pool:
        outcomes = Counter[str]()
        for counted in pool.map(lambda _: shared.run(), range(2)):
            outcomes.update(counted)
    assert outcomes["stored"] == _ARTICLES
    assert outcomes["near_duplicate"] == outcomes["quarantined"] == 1
    assert shared.corpus() == undisturbed


@pytest.mark.parametrize("seed", [1, 2])
def test_a_bad_line_changes_nothing_about_the_corpus(s3: S3Place, undisturbed: dict[str, list[str]], seed: int) -> None:
    """A quarter of all requests is disturbed; the run is repeated until it ends, as an operator would."""
    with FaultyProxy(s3.server.endpoint) as proxy:
        place = _over(s3, proxy)
        proxy.plan = rough(seed, 0.25)
        _run_until_done(place)
        proxy.plan = lambda _method, _path: ""
        assert place.corpus() == undisturbed
        assert proxy.done.keys() - {"passed"}


@pytest.mark.parametrize("fault", ["lost", "cut", "twice", "reset"])
def test_a_line_that_hardly_carries_ends_runs_cleanly(
    s3: S3Place, undisturbed: dict[str, list[str]], fault: str
) -> None:
    """Most requests fail in one way for a while: runs end with one line; then the line is good, and nothing is amiss."""
    with FaultyProxy(s3.server.endpoint) as proxy:
        place = _over(s3, proxy)
        proxy.plan = rough(7, 0.8, (fault,))
        for _ in range(2):
            try:
                place.run()
            except WinnowError as error:
                assert "\n" not in str(error)  # noqa: PT017 - what is raised, if anything, is one line
        proxy.plan = lambda _method, _path: ""
        place.run()
        assert place.corpus() == undisturbed
        listing = place.listing()
        place.run()
        assert place.listing() == listing


def test_a_service_that_goes_away_is_one_line_and_an_exit_code(
    s3: S3Place, article: Callable[[int], str], winnow: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    _deliver(s3, article)
    with FaultyProxy(s3.server.endpoint) as proxy:
        at = _environment(replace(s3, endpoint=proxy.endpoint))
        proxy.plan = lambda method, path: "503" if method == "PUT" and "/articles/part-" in path else ""
        failed = winnow("ingest", s3.inbox, "--to", s3.store, env=at)
        assert failed.returncode == 4
        (line,) = [line for line in failed.stderr.splitlines() if line.startswith("winnow: ")]
        assert "the service is too busy" in line
        assert "Traceback" not in failed.stderr
        proxy.plan = lambda method, path: "503" if method == "GET" and "inbox" in path else ""
        failed = winnow("ingest", s3.inbox, "--to", s3.store, env=at)
        assert failed.returncode == 3
        proxy.plan = lambda _method, _path: ""
        assert winnow("ingest", s3.inbox, "--to", s3.store, env=at).returncode == 0


def _environment(place: S3Place) -> dict[str, str]:
    state = {"XDG_STATE_HOME": str(place.folder / "state")}
    return place.server.environment | state | {"WINNOW_S3_ENDPOINT": place.options.endpoint}


def _over(place: S3Place, proxy: FaultyProxy) -> S3Place:
    # The same drops under the same names, another store.
    other = place.anew(endpoint=proxy.endpoint, read_seconds=1)
    return replace(other, drops_at=place.inbox)


def _run_until_done(place: S3Place) -> None:
    for _ in range(20):
        try:
            place.run()
        except WinnowError as error:
            assert "\n" not in str(error)  # noqa: PT017 - whether one is raised is up to chance
        else:
            return
    pytest.fail("20 runs in a row did not get through")
