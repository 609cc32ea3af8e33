"""Archives and files whose names, kinds and sizes lie."""

from __future__ import annotations

import gzip
import io
import os
import socket
import struct
import tarfile
import zipfile
from typing import TYPE_CHECKING

from tests.hostile.bombs import parquet, tarred, zipped
from tests.hostile.case import Attack, drop, page, story

if TYPE_CHECKING:
    from pathlib import Path

_NAMES = {
    "up-and-away": "../../../../../../../../tmp/winnow-was-here",
    "absolute": "/tmp/winnow-was-here",  # noqa: S108 - must not be written
    "a-drive": "C:\\Windows\\winnow-was-here",
    "a-null": "a\0/../../b",
    "escapes": "a\n\x1b[2J\x1b]0;owned\x07b",
    "turned-around": "\u202egnp.lmth",
    "a-shell": "$(touch winnow-was-here); `touch winnow-was-here` | touch winnow-was-here",
    "sixty-thousand": "x" * 60_000,
}


def tar_of(kind: bytes, link: str = "/etc/passwd", size: int = 0) -> bytes:
    """Return a tar archive of one special member."""
    member = tarfile.TarInfo("evil")
    member.type, member.linkname, member.size = kind, link, size
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(member, io.BytesIO(b"x" * size))
    return file.getvalue()


def tar_that_lies(size: int) -> bytes:
    """Return a tar archive whose member claims a size."""
    member = tarfile.TarInfo("a.txt")
    member.size = size
    return member.tobuf(tarfile.GNU_FORMAT) + story(100).encode().ljust(2048, b"\0")


def tar_of_pax(number: int, **fields: str) -> bytes:
    """Return a tar archive whose member has extended headers."""
    member = tarfile.TarInfo("a.txt")
    raw = story(number).encode()
    member.size, member.pax_headers = len(raw), {name.replace("__", "."): value for name, value in fields.items()}
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(member, io.BytesIO(raw))
    return file.getvalue()


def zip_link() -> bytes:
    """Return a zip archive of a symbolic link."""
    member = zipfile.ZipInfo("evil")
    member.external_attr = 0o120777 << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(member, "/etc/passwd")
    return file.getvalue()


def zip_with(offset: int, kind: str, *values: int, mark: bytes = b"PK\x05\x06") -> bytes:
    """Return a zip archive with other numbers at a place of its directory."""
    raw = bytearray(zipped({"a.html": page(150 + offset).encode()}))
    struct.pack_into(kind, raw, raw.rfind(mark) + offset, *values)
    return bytes(raw)


