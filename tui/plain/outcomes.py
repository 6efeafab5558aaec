"""How a command can come to nothing, or to the end."""

from __future__ import annotations

from scenarios.loading import Loaded


class Refused(Exception):
    """Something cannot be done; the message is a sentence that says why, or what to type in its place."""


class Left(Exception):
    """This scenario is left: for another one, or for good."""

    def __init__(self, loaded: Loaded | None = None, *, picking: bool = False) -> None:
        super().__init__(loaded, picking)
        self.loaded = loaded
        """The scenario that is wanted."""
        self.picking = picking
        """Whether one is to be picked; where neither is so, the program is left."""
