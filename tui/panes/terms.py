"""Links from words and signs on the screen to their terms in the glossary."""

from __future__ import annotations

from tui.drawing.spans import Span
from tui.text.glossary import term_called


def linked(text: str, role: str, called: str = "") -> Span:
    """The text linked to the term of that name, or of the name `called`; without a link if there is none."""
    return Span(text, role, target_of(called or text))


def target_of(called: str) -> str:
    """The click target of a term by its name or sign; "" if there is no such term."""
    term = term_called(called)
    return f"term:{term.name}" if term else ""
