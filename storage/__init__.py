"""Everything that outlives a run: objects, the catalog, drops, the corpus tables."""
