"""The fixtures of the format tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def drops(project: Path) -> Path:
    """Return the folder of drops of our own writing."""
    return project / "tests" / "data" / "drops"
