"""`winnow demo`: the sample drops through the main job, and a report that shows what became of them."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import webbrowser
from dataclasses import replace
from pathlib import Path

from flows.pipeline import run_ingest
from flows.report.build import build_report
from flows.settings import Settings
from flows.summary import closing_line, outcome_table
from flows.watch import watching
from storage.errors import DropError, StoreError
from storage.store import open_store

_REPORT = "report"
# Left in the demo's folder: only a folder with it is ever emptied.
_DEMO_MARK = ".winnow-demo"


def run_demo(to: str, *, browser: bool) -> int:
    """Make the demo's store anew, ingest the samples, write and name the report. Return the exit code."""
    from flows.terminal import Terminal, plain

    drops = sample_drops()
    folder = Path(to)
    _empty(folder)
    store_at = str(folder / "store")
    with watching(quiet=not sys.stderr.isatty()) as watch:
        settings = replace(Settings.from_environment(), catalog="")  # whatever catalog is set is a real store's
        tally = run_ingest([str(drops)], store_at, settings, None, watch)
    with contextlib.closing(open_store(store_at)) as store:
        index = Path(build_report(store, folder / _REPORT).index)
    Terminal().print(outcome_table(tally))
    print(plain(closing_line(tally)))
    print(f"before and after of every article: {index}")
    print(f"next: winnow status --store {store_at} · winnow ingest {drops} --to {store_at} (writes nothing new)")
    if browser and _has_display():
        webbrowser.open(index.as_uri())
    return 0


def sample_drops() -> Path:
    """Return the sample drops: beside the packages in a checkout, inside them in an installed wheel."""
    here = Path(__file__).resolve().parent
    for folder in (here.parent / "examples" / "drops", here / "examples" / "drops"):
        if folder.is_dir():
            return folder
    raise DropError("the sample drops are missing from this installation")


def _empty(folder: Path) -> None:
    mark = folder / _DEMO_MARK
    try:
        if mark.exists():
            shutil.rmtree(folder)
        elif folder.exists() and any(folder.iterdir()):
            raise StoreError(f"{folder} holds something that is no demo; name another folder with --to")
        folder.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError as error:
        raise StoreError(f"the demo can't write to {folder}: {error.strerror}") from error


def _has_display() -> bool:
    return sys.stdout.isatty() and (
        sys.platform == "darwin" or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())
    )
