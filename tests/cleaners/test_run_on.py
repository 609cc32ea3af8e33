"""A prompt's words at the beginning of a sentence, and in front of a headline."""

from __future__ import annotations

import pytest

from cleaners.rules import boilerplate_rule
from cleaners.rules.run_on import is_run_on
from cleaners.rules.shapes import is_signed_off

SENTENCES = [
    "Lire aussi la presse étrangère reste un luxe.",
    "See also how the tide has changed since the wall was built.",
    "Lesen Sie auch das Kleingedruckte nie ohne Brille.",
    "Читайте также по ночам, и глаза вам этого не простят.",
    "Baca juga harus dilatih sejak kecil.",
    "İlgili haber adaya ancak akşam ulaştı.",
    "شاهد أيضا كيف تغير المد منذ بناء الجدار.",
    "यह भी देखें कि दीवार के बाद ज्वार कैसे बदला।",
    "延伸阅读能力是学校的目标。",
    "関連記事を読んだ島民は怒った。",
    "Temps de lecture et temps de jeu sont comptés à l’école.",
    "Auch interessant ist der Blick auf die Zahlen der Nachbarinsel.",
    "Mehr dazu sagt die Wahlleiterin am Montag.",
    "Leer más mejora la memoria, según el estudio.",
    "Saltar al agua desde el muelle está prohibido.",
    "Mais informações sobre o naufrágio serão divulgadas na terça.",
    "Ir para o hospital de barco leva duas horas.",
    "En savoir plus aurait demandé un an d'enquête.",
    "Pour aller plus loin, la ville veut reconstruire le quai.",
    "Sur le même sujet, le Sénat a voté mardi.",
    "See more than two hundred birds from the old tower at dawn.",
    "More from the hearing is expected on Tuesday.",
    "Więcej na ten temat powie jutro rzecznik portu.",
    "Перейти к новым тарифам планируют в мае.",
    "Оформить подписку на проездной можно в кассе.",
    "Læs også kortet med stor tålmodighed.",
]
PROMPTS = [
    "Lire aussi L’île choisit un nouveau conseil en mai",
    "Lire aussi notre dossier sur le port.",
    "See also Three ferries in ten years",
    "Lees ook onze reportage over de haven.",
    "Читайте также Остров выбирает в мае новый совет",
    "Temps de lecture : 4 min.",
    "شاهد أيضا ثلاث عبارات في عشر سنوات",
    "यह भी देखें बंदरगाह तस्वीरों में",
    "延伸阅读 十年三艘渡轮",
    "Mehr dazu lesen Sie in unserem Artikel.",
    "Mehr dazu erfahren Sie im Video.",
    "Auch interessant: Drei Fähren in zehn Jahren",
    "See more photos below.",
    "More from Sports",
    "Leer más: tres barcos en diez años",
    "Mais informações aqui.",
    "Saltar al contenido",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_that_begins_with_a_prompts_words_is_kept(sentence: str) -> None:
    """Wordings took each of these before it was asked how the line goes on."""
    assert is_run_on(sentence)
    assert boilerplate_rule(sentence) == ""


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_prompt_with_a_headline_or_with_whose_it_is_behind_it_is_taken(prompt: str) -> None:
    assert not is_run_on(prompt)
    assert boilerplate_rule(prompt)


@pytest.mark.parametrize("text", ["(and/lth)", "(mba/dpa)", "[ABC/xyz/kl]"])
def test_initials_in_brackets_sign_off(text: str) -> None:
    assert is_signed_off(text)


@pytest.mark.parametrize("text", ["(and)", "and/or", "(1/2)", "(he / she)", "(Ellery/Marholm)", "()", "(", "(/)"])
def test_other_brackets_do_not_sign_off(text: str) -> None:
    assert not is_signed_off(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Brücke öffnet im Mai wieder, teilte der Rat am Abend mit. (RND/dpa)",
        "Die Brücke öffnet im Mai wieder, teilte der Rat am Abend mit. (dpa/AFP/Reuters/lno)",
        "The bridge opens again in May, the council said. (Reporting by Ana Souza; editing by Peder Lund)",
    ],
)
def test_a_last_sentence_stays_with_who_signs_it_in_brackets(text: str) -> None:
    """The wording for the credit took the sentence in front of it, too."""
    assert boilerplate_rule(text) == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Additional reporting by Ana Souza in Port Ellery. (Editing by Peder Lund)", "credit"),
        ("Die Brücke am Dienstag, aufgenommen von der Fähre aus. (Foto: Ana Souza/dpa)", "image-credit"),
    ],
)
def test_a_credit_of_two_sentences_goes(text: str, kind: str) -> None:
    assert boilerplate_rule(text).partition("/")[0] == kind
