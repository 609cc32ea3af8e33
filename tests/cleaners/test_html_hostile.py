"""Pages built to crash, hang or fool: none may raise, none may take long, none may lose its text."""

from __future__ import annotations

import gzip
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.html.charset import repaired
from cleaners.html.door import clean_html, declared_charset
from cleaners.html.guard import tame

if TYPE_CHECKING:
    from pathlib import Path

PARAGRAPH = (
    "The lighthouse keeper wrote down every ship that passed the cape that night, and in the morning he counted "
    "forty-one names, three of which nobody in the port had ever heard before."
)
ARTICLE = f"<article><h1>Forty-one ships passed the cape</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH[::-1]}</p></article>"
# Seconds; an idle machine needs under 2, a busy one several times that. Unguarded parsers need minutes.
PATIENCE = 20

FLOODS = {
    "200,000 open tags": "<div>" * 200_000 + ARTICLE,
    "200,000 closed tags": "<div>" * 200_000 + ARTICLE + "</div>" * 200_000,
    "200,000 bold tags": "<b>" * 200_000 + ARTICLE,
    "100,000 attributes": "<p " + " ".join(f"a{index}=1" for index in range(100_000)) + ">" + ARTICLE,
    "60,000 comment openings": ARTICLE + "<!--" * 60_000,
    "100,000 paragraphs": ARTICLE + "<p>x" * 100_000,
    "50,000 nested lists": "<ul><li>" * 50_000 + ARTICLE,
    "30,000 nested tables": "<table><tr><td>" * 30_000 + ARTICLE,
    "300,000 angle brackets": ARTICLE + "<" * 300_000,
    "50,000 open quotes": ARTICLE + '<p a="' * 50_000,
    "100,000 nested JSON arrays": '<script type="application/ld+json">' + "[" * 100_000 + "</script>" + ARTICLE,
    "40 scripts of openings in JSON": ("<script type=application/ld+json>" + '/*""' * 20_000 + "</script>") * 40
    + ARTICLE,
    "an author of 300,000 letters": f"<meta name=author content={'a' * 300_000}>" + ARTICLE,
    "an author of 100,000 commas": f"<meta name=author content='{'a, ' * 100_000}'>" + ARTICLE,
    "20,000 lists in a list": f"<article><h1>Forty-one ships</h1>{f'<p>{PARAGRAPH}</p><ul><li>x' * 10_000}" + ARTICLE,
    "10,000 hidden words": ARTICLE + "<p>" + "x<span hidden>y</span>" * 10_000,
    "10,000 marks of dates": "<div><i class=date><time datetime=2026>" * 5_000 + ARTICLE,
    "one million blanks": ARTICLE + " " * 1_000_000,
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_takes_seconds_and_leaves_the_article(name: str) -> None:
    """No quadratic time, no recursion, and the article's words are still among what came out."""
    start = time.process_time()
    copy = clean_html(FLOODS[name])
    assert time.process_time() - start < PATIENCE
    told = copy.text + " ".join(removal.text for removal in copy.removals)
    assert "lighthouse keeper" in told


@pytest.mark.parametrize("depth", [10, 253, 254, 500, 1_000])
def test_deep_nesting_keeps_the_body(depth: int) -> None:
    """Lxml alone gives nothing from 254 nested tags on."""
    copy = clean_html("<div>" * depth + ARTICLE + "</div>" * depth)
    assert PARAGRAPH in copy.text


@pytest.mark.parametrize(
    "page",
    [
        "",
        " ",
        "\0",
        "<",
        "<!--",
        "plain words without a tag",
        "<html>",
        "\ud800<p>x",
        "<p>" * 3,
        "<?xml?><a/>",
        "&#0;&#xD800;",
    ],
)
def test_a_page_of_almost_nothing_is_held(page: str) -> None:
    """It comes out empty or as it is, with a reason to hold it where nothing is kept."""
    copy = clean_html(page)
    assert copy.text or copy.hold


markup = st.recursive(
    st.text(max_size=60),
    lambda inner: st.builds(
        lambda tag, name, parts: f'<{tag} class="{name}">' + "".join(parts) + f"</{tag}>",
        st.sampled_from(
            ["p", "div", "a", "li", "ul", "table", "tr", "td", "br", "nav", "b", "span", "h2", "figure", "pre"]
        ),
        st.sampled_from(["", "article-body", "related", "comments", "x"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(markup)
def test_any_markup_is_cleaned_the_same_way_twice(page: str) -> None:
    """It never raises, depends on nothing but the page, and says everything once: kept or removed."""
    first = clean_html(page)
    assert first == clean_html(page)
    assert not any("\n" in block for block in first.text.split("\n\n"))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from([PARAGRAPH, "Share", "Read more", "He paused.", "10:45", "A quiet town, then."]), max_size=30
    )
)
def test_kept_text_is_a_subsequence_of_the_page(texts: list[str]) -> None:
    """Nothing is invented and nothing moves."""
    page = "<article>" + "".join(f"<p>{text}</p>" for text in texts) + "</article>"
    position = iter(texts)
    kept = clean_html(page).text
    assert all(block in position for block in kept.split("\n\n") if block)


def test_every_block_is_kept_or_removed_with_its_place() -> None:
    """Places count the blocks of the page in reading order, from 1."""
    copy = clean_html(f"<nav>Home</nav><p>{PARAGRAPH}</p><p>{PARAGRAPH[::-1]}</p><footer>The end</footer>")
    assert [removal.place for removal in copy.removals] == [1, 4]
    assert copy.text == f"{PARAGRAPH}\n\n{PARAGRAPH[::-1]}"


def test_odd_real_pages_do_not_raise(shared: Path) -> None:
    """Feeds, sitemaps, an empty file, a page compressed twice: garbage in, a held copy out."""
    for path in sorted((shared / "bench" / "drops" / "html-trafilatura").iterdir()):
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
        copy = clean_html(raw.decode("utf-8", "replace"))
        assert copy.text or copy.hold, path.name


def test_an_ordinary_page_passes_the_guard_unchanged() -> None:
    """Taming is for pages made to hang a parser."""
    page = f"<!DOCTYPE html><html><body>{ARTICLE}<div data-state='{'{' + 'a b ' * 5_000}'></div></body></html>"
    assert tame(page).decode() == page


def test_a_page_read_as_latin_1_is_read_again() -> None:
    """Declared charsets and UTF-8 are recognised; Western pages stay as they are."""
    french = "<p>Les bateaux sont rentrés très tôt, dès l’aube, et la mer était déjà calme.</p>"
    assert repaired(french.encode().decode("cp1252", "replace").replace("\ufffd", "\x9d")) == french
    russian = '<meta charset="windows-1251"><p>' + "Корабли вернулись на рассвете, море было спокойным. " * 9
    assert repaired(russian.encode("cp1251").decode("latin-1")) == russian
    latin = '<meta charset="windows-1251"><p>Där låg båtarna stilla i hamnen hela natten.</p>'
    assert repaired(latin) == latin
    assert repaired("<p>Ça va très bien, déjà vu</p>") == "<p>Ça va très bien, déjà vu</p>"


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        (b'<meta charset="GB2312">', "gb2312"),
        (b"<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'>", "shift_jis"),
        (b'<?xml version="1.0" encoding="iso-8859-2"?>', "iso-8859-2"),
        (b"<p>charset=utf-8</p>", ""),
    ],
)
def test_the_declared_charset_is_read(raw: bytes, charset: str) -> None:
    """From ``<meta>`` in both forms and from an XML declaration, nowhere else."""
    assert declared_charset(raw) == charset


def test_half_a_character_in_json_ld_is_no_trouble() -> None:
    """JSON can spell a lone surrogate; no field may carry it on, for nothing could store it."""
    script = r'{"@type": "NewsArticle", "headline": "Harbour reopens", "author": {"name": "Mira \udfff Holt"}}'
    page = (
        f'<html><head><script type="application/ld+json">{script}</script></head><body><p>Ships sail.</p></body></html>'
    )
    fields = clean_html(page).fields
    assert fields.title == "Harbour reopens"
    assert "".join(fields.authors).encode()
