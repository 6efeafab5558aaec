"""Cell styles as SGR codes (ECMA-48 8.3.117), and the shortest sequence from one style to another."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.color import ColorSystem
from rich.style import Style

_ON = {
    "bold": 1,
    "dim": 2,
    "italic": 3,
    "underline": 4,
    "blink": 5,
    "blink2": 6,
    "reverse": 7,
    "conceal": 8,
    "strike": 9,
    "underline2": 21,
    "overline": 53,
}
"""The SGR code that switches each attribute of a style on."""
_OFF = {1: 22, 2: 22, 3: 23, 4: 24, 5: 25, 6: 25, 7: 27, 8: 28, 9: 29, 21: 24, 53: 55}
"""The SGR code that switches it off, in some cases together with others."""
_DEFAULT_FOREGROUND, _DEFAULT_BACKGROUND = ("39",), ("49",)


class SgrStyle(NamedTuple):
    """A style as SGR codes."""

    foreground: tuple[str, ...]
    background: tuple[str, ...]
    attributes: frozenset[int]


PLAIN = SgrStyle(_DEFAULT_FOREGROUND, _DEFAULT_BACKGROUND, frozenset())
"""The style that a terminal starts with, and that `RESET` restores."""
RESET = "\x1b[m"


@lru_cache(4096)
def sgr_style_of(style: Style | None, colours: ColorSystem) -> SgrStyle:
    """The codes of a style, its colours reduced to those that the terminal has."""
    if style is None:
        return PLAIN
    front, back = style.color, style.bgcolor
    return SgrStyle(
        front.downgrade(colours).get_ansi_codes() if front else _DEFAULT_FOREGROUND,
        back.downgrade(colours).get_ansi_codes(foreground=False) if back else _DEFAULT_BACKGROUND,
        frozenset(code for name, code in _ON.items() if getattr(style, name)),
    )


@lru_cache(16384)
def change(before: SgrStyle, after: SgrStyle) -> str:
    """The shortest sequence that changes one style to the other; "" where they are equal."""
    if before == after:
        return ""
    if after == PLAIN:
        return RESET
    off = {_OFF[code] for code in before.attributes - after.attributes}
    on = {code for code in after.attributes if code not in before.attributes or _OFF[code] in off}
    step = [*map(str, sorted(off)), *map(str, sorted(on))]
    step += after.foreground if after.foreground != before.foreground else ()
    step += after.background if after.background != before.background else ()
    from_reset = ["0", *map(str, sorted(after.attributes))]
    from_reset += after.foreground if after.foreground != _DEFAULT_FOREGROUND else ()
    from_reset += after.background if after.background != _DEFAULT_BACKGROUND else ()
    return min((f"\x1b[{';'.join(codes)}m" for codes in (step, from_reset)), key=len)
