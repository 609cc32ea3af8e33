"""Fuzz every reader and both doors of the cleaner, led by coverage (atheris).

    python benchmarks/fuzz.py --seconds 3600 --write

The time is shared among the targets of ``tests/fuzz/targets.py``; each runs in a process of its own, from a corpus of
our own drops. A finding is an exception, an input that takes seconds, or a process that died; its input is kept under
``--findings``. Exit code 1 where there is one.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]

SLOW = 2.0  # seconds of CPU for one small input
LONGEST = 16_384  # bytes
_HANGS = 25  # seconds after which libFuzzer ends the process
_MEMORY = 1_500  # MB
_HEADS = ("target", "executions", "a second", "edges", "inputs kept", "slowest, s", "findings")


@dataclass
class Ran:
    """What one target did."""

    executions: int = 0
    seconds: float = 0.0
    edges: int = 0
    kept: int = 0
    slowest: float = 0.0
    findings: int = 0

    def row(self, name: str) -> list[object]:
        rate = self.executions / max(self.seconds, 0.001)
        return [name, f"{self.executions:,}", f"{rate:,.0f}", self.edges, self.kept, self.slowest, self.findings]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3600, help="of all targets together")
    parser.add_argument("--only", action="append", default=[], metavar="TARGET")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--write", action="store_true", help="write the section of RESULTS.md")
    parser.add_argument("--child", nargs=2, metavar=("TARGET", "CORPUS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        fuzz(given.child[0], Path(given.child[1]), given.seconds, given.findings)
    return fuzz_all(given.only, given.seconds, given.findings, write=given.write)


def fuzz_all(only: list[str], seconds: float, findings: Path, *, write: bool) -> int:
    from results import table, write_section

    from tests.fuzz.targets import TARGETS

    names = only or list(TARGETS)
    findings.mkdir(parents=True, exist_ok=True)
    ran: dict[str, Ran] = {}
    for name in names:
        ran[name] = fuzz_one(name, seconds / len(names), findings)
        print(" | ".join(map(str, ran[name].row(name))), flush=True)
    total = sum(one.findings for one in ran.values())
    shown = table(_HEADS, [one.row(name) for name, one in ran.items()])
    told = (
        f"{sum(one.executions for one in ran.values()):,} executions in "
        f"{sum(one.seconds for one in ran.values()) / 60:,.0f} minutes, {total} findings."
    )
    print(f"\n{shown}\n\n{told}")
    if write:
        write_section("fuzz", "Fuzzing, led by coverage", f"{told}\n\n{shown}", ("atheris", "lxml", "pyarrow"))
    return 1 if total else 0


def fuzz_one(name: str, seconds: float, findings: Path) -> Ran:
    """Fuzz one target; a process that dies is a finding, and the next takes over from its corpus."""
    ran, before = Ran(), _kept(findings)
    with tempfile.TemporaryDirectory(prefix="winnow-fuzz-") as corpus:
        while (left := seconds - ran.seconds) >= 1:
            began = time.monotonic()
            command = [sys.executable, __file__, "--child", name, corpus, "--seconds", str(int(left))]
            child = subprocess.run(
                [*command, "--findings", str(findings)], capture_output=True, text=True, errors="replace", check=False
            )
            ran.seconds += time.monotonic() - began
            _add(ran, child.stderr)
            if child.returncode == 0:
                break
            stem = name.replace(" ", "-")
            (findings / f"{stem}-died-{int(ran.seconds)}.txt").write_text(child.stderr[-20_000:], encoding="utf-8")
        ran.kept = sum(1 for _ in Path(corpus).iterdir())
    ran.findings = len(_kept(findings) - before)
    return ran


def _kept(findings: Path) -> set[str]:
    return {path.name for path in findings.glob("*.txt")}


def _add(ran: Ran, log: str) -> None:
    numbers = [int(found) for found in re.findall(r"^#(\d+)\s", log, re.MULTILINE)]
    ran.executions += max(numbers, default=0)
    ran.edges = max([ran.edges, *map(int, re.findall(r"cov: (\d+)", log))])
    ran.slowest = max([ran.slowest, *map(float, re.findall(r"^slowest: ([\d.]+)", log, re.MULTILINE))])


def fuzz(name: str, corpus: Path, seconds: float, findings: Path) -> None:
    """Fuzz one target in this process until the time is over; does not return."""
    import atheris

    with atheris.instrument_imports(include=["storage", "cleaners"]):
        from tests.fuzz.targets import TARGETS
    target = TARGETS[name]
    for seed in target.seeds():
        (corpus / sha256(seed).hexdigest()).write_bytes(seed)
    keep = Findings(findings, name)
    slowest = 0.0

    def run(raw: bytes) -> int:
        nonlocal slowest
        began = time.process_time()
        try:
            taken = target.run(raw)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            taken = True
            keep.add(raw, _where(error), traceback.format_exc())
        spent = time.process_time() - began
        if spent > slowest:
            slowest = spent
            print(f"\nslowest: {slowest:.3f}", file=sys.stderr)
        if spent > SLOW:
            keep.add(raw, "slow", f"{spent:.1f} s of CPU")
        return 0 if taken else -1

    limits = [f"-max_total_time={int(seconds)}", f"-timeout={_HANGS}", f"-rss_limit_mb={_MEMORY}"]
    where = [f"-artifact_prefix={findings}/{name.replace(' ', '-')}-", str(corpus)]
    atheris.Setup([sys.argv[0], f"-max_len={LONGEST}", "-len_control=20", *limits, *where], run)
    atheris.Fuzz()


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} {Path(frames[-1].filename).name}:{frames[-1].lineno}"


@dataclass
class Findings:
    """The findings of one target: the first input for each place in the source."""

    folder: Path
    target: str
    told: set[str] = field(default_factory=set)

    def add(self, raw: bytes, where: str, text: str) -> None:
        if where in self.told:
            return
        self.told.add(where)
        stem = self.folder / f"{self.target.replace(' ', '-')}-{sha256(where.encode()).hexdigest()[:8]}"
        stem.with_suffix(".bin").write_bytes(raw)
        stem.with_suffix(".txt").write_text(f"{where}\n{text}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
