"""Captions of pictures, told by the credit at their end: "The port at dawn (Photo: Ana Souza/AP)".

A credit ends its line in one of a few forms: in brackets, behind a full stop, behind ©. It names a person and an
agency, or somebody behind a word such as "Photo". The name of a news agency alone tells a short line only: the last
paragraph of a wire story ends with it too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import re2

from cleaners.sentence import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST: Final = 600  # characters: captions of agencies tell who, what, where and when
_LONGEST_INITIAL: Final = 3  # characters, with its full stop
_LONGEST_CREDIT: Final = 130  # characters
_BEHIND: Final = " .|"  # what may stand behind a credit
_PICTURE_WORD: Final = (
    r"(?:photo(?:graph|graphy|graphie|s|graphs)?|pics?|pictures?|images?|illustrations?|graphics?|renderings?"
    r"|screen ?shots?|screen ?grabs?|artwork|videos?|stills?|fotos?|fotografie|fotografía|imagen|imagem|immagine"
    r"|bild|bildrechte|fot\.|фото|görsel|ljósmynd|skjáskot|credits?|crédits?|créditos?)"
)
_PICTURE: Final = (
    r"(?:(?:file|archive|stock|handout|courtesy|cover|featured?|top|main|lead|undated|ap|afp|reuters|getty)[ -])?"
    rf"{_PICTURE_WORD}"
)
_GIVEN: Final = r"(?: ?(?:credits?|crédits?|courtesy|source|illustration|provided|supplied|taken|shared|submitted))?"
_COLON: Final = r" ?[:/©]"
_BY: Final = r" (?:by|from|via|of|von|par|por) "
# Who sells or shows pictures and nothing else.
_PICTURE_HOUSES: Final = (
    r"(?:getty|getty ?images|shutterstock|i?stock|istockphoto|alamy|alamy stock photo|unsplash|pixabay|pexels"
    r"|wireimage|redferns|filmmagic|imagn|imagn images|nurphoto|sipa|sipa usa|zuma|zuma ?press|wenn|backgrid"
    r"|adobe ?stock|stock\.adobe\.com|depositphotos|dreamstime|freepik|envato|lightrocket|usa today sports|ap photo"
    r"|pa wire|pa images|epa-efe|european pressphoto agency|picture alliance|magnum photos|flickr)"
    r"(?: file| via getty images)?"
)
# Who also writes articles, or lets anybody show pictures.
_NEWS_HOUSES: Final = (
    r"(?:ap|afp|reuters|epa|pa|efe|ansa|dpa|imago|bloomberg|anadolu|anadolu agency|xinhua|tass|ria novosti|sputnik"
    r"|pti|ani|x|twitter|instagram|facebook|tiktok|youtube|linkedin|handout|pool|tns|abaca|keystone|apa|aap|belga"
    r"|anp|ntb|nasa|esa|noaa|usgs|kyodo|jiji|lapresse|rex|rex features|splash|splash news|mega|corbis|polaris"
    r"|hulton archive|associated press|[^/|,\n]* (?:images?|photos?|photography|pictures|press|news|times|post"
    r"|tribune|herald|gazette|chronicle|journal|archives?|agency|media|trust|staff|stock|pool))"
    r"(?: ?[- ]?(?:file|files|pool|images|photo|via [^/\n]*))?"
)
_BARE: Final = (
    r"(?:file|file photo|file image|supplied|handout|screenshot|screengrab|archivbild|archivfoto|symbolbild|symbolfoto"
    r"|representational image|representative image|stock image|photo supplied|supplied photo|photo provided)"
)
# The whole of what brackets hold, in lower case.
_BRACKETED: Final = re2.compile(
    rf"^(?:{_PICTURE}{_GIVEN}{_COLON}.+|{_BARE}|(?:photo )?courtesy(?: of)?[ /:].+|(?:ap photo|afp photo)[ /:].+"
    rf"|(?:provided|supplied|photos?|pictures?|images?|illustrations?|photographs?) by .+"
    rf"|(?:.*(?:[/|,–—-] ?| via | for | from ))?{_PICTURE_HOUSES}|.*(?:/ ?| via ){_NEWS_HOUSES}"
    rf"|(?:ap|afp|reuters|epa|dpa|pa|efe|ansa|imago|getty) ?/ ?\pL+(?: \pL+)*)$".encode()
)
_STOP: Final = r"(?:^|[.!?…”\"’»)\]–—-] )"
# Behind a full stop: the word, or ©, and the name that the group holds.
_WORDED: Final = re2.compile(
    rf"(?:{_STOP}(?i:{_PICTURE}{_GIVEN}(?:{_COLON}|{_BY})|(?:courtesy of|courtesy:?) ) ?|(?:^|[^\d(] )© ?"
    r"|\pL (?:(?:Photo|Image|Picture) )?Credits?: ?)"
    r"([^!?\"”]+)$".encode()
)
# Behind a full stop: a person, a bar, an agency.
_SIGNED: Final = re2.compile(
    rf"{_STOP}@?\p{{Lu}}[^\s,]*(?: [^\s,]+)? ?(?:/ ?[^\s,/]+(?: [^\s,/]+)? ?)?/ ?(?i:{_NEWS_HOUSES})$".encode()
)
_HOUSED: Final = re2.compile(rf"(?:{_STOP}|/ ?| via )(?i:{_PICTURE_HOUSES})$".encode())
# Who took a picture, where words are not spaced: "渡轮周二离开码头。王小林 摄", "（山田太郎撮影）".
_REPORTERS: Final = ("记者", "記者", "通讯员", "通訊員")
_MARKS: Final = str.maketrans(dict.fromkeys("。，,、”」）)＝=（(：:", " "))
_JAPANESE_MARKS: Final = "＝=（(。"
_LONGEST_HAN_NAME: Final = 4  # characters; a Japanese one has at most six
_LONGEST_JAPANESE_NAME: Final = 6
_FILMED: Final = ("拍摄", "拍攝")  # a verb, of which a headline may be the object
_JAPANESE_TAKES: Final = "撮影"
_GIVES: Final = "提供"  # "（港口管理局提供）", "＝警視庁提供"
_GIVEN_AWAY: Final = frozenset({"無料", "免费", "免費", "无偿", "無償"})
_LONGEST_GIVER: Final = 12  # characters
_HIRAGANA: Final = re2.compile(r"\p{Hiragana}")
_TAKES: Final = ("摄", "攝", _JAPANESE_TAKES, _GIVES)
_ARCHIVED: Final = ("—FILE PHOTO", "— FILE PHOTO", "- FILE PHOTO", "– FILE PHOTO")
_AFTER_SENTENCE: Final = (". AP", ". AFP", ". REUTERS", ". EPA", ") AP", ") AFP", ") REUTERS", ") EPA")
_LONGEST_BY_AGENCY: Final = 250  # characters
# What every tail with a credit has in it, up to its end; most tails have none of it and are not asked.
_SIGNS: Final = re2.compile(
    rf"(?:(?i:{_PICTURE_WORD}{_GIVEN}(?:{_COLON}|{_BY})|courtesy)|©)[^\n!?\"”]+\n|[)\]]\n|/ ?(?i:{_NEWS_HOUSES})\n"
    rf"|(?i:{_PICTURE_HOUSES})\n|(?:\.|\)) (?:AP|AFP|REUTERS|EPA)\n|(?:[摄攝]|撮影|提供)[）)]?\n|FILE PHOTO\n".encode()
)
_SENTENCE_ENDS: Final = (".", "!", "?", "…", ".”", ".’", '."', ".»", "!”", "?”")
# What else stands in brackets behind a sentence: who sent an article, at its end ("With inputs from PTI"), or a remark.
_NO_CREDIT: Final = frozenset(
    [
        "afp", "agencies", "agency", "ani", "anm", "anmerkung", "ansa", "antara", "ap", "bernama", "bureau",
        "by", "correspondent", "desk", "dpa", "ed", "edited", "editing", "efe", "ends", "figure", "fortsetzung",
        "ians", "input", "inputs", "note", "page", "part", "press", "presse", "pti", "redaktion", "report",
        "reporter", "reporting", "reports", "reuters", "see", "staff", "stand", "table", "tass", "uni", "with",
        "writer", "written", "xinhua",
    ]
)  # fmt: skip
_SENTENCE: Final = 40  # characters of one, at least, that is no name with a full stop
_INITIALS: Final = range(2, 6)  # letters
_PICTURES: Final = frozenset({"pool", "file", "foto", "fotos", "photo", "bild", "pic", "image", "getty", "stock"})
_FEWEST_NAMES: Final = 2
_CLOSERS: Final = {")": "(", "]": "["}
_STOPS: Final = (".", "!", "?", "”", '"', ",", ":", ";", "…")
_JOINTS: Final = frozenset(
    {"and", "&", "for", "of", "the", "via", "with", "from", "by", "at", "und", "et", "y", "e", "courtesy"}
)
_PARTICLES: Final = frozenset({"de", "da", "del", "di", "du", "la", "le", "van", "von", "der", "den"})


def captions(texts: Sequence[str]) -> Iterator[int]:
    """Yield the place of each block that is a caption: only those that end like one are looked at."""
    tails = [text[-_LONGEST_CREDIT:].rstrip(_BEHIND) if len(text) <= _LONGEST else "" for text in texts]
    lines = "\n".join((*tails, "")).encode("utf-8", "surrogatepass")
    place, start = -1, 0
    for sign in _SIGNS.finditer(lines):
        end = sign.end()
        place += lines.count(b"\n", start, end)
        start = end
        if _is_credit(tails[place], texts[place]):
            yield place


def is_credit_alone(text: str) -> bool:
    """Tell whether a caption says whose picture it is, and nothing else: "Ana Souza/AP", "(Photo: Ana Souza)"."""
    tail = text.rstrip(_BEHIND)
    if len(tail) > _LONGEST_CREDIT or is_unspaced(tail) or not _is_credit(tail, text):
        return False
    opener = _CLOSERS.get(tail[-1:])
    if opener is not None:
        return tail.find(opener) == 0
    if (worded := _WORDED.search(tail.encode())) is not None:
        return bool(worded.start() == 0)
    words = tail.replace("/", " / ").split()
    told = any(len(word) > _LONGEST_INITIAL and word.endswith(_STOPS) for word in words[:-1])
    return not told and all(map(_is_of_name, words))


def _is_credit(tail: str, text: str) -> bool:
    """Tell whether the tail of the block, without what stands behind it, is or ends with a picture's credit."""
    taken = tail.rstrip("）)")
    if taken.endswith(_TAKES):
        return _names_who_took(taken)
    opener = _CLOSERS.get(tail[-1:])
    if opener is not None:
        sentence, bracket, inner = tail[:-1].rpartition(opener)
        if sentence and _is_of_desk(inner):
            return False
        credited = bracket and _BRACKETED.search(inner.strip().lower().encode()) is not None
        return bool(credited or (sentence.rstrip().endswith(_SENTENCE_ENDS) and _is_of_people(inner)))
    return _is_worded(tail) or (not text.endswith(_STOPS) and _is_signed(text, tail))


