"""Parsing of numbers typed into a form, with error messages, and their shortest exact text."""

from __future__ import annotations

import re
from math import isfinite

from scenarios.wording import quoted

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_MAX_CHARACTERS = 400
"""Any float can be written in fewer."""


class InvalidNumber(ValueError):
    """The message is a sentence that says what to write instead."""


def parse_number(text: str) -> float:
    """The number that is written: 0.5, -1e-3, or with a typographic minus, −0.5.

    Raises:
        InvalidNumber: the text is no number, or none that a float can hold.
    """
    written = text.strip().replace("−", "-")
    if not written:
        raise InvalidNumber("Type a number, such as 0.5, −2 or 1e-3.")
    if len(written) > _MAX_CHARACTERS or not _NUMBER.fullmatch(written):
        if "," in written and _NUMBER.fullmatch(written.replace(",", ".", 1)):
            raise InvalidNumber(f"{quoted(text.strip())} has a comma; write it with a decimal point.")
        raise InvalidNumber(f"{quoted(text.strip())} is not a number; write it like 0.5, −2 or 1e-3.")
    value = float(written)
    if not isfinite(value):
        raise InvalidNumber(f"{quoted(text.strip())} is too large: the greatest is about 1.8e308.")
    if value == 0 and re.search("[1-9]", re.split("[eE]", written)[0]):
        raise InvalidNumber(f"{quoted(text.strip())} is too small: it would be taken as 0.")
    return value


def shortest_text(value: float) -> str:
    """The shortest text from which exactly this float is parsed: 0.1, 1e-5 for 1e-05, 8 for 8.0."""
    text = repr(value)
    mantissa, exponent, power = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}e{int(power)}" if exponent else mantissa
