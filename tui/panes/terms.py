"""Words and signs on the screen that lead to their entry in the glossary."""

from __future__ import annotations

from tui.drawing.spans import Span
from tui.text.glossary import term_called


def linked(text: str, role: str, called: str = "") -> Span:
    """The text, leading to the term that it is called by, or that `called` names; plain where there is none."""
    return Span(text, role, target_of(called or text))


def target_of(called: str) -> str:
    """What a click on a term's name or sign is about; "" where there is no such term."""
    term = term_called(called)
    return f"term:{term.name}" if term else ""
