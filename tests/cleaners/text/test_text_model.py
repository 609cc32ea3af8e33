from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.language import language_of
from cleaners.rules.folding import folded, folded_blocks
from cleaners.text.columns import layout_of, segments
from cleaners.text.lexicon import lexicon_of
from cleaners.text.model import doubts_of, expected_f1, judged_lines, line_model, lines_of
from cleaners.text.prose import has_prose, near_prose, prose_share
from cleaners.text.shape import SHAPE_COLUMNS, prose_flags, shape_table
from cleaners.text.words import WORD_COLUMNS, Words, kinship, spelled, word_hashes, word_table, words_of

_LINES = ["Harbour bridge opens", "The harbour bridge opens in 2026.", "Share", "—", "Bridge, harbour: tickets"]


def _column(name: str) -> list[float]:
    lexicon = lexicon_of(["share", "the harbour", "opens"], [-2.0, 1.5, 0.5])
    table = word_table(_words(), np.array([False, True, False, False, False]), lexicon)
    return [round(value, 3) for value in table[WORD_COLUMNS.index(name)].tolist()]


def _words() -> Words:
    return words_of(_LINES, layout_of([len(_LINES)]))


def test_a_word_is_lower_case_and_a_digit_is_a_nought() -> None:
    assert spelled("İzmir 2026: Übergröße_x") == "izmir 0000 übergröße_x"


def test_vowel_signs_do_not_part_a_word() -> None:
    assert spelled("हिन्दी, समाचार") == "हिन्दी समाचार"


def test_a_word_has_one_hash_wherever_it_stands() -> None:
    """Words that differ in a letter have hashes that differ in their upper bits, by which a text tells its words."""
    hashes = word_hashes(["there", "where", "bridge", "there"]).tolist()
    assert hashes[0] == hashes[3]
    assert len({number >> 12 for number in hashes}) == 3
    assert set(words_of(["“Bridge!” —", "over there"], layout_of([1, 1])).hashes.tolist()) > set(hashes[2:])


def test_a_line_without_a_word_has_its_place() -> None:
    words = _words()
    assert len(words.starts) == len(_LINES)
    assert _column("lexicon_mean")[3] == 0


def test_words_and_pairs_weigh_what_the_lexicon_says() -> None:
    assert _column("lexicon_sum") == [0.5, 2.0, -2.0, 0.0, 0.0]
    assert _column("lexicon_least") == [0.0, 0.0, -2.0, 0.0, 0.0]


def test_a_topic_is_shared_with_paragraphs_other_than_the_line_itself() -> None:
    assert _column("topic_words") == [3.0, 0.0, 0.0, 0.0, 2.0]


def test_kinship_asks_what_the_likely_body_speaks_of() -> None:
    close, far = (kinship(_words(), np.array(scores, np.float64)) for scores in ([0, 1, 0, 0, 0], [0] * 5))
    assert close[0, 4] > far[0, 4] == 0


def test_speech_that_a_spaced_bracket_closes_ends_as_a_sentence() -> None:
    ends = shape_table(["« Les rayons sont pleins. »", "»", "Les rayons"])[SHAPE_COLUMNS.index("ends_stop")]
    assert ends.tolist() == [1, 0, 0]


_ENDS = st.sampled_from([".", "。", "”", ".”", ". »", ",", "", "!)", "」", "？）"])
_LINE = st.tuples(st.text(st.sampled_from("aé ’ก日カ์9・-"), max_size=120), _ENDS).map(
    lambda parts: "".join(parts).strip()
)


@given(st.lists(st.tuples(_LINE.filter(bool), st.sampled_from(["", "share/en"])), min_size=1, max_size=8))
def test_the_share_of_paragraphs_needs_no_table(pairs: list[tuple[str, str]]) -> None:
    texts, rules = zip(*pairs, strict=True)
    shapes = shape_table(texts)
    length = shapes[SHAPE_COLUMNS.index("length")] * [not rule for rule in rules]
    expected = float((length * prose_flags(shapes)).sum() / length.sum()) if length.any() else 1.0
    assert prose_share(texts, rules) == pytest.approx(expected)
    assert all(has_prose(texts, rules, share) == (prose_share(texts, rules) >= share) for share in (0.5, 0.93, 0.97))


