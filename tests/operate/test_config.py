"""`winnow.toml` and the environment: what may stand there, and what is told of a slip of the pen."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from flows.config import FLOWS, SCHEDULE_KEYS, SCHEDULE_VARIABLES, read_config
from flows.settings import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _read(folder: Path, text: str, **environment: str) -> Any:
    file = folder / "winnow.toml"
    file.write_text(text)
    return read_config(file, environment)


def test_paths_are_relative_to_the_file_and_addresses_stay(tmp_path: Path) -> None:
    found = _read(
        tmp_path, 'store = "corpus"\n[ingest]\ndrops = ["inbox", "/srv/in", "s3://news/inbox"]\nevery = "15m"'
    )
    (ingest,) = found.schedules
    assert ingest.drops == (str(tmp_path / "inbox"), "/srv/in", "s3://news/inbox")
    assert ingest.store == found.settings["WINNOW_STORE"] == str(tmp_path / "corpus")
    assert ingest.every == timedelta(minutes=15)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    found = _read(tmp_path, "batch = 7\n[check]\n", WINNOW_BATCH="9", WINNOW_STORE="s3://news/corpus")
    assert found.settings["WINNOW_BATCH"] == "9"
    assert found.schedules[0].store == "s3://news/corpus"


def test_without_a_file_the_environment_says_what_and_when(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    environment = {
        "WINNOW_DROPS": "inbox, s3://news/inbox",
        "WINNOW_CRON": "*/5 * * * *",
        "WINNOW_TIMEZONE": "Asia/Tokyo",
    }
    (ingest,) = read_config(None, environment).schedules
    assert ingest.drops == (str(tmp_path / "inbox"), "s3://news/inbox")
    assert (ingest.cron, ingest.timezone, ingest.every) == ("*/5 * * * *", "Asia/Tokyo", None)
    assert read_config(None, {}).schedules == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("stroe = 'x'", "there is no setting 'stroe'"),
        ("[ingset]\ndrops = ['x']", "no flow is called [ingset]; there are ingest"),
        ("[ingest]", '[ingest] needs "drops"'),
        ("[ingest]\ndrops = 'inbox'", '[ingest] needs "drops"'),
        ("[check]\ndrops = ['x']", '[check] takes no "drops"'),
        ("[check]\nevery = '15 minutes'", "not '15 minutes'"),
        ("[check]\nevery = '0m'", 'as in "15m"'),
        ("[check]\nevery = '1d'\ncron = '1 1 * * *'", 'can\'t have both "every" and "cron"'),
        ("[check]\ntimezone = 'Mars/Olympus'", "names no time zone: 'Mars/Olympus'"),
        ("[check]\ntimes = 3", "has no setting 'times'"),
        ("[check", "can't be read"),
    ],
)
def test_a_slip_of_the_pen_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingError) as error:
        _read(tmp_path, text)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "nothing to serve"),
        ("[check]\ncron = 'at noon'", "[check] can't be scheduled: Invalid cron string"),
        ("batch = 'many'\n[check]\n", "WINNOW_BATCH must be a whole number"),
    ],
)
def test_serving_a_wrong_file_is_one_line_and_exit_2(
    winnow: Callable[..., Any], tmp_path: Path, text: str, told: str
) -> None:
    """Before a server is started, which would take its time."""
    (tmp_path / "winnow.toml").write_text(text)
    done = winnow("serve", "--port", "1")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert told in line


def test_an_api_that_does_not_answer_is_one_line_and_exit_7(winnow: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "winnow.toml").write_text("[check]\n")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/api"
        done = winnow("serve", env={"PREFECT_API_URL": address})
    assert done.returncode == 7
    (line,) = done.stderr.splitlines()
    assert address in line


def test_every_key_and_variable_is_in_the_operators_page(project: Path) -> None:
    page = (project / "docs" / "operations.md").read_text(encoding="utf-8")
    wanted = [*(f"| `{key}` |" for key in SCHEDULE_KEYS), *(f"`{name}`" for name in SCHEDULE_VARIABLES)]
    assert [one for one in (*wanted, *(f"`[{name}]`" for name in FLOWS)) if one not in page] == []
