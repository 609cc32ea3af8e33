"""Prefect flows, settings and the command line: the only place that knows Prefect."""

import os

# Arrow reads this when it is loaded. Its own allocator keeps 50 MB of what a batch's part once took.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
