"""A single-line input that handles all keys in the order in which they were typed."""

from __future__ import annotations

from textual.events import Key
from textual.widgets import Input

_OWN_ACTIONS = {
    "backspace": "delete_left",
    "delete": "delete_right",
    "left": "cursor_left",
    "right": "cursor_right",
    "home": "home",
    "end": "end",
    "enter": "submit",
}


class LineInput(Input):
    """An input that handles its editing keys itself: as bindings they would run after letters typed later."""

    async def on_key(self, event: Key) -> None:
        """Run the action of an editing key; the base class handles letters."""
        if event.key in _OWN_ACTIONS:
            event.stop()
            event.prevent_default()
            await self.run_action(_OWN_ACTIONS[event.key])
