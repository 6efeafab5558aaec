"""What a terminal may send, right or wrong, as hypothesis strategies of bytes; and the app that reads it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable
from contextlib import chdir

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from textual.events import CursorPosition
from textual.message import Message

from scenarios.loading import load
from tui.commands.open_request import OpenRequest
from tui.screen.app import GradstepApp
from tui.screen.output.terminal_input import TerminalInput

SIZE = (80, 24)
_PIECE_BYTES = 100
"""Bytes after which the app gets time to handle them: in between, keys meet dialogs that are still opening."""
WITHOUT_LEAVING = bytes.maketrans(b"\x03q", b"\x00Q")
"""The table that makes others of the keys that leave the program."""


def _joined(*parts: SearchStrategy[bytes]) -> SearchStrategy[bytes]:
    return st.tuples(*parts).map(b"".join)


def _letters(letters: str) -> SearchStrategy[bytes]:
    return st.sampled_from([letter.encode() for letter in letters])


_NUMBER = st.one_of(
    st.integers(0, 250),
    st.sampled_from([0, 1, 0xD800, 0xDFFF, 0x10FFFF, 0x110000, 2**31, 2**63, 57_399, 57_441, 200, 201, 2048]),
    st.integers(0, 10**30),
    st.integers(-10, -1),
).map(lambda number: str(number).encode())
_PARAMETER = st.one_of(_NUMBER, _NUMBER, st.just(b""), st.lists(_NUMBER, max_size=3).map(b":".join))
_PARAMETERS = st.lists(_PARAMETER, max_size=5).map(b";".join)
_KEYS = st.lists(
    _letters("npNPgGcdeEhjlmorstuvwxXLRSB?/ ><.-+0123456789\t\r\x1b\x7f\x10\x1a"), min_size=1, max_size=6
)
_NOISE = st.binary(max_size=24)
_ASCII = st.binary(max_size=80).map(lambda noise: bytes(32 + byte % 95 for byte in noise))
_SIZE_REPORT = st.tuples(*[st.sampled_from([0, 1, 2, 7, 24, 60, 200, 3_000]) for _ in range(4)]).map(
    lambda numbers: b"\x1b[?2048;1$y\x1b[48;%d;%d;%d;%dt" % numbers
)
_BUTTON = st.sampled_from([b"0", b"2", b"32", b"35", b"64", b"65", b"66", b"99999999"])

PIECE = st.one_of(
    _KEYS.map(b"".join),
    st.text(max_size=8).map(lambda text: text.encode("utf-8", "surrogatepass")),
    _NOISE,
    _joined(st.just(b"\x1b"), _NOISE),
    _joined(st.just(b"\x1b["), _PARAMETERS, _letters("u~ABCDEFHPQRSMmtcnyIO$ ")),
    _joined(st.just(b"\x1b[<"), _BUTTON, st.just(b";"), _NUMBER, st.just(b";"), _NUMBER, _letters("Mm")),
    _joined(st.just(b"\x1b[M"), _NOISE),
    _SIZE_REPORT,
    _joined(st.just(b"\x1b[200~"), _NOISE, st.sampled_from([b"\x1b[201~", b""])),
    _joined(st.sampled_from([b"\x1b]", b"\x1bP", b"\x1b_", b"\x1b^", b"\x1bX", b"\x1b[", b"\x1bO"]), _ASCII),
    st.sampled_from([b"\x07", b"\x1b\\", b"\x1b[201~", b"\x1b[I", b"\x1b[O", b"\x1b[1;2R", b"\x1b[[A"]),
)
"""Something that comes at once."""
STREAM = st.lists(PIECE, max_size=40).map(b"".join)

FOUND = (
    b"\x1b[100000000000;57399S",  # a key beyond every integer
    b"\x1b[97;1;99999999999999u",  # a text beyond Unicode
    b"g\x1b[55296;1;55296u\x1b[55296u",  # half a character, in a field
    b"\x1b[48;0;0;24;80t\x1b[<0;3;3M",  # a window of no cells, and a click
    b"\x1b[?2048;1$y\x1b[48;24;80;0;0t\x1b[<0;3;3M\x1b[<0;3;3m",  # a window of no pixels, and a click
    b"\x1b[<0;99999999999;99999999999M\x1b[<0;99999999999;1m",  # a click outside of every screen
    b"\x1b[?2048;1$y\x1b[48;1;1;20;10tng?x",  # a window of one cell
)
"""What has ended the program once, and its kin."""


def events_of(chunks: Iterable[bytes], size: tuple[int, int] = SIZE) -> list[Message]:
    """The events of bytes that arrive in these chunks, each before a sequence could have timed out."""
    read = TerminalInput(lambda: size, clock=lambda: 0.0)
    return [message for chunk in chunks for message in read.feed(chunk)]


async def open_app_that_reads(scenario: str, content: bytes) -> None:
    """Send bytes to the app in pieces, with time to handle each.

    Raises:
        Exception: what has ended the app.
    """
    app = GradstepApp(OpenRequest(load(scenario)))
    read = TerminalInput(lambda: app.size)
    content = content.translate(WITHOUT_LEAVING)
    async with app.run_test(size=SIZE) as pilot:
        assert app._driver is not None
        await pilot.pause()
        for at in range(0, len(content), _PIECE_BYTES):
            for message in (*read.feed(content[at : at + _PIECE_BYTES]), *read.tick()):
                if not isinstance(message, CursorPosition):  # the driver's own
                    app._driver.process_message(message)
            await pilot.pause()
        app.exit()  # from here on, keys that still wait are ignored
        await pilot.pause()


def terminal(content: bytes) -> None:
    """The app handles whatever a terminal sends."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):  # what is exported goes there
        asyncio.run(open_app_that_reads("parabola", content))
