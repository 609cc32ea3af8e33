"""JSON, tables, mail, wires, WARC and plain text that are too long, too deep, broken or bait."""

from __future__ import annotations

import base64
import json

from tests.hostile.case import MB, Attack, drop, story
from tests.storage.formats.support import http, record


def line(number: int, **more: object) -> bytes:
    """Return a JSON line with an article of its own."""
    return json.dumps({"id": str(number), "text": story(number), **more}).encode() + b"\n"


def mail(body: bytes, more: bytes = b"") -> bytes:
    """Return a mail."""
    return b"From: a@b.example\r\nSubject: Pier\r\nMIME-Version: 1.0\r\n" + more + b"\r\n" + body


def parts_in_parts(number: int) -> bytes:
    """Return a mail whose parts are inside each other."""
    bodies = (b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(number))
    return b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n" + b"".join(bodies)


_BAIT = {
    "brackets": "(" * 50_000,
    "a-s-and-an-exclamation-mark": "a" * 100_000 + "!",
    "equals-signs": " =" * 50_000,
    "blanks": "x" + " " * 200_000 + "x",
    "tabs-and-blanks": "\t " * 100_000 + "x",
    "bylines": "By " * 50_000,
    "addresses": "a@a." * 50_000,
    "links": "http://" * 30_000,
    "dates": "2026-11-" * 30_000,
    "commas": "comma, " * 30_000,
    "dashes": "-" * 200_000,
    "accents": "a" + "\u0301" * 60_000,
    "ligatures-of-eighteen-letters": "\ufdfa" * 20_000,
    "one-letter-lines": "x\n" * 100_000,
    "hangul-in-pieces": "\u1112\u1161\u11ab" * 30_000,
    "emoji-families": "👨‍👩‍👧‍👦" * 10_000,
    "prompts": "Subscribe to our newsletter. " * 5_000,
    "prompt-lines": "Read more: the pier\n" * 20_000,
}
_BROKEN = {
    "nulls-alone": bytes(100_000),
    "noise": bytes(range(256)) * 400,
    "only-ff": b"\xff" * 10_000,
    "utf-16-of-odd-length": ("\ufeff" + story(300)).encode("utf-16-le")[:-1],
    "utf-32": ("\ufeff" + story(301)).encode("utf-32-le"),
    "utf-7": b"+ADw-script+AD4-alert(1)+ADw-/script+AD4- " * 50,
    "overlong-utf-8": story(302).encode() + b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf" * 3,
    "half-characters": story(303).encode() + "é".encode()[:1],
    "halves-of-pairs": story(304).encode() + b"\xed\xa0\x80\xed\xbf\xbf",
    "nulls-among-words": story(305).replace("near", "ne\0ar").encode(),
    "terminal-escapes": (story(306) + "\x1b[2J\x1b]0;owned\x07\x9b31m").encode(),
    "shifts-of-iso-2022": story(307).encode() + b"\x1b$B" + b"\x21" * 5_001,
    "marks-of-every-encoding": b"\xef\xbb\xbf\xff\xfe\xfe\xff" + story(308).encode(),
    "hidden-characters-alone": "\u200b\u202e\u2066\ufeff".encode() * 5_000,
}

# What of these is no text at all; the rest is one, if an odd one.
_ODD = dict.fromkeys(
    ("brackets", "equals-signs", "tabs-and-blanks", "dashes", "one-letter-lines", "emoji-families", "prompt-lines"),
    "held",
)
_NO_TEXT = {"nulls-alone": "quarantined", "noise": "quarantined", "hidden-characters-alone": "held"}

