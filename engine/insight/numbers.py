"""Formatting of numbers with a fixed number of significant digits."""

from __future__ import annotations

from math import isfinite

DIGITS = 6
"""Significant digits shown by default."""


def shown(number: float, digits: int = DIGITS) -> str:
    """A number with at most `digits` significant digits, in scientific notation if it is small or large.

    The text is the correctly rounded value, and only 0 is shown as 0: 13.5424, -0.736, 1e-05 as 1e-5, 1234567 as
    1.23457e6. Not finite: inf, -inf, nan.
    """
    if not isfinite(number):
        return str(float(number))
    text = f"{number:.{digits}g}"
    mantissa, exponent, power = text.partition("e")
    if exponent:
        return f"{mantissa}e{int(power)}"
    return "0" if number == 0 else text


def half_unit(text: str) -> float:
    """Half a unit in the last digit of a formatted number: the bound of its rounding error."""
    mantissa, _, power = text.partition("e")
    _, _, decimals = mantissa.partition(".")
    return 0.5 * 10.0 ** (int(power or 0) - len(decimals))
