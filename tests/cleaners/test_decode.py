from __future__ import annotations

import contextlib
import random

import pytest

from cleaners.decode import decode
from cleaners.record import UnreadableError

_SENTENCES = {
    "cp1252": "Die Bürger von Köln fragen, was die neue Brücke kostet – „zu viel“, meint der Kämmerer.",
    "iso8859-1": "O prefeito anunciou que a ponte não será aberta antes do verão.",
    "cp1250": "Most przez rzekę zostanie zamknięty do końca lipca, ogłosił wójt gminy Źródła.",
    "cp1254": "Köprünün açılışı geciktiği için şehirde öğrenciler yürüyüş yaptı.",
    "cp1257": "Tiltas bus uždarytas iki liepos pabaigos, pranešė miesto meras šį antradienį.",
    "cp1251": "Мост закроют до конца июля, сообщил во вторник мэр города.",
    "koi8-r": "Мост закроют до конца июля, сообщил во вторник мэр города.",
    "cp866": "Мост закроют до конца июля, сообщил во вторник мэр города.",
    "iso8859-7": "Η γέφυρα θα παραμείνει κλειστή μέχρι τον Ιούλιο, είπε ο δήμαρχος.",
    "cp1255": "הגשר יישאר סגור עד סוף יולי, הודיע ראש העיר ביום שלישי.",
    "cp1256": "أعلن رئيس البلدية أن الجسر سيبقى مغلقا حتى نهاية يوليو.",
    "cp874": "นายกเทศมนตรีกล่าวว่าสะพานจะปิดจนถึงเดือนกรกฎาคม",
    "gb18030": "市长星期二说，大桥将关闭到七月底，因为有新的工程。",
    "big5": "市長星期二說，大橋將關閉到七月底，因為有新的工程。",
    "shift_jis": "市長は火曜日、橋を七月の末まで閉鎖すると発表した。",
    "euc-jp": "市長は火曜日、橋を七月の末まで閉鎖すると発表した。",
    "euc-kr": "시장은 화요일 다리가 칠월 말까지 폐쇄된다고 발표했다.",
    "iso2022_jp": "市長は火曜日、橋を七月の末まで閉鎖すると発表した。",
    "utf-8": "Le maire a déclaré que le pont fermerait.",
    "utf-16": "Le maire a déclaré que le pont fermerait.",
    "utf-8-sig": "Le maire a déclaré que le pont fermerait.",
}


@pytest.mark.parametrize("encoding", _SENTENCES)
def test_a_short_text_without_a_declaration_is_read_in_its_own_encoding(encoding: str) -> None:
    sentence = _SENTENCES[encoding]
    assert decode(sentence.encode(encoding)).text == sentence


@pytest.mark.parametrize("encoding", [name for name in _SENTENCES if not name.startswith("utf")])
def test_a_true_declaration_is_believed(encoding: str) -> None:
    sentence = _SENTENCES[encoding]
    assert decode(sentence.encode(encoding), encoding).text == sentence


def test_a_false_declaration_of_latin_1_does_not_spoil_utf_8() -> None:
    assert decode("Der Bürgermeister grüßt.".encode(), "iso-8859-1").text == "Der Bürgermeister grüßt."


def test_a_declaration_that_is_no_charset_is_ignored() -> None:
    assert decode("Der Bürgermeister grüßt.".encode("cp1252"), "none of these").encoding == "cp1252"


@pytest.mark.parametrize("text", ["Köln", "The café", "It’s £5 – or €6", "naïve", "São Paulo"])
def test_a_few_words_of_latin_1_are_read_as_such(text: str) -> None:
    assert decode(text.encode("cp1252")).text == text


def test_utf_16_without_a_mark_is_recognised_by_its_nulls() -> None:
    text = "The council met on Monday. " * 4
    assert decode(text.encode("utf-16-le")).text == text
    assert decode(text.encode("utf-16-be")).text == text


def test_one_damaged_byte_does_not_turn_utf_8_into_mojibake() -> None:
    raw = "Der Bürgermeister grüßt die Bürgerinnen und Bürger der Stadt Überlingen. ".encode() * 8
    assert decode(raw + b"\xff").text.startswith("Der Bürgermeister grüßt")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"%PDF-1.7\n%....", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"\x1f\x8b\x08\x00....", "gzip"),
        (bytes(range(256)) * 4, "binary"),
    ],
)
def test_empty_and_binary_input_is_refused_with_its_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        decode(raw)


def _noise(seed: int, length: int) -> bytes:
    return random.Random(seed).randbytes(length)  # noqa: S311 - test input, not a secret


@pytest.mark.parametrize("seed", range(50))
def test_random_bytes_are_refused(seed: int) -> None:
    with pytest.raises(UnreadableError):
        decode(_noise(seed, 400))


@pytest.mark.parametrize("seed", range(300))
def test_any_bytes_are_read_or_refused_and_never_break(seed: int) -> None:
    with contextlib.suppress(UnreadableError):
        assert isinstance(decode(_noise(seed, seed % 40)).text, str)


def test_a_large_legacy_text_costs_no_more_than_its_sample() -> None:
    text = _SENTENCES["cp1251"] + "\n"
    assert decode((text * 20_000).encode("cp1251")).encoding == "cp1251"
