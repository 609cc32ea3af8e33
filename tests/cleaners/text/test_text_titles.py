"""The title of a raw page stands above the body, among menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.clean_text import DUMPS, LIGHT
from benchmarks.clean_text_titles import measured
from cleaners.text import clean_text

if TYPE_CHECKING:
    from pathlib import Path

# Share of texts whose title is right, where it is one of their lines. Floors only rise.
LEAST = {**dict.fromkeys(LIGHT, 0.5), **dict.fromkeys(DUMPS, 0.68)}
FEWEST = 10  # texts: fewer prove nothing
EVERY = 6

PAGE = """Harbour ferries to leave every forty minutes | The Quay Gazette
Skip to content
Home
News
Weather
Life on the islands
Obituaries
Subscribe
Log in
Home / News / Transport
Harbour ferries to leave every forty minutes
Islanders had asked for more boats for two years
By Martha Quill
12 March 2026
Share
The harbour council has voted for a new timetable of the ferries, with boats to the islands every forty minutes.
Islanders had collected four thousand names for it, and the fishermen of the north quay had opposed it as long.
The first of the boats leaves on the first of May, said the council, and the fares will stay what they are until autumn.
Related stories
North quay floods again
Most read
Cookie policy
"""


def test_a_raw_page_gives_its_title_and_no_line_of_its_menu() -> None:
    copy = clean_text(PAGE)
    assert copy.fields.title == "Harbour ferries to leave every forty minutes"
    assert "every forty minutes\n" not in copy.text
    assert copy.text.startswith("The harbour council has voted")


def test_no_line_of_a_menu_is_a_title() -> None:
    lines = PAGE.splitlines()
    copy = clean_text("\n".join(lines[1:10] + lines[12:]))
    assert copy.fields.title == ""


def test_titles_stay_above_their_floor(shared: Path) -> None:
    for found in measured(bench=shared / "bench" / "clean", every=EVERY):
        assert found.texts < FEWEST or found.right >= LEAST[found.style] * found.texts, found
