"""Sentences that a dump tore at its links come out whole; what stands below each other otherwise stays apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.clean_text_torn import measured
from cleaners.text.lines import plain_lines

if TYPE_CHECKING:
    from pathlib import Path

TORN = "The council\n, which met on Monday,\nhas voted.\n"  # what tells such a dump


def _texts(text: str) -> list[str]:
    return [line.text for line in plain_lines(text)]


@pytest.mark.parametrize(
    ("pieces", "whole"),
    [
        ("It told the\nQuay Gazette\n.", "It told the Quay Gazette."),
        ("Its clerk told a reporter of the morning paper\nThe Gazette\nthat it rained.", ""),
        ("They said (\nsee page 4\n) no more of it.", "They said (see page 4) no more of it."),
        ("They called it “\nThe Quay\n” and left.", "They called it “The Quay” and left."),
        ('They called it "\nthe quay\n" and left.', 'They called it "the quay" and left.'),
        ("Sie nannten es „\nden Kai\n“ und gingen.", "Sie nannten es „den Kai“ und gingen."),
        ("Sie nannten ihn „Kai“\nund gingen.", "Sie nannten ihn „Kai“ und gingen."),
        ("Die Fischer vom\nNordkai\nhatten gewonnen.", "Die Fischer vom Nordkai hatten gewonnen."),
        ("It was over. “\nWe have won\n,” they said.", "It was over. “We have won,” they said."),
        ("This was\nthe council\n's own ferry.", "This was the council's own ferry."),
        (
            "Nobody on the quay had expected so many people at the move against\nZephyr Lund\nEnded in March.",
            "Nobody on the quay had expected so many people at the move against Zephyr Lund\nEnded in March.",
        ),
        (
            "Die Reederei hat am Dienstag in der Hafenstadt angekündigt, dass sie gegen das\nUrteil\nBlieb ohne Folgen.",
            "Die Reederei hat am Dienstag in der Hafenstadt angekündigt, dass sie gegen das Urteil\nBlieb ohne Folgen.",
        ),
        ("Terms of\nThe quay is closed.", "Terms of\nThe quay is closed."),
        (
            "Image: Tove Lund for the Quay Gazette of Marrow\n(AP) — The quay is closed.",
            "Image: Tove Lund for the Quay Gazette of Marrow\n(AP) — The quay is closed.",
        ),
        ("It sails for two companies of the northern islands\n(and a third in summer).", ""),
        ("Nobody waved.\n(It was raining.)", "Nobody waved.\n(It was raining.)"),
        ("The ice house is on\nThe quay is closed.", "The ice house is on\nThe quay is closed."),
    ],
)
def test_pieces_of_a_sentence_are_put_together(pieces: str, whole: str) -> None:
    told = (whole or pieces.replace("\n", " ")).split("\n")
    assert _texts(TORN + pieces) == ["The council, which met on Monday, has voted.", *told]


@pytest.mark.parametrize(
    ("pieces", "whole"),
    [
        (
            "船长伊内斯·多瓦尔星期二在码头对记者表示，\n第二台发动机将在明年春天更换。",
            "船长伊内斯·多瓦尔星期二在码头对记者表示，第二台发动机将在明年春天更换。",
        ),
        ("负责这次维修的是\n埃勒里船厂\n，工期九周。", "负责这次维修的是埃勒里船厂，工期九周。"),
        (
            "船長のイネス・ドバルさんは火曜日に港で記者団に対し、\n修理に九週間かかったと述べた。",
            "船長のイネス・ドバルさんは火曜日に港で記者団に対し、修理に九週間かかったと述べた。",
        ),
        (
            "استأنفت العبارة بين ميناء إليري و\nجزيرة مارهولم\n، رحلاتها يوم الثلاثاء.",
            "استأنفت العبارة بين ميناء إليري و جزيرة مارهولم، رحلاتها يوم الثلاثاء.",
        ),
        (
            "कप्तान इनेस डोवाल ने मंगलवार को बंदरगाह पर पत्रकारों से बात करते हुए कहा,\nदूसरा इंजन वसंत में बदला जाएगा।",
            "कप्तान इनेस डोवाल ने मंगलवार को बंदरगाह पर पत्रकारों से बात करते हुए कहा, दूसरा इंजन वसंत में बदला जाएगा।",
        ),
    ],
)
def test_pieces_in_scripts_without_case_are_put_together(pieces: str, whole: str) -> None:
    assert _texts(pieces) == [whole]


@pytest.mark.parametrize(
    "apart",
    [
        "海风吹过旧码头，\n渡轮载着春天归来。",
        "船员：王小林，\n李明，\n林晓雯",
        "چلی ہوا ساحل کی جانب،\nکشتی لوٹ کے آئی ہے۔",
        "船长说，工期九周，费用约一百二十万克朗。\n第二台发动机将在明年更换。",
        "The captain told reporters at the quay on Tuesday that the repair had taken nine weeks,\nNews",
    ],
)
def test_verse_and_lists_in_scripts_without_case_stay_on_their_lines(apart: str) -> None:
    assert _texts(apart) == apart.split("\n")


@pytest.mark.parametrize(
    "apart",
    [
        "Home\nNews\nWeather",
        "The ferries leave at six in the morning now.\nthe islanders say",
        "What islanders will pay\nThe fare has been two crowns since the war, and for children a\nthird of a crown.",
        "What it will cost\nA ticket stays at two crowns, says\nthe council.",
        "Ferries to leave every forty minutes\nby Martha Quill",
        "Ferries to leave every forty minutes\nby\nMartha Quill",
        "The ferries leave at six from\n\nthe north quay",
    ],
)
def test_what_is_no_piece_of_a_sentence_stays_on_its_line(apart: str) -> None:
    first, *lines = _texts(TORN + apart)
    assert first.endswith("has voted.")
    assert lines[0] == apart.split("\n", maxsplit=1)[0]


def test_a_text_without_torn_sentences_is_left_as_it_is() -> None:
    lines = ["2 eggs", "a cup of milk", "Flour", "a pinch of salt", ". . . and so on"]
    assert _texts("\n".join(lines)) == lines


def test_a_sentence_stands_at_the_place_of_its_first_piece() -> None:
    assert [line.place for line in plain_lines(f"\n{TORN}Next")] == [2, 5]


def test_any_number_of_pieces_is_put_together_in_time() -> None:
    """Joined one at a time, each piece would copy all that stands before it."""
    (line,) = plain_lines("The council\n" + ", and so on\n" * 300_000)
    assert len(line.text) == len("The council") + 300_000 * len(", and so on")
    (wrapped,) = plain_lines("and so it goes on and on and on and on and on and on\n" * 300_000)
    assert wrapped.text.count("goes") == 300_000


def test_most_sentences_of_real_dumps_are_mended_and_hardly_a_joint_is_wrong(shared: Path) -> None:
    found = measured(bench=shared / "bench" / "clean", every=8)
    assert found.inside > 500
    assert found.mended >= 0.7 * found.inside
    assert found.wrong <= 0.03 * found.mended
