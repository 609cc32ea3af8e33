"""Lines that were broken at a width are put together again, in text and on pages; lists and verse are not."""

from __future__ import annotations

import pytest

from cleaners.html.door import clean_html
from cleaners.hyphenation import softened
from cleaners.text.door import clean_text
from cleaners.text.lines import read_lines
from cleaners.wrapping import paragraph, paragraphs

TITLE = "港区冰库去留三月表决"
CHINESE = (
    "冰库保留与否，要到三月才见分晓。港务委员会星期二晚上开会，听取了二十多位居民的意见，多数人希望保留这座已经空置十年的老建筑。市长林若兰说，他们看过每一份方案，没有一份能保住原来的屋顶。业主方面则表示，修缮费用高达四百万元，没有银行愿意为一座没有用途的房子提供贷款。",
    "委员会将在工程师检查墙体之后，于三月再次开会表决。附近渔民协会会长陈海生认为，如果把冰库改建为渔业博物馆，可以吸引游客，也能让年轻人了解这座小镇的历史；不过他承认，到目前为止还没有人愿意出钱。",
)
ENGLISH = (
    "The harbour council met on Tuesday night to decide what is\nto become of the old ice house on the northern quay, which\n"
    "has stood empty since the fishing fleet left the town ten\nyears ago. Members heard from two dozen residents, most of\n"
    "whom asked that the building be kept. The mayor, Ana Souza,\nEnglish by birth, said that none of the offers would keep\n"
    "the roof."
)
HEADLINES = (
    "港区冰库去留三月表决居民多数希望保留",
    "渔民协会提议改建为渔业博物馆吸引游客",
    "市长称没有一份方案能够保住原来屋顶",
    "修缮费用高达四百万元银行不愿提供贷款",
    "工程师本周起检查墙体结构是否安全",
    "春节期间渡轮加开班次票价维持不变",
    "小镇图书馆新馆落成首日迎来千名读者",
)
SENTENCES = tuple(
    f"第{number}条：每年三月，港务委员会应当向全体居民公布上一年度的收入和支出情况。" for number in "一二三四五六七"
)
PROGRAMME = (
    "Saturday, 3 pm: Reading in the old ice house with Ana Souza",
    "Saturday, 5 pm: Tour of the fish halls, meeting point quay 4",
    "Sunday, 11 am: Breakfast of the sailing club, at the boat shed",
    "Sunday, 2 pm: Games for children on the lawn by the lighthouse",
    "Sunday, 4 pm: Concert of the harbour choir in Saint Nicholas",
    "Sunday, 8 pm: Fireworks above the outer basin of the harbour",
)


def _wrapped(text: str, width: int = 36, indent: str = "　　") -> list[str]:
    text = indent + text
    return [text[at : at + width] for at in range(0, len(text), width)]


def _page(body: str) -> str:
    return f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{body}</article></body></html>"


@pytest.mark.parametrize("blank", [[], [""]])
def test_a_wrapped_chinese_text_comes_out_in_paragraphs(blank: list[str]) -> None:
    lines = [TITLE, *blank, *_wrapped(CHINESE[0]), *blank, *_wrapped(CHINESE[1])]
    cleaned = clean_text("\n".join(lines))
    assert (cleaned.fields.title, cleaned.text, cleaned.hold) == (TITLE, "\n\n".join(CHINESE), "")


@pytest.mark.parametrize("lines", [HEADLINES, SENTENCES, PROGRAMME])
def test_lines_of_a_list_stay_lines_on_pages(lines: tuple[str, ...]) -> None:
    page = _page(f"<p>{CHINESE[0]}</p><p>{'<br>'.join(lines)}</p><p>{CHINESE[1]}</p>")
    assert clean_html(page).text.split("\n\n")[-len(lines) - 1 : -1] == list(lines)


@pytest.mark.parametrize("lines", [HEADLINES, SENTENCES])
def test_lines_of_a_chinese_list_stay_lines(lines: tuple[str, ...]) -> None:
    assert not paragraphs(lines, lines)


def test_verse_stays_lines() -> None:
    verse = ("港口的灯一盏一盏灭了", "渡轮还没有回来", "母亲站在雨里", "数着潮水的脚步", "一声，又一声", "直到天亮")
    assert not paragraphs(verse * 3, verse * 3)


@pytest.mark.parametrize(
    "body",
    [
        "<p>{}</p>".format("<br>".join(_wrapped(CHINESE[0]))) + "<p>{}</p>".format("<br>\n".join(_wrapped(CHINESE[1]))),
        "<div>{}<br><br>{}</div>".format(*("<br>".join(_wrapped(text, indent="")) for text in CHINESE)),
        "<pre>{}\n{}</pre>".format(*("\n".join(_wrapped(text)) for text in CHINESE)),
        "<pre>{}\n\n{}</pre>".format(*("\n".join(_wrapped(text)) for text in CHINESE)),
        "<p>{}</p><p>{}</p>".format(*("\n      ".join(_wrapped(text, 80)) for text in CHINESE)),
        "".join(f"<p>  {line}" for text in CHINESE for line in _wrapped(text, indent="")),
    ],
    ids=["breaks", "two breaks", "preformatted", "preformatted with blank lines", "source", "a line a paragraph"],
)
def test_a_wrapped_chinese_page_comes_out_in_paragraphs(body: str) -> None:
    cleaned = clean_html(_page(body))
    assert cleaned.text.split("\n\n")[-2:] == list(CHINESE)
    assert cleaned.hold == ""


