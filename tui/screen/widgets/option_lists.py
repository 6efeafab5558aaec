"""Lists of options whose paging keys may arrive before the list is laid out.

A key that is held down comes again before a list that has just been opened is laid out. Its options have no lines
yet, and Textual fails when it is to turn a page of them; here nothing happens.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette
from textual.widget import Widget
from textual.widgets import OptionList, Select
from textual.widgets._select import SelectCurrent, SelectOverlay

Value = TypeVar("Value")


def is_laid_out(options: OptionList) -> bool:
    """Whether its options have lines."""
    return bool(options.scrollable_content_region)


class Options(OptionList):
    """A list to choose from."""

    def action_page_up(self) -> None:
        """Mark the option that is a page further up."""
        if is_laid_out(self):
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        """Mark the option that is a page further down."""
        if is_laid_out(self):
            super().action_page_down()  # type: ignore[no-untyped-call]


class _Overlay(SelectOverlay, Options):
    """The list that a choice opens."""


class Choice(Select[Value]):
    """One of several values, chosen from a list that opens over what is below."""

    def compose(self) -> Iterator[Widget]:
        yield SelectCurrent(self.prompt)
        yield _Overlay().data_bind(compact=Select.compact)


class Palette(CommandPalette):
    """The list of all actions, to search in."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable paging before the list is laid out."""
        if action == "command_list" and parameters[0] in ("page_up", "page_down"):
            return is_laid_out(self.query_one(CommandList))
        return super().check_action(action, parameters)

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close it once: a second click, or Enter held down, has no effect."""
        return super().dismiss(result) if self.is_current else AwaitComplete()
