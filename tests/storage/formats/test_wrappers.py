"""Every wrapper, alone and inside each other, written with its own library and read back."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest
import zstandard

from tests.storage.formats.support import FIRST, PAGE, articles, counts, read, refusals

if TYPE_CHECKING:
    from collections.abc import Callable

    Packer = Callable[[bytes], bytes]

LINE = f'{{"id": 1, "text": "{FIRST}"}}\n'.encode()


def zipped(**members: bytes) -> bytes:
    """Return a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(*members: tuple[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """Return a tar archive."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


PACKERS = [gzip.compress, bz2.compress, lzma.compress, zstandard.compress]


@pytest.mark.parametrize("pack", PACKERS)
def test_a_compressed_drop_is_read_as_what_is_in_it(pack: Packer) -> None:
    (found,) = read(pack(PAGE))
    assert (found.raw, found.place) == (PAGE, "")


@pytest.mark.parametrize("pack", PACKERS)
def test_members_one_after_the_other_are_one_stream(pack: Packer) -> None:
    assert len(articles(read(pack(LINE) + pack(LINE) + pack(LINE)))) == 3


def test_padding_after_the_last_member_is_passed_by() -> None:
    assert len(articles(read(gzip.compress(LINE) + bytes(1000)))) == 1


# bzip2 packs in blocks of 900 kB: half a block is nothing.
@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, zstandard.compress])
def test_what_came_before_a_cut_is_delivered_and_the_cut_is_told(pack: Packer) -> None:
    whole = pack(b"".join(LINE.replace(b"1", str(number).encode(), 1) for number in range(5000)))
    found = read(whole[: len(whole) // 2])
    assert articles(found)
    assert any("ends early" in reason or "damaged" in reason for reason in refusals(found).values())


def test_a_cut_page_is_no_article() -> None:
    found = read(gzip.compress(PAGE)[:-20])
    assert not articles(found)
    assert refusals(found) == {"": "the gzip data ends early"}


def test_a_zip_names_its_members_in_places() -> None:
    found = articles(read(zipped(**{"a/pier.html": PAGE, "lines.jsonl": LINE + LINE})))
    assert [item.place for item in found] == ["a/pier.html", "lines.jsonl / line 1", "lines.jsonl / line 2"]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_of_any_kind_names_its_members(form: int) -> None:
    long = "folder/" + "x" * 90 + "/" + "y" * 60 + ".html"
    found = articles(read(tarred(("é.txt", FIRST.encode()), (long, PAGE), form=form)))
    assert [(item.place, item.raw) for item in found] == [("é.txt", FIRST.encode()), (long, PAGE)]


@pytest.mark.parametrize("pack", PACKERS)
def test_a_compressed_tar_is_one_wrapper_and_may_hold_another(pack: Packer) -> None:
    found = articles(read(pack(tarred(("a.gz", gzip.compress(PAGE)), ("b.txt", FIRST.encode())))))
    assert [item.place for item in found] == ["a.gz", "b.txt"]


def test_what_operating_systems_leave_in_archives_is_counted() -> None:
    found = read(zipped(**{"__MACOSX/._a": b"x", ".DS_Store": b"\0\0\0\1Bud1", "a.txt": FIRST.encode()}))
    assert len(articles(found)) == 1
    assert counts(found) == {"archive member of the operating system": 2}


def test_an_empty_member_is_refused_by_its_name() -> None:
    assert refusals(read(zipped(**{"empty.txt": b""}))) == {"empty.txt": "the input is empty"}


def test_an_empty_archive_says_so() -> None:
    assert refusals(read(zipped())) == {"": "nothing is in it"}
