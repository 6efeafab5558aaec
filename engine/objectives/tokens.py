"""The tokenizer of the expression language, and its variants for functions, conditions and formulas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isinf
from typing import NamedTuple

from engine.objectives.operations import AUXILIARY, COMPARISONS, CONSTANTS, LOGIC, OPERATIONS

MAX_LENGTH = 100_000
"""Characters an expression may have."""

MAX_NODES = 10_000
"""Numbers, names and operations an expression may have."""

MAX_LEVELS = 100
"""Operations within operations an expression may have, and parentheses within parentheses."""


class ExpressionError(ValueError):
    """An invalid expression; the message says what is wrong and what to write instead."""

    def __init__(self, message: str, column: int = 1, entry: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.column = column
        """The column in the text, from 1."""
        self.entry = entry
        """The key of the text, where a function has several: "function.expression", "function.where.q"."""

    @property
    def sentence(self) -> str:
        """The message as a sentence about a one-line text, with the column unless it is the first."""
        position = f" (at character {self.column})" if self.column > 1 else ""
        return f"{self.message[0].upper()}{self.message[1:]}{position}"


@dataclass(frozen=True, slots=True)
class Language:
    """A variant of the expression language."""

    functions: frozenset[str]
    conditions: bool
    """Whether comparisons, and, or, not and dotted names are allowed."""
    relief: str
    """The advice in messages about an expression that is too large."""


_SMOOTH = frozenset(["sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "sigmoid", "relu", "softplus", "abs"])
_CONDITION_RELIEF = "ask for less at once"

DIFFERENTIABLE = Language(_SMOOTH, False, "name intermediate values in [function.where]")
"""The language of function expressions, in which every function is differentiable."""

CONDITIONAL = Language(_SMOOTH | {"sign", "min", "max"}, True, _CONDITION_RELIEF)
"""The language of conditions, answers and the {…} in lesson texts."""

INTERNAL = Language(
    frozenset(name for name in OPERATIONS if name.isidentifier()) - {"neg", *LOGIC}, True, _CONDITION_RELIEF
)
"""The language of the engine's own formulas, with every function that it can compute."""

RESERVED = (INTERNAL.functions - AUXILIARY) | CONSTANTS.keys() | set(LOGIC)
"""Names that no value can have."""

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number> (?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)? )
      | (?P<name> [A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)* )
      | (?P<sign> \*\*|[<>=!]=|[-+*/()<>,] )
      | (?P<end> \Z )
      | (?P<other> . )
    )""",
    re.VERBOSE | re.DOTALL,
)
_POWER, _PRODUCT, _GROUP = "a power is written x**2", "a product is written a*b", "only ( and ) group"
_HINTS = {
    "^": _POWER, "²": _POWER, "³": _POWER,
    "×": _PRODUCT, "·": _PRODUCT, "⋅": _PRODUCT,
    "÷": "a quotient is written a/b",
    "−": "minus is written -", "–": "minus is written -",
    "√": "a root is written sqrt(x)",
    "π": "write pi",
    "[": _GROUP, "]": _GROUP, "{": _GROUP, "}": _GROUP,
    "&": "write and", "|": "write or, and for |x| write abs(x)", "!": "write not",
    ".": "a point stands within a number, as in 0.5, or within a name, as in value.x",
}  # fmt: skip


class Token(NamedTuple):
    """A token of the text."""

    kind: str
    """number, name, word (and, or, not), sign or end."""
    text: str
    column: int


def tokens_of(text: str, language: Language) -> list[Token]:
    """All tokens of a text; the last one is the end.

    Raises:
        ExpressionError: a character or a word is not part of the language.
    """
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        token = Token(kind, match[kind], match.start(kind) + 1)
        if token.text in LOGIC:
            token = token._replace(kind="word")
        if kind == "other":
            raise _unknown_character(token, language)
        if not language.conditions and (token.text in LOGIC or token.text in COMPARISONS):
            raise ExpressionError(
                f"{token.text!r} makes a condition, and a function's value is a number", token.column
            )
        tokens.append(token)
    return tokens


def _unknown_character(token: Token, language: Language) -> ExpressionError:
    if token.text == "=":
        hint = "equality is written ==" if language.conditions else "write only what stands right of the ="
    else:
        hint = _HINTS.get(token.text, "")
    if not hint and token.text.isalpha():
        hint = "names are made of the letters a to z, digits and _"
    message = f"{token.text!r} has no meaning here"
    return ExpressionError(f"{message}: {hint}" if hint else message, token.column)


def clipped(text: str) -> str:
    """The text, shortened to 40 characters for messages."""
    return text if len(text) <= 40 else text[:39] + "…"


def number_in(token: Token) -> float:
    """The float64 nearest to a number token.

    Raises:
        ExpressionError: the number overflows or underflows a float64.
    """
    value = float(token.text)
    if isinf(value):
        raise ExpressionError(f"{clipped(token.text)} is too large: the limit is 1.7e308", token.column)
    if value == 0 and re.search("[1-9]", re.split("[eE]", token.text)[0]):
        raise ExpressionError(f"{clipped(token.text)} is too small: the limit is 5e-324", token.column)
    return value
