"""ASCII spelling of names and signs that screen readers skip or read as Unicode numbers."""

from __future__ import annotations

import re

from tui.text.ascii import PLAIN_DIGITS, spoken_signs
from tui.text.notation import Notation

_TYPED = Notation(unicode=False)

_NAME = re.compile("([wabz])([¹²³⁴-⁹]?)([₀-₉](?:[₀-₉]|,(?=[₀-₉]))*)")


def spelt_out(text: str) -> str:
    """Spell the names and formulas of a text in ASCII, and drop the marks that only the screen uses.

    Letters of other languages stay.
    """
    if text.isascii():
        return text
    return spoken_signs(_TYPED.text(_NAME.sub(_name, text)))


def _name(match: re.Match[str]) -> str:
    """Spell a quantity: w²₁₁ becomes w2_1_1, b₂₁ becomes b2_1, and b₁₂,₃ becomes b12_3."""
    letter, layer, index = match.groups()
    parts = index.split(",") if "," in index else list(index)
    return letter + "_".join([*([layer] if layer else []), *parts]).translate(PLAIN_DIGITS)