ATTACKS: list[Attack] = [
    *(drop(f"text-of-{name}", bait, **{_ODD.get(name, "stored"): 1}) for name, bait in _BAIT.items()),
    *(drop(f"text-in-{name}", raw, **{_NO_TEXT.get(name, "stored"): 1}) for name, raw in _BROKEN.items()),
    drop("json-200,000-arrays-deep", "[" * 200_000),
    drop("json-200,000-objects-deep", '{"a":' * 200_000),
    drop("json-500-deep-beside-a-text", line(310)[:-2] + b', "a":' + b"[" * 500 + b"]" * 500 + b"}", "deep"),
    drop("json-with-a-number-of-a-million-digits", line(311).replace(b'"311"', b"9" * 1_000_000), stored=1),
    drop("json-with-a-number-beyond-all", line(312).replace(b'"312"', b'1e999999, "published": 1e308, "urgency": -0'), stored=1),
    drop("json-with-numbers-that-are-none", line(313).replace(b'"313"', b'NaN, "published": -Infinity'), stored=1),
    drop("json-of-four-million-values", lambda: b'{"a": [' + b"[]," * 4_100_000 + b"[]]}", "values"),
    drop("json-of-100,000-names", b"{" + b",".join(b'"%d": 1' % n for n in range(100_000)) + b"}"),
    drop("json-with-halves-of-pairs", line(314, title="\ud800 pier \udfff", author=["\udc00"]), stored=1),
    drop("json-with-nulls", line(315, title="pier\0", url="https://a.example/\0", guid="\0"), stored=1),
    drop("json-with-pythons-own-names", line(316, __class__="x", __proto__={"a": 1}, constructor="y"), stored=1),
    drop("json-with-hostile-identifiers", line(317, source="../../x", guid="'; DROP TABLE documents; --", url="file:///etc/passwd"), stored=1),
    drop("a-line-of-100-MB", lambda: line(318) + b"x" * 100 * MB + b"\n" + line(319), "a line longer than 64 MB", stored=2, quarantined=1),
    drop("a-text-of-100-MB", lambda: b"word " * 20 * MB, "larger than 64 MB"),
    drop("a-text-of-three-novels", lambda: b"word " * 500_000, "longer than any article"),
    drop("a-table-line-of-70-MB", lambda: b'id,text\n1,"' + story(320).encode() + b'"\n' + b"x" * 70 * MB + b'\n2,"' + story(321).encode() + b'"\n', stored=2, quarantined=1),
    drop("a-table-of-100,000-columns", b"id,text\n" + b"," * 100_000 + b"\n"),
    drop("a-table-of-50,000-empty-rows", lambda: b"id,text\n" + b",\n" * 50_000, quarantined=10_001),
    drop("a-quote-that-does-not-end", b'id,text\n1,"' + b"words\n" * 200_000, held=1),
    drop("cells-that-are-formulas", f'id,title,text\n1,"=cmd|\'/C calc\'!A0","{story(322)}"\n2,"@SUM(1)","{story(323)}"\n', stored=2),
    drop("a-table-with-nulls", b"id,text\n1,a\0b\n2,\0\n"),
    drop("mail-of-3,000-parts-in-parts", parts_in_parts(3_000)),
    drop("mail-of-50,000-headers", mail(story(324).encode(), b"X-A: b\r\n" * 50_000), stored=1),
    drop("mail-with-broken-headers", mail(story(325).encode(), b"From: =?utf-8?q?=FF=FE?= <<<>>>@@\r\nDate: 99 Foo\r\n"), stored=1),
    drop("mail-in-a-charset-that-is-none", mail(story(326).encode(), b"Content-Type: text/plain; charset=unicode_escape\r\n"), stored=1),
    drop("mail-of-30-MB-of-base64", lambda: mail(base64.b64encode(bytes(22 * MB)), b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n")),
    drop("a-mailbox-of-100,000-beginnings", b"From a@b Tue Mar  3 09:15:00 2026\n" * 100_000),
    drop("a-telex-of-a-megabyte-of-starts", b"\x01a 1\n\x02" + b"\x01" * MB),
    drop("warc-longer-than-it-is", record(http(), length=10**15), "a record larger than 64 MB"),
    drop("warc-with-a-length-of-a-thousand-digits", record(http()).replace(b"Content-Length: ", b"Content-Length: " + b"9" * 1_000), "a wrong length"),
    drop("warc-with-a-length-below-zero", record(http()).replace(b"Content-Length: ", b"Content-Length: -"), "a wrong length"),
    drop("warc-header-of-a-megabyte", b"WARC/1.0\r\n" + b"X-A: b\r\n" * 130_000, "does not end"),
    drop("warc-with-chunks-that-lie", record(http(b"ffffffffffffffff\r\nwords", "Content-Type: text/html\r\nTransfer-Encoding: chunked")), stored=1),
    drop("warc-with-chunks-below-zero", record(http(b"-5\r\nwords\r\n0\r\n\r\n", "Content-Type: text/html\r\nTransfer-Encoding: chunked")), stored=1),
    drop("warc-packed-a-hundred-times-over", record(http(b"x", "Content-Type: text/html\r\nContent-Encoding: " + "gzip, " * 100))),
    drop("warc-with-http-headers-of-a-megabyte", record(http(b"x", "\r\n".join(["X-A: b"] * 150_000)))),
    drop("warc-from-an-address-with-escapes", record(http(f"<p>{story(327)}</p>".encode()), url="https://a.example/\x1b[2J\u202e"), stored=1),
    drop("binary-that-says-html", b"<html>" + bytes(range(256)) * 100),
]  # fmt: skip
