"""Panes: parts of the screen, drawn as rows of cells from a snapshot."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from tui.drawing.frame import framed
from tui.drawing.spans import Row, Span
from tui.panes.declaration import PaneDeclaration
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import ViewOptions


class Pane(ABC):
    """A part of the screen: a pure function from a snapshot and a size to rows of cells."""

    declaration: ClassVar[PaneDeclaration]

    @property
    def name(self) -> str:
        """The declared name."""
        return self.declaration.name

    def title(self, snapshot: Snapshot) -> tuple[Span, ...]:
        """The text at the left of the upper edge."""
        return (Span(self.declaration.label, "title"),)

    def hint(self, snapshot: Snapshot) -> tuple[Span, ...]:
        """The text at the right of the upper edge."""
        return ()

    def edge(self, snapshot: Snapshot, width: int, height: int) -> tuple[Span, ...]:
        """The hint of a pane of this size, frame included."""
        return self.hint(snapshot)

    @abstractmethod
    def body(self, snapshot: Snapshot, width: int, height: int) -> list[Row]:
        """At most `height` rows of at most `width` cells."""

    def moved(self, snapshot: Snapshot, by: int) -> ViewOptions:
        """The view options after an arrow up (−1) or down (1) in this pane."""
        return snapshot.view_options

    def rows(self, snapshot: Snapshot, width: int, height: int, active: bool = False) -> list[Row]:
        """The pane with its frame, exactly `height` rows of exactly `width` cells.

        Frame and digit are bright in the focused pane, and coloured in the pane that a cue points to (`active`).
        """
        inside = self.body(snapshot, max(0, width - 4), max(0, height - 2))
        body = [(Span(" ", "text"), *row) for row in inside]
        focused = snapshot.view_options.pane == self.name
        frame = "frame-here" if focused else "frame-active" if active else "frame"
        digit = (
            Span(f"{self.declaration.digit}", "here" if focused else "now" if active else "dim"),
            Span(" ", "text"),
        )
        title = (*digit, *self.title(snapshot))
        return framed(body, width, height, title, self.edge(snapshot, width, height), frame)


def window(count: int, height: int, wanted: int) -> range:
    """The lines of `count` that a list of `height` rows shows: with the wanted one, two thirds down where possible."""
    start = max(0, min(wanted - height * 2 // 3, count - height))
    return range(start, min(count, start + height))
