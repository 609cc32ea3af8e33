"""Kill an ingest with SIGKILL again and again, repeat it, and hold the store against an undisturbed one.

    python benchmarks/crash.py --kills 200

Half of the kills come after a random delay within the undisturbed run's time, half right before or after the k-th
call of a step that writes (put, a batch's transaction, publishing). After each: the run is repeated, the store must
check clean with all bytes read, and texts, clusters and relations must be those of the undisturbed store.

With ``--servers`` the stores are in SeaweedFS, their catalogs in PostgreSQL, both started here; each kill has its own.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deltalake import DeltaTable
from results import table, write_section

from flows.pipeline import Steps, run_ingest
from flows.settings import Settings
from storage import commit, tables, transaction
from storage.check import Reading, check
from storage.local import LocalStore
from storage.parts import ARTICLE_SCHEMA, MEMBER_ROW
from storage.s3_address import is_s3
from storage.s3_store import S3Store
from storage.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable

_WORDS = """
harbour council engine orchard ferry winter budget tunnel museum signal copper valley lantern market railway
storm ledger pilot bakery archive meadow glacier tribunal novel kettle anchor violin quarry saddle beacon
mortar pepper granite willow cathedral compass barley foundry lagoon thicket parcel turbine sermon almanac
"""


@dataclass(frozen=True)
class Place:
    """Where the stores of the trials are; ``{n}`` is a trial's number, ``catalogs`` their URLs ("" for SQLite)."""

    drops: Path
    to: str
    batch: int
    new_catalog: Callable[[], str]
    catalogs: dict[int, str] = field(default_factory=dict)

    def store(self, number: int) -> str:
        return self.to.format(n=number)

    def settings(self, number: int) -> Settings:
        if number not in self.catalogs:
            self.catalogs[number] = self.new_catalog()
        catalog = self.catalogs[number]
        return replace(Settings.from_environment(), batch=self.batch, workers=1, seed=7, catalog=catalog)


