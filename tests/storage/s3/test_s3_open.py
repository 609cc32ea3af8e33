"""Opening stores on S3: the mark, the catalog that belongs to it, and the services that must be refused."""

from __future__ import annotations

import contextlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from storage.errors import StoreError
from storage.options import StoreOptions
from storage.s3_address import store_address
from storage.s3_store import S3Store
from storage.selftest import honours_create_only
from storage.store import open_store
from tests.s3_place import BUCKET, S3Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _options(place: S3Place, catalog: str = "") -> StoreOptions:
    return StoreOptions(catalog=catalog, seed=7, s3=place.options)


def _make(place: S3Place, catalog: str = "") -> str:
    with contextlib.closing(open_store(place.store, create=True, options=_options(place, catalog))) as store:
        return store.catalog.corpus_id


def test_a_prefix_becomes_a_store_and_the_mark_says_which(s3: S3Place) -> None:
    corpus_id = _make(s3)
    assert [key.rsplit("/", 1)[1] for key in s3.listing()] == ["winnow.json"]
    mark = json.loads(s3.client.get_object(Bucket=BUCKET, Key=f"{s3.prefix}/corpus/winnow.json")["Body"].read())
    assert mark["corpus_id"] == corpus_id
    assert mark["create_only"] is True
    with contextlib.closing(open_store(s3.store, options=_options(s3))) as store:
        assert store.catalog.scheme.to_json() == mark["scheme"]


def test_the_catalog_stands_in_the_users_state_folder(s3: S3Place, tmp_path: Path) -> None:
    _make(s3)
    _make(s3.anew())
    assert len(list((tmp_path / "state" / "winnow").glob("*.db"))) == 2


def test_an_address_with_and_without_its_last_slash_is_one_store(s3: S3Place) -> None:
    corpus_id = _make(s3)
    with contextlib.closing(open_store(s3.store + "/", options=_options(s3))) as store:
        assert store.catalog.corpus_id == corpus_id


def test_a_missing_store_is_not_made_by_asking(s3: S3Place) -> None:
    with pytest.raises(StoreError, match="no Winnow store at s3://"):
        open_store(s3.store, options=_options(s3))
    assert s3.listing() == {}


def test_a_prefix_that_holds_something_else_is_left_alone(s3: S3Place) -> None:
    s3.client.put_object(Bucket=BUCKET, Key=f"{s3.prefix}/corpus/thesis.txt", Body=b"years of work")
    with pytest.raises(StoreError, match=r"neither a store nor empty \(thesis.txt is there\)"):
        open_store(s3.store, create=True, options=_options(s3))
    assert len(s3.listing()) == 1


def test_what_a_killed_self_test_left_is_no_obstacle(s3: S3Place) -> None:
    s3.client.put_object(Bucket=BUCKET, Key=f"{s3.prefix}/corpus/selftest/1-0", Body=b"x")
    assert _make(s3)


def test_a_catalog_that_is_gone_is_told_and_not_made_empty(s3: S3Place, tmp_path: Path) -> None:
    _make(s3)
    (catalog,) = (tmp_path / "state" / "winnow").glob("*.db")
    catalog.unlink()
    with pytest.raises(StoreError, match="rebuild-catalog"):
        open_store(s3.store, create=True, options=_options(s3))
    assert not catalog.exists()


def test_another_stores_catalog_is_refused(s3: S3Place, tmp_path: Path) -> None:
    other = s3.anew()
    _make(s3, f"sqlite:///{tmp_path}/one.db")
    _make(other, f"sqlite:///{tmp_path}/other.db")
    with pytest.raises(StoreError, match="is another store's"):
        open_store(s3.store, options=_options(s3, f"sqlite:///{tmp_path}/other.db"))


def test_a_new_store_does_not_take_a_catalog_that_is_in_use(s3: S3Place, article: Callable[[int], str]) -> None:
    s3.drop("1.txt", article(1).encode())
    s3.run()
    other = s3.anew()
    with pytest.raises(StoreError, match="is another store's, or that of one whose objects are gone"):
        open_store(other.store, create=True, options=_options(other, s3.settings.catalog))
    assert other.listing() == {}


def test_many_that_make_one_store_at_once_all_get_it(s3: S3Place) -> None:
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda _: _make(s3), range(4)))
    assert len(set(ids)) == 1


def test_a_catalog_url_is_never_shown_with_its_password(s3: S3Place) -> None:
    for url in ("postgresql+psycopg://winnow:open-sesame@127.0.0.1:9/x", "nonsense://winnow:open-sesame@host/x"):
        with pytest.raises(StoreError) as caught:
            open_store(s3.store, create=True, options=_options(s3, url))
        assert "open-sesame" not in str(caught.value)
        assert "\n" not in str(caught.value)


def test_seaweedfs_honours_create_only_puts_and_juicefs_does_not(s3: S3Place, careless_s3: S3Place) -> None:
    found = [
        honours_create_only(S3Store(store_address(place.store), place.options), place.store)
        for place in (s3, replace(careless_s3))
    ]
    assert found == [True, False]
    assert s3.listing() == {}


def test_a_service_that_ignores_create_only_puts_is_refused_for_a_shared_catalog(careless_s3: S3Place) -> None:
    shared = "postgresql+psycopg://winnow@127.0.0.1:9/winnow"
    with pytest.raises(StoreError, match=r"ignores create-only puts.* can be shared through PostgreSQL"):
        open_store(careless_s3.store, create=True, options=_options(careless_s3, shared))
    assert careless_s3.listing() == {}
    _make(careless_s3)
    with pytest.raises(StoreError, match="ignores create-only puts"):
        open_store(careless_s3.store, options=_options(careless_s3, shared))


def test_a_service_that_ignores_create_only_puts_serves_one_writer(
    careless_s3: S3Place, article: Callable[[int], str]
) -> None:
    careless_s3.drop_all({f"wire/{number}.txt": article(number) for number in range(25)})
    assert careless_s3.run() == {"stored": 25}
    listing = careless_s3.listing()
    assert careless_s3.run() == {"seen": 25}
    assert careless_s3.listing() == listing
    assert len(careless_s3.corpus()["articles"]) == 25