def signed_sentence(text: str) -> str:
    """Return the sentence in front of the brackets at a block's end, "" where there is none."""
    sentence, bracket, _ = text.rstrip(_BEHIND).removesuffix(")").rpartition("(")
    sentence = sentence.rstrip()
    return sentence if bracket and len(sentence) >= _SENTENCE and sentence.endswith(_SENTENCE_ENDS) else ""


def is_signed_by_desk(text: str) -> bool:
    """Tell whether a block is a sentence with agencies and editors' initials in brackets behind it: "… (dpa/abc)"."""
    sentence = signed_sentence(text)
    return bool(sentence) and _is_of_desk(text.rstrip(_BEHIND)[len(sentence) :].strip("() "))


def _is_of_desk(inner: str) -> bool:
    parts = [part.strip() for part in inner.split("/")]
    return len(parts) > 1 and all(
        part.lower() in _NO_CREDIT
        or (len(part) in _INITIALS and part.isalpha() and not part.istitle() and part.lower() not in _PICTURES)
        for part in parts
    )


def _names_who_took(text: str) -> bool:
    """Tell whether a name, apart from what was said before it, stands in front of the sign for a picture taken."""
    if text.endswith(_FILMED):
        return False
    sign = next(filter(text.endswith, _TAKES))
    said = text.removesuffix(sign).rstrip()
    name = (said.translate(_MARKS).split() or [""])[-1]
    if len(sign) > 1:
        longest = _LONGEST_GIVER if sign == _GIVES else _LONGEST_JAPANESE_NAME
        before = said[: -len(name) or None].rstrip()
        known = 1 < len(name) <= longest and name not in _GIVEN_AWAY and _HIRAGANA.search(name) is None
        return known and before.endswith(tuple(_JAPANESE_MARKS))
    for label in _REPORTERS:
        name = name.rpartition(label)[2]
    return 1 < len(name) <= _LONGEST_HAN_NAME and name.isalpha()


