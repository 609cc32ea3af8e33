"""The head of a flattened text: the title, its repetitions, the byline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

from cleaners.fields.dates import day_in
from cleaners.fields.names import labelled_names
from cleaners.rules.folding import folded
from cleaners.rules.shapes import byline_names
from cleaners.sentence import is_sentence
from cleaners.text.given_names import names_alone
from cleaners.text.headline import is_figures, is_headline, is_of_text, is_stamp
from cleaners.text.people import LONGEST_BYLINE, dated_names, housed_names, introduced_names, lone_name, one_line
from cleaners.text.stamps import DATELINE
from cleaners.text.topics import share_of, topics_in, topics_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.record import Fields
    from cleaners.text.lines import Line

_PARAGRAPH: Final = 80  # characters: what follows a headline is longer than one
_HEAD: Final = 4  # lines after the title among which the first paragraph stands
_QUOTING: Final = 4  # characters: quotes and dots that one spelling of a title has and another has not
_JOINTS: Final = "-|:"  # between title and site, in folded text
_SITE_NAME: Final = 50  # characters a title may gain: " | The Harbour Gazette"
_SAID: Final = 0.2  # of its topics: of first lines that say less, three of four are captions, houses, professions
_BELOW_TITLE: Final = 4  # lines below it: a standfirst, the names, the first paragraph
_STANDFIRST: Final = 250  # characters: a longer line is a paragraph
_BYLINE: Final = "byline"
_PARTED: Final = (",", ":", "|", "：", "／", "/", "@")  # what parts a name from a house, a profession, a label
_BYLINE_REACH: Final = 6  # lines from the top of the article within which a byline stands


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a text says: fields found there, and the rule of each line that goes (index → rule)."""

    fields: Fields
    rules: dict[int, str]


def read_head(lines: Sequence[Line], rules: Sequence[str], fields: Fields) -> Head:
    """Find title, repetitions and byline among the lines that no rule took (``rules[i] == ""``)."""
    found: dict[int, str] = {}
    title_at = _title_index(lines, rules)
    if title_at is not None and _is_head(title_at, lines, fields.title):
        found[title_at] = "subtitle" if fields.title else "title"
        fields = _titled(fields, lines[title_at].text)
    for index in _repetitions(lines, rules, fields.title):
        known = "title" in found.values() or found.get(index)
        found.setdefault(index, "repeated-title" if known else "title")
    head = _with_datelines(lines, rules, _with_byline(lines, rules, Head(fields, found)))
    return head if head.fields.authors or "title" not in found.values() else _with_names_below(lines, rules, head)


def _titled(fields: Fields, text: str) -> Fields:
    if not fields.title:
        return replace(fields, title=text)
    return fields if fields.subtitle else replace(fields, subtitle=text)


def _title_index(lines: Sequence[Line], rules: Sequence[str]) -> int | None:
    """Return the first free line if it is shaped as a headline and a paragraph follows soon.

    Where the next line goes on in lower case, the first is a piece of its sentence.
    """
    free = list(islice((index for index in _free(rules) if not is_figures(lines[index].text)), _HEAD + 1))
    title = lines[free[0]].text if free else ""
    if len(free) < 2 or not is_headline(title) or introduced_names(title) or _goes_on(lines[free[1]].text):
        return None
    follows = any(is_sentence(lines[index].text, _PARAGRAPH) for index in free[1:])
    return free[0] if follows else None


def _is_head(index: int, lines: Sequence[Line], title: str) -> bool:
    """Tell whether the line is a standfirst that does not say the title again or, without one, the title itself."""
    if title:
        return not _says(lines[index].text, title) and not _signs(lines[index].text, lines)
    if is_of_text(lines[index].text):
        return False
    topics = topics_of(lines[index].text)
    return share_of(topics, topics_in(" ".join([line.text for line in lines[index + 1 :]]), topics)) >= _SAID


