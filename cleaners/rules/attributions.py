"""Attributions: what tells a sentence that somebody said from a prompt that opens alike.

``Lees ook het contract, waarschuwt de notaris.`` opens as a link to another article does, but no prompt ends in a full
stop and names who said it.
"""

from __future__ import annotations

from typing import Final

import re2

_QUOTES: Final = " \"'”’»"
_BEFORE: Final = r",،\"”»“–—-"  # who said it
_ENDS: Final = (".", "。", "۔", "।")
# English names who speaks before the verb: "…, the bishop urged in his sermon."
_ENGLISH: Final = (
    "said|says|told|asked|urged|urges|advised|advises|warned|warns|insisted|admitted|wrote|writes|promised|promises"
    "|begged|pleaded|joked|jokes|quipped|replied|(?:they|people|some|many) say|(?:he|she|they) added"
)
# Others have the verb at once behind the comma: "…, rät der Notar." Forms that also ask a reader ("comenta", "scrivi",
# "schreiben Sie") are not among them.
_VERB_FIRST: Final = (
    "sagt|sagte|rät|riet|warnt|warnte|mahnt|mahnte|erklärt|erklärte|meint|meinte|fordert|forderte|rief|riefen",
    "ruft|schreibt|schrieb|bittet|bat|verspricht|versprach|scherzt|witzelt|appelliert",
    "(?:das |so )?(?:steht|stand) (?:auf|in|an|bei|am|im|da|dort)|heißt es|hieß es",
    "zegt|zei|raadt|waarschuwt|waarschuwde|belooft|beloofde|vertelt|vertelde|adviseert|vroeg",
    "(?:zo )?staat (?:er|op|in)",
    "zeggen|schrijft|schreef|grapt|lacht|roept|riep|smeekt|benadrukt|weet|klinkt het|luidt het|aldus",
    "zo (?:zegt|luidt|vat)",
    "dit|disait|déclare|prévient|conseille|explique|résume|raconte|assure|insiste|selon|a dit|a déclaré|a lancé",
    "lance|lança|demande|a demandé|rappelle|a rappelé|voilà ce que (?:dit|conseille|demande)",
    "disent|écrit|écrivent|promet|ironise|plaisante|répète|répond|martèle|supplie|exhorte|sourit|glisse",
    "souligne|peut-on lire|lit-on|dit-on",
    "dijo|dice|decía|advierte|advirtió|aconseja|explica|explicó|asegura|aseguró|pidió",
    "dicen|decían|reza|promete|prometió|insiste|ironiza|bromea|señala|señaló|afirma|afirmó|sostiene|piden|pidieron|recordó|añadió|respondió|escribió",
    "disse|diz|dizia|aconselha|alerta|pediu|afirma|afirmou|garante",
    "dizem|diziam|pede|pedem|brinca|brincou|ironiza|aconselhou|alertou|garantiu|explicou|contou|lembrou|escreveu|avisou|ressaltou",
    "diceva|racconta|osserva|avverte|spiega|consiglia|rispose|rispondeva",
    "dice|dicono|disse|ha detto|scherza|ironizza|promette|chiede|chiedono|ripete|si legge|scrivono|sottolinea",
    "aggiunge|sostiene",
    "mówi|mówił|mówiła|mawiał|mawiała|głosi|głosił|prosi|prosił|prosiła|powiedział|powiedziała|radzi|ostrzega|zachęcał|zachęcała|dodał|dodała|przyznaje",
    "mówią|pisze|piszą|żartuje|śmieje się|twierdzi|podkreśla|apeluje|apelował|apelowała|dodaje|przekonuje",
    "zapewnia|czytamy|odpowiada|odpowiadają",
    "сказал|сказала|говорит|говорил|говорила|советует|предупреждает|сообщил|сообщила|сообщили|заявил|заявила",
    "отметил|отметила|добавил|добавила|рассказал|рассказала",
    "говорят|пишет|пишут|писал|писала|просит|просят|попросил|попросила|шутит|гласит|призывает|призвал|призвала|призвали",
    "напомнил|напомнила|напомнили|пояснил|пояснила|подчеркнул|подчеркнула|ответил|ответила|повторяет|обещает|уверяет",
    "каже|кажуть|сказав|сказала|просить|просять|пише|пишуть|радить|закликає|закликав|закликала|закликали|зазначив",
    "зазначила|повідомив|повідомила|повідомили|додав|додала|розповів|розповіла|пояснив|пояснила|наголосив|жартує",
    "kata|ujar|pesan|tutur|ucap|pinta|bunyi|katanya|ujarnya|tuturnya|imbau|imbuh|tegas|kelakar",
    "قال|قالت|يقول|تقول|ينصح|تنصح|حذر|حذرت|أكد|أكدت",
    "يقولون|قالوا|يكتب|يكتبون|أضاف|أضافت|أوضح|أوضحت|صرح|صرحت|يمزح|دعا|دعت|(?:هكذا|كما) (?:قال|قالت|يقول|تقول)",
    "säger|sa (?:han|hon|hen)|sade|skriver|skrev|uppmanar|uppmanade|råder|varnar|varnade|berättar|berättade",
    "skämtar|lovar|(?:så )?(?:står|heter) det",
    "siger|sagde|opfordrer|opfordrede|råder|advarer|advarede|fortæller|fortalte|lyder det|står der",
    "(?:lover|beder|svarer|mener) (?:han|hun|de)",
    "sier|oppfordrer|oppfordret|advarer|advarte|forteller|skrev|står det|(?:lover|ber|svarer|mener) (?:han|hun|de)",
    "(?:hän |he )?(?:sanoo|sanoi|sanovat|kirjoittaa|kirjoittavat|neuvoo|neuvoi)",
    "(?:hän |he )?(?:kehottaa|kehotti|varoittaa|varoitti|kertoi|vitsailee)",
    "říká|říkají|řekl|řekla|radí|píše|píší|píšou|dodává|dodal|dodala|prosí|varuje|varoval|varovala|vzkazuje|tvrdí|žertuje|vyzývá|vyzval|vyzvala",
    "spunea|a spus|scriu|avertizează|sfătuiește|roagă|glumește|a scris|a declarat|a cerut|a rugat",
    "(?:îi|le) spune|spune (?:el|ea)",
    "λέει|λένε|είπε|γράφει|γράφουν|έγραψε|προειδοποιεί|συμβουλεύει|ζητά|ζήτησε|δήλωσε|τόνισε|πρόσθεσε",
    "(?:ông|bà|anh|chị|cô|thầy|họ|các [^ ,.]+) (?:nói|dặn|viết|khuyên|bảo|cho biết)",
    "(?:הוא |היא |הם )?(?:אומר|אומרת|אומרים|אמר|אמרה|כותב|כותבים|מזהיר|הזהיר|מבקש|ביקש|ממליץ|הוסיף|הוסיפה)",
)
# And others have it behind what was said.
_VERB_LAST: Final = (
    r"(?:diyor|diyorlar|diyordu|dedi|dediler|derdi|derler|söyledi|söylüyor|diye (?:ekledi|seslendi|yazdı|uyardı))\PL",
    "نے کہا|نے بتایا|کا مشورہ ہے|کہتے تھے|کہتی تھیں|سے کہا|کہتے ہیں|کہتی ہیں|کہتا ہے|کہتی ہے|نے لکھا",
    "کا کہنا (?:ہے|تھا|تھی)",
    "ने कहा|ने बताया|सलाह देत|कहते थे|कहती थीं|से कहा|कहते हैं|कहती हैं|कहता है|कहती है|का कहना (?:है|था)",
    "ने लिखा|लिखते हैं|ने चेताया",
    "(?:বলেন|বললেন|বলেছেন|লেখেন|লিখেছেন|জানান) ?।",
    "(?:می\u200c?گوید|می\u200c?گویند|گفت|گفتند|نوشت|می\u200c?نویسد|می\u200c?نویسند) ?[.،؛]",
    "と[^。、]{0,20}(?:話す|話した|語る|語った|述べた|苦笑した|訴える|呼びかけ|言う|言い|言った|笑う|笑った|書いた|求めた|説明し|促した|答えた|明かし)",
    "[,，”][^,，。]{0,12}(?:说|說|表示|称|稱|写道|寫道|坦言|笑道|呼吁|呼籲)[。,，]",
    "(?:라고|다고|라며|다며|고) [^.]*(?:말했다|말한다|말하죠|전했다|밝혔다|강조했다)",
    "(?:라고|다고|라며|다며|고) [^.]*(?:당부했다|설명했다|조언했다|호소했다|덧붙였다)",
)
# Lower case is asked of the text: of both, RE2's automaton is too big to be kept. So it is of all in one expression.
_ATTRIBUTIONS: Final = (
    re2.compile(rf"[{_BEFORE}] ?(?:[\pL’'-]+ ){{0,4}}(?:{_ENGLISH})\PL"),
    re2.compile(rf"[{_BEFORE}] ?(?:{'|'.join(_VERB_FIRST)})\PL"),
    re2.compile("|".join(_VERB_LAST)),
)


def is_attributed(text: str) -> bool:
    """Tell whether the block is a sentence, with its full stop, that tells who said it."""
    if not text.rstrip(_QUOTES).endswith(_ENDS):
        return False
    lower = text.lower()
    return any(attribution.search(lower) is not None for attribution in _ATTRIBUTIONS)
