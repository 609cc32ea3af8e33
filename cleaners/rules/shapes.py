"""Rules by shape rather than by wording: stray codes, bylines, lines of dates."""

from __future__ import annotations

from string import ascii_letters, ascii_uppercase
from typing import Final

import re2

# A block without a single word: a scraper's counter (``4194**9417``), a row of marks, template debris.
_CODES: Final = re2.compile(
    rb"^(?:[^\pL]*|\W*[0-9a-fA-F]{8,}\W*|\{\{.*\}\}|\[\[?[a-z_/]+[^\]]*\]\]?|<[^>]*>|&[a-z]+;"
    rb"|(?:var|let|const) \w+ ?=.*|window\.\w+.*|\(?function ?\(.*|if ?\(.*\) ?\{.*|\w+\.push\(.*"
    rb"|\[([a-z_]+)\b[^\]]*\].*\[/[a-z_]+\]|[{\[]{1,2}\"[^\"]*\" ?:.*"
    rb"|@(?:media|import|font-face).*|!\[[^\]]*\]\([^)]*\)|[.#]?[\w.#:, -]+\{.*)$"
)
# A score, an hour, a temperature, in any script's digits; a scraper's counters and pagers have other marks.
_OF_NUMBERS: Final = r"\p{Nd}.,:٫٬٪%/+ \x{A0}\x{202F}°′’'–—−-"
# A sum is a fact where it is more than a few figures: "$25" is a button of those who ask for donations.
_OF_SUMS: Final = rf"\p{{Sc}}{_OF_NUMBERS}"
_BETWEEN_FIGURES: Final = r"[.,٫٬ \x{A0}\x{202F}–—−-]+\p{Sc}?"
_NUMBER_ALONE: Final = re2.compile(
    rf"^(?:[\d.,:%/+ -]+|[{_OF_NUMBERS}]*\p{{Nd}}[{_OF_NUMBERS}]*"
    rf"|[{_OF_SUMS}]*\p{{Nd}}{_BETWEEN_FIGURES}\p{{Nd}}[{_OF_SUMS}]*)$".encode()
)
_FIGURES_ALONE: Final = re2.compile(rf"^[|\t{_OF_SUMS}]+$".encode())
_LEAST_CELLS: Final = 2  # of a row of figures
_STROKE: Final = "---"  # across the page
_SHORTEST_NUMBER: Final = 14  # digits in a row that a system gave, not a person: a book's number has 13
_BYLINE_MARKS: Final = "-–—|* "
_BYLINE_WORDS: Final = (
    *("by", "von", "par", "por", "di", "door", "przez", "oleh", "written by", "posted by", "av", "af"),
    *("autor", "author", "автор"),
)
_BYLINE: Final = re2.compile(rf"(?i)^[{_BYLINE_MARKS}]*(?:{'|'.join(_BYLINE_WORDS)})(?: ?: ?| )(.+)$")
_BYLINE_WIDTH: Final = max(map(len, _BYLINE_WORDS))
_BYLINE_BEGINS: Final = frozenset("".join((_BYLINE_MARKS, *(word[0] + word[0].upper() for word in _BYLINE_WORDS))))
# Where and by whom, then a sentence: "Kiel, 3. März (AFP/dpa) - Der Rat …".
_WIRE_LEAD: Final = re2.compile(r"^\p{Lu}[^():]*\(\pL+(?:[/,-] ?\pL+)*\) ?[-–—]+ ?[^\p{Ll}\s(].*[.!?…“\"»«)]$")
_LONGEST_PLACE: Final = 60  # characters: places and a day
_SHORTEST_LEAD: Final = 60  # characters: shorter ones are names of pictures
_NAME_JOINTS: Final = (" and ", " & ", " und ", " et ", " y ", " e ", " en ", " i ", " dan ", " | ", " • ", ";")
_NAME_PARTICLES: Final = frozenset(
    [
        "de",
        "da",
        "del",
        "della",
        "di",
        "dos",
        "du",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "bin",
        "ibn",
        "al",
        "el",
    ]
)
_NAME_WORDS: Final = range(1, 6)
_CODE_WORDS: Final = ("var ", "let ", "const ", "window.", "function", "if", "dataLayer", "googletag", "gtag")
_LETTERS: Final = frozenset(ascii_letters)
_HEXADECIMAL: Final = frozenset("abcdefABCDEF")
_OF_WORDS: Final = frozenset(ascii_uppercase) - _HEXADECIMAL  # most lines begin with one of these, and no code does
_CODE_MARKS: Final = frozenset("{[<&@.#(!")
_BRACKETS: Final = frozenset("([")
_CLOSERS: Final = frozenset(")]")
_SHORTEST_CODE: Final = 8  # of a hexadecimal one
_HEXADECIMAL_SPACES: Final = 2  # around a code: "- 0f3a99bc12 -"
# Initials of who wrote and who edited, and their agency: "(and/lth)", "[MBA/dpa]".
_LONGEST_SIGN_OFF: Final = 25  # characters
_INITIALS: Final = range(2, 6)  # letters
# How a last line says who wrote, or that this is the end: "(abc)", "@anasouza", "-30-", "(完)", "Fin".
_SIGN_OFF: Final = re2.compile(
    r"^(?:[(\[（]\pL{1,5}[)\]）]|@[A-Za-z][A-Za-z0-9_]{1,29}"
    r"|[-–—*/ ]*(?i:ends?|fin|fim|ende)[-–—*/ .]*|[-–—] ?30 ?[-–—])$"
)
_LONGEST_END: Final = 31  # characters
_LONGEST_BYLINE: Final = 160  # characters
_LONGEST_CODE: Final = 400  # characters: longer code is left to the line model
# What content systems write where no person is known.
_NOBODY: Final = frozenset(
    {"admin", "administrator", "editor", "editors", "staff", "webmaster", "web desk", "webdesk", "news desk"}
    | {"newsdesk", "desk", "user", "author", "guest", "root", "test", "unknown", "anonymous", "redaktion"}
    | {"redaction", "redacción", "rédaction", "redação", "redazione", "redactie", "redakcja", "news", "web"}
    | {"staff reporter", "staff writer", "our correspondent", "agencies", "news agencies", "monitoring desk"}
    | {"super user", "superuser", "editorial team", "editorial staff", "the editors", "newsroom", "contributor"}
)


