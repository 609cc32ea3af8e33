"""The golden corpus of flattened text: one folder a case, with what goes in and exactly what comes out.

``tests/data/text/<case>/input.txt`` is written by hand; ``kept.txt`` and ``removals.json`` are written by this file:

    python tests/cleaners/text/test_golden_text.py --refresh [CASE ...]

Read the difference before it is committed: it is the change of behaviour.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from cleaners.text.door import clean_text

CORPUS = Path(__file__).parents[2] / "data" / "text"
FEWEST_CASES = 60
LANGUAGES = "ar bn cs da de el en es fa fi fr he hi hu id it ja ko nl no pl pt ro ru sv tr uk ur vi zh"


def cases() -> list[str]:
    return sorted(folder.name for folder in CORPUS.iterdir())


def rendered(case: str) -> dict[str, str]:
    """Clean the case's input and return the two files that say what came out."""
    copy = clean_text((CORPUS / case / "input.txt").read_bytes().decode("utf-8"))
    story = {
        "title": copy.fields.title,
        "subtitle": copy.fields.subtitle,
        "authors": list(copy.fields.authors),
        "credit": copy.fields.credit,
        "language": copy.fields.language,
        "hold": copy.hold,
        "removals": [[removal.place, removal.rule, removal.text] for removal in copy.removals],
    }
    kept = copy.text + "\n" if copy.text else ""
    return {"kept.txt": kept, "removals.json": json.dumps(story, ensure_ascii=False, indent=1) + "\n"}


def refresh(chosen: list[str]) -> None:
    for case in chosen or cases():
        for name, content in rendered(case).items():
            (CORPUS / case / name).write_text(content, encoding="utf-8")


@pytest.mark.parametrize("case", cases())
@pytest.mark.parametrize("name", ["kept.txt", "removals.json"])
def test_a_golden_case_comes_out_as_written(case: str, name: str) -> None:
    assert rendered(case)[name] == (CORPUS / case / name).read_text(encoding="utf-8")


def test_the_corpus_is_large_and_speaks_every_language_of_the_rules() -> None:
    assert len(cases()) >= FEWEST_CASES
    assert {case.partition("-")[0] for case in cases()} == set(LANGUAGES.split())


@pytest.mark.parametrize("case", [case for case in cases() if case.endswith("-keep")])
def test_a_keep_case_loses_no_line(case: str) -> None:
    """The sentences of these cases look like prompts and are not."""
    assert json.loads((CORPUS / case / "removals.json").read_text(encoding="utf-8"))["removals"] == []


@pytest.mark.parametrize("case", [case for case in cases() if case.endswith("-prompts")])
def test_a_prompts_case_keeps_its_three_paragraphs_alone(case: str) -> None:
    assert len((CORPUS / case / "kept.txt").read_text(encoding="utf-8").strip().split("\n\n")) == 3


if __name__ == "__main__" and "--refresh" in sys.argv:
    refresh([argument for argument in sys.argv[1:] if argument != "--refresh"])