def _signs(text: str, lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the names of a line that is a byline without an opener: "Ana Souza, Environment Correspondent"."""
    if not any(map(text.__contains__, _PARTED)):
        return ()
    names = labelled_names(text)
    if names or len(text) > LONGEST_BYLINE:
        return names
    return housed_names(text, one_line([line.text for line in lines]))


def _goes_on(text: str) -> bool:
    return text[0].islower() and byline_names(text) is None


def _repetitions(lines: Sequence[Line], rules: Sequence[str], title: str) -> list[int]:
    if not title:
        return []
    lengths, wanted = _lengths_saying(title), folded(title)
    return [
        index
        for index, line in enumerate(lines)
        if len(line.text) in lengths and not rules[index] and _opens_with(line.text, wanted)
    ]


def _says(text: str, title: str) -> bool:
    """Tell whether the line is the title, with or without the site's name after a bar or dash."""
    return bool(title) and len(text) in _lengths_saying(title) and _opens_with(text, folded(title))


def _lengths_saying(title: str) -> range:
    return range(len(title) - _QUOTING, len(title) + _SITE_NAME + 1)


def _opens_with(text: str, wanted: str) -> bool:
    """Tell whether the folded line is ``wanted`` with or without a site's name; most differ in the first letter."""
    first, wanted_first = text[0].lower(), wanted[:1]
    if first != wanted_first and first.isalnum() and first.isascii() and wanted_first.isascii():
        return False
    line = folded(text)
    if not line.startswith(wanted):
        return False
    rest = line[len(wanted) :].strip()
    return not rest or rest[0] in _JOINTS


def _with_byline(lines: Sequence[Line], rules: Sequence[str], head: Head) -> Head:
    free = (index for index in _free(rules) if index not in head.rules)
    paragraphs = 0
    for index in islice(free, _BYLINE_REACH):
        paragraphs += is_sentence(lines[index].text, _PARAGRAPH)
        if paragraphs > 1:
            break
        text = lines[index].text
        names = introduced_names(text) or labelled_names(text) or byline_names(text)  # () for a placeholder, which goes
        if names is None and head.fields.title:
            names = _signs(text, lines) or None
        if names is not None:
            fields = head.fields if head.fields.authors else replace(head.fields, authors=names)
            return Head(fields, head.rules | {index: _BYLINE})
    return head


def _with_datelines(lines: Sequence[Line], rules: Sequence[str], head: Head) -> Head:
    """Return the head with the lines above the second paragraph that are dates, and the author beside one.

    The first below the title, a byline or a paragraph is the article's; others may be the day on which the page was
    saved. Below the first paragraph only a lone date is: live reports have one an entry.
    """
    days = dict(_dates(lines, (index for index in _free(rules) if index not in head.rules)))
    if not days:
        return head
    paragraph = next((index for index in _free(rules) if is_sentence(lines[index].text, _PARAGRAPH)), len(lines))
    top = min((paragraph, *head.rules))
    published = head.fields.published or next((day for index, day in days.items() if index > top), "")
    source = head.fields.date_source or ("text" if published else "")
    dated = Head(
        replace(head.fields, published=published, date_source=source), head.rules | dict.fromkeys(days, DATELINE)
    )
    return dated if head.fields.authors else _with_author_beside(lines, rules, dated)


def _dates(lines: Sequence[Line], free: Iterator[int]) -> Iterator[tuple[int, str]]:
    below = False
    for index in islice(free, _BYLINE_REACH):
        text = lines[index].text
        if is_sentence(text, _PARAGRAPH):
            if below:
                return
            below = True
        elif is_stamp(text) and (day := day_in(text)) and not (below and _are_dated(lines[index + 1 :])):
            yield index, day


def _are_dated(lines: Sequence[Line]) -> bool:
    return any(is_stamp(line.text) and day_in(line.text) for line in lines)


def _with_author_beside(lines: Sequence[Line], rules: Sequence[str], head: Head) -> Head:
    """Return the head with the name on the line of a date, or alone beside it; whom the article names is its topic."""
    page = one_line([line.text for line in lines])
    for index in [index for index, rule in head.rules.items() if rule == DATELINE]:
        names = dated_names(lines[index].text, page)
        if names:
            return Head(replace(head.fields, authors=names), head.rules | {index: _BYLINE})
        for beside in (index - 1, index + 1):
            name = lone_name(lines[beside].text, page) if _is_left(beside, rules, head) else ""
            if name and page.count(name.split()[-1]) == 1:
                return Head(replace(head.fields, authors=(name,)), head.rules | {beside: _BYLINE})
    return head


def _with_names_below(lines: Sequence[Line], rules: Sequence[str], head: Head) -> Head:
    """Return the head with the authors whose names alone stand between title and first paragraph.

    Whom the article names, or who stands in a list of names, is its topic.
    """
    title = max(index for index, rule in head.rules.items() if rule == "title")
    below = list(
        islice((index for index in range(title + 1, len(lines)) if _is_left(index, rules, head)), _BELOW_TITLE)
    )
    for index, after in pairwise(below):
        names = names_alone(lines[index].text) if is_sentence(lines[after].text, _PARAGRAPH) else ()
        if names and not _speaks_of(names, index, lines):
            return Head(replace(head.fields, authors=names), head.rules | {index: _BYLINE})
        if len(lines[index].text) > _STANDFIRST:
            break
    return head


def _speaks_of(names: Sequence[str], index: int, lines: Sequence[Line]) -> bool:
    others = [line.text for place, line in enumerate(lines) if place != index]
    article = one_line(others)
    return any(name.split()[-1] in article for name in names) or any(map(names_alone, others))


def _is_left(index: int, rules: Sequence[str], head: Head) -> bool:
    return 0 <= index < len(rules) and not rules[index] and index not in head.rules


def _free(rules: Sequence[str]) -> Iterator[int]:
    return (index for index, rule in enumerate(rules) if not rule)
