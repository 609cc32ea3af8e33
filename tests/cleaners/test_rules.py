from __future__ import annotations

import tomllib
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.rules import boilerplate_rule, boilerplate_rules
from cleaners.rules.book import Entry, entries_of, load_book
from cleaners.rules.folding import _SAME, folded
from cleaners.rules.openings import options
from cleaners.rules.shapes import byline_names, is_code
from cleaners.rules.wording import full_expression, inner_texts, opening_expression, sayings

if TYPE_CHECKING:
    from cleaners.rules.book import RuleBook

_KEEP = tomllib.loads((Path(__file__).parent / "text" / "keep.toml").read_text(encoding="utf-8"))
_LANGUAGES = {"en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "ar", "ur", "hi", "zh", "ja", "tr", "id"}
_SHORTER = {"uk", "sv", "no", "da", "fi", "cs", "ko", "vi", "ro", "fa"}  # only what every site has
_EVERYWHERE = {"comment-prompt", "newsletter", "social-follow", "cookie-notice", "related-links", "share", "navigation"}


@cache
def _entries(folder: str) -> tuple[Entry, ...]:
    return tuple(entries_of(folder))


@cache
def _book(folder: str) -> RuleBook:
    return load_book(folder)


def _example(wording: str) -> str:
    """Return a block that the wording must take: first alternatives, options left out, a word and a number put in."""
    text = wording
    while "(" in text:
        start = text.rindex("(")
        end = text.index(")", start)
        optional = text[end + 1 : end + 2] == "?"
        inner = "" if optional else text[start + 1 : end].split("|")[0]
        text = text[:start] + inner + text[end + 1 + optional :]
    return text.replace("*", " so on ").replace("#", "12")


def _block(entry: Entry) -> str:
    """Return a block that holds the wording where its list says."""
    example = _example(entry.wording)
    if entry.mode == "whole":
        return example
    return ("so on " if entry.mode == "contains" else "") + example + " and so on"


@pytest.mark.parametrize("folder", ["wordings", "holds", "boxes"])
def test_every_wording_takes_the_block_it_describes(folder: str) -> None:
    blind = [entry for entry in _entries(folder) if not _book(folder).rule_of(_block(entry))]
    assert blind == []


@pytest.mark.parametrize("folder", ["wordings", "holds", "boxes"])
def test_no_wording_is_written_as_an_expression(folder: str) -> None:
    assert [entry for entry in _entries(folder) if ".*" in entry.wording or "\\" in entry.wording] == []


def _judged_one_by_one(block: str) -> str:
    """Return the rule that asking every wording on its own gives."""
    read = folded(block).encode()
    judging = (
        entry for mode in ("whole", "starts", "contains") for entry in _entries("wordings") if entry.mode == mode
    )
    takes = (entry.rule for entry in judging if len(block) <= entry.limit and _full(entry).search(read))
    return next(takes, "") if read else ""


@cache
def _full(entry: Entry) -> Any:
    return re2.compile(full_expression(entry.mode, entry.wording).encode(), options())


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_wordings_judge_as_if_each_were_asked(data: st.DataObject) -> None:
    """Prompts, sentences and pieces of both, in any order and with anything between them."""
    pieces = st.one_of(
        st.sampled_from(_entries("wordings")).map(lambda entry: _example(entry.wording)),
        st.sampled_from([sentence for sentences in _KEEP.values() for sentence in sentences]),
        st.text(max_size=4),
    )
    cut = st.tuples(
        st.lists(pieces, min_size=1, max_size=3), st.sampled_from(["", " ", ". ", "\n"]), st.integers(0, 400)
    )
    blocks = [joint.join(found)[-size:] for found, joint, size in data.draw(st.lists(cut, min_size=1, max_size=8))]
    book = _book("wordings")
    assert book.rules_of(blocks) == [_judged_one_by_one(block) for block in blocks]


def test_every_language_has_the_prompts_that_every_site_has() -> None:
    known = {tuple(entry.rule.split("/")) for entry in _entries("wordings")}
    assert {(kind, language) for kind in _EVERYWHERE for language in _LANGUAGES | _SHORTER} <= known


def test_every_language_has_sentences_that_must_stay() -> None:
    assert set(_KEEP) == _LANGUAGES | _SHORTER


@pytest.mark.parametrize("sentence", [sentence for sentences in _KEEP.values() for sentence in sentences])
def test_a_sentence_that_looks_like_a_prompt_stays(sentence: str) -> None:
    assert boilerplate_rule(sentence) == ""


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("Leave a Comment", "comment-prompt"),
        ("  » LEAVE A REPLY «  ", "comment-prompt"),
        ("Get the top stories in your inbox every morning", "newsletter"),
        ("MONTHLY | Rs 250 | |", "subscription"),
        ("Photo: Harbour archive", "image-credit"),
        ("12 min read", "share"),
        ("Facebook / X", "share"),
        ("X Facebook", "share"),
        ("x x", ""),
        ("Reporting by Ana Souza; Editing by Li Wei", "credit"),
        ("Melden Sie sich für unseren Newsletter an!", "newsletter"),
        ("Подписывайтесь на наш канал", "social-follow"),
        ("责任编辑：王小明", "credit"),
        ("関連記事", "related-links"),
        ("İlgili haberler", "related-links"),
        ("اقرأ أيضا: خبر آخر", "related-links"),
    ],
)
def test_the_rule_names_the_kind(block: str, kind: str) -> None:
    assert boilerplate_rule(block).partition("/")[0] == kind


