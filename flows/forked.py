"""What the processes that read and clean are forked from: imported and loaded in multiprocessing's server process.

It is in memory once for all of them, the learned weights and py3langid's model of 70 MB too, and loaded once.
"""

from __future__ import annotations

import gc

import flows.cli
import flows.prepare
import flows.reader  # noqa: F401
from cleaners.html.door import clean_html
from cleaners.language import language_of
from cleaners.text.door import clean_text

# A page and a text that are asked for all that is loaded when it is first needed.
_TEXT = "The ferry left the pier at noon.\n\nSubscribe to our newsletter\n\nNobody was hurt, the harbour master said.\n"
_PAGE = (
    f"<html><head><title>Ferry</title></head><body><nav>Menu</nav><p>{_TEXT * 3}</p><p>{_TEXT * 2}</p></body></html>"
)

clean_html(_PAGE)
clean_text(_TEXT)
language_of("harbour ferry pier noon master boat")
# A collector writes into every object that it looks at, and each process would soon have a copy of them all.
gc.collect()
gc.freeze()
