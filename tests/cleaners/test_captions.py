from __future__ import annotations

import pytest

from cleaners.rules.captions import captions, is_credit_alone

_PARAGRAPH = (
    "The harbour board said on Tuesday that the photo shows the old pier, and that no image of the new one exists."
)


@pytest.mark.parametrize(
    "word", ["Photo", "PHOTO", "Фото", "Pics", "Fotos", "Fotografía", "Crédit", "Screen grab", "Immagine", "Artwork"]
)
@pytest.mark.parametrize(
    "credit", ["{}: Ana Souza", "The old pier at dawn. {} by Ana Souza", "{} courtesy: Quay Club |"]
)
def test_a_word_for_pictures_and_a_name_tell_a_caption(word: str, credit: str) -> None:
    """What looks for signs of a credit in many blocks must pass over none that the rules would take."""
    assert list(captions([_PARAGRAPH, credit.format(word), _PARAGRAPH])) == [1]


@pytest.mark.parametrize(
    "text",
    [
        "The old pier at dawn (Photo: Ana Souza/AP)",
        "The old pier at dawn (Ana Souza via Getty Images).",
        "The old pier at dawn [file photo]",
        "The old pier at dawn. Ana Souza/Reuters",
        "The old pier at dawn. SHUTTERSTOCK",
        "The old pier at dawn. AP",
        "The old pier at dawn © Ana Souza",
        "COURTESY OF THE HARBOUR BOARD",
        "王小林 摄",
        "图为渡轮周二离开码头。港口报记者 王小林 摄",
        "渡轮离开码头（王小林摄）",
        "新华社记者王小林、李明摄",
        "＝山田太郎撮影",
        "港を出るフェリー（山田太郎撮影）",
        "港を出るフェリー（エレリー港湾局提供）",
        "＝港湾局提供",
        "A trader weighs herring at the old market. —FILE PHOTO",
    ],
)
def test_whose_picture_it_is_tells_a_caption(text: str) -> None:
    assert list(captions([_PARAGRAPH, _PARAGRAPH, text])) == [2]


@pytest.mark.parametrize(
    "text",
    [
        _PARAGRAPH,
        "Photo: what the pier was like in winter, nobody remembers!",
        "The pier opened in 1931 (and closed in 1974).",
        "She sent the video to the board/the council.",
        "The board told AP.",
        "Courtesy is what the harbour is known for",
        "这张照片由王小林摄于1931年。",
        "独家拍摄",
        "他在街头偷偷拍摄",
        "摄",
        "港で映画を撮影",
        "三か月かけて撮影",
        "港で弁当を配った（無料提供）",
        "資料は希望者に（先着順で提供）",
        "島民に食料を提供",
        "She kept the FILE PHOTO",
        "Ana Souza/Reuters took the picture. " * 20 + "AP",
    ],
)
def test_a_sentence_about_pictures_or_agencies_is_no_caption(text: str) -> None:
    assert list(captions([text, "", text])) == []


@pytest.mark.parametrize("desk", ["dpa/abc", "AFP/dpa", "Reuters/AP", "EFE/jrh", "and/lth"])
def test_agencies_and_initials_behind_a_last_sentence_make_no_caption_of_it(desk: str) -> None:
    """Desks sign articles so, and the last paragraph went with it."""
    assert list(captions([f"The port opens again on Monday, the harbour master said. ({desk})"])) == []


@pytest.mark.parametrize("credit", ["AP/Souza", "AFP/Getty", "Pool/AFP", "AFP/archives", "Ana Souza/AP"])
def test_other_brackets_with_an_agency_do(credit: str) -> None:
    assert list(captions([f"The port at dawn. ({credit})"])) == [0]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Getty Images",
            "Ana Souza/Getty Images",
            "Ellery News / YouTube",
            "Credit: Ana Souza",
            "(Image credit: Streamo)",
        ),
        *(
            "(Photo: @anasouza / Instagram)",
            "Courtesy Bijou Falk",
            "Photo by Ana Souza",
            "© Ana Souza",
            "J. Peder Lund/AP",
        ),
    ],
)
def test_a_credit_can_be_all_that_a_caption_says(text: str) -> None:
    assert is_credit_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        *("The port at dawn. Photo: Ana Souza", "Ines Doyle. Photo: Ana Souza", "The port at dawn (Ana Souza/AP)"),
        *("Two divers / Getty Images", "Harbour Master Ines Doyle", "渡轮周二离开码头。王小林 摄"),
    ],
)
def test_other_captions_say_more(text: str) -> None:
    assert not is_credit_alone(text)


def test_of_many_blocks_each_caption_is_found_once() -> None:
    blocks = [
        "",
        "Photo: Ana Souza / Photo: Li Wei",
        _PARAGRAPH,
        "Li Wei (left) and Ana Souza (right)",
        "(Photo: Li Wei) |",
    ]
    assert list(captions(blocks)) == [1, 4]
    assert list(captions([])) == []
