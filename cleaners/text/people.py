"""The people that a line names as its text's authors: behind a "By", beside a date or a house, in a box about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import re2

from cleaners.fields.names import is_byline, visible_authors
from cleaners.fields.professions import PROFESSIONS
from cleaners.rules.shapes import byline_names, is_name, opens_byline
from cleaners.text.headline import may_have_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

EDGES: Final = " ,:|•·*+-–—/"  # around a name on a line of its own
_NAME_WORDS: Final = range(2, 4)  # of a name that nothing introduces
_LONGEST_NAME: Final = 40  # characters
_LONGEST_INITIALS: Final = 3  # letters and stops
_APOSTROPHES: Final = {ord(sign): None for sign in "’'‘."}
LONGEST_BYLINE: Final = 120  # characters
# Pages join what stands side by side: "Ana SouzaPublished 3 May", "Ana SouzaDec. 21".
_JOINED: Final = re2.compile(
    r"(\p{Ll})((?:Published|Updated|Posted|Senior|Staff|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b)"
)
_INNER_OPENERS: Final = (" by ", " By ", " BY ", " von ", " par ", " por ")
_DATED_BY: Final = re2.compile(r"\d.*? (?:by|By|BY|von|par|por)(?: : ?| )(\p{Lu}.*)$")
_AFTER_NAMES: Final = re2.compile(
    r" ?[@|(•·].*$| (?:- )?(?:On|Follow|long [Rr]ead|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b.*$"
)
_DATE_FIRST: Final = re2.compile(r"^[^/|•·]*\d[^/|•·]*[/|•·] ?")
_HANDLE: Final = re2.compile(r"^(\p{Lu}\S+(?: \p{Lu}\S+){1,2}?) ?@(\w{3,})")
_HOUSED: Final = re2.compile(r"^(\p{Lu}[^,|]*?) ?[,|] ?(.{2,60})$")
_DOMAIN: Final = re2.compile(r"(?i)^[\w-]+\.(?:com|org|net|co\.uk|de|fr|es|it)$")
_BETWEEN_NAMES: Final = re2.compile(r",? and |,? und |,? et | y |, | & | / ")
_ADDRESS: Final = re2.compile(r"([\w.+-]+)@[\w-]+\.[\w.-]+")
_PEOPLE: Final = re2.compile(
    r"(?:Contact |Email |Follow |Reach |Write )?(\p{Lu}[\pL’'-]+(?: \p{Lu}\.)?(?: \p{Lu}[\pL’'-]+){1,2})"
)
_MORE_OF: Final = re2.compile(
    r"(?i)\b(?:more|stories|articles|posts|links|artículos|artigos|artikel|beiträge)\b.*? "
    r"(?:from|by|for|de|von|par|di)(?: \.\.\.)? ((?-i:\p{Lu}).{3,40}?):?$"
)
# What stands behind a name without a comma: a house, a profession, a button.
_NOT_OF_NAME: Final = PROFESSIONS | frozenset(
    [
        "abc", "ap", "archive", "associated", "bbc", "cbs", "chronicle", "cnn", "follow", "fox", "gazette", "globe",
        "herald", "journal", "last", "media", "nbc", "news", "page", "post", "press", "published", "reuters", "sky",
        "staff", "telegram", "the", "times", "tribune", "updated",
    ]
)  # fmt: skip
# Words of menus and boxes, where they are written as names are.
_MENU_WORDS: Final = frozenset(
    [
        "about", "account", "advertisement", "breaking", "business", "buy", "classifieds", "contact", "cookie",
        "cookies", "culture", "daily", "details", "digital", "discover", "edition", "editorial", "email",
        "entertainment", "exclusive", "features", "follow", "guide", "guidebook", "health", "home", "homepage",
        "latest", "lifestyle", "live", "local", "magazine", "marketing", "menu", "more", "news", "newsletter",
        "newsletters", "online", "opinion", "our", "photos", "podcast", "podcasts", "politics", "popular",
        "print", "privacy", "read", "related", "science", "search", "shop", "special", "sponsored", "sport",
        "sports", "staff", "store", "stories", "subscribe", "subscription", "team", "technology", "terms", "the",
        "travel", "trending", "updates", "us", "video", "videos", "weather", "weekly", "world", "write", "your",
    ]
)  # fmt: skip
# What stands before a date in other languages of the news: "Actualizado Lunes, 2 diciembre".
_DATE_WORDS: Final = frozenset(
    [
        "actualizado", "actualizada", "actualisé", "aggiornato", "aktualisiert", "atualizado", "atualizada",
        "bijgewerkt", "diperbarui", "erstellt", "geändert", "güncelleme", "modifié", "pubblicato", "publicado",
        "publicada", "publié", "veröffentlicht", "zaktualizowano",
    ]
)  # fmt: skip


def introduced_names(text: str) -> tuple[str, ...]:
    """Return the names of a byline that may go on with a date, an address or the paper ("By Ana Souza | The Quay")."""
    if len(text) > LONGEST_BYLINE:
        return ()
    if opens_byline(text):
        return _names_in(text) if is_byline(text.lstrip(EDGES)) else byline_names(text) or ()
    dated = _DATED_BY.search(text) if may_have_digits(text) and any(map(text.__contains__, _INNER_OPENERS)) else None
    return _names_in(dated.group(1)) if dated else ()


def dated_names(text: str, page: str) -> tuple[str, ...]:
    """Return the names that stand on one line with a date ("Ana Souza 3 May 2026", "3 May | Ana Souza").

    ``page`` is the whole text as ``one_line`` gives it: the words of a section stand there in lower case too.
    """
    if len(text) > LONGEST_BYLINE or not any(map(str.isdigit, text)) or "(@" in text:  # who signs a quoted post
        return ()
    said = _DATE_FIRST.sub("", text).strip(EDGES)
    return _people(_names_in(said), page) if said[:1].isupper() else ()


def housed_names(text: str, page: str) -> tuple[str, ...]:
    """Return the name before a handle like it, before a house or a profession ("Ana Souza, The Quay Gazette")."""
    if len(text) > LONGEST_BYLINE:
        return ()
    bare = text.strip(EDGES)
    handle = _HANDLE.search(bare)
    if handle:
        return (handle.group(1),) if _is_like(handle.group(1), handle.group(2)) else ()
    housed = _HOUSED.search(bare)
    if housed:
        known = _DOMAIN.search(housed.group(2)) or not _NOT_OF_NAME.isdisjoint(housed.group(2).lower().split())
        return _people((housed.group(1),), page) if known else ()
    name = bare_name(bare)
    return _people((name,), page) if name != bare and bare.split()[-1].lower() in _NOT_OF_NAME else ()


def lone_name(text: str, page: str) -> str:
    """Return the name that a line is, "" where it is none."""
    name = text.strip(EDGES)
    return name if _people((name,), page) else ""


def signed_names(text: str, page: str) -> tuple[str, ...]:
    """Return the names of a line that holds nothing else, as below an article."""
    if len(text) > LONGEST_BYLINE:
        return ()
    return _people(tuple(_BETWEEN_NAMES.split(text.strip(EDGES))), page)


def told_names(text: str) -> tuple[str, ...]:
    """Return of whom the line shows more, or to whom an address in it belongs ("Ana Souza, souza@quay.example")."""
    more = _MORE_OF.search(text.strip(EDGES))
    if more:
        return (more.group(1),) if _may_be_name(more.group(1)) else ()
    if "@" not in text:
        return ()
    owners = [match.group(1) for match in _ADDRESS.finditer(text)]
    names = filter(_may_be_name, _PEOPLE.findall(text))
    return tuple([name for name in names if any(_is_like(name, owner) for owner in owners)])


def _may_be_name(text: str) -> bool:
    """Tell whether the text has the shape of a first and a last name."""
    words = text.split()
    if len(text) > _LONGEST_NAME or len(words) not in _NAME_WORDS or any(map(_is_of_no_name, words)):
        return False
    return words[0][0].isupper() and words[-1][0].isupper() and is_name(text)


def _is_of_no_name(word: str) -> bool:
    """Tell whether a word is a house in capitals, or what belongs to one, or has a sign in it."""
    shouted = len(word) > _LONGEST_INITIALS and word.isupper()
    return (
        shouted
        or word.lower() in _MENU_WORDS
        or word.lower() in _DATE_WORDS
        or word.endswith(("’s", "'s"))
        or not word.replace("-", "").translate(_APOSTROPHES).isalpha()
    )


def one_line(texts: Sequence[str]) -> str:
    """Return the texts with a space between them, and at both ends."""
    return " ".join(("", *texts, ""))


def _is_section(name: str, page: str) -> bool:
    """Tell whether a word of the name also stands in lower case among the words of the page."""
    return any(f" {word.lower()} " in page for word in name.split())


def _names_in(text: str) -> tuple[str, ...]:
    said = _AFTER_NAMES.sub("", _JOINED.sub(r"\1 \2", text.strip(EDGES)))
    return tuple([bare for name in visible_authors((said,)) if is_name(bare := bare_name(name))])


def bare_name(name: str) -> str:
    """Return the name without the house or the profession behind it: "Ana Souza Associated Press"."""
    words = name.split()
    while len(words) > _NAME_WORDS.start and words[-1].lower().strip(".,") in _NOT_OF_NAME:
        words.pop()
    return " ".join(words)


def _people(names: tuple[str, ...], page: str) -> tuple[str, ...]:
    """Return the names if each has the shape of a person's, and is no section of the page."""
    return names if names and all(_may_be_name(name) and not _is_section(name, page) for name in names) else ()


def _is_like(name: str, handle: str) -> bool:
    last = "".join(filter(str.isalpha, name.rsplit(maxsplit=1)[-1].lower()))
    return len(last) > 2 and last in "".join(filter(str.isalpha, handle.lower()))
