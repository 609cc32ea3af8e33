"""What only the visible page says of its article: whose marks count, and what a name or a day is in any language."""

from __future__ import annotations

import json

import pytest

from cleaners.fields.dates import day_in
from cleaners.fields.jsonld import stated_in
from cleaners.fields.names import authors_of, labelled_names, visible_authors
from cleaners.html.door import clean_html
from cleaners.language import language_between
from cleaners.record import Fields, Image

HEADING = "Council votes to rebuild the harbour wall"
SENTENCE = "The ferry left the pier at six and nobody on the quay waved, for the fog had come in early. "


def fields(
    body: str, head: str = "", *, url: str = "https://quay.example/news/harbour-wall", lang: str = "en"
) -> Fields:
    """Return the fields of a page with this above and around six paragraphs."""
    prose = f"<p>{SENTENCE * 3}</p>" * 6
    page = f"<html lang={lang}><head><title>{HEADING}</title>{head}</head><body>{body.replace('PROSE', prose)}</body></html>"
    return clean_html(page, url=url).fields


def ld(**article: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(article)}</script>"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Updated 5 March 2026 | Published 3 March 2026", "2026-03-03"),
        ("Published 3 March 2026, updated 5 March 2026", "2026-03-03"),
        ("Mis à jour le 3 mars 2026 à 14h05", "2026-03-03"),
        ("입력 2026.03.03 수정 2026.03.05", "2026-03-03"),
        ("公開 2026/3/3", "2026-03-03"),
        ("٣ مارس ٢٠٢٦", "2026-03-03"),
        ("13 فروری 2025", "2025-02-13"),
        ("13 फ़रवरी 2025, 08:40", "2025-02-13"),
        ("2026. március 3.", "2026-03-03"),
        ("3. lipnja 2026", "2026-06-03"),
        ("3 lipca 2026", "2026-07-03"),
        ("3 серпня 2026", "2026-08-03"),
        ("3 Ιουνίου 2026", "2026-06-03"),
    ],
)
def test_a_day_is_read_in_the_words_and_digits_of_its_language(text: str, day: str) -> None:
    assert day_in(text) == day


def test_the_month_comes_first_where_the_page_is_american() -> None:
    dated = f"<h1>{HEADING}</h1><div class=date>03/04/2026</div>PROSE"
    assert fields(dated, lang="en-US").published == "2026-03-04"
    assert fields(dated, lang="en-GB").published == "2026-04-03"
    assert fields(dated, url="https://quay.example/2026/03/04/wall").published == "2026-03-04"


TEASER = "<div class=teaser><time datetime=2025-01-05>5 Jan</time><span class=author>Tom Fisher</span></div>"


@pytest.mark.parametrize("above", [TEASER, TEASER * 14])
@pytest.mark.parametrize("below", ["", f"<section class=comments>{TEASER}</section>"])
def test_the_marks_of_the_article_win_over_those_of_teasers_and_comments(above: str, below: str) -> None:
    own = "<p class=byline>By Ana Souza</p><time datetime=2026-03-03>3 March 2026</time>"
    found = fields(f"{above}<article><h1>{HEADING}</h1>{own}PROSE</article>{below}")
    assert found.authors == ("Ana Souza",)
    assert found.published == "2026-03-03"


def test_a_day_that_the_article_speaks_of_is_not_its_own() -> None:
    spoken = f"<p>{SENTENCE} It opened on <time datetime=1998-06-01>1 June 1998</time>, and {SENTENCE}</p>"
    found = fields(f"<h1>{HEADING}</h1><div class=date>3 March 2026</div>{spoken}PROSE")
    assert found.published == "2026-03-03"


def test_the_class_of_every_wordpress_post_is_no_date() -> None:
    post = f"<div class='post status-publish'><p>2019-09-03: {SENTENCE * 2}</p><h1>{HEADING}</h1>PROSE</div>"
    assert not fields(post).published


