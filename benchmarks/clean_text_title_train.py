"""Find the weights by which the text door tells the title of a raw page, and how often it is right on other sites.

    python -m benchmarks.clean_text_title_train

Reads the three raw styles of the bench; what a page's title is says the HTML door, right on 98 pages of 100
(``benchmarks/clean.py``). A conditional logit: the weights under which the title is most likely the best of the lines
above its body. Whoever changes the evidence puts what this prints, rounded, into ``cleaners/text/title.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize

from benchmarks.clean_html_pages import BENCH, gold_pages
from benchmarks.clean_text_drops import FOLDS, fold_of, rows_of
from benchmarks.results import table
from cleaners.html.door import clean_html
from cleaners.rules.folding import folded
from cleaners.text.door import MAY_BE_TITLE, clean_texts
from cleaners.text.lines import read_lines
from cleaners.text.title import Evidence, candidates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cleaners.record import CleanCopy

STYLES: Final = ("bs4_p_all", "inscriptis", "bs4_get_text")
OF: Final = 2 * FOLDS
DOUBT: Final = 1.0  # of the weights' squares, halved: keeps what few pages show from weighing much
_AT_ONCE: Final = 64
_MOST_OF_TITLE: Final = 0.5  # that a line says which is only the title's beginning
_SMALLEST: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Choice:
    """The lines of a page that may be its title: a row of evidence each, and which of them are."""

    site: str
    evidence: NDArray[np.float64]
    right: NDArray[np.bool_]


def choices() -> Iterator[Choice]:
    """Yield a choice for each text of which a line is its page's title."""
    titles = {page.id: folded(clean_html(page.html).fields.title) for page in gold_pages()}
    for style in STYLES:
        rows = list(rows_of(BENCH, style))
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            texts = [row["drop_text"] for row in part]
            for row, text, copy in zip(part, texts, clean_texts(texts), strict=True):
                choice = _choice(row["site"], text, copy, titles[row["id"].partition("#")[0]])
                if choice.right.any():
                    yield choice


def _choice(site: str, text: str, copy: CleanCopy, title: str) -> Choice:
    lines = read_lines(text)
    taken = {removal.place: removal.rule for removal in copy.removals}
    body = [line for line in lines if line.place not in taken]
    found = candidates(lines, body, {place for place, rule in taken.items() if rule in MAY_BE_TITLE})
    right = [_says(folded(line.text), title) for line, _ in found]
    return Choice(site, np.array([row for _, row in found], float).reshape(-1, len(Evidence._fields)), np.array(right))


def _says(line: str, title: str) -> bool:
    return bool(title) and (
        line.startswith(title) or (title.startswith(line) and len(line) > _MOST_OF_TITLE * len(title))
    )


def fit(chosen: Sequence[Choice]) -> NDArray[np.float64]:
    """Return the weight of each piece of evidence."""
    rows = np.concatenate([choice.evidence for choice in chosen])
    right = np.concatenate([choice.right for choice in chosen])
    sizes = [len(choice.right) for choice in chosen]
    starts, pages = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(sizes)), sizes)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[pages])
        all_odds, of_right = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts) + _SMALLEST
        slopes = rows.T @ (odds / all_odds[pages] - odds * right / of_right[pages])
        return DOUBT * (weights @ weights) / 2 - np.log(of_right / all_odds).sum(), slopes + DOUBT * weights

    found: NDArray[np.float64] = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    return found


def right_on_other_sites(chosen: Sequence[Choice]) -> float:
    """Return the share of the texts whose best line is the title, by the weights of the other folds of sites."""
    folds = [fold_of(choice.site, OF) for choice in chosen]
    weights = [fit([one for one, of in zip(chosen, folds, strict=True) if of != fold]) for fold in range(OF)]
    return float(
        np.mean([one.right[(one.evidence @ weights[fold]).argmax()] for one, fold in zip(chosen, folds, strict=True)])
    )


def main() -> None:
    chosen = list(choices())
    print(table(("evidence", "weight"), zip(Evidence._fields, fit(chosen).tolist(), strict=True)))
    print(f"{len(chosen)} texts, right on sites not seen: {right_on_other_sites(chosen):.3f}")


if __name__ == "__main__":
    main()
