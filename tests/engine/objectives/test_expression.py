"""Trees of the expression language: their values, their text, and their textbook forms."""

from __future__ import annotations

import math
import re
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given

from engine.objectives.expression import (
    ONE,
    ZERO,
    Call,
    Constant,
    Name,
    Node,
    evaluate,
    is_condition,
    names_of,
    negative,
    number_text,
    simplified,
    text_of,
    total,
)
from engine.objectives.operations import OPERATIONS
from engine.objectives.parsing import CONDITIONAL, INTERNAL, parse
from tests.engine.expressions import any_trees, condition_trees, largest, places, smooth_trees, table

INF, NAN = math.inf, math.nan
GRID = [
    -INF,
    -1e300,
    -1000.0,
    -2.5,
    -2.0,
    -1.0,
    -0.25,
    -0.0,
    0.0,
    1e-320,
    0.5,
    1.0,
    2.0,
    3.0,
    1000.0,
    1e300,
    INF,
    NAN,
]
BINARY = (
    "+",
    "-",
    "*",
    "/",
    "**",
    "<",
    "<=",
    ">",
    ">=",
    "==",
    "!=",
    "and",
    "or",
    "min",
    "max",
    "hypot",
    "ratio",
)
X, Y, Z = Name("x"), Name("y"), Name("z")


def value(text: str, **names: float) -> float:
    return evaluate(parse(text, functions=INTERNAL), names)


@pytest.mark.parametrize("function", OPERATIONS)
def test_an_operation_means_the_same_for_numbers_and_for_arrays(function: str) -> None:
    operation = OPERATIONS[function]
    width = 2 if function in BINARY else 1
    cases = list(product(GRID, repeat=width))
    scalars = np.array([operation.scalar(*case) for case in cases], dtype=np.float64)
    columns = [np.array(column) for column in zip(*cases, strict=True)]
    arrays = evaluate(
        Call(function, tuple(Name(str(number)) for number in range(width))),
        {str(number): column for number, column in enumerate(columns)},
    )
    np.testing.assert_allclose(np.asarray(arrays, dtype=np.float64), scalars, rtol=4e-15, atol=0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/0", INF), ("-1/0", -INF), ("0/0", NAN), ("1/-0", -INF),
        ("0**0", 1), ("0**-1", INF), ("(-8)**(1/3)", NAN), ("(-2)**3", -8), ("(-2)**-1", -0.5),
        ("10**400", INF), ("(-10)**401", -INF),
        ("exp(1000)", INF), ("exp(-1000)", 0), ("log(0)", -INF), ("log(-1)", NAN), ("sqrt(-1)", NAN),
        ("sin(1/0)", NAN), ("cos(1/0)", NAN), ("tan(1/0)", NAN),
        ("1e200*1e200", INF), ("1e308 + 1e308", INF),
        ("sigmoid(1000)", 1), ("sigmoid(-1000)", 0), ("sigmoid(0)", 0.5),
        ("sigmoid(-700)", 9.859676543759770e-305),
        ("softplus(1000)", 1000), ("softplus(-1000)", 0), ("softplus(0)", 0.6931471805599453),
        ("softplus(-30)", 9.357622968839737e-14),
        ("tanh(1000)", 1), ("tanh(-1000)", -1), ("relu(0)", 0), ("relu(-2)", 0), ("relu(2)", 2),
        ("relu_slope(0)", 0), ("relu_slope(1e-300)", 1), ("leaky_relu(-2)", -0.02), ("leaky_relu(2)", 2),
        ("leaky_relu_slope(0)", 0.01), ("leaky_relu_slope(3)", 1), ("sign(0)", 0), ("sign(-0.1)", -1),
        ("abs(-3)", 3), ("pi", math.pi), ("2*e", 2 * math.e),
        ("min(3)", 3), ("min(3, -1, 2)", -1), ("max(3, -1, 7)", 7),
        ("max(1, 0/0)", NAN), ("min(0/0, 1)", NAN),
    ],
)  # fmt: skip
def test_numbers_follow_ieee_754_and_never_raise(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected, rel=1e-15, abs=0, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 < 2", True), ("2 <= 1", False), ("2 > 1", True), ("1 >= 2", False), ("1 == 1", True),
        ("1 != 1", False),
        ("0/0 == 0/0", False), ("0/0 != 0/0", True), ("0/0 < 1", False),
        ("1 < 2 and 2 < 1", False), ("1 < 2 or 2 < 1", True), ("not 1 < 2", False),
    ],
)  # fmt: skip
def test_a_condition_is_true_or_false(text: str, expected: bool) -> None:
    assert value(text) is expected
    assert is_condition(parse(text, functions=CONDITIONAL))


