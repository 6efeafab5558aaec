"""The table of derivative rules, each against a difference quotient, and as it reads."""

from __future__ import annotations

from itertools import product

import pytest

from engine.objectives.derivatives import RULES, partial
from engine.objectives.expression import Call, Name, Node, evaluate, text_of
from engine.objectives.operations import OPERATIONS
from engine.objectives.parsing import DIFFERENTIABLE, parse
from tests.engine.expressions import table

PLACES = {"**": [0.3, 1.7], "log": [0.3, 1.7], "sqrt": [0.3, 1.7]}
"""Where an operation is not defined everywhere."""


def told(text: str, index: int = 0, result: str = "y") -> str:
    node = parse(text)
    assert isinstance(node, Call)
    return text_of(partial(node.function, index, node.arguments, Name(result), textbook=True))


def test_whatever_may_stand_in_a_function_has_a_rule_for_each_operand() -> None:
    assert set(RULES) == DIFFERENTIABLE.functions | {"+", "-", "*", "/", "**", "neg", "hypot"}
    assert {name for name, rule in RULES.items() if len(rule) == 2} == {"+", "-", "*", "/", "**", "hypot"}


@pytest.mark.parametrize("operation", RULES)
def test_a_rule_gives_the_slope_of_its_operation(operation: str) -> None:
    compute = OPERATIONS[operation].scalar
    width = len(RULES[operation])
    names = [Name(f"p{number}") for number in range(width)]
    h = 1e-6
    for place in product(PLACES.get(operation, [-1.3, -0.4, 0.3, 1.7]), repeat=width):
        known = {"y": compute(*place)} | {name.key: value for name, value in zip(names, place, strict=True)}
        for index in range(width):
            before, after = list(place), list(place)
            before[index] -= h
            after[index] += h
            difference = (compute(*after) - compute(*before)) / (2 * h)
            slope = evaluate(partial(operation, index, names, Name("y")), known)
            assert slope == pytest.approx(difference, rel=1e-7, abs=1e-8), (place, index)


@pytest.mark.parametrize(
    ("operation", "slope"), [("relu", 0.0), ("abs", 0.0), ("softplus", 0.5), ("sqrt", float("inf"))]
)
def test_the_slope_at_zero_is_the_agreed_one(operation: str, slope: float) -> None:
    rule = partial(operation, 0, [Name("x")], Name("y"), textbook=True)
    assert evaluate(rule, {"x": 0.0, "y": OPERATIONS[operation].scalar(0.0)}) == slope


def test_a_negative_base_to_a_whole_power_has_a_slope() -> None:
    assert evaluate(partial("**", 0, parse_arguments("x**3"), Name("y")), {"x": -2.0}) == 12.0


def parse_arguments(text: str) -> tuple[Node, ...]:
    node = parse(text)
    assert isinstance(node, Call)
    return node.arguments


@pytest.mark.parametrize(
    ("text", "slope"),
    table("""
        x**2         → 2*x
        x**3         → 3*x**2
        x**1         → 1
        x**0         → 0
        x**-1        → -x**(-2)
        x**0.5       → 0.5*x**(-0.5)
        x**1.1       → 1.1*x**0.1
        x**n         → n*x**(n - 1)
        x + 3        → 1
        x - 3        → 1
        x*z          → z
        x*(2*pi)     → 2*pi
        x/2          → 1/2
        x/z          → 1/z
        -x           → -1
        sin(x)       → cos(x)
        cos(x)       → -sin(x)
        tan(x)       → 1 + y**2
        exp(x)       → y
        log(x)       → 1/x
        sqrt(x)      → 1/(2*y)
        tanh(x)      → 1 - y**2
        sigmoid(x)   → y*(1 - y)
        relu(x)      → relu_slope(x)
        softplus(x)  → sigmoid(x)
        abs(x)       → sign(x)
    """),
)
def test_a_slope_reads_as_in_a_textbook(text: str, slope: str) -> None:
    assert told(text) == slope


@pytest.mark.parametrize(
    ("text", "slope"),
    table("""
        3 + x   → 1
        3 - x   → -1
        z*x     → z
        z/x     → -z/x**2
        1/x     → -1/x**2
        -2/x    → 2/x**2
        z**x    → y*log(z)
        2**x    → log(2)*y
    """),
)
def test_so_does_a_slope_by_the_second_operand(text: str, slope: str) -> None:
    assert told(text, index=1) == slope


def test_the_result_may_go_by_its_own_text() -> None:
    assert told("sigmoid(x)", result="sigmoid(x)") == "sigmoid(x)*(1 - sigmoid(x))"
    assert told("tan(x)", result="tan(x)") == "1 + tan(x)**2"
