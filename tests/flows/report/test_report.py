"""`winnow report`: pages that are whole, hold together, and take nothing that was delivered for markup or a path."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from collections import Counter
from html import unescape
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Any

import html5lib
import pytest
from sqlalchemy import select

from flows.report.build import build_report
from storage import schema
from storage.errors import StoreError
from storage.store import open_store
from tests.flows.report.conftest import HOSTILE_SOURCES, HOSTILE_TITLE, HOSTILE_URL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from tests.flows.report.conftest import Reported

_ADDRESS = re.compile(r"(index|(articles|clusters|lists|sources)/[a-z0-9-]+)\.html")
_TAGS = (
    "html head meta title style body a header p nav ul li main h1 h2 h3 h4 div dl dt dd small table thead tbody tr th td "
    "span figure figcaption svg g rect line circle details summary footer code bdi strong del ins article "
    "script"
)


@pytest.fixture(scope="module")
def trees(reported: Reported) -> dict[str, Element]:
    """Parse all pages; a fault of the markup is an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return {address: parser.parse(text) for address, text in reported.pages.items()}


def _shown(text: str) -> str:
    body = re.sub(r"<(style|script)>.*?</\1>", " ", text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def test_every_link_leads_to_a_place_in_the_report(trees: dict[str, Element]) -> None:
    names = {address: {one.get("id") for one in tree.iter()} for address, tree in trees.items()}
    lost = []
    for address, tree in trees.items():
        for link in tree.iter("a"):
            target, _, place = (link.get("href") or "").partition("#")
            page = normpath(join(dirname(address), target)) if target else address
            if page not in names or (place and place not in names[page]):
                lost.append(f"{address}: {link.get('href')}")
    assert lost == []


def test_names_of_files_are_numbers_and_hashes(reported: Reported) -> None:
    files = {path.relative_to(reported.folder).as_posix() for path in reported.folder.rglob("*") if path.is_file()}
    assert files == {*reported.pages, ".winnow-report"}
    assert [name for name in reported.pages if not _ADDRESS.fullmatch(name)] == []


def test_nothing_delivered_is_markup(trees: dict[str, Element]) -> None:
    for address, tree in trees.items():
        assert {_local(one.tag) for one in tree.iter() if isinstance(one.tag, str)} <= set(_TAGS.split()), address
        for one in tree.iter():
            assert not [name for name in one.attrib if _local(name).startswith("on") or _local(name) == "src"], address
        scripts = {"".join(one.itertext()) for one in tree.iter("script")}
        assert len(scripts) <= 1, address
        assert not [one for one in scripts if "alert" in one], address
        assert not [link for link in tree.iter("a") if ":" in (link.get("href") or "")], address


def test_every_page_forbids_what_it_does_not_need(reported: Reported) -> None:
    for text in reported.pages.values():
        assert "default-src 'none'; style-src 'sha256-" in unescape(text)
        assert " style=" not in re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)


def test_hostile_words_are_shown_as_they_are(reported: Reported) -> None:
    everything = " ".join(map(_shown, reported.pages.values()))
    for words in (HOSTILE_TITLE, HOSTILE_URL, *HOSTILE_SOURCES):
        assert " ".join(words.split()) in everything, words


def test_every_document_is_told_with_each_removal_and_its_rule(reported: Reported) -> None:
    from storage.parts import read_rows

    shown = _shown(" ".join(text for address, text in reported.pages.items() if address.startswith("articles/")))
    with contextlib.closing(open_store(str(reported.store))) as store, store.catalog.reading() as connection:
        rows = connection.execute(select(schema.documents)).all()
        articles = [one for key in {row.part for row in rows} - {""} for one in read_rows(store.objects.get(key))]
        quarantined = connection.execute(select(schema.quarantine)).all()
    assert len(rows) > 15
    assert [row.document_id for row in rows if row.document_id not in shown] == []
    removals = [removal for one in articles for removal in one["removals"]]
    assert len(removals) > 30
    for removal in removals:
        told = re.escape(f"{removal['rule']}, ") + r"(line|block) \d+ " + re.escape(" ".join(removal["text"].split()))
        assert re.search(told, shown), removal
    assert {row.outcome for row in rows} == {"stored", "near_duplicate", "duplicate", "held"}
    (unread,) = quarantined
    assert unread.reason in _shown(reported.pages["lists/quarantine-1.html"])


