"""Memory of our processes: what each may take, and that what is free goes back to the system."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

import pyarrow as pa

# mallopt's numbers (malloc.h of the GNU C library).
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
# Bytes. The line model's tables are smaller: where each of them is mapped anew, dumps take a fifth longer to clean.
_LARGE = 4 * 2**20
_ARENAS = 2


def be_frugal() -> None:
    """Let large pieces of memory be mapped one by one, so that each goes back as soon as it is free.

    By default the C library raises the size of what it maps with each large piece that is freed, up to 32 MB, and what
    is smaller stays in its heap: a process that read one large document stays as large. (Arrow: `flows/__init__.py`.)
    """
    c_library = ctypes.CDLL(None)
    if hasattr(c_library, "mallopt"):  # macOS and musl have none
        c_library.mallopt(_MMAP_THRESHOLD, _LARGE)
        c_library.mallopt(_TRIM_THRESHOLD, _LARGE)
        c_library.mallopt(_ARENA_MAX, _ARENAS)


def limit_memory(megabytes: int) -> None:
    """Let this process have so much memory of its own; what would need more is a MemoryError, or its end.

    What it was forked with is not its own. Of the limits RLIMIT_DATA counts what is written to and not what is only
    reserved, which Arrow does a lot of.
    """
    most = held_by(os.getpid()) + megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def held_by(pid: int) -> int:
    """Return how many bytes RLIMIT_DATA counts for a process; 0 where it is gone, or no file of the system says so."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)


def give_back() -> None:
    """Give back what is free between pieces that are not."""
    c_library = ctypes.CDLL(None)
    if hasattr(c_library, "malloc_trim"):
        c_library.malloc_trim(0)


def forgo_pandas() -> None:
    """Have Arrow make no use of pandas in this process, unless it is imported already.

    With the first array that is made, Arrow imports pandas where it is installed, in case that a series is given to
    it: 33 MB and half a second that a command of ours has no use for.
    """
    if "pandas" in sys.modules:
        return
    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.array([])
    finally:
        sys.meta_path.remove(_NoPandas)


class _NoPandas(MetaPathFinder):
    @classmethod
    def find_spec(cls, name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)
