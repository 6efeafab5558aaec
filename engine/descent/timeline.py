"""The past of a run: any step again, back and forward, and branches where something was changed."""

from __future__ import annotations

import numpy as np

from engine.descent.branch import Branch, Ending
from engine.descent.training import State, Step, Training
from engine.types import Vector


class Timeline:
    """A run and its past, with a cursor that stands after some number of steps.

    Going forward past the newest step takes new ones; everything else is had again from memory, bit for bit.
    A change made at the cursor starts a branch there: the steps up to the cursor are shared, and the branch that
    was left stays whole and can be returned to.
    """

    def __init__(self, training: Training) -> None:
        self._training = training
        self.reset()

    def reset(self) -> None:
        """Go back to the very start, with the settings of the very start; forget every branch."""
        self.branches = [Branch(self._training)]
        """All branches, the first one being the run as its scenario tells it."""
        self.branch = self.branches[0]
        """The one that is being followed."""
        self.cursor = 0
        """How many steps of the branch have been taken at the place that is looked at."""
        self._recent: Step | None = None

    @property
    def training(self) -> Training:
        """What is in force for the step after the cursor."""
        return self.branch.training_of(self.cursor + 1)

    @property
    def newest(self) -> int:
        """The number of steps that have been taken on this branch."""
        return self.branch.newest

    @property
    def ending(self) -> Ending | None:
        """Why and where this branch ended; None while it can go on."""
        return self.branch.ending

    @property
    def state(self) -> State:
        """θ and the optimizer's state at the cursor."""
        return self.branch.state(self.cursor)

    def advance(self, steps: int = 1) -> int:
        """Move the cursor forward by so many steps, or as far as the run goes; how many it moved."""
        return self.go(self.cursor + steps)

    def go(self, step: int) -> int:
        """Put the cursor after `step` steps (0: the start), or where the run ends before; how far it moved."""
        branch, left = self.branch, self.cursor
        with np.errstate(all="ignore"):
            while branch.newest < step and branch.ending is None:
                self._recent = branch.take()
        self.cursor = max(0, min(step, branch.newest))
        return self.cursor - left

    def step(self, number: int | None = None) -> Step:
        """The record of step `number`, from 1 to the newest; of the step before the cursor, if none is given.

        Raises:
            IndexError: no such step has been taken.
        """
        wanted = self.cursor if number is None else number
        if not 1 <= wanted <= self.newest:
            raise IndexError(f"step {wanted} has not been taken; steps 1 to {self.newest} have")
        if self._recent is None or self._recent.number != wanted:
            self._recent = self.branch.step(wanted)
        return self._recent

    def change(self, training: Training, theta: Vector | None = None) -> None:
        """Go on from the cursor with other settings, or other parameters θ, on a new branch.

        A branch that is changed again where it began, and was tried out by one step at most, gives way to the new
        one: it holds nothing to return to.
        """
        left = self.branch
        self.branch = Branch(training, left, self.cursor, theta)
        if left.parent is not None and left.fork == self.cursor and left.newest <= left.fork + 1:
            self.branches.remove(left)
            self.branch.parent = left.parent
        self.branches.append(self.branch)

    def follow(self, branch: Branch) -> None:
        """Return to another branch, at the cursor or, if it is shorter, at its newest step."""
        self.branch = branch
        self.cursor = min(self.cursor, branch.newest)
        self._recent = None
