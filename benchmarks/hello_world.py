"""The smallest Textual app: what the start of the screen is compared with."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class HelloWorld(App[None]):
    """A text, and nothing else."""

    def compose(self) -> ComposeResult:
        yield Static("Hello, World!")


if __name__ == "__main__":
    HelloWorld().run()
