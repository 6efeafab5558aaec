"""A Textual app that sends only the changed cells, and no faster than the terminal reads them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator
from math import inf
from typing import Any, NamedTuple, TypeVar

from rich.color import ColorSystem
from rich.console import RenderableType
from rich.segment import Segment, Segments
from textual.app import App
from textual.driver import Driver
from textual.events import Event, InputEvent
from textual.screen import Screen

from tui.screen.output.cursor_report_driver import CursorReportDriver
from tui.screen.output.flow_control import CHUNK_BYTES, CURSOR_REQUEST, KEY_RESPONSE_BYTES, FlowControl
from tui.screen.output.frame_diff import FrameDiff

Result = TypeVar("Result")

SWITCH = "GRADSTEP_WIRE"
"""The environment variable that, set to "off", leaves output to Textual."""
_RETRY_SECONDS = 0.05
"""Seconds after which sending is tried again where no report arrives before."""


class DiffRenderingApp(App[Result]):
    """Replaces the step in which Textual's screen updates become bytes."""

    def __init__(self) -> None:
        super().__init__()
        self._frame_diff = FrameDiff() if os.environ.get(SWITCH) != "off" else None
        self._flow_control = FlowControl()
        self._retry: asyncio.TimerHandle | None = None
        """The next try where the window had no room for everything."""
        self._typed = self._answering = False
        """Whether a key has been typed since the last drawing; whether the drawing after it is still to be sent."""

    def get_driver_class(self) -> type[Driver]:
        """The driver for this terminal; other drivers than Linux's keep their own input and output."""
        usual = super().get_driver_class()
        return CursorReportDriver if issubclass(CursorReportDriver, usual) else usual

    @property
    def behind(self) -> bool:
        """Whether the last frame has not been sent completely: drawing another one would be wasted."""
        return (
            isinstance(self._driver, CursorReportDriver)
            and self._frame_diff is not None
            and self._frame_diff.behind
        )

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Send the cells that an update changes, now or as soon as the window has room."""
        frame_diff, driver = self._frame_diff, self._driver
        if (
            frame_diff is None
            or not isinstance(driver, CursorReportDriver)
            or renderable is None
            or self._batch_count
        ):
            super()._display(screen, renderable)
            return
        try:
            self._set_cells(frame_diff, renderable)
        except (AttributeError, LookupError, TypeError, ValueError):
            # An unknown kind of update: from now on Textual sends them itself.
            self._frame_diff = None
            super()._display(screen, renderable)
            screen.refresh()
        else:
            self._send(frame_diff, driver)

    def _set_cells(self, frame_diff: FrameDiff, update: Any) -> None:
        self._answering, self._typed = self._answering or self._typed, False
        if (frame_diff.width, frame_diff.height) != self.size:
            frame_diff.resize(*self.size)
        colours = self.console._color_system or ColorSystem.TRUECOLOR
        for piece in _pieces(update):
            frame_diff.set_cells(piece.x, piece.y, piece.segments, colours, piece.end)

    def _send(self, frame_diff: FrameDiff, driver: CursorReportDriver) -> None:
        """Send as much as the window has room for."""
        sent: list[str] = []
        room = self._flow_control.room
        answers = not room and self._answering and self._flow_control.can_answer_key
        pieces = frame_diff.chunks(
            KEY_RESPONSE_BYTES if answers else CHUNK_BYTES if self._flow_control.asks else inf, room
        )
        while (
            (room or answers) and (self._flow_control.asks or driver.drained) and (piece := next(pieces, ""))
        ):
            if self._flow_control.asks:
                piece += CURSOR_REQUEST
                self._flow_control.sent(len(piece.encode()))
                driver.expect(1)
            sent.append(piece)
            room, answers = self._flow_control.room, False
        if sent:
            self._answering = False
            x, y = self.size.clamp_offset(self.cursor_position)
            super()._display(self.screen, Segments([Segment(f"{''.join(sent)}\x1b[{y + 1};{x + 1}H")]))
        if self._retry is not None:
            self._retry.cancel()
        self._retry = (
            self._running_in.call_later(_RETRY_SECONDS, self._send_rest) if frame_diff.behind else None
        )

    def _send_rest(self) -> None:
        """Send what is still to be sent, if anything is."""
        if self._running and self._frame_diff is not None and isinstance(self._driver, CursorReportDriver):
            self._send(self._frame_diff, self._driver)

    async def on_event(self, event: Event) -> None:
        """Handle an event; keys are ignored once the app is about to end."""
        if not (self._exit and isinstance(event, InputEvent)):
            await super().on_event(event)
            self._typed = self._typed or isinstance(event, InputEvent)
        # Signals, reports and drawing get their turn between waiting keys.
        await asyncio.sleep(0)

    # Called by the driver

    def terminal_taken_over(self) -> None:
        """Send everything again: another program may have written to the terminal."""
        self._running_in = asyncio.get_running_loop()
        if self._frame_diff is not None:
            self._frame_diff.invalidate()

    @property
    def leaving(self) -> bool:
        """Whether the app is about to end, or has ended."""
        return self._exit or not self._running

    def answered(self) -> None:
        """A cursor position report has arrived. Called in the reading thread."""
        self._running_in.call_soon_threadsafe(self._report_received)

    def _report_received(self) -> None:
        self._flow_control.answered()
        if self.behind:
            self._send_rest()

    def on_resize(self) -> None:
        """Send everything again: a resized terminal may have moved its cells, or lost some."""
        if self._frame_diff is not None:
            self._frame_diff.invalidate()


class _Piece(NamedTuple):
    """A part of an update: the texts of row y from x to `end`, exclusive."""

    x: int
    y: int
    end: int
    segments: Iterable[Segment]


def _pieces(update: Any) -> Iterator[_Piece]:
    """The parts of Textual's update, of the whole screen or of changed spans.

    Raises:
        AttributeError: it is of another kind.
    """
    if hasattr(update, "region"):
        region = update.region
        for y, strips in enumerate(update.strips, region.y):
            segments = [segment for strip in strips for segment in strip]
            yield _Piece(region.x, y, region.right, segments)
        return
    for y, start, end in update.spans:
        for stop, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=True):
            if strip is not None and x <= end and stop > start:
                yield _Piece(x, y, min(stop, end), strip)
