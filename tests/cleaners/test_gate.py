from __future__ import annotations

import pytest

from cleaners.gate import hold_reason
from cleaners.record import Removal

_BRIEF = "The ferry to Marrow Island was cancelled on Saturday because of high winds, the harbour board said."


def _removed(*texts: str) -> tuple[Removal, ...]:
    return tuple(Removal("some/en", text, place) for place, text in enumerate(texts, 1))


def test_an_article_is_not_held() -> None:
    assert hold_reason([_BRIEF] * 5, (), 600) == ""


@pytest.mark.parametrize(
    "text", [_BRIEF, "Mayor resigns over bridge.", "Strong quake shakes the coast, no damage known"]
)
def test_a_brief_of_one_sentence_is_an_article(text: str) -> None:
    assert hold_reason([text], (), len(text), looked_clean=True) == ""


def test_a_brief_beside_a_prompt_is_an_article() -> None:
    assert hold_reason([_BRIEF], _removed("Get email notifications on ferries daily!"), 160) == ""


def test_a_text_of_which_nothing_is_left_is_held() -> None:
    assert hold_reason([], _removed("Share", "Print"), 12) == "nothing-kept"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Get email notifications on Marrow Island daily!", "stub"),
        ("404 Not Found", "error-page"),
        ("Please enable JavaScript and cookies to continue", "error-page"),
        ("We use cookies and need your consent to go on.", "consent-wall"),
        ("Seite nicht gefunden", "error-page"),
        ("Fog News. Verify you are human by completing the action below.", "error-page"),
        ("This site is unavailable to visitors from the European Economic Area at this time.", "error-page"),
        ("The server encountered an internal error.", "error-page"),
        ("Nous et nos 812 partenaires stockons des informations.", "consent-wall"),
    ],
)
def test_a_text_that_is_no_article_is_held_with_its_reason(text: str, reason: str) -> None:
    assert hold_reason([text], (), len(text)) == reason
    assert hold_reason([], _removed(text), len(text)) == reason


@pytest.mark.parametrize(
    "blocks",
    [
        ["502 Bad Gateway", "nginx"],
        ["Pardon Our Interruption", "As you were browsing, something about your browser made us think you were a bot."],
        ["Article removed", "It was taken down by its author."],
        ["Redirecting you to the article…"],
        ["صفحہ نہیں ملا", "معذرت، آپ جو صفحہ تلاش کر رہے ہیں وہ موجود نہیں۔"],
        ["页面不存在", "您访问的页面可能已被删除，请返回首页。"],
        ["该内容已被发布者删除"],
        ["您的访问过于频繁，请稍后再试"],
        ["ページが見つかりません", "削除されたか、移動した可能性があります。トップページからお探しください。"],
        ["ログインしてください"],
        ["로봇이 아님을 확인해 주세요"],
        ["해당 기사는 삭제되었습니다."],
        ["Sidan du söker finns inte", "Gå till startsidan."],
        ["متأسفانه صفحه‌ای که به دنبال آن هستید وجود ندارد"],
    ],
)
def test_a_servers_answer_is_known_by_its_heading_in_any_language(blocks: list[str]) -> None:
    """A flattened page has its heading and its message on lines of their own."""
    assert hold_reason(blocks, (), sum(map(len, blocks))) == "error-page"


@pytest.mark.parametrize(
    "wall",
    [
        "Vi og vores 712 partnere gemmer og tilgår oplysninger på en enhed.",
        "Vi och våra 712 partners lagrar information på din enhet.",
        "Me ja 712 kumppaniamme tallennamme tietoja laitteellesi.",
        "My a našich 712 partnerů ukládáme informace v zařízení.",
        "Sütiket használunk. Mi és 712 partnerünk információkat tárolunk az eszközön.",
        "Noi și cei 712 parteneri ai noștri stocăm informații pe dispozitiv.",
        "Çerezleri kullanıyoruz. Biz ve 712 ortağımız cihazınızda bilgi saklıyoruz.",
        "نقوم نحن وشركاؤنا بتخزين المعلومات على جهازك.",
        "我们和 712 个合作伙伴在您的设备上存储信息。",
        "当社と712社のパートナーは端末に情報を保存します。",
        "Εμείς και οι 712 συνεργάτες μας αποθηκεύουμε πληροφορίες στη συσκευή.",
    ],
)
def test_a_wall_that_asks_for_consent_is_no_article(wall: str) -> None:
    assert hold_reason([wall], (), len(wall)) == "consent-wall"


@pytest.mark.parametrize(
    "text",
    [
        "Dit privatliv er mindre værd end en kop kaffe, viser en undersøgelse.",
        "Vi og våre venner reiste til øya i mars for å se broen åpne.",
        "我们和邻居们等这座桥已经一年了。",
        "当社は火曜日に工場を閉鎖すると発表した。",
        "Biz ve komşularımız köprüyü bir yıldır bekliyoruz, diyor öğretmen.",
        "Recibe el premio por su primera novela la maestra de la isla.",
        "Siden krigen har byen bygget to broer, og den tredje står klar i mai.",
        "Trang Nguyen, 34, opened the bakery in March.",
        "Stránka s receptem visela v kuchyni padesát let.",
        "该公司周二宣布关闭两家工厂。",
        "この記事は山田太郎が書いた。",
        "이 기사는 지난해 상을 받았다.",
        "The video was shown in court on Tuesday.",
        "หน้าที่ของสภาคือการซ่อมสะพาน",
        "404 workers lost their jobs on Tuesday when the cannery closed.",
        "“Error 404” is the name of a play that opens on Friday at the harbour theatre.",
        "Your access to the island depends on the tide, and on the mood of the ferryman.",
        "Sorry, this is not a drill, the coast guard told the crews on Sunday.",
        "Your privacy is worth less than a coffee, a study of island shops says.",
        "La página que el poeta arrancó del libro se vendió por mil coronas.",
        "A página que faltava do diário foi encontrada em Lisboa.",
        "Die Seite wurde nicht verkauft, teilte der Verlag mit.",
        "Lo sentimos, dijo el alcalde el lunes a los vecinos.",
        "Извините, сказал мэр жителям в понедельник.",
    ],
)
def test_a_brief_that_opens_as_a_notice_is_an_article(text: str) -> None:
    assert hold_reason([text], (), len(text)) == ""