def _is_signed(text: str, tail: str) -> bool:
    """Tell whether an agency stands where a sentence has its full stop."""
    if "/" in tail and _SIGNED.search(tail.encode()) is not None:
        return True
    if text.endswith(_ARCHIVED):
        return True
    if text.endswith(_AFTER_SENTENCE):
        return len(text) <= _LONGEST_BY_AGENCY
    return _HOUSED.search(tail.encode()) is not None


def _is_worded(tail: str) -> bool:
    match = _WORDED.search(tail.encode())
    return match is not None and all(map(_is_of_name, match.group(1).decode().replace("/", " / ").split()))


def _is_of_people(inner: str) -> bool:
    """Tell whether brackets behind a sentence hold the names of a person, or of a house in more than one word."""
    words = inner.replace("/", " ").replace(",", " ").split()
    if len(words) < _FEWEST_NAMES or not inner.strip()[-1].isalpha() or any(map(str.isdigit, inner)):
        return False
    told = _NO_CREDIT.isdisjoint([word.lower().strip(".:") for word in words])
    return told and any(map(str.isupper, inner)) and all(map(_is_of_name, words))


def _is_of_name(word: str) -> bool:
    letter = next(filter(str.isalnum, word), "")
    return not letter.islower() or not word.islower() or word in _JOINTS or word in _PARTICLES or word[0] == "@"
