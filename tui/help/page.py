"""What one page of the help says."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

from tui.text.notation import Notation


class Mark(NamedTuple):
    """A sign that stands in a pane."""

    sign: str
    told: str
    """What it says."""
    role: str = "key"
    """How it looks there."""


class Page(NamedTuple):
    """A pane or a screen, explained."""

    about: str
    """What it shows, in a few sentences."""
    marks: tuple[Mark, ...] = ()
    arrows: str = ""
    """What ↑ and ↓ do in it."""


class Key(NamedTuple):
    """A key and what it does."""

    shown: str
    told: str


class Contents(NamedTuple):
    """Everything that a help has."""

    title: str
    page: Page
    here: tuple[Key, ...]
    """The keys of the page."""
    elsewhere: tuple[tuple[str, tuple[Key, ...]], ...]
    """All other keys that do something at this moment, by groups."""
    around: tuple[Mark, ...] = ()
    """Signs around the page's pane."""
    write: Notation = Notation()
    """How names and operators are written, here as in the panes."""

    @property
    def keys(self) -> tuple[Key, ...]:
        """All keys."""
        return (*self.here, *chain.from_iterable(keys for _, keys in self.elsewhere))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks."""
        return (*self.page.marks, *self.around)