def test_a_cluster_tells_who_was_first_and_what_the_others_changed(reported: Reported) -> None:
    (page,) = [text for address, text in reported.pages.items() if "2 copies: Boats" in text and "clusters" in address]
    shown = _shown(page)
    assert "published first Boats , wire, 2026-10-12 08:00" in shown
    assert "+ 2 h 30 min" in shown
    changed = re.findall(r"<(del|ins)>([^<]+)</\1>", page)
    assert Counter(changed)[("del", "near")] >= 5
    assert Counter(changed)[("ins", "beside")] >= 5
    assert "words in both" in shown


def test_a_cluster_that_another_was_merged_into_says_so(reported: Reported) -> None:
    with contextlib.closing(open_store(str(reported.store))) as store, store.catalog.reading() as connection:
        alias = connection.execute(select(schema.aliases)).one()
    page = _shown(reported.pages[f"clusters/{alias.cluster_id[:16]}.html"])
    assert f"merged into it {alias.alias[:16]}" in page


def test_a_version_names_the_one_before_and_the_one_after(reported: Reported) -> None:
    shown = _shown(" ".join(text for address, text in reported.pages.items() if address.startswith("articles/")))
    assert re.search(r"Version 1 of 2 under its URL\. After it: As it is ", shown)
    assert re.search(r"Version 2 of 2 under its URL\. Before it: As it was ", shown)


def test_a_source_shows_what_is_stripped_of_it_before_and_after(reported: Reported) -> None:
    (page,) = [_shown(text) for text in reported.pages.values() if "<h1><bdi>paper</bdi></h1>" in text]
    assert "What is stripped here most" in page
    assert "Leave a comment <b>here</b>" in page
    assert page.index("As delivered") < page.index("Clean copy")


def test_each_part_is_read_once(hostile_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not once an article, and not again for a page about its cluster or source."""
    with contextlib.closing(open_store(str(hostile_store))) as store:
        read: Counter[str] = Counter()
        get = type(store.objects).get

        def counting(objects: Any, key: str) -> bytes:
            read[key] += 1
            return get(objects, key)

        monkeypatch.setattr(type(store.objects), "get", counting)
        build_report(store, tmp_path / "report")
    assert len(read) >= 4
    assert set(read.values()) == {1}


def test_a_report_replaces_an_earlier_one_and_nothing_else(hostile_store: Path, tmp_path: Path) -> None:
    report, mine = tmp_path / "report", tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    with contextlib.closing(open_store(str(hostile_store))) as store:
        build_report(store, report)
        (report / "articles" / "99.html").write_text("of articles that were forgotten since")
        build_report(store, report)
        with pytest.raises(StoreError, match="holds something that is no report"):
            build_report(store, mine)
    assert not (report / "articles" / "99.html").exists()
    assert (mine / "thesis.txt").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"report", "mine"}


def test_a_report_that_ends_early_leaves_the_one_before(
    hostile_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report"
    with contextlib.closing(open_store(str(hostile_store))) as store:
        build_report(store, report)
        before = {path: path.read_bytes() for path in report.rglob("*.html")}

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("flows.report.build.write_articles", fail)
        with pytest.raises(StoreError, match="No space left on device"):
            build_report(store, report)
    assert {path: path.read_bytes() for path in report.rglob("*.html")} == before


def test_a_part_that_is_missing_or_damaged_is_named(hostile_store: Path, tmp_path: Path) -> None:
    shutil.copytree(hostile_store, tmp_path / "store")
    part = next((tmp_path / "store" / "articles").glob("part-*"))
    with contextlib.closing(open_store(str(tmp_path / "store"))) as store:
        part.write_bytes(b"PAR1 and no more")
        with pytest.raises(StoreError, match=f"{part.name} is damaged"):
            build_report(store, tmp_path / "report")
        part.unlink()
        with pytest.raises(StoreError, match=f"{part.name} is missing"):
            build_report(store, tmp_path / "report")
    assert not (tmp_path / "report").exists()


def test_the_command_names_the_page_to_open(winnow: Callable[..., Any], hostile_store: Path, tmp_path: Path) -> None:
    ended = winnow("report", hostile_store, "--to", "here", "--json")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["index"] == str(tmp_path / "here" / "index.html")
    assert told["pages"] == len(list((tmp_path / "here").rglob("*.html")))
    assert winnow("report", "nowhere").returncode == 4
    (tmp_path / "file").touch()
    refused = winnow("report", "--store", hostile_store, "--to", "file")
    assert (refused.returncode, refused.stderr.strip()) == (4, "winnow: file is a file; a report is a folder")


def test_an_empty_store_has_a_report(tmp_path: Path) -> None:
    with contextlib.closing(open_store(str(tmp_path / "store"), create=True)) as store:
        built = build_report(store, tmp_path / "report")
    assert built.pages == 6
    assert "There is nothing here" in (tmp_path / "report" / "lists" / "articles-1.html").read_text()
