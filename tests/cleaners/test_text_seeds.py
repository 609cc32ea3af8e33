"""The five articles the project was asked about: every line has the one fate that a careful person gave it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cleaners.text.door import clean_text

_SEEDS = Path(__file__).parents[2] / ".." / "shared" / "seeds"
_NAMES = [
    "000_5412cb7a0dadd04a.txt",
    "001_0ea2dc195ae3d401.txt",
    "002_1c070dc7553c89d5.txt",
    "003_ef1243110531ad68.txt",
    "004_f5a4e292b754de50.txt",
]

pytestmark = pytest.mark.skipif(
    not (_SEEDS / "gold.json").exists() and os.environ.get("CI") != "true",
    reason="the seeds are not there: ../shared/seeds",
)


def _case(name: str) -> tuple[str, dict[str, Any]]:
    gold = json.loads((_SEEDS / "gold.json").read_text(encoding="utf-8"))
    return (_SEEDS / name).read_text(encoding="utf-8"), gold[name]


def _gold_blocks(lines: list[str], gold: dict[str, Any]) -> list[str]:
    joined_to = {second: first for first, second in gold.get("joined", [])}
    blocks: dict[int, str] = {}
    for number in gold["body"]:
        text = " ".join(lines[number - 1].split())
        if number in joined_to:
            blocks[joined_to[number]] += " " + text
        else:
            blocks[number] = text
    return list(blocks.values())


@pytest.mark.parametrize("name", _NAMES)
def test_a_seed_keeps_exactly_its_body(name: str) -> None:
    text, gold = _case(name)
    copy = clean_text(text)
    assert copy.text.split("\n\n") == _gold_blocks(text.splitlines(), gold)
    assert copy.hold == ""
    assert copy.fields.language == "en"


@pytest.mark.parametrize("name", _NAMES)
def test_every_other_line_of_a_seed_is_a_removal_of_the_right_kind(name: str) -> None:
    text, gold = _case(name)
    expected = {int(number): kind for number, kind in gold["removed"].items()}
    if gold["title"]:
        expected[gold["title"]] = "title"
    found = {removal.place: removal.rule.partition("/")[0] for removal in clean_text(text).removals}
    assert found == expected


@pytest.mark.parametrize("name", _NAMES)
def test_title_and_credit_of_a_seed_become_fields(name: str) -> None:
    text, gold = _case(name)
    lines, fields = text.splitlines(), clean_text(text).fields
    assert fields.title == (lines[gold["title"] - 1] if gold["title"] else "")
    assert fields.credit == (lines[gold["credit"] - 1] if gold["credit"] else "")
    assert fields.authors == ()
