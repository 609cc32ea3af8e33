"""The names of a page's authors, as it writes them: one name each, no prefix, no role, no placeholder."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

import re2

from cleaners.fields.professions import ANY_PROFESSION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

_KINDS_OF_TEXT: Final = (
    r"(?:(?:an?|ein|eine|un|une)\s+)?(?:written|words|story|text|report(?:ed|ing)?|posted|published|article|opinion|analysis"
    r"|comment(?:ary)?|review|interview|essay|column|exclusive|verfasst|geschrieben|kommentar|analyse|écrit|publié|escrito"
    r"|publicado|scritto|propos recueillis|testo|tekst)\s+"
)
# Python's own engine, three times as fast for a pattern that starts at the start: it has nothing to go back over.
_BY: Final = re.compile(
    rf"(?i)^(?:{_KINDS_OF_TEXT})?"
    r"(?:by|von|par|por|de|di|door|af|av|przez|oleh|autor(?:in|en|es|a|ka)?|auteurs?|author|redacción|автор|текст|yazar|haber"
    r"|penulis|reporter|بقلم|كتبت?|تحریر|लेखक|रिपोर्ट|取材)(?:\s*[:：/／|｜]\s*|\s+)"
    r"|^(?:text|texte|texto|testo|words)\s*[:：]\s*|^(?:作者|记者|記者|撰文|采写)\s*[:：/／|｜丨]?\s*|^文\s*[:：/／|｜丨・]\s*"
)
_OF_NAMES: Final = frozenset(["de", "di", "oleh", "von", "af", "por", "par", "door", "haber", "reporter"])  # openers
_LABEL_ENDS: Final = ":：/／|｜丨・"
_UNSPACED_LABELS: Final = "作记記撰采文"
_LONGEST_LABEL: Final = 40  # characters: the longest that ``_BY`` knows has 34, with single spaces
_MAY_BE_LABELLED: Final = re.compile(
    rf"^[{_UNSPACED_LABELS}]|[{_LABEL_ENDS}]"
)  # told of most lines sooner than ``_BY``
_FIRST_NAMES: Final = frozenset(["De", "Di", "Oleh"])
# Where names part; what only looks at names typed into a field knows a comma's meaning, below.
_SPLIT: Final = re2.compile(
    r"(?i)\s*(?:;|\||/|／|\band\b|\bund\b|\bet\b|\s[yei]\s|\sunter\s|\swith\s|\savec\s|&|\+|·|•|\n)\s*"
)
_COMMAS: Final = frozenset(",、，")
_COMMA: Final = re2.compile(r"\s*[,、，]\s*")
# Where a byline stops being a name: a role, a place, another's work, a date, an address, a button.
_AFTER_NAME: Final = re2.compile(
    rf"(?i)[\s,|]*(?:\b(?:{ANY_PROFESSION})\b|\b(?:correspondent|editor|reporter|writer|redakt\w+|korrespondent\w*|journalist\w*"
    r"|staff|bureau|contributor|columnist|analyst|senior|chief|producer|redazione|redacción|leitende\w*|newsroom|desk|team|"
    r"published|updated|posted|veröffentlicht|min(?:ute)?s? read|comments?|follow|subscribe|shares?|photo\w*|view|"
    r"(?:edit(?:ed|ing)|review(?:ed|ing)|fact[- ]check(?:ed|ing)|translat(?:ed|ion)|illustrat(?:ed|ions?)|produced) by|"
    r"additional reporting|"
    r"bio|about|profile|email|copyright|copied|is an? |mit |für |on (?:mon|tue|wed|thu|fri|sat|sun)|(?:mon|tues|wednes|"
    r"thurs|fri|satur|sun)day|(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.? \d)|\s(?:in|for|aus|from)\s|[0-9@(]).*$"
)
_REPORTS: Final = re2.compile(r"\s*(?:記者|记者|기자|특파원|द्वारा)$|\S*(?:報導|报道|報道|摄|攝|撮影)$")
# What stands behind a name's comma and is no name: what somebody does, where, and for whom.
_ROLE: Final = re2.compile(
    rf"(?i)\b(?:{ANY_PROFESSION}|redakt\w+|korrespondent\w*|journalist\w*|staff|bureau|analyst|chief|producer|director"
    r"|officer|president|professor|prof|lecturer|researcher|expert|head of|host|anchor|author|ap|afp|reuters|press"
    r"|news\w*|times|journal|gazette|tribune|herald|magazine|media|network|television"
    r"|radio|redazione|redacción|for the|the)\b"
)
# Behind a name of two words: where, for whom or when it was written, as "in Nairobi", "for The Quay", "(Lisbon)".
_WHERE: Final = re2.compile(
    r"^(\S+ \S.*?)(?: (?:in|for|from|aus|à|desde|en|em|vanuit) (?:the |la |el )?\p{Lu}.*| \([^()]*\)?"
    r"| (?:(?i:updated|published|posted|aktualisiert)) .*)$"
)
# Places of several words from which much is reported; one word behind a name's comma is a place without a list.
_CITIES: Final = frozenset(
    [
        *("new york", "new delhi", "los angeles", "san francisco", "san diego", "san juan", "las vegas", "new orleans"),
        *(
            "washington dc",
            "washington d.c",
            "mexico city",
            "ciudad de méxico",
            "buenos aires",
            "são paulo",
            "sao paulo",
        ),
        *("rio de janeiro", "belo horizonte", "porto alegre", "santiago de chile", "san josé", "san salvador"),
        *("cape town", "addis ababa", "dar es salaam", "tel aviv", "abu dhabi", "hong kong", "kuala lumpur"),
        *("ho chi minh city", "phnom penh", "navi mumbai", "st. petersburg", "st petersburg", "frankfurt am main"),
        *("den haag", "the hague", "la paz", "santo domingo", "panama city", "tegucigalpa", "la habana", "new jersey"),
        *("south africa", "sri lanka", "saudi arabia", "united states", "united kingdom", "north carolina"),
    ]
)
_DEGREES: Final = frozenset(
    ["phd", "ph.d", "ph.d.", "md", "m.d", "m.d.", "esq", "esq.", "rn", "mba", "msc", "ma", "ba"]
)
_GENERATIONS: Final = frozenset(["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"])
_URL: Final = re2.compile(r"(?i)<[^<>]*>|(?:https?:|www\.)\S*|\S+@\S+\.\S+")
_NOISE: Final = re2.compile(r"https?:|www\.|@|[0-9]{2,}|[{}<>_=]|\.(?:txt|html?|php|aspx?|jpe?g|png)$")
_PLACEHOLDERS: Final = frozenset(
    [
        "admin", "administrator", "author", "editor", "guest", "unknown", "none", "null", "undefined", "webmaster",
        "user", "root", "by", "anonymous", "web desk", "default", "test", "n/a", "staff", "no author", "contributor",
        "moderator", "sign in", "log in", "all authors",
    ]
)  # fmt: skip
_AGENCIES: Final = frozenset(
    [
        "reuters", "afp", "ap", "pti", "ani", "dpa", "sid", "efe", "ansa", "apa", "upi", "ians", "tass", "xinhua",
        "kyodo", "bloomberg", "anadolu", "belga", "anp", "ntb", "tt", "ritzau", "pap", "čtk", "lusa", "yonhap",
        "bernama", "antara",
    ]
)  # fmt: skip
# What a site's own name stands with; "staff" is more than the site.
_OF_SITES: Final = frozenset({"the", "com", "de", "org", "net", "www", "online"})
_WORDS: Final = re.compile(r"[^\W_]+")
_EDGES: Final = " .,:;-–—|()[]\"'"
_LONGEST_NAME: Final = 60
_MOST_WORDS: Final = 6
_NAME_WORDS: Final = range(2, 5)  # of a name that nothing introduces
_LONGEST_MARK: Final = 40  # characters of one that is a name alone


def authors_of(stated: Iterable[str], site_name: str = "") -> tuple[str, ...]:
    """Return the names in stated author values: split, without "By", roles and placeholders, each once, in order."""
    names: dict[str, str] = {}
    for value in stated:
        for name in _stated_names(value):
            if name.lower() != site_name.lower():
                names.setdefault(name.lower(), name)
    return tuple(names.values())


@lru_cache(maxsize=256)
def _stated_names(value: str) -> tuple[str, ...]:
    text = " ".join(_URL.sub(" ", value).split())
    parts = [
        _without_opener((part or "").strip(), stated=True) for part in _SPLIT.split(_without_opener(text, stated=True))
    ]
    return tuple(name for part in parts for name in _around_commas(part) if is_name(name))


def visible_authors(bylines: Sequence[str], site_name: str = "") -> tuple[str, ...]:
    """Return the names of the first byline of the visible page that reads like names of people or of an agency.

    A page often marks a byline and the name within it, each name of several: names alone win.
    """
    for byline in bylines:
        inner = sorted({other for other in bylines if other in byline}, key=len)
        for text in inner:
            names = _names_in(text, site_name)
            if names:
                found = names if len(names) > 1 or text == byline else _names_in(byline, site_name, names)
                alone = _names_alone(bylines, byline, site_name)
                return alone if len(alone) > len(found) else found
    return ()


def _names_alone(bylines: Sequence[str], byline: str, site_name: str) -> tuple[str, ...]:
    """Return the names that are marks of their own inside a byline."""
    marks = [text for text in bylines if text in byline and text != byline and len(text) <= _LONGEST_MARK]
    single = [found[0] for text in marks if len(found := _names_in(text, site_name)) == 1 and text.endswith(found[0])]
    return tuple(dict.fromkeys(name for name in single if not any(name != other and name in other for other in single)))


def linked_names(bylines: Sequence[str], links: Collection[str]) -> tuple[str, ...]:
    """Return the first name of several words in a script without capitals that is a byline and a link to its author."""
    both = (text for text in bylines if text in links and len(text.split()) in _NAME_WORDS and is_name(text))
    uncased = (text for text in both if text.lower() == text.upper() and not _AFTER_NAME.search(text))
    return tuple(islice(uncased, 1))


def is_of_house(name: str, sites: Collection[str]) -> bool:
    """Say whether a stated author is the site itself, or a login, where a byline may name a person."""
    words = set(_WORDS.findall(name.lower()))
    return words <= _OF_SITES.union(_WORDS.findall(" ".join(sites).lower())) or (
        " " not in name and name.islower() and name.lower() not in _AGENCIES
    )


def _names_in(byline: str, site_name: str, at_least: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return a byline's names of people or agencies; ``at_least`` where that finds no more than those."""
    said = _without_opener(byline)
    introduced = said != byline or _REPORTS.search(byline) is not None
    text = _without_site(_AFTER_NAME.sub("", said), site_name)
    names = tuple(name for name in authors_of([text], site_name) if _is_person(name, introduced=introduced))
    if at_least and not all(name in names for name in at_least):
        return at_least
    return names if len(names) >= len(at_least) else at_least


