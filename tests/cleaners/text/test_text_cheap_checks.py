"""What is asked of a line first, because it costs less, never says no where the full question says yes."""

from __future__ import annotations

import sys

import pytest

from cleaners.fields.names import labelled_names
from cleaners.text.headline import is_figures, is_stamp
from cleaners.text.lines import plain_lines
from cleaners.text.people import introduced_names
from cleaners.text.shape import SHAPE_COLUMNS, lengths_of, shape_table


def test_digits_of_every_script_make_figures() -> None:
    digits = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isdigit()]
    assert all(map(is_figures, digits))
    assert all(map(is_stamp, digits))


@pytest.mark.parametrize("text", ["Harbour", "– … “”", "Порт", "Λιμάνι"])
def test_a_line_without_digits_has_no_figures(text: str) -> None:
    assert not is_figures(text)
    assert not is_stamp(text)


def test_lengths_are_those_of_the_table() -> None:
    """Of every character that may be a line's, and of lines in which a few of an unspaced script stand."""
    chars = [chr(code) for code in range(0x21, 0x10100) if not 0xD800 <= code < 0xE000 and not chr(code).isspace()]
    lines = [*chars, "The harbour — ‘port’ — opens", "港 opens", "The “ท่าเรือ” opens", "항구가 열린다"]
    lengths = shape_table(lines)[SHAPE_COLUMNS.index("length")].tolist()
    assert lengths_of(lines) == lengths
    assert [lengths_of([line])[0] for line in lines[-4:]] == lengths[-4:]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Penulis : Ratna Wulandari", ("Ratna Wulandari",)),
        ("文／佐藤美咲", ("佐藤美咲",)),
        ("记者 林晓雯", ("林晓雯",)),
        ("Text: Ana Souza", ("Ana Souza",)),
        ("An opinion by: Ana Souza", ("Ana Souza",)),
        (
            "The harbour opens at nine, by the clock of the old town hall that nobody has looked at in years: it stands",
            (),
        ),
    ],
)
def test_names_stand_behind_a_label(text: str, names: tuple[str, ...]) -> None:
    assert labelled_names(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [("3 May 2026 by Ana Souza", ("Ana Souza",)), ("On the sea wall by Ana Souza", ()), ("Ana Souza 3 May", ())],
)
def test_a_by_inside_a_line_introduces_names_behind_a_date(text: str, names: tuple[str, ...]) -> None:
    assert introduced_names(text) == names


@pytest.mark.parametrize(
    ("torn", "mended"),
    [
        (
            "The ferry to the\nHarbour Council\n, which met on Monday",
            "The ferry to the Harbour Council, which met on Monday",
        ),
        ("港口委员会在周一的会议上\n，决定重建海堤", "港口委员会在周一的会议上，决定重建海堤"),
        ("“渡轮再也没有回来\n，”她说", "“渡轮再也没有回来，”她说"),
    ],
)
def test_a_sentence_torn_before_a_mark_is_mended(torn: str, mended: str) -> None:
    assert "\n".join(line.text for line in plain_lines(torn)) == mended
