"""The frame around a pane, with its title and a hint in the upper edge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.drawing.spans import Row, Span, fitted, width_of


def framed(
    body: Sequence[Row], width: int, height: int, title: Iterable[Span], hint: Iterable[Span], frame: str
) -> list[Row]:
    """The body inside a frame of one cell in the given role; title and hint are in its upper edge."""
    inner = max(0, width - 2)
    name, extra = tuple(title), tuple(hint)
    if width_of(name) + width_of(extra) + 7 > width:
        extra = ()
    name = fitted(name, min(width_of(name), max(0, width - 5)))
    rule = max(0, width - 5 - width_of(name) - (width_of(extra) + 2 if extra else 0))
    upper: list[Span] = [Span("┌ ", frame), *name, Span(" " + "─" * rule, frame)]
    if extra:
        upper += [Span(" ", frame), *extra, Span(" ", frame)]
    rows: list[Row] = [fitted([*upper, Span("─┐", frame)], width)]
    rows += [(Span("│", frame), *fitted(row, inner), Span("│", frame)) for row in body[: height - 2]]
    empty = (Span("│", frame), Span(" " * inner, "text"), Span("│", frame))
    rows += [empty] * (height - 1 - len(rows))
    rows.append((Span("└" + "─" * inner + "┘", frame),))
    return rows[:height]