def is_byline(text: str) -> bool:
    """Say whether a line of the visible page begins as bylines do."""
    return _BY.match(text) is not None


def labelled_names(text: str) -> tuple[str, ...]:
    """Return the names behind a label: "Penulis: Ratna Wulandari", "文／佐藤美咲", "记者 林晓雯"."""
    opener = _BY.match(text) if _MAY_BE_LABELLED.search(text, 0, _LONGEST_LABEL) else None
    label = opener.group().strip() if opener else ""
    is_label = bool(label) and (label[-1] in _LABEL_ENDS or label[0] in _UNSPACED_LABELS)
    return visible_authors((text,)) if is_label else ()


def is_name(name: str) -> bool:
    """Say whether a value can be the name of a person or a desk at all."""
    return (
        1 < len(name) <= _LONGEST_NAME
        and not name[0].isdigit()
        and name.lower() not in _PLACEHOLDERS
        and not _NOISE.search(name)
        and len(name.split()) <= _MOST_WORDS
    )


def _without_opener(text: str, *, stated: bool = False) -> str:
    """Return a text without "By" and its like; what is also a first name opens two words at least, or an agency.

    In a ``stated`` value, a field that holds names alone, a capital makes it one of them: "Di Thompson".
    """
    opener = _BY.match(text)
    if opener is None:
        return text
    rest, word = text[opener.end() :], opener.group().strip()
    if word.lower() in _OF_NAMES and len(rest.split()) < 2 and rest.lower() not in _AGENCIES:
        return text
    return text if stated and word in _FIRST_NAMES else rest


