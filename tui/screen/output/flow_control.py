"""Flow control: how many bytes may be in flight to the terminal, so that new output does not wait long behind old.

The operating system buffers megabytes before a write blocks, so the terminal itself is asked: after each chunk, for a
cursor position report. A chunk is in flight until its report arrives.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from math import inf
from time import monotonic

CURSOR_REQUEST = "\x1b[6n"
"""Requests a cursor position report (DSR, ECMA-48 8.3.35), which every terminal sends once it has read so far."""

CHUNK_BYTES = 1_500
"""Bytes after which the next report is requested."""
_MIN_WINDOW_BYTES, _INITIAL_WINDOW_BYTES, _MAX_WINDOW_BYTES = CHUNK_BYTES, 12_000, 256_000
"""Bounds of the bytes in flight, and the number to begin with."""
KEY_RESPONSE_BYTES = 400
"""Bytes that may be sent in response to a key beyond the window: few enough to cause no wait themselves."""
_MAX_QUEUEING_SECONDS = 0.03
"""Seconds of queueing, beyond the shortest round trip, above which the window is halved."""
_RTT_DRIFT_SECONDS = 0.001
"""Seconds by which the shortest round trip may grow with each report, since a connection does not stay the same."""
_NO_ANSWER_SECONDS = 1.5
"""Seconds after which a terminal that never sent a report is taken to be one that sends none,"""
_LOST_ANSWER_SECONDS = 10.0
"""and after which a report of one that does is taken to be lost."""


class FlowControl:
    """The window of bytes in flight: additive increase, and multiplicative decrease where chunks queue up."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._in_flight: deque[tuple[float, int]] = deque()
        """For each chunk without a report: when it was sent, and its bytes."""
        self._window = float(_INITIAL_WINDOW_BYTES)
        self._doubling = True
        """Whether the window still doubles with each round trip: until a chunk has queued for the first time."""
        self._last_decrease = -inf
        """When it was last halved."""
        self._min_rtt = inf
        """The shortest round trip, in seconds."""
        self._answers: bool | None = None
        """Whether the terminal sends reports; None as long as that is unknown."""

    @property
    def asks(self) -> bool:
        """Whether chunks are to end with the request."""
        return self._answers is not False

    @property
    def due(self) -> int:
        """How many reports are expected."""
        return len(self._in_flight)

    @property
    def room(self) -> float:
        """How many bytes may be sent now; 0 for none."""
        if self._in_flight:
            waited = self._clock() - self._in_flight[0][0]
            if waited > (_LOST_ANSWER_SECONDS if self._answers else _NO_ANSWER_SECONDS):
                self._answers = self._answers or False
                self._in_flight.clear()
        if self._answers is False:
            return inf
        left = self._left
        return left if left >= self._window / 4 else 0

    @property
    def can_answer_key(self) -> bool:
        """Whether the response to a key may be sent beyond the window: once, not again before a report."""
        return self._left > -KEY_RESPONSE_BYTES

    @property
    def _left(self) -> float:
        return self._window - sum(size for _, size in self._in_flight)

    def sent(self, size: int) -> None:
        """Record that so many bytes, with the request at their end, were sent."""
        if self.asks:
            self._in_flight.append((self._clock(), size))

    def answered(self) -> None:
        """Record the report for the oldest chunk in flight."""
        self._answers = True
        if not self._in_flight:
            return
        is_used = self._left < self._window / 2
        when, size = self._in_flight.popleft()
        waited = self._clock() - when
        self._min_rtt = min(waited, self._min_rtt + _RTT_DRIFT_SECONDS)
        if waited - self._min_rtt <= _MAX_QUEUEING_SECONDS:
            if is_used:
                # After the first decrease, by one chunk per round trip.
                more = size if self._doubling else size * CHUNK_BYTES / self._window
                self._window = min(_MAX_WINDOW_BYTES, self._window + more)
        elif when > self._last_decrease:
            # A chunk that was sent before the last decrease queued behind a larger window.
            self._window = max(_MIN_WINDOW_BYTES, self._window / 2)
            self._last_decrease, self._doubling = self._clock(), False
