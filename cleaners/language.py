"""The language of a text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_SAMPLE: Final = 240  # characters: py3langid's time grows with the text, its answer rarely changes after this
_WIDE_SAMPLE: Final = 1000  # characters in which small words are counted where the sample has too few
_SHORTEST: Final = 20  # characters: less is a guess
# Small words that few other languages of the news have: who uses so many of one language, and so many times more than
# of any other, writes it. Whatever these do not settle is left to py3langid, which takes ten times as long.
_SMALL_WORDS: Final = {
    "en": "the and of to that was with for is on as his her he she it they have has had from this which were are been",
    "de": "der die das und ist nicht mit den von dem ein eine auf sich auch wie bei nach aus hat werden sind wird im",
    "fr": "le les des et est une dans qui pour sur pas par avec au aux du ce cette il elle ont été plus leur mais",
    "es": "el los las y una que del con por para su se es al lo como más pero sus fue han está este esta entre",
    "pt": "o os as e uma que do da dos das em no na um com por para não se ao mais foi à são pelo pela também",
    "it": "il gli della di che è un per con del dei nel alla sono anche più ha si dal delle una non questo come",
    "nl": "de het een en van is dat op te in zijn voor met niet aan er ook als bij door maar nog naar werd wordt",
    "pl": "w i na się nie z że do jest o od przez za po dla jak oraz który która są był przy tym ich także",
    "tr": "ve bir bu için ile da de olarak olan gibi daha çok sonra kadar ise olduğu ancak en o göre",
    "id": "yang dan di dari untuk dengan ini itu pada dalam tidak akan oleh ke juga adalah kata telah tersebut karena",
    # Relatives of the above: a text in their words is nobody's, and py3langid's to tell.
    "": "og at det som på er til av af med ikke den att är och för inte en har ett je že ve jsou byl та що"
    " як це для від від és els amb per dels și în cu pentru este oleh ialah boleh kerana във на са се",
    "ru": "и в на не что с по к из у за от для это как его был также но о до при его они",
}
# What pages write for a language and is a country.
_NO_CODES: Final = {
    "jp": "ja", "cn": "zh", "kr": "ko", "ua": "uk", "iw": "he", "in": "id", "cz": "cs", "dk": "da", "gr": "el",
    "vn": "vi",
}  # fmt: skip
# Who writes one of these may use so many small words of the other.
_RELATIVES: Final = {
    "en": {"sco", "cy", "ga", "mt"}, "de": {"lb", "gsw", "nds", "als", "bar"}, "fr": {"oc", "wa", "br", "co"},
    "es": {"gl", "ca", "ast", "an", "eu"}, "pt": {"gl"}, "it": {"co", "sc", "scn", "fur", "lmo", "vec"},
    "nl": {"af", "fy", "nds", "li"}, "pl": {"szl", "csb"}, "tr": {"az", "tk", "ku"}, "id": {"ms", "jv", "su"},
    "ru": {"uk", "be", "bg", "kk", "ky", "tt", "sr", "mk"},
}  # fmt: skip
_CYRILLIC: Final = "ru"
_FIRST_OTHER: Final = "\u0370"  # from here on stand other scripts, and the quotes and dashes of all
_ALL_LATIN: Final = 0.08  # of the characters are others at most: a Chinese text has small words of English in a name
_NO_LATIN: Final = 0.5
_FEWEST: Final = 5  # small words in a sample
_ENOUGH_WORDS: Final = 20
_TOLD: Final = 0.5  # of its words are in lower case
# Of a text's words are small ones of its language; of 1,000 characters in English, German, Spanish a fifth to a third.
_LEAST_SPOKEN: Final = 0.03
_CLEAR: Final = 2.0  # times as many as of the language that comes next


def language_of(text: str) -> str:
    """Return the BCP 47 primary subtag of the text's language, "" where the text is too short to tell."""
    sample = _middle(text, _SAMPLE)
    if len(sample) < _SHORTEST:
        return ""
    return _by_small_words(sample) or _by_small_words(_middle(text, _WIDE_SAMPLE)) or _by_langid(sample)


def language_between(stated: str, text: str) -> str:
    """Return the language of a text whose page states one: templates state that of the site on every page.

    The text wins where its small words, or its script, clearly say another one, and not a relative of the stated.
    """
    stated = _NO_CODES.get(stated, stated)
    if not stated:
        return language_of(text)
    if _by_small_words(_middle(text, _SAMPLE)) == stated:  # most texts
        return stated
    sample = _middle(text, _WIDE_SAMPLE)
    others = sum(map(_FIRST_OTHER.__le__, sample)) / max(len(sample), 1)
    told = _by_small_words(sample) if others <= _ALL_LATIN or stated == _CYRILLIC else ""
    if not told and stated in _RELATIVES and stated != _CYRILLIC and (others >= _NO_LATIN or _lacks(sample, stated)):
        told = language_of(text)
    return stated if not told or told in _RELATIVES.get(stated, ()) or stated in _RELATIVES.get(told, ()) else told


def _lacks(sample: str, language: str) -> bool:
    """Say whether sentences have hardly any of a language's small words; lists of names have none in any."""
    words = sample.split()
    lower = list(filter(str.islower, words))
    spoken = sum(language in _languages_of_words().get(word, ()) for word in lower)
    return len(lower) >= max(_ENOUGH_WORDS, _TOLD * len(words)) and spoken < _LEAST_SPOKEN * len(words)


def _by_small_words(sample: str) -> str:
    known = _languages_of_words()
    found: list[str] = []
    for word in sample.lower().split():
        if word in known:
            found += known[word]
    next_most, most = ["", "", *sorted(set(found), key=found.count)][-2:]
    return most if found.count(most) >= max(_FEWEST, _CLEAR * found.count(next_most)) else ""


def _by_langid(sample: str) -> str:
    from py3langid import classify

    return str(classify(sample)[0])


@cache
def _languages_of_words() -> Mapping[str, tuple[str, ...]]:
    words = {word for small in _SMALL_WORDS.values() for word in small.split()}
    return {word: tuple(tag for tag, small in _SMALL_WORDS.items() if word in small.split()) for word in words}


def _middle(text: str, size: int) -> str:
    start = max(0, (len(text) - size) // 2)
    return text[start : start + size].strip()
