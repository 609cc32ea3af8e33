"""The agency that an article is from, as its text and its page tell it."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files

import pytest

from cleaners.html.door import clean_html
from cleaners.rules.agencies import agency_credit
from cleaners.text.door import clean_text

OPENING = "The council of the island voted on Tuesday night to rebuild the wall that has kept the sea out."


@pytest.mark.parametrize(
    ("end", "credit"),
    [
        ("Die Fähre kam nie zurück. (dpa/lno)", "dpa/lno"),
        ("Die Fähre kam nie zurück, sagte sie. dpa", "dpa"),
        ("The ferry never came back. (AFP)", "AFP"),
        ("The ferry never came back. —AP", "AP"),
        ("The ferry never came back.” – Reuters", "Reuters"),
        ("El barco no volvió. EFE", "EFE"),
        ("The ferry never came back. (With inputs from PTI)", "With inputs from PTI"),
        ("渡轮再也没有回来。（新华社）", "新华社"),
        ("Паром не вернулся. (ТАСС)", "ТАСС"),
        ("لم تعد العبارة. (رويترز)", "رويترز"),
        ("© 2026 AFP", "AFP"),
        ("Source: Xinhua", "Source: Xinhua"),
        ("Mit Material von dpa", "Mit Material von dpa"),
        ("AFP, dpa", "AFP, dpa"),
        ("Avec l'AFP", "Avec l'AFP"),
    ],
)
def test_an_agency_behind_the_last_sentence_is_the_credit(end: str, credit: str) -> None:
    assert agency_credit([OPENING, end]) == credit


@pytest.mark.parametrize(
    ("start", "credit"),
    [
        ("LISBON (AP) — The ferry never came back.", "AP"),
        ("(Reuters) - The ferry never came back.", "Reuters"),
        ("MADRID, 3 Mar. (EUROPA PRESS) - El barco no volvió.", "EUROPA PRESS"),
        ("МОСКВА, 3 марта. /ТАСС/. Паром не вернулся.", "ТАСС"),
        ("【ロンドン共同】フェリーは戻らなかった。", "共同"),
        ("［東京　３日　ロイター］ - フェリーは戻らなかった。", "ロイター"),
        ("(서울=연합뉴스) 배는 돌아오지 않았다.", "연합뉴스"),
        ("新华社北京3月3日电（记者林晓）渡轮没有回来。", "新华社"),
    ],
)
def test_an_agency_before_the_first_sentence_is_the_credit(start: str, credit: str) -> None:
    assert agency_credit([start, OPENING]) == credit


@pytest.mark.parametrize(
    "block",
    [
        "She had worked for Reuters",
        "That is what the mayor told Reuters.",
        "He moved with his sister to a farm near Scranton (PA)",
        "Nobody had heard of it, as two people who know it say (Reuters).",
        "The wall at dawn. (AP Photo/Jo Reed)",
        "The minister (AP) said that the ferry never came back.",
        "The party (APP) won every seat of the island; the ferry never came back.",
        "She learned it all at school. Source code was her first love",
        "They asked him why. Antarctica",
    ],
)
def test_an_agency_that_the_article_speaks_of_is_no_credit(block: str) -> None:
    assert agency_credit([block, OPENING]) == agency_credit([OPENING, block]) == agency_credit([block]) == ""


PROSE = """<p>The council of the island voted on Tuesday night to rebuild the wall that has kept the sea from the lower
town for ninety years, and which the storms of last winter broke in three places.</p><p>Work is to begin in April, said
the mayor, Ana Souza, who had asked the ministry for money four times and was refused four times.</p><p>Fishermen who
keep their boats behind it do not believe that the stones will be there in time, and some of them have moved.</p>"""


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "The wall",
    "sourceOrganization": {"name": "Xinhua"},
    "author": "Jo Reed",
}


@pytest.mark.parametrize(
    ("head", "body", "credit"),
    [
        ("<meta name=dc.source content='Associated Press'>", PROSE, "Associated Press"),
        ("<meta name=dc.source content='The Quay'>", PROSE, ""),
        ("<meta name=author content=dpa>", PROSE, "dpa"),
        ("<meta name=author content='Ana Reyes and AFP'>", PROSE, "AFP"),
        ("<meta name=dc.source content=dpa>", f"{PROSE}<p>The ferry never came back. (AFP)</p>", "AFP"),
        (
            f"<script type='application/ld+json'>{json.dumps(ARTICLE)}</script>",
            PROSE,
            "Xinhua",
        ),
    ],
)
def test_a_page_tells_the_agency_in_its_text_its_byline_or_its_head(head: str, body: str, credit: str) -> None:
    page = f"<html lang=en><head><title>The wall</title>{head}</head><body><h1>The wall</h1>{body}</body></html>"
    assert clean_html(page, url="https://quay.example/news/wall").fields.credit == credit


def test_a_flattened_text_tells_the_agency_and_keeps_its_last_sentence() -> None:
    lines = [line.removeprefix("<p>").replace("\n", " ") for line in PROSE.split("</p>") if line]
    copy = clean_text("\n\n".join([*lines, "The ferry, which had left at six, never came back to the island. (AFP)"]))
    assert copy.fields.credit == "AFP"
    assert copy.text.endswith("(AFP)")


def test_every_agency_of_the_data_file_is_a_credit_alone_and_with_a_desk() -> None:
    """However a name begins: what is asked first of a line, whether it begins as one does, misses none."""
    told = tomllib.loads(files("cleaners.rules").joinpath("agencies.toml").read_text(encoding="utf-8"))
    for name in (*told["signatures"], *told["names"]):
        assert agency_credit([OPENING, f"© {name}"]) == name
        assert agency_credit([OPENING, f"({name}/lno)"]) == f"{name}/lno"
