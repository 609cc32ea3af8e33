"""`winnow export`: whole or not at all, in every form, with what each form needs to be safe."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow.parquet as pq
import pytest

from storage import export
from storage.corpus import Corpus, open_corpus
from storage.errors import ExportError
from storage.export import KINDS, export_to_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    Desk = Any

_FORMULA = '=HYPERLINK("https://x.example")'


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_json_lines_hold_every_column_and_character(small_corpus: Corpus, tmp_path: Path) -> None:
    done = export_to_path(small_corpus, "jsonl", tmp_path / "a.jsonl")
    assert (done.version, done.since, done.rows, done.changes) == (3, None, 5, {})
    rows = _lines(tmp_path / "a.jsonl")
    assert [row["text"] for row in rows] == small_corpus.to_arrow(["text"])["text"].to_pylist()
    assert all(list(row) == small_corpus.schema.names for row in rows)
    assert {row["published"] for row in rows} == {None, "2026-11-18T09:00:00Z"}


def test_parquet_and_duckdb_hold_the_same_rows(small_corpus: Corpus, tmp_path: Path) -> None:
    export_to_path(small_corpus, "parquet", tmp_path / "a.parquet")
    assert pq.read_table(tmp_path / "a.parquet") == small_corpus.to_arrow()
    export_to_path(small_corpus, "duckdb", tmp_path / "a.duckdb")
    with duckdb.connect(str(tmp_path / "a.duckdb"), read_only=True) as database:
        found = database.execute("SELECT document_id, text, copies FROM articles").fetchall()
    wanted = small_corpus.to_arrow(["document_id", "text", "copies"]).to_pylist()
    assert sorted(found) == sorted(tuple(row.values()) for row in wanted)


def test_no_cell_of_a_csv_runs_in_a_spreadsheet(small_corpus: Corpus, tmp_path: Path) -> None:
    export_to_path(small_corpus, "csv", tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["text"] for row in rows) == sorted(small_corpus.to_arrow(["text"])["text"].to_pylist())
    assert _FORMULA in {row["title"] for row in small_corpus}
    assert f"'{_FORMULA}" in {row["title"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))]
    assert {row["canonical"] for row in rows} == {"true"}
    assert "images" not in rows[0]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_every_start_of_a_formula_is_made_harmless(start: str) -> None:
    from storage.export_rows import _cell

    assert _cell(f"{start}1+1") == f"'{start}1+1"
    assert _cell([f"{start}1"]) == f"'{start}1"
    assert _cell(f"1{start}") == f"1{start}"
    assert _cell(-1.5) == -1.5


def test_a_text_file_an_article(small_corpus: Corpus, tmp_path: Path) -> None:
    export_to_path(small_corpus.select(all_copies=True), "txt", tmp_path / "texts")
    files = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "texts").rglob("*.txt")}
    rows = {row["document_id"]: row for row in small_corpus.select(all_copies=True) if row["text"]}
    assert files.keys() == rows.keys()
    for name, row in rows.items():
        title = f"{row['title']}\n\n" if row["title"] else ""
        assert files[name] == f"{title}{row['text']}\n"


@pytest.mark.parametrize("kind", KINDS)
def test_what_fails_on_the_way_leaves_nothing(
    small_corpus: Corpus, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither half a file nor, where one was there before, another than that."""
    target = tmp_path / "out"
    if kind not in export.FOLDERS:
        target.write_text("what was there")
    real = Corpus.batches

    def breaks(corpus: Corpus) -> Iterator[Any]:
        yield from real(corpus)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Corpus, "batches", breaks)
    with pytest.raises(ExportError, match="No space left"):
        export_to_path(small_corpus, kind, target)
    assert [path.name for path in tmp_path.iterdir()] == ([] if kind in export.FOLDERS else ["out"])
    assert kind in export.FOLDERS or target.read_text() == "what was there"


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_selection_is_an_empty_export(small_corpus: Corpus, tmp_path: Path, kind: str) -> None:
    assert export_to_path(small_corpus.select(source="nobody"), kind, tmp_path / "out").rows == 0
    assert (tmp_path / "out").exists()
    if kind == "hf":
        assert pq.read_table(tmp_path / "out/data/train-00000.parquet").schema == small_corpus.schema


def test_a_large_data_set_has_several_files(
    small_corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_GROUP", "_SHARD"):
        monkeypatch.setattr(f"storage.export_tables.{name}", 2)
    monkeypatch.setattr("storage.view._BATCH", 1)
    export_to_path(small_corpus, "hf", tmp_path / "out")
    counts = [pq.read_metadata(path).num_rows for path in sorted((tmp_path / "out/data").iterdir())]
    assert sum(counts) == 5
    assert len(counts) > 1


# The command itself.


def _export(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("winnow")), "export", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_says_what_it_exported(small: Desk, tmp_path: Path) -> None:
    to = tmp_path / "new/changes.jsonl"
    done = _export("--store", small.store, "--since", 2, "--to", to, "--json")
    told = json.loads(done.stdout)
    assert (told["version"], told["since"], told["rows"], told["changes"]) == (3, 2, 2, {"linked": 1, "new": 1})
    assert [row["change"] for row in _lines(to)] == [row["change"] for row in open_corpus(str(small.store)).changes(2)]
    streamed = _export("--store", small.store, "--lang", "en", "--source", "wire", "--version", 2)
    assert {json.loads(line)["source"] for line in streamed.stdout.splitlines()} == {"wire"}
    assert streamed.stderr.endswith("rows of version 2\n")
    every = _export("--store", small.store, "--all-copies", "--published-from", "2026-11-18", "--as", "csv")
    assert len(list(csv.DictReader(every.stdout.splitlines()))) >= 1


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--as", "xml"], 2, "--as must be one of jsonl, csv, parquet, txt, hf, duckdb, not 'xml'"),
        (["--as", "txt"], 2, "--as txt needs --to: a folder"),
        (["--json"], 2, "--json needs --to"),
        (["--since", "yesterday"], 2, "--since must be a version or a day"),
        (["--since", "9"], 6, "has no version 9: it stands at 3"),
        (["--version", "9"], 6, "has no version 9: it stands at 3"),
        (["--published-from", "18.11."], 2, "--published-from must be a day"),
        (["--to", "/proc/nothing/out.jsonl"], 2, "can't be written: No such file or directory"),
        (["--as", "hf", "--to", "."], 2, "is there already"),
        (["--store", "/nowhere/at/all"], 4, "no Winnow store at /nowhere/at/all"),
    ],
)
def test_a_mistake_is_one_line(small: Desk, arguments: list[str], code: int, told: str) -> None:
    done = _export("--store", small.store, *arguments)
    assert (done.returncode, len(done.stderr.splitlines()), done.stdout) == (code, 1, "")
    assert told in done.stderr


def test_without_duckdb_its_form_says_how_to_get_it(small: Desk, tmp_path: Path) -> None:
    (tmp_path / "duckdb.py").write_text("raise ImportError\n")
    command = [
        sys.executable,
        "-c",
        "from flows.cli import main; main()",
        "export",
        "--as",
        "duckdb",
        "--to",
        "a.duckdb",
    ]
    done = subprocess.run(
        [*command, "--store", small.store], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "winnow: --as duckdb needs the duckdb package: pip install 'newswinnow[duckdb]'\n"
    assert not (tmp_path / "a.duckdb").exists()
