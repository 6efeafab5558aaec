"""The timeline of a run: access to any step, and branches where something was changed."""

from __future__ import annotations

import numpy as np

from engine.descent.branch import Branch, Ending
from engine.descent.training import State, Step, Training
from engine.types import Vector


class Timeline:
    """A run with its history, and a cursor after some number of steps.

    Moving past the newest step takes new steps; all others are replayed, bit for bit. A change at the cursor starts
    a branch there: the steps up to the cursor are shared, and the previous branch is kept and can be followed again.
    """

    def __init__(self, training: Training) -> None:
        self._training = training
        self.reset()

    def reset(self) -> None:
        """Go back to the start with the original settings, and drop all branches."""
        self.branches = [Branch(self._training)]
        """All branches; the first one is the scenario's own run."""
        self.branch = self.branches[0]
        """The branch that the cursor is on."""
        self.cursor = 0
        """The number of steps before the current position."""
        self._recent: Step | None = None

    @property
    def training(self) -> Training:
        """The settings of the step after the cursor."""
        return self.branch.training_of(self.cursor + 1)

    @property
    def newest(self) -> int:
        """The number of steps taken on this branch."""
        return self.branch.newest

    @property
    def ending(self) -> Ending | None:
        """The end of this branch; None while more steps are possible."""
        return self.branch.ending

    @property
    def state(self) -> State:
        """θ and the optimizer's state at the cursor."""
        return self.branch.state(self.cursor)

    def advance(self, steps: int = 1) -> int:
        """Move the cursor forward by `steps`, or to the end of the run; return how far it moved."""
        return self.go(self.cursor + steps)

    def go(self, step: int) -> int:
        """Move the cursor to after `step` steps (0 is the start), or to the end of the run; return how far it moved."""
        branch, previous = self.branch, self.cursor
        with np.errstate(all="ignore"):
            while branch.newest < step and branch.ending is None:
                self._recent = branch.take()
        self.cursor = max(0, min(step, branch.newest))
        return self.cursor - previous

    def step(self, number: int | None = None) -> Step:
        """The record of step `number`, from 1 to the newest; by default, of the step before the cursor.

        Raises:
            IndexError: the step has not been taken.
        """
        position = self.cursor if number is None else number
        if not 1 <= position <= self.newest:
            raise IndexError(f"step {position} has not been taken; steps 1 to {self.newest} have")
        if self._recent is None or self._recent.number != position:
            self._recent = self.branch.step(position)
        return self._recent

    def change(self, training: Training, theta: Vector | None = None) -> None:
        """Start a branch at the cursor with other settings, or other parameters θ.

        A branch that forks at the cursor itself and has taken at most one step since is replaced by the new one.
        """
        previous = self.branch
        self.branch = Branch(training, previous, self.cursor, theta)
        if (
            previous.parent is not None
            and previous.fork == self.cursor
            and previous.newest <= previous.fork + 1
        ):
            self.branches.remove(previous)
            self.branch.parent = previous.parent
        self.branches.append(self.branch)

    def follow(self, branch: Branch) -> None:
        """Switch to another branch, at the cursor or, if it is shorter, at its newest step."""
        self.branch = branch
        self.cursor = min(self.cursor, branch.newest)
        self._recent = None
