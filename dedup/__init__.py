"""Signatures, candidates, exact verification, clusters. Pure: takes (id, text), gives values."""
