"""A line to type in, where every key keeps its turn."""

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
    """An input whose own keys act at once: as bindings they would be overtaken by letters that are typed after them."""

    async def on_key(self, event: Key) -> None:
        """Do what one of the line's own keys does; letters are the input's business."""
        if event.key in _OWN_ACTIONS:
            event.stop()
            event.prevent_default()
            await self.run_action(_OWN_ACTIONS[event.key])
