"""Wordings of boilerplate, kept as data files that a non-programmer can extend (docs/adding-a-rule.md)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from cleaners.rules.attributions import is_attributed
from cleaners.rules.book import load_book
from cleaners.rules.captions import is_signed_by_desk, signed_sentence
from cleaners.rules.run_on import is_run_on
from cleaners.rules.shapes import is_wire_lead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.rules.book import RuleBook

__all__ = ["boilerplate_rule", "boilerplate_rules", "box_kinds", "cut_rule", "hold_rule", "page_kinds"]

_WORDINGS: Final = "wordings"
_HOLDS: Final = "holds"
_CUTS: Final = "cuts"
_BOXES: Final = "boxes"
_PAGES: Final = "pages"
_PICTURES: Final = "image-credit/"
_CREDITS: Final = "credit/"
# What readers are asked to do or told of their rights: people in articles say the same to others.
_PROMPTS: Final = (
    *("call-to-action/", "comment-prompt/", "contact/", "cookie-notice/", "disclaimer/", "newsletter/", "paywall/"),
    *("related-links/", "share/", "social-follow/", "subscription/"),
)


@cache
def _book(folder: str) -> RuleBook:
    return load_book(folder)


def boilerplate_rule(text: str) -> str:
    """Return the id (``comment-prompt/en``) of the rule that takes the whole block by its wording, or ""."""
    return boilerplate_rules([text])[0]


def boilerplate_rules(blocks: Sequence[str]) -> list[str]:
    """Return ``boilerplate_rule`` of every block, in order."""
    rules = _book(_WORDINGS).rules_of(blocks)
    return ["" if rule and _is_of_article(rule, block) else rule for rule, block in zip(rules, blocks, strict=True)]


def _is_of_article(rule: str, block: str) -> bool:
    """Tell whether the block, which the rule's wording takes, is a sentence of an article all the same."""
    if is_run_on(block):
        return True
    if rule.startswith(_PICTURES):  # agencies' names stand in credits of pictures, in front of articles and behind them
        return is_wire_lead(block) or is_signed_by_desk(block)
    if rule.startswith(_CREDITS):
        sentence = signed_sentence(block)
        return bool(sentence) and not _book(_WORDINGS).rule_of(sentence)
    return rule.startswith(_PROMPTS) and is_attributed(block)


def hold_rule(text: str) -> str:
    """Return the id (``stub/en``) of the rule that says that a short whole text is no article, or ""."""
    return _book(_HOLDS).rule_of(text)


def cut_rule(text: str) -> str:
    """Return the id (``paywall/en``) of the rule by which a block says that the rest is for those who pay, or ""."""
    return _book(_CUTS).rule_of(text)


def box_kinds(headings: Sequence[str]) -> list[str]:
    """Return, a heading, the kind of box (``comments``) that stands below such a heading, or ""."""
    return [rule.partition("/")[0] for rule in _book(_BOXES).rules_of(headings)]


def page_kinds(titles: Sequence[str]) -> list[str]:
    """Return, a title, the kind of page (``index-page``) that has such a title and is no article, or ""."""
    return [rule.partition("/")[0] for rule in _book(_PAGES).rules_of(titles)]
