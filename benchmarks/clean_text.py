"""Clean the bench's flattened drops: page F1 of each style, with doing nothing beside it, and articles a second.

Articles are cleaned 64 at a time, as ``winnow clean --jsonl`` does, and once more one at a time.

    python -m benchmarks.clean_text [--folds FOLDER] [--every N]

The committed line model has seen these pages. With ``--folds``, the folder that ``python -m
benchmarks.clean_text_train`` filled, each text is cleaned by the model that has not seen its site: those are the honest
figures. F1 is the bench's own: of 4-grams, from the means of precision and recall over pages.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from benchmarks.clean_html_pages import scorer
from benchmarks.clean_text_drops import BENCH, fold_of, rows_of
from cleaners.record import CleanCopy
from cleaners.text.door import clean_text, clean_texts
from cleaners.text.model import LineModel, line_model, model_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LIGHT: Final = ("traf_recall_comments", "readability_text", "newspaper4k")  # what extractors leave, as in the seeds
DUMPS: Final = ("bs4_p_all", "inscriptis", "bs4_get_text")  # all text of a page
STYLES: Final = (*LIGHT, *DUMPS)
BATCH: Final = 64  # texts that are cleaned together
# Rules, models and the states of automata are no text's cost, as with pages: every 14th text is cleaned before.
_WARMING: Final = 14


@dataclass(frozen=True, slots=True)
class StyleFigures:
    """What the text door does to one style: page F1 (cleaned, and left as it was) and texts a CPU second.

    ``a_second`` is of texts that are cleaned ``BATCH`` at a time, ``a_second_alone`` of texts one by one.
    """

    style: str
    texts: int
    f1: float
    f1_of_nothing: float
    a_second: float
    a_second_alone: float
    held: int


def texts_a_second(figures: Iterable[StyleFigures]) -> float:
    """Return how many texts of all these styles together a CPU second cleans."""
    found = list(figures)
    return sum(one.texts for one in found) / sum(one.texts / one.a_second for one in found)


def texts_a_second_alone(figures: Iterable[StyleFigures]) -> float:
    """Return the same of texts that are cleaned one by one."""
    return texts_a_second(replace(one, a_second=one.a_second_alone) for one in figures)


def measured(*, bench: Path = BENCH, folds: Path | None = None, every: int = 1) -> list[StyleFigures]:
    """Clean every ``every``-th text of each style; ``folds`` names the folder of the folds' models."""
    models = [line_model()] if folds is None else fold_models(folds)
    _one_by_one([row["drop_text"] for row in rows_of(bench)][::_WARMING])
    return [_figures(style, list(rows_of(bench, style))[::every], models) for style in STYLES]


def fold_models(folder: Path) -> list[LineModel]:
    """Return the models of the folds, however many the folder has."""
    folds = range(len(list(folder.glob("fold*.npz"))))
    return [model_from((folder / f"fold{fold}.npz").read_bytes()) for fold in folds]


def _figures(style: str, rows: Sequence[dict[str, Any]], models: Sequence[LineModel]) -> StyleFigures:
    score = scorer()
    cleaned, untouched, held = [], [], 0
    spent = {clean_texts: 0.0, _one_by_one: 0.0}
    for number, (batch, model) in enumerate(_batches(rows, models)):
        texts, copies = [row["drop_text"] for row in batch], list[CleanCopy]()
        with mock.patch("cleaners.text.model.line_model", lambda model=model: model):
            for clean in list(spent)[:: 1 if number % 2 else -1]:  # in turns: the second finds what the first loaded
                start = time.process_time()
                copies = clean(texts)
                spent[clean] += time.process_time() - start
        held += sum(bool(copy.hold) for copy in copies)
        cleaned += [_page_score(score, row, copy.text) for row, copy in zip(batch, copies, strict=True)]
        untouched += [_page_score(score, row, row["drop_text"]) for row in batch]
    f1s = score.agg(cleaned)[2], score.agg(untouched)[2]
    return StyleFigures(style, len(rows), *f1s, *(len(rows) / seconds for seconds in spent.values()), held)


def _one_by_one(texts: Sequence[str]) -> list[CleanCopy]:
    return [clean_text(text) for text in texts]


def _batches(
    rows: Sequence[dict[str, Any]], models: Sequence[LineModel]
) -> Iterator[tuple[list[dict[str, Any]], LineModel]]:
    """Give the rows, ``BATCH`` at a time, with the model that cleans them."""
    for number, model in enumerate(models):
        own = iter([row for row in rows if fold_of(row["site"], len(models)) == number])
        while batch := list(islice(own, BATCH)):
            yield batch, model


def _page_score(score: Any, row: dict[str, Any], text: str) -> Any:
    golds = [row["gold_text"], *([row["gold_alt"]] if row["gold_alt"] else [])]
    return max((score.prf(gold, text) for gold in golds), key=lambda values: values[2])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=BENCH)
    parser.add_argument("--folds", type=Path, help="folder with the models of the folds")
    parser.add_argument("--every", type=int, default=1, help="clean every N-th text only")
    options = parser.parse_args()
    print("| style | texts | F1 | F1 of doing nothing | texts a second | alone | held |\n|---|---|---|---|---|---|---|")
    figures = measured(bench=options.bench, folds=options.folds, every=options.every)
    for found in figures:
        print(
            f"| {found.style} | {found.texts} | {found.f1:.4f} | {found.f1_of_nothing:.4f}"
            f" | {found.a_second:.0f} | {found.a_second_alone:.0f} | {found.held} |"
        )
    print(f"\nAll styles: {texts_a_second(figures):.0f} texts a second, {texts_a_second_alone(figures):.0f} one by one")


if __name__ == "__main__":
    main()
