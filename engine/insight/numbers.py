"""How a number is shown: the same digits for the same number in every place."""

from __future__ import annotations

from math import isfinite

DIGITS = 6
"""Significant digits shown unless somebody asks for more or fewer."""


def shown(number: float, digits: int = DIGITS) -> str:
    """A number in at most so many significant digits, in scientific notation where it is small or large.

    Nothing but 0 is shown as 0, and whatever is shown is the correctly rounded value: 13.5424, -0.736, 1e-05 as
    1e-5, 1234567 as 1.23457e6. Not finite: inf, -inf, nan.
    """
    if not isfinite(number):
        return str(float(number))
    text = f"{number:.{digits}g}"
    mantissa, exponent, power = text.partition("e")
    if exponent:
        return f"{mantissa}e{int(power)}"
    return "0" if number == 0 else text


def half_unit(text: str) -> float:
    """Half of one unit in the last digit of a shown number: how far the number itself may be from it."""
    mantissa, _, power = text.partition("e")
    _, _, decimals = mantissa.partition(".")
    return 0.5 * 10.0 ** (int(power or 0) - len(decimals))
