"""The rows of the data whose predictions and losses are revealed at a snapshot."""

from __future__ import annotations

from tui.workspace.snapshot import Snapshot


class RevealedRows:
    """Whether predictions and losses of rows are revealed.

    Those of the rows of the step are revealed beat by beat, all others as soon as a step is taken.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        step, beats = snapshot.step, snapshot.beats[: snapshot.place.beat]
        self._batch = step.rows.tolist() if step is not None else []
        self._started = step is not None
        self._revealed = (
            {(self._batch[beat.row], beat.quantity.partition("[")[0]) for beat in beats} if beats else set()
        )
        self._phases = {beat.phase.value for beat in beats}
        last = len(snapshot.network.layers) if snapshot.network is not None else 0
        self._layer = f"|a{last}|" in snapshot.revealed
        self._whole = "loss" in snapshot.revealed

    def answer(self, row: int, unit: str) -> bool:
        """Whether an output of the network for the row at this index is revealed."""
        if row not in self._batch:
            return self._started
        return (row, unit) in self._revealed or self._layer or "loss" in self._phases

    def loss(self, row: int) -> bool:
        """Whether the loss of the row at this index is revealed."""
        if row not in self._batch:
            return self._started
        return (row, "loss") in self._revealed or self._whole
