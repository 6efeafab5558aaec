"""The stage of a network: the drawing with the most detail that fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.insight.story.beats import Phase
from scenarios.wording import counted
from tui.drawing.spans import Row, Span
from tui.panes.network.bands import BandDrawing
from tui.panes.network.blocks import BlockDrawing
from tui.panes.network.declaration import NETWORK_STAGE
from tui.panes.network.edges import EdgeDrawing
from tui.panes.network.lines import LineDrawing
from tui.panes.network.revealed_network import RevealedNetwork
from tui.panes.network.selection import moved
from tui.panes.network.units import UnitDrawing
from tui.panes.pane import Pane
from tui.panes.terms import linked
from tui.text.loss_convention import convention
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import ViewOptions

DETAILS = (EdgeDrawing, UnitDrawing, LineDrawing, BlockDrawing, BandDrawing)
"""From the most detail to the least; the last one always fits."""

_HINTS: Mapping[Phase | None, tuple[str, str]] = {
    Phase.FORWARD: ("values flow right →", "value"),
    Phase.LOSS: ("prediction meets target", "value"),
    Phase.BACKWARD: ("← gradients flow back", "gradient"),
    Phase.UPDATE: ("updates land", "update"),
}
"""What happens in a phase, and the role of its text."""


class NetworkStage(Pane):
    """Small networks with every weight on its edge, larger ones with every unit, the largest by layers."""

    declaration = NETWORK_STAGE

    def title(self, snapshot: Snapshot) -> tuple[Span, ...]:
        network, sampler = snapshot.network, snapshot.training.sampler
        assert network is not None
        assert sampler is not None
        standardized = network.target_standardization is not None
        units = network.layers[-1].units
        loss = convention(network.cost, units, sampler.batch_size, standardized=standardized)
        formula = snapshot.notation.text(f"   L = {loss}")
        return (Span(self.declaration.label, "title"), linked(formula, "text", network.cost.name))

    def hint(self, snapshot: Snapshot) -> tuple[Span, ...]:
        if snapshot.step is None or snapshot.phase not in _HINTS:
            return ()
        text, role = _HINTS[snapshot.phase]
        network, rows = snapshot.network, snapshot.beat_rows
        if len(snapshot.step.rows) > 1 and network is not None:
            of = f"row {network.row_numbers[rows[0]]}" if len(rows) == 1 else counted(len(rows), "row")
            text = f"{of} · {text}"
        return (Span(text, role),)

    def body(self, snapshot: Snapshot, width: int, height: int) -> list[Row]:
        network = snapshot.network
        assert network is not None
        revealed = RevealedNetwork(snapshot, network)
        drawings = (detail(revealed, width, height) for detail in DETAILS)
        return next(drawing.rows() for drawing in drawings if drawing.fits)

    def moved(self, snapshot: Snapshot, by: int) -> ViewOptions:
        """Select the next or the previous input, parameter or unit."""
        network = snapshot.network
        assert network is not None
        return replace(snapshot.view_options, selected=moved(RevealedNetwork(snapshot, network), by))