def test_a_change_before_publication_is_none() -> None:
    stated = ld(**{"@type": "NewsArticle"}, headline=HEADING, datePublished="2026-03-03", dateModified="2026-03-01")
    assert not fields(f"<h1>{HEADING}</h1>PROSE", stated).modified


@pytest.mark.parametrize("inside", ["liveBlogUpdate", "hasPart", "review", "mentions", "isPartOf"])
def test_what_stands_below_an_article_in_its_json_ld_is_another(inside: str) -> None:
    other = {"@type": "NewsArticle", "headline": "Other", "author": "Tom Fisher", "datePublished": "2025-01-05"}
    stated = {"@type": "NewsArticle", "headline": HEADING, "datePublished": "2026-03-03", inside: [other]}
    found = stated_in([json.dumps(stated)])
    assert (found.headline, found.published, found.authors) == (HEADING, "2026-03-03", ())


def test_of_several_articles_the_one_with_the_address_of_the_page_counts() -> None:
    own = {"@type": "NewsArticle", "headline": HEADING, "url": "https://quay.example/wall?x=1"}
    other = {"@type": "NewsArticle", "headline": "Other", "url": "https://quay.example/b", "author": "Tom Fisher"}
    scripts = [json.dumps([other, own])]
    assert stated_in(scripts, ["http://quay.example/wall/"]).headline == HEADING
    assert stated_in(scripts).headline == "Other"


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "A wall, // not a pier",}',
        '/* ours */ {"@type": "NewsArticle", // kind\n "headline": "A wall, // not a pier"}',
        '{"@type": "WebSite"}\n{"@type": "NewsArticle", "headline": "A wall, // not a pier"}',
        '{"@type": "NewsArticle", "headline": "A wall, // not a pier", "author": "Ana\\\'s desk"}',
    ],
)
def test_json_ld_with_a_comma_a_comment_or_a_neighbour_too_many_is_read(script: str) -> None:
    assert stated_in([script]).headline == "A wall, // not a pier"


def test_a_reference_that_has_a_type_does_not_hide_the_node_it_names() -> None:
    graph = [
        {"@type": "Person", "@id": "#ana", "name": "Ana Souza", "url": "https://quay.example/ana"},
        {"@type": "NewsArticle", "headline": HEADING, "author": {"@type": "Person", "@id": "#ana"}},
    ]
    assert stated_in([json.dumps({"@graph": graph})]).authors == ("Ana Souza",)


@pytest.mark.parametrize(
    ("free", "told"),
    [("True", True), ("http://schema.org/True", True), (1, True), (False, False), ("False", False), ("", None)],
)
def test_whether_everybody_may_read_is_said_in_many_ways(free: object, told: bool | None) -> None:
    stated = {"@type": "NewsArticle", "headline": HEADING, "isAccessibleForFree": free}
    assert stated_in([json.dumps(stated)]).free is told


