"""Mail: RFC 822 messages, mailboxes of them, and pages that browsers save as MHTML."""

from __future__ import annotations

import email.errors
import email.header
import email.message
import email.parser
import email.utils
from typing import TYPE_CHECKING, Final

from cleaners.record import Fields, UnreadableError
from storage.formats.dates import utc
from storage.formats.decoding import decoded
from storage.formats.flatten import paragraphs
from storage.formats.record import Delivered, Refused
from storage.formats.streams import CHUNK, TooLongError, megabytes
from storage.formats.wire import checked, keywords_of, language_of, refused, web_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.record import Limits, Media, Read
    from storage.formats.streams import Source

# A mail's plain part under this is "your reader shows no HTML".
_LEAST_PLAIN: Final = 200
_MOST_PARTS: Final = 1_000
_MOST_LINES: Final = 1_000_000  # 64 MB of attachments have as many
_LINE: Final = 2**20
_START: Final = 1_000  # lines that are kept of a message that is too long


def read_mail(source: Source, limits: Limits) -> Iterator[Read]:
    """Read one message, or each message of a mailbox."""
    if not source.peek(5).startswith(b"From "):
        raw = source.rest(limits.member_bytes)
        yield _read("", raw, limits)
        return
    for number, (raw, reason) in enumerate(_messages(source, limits), 1):
        place = f"message {number}"
        yield Refused(place, raw[: limits.refused_bytes], reason) if reason else _read(place, raw, limits)


def _messages(source: Source, limits: Limits) -> Iterator[tuple[bytes, str]]:
    """Yield the messages of a mailbox: each starts with a line "From …" after a blank one.

    With each comes why it must not be read, "" where it may; of one that must not only the start is given.
    """
    kept: list[bytes] = []
    size, blank, reason = 0, True, source.begin()
    while line := _line(source):
        if blank and line.startswith(b"From ") and kept:
            yield b"".join(kept), reason
            kept, size, reason = [], 0, source.begin()
        elif reason and size > limits.refused_bytes:
            pass
        elif not line.startswith(b"From ") or kept:
            kept.append(line.removeprefix(b">") if line.startswith(b">From ") else line)
        size += len(line)
        if len(line) >= _LINE and not line.endswith(b"\n"):
            reason = reason or f"a mail with a line longer than {megabytes(_LINE)}"
        elif size > limits.member_bytes and not reason:
            kept, reason = kept[:_START], f"larger than {megabytes(limits.member_bytes)}"
        blank = not line.strip()
    if kept:
        yield b"".join(kept), reason


def _line(source: Source) -> bytes:
    """Take the next line; of one that is too long the start, as long as no other line is."""
    try:
        return source.line(_LINE)
    except TooLongError as error:
        if not error.start:
            raise  # the drop's own limit, not a line's
        return error.start


def _read(place: str, raw: bytes, limits: Limits) -> Read:
    if raw.count(b"\n") > _MOST_LINES:
        return Refused(place, raw[: limits.refused_bytes], f"a mail of more than {_MOST_LINES:,} lines")
    if _has_longer_line(raw, _LINE):
        return Refused(place, raw[: limits.refused_bytes], f"a mail with a line longer than {megabytes(_LINE)}")
    try:
        return checked(_article(place, raw, _parsed(raw)), limits, kind="mail")
    except RecursionError:
        return Refused(place, raw[: limits.refused_bytes], "a mail whose parts are nested too deeply")
    except UnreadableError as error:
        return refused(place, raw, error, limits)


def _has_longer_line(raw: bytes, limit: int) -> bool:
    start = 0
    while len(raw) - start > limit:
        end = raw.rfind(b"\n", start, start + limit + 1)
        if end < 0:
            return True
        start = end + 1
    return False


def _parsed(raw: bytes) -> email.message.Message:
    # compat32: the newer policies raise on headers that are broken on purpose. In pieces: whole, the parser makes a
    # text of it with four bytes a character.
    parser = email.parser.BytesFeedParser()
    for start in range(0, len(raw), CHUNK):
        parser.feed(raw[start : start + CHUNK])
    return parser.close()


def _article(place: str, raw: bytes, message: email.message.Message) -> Delivered:
    media, body, address = _body(message)
    saved = _header(message, "Snapshot-Content-Location")
    name, sender = email.utils.parseaddr(_header(message, "From"))
    # A saved page was sent by a browser, on the day that it was saved.
    published = "" if saved else utc(_header(message, "Date"))
    return Delivered(
        place=place,
        raw=raw,
        media=media,
        body=body,
        given=Fields(
            title=_header(message, "Subject"),
            published=published,
            date_source="mail" if published else "",
            language=language_of(_header(message, "Content-Language")),
        ),
        url=web_url(saved, address, _header(message, "Content-Location")),
        source="" if saved else name or sender,
        guid=_header(message, "Message-ID").strip("<> "),
        keywords=keywords_of(*_header(message, "Keywords").split(",")),
    )


def _body(message: email.message.Message) -> tuple[Media, str, str]:
    """Return the body, and the address that its part names: a plain part of some length before the HTML one."""
    plain = page = address = ""
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            raise UnreadableError(f"a mail of more than {_MOST_PARTS:,} parts")
        kind = part.get_content_type()
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        if kind == "text/html" and not page:
            page, address = _text(part), _header(part, "Content-Location")
        elif kind == "text/plain" and not plain:
            plain = _unflowed(_text(part)) if _is_flowed(part) else paragraphs(_text(part))
    if page and (address or len(plain) < _LEAST_PLAIN):
        return "html", page, address
    return "text", plain, ""


def _text(part: email.message.Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip():
        return ""
    try:
        charset = part.get_content_charset() or ""
    except (LookupError, ValueError):
        charset = ""
    return decoded(raw, charset).text


def _is_flowed(part: email.message.Message) -> bool:
    return "format=flowed" in _header(part, "Content-Type").lower().replace(" ", "").replace('"', "")


def _unflowed(text: str) -> str:
    """Join flowed lines (RFC 3676): a line that ends in a blank goes on in the next."""
    joined = text.replace("\r\n", "\n").replace(" \n", " ")
    return "\n".join(line.removeprefix(" ") for line in joined.split("\n"))


def _header(message: email.message.Message, name: str) -> str:
    value = message.get(name)
    if value is None:
        return ""
    try:
        text = str(email.header.make_header(email.header.decode_header(str(value))))
    except (email.errors.MessageError, ValueError, LookupError):
        text = str(value)
    return " ".join(text.encode("utf-8", "replace").decode().split())
