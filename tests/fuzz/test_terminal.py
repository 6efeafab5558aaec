"""Whatever a terminal sends, the program reads it as events that such a terminal can mean, and goes on.

`--hypothesis-profile=fuzz` tries a hundred times as much.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.events import Key, MouseEvent, Paste, Resize

from tests.fuzz.terminal import FOUND, SIZE, STREAM, events_of, terminal
from tui.screen.output.terminal_input import MAX_COLUMNS, MAX_ROWS

TRIED = settings.default.max_examples if settings.default else 100
"""100, or far more where more is asked for."""


@given(STREAM, st.data())
@settings(max_examples=TRIED)
def test_events_can_be_meant_and_do_not_depend_on_how_the_bytes_arrive(
    content: bytes, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=6)))
    chunks = [content[a:b] for a, b in zip([0, *cuts], [*cuts, len(content)], strict=True)]
    events = events_of([content])
    assert list(map(repr, events)) == list(map(repr, events_of(chunks)))
    columns, rows = SIZE
    for event in events:
        match event:
            case Resize(size=size):
                assert 1 <= size.width <= MAX_COLUMNS
                assert 1 <= size.height <= MAX_ROWS
            case MouseEvent(x=x, y=y):
                assert 0 <= x < columns
                assert 0 <= y < rows
            case Key(key=key, character=character):
                (key + (character or "")).encode()
            case Paste(text=text):
                assert "\x1b" not in text


def test_the_app_goes_on_after_what_ended_it_once() -> None:
    terminal(b"n".join(FOUND))


@pytest.mark.long
@given(STREAM)
@settings(max_examples=TRIED // 20)
def test_the_app_handles_whatever_a_terminal_sends(content: bytes) -> None:
    terminal(content)
