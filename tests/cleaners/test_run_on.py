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
    "Reported by residents at dawn, the fire destroyed two barns and a boat shed before noon.",
    "Reporting by journalists helped to convict the mayor, the court found on Thursday.",
    "Editing by hand takes hours, and the archive has two editors left.",
    "Translation by machine is cheap, and it shows in every museum on the island.",
    "Writing by candlelight, she finished the novel in the winter of 1942.",
    "Presented by the council on Tuesday, the plan would close three of the nine schools.",
    "Sponsored by a local brewery, the club won its first cup in forty years.",
    "Promoted by the mayor and opposed by the fishermen, the bridge took nine years to build.",
    "Promoted to captain in May, Ahrens has not scored since.",
    "Courtesy of the council, the buses were free on Sunday.",
    "Courtesy of an old law, nobody owns the beach.",
    "Photo by photo, the archive shows how the harbour silted up.",
    "Writers are on strike in the capital, and the stages stay dark.",
    "The writers are not the only ones who are angry about the fees.",
    "Tagged with radio collars, the wolves crossed the border in May.",
    "Posted in 1916 from the front, the card arrived on Tuesday.",
    "Posted in the square for all to read, the list named forty men.",
    "Published under a false name, the book sold nine copies.",
    "More from habit than hope, she wrote to the ministry again.",
    "More stories than houses have been built on that rock.",
    "Read more than once, the letter reveals a second writer.",
    "Republished by a university press, the novel found its readers after eighty years.",
    "Adapted from a short story, the film was shot on the island in March.",
    "Explore more than a mile of the old drains with a lamp and a guide.",
    "Recommended by doctors since 1890, the spa closes in June.",
    "Next article of the constitution: nobody may fish at night.",
    "Compiled by two monks, the chronicle ends in 1431.",
    "Illustrations by children cover the walls of the ferry.",
    "Graphics by the ministry left out the two worst years.",
    "Tags on the bags led the police to the warehouse.",
    "Follow the money, said the auditor, and found nine accounts.",
    "Image source code leaked from the agency's servers in March.",
    "Skip to the last page and you find the murderer.",
    "Listen: that is the advice of the old keeper.",
    "In case you missed it, the moon was red on Tuesday night.",
    "Up next for the council is the vote on the ferry.",
    "See more of the coast from the upper deck, the captain advised.",
    "Supplied by a single pump, the upper town was dry for a week.",
    "Provided by the army, the tents stood on the quay until May.",
    "Text by text, the museum rewrites its labels.",
    "Story by story, the tower grew until the money ran out.",
    "Still by the harbour wall, the old crane rusts.",
    "Traduit par deux moines, le texte s'arrête en 1431.",
    "Patrocinado por una cervecería, el club ganó su primera copa en cuarenta años.",
    "Apresentado por um grupo de pais, o plano foi aprovado na terça.",
    "Gesponsord door een brouwerij, won de club de eerste beker in veertig jaar.",
    "Übersetzt von zwei Mönchen, erschien die Chronik erst im Jahr 1431.",
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
    "Reported by Ana Souza.",
    "Sponsored by the Ellery Chamber of Commerce.",
    "Compiled by staff from wire reports, with thanks to all.",
    "Reporting by a team of reporters in Port Ellery.",
    "Posted in News, Sports, Weather.",
    "Traduit par Ana Souza, avec notre merci.",
    "Read more of our reporting here.",
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
