"""The parameters: value, gradient, update and new value of each, and how it came to where it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from engine.descent.stopping import norm
from engine.insight.story.beats import Phase
from engine.types import Vector
from tui.drawing.numbers import ABSENT, fixed_column, sign_role, signed, widest_number
from tui.drawing.spans import Row, Span, fitted
from tui.panes.pane import Pane, window
from tui.panes.parameters.declaration import PARAMETERS
from tui.panes.terms import linked
from tui.workspace.parameter_listing import Listing
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import ViewOptions

_BARS = "▁▂▃▄▅▆▇"
_LONGEST_HISTORY, _SHORTEST_HISTORY = 12, 4
"""Cells of a history."""

_FROZEN = "■"
"""Stands behind the name of a parameter that no update changes."""
_FROZEN_TOLD = "  frozen"
"""The same in a word, where there is room for it."""

_LONGEST_NAME = 14
_TERMS = {"value": "parameter", "new": "update"}
"""What a column is about, where its heading does not name it."""

_LAYER = re.compile(r"\|gradient\.([Wb])(\d+)\||\|update\.(l)ayer (\d+)\|")


class ParametersPane(Pane):
    """A line for each parameter; of many, those around the selected one, else around those of the lit beat.

    Its columns have widths of their own, whatever numbers stand in them. Where there is no room for all, the history
    goes first, and then of gradient and update the one that the phase is not about.
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
        rank = self._lit(snapshot, listing) or 0 if rank is None else max(0, min(len(listing) - 1, rank + by))
        (place,) = listing.places(range(rank, rank + 1))
        return replace(snapshot.view_options, selected=snapshot.training.objective.parameters.names[place])

    def body(self, snapshot: Snapshot, width: int, height: int) -> list[Row]:
        parameters, listing = snapshot.training.objective.parameters, Listing.of(snapshot)
        if not len(listing):
            told = f"No parameter is called {snapshot.view_options.pattern}. w asks for another pattern."
            return [fitted((Span(told, "dim"),), width)][:height]
        selected = self._selected(snapshot, listing)
        wanted = selected if selected is not None else self._lit(snapshot, listing) or 0
        places = listing.places(window(len(listing), max(0, height - 1), wanted))
        table = _Table(snapshot, width, [(place, parameters.names[place]) for place in places])
        return table.rows()[:height]

    def _selected(self, snapshot: Snapshot, listing: Listing) -> int | None:
        names, name = snapshot.training.objective.parameters.names, snapshot.view_options.selected
        return listing.rank(names.index(name)) if name is not None and name in names else None

    def _lit(self, snapshot: Snapshot, listing: Listing) -> int | None:
        """The rank of the first parameter that the lit beat speaks of."""
        names = snapshot.training.objective.parameters.names
        for quantity in snapshot.beat.quantities if snapshot.beat and not snapshot.complete else ():
            name = quantity.partition(".")[2] or quantity
            if layer := _LAYER.fullmatch(quantity):
                name = f"b{layer[2]}_1" if layer[1] == "b" else f"w{layer[2] or layer[4]}_1_1"
            if name in names:
                return listing.rank(names.index(name))
        return None


