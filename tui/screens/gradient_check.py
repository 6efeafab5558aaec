"""The gradient check: beside each slope that backpropagation found, the slope by trying."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from engine.insight.gradient_check import STEP, Check, gradient_check
from engine.types import Rows
from tui.charts.rows import Row, Span
from tui.drawing import aligned, signed
from tui.moment import Moment
from tui.screens.dialog import Dialog
from tui.theme import style_of
from tui.widgets.cells import CellsView

MOST_CHECKED = 200
"""So many parameters are checked, spread evenly over θ: each takes two more forward passes."""

AGREE = 1e-5
"""Up to this relative error the two slopes are held to agree."""


class GradientCheck(Dialog[None]):
    """The slopes of the step that is looked at, by backpropagation and by central differences."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,G,q", "dismiss", "Back")]

    def __init__(self, moment: Moment) -> None:
        super().__init__()
        self._moment = moment

    def compose(self) -> ComposeResult:
        rows = check_rows(self._moment)
        with Vertical(classes="dialog", id="gradient-check"):
            yield Static("Gradient check", classes="dialog-title", markup=False)
            yield Static(
                "The slope by trying: (L(θ + h) − L(θ − h))/2h, one parameter moved at a time. Backpropagation "
                f"has to find the same, but for the rounding. h = {STEP:g}·max(1, |θ|); relative error = "
                "|difference| / the larger of the two.",
                classes="dialog-hint",
                markup=False,
            )
            with VerticalScroll(id="gradient-check-rows"):
                view = CellsView(lambda role: style_of(role, self.app.theme))
                view.styles.height = len(rows)
                view.show(rows)
                yield view
            yield Static("↑ ↓ scroll    Esc back", classes="dialog-hint", markup=False)

    def on_mount(self) -> None:
        self.query_one("#gradient-check-rows").focus()


def check_rows(moment: Moment) -> list[Row]:
    """The verdict, and a line for each parameter that was checked."""
    objective, write = moment.training.objective, moment.notation
    places = _places(len(objective.parameters))
    step = moment.step or moment.training.step(moment.branch.state(0), 1)
    check = gradient_check(objective, step.theta, step.rows, places)
    names = [write.name(objective.parameters.names[place]) for place in places.tolist()]
    columns = [
        aligned([signed(write.number(value)) for value in one]) for one in (check.analytic, check.numeric)
    ]
    errors = [write.number(value, 2) for value in check.relative_error]
    heads = ("backpropagation", "by trying", "relative error")
    widths = [max(map(len, (head, *texts))) for head, texts in zip(heads, (*columns, errors), strict=True)]
    name = max(map(len, names))
    rows: list[Row] = [(_verdict(check, len(objective.parameters)),), ()]
    rows.append(
        (Span(" " * name + "".join(f"  {h:>{w}}" for h, w in zip(heads, widths, strict=True)), "dim"),)
    )
    for title, analytic, numeric, error, off in zip(
        names, *columns, errors, check.relative_error, strict=True
    ):
        bad = not off <= AGREE
        rows.append(
            (
                Span(title.ljust(name), "text"),
                Span(f"  {analytic:>{widths[0]}}", "gradient"),
                Span(f"  {numeric:>{widths[1]}}", "value"),
                Span(f"  {error:>{widths[2]}}{'  ◂ differs' if bad else ''}", "warning" if bad else "dim"),
            )
        )
    return rows


def _verdict(check: Check, parameters: int) -> Span:
    checked = len(check.relative_error)
    which = f"all {checked}" if checked == parameters else f"{checked} of {parameters:,}"
    worst = float(np.nanmax(check.relative_error))
    if worst <= AGREE and not np.isnan(check.relative_error).any():
        return Span(f"They agree: {which} slopes, the largest relative error is {worst:.1e}.", "good")
    return Span(
        "They differ. That is so at the kinks of relu, abs and mae, and where numbers overflow.", "warning"
    )


def _places(parameters: int) -> Rows:
    if parameters <= MOST_CHECKED:
        return np.arange(parameters)
    return np.linspace(0, parameters - 1, MOST_CHECKED).astype(np.intp)