def _around_commas(text: str) -> Iterator[str]:
    """Yield the names of a text that commas part: "Ana Souza, Li Wei", "Souza, Ana", "Ana Souza, Senior Reporter"."""
    if _COMMAS.isdisjoint(text):
        yield from _around_dash(_REPORTS.sub("", text).strip(_EDGES))
        return
    parts = [_REPORTS.sub("", part or "").strip(_EDGES) for part in _COMMA.split(text)]
    if len(parts) == 2 and all(_is_half(part) for part in parts):
        yield f"{parts[1]} {parts[0]}"
        return
    by_agencies = parts[0].lower() in _AGENCIES
    for place, part in enumerate(parts):
        if place and not by_agencies and (part.lower() in _DEGREES | _GENERATIONS or _ROLE.search(part)):
            continue
        if place and " " in parts[0] and _is_place(part):
            continue
        after = parts[place + 1].lower() if place + 1 < len(parts) else ""
        if after in _GENERATIONS:
            yield f"{part} {parts[place + 1]}"
        else:
            yield from _around_dash(part)


def _around_dash(name: str) -> Iterator[str]:
    """Yield a name without what stands behind a dash and is a role, or a place; an agency there is a name too."""
    name = _WHERE.sub(r"\1", name)
    before, dash, after = name.partition(" - ")
    if dash and after.strip().lower() in _AGENCIES:
        yield from (before.rstrip(), after.strip())
    elif dash and (_ROLE.search(after) or (" " in before.strip() and _is_place(after.strip()))):
        yield before.rstrip()
    else:
        yield name


def _is_place(part: str) -> bool:
    """Say whether what stands behind a name is where it was written: one word, or one of the cities of several."""
    is_word = part.isalpha() and part[0].isupper() and part[1:].islower()
    return (is_word and part.lower() not in _AGENCIES) or part.casefold() in _CITIES


def _is_half(part: str) -> bool:
    return part.isalpha() and part[0].isupper() and part[1:].islower() and part.lower() not in _AGENCIES


def _without_site(text: str, site_name: str) -> str:
    name = site_name.lower()
    return text[: -len(name)].rstrip(" ,|") if name and text.lower().endswith(f" {name}") else text


def _is_person(name: str, *, introduced: bool) -> bool:
    """Say whether a name has the form of a person's or an agency's; scripts without capitals need an opener."""
    words = name.split()
    first, last = words[0][0], words[-1][0]
    if first.lower() == first.upper():
        return introduced and (len(words) > 1 or len(name) in range(2, 5))
    if len(words) == 1:
        # Agencies sign in one word of capitals: AFP, PTI, dpa, Reuters.
        return name.lower() in _AGENCIES
    return first.isupper() and last.isupper()
