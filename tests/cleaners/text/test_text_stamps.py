"""Dates below an article that say of what they are go, and become its fields where nothing else tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cleaners.text.door import clean_text

if TYPE_CHECKING:
    from cleaners.record import CleanCopy

BODY = [
    f"The council of Marrow Bend keeps the lock shut for {weeks} more weeks, for divers found a crack in the {wall} wall."
    for weeks, wall in zip(("two", "three", "eleven"), ("western", "eastern", "lower"), strict=True)
]


def cleaned(*below: str) -> CleanCopy:
    return clean_text("\n\n".join(("Lock shut until spring", *BODY, *below)))


@pytest.mark.parametrize(
    ("stamp", "event"),
    [
        ("Last updated: 3 March 2026 at 14:05", "modified"),
        ("Zuletzt aktualisiert: 3. März 2026", "modified"),
        ("Mis à jour le 3 mars 2026", "modified"),
        ("Última actualización: 3 de marzo de 2026", "modified"),
        ("Atualizado em 3 de março de 2026 às 14h05", "modified"),
        ("Ultimo aggiornamento: 3 marzo 2026", "modified"),
        ("Laatst bijgewerkt: 3 maart 2026", "modified"),
        ("Aktualizacja: 3 marca 2026", "modified"),
        ("Обновлено: 3 марта 2026, 14:05", "modified"),
        ("Güncelleme: 3 Mart 2026 14:05", "modified"),
        ("Diperbarui 3 Maret 2026", "modified"),
        ("آخر تحديث: 3 مارس 2026", "modified"),
        ("更新时间：2026年3月3日", "modified"),
        ("更新日：2026年3月3日 14:05", "modified"),
        ("First published on 3 March 2026", "published"),
        ("Pubblicato il 3 marzo 2026", "published"),
        ("发布时间：2026-03-03 14:05", "published"),
        ("公開日：2026年3月3日", "published"),
    ],
)
def test_a_date_below_an_article_says_of_what_it_is(stamp: str, event: str) -> None:
    found = cleaned(stamp)
    assert found.text.split("\n\n") == BODY
    assert stamp in [removal.text for removal in found.removals]
    assert {"published": found.fields.published, "modified": found.fields.modified}[event] == "2026-03-03"


@pytest.mark.parametrize(
    "last",
    [
        "The report was published on 3 March 2026.",
        "3 March 2026",
        "Update from the lock keeper on what happened on the night of 3 March 2026",
        "Edition 3, March 2026, of the Lock Keepers' Almanac is published by the guild",
    ],
)
def test_a_last_line_that_is_more_than_a_date_stays(last: str) -> None:
    assert cleaned(last).text.split("\n\n")[-1] == last


def test_a_date_between_paragraphs_stays() -> None:
    entry = "Updated: 3 March 2026, 14:05"
    found = clean_text("\n\n".join(("Lock shut until spring", *BODY, entry, BODY[0].replace("two", "nine"))))
    assert entry in found.text


def test_a_change_before_publication_is_none() -> None:
    text = "\n\n".join(("Lock shut until spring", "5 March 2026", *BODY, "Last updated: 3 March 2026"))
    assert clean_text(text).fields.modified == ""
    assert clean_text(text.replace("5 March", "1 March")).fields.modified == "2026-03-03"


def test_what_the_head_says_wins() -> None:
    text = "\n\n".join(("Lock shut until spring", "1 March 2026", *BODY, "First published on 3 March 2026"))
    assert clean_text(text).fields.published == "2026-03-01"


@pytest.mark.parametrize("stamp", ["14.03.2026 07.57", "18:42 GMT, March 14, 2026", "Saturday 14 March 2026 05:39, UK"])
def test_a_lone_date_below_the_first_paragraph_is_the_articles(stamp: str) -> None:
    """Many systems set it between the standfirst and the text, where it stayed."""
    found = clean_text("\n\n".join((BODY[0], stamp, *BODY[1:])))
    assert found.text.split("\n\n") == BODY
    assert (found.fields.published, found.fields.date_source) == ("2026-03-14", "text")


def test_the_hours_of_a_live_report_stay() -> None:
    entries = ["14.03.2026 09:10", BODY[1], "14.03.2026 08:45", BODY[2]]
    assert clean_text("\n\n".join((BODY[0], *entries))).text.split("\n\n") == [BODY[0], *entries]
