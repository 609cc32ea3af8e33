"""How values are written on a page: counts, shares, times, sizes."""

from __future__ import annotations

from datetime import UTC, datetime

_UNITS = ("kB", "MB", "GB", "TB")
_LONGEST = 300  # characters of a headline
# ISO 639-1, and what py3langid knows beside it: a page may declare anything, and a reader's voice is chosen by it.
_LANGUAGES = (
    " "
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee "
    "el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is "
    "it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms "
    "mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk "
    "sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi "
    "yo za zh zu "
)


def number(count: int) -> str:
    """Write a count with its thousands apart."""
    return f"{count:,}"


def headline(title: str) -> str:
    """Write a title on one line of a bearable length."""
    found = " ".join(title.split())
    return f"{found[:_LONGEST]} …" if len(found) > _LONGEST else found or "(no title)"


def language(code: str) -> str:
    """Return a language's code where a browser knows it, else ""."""
    return code if len(code) == 2 and f" {code} " in _LANGUAGES else ""


def spelled(name: str) -> str:
    """Write a name of ours as words: ``near_duplicate`` is "near duplicate"."""
    return name.replace("_", " ")


def a(noun: str) -> str:
    """Write a noun with its article."""
    return f"an {noun}" if noun[:1] in "aeiou" else f"a {noun}"


def percent(part: float, whole: float) -> str:
    """Write a share: "12.3 %", and "< 0.1 %" for what is not nothing."""
    share = 100 * part / whole if whole else 0.0
    if part and share < 0.1:
        return "< 0.1 %"
    return f"{share:.1f} %" if share < 10 else f"{share:.0f} %"


def bytes_of(size: float) -> str:
    """Write a size in decimal units."""
    if size < 1000:
        return f"{size:,.0f} bytes"
    for unit in _UNITS:
        size /= 1000
        if size < 1000 or unit == _UNITS[-1]:
            break
    return f"{size:,.1f} {unit}"


def instant(text: str) -> datetime | None:
    """Return the UTC time that a field tells (midnight where it tells only the day); None where it tells none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def moment(text: str) -> str:
    """Write a field's time to the minute, UTC; only the day where only that is known."""
    found = instant(text)
    if found is None:
        return text
    return found.strftime("%Y-%m-%d %H:%M") if "T" in text else found.strftime("%Y-%m-%d")


def day(text: str) -> str:
    """Write a field's day."""
    return text[:10]


def age(seconds: float) -> str:
    """Write how much later something was: "+ 2 h 10 min"."""
    minutes = int(abs(seconds)) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    said = [f"{count} {unit}" for count, unit in ((days, "d"), (hours, "h"), (rest, "min")) if count]
    return ("− " if seconds < 0 else "+ ") + (" ".join(said[:2]) or "0 min")
