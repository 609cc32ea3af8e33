"""The hashing view: what looks the same is the same, and one look-up table says so too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.fold import fold, lookup, spans, text_id, token_stream
from dedup.tokens import streams, text_ids

# Letters of many scripts, marks, invisible characters, separators and what NFKC changes: all that folding looks at.
AWKWARD = st.text(
    st.sampled_from(
        "aAzZ09 \n.,-'é\u0301\u0327ßŒﬁ½²™\u00ad\u200b\u200d\ufeff\ufe0f“”‘’–—…\u00a0\u3000аеоСрα"
        "क्षिฟ้าขา東京はｶﾞがﾊﾟ한\u1112\u1161\u11ab汉字\u2f804\U00020000\U0001f600\U000e0101\ud800İıẞŉǰΐև\u0345ª"
    )
    | st.characters(),
    max_size=60,
)


@given(AWKWARD)
def test_folding_twice_is_folding_once(text: str) -> None:
    """The view of the view is the view."""
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)  # the first example builds the table
@given(st.lists(AWKWARD, min_size=1, max_size=4))
def test_the_table_folds_like_the_function(texts: list[str]) -> None:
    """The fast path over arrays and the readable one over strings give the same tokens for any text."""
    assert text_ids(streams(texts)) == [text_id(text) for text in texts]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("Ｗｉｄｅ", "wide"),
        ("soft\u00adhyphen", "softhyphen"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("cafe\u0301", "café"),
        ("раураl", "paypal"),
        ("“quoted” — said", '"quoted" - said'),
        ("U\u200d.S. don’t", "u.s. don't"),
        ("第１号", "第1号"),
        ("tag\U000e0041ged", "tagged"),
    ],
)
def test_what_looks_the_same_is_the_same(one: str, other: str) -> None:
    """A reprint is found though its copy was re-typeset, re-encoded or disguised."""
    assert text_id(one) == text_id(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("two words", "twowords"), ("résumé", "resume"), ("1.5", "15"), ("dog bites man", "man bites dog")],
)
def test_what_reads_differently_differs(one: str, other: str) -> None:
    """An exact duplicate is not stored again, so folding must not go far."""
    assert text_id(one) != text_id(other)


def test_unspaced_scripts_are_cut_into_characters() -> None:
    """Chinese, Japanese and Thai have no spaces to cut at; Korean and Hindi have."""
    assert token_stream("東京で covid19が増加") == "東 京 で covid19 が 増 加"
    assert token_stream("서울의 봄") == "서울의 봄"
    assert len(spans(fold("ข่าว"))) == 4


def test_a_line_break_inside_an_unspaced_text_changes_nothing() -> None:
    """Where a page wraps its lines says nothing about its text."""
    assert text_id("渡轮星期二\n清晨搁浅") == text_id("渡轮星期二清晨搁浅")


def test_the_table_is_shared_and_cannot_be_changed() -> None:
    """It is computed once."""
    assert lookup() is lookup()
    with pytest.raises(ValueError, match="read-only"):
        lookup()[0] = np.uint32(1)
