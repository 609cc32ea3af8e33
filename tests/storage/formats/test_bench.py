"""The bench's drops: every file is read or refused as somebody who read it expects.

``expected_bench.json`` holds titles, identifiers, dates and hashes of texts, checked by hand against the files and
against a plain walk over their XML; no article text.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.storage.formats.support import articles, counts, read, refusals

if TYPE_CHECKING:
    from storage.formats import Delivered, Read

EXPECTED: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "expected_bench.json").read_text(encoding="utf-8")
)
_CONTENT = re.compile(r"entries\[0\]\['(?:content'\]\[0\]\['value|summary|description)'\] == (\"\"\".*?\"\"\"|'[^']*')")


def described(item: Delivered) -> dict[str, Any]:
    """Return what the expectations say of an article."""
    facts = {
        "place": item.place,
        "media": item.media,
        "title": item.given.title,
        "published": item.given.published,
        "modified": item.given.modified,
        "language": item.given.language,
        "body": hashlib.sha256(item.body.encode()).hexdigest()[:16],
    }
    names = ("url", "source", "guid", "version", "status", "embargo", "urgency", "corrects", "teaser")
    facts |= {name: getattr(item, name) for name in names}
    return {name: fact for name, fact in facts.items() if fact or name in ("place", "media", "body")}


def outcome(found: list[Read]) -> dict[str, Any]:
    """Return what a drop held as the expectations say it."""
    parts: dict[str, Any] = {
        "articles": [described(item) for item in articles(found)],
        "refused": refusals(found),
        "counted": counts(found),
    }
    return {name: part for name, part in parts.items() if part}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_bench_drop_is_read_as_expected(shared: Path, name: str) -> None:
    assert outcome(read((shared / "bench" / "drops" / name).read_bytes())) == EXPECTED[name]


def test_every_bench_drop_has_an_expectation(shared: Path) -> None:
    root = shared / "bench" / "drops"
    names = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert {name for name in names if not name.startswith("feeds/")} == set(EXPECTED)


def test_every_feed_is_read_or_refused_for_a_reason(shared: Path) -> None:
    """Of 451 test feeds only those cut off before any entry are refused."""
    paths = sorted((shared / "bench" / "drops" / "feeds").rglob("*.xml"))
    reasons = {path.name: refusals(read(path.read_bytes())) for path in paths}
    assert len(paths) > 400
    assert {name: found for name, found in reasons.items() if found} == {
        "rss_incomplete_cdata.xml": {"item 1": "the XML ends early"}
    }


def test_feeds_give_the_content_that_a_feed_parser_gives(shared: Path) -> None:
    """The feeds say what is expected of them; white space and the names of tags that change nothing aside."""
    checked = 0
    for path in sorted((shared / "bench" / "drops" / "feeds" / "wellformed").rglob("*.xml")):
        raw = path.read_bytes()
        expected = [ast.literal_eval(found) for found in _CONTENT.findall(raw.decode("latin-1"))]
        for item in articles(read(raw))[:1]:
            bodies = {re.sub(r"\s|/(?=>)", "", text) for text in expected if text}
            if bodies:
                checked += 1
                found = {re.sub(r"\s|/(?=>)", "", text) for text in (item.body, item.given.description)}
                assert found & bodies, path.name
    assert checked > 25