def test_the_menus_of_a_raw_page_are_not_judged() -> None:
    """Twenty lines above the first sentence and below the last that no rule took may be the article's."""
    body = [
        "The council voted on Monday to open the old bridge again.",
        "Tickets",
        "“It was time,” said the mayor, who had asked for it often.",
    ]
    texts = ["Menu"] * 30 + body + ["We use cookies to make this site better for all of you."] + ["Menu"] * 40
    rules = [""] * 33 + ["cookie-notice/en"] + [""] * 40
    assert near_prose(texts, rules) == slice(10, 53)
    assert near_prose(["Menu"] * 60, [""] * 60) == slice(0, 60)


def test_a_long_article_with_a_few_prompts_is_no_raw_page() -> None:
    told = "The judges of the rowing club explain below how they ranked the boats of the season."
    prompts = [f"share/{place}" if place in (30, 60, 90) else "" for place in range(160)]
    menus = ["navigation" if place % 20 == 5 else "" for place in range(160)]
    ranking = [told if place % 4 == 0 else "Rank and name" for place in range(160)]
    assert judged_lines(ranking, prompts) == slice(0, 160)
    assert judged_lines(ranking, menus) == slice(0, 160)
    assert judged_lines([told, *ranking[1:4] * 53], prompts) == slice(0, 21)
    assert judged_lines([told, *ranking[1:4] * 53], menus) == slice(0, 21)


def test_lines_close_to_each_other_are_one_segment() -> None:
    flags = np.array([False, True, False, True, False, False, False, True])
    found = segments(flags, np.array([0, 3, 0, 3, 0, 0, 0, 2], np.float32), (2,), layout_of([8]))
    assert found[0].tolist() == [0, 0.75, 0.75, 0.75, 0.75, 0.75, 0.75, 0.25]
    assert found[1].tolist() == [0.75, 0.75, 0.75, 0.75, 0.25, 0.25, 0.25, 0.25]


def test_the_expected_f1_is_that_of_the_best_choice() -> None:
    """Keeping the first two lines: 2 · 18 words right of 20 kept and 19 in the body."""
    scores, sizes = np.array([0.9, 0.9, 0.1], np.float32), np.array([10, 10, 10], np.float32)
    assert expected_f1(scores, sizes) == pytest.approx(2 * 18 / (20 + 19))


def test_the_model_knows_a_sentence_from_a_menu() -> None:
    texts = [
        "Home",
        "News",
        "The council voted on Monday to open the old harbour bridge again, the mayor said.",
        "Log in",
    ]
    scores = line_model().scores(lines_of([texts], [[""] * 4]))
    assert scores[2] > max(scores[[0, 1, 3]])


_WORD = st.sampled_from(
    [
        "Subscribe",
        "harbour",
        "the",
        "bridge",
        "opened",
        "on",
        "Monday",
        "2026",
        "said",
        "mayor.",
        "“No”",
        "日本語の",
        "|",
    ]
)
_PAGE = st.lists(
    st.tuples(
        st.lists(_WORD, min_size=1, max_size=30).map(" ".join),
        st.sampled_from(["", "", "share/en", "comment-prompt/de", "credit/en"]),
    ),
    min_size=1,
    max_size=30,
)


@given(st.lists(_PAGE, min_size=1, max_size=6))
@settings(deadline=None)
def test_a_text_has_the_scores_that_it_has_alone(pages: list[list[tuple[str, str]]]) -> None:
    """To the last bit: otherwise what is cut would depend on what else is cleaned at the time."""
    texts, rules = [[line for line, _ in page] for page in pages], [[rule for _, rule in page] for page in pages]
    together = line_model().scores(lines_of(texts, rules)).tolist()
    alone = [line_model().scores(lines_of([text], [found])).tolist() for text, found in zip(texts, rules, strict=True)]
    assert together == [score for scores in alone for score in scores]


