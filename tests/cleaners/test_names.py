"""A byline's names without the places, employers and times that stand behind them."""

from __future__ import annotations

import pytest

from cleaners.fields.names import authors_of, visible_authors


@pytest.mark.parametrize(
    "byline",
    [
        "Ana Souza, New York",
        "Von Ana Souza, Kiel",
        "By Ana Souza in Nairobi",
        "Por Ana Souza, São Paulo",
        "Por Ana Souza - Madrid",
        "Par Ana Souza à Paris",
        "Ana Souza (Lisbon)",
        "Ana Souza - New Delhi",
        "Ana Souza, Senior Reporter, London",
        "By Ana Souza, Quay News, Delhi",
        "Ana Souza | Staff",
        "Ana Souza · 3 min read",
        "By Ana Souza for The Herald of the Bay",
        "By Ana Souza Updated 3 March",
        "Text: Ana Souza",
        "Ana Souza, periodista",
        "Par Ana Souza, rédactrice en chef",
        "Ana Souza, Korrespondentin",
        "Ana Souza, giornalista",
    ],
)
def test_places_roles_and_times_behind_a_name_are_no_authors(byline: str) -> None:
    assert authors_of([byline]) == visible_authors([byline]) == ("Ana Souza",)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Ana Souza, Li Wei", ("Ana Souza", "Li Wei")),
        ("By Ana Souza and Li Wei in Beijing", ("Ana Souza", "Li Wei")),
        ("Souza, Ana", ("Ana Souza",)),
        ("Ana Souza - Reuters", ("Ana Souza", "Reuters")),
        ("Ana Souza, AFP", ("Ana Souza",)),
        ("José Maria da Costa", ("José Maria da Costa",)),
        ("Ana de la Cruz", ("Ana de la Cruz",)),
        ("Pieter van der Berg", ("Pieter van der Berg",)),
        ("Jo Reed, Martin Luther King, Jr.", ("Jo Reed", "Martin Luther King Jr")),
        ("Reuters", ("Reuters",)),
        ("By Julian Fellowes", ("Julian Fellowes",)),
        ("By Ana Critchley", ("Ana Critchley",)),
    ],
)
def test_what_is_a_name_stays_one(byline: str, names: tuple[str, ...]) -> None:
    assert authors_of([byline]) == names


def test_a_surname_that_begins_like_a_profession_stays_whole() -> None:
    assert visible_authors(["By Julian Fellowes"]) == ("Julian Fellowes",)
