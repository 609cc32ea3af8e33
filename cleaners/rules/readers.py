"""Headings of what readers wrote below an article: "Comments", "12 Kommentare", "コメント（3）"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.rules import box_kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMED: Final = "named"
COUNTED: Final = "counted"
_COMMENTS: Final = "comments"
# A kind of heading that must count what stands below it.
_IF_COUNTED: Final = "counted-comments"
# "Comments (12)" is asked as "Comments".
_COUNT: Final = dict.fromkeys(map(ord, "0123456789０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९()[]（）:#,."), " ")


def comment_headings(texts: Sequence[str]) -> list[str]:
    """Return, a text, ``COUNTED`` for a heading of comments that has their number, ``NAMED`` for one without, or ""."""
    kinds = box_kinds([text.translate(_COUNT) for text in texts])
    return [_how(text, kind) for text, kind in zip(texts, kinds, strict=True)]


def _how(text: str, kind: str) -> str:
    if kind in (_COMMENTS, _IF_COUNTED) and any(map(str.isdigit, text)):
        return COUNTED
    return NAMED if kind == _COMMENTS else ""
