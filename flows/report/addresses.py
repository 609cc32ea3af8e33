"""Where each page of a report is: names made of numbers and hashes, never of what was delivered."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# Articles of a page. One a page would be 100,000 files of which the most part is style; 20 are read in one scroll.
ARTICLES_A_PAGE = 20
# Digits of an id in a name: a store of a billion has one chance in thirty of one pair that agrees in so many.
_DIGITS = 16


def article_page(number: int) -> str:
    """Return the address of the page with the article of this number in the order of arrival (from 1)."""
    return f"articles/{(number - 1) // ARTICLES_A_PAGE + 1}.html"


def anchor(document_id: str) -> str:
    """Return the name of an article's place on its page."""
    return f"a{document_id[:_DIGITS]}"


def article(row: Mapping[str, Any]) -> str:
    """Return the address of an article, given its id and number."""
    return f"{article_page(row['seq'])}#{anchor(row['document_id'])}"


def cluster(cluster_id: str, page: int = 1) -> str:
    """Return the address of a cluster of several documents."""
    return _numbered(f"clusters/{cluster_id[:_DIGITS]}", page)


def source(name: str, page: int = 1) -> str:
    """Return the address of a source."""
    return _numbered(f"sources/{hashlib.sha256(name.encode()).hexdigest()[:_DIGITS]}", page)


def listing(kind: str, page: int = 1) -> str:
    """Return the address of a page of one of the main lists."""
    return f"lists/{kind}-{page}.html"


def _numbered(stem: str, page: int) -> str:
    return f"{stem}.html" if page == 1 else f"{stem}-{page}.html"