@pytest.mark.parametrize("node", [X, ONE, Call("pi", ()), Call("+", (X, Y))])
def test_a_number_is_no_condition(node: Node) -> None:
    assert not is_condition(node)


def test_numbers_and_arrays_go_together() -> None:
    x = np.array([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(evaluate(parse("x**2 + y"), {"x": x, "y": 0.5}), [1.5, 4.5, 9.5])
    below = evaluate(parse("x < 2 or x == y", functions=CONDITIONAL), {"x": x, "y": 3})
    np.testing.assert_array_equal(below, [True, False, True])


def test_whole_numbers_and_numpy_numbers_are_taken_as_float64() -> None:
    assert evaluate(parse("10**x"), {"x": 400}) == INF
    assert type(evaluate(parse("x + y"), {"x": 1, "y": np.float64(2)})) is float


def test_a_name_without_a_value_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="y"):
        evaluate(parse("x + y"), {"x": 1.0})


def test_names_come_once_each_in_the_order_of_the_text() -> None:
    assert names_of(parse("z*x + sin(y)*z - pi/x")) == ("z", "x", "y")
    assert names_of(parse("2*pi")) == ()


def test_a_sum_may_have_any_number_of_terms() -> None:
    node = total([Name(f"x{number}") for number in range(3000)])
    assert text_of(node).startswith("x0 + x1 + x2")
    assert len(names_of(node)) == 3000
    assert evaluate(node, {f"x{number}": 1.0 for number in range(3000)}) == 3000


@pytest.mark.parametrize(
    ("text", "canonical"),
    table("""
        a * b+c **2               → a*b + c**2
        a-b-c                     → a - b - c
        a-(b-c)                   → a - (b - c)
        a+(b+c)                   → a + (b + c)
        (a+b)+c                   → a + b + c
        a*(b*c)                   → a*(b*c)
        a/(b/c)                   → a/(b/c)
        a/b*c                     → a/b*c
        (a+b)*c                   → (a + b)*c
        a**b**c                   → a**b**c
        (a**b)**c                 → (a**b)**c
        a**(b*c)                  → a**(b*c)
        (a*b)**c                  → (a*b)**c
        -x**2                     → -x**2
        (-x)**2                   → (-x)**2
        (-2)**2                   → (-2)**2
        -2**2                     → -2**2
        -(a+b)                    → -(a + b)
        -(a*b)                    → -(a*b)
        -a*b                      → -a*b
        -(a/b)*c                  → -(a/b)*c
        --a                       → -(-a)
        -(-a*b)                   → -(-a*b)
        a+-b                      → a + (-b)
        a*-b                      → a*(-b)
        a-(-b)*c                  → a - (-b)*c
        a + -(b*c)                → a + (-(b*c))
        x**-1                     → x**(-1)
        2*-3                      → 2*(-3)
        -3*2                      → -3*2
        sin(-x)                   → sin(-x)
        +x                        → x
        a*(-b + c)                → a*(-b + c)
        max(a,-b , c)             → max(a, -b, c)
        2.50*x                    → 2.5*x
        1e3                       → 1000
        .1                        → 0.1
        1e-7                      → 1e-07
        1e30                      → 1e+30
        -0                        → -0
        -(-0)                     → -(-0)
        2*pi                      → 2*pi
        a<b and(c>=d or not e==f) → a < b and (c >= d or not e == f)
        (a<b and c<d)or e<f       → a < b and c < d or e < f
        not(a<b and c<d)          → not (a < b and c < d)
        loss<-1                   → loss < -1
        a<b and -c<d              → a < b and -c < d
        a<b or (c<d or e<f)       → a < b or (c < d or e < f)
        value.a2_1>0.5            → value.a2_1 > 0.5
    """),
)
def test_the_canonical_text_has_no_parentheses_that_could_be_spared(text: str, canonical: str) -> None:
    assert text_of(parse(text, functions=CONDITIONAL)) == canonical


def test_a_negative_number_in_place_of_a_name_gets_parentheses_unless_it_comes_first() -> None:
    update = parse("parameter - learning_rate*gradient")
    shown = {"parameter": "0.1", "learning_rate": "0.001", "gradient": "-11.776"}
    assert text_of(update, name=shown.__getitem__) == "0.1 - 0.001*(-11.776)"
    assert text_of(parse("a*b + a**2 - -a"), name=lambda key: "-3") == "-3*(-3) + (-3)**2 - (-(-3))"


def test_numbers_are_written_as_asked_for() -> None:
    assert text_of(parse("x/3 + 0.125"), number=lambda number: f"{number:.2f}") == "x/3.00 + 0.12"


def test_a_name_whose_text_is_an_expression_is_held_together() -> None:
    unnamed = Name("x + y")
    assert text_of(Call("*", (unnamed, Z))) == "(x + y)*z"
    assert text_of(Call("**", (Name("x**2"), Z))) == "(x**2)**z"
    assert text_of(Call("+", (Z, Name("-x*y")))) == "z + (-x*y)"
    assert text_of(Call("*", (Z, Name("(x + y)*z")))) == "z*((x + y)*z)"
    assert text_of(Call("*", (Z, Name("sin(x + y)")))) == "z*sin(x + y)"
    assert text_of(Call("-", (Z, Name("x/y")))) == "z - x/y"


@given(any_trees, places)
def test_the_text_parses_to_the_same_value_and_the_same_text(node: Node, at: dict[str, float]) -> None:
    text = text_of(node)
    again = parse(text)
    assert text_of(again) == text
    np.testing.assert_equal(evaluate(again, at), evaluate(node, at))


@given(any_trees, places)
def test_the_text_with_numbers_for_names_parses_to_the_same_value(node: Node, at: dict[str, float]) -> None:
    text = text_of(node, name=lambda key: number_text(at[key]))
    np.testing.assert_equal(evaluate(parse(text), {}), evaluate(node, at))
    assert not re.search(r"[-+*/] ?-", text), "a negative number stands behind an operator"


@given(condition_trees, places)
def test_the_text_of_a_condition_parses_to_the_same_condition(node: Node, at: dict[str, float]) -> None:
    text = text_of(node)
    again = parse(text, functions=CONDITIONAL)
    assert text_of(again) == text
    assert evaluate(again, at) is evaluate(node, at)


@pytest.mark.parametrize(
    ("text", "plain"),
    table("""
        x*1          → x
        1*x          → x
        x + 0        → x
        0 + x        → x
        x - 0        → x
        0 - x        → -x
        x**1         → x
        x**0         → 1
        0*x          → 0
        x*0          → 0
        x/1          → x
        0/x          → 0
        --x          → x
        x*-1         → -x
        -1*x         → -x
        x + -y       → x - y
        x - -y       → x + y
        -x*-y        → x*y
        x*-y         → -x*y
        -x/y         → -x/y
        x + -2       → x - 2
        x - -2*y     → x + 2*y
        x + -(y/z)   → x - y/z
        x + -y/z     → x - y/z
        x + (-2)*y/z → x - 2*y/z
        x*2          → 2*x
        x*(2*pi)     → 2*pi*x
        x*(1/y)      → x/y
        x*(1/2)      → x/2
        -(2*x)       → -2*x
        -(-2*x)      → 2*x
        -(x - y)     → -(x - y)
        sin(x*1)     → sin(x)
        x*x          → x*x
        x + y        → x + y
        x - y        → x - y
        x/y          → x/y
        x**y         → x**y
        2*(-3)         → -2*3
        2*3 + x      → 2*3 + x
    """),
)
def test_textbook_forms_leave_out_what_changes_nothing(text: str, plain: str) -> None:
    assert text_of(plainly(parse(text))) == plain


def plainly(node: Node) -> Node:
    if not isinstance(node, Call):
        return node
    return simplified(node.function, map(plainly, node.arguments))


@given(smooth_trees, places)
def test_textbook_forms_keep_the_value(node: Node, at: dict[str, float]) -> None:
    assume(largest(node, at) < 1e6)
    assert evaluate(plainly(node), at) == pytest.approx(evaluate(node, at), rel=1e-6, abs=1e-6)


def test_numbers_are_put_together_only_when_asked_for() -> None:
    two, three = Constant(2.0), Constant(3.0)
    assert simplified("*", (two, three)) == Call("*", (two, three))
    assert simplified("*", (two, three), fold=True) == Constant(6.0)
    assert simplified("+", (two, three), fold=True) == Constant(5.0)
    assert simplified("-", (two, three), fold=True) == Constant(-1.0)
    assert simplified("/", (two, three), fold=True) == Call("/", (two, three))
    assert simplified("*", (Constant(1e300), Constant(1e300)), fold=True) == parse("1e300*1e300")


def test_numbers_are_put_together_as_on_paper() -> None:
    assert simplified("-", (Constant(1.1), ONE), fold=True) == Constant(0.1)


def test_the_negative_of_nothing_is_nothing() -> None:
    assert math.copysign(1.0, evaluate(negative(ZERO), {})) == 1.0


def test_a_sum_of_nothing_is_nothing() -> None:
    assert total([]) == ZERO
    assert total([X, negative(Y), Z]) == parse("x - y + z")
