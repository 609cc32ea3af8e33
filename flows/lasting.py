"""A program that does not outlive its parent, however that ends: ``python -m flows.lasting MODULE ARGUMENTS``.

The parent holds the other end of our standard input. When it is gone, by kill -9 too, reading ends, and so do we.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
