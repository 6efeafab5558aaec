"""The sampler: the rows of each step, in file order, shuffled each epoch, or drawn with replacement."""

from __future__ import annotations

from typing import Literal

import numpy as np

from engine.types import Rows

Order = Literal["sequential", "shuffle", "random"]

_MAX_ROWS_PRECOMPUTED = 10_000
"""Rows up to which a sequential sampler precomputes every batch."""


class Sampler:
    """Rows of step k = batch (k − 1) mod steps_per_epoch, from 0, of epoch ⌊(k − 1)/steps_per_epoch⌋ + 1.

    Epochs and steps count from 1, rows from 0. The rows of a step depend only on the seed and the step's number, so
    steps may be requested in any order. Each epoch draws as many rows as there are: with "sequential" and "shuffle"
    every row once; with "random" each draw is uniform over all rows, so that some rows come twice or not at all.
    """

    __slots__ = (
        "_batches",
        "_current",
        "batch_size",
        "batch_sizes",
        "order",
        "rows",
        "seed",
        "steps_per_epoch",
    )

    def __init__(self, rows: int, batch_size: int | None, order: Order, seed: int) -> None:
        """A sampler of the rows 0 to rows − 1.

        Args:
            rows: how many rows there are, at least 1.
            batch_size: rows of a step; None, or more than there are, means all. The last batch of an epoch takes
                the remaining rows.
            order: the order of an epoch's rows.
            seed: 0 or more; an epoch's generator is np.random.default_rng([seed, epoch]).

        Raises:
            ValueError: there is no row, the batch is empty, the order is unknown, or the seed is negative.
        """
        if rows < 1:
            raise ValueError("there are no rows to sample from")
        if batch_size is not None and batch_size < 1:
            raise ValueError(f"the batch size is {batch_size}; it must be 1 or more")
        if order not in ("sequential", "shuffle", "random"):
            raise ValueError(f"the order is {order!r}; it must be sequential, shuffle or random")
        if seed < 0:
            raise ValueError(f"the seed is {seed}; it must be 0 or more")
        self.rows = rows
        self.batch_size = rows if batch_size is None else min(batch_size, rows)
        self.order = order
        self.seed = seed
        self.steps_per_epoch = -(-rows // self.batch_size)
        self.batch_sizes: Rows = np.full(self.steps_per_epoch, self.batch_size, dtype=np.intp)
        """The number of rows of each step of an epoch, in order; read-only."""
        self.batch_sizes[-1] = rows - (self.steps_per_epoch - 1) * self.batch_size
        self.batch_sizes.flags.writeable = False
        self._current = (1, self._draw_epoch(1))
        self._batches: tuple[Rows, ...] | None = None
        if order == "sequential" and rows <= _MAX_ROWS_PRECOMPUTED:
            self._batches = tuple(self._cut(self._current[1], batch) for batch in range(self.steps_per_epoch))

    def rows_of(self, number: int) -> Rows:
        """The rows of step `number`: read-only, shape (batch,); an epoch's last batch may be shorter."""
        batch = (number - 1) % self.steps_per_epoch
        if self._batches is not None:
            return self._batches[batch]
        return self._cut(self._epoch_rows(self.epoch(number)), batch)

    def steps_with(self, row: int, epoch: int) -> list[int]:
        """The steps of an epoch that take a row, ascending; with "random" there may be none, or several."""
        drawn = np.flatnonzero(self._epoch_rows(epoch) == row)
        first = (epoch - 1) * self.steps_per_epoch + 1
        # Not np.unique, which imports numpy.ma.
        return [
            first + batch for batch in sorted({position // self.batch_size for position in drawn.tolist()})
        ]

    def epoch(self, number: int) -> int:
        """The epoch of step `number`."""
        return (number - 1) // self.steps_per_epoch + 1

    def closes_epoch(self, number: int) -> bool:
        """Whether step `number` is the last of its epoch."""
        return number % self.steps_per_epoch == 0

    def _cut(self, drawn: Rows, batch: int) -> Rows:
        return drawn[batch * self.batch_size : (batch + 1) * self.batch_size]

    def _epoch_rows(self, epoch: int) -> Rows:
        known, drawn = self._current
        if known != epoch and self.order != "sequential":
            drawn = self._draw_epoch(epoch)
            self._current = (epoch, drawn)
        return drawn

    def _draw_epoch(self, epoch: int) -> Rows:
        """The rows of a whole epoch, in order."""
        drawn: Rows
        if self.order == "sequential":
            drawn = np.arange(self.rows, dtype=np.intp)
        else:
            rng = np.random.default_rng([self.seed, epoch])
            if self.order == "shuffle":
                drawn = rng.permutation(self.rows).astype(np.intp, copy=False)
            else:
                drawn = rng.integers(self.rows, size=self.rows, dtype=np.intp)
        drawn.flags.writeable = False
        return drawn
