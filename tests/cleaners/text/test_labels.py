"""A header of labelled lines above a text goes into the fields; labelled lines of an article stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.text.door import clean_text

TITLE = "Swing bridge to close for nine weeks"
BODY = (
    "The council of Port Ellery voted on Tuesday to close the swing bridge for nine weeks, a decision that will send "
    "some four thousand drivers a day through the narrow streets of the old town.\n\n"
    "Engineers found cracks in two of the bearings during an inspection in March, and the manufacturer no longer makes "
    "the part. A replacement has to be cast in a foundry that has a waiting list of half a year."
)
HEADERS = {
    "english": f"Title: {TITLE}\nAuthor: Ana Souza\nDate: 2026-05-05\nURL: https://gazette.example/a\nSource: Ellery Gazette",
    "other words": f"Headline: {TITLE}\nByline: By Ana Souza\nPublished: May 5, 2026\nSource: Ellery Gazette",
    "brackets": f"[Title] {TITLE}\n[Author] Ana Souza\n[Date] 2026-05-05\n[Source] Ellery Gazette",
    "german": f"Titel: {TITLE}\nAutor: Ana Souza\nDatum: 05.05.2026\nQuelle: Ellery Gazette",
    "spanish": f"Título: {TITLE}\nAutor: Ana Souza\nFecha: 5 de mayo de 2026\nFuente: Ellery Gazette",
    "russian": f"Заголовок: {TITLE}\nАвтор: Ana Souza\nДата: 05.05.2026\nИсточник: Ellery Gazette",
    "chinese": f"标题：{TITLE}\n作者：Ana Souza\n日期：2026-05-05\n来源：Ellery Gazette",
    "front matter": (
        f'---\ntitle: "{TITLE}"\nauthor: [Ana Souza]\nhostname: gazette.example\nsitename: Ellery Gazette\n'
        "date: 2026-05-05\ncategories: ['News', 'Town']\ntags:\n- bridge\n- council\n---"
    ),
    "database": (
        "Copyright 2026 Ellery Gazette\nAll Rights Reserved\n\nSOURCE: Ellery Gazette\n\nDATE: May 5, 2026 Tuesday\n\n"
        f"SECTION: NEWS; Pg. A1\n\nLENGTH: 245 words\n\nHEADLINE: {TITLE}\n\nBYLINE: Ana Souza\n\nBODY:"
    ),
}


RIGHTS = "(c) 2026 Ellery Gazette. All Rights Reserved."
NUMBER = "Document ELGAZ00020260505em5500001"
STACKED = {
    "factiva": (
        f"{TITLE}\n\nBy Ana Souza\n612 words\n5 May 2026\nEllery Gazette\nELGAZ\nA12\nEnglish\n{RIGHTS}",
        NUMBER,
    ),
    "factiva, an hour": (f"News\n{TITLE}\nAna Souza\n612 words\n5 May 2026\n10:12 GMT\nEllery Gazette\nELGAZ", NUMBER),
    "factiva, german": (f"{TITLE}\nVon Ana Souza\n612 Wörter\n5 Mai 2026\nEllery Gazette\nDeutsch\n{RIGHTS}", ""),
    "nexis uni": (
        (
            f"{TITLE}\nEllery Gazette\nMay 5, 2026 Tuesday\nCopyright 2026 Ellery Gazette\nSection: NEWS; Pg. 4\n"
            "Length: 612 words\nByline: Ana Souza\nBody"
        ),
        "Classification\n\nLanguage: ENGLISH\n\nLoad-Date: May 6, 2026\n\nEnd of Document",
    ),
    "proquest": (
        (
            f"{TITLE}\nAuthor: Souza, Ana\nPublication info: 05 May 2026: A.4.\nPublication title: Ellery Gazette\n"
            "ProQuest document link\nABSTRACT (ENGLISH)\nNine weeks by ferry.\nFULL TEXT"
        ),
        "DETAILS\nSubject: Bridges\nLocation: Port Ellery\nDocument type: NEWSPAPER\nProQuest document ID: 12345",
    ),
}


@pytest.mark.parametrize(("header", "footer"), STACKED.values(), ids=STACKED)
def test_what_press_databases_write_becomes_fields(header: str, footer: str) -> None:
    cleaned = clean_text(f"{header}\n\n{BODY}\n\n{footer}")
    assert (cleaned.text, cleaned.hold) == (BODY, "")
    fields = cleaned.fields
    assert (fields.title, fields.authors, fields.published) == (TITLE, ("Ana Souza",), "2026-05-05")
    assert (fields.site_name, fields.subtitle) == ("Ellery Gazette", "")


@pytest.mark.parametrize("count", ["612 words", "300 words of praise", "5 May 2026"])
def test_a_count_of_words_alone_is_no_header(count: str) -> None:
    text = f"The game of the year\n\n{count}\n\n{BODY}"
    assert not any(removal.rule == "label" for removal in clean_text(text).removals)


@pytest.mark.parametrize("label", ["Full text", "Body", "Text", "Content", "Markdown Content"])
def test_a_paragraph_behind_a_label_stays(label: str) -> None:
    cleaned = clean_text(f"Title: {TITLE}\nAuthor: Ana Souza\nDate: 2026-05-05\n{label}: {BODY}")
    assert cleaned.text == BODY
    assert (4, "label", f"{label}:") in [(one.place, one.rule, one.text) for one in cleaned.removals]


@pytest.mark.parametrize(
    ("stated", "authors"),
    [
        ("Souza, Ana; Wei, Li", ("Ana Souza", "Li Wei")),
        ("Ana Souza, Li Wei", ("Ana Souza", "Li Wei")),
        ("Reuters, AFP", ("Reuters", "AFP")),
    ],
)
def test_names_that_are_turned_are_read(stated: str, authors: tuple[str, ...]) -> None:
    assert clean_text(f"Title: {TITLE}\nAuthor: {stated}\n\n{BODY}").fields.authors == authors


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_a_header_becomes_fields(header: str) -> None:
    cleaned = clean_text(f"{header}\n\n{BODY}")
    assert (cleaned.text, cleaned.hold) == (BODY, "")
    fields = cleaned.fields
    assert (fields.title, fields.authors, fields.published) == (TITLE, ("Ana Souza",), "2026-05-05")
    assert fields.site_name == "Ellery Gazette"


def test_every_label_of_a_reader_tool_is_read() -> None:
    header = f"Title: {TITLE}\n\nURL Source: https://gazette.example/a\n\nPublished Time: 2026-05-05T09:12:00Z"
    cleaned = clean_text(f"{header}\n\nMarkdown Content:\n# {TITLE}\n\n{BODY}")
    fields = cleaned.fields
    assert (cleaned.text, fields.title, fields.authors) == (BODY, TITLE, ())
    assert (fields.published, fields.canonical_url) == ("2026-05-05T09:12:00Z", "https://gazette.example/a")


def test_a_section_a_summary_and_a_change_are_fields() -> None:
    header = f"Title: {TITLE}\nCategory: News; Town\nSummary: Nine weeks by ferry.\nUpdated: 2026-05-06\nID: 4711"
    fields = clean_text(f"{header}\n\n{BODY}").fields
    assert (fields.section, fields.description, fields.modified) == ("News", "Nine weeks by ferry.", "2026-05-06")


def test_a_title_that_came_with_the_text_wins() -> None:
    assert (
        clean_text(f"{HEADERS['english']}\n\n{BODY}", title="Nine weeks by ferry").fields.title == "Nine weeks by ferry"
    )


def test_what_a_database_writes_below_goes_with_its_header() -> None:
    footer = "LOAD-DATE: May 6, 2026\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\nEnd of Document"
    assert clean_text(f"{HEADERS['database']}\n\n{BODY}\n\n{footer}").text == BODY


@pytest.mark.parametrize(
    "above",
    [
        "Title: The Harbour\nAuthor: Ana Souza\nPublisher: Quay Press\nPrice: £9.99",
        "Date: 5 May\nLocation: the quay\nTime: 8 pm",
        "Author: I wrote it in a winter.\nMayor: And I read it in a night.",
        "Body: the seat of the soul.",
    ],
)
def test_labelled_lines_of_an_article_stay(above: str) -> None:
    cleaned = clean_text(f"{BODY}\n\n{above}\n\n{BODY[::-1]}")
    assert "label" not in {removal.rule for removal in cleaned.removals}
    assert "label" not in {removal.rule for removal in clean_text(f"{above}\n\n{BODY}").removals}


def test_nothing_but_a_header_stays_as_it_is() -> None:
    assert "label" not in {removal.rule for removal in clean_text(HEADERS["english"]).removals}


LINES = st.sampled_from(
    [
        *("Title: Nine weeks", "Author: Ana Souza", "Date: 2026-05-05", "URL: https://a.example/b", "LENGTH: 4 words"),
        *("BYLINE: Ana", "Body", "BODY:", "---", "Price: 9", "Home", "Subscribe to our newsletter", "- item", "", BODY),
    ]
)


@settings(deadline=None)
@given(st.lists(LINES, max_size=14).map("\n".join))
def test_cleaning_a_clean_text_with_a_header_changes_nothing(text: str) -> None:
    once = clean_text(text).text
    assert clean_text(once).text == once
