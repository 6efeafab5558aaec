"""What all panes have in common: a name, and rows drawn from a moment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from tui.drawing.frame import framed
from tui.drawing.spans import Row, Span
from tui.views.layouts import NUMBERS
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import ViewOptions


class Pane(ABC):
    """One part of the workbench: a pure function from a moment and a size to rows of cells."""

    name: ClassVar[str]
    """What it is called in scenario files and layouts."""

    @abstractmethod
    def title(self, snapshot: Snapshot) -> tuple[Span, ...]:
        """What stands in the upper edge at the left."""

    def hint(self, snapshot: Snapshot) -> tuple[Span, ...]:
        """What stands in the upper edge at the right."""
        return ()

    def edge(self, snapshot: Snapshot, width: int, height: int) -> tuple[Span, ...]:
        """The same where it depends on the size of the whole pane."""
        return self.hint(snapshot)

    @abstractmethod
    def body(self, snapshot: Snapshot, width: int, height: int) -> list[Row]:
        """At most `height` rows of at most `width` cells."""

    def moved(self, snapshot: Snapshot, by: int) -> ViewOptions:
        """What to look at after an arrow up (−1) or down (1) in this pane."""
        return snapshot.view_options

    def rows(self, snapshot: Snapshot, width: int, height: int, active: bool = False) -> list[Row]:
        """The pane with its frame, exactly `height` rows of exactly `width` cells.

        Where the arrows move it is bright, and so is its digit; where a cue of the script points, `lit`, it has a hue.
        """
        inside = self.body(snapshot, max(0, width - 4), max(0, height - 2))
        body = [(Span(" ", "text"), *row) for row in inside]
        here = snapshot.view_options.pane == self.name
        frame = "frame-here" if here else "frame-lit" if active else "frame"
        number = (
            Span(f"{NUMBERS[self.name]}", "here" if here else "now" if active else "dim"),
            Span(" ", "text"),
        )
        return framed(
            body, width, height, (*number, *self.title(snapshot)), self.edge(snapshot, width, height), frame
        )


def window(count: int, height: int, wanted: int) -> range:
    """Which of `count` lines to show in `height` rows, so that the wanted one is among them, with what is before it."""
    start = max(0, min(wanted - height * 2 // 3, count - height))
    return range(start, min(count, start + height))