@pytest.mark.parametrize(
    ("block", "rule"),
    [
        ("Kiel (AFP/dpa) - Der Rat von Ellerhafen hat dem Bau einer neuen Brücke zugestimmt.", ""),
        ("Wien, 3. März (APA/dpa) – Auch in Österreich verkehren auf zwei Seen wieder Schiffe.", ""),
        ("Madrid (AFP/EFE) - El puerto de la isla abre de nuevo mañana por la mañana.", ""),
        ("Die alte Brücke über den Fluss von Norden her gesehen (Meier/dpa)", "image-credit/de"),
        ("Die Brücke (Foto: Meier/dpa) - so sieht sie heute aus, die alte Brücke.", "image-credit/de"),
        ("Kiel (AFP/dpa) - Meier", "image-credit/de"),
    ],
)
def test_agencies_before_an_article_are_no_credit_of_a_picture(block: str, rule: str) -> None:
    assert boilerplate_rule(block) == rule


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("Lees ook het contract, waarschuwt de notaris.", ""),
        ("Lees ook het contract, waarschuwt de notaris", "related-links"),
        ("Lees ook: het contract van de veerboot.", "related-links"),
        ("Share this with your friends, the harbour master urged in May, and they did.", ""),
        ("Share this with your friends, and tell them about us.", "share"),
        ("“Subscribe to our newsletter,” the poster said.", ""),
        ("Subscribe to our newsletter, and be the first to know.", "newsletter"),
        ("Читайте также договоры, советует юрист.", ""),
        ("اقرأ أيضا العقود، تنصح المحامية.", ""),
        ("یہ بھی پڑھیں کہ معاہدے میں کیا لکھا ہے، وکیل نے کہا۔", ""),
        ("Photo: the ferry at the quay, said to be the oldest.", "image-credit"),
    ],
)
def test_a_sentence_that_says_who_said_it_is_no_prompt(block: str, kind: str) -> None:
    assert boilerplate_rule(block).partition("/")[0] == kind


def test_many_blocks_are_judged_as_one_by_one() -> None:
    blocks = ["Leave a comment", "The bridge is open.", "", "Share"]
    assert boilerplate_rules(blocks) == [boilerplate_rule(block) for block in blocks]


def test_what_was_judged_is_remembered_in_little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaners.rules.book._MOST_KNOWN", 3)
    book = load_book("boxes")
    headings = ["Comments", "Anzeige", "Discuss", "Poll", "Kommentare", "Quiz", "Publicité"] * 3
    rules = [book.rule_of(heading) for heading in headings]
    assert rules == [load_book("boxes").rule_of(heading) for heading in headings]
    assert all(rules[:2])
    book.rules_of(headings)
    assert len(book.known) == 3


def test_chinese_characters_and_korean_syllables_are_folded_to_themselves() -> None:
    same = [chr(code) for codes in _SAME for code in codes]
    assert [folded(char) for char in same] == same


def test_a_long_paragraph_is_never_a_prompt() -> None:
    assert boilerplate_rule("Subscribe to our newsletter. " + "The bridge is open again. " * 60) == ""


@pytest.mark.parametrize(
    ("block", "rule"),
    [
        ("Each morning's harbour news, delivered to your inbox", "newsletter/en"),
        ("The harbour through a telefoto: 200 mm", ""),
        ("Tea, delivered to your inboxes", ""),
    ],
)
def test_a_wording_that_may_stand_anywhere_is_of_whole_words(block: str, rule: str) -> None:
    assert boilerplate_rule(block) == rule