def test_a_part_that_not_everybody_may_read_makes_the_article_one() -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": False}
    assert stated_in([json.dumps({"@type": "NewsArticle", "headline": HEADING, "hasPart": part})]).free is False


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("By Ana Souza, Senior Reporter", ("Ana Souza",)),
        ("Ana Souza - Staff Writer", ("Ana Souza",)),
        ("Ana Souza, PhD", ("Ana Souza",)),
        ("John Souza, Jr.", ("John Souza Jr",)),
        ("Souza, Ana", ("Ana Souza",)),
        ("Souza, Ana; Wei, Li", ("Ana Souza", "Li Wei")),
        ("Ana Souza with Li Wei", ("Ana Souza", "Li Wei")),
        ("Ana Souza i Li Wei", ("Ana Souza", "Li Wei")),
        ("ana@quay.example (Ana Souza)", ("Ana Souza",)),
        ('<a href="/ana">Ana Souza</a>', ("Ana Souza",)),
        ("Oleh Kovalenko", ("Oleh Kovalenko",)),
        ("Di Thompson", ("Di Thompson",)),
        ("De Wet Potgieter", ("De Wet Potgieter",)),
        ("von Nora Falk", ("Nora Falk",)),
        ("Reuters, AFP", ("Reuters", "AFP")),
    ],
)
def test_a_stated_author_is_a_name_without_role_or_degree(stated: str, names: tuple[str, ...]) -> None:
    assert authors_of([stated]) == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ana Souza in London", ("Ana Souza",)),
        ("Written by Ana Souza | Edited by Li Wei", ("Ana Souza",)),
        ("Reporting by Ana Souza and Jo Quill; Editing by Li Wei", ("Ana Souza", "Jo Quill")),
        ("Ein Kommentar von Nora Falk", ("Nora Falk",)),
        ("Opinion by Ana Souza", ("Ana Souza",)),
        ("Von DPA", ("DPA",)),
        ("Ana Souza The Quay", ("Ana Souza",)),
        ("记者 林晓雯", ("林晓雯",)),
        ("文／佐藤美咲", ("佐藤美咲",)),
        ("بقلم أحمد سالم", ("أحمد سالم",)),
        ("Автор: Иван Петров", ("Иван Петров",)),
        ("返回首页", ()),
    ],
)
def test_a_byline_names_people_in_any_script(byline: str, names: tuple[str, ...]) -> None:
    assert visible_authors([byline], "The Quay") == names


def test_names_that_are_marked_one_by_one_are_all_read() -> None:
    assert visible_authors(["Ana Souza Li Wei", "Ana Souza", "Li Wei"]) == ("Ana Souza", "Li Wei")


def test_only_a_label_makes_a_line_a_labelled_byline() -> None:
    assert labelled_names("Penulis: Ratna Wulandari") == ("Ratna Wulandari",)
    assert labelled_names("Reporting by Ana Souza") == ()


@pytest.mark.parametrize("house", ["The Quay", "quay.example", "asouza"])
def test_a_house_or_a_login_gives_way_to_a_person(house: str) -> None:
    stated = f"<meta property=og:site_name content='The Quay'><meta name=author content='{house}'>"
    signed = f"<h1>{HEADING}</h1><p class=byline>By Ana Souza</p>PROSE"
    assert fields(signed, stated).authors == ("Ana Souza",)


@pytest.mark.parametrize(
    "head", ["<meta name=author content=Quayherald>", ld(**{"@type": "NewsArticle"}, author={"name": "Quayherald"})]
)
def test_a_site_that_only_its_address_names_gives_way_to_a_person(head: str) -> None:
    body = f"<h1>{HEADING}</h1><p class=byline>Edda Quill</p>PROSE"
    address = "<link rel=canonical href='https://www.quayherald.example/news/wall'>"
    assert fields(body, head + address).authors == ("Edda Quill",)


