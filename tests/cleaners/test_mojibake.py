from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaners.html.door import clean_html
from cleaners.mojibake import is_plain, legible, mended
from cleaners.record import Fields, Removal
from cleaners.text.door import clean_text
from cleaners.text.lines import plain_lines, read_lines

_STORY = (
    "The harbour council voted on Tuesday to rebuild the old ferry pier, ending a dispute of four winters, "
    "said its chairman on the quay."
)


@pytest.mark.parametrize(
    ("meant", "encoding"),
    [
        ("It’s the mayor’s pier", "windows-1252"),
        ("José García said so", "latin-1"),
        ("“Soon”, she said – or never", "windows-1252"),
        ("Привет, мир", "windows-1251"),
        ("Привет, мир", "windows-1252"),
        ("大桥将关闭到七月底", "latin-1"),
    ],
)
def test_utf_8_that_was_read_as_something_else_is_read_again(meant: str, encoding: str) -> None:
    import ftfy.bad_codecs  # noqa: F401 - the web's windows-125x, in which every byte has a meaning

    garbled = meant.encode().decode("latin-1" if encoding == "latin-1" else f"sloppy-{encoding}")
    assert mended(garbled) == (meant, encoding)


@pytest.mark.parametrize(
    "text",
    [
        "SÃO PAULO, 3 de março",
        "l’Ã©tÃ©",  # garbled in part: nobody can tell how it came about
        "voilÃ  le travail",  # a no-break space was lost: not the same way back
        "Â is a letter of Romanian and French",
        "“Ça va”, dit-elle à Noël",
        "Он сказал: «Р» и «С»",
        "€5 – £3 ½",
    ],
)
def test_what_is_right_or_can_not_be_undone_stays(text: str) -> None:
    assert mended(text) == (text, "")


@given(st.text("abc éíñüß’“”–€Щюя漢字", max_size=80), st.sampled_from(["latin-1", "cp1252", "cp1251"]))
@example("é€–", "cp1252")
def test_a_garbled_text_comes_out_as_it_was_meant_or_as_it_came(text: str, wrong: str) -> None:
    """Nothing third: a repair that is not exact is none. A text that looks garbled itself is taken for garbled twice."""
    try:
        garbled = text.encode().decode(wrong)
    except UnicodeDecodeError:
        return
    assert mended(garbled)[0] in (text, garbled, mended(text)[0])


def test_a_text_tells_what_was_repaired_and_where() -> None:
    copy = clean_text(f"JosÃ© GarcÃ\xada\n\n{_STORY}\n\nItâ€™s a start, he told reporters who had come to the harbour.")
    assert copy.text.endswith("It’s a start, he told reporters who had come to the harbour.")
    repairs = [removal for removal in copy.removals if removal.rule.startswith("mojibake")]
    assert [(one.rule, one.place) for one in repairs] == [("mojibake/latin-1", 1), ("mojibake/windows-1252", 5)]
    assert repairs[0].text == "JosÃ© GarcÃ\xada"


def test_a_page_tells_what_was_repaired_and_where() -> None:
    page = f'<meta name=author content="JosÃ© Prado"><article><h1>漢字 in the harbour</h1><p>{_STORY}<p>Itâ€™s a start, he told reporters who had come to the harbour.'
    copy = clean_html(page)
    assert copy.text.endswith("It’s a start, he told reporters who had come to the harbour.")
    assert copy.fields.authors == ("José Prado",)
    assert copy.removals[0] == Removal("mojibake/latin-1", "JosÃ© Prado", 0)
    assert [one.place for one in copy.removals if one.rule == "mojibake/windows-1252"] == [3]


HIDDEN = "\u200b\u00ad\u202e\u2066\ufeff\x00\x1b\x07\x9b\U000e0041\ud800\ufffe"


def test_what_shows_nothing_is_kept_in_no_text_and_no_field() -> None:
    hidden = "".join(f"{char}{letter}" for char, letter in zip(HIDDEN, "abcdefghijkl", strict=True))
    for copy in (
        clean_text(
            f"{_STORY}\n\nThe {hidden} boats came home to the harbour before the storm.", title=f"Pier {hidden}"
        ),
        clean_html(
            f"<title>Pier {hidden}</title><article><h1>Pier {hidden}</h1><p>{_STORY}<p>The {hidden} boats came home to the harbour before the storm."
        ),
    ):
        assert copy.fields.title == "Pier abcdefghijkl"
        assert "The abcdefghijkl boats" in copy.text


def test_what_is_written_as_a_reference_is_no_way_around_it() -> None:
    copy = clean_html(
        f"<article><p>{_STORY}<p>The &#8203;bo&shy;ats &#x202e;came home&#27;[2J to the harbour before the storm."
    )
    assert "The boats came home[2J to the harbour" in copy.text


@pytest.mark.parametrize("text", ["می‌خواهم", "क्‍ष", "👩‍🚀", "שלום\u200f!", "葛\U000e0100城"])
def test_what_writing_needs_stays(text: str) -> None:
    assert legible(text) == (text, ())


def test_words_that_hide_a_prompt_do_not_hide_it_from_the_rules() -> None:
    copy = clean_text(f"{_STORY}\n\n{_STORY[::-1]}\n\nSub\u200bscribe to our news\u00adletter")
    assert "Subscribe" not in copy.text
    assert copy.fields == Fields(language="en")


