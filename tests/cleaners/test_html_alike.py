"""A doubted paragraph or heading stays beside kept ones of its make; what differs from them, or stands apart, goes."""

from __future__ import annotations

import pytest

from cleaners.html.alike import with_alike
from cleaners.html.blocks import Block, Page, page_of

SLIDES = (
    ("The ice house was built in 1931, of brick from the pit at Dunmere, and two ships a week brought ice to it.", "p"),
    (
        "Its first keeper weighed each block himself and wrote down the weight in a ledger that the museum still has.",
        "p",
    ),
    (
        "Of his four daughters three worked at the hatch, and one of them ran the house through the whole of the war.",
        "p",
    ),
    ("The years of the fleet", "h2"),
    (
        "When the fleet was at its largest, ninety boats took ice at this quay, and the queue reached to the chapel.",
        "p",
    ),
)
SURE, DOUBTED = 1.0, 0.4


def stays(chances: list[float], *, reasons: dict[int, str] | None = None, slides: dict[int, str] | None = None) -> str:
    """Return, a slide, K for what stays and - for what goes; those of a chance of half and more are kept before."""
    parts = {index: f'<div class="slide"><{tag}>{text}</{tag}></div>' for index, (text, tag) in enumerate(SLIDES)}
    page = page_of(f"<body><main>{''.join((parts | (slides or {})).values())}</main></body>")
    given = [(reasons or {}).get(index, "") for index in range(len(page.blocks))]
    held = with_alike(page, [chance >= 0.5 for chance in chances], given, chances)
    return "".join("K" if one else "-" for one in held)


def test_a_paragraph_beside_kept_ones_of_its_make_stays() -> None:
    assert stays([SURE, SURE, DOUBTED, 0.0, 0.0]) == "KKK--"


def test_what_stays_is_a_kept_one_to_what_follows() -> None:
    assert stays([SURE, SURE, DOUBTED, 0.0, DOUBTED]) == "KKK-K"


def test_a_heading_stays_at_less_than_a_paragraph() -> None:
    headings = {0: f'<div class="slide"><h2>{SLIDES[3][0]}</h2></div>', 1: '<div class="slide"><h2>A ledger</h2></div>'}
    assert stays([SURE, SURE, 0.15, 0.15, 0.0], slides=headings) == "KK-K-"


def test_with_a_reason_to_go_it_goes() -> None:
    assert stays([SURE, SURE, DOUBTED, 0.0, 0.0], reasons={2: "caption"}) == "KK---"


def test_far_from_a_kept_one_it_goes() -> None:
    assert stays([SURE, SURE, 0.0, 0.0, DOUBTED]) == "KK---"


def test_one_kept_block_of_its_make_is_too_few() -> None:
    assert stays([SURE, DOUBTED, 0.0, 0.0, 0.0]) == "K----"


@pytest.mark.parametrize(
    "other",
    [
        '<div class="promo"><p>{}</p></div>',
        '<aside class="slide"><p>{}</p></aside>',
        '<div class="slide"><p class="lead">{}</p></div>',
        '<div class="slide"><p><a href="/ice">{}</a></p></div>',
    ],
)
def test_of_another_make_or_linked_it_goes(other: str) -> None:
    assert stays([SURE, SURE, DOUBTED, 0.0, 0.0], slides={2: other.format(SLIDES[2][0])}) == "KK---"


def test_a_short_line_goes() -> None:
    assert (
        stays([SURE, SURE, DOUBTED, 0.0, 0.0], slides={2: '<div class="slide"><p>Six slides left</p></div>'}) == "KK---"
    )


def test_blocks_of_no_element_are_of_no_make() -> None:
    blocks = [Block(text, -1, 0, 0, 0, after_break=False, after_image=False) for text, _ in SLIDES[:3]]
    assert with_alike(Page([], blocks), [True, True, False], [""] * 3, [SURE, SURE, DOUBTED]) == [True, True, False]
