"""What readers wrote goes with its heading, in any language: "Kommentare (12)", "12 comentarios", "评论（12）"."""

from __future__ import annotations

import pytest

from cleaners.text.door import clean_text

# A paragraph of an article, and how its site heads what readers wrote.
SITES = {
    "en": ("The council of Marrow Bend keeps the lock shut until spring, for divers found {} new cracks in its wall.", "Comments (12)"),
    "de": ("Der Rat von Seebruck hält die Schleuse bis zum Frühjahr zu, denn Taucher fanden {} neue Risse in der Mauer.", "Kommentare (12)"),
    "fr": ("La mairie de Port-Ancre garde l'écluse fermée jusqu'au printemps, car les plongeurs ont vu {} fissures.", "Commentaires (12)"),
    "es": ("El concejo de Puertoancla mantiene cerrada la esclusa hasta la primavera, pues los buzos hallaron {} grietas.", "Comentarios (12)"),
    "pt": ("A câmara de Portoancra mantém a eclusa fechada até à primavera, pois os mergulhadores viram {} fendas.", "12 comentários"),
    "it": ("Il comune di Portoancora tiene chiusa la chiusa fino a primavera, perché i sommozzatori hanno visto {} crepe.", "Commenti (12)"),
    "nl": ("De gemeente Ankerhaven houdt de sluis dicht tot het voorjaar, want duikers vonden er {} nieuwe scheuren.", "Reacties (12)"),
    "pl": ("Rada Kotwicza zamyka śluzę aż do wiosny, ponieważ nurkowie znaleźli w jej ścianie {} nowych pęknięć.", "Komentarze (12)"),
    "ru": ("Совет города Якорного закрыл шлюз до весны, потому что водолазы нашли в его стене {} новых трещин.", "Комментарии (12)"),
    "tr": ("Çapaköy belediyesi savağı ilkbahara kadar kapattı, çünkü dalgıçlar duvarda {} yeni çatlak buldular.", "Yorumlar (12)"),
    "id": ("Dewan kota Jangkar menutup pintu air itu sampai musim semi karena penyelam menemukan {} retakan baru.", "Komentar (12)"),
    "ar": ("أغلق مجلس مدينة المرساة بوابة القناة حتى الربيع لأن الغواصين وجدوا {} شقوق جديدة في جدارها القديم.", "التعليقات (12)"),
    "zh": ("锚港市议会决定把船闸关闭到明年春天，因为潜水员在闸墙上发现了{}处新的裂缝，附近的船主都很担心。", "评论（12）"),
    "ja": ("錨港の市議会は、潜水士が壁に{}か所の新しいひびを見つけたため、水門を春まで閉めておくことを決めた。", "コメント（12）"),
}  # fmt: skip
BELOW = ("petrel77", "I went there with my sister, and the gates close without any sound at all.", "tern_watcher")


def article(paragraph: str) -> list[str]:
    """Return fourteen paragraphs, none as long as the one before it: lines of one width would be torn ones."""
    return [paragraph.format(f"{'1' * (number % 5 + 1)}{number:02}") for number in range(14)]


@pytest.mark.parametrize("language", SITES)
def test_what_readers_wrote_goes_with_its_heading(language: str) -> None:
    paragraph, heading = SITES[language]
    body = article(paragraph)
    found = clean_text("\n\n".join(("Lock shut until spring", *body, heading, *BELOW)))
    assert found.text.split("\n\n")[-len(body) :] == body
    assert {removal.text for removal in found.removals} >= {heading, *BELOW}


@pytest.mark.parametrize("language", SITES)
def test_a_counter_above_an_article_takes_nothing_below_it(language: str) -> None:
    paragraph, heading = SITES[language]
    body = article(paragraph)
    found = clean_text("\n\n".join(("Lock shut until spring", heading, *body)))
    assert found.text.split("\n\n")[-len(body) :] == body


@pytest.mark.parametrize(
    "heading",
    ["7 Antworten auf die wichtigsten Fragen", "5 respuestas sobre la esclusa", "3 réactions à retenir"],
)
def test_numbered_parts_of_an_article_head_no_comments(heading: str) -> None:
    body = article(SITES["en"][0])
    found = clean_text("\n\n".join(("Lock shut until spring", *body, heading, "The divers said that it would hold.")))
    assert found.text.split("\n\n")[-2:] == [heading, "The divers said that it would hold."]
