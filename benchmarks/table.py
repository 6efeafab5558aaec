"""Measurements as lines of a table: what, the budget, the figure, the middle half of the repeats, the verdict."""

from __future__ import annotations

from benchmarks.measuring import Measurement

_WIDTHS = (58, 12, 14, 18, 9)


def heading() -> str:
    """The names of the columns, underlined."""
    return _line("", "budget", "measured", "middle half", "") + "\n" + "─" * sum(_WIDTHS)


def row(measured: Measurement) -> str:
    """One measurement; what stands behind it below."""
    budget = measured.budget
    if len(measured.figures):
        low, high = map(budget.written, measured.half)
        spread = f"{low} – {high}" if len(measured.figures) > 1 else ""
        verdict = "inside" if budget.holds(measured.figure) else "OUTSIDE"
        line = _line(
            measured.what, str(budget), budget.written(measured.figure) + budget.unit, spread, verdict
        )
    else:
        line = _line(measured.what, str(budget), "—", "", "")
    return f"{line}\n  {measured.note}" if measured.note else line


def _line(what: str, *cells: str) -> str:
    padded = (cell.rjust(width) for cell, width in zip(cells, _WIDTHS[1:], strict=True))
    return (what.ljust(_WIDTHS[0]) + "".join(padded)).rstrip()
