"""The command line as its users meet it: what works, and one readable line for what does not."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest

from storage.errors import StoreFullError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]
    Write = Callable[..., str]

_HEAVY = ("prefect", "pandas", "numpy", "sqlalchemy", "datasketch", "bs4", "pyarrow", "deltalake")
# Root reads everything: without these two it is refused as anybody else is.
_AS_ANYBODY = (
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
)


def _needs(tool: str) -> None:
    if shutil.which(tool) is None and os.environ.get("CI") != "true":
        pytest.skip(f"{tool} is not installed")


@pytest.fixture
def drops(tmp_path: Path, article: Write) -> Path:
    folder = tmp_path / "drops"
    (folder / "wire").mkdir(parents=True)
    for number in range(3):
        (folder / "wire" / f"{number}.txt").write_text(article(number))
    return folder


@pytest.fixture
def store(winnow: Run, drops: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    assert winnow("ingest", drops, "--to", folder).returncode == 0
    return folder


def _refused(ended: subprocess.CompletedProcess[str], code: int) -> str:
    """Return the one line in which a command said no."""
    assert ended.returncode == code, ended.stderr
    assert ended.stdout == ""
    lines = ended.stderr.splitlines()
    assert len(lines) == 1, ended.stderr
    assert lines[0].startswith("winnow: ")
    assert "Traceback" not in ended.stderr
    return lines[0]


# What it prints


def test_help_imports_nothing_heavy(environment: dict[str, str]) -> None:
    """`winnow --help` must answer in 0.3 s."""
    code = (
        "import sys\nfrom flows.cli import app\n"
        "try:\n app(args=['--help'])\nexcept SystemExit:\n pass\n"
        f"print('heavy:', sorted(set(sys.modules) & set({_HEAVY})), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert ended.stderr.strip() == "heavy: []"


def test_help_names_every_command_and_exit_code(winnow: Run) -> None:
    ended = winnow("--help", env={"COLUMNS": "200"})
    assert ended.returncode == 0
    for word in ("ingest", "clean", "cluster", "show", "status", "demo", "Exit codes", "the store is full"):
        assert word.replace(" ", "") in "".join(ended.stdout.split()), word


def test_it_says_its_version(winnow: Run) -> None:
    ended = winnow("--version")
    assert (ended.returncode, ended.stdout) == (0, f"winnow {version('newswinnow')}\n")


def test_a_command_that_does_not_exist_is_wrong_usage(winnow: Run) -> None:
    ended = winnow("winow")
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


def test_ingest_prints_a_table_and_says_where_the_corpus_is(winnow: Run, drops: Path, tmp_path: Path) -> None:
    ended = winnow("ingest", drops, "--to", tmp_path / "store")
    assert ended.returncode == 0
    assert "documents in = sum of outcomes" in ended.stdout
    assert f"corpus in {tmp_path / 'store'}" in " ".join(ended.stdout.split())
    again = winnow("ingest", drops, "--to", tmp_path / "store")
    assert "nothing new, nothing written" in " ".join(again.stdout.split())


def test_ingest_logs_one_line_a_drop_and_never_its_text(winnow: Run, drops: Path, article: Write) -> None:
    (drops / "wire" / "evil name\noutcome=stored.txt").write_text(article(9))
    ended = winnow("ingest", drops, "--to", "store")
    assert ended.returncode == 0
    lines = ended.stderr.splitlines()
    assert len(lines) == 5, "four drops and the run"
    assert sum(" outcome=stored" in line for line in lines) == 4
    assert not [line for number in (0, 1, 2, 9) for line in lines if article(number)[:25] in line]


def test_ingest_as_json_is_json_alone(winnow: Run, drops: Path) -> None:
    ended = winnow("ingest", drops, "--to", "store", "--json")
    found = json.loads(ended.stdout)
    assert ended.stderr == ""
    assert (found["documents"], found["outcomes"]["stored"], found["wrote"]) == (3, 3, True)
    assert sum(found["outcomes"].values()) == found["documents"]


def test_the_store_may_come_from_the_environment(winnow: Run, drops: Path, tmp_path: Path) -> None:
    assert winnow("ingest", drops, env={"WINNOW_STORE": str(tmp_path / "mine")}).returncode == 0
    assert (tmp_path / "mine" / "winnow.json").exists()


def test_show_finds_an_article_by_the_start_of_its_id(
    winnow: Run, store: Path, corpus: Callable[..., Any], article: Write
) -> None:
    name = corpus(store).id_of(article(1))
    shown = winnow("show", name[:8], "--store", store)
    assert shown.returncode == 0
    assert article(1).split("\n\n")[0][:40] in " ".join(shown.stdout.split())
    found = json.loads(winnow("show", name[:6].upper(), "--store", store, "--json").stdout)
    assert found["document"]["document_id"] == name
    assert found["article"]["text"] == article(1).strip()
    assert [copy["document_id"] for copy in found["copies"]] == [name]


def test_show_of_what_is_not_there_is_exit_6(winnow: Run, store: Path) -> None:
    assert "no document 000000000000" in _refused(winnow("show", "000000000000", "--store", store), 6)
    assert "hex digits" in _refused(winnow("show", "abc", "--store", store), 6)
    assert "hex digits" in _refused(winnow("show", "%' OR 1=1 --", "--store", store), 6)


def test_show_of_an_ambiguous_start_is_exit_6(winnow: Run, store: Path) -> None:
    with closing(sqlite3.connect(store / "catalog.db")) as connection, connection:
        connection.execute("UPDATE documents SET document_id = 'abcdef' || substr(document_id, 7)")
    assert "more than one document" in _refused(winnow("show", "abcdef", "--store", store), 6)


def test_status_counts(winnow: Run, store: Path) -> None:
    shown = winnow("status", "--store", store)
    assert shown.returncode == 0
    assert "stored" in shown.stdout
    found = json.loads(winnow("status", "--store", store, "--json").stdout)
    assert found["outcomes"]["stored"] == 3
    assert (found["clusters"], found["unpublished"], found["runs"], found["sources"]) == (3, 0, 1, {"wire": 3})


# What it refuses


def test_a_drop_that_is_not_there_is_exit_3_and_makes_no_store(winnow: Run, tmp_path: Path) -> None:
    for wrong in ("nowhere", "*.txt", "/dev/null/x"):
        assert wrong in _refused(winnow("ingest", wrong, "--to", "store"), 3)
    assert not (tmp_path / "store").exists()


def test_a_good_drop_beside_a_wrong_one_is_not_ingested(winnow: Run, drops: Path, tmp_path: Path) -> None:
    _refused(winnow("ingest", drops, "nowhere", "--to", "store"), 3)
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("inside", ["", "wire/closed"])
def test_a_folder_that_may_not_be_read_is_exit_3(winnow: Run, drops: Path, inside: str) -> None:
    _needs("setpriv")
    closed = drops / inside
    closed.mkdir(exist_ok=True)
    closed.chmod(0)
    prefix = _AS_ANYBODY if os.geteuid() == 0 else ()
    line = _refused(winnow("ingest", drops, "--to", "store", prefix=prefix, env={"WINNOW_BATCH": "500"}), 3)
    closed.chmod(0o700)
    assert "Permission denied" in line
    assert winnow("ingest", drops, "--to", "store").returncode == 0


def test_a_file_that_may_not_be_read_is_quarantined_and_read_once_it_may(winnow: Run, drops: Path) -> None:
    _needs("setpriv")
    closed = drops / "wire" / "1.txt"
    closed.chmod(0)
    prefix = _AS_ANYBODY if os.geteuid() == 0 else ()
    found = json.loads(winnow("ingest", drops, "--to", "store", "--json", prefix=prefix).stdout)
    assert (found["outcomes"]["stored"], found["outcomes"]["quarantined"]) == (2, 1)
    assert found["reasons"] == {"quarantined: can't be read: Permission denied": 1}
    closed.chmod(0o600)
    again = json.loads(winnow("ingest", drops, "--to", "store", "--json").stdout)
    assert (again["outcomes"]["stored"], again["outcomes"]["seen"]) == (1, 2)


def test_a_store_that_may_not_be_written_is_exit_4(winnow: Run, drops: Path, tmp_path: Path) -> None:
    _needs("setpriv")
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    prefix = _AS_ANYBODY if os.geteuid() == 0 else ()
    for folder in (locked, locked / "below"):
        assert str(locked) in _refused(winnow("ingest", drops, "--to", folder, "--json", prefix=prefix), 4)
    assert list(locked.iterdir()) == []


def test_a_store_that_is_a_file_or_holds_something_else_is_exit_4(winnow: Run, drops: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert "is a file" in _refused(winnow("ingest", drops, "--to", tmp_path / "file", "--json"), 4)
    _refused(winnow("ingest", drops, "--to", tmp_path / "file" / "below", "--json"), 4)
    line = _refused(winnow("ingest", drops, "--to", drops, "--json"), 4)
    assert "neither a store nor empty" in line
    assert sorted(path.name for path in drops.iterdir()) == ["wire"]
    assert (tmp_path / "file").read_text() == "mine"


def test_a_store_that_is_not_there_is_exit_4_for_questions(winnow: Run, tmp_path: Path) -> None:
    for command in (("status",), ("show", "abcdef")):
        assert "no Winnow store" in _refused(winnow(*command, "--store", "nowhere"), 4)
    assert not (tmp_path / "nowhere").exists()


def test_a_store_of_a_newer_version_is_exit_4(winnow: Run, drops: Path, store: Path) -> None:
    mark = (store / "winnow.json").read_text()
    (store / "winnow.json").write_text(json.dumps({**json.loads(mark), "format": 2}))
    assert "newer Winnow" in _refused(winnow("ingest", drops, "--to", store, "--json"), 4)
    (store / "winnow.json").write_text(mark)
    with closing(sqlite3.connect(store / "catalog.db")) as connection, connection:
        connection.execute("UPDATE schema_version SET version_num = '2000'")
    for command in (("ingest", drops, "--json", "--to"), ("status", "--store")):
        assert "newer Winnow" in _refused(winnow(*command, store), 4)


def test_a_setting_that_is_no_number_is_exit_2(winnow: Run, drops: Path) -> None:
    line = _refused(winnow("ingest", drops, "--to", "store", env={"WINNOW_BATCH": "many"}), 2)
    assert "WINNOW_BATCH" in line


# Odd drops


def test_odd_files_end_in_outcomes(winnow: Run, drops: Path, article: Write) -> None:
    """A name that is no UTF-8, a pipe that nobody writes to, a link to nowhere, a link to a folder."""
    os.mkfifo(drops / "wire" / "pipe")
    (drops / "wire" / "dangling").symlink_to("nowhere")
    (drops / "loop").symlink_to(drops)
    (drops / ".hidden").write_text(article(5))
    odd = os.fsencode(drops / "wire") + b"/caf\xe9.txt"
    with open(odd, "w") as file:  # noqa: PTH123 - a Path has no such name
        file.write(article(4))
    ended = winnow("ingest", drops, "--to", "store", "--json")
    assert ended.stderr == ""
    found = json.loads(ended.stdout)
    assert (found["outcomes"]["stored"], found["outcomes"]["quarantined"]) == (4, 2)
    again = json.loads(winnow("ingest", drops, "--to", "store", "--json").stdout)
    assert again["outcomes"]["seen"] == again["documents"] == 6
    shown = winnow("status", "--store", "store")
    assert shown.returncode == 0


def test_a_store_among_its_own_drops_is_not_ingested(winnow: Run, drops: Path) -> None:
    """`winnow ingest .` with the store in the same folder reads the drops, never the store."""
    for _ in range(2):
        ended = winnow("ingest", drops, "--to", drops / "winnow-corpus", "--json")
        assert json.loads(ended.stdout)["documents"] == 3


# A full disk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Return a maker of a small disk; called again it has another size and keeps its content."""
    _needs("mount")
    if os.geteuid() != 0 and os.environ.get("CI") != "true":
        pytest.skip("only root may mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()

    def size(wanted: str) -> Path:
        mounted = os.path.ismount(folder)
        option = f"remount,size={wanted}" if mounted else f"size={wanted}"
        subprocess.run(["mount", "-t", "tmpfs", "-o", option, "tmpfs", folder], check=True)
        return folder

    yield size
    subprocess.run(["umount", "--lazy", folder], check=False, stderr=subprocess.DEVNULL)


@pytest.fixture
def many_drops(tmp_path: Path, article: Write) -> Path:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:02d}.txt").write_text(article(number, 24))
    return folder


