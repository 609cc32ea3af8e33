"""Clean the bench's flattened drops: predictions for its scorer, and articles a second of each style.

    python benchmarks/clean_text.py PRED.jsonl [--bench ../shared/bench/clean] [--every 1]
    python ../shared/bench/clean/score.py --kind drop ../shared/bench/clean PRED.jsonl

The committed line model has seen these pages: figures on foreign sites are what ``clean_text_train.py`` prints.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cleaners.text import clean_text  # noqa: E402 - the project is imported from its checkout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--bench", type=Path, default=ROOT / ".." / "shared" / "bench" / "clean")
    parser.add_argument("--every", type=int, default=1, help="clean every N-th text only")
    options = parser.parse_args()
    clean_text("The first call loads rules, model and languages.\nShare\n")
    with options.predictions.open("w", encoding="utf-8") as out:
        for path in sorted(options.bench.glob("drop_*.jsonl.gz")):
            rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()][:: options.every]
            started = time.process_time()
            copies = [clean_text(row["drop_text"]) for row in rows]
            seconds = time.process_time() - started
            for row, copy in zip(rows, copies, strict=True):
                out.write(json.dumps({"id": row["id"], "text": copy.text}) + "\n")
            held = sum(bool(copy.hold) for copy in copies)
            print(f"{path.name:40} {len(rows)} texts, {len(rows) / seconds:.0f} a second of one core, {held} held")


if __name__ == "__main__":
    main()