@pytest.mark.parametrize(
    "text",
    [
        "two  spaces",
        "a\ttab",
        "a no-break\u00a0space",
        "a line\rend",
        "soft\u00adhyphen",
        "lone\ud800",
        "cafÃ©",
        "\ufffe",
    ],
)
def test_a_text_with_anything_to_mend_or_to_take_out_is_not_plain(text: str) -> None:
    assert not is_plain(f"The bridge is open.\n{text} again.")


def test_a_text_of_words_and_line_breaks_is_plain() -> None:
    assert is_plain("“Ça va”, dit-elle à Noël – enfin …\n\n橋は開いた。\nमौसम ठीक है।")


@given(st.text(max_size=30))
def test_a_plain_text_is_read_as_any_other(text: str) -> None:
    assert not is_plain(text) or (legible(text) == (text, ()) and plain_lines(text) == read_lines(text))


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Tom &amp; Jerry said &quot;no&quot;.", 'Tom & Jerry said "no".'),
        ("It&#8217;s &amp;#8220;cold&amp;#8221;.", "It’s “cold”."),
        ("The&nbsp;bridge&hellip;", "The\xa0bridge…".replace("\xa0", " ")),
        ("caf&Atilde;&copy;", "café"),
        ("one&#10;line", "one line"),
        ("AT&T; and a?b=1&copy=2 &unknown; & so on;", "AT&T; and a?b=1&copy=2 &unknown; & so on;"),
    ],
)
def test_escapes_of_html_in_a_text_are_read(line: str, meant: str) -> None:
    plain, repairs = legible(f"First.\n{line}")
    assert plain == f"First.\n{meant}"
    assert [(one.place, one.text) for one in repairs if one.rule == "mojibake/html"][:1] == (
        [(2, line)] if meant != line else []
    )


def test_a_text_as_a_program_writes_it_down_is_read() -> None:
    text = json.dumps("\n\n".join([f"“{_STORY}”", _STORY, "A smile 😀 / a\ttab"]))[1:-1]
    copy = clean_text(text)
    assert copy.text.split("\n\n") == [f"“{_STORY}”", _STORY, "A smile 😀 / a tab"]
    assert [(one.rule, one.place, one.text) for one in copy.removals] == [("mojibake/json", 1, text)]


@pytest.mark.parametrize(
    "line",
    [
        "The file lies in C:\\new\\notes\\names.",
        'In C, a line ends with "\\n". On Windows it is "\\r\\n". Old Macs had "\\r".',
        'He wrote printf("Hello.\\n"); puts("There.\\n"); and printf("%d\\n", x).',
    ],
)
def test_what_an_article_says_of_programs_stays(line: str) -> None:
    text = f"{_STORY}\n\n{line}"
    assert clean_text(text).text == text


PARTS = [_STORY, f"“{_STORY}”", "The ferry runs all night, and it is free."]


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"<p>{part}</p>" for part in PARTS),
        "<br /><br>".join(PARTS),
        "\n".join(f"&lt;p&gt;{part}&lt;/p&gt;" for part in PARTS),
        "\n\n".join(part.replace("The", "<a href='/b'>The</a>", 1).replace("it", "<em>it</em>") for part in PARTS),
        '<div class="a">' + "</div>\n<div>".join(PARTS) + "</div><!-- end -->",
    ],
)
def test_tags_that_a_delivery_left_in_a_text_are_read(text: str) -> None:
    copy = clean_text(text)
    assert copy.text.split("\n\n") == PARTS
    assert {removal.rule for removal in copy.removals} == {"mojibake/html"}


@pytest.mark.parametrize(
    "text", ["A <b> and a </b> are tags, he said.", "It is <3 for her and 4 > 3.", "He wrote </p> once."]
)
def test_a_text_that_names_a_tag_stays(text: str) -> None:
    assert clean_text(f"{_STORY}\n\n{text}").text.endswith(text)


_TAGS = ("<p>", "</p>", "<br>", "<b>", "</b>", "<", ">", "/b")
_ESCAPES = ("&lt;", "&gt;", "&amp;", "amp;", "\\n", "\\u201c", "**", "[a](/b)")
_PIECES = st.sampled_from([*_TAGS, *_ESCAPES, "word", "Tom", " ", "\n", "\n\n", "."])


@given(st.lists(_PIECES, max_size=40).map("".join))
@example("\n\\n\\n\\n\\n\\n")  # cleaning leaves fewer real lines
@settings(max_examples=300, deadline=None)
def test_a_text_that_was_read_once_needs_no_second_reading(text: str) -> None:
    once = clean_text(f"{_STORY}\n\n{text}\n\n{_STORY[::-1]}").text
    assert clean_text(once).text == once


@pytest.mark.parametrize(
    "attack",
    [
        "&" + "amp;" * 100_000,
        "&" + "#38;" * 100_000,
        "<" * 50_000 + "b></p>" * 50_000,
        "<a " * 50_000 + "></p>" * 50_000,
    ],
)
def test_escapes_within_escapes_take_no_time(attack: str) -> None:
    assert clean_text(f"{_STORY}\n\n{attack}").text.startswith(_STORY)
