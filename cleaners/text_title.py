"""The title of a raw page: the line above the body that looks like a headline and speaks of what the body speaks of.

What extractors leave begins with its title (``text_head``). A dump has menus above it, a kicker, a standfirst and a
caption around it, and often says it twice: in the page's head, in the crumbs, above the article.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise, repeat
from math import log1p
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Final

from cleaners.rules.shapes import opens_byline
from cleaners.sentence import is_unspaced, width
from cleaners.text_lines import first_paragraph
from cleaners.text_people import introduced_names, is_stamp

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from cleaners.text_lines import Line

_REACH: Final = 60  # lines above the body in which its title is looked for
_LONGEST: Final = 220  # characters
_FEWEST_WORDS: Final = 3
_MOST_WORDS: Final = 30
_HEADLINE_WORDS: Final = range(5, 19)
_LETTERS_A_WORD: Final = 6  # where words are not spaced: two of their characters, each as wide as 2.5 letters
_BODY: Final = 3_000  # characters of the body that are compared
_TOPIC_WORD: Final = 4  # letters at least
_DIGITS: Final = 0.2  # of a line: it is a date or a count
_NO_END: Final = (",", ";", ":")
_BULLETS: Final = "*-•+·"
_PLACE: Final = attrgetter("place")
_MARKS: Final = ".,:;!?()[]«»“”„‘’'\"|…-–—،؟。"
# What speaks for a line and against it: a logistic regression over lines above bodies of news pages, rounded
# (``benchmarks/clean_text_heads.py`` says how often the best line is the page's title). Crumbs and what stands above a
# byline were weighed by hand: for that, 1.0 and 1.5 differ in one title of a hundred.
_SAID_BELOW: Final = 4.5  # times the share of its words that the body says, of which 60 % are enough
_ENOUGH: Final = 0.6
_SAID_AGAIN: Final = 1.2
_OPENS_PAGE: Final = 2.5  # the page's first line begins with it, and ends with the name of the site
_SIGNED: Final = 1.2  # a byline or a date stands right below it
_SIGN_REACH: Final = 3  # lines
_HEADLINE_LONG: Final = 2.0
_DISTANCE: Final = -0.75  # times log(1 + lines between it and the body)
_FULL_STOP: Final = -2.5
_MOSTLY_DIGITS: Final = -3.0
_CRUMBS: Final = -3.0  # "Home / News / Transport"
_MOST_CRUMBS: Final = 0.5  # of a line that ends with the title: behind more stands a piece of it
_LOWER: Final = -1.5
_BELOW_A_HEADLINE: Final = -2.5  # it is the standfirst of the line above
_STANDFIRST_REACH: Final = 3  # lines
_SAID_ENOUGH: Final = 0.35  # of the words of that line
_LEAST: Final = 1.0  # a line that speaks for itself less is no title


@dataclass(frozen=True, slots=True)
class _Candidate:
    line: Line
    distance: int
    overlap: float  # share of its words that the body says, a word more counted than there are
    signed: bool  # a byline or a date stands right below it


def title_above(lines: Sequence[Line], body: Sequence[Line], doubtful: Collection[int]) -> Line | None:
    """Return the line that is the title of the body below it, None where none is.

    ``lines`` are all lines that came in, ``body`` those that are kept; ``doubtful`` are the places of lines that were
    not taken for their wording: a title is one of these.
    """
    first = first_paragraph(body)
    end = bisect_left(lines, first, key=_PLACE)
    above = lines[max(end - _REACH, 0) : end][::-1]
    bylines = [opens_byline(line.text) and bool(introduced_names(line.text)) for line in above]
    found = [
        (distance, line)
        for distance, line in enumerate(above)
        if line.place in doubtful and _may_be_headline(line.text) and not bylines[distance]
    ]
    if not found:
        return None
    topics = [_topics(line.text) for _, line in found]
    said = _said(" ".join([line.text for line in body if line.place >= first])[:_BODY], frozenset().union(*topics))
    signs = [byline or is_stamp(line.text) for byline, line in zip(bylines, above, strict=True)]
    candidates = [
        _Candidate(
            line, distance, len(told & said) / (len(told) + 1), any(signs[max(distance - _SIGN_REACH, 0) : distance])
        )
        for (distance, line), told in zip(found, topics, strict=True)
    ]
    return _best(candidates, "\n".join([line.text for line in lines]))


def _best(found: Sequence[_Candidate], page: str) -> Line | None:
    """Return the line that is the best title; the page is searched only for lines that this may make the best."""
    headlines = [one.line.place for one in found if one.overlap >= _SAID_ENOUGH]
    scored = [(_score(one, page) + _below_headline(one, headlines), one) for one in found]
    least = max(score for score, _ in scored) - _SAID_AGAIN
    told = [(score + _SAID_AGAIN * (page.count(one.line.text) > 1), one) for score, one in scored if score >= least]
    best, one = max(told, key=itemgetter(0))
    return _without_crumbs(one.line, found) if best >= _LEAST else None


def _without_crumbs(best: Line, found: Sequence[_Candidate]) -> Line:
    """Return the line that says the end of the best one alone: that has the page's place, or its kicker, before it."""
    sizes = range(int(_MOST_CRUMBS * len(best.text)), len(best.text))
    inner = [one.line for one in found if len(one.line.text) in sizes and best.text.endswith(one.line.text)]
    title = max(inner, key=lambda line: len(line.text), default=best)
    return best if best.text.removesuffix(title.text).rstrip().endswith(":") else title


def _score(one: _Candidate, page: str) -> float:
    text = one.line.text
    return (
        _SAID_BELOW * min(one.overlap, _ENOUGH)
        + _OPENS_PAGE * (page.startswith(text) and one.line.place > 1)
        + _SIGNED * one.signed
        + _HEADLINE_LONG * (_word_count(text) in _HEADLINE_WORDS)
        + _DISTANCE * log1p(one.distance)
        + _FULL_STOP * text.endswith((".", "。"))
        + _MOSTLY_DIGITS * (sum(map(str.isdigit, text)) > _DIGITS * len(text))
        + _CRUMBS * text.startswith("Home ")
        + _LOWER * (text[0].islower() or text[0] in _BULLETS)
    )


def _below_headline(one: _Candidate, headlines: Iterable[int]) -> float:
    return _BELOW_A_HEADLINE * any(0 < one.line.place - place <= _STANDFIRST_REACH for place in headlines)


def _topics(text: str) -> frozenset[str]:
    """Return what a line speaks of: its longer words, or its pairs of characters where words are not spaced."""
    if is_unspaced(text):
        return frozenset(map("".join, pairwise(text)))
    return frozenset([bare for word in text.lower().split() if len(bare := word.strip(_MARKS)) >= _TOPIC_WORD])


def _said(text: str, topics: frozenset[str]) -> frozenset[str]:
    """Return which of the topics a text speaks of."""
    if is_unspaced(text):
        return topics & _topics(text)
    return topics.intersection(map(str.strip, text.lower().split(), repeat(_MARKS)))


def _may_be_headline(text: str) -> bool:
    return len(text) <= _LONGEST and not text.endswith(_NO_END) and _FEWEST_WORDS <= _word_count(text) <= _MOST_WORDS


def _word_count(text: str) -> int:
    return int(width(text) / _LETTERS_A_WORD) if is_unspaced(text) else text.count(" ") + 1
