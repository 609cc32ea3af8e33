"""Prompts that narrow wordings still take: their wider forms took sentences of articles (``keep.toml``)."""

from __future__ import annotations

import pytest

from cleaners.rules import boilerplate_rule

PROMPTS = [
    "Mit Ihrer Spende unterstützen Sie unabhängigen Journalismus.",
    "Laden Sie die App im Google Play Store und im App Store.",
    "Melden Sie sich jetzt für unseren Newsletter an.",
    "Melde dich zu unserem IT-Newsletter an",
    "Melden Sie sich an, um zu kommentieren.",
    "Il vous reste 75.5% de cet article à lire. La suite est réservée aux abonnés.",
    "Il vous reste 3 articles à lire ce mois-ci.",
    "Todos los derechos reservados. Prohibida su reproducción.",
    "Deixe sua opinião nos comentários!",
    "Siga o portal nas redes sociais: Instagram, Facebook e X.",
    "Restam 3 matérias grátis neste mês.",
    "Ao continuar navegando, você concorda com a nossa política de privacidade.",
    "Leia os termos de uso e a política de privacidade do site.",
    "Todos os direitos reservados ao Diário do Rio.",
    "P.IVA 01234567890",
    "Partita IVA 01234567890 - Registrazione tribunale n. 12",
    "Resta sempre aggiornato: seguici sui social.",
    "Tutti i diritti sono riservati.",
    "Laat het weten in de reacties!",
    "Vertel het ons hieronder in de reacties.",
    "De reacties zijn gesloten.",
    "Deel dit artikel",
    "Deel het bericht op Facebook",
    "Het proefabonnement stopt automatisch na een maand.",
    "Krijg onbeperkt toegang tot alle artikelen.",
    "Komentarze są wyłącznie prywatnymi opiniami czytelników.",
    "Zyskaj nieograniczony dostęp do wszystkich treści serwisu.",
    "Редакция не несет ответственности за содержание рекламы.",
    "Неограниченный доступ ко всем материалам",
    "Все права на материалы принадлежат редакции.",
    "Tüm içeriklere sınırsız erişim için abone ol",
    "Yorum yapmak için giriş yapın",
    "Tulis pendapatmu di kolom komentar",
    "Dapatkan akses penuh ke semua artikel",
    "Yuk, gabung ke grup Telegram kami",
    "Hak cipta © 2026 Kabar Kali Biru",
    "انتقل إلى المحتوى الرئيسي",
    "بالضغط على زر الاشتراك فإنك توافق على الشروط",
    "ما رأيك في هذا الخبر؟ شاركنا",
    "جميع الحقوق محفوظة © 2026",
    "اپنی رائے کا اظہار کمنٹ سیکشن میں کریں",
    "جملہ حقوق بحق ادارہ محفوظ ہیں",
    "ताज़ा खबरों के लिए हमारा ऐप डाउनलोड करें",
    "本文未经授权不得转载，违者必究。",
    "扫描二维码，关注我们的公众号",
    "长按识别下方二维码关注",
    "版权所有 © 2026 青石日报",
    "青石日报版权所有 未经许可不得转载",
    "请阅读并同意《用户协议》和《隐私政策》",
    "你怎么看？欢迎在评论区留言",
    "跳至主要内容",
    "無断転載を禁じます",
    "無断での転載を禁じます",
    "著作権は当社に帰属します。",
    "公式アカウントをフォローする",
    "Save 30% on a subscription today",
    "Send letters to the editor to letters@example.com",
]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_prompt_is_taken_by_more_than_words_that_articles_use_too(prompt: str) -> None:
    assert boilerplate_rule(prompt)
