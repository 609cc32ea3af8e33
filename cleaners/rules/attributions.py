"""Attributions: what tells a sentence that somebody said from a prompt that opens alike.

``Lees ook het contract, waarschuwt de notaris.`` opens as a link to another article does, but no prompt ends in a full
stop and names who said it.
"""

from __future__ import annotations

from typing import Final

import re2

_QUOTES: Final = " \"'”’»"
_ENDS: Final = (".", "。", "۔", "।")
# English names who speaks before the verb: "…, the bishop urged in his sermon."
_ENGLISH: Final = "said|says|told|asked|urged|urges|advised|advises|warned|warns|insisted|admitted|wrote|promised"
# Others have the verb at once behind the comma: "…, rät der Notar."
_VERB_FIRST: Final = (
    "sagt|sagte|rät|riet|warnt|warnte|mahnt|mahnte|erklärt|erklärte|meint|meinte|fordert|forderte|rief|riefen",
    "zegt|zei|raadt|waarschuwt|waarschuwde|belooft|beloofde|vertelt|vertelde|adviseert|vroeg|staat er",
    "dit|disait|déclare|prévient|conseille|explique|résume|raconte|assure|insiste|selon|a dit|a déclaré|a lancé",
    "lance|lança|demande|a demandé|rappelle|a rappelé|voilà ce que (?:dit|conseille|demande)",
    "dijo|dice|decía|advierte|advirtió|aconseja|explica|explicó|asegura|aseguró|pidió",
    "disse|diz|dizia|aconselha|alerta|pediu|afirma|afirmou|garante",
    "diceva|racconta|osserva|avverte|spiega|consiglia|rispose|rispondeva",
    "mówi|mówił|mówiła|mawiał|mawiała|głosi|głosił|prosi|prosił|prosiła|powiedział|powiedziała|radzi|ostrzega|zachęcał|zachęcała|dodał|dodała|przyznaje",
    "сказал|сказала|говорит|говорил|говорила|советует|предупреждает|сообщил|сообщила|сообщили|заявил|заявила",
    "отметил|отметила|добавил|добавила|рассказал|рассказала",
    "kata|ujar|pesan|tutur|ucap|pinta|bunyi",
    "قال|قالت|يقول|تقول|ينصح|تنصح|حذر|حذرت|أكد|أكدت",
)
# And others have it behind what was said.
_VERB_LAST: Final = (
    r"(?:diyor|dedi|söyledi)\PL",
    "نے کہا|نے بتایا|کا مشورہ ہے|کہتے تھے|کہتی تھیں|ने कहा|ने बताया|सलाह देत|कहते थे|कहती थीं",
    "と[^。、]{0,20}(?:話す|話した|語る|語った|述べた|苦笑した|訴える|呼びかけ)",
    "[,，”][^,，。]{0,12}(?:说|說|表示|称|稱)[。,，]",
)
_ATTRIBUTION: Final = re2.compile(
    rf"(?i)[,،\"”»“–—-] ?(?:(?:[\pL’'-]+ ){{0,4}}(?:{_ENGLISH})|{'|'.join(_VERB_FIRST)})\PL|{'|'.join(_VERB_LAST)}"
)


def is_attributed(text: str) -> bool:
    """Tell whether the block is a sentence, with its full stop, that tells who said it."""
    return text.rstrip(_QUOTES).endswith(_ENDS) and _ATTRIBUTION.search(text) is not None
