"""What a page says about itself, and who wins where its statements differ.

A field takes the first statement of its row; each is checked and cleaned before it counts.

| field | wins over what follows |
|---|---|
| title | the heading that the head confirms, without its kicker; JSON-LD; ``og:title``; the page's one heading; |
|       | ``<title>``; any heading; where that is only the site's name, a line set as a heading above the text |
| subtitle | a block under the heading that is called a standfirst; one that is a heading of the second level, or |
|          | the description, and stands apart from the text; JSON-LD |
| published | JSON-LD; meta; ``<time>`` and microdata; the URL; text near the heading. A day gives way to a |
|           | statement of the same day that knows the time; ``<time>`` of boxes comes last |
| modified | JSON-LD; meta; ``<time>`` |
| authors | people in JSON-LD; in meta; in a byline that reads like names; in a line under the heading or a link |
|         | to an author; the site itself, where it is stated |
| site, section, description | meta; JSON-LD |
| canonical URL | ``link rel=canonical``; JSON-LD; ``og:url``; where the page came from |
| language | the text, where it is clearly another; ``html lang``; ``og:locale``; JSON-LD; the text |
| credit | a credit line that was taken out; an agency behind the last sentence, before the first, among the |
|        | authors; one that meta or JSON-LD states as the source |
| paywalled | JSON-LD; meta; a prompt to pay for the rest right behind a short text |
| images | those that stand with the article, in reading order; before them that of JSON-LD, else of ``og:image``, |
|        | where none of them is it in another size |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import re2

from cleaners.fields.dates import day_in, utc_of
from cleaners.fields.names import authors_of, is_byline, is_of_house, linked_names, visible_authors
from cleaners.fields.paywall import stated_paywall
from cleaners.fields.site import named_alone, names_of_host
from cleaners.fields.title import is_of_site, title_of
from cleaners.html.metas import (
    DESCRIPTIONS,
    IMAGES,
    MODIFIED,
    PUBLISHED,
    SECTIONS,
    SOURCES,
    TITLES,
    authors_in,
    first_by_name,
    values_of,
)
from cleaners.html.reach import resolved
from cleaners.html.subtitle import subtitle_of
from cleaners.html.untitled import headline_of
from cleaners.record import Fields
from cleaners.rules.agencies import named_agencies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cleaners.fields.jsonld import Stated
    from cleaners.html.blocks import Page
    from cleaners.html.head import PageHead
    from cleaners.html.marks import Statement

_NO_ADDRESS: Final = frozenset(["true", "false", "undefined", "null", "none", "#", "javascript:;"])  # as its last part
_LANGUAGE: Final = re2.compile(r"^[a-zA-Z]{2,3}(?:[-_]|$)")
_AMERICAN: Final = re2.compile(r"(?i)^(?:en[-_](?:us|ph)|fil)\b")  # where 03/04/2026 is in March
_URL_DATE: Final = re2.compile(r"/((?:19|20)\d\d)[/\-]?([01]\d)[/\-]?([0-3]\d)(?:[/\-_.]|$)")
_NEAR: Final = 8  # blocks after the heading among which its date and byline stand
_MARKS_NEAR: Final = 3  # marks of dates among which one of publication is the article's; more are teasers'
_LONGEST_DATELINE: Final = 120  # characters


def fields_of(head: PageHead, page: Page, *, url: str = "") -> Fields:
    """Return the page's fields but for what only its article tells: ``images``, ``embeds``, and most credits."""
    stated = head.stated
    named = first_by_name(head.metas)
    address = _address([named.get("canonical", ""), stated.url, named.get("og:url", ""), url], url)
    site = named.get("og:site_name") or named.get("application-name") or stated.site_name
    headings = [block.text for block in page.blocks if page.elements[block.element].tag == "h1"]
    names = (site, stated.site_name, *names_of_host(address or url))
    title = title_of(headings, [stated.headline, *values_of(named, TITLES)], head.title, names)
    title = (headline_of(page) or title) if is_of_site(title, names) else title
    near = _near_heading(page, title)
    published, source = _published(head, stated, named, address or url, near)
    modified = _first(
        utc_of(value)
        for value in (
            stated.modified,
            *values_of(named, MODIFIED),
            *(mark.content for mark in _times(head, modified=True) if not mark.boxed),
        )
    )
    description = _first(values_of(named, DESCRIPTIONS)) or stated.description
    return Fields(
        title=title,
        subtitle=subtitle_of(page, title, description) or (stated.subtitle if stated.subtitle != title else ""),
        authors=_authors(head, (site, *names), near),
        published=published,
        modified="" if modified[:10] < published[:10] else modified,  # of a scheduled post, the last edit before it
        date_source=source,
        language=_language((head.language, named.get("og:locale", ""), stated.language)),
        canonical_url=address,
        site_name=named_alone(site, address or url),
        section=_first(values_of(named, SECTIONS)) or stated.section,
        description=description,
        credit=next(named_agencies([*values_of(named, SOURCES), *stated.sources]), ""),
        paywalled=stated_paywall(stated.free, named),
    )


