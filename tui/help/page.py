"""The contents of a help screen: a page, the keys, and the marks."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

from tui.panes.help_page import HelpPage, Mark
from tui.text.notation import Notation


class Key(NamedTuple):
    """A key and what it does."""

    key: str
    """As it is printed on keyboards."""
    description: str


class Contents(NamedTuple):
    """The contents of the help of a pane or a screen."""

    title: str
    page: HelpPage
    here: tuple[Key, ...]
    """The keys of the pane or screen itself."""
    elsewhere: tuple[tuple[str, tuple[Key, ...]], ...]
    """All other keys that do something at this position, by groups."""
    around: tuple[Mark, ...] = ()
    """The marks above and below the panes."""
    write: Notation = Notation()
    """The notation of names and operators, the same as in the panes."""

    @property
    def keys(self) -> tuple[Key, ...]:
        """All keys."""
        return (*self.here, *chain.from_iterable(keys for _, keys in self.elsewhere))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks."""
        return (*self.page.marks, *self.around)
