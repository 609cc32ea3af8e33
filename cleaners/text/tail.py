"""What stands below the article: boxes that a prompt opens and that no sentence of the article closes."""

from __future__ import annotations

from itertools import compress
from operator import not_
from typing import TYPE_CHECKING, Final

import re2

from cleaners.rules.readers import COUNTED, comment_headings
from cleaners.sentence import is_sentence, is_unspaced, letter_words, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.text.lines import Line

# Kinds that open a box: their neighbours in the tail (headlines, prices, addresses, form labels) belong to them.
_OPENERS: Final = frozenset(
    {"advertisement", "comment-prompt", "contact", "cookie-notice", "navigation", "newsletter", "paywall"}
    | {"related-links", "share", "social-follow", "subscription"}
)
# Buttons, phone numbers and codes take the kind of the box they stand in.
_BOUND: Final = frozenset({"call-to-action", "stray-code"})
_COMMENTS: Final = "comment-prompt"
# What readers wrote stands below an article under a heading of its own, and reads like an article.
_READERS: Final = re2.compile(
    r"(?i)^[\W_]*(?:(?:(?:top|top rated|most recent|latest|newest|featured|all|best|popular|reader|readers['’]?|user"
    r"|viewer) comments(?: ?[(:\[]? ?\d+)?)|comments? ?[(:\[]? ?\d+"
    r"|\d+ (?:reader |user )?(?:comments?|replies|responses))[\W_]*$"
)
_LONGEST_HEADING: Final = 40  # characters
_MOST_WORDS: Final = 2  # of a heading that counts comments: "7 answers to your questions" heads a part of an article
_ARTICLE: Final = 900  # of an alphabet's characters in sentences: less may be a standfirst under a bar of counters
_SENTENCE: Final = 40  # characters: a shorter line with a full stop may be a slogan
_SHORTEST_SENTENCE: Final = 5  # characters: "She was 84.", "无人受伤。"
_STOPS: Final = frozenset(".。।۔")
_ASKED: Final = frozenset("?？؟")
_NARROWEST: Final = 16  # characters that are as wide as that, where words are not spaced


def close_tail(lines: Sequence[Line], rules: Sequence[str]) -> list[str]:
    """Return the rules with the tail's free lines given to the box that was opened above them."""
    if not any(rules):
        return list(rules)
    start = _tail_start(lines, rules)
    closed = _below_readers(lines, rules)
    kinds = {rule: rule.partition("/")[0] for rule in set(closed)}
    box = ""
    for index, rule in enumerate(closed):
        kind = kinds[rule]
        if not kind:
            box = box if index >= start else ""
            closed[index] = box
        elif kind in _BOUND:
            closed[index] = box or rule
        elif kind in _OPENERS:
            box = kind
    return closed


def _below_readers(lines: Sequence[Line], rules: Sequence[str]) -> list[str]:
    """Return the rules with all lines below the heading of the readers' comments given to these."""
    prompts = {rule for rule in set(rules) if rule.startswith(_COMMENTS)}
    asked = [index for index, rule in enumerate(rules) if rule in prompts] if prompts else []
    for index in asked:
        if _is_heading_of_readers(lines[index].text) and _length_of_sentences(lines[:index], rules) >= _ARTICLE:
            return [*rules[:index], *(below or _COMMENTS for below in rules[index:])]
    return list(rules)


def _is_heading_of_readers(text: str) -> bool:
    if len(text) > _LONGEST_HEADING:
        return False
    may_count = any(map(str.isdigit, text)) and letter_words(text) <= _MOST_WORDS
    return _READERS.search(text) is not None or (may_count and comment_headings([text]) == [COUNTED])


def _length_of_sentences(lines: Sequence[Line], rules: Sequence[str]) -> float:
    free = compress(lines, map(not_, rules))
    told = [line.text for line in free if is_sentence(line.text, _SENTENCE)]
    return sum(map(width if told and is_unspaced(told[0]) else len, told))


def _tail_start(lines: Sequence[Line], rules: Sequence[str]) -> int:
    """Return the index after the article's last line: its last sentence that no rule took.

    Short ones below it are the article's too where no other free line stands among them: a box holds more than these.
    Questions may stand among them, as in an interview, but not at their end: headlines ask too.
    """
    last = _last_sentence(lines, rules)
    below = [index for index in range(last + 1, len(rules)) if not rules[index]]
    if not below or not _may_be_last(lines[below[-1]].text):
        return last + 1
    told = all(_may_be_last(text) or text[-1] in _ASKED for text in (lines[index].text for index in below))
    return below[-1] + 1 if told else last + 1


def _last_sentence(lines: Sequence[Line], rules: Sequence[str]) -> int:
    for index in range(len(rules) - 1, -1, -1):
        text = lines[index].text
        if len(text) >= _NARROWEST and not rules[index] and is_sentence(text, _SENTENCE):
            return index
    return len(rules) - 1


def _may_be_last(text: str) -> bool:
    return len(text) >= _SHORTEST_SENTENCE and text[-1] in _STOPS and text[-2] not in _STOPS
