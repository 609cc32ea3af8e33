"""What an article says of its author when it is over: "Ana Reyes is a staff reporter at the Courier …"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.fields.names import labelled_names
from cleaners.fields.professions import PROFESSIONS
from cleaners.rules.shapes import ends_article
from cleaners.sentence import is_sentence
from cleaners.text.people import one_line, signed_names, told_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cleaners.record import Removal

AUTHOR_BIO: Final = "author-bio"
BYLINE: Final = "byline"
_SIGN_OFF: Final = "sign-off"
_BOXED: Final = frozenset({AUTHOR_BIO, "line-model"})  # a page shows other boxes below that about the author
_CREDIT: Final = "credit/"  # an agency's "Reporting by …" stays one; labels name this text's author
_TELLING: Final = ("author-note", "contact")  # kinds of prompts that may name an author
_BRACKETS: Final = "()（）[]［］【】 "  # around a label: "（記者 山田太郎）"
_LONGEST_LABEL: Final = 80  # characters, with the names behind it
_STOPS: Final = (".", "。", "۔", "।", "!", "?")
_LAST_LINES: Final = 3  # free lines at the end, among which it stands
_FEWEST_LINES: Final = 5  # free lines: of a shorter text the end is the middle, but for a sign that it ends
_PARAGRAPH: Final = 80  # characters
_SHORTEST: Final = 25  # characters
_LONGEST: Final = 700  # characters
_NAME_WORDS: Final = range(2, 6)
_REACH: Final = 8  # words after "is", among which the profession stands
_PARTICLES: Final = frozenset({"al", "bin", "da", "de", "del", "der", "di", "du", "el", "la", "le", "van", "von"})
_VERBS: Final = frozenset({"is", "was", "ist", "est", "es", "è", "é", "jest"})


def with_author_bios(texts: Sequence[str], rules: Sequence[str]) -> list[str]:
    """Return the rules with those of the free lines at the end that say who wrote it, or that it ends."""
    free = [index for index, rule in enumerate(rules) if not rule]
    if len(free) < _FEWEST_LINES:
        return _signed_brief(free, texts, rules)
    judged = list(rules)
    for index in free[-_LAST_LINES:]:
        if _name_of_bio(texts[index]):
            judged[index] = AUTHOR_BIO
        elif len(texts[index]) <= _LONGEST_LABEL and not texts[index].endswith(_STOPS) and labelled_names(texts[index]):
            judged[index] = BYLINE
    left = [index for index in free if not judged[index]] if judged != rules else free
    if _is_signature(left, texts):
        judged[left[-1]] = BYLINE
    elif ends_article(texts[left[-1]]) and not ends_article(texts[left[-2]]):  # a list may end with any of these
        judged[left[-1]] = _SIGN_OFF
    return judged


def _signed_brief(free: Sequence[int], texts: Sequence[str], rules: Sequence[str]) -> list[str]:
    judged = list(rules)
    if len(free) > 1 and ends_article(texts[free[-1]]) and is_sentence(texts[free[-2]], _PARAGRAPH):
        judged[free[-1]] = _SIGN_OFF
    return judged


def _is_signature(free: Sequence[int], texts: Sequence[str]) -> bool:
    """Tell whether the last line is names below a paragraph, of whom the article does not speak."""
    above, last = texts[free[-2]], texts[free[-1]]
    if not last[-1].isalpha() or not is_sentence(above, _PARAGRAPH):
        return False
    article = one_line([texts[index] for index in free[:-1]])
    names = signed_names(last, article)
    return bool(names) and all(name.split()[-1] not in article for name in names)


def authors_told(removals: Iterable[Removal], end: int) -> tuple[str, ...]:
    """Return whom what was taken from a text names as its authors: boxes and names below it, addresses, links to more.

    ``end`` is the place of the article's last line.
    """
    bios: dict[str, None] = {}
    told: dict[str, None] = {}
    for rule, text, place in removals:
        if place > end and rule in _BOXED and (name := _name_of_bio(text)):
            bios[name] = None
        elif rule == BYLINE:
            told |= dict.fromkeys(labelled_names(text) or signed_names(text, ""))
        elif rule.startswith(_TELLING):
            told |= dict.fromkeys(told_names(text))
        elif rule.startswith(_CREDIT):
            told |= dict.fromkeys(labelled_names(text.strip(_BRACKETS)))
    return tuple(bios or told)


def _name_of_bio(text: str) -> str:
    """Return who the line says is a journalist, "" where it says nothing of the kind."""
    if not _SHORTEST <= len(text) <= _LONGEST or not text[0].isupper():
        return ""
    if _VERBS.isdisjoint(text.split(maxsplit=_NAME_WORDS.stop)[: _NAME_WORDS.stop]):  # most paragraphs
        return ""
    words = text.split(maxsplit=_NAME_WORDS.stop + _REACH)
    verb = next(place for place, word in enumerate(words) if word in _VERBS)
    name = words[:verb]
    if verb not in _NAME_WORDS or not all(word[0].isupper() or word in _PARTICLES for word in name):
        return ""
    said = (word.strip(".,;:()'’").lower() for word in words[verb + 1 : verb + 1 + _REACH])
    return "" if PROFESSIONS.isdisjoint(said) else " ".join(name).rstrip(",")