def test_paragraphs_of_a_line_each_stay_apart_below_wrapped_ones() -> None:
    lines = "<br>".join(_wrapped(CHINESE[0])[:4])
    apart = (
        "委员会将在三月开会，届时将有工程师参加并回答居民的问题。",
        "第二份报告也将在会上公布，内容包括修缮费用的估算以及未来用途的建议。",
    )
    page = _page(f"<p>{lines}</p><p>{lines}</p>{''.join(f'<p>{text}</p>' for text in apart)}")
    assert clean_html(page).text.split("\n\n")[-2:] == list(apart)


def test_a_line_that_goes_on_in_a_capital_is_joined_where_lines_were_wrapped() -> None:
    page = _page(f"<p>{ENGLISH.replace(chr(10), '<br>')}</p>")
    assert clean_html(page).text.split("\n\n")[-1] == ENGLISH.replace("\n", " ")


def test_pictures_among_wrapped_lines_stay_where_they_are() -> None:
    lines = _wrapped(CHINESE[0], 30, "")
    picture = '<figure><img src="https://quay.example/ice.jpg" width="800" height="600"><figcaption>冰库外景</figcaption></figure>'
    page = _page(f"<div>{'<br>'.join(lines)}</div>{picture}<div>{'<br>'.join(_wrapped(CHINESE[1], 30, ''))}</div>")
    cleaned = clean_html(page)
    assert cleaned.text.split("\n\n")[-2:] == list(CHINESE)
    assert [image.url for image in cleaned.fields.images] == ["https://quay.example/ice.jpg"]


def test_a_repaired_line_among_wrapped_ones_has_a_place_on_the_page() -> None:
    garbled = "Der Rat tagte am Abend über das Eishaus am Kai, das seit".encode().decode("cp1252")
    page = _page(f"<p>{ENGLISH.replace(chr(10), '<br>')}<br>{garbled}<br>zehn Jahren leer steht.</p>")
    cleaned = clean_html(page)
    blocks = len(cleaned.text.split("\n\n")) + len(cleaned.removals)
    assert all(removal.place <= blocks for removal in cleaned.removals)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (("港务委员会星期二晚上开", "会表决。"), "港务委员会星期二晚上开会表决。"),
        (("他们接受了 Quay", "Gazette 的采访，谈到"), "他们接受了 Quay Gazette 的采访，谈到"),
        (("met on Tuesday", "night."), "met on Tuesday night."),
        (("항만위원회는 화요일 저녁에", "회의를 열었다."), "항만위원회는 화요일 저녁에 회의를 열었다."),
        (("항만위원회", "회의록"), "항만위원회 회의록"),
        (("Погода", "сегодня"), "Погода сегодня"),
        (("Погода", "“сегодня”"), "Погода “сегодня”"),
        (("Été", "très chaud"), "Été très chaud"),
        (("Été", "êtres"), "Été êtres"),
        (("会议定于2026", "年三月举行。"), "会议定于2026年三月举行。"),
        (("他说：“", "“我们等着”"), "他说：“ “我们等着”"),
        (("市长说“", "我们等着”"), "市长说“我们等着”"),
        (("คณะกรรมการท่าเรือ", "ประชุมเมื่อวันอังคาร"), "คณะกรรมการท่าเรือประชุมเมื่อวันอังคาร"),
    ],
)
def test_a_space_stands_where_words_are_spaced(lines: tuple[str, str], joined: str) -> None:
    assert paragraph(lines) == joined


PRINT = (
    "The harbour council met on Tuesday night to de-\ncide what is to become of the old ice house on\n"
    "the northern quay, which has stood empty since\nthe fishing fleet left the town ten years ago.\n"
    "Members heard from two dozen residents, most of\nwhom asked that the building be kept, and no-\n"
    "body spoke for the owners, who had not an-\nswered the council's letters since the spring."
)


def test_words_that_print_parted_at_a_line_s_end_are_whole() -> None:
    (line,) = read_lines(PRINT)
    assert line.text.startswith(
        "The harbour council met on Tuesday night to decide what is to become of the old ice house"
    )
    assert "stood empty since" in line.text


def test_a_column_of_print_is_known_by_its_parted_words() -> None:
    column = (
        "The harbour council met on Tues-\nday night to decide what is to be-\ncome of the old ice house on the\n"
        "northern quay, which has stood em-\npty since the fishing fleet went\naway ten years ago, and what the\nmill may be."
    )
    (line,) = read_lines(column)
    assert {"Tuesday", "become", "empty"} <= set(line.text.split())
    assert len(read_lines(column.replace("-", ""))) == len(column.split("\n"))


def test_a_word_s_own_hyphen_stays_where_words_were_not_parted() -> None:
    (line,) = read_lines(ENGLISH.replace("two dozen residents, most of\n", "two dozen residents, well-\n"))
    assert "two dozen residents, well-whom" in line.text


def test_halves_of_two_words_stay_apart() -> None:
    parted = ["Die Ein-", "und Ausfahrt ist gesperrt."]
    assert paragraph(softened(parted)) == "Die Ein- und Ausfahrt ist gesperrt."
