"""Pages from templates: escaped by default, their style and script inside, and a policy that allows nothing else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from flows.report import addresses
from flows.report.wording import a, age, bytes_of, day, headline, language, moment, number, percent, spelled

if TYPE_CHECKING:
    from jinja2 import Template

_FILTERS = (a, age, bytes_of, day, headline, language, moment, number, percent, spelled)


def render(template: str, **values: object) -> str:
    """Return the page of a template that extends ``base.html.j2``: one file that needs no other.

    ``root`` is the way from the page's folder to the site's ("" or "../"); ``pages`` are the site's main pages as
    (address, name), none for a page that stands alone.
    """
    return _template(template).render({"root": "", "pages": (), "here": "", **values})


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, loader=FunctionLoader(_text)
    )
    environment.filters |= {one.__name__: one for one in _FILTERS}
    environment.filters |= {
        "article_address": addresses.article,
        "cluster_address": addresses.cluster,
        "source_address": addresses.source,
        "anchor_name": addresses.anchor,
    }
    style, script = _packed(_text("style.css")), _packed(_text("filter.js"))
    # The two are ours, and no text from outside is ever put into them.
    environment.globals |= {
        "style": Markup(style),  # noqa: S704
        "script": Markup(script),  # noqa: S704
        "policy": (
            f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
            "base-uri 'none'; form-action 'none'"
        ),
    }
    return environment


def _text(name: str) -> str:
    return files("flows.report").joinpath("templates", name).read_text(encoding="utf-8")


def _packed(text: str) -> str:
    return "\n".join(filter(None, (line.strip() for line in text.splitlines())))


def _digest(text: str) -> str:
    # https://www.w3.org/TR/CSP3/#grammardef-hash-source
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