def test_half_of_a_clean_looking_text_must_not_go() -> None:
    assert hold_reason([_BRIEF], (), 3 * len(_BRIEF), looked_clean=True) == "over-removal"
    assert hold_reason([_BRIEF], (), 3 * len(_BRIEF), looked_clean=False) == ""


def test_a_list_of_headlines_is_an_index_page() -> None:
    headlines = [f"Harbour news number {number}" for number in range(20)]
    assert hold_reason(headlines, (), 600) == "index-page"
    assert hold_reason(headlines[:4], (), 120) == ""


def test_lists_of_teams_are_an_article_and_headlines_with_commas_are_none() -> None:
    teams = ["Ferry Cup", "Marrow Island v Ellerhaven"]
    teams += [f"Crew {number}: Quill, T. Reeve, Lund, Dohle, M. Enderby," for number in range(8)]
    assert hold_reason(teams, (), 500) == ""
    headlines = [f"Storm, rain, and ferry {number} at the pier" for number in range(20)]
    assert hold_reason(headlines, (), 700) == "index-page"


def test_a_text_that_breaks_off_before_a_paywall_is_a_stub() -> None:
    """Without the paywall it may be an article whose author likes dots."""
    wall = (Removal("paywall/en", "This article is for subscribers.", 2),)
    assert hold_reason([f"{_BRIEF} The harbour master expects …"], wall, 300) == "stub"
    assert hold_reason([f"{_BRIEF} The harbour master expects …"], (), 300) == ""
    assert hold_reason([_BRIEF], wall, 300) == ""


def test_an_error_page_is_known_by_its_heading_where_no_sentence_is_left() -> None:
    heading = (Removal("title", "404", 1),)
    assert hold_reason(["Try a search or go back."], heading, 60) == "error-page"
    assert hold_reason([_BRIEF], heading, 120) == ""


def test_paragraphs_that_end_with_a_link_are_told() -> None:
    """A round-up's "Read more" takes the full stop from the end of a paragraph."""
    round_up = [
        text for number in range(8) for text in (f"Harbour news number {number}", f"{_BRIEF} {_BRIEF} Read more")
    ]
    assert hold_reason(round_up, (), 3000) == ""


def test_a_table_below_a_paragraph_of_chinese_is_an_article() -> None:
    paragraph = "港务委员会星期二以七票对六票否决了图书馆的预算，因为国家在上周撤回了原本承诺的资金。附近的居民表示从来没有人问过他们。"
    assert hold_reason([paragraph, *(f"{rank}\tAda Quill\t9{rank}:1" for rank in range(9))], (), 300) == ""


TABLES = {
    "cells": ["Pos.\tDriver\tPoints\tWins"]
    + [f"{place}\tAna Souza {place}\t{90 - place}\t{place % 3}" for place in range(1, 25)],
    "bars": ["| Pos. | Driver | Points |"]
    + [f"| {place} | Ana Souza {place} | {90 - place} |" for place in range(1, 25)],
    "flat": ["Pos. Driver Points Wins"] + [f"{place} Ana Souza {90 - place} {place % 3}" for place in range(1, 25)],
}


@pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES)
def test_a_table_of_results_is_no_index_page(rows: list[str]) -> None:
    assert hold_reason(["The final standings of the county rally", *rows], (), 900) == ""


def test_headlines_with_their_dates_are_an_index_page() -> None:
    items = [
        line
        for day in range(1, 13)
        for line in (f"Council looks at quay {day}", f"{day} March 2026, 14:05 | 3 comments")
    ]
    assert hold_reason(items, (), 900) == "index-page"


@pytest.mark.parametrize(
    "lines",
    [
        [f"{name} {family}" for name in ("Ana", "Tove", "Mia") for family in ("Souza", "Lund", "Quill", "Reeve")],
        [f"{day} May: Marrow v Ellerhaven" for day in range(3, 18)],
        [f"{stage}a etapa: Praia do Farol" for stage in range(1, 13)],
        [f"{name}国强" for name in "王李张刘陈杨黄赵吴周"],
    ],
    ids=["names", "fixtures", "stages", "Chinese names"],
)
def test_a_list_of_names_or_fixtures_is_no_index_page(lines: list[str]) -> None:
    assert hold_reason(["The summer's ferry cup", *lines], (), 400) == ""


def test_chinese_headlines_are_an_index_page() -> None:
    assert (
        hold_reason([f"港口委员会第{number}次讨论冰库的去留" for number in "一二三四五六七八九十"], (), 400)
        == "index-page"
    )
