"""The door for pages: pruned, parsed once, judged block by block."""
