"""The gradient check: beside each slope that backpropagation found, the slope by trying."""

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
from tui.screen.dialogs.form import Form
from tui.screen.theme import style_of
from tui.screen.widgets.cells import CellsView
from tui.screen.widgets.key_line import KeyLine
from tui.workspace.gradient_check import GradientCheck
from tui.workspace.snapshot import Snapshot

_ABOUT = (
    "The slope by trying: (L(θ + h) − L(θ − h))/2h, one parameter moved at a time. Backpropagation has to find the "
    f"same, but for the rounding. h = {WIDTH:g}·max(1, |θ|); relative error = |difference| / the larger of the two."
)
_HEADS = ("backpropagation", "by trying", "relative error")
_SHORT_HEADS = ("by rule", "by trying", "error")


class GradientCheckDialog(Form):
    """The slopes of the step that is looked at, by backpropagation and by central differences."""

    BINDINGS: ClassVar[list[BindingType]] = [("G,q", "dismiss", "Back")]

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._slopes = Slopes.at(snapshot)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="gradient-check"):
            yield Static("Gradient check", classes="dialog-title", markup=False)
            # What is wider than the screen can be scrolled to.
            with ScrollableContainer(id="gradient-check-rows"):
                yield CellsView(lambda role: style_of(role, self.app.theme))
            yield KeyLine("↑ ↓ ← → scroll", "Esc back", classes="dialog-hint")

    def on_mount(self) -> None:
        self.query_one("#gradient-check-rows").focus()

    def on_resize(self) -> None:
        """Write the lines for another width."""
        self.call_after_refresh(self._write)

    def _write(self) -> None:
        view = self.query_one(CellsView)
        scroll = self.query_one("#gradient-check-rows")
        rows = self._slopes.rows(scroll.content_size.width - scroll.styles.scrollbar_size_vertical)
        view.styles.width, view.styles.height = max(map(width_of, rows)), len(rows)
        view.show(rows)


class Slopes(NamedTuple):
    """The slopes by both ways, as they are shown."""

    verdict: Span
    names: tuple[str, ...]
    analytic: tuple[str, ...]
    numeric: tuple[str, ...]
    errors: tuple[str, ...]
    agree: tuple[bool, ...]

    @classmethod
    def at(cls, snapshot: Snapshot) -> Slopes:
        """Check the step that is looked at, or at the start the first one."""
        checked, write = GradientCheck.at(snapshot), snapshot.notation
        analytic, numeric = (
            tuple(aligned([signed(write.number(value)) for value in one]))
            for one in (checked.check.analytic, checked.check.numerical)
        )
        return cls(
            Span(checked.verdict, "good" if all(checked.agree) else "warning"),
            tuple(map(write.name, checked.names)),
            analytic,
            numeric,
            tuple(write.number(value, 2) for value in checked.check.relative_error),
            checked.agree,
        )

    def rows(self, width: int) -> list[Row]:
        """The verdict, what is compared, and a line for each parameter; sentences no wider than so many cells."""
        told = (*wrapped([self.verdict], width), (), *wrapped([Span(_ABOUT, "dim")], width), ())
        table = self._table(_HEADS)
        if max(map(width_of, table)) > width:
            table = self._table(_SHORT_HEADS)
        return [*told, *table]

    def _table(self, heads: tuple[str, str, str]) -> list[Row]:
        columns = (self.analytic, self.numeric, self.errors)
        widths = [max(map(len, (head, *texts))) for head, texts in zip(heads, columns, strict=True)]
        name = max(map(len, self.names))
        titles = "".join(f"  {head:>{width}}" for head, width in zip(heads, widths, strict=True))
        rows: list[Row] = [(Span(" " * name + titles, "dim"),)]
        for title, *texts, agree in zip(self.names, *columns, self.agree, strict=True):
            analytic, numeric, error = (f"  {text:>{size}}" for text, size in zip(texts, widths, strict=True))
            rows.append(
                (
                    Span(title.ljust(name), "text"),
                    Span(analytic, "gradient"),
                    Span(numeric, "value"),
                    Span(error if agree else f"{error}  ◂ differs", "dim" if agree else "warning"),
                )
            )
        return rows
