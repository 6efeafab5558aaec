"""The dialog of the gradient check: backpropagation's gradient beside central differences."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import ScrollableContainer, Vertical
from textual.widgets import Static

from engine.insight.analysis.gradient_check import WIDTH
from tui.drawing.numbers import aligned, signed
from tui.drawing.spans import Row, Span, width_of
from tui.drawing.wrapping import wrapped
from tui.screen.after_refresh import call_after_refresh
from tui.screen.dialogs.form import Form
from tui.screen.theme import style_of
from tui.screen.widgets.cells import CellsView
from tui.screen.widgets.key_line import KeyLine
from tui.workspace.gradient_check import GradientCheck, Result
from tui.workspace.snapshot import Snapshot

_ABOUT = (
    "Finite differences: (L(θ + h) − L(θ − h))/2h, one parameter moved at a time. Backpropagation must agree with "
    f"them up to rounding. h = {WIDTH:g}·max(1, |θ|); relative error = |difference| / the larger of the two."
)
_HEADS = ("backpropagation", "finite differences", "relative error")
_SHORT_HEADS = ("backprop", "differences", "error")
_MARKS = {Result.DIFFERS: "  ◂ differs", Result.UNKNOWN: "  ◂ not known"}
"""What stands after the error where the derivatives do not agree."""


class GradientCheckDialog(Form):
    """Shows the gradient of the current step, by backpropagation and by central differences."""

    BINDINGS: ClassVar[list[BindingType]] = [("G,q", "dismiss", "Back")]

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._comparison = GradientCheckTable.at(snapshot)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="gradient-check"):
            yield Static("Gradient check", classes="dialog-title", markup=False)
            # A table wider than the screen scrolls sideways.
            with ScrollableContainer(id="gradient-check-rows"):
                yield CellsView(lambda role: style_of(role, self.app.theme))
            yield KeyLine("↑ ↓ ← →: scroll", "Esc: back", classes="dialog-hint")

    def on_mount(self) -> None:
        self.query_one("#gradient-check-rows").focus()

    def on_resize(self) -> None:
        """Lay the rows out for the new width."""
        call_after_refresh(self, self._show_rows)

    def _show_rows(self) -> None:
        view = self.query_one(CellsView)
        scroll = self.query_one("#gradient-check-rows")
        rows = self._comparison.rows(scroll.content_size.width - scroll.styles.scrollbar_size_vertical)
        view.styles.width, view.styles.height = max(map(width_of, rows)), len(rows)
        view.show(rows)


class GradientCheckTable(NamedTuple):
    """The texts of the check: verdict, and a line for each parameter."""

    verdict: Span
    names: tuple[str, ...]
    analytic: tuple[str, ...]
    numeric: tuple[str, ...]
    errors: tuple[str, ...]
    results: tuple[Result, ...]

    @classmethod
    def at(cls, snapshot: Snapshot) -> GradientCheckTable:
        """Check the gradient of the current step; at the start, of the first one."""
        result, notation = GradientCheck.at(snapshot), snapshot.notation
        analytic, numeric = (
            tuple(aligned([signed(notation.number(value)) for value in values]))
            for values in (result.check.analytic, result.check.numerical)
        )
        return cls(
            Span(result.verdict, "good" if result.agrees else "warning"),
            tuple(map(notation.name, result.names)),
            analytic,
            numeric,
            tuple(notation.number(value, 2) for value in result.check.relative_error),
            result.results,
        )

    def rows(self, width: int) -> list[Row]:
        """Return verdict, explanation and table; the sentences are wrapped to a width in cells."""
        head = (*wrapped([self.verdict], width), (), *wrapped([Span(_ABOUT, "dim")], width), ())
        table = self._table(_HEADS)
        if max(map(width_of, table)) > width:
            table = self._table(_SHORT_HEADS)
        return [*head, *table]

    def _table(self, heads: tuple[str, str, str]) -> list[Row]:
        columns = (self.analytic, self.numeric, self.errors)
        widths = [max(map(len, (head, *texts))) for head, texts in zip(heads, columns, strict=True)]
        name = max(map(len, self.names))
        titles = "".join(f"  {head:>{width}}" for head, width in zip(heads, widths, strict=True))
        rows: list[Row] = [(Span(" " * name + titles, "dim"),)]
        for title, *texts, result in zip(self.names, *columns, self.results, strict=True):
            mark = _MARKS.get(result, "")
            analytic, numeric, error = (f"  {text:>{size}}" for text, size in zip(texts, widths, strict=True))
            rows.append(
                (
                    Span(title.ljust(name), "text"),
                    Span(analytic, "gradient"),
                    Span(numeric, "value"),
                    Span(f"{error}{mark}", "warning" if mark else "dim"),
                )
            )
        return rows
