"""Settings from the environment: each of its kind, or told by its name."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from flows.settings import SettingError, Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_settings_shape_how_a_store_is_reached() -> None:
    found = Settings.from_environment(
        {
            "WINNOW_CATALOG": "sqlite:///c.db",
            "WINNOW_KEEP_RAW": "False",
            "WINNOW_S3_ENDPOINT": "http://127.0.0.1:9000",
            "WINNOW_S3_CHECKSUMS": "when_required",
            "WINNOW_S3_THREADS": "4",
        }
    ).store_options()
    assert (found.catalog, found.keep_raw) == ("sqlite:///c.db", False)
    assert (found.s3.endpoint, found.s3.checksums, found.s3.threads) == ("http://127.0.0.1:9000", "when_required", 4)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("WINNOW_BATCH", "many", "must be a whole number"),
        ("WINNOW_JACCARD", "1.5", "must be a number above 0 and up to 1"),
        ("WINNOW_CONTAINMENT", "half", "must be a number above 0 and up to 1"),
        ("WINNOW_KEEP_RAW", "perhaps", "must be true or false"),
        ("WINNOW_S3_ADDRESSING", "sideways", "must be auto or path or virtual"),
        ("WINNOW_S3_ENCRYPTION", "rot13", "must be AES256 or aws:kms"),
    ],
)
def test_a_setting_that_is_not_of_its_kind_is_told_by_its_name(name: str, content: str, told: str) -> None:
    with pytest.raises(SettingError, match=re.escape(f"{name} {told}")):
        Settings.from_environment({name: content})


def test_every_setting_is_in_the_operators_table(project: Path) -> None:
    table = (project / "docs" / "operations.md").read_text(encoding="utf-8")
    missing = [field.name for field in fields(Settings) if f"`WINNOW_{field.name.upper()}`" not in table]
    assert missing == []
