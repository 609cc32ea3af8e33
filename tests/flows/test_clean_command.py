"""`winnow clean` and `winnow cluster`: the two halves of the core, alone, on files and on streams."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Run = Callable[..., subprocess.CompletedProcess[str]]
    Write = Callable[..., str]

_PROMPT = "Sign up for our free newsletter"


def _lines(records: Iterable[Any]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def _answers(ended: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert "Traceback" not in ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_a_text_file_is_cleaned(winnow: Run, tmp_path: Path, article: Write) -> None:
    (tmp_path / "a.txt").write_text(f"{article(1)}\n{_PROMPT}\n")
    ended = winnow("clean", "a.txt")
    assert (ended.returncode, ended.stdout.strip()) == (0, article(1).strip())


def test_a_page_is_cleaned(winnow: Run, tmp_path: Path, article: Write, page: Write) -> None:
    (tmp_path / "a.html").write_text(page(article(1)))
    ended = winnow("clean", "a.html")
    assert (ended.returncode, ended.stdout.strip()) == (0, article(1).strip())


def test_standard_input_is_cleaned(winnow: Run, article: Write) -> None:
    ended = winnow("clean", stdin=article(1))
    assert (ended.returncode, ended.stdout.strip()) == (0, article(1).strip())


def test_several_files_are_told_apart(winnow: Run, tmp_path: Path, article: Write) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.txt").write_text(article(number))
    ended = winnow("clean", "1.txt", "2.txt")
    assert [line for line in ended.stdout.splitlines() if line.startswith("── ")] == ["── 1.txt", "── 2.txt"]


def test_explain_shows_all_of_a_text_whose_words_are_not_spaced(winnow: Run, tmp_path: Path) -> None:
    last = "下一次会议定在三月"
    text = (
        "港务委员会星期二晚上开会，听取了二十多位居民的意见，多数人希望保留这座已经空置十年的老建筑，" * 3 + f"{last}。"
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    ended = winnow("clean", "a.txt", "--explain", env={"COLUMNS": "80"})
    shown = "".join(line.split("│")[1].strip() for line in ended.stdout.splitlines() if line.startswith("│"))
    assert last in shown


def test_explain_names_the_rule_of_what_was_removed(winnow: Run, tmp_path: Path, article: Write) -> None:
    (tmp_path / "a.txt").write_text(f"{article(1)}\n{_PROMPT}\n")
    ended = winnow("clean", "a.txt", "--explain", env={"COLUMNS": "160"})
    assert ended.returncode == 0
    assert _PROMPT in ended.stdout
    assert "newsletter" in ended.stdout.replace(_PROMPT, "")
    assert "4 blocks kept, 1 spans removed" in ended.stdout


def test_what_can_not_be_read_is_a_line_and_exit_1_and_the_rest_is_done(
    winnow: Run, tmp_path: Path, article: Write
) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "b.txt").write_text(article(1))
    ended = winnow("clean", "a.bin", "nowhere.txt", "b.txt")
    assert ended.returncode == 1
    assert [line.split(":")[:2] for line in ended.stderr.splitlines()] == [
        ["winnow", " a.bin"],
        ["winnow", " nowhere.txt"],
    ]
    assert article(1).strip() in ended.stdout


def test_a_stream_keeps_its_order_and_gives_all_fields(winnow: Run, article: Write, page: Write) -> None:
    records = [
        {"id": str(number), "html": page(article(number), url=f"https://web.example/{number}")}
        if number % 3 == 0
        else {"id": str(number), "text": article(number)}
        for number in range(200)
    ]
    ended = winnow("clean", "--jsonl", stdin=_lines(records))
    answers = _answers(ended)
    assert ended.returncode == 0
    assert [answer["id"] for answer in answers] == [str(number) for number in range(200)]
    assert [answer["text"] for answer in answers] == [article(number).strip() for number in range(200)]
    assert answers[0].keys() >= {"id", "text", "title", "authors", "published", "language", "removed", "hold"}
    assert answers[3]["title"] == "Things near the water"
    assert {answer["language"] for answer in answers} == {"en"}


# What a line may be that is no article, and what its answer says. Raw bytes: some are no text.
_BAD = [
    (b"not json", None, "not JSON"),
    (b'{"id": "cut", "text": "off', None, "not JSON"),
    (b"[1, 2]", None, "not a JSON object"),
    (b'"text"', None, "not a JSON object"),
    (b"null", None, "not a JSON object"),
    (b'{"text": "no id"}', None, '"id" must be a string'),
    (b'{"id": 7, "text": "number"}', None, '"id" must be a string'),
    (b'{"id": null, "text": "none"}', None, '"id" must be a string'),
    (b'{"id": "both", "text": "a", "html": "<p>b</p>"}', "both", "exactly one of"),
    (b'{"id": "neither"}', "neither", "exactly one of"),
    (b'{"id": "list", "text": ["a"]}', "list", '"text" must be a string'),
    (b'{"id": "number", "html": 5}', "number", '"html" must be a string'),
    (b'{"id": "url", "html": "<p>a</p>", "url": 5}', "url", '"url" must be a string'),
    (b'{"id": "latin", "text": "caf\xe9"}', None, "not JSON"),
    (b'{"id": "deep", "text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", None, "not JSON"),
]


def test_every_kind_of_bad_line_has_an_answer_and_the_rest_is_done(winnow: Run, tmp_path: Path, article: Write) -> None:
    good = json.dumps({"id": "good", "text": article(1)}).encode()
    (tmp_path / "lines").write_bytes(b"\n".join(part for bad, *_ in _BAD for part in (bad, b"", good)) + b"\n")
    ended = winnow("clean", "--jsonl", "lines")
    answers = _answers(ended)
    assert ended.returncode == 1
    assert len(answers) == 2 * len(_BAD)
    for answer, (line, name, reason) in zip(answers[::2], _BAD, strict=True):
        assert answer.keys() == {"id", "error"}, line[:60]
        assert answer["id"] == name, line[:60]
        assert reason in answer["error"], line[:60]
    assert {answer["text"] for answer in answers[1::2]} == {article(1).strip()}


@pytest.mark.parametrize("command", ["clean", "cluster"])
def test_a_lone_surrogate_is_a_bad_line(winnow: Run, tmp_path: Path, article: Write, command: str) -> None:
    r"""JSON may hold half a character (``\ud800``), which UTF-8 can not; a whole one in two halves is good."""
    text = json.dumps(article(1))[1:-1]
    (tmp_path / "lines").write_text(
        f'{{"id": "in the text", "text": "A half \\ud800 in a word. {text}"}}\n'
        f'{{"id": "in the id \\udfff", "text": "{text}"}}\n'
        f'{{"id": "in the title", "title": "\\ud83d", "text": "{text}"}}\n'
        f'{{"id": "whole \\ud83d\\ude00", "text": "{text}"}}\n'
    )
    ended = winnow(command, "--jsonl", "lines")
    answers = _answers(ended)
    assert ended.returncode == 1
    assert [answer["id"] for answer in answers] == ["in the text", "in the id \udfff", "in the title", "whole 😀"]
    assert ["half a character" in answer.get("error", "") for answer in answers] == [True, True, True, False]


def test_a_stream_is_cleaned_in_constant_memory(winnow: Run, tmp_path: Path, article: Write) -> None:
    """Ten times the lines take the same memory: measured over the command and its workers."""
    measure = tmp_path / "measure.py"
    measure.write_text(
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    line = json.dumps({"id": "1", "text": article(1, 4)}) + "\n"
    peaks = []
    for count in (2_000, 20_000):
        (tmp_path / "lines").write_text(line * count)
        ended = winnow("clean", "--jsonl", "lines", prefix=(sys.executable, str(measure)), env={"WINNOW_WORKERS": "2"})
        assert ended.returncode == 0, ended.stderr
        peaks.append(int(ended.stdout))
    assert peaks[1] < 1.3 * peaks[0], peaks


def test_a_closed_pipe_is_no_error(tmp_path: Path, article: Write, environment: dict[str, str]) -> None:
    """`winnow clean --jsonl … | head -1`."""
    (tmp_path / "lines").write_text(_lines({"id": str(number), "text": article(number)} for number in range(300)))
    command = f"{Path(sys.executable).with_name('winnow')} clean --jsonl lines | head -1"
    ended = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert json.loads(ended.stdout)["id"] == "0"
    assert ended.stderr == ""


def test_a_stream_is_clustered(winnow: Run, article: Write) -> None:
    first, other = article(1, 36), article(2)
    texts = {
        "first": first,
        "copy": first,
        "reprint": "Visitors came from abroad that spring. " + first,
        "excerpt": "\n\n".join(first.split("\n\n")[:2]),
        "other": other,
    }
    ended = winnow("cluster", "--jsonl", "--seed", "7", stdin=_lines({"id": k, "text": v} for k, v in texts.items()))
    answers = _answers(ended)
    assert ended.returncode == 0
    keys = {"id", "cluster", "canonical", "relation", "jaccard", "containment", "story"}
    assert [answer["id"] for answer in answers] == list(texts)
    assert all(answer.keys() >= keys for answer in answers)
    found = {answer["id"]: (answer["cluster"], answer["relation"]) for answer in answers}
    assert found == {
        "first": ("first", "original"),
        "copy": ("first", "duplicate"),
        "reprint": ("first", "reprint"),
        "excerpt": ("first", "excerpt"),
        "other": ("other", "original"),
    }
    assert answers[2]["jaccard"] > 0.8
    assert answers[3]["containment"] > 0.9
    assert answers[4]["canonical"] == "other"


def test_bad_lines_and_repeated_ids_are_told_and_the_rest_is_clustered(winnow: Run, article: Write) -> None:
    lines = _lines([{"id": "a", "text": article(1)}, {"id": "a", "text": article(2)}, {"id": "b"}]) + "nonsense\n"
    ended = winnow("cluster", "--jsonl", stdin=lines + _lines([{"id": "c", "text": article(1)}]))
    answers = _answers(ended)
    assert ended.returncode == 1
    assert [answer["id"] for answer in answers] == ["a", "a", "b", None, "c"]
    assert ["error" in answer for answer in answers] == [False, True, True, True, False]
    assert answers[4]["cluster"] == "a"


def test_no_lines_at_all_is_no_error(winnow: Run) -> None:
    for command in ("clean", "cluster"):
        ended = winnow(command, "--jsonl", stdin="")
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
