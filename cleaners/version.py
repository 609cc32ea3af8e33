"""Which cleaner made a clean copy: stored beside every copy, raised whenever output may change."""

from __future__ import annotations

from typing import Final

CLEANER_VERSION: Final = "17"
