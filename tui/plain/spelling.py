"""Signs as they are typed and spoken: what a screen reader leaves out, or calls by its number in Unicode."""

from __future__ import annotations

import re

from tui.text.ascii import PLAIN_DIGITS, spoken_signs
from tui.text.notation import Notation

_TYPED = Notation(letters=False)

_NAME = re.compile("([wabz])([¹²³⁴-⁹]?)([₀-₉](?:[₀-₉]|,(?=[₀-₉]))*)")


def spelt_out(text: str) -> str:
    """The text with names and formulas as they are typed, and without the marks that only a screen has.

    Letters of other languages stay.
    """
    if text.isascii():
        return text
    return spoken_signs(_TYPED.text(_NAME.sub(_name, text)))


def _name(match: re.Match[str]) -> str:
    """A quantity: w²₁₁ is w2_1_1, b₂₁ is b2_1, and b₁₂,₃ b12_3."""
    letter, layer, index = match.groups()
    parts = index.split(",") if "," in index else list(index)
    return letter + "_".join([*([layer] if layer else []), *parts]).translate(PLAIN_DIGITS)
