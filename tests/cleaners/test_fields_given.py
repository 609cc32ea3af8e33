"""What a delivery states against what the cleaner read."""

from __future__ import annotations

from cleaners.fields.given import given_first
from cleaners.record import Fields

_READ = Fields(
    title="Read title",
    subtitle="Read subtitle",
    authors=("Read Author",),
    published="2026-03-02",
    modified="2026-03-04T10:00:00Z",
    date_source="meta",
    language="de",
    credit="(Reporting by Ann Lee)",
)


def test_what_is_not_stated_stays_as_it_was_read() -> None:
    assert given_first(Fields(), _READ) == _READ


def test_what_is_stated_wins_field_by_field() -> None:
    found = given_first(Fields(title="Given title", authors=("Edda Quill", "Tom Reeve"), paywalled=False), _READ)
    assert (found.title, found.authors, found.paywalled) == ("Given title", ("Edda Quill", "Tom Reeve"), False)
    assert (found.subtitle, found.language, found.credit) == (_READ.subtitle, "de", _READ.credit)


def test_a_stated_date_comes_with_its_own_source() -> None:
    found = given_first(Fields(published="2026-03-03T09:15:00Z", date_source="ninjs"), _READ)
    assert (found.published, found.date_source, found.modified) == ("2026-03-03T09:15:00Z", "ninjs", _READ.modified)


def test_a_read_change_before_the_stated_date_is_no_change() -> None:
    found = given_first(Fields(published="2026-03-05T00:00:00Z", date_source="ninjs"), _READ)
    assert found.modified == ""


def test_a_title_is_one_line() -> None:
    assert given_first(Fields(title="Two\n  lines of  it"), _READ).title == "Two lines of it"


def test_a_read_subtitle_that_repeats_the_stated_title_goes() -> None:
    assert given_first(Fields(title="Read subtitle"), _READ).subtitle == ""
