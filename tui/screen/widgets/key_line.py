"""The last line of a dialog: its keys."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

_GAP = "    "


class KeyLine(Widget):
    """Keys and what they do, in as many lines as needed; no line ends between a key and its label."""

    DEFAULT_CSS = """
    KeyLine { width: 1fr; height: auto; }
    """
    ALLOW_SELECT = False

    def __init__(self, *key: str, classes: str | None = None) -> None:
        """Takes a text for each key, such as "Esc back"."""
        super().__init__(classes=classes)
        self._keys = key

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as it takes."""
        return len(self._lines(width))

    def render(self) -> Content:
        """All of the lines."""
        return Content("\n".join(self._lines(self.content_size.width)))

    def _lines(self, width: int) -> list[str]:
        lines = [self._keys[0]]
        for key in self._keys[1:]:
            if len(lines[-1] + _GAP + key) <= width:
                lines[-1] += _GAP + key
            else:
                lines.append(key)
        return lines
