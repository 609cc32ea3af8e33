"""Parts of a page that are no article, whatever they say: comments, consent dialogs, another article, hidden text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import re2

from cleaners.fields.title import agree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.html.blocks import Page

COMMENTS: Final = "comments"
CONSENT: Final = "consent"
OTHER_ARTICLE: Final = "other-article"
HIDDEN: Final = "hidden"
# A page that hides more of its text than this shows it by a script: then being hidden says nothing.
_MOST_HIDDEN: Final = 0.5

# Names without one of these are not looked at closely: most pages' most names.
_HINTS: Final = (
    "omment", "oment", "cookie", "consent", "gdpr", "onetrust", "ot-", "otpc", "privacy", "didomi", "qc-cmp",
    "reacti", "yorum", "koment", "disqus", "truste", "usercentrics", "cmplz", "iubenda", "коммент", "lesermein",
    "diskus", "diskuze", "respond", "responses", "response-list", "fyre", "viafoura", "spot-im", "spotim", "openweb",
    "vuukle", "coral", "isso-", "remark42", "hyvor", "talkback", "postbit", "cmt", "pinglun", "replybox", "giscus",
    "cackle", "conversation", "discussion", "hozzaszolas", "muut",
)  # fmt: skip
# Of 791 blocks in such parts on the bench's pages, one was article. ``has-comments``, ``comments-open`` and
# ``commentary`` name whole pages.
_COMMENTS: Final = re2.compile(
    r"(?:^|\s)(?:[a-z0-9]+[-_]+)*(?:comments?|(?:leser|nutzer|user)?kommentare?n?|kommentarbereich|kommentarer|"
    r"kommentit|comentarios?|comentarii|commentaires?|commenti|reacties?|yorum(?:lar)?|komentar(?:z|ze|e|i|ai|y)?|"
    r"komentáře|\S*коммент\S*|lesermeinung(?:en)?|hozzaszolas(?:ok)?|diskuze|diskusia|cmts?|pinglun|"
    r"talkbacks?|disqus|"
    r"readers?[-_]?(?:responses?|reactions?|comments?|opinions?)|(?:conversation|discussion)s?[-_]+(?:list|threads?|items?|panel))"
    r"(?:[-_]*(?:list[ae]?|contents?|body|text|sections?|containers?|area|form|respond|widget|threads?|"
    r"items?|wrapper|wrap|box|panel|template|[0-9]+))*(?:\s|$)|"
    # Services and forum software that set up comments, and what WordPress calls the box to write one in.
    r"(?:^|\s)(?:livefyre|fyre|viafoura|vf-comments|vf-conversations?|spot-?im|spcv|openweb|vuukle|isso-|remark42|hyvor|"
    r"coral[-_]+(?:talk|thread|stream|comments?|content|embed|display)|replybox|giscus|cackle|muut|postbit|respond(?:\s|$)|"
    r"responses(?:\s|$)|response-list)"
)
_WHOLE_PAGE: Final = re2.compile(r"(?:has|no|with|able)[-_](?:to[-_])?(?:comment|kommentar)")
# None of 130 blocks in such parts was article. The first line names the services that ask for sites.
_CONSENT: Final = re2.compile(
    r"(?:^|\s)(?:onetrust|ot-sdk|ot-pc|otpc|cybotcookie|cookiebot|qc-cmp|didomi|usercentrics|cmplz|truste|iubenda)|"
    r"cookie[-_]*(?:law|consent|banner|notice|bar|wall|popup|modal|settings|preferences?|dialog|overlay|message|info|"
    r"policy|disclaimer|control|notification|warning)|"
    r"(?:gdpr|consent|privacy)[-_]*(?:banner|modal|popup|notice|dialog|overlay|wall|bar|box|message|manager|"
    r"pref(?:erence)?s?|settings)"
)


def parts_beside(page: Page, title: str) -> list[str]:
    """Return, an element, what part beside the article it is or stands in, or ""; of no element (index -1) last."""
    beside = [""] * (len(page.elements) + 1)
    others = _other_articles(page, title)
    around = _around_headings(page)
    for index, element in enumerate(page.elements):
        part = beside[element.parent]
        if not part and index in others:
            part = OTHER_ARTICLE
        elif not part and index not in around:
            part = (element.names and _named(element.names)) or (HIDDEN if element.hidden else "")
        beside[index] = part
    if HIDDEN not in beside or _shows_enough(page, beside):
        return beside
    return ["" if part == HIDDEN else part for part in beside]


def _shows_enough(page: Page, beside: Sequence[str]) -> bool:
    hidden = sum(len(block.text) for block in page.blocks if beside[block.element] == HIDDEN)
    return hidden <= _MOST_HIDDEN * sum(len(block.text) for block in page.blocks)


@lru_cache(maxsize=16_384)
def _named(names: str) -> str:
    if not any(map(names.__contains__, _HINTS)):
        return ""
    if _COMMENTS.search(names) and not _WHOLE_PAGE.search(names):
        return COMMENTS
    return CONSENT if _CONSENT.search(names) else ""


def _around_headings(page: Page) -> set[int]:
    """Return the indices of the elements around a first-level heading: whatever their names, they hold an article."""
    around: set[int] = set()
    for heading, element in enumerate(page.elements):
        index = heading if element.tag == "h1" else -1
        while index >= 0 and index not in around:
            around.add(index)
            index = page.elements[index].parent
    return around


def _other_articles(page: Page, title: str) -> set[int]:
    """Return the ``article`` elements that have a first-level heading of their own, where another has the title.

    Endless pages append the next story to the one that was asked for; the entries of a live blog stand in the
    article, or under a heading that stands in none.
    """
    headings = [(block.element, block.text) for block in page.blocks if _tag(page, block.element) == "h1"]
    if len(headings) < 2:
        return set()
    articles = [(_article_around(page, element), agree(text, title)) for element, text in headings]
    own = {article for article, agrees in articles if agrees and article >= 0}
    if not own:
        return set()
    return {article for article, _ in articles if article >= 0 and not _stands_in(page, article, own)}


def _stands_in(page: Page, index: int, elements: set[int]) -> bool:
    while index >= 0 and index not in elements:
        index = page.elements[index].parent
    return index >= 0


def _tag(page: Page, index: int) -> str:
    return page.elements[index].tag if index >= 0 else ""


def _article_around(page: Page, index: int) -> int:
    while index >= 0 and page.elements[index].tag != "article":
        index = page.elements[index].parent
    return index
