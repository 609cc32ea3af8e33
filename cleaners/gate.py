"""What must not enter the corpus before somebody looked: nothing kept, too much taken, no article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import re2

from cleaners.rules import hold_rule
from cleaners.rules.attributions import is_attributed
from cleaners.sentence import is_sentence, is_unspaced, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.record import Removal

NOTHING_KEPT: Final = "nothing-kept"
OVER_REMOVAL: Final = "over-removal"
INDEX_PAGE: Final = "index-page"
STUB: Final = "stub"
ACCOUNT_PAGE: Final = "account-page"
ABOUT_SITE: Final = "about-the-site"

# The share of a clean-looking text that may go: boilerplate left by an extractor is 5 to 30 % of a drop, so
# half of it gone means that the rules misread the article.
MOST_REMOVED_OF_CLEAN: Final = 0.5
# A kept text longer than this many characters is an article even if its wording mentions cookies or errors.
_LONGEST_NOTICE: Final = 1500
# The rule of a page's own heading: that of an error page says what happened.
_TITLE: Final = "title"
_LONGEST_MESSAGE: Final = 300.0  # characters of an alphabet
_LONGEST_TEASER: Final = 400  # characters
_BREAKS: Final = ("…", "...")
_PAYWALL: Final = ("paywall/", "subscription/")
# An index page is many short blocks without a sentence among them; a brief has few blocks.
_INDEX_BLOCKS: Final = 8
_LEAST_LINKED: Final = 0.2  # of its characters: headlines lead to what they name
_HEADLINE_SHARE: Final = 0.3  # of its blocks; beside them stand dates, sections, names
_DISTINCT: Final = 0.5  # of the names in a list, at least
_LEAST_WORDS: Final = 3
_LEAST_WIDTH: Final = 20.0  # characters of an alphabet
_INDEX_SENTENCE_SHARE: Final = 0.25  # of the kept characters
# Where a sentence ends within a block: one that ends with a link ("… Read more") has no full stop at its end.
_STOP: Final = re2.compile(r"\pL{2}[.!?…]\s|[。！？।؟]")
_LISTED: Final = 3  # commas in a block that lists something (a team, results), which no headline has
# Rows of tables tell, too: in cells or, where a text was flattened, as words of which many are figures.
_CELL_JOINTS: Final = ("\t", "|")
_LEAST_CELLS: Final = 3
_LEAST_FIGURES: Final = 3
_FIGURES_SHARE: Final = 1 / 3  # of its words
_YEAR: Final = re2.compile(r"\b(?:19|20)\d\d\b")
_LONGEST_DATE: Final = 12  # words, with what stands beside it
QUOTES: Final = "\"'“‘„«»‹「『"
_SENTENCE: Final = 60  # characters: shorter blocks with a full stop are abbreviations and prompts


def hold_reason(
    blocks: Sequence[str],
    removals: Sequence[Removal],
    input_length: int,
    *,
    looked_clean: bool = False,
    linked: float = 1.0,
) -> str:
    """Return why a cleaned document must be held, or "" for an article.

    ``blocks`` are those of the kept body; ``input_length`` the characters of visible text that came in;
    ``looked_clean`` says that the input showed little boilerplate before it was cut; ``linked`` is the share of the
    blocks' characters that are links, where that is known.
    """
    kept = "\n\n".join(blocks)
    notice = _notice(kept) or _notice_of_heading(blocks)
    if not notice and not any(is_sentence(block, _SENTENCE) for block in blocks):
        titles = (removal.text for removal in removals if removal.rule == _TITLE)
        notice = _notice(" ".join((*(removal.text for removal in removals), kept)))
        notice = notice or next(filter(None, map(_notice, titles)), "")
    if notice or _is_teaser(kept, removals):
        return notice or STUB
    if not any(map(str.isalnum, kept)):
        return NOTHING_KEPT
    if looked_clean and len(kept) < (1 - MOST_REMOVED_OF_CLEAN) * input_length:
        return OVER_REMOVAL
    # Without links it is a list of results, of names, of dates: an article.
    return INDEX_PAGE if linked >= _LEAST_LINKED and _is_index(blocks) else ""


def _is_teaser(kept: str, removals: Sequence[Removal]) -> bool:
    """Say whether a text breaks off where its page asks for money."""
    breaks_off = 0 < len(kept) < _LONGEST_TEASER and kept.endswith(_BREAKS)
    return breaks_off and any(removal.rule.startswith(_PAYWALL) for removal in removals)


def _notice(text: str) -> str:
    if len(text) > _LONGEST_NOTICE:
        return ""
    notice = hold_rule(text).partition("/")[0]
    # What somebody says, or what is quoted, opens articles.
    return "" if notice and (text[0] in QUOTES or is_attributed(text)) else notice


def _notice_of_heading(blocks: Sequence[str]) -> str:
    """Return what the first of few blocks is where it is nothing else: "Page not found", above what happened."""
    if len(blocks) < 2 or sum(map(len, blocks)) > _LONGEST_MESSAGE or sum(map(width, blocks)) > _LONGEST_MESSAGE:
        return ""
    return "" if is_sentence(blocks[0], 0) else _notice(blocks[0])


def _is_index(blocks: Sequence[str]) -> bool:
    if len(blocks) < _INDEX_BLOCKS:
        return False
    size = width if is_unspaced(blocks[0]) else len
    missing = _INDEX_SENTENCE_SHARE * sum(map(size, blocks))
    for block in blocks:
        is_told = is_sentence(block, _SENTENCE) or block.count(",") >= _LISTED or _goes_on(block) or _is_row(block)
        missing -= size(block) * is_told
        if missing <= 0:
            return False
    said_again = len(set(blocks)) < _DISTINCT * len(blocks)
    return said_again or sum(map(_may_head, blocks)) >= _HEADLINE_SHARE * len(blocks)


def _may_head(block: str) -> bool:
    """Say whether a block may be a headline: names have fewer words, fixtures and results begin with a number."""
    words = block.count(" ") + 1
    return not block[0].isdigit() and (words >= _LEAST_WORDS or (is_unspaced(block) and width(block) >= _LEAST_WIDTH))


def _goes_on(block: str) -> bool:
    """Say whether sentences end within a block, whatever stands at its end."""
    return len(block) > _SENTENCE and width(block) > 2 * _SENTENCE and len(_STOP.findall(block)) > 1


def _is_row(block: str) -> bool:
    """Say whether a block is a row of a table of figures ("1 | Kiel | 34 | 71", "1 Kiel 34 71"), and no date."""
    words = block.split()
    figures = sum(word[0].isdigit() or word[-1].isdigit() for word in words)
    in_cells = figures and max(map(block.count, _CELL_JOINTS)) >= _LEAST_CELLS - 1
    if not in_cells and figures < max(_LEAST_FIGURES, _FIGURES_SHARE * len(words)):
        return False
    return len(words) > _LONGEST_DATE or _YEAR.search(block) is None