def is_code(text: str) -> bool:
    """Tell whether the block holds no words: marks, counters, debris of scripts; a plain number may be a fact."""
    if len(text) > _LONGEST_CODE:
        return False
    opens = text[:1] not in _OF_WORDS and _opens_as_code(text)
    if not (opens or "{" in text or ("(" in text and ".push(" in text)):
        return False
    if (text.isdigit() and len(text) >= _SHORTEST_NUMBER) or (text.startswith(_STROKE) and not text.strip("- ")):
        return True
    block = text.encode()
    if _NUMBER_ALONE.search(block) is not None or _is_row(text, block):
        return False
    return _CODES.search(block) is not None


def _is_row(text: str, block: bytes) -> bool:
    """Tell whether the block is a table's row of nothing but figures: "| 2026 | $1,204 | – |"."""
    if _FIGURES_ALONE.search(block) is None:
        return False
    return sum(any(map(str.isdigit, cell)) for cell in text.replace("\t", "|").split("|")) >= _LEAST_CELLS


def is_signed_off(text: str) -> bool:
    """Tell whether the block is the initials in brackets with which editors sign what they wrote."""
    if text[:1] not in _BRACKETS or len(text) > _LONGEST_SIGN_OFF or "/" not in text or text[-1:] not in _CLOSERS:
        return False
    return all(len(part) in _INITIALS and part.isalpha() for part in text[1:-1].split("/"))


def ends_article(text: str) -> bool:
    """Tell whether a last line is initials in brackets, an account's name, or the sign that a report ends."""
    return len(text) <= _LONGEST_END and _SIGN_OFF.search(text) is not None


def _opens_as_code(text: str) -> bool:
    """Tell whether the slow question is worth asking: of most lines the first letter says no."""
    first = text[:1]
    if first in _LETTERS:
        if first in _HEXADECIMAL and text[:_SHORTEST_CODE].isalnum() and _may_be_hexadecimal(text):
            return True
        return first.islower() and text.startswith(_CODE_WORDS)
    if first in _CODE_MARKS:
        return True
    return not (first.isalpha() or any(map(str.isalpha, text))) or _may_be_hexadecimal(text)


def _may_be_hexadecimal(text: str) -> bool:
    return text.count(" ") <= _HEXADECIMAL_SPACES and any(map(str.isdigit, text))


def is_wire_lead(text: str) -> bool:
    """Tell whether the block opens as an agency's article: a place, the agencies in brackets, a dash, a sentence."""
    if len(text) < _SHORTEST_LEAD or not 0 < text.find("(") <= _LONGEST_PLACE:
        return False
    return _WIRE_LEAD.search(text) is not None


def byline_names(text: str) -> tuple[str, ...] | None:
    """Return the people of a byline ("By Ana Souza and Li Wei"), () for a placeholder, None for other text."""
    match = _BYLINE.search(text) if len(text) <= _LONGEST_BYLINE and opens_byline(text) else None
    if match is None:
        return None
    names = _split_names(match.group(1).rstrip(" .,|-–—"))
    if not names or not all(map(is_name, names[:1])):
        return None
    return tuple(name for name in names if is_name(name) and name.lower() not in _NOBODY)


def opens_byline(text: str) -> bool:
    """Tell whether the text begins with a word that may introduce an author; without one it is no byline."""
    if text[:1] not in _BYLINE_BEGINS:  # most lines
        return False
    return text.lstrip(_BYLINE_MARKS)[:_BYLINE_WIDTH].lower().startswith(_BYLINE_WORDS)


def _split_names(names: str) -> list[str]:
    for joint in _NAME_JOINTS:
        names = names.replace(joint, ", ")
    return [name.strip() for name in names.split(",") if name.strip()]


def is_name(text: str) -> bool:
    """Tell whether the text may be the name of a person, or what content systems write where none is known."""
    words = text.split()
    if len(words) not in _NAME_WORDS or any(char.isdigit() for char in text):
        return False
    return all(not word[0].islower() or word in _NAME_PARTICLES for word in words) or text.lower() in _NOBODY
