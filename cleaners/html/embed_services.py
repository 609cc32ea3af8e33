"""Whose embed an address is, and what it shows."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, urlsplit

import re2

# Hosts, those under them included: the service's name, and what it mostly shows.
_SERVICES: Final = {
    "youtube.com": ("youtube", "video"), "youtube-nocookie.com": ("youtube", "video"), "youtu.be": ("youtube", "video"),
    "vimeo.com": ("vimeo", "video"), "dailymotion.com": ("dailymotion", "video"), "twitch.tv": ("twitch", "video"),
    "rumble.com": ("rumble", "video"), "bilibili.com": ("bilibili", "video"), "rutube.ru": ("rutube", "video"),
    "jwplatform.com": ("jwplayer", "video"), "jwplayer.com": ("jwplayer", "video"), "tiktok.com": ("tiktok", "video"),
    "brightcove.net": ("brightcove", "video"), "streamable.com": ("streamable", "video"),
    "twitter.com": ("twitter", "post"), "x.com": ("twitter", "post"), "instagram.com": ("instagram", "post"),
    "facebook.com": ("facebook", "post"), "reddit.com": ("reddit", "post"), "redditmedia.com": ("reddit", "post"),
    "bsky.app": ("bluesky", "post"), "threads.net": ("threads", "post"), "t.me": ("telegram", "post"),
    "vk.com": ("vk", "post"), "linkedin.com": ("linkedin", "post"), "pinterest.com": ("pinterest", "post"),
    "soundcloud.com": ("soundcloud", "audio"), "spotify.com": ("spotify", "audio"), "acast.com": ("acast", "audio"),
    "podcasts.apple.com": ("apple", "audio"), "megaphone.fm": ("megaphone", "audio"),
    "podbean.com": ("podbean", "audio"), "simplecast.com": ("simplecast", "audio"),
    "maps.google.com": ("google", "map"), "openstreetmap.org": ("openstreetmap", "map"),
    "arcgis.com": ("arcgis", "map"), "mapbox.com": ("mapbox", "map"), "datawrapper.de": ("datawrapper", "chart"),
    "dwcdn.net": ("datawrapper", "chart"), "flourish.studio": ("flourish", "chart"),
    "flo.uri.sh": ("flourish", "chart"), "infogram.com": ("infogram", "chart"),
    "ourworldindata.org": ("ourworldindata", "chart"), "tableau.com": ("tableau", "chart"),
    "documentcloud.org": ("documentcloud", "document"), "scribd.com": ("scribd", "document"),
    "issuu.com": ("issuu", "document"), "giphy.com": ("giphy", "image"), "google.com": ("google", ""),
}  # fmt: skip
# What a part of the path says of what is shown, whoever shows it.
_KINDS_OF_PATHS: Final = (("/maps", "map"), ("video", "video"), ("/reel/", "video"))
# Frames that show nothing of an article: counters, buttons, forms, advertisements.
_EMPTY: Final = re2.compile(
    r"(?i)googletagmanager|doubleclick|googlesyndication|adsystem|recaptcha|/ads?[/.?]|disqus|addthis|sharethis|"
    r"/plugins/(?:like|page|share|follow|comments|send)|/widgets/(?:follow|tweet)_button|newsletter|subscri|sign-?up|"
    r"outbrain|taboola|consent|cookie|login"
)
_LONGEST_URL: Final = 2_000  # characters


def is_content(url: str) -> bool:
    """Say whether an address can be what an article shows; its scheme may be left out, or its host."""
    return url.startswith(("https://", "http://", "/")) and len(url) <= _LONGEST_URL and not _EMPTY.search(url)


def shown_at(url: str) -> str:
    """Return the address that a player's own address names (``plugins/video.php?href=…``), else the same."""
    named = parse_qs(urlsplit(url).query).get("href", [""])[0] if "/plugins/" in url else ""
    return named if named.startswith(("https://", "http://")) else url


def service_of(url: str) -> tuple[str, str]:
    """Return the provider of what is shown at an absolute address, else its host; and its kind, "" where unknown."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    labels = host.split(".")
    names = (".".join(labels[start:]) for start in range(len(labels)))
    provider, kind = next((_SERVICES[name] for name in names if name in _SERVICES), (host, ""))
    return provider, next((other for part, other in _KINDS_OF_PATHS if part in parts.path), kind)
