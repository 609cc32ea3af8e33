"""Every setting, read from the environment once."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, cast, get_args

from dedup.thresholds import Thresholds
from storage.alarm_limits import AlarmLimits
from storage.errors import WinnowError
from storage.limits import Bounds, Limits
from storage.options import Addressing, Checksums, S3Options, StoreOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

_PREFIX = "WINNOW_"
_SWITCHES = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
_CHOICES: dict[str, tuple[str, ...]] = {
    "s3_addressing": get_args(Addressing),
    "s3_checksums": get_args(Checksums),
    "s3_encryption": ("", "AES256", "aws:kms"),
}


class SettingError(WinnowError):
    """A setting in the environment is not of its kind."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run; each is read from ``WINNOW_<NAME>``."""

    store: str = "winnow-corpus"
    """The store that ``--to`` and ``--store`` name where they are not given."""

    batch: int = 500
    """Documents a commit. A commit costs about 0.1 s of its own; a batch of 500 pages is 5 s of cleaning."""

    workers: int = 0
    """Worker processes that clean and sign; 0: one a core."""

    document_seconds: int = 10
    """A document that takes longer to clean is quarantined. The slowest real page of 1,018 took 0.4 s."""

    worker_megabytes: int = 1024
    """Memory of a worker process; a document that needs more is quarantined. Real pages need a quarter of it."""

    reader_seconds: int = Bounds().seconds
    """A record on which the process that reads drops makes no progress for so long is quarantined."""

    reader_megabytes: int = Bounds().megabytes
    """Memory of the process that reads drops; a record that needs more is quarantined."""

    reader_restarts: int = Bounds().restarts
    """Records of one drop that may end the process which reads it, before the rest is quarantined unread."""

    member_bytes: int = Limits().member_bytes
    """Largest article, archive member, record or line of a drop; larger ones are quarantined."""

    drop_bytes: int = Limits().drop_bytes
    """Largest drop; a larger one is quarantined without being fetched."""

    expanded_bytes: int = Limits().expanded_bytes
    """What a drop may unpack to; the rest is quarantined."""

    expansion: int = Limits().expansion
    """Unpacked bytes for each packed one from which a drop of more than a megabyte is a bomb."""

    nesting: int = Limits().nesting
    """Wrappers inside each other that are opened; a compressed tar counts once."""

    members: int = Limits().members
    """Members of an archive that are read."""

    page_bytes: int = Limits().page_bytes
    """Largest page (HTML of one article)."""

    text_chars: int = Limits().text_chars
    """Longest text of one article that is not HTML, in characters."""

    values: int = Limits().values
    """Values of one JSON document."""

    tags: int = Limits().tags
    """Tags of one XML record."""

    depth: int = Limits().depth
    """Nesting of a JSON or XML record."""

    attributes: int = Limits().attributes
    """Attributes of one XML tag."""

    refusals: int = Limits().refusals
    """Records in a row that can't be read, after which the rest of a drop is refused as one."""

    config: str = ""
    """File whose ``[sources.NAME]`` tables say what a source's drops are; "": ``winnow.toml`` if it is there."""

    seed: int = -1
    """Seed of a new corpus's signature scheme; -1: drawn at random, so that nobody can forge matches."""

    jaccard: float = Thresholds().jaccard
    """Jaccard similarity from which two articles are a match; `dedup/verify.py` says what was measured."""

    containment: float = Thresholds().containment
    """Share of the shorter article in the longer from which it is an excerpt; measured there too."""

    catalog: str = ""
    """SQLAlchemy URL of the catalog; "" for SQLite: inside a folder, in this user's state folder for a store on S3."""

    keep_raw: bool = True
    """Whether the bytes of what is stored are kept, so that it can be cleaned again with better rules."""

    orphan_hours: int = 24
    """Hours that an object stays which nothing refers to; `winnow repair` collects older ones."""

    retention_days: int = 30
    """Days that older versions of the corpus tables stay readable; `winnow maintain` deletes what only others read."""

    alarm_silent_hours: int = AlarmLimits().silent_hours
    """Hours without anything new from which a source is silent; more where it is used to more. A night's length."""

    alarm_removed: float = AlarmLimits().removed
    """How far the share of removed text may be from a source's usual one: a tenth is a new block on every page."""

    alarm_languages: float = AlarmLimits().languages
    """Share of a source's documents that may come in other languages than usual: one in five is no stray item."""

    alarm_quarantined: int = AlarmLimits().quarantined
    """Unreadable documents a day beyond the usual number: fewer are looked at one by one."""

    alarm_waiting_hours: int = AlarmLimits().waiting_hours
    """Hours that a drop may wait for a run: four schedules of 15 minutes that did not run."""

    alarm_cluster: int = AlarmLimits().cluster
    """Documents of a cluster that still grows; a tenth of it once it is a week old. A wire story has some hundreds."""

    s3_endpoint: str = ""
    """URL of the S3 service; "" for Amazon's, or for what ``AWS_ENDPOINT_URL`` says."""

    s3_region: str = ""
    """Region; "" for what the profile or ``AWS_DEFAULT_REGION`` says."""

    s3_profile: str = ""
    """Profile of the AWS configuration; "" for ``AWS_PROFILE`` or the default."""

    s3_addressing: str = "auto"
    """``path``, ``virtual`` or ``auto``: virtual for Amazon's, path for others."""

    s3_checksums: str = "when_supported"
    """``when_required`` for old services, which refuse or even store the checksums of newer clients."""

    s3_encryption: str = ""
    """Server-side encryption of what is written: "", ``AES256`` or ``aws:kms``."""

    s3_kms_key: str = ""
    """Key id for ``aws:kms``; "" for the account's default."""

    s3_connect_seconds: int = 5
    """How long a connection may take to stand."""

    s3_read_seconds: int = 30
    """How long a service may be silent; then the request is sent again."""

    s3_threads: int = 16
    """Requests under way at once."""

    def limits(self) -> Limits:
        """Return how much of anything a drop may hold."""
        names = [field.name for field in fields(Limits) if field.name in Settings.__slots__]
        return Limits(**{name: getattr(self, name) for name in names})

    def bounds(self) -> Bounds:
        """Return what the process that reads drops may take."""
        return Bounds(self.reader_seconds, self.reader_megabytes, self.reader_restarts)

    def store_options(self) -> StoreOptions:
        """Return what of this shapes a store."""
        s3 = S3Options(
            endpoint=self.s3_endpoint,
            region=self.s3_region,
            profile=self.s3_profile,
            addressing=cast("Addressing", self.s3_addressing),
            checksums=cast("Checksums", self.s3_checksums),
            encryption=self.s3_encryption,
            kms_key=self.s3_kms_key,
            connect_seconds=self.s3_connect_seconds,
            read_seconds=self.s3_read_seconds,
            threads=self.s3_threads,
        )
        seed = None if self.seed < 0 else self.seed
        thresholds = Thresholds(self.jaccard, self.containment)
        return StoreOptions(self.catalog, seed, self.keep_raw, thresholds, s3)

    def alarm_limits(self) -> AlarmLimits:
        """Return from where on something is an alarm."""
        return AlarmLimits(
            silent_hours=self.alarm_silent_hours,
            removed=self.alarm_removed,
            languages=self.alarm_languages,
            quarantined=self.alarm_quarantined,
            waiting_hours=self.alarm_waiting_hours,
            cluster=self.alarm_cluster,
        )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; SettingError, with the variable's name, for a number that is none."""
        given = os.environ if environment is None else environment
        found: dict[str, Any] = {}
        for field in fields(cls):
            name = _PREFIX + field.name.upper()
            if name in given:
                found[field.name] = _parsed(name, given[name], str(field.type), _CHOICES.get(field.name))
        return cls(**found)


def _parsed(name: str, text: str, kind: str, choices: tuple[str, ...] | None) -> str | int | float | bool:
    if kind == "int":
        return _number(name, text)
    if kind == "float":
        return _share(name, text)
    if kind == "bool":
        return _switch(name, text)
    if choices and text not in choices:
        raise SettingError(f"{name} must be {' or '.join(filter(None, choices))}, not {text[:40]!r}")
    return text


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise SettingError(f"{name} must be a whole number, not {text[:40]!r}") from error


def _share(name: str, text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= 1:
        raise SettingError(f"{name} must be a number above 0 and up to 1, not {text[:40]!r}")
    return found


def _switch(name: str, text: str) -> bool:
    if text.lower() not in _SWITCHES:
        raise SettingError(f"{name} must be true or false, not {text[:40]!r}")
    return _SWITCHES[text.lower()]