@given(st.lists(st.text(max_size=60), max_size=12))
def test_blocks_are_folded_at_once_as_one_by_one(texts: list[str]) -> None:
    assert folded_blocks(texts) == [folded(text) for text in texts]


@given(st.lists(st.text(st.sampled_from("aé fi‐“”…\u00a0²Ⅷ가ㄱς"), max_size=700), min_size=1, max_size=3))
def test_long_blocks_are_folded_at_once_as_one_by_one(texts: list[str]) -> None:
    assert folded_blocks(texts) == [folded(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "The mayor said that the bridge was closed for a week and that it will be open on Monday for all of them.",
            "en",
        ),
        (
            "Der Bürgermeister sagte, dass die Brücke für eine Woche nicht mit dem Auto zu befahren ist und bleibt.",
            "de",
        ),
        ("Borgmesteren sagde, at broen er lukket for biler i en uge, og at den ikke bliver åbnet til festen.", "da"),
        ("Ordføreren sa at broen er stengt for biler, og at det ikke er mulig å kjøre over den før festen.", "no"),
        (
            "Starosta řekl, že most je zavřený a že se na něm bude celý týden pracovat, aby byl hotov do slavnosti.",
            "cs",
        ),
        ("Мер сказав, що міст зачинено на тиждень і що його відкриють до свята, як це було й торік у травні.", "uk"),
    ],
)
def test_a_language_and_its_relatives_are_told_apart(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_list_of_names_in_the_middle_does_not_hide_the_language() -> None:
    prose = "The mayor said that the bridge was closed for a week and that it will be open on Monday for all of them. "
    assert language_of(prose * 3 + "Anna Brandt, Jonas Ahrens, Mette Falk, Tomas Vidal. " * 6 + prose * 3) == "en"


def test_a_clean_text_is_never_doubted_nearly_as_a_whole() -> None:
    """One prompt among a hundred lines of a ranking makes no raw page of it; of a raw page any share may go."""
    scores, sizes = np.array([0.9] + [0.01] * 9, np.float32), np.array([10] * 10, np.float32)
    short, free = np.zeros(10, bool), np.ones(10, bool)
    assert doubts_of(scores, sizes, short, free, dirty=False) == [False] * 10
    assert doubts_of(scores, sizes, short, free, dirty=True) == [False] + [True] * 9
    half = np.array([0.9] * 5 + [0.01] * 5, np.float32)
    assert doubts_of(half, sizes, short, free, dirty=False) == [False] * 5 + [True] * 5


def test_a_sentence_close_below_one_that_stays_needs_less_of_a_score() -> None:
    scores = np.array([0.9, 0.01, 0.15, 0.15, 0.01, 0.01, 0.01, 0.15], np.float32)
    sentences = np.array([True, False, True, False, False, False, False, True])
    sizes, free = np.full(8, 12, np.float32), np.ones(8, bool)
    assert doubts_of(scores, sizes, sentences, free, dirty=True) == [False, True, False] + [True] * 5


def test_lines_that_the_rules_took_put_no_distance_between_two_sentences() -> None:
    """Five prompts in a row stood between two paragraphs: the second went, though it needs little of a score there."""
    scores = np.array([0.9, 0.01, 0.01, 0.01, 0.01, 0.01, 0.15], np.float32)
    sentences = np.array([True, False, False, False, False, False, True])
    sizes, taken = np.full(7, 12, np.float32), np.array([False, *[True] * 5, False])
    assert doubts_of(scores, sizes, sentences, ~taken, dirty=True)[-1] is False
    assert doubts_of(scores, sizes, sentences, np.ones(7, bool), dirty=True)[-1] is True
