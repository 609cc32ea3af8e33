"""What class names, ids and roles say about a part of a page: words web designers use, in a dozen kinds."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import re2

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleaners.html.elements import Element

# Each kind is a pattern over an element's names (class, id, itemprop, role), lower-case. Words in English and in
# the languages whose sites name their parts in their own tongue.
KINDS: Final[dict[str, str]] = {
    "body": (
        r"article-?_*(body|text|content|inner|main|copy|detail)|(story|post|entry|news|content|main|page|single)-?_*"
        r"(body|text|content|copy|detail)|bodytext|body-copy|body__|rich-?text|wysiwyg|prose|maintext|"
        r"artikel-?(text|inhalt|body)|text-?corpus|corps|cuerpo|texto|testo|treść|field-item|paragraph"
    ),
    "article": r"article|artikel|story|articolo|noticia|nota|\bpost|entry|content|\bmain|\btext|detail|single",
    "related": (
        r"relat|recommend|recirc|read-?(more|next|also)|more-?(from|stories|news|on)|see-?also|also-|trending|popular|"
        r"most-|latest|top-?stories|outbrain|taboola|carousel|slider|upnext|next-|teaser|card\b|cards|list-item|"
        r"mehr|weiter|verwandt|aanbevolen|lire-|leia|vedi|altri|linked|link-?(list|box)|inline-?(link|article|promo)"
    ),
    "social": r"share|sharing|social|follow|toolbar|tools|button|btn|icon|whatsapp|facebook|twitter|bookmark|print",
    "comment": r"comment|disqus|discuss|kommentar|komentar|coment|reacties|yorum|reply|replies|respond|forum|reader-",
    "signup": (
        r"newsletter|subscri|sign-?up|sign-?in|paywall|pay-?gate|regist|login|premium|offer|\babo\b|abonn|donat|"
        r"membership|piano|metered|support-|contribut|\bcta"
    ),
    "advert": r"\bads?\b|\bad[-_]|[-_]ad\b|[-_]ads\b|advert|sponsor|banner|promo|dfp|gpt-|werbung|anzeige|publicid",
    "about": (
        r"author|byline|\bbio|contributor|writer|reporter|profile|avatar|\bdate|time|publish|updated|meta\b|meta-|"
        r"\btags?\b|tag-|tags-|categor|breadcrumb|crumb|topic|label|kicker|eyebrow|section-name|keyword|copyright|"
        r"disclaimer|source|credit|autor|fecha|datum|signature|rating|views|reading"
    ),
    "media": (
        r"caption|figure|image|img|photo|picture|media|video|player|galler|slide|embed|bild|foto|legend|credit|audio"
    ),
    "site": (
        r"header|footer|foot\b|nav|menu|side-?bar|\bside|aside|widget|cookie|consent|gdpr|modal|popup|overlay|legal|"
        r"search|masthead|topbar|skip|hidden|sr-only|visually|screen-?reader|alert|notice|ticker|breaking|secondary|rail"
    ),
    "lead": (
        r"\blead|lede|intro|summary|standfirst|\bdek\b|deck|sub-?title|sub-?head|strap|excerpt|chapo|sommario|perex|"
        r"ingress|abstract|description|headline|vorspann|entradilla|bajada|sapo|lid\b|anons|annotation|"
        r"key-?points|bullet"
    ),
    "box": (
        r"quote|\bbox|box\b|infobox|fact|callout|highlight|explainer|poll|quiz|survey|table|timeline|score|stock|"
        r"weather"
    ),
}

# What the blocks of a post that is quoted with its words stand in.
QUOTES: Final = (
    "twitter-tweet", "twitter-video", "tweet-blockquote", "instagram-media", "fb-post", "fb-video", "tiktok-embed",
    "reddit-embed", "reddit-embed-bq", "bluesky-embed", "mastodon-embed",
)  # fmt: skip

# What says of an element that its words are surely no body, between other such words: a quoted post, a caption, a box.
# Captions are those that stand in no ``figure``: what stands deeper in an element with the mere word for a name can be
# a video's summary, with a heading. Of 1,100 blocks in such elements on the bench's pages some 30 are in the gold, as
# captions are that stand in figures. Of the names of boxes no word is one of a whole article's, as "ad" is.
_EMBED, _CAPTION = "embed", "caption"
_PARTS: Final[dict[str, str]] = {
    _CAPTION: (
        r"(?:wp|img|image|photo|media|foto|picture|tr|tpl|thumb)-?captions?|caption-?text|figcap(?:tion)?|"
        r"bildunterschrift|bildtext|bildlegende|bildetekst|billedtekst|kuvateksti|legende|legenda|leyenda|epigrafe|"
        r"didascalia|podpis(?:-foto)?|pie-?(?:de-?)?(?:foto|imagen)|cutline|bijschrift|"
        r"(?:img|image|photo|foto|picture)-?(?:title|desc(?:ription)?|legend)"
    ),
    "advertisement": (
        "advert(?:isement|orial)?s?|sponsored|sponsors?-?box|publicidade?|publicite|encart-pub|pubblicita|werbung|"
        "anzeigen?|rekla(?:m|ma|me|my|mowy)|patrocinados?|gesponsert|sponsorise|iklan|mainos|advertentie|annons|inzerce|"
        "hirdetes|guanggao|(?:c|box|inline|native|text)-ads?|(?:ads?|pr|promo|partner)-?(?:box|unit|block|story)|brand-?story"
    ),
    "newsletter": (
        "newsletters?|e?bulten|boletin|boletim|infolettre|nieuwsbrief|rassylka|podpiska|biuletyn|mailchimp|mc4wp|"
        "nyhetsbrev|nyhedsbrev|uutiskirje|hirlevel|"
        "(?:subscribe|subscription|sign-?up)[-_]+(?:box|form|widget|cta|module|banner|block|card)"
    ),
    "app": (
        "app-?(?:download|promo|banner|install)|(?:download|get|install)-?(?:the-?|our-?)?app|"
        "(?:telegram|whatsapp|google-?news|donations?|cta|membership)-(?:box|channel|banner|widget|promo|cta|follow|module)|"
        "follow-google-?news|support-us"
    ),
    "poll": (
        "polls?|quiz|quizz|surveys?|umfrage|encuesta|sondages?|sondaggio|enquetes?|anket|anketa|ankieta|sonda|opros|"
        "golosovanie|vot(?:e|ing)|vote-?box|toupiao"
    ),
}

# What surely stands beside an article.
COMMENTS: Final = "comments"
CONSENT: Final = "consent"
# Of 791 blocks in such parts on the bench's pages, one was article. ``has-comments``, ``comments-open`` and
# ``commentary`` name whole pages.
_COMMENTS: Final = (
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
_WHOLE_PAGE: Final = r"(?:has|no|with|able)[-_](?:to[-_])?(?:comment|kommentar)"
# None of 130 blocks in such parts was article. The first line names the services that ask for sites.
_CONSENT: Final = (
    r"(?:^|\s)(?:onetrust|ot-sdk|ot-pc|otpc|cybotcookie|cookiebot|qc-cmp|didomi|usercentrics|cmplz|truste|iubenda)|"
    r"cookie[-_]*(?:law|consent|banner|notice|bar|wall|popup|modal|settings|preferences?|dialog|overlay|message|info|"
    r"policy|disclaimer|control|notification|warning)|"
    r"(?:gdpr|consent|privacy)[-_]*(?:banner|modal|popup|notice|dialog|overlay|wall|bar|box|message|manager|"
    r"pref(?:erence)?s?|settings)"
)
_TEASER: Final = r"(?:^|[\s_-])(?:related|teaser|read-?_?(?:more|also|next)|see-?_?also)"

# Classes of the common frameworks that hide what they stand on. Of 900 blocks under them on the bench's pages, none was
# article.
HIDING: Final = frozenset(
    [
        *("hidden", "is-hidden", "u-hidden", "element-invisible", "d-none"),
        *("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"),
    ]
)


class Said(NamedTuple):
    """What names say of their element.

    ``kinds`` are indices in ``KINDS``, ascending; ``misplaced`` what it holds that is no body, an ``embed`` or a
    ``caption``; ``box`` what kind of box between paragraphs it is; ``beside`` is ``COMMENTS`` or ``CONSENT``; the last
    three are "" of most.
    """

    kinds: tuple[int, ...] = ()
    misplaced: str = ""
    box: str = ""
    beside: str = ""
    is_teaser: bool = False


def _compiled(expressions: Iterable[str]) -> re2.Set:
    patterns = re2.Set.SearchSet()
    for expression in expressions:
        patterns.Add(expression)
    patterns.Compile()
    return patterns


_PART_NAMES: Final = (_EMBED, *_PARTS)
_MISPLACED: Final = (_EMBED, _CAPTION)
# All that is asked of names is asked in one look: a page brings some forty new ones.
_EXPRESSIONS: Final = (
    *KINDS.values(),
    "|".join(QUOTES),
    *(rf"(?:^|[\s_-])(?:{words})(?:$|[\s_0-9-])" for words in _PARTS.values()),
    *(_COMMENTS, _WHOLE_PAGE, _CONSENT, _TEASER),
)
_SET: Final = _compiled(_EXPRESSIONS)
_OF_COMMENTS, _OF_WHOLE_PAGE, _OF_CONSENT, _OF_TEASER = range(len(_EXPRESSIONS) - 4, len(_EXPRESSIONS))
_SAYING_NOTHING: Final = Said()
_SHOWING: Final = re2.compile(r"\bd-(?:sm|md|lg|xl|xxl)-(?:block|flex|grid|inline|table)")


@lru_cache(maxsize=16_384)
def is_hiding(names: str) -> bool:
    """Say whether a class hides its element on every screen; ``md:block`` or ``d-md-block`` shows it on some."""
    return ":" not in names and not HIDING.isdisjoint(names.split()) and not _SHOWING.search(names)


def is_unshown(style: str) -> bool:
    """Say whether a ``style`` attribute hides its element."""
    return "display" in style and "none" in style


def said_by(elements: Iterable[Element]) -> dict[str, Said]:
    """Return what the names of elements say of them, by names."""
    return {names: said_of(names) for names in {one.names for one in elements}}


@lru_cache(maxsize=16_384)
def said_of(names: str) -> Said:
    """Return what an element's names say of it."""
    found = _SET.Match(names) if names else None
    if not found:
        return _SAYING_NOTHING
    if max(found) < len(KINDS):  # most
        return Said(tuple(sorted(found)))
    of_comments = _OF_COMMENTS in found and _OF_WHOLE_PAGE not in found
    parts = [part for part in found if len(KINDS) <= part < _OF_COMMENTS]
    part = _PART_NAMES[min(parts) - len(KINDS)] if parts else ""
    return Said(
        kinds=tuple(sorted([kind for kind in found if kind < len(KINDS)])),
        misplaced=part if part in _MISPLACED else "",
        box=part if part not in _MISPLACED else "",
        beside=COMMENTS if of_comments else CONSENT if _OF_CONSENT in found else "",
        is_teaser=_OF_TEASER in found,
    )
