"""The Spark recipe of docs/consumers.md, run as it stands there: pyspark is a download of 400 MB and needs Java.

pip install pyspark
python benchmarks/spark.py corpus
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

from storage.corpus import open_corpus

_PAGE = Path(__file__).parents[1] / "docs/consumers.md"
_RECIPE = re.compile(r"```python\n# recipe: spark\n(.*?)```", re.DOTALL)


def main() -> None:
    store = sys.argv[1] if len(sys.argv) > 1 else "corpus"
    found = _RECIPE.search(_PAGE.read_text(encoding="utf-8"))
    if found is None:
        sys.exit("docs/consumers.md has no recipe for Spark")
    started = time.perf_counter()
    names: dict[str, object] = {}
    exec(found.group(1).replace('"corpus"', repr(store)), names)
    rows = {row.document_id: row.text for row in names["found"].collect()}  # type: ignore[attr-defined]
    seconds = time.perf_counter() - started
    wanted = open_corpus(store).select(language="en").to_arrow(["document_id", "text"]).to_pylist()
    same = rows == {row["document_id"]: row["text"] for row in wanted}
    print(f"{len(rows):,} articles in {seconds:.1f} s; {'the same' if same else 'NOT the same'} as open_corpus reads")
    sys.exit(not same)


if __name__ == "__main__":
    main()
