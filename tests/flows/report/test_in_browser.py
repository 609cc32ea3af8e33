"""The report as a browser draws it: on a desk and on a phone, in light and dark, for keys and for a reader's voice."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.flows.report.conftest import Reported

_DESK, _PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
_GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the machine's Chromium."""
    program = shutil.which("chromium")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs chromium")
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def kinds(reported: Reported) -> dict[str, str]:
    """Return a page of each kind: the address of the longest one."""
    longest = sorted(reported.pages, key=lambda address: len(reported.pages[address]))
    return {
        address.partition("-")[0] if "lists" in address else address.partition("/")[0]: address for address in longest
    }


def _open(browser: Browser, reported: Reported, address: str, **options: Any) -> Page:
    page = browser.new_context(**options).new_page()
    page.goto((reported.folder / address).as_uri())
    return page


def test_there_are_pages_of_nine_kinds(kinds: dict[str, str]) -> None:
    lists = {f"lists/{name}" for name in ("articles", "copies", "sources", "held", "quarantine")}
    assert kinds.keys() == {"index.html", "articles", "clusters", "sources", *lists}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [_DESK, _PHONE], ids=["desk", "phone"])
def test_pages_fit_keep_nobody_out_and_ask_nobody(
    browser: Browser, reported: Reported, kinds: dict[str, str], scheme: Any, size: Any
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    opened = []
    for address in kinds.values():
        opened.append((reported.folder / address).as_uri())
        page.goto(opened[-1])
        wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1], f"{address} is wider than its window"
        assert page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute", "no style"
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        found = Axe().run(page).response
        assert len(found["passes"]) > 15
        faults = [(one["id"], one["nodes"][0]["html"]) for one in found["violations"] if one["impact"] in _GRAVE]
        assert faults == [], address
    context.close()
    assert asked == opened
    assert said == []


def test_a_list_is_narrowed_by_what_is_typed(browser: Browser, reported: Reported) -> None:
    page = _open(browser, reported, "lists/articles-1.html")
    rows = page.locator("tbody tr:visible")
    whole = rows.count()
    page.get_by_label("Narrow this page").fill("boats wire")
    assert rows.count() == 1
    assert page.get_by_role("status").text_content() == f"1 of {whole} on this page"
    page.get_by_label("Narrow this page").fill("")
    assert rows.count() == whole


def test_a_list_stands_without_scripts(browser: Browser, reported: Reported) -> None:
    page = _open(browser, reported, "lists/articles-1.html", java_script_enabled=False)
    assert page.locator("tbody tr").count() > 15
    assert page.get_by_label("Narrow this page").count() == 0


def test_the_first_key_skips_to_the_content(browser: Browser, reported: Reported) -> None:
    page = _open(browser, reported, "index.html")
    page.keyboard.press("Tab")
    assert page.locator(":focus").text_content() == "Skip to the content"
    assert page.locator(":focus").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_from_the_overview_to_what_a_copy_changed(browser: Browser, reported: Reported) -> None:
    """As a person goes: Copies, a cluster, an article of it; each link by its words."""
    page = _open(browser, reported, "index.html")
    page.get_by_role("navigation", name="Report").get_by_role("link", name="Copies").click()
    page.get_by_role("link", name="Boats").first.click()
    assert page.get_by_role("heading", name="What each copy changed").is_visible()
    page.get_by_role("table").get_by_role("link", name="Boats").nth(1).click()
    assert page.locator("article:target h2").text_content() == "Boats"
