"""The title of a raw page: the line above the body that looks like a headline and speaks of what the body speaks of.

What extractors leave begins with its title (``head``). A dump has menus above it, a kicker, a standfirst and a
caption around it, and often says it twice: in the page's head, in the crumbs, above the article.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import log1p
from operator import attrgetter, itemgetter, mul
from typing import TYPE_CHECKING, Final, NamedTuple

from cleaners.fields.names import labelled_names
from cleaners.rules.shapes import opens_byline
from cleaners.text.headline import is_stamp, may_be_headline, word_count
from cleaners.text.lines import first_paragraph
from cleaners.text.people import introduced_names
from cleaners.text.topics import share_of, topics_in, topics_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cleaners.text.lines import Line

_REACH: Final = 60  # lines above the body in which its title is looked for
_HEADLINE_WORDS: Final = range(5, 19)
_LEAD: Final = 400  # characters of the body in which its title's words come first
_PARAGRAPH: Final = 80  # characters
_BULLETS: Final = "*-•+·"
_PLACE: Final = attrgetter("place")
_BYLINE_REACH: Final = 12  # lines below a byline: what stands there is a caption or a teaser
_SIGN_REACH: Final = 6  # lines above a byline or a date
_STANDFIRST_REACH: Final = 3  # lines below a headline
_KICKER: Final = 25  # characters at most
_SAID_ENOUGH: Final = 0.6  # of a line's words in the body: more says nothing more
_SAID_FIRST_ENOUGH: Final = 0.5
_HEADLINE: Final = 0.35  # of its words the body says
_MOST_CRUMBS: Final = 0.5  # of a line that ends with the title: behind more stands a piece of it


class Evidence(NamedTuple):
    """What speaks for a line as the title of the body below it, or against it; flags are 0 or 1."""

    said: float  # share of its words that the body says, a word more counted than there are
    said_first: float  # the same of the body's first lines
    opens_page: float  # the page's first line begins with it, and ends with the name of the site
    named_by_page: float  # share of its words that stand in the page's first line, where that is another
    headline_long: float
    words: float  # log(1 + words)
    full_stop: float
    bullet: float
    colon: float
    distance: float  # log(1 + lines between it and the body)
    signed: float  # a byline or a date stands soon below it
    below_byline: float
    below_short: float  # a kicker, a button or the end of a menu stands above it, no other article
    standfirst_below: float  # a paragraph stands on the next line, other than the body's first
    below_headline: float  # it is the standfirst of the line above
    inner: float  # another line says it and more: the page's place, its kicker, the name of the site


# Found by ``benchmarks/clean_text_title_train.py``, and rounded, before torn sentences were mended. On mended lines it
# gives weights that differ by 0.4 at most, and is right on other sites as often (.945; it was .944).
WEIGHTS: Final = Evidence(
    said=5.5,
    said_first=3.5,
    opens_page=2.5,
    named_by_page=1.1,
    headline_long=1.7,
    words=1.4,
    full_stop=-2.1,
    bullet=-1.4,
    colon=0.8,
    distance=-0.7,
    signed=1.7,
    below_byline=-1.9,
    below_short=1.1,
    standfirst_below=0.6,
    below_headline=-0.4,
    inner=2.7,
)
# Of lines that are the best of theirs with 6 to 7, two in five are the title; of those above, nine in ten.
_LEAST: Final = 7.0


@dataclass(frozen=True, slots=True)
class _Above:
    """The lines above the body, the nearest first: which are bylines, which are these or dates."""

    lines: Sequence[Line]
    bylines: Sequence[bool]
    signs: Sequence[bool]


@dataclass(frozen=True, slots=True)
class _Speech:
    """Which topics of lines the body, its first lines and the page's first line speak of."""

    body: frozenset[str]
    lead: frozenset[str]
    first: Line
    of_first: frozenset[str]


def title_above(lines: Sequence[Line], body: Sequence[Line], doubtful: Collection[int]) -> Line | None:
    """Return the line that is the title of the body below it, None where none is.

    ``lines`` are all lines that came in, ``body`` those that are kept; ``doubtful`` are the places of lines that were
    not taken for their wording: a title is one of these.
    """
    found = candidates(lines, body, doubtful)
    scored = [(sum(map(mul, WEIGHTS, evidence)), line) for line, evidence in found]
    if not scored:
        return None
    score, best = max(scored, key=itemgetter(0))
    return _without_crumbs(best, [line for line, _ in found]) if score >= _LEAST else None


