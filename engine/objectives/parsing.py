"""A precedence-climbing parser from text to expression trees, for untrusted text.

Nothing is executed, and parsing any text ends within the limits, with a tree or an ExpressionError.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice
from math import copysign
from typing import NamedTuple

from engine.objectives.expression import Call, Constant, Name, Node, is_condition, names_of
from engine.objectives.operations import COMPARISONS, CONSTANTS, LOGIC
from engine.objectives.spelling import nearest, normal
from engine.objectives.terms import INEXPRESSIBLE, REWRITES, REWRITES_OF_TWO, SAME
from engine.objectives.tokens import (
    CONDITIONAL,
    DIFFERENTIABLE,
    INTERNAL,
    MAX_LENGTH,
    MAX_LEVELS,
    MAX_NODES,
    RESERVED,
    ExpressionError,
    Language,
    Token,
    clipped,
    number_in,
    tokens_of,
)

__all__ = [
    "CONDITIONAL",
    "DIFFERENTIABLE",
    "INTERNAL",
    "MAX_LENGTH",
    "MAX_LEVELS",
    "MAX_NODES",
    "RESERVED",
    "ExpressionError",
    "Language",
    "check_names",
    "column_of",
    "parse",
]

_MAX_NAMES_LISTED = 12
"""Known names listed in the message about an unknown one."""
_MAX_PRODUCT_LENGTH = 40
"""Letters of an unknown name that is taken for two names without an operator."""
_WRITTEN_NAME = re.compile(r"[\w.]+")
_VARIADIC = frozenset(["min", "max", "hypot", "ratio"])
_BINDING = {"or": 1, "and": 2, **dict.fromkeys(COMPARISONS, 4), "+": 5, "-": 5, "*": 6, "/": 6, "**": 8}
_AFTER_NOT, _AFTER_MINUS = 3, 8


def parse(text: str, *, functions: Language = DIFFERENTIABLE, declared: Collection[str] = ()) -> Node:
    """The expression tree of a text.

    A name in `declared` stands for the value that has it, and not for a constant or a function of that name.

    As in Python: ** binds tightest and from the right, then the unary minus (-x**2 is -(x**2)), * and /,
    + and -, the comparisons, not, and, or. Comparisons do not chain.

    Raises:
        ExpressionError: the text is not an expression of that language, or exceeds a limit.
    """
    return _Parser(text, functions, declared).whole()


def check_names(node: Node, known: Collection[str], what: str, text: str = "") -> None:
    """Raise an ExpressionError for the first unknown name in a tree, with a suggestion.

    `what` is the kind of name expected ("variable"); the column is looked up in `text`, if given.
    """
    for name in names_of(node):
        if name not in known:
            message = f"there is no {what} called {clipped(name)!r}{_instead(name, known)}"
            raise ExpressionError(message, column_of(name, text))


def column_of(name: str, text: str) -> int:
    """The column of a name's first occurrence in a text, from 1; 1 if there is none."""
    return next((match.start() + 1 for match in _WRITTEN_NAME.finditer(text) if match[0] == name), 1)


def _instead(name: str, known: Collection[str]) -> str:
    """The end of the message about an unknown name: what it stands for, or a few known ones."""
    proposal = nearest(name, known)
    if proposal:
        return f"; did you mean {proposal}?"
    product = _product(name, known)
    if product:
        return f"; {product}"
    prefix = name.rpartition(".")[0]
    alike = (other for other in known if prefix and other.rpartition(".")[0] == prefix)
    names = list(islice(alike, _MAX_NAMES_LISTED + 1)) or list(islice(known, _MAX_NAMES_LISTED + 1))
    if len(names) > _MAX_NAMES_LISTED:
        names[-1] = "…"
    return f"; known are {', '.join(names)}" if names else ""


def _product(name: str, known: Collection[str]) -> str:
    """How to write known names that were written without an operator between them: xy, sinx; "" for others."""
    for end in range(min(len(name), _MAX_PRODUCT_LENGTH) - 1, 0, -1):
        first, rest = name[:end], name[end:]
        if rest not in known:
            continue
        if first in known:
            return f"a product is written {first}*{rest}"
        function = _function_called(first, DIFFERENTIABLE)
        if function:
            return f"write {function}({rest})"
    return ""


def _function_called(word: str, language: Language) -> str:
    """The function of the language that a word names here or elsewhere; "" if it names none."""
    function = nearest(word, language.functions)
    return function if function and (normal(word) == function or normal(word) in SAME) else ""


