"""Signs as they are typed and spoken: what a screen reader leaves out, or calls by its number in Unicode."""

from __future__ import annotations

import re

from tui.text.notation import Notation

_TYPED = Notation(letters=False)

_NAME = re.compile("([wabz])([¹²³⁴-⁹]?)([₀-₉](?:[₀-₉]|,(?=[₀-₉]))*)")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")

_SPELT = str.maketrans(
    {
        "β": "beta",
        "δ": "delta",
        "ε": "epsilon",
        "λ": "lambda",
        "μ": "mu",
        "ρ": "rho",
        "σ": "sigma",
        "→": "->",
        "≈": "about",
        "∞": "infinity",
        "¼": "1/4",
        "⌊": "floor(",
        "⌋": ")",
        "\u0302": "hat",
        "ᶻ": "**z",
        "ᵏ": "**k",
        "⁻": "**-",
        "ᵢ": "_i",
        "ⱼ": "_j",
        "ₙ": "_n",
        **dict(zip("¹³⁴⁵⁶⁷⁸⁹", (f"**{digit}" for digit in "13456789"), strict=True)),
        **dict(zip("₀₃₄₅₆₇₈₉", "03456789", strict=True)),
        **dict.fromkeys("▌▐●■↳┄▁▂▃▄▅▆▇▸▎", ""),
    }
)


def spelt_out(text: str) -> str:
    """The text with names and formulas as they are typed, and without the marks that only a screen has.

    Letters of other languages stay.
    """
    if text.isascii():
        return text
    named = _NAME.sub(_name, text).replace("⁻ᶻ", "**-z")
    return _TYPED.text(named).translate(_SPELT)


def _name(match: re.Match[str]) -> str:
    """A quantity: w²₁₁ is w2_1_1, b₂₁ is b2_1, and b₁₂,₃ b12_3."""
    letter, layer, index = match.groups()
    parts = index.split(",") if "," in index else list(index)
    return letter + "_".join([*([layer] if layer else []), *parts]).translate(_DIGITS)
