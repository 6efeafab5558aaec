"""Symbolic derivatives and stationary points of small functions, by SymPy.

SymPy is slow to import, so it is imported only on use. It is given trees and never text, since its own parser
executes what it reads.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import product
from math import prod
from types import new_class
from typing import Any, NamedTuple, TypeAlias

from engine.objectives.expression import (
    ONE,
    Call,
    Constant,
    Name,
    Node,
    folded,
    negative,
    number_text,
    simplified,
    text_of,
    total,
)
from engine.objectives.function import Function
from engine.objectives.operations import CONSTANTS, OPERATIONS
from engine.objectives.parsing import INTERNAL

MAX_SIZE = 200
"""Numbers, names and operations of a function with its named values substituted."""

MAX_POWER = 32
"""The highest power of a function when it is expanded."""

MAX_DEGREE = 4
"""The degree of a polynomial up to which stationary points are computed."""

_MAX_OPERATIONS_SIMPLIFIED = 30
_MAX_POWER_EXPANDED = 4
_ROOT_DIGITS = 40

_Symbolic: TypeAlias = Any
"""A SymPy expression; SymPy has no type annotations."""


class _NoFormError(ValueError):
    """A tree that is too large for SymPy, or a SymPy expression that the language cannot express."""


def import_sympy() -> None:
    """Import SymPy now, and not at the first use."""
    import sympy  # noqa: F401


def symbolic_gradient(function: Function) -> dict[str, str]:
    """∂f/∂x for every variable x, simplified, as text in the language: {"x": "2*x + 1"} for x**2 + x.

    Empty if the function is too large, or if the language cannot express a derivative.
    """
    try:
        symbolic, power = _symbolic(function)
        return {name: _derivative(symbolic, name, power, function.declared) for name in function.variables}
    except _NoFormError:
        return {}


def stationary_points(function: Function) -> list[dict[str, float]]:
    """The points where every partial derivative is 0, ascending: [{"x": 0.0, "y": 0.0}] for x**2 + y**2.

    Computed for polynomials of degree 4 or less, with rational coefficients, in one or two variables. Empty for any
    other function, and if the stationary points are not isolated.
    """
    import sympy

    try:
        symbolic, _ = _symbolic(function)
    except _NoFormError:
        return []
    symbols = [_symbol(name) for name in function.variables]
    if len(symbols) > 2 or not symbolic.is_polynomial(*symbols):
        return []
    polynomial = sympy.Poly(symbolic, *symbols)
    if polynomial.total_degree() > MAX_DEGREE or not (polynomial.domain.is_ZZ or polynomial.domain.is_QQ):
        return []
    partials = [polynomial.diff(symbol) for symbol in symbols]
    # With two variables, each coordinate of a stationary point is a root of the resultant that eliminates the
    # other. Which coordinates belong together follows from the partial derivatives.
    eliminated = [
        sympy.Poly(_eliminated(partials, other), kept)
        for kept, other in zip(symbols, symbols[::-1], strict=True)
    ]
    if any(remainder.is_zero for remainder in eliminated):
        return []
    return [
        {name: float(value) for name, value in zip(function.variables, point, strict=True)}
        for point in product(*map(_real_roots, eliminated))
        if all(_vanishes(derivative, point) for derivative in partials)
    ]


def _eliminated(partials: Sequence[_Symbolic], other: _Symbolic) -> _Symbolic:
    """The resultant of two partial derivatives, without the variable `other`; a single one as it is."""
    import sympy

    if len(partials) == 1:
        return partials[0].as_expr()
    return sympy.resultant(*(derivative.as_expr() for derivative in partials), other)


def _real_roots(polynomial: _Symbolic) -> list[_Symbolic]:
    """The distinct real roots, ascending, with enough digits to tell any two apart."""
    if polynomial.degree() == 0:
        return []
    return [root.n(_ROOT_DIGITS) for root in polynomial.sqf_part().real_roots()]


def _vanishes(polynomial: _Symbolic, point: Sequence[_Symbolic]) -> bool:
    """Whether a polynomial is 0 at a point, within the rounding of the point's digits."""
    terms = [
        coefficient * prod(value**power for value, power in zip(point, powers, strict=True))
        for powers, coefficient in polynomial.terms()
    ]
    return bool(abs(sum(terms)) <= sum(map(abs, terms)) * 10.0 ** (-_ROOT_DIGITS / 2))