class _Operand(NamedTuple):
    node: Node
    levels: int
    column: int


class _Parser:
    """The parser of one text. Recursion is bounded by MAX_LEVELS, and as many nested parentheses."""

    def __init__(self, text: str, language: Language, declared: Collection[str]) -> None:
        self.language = language
        self.declared = declared
        if len(text) > MAX_LENGTH:
            raise self.beyond(f"{MAX_LENGTH:,} characters", 1)
        self.tokens = tokens_of(text, language)
        self.position = 0
        self.nodes = 0
        self.levels = 0
        self.opened: list[Token] = []

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def advance(self) -> Token:
        token = self.tokens[self.position]
        self.position += 1
        return token

    def beyond(self, limit: str, column: int) -> ExpressionError:
        return ExpressionError(f"an expression may have {limit} at most: {self.language.relief}", column)

    def whole(self) -> Node:
        operand = self.expression(0)
        if self.token.kind != "end":
            raise self.misplaced(self.token)
        return operand.node

    def expression(self, floor: int) -> _Operand:
        """An operand and all operators after it that bind at least as tightly as `floor`."""
        left = self.operand()
        while True:
            operator = self.token
            binding = _BINDING.get(operator.text, -1)
            if binding < floor:
                return left
            self.advance()
            right = self.deeper(binding if operator.text == "**" else binding + 1, operator)
            left = self.call(operator.text, (left, right), operator)

    def deeper(self, floor: int, operator: Token) -> _Operand:
        """An operand of an operation, one recursion level deeper."""
        self.levels += 1
        # The depth of the tree is bounded in `call`; a sign before a number recurses here without adding to it.
        if self.levels > MAX_LEVELS:
            raise self.beyond(f"{MAX_LEVELS} levels", operator.column)
        operand = self.expression(floor)
        self.levels -= 1
        return operand

    def operand(self) -> _Operand:
        token = self.advance()
        if token.kind == "number":
            return self.counted(Constant(number_in(token)), 1, token.column)
        if token.kind == "name":
            return self.named(token)
        if token.text == "(":
            return self.parenthesised(token)
        if token.text == "+":
            return self.deeper(_AFTER_MINUS, token)
        if token.text == "-":
            operand = self.deeper(_AFTER_MINUS, token)
            if isinstance(operand.node, Constant) and copysign(1.0, operand.node.value) > 0:
                return _Operand(Constant(-operand.node.value), 1, token.column)
            return self.call("neg", (operand,), token)
        if token.text == "not":
            return self.call("not", (self.deeper(_AFTER_NOT, token),), token)
        raise self.missing(token)

    def parenthesised(self, opening: Token) -> _Operand:
        self.opened.append(opening)
        if len(self.opened) > MAX_LEVELS:
            raise self.beyond(f"{MAX_LEVELS} parentheses within each other", opening.column)
        operand = self.expression(0)
        self.close(opening)
        self.opened.pop()
        return operand

    def close(self, opening: Token) -> None:
        token = self.advance()
        if token.kind == "end":
            raise ExpressionError("this '(' is never closed: a ')' is missing", opening.column)
        if token.text != ")":
            raise self.misplaced(token)

    def named(self, token: Token) -> _Operand:
        name, follows = token.text, self.token.text == "("
        if name in self.declared:
            if not follows:
                return self.counted(Name(name), 1, token.column)
            if name in self.language.functions:
                raise ExpressionError(
                    f"{name} is the name of a value here, and cannot be a function as well: rename the value",
                    token.column,
                )
            raise ExpressionError(
                f"{clipped(name)} is a value: a product is written {clipped(name)}*(…)", token.column
            )
        if follows and name in self.language.functions:
            return self.function(token)
        if follows:
            raise self.no_function(token)
        if name in CONSTANTS:
            return self.counted(Call(name, ()), 1, token.column)
        if name in self.language.functions:
            raise ExpressionError(f"{name} needs its value in parentheses: {name}(x)", token.column)
        if "." in name and not self.language.conditions:
            raise ExpressionError(
                f"{clipped(name)!r} contains a point, which names in a function cannot", token.column
            )
        return self.counted(Name(name), 1, token.column)

    def function(self, token: Token) -> _Operand:
        opening, arguments = self.advance(), list[_Operand]()
        if self.token.text == ")":
            raise ExpressionError(f"{token.text} needs a value in its parentheses", token.column)
        while True:
            arguments.append(self.deeper(0, token))
            if self.token.text != ",":
                break
            if token.text not in _VARIADIC:
                raise ExpressionError(
                    f"{token.text} takes one value (a decimal number is written 0.5)", self.token.column
                )
            self.advance()
        self.close(opening)
        return self.call(token.text, tuple(arguments), token)

    def call(self, function: str, operands: tuple[_Operand, ...], token: Token) -> _Operand:
        """The operation on its operands, after checking their kinds and the depth."""
        for operand in operands:
            condition = is_condition(operand.node)
            if function in LOGIC and not condition:
                raise ExpressionError(
                    f"{function!r} takes conditions such as x < 1, and this is a number", operand.column
                )
            if condition and function in COMPARISONS:
                raise ExpressionError(
                    "comparisons do not chain: for 0 < x < 1 write 0 < x and x < 1", token.column
                )
            if condition and function not in LOGIC:
                raise ExpressionError(
                    f"{token.text!r} takes numbers, and this is a condition", operand.column
                )
        levels = 1 + max(operand.levels for operand in operands)
        if levels > MAX_LEVELS:
            raise self.beyond(f"{MAX_LEVELS} levels", token.column)
        column = operands[0].column if len(operands) == 2 else token.column
        return self.counted(Call(function, tuple(operand.node for operand in operands)), levels, column)

    def counted(self, node: Node, levels: int, column: int) -> _Operand:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self.beyond(f"{MAX_NODES:,} numbers, names and operations", column)
        return _Operand(node, levels, column)

    def missing(self, token: Token) -> ExpressionError:
        """The error for a token in the position of a value."""
        before = self.tokens[self.position - 2] if self.position > 1 else None
        if before is None and token.kind == "end":
            return ExpressionError("the expression is empty")
        if before is None or (token.text != ")" and token.kind != "end"):
            return ExpressionError(f"a value is missing before {token.text!r}", token.column)
        return ExpressionError(f"a value is missing after {before.text!r}", before.column)

    def misplaced(self, token: Token) -> ExpressionError:
        """The error for a token in the position of an operator."""
        if token.text == ")":
            return ExpressionError("this ')' closes nothing: a '(' is missing before it", token.column)
        if token.text == ",":
            return ExpressionError(
                "',' only separates the values of min and max; a decimal number is written 0.5", token.column
            )
        if token.text == "not":
            return ExpressionError("'not' stands before the whole condition: not x < 1", token.column)
        before = self.tokens[self.tokens.index(token) - 1]
        left = "(…)" if before.text == ")" else clipped(before.text)
        right = "(…)" if token.text == "(" else clipped(token.text)
        advice = self.applied(before.text, right) if before.kind == "name" else ""
        advice = advice or f"a product is written {left}*{right}"
        return ExpressionError(
            f"an operator is missing before {clipped(token.text)!r}: {advice}", token.column
        )

    def applied(self, name: str, right: str) -> str:
        """How to write a function of other programs before its value, as in ln x; "" if it is none."""
        function = _function_called(name, self.language)
        if function:
            return f"write {function}({right})"
        if normal(name) in INEXPRESSIBLE or normal(name) in REWRITES:
            return self.lacking(name)
        return ""

    def no_function(self, token: Token) -> ExpressionError:
        name = token.text
        if name in CONSTANTS:
            return ExpressionError(f"{name} is a number: a product is written {name}*(…)", token.column)
        return ExpressionError(self.lacking(name), token.column)

    def lacking(self, name: str) -> str:
        """The message about a function that the language lacks: what it is called here, or how it is written."""
        functions, word = self.language.functions, normal(name)
        known = f"known are {', '.join(sorted(functions))}"
        if name in CONDITIONAL.functions:
            rewrite = f"; {name}(a, b) is {REWRITES_OF_TWO[name]}" if name in REWRITES_OF_TWO else ""
            return f"{name} is for conditions and answers only{rewrite or f'; {known}'}"
        message = f"there is no function called {clipped(name)!r}; "
        if word in REWRITES:
            return f"{message}{name}(x) is {REWRITES[word]}"
        if word in REWRITES_OF_TWO:
            return f"{message}{name}(a, b) is {REWRITES_OF_TWO[word]}"
        proposal = nearest(name, sorted(functions))
        if proposal:
            return f"{message}did you mean {proposal}?"
        product = "" if word in INEXPRESSIBLE else f"; a product is written {clipped(name)}*(…)"
        return f"{message}{known}{product}"
