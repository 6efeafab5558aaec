"""Parsing of numbers typed into a form, with error messages, and their shortest exact text."""

from __future__ import annotations

import re
from math import isfinite

from scenarios.wording import quoted

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_MAX_CHARACTERS = 400
"""Any float can be written in fewer."""


class InvalidNumber(ValueError):
    """The message is a sentence that says what to write instead."""


def parse_number(text: str) -> float:
    """The number that is written: 0.5, 0,5, 1/3, -1e-3, or with a typographic minus, −0.5.

    A comma is a decimal mark, unless it may as well mark thousands, as in 1,500.

    Raises:
        InvalidNumber: the text is no number, or none that a float can hold.
    """
    given = text.strip()
    if not given:
        raise InvalidNumber("Type a number, such as 0.5, −2, 1e-3 or 1/3.")
    if len(given) > _MAX_CHARACTERS:
        raise _no_number(given)
    above, slash, below = given.partition("/")
    numerator = _decimal(above.strip(), given)
    if not slash:
        return numerator
    denominator = _decimal(below.strip(), given)
    if denominator == 0:
        raise InvalidNumber(f"{quoted(given)} divides by 0.")
    return _held(numerator / denominator, given, is_zero=numerator == 0)


def _decimal(written: str, given: str) -> float:
    """A number without a fraction bar, in what was given."""
    number = written.replace("−", "-")
    if _NUMBER.fullmatch(number.replace(",", ".", 1)):
        if _THOUSANDS.fullmatch(number):
            decimal = number.replace(",", ".", 1)
            whole = number.replace(",", "", 1)
            raise InvalidNumber(f"{quoted(given)} can be {decimal} or {whole}; write it without a comma.")
        number = number.replace(",", ".", 1)
    if not _NUMBER.fullmatch(number):
        raise _no_number(given)
    return _held(float(number), given, is_zero=not re.search("[1-9]", re.split("[eE]", number)[0]))


def _held(value: float, given: str, *, is_zero: bool) -> float:
    """A value that a float can hold: it is finite, and 0 only where the number itself is."""
    if not isfinite(value):
        raise InvalidNumber(f"{quoted(given)} is too large: the greatest is about 1.8e308.")
    if value == 0 and not is_zero:
        raise InvalidNumber(f"{quoted(given)} is too small: it would be taken as 0.")
    return value


def _no_number(given: str) -> InvalidNumber:
    return InvalidNumber(f"{quoted(given)} is not a number; write it like 0.5, −2, 1e-3 or 1/3.")


def shortest_text(value: float) -> str:
    """The shortest text from which exactly this float is parsed: 0.1, 1e-5 for 1e-05, 8 for 8.0."""
    text = repr(value)
    mantissa, exponent, power = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}e{int(power)}" if exponent else mantissa
