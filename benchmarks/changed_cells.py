"""What a writer that sends the changed cells and nothing else would send from one screen to the next."""

from __future__ import annotations

from collections.abc import Sequence

from tests.support.emulator import Cell

Cells = Sequence[Sequence[Cell]]

_FOREGROUND = len("\x1b[31m")
_STYLE = len("\x1b[0;1;31;40m")
"""A colour and a whole style at their shortest: what they would take if all of them were in a terminal's palette."""


def least_bytes(before: Cells, after: Cells) -> int:
    """How many bytes it takes to move to each run of changed cells and write it, a style only where it changes."""
    total, style = 0, None
    for y, (old_row, row) in enumerate(zip(before, after, strict=True), 1):
        reached = 0
        for x, (old, cell) in enumerate(zip(old_row, row, strict=True), 1):
            if cell == old:
                continue
            if reached != x:
                total += len(f"\x1b[{y};{x}H")
            wanted = style_of(cell)
            if style is None or wanted[1:] != style[1:]:
                total += _STYLE
            elif wanted != style:
                total += _FOREGROUND
            total += len(cell.character.encode())
            style, reached = wanted, x + 1
    return total


def style_of(cell: Cell) -> tuple[str, str, bool, bool, bool, bool]:
    """How a cell is painted, its foreground first."""
    return cell.colour, cell.background, cell.bold, cell.italic, cell.underlined, cell.reversed
