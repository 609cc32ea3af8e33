"""What a drop holds, whatever it is: articles one by one, each refusal with its place and its reason.

    bytes ─sniff─► wrapper (gzip, zip, tar …) ─► what is inside, the same way
                 └► format (a page, a feed, a WARC, wire XML, JSON, a table, mail …) ─► Delivered | Refused | Counted

A format is told by content, never by name. Nothing is written to disk under a name from a drop. Bad content never
raises; what the file system or the network raises does.
"""

from __future__ import annotations

from storage.formats.mapping import FieldMapping
from storage.formats.reader import read_drop
from storage.formats.record import Counted, Delivered, Limits, Media, Read, Refused, Status

__all__ = [
    "Counted",
    "Delivered",
    "FieldMapping",
    "Limits",
    "Media",
    "Read",
    "Refused",
    "Status",
    "read_drop",
]
