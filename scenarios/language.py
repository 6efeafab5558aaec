"""The expression language in scenario files: conditions, answers, and the {…} in lesson texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

from engine.objectives.expression import Node, evaluate, is_condition
from engine.objectives.parsing import parse
from engine.objectives.tokens import CONDITIONAL, ExpressionError
from scenarios.fields import Prose, Written
from scenarios.wording import plain, quoted

_BRACES = re.compile(r"\{\{|\}\}|\{[^}]*\}|[{}]")
_FORMAT = re.compile(r"(?:.?[<>=^])?[-+ ]?#?0?\d{0,2},?(?:\.\d{1,2})?[eEfFgG%]?")
_PLAIN_FORMAT = ".6g"
"""The format of a number whose text gives none."""


class Placeholder(NamedTuple):
    """A {expression:format} in a text."""

    expression: Node
    format: str

    def filled(self, names: Mapping[str, float]) -> str:
        """The formatted number, for given values of the names."""
        return format(float(evaluate(self.expression, names)), self.format)


@lru_cache(maxsize=4096)
def parsed(text: str) -> Node:
    """The expression tree of a condition or an answer.

    Raises:
        ValueError: the text is not an expression; the message has the column, and what to write instead.
    """
    try:
        return parse(text, functions=CONDITIONAL)
    except ExpressionError as error:
        raise ValueError(located(error, text)) from error


def located(error: ExpressionError, text: str) -> str:
    """The error's message with the text and the column."""
    return f"{quoted(text)}, column {error.column}: {plain(error.message, 300)}"


def pieces_of(text: str) -> tuple[str | Placeholder, ...]:
    """A template as plain texts and {…} expressions, in order; {{ and }} are literal braces.

    Raises:
        ValueError: a brace is unmatched, or the text within is not an expression with an optional format.
    """
    pieces: list[str | Placeholder] = []
    end = 0
    for match in _BRACES.finditer(text):
        pieces.append(text[end : match.start()])
        end = match.end()
        match match[0]:
            case "{{" | "}}" as braces:
                pieces.append(braces[0])
            case "{":
                raise ValueError("{ has no } after it; write {{ for a brace itself")
            case "}":
                raise ValueError("} has no { before it; write }} for a brace itself")
            case braced:
                pieces.append(_placeholder(braced[1:-1]))
    return tuple(piece for piece in (*pieces, text[end:]) if piece != "")


def _placeholder(inside: str) -> Placeholder:
    expression, colon, written = inside.partition(":")
    if colon and not (written and _FORMAT.fullmatch(written)):
        raise ValueError(
            f"{quoted(written)} is not a number format; give one such as .3g, .4f or +.2e after the colon"
        )
    return Placeholder(parsed(expression), written or _PLAIN_FORMAT)


def filled(text: str, names: Mapping[str, float]) -> str:
    """A template with each {…} replaced by its number, for given values of the names."""
    return "".join(piece if isinstance(piece, str) else piece.filled(names) for piece in pieces_of(text))


def _condition(text: str) -> str:
    if not is_condition(parsed(text)):
        raise ValueError(
            f'{quoted(text)} is a number; a condition compares it with another, as in "loss < 0.5"'
        )
    return text


def _template(text: str) -> str:
    pieces_of(text)
    return text


Condition = Annotated[Written, AfterValidator(_condition)]
"""A text that is a condition in the expression language."""

Template = Annotated[Prose, AfterValidator(_template)]
"""A text with {…} expressions."""
