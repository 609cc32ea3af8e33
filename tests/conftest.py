"""What the tests share: the command line as a user runs it, and the test data beside the project."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from deltalake import DeltaTable

from flows.pipeline import Steps, run_ingest
from flows.settings import Settings
from storage.parts import VERSION_COLUMNS
from tests.prefect_server import PrefectServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from flows.tally import Tally

PROJECT = Path(__file__).resolve().parents[1]
# Telemetry off, and no Prefect API or setting of whoever runs the tests.
QUIET = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a parameter of bytes by its argument: what is compressed carries the time, and workers must agree on names."""
    return argname if isinstance(val, bytes | bytearray) else None


@pytest.fixture(scope="session")
def project() -> Path:
    """Return the project's root."""
    return PROJECT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of test data that is not part of the project; in CI its absence is a failure."""
    folder = PROJECT.parent / "shared"
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI needs the test data at {folder}")
        pytest.skip("the test data in ../shared is not here")
    return folder


@pytest.fixture(scope="session")
def quiet_environment() -> dict[str, str]:
    """Return an environment without the caller's Winnow and Prefect settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WINNOW_", "PREFECT_"))}
    return {**kept, **QUIET}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, quiet_environment: dict[str, str]) -> Iterator[PrefectServer]:
    """Return a Prefect server that all tests share."""
    with PrefectServer(tmp_path_factory.mktemp("prefect-server"), quiet_environment) as started:
        yield started


@pytest.fixture
def environment(tmp_path: Path, quiet_environment: dict[str, str]) -> dict[str, str]:
    """Return the quiet environment with a home of its own."""
    return {**quiet_environment, "PREFECT_HOME": str(tmp_path / "prefect-home")}


@pytest.fixture
def winnow(tmp_path: Path, environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return the command line: ``winnow("ingest", folder, to=..., env=...)`` runs it as a user would."""

    def run(
        *arguments: object, env: Mapping[str, str] | None = None, stdin: str | None = None, prefix: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        command = [*prefix, str(Path(sys.executable).with_name("winnow")), *map(str, arguments)]
        return subprocess.run(
            command,
            cwd=tmp_path,
            env={**environment, **(env or {})},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


def _words(listed: str) -> list[str]:
    return listed.split("|")


# The words that invented articles are made of.
_WHO = _words(
    "The council|A fisherman|Two engineers|The orchestra|Her neighbour|The museum|A retired pilot|The bakery|"
    "Several nurses|The railway|An archivist|The mayor|Young farmers|The lighthouse keeper|A glassmaker"
)
_DID = _words(
    "repaired|described|counted|refused|painted|delivered|measured|praised|postponed|auctioned|rebuilt|surveyed|"
    "inspected|abandoned|translated"
)
_KIND = _words("wooden|forgotten|copper|northern|narrow|expensive|silent|crooked|famous|muddy|electric|fragile")
_THING = _words("bridge|orchard|timetable|harbour|clock|engine|archive|staircase|greenhouse|ladder|tunnel|piano")
_WHERE = _words("Aldermoor|Brackwater|Castlefen|Dunholt|Elmsworth|Farrowby|Gorsehill|Hollingsea|Inverloch|Kettlewick")
_WHEN = _words(
    "before the winter storms arrived|after eleven weeks of argument|while tourists watched from the quay|"
    "without asking for any money|during the longest drought on record|although nobody had expected it|"
    "because the insurers insisted|as the harvest came to an end|until the last lamp went out|"
    "despite a warning from the bank|with help from a local school|when the river finally froze"
)


def written(number: int, sentences: int = 12) -> str:
    """Return the invented article of a number: paragraphs of three sentences, about 19 words each."""
    lot = random.Random(number)  # noqa: S311 - nobody has to be unable to guess it
    pick = lot.choice
    told = [
        f"{pick(_WHO)} {pick(_DID)} {lot.randint(3, 990)} {pick(_KIND)} {pick(_THING)}s near {pick(_WHERE)} and "
        f"{pick(_DID)} the {pick(_KIND)} {pick(_THING)} {pick(_WHEN)}."
        for _ in range(sentences)
    ]
    return "\n\n".join(" ".join(told[at : at + 3]) for at in range(0, sentences, 3)) + "\n"


@pytest.fixture(scope="session")
def article() -> Callable[..., str]:
    """Return the writer of invented articles: ``article(7)`` is always the same text, unlike ``article(8)``."""
    return written


@pytest.fixture(scope="session")
def page() -> Callable[..., str]:
    """Return the writer of pages: ``page(text, url=..., advert=...)`` puts an article into markup."""

    def write(text: str, *, url: str = "", title: str = "Things near the water", advert: str = "Buy a boat") -> str:
        link = f'<link rel="canonical" href="{url}">' if url else ""
        blocks = "".join(f"<p>{block}</p>" for block in text.strip().split("\n\n"))
        return (
            f'<!doctype html><html lang="en"><head><title>{title}</title>{link}</head><body><nav><a href="/">Home</a></nav>'
            f"<article><h1>{title}</h1>{blocks}</article><aside>{advert}</aside><footer>Terms of use</footer></body></html>"
        )

    return write


@pytest.fixture(scope="session")
def ingest() -> Callable[..., Tally]:
    """Return the main job, in this process, into stores whose signatures can be compared."""

    def run(drops: Path, store: Path, *, steps: Steps | None = None, **settings: Any) -> Tally:
        return run_ingest([str(drops)], str(store), Settings(seed=7, **settings), steps)

    return run


@dataclass(frozen=True)
class Corpus:
    """The corpus tables as a consumer reads them; ``versions`` are theirs."""

    articles: list[dict[str, Any]]
    members: list[dict[str, Any]]
    versions: tuple[int, int]

    def lasting(self) -> dict[str, Any]:
        """Return what two stores of the same drops must have in common: everything but times and versions."""
        return {
            "articles": _sorted_without_times(self.articles),
            "members": _sorted_without_times(self.members),
        }

    def clusters(self) -> set[frozenset[str]]:
        """Return the clusters as sets of documents."""
        found: dict[str, set[str]] = {}
        for row in self.members:
            found.setdefault(row["cluster_id"], set()).add(row["document_id"])
        return {frozenset(names) for names in found.values()}

    def member(self, document_id: str) -> dict[str, Any]:
        """Return the one member row of a document."""
        (row,) = [row for row in self.members if row["document_id"] == document_id]
        return row

    def id_of(self, text: str) -> str:
        """Return the one article with this text."""
        (row,) = [row for row in self.articles if row["text"] == text.strip()]
        return str(row["document_id"])


def _sorted_without_times(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    own = {"first_seen", *(column.name for column in VERSION_COLUMNS)}
    kept = [{name: value for name, value in row.items() if name not in own} for row in rows]
    return sorted(kept, key=lambda row: row["document_id"])


@pytest.fixture(scope="session")
def corpus() -> Callable[[Path], Corpus]:
    """Return the reader of a store's tables."""

    def read(store: Path) -> Corpus:
        articles, members = DeltaTable(str(store / "articles")), DeltaTable(str(store / "members"))
        return Corpus(
            articles.to_pyarrow_table().to_pylist(),
            members.to_pyarrow_table().to_pylist(),
            (articles.version(), members.version()),
        )

    return read


@pytest.fixture(scope="session")
def snapshot() -> Callable[[Path], dict[str, tuple[int, str]]]:
    """Return a function that gives every file of a folder with its size and the hash of its content."""

    def take(folder: Path) -> dict[str, tuple[int, str]]:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        return {
            str(path.relative_to(folder)): (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
            for path in paths
        }

    return take
