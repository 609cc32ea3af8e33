"""Error pages that show articles are held; articles about error pages are not."""

from __future__ import annotations

import pytest

from cleaners.html.door import clean_html

SHOWN = (
    ("Port to close its ice house", "The harbour board voted on Tuesday to close the ice house, which opened in 1931."),
    ("Ferry fares to rise", "Fares on the Marrow ferry will rise by a tenth from January, the county council decided."),
    ("Storm takes the pier", "The storm of Sunday night took forty metres of the old pier, and two boats with it."),
)
NEWS = (
    "The council's website showed its visitors an error for three days, and nobody noticed it until Thursday.",
    "Engineers restored the page from a copy of October, said the town clerk, who has asked for two more people.",
)


def hold_of(title: str, *paragraphs: str, below: str = "") -> str:
    """Return why a page of such a heading is held."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    head = f"<head><title>{title} - The Gazette</title></head>"
    return clean_html(f"<html>{head}<body><main><h1>{title}</h1><div>{body}</div>{below}</main></body></html>").hold


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("Página no encontrada", "Lo sentimos, la página que busca no existe o ha cambiado de dirección."),
        ("¡Ups!", "La página que busca no existe."),
        ("Error 404", "Sorry, the page you are looking for does not exist or has been moved."),
        ("404", "The page you requested could not be found. Try a search, or read what others read."),
        ("Seite nicht gefunden", "Die angeforderte Seite existiert nicht oder wurde verschoben."),
        ("Page introuvable", "La page que vous cherchez n'existe pas ou a été déplacée."),
        ("Página não encontrada", "A página que você procura não existe ou foi removida."),
        ("Pagina non trovata", "La pagina che stai cercando non esiste o è stata spostata."),
        ("Pagina niet gevonden", "De pagina die u zoekt bestaat niet of is verplaatst."),
        ("Nie ma takiej strony", "Strona, której szukasz, nie istnieje lub została przeniesiona."),
        ("Страница не найдена", "Страница, которую вы ищете, не существует или была удалена."),
        ("Sayfa bulunamadı", "Aradığınız sayfa bulunamadı veya taşınmış olabilir."),
        ("Halaman tidak ditemukan", "Maaf, halaman yang Anda cari tidak ada atau telah dipindahkan."),
        ("الصفحة غير موجودة", "عذرا، الصفحة التي تبحث عنها غير موجودة أو تم نقلها."),
        ("صفحہ نہیں ملا", "معذرت، آپ کا مطلوبہ صفحہ موجود نہیں ہے۔"),
        ("पेज नहीं मिला", "क्षमा करें, आप जो पेज खोज रहे हैं वह मौजूद नहीं है।"),
        ("页面不存在", "抱歉，您访问的页面不存在或已被删除。"),
        ("ページが見つかりません", "お探しのページは移動または削除された可能性があります。"),
        ("페이지를 찾을 수 없습니다", "요청하신 페이지가 없습니다. 주소를 다시 확인해 주세요."),
        ("Sidan kunde inte hittas", "Sidan du söker finns inte längre eller har flyttats."),
        ("Siden finnes ikke", "Siden du leter etter er flyttet eller slettet."),
        ("Siden blev ikke fundet", "Siden du leder efter er flyttet eller slettet."),
        ("Sivua ei löytynyt", "Hakemaasi sivua ei enää ole tai se on siirretty."),
        ("Stránka nenalezena", "Stránka, kterou hledáte, byla přesunuta nebo smazána."),
        ("Сторінку не знайдено", "На жаль, сторінка, яку ви шукаєте, не існує."),
        ("Η σελίδα δεν βρέθηκε", "Η σελίδα που ζητήσατε έχει μετακινηθεί ή διαγραφεί."),
        ("הדף לא נמצא", "הדף המבוקש הועבר או נמחק."),
        ("Az oldal nem található", "A keresett oldal nem létezik vagy átköltözött."),
        ("Pagina nu a fost găsită", "Pagina pe care o căutați a fost mutată sau ștearsă."),
        ("Không tìm thấy trang", "Trang bạn yêu cầu không tồn tại hoặc đã bị xóa."),
        ("ไม่พบหน้า", "ขออภัย ไม่พบหน้าที่คุณกำลังค้นหา"),
        ("পৃষ্ঠাটি পাওয়া যায়নি", "আপনি যে পৃষ্ঠা খুঁজছেন তা সরানো হয়েছে।"),
    ],
)
@pytest.mark.parametrize(
    "item",
    [
        '<article><h3><a href="/1">{}</a></h3><p>{}</p></article>',
        '<div><h2><a href="/1">{}</a></h2><div>{}</div></div>',
    ],
)
def test_an_error_page_that_shows_articles_is_held(title: str, message: str, item: str) -> None:
    shown = "".join(item.format(heading, f"{text} {text}") for heading, text in SHOWN)
    assert hold_of(title, message, below=f'<div class="popular">{shown}</div>') == "error-page"


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("Page not found: how a town lost its website", "Sorry, the page you are looking for does not exist."),
        ("Town loses its website", "Sorry, the page you are looking for does not exist."),
        ("404", NEWS[1]),
        (
            "Error 404",
            "“Error 404” is the name of a play that opens on Friday at the harbour theatre, with a cast of nine.",
        ),
        (
            "Sorry",
            "The mayor has asked the shopkeepers of the quay to forgive him the closed road, and will pay for signs.",
        ),
    ],
)
def test_an_article_about_an_error_is_not_held(title: str, first: str) -> None:
    """Its title says more, or its first words do."""
    assert hold_of(title, first, *NEWS) == ""
