"""Functions as graphs: hand-worked values and slopes, two other ways to every slope, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.objectives.expression import Call, Name, Node, evaluate, folded, names_of, text_of
from engine.objectives.function import Function, FunctionEvaluation
from engine.objectives.graph_node import EQUALS, GRADIENT, VARIABLE
from engine.objectives.objective import Objective
from engine.objectives.parsing import MAX_NODES, ExpressionError, parse
from engine.types import Vector
from tests.engine.expressions import (
    NAMES,
    any_trees,
    dual,
    kinked_trees,
    largest,
    places,
    smooth_trees,
    table,
)


def function_of(expression: str, *variables: str, **where: str) -> Function:
    return Function(expression, where, variables)


def at(function: Function, *theta: float) -> FunctionEvaluation:
    return function.evaluate(np.array(theta))


def test_the_slope_of_x_squared_plus_x_at_5_is_11() -> None:
    evaluation = at(function_of("x**2 + x", "x"), 5.0)
    assert evaluation.loss == 30.0
    assert evaluation.gradient.tolist() == [11.0]
    assert evaluation.values == {"x": 5.0, "x**2": 25.0, "x**2 + x": 30.0}
    assert evaluation.gradients == {"x": 11.0, "x**2": 1.0, "x**2 + x": 1.0}


def test_the_product_of_a_sum_is_told_backward_step_by_step() -> None:
    # q = x + y = 3, f = q·z = -12; ∂f/∂q = z = -4, ∂f/∂z = q = 3, and q hands -4 on to x and to y.
    function = function_of("q*z", "x", "y", "z", q="x + y")
    evaluation = at(function, -2.0, 5.0, -4.0)
    assert evaluation.loss == -12.0
    assert evaluation.gradient.tolist() == [-4.0, -4.0, 3.0]
    assert evaluation.values == {"x": -2.0, "y": 5.0, "z": -4.0, "q": 3.0, "q*z": -12.0}
    assert evaluation.gradients["q"] == -4.0
    assert {key: text_of(function.gradient_formula(key)) for key in function.keys} == {
        "x": "gradient.q", "y": "gradient.q", "z": "q", "q": "z", "q*z": "1"
    }  # fmt: skip
    assert text_of(function.forward_formula("q")) == "x + y"


def test_slopes_add_up_where_a_value_is_used_more_than_once() -> None:
    # a = x·y = 6, f = a·a + a = 42; ∂f/∂a = a + a + 1 = 13, ∂f/∂x = 13·y = 39, ∂f/∂y = 13·x = 26.
    function = function_of("a*a + a", "x", "y", a="x*y")
    evaluation = at(function, 2.0, 3.0)
    assert evaluation.loss == 42.0
    assert evaluation.gradient.tolist() == [39.0, 26.0]
    assert evaluation.gradients["a"] == 13.0


def test_equal_texts_are_one_node_however_they_are_written() -> None:
    # u = x + 1 is used twice: f = u² with ∂f/∂x = 2u = 6 at 2.
    function = function_of("(x+1) * ( x + 1 )", "x")
    assert function.keys == ("x", "x + 1", "(x + 1)*(x + 1)")
    assert at(function, 2.0).gradient.tolist() == [6.0]


def test_the_seeds_own_numbers() -> None:
    assert at(function_of("5*b**2", "b"), -5.0).gradient.tolist() == [-50.0]
    assert at(function_of("x**2 + y**2", "x", "y"), 0.0, 0.0).gradient.tolist() == [0.0, 0.0]


def test_ten_steps_down_the_parabola_end_where_d2l_says() -> None:
    # https://d2l.ai/chapter_optimization/gd.html: x ← x − η·2x from 10.
    function = function_of("x**2", "x")
    for rate, end in ((0.2, 0.06046617599999997), (0.05, 3.4867844009999995), (1.1, 61.917364224000096)):
        x = np.array([10.0])
        for _ in range(10):
            x = x - rate * function.evaluate(x).gradient
        assert x[0] == end


def test_a_function_is_an_objective() -> None:
    objective: Objective = function_of("q*z", "x", "y", "z", q="x + y")
    assert list(objective.parameters.names) == ["x", "y", "z"]
    theta, rows = np.array([-2.0, 5.0, -4.0]), np.array([0, 1])
    evaluation = objective.evaluate(theta, rows)
    assert objective.loss(theta, rows) == evaluation.loss == -12.0
    assert evaluation.named_values(3) == {"x": -2, "y": 5, "z": -4, "q": 3, "q*z": -12, "loss": -12}
    assert list(evaluation.named_gradients().items()) == [("q*z", 1.0), ("q", -4.0)]


def test_a_function_keeps_its_variables_whatever_becomes_of_the_list_they_came_in() -> None:
    names = ["x", "y"]
    function = Function("x*y", {}, names)
    names.clear()
    assert function.variables == ("x", "y")
    assert at(function, 2.0, 3.0).loss == 6.0


def test_a_gradient_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        at(function_of("x**2", "x"), 1.0).gradient[0] = 3.0


def test_the_graph_tells_operations_operands_and_their_order() -> None:
    function = function_of("sin(2*pi*x)/k + s*s", "x", "y", k="2*3", s="x", t="y - 1")
    told = [(node.key, node.operation, node.operands, text_of(node.expression)) for node in function.nodes]
    assert told == [
        ("x", VARIABLE, (), "x"),
        ("y", VARIABLE, (), "y"),
        ("k", EQUALS, (), "2*3"),
        ("s", EQUALS, ("x",), "x"),
        ("t", "-", ("y",), "y - 1"),
        ("2*pi*x", "*", ("x",), "2*pi*x"),
        ("sin(2*pi*x)", "sin", ("2*pi*x",), "sin(2*pi*x)"),
        ("sin(2*pi*x)/k", "/", ("sin(2*pi*x)", "k"), "sin(2*pi*x)/k"),
        ("s*s", "*", ("s",), "s*s"),
        ("sin(2*pi*x)/k + s*s", "+", ("sin(2*pi*x)/k", "s*s"), "sin(2*pi*x)/k + s*s"),
    ]
    assert function.node("t") is function.nodes[4]
    assert function.output == "sin(2*pi*x)/k + s*s"
    assert function.used == set(function.keys) - {"y", "t"}


def test_what_the_output_does_not_depend_on_has_a_value_and_no_slope() -> None:
    function = function_of("x**2", "x", "y", t="x*y")
    evaluation = at(function, 3.0, 4.0)
    assert evaluation.gradient.tolist() == [6.0, 0.0]
    assert evaluation.values["t"] == 12.0
    assert evaluation.gradients["t"] == 0.0
    assert text_of(function.gradient_formula("t")) == text_of(function.gradient_formula("y")) == "0"


def test_a_named_number_has_a_slope_like_any_value() -> None:
    # f = k·x with k = 2·3: ∂f/∂k = x.
    evaluation = at(function_of("k*x", "x", k="2*3"), 5.0)
    assert (evaluation.loss, evaluation.gradients) == (30.0, {"x": 6.0, "k": 5.0, "k*x": 1.0})


def test_a_variable_alone_is_a_function() -> None:
    evaluation = at(function_of("y", "x", "y"), 5.0, 7.0)
    assert (evaluation.loss, evaluation.gradient.tolist()) == (7.0, [0.0, 1.0])
    renamed = at(function_of("q", "x", q="x"), 5.0)
    assert (renamed.loss, renamed.gradient.tolist()) == (5.0, [1.0])


def test_the_output_may_be_called_loss() -> None:
    function = function_of("loss", "b", loss="5*b**2")
    assert function.output == "loss"
    assert at(function, -5.0).named_values() == {"b": -5.0, "b**2": 25.0, "loss": 125.0}


@pytest.mark.parametrize(
    ("text", "key", "formula"),
    table(
        """
        x**2 | x | 2*x
        x**2 + x | x | gradient.x**2*(2*x) + 1
        x - x | x | 1 - 1
        x - sin(x) | x | gradient.sin(x)*cos(x) + 1
        x*y - z/x | x | gradient.x*y*y - gradient.z/x*(z/x**2)
        x*y/2 | x*y | 1/2
        2*y*x/3 + z | 2*y | gradient.2*y*x*x
        2*y*x/3 + z | 2*y*x | gradient.2*y*x/3/3
        5*sin(x) | sin(x) | 5
        x*x | x | x + x
        exp(-x) + 1 | -x | gradient.exp(-x)*exp(-x)
        exp(-x) + 1 | x | -gradient.-x
        x**0 + x | x | 1
        """,
        separator="|",
    ),
)
def test_a_slope_is_told_as_a_sum_over_its_uses(text: str, key: str, formula: str) -> None:
    assert text_of(function_of(text, "x", "y", "z").gradient_formula(key)) == formula


def test_each_name_in_a_told_slope_can_be_written_as_wanted() -> None:
    formula = function_of("q*z", "x", "y", "z", q="x + y").gradient_formula("x")
    assert text_of(formula, name=lambda key: key.replace(GRADIENT, "∂f/∂")) == "∂f/∂q"


def expressed(trees: st.SearchStrategy[Node]) -> st.SearchStrategy[tuple[str, dict[str, str]]]:
    """An expression and named values, used more than once."""
    return st.tuples(trees, trees, trees).map(
        lambda parts: (
            f"p*q + ({text_of(parts[0])})*p",
            {"p": text_of(parts[1]), "q": f"({text_of(parts[2])}) - tanh(p)"},
        )
    )


def theta_at(place: Mapping[str, float]) -> Vector:
    return np.array([place[name] for name in NAMES])


def put_in(text: str, where: Mapping[str, str]) -> Node:
    """The whole expression as one tree, without any named value."""
    trees: dict[str, Node] = {}

    def leaf(part: Node) -> Node:
        return trees.get(part.key, part) if isinstance(part, Name) else part

    def whole(text: str) -> Node:
        return folded(parse(text), leaf, lambda function, parts: Call(function, tuple(parts)))

    for name, part in where.items():
        trees[name] = whole(part)
    return whole(text)


@given(expressed(kinked_trees), places)
def test_slopes_equal_those_of_forward_mode(
    case: tuple[str, dict[str, str]], place: dict[str, float]
) -> None:
    tree = put_in(*case)
    assume(names_of(tree) and largest(tree, place) < 1e6)
    evaluation = Function(*case, NAMES).evaluate(theta_at(place))
    scale = 1e-9 * max(1.0, *map(abs, evaluation.numbers))
    for name, slope in zip(NAMES, evaluation.gradient.tolist(), strict=True):
        expected = dual(tree, place, name)
        assert evaluation.loss == pytest.approx(expected.value, rel=1e-9, abs=scale)
        assert slope == pytest.approx(expected.slope, rel=1e-9, abs=scale)


@given(expressed(smooth_trees), places)
def test_slopes_equal_central_differences(case: tuple[str, dict[str, str]], place: dict[str, float]) -> None:
    tree = put_in(*case)
    assume(names_of(tree))
    function = Function(*case, NAMES)
    theta = theta_at(place)
    evaluation = function.evaluate(theta)
    assume(max(map(abs, evaluation.numbers)) < 1e3)
    for index, slope in enumerate(evaluation.gradient):
        step = np.zeros(3)
        step[index] = 1e-4
        f = [function.loss(theta + times * step) for times in (-2, -1, 1, 2)]
        # The five-point formula, wrong by h⁴f⁽⁵⁾/30.
        difference = (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / 12e-4
        assume(abs(f[3] - 4 * f[2] + 6 * evaluation.loss - 4 * f[1] + f[0]) < 1e-9)
        assert slope == pytest.approx(difference, rel=1e-5, abs=1e-5)


@given(expressed(any_trees), places)
def test_told_formulas_evaluate_to_the_very_numbers_computed(
    case: tuple[str, dict[str, str]], place: dict[str, float]
) -> None:
    assume(names_of(put_in(*case)))
    function = Function(*case, NAMES)
    evaluation = function.evaluate(theta_at(place))
    values, slopes = evaluation.values, evaluation.gradients
    known = values | {f"{GRADIENT}{key}": slope for key, slope in slopes.items()}
    for key in function.keys:
        np.testing.assert_equal(evaluate(function.computed_formula(key), known), values[key])
        np.testing.assert_equal(evaluate(function.computed_gradient_formula(key), known), slopes[key])
    assert tuple(values) == tuple(slopes) == function.keys
    np.testing.assert_equal(function.loss(theta_at(place)), evaluation.loss)


def test_numbers_that_are_not_finite_flow_through() -> None:
    evaluation = at(function_of("log(x)", "x"), 0.0)
    assert (evaluation.loss, evaluation.gradient.tolist()) == (-math.inf, [math.inf])
    assert math.isnan(at(function_of("sqrt(x)", "x"), -1.0).gradient[0])
    assert at(function_of("x**2", "x"), 1e200).loss == math.inf


def test_many_places_at_once_agree_with_each_alone() -> None:
    function = function_of("sin(q)*y + q**2", "x", "y", q="x - 1", unused="log(y)")
    x, y = np.meshgrid(np.linspace(-2, 2, 5), np.linspace(-1, 1, 3))
    surface = function.over({"x": x, "y": y})
    assert surface.shape == (3, 5)
    for place in np.ndindex(3, 5):
        assert surface[place] == pytest.approx(function.loss(np.array([x[place], y[place]])), rel=1e-14)
    np.testing.assert_array_equal(function.over({"x": x[0], "y": 0.0}), (x[0] - 1) ** 2)


def test_many_places_have_their_shape_even_where_nothing_varies() -> None:
    function = function_of("y**2", "x", "y")
    assert function.over({"x": np.zeros((2, 4)), "y": 3.0}).tolist() == [[9.0] * 4] * 2


def test_a_use_without_a_slope_leaves_the_others_alone_to_the_sign_of_a_0() -> None:
    # ∂f/∂x = 0·x^(−1) + 1·k: with k = −0 a sum of both would be +0, while what is told is −0
    evaluation = at(function_of("x**0 + k*x", "x", "k"), 1.0, -0.0)
    assert text_of(evaluation.function.gradient_formula("x")) == "gradient.k*x*k"
    assert repr(evaluation.gradients["x"]) == "-0.0"


def test_whole_places_have_real_values() -> None:
    assert function_of("x", "x").over({"x": np.array([1, 2])}).dtype == np.float64


@pytest.mark.parametrize(
    ("expression", "where", "entry", "column", "message"),
    [
        ("x +", {}, "expression", 3, "a value is missing after '+'"),
        ("x", {"q": "2x"}, "where.q", 2, "an operator is missing before 'x': a product is written 2*x"),
        ("x + w", {}, "expression", 5, "there is no variable or earlier value called 'w'; known are x, yy"),
        ("x + y", {}, "expression", 5, "there is no variable or earlier value called 'y'; known are x, yy"),
        ("q", {"q": "r + 1", "r": "x"}, "where.q", 1, "'r' is defined below: move it up"),
        ("q", {"q": "x + q"}, "where.q", 5, "'q' refers to itself"),
        ("x", {"x": "yy"}, "where.x", 1, "there is a variable called 'x' already"),
        (
            "sin(x) + sin",
            {"sin": "yy"},
            "expression",
            1,
            "sin is the name of a value here, and cannot be a function as well: rename the value",
        ),
        ("e(x)", {"e": "yy"}, "expression", 1, "e is a value: a product is written e*(…)"),
        ("x", {"and": "yy"}, "where.and", 1, "'and' is reserved: choose another name"),
        (
            "x", {"2q": "yy"}, "where.2q", 1,
            "'2q' is not a valid name: use the letters a to z, digits and _, beginning with a letter or _",
        ),
        (
            "x", {"a.b": "yy"}, "where.a.b", 1,
            "'a.b' is not a valid name: use the letters a to z, digits and _, beginning with a letter or _",
        ),
        ("2*pi", {}, "expression", 1, "the expression has no variable in it"),
        ("k + 1", {"k": "3"}, "expression", 1, "the expression has no variable in it"),
        ("loss*2", {"loss": "x"}, "where.loss", 1, "'loss' is the name of the function's own value"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_entry(
    expression: str, where: dict[str, str], entry: str, column: int, message: str
) -> None:
    with pytest.raises(ExpressionError) as caught:
        Function(expression, where, ["x", "yy"])
    error = caught.value
    assert (error.message, error.column, error.entry) == (message, column, f"function.{entry}")


@pytest.mark.parametrize(
    ("variables", "entry", "message"),
    [
        ([], "function.start", "a function needs at least one variable"),
        (["x", "loss"], "function.start.loss", "'loss' is the name of the function's own value"),
        (["x", "not"], "function.start.not", "'not' is reserved: choose another name"),
        (["x", "x"], "function.start.x", "there is a variable called 'x' already"),
    ],
)
def test_a_variable_that_cannot_be_one_is_refused(variables: list[str], entry: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        Function("x", {}, variables)
    assert (caught.value.message, caught.value.entry) == (message, entry)


def test_there_is_a_limit_to_all_values_together() -> None:
    # x itself is one of them
    where = {f"q{number}": "sin(x)" for number in range(MAX_NODES - 1)}
    assert len(Function("x", where, ["x"]).nodes) == MAX_NODES
    with pytest.raises(ExpressionError, match="a function may have 10,000 values in all") as caught:
        Function("x", where | {"last": "x"}, ["x"])
    assert caught.value.entry == "function.expression"


def test_a_value_may_be_used_any_number_of_times() -> None:
    # f = Σ q_k with q_k = k·x: ∂f/∂x = Σ k.
    where = {f"q{number}": f"{number}*x" for number in range(1, 2001)}
    where |= {"s0": "q1"} | {f"s{number}": f"s{number - 1} + q{number + 1}" for number in range(1, 2000)}
    function = Function("s1999", where, ["x"])
    evaluation = at(function, 1.0)
    assert evaluation.gradient.tolist() == [2000 * 2001 / 2]
    known = {f"{GRADIENT}{key}": slope for key, slope in evaluation.gradients.items()}
    assert evaluate(function.gradient_formula("x"), known) == 2000 * 2001 / 2


@pytest.mark.parametrize("name", ["e", "pi", "log", "abs", "max", "relu_slope", "min", "sigmoid"])
def test_a_value_with_the_name_of_a_constant_or_function_is_that_value(name: str) -> None:
    function = Function(f"{name}**2*x + sin({name})", {}, ["x", name])
    found = function.evaluate(np.array([3.0, 0.5]))
    assert found.loss == 0.75 + math.sin(0.5)
    assert found.gradient.tolist() == [0.25, 3.0 + math.cos(0.5)]
    named = Function(f"x*{name}", {name: "x + 1"}, ["x"])
    assert named.evaluate(np.array([2.0])).loss == 6.0
