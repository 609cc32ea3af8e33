"""A prompt's words in an article: somebody says them, and the sentence says who."""

from __future__ import annotations

import pytest

from cleaners.rules import boilerplate_rule
from cleaners.rules.attributions import is_attributed

SENTENCES = [
    "Follow us on Facebook, they say at the bakery, and the queue moves online.",
    "Past performance is no guide to what comes next, warned the harbour's banker.",
    "Folgen Sie uns auf Facebook, steht an der Tür der Bäckerei.",
    "Alle Rechte vorbehalten, scherzt der Koch und schließt das Buch.",
    "Tous droits réservés aux bavards, ironise un abonné.",
    "Abonnez-vous à un journal, répète la directrice de l'école.",
    "Todos los derechos reservados, dice el cartel de la taberna.",
    "Suscríbete y no te pierdas nada, promete el cartero.",
    "Riproduzione riservata, scherza il gelataio mostrando la ricetta.",
    "Siga-nos no Instagram, dizem as placas da balsa.",
    "Assine o contrato só depois de ler, aconselhou o tabelião.",
    "Volg ons op Facebook, staat op de molen te lezen.",
    "Wszelkie prawa zastrzeżone, żartuje kucharz i chowa przepis.",
    "Подписывайтесь на нас, пишут внуки паромщика.",
    "Читайте також дітям, просить бібліотекарка.",
    "Läs också sjökortet, säger hon.",
    "Følg os på Facebook, skriver de unge, siger hun.",
    "Sledujte nás na Facebooku, píšou všichni.",
    "Theo dõi chúng tôi trên Facebook, các cháu viết thế.",
    "جميع الحقوق محفوظة للصيادين، يمزح الطاهي.",
    "یہ بھی پڑھیں، وہ بھی پڑھیں، استاد نے بچوں سے کہا۔",
    "यह भी पढ़ें, वह भी पढ़ें, वे पोतों से कहते हैं।",
    "フォローしてください、と孫が言います。",
    "版权所有，翻印必究，老木匠笑道。",
]
PROMPTS = [
    "Follow us on Facebook, X and Instagram, and never miss a story.",
    "© 2026 Quay Press. All rights reserved, no copying without our consent.",
    "Abonnieren Sie unseren Newsletter, schreiben Sie uns, bleiben Sie dran.",
    "Abonnez-vous à notre newsletter, partagez et commentez.",
    "© 2026 Le Courrier, SA. Tous droits réservés.",
    "Suscríbete a nuestro canal, comenta, comparte y responde.",
    "Iscriviti alla nostra newsletter, commenta, scrivi e condividi.",
    "© 2026, Östersjöposten, SA.",
    "Подписывайтесь на нас в Telegram, пишите, советуйте.",
    "版权所有，未经授权不得转载。",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_that_says_who_said_the_prompts_words_is_kept(sentence: str) -> None:
    """Wordings took most of these before: their verbs were not known, or nobody asked who tells of rights."""
    assert is_attributed(sentence)
    assert boilerplate_rule(sentence) == ""


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_prompt_that_asks_for_more_is_taken(prompt: str) -> None:
    """What follows the comma asks the reader for something else, and names nobody who said it."""
    assert not is_attributed(prompt)
    assert boilerplate_rule(prompt)