def _is_whole(corpus: Any) -> None:
    for rows in (corpus.articles, corpus.members):
        assert len(rows) == len({row["document_id"] for row in rows}) == 60


def test_a_full_disk_is_one_line_and_exit_5(
    winnow: Run, disk: Callable[[str], Path], many_drops: Path, corpus: Callable[..., Any]
) -> None:
    command = ("ingest", many_drops, "--to", disk("400k") / "store", "--json")
    assert "no space left" in _refused(winnow(*command, env={"WINNOW_BATCH": "20"}), 5)
    disk("64m")
    assert winnow(*command).returncode == 0
    _is_whole(corpus(disk("64m") / "store"))


@pytest.mark.parametrize("size", [4, 40, 150, 300, 500, 700, 800, 900, 1000, 1100, 1200])
def test_a_disk_that_fills_at_any_stage_leaves_nothing_half_written(
    disk: Callable[[str], Path],
    many_drops: Path,
    corpus: Callable[..., Any],
    ingest: Callable[..., Any],
    size: int,
) -> None:
    """It fills while the store is made, while parts are put, in the catalog, in the tables."""
    store = disk(f"{size}k") / "store"
    try:
        ingest(many_drops, store, batch=20)
    except StoreFullError as error:
        assert "no space left" in str(error)  # noqa: PT017 - the largest sizes may do
        assert not list(store.glob(".staging/*"))
    else:
        assert size >= 1000
    disk("64m")
    ingest(many_drops, store, batch=20)
    _is_whole(corpus(store))
    assert dict(ingest(many_drops, store, batch=20).outcomes) == {"seen": 60}