@dataclass(frozen=True)
class Point:
    """Where to die: in the ``call``-th call of a step, before or after it."""

    step: str
    after: bool
    call: int

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} {self.step} {self.call}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--servers", action="store_true")
    parser.add_argument("--write", action="store_true", help="write the section of RESULTS.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="winnow-crash-") as scratch, contextlib.ExitStack() as stack:
        drops = Path(scratch, "drops")
        delivered = deliver(drops, given.articles)
        place = Place(drops, f"{scratch}/store-{{n}}", given.batch, str)
        if given.servers:
            place = _on_servers(place, Path(scratch, "s3"), stack)
        print(f"{delivered} documents in drops, {given.kills} kills", file=sys.stderr)
        bad = _trials(place, given.kills, random.Random(given.seed))
    print(json.dumps({"documents": delivered, "kills": given.kills, "bad": bad}))
    if given.write:
        _write(given, delivered, len(bad))
    return 1 if bad else 0


def _write(given: argparse.Namespace, delivered: int, bad: int) -> None:
    where = "SeaweedFS + PostgreSQL" if given.servers else "folder + SQLite"
    heads = ("store", "documents", "kills", "lost, twice, differing or unclean after a repeat")
    name = "crash-servers" if given.servers else "crash"
    body = table(heads, [(where, delivered, given.kills, bad)])
    write_section(name, f"Killed and repeated: {where}", body, ("deltalake", "sqlalchemy"))


def _on_servers(place: Place, folder: Path, stack: contextlib.ExitStack) -> Place:
    from tests.postgres import postgres
    from tests.s3_place import BUCKET, make_bucket
    from tests.servers import seaweedfs

    database = stack.enter_context(postgres())
    server = stack.enter_context(seaweedfs(folder))
    os.environ.update(server.environment)
    make_bucket(server)
    return replace(place, to=f"s3://{BUCKET}/crash-{{n}}", new_catalog=database.new_database)


def _trials(place: Place, kills: int, lot: random.Random) -> list[dict[str, Any]]:
    for number in (0, -1):
        place.settings(number)
    started = time.monotonic()
    _in_child(lambda: _ingest(place, 0))
    whole = time.monotonic() - started
    expected = _look(place, 0)
    if expected["findings"]:
        raise SystemExit(f"the undisturbed store is not clean: {expected}")
    calls = {step: count for step, count in _count_calls(place).items() if count}
    _forget(place, 0)
    bad: list[dict[str, Any]] = []
    number = killed = 0
    while killed < kills:
        number += 1
        place.settings(number)  # before the processes: all of a trial's share one catalog
        where, died = _kill(place, number, lot, whole, calls)
        killed += died
        failed = _in_child(lambda number=number: _ingest(place, number))
        found = {"the repeat ended with": failed} if failed else _look(place, number)
        if found != expected:
            bad.append({"where": where, "found": found, "expected": expected})
        print(
            f"{number:4d} {where:32} {'killed' if died else 'ended '} {'BAD' if found != expected else 'ok'}",
            file=sys.stderr,
        )
        _forget(place, number)
    return bad


def _kill(place: Place, number: int, lot: random.Random, whole: float, calls: dict[str, int]) -> tuple[str, bool]:
    if number % 2:
        delay = lot.uniform(0, whole)
        return f"after {delay:.3f} s", _in_child(lambda: _ingest(place, number), delay) == -signal.SIGKILL
    step = lot.choice(sorted(calls))
    point = Point(step, lot.random() < 0.5, lot.randint(1, calls[step]))
    return str(point), _in_child(lambda: _ingest(place, number, point)) == -signal.SIGKILL


def _ingest(place: Place, number: int, point: Point | None = None) -> None:
    if point:
        _die_at(place, point)
    steps = Steps(commit=commit.commit_batch, publish=tables.publish)
    run_ingest([str(place.drops)], place.store(number), place.settings(number), steps)


def _steps(kind: type) -> dict[str, tuple[Any, str]]:
    return {
        "put": (kind, "put"),
        "commit": (commit, "commit_batch"),
        "transaction": (transaction.Transaction, "count_outcomes"),
        "articles": (tables, "_append_articles"),
        "members": (tables, "_merge_members"),
        "mark published": (transaction.Transaction, "mark_published"),
    }


def _object_store(place: Place) -> type:
    return S3Store if is_s3(place.to) else LocalStore


def _wrap(place: Place, step: str, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    owner, name = _steps(_object_store(place))[step]
    setattr(owner, name, wrap(getattr(owner, name)))


def _die_at(place: Place, point: Point) -> None:
    seen = 0

    def wrap(real: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == point.call and not point.after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = real(*arguments, **options)
            if seen == point.call and point.after:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return run

    _wrap(place, point.step, wrap)


def _count_calls(place: Place) -> dict[str, int]:
    """Count how often an undisturbed run calls each step."""

    def work() -> dict[str, int]:
        counts = dict.fromkeys(_steps(_object_store(place)), 0)
        for step in counts:

            def wrap(real: Callable[..., Any], step: str = step) -> Callable[..., Any]:
                def run(*arguments: Any, **options: Any) -> Any:
                    counts[step] += 1
                    return real(*arguments, **options)

                return run

            _wrap(place, step, wrap)
        _ingest(place, -1)
        return counts

    found = _answer(work)
    _forget(place, -1)
    return found


def _look(place: Place, number: int) -> dict[str, Any]:
    """Return what two stores of the same drops must have in common, and what the check finds."""

    def work() -> dict[str, Any]:
        with contextlib.closing(
            open_store(place.store(number), options=place.settings(number).store_options())
        ) as store:
            checked = check(store, Reading(1.0))
            return {
                "findings": [f"{one.kind} {one.key}: {one.problem}" for one in checked.findings][:5],
                "unpublished": checked.unpublished,
                **_corpus(store),
            }

    return _answer(work)


def _corpus(store: Store) -> dict[str, Any]:
    options = store.objects.table_options()
    found = {}
    for name, schema in (("articles", ARTICLE_SCHEMA), ("members", MEMBER_ROW)):
        columns = [column for column in schema.names if column != "first_seen"]
        table = DeltaTable(store.objects.uri(name), storage_options=options).to_pyarrow_table(columns=columns)
        rows = repr(table.sort_by("document_id").to_pylist())
        found[name] = [table.num_rows, hashlib.sha256(rows.encode()).hexdigest()]
    return found


def _in_child(work: Callable[[], object], kill_after: float | None = None) -> int:
    """Run in a forked process, killed after so many seconds; return its exit code, negative for a signal."""
    child = os.fork()
    if not child:
        _run_and_exit(work)
    if kill_after is not None:
        time.sleep(kill_after)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _run_and_exit(work: Callable[[], object]) -> None:
    code = 1
    try:
        work()
        code = 0
    except BaseException as error:  # noqa: BLE001 - a forked child must never return into its parent's code
        print(f"child: {type(error).__name__}: {error}", file=sys.stderr)
    finally:
        os._exit(code)


def _answer(work: Callable[[], Any]) -> Any:
    """Run in a forked process and return its answer: no fork survives Delta's threads, so the parent has none."""
    reading, writing = os.pipe()

    def answer() -> None:
        with os.fdopen(writing, "w") as sink:
            json.dump(work(), sink)

    child = os.fork()
    if not child:
        _run_and_exit(answer)
    os.close(writing)
    with os.fdopen(reading) as source:
        text = source.read()
    if os.waitpid(child, 0)[1]:
        raise SystemExit("the store could not be looked at")
    return json.loads(text)


def _forget(place: Place, number: int) -> None:
    shutil.rmtree(place.store(number), ignore_errors=True)


def deliver(drops: Path, articles: int) -> int:
    """Write invented articles, every fourth with a reprint, every eighth with a duplicate, some notices and blanks."""
    for number in range(articles):
        folder = drops / f"source-{number % 5}"
        folder.mkdir(parents=True, exist_ok=True)
        text = written(number)
        (folder / f"{number:05d}.txt").write_text(text)
        if number % 4 == 0:
            other = drops / f"source-{(number + 1) % 5}"
            other.mkdir(parents=True, exist_ok=True)
            (other / f"{number:05d}-reprint.txt").write_text(
                "Some words that were not there before come first. " + text
            )
        if number % 8 == 0:
            blocks = "".join(f"<p>{block}</p>" for block in text.strip().split("\n\n"))
            (folder / f"{number:05d}-page.html").write_text(f"<html><body><article>{blocks}</article></body></html>")
        if number % 20 == 0:
            (folder / f"{number:05d}-notice.txt").write_text(
                f"Please enable JavaScript and cookies to continue. {number}"
            )
            (folder / f"{number:05d}-blank.txt").write_bytes(b"")
    return sum(path.is_file() for path in drops.rglob("*"))


def written(number: int) -> str:
    """Return the invented article of a number: four paragraphs of about 60 words."""
    lot = random.Random(number)
    sentences = [" ".join(lot.choices(_WORDS.split(), k=20)).capitalize() + "." for _ in range(12)]
    return "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, 12, 3)) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