def lead_images(head: PageHead) -> list[str]:
    """Return the addresses of the images with which the head shows the article, best first."""
    named = [meta.content for name in IMAGES for meta in head.metas if meta.name == name]
    return [*head.stated.images, *named]


def _address(stated: Sequence[str], url: str) -> str:
    """Return the first stated address that may be the page's own; its site's home page is none of a page below it."""
    home = ""
    for address in filter(None, stated):
        if "{" not in address and address.rpartition("/")[2].lower() not in _NO_ADDRESS:
            found = resolved(address, url)
            if _path(found).strip("/") or address == stated[-1]:
                return found
            home = home or found
    return home


def _published(
    head: PageHead, stated: Stated, named: Mapping[str, str], url: str, near: Sequence[str]
) -> tuple[str, str]:
    """Return the date of publication and the kind of statement it was read from.

    Where the URL's day is the same with day and month changed about, 03/04/2026 was read in the wrong order.
    """
    known = ((source, moment) for source, moment in _moments(head, stated, named, url, near) if moment)
    source, moment = next(known, ("", ""))
    if moment and "T" not in moment:
        exact = next(((name, other) for name, other in known if other.startswith(f"{moment}T")), None)
        source, moment = exact or (source, moment)
    day = _url_day(url)
    return (day, "url") if day and moment == "-".join((day[:4], day[8:], day[5:7])) else (moment, source)


def _moments(
    head: PageHead, stated: Stated, named: Mapping[str, str], url: str, near: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield the statements on when the page was published, best first: their kind, and the date or ""."""
    yield "json-ld", utc_of(stated.published)
    for value in values_of(named, PUBLISHED):
        yield "meta", utc_of(value)
    american = any(_AMERICAN.search(value) for value in (head.language, named.get("og:locale", "")))
    marks = _times(head, modified=False)
    for mark in marks:
        yield "time", "" if mark.boxed else _marked_moment(mark.content, month_first=american)
    yield "url", _url_day(url)
    for value in (*near, *head.datelines):
        yield "text", day_in(value, month_first=american)
    for mark in marks:
        yield "time", _marked_moment(mark.content, month_first=american)


def _near_heading(page: Page, title: str) -> list[str]:
    """Return the short blocks around the heading, those after it first: dates and bylines stand among them."""
    tags = [page.elements[block.element].tag if block.element >= 0 else "" for block in page.blocks]
    texts = [] if "h1" in tags else [block.text for block in page.blocks]
    if "h1" not in tags and title not in texts:
        return []
    heading = texts.index(title) if texts else tags.index("h1")
    after = page.blocks[heading + 1 : heading + 1 + _NEAR]
    before = page.blocks[max(0, heading - _NEAR // 2) : heading]
    return [block.text for block in (*after, *before) if len(block.text) <= _LONGEST_DATELINE]


def _times(head: PageHead, *, modified: bool) -> list[Statement]:
    """Return the visible page's marked dates of one kind, those of publication (marked as such first) or change."""
    changed = [("modif" in mark.name or "updat" in mark.name, mark) for mark in head.times]
    if modified:
        return [mark for is_change, mark in changed if is_change]
    marks = [mark for is_change, mark in changed if not is_change] or [mark for _, mark in changed]
    return [*sorted(marks[:_MARKS_NEAR], key=lambda mark: "publi" not in mark.name), *marks[_MARKS_NEAR:]]


def _marked_moment(text: str, *, month_first: bool) -> str:
    moment = utc_of(text)
    return moment if "T" in moment else day_in(text, month_first=month_first) or moment


def _url_day(url: str) -> str:
    found = _URL_DATE.search(url)
    return utc_of("-".join(found.groups())) if found else ""


def _authors(head: PageHead, sites: Sequence[str], near: Sequence[str]) -> tuple[str, ...]:
    """Return the authors: people who are stated, people of a byline, what else is stated."""
    site = _first(sites)
    stated: tuple[str, ...] = ()
    for values in (head.stated.authors, authors_in(head.metas)):
        names = authors_of(values, site)
        if people := tuple(name for name in names if not is_of_house(name, sites)):
            return people
        stated = stated or names
    return (
        visible_authors(head.bylines, site)
        or visible_authors([*filter(is_byline, near), *head.author_links], site)
        or linked_names(head.bylines, head.author_links)
        or stated
    )


def _language(values: Sequence[str]) -> str:
    return next((value.strip()[:3].strip("-_").lower() for value in values if _LANGUAGE.search(value.strip())), "")


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return url


def _first(values: Iterator[str] | Sequence[str]) -> str:
    return next((value for value in values if value), "")