def candidates(lines: Sequence[Line], body: Sequence[Line], doubtful: Collection[int]) -> list[tuple[Line, Evidence]]:
    """Return the lines above the body that may be its title, the nearest first, and what speaks for each."""
    first = first_paragraph(body)
    above = _above(lines, bisect_left(lines, first, key=_PLACE))
    found = [
        (distance, line)
        for distance, line in enumerate(above.lines)
        if line.place in doubtful and may_be_headline(line.text) and not above.bylines[distance]
    ]
    if not found:
        return []
    topics = [topics_of(line.text) for _, line in found]
    told = frozenset().union(*topics)
    text = " ".join([line.text for line in body if line.place >= first])
    speech = _Speech(topics_in(text, told), topics_in(text[:_LEAD], told), lines[0], topics_of(lines[0].text))
    headlines = [
        line.place for (_, line), words in zip(found, topics, strict=True) if share_of(words, speech.body) >= _HEADLINE
    ]
    besides = _besides([line for _, line in found], headlines)
    return [
        (
            line,
            Evidence._make(
                (*_said_of(line, words, speech), *_form_of(line.text), *_place_of(distance, above), *beside)
            ),
        )
        for (distance, line), words, beside in zip(found, topics, besides, strict=True)
    ]


def _above(lines: Sequence[Line], end: int) -> _Above:
    above = lines[max(end - _REACH, 0) : end][::-1]
    bylines = [
        bool((opens_byline(line.text) and introduced_names(line.text)) or labelled_names(line.text)) for line in above
    ]
    signs = [byline or is_stamp(line.text) for byline, line in zip(bylines, above, strict=True)]
    return _Above(above, bylines, signs)


def _said_of(line: Line, words: frozenset[str], speech: _Speech) -> tuple[float, ...]:
    """Return the evidence from ``said`` to ``named_by_page``."""
    return (
        min(share_of(words, speech.body), _SAID_ENOUGH),
        min(share_of(words, speech.lead), _SAID_FIRST_ENOUGH),
        line is not speech.first and speech.first.text.startswith(line.text),
        line is not speech.first and share_of(words, speech.of_first),
    )


def _form_of(text: str) -> tuple[float, ...]:
    """Return the evidence from ``headline_long`` to ``colon``."""
    count = word_count(text)
    return count in _HEADLINE_WORDS, log1p(count), text.endswith((".", "。")), text[0] in _BULLETS, ":" in text


def _place_of(distance: int, above: _Above) -> tuple[float, ...]:
    """Return the evidence from ``distance`` to ``standfirst_below``."""
    higher = above.lines[distance + 1 : distance + 2]
    return (
        log1p(distance),
        any(above.signs[max(distance - _SIGN_REACH, 0) : distance]),
        any(above.bylines[distance + 1 : distance + 1 + _BYLINE_REACH]),
        bool(higher) and len(higher[0].text) < _KICKER,
        distance > 0 and len(above.lines[distance - 1].text) >= _PARAGRAPH,
    )


def _besides(found: Sequence[Line], headlines: Sequence[int]) -> Iterator[tuple[bool, bool]]:
    """Yield ``below_headline`` and ``inner`` of each line that may be the title."""
    texts = [line.text for line in found]
    page = "\n".join(texts)
    for line in found:
        below = any(0 < line.place - place <= _STANDFIRST_REACH for place in headlines)
        yield below, page.count(line.text) > texts.count(line.text)


def _without_crumbs(best: Line, found: Sequence[Line]) -> Line:
    """Return the line that says the end of the best one alone: that has the page's place, or its kicker, before it."""
    sizes = range(int(_MOST_CRUMBS * len(best.text)), len(best.text))
    inner = [line for line in found if len(line.text) in sizes and best.text.endswith(line.text)]
    title = max(inner, key=lambda line: len(line.text), default=best)
    return best if best.text.removesuffix(title.text).rstrip().endswith(":") else title
