"""Every recipe of docs/consumers.md, run as it stands there, without a network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import re2

from tests.s3_place import BUCKET, client_of

if TYPE_CHECKING:
    from storage.corpus import Corpus
    from tests.servers import S3Server

    Desk = Any

_WINNOW = str(Path(sys.executable).with_name("winnow"))
# How the texts come out of what each recipe found.
_TEXTS = {
    "winnow": "table['text'].to_pylist() + [None] * (everything.num_rows - 7 + changes.num_rows - 5 + len(frame))",
    "duckdb": "[row[1] for row in found]",
    "duckdb-s3": "[row[1] for row in found]",
    "polars": "found['text'].to_list()",
    "pandas": "found['text'].tolist()",
    "pyarrow": "found['text'].to_pylist()",
    "hf": "list(found['text'])",
}
_ON_S3 = ("winnow", "duckdb-s3", "polars", "pandas", "pyarrow")
_RECIPE = re2.compile(r"(?s)```python\n# recipe: ([a-z0-9-]+)\n(.*?)```")


@pytest.fixture(scope="module")
def recipes(project: Path) -> dict[str, str]:
    """Return the recipes by name."""
    return dict(_RECIPE.findall((project / "docs/consumers.md").read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Reading:
    """What every recipe must find, and an environment whose network leads nowhere but to this machine."""

    texts: list[str]
    offline: dict[str, str]


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory, small_corpus: Corpus) -> Reading:
    """Return the text of each article once, all of them English, and the environment."""
    nowhere = "http://127.0.0.1:9"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "WINNOW_", "HF_"))}
    home = str(tmp_path_factory.mktemp("home"))
    offline = {"HOME": home, "HF_HUB_OFFLINE": "1", "HTTPS_PROXY": nowhere, "NO_PROXY": "127.0.0.1"}
    return Reading(sorted(small_corpus.to_arrow(["text"])["text"].to_pylist()), {**kept, **offline})


def _run(code: str, name: str, folder: Path, environment: dict[str, str]) -> list[str]:
    # Ended as flows.cli ends a command: one of Arrow's threads may outlive the interpreter, and abort what is done.
    printed = f"import json, os\nprint(json.dumps(sorted({_TEXTS[name]})), flush=True)\nos._exit(0)\n"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{printed}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_every_recipe_is_run(recipes: dict[str, str]) -> None:
    """Spark's, a download of 400 MB, by benchmarks/spark.py."""
    assert recipes.keys() == _TEXTS.keys() | {"spark"}


@pytest.mark.parametrize("name", ["winnow", "duckdb", "polars", "pandas", "pyarrow"])
def test_a_recipe_reads_each_article_once(
    small: Desk, recipes: dict[str, str], reading: Reading, tmp_path: Path, name: str
) -> None:
    (tmp_path / "corpus").symlink_to(small.store)
    assert _run(recipes[name], name, tmp_path, reading.offline) == reading.texts


def test_a_data_set_is_loaded_without_a_network(
    small: Desk, recipes: dict[str, str], reading: Reading, tmp_path: Path
) -> None:
    command = [_WINNOW, "export", "--as", "hf", "--lang", "en", "--to", "data-set", "--store", small.store]
    subprocess.run(command, cwd=tmp_path, env=reading.offline, check=True, capture_output=True, timeout=60)
    assert _run(recipes["hf"], "hf", tmp_path, reading.offline) == reading.texts


@dataclass(frozen=True)
class S3Copy:
    """A corpus on S3, and the variables with which its consumers reach it."""

    address: str
    environment: dict[str, str]


@pytest.fixture(scope="module")
def on_s3(small: Desk, seaweedfs: S3Server) -> S3Copy:
    """Return the corpus on SeaweedFS: the tables alone."""
    client, prefix = client_of(seaweedfs.endpoint), uuid.uuid4().hex
    files = [path for name in ("articles", "members") for path in (small.store / name).rglob("*") if path.is_file()]
    with ThreadPoolExecutor(8) as pool:
        keys = [f"{prefix}/{path.relative_to(small.store).as_posix()}" for path in files]
        list(pool.map(lambda path, key: client.upload_file(str(path), BUCKET, key), files, keys))
    service = {"AWS_ENDPOINT_URL": seaweedfs.endpoint, "AWS_ALLOW_HTTP": "true", "AWS_REGION": "us-east-1"}
    return S3Copy(f"s3://{BUCKET}/{prefix}", {**seaweedfs.environment, **service})


@pytest.mark.parametrize("name", _ON_S3)
def test_a_recipe_reads_from_s3_as_from_a_folder(
    recipes: dict[str, str], reading: Reading, on_s3: S3Copy, tmp_path: Path, name: str
) -> None:
    code = recipes[name].replace('"s3://news/corpus"', repr(on_s3.address)).replace('"corpus"', repr(on_s3.address))
    assert _run(code, name, tmp_path, {**reading.offline, **on_s3.environment}) == reading.texts


def test_an_export_on_s3_is_read_with_jq(
    small: Desk, small_corpus: Corpus, seaweedfs: S3Server, tmp_path: Path, project: Path
) -> None:
    """What `aws s3 cp` does with the export is an upload and a download; what jq is told is the page's own line."""
    jq = shutil.which("jq")
    if jq is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs jq")
        pytest.skip("jq is not here")
    command = [_WINNOW, "export", "--store", small.store, "--as", "jsonl"]
    exported = subprocess.run(command, check=True, capture_output=True, timeout=60)
    client, key = client_of(seaweedfs.endpoint), f"{uuid.uuid4().hex}/articles.jsonl"
    client.put_object(Bucket=BUCKET, Key=key, Body=exported.stdout)
    client.download_file(BUCKET, key, str(tmp_path / "articles.jsonl"))
    page = (project / "docs/consumers.md").read_text(encoding="utf-8")
    program = page.partition("jq -r '")[2].partition("'")[0]
    told = subprocess.run([jq, "-r", program, tmp_path / "articles.jsonl"], check=True, capture_output=True, text=True)
    found = sorted(line.split("\t")[0] for line in told.stdout.splitlines())
    assert found == sorted(row["document_id"] for row in small_corpus)
