"""Flattened lists of articles: headline, date, summary, "Read more", and again.

    Ice house closes / 12 March 2026 / The harbour board decided … / Read more / Ferry fares rise / 11 March 2026 / …

A round-up has headlines and summaries, too, and so has a live report: what tells a list is that two more things repeat
or stand around it.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import re2

from cleaners.fields.dates import day_in
from cleaners.gate import INDEX_PAGE
from cleaners.rules import page_kinds
from cleaners.sentence import is_sentence, width

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cleaners.text.lines import Line

_TOLD: Final = 60  # characters of an alphabet: shorter lines tell nothing
_LONGEST_TOLD: Final = 420.0
_HEADLINE: Final = (15.0, 160.0)
_LEAST_ITEMS: Final = 4
_MOST_UNLIKE: Final = 0.25  # of the texts that are not followed by a headline
_LEAST_BODY: Final = 0.4  # of the kept text, in lines that follow each other
_REPEATED: Final = 0.6  # of the items have a line of the same words
_LEAST_DAYS: Final = 3
_EVIDENCE: Final = 2  # of the five kinds
_ABOVE: Final = 6  # lines above the first text, among which the list's own title stands
_NAMING: Final = re2.compile(r"[:：\"“”„«»「」]")
_LEAST_WORDS: Final = 3  # of a title without such a sign: menus have shorter ones
_CLOSERS: Final = "])>»› "
_PAGES: Final = 3  # numbers of pages in a row


def lists_articles(lines: Sequence[Line], kept: Sequence[Line]) -> bool:
    """Say whether a text, as it came and as it was kept, is a list of articles."""
    if len(kept) < _LEAST_ITEMS or max([len(line.text) for line in kept]) > _LONGEST_TOLD or _has_body(lines, kept):
        return False
    first, last = kept[0].place, kept[-1].place
    texts = [line.text for line in lines if first <= line.place <= last]
    told = [index for index, text in enumerate(texts) if _tells(text)]
    if len(told) < _LEAST_ITEMS or max(width(texts[index]) for index in told) > _LONGEST_TOLD:
        return False
    above = [line.text for line in lines if line.place < first] + texts[: told[0]]
    below = [line.text for line in lines if line.place > first]
    return _repeats_items([texts[before + 1 : after] for before, after in pairwise(told)], above, below)


def _repeats_items(gaps: Sequence[Sequence[str]], above: Sequence[str], below: Sequence[str]) -> bool:
    """Say whether the lines between texts are those of a list's items; ``above`` and ``below`` stand around them."""
    again = Counter(text for gap in gaps for text in set(gap))
    same = {text for text, count in again.items() if count >= _REPEATED * len(gaps)}
    items = [gap for gap in gaps if any(text not in same and _is_headline(text) for text in gap)]
    # Where a text follows on the first, an article opens.
    if not gaps[0] or len(items) < max(_LEAST_ITEMS - 1, (1 - _MOST_UNLIKE) * len(gaps)):
        return False
    around = _is_titled(above) + _has_pages(below)
    return bool(around or _opens_alike(gaps, above, same)) and _dates(items) + bool(same) + around >= _EVIDENCE


def _opens_alike(gaps: Sequence[Sequence[str]], above: Sequence[str], same: Collection[str]) -> bool:
    """Say whether the same lines stand above and behind the first text as above and behind the others.

    A brief has other lines than the teasers below it have.
    """
    ends = Counter([_kind_of(gap[-1], same) for gap in gaps if gap])
    opens = bool(above) and ends.most_common(1)[0][0] == _kind_of(above[-1], same)
    middle = sorted(map(len, gaps))[len(gaps) // 2]
    return opens and len(gaps[0]) <= middle and set(same).issubset(gaps[0])


def _dates(items: Sequence[Sequence[str]]) -> int:
    """Return how much the items' dates tell: that they are of several days, and that the newest stands first.

    What is told of several days, or announced, begins with the first of them.
    """
    days = [day for item in items if (day := next(filter(None, map(_day_of, item)), ""))]
    if len(set(days)) < _LEAST_DAYS:
        return 0
    return 1 + (len(days) == len(items) and days == sorted(days, reverse=True))


def _kind_of(text: str, same: Collection[str]) -> str:
    return text if text in same else "day" if _day_of(text) else ""


def _day_of(text: str) -> str:
    return day_in(text) if len(text) <= _HEADLINE[1] else ""


def _has_body(lines: Sequence[Line], kept: Sequence[Line]) -> bool:
    """Say whether much of what was kept are texts that follow each other."""
    ranks = {line.place: rank for rank, line in enumerate(lines)}
    least = _LEAST_BODY * sum([len(line.text) for line in kept])
    body, last = 0, -2
    for line in kept:
        if not _tells(line.text):
            continue
        rank = ranks.get(line.place, -1)
        body += len(line.text) if rank == last + 1 else 0
        if body >= least:
            return True
        last = rank
    return False


def _tells(text: str) -> bool:
    return is_sentence(text.rstrip(_CLOSERS), _TOLD)


def _is_headline(text: str) -> bool:
    return _HEADLINE[0] <= width(text) <= _HEADLINE[1] and not day_in(text)


def _is_titled(above: Sequence[str]) -> bool:
    """Say whether a title of a list stands above it: a tag, what was searched for."""
    near = [text for text in above[-_ABOVE:] if _NAMING.search(text) or len(text.split()) >= _LEAST_WORDS]
    return INDEX_PAGE in page_kinds(near)


def _has_pages(below: Sequence[str]) -> bool:
    """Say whether the numbers of the list's pages stand below it, in lines of their own or in one."""
    numbers = [number for text in below for number in (text.split() if len(text) <= _TOLD else [""])]
    row = 0
    for before, after in pairwise(numbers):
        row = row + 1 if before.isdecimal() and after.isdecimal() and int(after) == int(before) + 1 else 0
        if row >= _PAGES - 1:
            return True
    return False
