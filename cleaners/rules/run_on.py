"""Sentences that begin with the words of a prompt and run on, as "Lire aussi la presse étrangère reste un luxe" does.

A pointer to another article has a headline behind it: that begins with a capital, and no full stop ends it. Where the
next word begins in lower case and a full stop ends the line, the pointer's words are the subject of a sentence; in
scripts without case the full stop alone tells. Who says "our" or "here" still points to something. Of the prompts that
wordings take from three styles of the bench, none has this form.
"""

from __future__ import annotations

from typing import Final

import re2

_ENDS: Final = (".", "。", "۔", "।")
_CASED: Final = (
    r"also read|read also|see also|also see|see more|more from|more on this|go deeper|tags|lesen sie auch|lies auch"
    r"|auch interessant|passend dazu|mehr dazu|mehr über|direkt zum|fehler melden|(?:à )?lire aussi|voir aussi"
    r"|en savoir plus|pour aller plus loin|sur le même (?:sujet|thème)|classé (?:sous|dans)|leer más|lea más|saltar al"
    r"|más (?:información|detalles)|mais (?:informações|notícias)|ir para o|pular para|vai al|salta al"
    r"|à voir aussi|lisez aussi|lea también|lee también|ver también|vea también|te puede interesar|sigue leyendo"
    r"|para seguir leyendo|leia também|veja também|leia mais|saiba mais|leggi anche|vedi anche|guarda anche"
    r"|potrebbe interessarti|lees ook|bekijk ook|kijk ook|luister ook|czytaj (?:także|też|również)"
    r"|zobacz (?:także|też|również)|przeczytaj (?:także|też|również)|читайте также|смотрите также|читать далее"
    r"|ayrıca okuyun|bunu da okuyun|[İi]lgili haber|(?:baca|simak|lihat) juga|по теме"
    r"|devamını oku|önerilen haber|foto di|więcej na ten temat|перейти (?:к|на|по)|поделиться (?:с|в|во)"
    r"|(?:berita|artikel) terkait|уже подписаны|оформить подписку|читайте також"
    r"|дивіться також|čtěte také|přečtěte si také|citește și|vezi și|citiți și|läs också|läs även|læs også|les også"
    r"|se også|lue myös|katso myös|διαβάστε επίσης|δείτε επίσης|đọc thêm|xem thêm"
)
# Words that open a sentence as well as a credit, a label or an advert: "Sponsored by a brewery, the club won its cup".
_PARTICIPLES: Final = (
    r"(?:reported|presented|sponsored|promoted|compiled|recommended|provided|supplied|translated|written|edited) by"
    r"|promoted to|courtesy of|adapted from|(?:re)?published (?:by|under)|reprinted by|tagged (?:with|as)"
    r"|(?:posted|filed) (?:in|under)|(?:traduit|sponsorisé|présenté) par|(?:tradotto|sponsorizzato|presentato) da"
    r"|(?:traducido|patrocinado|presentado|traduzido|apresentado) por|(?:übersetzt|gesponsert|präsentiert) von"
    r"|(?:gesponsord|gepresenteerd|vertaald) door"
)
_NOUNS: Final = (
    r"(?:reporting|editing|writing|translations?|illustrations?|graphics?|story|text|photos?|stills?) by|image source"
    r"|read more|explore more|more stories|next article|previous article|up next|skip to|writers are|listen:"
    r"|in case you missed it|(?:the )?writers are not|follow the money"
)
_HOUSES: Final = r"staff|wires?|agenc(?:y|ies)|reporters?|correspondents?|editors?|newsroom|desk|team|interns?"
_READING_TIMES: Final = (
    r"reading time|read time|lesezeit|temps de lecture|tiempo de lectura|tempo de leitura|tempo di lettura|leestijd"
    r"|czas czytania|время чтения|okuma süresi|waktu baca"
)
_UNCASED: Final = (
    "اقرأ أيضا|اقرأ أيضًا|اقرأ أيضاً|شاهد أيضا|شاهد أيضًا|شاهد أيضاً|اقرأ المزيد|قد يهمك أيضا|مدة القراءة|وقت القراءة"
    "|صورة أرشيفية|یہ بھی پڑھیں|مزید پڑھیں|یہ بھی دیکھیں|متعلقہ خبریں|تصویر کا ذریعہ|इसे भी पढ़ें|यह भी पढ़ें|ये भी पढ़ें"
    "|और पढ़ें|यह भी देखें|संबंधित खबरें|[Mm]ehr zum Thema"
)
_UNSPACED: Final = (
    "相关阅读|相關閱讀|延伸阅读|延伸閱讀|推荐阅读|推薦閱讀|图源是|圖源是"
    "|订阅后继续阅读的|関連記事[をがはにのもで]|アプリをダウンロードした"
)
_RUN_ON: Final = re2.compile(
    rf"^(?:(?i:{_CASED}),? \p{{Ll}}|(?i:{_READING_TIMES}) \p{{Ll}}\P{{Nd}}*$|(?:{_UNCASED}) [\pL\pM]\P{{Nd}}*$"
    rf"|(?:{_UNSPACED})\pL)"
)
# A participle's sentence goes on behind a comma; a noun's with a small word. Names are those of credits.
_OPENED: Final = re2.compile(
    rf"(?i)^(?:(?:{_PARTICIPLES}) (?:(?:the|an?) )?(?-i:[\p{{Ll}}\p{{Nd}}])[^.]*, \pL[^.]+ "
    rf"|(?:{_NOUNS}),? (?:(?:the|an?) )?(?-i:\p{{Ll}}))"
)
_OF_HOUSE: Final = re2.compile(rf"(?i) (?:by|with|of) (?:(?:the|an?|our) )?(?:{_HOUSES})\b")
# Whose it is, where, or what to do: "Lees ook onze reportage over de haven."
_POINTING: Final = re2.compile(
    r"(?i)(?:^|\PL)(?:our|here|below|unser\pL*|hier|dazu lesen sie|(?:erfahren|finden|sehen) sie"
    r"|notre|nos|ici|nuestr[oa]s?|aquí|noss[oa]s?|aqui|nostr[oaie]|qui|ons"
    r"|onze|nasz\pL*|tutaj|наш\pL*|здесь|kami|di sini|buradan|یہاں|ہماری|यहां|हमारी|هنا"
    r"|suscríbete|suscríbase|regístrate|regístrese|inici[ae] sesión|hazte)(?:\PL|$)|这里|本报|こちら"
)


def is_run_on(text: str) -> bool:
    """Tell whether the line is a sentence, with its full stop, of which a prompt's words are the beginning."""
    if not text.endswith(_ENDS) or _POINTING.search(text) is not None:
        return False
    return _RUN_ON.search(text) is not None or (_OPENED.search(text) is not None and _OF_HOUSE.search(text) is None)
