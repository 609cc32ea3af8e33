"""Every format, read from a fixture of our own writing."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaners.record import Fields
from storage.formats import FieldMapping
from tests.storage.formats.support import FIRST, PAGE, SECOND, articles, counts, read, refusals

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storage.formats import Delivered

    First = Callable[[str], Delivered]

BOTH = f"{FIRST}\n\n{SECOND}"
HTML = f"<p>{FIRST}</p><p>{SECOND}</p>"
PIER = Fields(
    title="Brenmouth rebuilds its pier",
    authors=("Nora Field",),
    published="2026-03-03T08:15:00Z",
    modified="2026-03-03T10:00:00Z",
    language="en",
)


@pytest.fixture
def first(drops: Path) -> First:
    """Return a reader of the first article of a fixture."""
    return lambda name: articles(read((drops / name).read_bytes()))[0]


@pytest.mark.parametrize("name", ["story.txt", "story-windows-1252.txt", "story-utf-16.txt"])
def test_plain_text_is_read_in_its_encoding(drops: Path, name: str) -> None:
    raw = (drops / name).read_bytes()
    (found,) = articles(read(raw))
    assert found.media == "text"
    assert found.body.splitlines()[0] == FIRST
    assert found.place == ""


def test_quotes_of_windows_are_read_as_such(drops: Path) -> None:
    (found,) = articles(read((drops / "story-windows-1252.txt").read_bytes()))
    assert "“It is a good day for the café owners,” said Zoë Marr." in found.body


@pytest.mark.parametrize("name", ["page.html", "page.xhtml"])
def test_a_page_is_delivered_as_it_is(drops: Path, name: str) -> None:
    raw = (drops / name).read_bytes()
    (found,) = read(raw)
    assert (found.media, found.raw, found.body) == ("html", raw, raw.decode())


def test_a_page_in_utf_16_keeps_its_bytes() -> None:
    raw = PAGE.decode().encode("utf-16")
    (found,) = articles(read(raw))
    assert (found.media, found.raw, found.body) == ("html", raw, PAGE.decode())


def test_nitf_gives_what_it_knows(first: First) -> None:
    found = first("nitf.xml")
    assert found.body.split("\n\n")[:2] == [FIRST, SECOND]
    assert found.given == replace(
        PIER,
        subtitle="Four winters of dispute end",
        authors=("Nora Field", "Ivo Sand"),
        modified="",
        date_source="nitf",
        section="Politics",
        description="The council has voted.",
    )
    assert (found.guid, found.version, found.status, found.urgency) == ("cwa.77.1", "2", "usable", 4)
    assert (found.source, found.keywords, found.corrects) == ("Coast Wire", ("harbour", "ferries"), "cwa.77.0")


def test_newsml_g2_gives_what_it_knows(first: First) -> None:
    found = first("newsml-g2.xml")
    assert found.body == BOTH
    assert found.given == replace(PIER, subtitle="Dispute ends", date_source="newsml-g2")
    assert (found.guid, found.version) == ("urn:newsml:coast.example:20260303:pier", "3")
    assert (found.status, found.embargo, found.urgency) == ("usable", "2026-03-04T06:00:00Z", 3)
    assert found.corrects == "urn:newsml:coast.example:20260302:pier"


def test_newsml_g2_kills_holds_and_counts(drops: Path) -> None:
    found = read((drops / "newsml-g2.xml").read_bytes())
    _, killed, withheld = articles(found)
    assert (killed.status, killed.body, killed.guid) == ("killed", "", "urn:newsml:coast.example:20260301:gone")
    assert (withheld.status, withheld.given.title, withheld.source) == ("withheld", "Second story", "coast")
    assert counts(found) == {"picture item": 1}


def test_newsml_1_gives_what_it_knows(first: First) -> None:
    found = first("newsml-1.xml")
    assert found.body == BOTH
    assert found.given == replace(PIER, title="Café owners cheer the pier", date_source="newsml")
    assert (found.guid, found.version) == ("urn:newsml:coast.example:20260303:pier", "2")
    assert (found.status, found.embargo, found.urgency) == ("usable", "2026-03-04T06:00:00Z", 4)


def test_newsml_1_kills_by_the_guid_that_revisions_share(drops: Path) -> None:
    killed = articles(read((drops / "newsml-1.xml").read_bytes()))[1]
    assert (killed.guid, killed.version, killed.status) == ("urn:newsml:coast.example:20260301:gone", "3", "killed")


def test_ninjs_1_gives_what_it_knows(first: First) -> None:
    found = first("ninjs-1.json")
    assert found.body == BOTH
    assert found.given == replace(
        PIER,
        authors=("Nora Field", "Ivo Sand"),
        date_source="ninjs",
        section="Regional",
        description="The council has voted.",
    )
    assert (found.guid, found.version, found.status, found.urgency) == ("urn:coast:pier", "3", "usable", 3)
    assert (found.embargo, found.corrects) == ("2026-03-04T06:00:00Z", "urn:coast:pier-0")


def test_ninjs_2_prefers_the_main_headline_and_the_body_with_paragraphs(first: First) -> None:
    found = first("ninjs-2.json")
    assert (found.given.title, found.body) == ("Brenmouth rebuilds its pier", BOTH)


def test_ninjs_3_may_be_a_kill_without_a_body(first: First) -> None:
    found = first("ninjs-3.json")
    assert (found.status, found.body, found.guid, found.version) == ("killed", "", "urn:coast:pier", "2")


def test_ap_media_json_is_opened_and_links_are_not_followed(drops: Path) -> None:
    found = read((drops / "ap-media.json").read_bytes())
    (item,) = articles(found)
    assert (item.guid, item.version, item.body, item.source) == ("a1b2", "4", BOTH, "AP")
    assert item.url == ""
    assert refusals(found) == {"entry 2": "the item has no text of its own (links to one are not followed)"}


def test_a_telex_is_unwrapped_and_its_desk_notes_are_left_out(first: First) -> None:
    found = first("telex.txt")
    assert found.body == BOTH.replace("The harbour", "Brenmouth (coast) - The harbour", 1)
    assert found.given.title == "Brenmouth rebuilds its pier after four winters of dispute"
    assert (found.given.authors, found.given.published) == (("Nora Field",), "2026-03-03T08:15:00Z")
    assert (found.guid, found.urgency, found.keywords) == ("cwa0123:2026-03-03", 4, ("Harbour", "Brenmouth"))


def test_a_bureau_queue_is_read(first: First) -> None:
    found = first("bureau.xml")
    assert found.body == f'{FIRST}\n\nIt is "good news".'
    assert (found.guid, found.version, found.urgency, found.source) == ("0a-1", "2", 4, "coast")


def test_rss_takes_the_content_before_the_summary(drops: Path) -> None:
    found = read((drops / "feed.rss").read_bytes())
    full, teaser = articles(found)
    assert (full.body, full.media, full.teaser) == (HTML, "html", False)
    assert full.given == replace(
        PIER,
        title="Brenmouth rebuilds its pier & ferry",
        modified="",
        date_source="feed",
        description="The council has voted.",
    )
    assert (full.url, full.guid, full.source) == ("https://courier.example/pier", "courier-77", "Coast Courier")
    assert (teaser.teaser, teaser.url) == (True, "https://courier.example/tides")
    assert counts(found) == {"feed entry without text": 1}


def test_atom_resolves_links_and_keeps_markup(first: First) -> None:
    found = first("feed.atom")
    assert (found.body, found.url) == (HTML, "https://courier.example/pier")
    assert found.given == replace(PIER, date_source="feed", description="The council has voted.")
    assert (found.guid, found.keywords) == ("tag:courier.example,2026:77", ("Harbour",))


def test_rdf_is_a_feed_too(first: First) -> None:
    found = first("feed.rdf")
    assert (found.body, found.source, found.given.language) == (f"{FIRST} {SECOND}", "Coast Courier", "en")


def test_wordpress_posts_have_their_paragraphs(drops: Path) -> None:
    found = read((drops / "wordpress.xml").read_bytes())
    (post,) = articles(found)
    assert post.body == f"<p>{FIRST}</p>\n<p>{SECOND}</p>"
    assert post.given == replace(
        PIER, modified="", date_source="feed", section="Harbour", description="The council has voted."
    )
    assert counts(found) == {"WordPress item that is no post": 1, "WordPress post that is not public": 1}


def test_a_sitemap_is_refused_with_what_it_is(drops: Path) -> None:
    found = read((drops / "sitemap.xml").read_bytes())
    assert refusals(found) == {"": "a sitemap: it lists addresses and holds no articles"}


def test_mail_is_decoded(first: First) -> None:
    found = first("mail.eml")
    assert found.body == f"{FIRST}\n\n{SECOND} Café."
    assert (found.given.title, found.given.published) == ("Brenmouth rebuilds its pier", "2026-03-03T08:15:00Z")
    assert (found.source, found.guid, found.given.language) == ("Coast Wire §", "77@coast.example", "en")


def test_a_mailbox_holds_messages(drops: Path) -> None:
    found = articles(read((drops / "box.mbox").read_bytes()))
    assert [(item.place, item.given.title) for item in found] == [("message 1", "One"), ("message 2", "Two")]
    assert found[0].body.endswith("From here the road is closed.")


def test_a_saved_page_keeps_its_address_and_not_the_day_it_was_saved(first: First) -> None:
    found = first("page.mhtml")
    assert (found.media, found.url, found.given.published) == ("html", "https://courier.example/pier", "")
    assert '<meta charset="utf-8">' in found.body


def test_a_broken_json_line_costs_itself(drops: Path) -> None:
    found = read((drops / "articles.jsonl").read_bytes())
    one, page = articles(found)
    assert (one.place, one.body, one.guid, one.source) == ("line 1", BOTH, "7", "Coast Courier")
    assert one.given == replace(PIER, modified="", date_source="delivered")
    assert (page.place, page.media) == ("line 3", "html")
    assert list(refusals(found)) == ["line 2"]


def test_a_json_list_is_read_entry_by_entry(drops: Path) -> None:
    one, other = articles(read((drops / "articles.json").read_bytes()))
    assert (one.place, one.body, one.given.published) == ("entry 1", FIRST, "2026-03-03T08:15:00Z")
    assert (other.media, other.raw[:11]) == ("html", b'{"guid": "8')


def test_a_csv_row_may_span_lines_and_a_bad_one_costs_itself(drops: Path) -> None:
    found = read((drops / "articles.csv").read_bytes())
    one, other = articles(found)
    assert (one.place, one.body, one.given.published) == ("line 2", BOTH, "2026-03-03")
    assert other.place == "line 6"
    assert refusals(found) == {"line 5": "a table row with more cells than the header has names"}


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_told_by_the_header(delimiter: str) -> None:
    raw = f"id{delimiter}body\n1{delimiter}{FIRST}\n".encode()
    assert [item.body for item in articles(read(raw))] == [FIRST]


def test_a_parquet_file_is_read_row_by_row() -> None:
    file = io.BytesIO()
    rows = [{"id": number, "headline": "Pier", "content": f"{FIRST} {number}", "weight": 0.5} for number in range(70)]
    pq.write_table(pa.Table.from_pylist(rows), file, row_group_size=30)
    found = articles(read(file.getvalue()))
    assert len(found) == 70
    assert (found[69].place, found[69].body, found[69].guid) == ("row 70", f"{FIRST} 69", "69")


def test_a_source_can_have_its_own_names() -> None:
    raw = b'{"nr": "5", "inhalt": "Worte", "kopf": "Titel"}'
    assert not articles(read(raw))
    mapping = FieldMapping(text=("inhalt",), title=("kopf",), guid=("nr",))
    (found,) = articles(read(raw, mapping=mapping))
    assert (found.body, found.given.title, found.guid) == ("Worte", "Titel", "5")


def test_dotted_names_go_into_objects() -> None:
    (found,) = articles(read(b'{"id": 1, "title": {"rendered": "T"}, "content": {"rendered": "<p>Words</p>"}}'))
    assert (found.given.title, found.body, found.media) == ("T", "<p>Words</p>", "html")


def test_a_json_feed_names_its_source() -> None:
    raw = b'{"version": "https://jsonfeed.org/version/1.1", "title": "Courier", "items": [{"id": "1", "content_text": "a"}]}'
    (found,) = articles(read(raw))
    assert (found.source, found.place) == ("Courier", "entry 1")


@pytest.mark.parametrize(
    "name",
    [
        *("articles.jsonl", "articles.json", "articles.csv", "feed.rss", "feed.atom", "feed.rdf", "newsml-g2.xml"),
        *("newsml-1.xml", "nitf.xml", "ninjs-1.json", "ap-media.json", "bureau.xml", "wordpress.xml", "telex.txt"),
        *("mail.eml", "box.mbox", "page.html", "story.txt"),
    ],
)
def test_the_raw_bytes_of_an_article_can_be_read_alone(drops: Path, name: str) -> None:
    """What is stored of an article gives the same body, title and guid again."""
    for item in articles(read((drops / name).read_bytes())):
        again = articles(read(item.raw))
        assert [(found.body, found.given.title, found.guid) for found in again] == [
            (item.body, item.given.title, item.guid)
        ]
