r"""Sentences that a dump tore where an element stood in them, "said the" / "Harbour Council" / ", which met …".

BeautifulSoup's ``get_text("\n")`` puts every piece of a page's text on a line of its own, so that each link and each
word in bold breaks its sentence in three. Such texts have lines that begin with a comma or a full stop; others don't.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import re2

from cleaners.sentence import is_unspaced, meet_unspaced, width
from cleaners.text.people import introduced_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.text.lines import Line

_ENDS: Final = tuple(".!?…:;。！？।۔؟")
_CLOSERS: Final = "\"'”’“‘»)] "  # what may stand behind a full stop
_OPENERS: Final = ("(", "[", "“", "„", "«", "‘", "¿", "¡", '"')
_OPENING: Final = tuple(f" {sign}" for sign in _OPENERS)  # at the end of a line: the next one is what it opens
_OPENED_BY: Final = {"“": "„", "‘": "‚", "«": "»"}  # in languages in which these signs close
_BYLINES: Final = frozenset({"by", "von", "par", "por", "di", "door", "av", "af", "przez", "oleh"})
_PIECE: Final = re2.compile(rb"\n(?:,(?: |\n|$)|\.(?: [^. ]|\n|$)|; )")
# Scripts without case have marks of their own; behind a comma at a line's end they go on without any.
_PIECE_WITHOUT_CASE: Final = re2.compile(r"\n[，。、；：）」』》،؛۔।]|[，、،]\n|,\n[\p{Devanagari}\p{Arabic}]".encode())
# What some line of such a text begins with, or ends with: told of a text before its expressions are asked.
_PIECES_BEGIN: Final = frozenset(",.;")
_CASELESS_BEGIN: Final = frozenset("，。、；：）」』》،؛۔।")
_CLAUSES_END: Final = frozenset(",，、،")
# No paragraph ends with one of these, and hardly a heading; with verbs and adverbs ("to", "do", "ein", "an") they do.
_NEVER_LAST: Final = frozenset(
    [
        "a", "against", "and", "between", "con", "da", "das", "de", "del", "della", "dem", "der", "des", "di", "dos",
        "du", "een", "el", "em", "et", "für", "gli", "het", "il", "into", "las", "le", "les", "lo", "los", "nel", "of",
        "or", "os", "para", "por", "que", "the", "und", "van", "von", "which", "who", "whose",
    ]
)  # fmt: skip
_FIRST_CASELESS: Final = "\u0600"  # Arabic; below it stand Latin, Greek and Cyrillic
_CLOSING: Final = ",.;:)]!?%，。、；：）」』》！？،؛۔।؟"
_COMMAS: Final = (",", "，", "、", "،")
_JOINING: Final = frozenset((*_OPENERS, *_COMMAS))  # what the next line may follow, however it begins
# Characters of an alphabet up to a comma at a line's end: shorter ones may be verse, or a list.
_LONG_CLAUSE: Final = 60  # of a sentence that is surely one, too
_DASHES: Final = ("-", "–", "—")
_NO_END: Final = (".", "(", "-")  # behind one of these: dots, a list, a smiley
_QUOTES: Final = "’”“‘»\"'"
_BEHIND_QUOTE: Final = ("", " ", ",", ".", ";", ":", ")")
_CLAUSE: Final = 40  # characters of half a sentence: a shorter line, and one in upper case below it, may be buttons
_SMALL_WORD: Final = 3  # letters: "the", "vom", "des"; hardly a button ends with one
_LINK: Final = 60  # characters of a line between two halves: a longer one begins a paragraph, below its heading


def mended(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines with the pieces of a sentence put together, at the place of the first.

    Of 10,500 breaks inside paragraphs (bench, ``bs4_get_text``) 75 % are mended; 2 of 100 joints are wrong.
    """
    texts = [line.text for line in lines]
    if not _are_torn(texts):
        return lines
    starts = [index for index, joins in enumerate(_joints(lines, texts)) if not joins]
    return tuple(
        [
            lines[start] if end == start + 1 else lines[start]._replace(text=_joined(texts[start:end]))
            for start, end in pairwise([*starts, len(lines)])
        ]
    )


