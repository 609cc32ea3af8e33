"""A page that was pruned loses nothing on its way, and its lean tree holds what BeautifulSoup's own would hold."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser

from cleaners.html.blocks import page_of
from cleaners.html.prune import prune
from cleaners.html.tree import soup_of

CASES = Path(__file__).resolve().parents[1] / "data" / "html"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_a_lean_tree_has_the_tags_and_texts_of_an_ordinary_one(case: str) -> None:
    """Same tags in the same order, same classes, same words: found by BeautifulSoup's own search."""
    markup = prune((CASES / case / "input.html").read_text(encoding="utf-8")).markup
    lean, plain = soup_of(markup), BeautifulSoup(markup, "lxml", multi_valued_attributes=None)
    assert [(tag.name, tag.get("class")) for tag in lean.find_all()] == [
        (tag.name, tag.get("class")) for tag in plain.find_all()
    ]
    assert lean.get_text(" ").split() == plain.get_text(" ").split()


def test_white_space_between_words_stays_and_comments_join_nothing() -> None:
    """Only white space before a tag that ends a run of text is left out."""
    assert soup_of("<p><b>Fog</b> <a>stops</a> <!-- x --><b>ferries</b> </p> <p>x</p>").get_text() == (
        "Fog stops ferriesx"
    )


def test_how_a_word_is_read_is_part_of_the_line_where_it_stands_in_brackets() -> None:
    """Newspapers write readings in brackets; above the line they would run into the word."""
    above, within = "<ruby>湾<rt>wan</rt></ruby>", "<ruby>氷<rp>(</rp><rt>kori</rt><rp>)</rp></ruby>"
    (block,) = page_of(prune(f"<p>The bay, {above}, and its ice, {within}</p>").markup).blocks
    assert block.text == "The bay, 湾, and its ice, 氷(kori)"


class _Roomless(LexborHTMLParser):
    """Trees whose markup finds no room: lexbor then gives none, and says nothing."""

    @property
    def body(self) -> Any:
        return SimpleNamespace(html=None)


def test_a_page_whose_markup_finds_no_room_is_no_empty_page() -> None:
    with mock.patch("cleaners.html.prune.LexborHTMLParser", _Roomless), pytest.raises(MemoryError):
        prune("<p>The ferry left the pier at noon.</p>")
