"""Cleaning, both doors, on ``../shared/bench/clean``: quality and speed beside the peers, into RESULTS.md.

    pip install catboost
    python -m benchmarks.clean --write --seeds 2 [--text-folds FOLDER]

Our models have seen these pages. The honest figures, on sites that they have not seen, stand in rows of their own:
for pages they are made here, by training again without the sites that are judged (``--seeds`` ways to part the sites;
0 leaves the row out); for flattened text by the models that ``python -m benchmarks.clean_text_train --folds FOLDER``
left in ``--text-folds``. The peers on pages run in the same process as Winnow, in turns; on flattened text no known
tool beats leaving it as it is, which is the figure beside ours.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import clean_html, clean_html_fields, clean_text, clean_text_heads, clean_text_torn
from benchmarks.clean_text import BATCH, DUMPS, LIGHT, STYLES, texts_a_second, texts_a_second_alone
from benchmarks.results import recorded, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.clean_text import StyleFigures

SEEN: Final = "Winnow, sites it was trained on"
UNSEEN: Final = "**Winnow, sites it has not seen**"
_SPEEDS: Final = ("texts/s", "times trafilatura", "one by one")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=0, help="about so many pages, their speed only (default: all)")
    parser.add_argument("--seeds", type=int, default=0, help="ways to part the sites; needs catboost")
    parser.add_argument("--text-folds", type=Path, help="folder with the text models of the folds")
    parser.add_argument("--every", type=int, default=1, help="every N-th flattened text only")
    parser.add_argument("--write", action="store_true", help="write the section of RESULTS.md")
    options = parser.parse_args()
    with recorded("clean", "Cleaning", clean_html.PEERS, write=options.write):
        page = print_pages(options.pages, options.seeds)
        if not options.pages:
            print_fields()
            print_texts(options.text_folds, options.every, page)


def print_pages(limit: int, seeds: int) -> float:
    """Print the table of pages; return how many seconds trafilatura takes for one."""
    texts, seconds = clean_html.measured(limit)
    base = seconds["trafilatura"]
    speed = {name: [f"{1 / cost:.0f}", f"{base / cost:.1f}"] for name, cost in seconds.items()}
    scores = {} if limit else clean_html.f1_of(texts)
    sources = list(next(iter(scores.values()), {}))
    rows = [[_named(name), *(scores[name][source] for source in sources), *speed[name]] for name in scores or speed]
    if seeds and not limit:
        from benchmarks.clean_html_train import cross_validated

        found = cross_validated(seeds)
        rows.insert(0, [UNSEEN, *(found[source] for source in sources), "", ""])
    print("### Pages\n\nF1 of 4-grams (the bench's scorer); CPU time of one process.\n")
    if not seeds:
        print("No cross-validation was asked for: Winnow's F1 is on pages that its model has seen.\n")
    print(table(["extractor", *sources, "pages/s", "speed, trafilatura = 1"], rows))
    return base


def _named(name: str) -> str:
    return SEEN if name == "Winnow" else name


def print_fields() -> None:
    found = clean_html_fields.measured()
    print("\n### Fields of pages\n\nRight where a page states them, with JSON-LD and meta titles hidden from Winnow.\n")
    print(table(["field", "pages", "right"], ([name, asked, right / asked] for name, (right, asked) in found.items())))


def print_texts(folds: Path | None, every: int, page: float) -> None:
    """Print the tables of flattened text; ``page`` is how many seconds trafilatura takes for a page."""
    # In a process of its own, as pages are read in one: what is left of them, and of training, slows whatever follows.
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        seen = {found.style: found for found in pool.submit(clean_text.measured, every=every).result()}
        asked = pool.submit(clean_text.measured, folds=folds, every=every) if folds else None
        unseen = {found.style: found for found in asked.result()} if asked else {}
    print("\n### Flattened text\n\nF1 of pages as above, texts a CPU second of one process. Texts are cleaned")
    print(f"{BATCH} at a time, where a line that several have is asked for once, and once more one by one; no line")
    print("is remembered from one batch or text to the next. Speeds are also given as times the pages that trafilatura")
    print("reads in the same time, in this run: machines differ.\n")
    if folds:
        parts = len(clean_text.fold_models(folds))
        print(f"Sites it has not seen: {parts} folds of sites, each cleaned by the model of the others.\n")
    heads = ["style", "texts", "as it was", UNSEEN.strip("*"), SEEN, *_SPEEDS, "held"]
    print(table(heads, _text_rows(seen, unseen, page)))
    print("\nTitles and authors, in texts that have them (as the HTML door reads the page) among their lines.\n")
    print(table(clean_text_heads.HEADS, clean_text_heads.rows(clean_text_heads.measured(every=every))))
    print(f"\nSentences that {clean_text_torn.STYLE} tore at links.\n")
    print(table(clean_text_torn.HEADS, [clean_text_torn.row(clean_text_torn.measured(every=every))]))


def _text_rows(seen: dict[str, StyleFigures], unseen: dict[str, StyleFigures], page: float) -> Iterable[list[object]]:
    for style, found in seen.items():
        honest = unseen[style].f1 if style in unseen else "(needs --text-folds)"
        yield [style, found.texts, found.f1_of_nothing, honest, found.f1, *_speeds([found], page), found.held]
    for name, styles in (("what extractors leave", LIGHT), ("dumps", DUMPS), ("all six", STYLES)):
        some = [seen[style] for style in styles]
        texts, held = sum(one.texts for one in some), sum(one.held for one in some)
        yield [name, texts, "", "", "", *_speeds(some, page), held]


def _speeds(some: list[StyleFigures], page: float) -> tuple[str, str, str]:
    """Return how many texts a second are cleaned in batches, as times trafilatura's pages, and one by one."""
    speed = texts_a_second(some)
    return f"{speed:.0f}", f"{speed * page:.0f}", f"{texts_a_second_alone(some):.0f}"


if __name__ == "__main__":
    main()
