"""The self-test finds out what a store really promises: here stores that break one promise each."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from storage.errors import StoreError
from storage.local import LocalStore
from storage.selftest import honours_create_only

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.objects import ObjectHead


class Ignoring(LocalStore):
    """Takes every put."""

    def put(self, key: str, content: bytes, *, if_absent: bool = False) -> bool:
        return super().put(key, content, if_absent=False) or if_absent


class Late(LocalStore):
    """Looks first and writes then: right in sequence, wrong in a race."""

    def put(self, key: str, content: bytes, *, if_absent: bool = False) -> bool:
        if if_absent and self.head(key):
            return False
        time.sleep(0.05)
        return super().put(key, content)


class Forgetful(LocalStore):
    """Does not give back what was put."""

    def get(self, key: str) -> bytes:
        raise KeyError(key)


class Garbling(LocalStore):
    """Gives back something else."""

    def get(self, key: str) -> bytes:
        return super().get(key)[::-1]


class Blind(LocalStore):
    """Lists nothing."""

    def list(self, prefix: str = "") -> Iterator[ObjectHead]:
        return (head for head in super().list(prefix) if not head)


def test_a_folder_keeps_the_promise_and_nothing_is_left_in_it(tmp_path: Path) -> None:
    objects = LocalStore(tmp_path)
    assert honours_create_only(objects, "here") is True
    assert list(objects.list()) == []


@pytest.mark.parametrize("kind", [Ignoring, Late])
def test_a_store_that_lets_more_than_one_win_is_found_out(tmp_path: Path, kind: type[LocalStore]) -> None:
    assert honours_create_only(kind(tmp_path), "here") is False


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Forgetful, "does not give back what was just put"),
        (Garbling, "gives back something else than was put"),
        (Blind, "does not list what was just put"),
    ],
)
def test_a_store_that_nothing_can_be_built_on_is_refused(tmp_path: Path, kind: type[LocalStore], told: str) -> None:
    with pytest.raises(StoreError, match=f"the store at here {told}"):
        honours_create_only(kind(tmp_path), "here")
