"""Wordings of boilerplate, kept as data files that a non-programmer can extend (docs/adding-a-rule.md)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from cleaners.rules.book import load_book
from cleaners.rules.shapes import is_wire_lead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.rules.book import RuleBook

__all__ = ["boilerplate_rule", "boilerplate_rules", "hold_rule"]

_WORDINGS: Final = "wordings"
_HOLDS: Final = "holds"
_PICTURES: Final = "image-credit/"


@cache
def _book(folder: str) -> RuleBook:
    return load_book(folder)


def boilerplate_rule(text: str) -> str:
    """Return the id (``comment-prompt/en``) of the rule that takes the whole block by its wording, or ""."""
    return boilerplate_rules([text])[0]


def boilerplate_rules(blocks: Sequence[str]) -> list[str]:
    """Return ``boilerplate_rule`` of every block, in order."""
    rules = _book(_WORDINGS).rules_of(blocks)
    # Agencies' names stand in credits of pictures and in front of their articles.
    return [
        "" if rule and rule.startswith(_PICTURES) and is_wire_lead(block) else rule
        for rule, block in zip(rules, blocks, strict=True)
    ]


def hold_rule(text: str) -> str:
    """Return the id (``stub/en``) of the rule that says that a short whole text is no article, or ""."""
    return _book(_HOLDS).rule_of(text)
