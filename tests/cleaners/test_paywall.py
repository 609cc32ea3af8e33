"""Whether an article is behind a paywall, as its page says or shows."""

from __future__ import annotations

import json

import pytest

from cleaners.html.door import clean_html
from cleaners.text.door import clean_text

PROSE = """<p>The council of the island voted on Tuesday night to rebuild the wall that has kept the sea from the lower
town for ninety years, and which the storms of last winter broke in three places.</p><p>Work is to begin in April, said
the mayor, Ana Souza, who had asked the ministry for money four times and was refused four times.</p><p>Fishermen who
keep their boats behind it do not believe that the stones will be there in time, and some of them have moved.</p>"""


def paywalled(head: str, body: str = "") -> bool | None:
    page = f"<html><head><title>The wall</title>{head}</head><body><h1>The wall</h1>{PROSE}{body}</body></html>"
    return clean_html(page, url="https://quay.example/news/wall").fields.paywalled


def ld(**article: object) -> str:
    told = {"@type": "NewsArticle", "headline": "The wall", "datePublished": "2026-03-03"} | article
    return f"<script type='application/ld+json'>{json.dumps(told)}</script>"


PART = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".rest"}


@pytest.mark.parametrize(
    ("head", "is_paywalled"),
    [
        (ld(isAccessibleForFree="False"), True),
        (ld(isAccessibleForFree="http://schema.org/False"), True),
        (ld(hasPart=PART), True),
        (ld(hasPart=[PART]), True),
        (ld(isAccessibleForFree=True), False),
        (f"{ld(isAccessibleForFree=True)}<meta name=premium content=true>", False),
        ("<meta property=article:content_tier content=locked>", True),
        ("<meta property=article:content_tier content=free>", False),
        ("<meta name=is_premium content=1>", True),
        ("<meta name=cxenseparse:abc-premium content=true><meta name=cxenseparse:paywall content=no>", False),
        ("<meta itemprop=isAccessibleForFree content=false>", True),
        ("<meta name=article.access content=paid>", True),
        ("<meta name=userIsPremium content=false>", None),
        ("<meta name=premium content='The Quay Plus'>", None),
        ("", None),
    ],
)
def test_the_head_says_who_may_read(head: str, is_paywalled: bool | None) -> None:
    assert paywalled(head) is is_paywalled


@pytest.mark.parametrize(
    "prompt",
    [
        "Subscribe to continue reading",
        "This article is for subscribers only.",
        "Weiterlesen mit Quay plus",
        "Dieser Artikel ist nur für Abonnenten.",
        "Il vous reste 61% de cet article à lire. La suite est réservée aux abonnés.",
        "Para seguir leyendo, suscríbete",
        "Este conteúdo é exclusivo para assinantes",
        "Questo articolo è riservato agli abbonati",
        "Dit artikel is alleen voor abonnees",
        "Aby czytać dalej, wykup dostęp",
        "Чтобы дочитать, оформите подписку",
        "Haberin devamını okumak için abone olun",
        "Berlangganan untuk melanjutkan membaca",
        "この記事は有料会員限定です",
        "订阅后继续阅读",
        "هذا المحتوى للمشتركين فقط",
    ],
)
def test_a_prompt_right_behind_a_short_text_says_that_it_was_cut(prompt: str) -> None:
    assert paywalled("", f"<div class=paywall><h3>{prompt}</h3></div>") is True
    assert paywalled(ld(isAccessibleForFree=True), f"<div class=paywall><h3>{prompt}</h3></div>") is False


@pytest.mark.parametrize(
    "body",
    [
        "<div class=promo><h3>Subscribe to our newsletter</h3></div>",
        "<div class=promo><h3>Subscribe now and save 50%</h3></div>",
        "<div class=promo><h3>Create a free account to continue reading</h3></div>",
        "<div class=promo><h3>Registrieren Sie sich kostenlos, um diesen Artikel zu lesen</h3></div>",
        "<p>To continue reading was all that she had ever wanted, her sister told the court on the third day of the hearing.</p>",
        "<div><h3>More</h3></div><div>Ferries</div><div>Fog</div><div>Harbours</div><div>Subscribe to continue reading</div>",
    ],
)
def test_an_advert_of_subscriptions_says_nothing(body: str) -> None:
    assert paywalled("", body) is None


def test_a_prompt_behind_a_long_text_says_nothing() -> None:
    """Pages hold the prompt for readers who have used up their articles, below texts that are whole."""
    more = "".join(f"<p>In the year {year} the sea broke the wall {year - 1900} metres from the pier, and the lower town stood"
                   f" under water for {year % 7 + 2} days before the army came with pumps from the mainland.</p>"
                   for year in range(1930, 1960))  # fmt: skip
    assert paywalled("", f"{more}<div class=paywall><h3>Subscribe to continue reading</h3></div>") is None


def test_a_flattened_text_that_was_cut_is_told() -> None:
    lines = [line.removeprefix("<p>").replace("\n", " ") for line in PROSE.split("</p>") if line]
    assert clean_text("\n\n".join([*lines, "Subscribe to continue reading"])).fields.paywalled is True
    assert clean_text("\n\n".join(lines)).fields.paywalled is None
