"""The text door: a flattened article in, its clean copy out.

    lines ─rules─► wordings ─head─► title, byline ─tail─► boxes, repeats, bios ─model─► the rest ─rejoin─► lines

A pass only takes lines out, and passes are made until one takes nothing: cleaning a clean text changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, compress, repeat
from operator import attrgetter, not_
from typing import TYPE_CHECKING, Final

from cleaners.collection import paused_collection
from cleaners.fields.paywall import is_cut
from cleaners.gate import ABOUT_SITE, INDEX_PAGE, hold_reason
from cleaners.language import language_of
from cleaners.purpose import purpose
from cleaners.record import CleanCopy, Fields, Removal
from cleaners.rules import boilerplate_rules
from cleaners.rules.agencies import agency_credit, lines_behind
from cleaners.rules.captions import captions
from cleaners.rules.shapes import is_code, is_signed_off
from cleaners.text.authors import authors_told, with_author_bios
from cleaners.text.byline import byline_above
from cleaners.text.head import read_head
from cleaners.text.headline import unmarked
from cleaners.text.labels import without_header
from cleaners.text.lines import Line, rejoined
from cleaners.text.listing import lists_articles
from cleaners.text.model import doubtful_lines, looks_clean
from cleaners.text.reading import lines_read
from cleaners.text.repeats import REPEATED, without_repeats
from cleaners.text.stamps import days_told, with_stamps_below
from cleaners.text.tail import close_tail
from cleaners.text.title import title_above
from cleaners.visible import visible_fields, visible_line

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_CREDIT: Final = "credit"
_CLOSERS: Final = frozenset(")]")  # of initials that sign off
_CAPTION: Final = "image-credit"
_MODEL: Final = "line-model"
_TITLE: Final = "title"
_SUBTITLE: Final = "subtitle"
_BYLINE: Final = "byline"
MAY_BE_TITLE: Final = frozenset([_TITLE, REPEATED, _MODEL])  # what else takes knows why
_PLACE: Final = attrgetter("place")
_STANDFIRST_REACH: Final = 3  # lines below the title


@dataclass(frozen=True, slots=True)
class _Draft:
    """A text on its way: the lines still there, what was taken, what was learned."""

    lines: tuple[Line, ...]
    fields: Fields
    removals: tuple[Removal, ...] = ()
    judged: frozenset[str] = frozenset()  # lines that no wording and no shape takes: known from the pass before


def clean_text(text: str, *, title: str = "") -> CleanCopy:
    """Clean a flattened article; a ``title`` known from elsewhere wins over one found in the text."""
    return clean_texts([text], [title])[0]


def clean_texts(texts: Sequence[str], titles: Sequence[str] = ()) -> list[CleanCopy]:
    """Clean each article as ``clean_text`` would, with the same outcome, in less time: the line model is asked once.

    ``titles``, where they are given, are one for each text, "" for none.
    """
    with paused_collection():
        return _cleaned(texts, titles)


def _cleaned(texts: Sequence[str], titles: Sequence[str]) -> list[CleanCopy]:
    read = [*map(lines_read, texts)]
    given = [visible_line(" ".join(title.split())) for title in titles or [""] * len(texts)]
    drafts = [_headless(_Draft(lines, Fields(title=title))) for (lines, _), title in zip(read, given, strict=True)]
    settled = _settled(drafts, range(len(drafts)))
    titled = [_titled(draft, start.lines) for draft, start in zip(settled, drafts, strict=True)]
    retitled = [place for place, draft in enumerate(titled) if draft is not settled[place] and _has_head(draft)]
    cleaned = zip(_settled(titled, retitled), drafts, read, strict=True)
    return [_clean_copy(_bylined(draft, start.lines), start, repairs) for draft, start, (_, repairs) in cleaned]


def _headless(draft: _Draft) -> _Draft:
    headed = without_header(draft.lines, draft.fields)
    if headed is None:
        return draft
    return replace(draft, lines=headed.lines, fields=headed.fields, removals=draft.removals + headed.removals)


def _rules_of_new(texts: Sequence[Sequence[str]], drafts: Sequence[_Draft]) -> list[list[str]]:
    """Return the rules of the lines of each draft: those that were not judged before are asked together."""
    new = [
        [text for text in lines if text not in draft.judged] if draft.judged else lines
        for lines, draft in zip(texts, drafts, strict=True)
    ]
    fresh = list(dict.fromkeys(chain.from_iterable(new)))
    rules = dict(zip(fresh, line_rules(fresh), strict=True))
    return [
        [*map(rules.get, lines, repeat(""))] if asked else [""] * len(lines)
        for lines, asked in zip(texts, new, strict=True)
    ]


def line_rules(texts: Sequence[str]) -> list[str]:
    """Return for each line the rule that takes it by its wording or its shape alone, "" for none."""
    rules = [
        rule or ("stray-code" if is_code(text) else _CREDIT if text[-1:] in _CLOSERS and is_signed_off(text) else "")
        for text, rule in zip(texts, boilerplate_rules(texts), strict=True)
    ]
    for place in captions(texts):
        rules[place] = rules[place] or _CAPTION
    return rules


def _settled(drafts: Sequence[_Draft], unsettled: Sequence[int]) -> list[_Draft]:
    """Return the drafts with passes made over the unsettled ones until each comes to rest."""
    settled, moving = list(drafts), list(unsettled)
    while moving:
        passed = _passed([settled[place] for place in moving])
        moved = []
        for place, draft in zip(moving, passed, strict=True):
            if draft.lines == settled[place].lines:
                settled[place] = draft
            else:
                settled[place] = _headless(draft)
                moved.append(place)
        moving = moved
    return settled


def _titled(draft: _Draft, lines: Sequence[Line]) -> _Draft:
    """Give a draft the title that stands above its body; where that is a new one, what says it again is left to go.

    A title that came with the text stays.
    """
    doubtful = {removal.place: removal.text for removal in draft.removals if removal.rule in MAY_BE_TITLE}
    given = draft.fields.title and not any(removal.rule == _TITLE for removal in draft.removals)
    settled = given or all(text == draft.fields.title for text in doubtful.values())
    line = None if settled else title_above(lines, draft.lines, doubtful)
    if line is None or line.text == draft.fields.title:
        return draft
    removals = tuple(
        [
            _renamed(removal, line) if removal.rule == _TITLE or removal.place == line.place else removal
            for removal in draft.removals
        ]
    )
    standfirst = next((removal.text for removal in removals if removal.rule == _SUBTITLE), "")
    fields = replace(draft.fields, title=line.text, subtitle=standfirst)
    return replace(draft, fields=fields, removals=removals)


def _has_head(draft: _Draft) -> bool:
    """Tell whether the fields that a draft at rest was given take another line of it: nothing else will."""
    return bool(read_head(draft.lines, [""] * len(draft.lines), draft.fields).rules)


def _renamed(removal: Removal, title: Line) -> Removal:
    """Return the title as it is called once it is known; what was taken for one is the standfirst, or nothing."""
    if removal.place == title.place:
        return removal._replace(rule=_TITLE)
    below = 0 < removal.place - title.place <= _STANDFIRST_REACH
    return removal._replace(rule=_SUBTITLE if below else _MODEL)


def _bylined(draft: _Draft, lines: Sequence[Line]) -> _Draft:
    """Give a draft without authors those that stand between its title and its body, or are told at its end."""
    if draft.fields.authors:
        return draft
    title = next((removal.place for removal in draft.removals if removal.rule == _TITLE), 0)
    doubtful = {removal.place for removal in draft.removals if removal.rule == _MODEL}
    authors, place = byline_above(lines, draft.lines, title, doubtful)
    authors = authors or authors_told(draft.removals, draft.lines[-1].place if draft.lines else 0)
    if not authors:
        return draft
    removals = tuple(
        [removal._replace(rule=_BYLINE) if removal.place == place else removal for removal in draft.removals]
    )
    return replace(draft, fields=replace(draft.fields, authors=authors), removals=removals)


def _passed(drafts: Sequence[_Draft]) -> list[_Draft]:
    texts = [[line.text for line in draft.lines] for draft in drafts]
    rules = _rules_of_new(texts, drafts)
    doubts = doubtful_lines(texts, rules)
    return [_pass(*found) if found[1] else found[0] for found in zip(drafts, texts, rules, doubts, strict=True)]


def _pass(draft: _Draft, texts: Sequence[str], rules: Sequence[str], doubts: Sequence[bool]) -> _Draft:
    head = read_head(draft.lines, rules, draft.fields)
    named = list(rules)
    for index, rule in head.rules.items():
        named[index] = rule
    judged = with_author_bios(texts, without_repeats(texts, close_tail(draft.lines, named)))
    judged = with_stamps_below(texts, judged)
    if any(doubts):
        judged = [rule or (_MODEL if doubtful else "") for rule, doubtful in zip(judged, doubts, strict=True)]
    return _cut(draft, judged, head.fields)


def _cut(draft: _Draft, rules: Sequence[str], fields: Fields) -> _Draft:
    if not any(rules):
        return _Draft(rejoined(draft.lines), fields, draft.removals, draft.judged)
    pairs = zip(draft.lines, rules, strict=True)
    # As ``Removal(…)``, in two thirds of the time: a named tuple's own constructor is Python.
    taken = tuple([tuple.__new__(Removal, (rule, line.text, line.place)) for line, rule in pairs if rule])
    left = list(compress(draft.lines, map(not_, rules)))
    judged = frozenset([line.text for line in left])
    return _Draft(rejoined(left), _credited(fields, taken, rules), draft.removals + taken, judged)


def _credited(fields: Fields, taken: Sequence[Removal], rules: Collection[str]) -> Fields:
    asked = {rule for rule in set(rules) if rule.startswith(_CREDIT)}
    if fields.credit or not asked:
        return fields
    return replace(fields, credit=" ".join([removal.text for removal in taken if removal.rule in asked]))


def _clean_copy(draft: _Draft, start: _Draft, repairs: tuple[Removal, ...]) -> CleanCopy:
    blocks = [line.text for line in draft.lines]
    body = "\n\n".join(blocks)
    removals = tuple(sorted(draft.removals, key=_PLACE))
    texts = [line.text for line in start.lines]
    again = sum([len(removal.text) for removal in removals if removal.rule == REPEATED])
    length = sum(map(len, texts)) - again  # nothing is lost with what the text says a second time
    hold = hold_reason(blocks, removals, length, looked_clean=2 * len(body) < length and looks_clean(texts))
    if not hold:
        hold = INDEX_PAGE if lists_articles(start.lines, draft.lines) else _purpose(draft, start.lines, blocks)
    last = draft.lines[-1].place if draft.lines else 0
    credit = draft.fields.credit or agency_credit(blocks, lines_behind(removals, last), draft.fields.authors)
    paywalled = True if is_cut(blocks, removals, last) else None
    told = replace(
        _dated(draft.fields, removals, last),
        title=start.fields.title or unmarked(draft.fields.title),  # one that came with the text stays as it is
        credit=credit,
        paywalled=paywalled,
        language=language_of(body),
    )
    fields = visible_fields(told)
    taken = tuple(sorted((*repairs, *removals), key=_PLACE)) if repairs else removals
    return CleanCopy(body, fields, taken, hold)


def _dated(fields: Fields, removals: Sequence[Removal], last: int) -> Fields:
    """Return the fields with the days that removed dates call those of publication and change, where none is known."""
    days = days_told(removals, last)
    if "published" in days and not fields.published:
        fields = replace(fields, published=days["published"], date_source="text")
    modified = days.get("modified", "")
    if fields.modified or not modified or modified < fields.published[:10]:
        return fields
    return replace(fields, modified=modified)


def _purpose(draft: _Draft, lines: Sequence[Line], blocks: Sequence[str]) -> str:
    """Return why a text is held for its title, or "": without one, for its first line or the one right above it.

    A menu stands above it in a dump, but no menu ends with the site's terms; and only a first line is no menu.
    """
    if draft.fields.authors or not draft.lines:
        return ""
    if draft.fields.title:
        return purpose(draft.fields.title, blocks)
    above = [line.text for line in lines if line.place < draft.lines[0].place]
    found = purpose(blocks[0], blocks) or (purpose(above[-1], blocks) if above else "")
    return found if found == ABOUT_SITE or len(above) <= 1 else ""
