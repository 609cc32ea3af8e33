"""Lines of a page that only breaks part, in scripts without capitals."""

from __future__ import annotations

import re
import textwrap
from itertools import pairwise

import pytest

from cleaners.html.door import clean_html

ARABIC = (
    "قال رئيس مجلس الميناء يوم الثلاثاء إن العبارة التي تربط ضفتي المدينة ستتوقف عن العمل بعد الساعة التاسعة مساء "
    "اعتبارا من الشهر المقبل بسبب قلة الركاب وارتفاع أسعار الوقود في الأشهر الأخيرة، وأضاف أن القرار جاء بعد دراسة "
    "استمرت ستة أسابيع شارك فيها ممثلون عن التجار والسكان وسائقي الحافلات الذين يعملون على الرصيف الشرقي كل ليلة. "
    "ويرفض أصحاب المحال القرار ويقولون إن الزوار لن يأتوا إلى الحي القديم إذا لم يجدوا قاربا يعيدهم إلى بيوتهم."
)
HINDI = (
    "बंदरगाह बोर्ड ने मंगलवार को फैसला किया कि शहर के दोनों किनारों को जोड़ने वाली नाव अगले महीने से रात नौ बजे के बाद "
    "नहीं चलेगी क्योंकि यात्रियों की संख्या बहुत कम हो गई है और ईंधन का खर्च किराये से अधिक हो चुका है जिसके कारण हर "
    "महीने घाटा बढ़ता जा रहा है। दुकानदारों का कहना है कि शाम को आने वाले लोग अब पुराने बाजार की ओर नहीं आएंगे "
    "क्योंकि लौटने के लिए कोई नाव नहीं मिलेगी और इससे उनकी आमदनी आधी रह जाएगी।"
)
KOREAN = (
    "항만위원회는 화요일 회의를 열고 도시의 두 부두를 잇는 여객선을 다음 달부터 저녁 아홉 시 이후에는 운항하지 않기로 "
    "결정했다고 밝혔다. 위원회는 마지막 세 편의 이용객이 대부분의 날에 열 명도 되지 않았고 연료비만으로도 요금 수입보다 "
    "많은 돈이 들었다고 설명했다. 동쪽 부두의 상인들은 배가 없으면 저녁 손님이 아예 오지 않을 것이라며 반발하고 있으며 "
    "주민 이천 명이 서명한 청원서를 금요일에 시의회에 전달할 예정이라고 말했다."
)
POEM = (
    "मेरे गाँव की नदी के किनारे एक पुरानी नाव बँधी रहती है", "रात भर हवा उसे धीरे धीरे झुलाती",
    "और सुबह जब मछुआरे लौटते हैं अपने जाल समेट कर", "वह फिर चुपचाप बँधी मिलती",
    "बरसों से किसी ने उसका रंग नहीं बदला और न पतवार", "फिर भी वह पानी को पहचानती",
    "जैसे कोई माँ अपने बच्चों की आवाज़ पहचानती है दूर से", "और मुस्कुरा देती",
)  # fmt: skip
HEADLINES = (
    "ميناء المدينة يوقف العبارات المسائية اعتبارا من أبريل", "التجار يرفضون قرار المجلس ويطالبون بلقاء عاجل",
    "افتتاح الجسر الجديد بعد عامين من التأخير", "أسعار الوقود ترتفع للشهر الثالث على التوالي",
    "فريق المدينة يفوز على ضيفه بهدفين دون رد", "مدرسة الرصيف تحتفل بمرور مئة عام على تأسيسها",
    "أمطار غزيرة متوقعة حتى نهاية الأسبوع الجاري في المدينة",
)  # fmt: skip


def _page(lines: tuple[str, ...] | list[str], prose: str) -> str:
    return f"<html><body><h1>{prose[:24]}</h1><p>{prose}</p><div>{'<br>'.join(lines)}</div></body></html>"


@pytest.mark.parametrize(("text", "width"), [(ARABIC, 60), (HINDI, 62), (KOREAN, 42), (ARABIC, 76)])
def test_lines_of_one_paragraph_are_one_block_in_a_script_without_capitals(text: str, width: int) -> None:
    """Such a line can't go on in lower case: that the next one's first word had no room tells that it was wrapped."""
    lines = textwrap.wrap(text, width)
    assert clean_html(_page(lines, "")).text.split("\n\n") == [text]


def test_a_short_line_that_ends_a_sentence_ends_the_paragraph() -> None:
    lines = [*textwrap.wrap(ARABIC, 60), *textwrap.wrap(ARABIC[5:], 60)]
    assert clean_html(_page(lines, "")).text.split("\n\n") == [ARABIC, ARABIC[5:]]


@pytest.mark.parametrize("lines", [POEM, HEADLINES])
def test_lines_of_a_poem_or_a_list_stay_lines(lines: tuple[str, ...]) -> None:
    prose = HINDI if lines is POEM else ARABIC
    blocks = clean_html(_page(lines, prose)).text.split("\n\n")
    assert not any(one in block and two in block for block in blocks for one, two in pairwise(lines))


@pytest.mark.parametrize("blank", ["\n\n", "\r\n\r\n", "\n \n\n"])
def test_blank_lines_part_the_paragraphs_of_what_a_blog_system_stores(blank: str) -> None:
    story = [
        "The council of <a href='/e'>Port Ellery</a> voted on <strong>Tuesday</strong> to close the bridge for nine weeks.",
        "<h2>What it means</h2>",
        "Engineers found cracks in two of the bearings in March, and the <em>manufacturer</em> no longer makes the part.",
        "<ul>\n<li>The ferry runs all night.</li>\n<li>Buses stop at the northern quay.</li>\n</ul>",
        "The last time that the bridge was closed, three shops went out of business and the school moved.",
    ]
    plain = [re.sub("<[^>]*>", "", one).strip() for one in story]
    assert clean_html(blank.join(story)).text.split("\n\n") == [line for one in plain for line in one.split("\n")]


def test_blank_lines_mean_nothing_where_a_page_has_paragraphs() -> None:
    page = "<p>The council of the town voted on Tuesday to close\n\nthe bridge for nine weeks.</p><p>The ferry runs all night.</p>"
    assert "close the bridge" in clean_html(page).text
