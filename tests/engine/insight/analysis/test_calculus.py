"""Derivatives as formulas and stationary points: textbook answers, and nothing that takes for ever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings

from engine.insight.analysis.calculus import stationary_points, symbolic_gradient
from engine.objectives.expression import Call, Node, evaluate, text_of
from engine.objectives.function import Function
from engine.objectives.parsing import INTERNAL, parse
from tests.engine.expressions import NAMES, kinked_trees, places, table


def function_of(expression: str, *variables: str, **where: str) -> Function:
    return Function(expression, where, variables)


@pytest.mark.parametrize(
    ("text", "slope"),
    table("""
        x**2 + x            → 2*x + 1
        5*x**2              → 10*x
        (x - 3)**2*(x + 1)  → 3*x**2 - 10*x + 3
        0.1*x**2            → 0.2*x
        x**3/3 - x/7        → x**2 - 1/7
        -x                  → -1
        pi*x + e*x          → e + pi
        sin(x)*cos(x)       → -sin(x)**2 + cos(x)**2
        sin(2*pi*x)         → 2*pi*cos(2*pi*x)
        tan(x)              → tan(x)**2 + 1
        exp(-x)             → -exp(-x)
        e**x                → exp(x)
        2**x                → log(2)*2**x
        log(x)              → 1/x
        sqrt(x)             → 0.5/sqrt(x)
        3*sqrt(x**2 + 1)    → 3*x/sqrt(x**2 + 1)
        sqrt(x**2)          → sign(x)
        x*sqrt(x**2)        → x*sign(x) + abs(x)
        sqrt(x)**3          → 1.5*sqrt(x)
        x**(1/3)            → 1/(3*x**(2/3))
        x/(x + 1)           → 1/(x + 1)**2
        1/(x**2 + 1)        → -2*x/(x**2 + 1)**2
        tanh(x)             → 1 - tanh(x)**2
        sigmoid(x)          → (1 - sigmoid(x))*sigmoid(x)
        softplus(3*x)       → 3*sigmoid(3*x)
        relu(2*x)           → 2*relu_slope(2*x)
        abs(log(x))         → sign(log(x))/x
        1e-300*x**2         → 2e-300*x
        x**x                → x**x*(log(x) + 1)
        (x + 1)**30         → 30*(x + 1)**29
    """),
)
def test_a_derivative_reads_as_in_a_textbook(text: str, slope: str) -> None:
    assert symbolic_gradient(function_of(text, "x")) == {"x": slope}


def test_a_long_derivative_is_told_as_the_product_rule_leaves_it() -> None:
    # SymPy counts 29 operations in the first slope, and 35 in the second.
    assert symbolic_gradient(function_of("exp(x)*(x**6 + x**5 + x**4 + x**3 + x**2 + x)", "x")) == {
        "x": "(x**6 + 7*x**5 + 6*x**4 + 5*x**3 + 4*x**2 + 3*x + 1)*exp(x)"
    }
    assert symbolic_gradient(function_of("(x**2 + 1)**3*exp(2*x)*sin(x)**3", "x")) == {
        "x": "6*x*(x**2 + 1)**2*exp(2*x)*sin(x)**3 + 2*(x**2 + 1)**3*exp(2*x)*sin(x)**3 "
        "+ 3*(x**2 + 1)**3*exp(2*x)*sin(x)**2*cos(x)"
    }


def test_named_values_are_put_in_and_every_variable_has_its_slope() -> None:
    function = function_of("q*z", "x", "y", "z", "w", k="2", q="x + k*y", unused="w**w")
    assert symbolic_gradient(function) == {"x": "z", "y": "2*z", "z": "x + 2*y", "w": "0"}
    assert symbolic_gradient(function_of("x**2 + y**2", "x", "y")) == {"x": "2*x", "y": "2*y"}


@settings(max_examples=50)
@given(kinked_trees, places)
def test_symbols_and_backpropagation_agree(node: Node, place: dict[str, float]) -> None:
    function = Function(f"x + {text_of(Call('neg', (node,)))}", {}, NAMES)
    # At 0 SymPy's |x|/x has no value, and no kink has another place than 0.
    place = {name: place[name] or 0.5 for name in NAMES}
    evaluation = function.evaluate(np.array(list(place.values())))
    assume(max(map(abs, evaluation.numbers)) < 1e4)
    for name, text in symbolic_gradient(function).items():
        slope = evaluate(parse(text, functions=INTERNAL), place)
        assert slope == pytest.approx(evaluation.gradients[name], rel=1e-6, abs=1e-6)


TOO_MUCH = {
    "a tower": ("9**9**9*x", {}),
    "a high power": ("x**1000", {}),
    "a high power of a sum": ("(x + 1)**(-33)", {}),
    "the power of a number": ("(2*x)**1e15", {}),
    "powers of powers": ("c", {"a": "(2*x)**30", "b": "a**30", "c": "b**30"}),
    "an exponent that is no number": ("x**(0/0)", {}),
    "doubling": ("q8", {"q0": "x + 1"} | {f"q{k}": f"sin(q{k - 1}) + q{k - 1}" for k in range(1, 9)}),
    "a long sum": ("+".join(["sin(x)"] * 80), {}),
    "nothing but infinity": ("x/0", {}),
    "no real number": ("sqrt(-1)*x**2", {}),
    "a number beyond all": ("(1e300*x)**2", {}),
    "a number beyond all, the other way": ("1e-300*1e-300*x**2", {}),
}


@pytest.mark.parametrize("kind", TOO_MUCH)
def test_what_is_too_much_has_no_symbols(kind: str) -> None:
    expression, where = TOO_MUCH[kind]
    assert symbolic_gradient(Function(expression, where, ["x"])) == {}


@pytest.mark.parametrize("kind", list(TOO_MUCH)[:10])
def test_what_is_too_much_has_no_stationary_points(kind: str) -> None:
    expression, where = TOO_MUCH[kind]
    assert stationary_points(Function(expression, where, ["x"])) == []


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("x**2", [0.0]),
        ("x**2 + x", [-0.5]),
        ("(x - 3)**2*(x + 1)", [1 / 3, 3.0]),
        ("x**4 - 2*x**2", [-1.0, 0.0, 1.0]),
        ("x**4", [0.0]),
        ("x**3 - 1e-20*x", [-5.773502691896258e-11, 5.773502691896258e-11]),
        ("0.1*(x - 0.3)**2", [0.3]),
        ("x**3 + x", []),
        ("x + 1", []),
        ("x**5", []),
        ("sin(x)", []),
        ("sqrt(2)*x**2", []),
        ("x - x", []),
    ],
)
def test_stationary_points_of_one_variable(text: str, points: list[float]) -> None:
    found = [point["x"] for point in stationary_points(function_of(text, "x"))]
    assert found == pytest.approx(points, rel=1e-14, abs=0)


HIMMELBLAU = [
    (-3.779310, -3.283186), (-3.073026, -0.081353), (-2.805118, 3.131313), (-0.270845, -0.923039),
    (-0.127961, -1.953715), (0.086678, 2.884255), (3.0, 2.0), (3.385154, 0.073852), (3.584428, -1.848127),
]  # fmt: skip
"""Four minima, four saddles and a maximum (Himmelblau, "Applied Nonlinear Programming", 1972)."""


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("x**2 + y**2", [(0, 0)]),
        ("x*y", [(0, 0)]),
        ("x**4 + y**4", [(0, 0)]),
        ("(1 - x)**2 + 100*(y - x**2)**2", [(1, 1)]),
        ("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", HIMMELBLAU),
        ("x**2 + 3*y", []),
        ("(x + y)**2", []),
        ("x**2*y", []),
        ("x**2", []),
        ("x**4*y", []),
    ],
)
def test_stationary_points_of_two_variables(text: str, points: list[tuple[float, float]]) -> None:
    found = stationary_points(function_of(text, "x", "y"))
    assert [list(point) for point in found] == [["x", "y"]] * len(points)
    for point, expected in zip(found, points, strict=True):
        assert tuple(point.values()) == pytest.approx(expected, rel=0, abs=1e-6)
        slopes = function_of(text, "x", "y").evaluate(np.array(list(point.values()))).gradient
        np.testing.assert_allclose(slopes, 0.0, atol=1e-11)


def test_three_variables_are_not_looked_at() -> None:
    assert stationary_points(function_of("x**2 + y**2 + z**2", "x", "y", "z")) == []


def test_sympy_is_imported_only_when_symbols_are_asked_for() -> None:
    code = "import sys, engine.insight.analysis.calculus; print('sympy' in sys.modules)"
    root = Path(__file__).parents[4]
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert ran.stdout == "False\n"


def test_a_value_with_the_name_of_a_constant_is_that_value() -> None:
    assert symbolic_gradient(function_of("e**2*x + pi", "x", "e", "pi")) == {
        "x": "e**2",
        "e": "2*e*x",
        "pi": "1",
    }


def test_no_text_means_a_value_where_it_should_mean_a_constant_or_function() -> None:
    assert symbolic_gradient(function_of("x**log", "x", "log")) == {}
    assert symbolic_gradient(function_of("exp(1)*x*e", "x", "e")) == {}