@pytest.mark.parametrize(
    ("stated", "text", "language"),
    [
        ("de", "The council said that it was the first time in the town that they have met on a quay for this.", "en"),
        (
            "no",
            "Rådet sier at det er første gang i byen at de har møtt på kaia for dette, og det er det som er nytt.",
            "no",
        ),
        (
            "ms",
            "Dewan itu mengatakan bahwa rapat yang pertama di kota ini akan dihadiri oleh warga dan untuk warga.",
            "ms",
        ),
        ("en", "市议会周二晚以七票对两票通过了重建港口防波堤的决议，结束了长达数月的关于由谁出资的争论。", "zh"),
        (
            "en",
            (
                "Izakhamuzi zasedolobheni lasogwini zithi azihambisani nesinqumo somkhandlu sokuvala isikebhe esidala "
                "esithutha abantu nsuku zonke. Imeya ithe isikebhe sesigugile futhi akusekho mali yokusilungisa, kodwa "
                "abadobi bathi bazolahlekelwa umsebenzi uma lingatholakali elinye icebo ngokushesha."
            ),
            "zu",
        ),
        ("en", "Berg, Anna Lund, Tove Lindqvist, Jonas Weber, Mia Huber, Max Vogel, Lea Koch, Ole Hansen " * 6, "en"),
        ("jp", "市議会は火曜日の夜、港の護岸の建て替えを七対二で可決し、数か月にわたる議論を終えた。", "ja"),
    ],
)
def test_a_text_says_in_which_language_it_is_where_that_is_clear(stated: str, text: str, language: str) -> None:
    assert language_between(stated, text) == language


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            "<meta property=og:title content='World leaders back the wall'>",
            "<h1>World</h1>",
            "World leaders back the wall",
        ),
        ("<meta property=og:title content='The Quay'><meta property=og:site_name content='The Quay'>", "", HEADING),
        ("<meta property=og:title content='undefined'>", "", HEADING),
        ("<meta property=og:title content='The &amp;quot;last&amp;quot; <em>wall</em>'>", "", 'The "last" wall'),
    ],
)
def test_a_section_a_site_and_markup_are_no_title(head: str, body: str, title: str) -> None:
    assert fields(f"{body}PROSE", head).title == title


def test_a_home_page_is_not_the_address_of_a_page_below_it() -> None:
    body = f"<h1>{HEADING}</h1>PROSE"
    for canonical in ("https://quay.example/", "undefined", "/undefined"):
        head = f"<link rel='canonical alternate' href='{canonical}'>"
        assert fields(body, head).canonical_url == "https://quay.example/news/harbour-wall"
    assert (
        fields(body, "<link rel=canonical href='/'>", url="https://quay.example/").canonical_url
        == "https://quay.example/"
    )


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("The wall. Photo: J. R. Reed/AFP", "J. R. Reed/AFP"),
        ("The wall. REUTERS/Jo Reed", "REUTERS/Jo Reed"),
        ("La digue. © JO REED / AFP", "JO REED / AFP"),
        ("The wall. Courtesy of Harbour Trust", "Harbour Trust"),
        ("Open-source: volunteers check the wall", ""),
    ],
)
def test_a_caption_tells_whose_picture_it_is(caption: str, credit: str) -> None:
    figure = f"<div class=wp-caption><img src=/wall.jpg><p class=wp-caption-text>{caption}</p></div>"
    image = Image("https://quay.example/wall.jpg", caption, credit)
    lead = "<meta property=og:image content='https://quay.example/wall.jpg?w=1200'>"
    assert fields(f"<h1>{HEADING}</h1><p>{SENTENCE * 3}</p>{figure}PROSE", lead).images == (image,)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("<a class=author-name href=/author/7>هالة الطرابلسي</a>PROSE", ("هالة الطرابلسي",)),
        ("<span class=story-author><a href=/author/7>हेमा तिवारी</a></span>PROSE", ("हेमा तिवारी",)),
        # What is no link to an author, or no name of several words, may be a label.
        ("<span class=author-box>عن الكاتب</span>PROSE", ()),
        ("<a class=author-more href=/author/7>المزيد</a>PROSE", ()),
        ("<a href=/author/7>كل المقالات</a>PROSE", ()),
    ],
)
def test_a_name_without_capitals_is_one_where_a_byline_leads_to_its_author(body: str, names: tuple[str, ...]) -> None:
    assert fields(f"<h1>{HEADING}</h1>{body}").authors == names


@pytest.mark.parametrize(
    "mark",
    [
        "<div class=node__submitted>Verfasst von <span class='field field--name-uid'><span>Katrin Wiards</span></span> am Di.</div>",
        "<span rel=schema:author><span property=schema:name>Katrin Wiards</span></span>",
    ],
)
def test_the_author_of_a_drupal_node_is_read(mark: str) -> None:
    assert fields(f"<h1>{HEADING}</h1><footer class=node__meta>{mark}</footer>PROSE").authors == ("Katrin Wiards",)