class _Table:
    """The parameters' rows for one moment in a given width."""

    def __init__(self, snapshot: Snapshot, width: int, parameters: Sequence[tuple[int, str]]) -> None:
        self.snapshot = snapshot
        self.width = width
        self.parameters = parameters
        self.training = snapshot.training
        self.names = min(_LONGEST_NAME, _longest_name(snapshot))
        digits = snapshot.notation.digits
        room = width - 3 - self.names
        each = widest_number(digits)
        self.gap = 2 if room >= 4 * (each + 2) + 2 + _LONGEST_HISTORY else 1
        self.columns = _columns(snapshot.phase, max(1, min(4, room // (each + self.gap))))
        left = room - len(self.columns) * (each + self.gap) - 2
        self.told = self.training.frozen is not None and left >= _SHORTEST_HISTORY + len(_FROZEN_TOLD)
        self.bars = min(_LONGEST_HISTORY, left - (len(_FROZEN_TOLD) if self.told else 0))

    def rows(self) -> list[Row]:
        """The headings, and a row for each parameter."""
        digits = self.snapshot.notation.digits
        cells, roles = [], []
        head = [Span(" " * (3 + self.names), "dim")]
        for name in self.columns:
            values = [self._value(name, place) for place, _ in self.parameters]
            texts = [ABSENT if value is None else self._text(value) for value in values]
            heading, lines = fixed_column(texts, self._coming(name), name, digits)
            head.append(linked(" " * self.gap + heading, "dim", _TERMS.get(name, name)))
            cells.append(lines)
            roles.append([_role(name, value) for value in values])
        histories = self._histories()
        if histories:
            head.append(linked("  history" if self.bars >= len("history") else "  past", "dim", "history"))
        rows: list[Row] = [fitted(head, self.width)]
        for line, (place, name) in enumerate(self.parameters):
            target = f"quantity:{name}"
            spans = [*self._name(place, name)]
            for texts, kinds in zip(cells, roles, strict=True):
                spans.append(Span(" " * self.gap + texts[line], kinds[line]))
            if histories:
                spans.append(Span(f"  {histories[line]}".ljust(2 + self.bars), "dim"))
            if self.told and self.training.is_frozen(place):
                spans.append(Span(_FROZEN_TOLD, "dim"))
            rows.append(fitted([span._replace(target=target) for span in spans], self.width))
        return rows

    def _value(self, column: str, place: int) -> float | None:
        snapshot = self.snapshot
        match column:
            case "gradient":
                return snapshot.gradient(place)
            case "update":
                return snapshot.update(place)
            case "new":
                return snapshot.new(place)
        return float(snapshot.theta[place])

    def _coming(self, column: str) -> list[str]:
        """The numbers of a column when all of the step has been told."""
        step = self.snapshot.step
        vectors = {"value": self.snapshot.theta}
        if step is not None:
            vectors |= {"gradient": step.gradient, "update": step.update, "new": step.after.theta}
        if column not in vectors:
            return []
        return [
            self._text(value) for value in vectors[column][[place for place, _ in self.parameters]].tolist()
        ]

    def _text(self, value: float) -> str:
        return signed(self.snapshot.notation.number(value))

    def _name(self, place: int, name: str) -> tuple[Span, ...]:
        """The marks of what is lit and what is selected, the name, and the mark of what is frozen."""
        snapshot = self.snapshot
        active, selected = snapshot.mentions(name), snapshot.view_options.selected == name
        shown = snapshot.notation.name(name)
        if len(shown) > self.names:
            shown = shown[: self.names - 1] + "…"
        return (
            Span("▌" if active else " ", "now"),
            Span("▸" if selected else " ", "key"),
            Span(shown.ljust(self.names), "now" if active else "strong" if selected else "text"),
            Span(_FROZEN if self.training.is_frozen(place) else " ", "dim"),
        )

    def _histories(self) -> list[str]:
        """How each parameter came to its value, from the least to the greatest, in so many bars at most."""
        if self.bars < _SHORTEST_HISTORY:
            return []
        snapshot = self.snapshot
        step, complete = snapshot.step, snapshot.complete
        places = [place for place, _ in self.parameters]
        until = snapshot.place.step if complete else max(0, snapshot.place.step - 1)
        now = step.after.theta if step is not None and complete else snapshot.theta
        steps, states = snapshot.branch.history()
        count = bisect_right(steps, until - 1)
        # Of many states those that lie evenly, and always the present one.
        chosen = np.linspace(0, count - 1, min(count, self.bars - 1)).round().astype(np.intp).tolist()
        past = [states[number].theta[places] for number in dict.fromkeys(chosen)]
        return [_bars(line) for line in np.array([*past, now[places]]).T]


def _columns(phase: Phase | None, count: int) -> tuple[str, ...]:
    """The columns that there is room for: of gradient and update the one that the phase is about."""
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
    """The cells that the longest name of all parameters takes."""
    names = snapshot.training.objective.parameters.names
    places: Iterable[int] = range(len(names))
    if snapshot.network is not None:
        # A layer's last weight and last bias have the greatest numbers.
        places = [place for block in snapshot.network.blocks for place in (block.biases - 1, block.end - 1)]
    return max(len(snapshot.notation.name(names[place])) for place in places)


def _bars(values: Vector) -> str:
    low, high = float(values.min()), float(values.max())
    span = high - low
    if not 0 < span < float("inf"):
        return _BARS[0] * len(values)
    return "".join(_BARS[min(len(_BARS) - 1, int(len(_BARS) * (value - low) / span))] for value in values)
