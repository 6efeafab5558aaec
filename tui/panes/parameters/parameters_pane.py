"""The parameters pane: value, gradient, update, new value and history of each parameter."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import inf

import numpy as np

from engine.descent.stopping import norm
from engine.insight.story.beats import Phase
from engine.types import Vector
from tui.drawing.charts.scale import portions
from tui.drawing.numbers import ABSENT, fixed_column, sign_role, signed, widest_number
from tui.drawing.spans import Row, Span, fitted
from tui.panes.pane import Pane, window
from tui.panes.parameters.declaration import PARAMETERS
from tui.panes.terms import linked
from tui.workspace.parameter_listing import Listing
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import ViewOptions

_BARS = "▁▂▃▄▅▆▇"
_MAX_HISTORY_WIDTH, _MIN_HISTORY_WIDTH = 12, 4
"""Cells of a history."""

_FROZEN = "■"
"""The mark after the name of a frozen parameter."""
_FROZEN_WORD = "  frozen"
"""The same in a word, where there is room for it."""

_MAX_NAME_WIDTH = 14
_TERMS = {"value": "parameter", "new": "update"}
"""The term in the glossary of a column whose heading is not that term."""

_LAYER = re.compile(r"\|gradient\.([Wb])(\d+)\||\|update\.(l)ayer (\d+)\|")


class ParametersPane(Pane):
    """A line for each parameter; of many, those around the selected one, else around those of the current beat.

    The widths of the columns do not depend on the numbers in them. Where there is no room for all columns, the history
    is left out first, and then gradient or update, whichever is not of the current phase.
    """

    declaration = PARAMETERS

    def title(self, snapshot: Snapshot) -> tuple[Span, ...]:
        spans = [Span(self.declaration.label, "title")]
        if snapshot.view_options.pattern:
            spans.append(Span(f"  {snapshot.view_options.pattern}", "key"))
        if snapshot.view_options.order != "θ":
            spans.append(Span(f"  by |{snapshot.view_options.order}|", "dim"))
        return tuple(spans)

    def edge(self, snapshot: Snapshot, width: int, height: int) -> tuple[Span, ...]:
        listed, shown = len(Listing.of(snapshot)), max(0, height - 3)
        count = f"{shown:,} of {listed:,}" if shown < listed else snapshot.notation.text(f"{listed:,} in θ")
        if snapshot.view_options.pattern and shown >= listed:
            count = f"{listed:,} of {len(snapshot.training.objective.parameters):,}"
        spans = [linked(count, "dim", "parameter")]
        if snapshot.step is not None and snapshot.finished in (Phase.BACKWARD, Phase.UPDATE):
            length = snapshot.notation.text(
                f"   |∇L| {snapshot.notation.number(norm(snapshot.step.gradient))}"
            )
            spans.append(linked(length, "gradient", "length of the gradient"))
        return tuple(spans)

    def moved(self, snapshot: Snapshot, by: int) -> ViewOptions:
        listing = Listing.of(snapshot)
        if not len(listing):
            return snapshot.view_options
        rank = self._selected(snapshot, listing)
        rank = (
            self._active_rank(snapshot, listing) or 0
            if rank is None
            else max(0, min(len(listing) - 1, rank + by))
        )
        (index,) = listing.places(range(rank, rank + 1))
        return replace(snapshot.view_options, selected=snapshot.training.objective.parameters.names[index])

    def body(self, snapshot: Snapshot, width: int, height: int) -> list[Row]:
        parameters, listing = snapshot.training.objective.parameters, Listing.of(snapshot)
        if not len(listing):
            message = f"No parameter is called {snapshot.view_options.pattern}. w asks for another pattern."
            return [fitted((Span(message, "dim"),), width)][:height]
        selected = self._selected(snapshot, listing)
        wanted = selected if selected is not None else self._active_rank(snapshot, listing) or 0
        indices = listing.places(window(len(listing), max(0, height - 1), wanted))
        table = _Table(snapshot, width, [(index, parameters.names[index]) for index in indices])
        return table.rows()[:height]

    def _selected(self, snapshot: Snapshot, listing: Listing) -> int | None:
        names, name = snapshot.training.objective.parameters.names, snapshot.view_options.selected
        return listing.rank(names.index(name)) if name is not None and name in names else None

    def _active_rank(self, snapshot: Snapshot, listing: Listing) -> int | None:
        """The rank of the first parameter that is part of the current beat."""
        names = snapshot.training.objective.parameters.names
        for quantity in snapshot.beat.quantities if snapshot.beat and not snapshot.complete else ():
            name = quantity.partition(".")[2] or quantity
            if layer := _LAYER.fullmatch(quantity):
                name = f"b{layer[2]}_1" if layer[1] == "b" else f"w{layer[2] or layer[4]}_1_1"
            if name in names:
                return listing.rank(names.index(name))
        return None


class _Table:
    """The rows of some parameters in a given width."""

    def __init__(self, snapshot: Snapshot, width: int, parameters: Sequence[tuple[int, str]]) -> None:
        self.snapshot = snapshot
        self.width = width
        self.parameters = parameters
        self.training = snapshot.training
        self.names = min(_MAX_NAME_WIDTH, _longest_name(snapshot))
        digits = snapshot.notation.digits
        room = width - 3 - self.names
        each = widest_number(digits)
        self.gap = 2 if room >= 4 * (each + 2) + 2 + _MAX_HISTORY_WIDTH else 1
        self.columns = _columns(snapshot.phase, max(1, min(4, room // (each + self.gap))))
        left = room - len(self.columns) * (each + self.gap) - 2
        self.with_frozen_word = self.training.frozen is not None and left >= _MIN_HISTORY_WIDTH + len(
            _FROZEN_WORD
        )
        self.bars = min(_MAX_HISTORY_WIDTH, left - (len(_FROZEN_WORD) if self.with_frozen_word else 0))

    def rows(self) -> list[Row]:
        """The headings, and a row for each parameter."""
        digits = self.snapshot.notation.digits
        cells, roles = [], []
        head = [Span(" " * (3 + self.names), "dim")]
        for name in self.columns:
            values = [self._value(name, index) for index, _ in self.parameters]
            texts = [ABSENT if value is None else self._text(value) for value in values]
            heading, lines = fixed_column(texts, self._final_texts(name), name, digits)
            head.append(linked(" " * self.gap + heading, "dim", _TERMS.get(name, name)))
            cells.append(lines)
            roles.append([_role(name, value) for value in values])
        histories = self._histories()
        if histories:
            head.append(linked("  history" if self.bars >= len("history") else "  past", "dim", "history"))
        rows: list[Row] = [fitted(head, self.width)]
        for line, (index, name) in enumerate(self.parameters):
            target = f"quantity:{name}"
            spans = [*self._name(index, name)]
            for texts, kinds in zip(cells, roles, strict=True):
                spans.append(Span(" " * self.gap + texts[line], kinds[line]))
            if histories:
                spans.append(Span(f"  {histories[line]}".ljust(2 + self.bars), "dim"))
            if self.with_frozen_word and self.training.is_frozen(index):
                spans.append(Span(_FROZEN_WORD, "dim"))
            rows.append(fitted([span._replace(target=target) for span in spans], self.width))
        return rows

    def _value(self, column: str, index: int) -> float | None:
        snapshot = self.snapshot
        match column:
            case "gradient":
                return snapshot.gradient(index)
            case "update":
                return snapshot.update(index)
            case "new":
                return snapshot.new(index)
        return float(snapshot.theta[index])

    def _final_texts(self, column: str) -> list[str]:
        """The numbers of a column at the end of the step."""
        step = self.snapshot.step
        vectors = {"value": self.snapshot.theta}
        if step is not None:
            vectors |= {"gradient": step.gradient, "update": step.update, "new": step.after.theta}
        if column not in vectors:
            return []
        return [
            self._text(value) for value in vectors[column][[index for index, _ in self.parameters]].tolist()
        ]

    def _text(self, value: float) -> str:
        return signed(self.snapshot.notation.number(value))

    def _name(self, index: int, name: str) -> tuple[Span, ...]:
        """The marks of an active and of a selected parameter, its name, and the mark of a frozen one."""
        snapshot = self.snapshot
        active, selected = snapshot.mentions(name), snapshot.view_options.selected == name
        shown = snapshot.notation.name(name)
        if len(shown) > self.names:
            shown = shown[: self.names - 1] + "…"
        return (
            Span("▌" if active else " ", "now"),
            Span("▸" if selected else " ", "key"),
            Span(shown.ljust(self.names), "now" if active else "strong" if selected else "text"),
            Span(_FROZEN if self.training.is_frozen(index) else " ", "dim"),
        )

    def _histories(self) -> list[str]:
        """The history of each parameter's value as bars, from the least value to the greatest."""
        if self.bars < _MIN_HISTORY_WIDTH:
            return []
        snapshot = self.snapshot
        step, complete = snapshot.step, snapshot.complete
        indices = [index for index, _ in self.parameters]
        until = snapshot.place.step if complete else max(0, snapshot.place.step - 1)
        now = step.after.theta if step is not None and complete else snapshot.theta
        steps, states = snapshot.branch.history()
        count = bisect_right(steps, until - 1)
        # Of many states some at even distances, and always the current one.
        chosen = np.linspace(0, count - 1, min(count, self.bars - 1)).round().astype(np.intp).tolist()
        past = [states[number].theta[indices] for number in dict.fromkeys(chosen)]
        return [_bars(line) for line in np.array([*past, now[indices]]).T]


