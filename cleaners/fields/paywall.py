"""Whether an article is behind a paywall: as JSON-LD, a meta, or the prompt right behind its cut text says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import re2

from cleaners.rules import cut_rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleaners.record import Removal

# What metas that tell it are called, behind the prefix of a system or a site ("article:content_tier", "adv:premium").
_PAID: Final = frozenset(
    [
        *(
            "ispremium",
            "is_premium",
            "is-premium",
            "premium",
            "paywall",
            "ispaywall",
            "is_paywall",
            "is_paywalled",
            "ispaid",
            "is_paid",
        ),
        *(
            "paid",
            "subscriber_only",
            "subscribers_only",
            "subscriber-only",
            "content_tier",
            "content-tier",
            "contenttier",
            "access",
        ),
        *("access_level", "accesslevel", "access_type", "article_access"),
    ]
)
_FREE: Final = frozenset(["isaccessibleforfree", "is_free", "isfree", "is-free", "pmc-is_free"])
_YES: Final = frozenset(["true", "yes", "1", "y"])
_NO: Final = frozenset(["false", "no", "0", "n"])
_TIERS: Final = {"free": False, "open": False, "public": False} | dict.fromkeys(
    ("metered", "locked", "paid", "premium", "subscriber", "subscribers", "subscription"), True
)
_OF_READER: Final = "user"  # what the reader has paid, not what the article costs
# Behind a prompt that asks to register, and not to pay.
_FOR_NOTHING: Final = re2.compile(
    r"(?i)\bfree\b|kostenlos|gratis|gratuit|grátis|бесплатно|ücretsiz|bezpłatn|za darmo|مجان|免费|免費|無料"
)
_NEAR: Final = 4  # blocks behind the last kept one
_LONGEST_PART: Final = 3_500  # characters of what is left of an article that was cut
_CUT: Final = ("…", "...", "[…]", ",")


def stated_paywall(free: bool | None, named: Mapping[str, str]) -> bool | None:
    """Return what a page's head says: JSON-LD on who may read the article, else its metas; None where neither does."""
    if free is not None:
        return not free
    told = (_told(name, content.strip().lower()) for name, content in named.items())
    return next((value for value in told if value is not None), None)


def _told(name: str, content: str) -> bool | None:
    short = name.rpartition(":")[2].rpartition(".")[2]
    if short in _FREE and content in _YES | _NO:
        return content in _NO
    if short not in _PAID or _OF_READER in name:
        return None
    if content in _YES | _NO:
        return content in _YES
    return _TIERS.get(content)


def is_cut(blocks: Sequence[str], removals: Sequence[Removal], last: int) -> bool:
    """Say whether a prompt to pay for the rest stands right behind an article's short text.

    ``last`` is the place of its last block. A long text that ends with a sentence is whole: the prompt is an advert.
    """
    if not blocks or (sum(map(len, blocks)) > _LONGEST_PART and not blocks[-1].endswith(_CUT)):
        return False
    near = (one.text for one in removals if last < one.place <= last + _NEAR)
    return any(cut_rule(text) and not _FOR_NOTHING.search(text) for text in near)