def _are_torn(texts: Sequence[str]) -> bool:
    firsts = {text[0] for text in texts}
    cased = not _PIECES_BEGIN.isdisjoint(firsts)
    caseless = (
        bool(firsts)
        and max(firsts) >= _FIRST_CASELESS
        and not (_CASELESS_BEGIN.isdisjoint(firsts) and _CLAUSES_END.isdisjoint({text[-1] for text in texts}))
    )
    if not (cased or caseless):  # most texts
        return False
    text = "\n".join(("", *texts)).encode("utf-8", "surrogatepass")
    return _PIECE.search(text) is not None or (caseless and _PIECE_WITHOUT_CASE.search(text) is not None)


def _joints(lines: Sequence[Line], texts: Sequence[str]) -> list[bool]:
    """Tell of each line whether it goes on with the sentence of the one before it.

    That is a line which begins inside a sentence, or one in upper case between the halves of one.
    """
    inside = [_goes_on(text) for text in texts]
    joints, length = [False], 0
    for index, before in enumerate(texts[:-1], 1):
        length = len(before) + (length if joints[-1] else 0)
        if before[-1] in _JOINING and (before.endswith(_OPENING) or _is_cut_at_comma(before, texts[index])):
            joins = True
        elif (
            inside[index]
            or (length >= _LONG_CLAUSE and len(texts[index]) <= _LINK and _is_within(before))
            or (length >= _CLAUSE and _is_aside(texts[index]))
        ):
            joins = _is_open(before)
        elif index + 1 < len(lines) and inside[index + 1] and _is_between(*lines[index : index + 2]):
            joins = _is_open(before) and (inside[index - 1] or _is_half(before, length, texts[index + 1]))
        else:
            joins = False
        joints.append(joins and lines[index].place == lines[index - 1].place + 1)
    return joints


def _is_within(text: str) -> bool:
    """Tell whether a line ends with a word that opens what must follow: "said the", "a ship of"."""
    return text[-1].isalpha() and text.rsplit(maxsplit=1)[-1] in _NEVER_LAST and text not in _BYLINES


def _is_aside(text: str) -> bool:
    """Tell whether a line begins with brackets and goes on: no credit in brackets, nor an agency's "(AP) — The …"."""
    behind = text.partition(")")[2].lstrip()
    return text[0] == "(" and behind != "" and behind[0] not in _DASHES


def _is_cut_at_comma(text: str, rest: str) -> bool:
    """Tell whether the line is a long clause up to its comma, and the next goes on in a script without case."""
    if not text.endswith(_COMMAS) or not _is_caseless(rest[0]):
        return False
    return width(text) >= (_CLAUSE if is_unspaced(text) else _LONG_CLAUSE)


def _is_caseless(char: str) -> bool:
    return char.isalpha() and char.upper() == char.lower()


def _is_between(line: Line, rest: Line) -> bool:
    """Tell whether a line may be the middle of the sentence that goes on with the rest."""
    return len(line.text) <= _LINK and rest.place == line.place + 1 and _is_open(line.text)


def _is_half(text: str, length: int, rest: str) -> bool:
    """Tell whether a line is sooner half a sentence, which has so many characters so far, than a button."""
    last = text.rsplit(maxsplit=1)[-1]
    return length >= _CLAUSE or _closes(rest) or (last.islower() and len(last) <= _SMALL_WORD)


def _goes_on(text: str) -> bool:
    """Tell whether a line begins inside a sentence, and is no byline in lower case."""
    if text[0].islower():
        return text not in _BYLINES and not introduced_names(text)
    return not text[0].isupper() and _closes(text)


def _closes(text: str) -> bool:
    """Tell whether a line begins with a sign that closes, or with the end of a genitive ("’s own")."""
    first, second = text[0], text[1:2]
    if first in _CLOSING:
        return second not in _NO_END
    return first in _QUOTES and (second in _BEHIND_QUOTE or (second == "s" and not text[2:3].isalnum()))


def _is_open(text: str) -> bool:
    bare = text.rstrip(_CLOSERS)
    return bool(bare) and not bare.endswith(_ENDS)


def _joined(pieces: Sequence[str]) -> str:
    """Return the pieces with a space between two, unless one closes what was said before it or opens the next."""
    parts, quotes = [pieces[0]], 0
    for piece, rest in pairwise(pieces):
        quotes += piece.count('"')
        closed = quotes % 2 == 0 if piece[-1] == '"' else _OPENED_BY.get(piece[-1], "\n") in piece
        opens = piece.endswith(_OPENERS) and not closed
        parts += [rest] if opens or _closes(rest) or meet_unspaced(piece[-1], rest[0]) else [" ", rest]
    return "".join(parts)
