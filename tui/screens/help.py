"""The help: every key, and every term of the screen in a sentence and a formula."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.actions import Action
from tui.glossary import GLOSSARY
from tui.screens.dialog import Dialog
from tui.theme import style_of


class Help(Dialog[None]):
    """Keys first, then terms; scrolls with the arrows."""

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__()
        self._actions = actions

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,question_mark,q", "dismiss", "Back"),
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Static(self._text())

    def on_mount(self) -> None:
        self.query_one("#help").focus()

    def _text(self) -> Text:
        theme = self.app.theme
        title, key, plain, formula = (style_of(role, theme) for role in ("title", "key", "text", "gradient"))
        text = Text()
        text.append("Keys", title)
        text.append("   ↑ ↓ scroll   Esc back\n", style_of("dim", theme))
        for group, actions in groupby(self._actions, key=lambda action: action.group):
            text.append(f"\n{group}\n", style_of("heading", theme))
            for action in actions:
                text.append(f"  {action.shown:<10}", key)
                text.append(f"{action.help}\n", plain)
        text.append("\nTerms\n", title)
        for term in GLOSSARY:
            text.append(f"\n  {term.name}", key)
            if term.formula:
                text.append(f"   {term.formula}", formula)
            text.append(f"\n  {term.sentence}\n", plain)
        return text
