"""What a check finds wrong: one line each, with what mends it."""

from __future__ import annotations

from dataclasses import dataclass

# What to do about each kind of finding. The kinds are part of the command's contract: scripts may look for them.
_BACKUP = "restore the object from a backup"
_REBUILD = "winnow repair --rebuild-catalog"
MENDS = {
    "object-missing": _BACKUP,
    "object-damaged": _BACKUP,
    "object-unlisted": _REBUILD,
    "record-damaged": _BACKUP,
    "text-changed": _BACKUP,
    "table-missing": "winnow repair",
    "table-behind": "winnow repair",
    "article-missing": _REBUILD,
    "article-unknown": _REBUILD,
    "article-twice": _REBUILD,
    "article-differs": _REBUILD,
    "member-missing": "winnow repair",
    "member-unknown": "winnow repair",
    "member-twice": "winnow repair",
    "member-differs": "winnow repair",
    "outcome-wrong": _REBUILD,
    "signature-missing": _REBUILD,
    "match-wrong": _REBUILD,
    "cluster-differs": _REBUILD,
    "duplicate-astray": _REBUILD,
    "alias-dead": _REBUILD,
    "link-dead": _REBUILD,
    "removals-differ": _REBUILD,
    "run-total": _REBUILD,
    "report-foreign": "move it away",
    "report-damaged": "delete it: nothing reads it but people",
    "forgotten-there": "winnow forget --id ID",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: its kind (a key of ``MENDS``), the object key or id it is about, and what it is."""

    kind: str
    key: str
    problem: str

    @property
    def mend(self) -> str:
        """What mends it."""
        return MENDS[self.kind]
