"""How a report is signed off below its last sentence: initials, an account, the sign that it ends."""

from __future__ import annotations

import pytest

from cleaners.rules import boilerplate_rule
from cleaners.rules.shapes import ends_article, is_code
from cleaners.text.door import clean_text

BODY = [
    f"The council of Marrow Bend keeps the lock shut for {weeks} more weeks, for divers found a crack in the {wall} wall."
    for weeks, wall in zip(("two", "three", "seven", "eleven"), ("western", "eastern", "upper", "lower"), strict=True)
]
SIGN_OFFS = ["(dmk)", "[MBA]", "（完）", "@anasouza", "-30-", "- 30 -", "Fin", "ENDE"]


@pytest.mark.parametrize("last", SIGN_OFFS)
def test_what_signs_an_article_off_goes(last: str) -> None:
    found = clean_text("\n\n".join((*BODY, last)))
    assert found.text.split("\n\n") == BODY
    assert [(removal.rule, removal.text) for removal in found.removals] == [("sign-off", last)]


@pytest.mark.parametrize("last", SIGN_OFFS)
def test_what_signs_a_brief_off_goes(last: str) -> None:
    assert clean_text("\n\n".join((*BODY[:2], last))).text.split("\n\n") == BODY[:2]


@pytest.mark.parametrize("last", ["30", "2030", "(in Berlin)", "@ 5 pm", "Endeavour", "End of story"])
def test_what_only_looks_like_it_stays(last: str) -> None:
    assert not ends_article(last)


def test_a_list_of_accounts_stays() -> None:
    listed = ["Who tells of the lock:", "@anasouza", "@marrowbend", "@lockkeepers"]
    assert clean_text("\n\n".join((*BODY, *listed))).text.split("\n\n") == [*BODY, *listed]


def test_the_end_of_a_press_release_goes_and_its_notes_stay() -> None:
    notes = "The guild of lock keepers was founded in 1874 and has looked after the canal's nine locks since then."
    found = clean_text("\n\n".join((*BODY, "- ENDS -", notes)))
    assert found.text.split("\n\n") == [*BODY, notes]
    assert boilerplate_rule("The towpath ends.") == ""


@pytest.mark.parametrize(("number", "is_one"), [("191119052250266", True), ("9781234567897", False), ("1,204", False)])
def test_a_number_longer_than_a_books_is_a_systems(number: str, is_one: bool) -> None:
    assert is_code(number) is is_one


def test_two_labels_of_an_advert_run_together_go() -> None:
    assert boilerplate_rule("Advertisement 1Story continues below") == "advertisement/en"