def _columns(phase: Phase | None, count: int) -> tuple[str, ...]:
    """The columns for so much room: of gradient and update the one of the current phase."""
    updating = phase is Phase.UPDATE
    match count:
        case 1:
            return ("value",)
        case 2:
            return ("value", "new" if updating else "gradient")
        case 3:
            return ("value", "update" if updating else "gradient", "new")
    return ("value", "gradient", "update", "new")


def _role(column: str, value: float | None) -> str:
    if value is None:
        return "dim"
    return {"value": sign_role(value), "new": "update"}.get(column, column)


def _longest_name(snapshot: Snapshot) -> int:
    """The length of the longest name of all parameters."""
    names = snapshot.training.objective.parameters.names
    indices: Iterable[int] = range(len(names))
    if snapshot.network is not None:
        # The last weight and the last bias of a layer have the longest names.
        indices = [index for block in snapshot.network.blocks for index in (block.biases - 1, block.end - 1)]
    return max(len(snapshot.notation.name(names[index])) for index in indices)


def _bars(values: Vector) -> str:
    low, high = float(values.min()), float(values.max())
    if not -inf < low < high < inf:
        return _BARS[0] * len(values)
    levels = np.minimum(len(_BARS) * portions(values, low, high), len(_BARS) - 1).astype(np.intp)
    return "".join(_BARS[level] for level in levels.tolist())
