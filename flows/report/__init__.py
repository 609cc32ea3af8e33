"""Reports as static pages: they stand by themselves, run from a file and ask nobody for anything."""
