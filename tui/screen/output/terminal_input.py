"""Terminal input: whatever bytes arrive, Textual gets events that a terminal of this size can mean.

Sequences are cut out by ECMA-48's grammar, each within a length, before Textual's parser sees them. It would type an
unknown or endless one as keys, and fail on numbers that are no characters, sizes or cells.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Generator, Iterator
from time import monotonic

from textual import constants
from textual._xterm_parser import XTermParser
from textual.events import Key, MouseEvent, Paste, Resize
from textual.message import Message
from textual.messages import InBandWindowResize

MAX_COLUMNS, MAX_ROWS = 2_000, 1_000
"""Larger sizes are no real screens, and drawing for them would take all memory."""
MAX_SEQUENCE_BYTES = 32
"""A longer escape sequence is skipped: it is no key, and Textual's parser reads no further."""
MAX_PASTE_BYTES = 65_536
"""What is pasted beyond this is cut off: no field takes as much."""

_PASTE_START, _PASTE_END = b"\x1b[200~", b"\x1b[201~"
_CTRL_C = b"\x03"
_ESCAPE, _STRINGS = b"\x1b", (b"]", b"P", b"X", b"^", b"_")
_SEQUENCE = re.compile(
    rb"\x1b(?:"
    rb"\[M[^\x1b]{3}"  # a mouse report of the oldest kind
    rb"|\[\[[^\x1b]"  # a function key of the Linux console
    rb"|\[(?![M[])[ -?]*[@-~]"  # a control sequence
    rb"|O[ -?]*[@-~]"  # a key of the keypad
    rb"|[]PX^_][^\x07\x18\x1a\x1b]*(?:[\x07\x18\x1a]|\x1b\\)"  # a string, such as a report of a colour
    rb"|[^][OPX^_\x1b\x80-\xff]"  # a key with Alt
    rb")",
    re.DOTALL,
)
_BEGINNING = re.compile(
    rb"\x1b(?:\[M[^\x1b]{0,2}|\[\[|\[[ -?]*|O[ -?]*|[]PX^_][^\x07\x18\x1a\x1b]*(?:\x1b(?!.))?)?", re.DOTALL
)
_KEY_BYTES = 2
"""The bytes of Escape with the key that Alt was held with."""
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")
_CONTROLS = dict.fromkeys(code for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n\r")


class TerminalInput:
    """Reads events from the bytes of a terminal."""

    def __init__(self, size: Callable[[], tuple[int, int]], clock: Callable[[], float] = monotonic) -> None:
        """Args: the screen's columns and rows, beyond which no mouse is; a clock in seconds."""
        self._size, self._clock = size, clock
        self._parser = XTermParser()
        self._decode = getincrementaldecoder("utf-8")("ignore").decode
        self._held = b""
        """The beginning of a sequence whose end has not arrived."""
        self._pasted: bytearray | None = None
        """What has been pasted so far; None outside of a paste."""
        self._waits_until: float | None = None
        """When what is held will not be completed any more."""
        self._reports_sizes = False
        """Whether the terminal sends its size among the keys."""

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield the events that the next bytes complete."""
        data, self._held, self._waits_until = self._held + data, b"", None
        while data:
            data = yield from self._read_paste(data) if self._pasted is not None else self._read_keys(data)
        if self._held or (self._pasted is not None and self._pasted.endswith(_CTRL_C)):
            self._waits_until = self._clock() + constants.ESCAPE_DELAY

    def tick(self) -> Iterator[Message]:
        """Yield Escape, or Ctrl+C in a paste, if nothing follows it; to be called at regular intervals."""
        if self._waits_until is None or self._clock() < self._waits_until:
            return
        held, self._held, self._waits_until = self._held, b"", None
        if self._pasted is not None:
            # The end of the paste was lost, and would swallow all keys for ever.
            yield from self._end_paste(self._pasted.rfind(_CTRL_C))
            yield Key("ctrl+c", "\x03")
        elif held == _ESCAPE:
            yield from _keys(held)

    def _read_keys(self, data: bytes) -> Generator[Message, None, bytes]:
        """Read up to the end or the beginning of a paste, and return what is left."""
        at = 0
        while at < len(data):
            if data[at : at + 1] != _ESCAPE:
                end = data.find(_ESCAPE, at) % (len(data) + 1)  # -1 is the end
                yield from self._parsed(self._decode(data[at:end]))
                at = end
            elif sequence := _SEQUENCE.match(data, at):
                at = sequence.end()
                if sequence[0] == _PASTE_START:
                    self._pasted = bytearray()
                    return data[at:]
                yield from self._read_sequence(sequence[0])
            else:
                beginning = _BEGINNING.match(data, at)
                assert beginning is not None
                at = beginning.end()
                if at == len(data):
                    self._hold(beginning[0])
                elif beginning[0] == data[at : at + 1] == _ESCAPE:
                    yield from _keys(_ESCAPE)
        return b""

    def _hold(self, beginning: bytes) -> None:
        """Keep the beginning of a sequence: no more of it than it takes to see that it is too long."""
        kept = beginning[:MAX_SEQUENCE_BYTES]
        self._held = kept if kept == beginning else kept + beginning[-1:]

    def _read_paste(self, data: bytes) -> Generator[Message, None, bytes]:
        """Read up to the end or the end of a paste, and return what is left."""
        assert self._pasted is not None
        searched = max(0, len(self._pasted) - len(_PASTE_END))
        self._pasted += data
        end = self._pasted.find(_PASTE_END, searched)
        if end < 0:
            del self._pasted[MAX_PASTE_BYTES : -len(_PASTE_END)]
            return b""
        rest = bytes(self._pasted[end + len(_PASTE_END) :])
        yield from self._end_paste(end)
        return rest

    def _end_paste(self, end: int) -> Iterator[Message]:
        """Yield so many bytes of what was pasted, without characters that are no text."""
        assert self._pasted is not None
        pasted, self._pasted = self._pasted[: min(end, MAX_PASTE_BYTES)], None
        text = pasted.decode("utf-8", "ignore").translate(_CONTROLS)
        if text:
            yield Paste(text)

    def _read_sequence(self, sequence: bytes) -> Iterator[Message]:
        if len(sequence) == _KEY_BYTES:
            yield from _keys(sequence)
        elif len(sequence) <= MAX_SEQUENCE_BYTES and sequence.isascii() and sequence[1:2] not in _STRINGS:
            yield from self._parsed(sequence.decode("ascii"))

    def _parsed(self, text: str) -> Iterator[Message]:
        """Yield what Textual's parser reads in letters, or in one whole sequence, as far as it can be meant."""
        if not text:
            return
        parser = self._parser
        before = parser.mouse_pixels, parser.terminal_size, parser.terminal_pixel_size
        messages: list[Message] = []
        try:
            messages += parser.feed(text)
        except (ArithmeticError, ValueError):  # from numbers that are no characters, or no sizes
            understood = False
        else:
            # It waits for the rest of a sequence that it does not know, and would type it as keys then.
            understood = parser._awaiting.timeout is None and all(map(self._can_be_meant, messages))
        if understood:
            yield from messages
        else:
            self._parser = XTermParser()
            self._parser.last_x, self._parser.last_y = parser.last_x, parser.last_y
            self._parser.mouse_pixels, self._parser.terminal_size, self._parser.terminal_pixel_size = before

    def _can_be_meant(self, message: Message) -> bool:
        """Whether a terminal can mean this event: a cell of this screen, a size of a screen, a character."""
        match message:
            case Resize(size=size):
                return self._reports_sizes and 0 < size.width <= MAX_COLUMNS and 0 < size.height <= MAX_ROWS
            case MouseEvent(x=x, y=y):
                columns, rows = self._size()
                return x < columns and y < rows
            case Key(key=key, character=character):
                return not _HALF_CHARACTER.search(key + (character or ""))
            case InBandWindowResize(supported=supported):
                self._reports_sizes = supported
        return True


def _keys(sequence: bytes) -> Iterator[Message]:
    """Yield the keys of Escape alone, or of Escape and the key that Alt was held with."""
    parser = XTermParser()
    yield from (*parser.feed(sequence.decode("ascii")), *parser.feed(""))
