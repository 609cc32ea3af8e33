"""What must hold of the source as a whole: names that deploy, and nothing dangerous in the shipped packages."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SHIPPED = ("cleaners", "dedup", "storage", "flows")
# Reading these runs whatever the file says.
_RUNS_CONTENT = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"}
# Python's `re` may backtrack for hours on text from outside; each use of it with the reason why it does not.
_RE_ALLOWED = {
    "cleaners/fields/dates.py": "digits and what is none in turns, in 300 characters: nothing to go back to",
    "cleaners/fields/names.py": "one look at the start of a line whose white space is one space",
    "cleaners/fields/title.py": "titles whose white space is one space, and classes that exclude what follows them",
    "cleaners/html/texts.py": "one character class with a plus: nothing to go back to",
    "dedup/fold.py": "one character class: nothing to go back to",
    "cleaners/visible.py": "one character class with a plus: nothing to go back to",
}


def _sources(project: Path, *packages: str) -> Iterator[tuple[str, ast.Module]]:
    for package in packages:
        for path in sorted((project / package).rglob("*.py")):
            yield path.relative_to(project).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def _called(tree: ast.Module) -> set[str]:
    return {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def test_no_flow_is_named_after_a_package_or_a_standard_module(project: Path) -> None:
    """Prefect puts a flow's folder on the path: ``flows/storage.py`` would then be ``storage``."""
    taken = set(sys.stdlib_module_names) | {path.name for path in project.iterdir() if path.is_dir()} | {"prefect"}
    names = {path.stem for path in (project / "flows").iterdir() if path.suffix == ".py"} - {"__init__"}
    assert names & taken == set()


def test_nothing_shipped_reads_a_format_that_runs_code(project: Path) -> None:
    found = {
        name: sorted({module.split(".")[0] for module in _imported(tree)} & _RUNS_CONTENT)
        for name, tree in _sources(project, *_SHIPPED)
    }
    assert {name: modules for name, modules in found.items() if modules} == {}


def test_numpy_files_are_read_without_pickle(project: Path) -> None:
    for name, tree in _sources(project, *_SHIPPED):
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                assert isinstance(node.value, ast.Constant), name
                assert node.value.value is False, name


def test_regular_expressions_can_not_hang(project: Path) -> None:
    using = {name for name, tree in _sources(project, *_SHIPPED) if {"re", "regex"} & _imported(tree)}
    assert using - _RE_ALLOWED.keys() == set()
    assert _RE_ALLOWED.keys() - using == set(), "an exception that is not needed any more"


@pytest.mark.parametrize("package", ["cleaners", "dedup", "storage"])
def test_nothing_below_flows_starts_a_program_or_runs_text(project: Path, package: str) -> None:
    for name, tree in _sources(project, package):
        assert not {"eval", "exec", "compile", "__import__"} & _called(tree), name
        assert not {"subprocess", "os.system", "os.popen", "pty"} & _imported(tree), name


@pytest.mark.parametrize("package", ["cleaners", "dedup"])
def test_the_core_has_no_clock_and_no_chance(project: Path, package: str) -> None:
    """The same document gives the same clean copy and the same match, today and tomorrow."""
    for name, tree in _sources(project, package):
        assert not {"time", "random", "uuid", "logging"} & _imported(tree), name


def test_no_module_is_longer_than_350_lines(project: Path) -> None:
    lengths = {
        path.relative_to(project).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for package in _SHIPPED
        for path in (project / package).rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > 350} == {}


def test_nothing_shipped_is_named_after_nothing(project: Path) -> None:
    """A module is named after what it holds."""
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base", "core"}
    names = {path.stem for package in _SHIPPED for path in (project / package).rglob("*.py")}
    assert names & empty == set()