# To SymPy


class _Measure(NamedTuple):
    """The size of a tree with everything substituted, and its highest power when expanded."""

    size: int
    power: float
    """The highest power when expanded; 0 for a number."""
    value: float | None
    """The value of a constant tree; None for any other."""


def _measure(node: Node, known: Mapping[str, _Measure]) -> _Measure:
    """The measure of a tree, taken before SymPy gets it, since SymPy would compute 9**9**9."""

    def leaf(part: Node) -> _Measure:
        if isinstance(part, Name):
            return known[part.key]
        return _Measure(1, 0, part.value if isinstance(part, Constant) else CONSTANTS[part.function])

    def call(function: str, operands: list[_Measure]) -> _Measure:
        size = 1 + sum(operand.size for operand in operands)
        powers = [operand.power for operand in operands]
        values = [operand.value for operand in operands if operand.value is not None]
        value = OPERATIONS[function].scalar(*values) if len(values) == len(operands) else None
        power = sum(powers) if function in ("*", "/") else max(powers)
        if function == "**":
            exponent = operands[1].value
            power = max(1, sum(powers)) if exponent is None else max(1, powers[0]) * max(1, abs(exponent))
        if size > MAX_SIZE or not power <= MAX_POWER:
            raise _NoFormError
        return _Measure(size, power, value)

    return folded(node, leaf, call)


@cache
def _symbol(name: str) -> _Symbolic:
    import sympy

    return sympy.Symbol(name, real=True)


@cache
def _to_sympy() -> dict[str, Callable[..., _Symbolic]]:
    """The SymPy counterpart of each operation of the language."""
    import sympy

    def kept(name: str, derivative: Callable[[_Symbolic], _Symbolic]) -> Callable[..., _Symbolic]:
        """A SymPy function that is only differentiated, and never rewritten."""
        return new_class(
            name,
            (sympy.Function,),
            exec_body=lambda body: body.update(fdiff=lambda self, argindex=1: derivative(self)),
        )

    sign, relu_slope = sympy.Function("sign"), sympy.Function("relu_slope")
    sigmoid = kept("sigmoid", lambda y: y * (1 - y))
    return {
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "/": operator.truediv,
        "**": operator.pow,
        "neg": operator.neg,
        "pi": lambda: sympy.pi,
        "e": lambda: sympy.E,
        "sin": sympy.sin,
        "cos": sympy.cos,
        "tan": sympy.tan,
        "exp": sympy.exp,
        "log": sympy.log,
        "sqrt": sympy.sqrt,
        "tanh": sympy.tanh,
        "sigmoid": sigmoid,
        "relu": kept("relu", lambda y: relu_slope(y.args[0])),
        "softplus": kept("softplus", lambda y: sigmoid(y.args[0])),
        "abs": kept("abs", lambda y: sign(y.args[0])),
    }


def _symbolic(function: Function) -> tuple[_Symbolic, float]:
    """f with its named values substituted, and its highest power when expanded."""
    import sympy

    measures: dict[str, _Measure] = dict.fromkeys(function.variables, _Measure(1, 1, None))
    symbols: dict[str, _Symbolic] = {name: _symbol(name) for name in function.variables}

    def leaf(part: Node) -> _Symbolic:
        if isinstance(part, Name):
            return symbols[part.key]
        if isinstance(part, Call):
            return _to_sympy()[part.function]()
        return sympy.Rational(*Fraction(number_text(part.value)).as_integer_ratio())

    for node in function.nodes[len(function.variables) :]:
        if node.key in function.used:
            measures[node.key] = _measure(node.expression, measures)
            symbols[node.key] = folded(node.expression, leaf, lambda name, parts: _to_sympy()[name](*parts))
    return _definite(symbols[function.output]), measures[function.output].power