def encrypted() -> bytes:
    """Return a zip archive whose member says that it is encrypted."""
    raw = bytearray(zipped({"a.html": page(103).encode()}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.find(mark) + offset] |= 1
    return bytes(raw)


def parquet_that_lies(change: str) -> bytes:
    """Return a Parquet file whose directory is longer than the file, cut off, or not of this schema."""
    raw = parquet({"text": [story(104)] * 50})
    if change == "footer":
        return raw[:-8] + (2**31 - 1).to_bytes(4, "little") + b"PAR1"
    if change == "cut":
        return raw[: len(raw) // 2]
    if change == "schema":
        return raw.replace(b"\x25\x02\x18\x04text", b"\x25\x00\x18\x04text")
    middle = len(raw) // 3
    return raw[:middle] + b"\xff" * 64 + raw[middle + 64 :]


def _link(folder: Path) -> None:
    (folder / "passwd").symlink_to("/etc/passwd")
    (folder / "endless").symlink_to("/dev/zero")


def _loop(folder: Path) -> None:
    (folder / "again").symlink_to(folder, target_is_directory=True)
    (folder / "up").symlink_to(folder.parent, target_is_directory=True)


def _socket(folder: Path) -> None:
    here = os.getcwd()  # noqa: PTH109 - a socket's path may have 107 bytes
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("socket")
    finally:
        os.chdir(here)


def _named(name: bytes, number: int) -> Attack:
    def make(folder: Path) -> None:
        with open(os.fsencode(folder) + b"/" + name, "wb") as file:  # noqa: PTH123 - bytes that are no text
            file.write(story(number).encode())

    return Attack(f"file-named-{number}", make, {"stored": 1})


ATTACKS: list[Attack] = [
    *(drop(f"zip-with-{how}", lambda name=name, at=at: zipped({name: page(110 + at).encode()}), stored=1) for at, (how, name) in enumerate(_NAMES.items())),
    *(drop(f"tar-with-{how}", lambda name=name, at=at: tarred({name: page(120 + at).encode()}), stored=1) for at, (how, name) in enumerate(_NAMES.items())),
    drop("tar-of-a-symbolic-link", lambda: tar_of(tarfile.SYMTYPE), "links are not followed"),
    drop("tar-of-a-hard-link", lambda: tar_of(tarfile.LNKTYPE), "links are not followed"),
    drop("tar-of-a-character-device", lambda: tar_of(tarfile.CHRTYPE), "a device"),
    drop("tar-of-a-block-device", lambda: tar_of(tarfile.BLKTYPE), "a device"),
    drop("tar-of-a-pipe", lambda: tar_of(tarfile.FIFOTYPE), "a pipe"),
    drop("tar-of-a-sparse-file", lambda: tar_of(tarfile.GNUTYPE_SPARSE, size=512), quarantined=2),
    drop("tar-of-a-terabyte", lambda: tar_that_lies(2**40), quarantined=2),
    drop("tar-of-eight-exabytes", lambda: tar_that_lies(2**63 - 512), quarantined=2),
    drop("tar-of-less-than-nothing", lambda: tar_that_lies(-1)),
    drop("tar-with-a-size-told-twice", lambda: tar_of_pax(181, size=str(2**50)), "ends early", quarantined=2),
    drop("tar-with-a-name-told-twice", lambda: tar_of_pax(182, path="../../winnow-was-here" * 1000), stored=1),
    drop("tar-of-a-sparse-terabyte", lambda: tar_of_pax(183, GNU__sparse__realsize=str(2**40), GNU__sparse__map="0,1"), stored=1),
    drop("zip-of-a-symbolic-link", zip_link, "links are not followed"),
    drop("zip-of-millions", lambda: zip_with(10, "<HI", 1, 0x7FFFFFFF), "a zip directory larger than 32 MB"),
    drop("zip-of-one-that-says-none", lambda: zip_with(8, "<HH", 0, 0), stored=1),
    drop("zip-that-starts-elsewhere", lambda: zip_with(16, "<I", 0x7FFFFFFF)),
    drop("zip-smaller-than-it-is", lambda: zip_with(24, "<I", 10, mark=b"PK\x01\x02")),
    drop("zip-larger-than-it-is", lambda: zip_with(20, "<II", 0x7FFFFFFF, 0x7FFFFFFF, mark=b"PK\x01\x02"), stored=1),
    drop("zip-encrypted", encrypted, "encrypted"),
    drop("zip-of-nothing", lambda: zipped({})),
    drop("zip-of-an-office-document", lambda: zipped({"[Content_Types].xml": b"<Types/>"}), "an office document"),
    drop("zip-of-a-hundred-thousand-and-one", lambda: zipped({str(n): b"" for n in range(100_001)}, zipfile.ZIP_STORED), "more than 100,000 members"),
    drop("zip-behind-a-page", lambda: page(105).encode() + zipped({"a.txt": b"x"}), "binary"),
    drop("gzip-named-like-a-path", lambda: gzip_named(b"../../winnow-was-here", page(106).encode()), stored=1),
    *(drop(f"parquet-with-a-lying-{change}", lambda change=change: parquet_that_lies(change)) for change in ("footer", "cut", "schema", "page")),
    Attack("links-out-of-the-folder", _link, {"quarantined": 2}, "a link that leads out of the folder"),
    Attack("folders-that-loop", _loop, {}),
    Attack("a-pipe-in-the-folder", lambda folder: os.mkfifo(folder / "pipe"), {"quarantined": 1}, "not a regular file"),
    Attack("a-socket-in-the-folder", _socket, {"quarantined": 1}, "not a regular file"),
    *(
        _named(name, 130 + at)
        for at, name in enumerate([b"-rf", b"a\nb\x1b[31m", b"\xff\xfe.txt", b"$(touch winnow-was-here)", b"x" * 250, "\u202etxt.exe".encode(), b"%s%n%x", b" "])
    ),
]  # fmt: skip


def gzip_named(name: bytes, content: bytes) -> bytes:
    """Return gzip that carries a file's name."""
    raw = gzip.compress(content)
    return raw[:3] + b"\x08" + raw[4:10] + name + b"\0" + raw[10:]
