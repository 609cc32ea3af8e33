"""What a report's pages are made of: passages, differences, columns, names."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.report.addresses import anchor, article, cluster, source
from flows.report.differences import differences
from flows.report.pages import Pager, paged
from flows.report.passages import passages, shortened
from flows.report.plots import plot
from flows.report.wording import age, headline, language, percent
from storage.copies import Copy
from storage.reporting import Day

_WORD = st.sampled_from(["boat", "harbour", "the", "a", "rain", "Ølberg", "¶"])
_TEXT = st.lists(st.lists(_WORD, min_size=1, max_size=6), max_size=6).map(
    lambda found: "\n\n".join(" ".join(block) for block in found)
)


def _copy(text: str, *removals: tuple[str, str, int], lines: str = "") -> Copy:
    told = [{"rule": rule, "text": gone, "place": place} for rule, gone, place in removals]
    return Copy({"text": text, "removals": told}, lines.split("\n") if lines else ())


def _told(copy: Copy) -> list[tuple[str, str, int]]:
    return [(one.text, one.rule, one.place) for one in passages(copy)]


def test_a_text_shows_its_lines_and_marks_those_that_went() -> None:
    copy = _copy("One.\n\nTwo.", ("share", "Share this", 3), lines="One.\n\nShare  this\n\nTwo.")
    assert _told(copy) == [("One.", "", 1), ("Share  this", "share", 3), ("Two.", "", 5)]


@pytest.mark.parametrize(
    ("removed", "lines"),
    [
        ("Share this with all your friends", "Share this with\nall your friends"),
        ("Share this with everybody", "Share this with every-\nbody"),
        ("分享这篇文章给您所有的朋友", "分享这篇文章给您\n所有的朋友"),
    ],
)
def test_a_hard_wrapped_removal_takes_all_its_lines(removed: str, lines: str) -> None:
    copy = _copy("One.", ("share", removed, 1), lines=f"{lines}\nOne.")
    assert [rule for _, rule, _ in _told(copy)] == ["share", "share", ""]


def test_a_page_shows_kept_blocks_between_those_that_went() -> None:
    copy = _copy("One.\n\nTwo.\n\nThree.", ("title", "Boats", 1), ("advert", "Buy", 3))
    assert [text for text, _, _ in _told(copy)] == ["Boats", "One.", "Buy", "Two.", "Three."]


def test_where_places_do_not_fit_what_went_stands_behind() -> None:
    """A text whose bytes are not kept counts lines, of which nobody knows any more which were blank."""
    copy = _copy("One.\n\nTwo.", ("share", "Share this", 9))
    assert _told(copy) == [("One.", "", 0), ("Two.", "", 0), ("Share this", "share", 9)]
    rejoined = _copy("One.", ("share", "Share this now", 1), lines="Share this\nOne.\nnow")
    assert _told(rejoined)[0][0] == "Share this now"


def test_a_long_text_is_cut_and_says_how_much_is_missing() -> None:
    shown, missing = shortened(passages(_copy("a" * 30 + "\n\n" + "b" * 30)), 40)
    assert [one.text for one in shown] == ["a" * 30, "b" * 10]
    assert missing == 20


@given(_TEXT, _TEXT)
def test_differences_hold_both_texts(canonical: str, copy: str) -> None:
    """Passages up to 32 words are never cut short: what is not new is the one, what is not gone is the other."""
    pieces = differences(canonical, copy)
    if any(piece.kind == "skipped" for piece in pieces):
        return
    for left_out, text in (("new", canonical), ("gone", copy)):
        words = [word for piece in pieces if piece.kind != left_out for word in piece.text.split()]
        assert words == [word for block in text.split("\n\n") if block for word in (*block.split(), "¶")]


def test_long_like_passages_are_cut_short() -> None:
    text = " ".join(f"w{number}" for number in range(100))
    pieces = differences(f"{text} old {text}", f"{text} new {text}")
    assert [piece.kind for piece in pieces] == ["skipped", "both", "gone", "new", "both", "skipped"]
    assert pieces[0].text == "92 words in both"


def test_texts_that_repeat_themselves_are_compared_in_time() -> None:
    started = time.process_time()
    assert differences("a b " * 7_000, "b a c " * 7_000)
    assert differences("a\n\n" * 7_000, "a\n\nb\n\n" * 7_000)
    assert differences("a b " * 700, "b a c " * 450)
    assert time.process_time() - started < 5


def _days(**counts: tuple[int, int]) -> list[Day]:
    return [Day(name.replace("_", "-").lstrip("d"), *both, 0) for name, both in counts.items()]


def test_columns_have_no_gaps_and_add_up() -> None:
    found = plot(_days(d2026_10_12=(3, 1), d2026_10_15=(2, 0)), date(2026, 11, 1))
    assert (found.step, [one.articles for one in found.columns]) == ("day", [3, 0, 0, 2])
    assert found.top == 4
    assert (found.columns[0].article_height, found.columns[0].copy_height) == (75.0, 25.0)


@pytest.mark.parametrize(("last", "step"), [("2026-02-01", "day"), ("2026-09-01", "week"), ("2029-01-01", "month")])
def test_columns_are_days_weeks_or_months(last: str, step: str) -> None:
    found = plot([Day("2026-01-01", 50, 0, 0), Day(last, 50, 0, 0)], date(2030, 1, 1))
    assert found.step == step
    assert 30 <= len(found.columns) <= 60


def test_wrong_dates_are_counted_and_left_out() -> None:
    days = [Day("", 4, 0, 0), Day("1970-01-01", 1, 0, 0), Day("2026-10-12", 500, 0, 0), Day("2099-01-01", 2, 0, 0)]
    found = plot([*days, Day("2026-13-45", 1, 0, 0)], date(2026, 11, 1))
    assert [one.label for one in found.columns] == ["2026-10-12"]
    assert (found.undated, found.outside) == (5, 3)
    assert plot([], date(2026, 11, 1)).columns == []


def test_a_list_of_many_is_many_pages() -> None:
    pages = [(pager, list(rows)) for pager, rows in paged(range(450), 450, lambda page: f"{page}.html")]
    assert [len(rows) for _, rows in pages] == [200, 200, 50]
    assert pages[1][1][0] == 200
    assert Pager(50, 100, str).near == [1, 48, 49, 50, 51, 52, 100]
    assert [pager.last for pager, _ in paged([], 0, str)] == [1]


@given(st.text(), st.integers(1, 10**9))
def test_no_name_of_a_page_holds_what_was_delivered(text: str, number: int) -> None:
    row: dict[str, Any] = {"seq": number, "document_id": "3fa9c1" * 10 + "abcd", "title": text}
    assert set(source(text)) <= set("sources/0123456789abcdef.html")
    assert article(row) == f"articles/{(number - 1) // 20 + 1}.html#{anchor(row['document_id'])}"
    assert cluster(row["document_id"], 2) == "clusters/3fa9c13fa9c13fa9-2.html"


def test_values_are_written_for_people() -> None:
    assert [percent(1, 3), percent(1, 5000), percent(0, 0), percent(1, 20)] == ["33 %", "< 0.1 %", "0.0 %", "5.0 %"]
    assert [age(0), age(9_000), age(-90_000)] == ["+ 0 min", "+ 2 h 30 min", "− 1 d 1 h"]
    assert [language("en"), language("zz"), language("en gb"), language('"')] == ["en", "", "", ""]
    assert headline(" two\nlines ") == "two lines"
    assert headline("") == "(no title)"
    assert len(headline("x" * 5000)) < 310
