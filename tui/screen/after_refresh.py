"""A callback after the next refresh, for a widget that may have been removed by then."""

from __future__ import annotations

from collections.abc import Callable

from textual.widget import Widget


def call_after_refresh(widget: Widget, callback: Callable[[], object]) -> None:
    """Call a function after the next refresh, unless the widget, and so its parts, has been removed."""

    def call_if_attached() -> None:
        if widget.is_attached:
            callback()

    widget.call_after_refresh(call_if_attached)
