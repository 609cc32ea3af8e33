"""Is there a Prefect API to run through? Answered without importing Prefect, which takes a second or two."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

_SETTING = "PREFECT_API_URL"


def prefect_api() -> str:
    """Return the URL of the Prefect API that is configured, or "" for none.

    Looks where Prefect looks: the environment, ``prefect.toml`` in the working folder, the active profile.
    """
    if _SETTING in os.environ:
        return os.environ[_SETTING]
    here = _read(Path("prefect.toml")).get("api", {}).get("url", "")
    return str(here or _from_profile())


def _from_profile() -> str:
    home = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    content = _read(Path(os.environ.get("PREFECT_PROFILES_PATH", home / "profiles.toml")))
    name = os.environ.get("PREFECT_PROFILE", content.get("active", ""))
    return str(content.get("profiles", {}).get(name, {}).get(_SETTING, ""))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}
