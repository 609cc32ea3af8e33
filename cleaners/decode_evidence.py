"""Which legacy encoding makes words of the bytes: every candidate is tried, and its characters are weighed."""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter
from typing import Final

# In order of preference: the first of equals wins.
_CANDIDATES: Final = (
    "cp1252", "cp1250", "cp1254", "cp1257", "cp1251", "koi8-r", "koi8-u", "iso8859-2", "iso8859-5", "cp866",
    "cp1253", "cp1255", "cp1256", "cp874", "cp1258",
    "gb18030", "big5", "cp932", "euc-jp", "cp949",
)  # fmt: skip
_SAMPLE: Final = 20_000  # bytes from a little before the first foreign one: more does not change the answer
_LEAST: Final = 0.0  # a mean weight below it is no text: random bytes stay under it
_RANK_COST: Final = 0.005  # per place down the list of candidates

_WEST: Final = frozenset("éèàçñüöäßóáíúãõêôâîûïëìòùåøæÉÈÀÇÑÜÖÄÓÁÍÚÅØ")
_CENTRE: Final = frozenset("ąćęłńśźżŁŚŻěščřžýůďťňőűğışİĞŞățșČŠŽŘėįųūāēģīķļņ")
_SIGNS: Final = frozenset("“”„‘’‚–—…«»€°£§©®·•¿¡\u00a0、。「」『』（），：！？；《》・ー０１２３４５６７８９№")
# Alphabets by frequency: the letters that make up about three quarters of running text, and the rest.
_FREQUENT: Final = frozenset("оеаинтсрвлкαοιετσνηυρπκςάέίόיולהאמרבתשاليمنوترعبد")
_OTHER: Final = frozenset("мдпуяыьгзбйчіμλγδήύώθβφχנפקחדעםטזגסןכצةسفهكقحأجشىإ")
_LETTER_WEIGHTS: Final = {"CYRILLIC": 0.4, "GREEK": 0.4, "HEBREW": 0.4, "ARABIC": 0.6, "THAI": 0.9, "LATIN": 0.2}
_HANZI: Final = frozenset(
    "的一是不了在人有我他这個个们中来来上大為为和国國地到以说說時时要就出会會可也你对對生能而子那得于於着著下自之年過过发發後后作里裡"
    "用道行所然家种種事成方多经經么去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从從想实實日军軍者"
    "意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問很最重并物手应應战戰向头頭文体體政美相见見被利什二等产產"
    "新己制身果加西斯月话話合回特代内內信表化老给給世位次度门門任常先海通教儿東真名员員党黨市北京总總統统今台週周四五宣布計计畫划"
)
_HANGUL: Final = frozenset(
    "이다는의에을를가고한은로지하자기도사대시인어리서정나해일부수아보제있상장만전라들과그원으주니비국구"
)


def best_legacy(raw: bytes) -> str:
    """Return the candidate whose reading of the bytes looks most like words, "" where none does."""
    first = next((place for place, byte in enumerate(raw) if byte > 127), 0)
    sample = raw[max(0, first - 100) :][:_SAMPLE]
    weights = {name: _weight(sample, name) - _RANK_COST * rank for rank, name in enumerate(_CANDIDATES)}
    best = max(weights, key=lambda encoding: weights[encoding])
    return best if weights[best] > _LEAST else ""


def _weight(sample: bytes, encoding: str) -> float:
    """Return the mean weight of the foreign characters; minus infinity where the bytes do not decode."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return float("-inf")
    # Each place is weighed once: a text has few of them, and a packed one may repeat a single one for ever.
    places = Counter(zip(" " + text, text, text[1:] + " ", strict=False))
    foreign = [(_char_weight(*place), number) for place, number in places.items() if place[1] > "\x7f"]
    total = sum(number for _, number in foreign)
    return sum(weight * number for weight, number in foreign) / total if total else float("-inf")


def _char_weight(before: str, char: str, after: str) -> float:
    if not char.isalpha():
        return _sign_weight(before, char)
    if before.islower() and char.isupper():
        return -2.0  # caMel case: the wrong table of a bicameral script
    if before.isalpha() and _script(before) != _script(char) != "HAN":
        return -1.0
    if _is_misplaced(before, char, after):
        return 0.1
    return _letter_weight(char)


def _is_misplaced(before: str, char: str, after: str) -> bool:
    """Tell whether the letter stands where the languages that have it never put it."""
    if char == "õ":
        return after not in "eoi"  # Portuguese; elsewhere it is Hungarian ő misread
    if char in "ğı":
        return not before.isalpha() and char == "ğ"
    return char < "\u2e80" and char not in _WEST and not before.isalpha() and not after.isalpha()


def _sign_weight(before: str, char: str) -> float:
    if char in _SIGNS:
        return -1.5 if before.isalpha() and char in "¿¡£§©" else 0.6
    if unicodedata.category(char) in {"Cc", "Co", "Cn", "Cs"}:
        return -4.0
    if unicodedata.category(char)[0] == "M":
        return 0.3  # vowel signs of Thai and Vietnamese
    return -2.0 if before.isalpha() else -0.5


def _letter_weight(char: str) -> float:
    if "\u3040" <= char <= "\u30ff":
        return 2.0
    if "\u3400" <= char <= "\u9fff":
        return 3.0 if char in _HANZI else -0.3
    if "\uac00" <= char <= "\ud7a3":
        return 2.0 if char in _HANGUL else 0.2
    if "\uff00" <= char <= "\uffef":
        return -1.0  # half-width kana: what other encodings look like in Shift JIS
    return _alphabet_weight(char)


def _alphabet_weight(char: str) -> float:
    if char in _WEST or char in _CENTRE:
        return 1.0
    if char in _FREQUENT:
        return 1.4
    if char in _OTHER:
        return 0.9
    return _LETTER_WEIGHTS.get(_script(char), -1.0)


def _script(char: str) -> str:
    if char < "\u0250":
        return "LATIN"
    if "\u3040" <= char <= "\u9fff":
        return "HAN"
    return unicodedata.name(char, "?").split(" ", 1)[0].split("-", 1)[0]
