"""The wheel: what an installation gets, and nothing else."""

from __future__ import annotations

import configparser
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGES = {"cleaners", "dedup", "flows", "storage"}
_NO_DATA = {".py", ".pyc"}


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=project,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (built,) = folder.glob("newswinnow-*-py3-none-any.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """Return the names in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def test_the_top_level_holds_the_four_packages_and_nothing_else(names: set[str]) -> None:
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == _PACKAGES
    assert len(top) == 5


def test_every_file_that_a_package_reads_is_in_it(names: set[str], project: Path) -> None:
    """Rules, templates and models stand beside the code that reads them."""
    expected = {
        path.relative_to(project).as_posix()
        for package in _PACKAGES
        for path in (project / package).rglob("*")
        if path.is_file() and path.suffix not in _NO_DATA and "__pycache__" not in path.parts
    }
    assert any(name.endswith(".toml") for name in expected)
    assert any(name.endswith(".j2") for name in expected)
    assert expected - names == set()


def test_every_module_is_in_it(names: set[str], project: Path) -> None:
    expected = {
        path.relative_to(project).as_posix() for package in _PACKAGES for path in (project / package).rglob("*.py")
    }
    assert expected - names == set()


def test_the_sample_drops_are_in_it(names: set[str], project: Path) -> None:
    drops = project / "examples" / "drops"
    expected = {
        f"flows/examples/drops/{path.relative_to(drops).as_posix()}" for path in drops.rglob("*") if path.is_file()
    }
    assert len(expected) > 30
    assert expected - names == set()


def test_no_test_and_no_cache_is_in_it(names: set[str]) -> None:
    assert not [name for name in names if "test" in name.split("/")[0] or name.endswith(".pyc") or "/." in name]


def test_the_command_is_winnow(wheel: Path, names: set[str]) -> None:
    (described,) = [name for name in names if name.endswith(".dist-info/entry_points.txt")]
    entries = configparser.ConfigParser()
    with zipfile.ZipFile(wheel) as archive:
        entries.read_string(archive.read(described).decode())
    assert dict(entries["console_scripts"]) == {"winnow": "flows.cli:main"}


def test_the_licence_is_in_it(names: set[str]) -> None:
    assert any(name.endswith("/LICENSE") for name in names)
