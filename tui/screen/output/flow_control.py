"""The pace: how much may be on its way to the terminal at once, so that nothing new waits long behind it.

A line takes in megabytes before it says that it is full, so the terminal itself is asked: after each piece, for its
cursor's place. While an answer is due, its piece is taken to be under way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from math import inf
from time import monotonic

CURSOR_REQUEST = "\x1b[6n"
"""Asks for the cursor's place (DSR, ECMA-48 8.3.35): what every terminal answers once it has come to it."""

CHUNK_BYTES = 1_500
"""Bytes after which the next question is asked."""
_MIN_WINDOW_BYTES, _INITIAL_WINDOW_BYTES, _MAX_WINDOW_BYTES = CHUNK_BYTES, 12_000, 256_000
"""Bytes under way: as few as ever, to begin with, and as many as ever."""
KEY_RESPONSE_BYTES = 400
"""Bytes that may follow all that is under way where they answer a key: little enough to be no wait themselves."""
_MAX_QUEUEING_SECONDS = 0.03
"""Seconds of waiting in the line, beyond what the line itself takes, from which on less is sent."""
_RTT_DRIFT_SECONDS = 0.001
"""Seconds by which, with each answer, the line is held to have become slower, unless the answer says otherwise."""
_NO_ANSWER_SECONDS = 1.5
"""Seconds after which a terminal that never answered is held to be one that does not,"""
_LOST_ANSWER_SECONDS = 10.0
"""and after which an answer of one that does is held to be lost."""


class FlowControl:
    """Keeps count of what has been sent and answered, and widens or narrows what may be under way."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._in_flight: deque[tuple[float, int]] = deque()
        """When each piece was sent that has not been answered yet, and its bytes."""
        self._window = float(_INITIAL_WINDOW_BYTES)
        self._doubling = True
        """Whether the window still doubles each time that it has been answered: until something has waited."""
        self._last_decrease = -inf
        """When it was last narrowed."""
        self._min_rtt = inf
        """The shortest time in which a piece was answered."""
        self._answers: bool | None = None
        """Whether the terminal answers; None as long as that isn't known."""

    @property
    def asks(self) -> bool:
        """Whether what is sent is to end with the question."""
        return self._answers is not False

    @property
    def due(self) -> int:
        """How many answers are to come."""
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
        """Whether what answers a key may go out, room or no room: not where as much is beyond the room already."""
        return self._left > -KEY_RESPONSE_BYTES

    @property
    def _left(self) -> float:
        return self._window - sum(size for _, size in self._in_flight)

    def sent(self, size: int) -> None:
        """Note that so many bytes, with the question at their end, were sent."""
        if self.asks:
            self._in_flight.append((self._clock(), size))

    def answered(self) -> None:
        """Note that the terminal has come to the end of the first piece under way."""
        self._answers = True
        if not self._in_flight:
            return
        is_used = self._left < self._window / 2
        when, size = self._in_flight.popleft()
        waited = self._clock() - when
        # It may rise again: a line does not stay what it was.
        self._min_rtt = min(waited, self._min_rtt + _RTT_DRIFT_SECONDS)
        if waited - self._min_rtt <= _MAX_QUEUEING_SECONDS:
            if is_used:
                # After the first wait by a piece each time that the whole window has been answered.
                more = size if self._doubling else size * CHUNK_BYTES / self._window
                self._window = min(_MAX_WINDOW_BYTES, self._window + more)
        elif when > self._last_decrease:
            # What was sent before waited behind a window that has been narrowed since.
            self._window = max(_MIN_WINDOW_BYTES, self._window / 2)
            self._last_decrease, self._doubling = self._clock(), False
