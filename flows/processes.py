"""How processes of ours are started: forked from one server process that has loaded what they share."""

from __future__ import annotations

import multiprocessing
import multiprocessing.util
import os
import sys
import tempfile
from typing import TYPE_CHECKING

from flows.settings import SettingError

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext

# A socket's path has 103 bytes at most (macOS; Linux 107), and multiprocessing puts 32 behind the folder's.
_LONGEST = 103 - 32
# Where a short one can be made, with the rights of a private folder.
_SHORT = ("/tmp", "/var/tmp")  # noqa: S108 - mkdtemp makes a folder of our own in it
# After a run was killed multiprocessing clears its semaphores away and warns of it: no news for whoever killed it.
_CLEARED_AWAY = "ignore:resource_tracker:UserWarning"


def forking() -> ForkServerContext:
    """Return what starts processes. One that has threads (Prefect's, Arrow's) may deadlock when it is forked.

    So a server process without any is. SettingError where no folder for their sockets can be made.
    """
    _make_room_for_sockets()
    if _CLEARED_AWAY not in sys.warnoptions:
        sys.warnoptions.append(_CLEARED_AWAY)  # which the interpreters started from here are given
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["flows.forked"])
    return context


def _make_room_for_sockets() -> None:
    """Have multiprocessing make its folder in a short one, where that for temporary files is too long for sockets."""
    usual = tempfile.gettempdir()
    if len(os.fsencode(usual)) <= _LONGEST:
        return
    before = tempfile.tempdir
    try:
        tempfile.tempdir = next((folder for folder in _SHORT if os.access(folder, os.W_OK | os.X_OK)), None)
        if tempfile.tempdir is None:
            raise SettingError(
                f"TMPDIR has {len(os.fsencode(usual))} characters, too many for the sockets of processes, and neither "
                f"{' nor '.join(_SHORT)} can be written: set TMPDIR to a folder of at most {_LONGEST}"
            )
        multiprocessing.util.get_temp_dir()  # made once, private, and taken away at the end
    finally:
        tempfile.tempdir = before
