"""Which answers and losses of the data's rows are known at a moment."""

from __future__ import annotations

from tui.workspace.snapshot import Snapshot


class RevealedRows:
    """Of which rows the answer and the loss have been told: of those that the step takes only as the story goes on."""

    def __init__(self, snapshot: Snapshot) -> None:
        step, beats = snapshot.step, snapshot.beats[: snapshot.place.beat]
        self._batch = step.rows.tolist() if step is not None else []
        self._started = step is not None
        self._told = (
            {(self._batch[beat.row], beat.quantity.partition("[")[0]) for beat in beats} if beats else set()
        )
        self._phases = {beat.phase.value for beat in beats}
        last = len(snapshot.network.layers) if snapshot.network is not None else 0
        self._layer = f"|a{last}|" in snapshot.revealed
        self._whole = "loss" in snapshot.revealed

    def answer(self, row: int, unit: str) -> bool:
        """Whether the network's answer to a row is known."""
        if row not in self._batch:
            return self._started
        return (row, unit) in self._told or self._layer or "loss" in self._phases

    def loss(self, row: int) -> bool:
        """Whether a row's loss is known."""
        if row not in self._batch:
            return self._started
        return (row, "loss") in self._told or self._whole
