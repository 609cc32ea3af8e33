"""Columns of print, of any width and in any script, come out in paragraphs with whole words; lists stay lists."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleaners.hyphenation import softened
from cleaners.rules import boilerplate_rules
from cleaners.text.door import clean_text
from cleaners.wrapping import paragraph, paragraphs

ARTICLES: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))
ENGLISH = ARTICLES["en"]
VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôûаеёиоуыэюя")
HYPHENATED = ("en", "de", "fr")
NARROW, WIDE = 32, 46
MENU = "Home|News|Sport|Letters to the editor|Port Ellery news|Lock Street|Film and theatre|Puzzles|Contact|About us"
HEADLINES = (
    "Swing bridge to close for nine weeks|Ferry to run every ten minutes|Mayor defends the foundry contract"
    "|School to move before the summer|Three shops on Lock Street to close|Harbour master retires at seventy"
    "|Choir wins prize in Marholm|New timetable for the island bus|Council votes on library hours"
    "|Storm damages boat shed roof|Police seek owner of lost dog|Museum opens fishing gallery"
)
LONG_HEADLINES = (
    "Council votes to close the swing bridge for nine weeks in summer"
    "|Ferry company promises a crossing every ten minutes from six"
    "|Mayor defends contract with the foundry in front of the audit"
    "|Primary school will move into the warehouse before the holidays"
    "|Three shops on Lock Street give up after forty years of trade"
    "|Harbour master retires at seventy and buys himself a trawler"
    "|Library to open on Sundays if the council finds the money for it"
)
ARABIC_HEADLINES = (
    "إغلاق الجسر المتحرك تسعة أسابيع|العبارة تعمل كل عشر دقائق|العمدة يدافع عن عقد المسبك|المدرسة تنتقل قبل الصيف"
    "|ثلاثة متاجر تغلق أبوابها|مدير الميناء يتقاعد|جوقة الميناء تفوز بجائزة|جدول جديد لحافلة الجزيرة"
    "|المكتبة تفتح أيام الأحد|العاصفة تضر بسقف المرسى|الشرطة تبحث عن المالك|المتحف يفتتح قاعة الصيد"
)
CALENDAR = (
    "1a etapa: 10 de março – Port Ellery|2a etapa: 8 de abril – Marholm / Lund|3a etapa: 22 de abril – Brandt"
    "|4a etapa: 06 de maio – Ilha do Sul|5a etapa: 20 de maio – Marholm|6a etapa: 5 de agosto – Porto Falk"
    "|7a etapa: 19 de agosto – a confirmar|8a etapa: 2 de setembro – Coll|9a etapa: 16 de setembro – Lund"
)
VERSE = (
    "the lamps of the harbour|go out one by one|and the ferry has not come|my mother stands in rain"
    "|counting the steps of the tide|one and then another|until it is morning|and nobody on the quay"
    "|but the gulls and the crane|and the smell of the weed|that the sea left behind|when it went away again"
)
JUMPS = [
    *(
        "Continued on page 7",
        "Continued on A7",
        "CONTINUED FROM PAGE 1",
        "(Continued on page 3)",
        "See BRIDGE, page A7",
    ),
    *(
        "Fortsetzung auf Seite 7",
        "Fortsetzung von Seite 1",
        "Bericht Seite 5",
        "Lire la suite page 4",
        "Suite de la une",
    ),
    *("Continúa en la página 7", "Viene de la página 1", "Continua na página 5", "Continuação da primeira página"),
    *("Segue dalla prima pagina", "Servizio a pagina 9", "Vervolg op pagina 7", "Dokończenie ze str. 1"),
    *("Окончание на 4-й стр.", "Окончание. Начало на стр. 1", "Devamı 7. sayfada", "Bersambung ke halaman 7"),
    *("التتمة في الصفحة 7", "بقیہ نمبر 12 صفحہ 7 پر", "शेष पृष्ठ 7 पर", "（下转第7版）", "上接第1版", "3面に関連記事"),
    *("Fortsättning på sida 7", "Fortsættes på side 3", "Fortsetter på side 9", "Pokračování na straně 3"),
]


def is_boundary(word: str, at: int) -> bool:
    return word[at - 1].lower() in VOWELS and word[at].lower() not in VOWELS


def parted(word: str, room: int) -> int:
    """Return after how many letters a word is parted, as typesetters might, 0 where it is not."""
    core = word.strip('.,"“”«»;:')
    if len(core) < 7 or not core.isalpha() or not word[0].isalpha():
        return 0
    return next((at for at in range(min(room, len(core) - 3), 1, -1) if is_boundary(core, at)), 0)


def set_in(text: str, width: int, *, hyphens: bool) -> str:
    """Set a paragraph in a column of so many letters."""
    lines, line = [], ""
    for word in text.split(" "):
        tried = f"{line} {word}".strip()
        if len(tried) <= width:
            line = tried
            continue
        at = parted(word, width - len(line) - 2) if hyphens else 0
        lines.append(f"{line} {word[:at]}-" if at else line)
        line = word[at:]
    return "\n".join([*lines, line])


@pytest.mark.parametrize("width", [NARROW, 38, WIDE])
@pytest.mark.parametrize("language", sorted(ARTICLES.keys() - {"zh"}))
@pytest.mark.parametrize("between", ["\n\n", "\n  "], ids=["blank", "indented"])
def test_a_column_comes_out_in_paragraphs(language: str, width: int, between: str) -> None:
    cleaned = clean_text(between.join([set_in(text, width, hyphens=False) for text in ARTICLES[language]]))
    assert (cleaned.text.split("\n\n"), cleaned.hold) == (ARTICLES[language], "")


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("language", ["de", "en", "fr", "ru"])
@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u00ad"])
def test_words_parted_in_a_column_are_whole(language: str, width: int, hyphen: str) -> None:
    columns = [set_in(text, width, hyphens=True).replace("-\n", f"{hyphen}\n") for text in ARTICLES[language]]
    assert hyphen in "".join(columns)
    kept = set(clean_text("\n\n".join(columns)).text.split())
    own = {word for text in ARTICLES[language] for word in text.split() if "-" in word}
    assert kept >= {word for text in ARTICLES[language] for word in text.split()} - own


@pytest.mark.parametrize("width", [12, 18, 24])
@pytest.mark.parametrize("between", ["\n\n", "\n"], ids=["blank", "indented"])
def test_a_chinese_column_comes_out_in_paragraphs(width: int, between: str) -> None:
    indent = "" if between == "\n\n" else "　　"
    texts = [indent + text for text in ARTICLES["zh"]]
    columns = ["\n".join([text[at : at + width] for at in range(0, len(text), width)]) for text in texts]
    cleaned = clean_text(between.join(columns))
    assert (cleaned.text.split("\n\n"), cleaned.hold) == (ARTICLES["zh"], "")


def test_a_paragraph_ends_where_the_next_word_had_room() -> None:
    column = "\n".join([set_in(text, WIDE, hyphens=False) for text in ENGLISH])
    assert clean_text(column).text.split("\n\n") == ENGLISH


def test_a_title_may_be_wider_than_its_column() -> None:
    title = "Port Ellery will close its swing bridge for nine weeks in the summer, council decides"
    columns = [set_in(text, NARROW, hyphens=False) for text in ENGLISH]
    cleaned = clean_text("\n\n".join([title, "By Ana Souza", *columns]))
    assert (cleaned.fields.title, cleaned.fields.authors) == (title, ("Ana Souza",))
    assert cleaned.text.split("\n\n") == ENGLISH


def test_upper_case_of_a_wire_is_prose() -> None:
    texts = [text.upper() for text in ENGLISH]
    columns = [set_in(text, NARROW, hyphens=True) for text in texts]
    assert "DECI-\n" in "".join(columns)
    assert "A DECISION" in clean_text("\n\n".join(columns)).text


@pytest.mark.parametrize("lines", [MENU, HEADLINES, LONG_HEADLINES, ARABIC_HEADLINES, CALENDAR, VERSE])
def test_lines_that_were_not_filled_up_stay_lines(lines: str) -> None:
    assert not paragraphs(lines.split("|"), lines.split("|"))


def test_bullets_begin_paragraphs() -> None:
    items = [f"• {text}" for text in ENGLISH]
    column = "\n".join([set_in(text, NARROW, hyphens=False) for text in items])
    lines = column.split("\n")
    assert [lines[part[0]][0] for part in paragraphs(lines, lines)] == ["•"] * len(items)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (
            "They found well-|known shops, well-known bars and pa-|per boats.",
            "well-known shops, well-known bars and paper",
        ),
        ("A long-|term plan and a long plan, a term and some pa-|per.", "A long-term plan"),
        ("Five self-|made boats of pa-|per.", "Five self-made boats of paper."),
        ("Y a-t-|il du pa-|pier ?", "Y a-t-il du papier ?"),
        ("Paper, pa-|per and again pa-|per.", "Paper, paper and again paper."),
        ("The Rhein-|Main boats of pa-|per and pa-|pyrus.", "The Rhein-Main boats"),
        ("Pandemic of COVID-|19 and pa-|per and pa-|pyrus.", "Pandemic of COVID-19"),
        ("Die Ein-|und Ausfahrt, das Pa-|pier, die Pa-|pyri.", "Die Ein- und Ausfahrt, das Papier"),
    ],
)
def test_a_word_s_own_hyphen_is_told_from_a_printer_s(lines: str, joined: str) -> None:
    assert joined in paragraph(softened(lines.split("|")))


def test_a_soft_hyphen_that_does_not_end_a_line_shows_nothing() -> None:
    assert clean_text("The coun\u00adcil met on Tuesday and voted on the bridge.").text.startswith("The council met")


@pytest.mark.parametrize("line", JUMPS)
def test_where_a_printed_article_goes_on_is_no_part_of_it(line: str) -> None:
    assert boilerplate_rules([line])[0].startswith("jump-line/")


def test_a_paragraph_that_a_jump_line_interrupts_is_whole() -> None:
    first, _, second = ENGLISH[1].partition(" has to be cast")
    text = f"{ENGLISH[0]}\n{first}\nContinued on page 7\nContinued from page 1\nhas to be cast{second}\n{ENGLISH[2]}"
    assert clean_text(text).text.split("\n\n") == ENGLISH[:3]
