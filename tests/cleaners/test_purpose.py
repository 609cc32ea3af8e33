"""Pages on which readers sign in, or read of the site itself, are held by their title; articles of it are not."""

from __future__ import annotations

import pytest

from cleaners.html.door import clean_html
from cleaners.purpose import kind_of_title, purpose
from cleaners.text.door import clean_text

TERMS = (
    "These rules hold for everybody who reads the Gazette on the net, and for those who write below its articles.",
    "What stands here belongs to the Gazette, and nobody may print it elsewhere without a letter from the editor.",
)
REACHED = (
    "The newsroom is reached from eight to eight by telephone, 0555 120 340, or by letter to desk@gazette.example."
)
NEWS = (
    "Two students found a hole in the sign-in page of the county's library, and told the paper about it on Thursday.",
    "The library says that nobody used the hole, and that readers should change their words of entry all the same.",
)


def page(title: str, *paragraphs: str, meta: str = "") -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"<html><head><title>{title} | Gazette</title></head><body><main><h1>{title}</h1>{meta}<div>{body}</div></main></body></html>"


@pytest.mark.parametrize(
    "title",
    [
        *("Privacy policy", "Terms of Use", "Datenschutzerklärung", "Impressum", "Mentions légales", "Aviso legal"),
        *("Política de privacidade", "Informativa sulla privacy", "Algemene voorwaarden", "Polityka prywatności"),
        *(
            "Пользовательское соглашение",
            "Gizlilik politikası",
            "Syarat dan ketentuan",
            "سياسة الخصوصية",
            "गोपनीयता नीति",
        ),
        *("隐私政策", "利用規約", "이용약관", "Integritetspolicy", "Käyttöehdot"),
    ],
)
def test_a_page_about_the_site_is_held(title: str) -> None:
    assert clean_html(page(title, *TERMS)).hold == "about-the-site"
    assert clean_text("\n".join((title, *TERMS))).hold == "about-the-site"


@pytest.mark.parametrize(
    "title", ["Log in", "Anmelden", "S'abonner", "Crear una cuenta", "Войти", "ログイン", "تسجيل الدخول"]
)
def test_a_page_to_sign_in_or_to_subscribe_is_held(title: str) -> None:
    assert clean_html(page(title, TERMS[0])).hold == "account-page"


@pytest.mark.parametrize("title", ["Contact", "Kontakt", "Redaksi", "お問い合わせ"])
def test_a_title_that_an_article_could_have_needs_an_address_below_it(title: str) -> None:
    assert clean_html(page(title, REACHED)).hold == "about-the-site"
    assert clean_html(page(title, *TERMS)).hold == ""


@pytest.mark.parametrize(
    "title",
    [
        "Log in, lose all: the hole in the library",
        "Cookie policy of the county library was wrong for years",
        "Privacy",
        "What the new terms of use mean for readers",
        "Anmelden lohnt sich: neue Kurse im Hafen",
    ],
)
def test_an_article_about_such_pages_is_not_held(title: str) -> None:
    assert clean_html(page(title, *NEWS)).hold == ""
    assert clean_text("\n".join((title, *NEWS))).hold == ""


def test_a_signed_and_dated_article_of_such_a_title_is_not_held() -> None:
    meta = '<div class="byline">By <a rel="author">Ada Quill</a></div><time datetime="2026-05-03T08:00:00Z">3 May 2026</time>'
    assert clean_html(page("Terms of Use", *NEWS, meta=meta)).hold == ""


def test_a_menu_above_a_text_does_not_say_what_it_is_for() -> None:
    assert clean_text("\n".join(("Log in", "Subscribe", "Contact", "A hole in the library's wall", *NEWS))).hold == ""


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        *(("Search results for “pier” - The Gazette", "index-page"), ("Schlagwort: Hafen", "index-page")),
        *(("「港」の検索結果", "index-page"), ("“码头”的搜索结果", "index-page"), ("Метка: порт", "index-page")),
        *(("The search for the lost pier", ""), ("Tag team wins the ferry cup", ""), ("", "")),
    ],
)
def test_a_title_tells_what_kind_of_page_it_heads(title: str, kind: str) -> None:
    assert kind_of_title(title) == kind


def test_a_long_text_is_no_form() -> None:
    assert purpose("Log in", [NEWS[0]] * 20) == ""
