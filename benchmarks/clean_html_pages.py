"""The development pages of ``../shared/bench/clean``, and their scorer."""

from __future__ import annotations

import gzip
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench" / "clean"


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page with its gold body; ``alternative`` leaves optional paragraphs out ("" where there is none)."""

    id: str
    url: str
    site: str
    source: str
    html: str
    gold: str
    alternative: str


def gold_pages() -> Iterator[GoldPage]:
    """Yield every page, source after source."""
    for path in sorted(BENCH.glob("html_*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                page = json.loads(line)
                yield GoldPage(
                    id=page["id"],
                    url=page.get("url") or "",
                    site=page["site"],
                    source=page["source"],
                    html=page["html"],
                    gold=page["gold_text"],
                    alternative=page.get("gold_alt") or "",
                )


def scorer() -> ModuleType:
    """Return the bench's own scorer."""
    spec = importlib.util.spec_from_file_location("bench_score", BENCH / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(BENCH / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def f1_by_source(texts: Mapping[str, str]) -> dict[str, float]:
    """Return F1 a source, and of ``ALL``, for extracted texts by page id."""
    score: Any = scorer()
    scores, _ = score.score(score.golds([str(BENCH)], "html"), texts)
    return {
        source: values[2] for source, values in sorted(scores.items(), key=lambda item: (item[0] == "ALL", item[0]))
    }
