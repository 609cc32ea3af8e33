"""What a terminal is shown: names, titles and reasons come from outside, and a terminal obeys some characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import ConsoleOptions, RenderableType

# Controls but for the end of a line and the tab, what ends a line elsewhere, what turns the direction of what follows
# (embeddings, overrides, isolates), and half characters. Joiners, marks and blanks of all scripts stay.
_OBEYED: Final = dict.fromkeys(
    (
        *(code for code in range(32) if chr(code) not in "\n\t"),
        *range(0x7F, 0xA0),
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
    ),
    "\ufffd",
)


def plain(text: str) -> str:
    """Return text as a terminal may have it: each character that it would obey is U+FFFD."""
    return text.translate(_OBEYED)


class Terminal(Console):
    """A console whose texts are plain; colours and lines are its own."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Render what is printed."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else plain(text), style, control)