def _definite(symbolic: _Symbolic) -> _Symbolic:
    """The expression itself; raises _NoFormError if it contains an infinity or NaN."""
    import sympy

    if symbolic.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        raise _NoFormError
    return symbolic


def _derivative(symbolic: _Symbolic, name: str, power: float, declared: Collection[str]) -> str:
    """∂/∂name as text: expanded, factored or unchanged, whichever is shortest."""
    import sympy

    derivative = _definite(sympy.diff(symbolic, _symbol(name)))
    forms = [derivative]
    if sympy.count_ops(derivative) <= _MAX_OPERATIONS_SIMPLIFIED:
        forms.insert(0, sympy.factor(derivative))
        if power <= _MAX_POWER_EXPANDED and derivative.is_polynomial():
            forms.insert(0, sympy.expand(derivative))
    nodes = [_node_of(form) for form in forms]
    if any(_calls(node, declared) for node in nodes):
        raise _NoFormError
    return min(map(text_of, nodes), key=len)


def _calls(node: Node, declared: Collection[str]) -> bool:
    """Whether a constant or function of the tree has the name of a value, which its text would mean."""
    return folded(
        node,
        lambda part: isinstance(part, Call) and part.function in declared,
        lambda function, found: function in declared or any(found),
    )


# From SymPy

_WORDS = {"Pi": "pi", "Exp1": "e", "Abs": "abs"}
"""The language's names of SymPy classes, where they differ."""


def _node_of(symbolic: _Symbolic) -> Node:
    """The tree of a SymPy expression; raises _NoFormError if the language cannot express it."""
    if symbolic.is_Symbol:
        return Name(symbolic.name)
    if symbolic.is_Rational:
        return _product(_exact(symbolic), [])
    if symbolic.is_Add:
        return total(map(_node_of, symbolic.as_ordered_terms()))
    if symbolic.is_Mul:
        coefficient, rest = symbolic.as_coeff_Mul()
        return _product(_exact(coefficient), rest.as_ordered_factors())
    if symbolic.is_Pow:
        return _power(symbolic)
    name = _WORDS.get(type(symbolic).__name__, type(symbolic).__name__)
    if name not in INTERNAL.functions | CONSTANTS.keys():
        raise _NoFormError
    return Call(name, tuple(map(_node_of, symbolic.args)))


def _power(symbolic: _Symbolic) -> Node:
    base, exponent = symbolic.args
    if exponent.is_Rational and exponent < 0:
        return _product(Fraction(1), [symbolic])
    if exponent == Fraction(1, 2):
        return Call("sqrt", (_node_of(base),))
    return simplified("**", (_node_of(base), _node_of(exponent)))


def _exact(rational: _Symbolic) -> Fraction:
    return Fraction(int(rational.p), int(rational.q))


def _product(number: Fraction, factors: Sequence[_Symbolic]) -> Node:
    """The product, with factors of negative powers in the denominator."""
    above, below = _fraction(abs(number))
    for factor in factors:
        if factor.is_Pow and factor.exp.is_Rational and factor.exp < 0:
            below = simplified("*", (below, _node_of(1 / factor)))
        else:
            above = simplified("*", (above, _node_of(factor)))
    quotient = simplified("/", (above, below))
    return negative(quotient) if number < 0 else quotient


def _fraction(number: Fraction) -> tuple[Node, Node]:
    """A number as numerator and denominator; a decimal that a float64 represents has the denominator 1."""
    if max(number.numerator, number.denominator) > 10**308:
        raise _NoFormError
    if Fraction(number_text(float(number))) == number:
        return Constant(float(number)), ONE
    return Constant(float(number.numerator)), Constant(float(number.denominator))
