"""docs/consumers.md and the tables say the same: no column changes unless the page does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
import re2
from deltalake import DeltaTable

from storage.changes import CHANGE_SCHEMA
from storage.parts import ARTICLE_SCHEMA, MEMBER_SCHEMA, WITHDRAWAL_SCHEMA
from storage.view import VIEW_SCHEMA

if TYPE_CHECKING:
    from pathlib import Path

    Desk = Any

_ROW = re2.compile(r"(?m)^\| `([a-z_]+)` \| ([^|]+) \| (yes|no) \| ([^|]+) \| (.+) \|$")
_SCHEMAS = {"articles": ARTICLE_SCHEMA, "members": MEMBER_SCHEMA, "withdrawals": WITHDRAWAL_SCHEMA}


def _written(page: str, title: str) -> list[tuple[str, str, str, str, str]]:
    section = page.partition(f"### {title}\n")[2].partition("\n### ")[0]
    found: list[tuple[str, str, str, str, str]] = _ROW.findall(section)
    return found


def _type_name(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list of {_type_name(kind.value_type)}"
    if pa.types.is_struct(kind):
        return "{" + ", ".join(field.name for field in kind) + "}"
    return {"timestamp[us, tz=UTC]": "timestamp", "date32[day]": "date"}.get(str(kind), str(kind))


@pytest.fixture(scope="module")
def told_page(project: Path) -> str:
    """Return the page that consumers read."""
    return (project / "docs/consumers.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list(_SCHEMAS))
def test_every_column_is_documented_with_type_meaning_and_example(told_page: str, name: str) -> None:
    told = _written(told_page, name)
    wanted = [(one.name, _type_name(one.type), "yes" if one.nullable else "no") for one in _SCHEMAS[name]]
    assert [row[:3] for row in told] == wanted
    assert all(meaning.strip() and example.strip("` ") for *_, meaning, example in told)


@pytest.mark.parametrize("name", ["articles", "members"])
def test_the_published_tables_have_these_columns(small: Desk, name: str) -> None:
    found = pa.schema(DeltaTable(str(small.store / name)).schema())
    assert [(one.name, _type_name(one.type), one.nullable) for one in found] == [
        (one.name, _type_name(one.type), one.nullable) for one in _SCHEMAS[name]
    ]


def test_the_view_is_what_the_page_says(told_page: str) -> None:
    counted = [row[0] for row in _written(told_page, "The view")]
    of_articles = [name for name in ARTICLE_SCHEMA.names if name != "removals"]
    section = told_page.partition("### The view\n")[2]
    named = set(re2.findall(r"`([a-z_]+)`", section.partition("and two that are counted")[0]))
    assert set(VIEW_SCHEMA.names) == {
        *of_articles,
        *counted,
        *(named - {"articles", "members", "removals", "open_corpus"}),
    }
    assert CHANGE_SCHEMA.names == ["change", "because", *VIEW_SCHEMA.names]
