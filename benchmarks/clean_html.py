"""Compare the HTML door with its peers on ``../shared/bench/clean``: F1 a source, and pages a second.

    python -m benchmarks.clean_html [--pages N]

Every extractor runs in this process on the same pages, in turns of a batch, so that a busy machine slows all of them
alike; CPU time counts. Our figures include pages that the model was trained on: honest ones come from
``python -m benchmarks.clean_html_train --cross-validate``, by site.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

import trafilatura
from readability import Document
from readability.readability import Unparseable
from resiliparse.extract.html2text import extract_plain_text

from benchmarks.clean_html_pages import f1_by_source, gold_pages
from benchmarks.results import recorded
from cleaners.html import clean_html

if TYPE_CHECKING:
    from collections.abc import Callable


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


BATCH = 30
EXTRACTORS: dict[str, Callable[[str], str]] = {
    "Winnow": winnow,
    "trafilatura": trafilatura_default,
    "trafilatura, favor_precision": trafilatura_precision,
    "readability-lxml": readability,
    "resiliparse": resiliparse,
}


def measured(limit: int) -> tuple[dict[str, dict[str, str]], dict[str, float]]:
    """Return every extractor's texts by page id, and its CPU seconds a page."""
    texts: dict[str, dict[str, str]] = {name: {} for name in EXTRACTORS}
    seconds = dict.fromkeys(EXTRACTORS, 0.0)
    pages = list(gold_pages())
    # Evenly spread over the sources, which follow one another.
    pages = pages[:: max(1, len(pages) // limit)] if limit else pages
    for extract in EXTRACTORS.values():
        extract(pages[0].html)  # imports, models and caches are no page's cost
    for at in range(0, len(pages), BATCH):
        for name, extract in EXTRACTORS.items():
            start = time.process_time()
            for page in pages[at : at + BATCH]:
                texts[name][page.id] = extract(page.html)
            seconds[name] += time.process_time() - start
    return texts, {name: total / len(pages) for name, total in seconds.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=0, help="about so many pages (speed only; default: all)")
    parser.add_argument("--write", action="store_true", help="write the section of RESULTS.md")
    options = parser.parse_args()
    peers = ("trafilatura", "readability-lxml", "resiliparse")
    with recorded("clean-html", "Cleaning pages", peers, write=options.write):
        compare(options)


NOTE = (
    "Winnow's block model was trained on these very pages, so its F1 here is flattered; honest figures, on sites that\n"
    "the model has not seen, come from `python -m benchmarks.clean_html_train --cross-validate`. Speed is CPU time in\n"
    "one process.\n"
)


def compare(options: argparse.Namespace) -> None:
    print(NOTE)
    texts, seconds = measured(options.pages)
    scores = {} if options.pages else {name: f1_by_source(found) for name, found in texts.items()}
    columns = list(next(iter(scores.values()), {}))
    print("| extractor |", " | ".join([*columns, "pages/s", "speed, trafilatura = 1"]), "|")
    print("|---" * (len(columns) + 3) + "|")
    for name, cost in seconds.items():
        figures = [f"{scores[name][column]:.3f}" for column in columns]
        print(f"| {name} |", " | ".join([*figures, f"{1 / cost:.0f}", f"{seconds['trafilatura'] / cost:.1f}"]), "|")


if __name__ == "__main__":
    main()