def test_a_wording_means_what_the_guide_says() -> None:
    assert full_expression("whole", "a (b|c)( d)?") == "^a (?:b|c)(?: d)?$"
    assert full_expression("whole", "# min") == r"^[(\[]?\d+(?:[.,:]\d+)*[)\]]? min$"
    assert "\\?" in full_expression("starts", "why?")
    assert full_expression("whole", "home|news") == "^home\\|news$"


def test_what_a_wording_says_is_written_out_where_it_is_little() -> None:
    assert sayings("A (b|c( d)?)( e)?") == {"a b", "a b e", "a c", "a c e", "a c d", "a c d e"}
    assert sayings("# min") == set()
    assert sayings("all about *") == set()
    assert sayings("(a|b|c|d)" * 4) == set()


def test_a_wording_that_opens_with_anything_is_refused() -> None:
    with pytest.raises(ValueError, match="must not open"):
        opening_expression("starts", "* our newsletter")


@pytest.mark.parametrize(
    ("wording", "texts"),
    [
        ("Our (free |daily )?newsletter", {"our newsletter", "our free newsletter", "our daily newsletter"}),
        ("get * in your inbox", {"in your inbox"}),
        ("get (one|#) (free|other) articles", {"free articles", "other articles"}),
        ("# a month * subscri", {"a month"}),
        ("pay (the (first|second) |# )?now (or never|later)", {"now or never", "now later"}),
        ("now (a|b|c|d)(e|f|g|h)(i|j|k|l)(m|n|o|p)", set(map("".join, product(["now "], "abcd", "efgh", "ijkl")))),
        ("(a|b|c|d)?((e|f)|g|h)(i|j|k|l)(m|n|o|p) it", set(map("".join, product("efgh", "ijkl", "mnop", [" it"])))),
    ],
)
def test_an_inner_wording_is_found_by_what_it_says_for_sure(wording: str, texts: set[str]) -> None:
    assert inner_texts(wording) == texts


def test_an_inner_wording_that_may_say_anything_is_refused() -> None:
    with pytest.raises(ValueError, match="for sure"):
        inner_texts("(# |two )?*")


@pytest.mark.parametrize(
    "text",
    [
        "4194**9417",
        "* * *",
        "{{ posts }}",
        "window.dataLayer = []",
        "——",
        "<br/>",
        "- 0f3a99bc12 -",
        "Deadbeef01",
        "Quay.box { top: 0 }",
        "Pier.push(1)",
        "&nbsp;",
        "![The pier at dawn](https://quay.example/pier.jpg)",
        "| --- | --- |",
        "$",
        "$25",
        "50 €",
        "€ –",
        "(12)",
        "#1",
        "< 1 2 3 >",
        "----------",
        "[embed]https://quay.example/pier[/embed]",
        '[caption id="a_1" width="300"]The pier at dawn[/caption]',
        '{"@type": "NewsArticle", "name": "The pier"}',
    ],
)
def test_a_block_without_words_is_code(text: str) -> None:
    assert is_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "412",
        "1,204.50",
        "| 2026 | 1,200 | – |",
        "| – | $1,204 | 3.400 € |",
        "2026\t1,200\t3,400",
        "! Fog over the pier",
        "24/7",
        "14:30",
        "A",
        "C’est la vie",
        "東京",
        "if not now, when?",
        "Deadbeef",
        "Facades 2024 beside the pier",
        "Fadeaway 12 3 4 5",
        "é12",
        "$175,000",
        "1.200 €",
        "₹12,500",
        "€31 000–€34 500",
        "3–1",
        "−3°",
        "90+4’",
        "١٨:٤٢",
        "४२",
        "-12",
        "https://quay.example/report",
        "[sic]s and [brackets] are the editor's",
        '{"The pier"} is the title of the play',
    ],
)
def test_a_number_or_a_word_is_no_code(text: str) -> None:
    assert not is_code(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ana Souza and Li Wei", ("Ana Souza", "Li Wei")),
        ("by Admin", ()),
        ("Von Hanna Quell", ("Hanna Quell",)),
        ("Par Luc de la Tour, Marie Petit", ("Luc de la Tour", "Marie Petit")),
        ("BY STAFF REPORTER", ()),
        ("By the time the boat came, it was dark", None),
        ("By 1931 the bridge was finished", None),
        ("The report by Ana Souza", None),
    ],
)
def test_a_byline_gives_its_people_and_no_placeholder(text: str, names: tuple[str, ...] | None) -> None:
    assert byline_names(text) == names
