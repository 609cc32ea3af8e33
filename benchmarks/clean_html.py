"""The HTML door beside its peers on ``../shared/bench/clean``: F1 a source, and CPU time a page.

A part of ``benchmarks/clean.py``. Every extractor runs in the same pool of processes on the same pages, batch by batch
in turns, so that a busy machine slows all of them alike; the CPU time of a batch is taken in the process that ran it.
"""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

import trafilatura
from readability import Document
from readability.readability import Unparseable
from resiliparse.extract.html2text import extract_plain_text

from benchmarks.clean_html_pages import GoldPage, f1_by_source, gold_pages
from cleaners.html.door import clean_html
from cleaners.language import language_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PEERS: Final = ("trafilatura", "readability-lxml", "resiliparse")
BATCH: Final = 30
# Imports, models and the states of automata are no page's cost: every process meets so many pages first.
WARMING: Final = 40


def winnow(html: str) -> str:
    return clean_html(html).text


def trafilatura_default(html: str) -> str:
    return trafilatura.extract(html) or ""


def trafilatura_precision(html: str) -> str:
    return trafilatura.extract(html, favor_precision=True, include_comments=False) or ""


def readability(html: str) -> str:
    try:
        return extract_plain_text(Document(html).summary(html_partial=True))
    except Unparseable:
        return ""


def resiliparse(html: str) -> str:
    return extract_plain_text(html, main_content=True, alt_texts=False, links=False)


EXTRACTORS: Final[dict[str, Callable[[str], str]]] = {
    "Winnow": winnow,
    "trafilatura": trafilatura_default,
    "trafilatura, favor_precision": trafilatura_precision,
    "readability-lxml": readability,
    "resiliparse": resiliparse,
}


def measured(limit: int = 0) -> tuple[dict[str, dict[str, str]], dict[str, float]]:
    """Return every extractor's texts by page id, and its CPU seconds a page, over about ``limit`` pages (0: all)."""
    pages = _spread(list(gold_pages()), limit)
    texts: dict[str, dict[str, str]] = {name: {} for name in EXTRACTORS}
    seconds: Counter[str] = Counter()
    warming = [page.html for page in _spread(pages, WARMING)]
    # One process: two on two cores would share caches and clock speed in ways that no turn evens out.
    with ProcessPoolExecutor(1, get_context("spawn"), _warm, (warming,)) as pool:
        batches = [pages[at : at + BATCH] for at in range(0, len(pages), BATCH)]
        turns = [(name, batch) for batch in batches for name in EXTRACTORS]
        names = [name for name, _ in turns]
        htmls = [[page.html for page in batch] for _, batch in turns]
        for (name, batch), (found, spent) in zip(turns, pool.map(_run, names, htmls), strict=True):
            texts[name].update(zip((page.id for page in batch), found, strict=True))
            seconds[name] += spent
    return texts, {name: total / len(pages) for name, total in seconds.items()}


def f1_of(texts: dict[str, dict[str, str]]) -> dict[str, dict[str, float]]:
    """Return F1 a source, by extractor."""
    return {name: f1_by_source(found) for name, found in texts.items()}


def _spread(pages: Sequence[GoldPage], limit: int) -> list[GoldPage]:
    """Return about ``limit`` pages evenly spread over the sources, which follow one another; all for 0."""
    return list(pages[:: max(1, len(pages) // limit)] if limit else pages)


def _warm(pages: Sequence[str]) -> None:
    language_of("The first call loads the model of languages.")
    for extract in EXTRACTORS.values():
        for html in pages:
            extract(html)


def _run(name: str, pages: Sequence[str]) -> tuple[list[str], float]:
    start = time.process_time()
    texts = [EXTRACTORS[name](html) for html in pages]
    return texts, time.process_time() - start
