"""Texts to trees: precedence, every complaint with its column and its remedy, and the limits."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.objectives.expression import Call, Constant, Name, evaluate, text_of
from engine.objectives.parsing import (
    CONDITIONAL,
    DIFFERENTIABLE,
    INTERNAL,
    MAX_LENGTH,
    MAX_LEVELS,
    RESERVED,
    ExpressionError,
    Language,
    check_names,
    parse,
)
from tests.engine.expressions import table


def error_in(text: str, language: Language = DIFFERENTIABLE) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse(text, functions=language)
    assert str(caught.value) == caught.value.message
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    table("""
        2 + 3*4         → 14
        (2 + 3)*4       → 20
        2 - 3 - 4       → -5
        2 - (3 - 4)     → 3
        24/4/2          → 3
        24/4*2          → 12
        24/(4*2)        → 3
        2**3**2         → 512
        (2**3)**2       → 64
        -2**2           → -4
        (-2)**2         → 4
        2**-1           → 0.5
        2**-2**2        → 0.0625
        -2*3            → -6
        2*-3            → -6
        2 - -3          → 5
        --2             → 2
        +2 + +3         → 5
        2*3**2          → 18
        -2*3**2 + 4     → -14
        1/2**2          → 0.25
        1e-3*1E+3       → 1
        .5 + 5.         → 5.5
        abs(-3)*2       → 6
        sqrt(16)**2     → 16
        max(1, 2 + 3)*2 → 10
    """),
)
def test_operators_bind_as_in_python(text: str, value: str) -> None:
    assert evaluate(parse(text, functions=CONDITIONAL), {}) == float(value)


@pytest.mark.parametrize(
    ("text", "meaning"),
    table("""
        a < b or c < d and e < f  → a < b or (c < d and e < f)
        not a < b and c < d       → (not (a < b)) and (c < d)
        not not a < b             → not (not (a < b))
        a + b < c*d               → (a + b) < (c*d)
        a<b and c<d and e<f       → (a<b and c<d) and e<f
    """),
)
def test_conditions_bind_as_in_python(text: str, meaning: str) -> None:
    assert parse(text, functions=CONDITIONAL) == parse(meaning, functions=CONDITIONAL)


def test_the_tree_is_what_is_written() -> None:
    x = Name("x")
    assert parse("-x**2 + 2*pi") == Call(
        "+",
        (
            Call("neg", (Call("**", (x, Constant(2.0))),)),
            Call("*", (Constant(2.0), Call("pi", ()))),
        ),
    )
    assert parse("-2*x") == Call("*", (Constant(-2.0), x))
    assert parse("value.a2_1", functions=CONDITIONAL) == Name("value.a2_1")


@pytest.mark.parametrize(
    ("text", "column", "message"),
    table(
        """
        | 1 | the expression is empty
        x^2 | 2 | '^' has no meaning here: a power is written x**2
        x² | 2 | '²' has no meaning here: a power is written x**2
        2·x | 2 | '·' has no meaning here: a product is written a*b
        2 − x | 3 | '−' has no meaning here: minus is written -
        √x | 1 | '√' has no meaning here: a root is written sqrt(x)
        2*π | 3 | 'π' has no meaning here: write pi
        [x] | 1 | '[' has no meaning here: only ( and ) group
        ŷ + 1 | 1 | 'ŷ' has no meaning here: names are made of the letters a to z, digits and _
        x $ 2 | 3 | '$' has no meaning here
        x. | 2 | '.' has no meaning here: a point stands within a number, as in 0.5, or within a name, \
as in value.x
        y = x | 3 | '=' has no meaning here: write only what stands right of the =
        x < 1 | 3 | '<' makes a condition, and a function's value is a number
        x and y | 3 | 'and' makes a condition, and a function's value is a number
        2x | 2 | an operator is missing before 'x': a product is written 2*x
        2 y + 1 | 3 | an operator is missing before 'y': a product is written 2*y
        x 2 | 3 | an operator is missing before '2': a product is written x*2
        2(x + 1) | 2 | an operator is missing before '(': a product is written 2*(…)
        (x)(y) | 4 | an operator is missing before '(': a product is written (…)*(…)
        1.2.3 | 4 | an operator is missing before '.3': a product is written 1.2*.3
        x(y + 1) | 1 | there is no function called 'x'; known are abs, cos, exp, log, relu, sigmoid, sin, \
softplus, sqrt, tan, tanh; a product is written x*(…)
        pi(x) | 1 | pi is a number: a product is written pi*(…)
        sine(x) | 1 | there is no function called 'sine'; did you mean sin?
        Tanh(x) | 1 | there is no function called 'Tanh'; did you mean tanh?
        1 + ln(x) | 5 | there is no function called 'ln'; did you mean log?
        pow(x, 2) | 1 | there is no function called 'pow'; pow(a, b) is a**b
        max(x, 1) | 1 | max is for conditions and answers only; max(a, b) is a + relu(b - a), so max(0, z) is relu(z)
        sin x | 1 | sin needs its value in parentheses: sin(x)
        2*sin | 3 | sin needs its value in parentheses: sin(x)
        sin() | 1 | sin needs a value in its parentheses
        sin(x, y) | 6 | sin takes one value (a decimal number is written 0.5)
        value.x*2 | 1 | 'value.x' contains a point, which names in a function cannot
        x + | 3 | a value is missing after '+'
        x * / y | 5 | a value is missing before '/'
        *x | 1 | a value is missing before '*'
        () | 1 | a value is missing after '('
        (x + ) | 4 | a value is missing after '+'
        (x + 1 | 1 | this '(' is never closed: a ')' is missing
        2*(x + (y) | 3 | this '(' is never closed: a ')' is missing
        sin(x | 4 | this '(' is never closed: a ')' is missing
        x + 1) | 6 | this ')' closes nothing: a '(' is missing before it
        1,5*x | 2 | ',' only separates the values of min and max; a decimal number is written 0.5
        (1,5)*x | 3 | ',' only separates the values of min and max; a decimal number is written 0.5
        1e999 | 1 | 1e999 is too large: the limit is 1.7e308
        x + 1e-999 | 5 | 1e-999 is too small: the limit is 5e-324
        """,
        separator="|",
    ),
)
def test_what_is_wrong_with_a_function_is_told_with_its_place_and_its_remedy(
    text: str, column: str, message: str
) -> None:
    error = error_in(text)
    assert (error.message, error.column) == (message, int(column))


@pytest.mark.parametrize(
    ("text", "column", "message"),
    table(
        """
        0 < x < 1 | 7 | comparisons do not chain: for 0 < x < 1 write 0 < x and x < 1
        (a < b) == (c < d) | 9 | comparisons do not chain: for 0 < x < 1 write 0 < x and x < 1
        loss = 1 | 6 | '=' has no meaning here: equality is written ==
        a < b & c < d | 7 | '&' has no meaning here: write and
        !a | 1 | '!' has no meaning here: write not
        loss and x < 1 | 1 | 'and' takes conditions such as x < 1, and this is a number
        x < 1 or 2 | 10 | 'or' takes conditions such as x < 1, and this is a number
        not loss | 5 | 'not' takes conditions such as x < 1, and this is a number
        1 + (a < b) | 6 | '+' takes numbers, and this is a condition
        -(a < b) | 3 | '-' takes numbers, and this is a condition
        abs(a < b) | 5 | 'abs' takes numbers, and this is a condition
        x < 1 not y < 2 | 7 | 'not' stands before the whole condition: not x < 1
        and x < 1 | 1 | a value is missing before 'and'
        x < 1 and | 7 | a value is missing after 'and'
        max(1, ) | 6 | a value is missing after ','
        min() | 1 | min needs a value in its parentheses
        max(1 2) | 7 | an operator is missing before '2': a product is written 1*2
        sgn(x) | 1 | there is no function called 'sgn'; did you mean sign?
        value.x.2 | 8 | an operator is missing before '.2': a product is written value.x*.2
        """,
        separator="|",
    ),
)
def test_what_is_wrong_with_a_condition_is_told_with_its_place_and_its_remedy(
    text: str, column: str, message: str
) -> None:
    error = error_in(text, CONDITIONAL)
    assert (error.message, error.column) == (message, int(column))


def test_long_words_are_told_in_short() -> None:
    assert len(error_in("f" * 5000 + "(x)").message) < 250
    assert len(error_in("1 " + "f" * 5000).message) < 250
    assert len(error_in("9" * 5000).message) < 250


def test_each_language_knows_its_own_functions() -> None:
    for function in DIFFERENTIABLE.functions:
        assert parse(f"{function}(x)") == Call(function, (Name("x"),))
    for function in ("sign", "min", "max"):
        assert parse(f"{function}(x)", functions=CONDITIONAL) == Call(function, (Name("x"),))
        error_in(f"{function}(x)")
    for function in ("relu_slope", "leaky_relu", "leaky_relu_slope"):
        assert parse(f"{function}(x)", functions=INTERNAL) == Call(function, (Name("x"),))
        error_in(f"{function}(x)", CONDITIONAL)
    assert {"sin", "max", "relu_slope", "pi", "e", "and", "or", "not"} <= RESERVED


def sum_of_sums(*counts: int) -> str:
    """Sums within sums, so many of each: as many terms as all multiplied, with few levels."""
    text = "x"
    for count in counts:
        text = "(" + "+".join([text] * count) + ")"
    return text


LIMITS = {
    "length": ("x" * (MAX_LENGTH + 1), "100,000 characters"),
    "nodes": (sum_of_sums(20, 25, 10) + "+x", "10,000 numbers, names and operations"),
    "sum": ("+".join(["x"] * (MAX_LEVELS + 1)), "100 levels"),
    "powers": ("**".join(["x"] * (MAX_LEVELS + 1)), "100 levels"),
    "calls": ("sin(" * MAX_LEVELS + "x" + ")" * MAX_LEVELS, "100 levels"),
    "signs": ("-" * MAX_LEVELS + "x", "100 levels"),
    "plus signs": ("+" * 90_000, "100 levels"),
    "parentheses": (
        "(" * (MAX_LEVELS + 1) + "x" + ")" * (MAX_LEVELS + 1),
        "100 parentheses within each other",
    ),
    "unclosed": ("(" * 90_000, "100 parentheses within each other"),
    "mixture": ("1/(2-3*-x**sin(" * 6000, "100 levels"),
}


@pytest.mark.parametrize("kind", LIMITS)
def test_beyond_a_limit_the_error_says_the_limit_and_what_to_do(kind: str) -> None:
    text, limit = LIMITS[kind]
    remedy = "name intermediate values in [function.where]"
    assert error_in(text).message == f"an expression may have {limit} at most: {remedy}"
    assert (
        error_in(text, CONDITIONAL).message == f"an expression may have {limit} at most: ask for less at once"
    )


@pytest.mark.parametrize(
    "text",
    [
        "x" * MAX_LENGTH,
        sum_of_sums(20, 25, 10),  # 5,000 names and 4,999 operations
        "+".join(["x"] * MAX_LEVELS),
        "**".join(["x"] * MAX_LEVELS),
        "sin(" * (MAX_LEVELS - 1) + "x" + ")" * (MAX_LEVELS - 1),
        "-" * (MAX_LEVELS - 1) + "x",
        "(" * MAX_LEVELS + "x" + ")" * MAX_LEVELS,
        "(x + " * (MAX_LEVELS - 1) + "-1" + ")" * (MAX_LEVELS - 1),
    ],
    ids=len,
)
def test_up_to_a_limit_all_is_well(text: str) -> None:
    node = parse(text)
    assert parse(text_of(node)) == node


def test_the_deepest_tree_can_be_evaluated() -> None:
    text = "(1 + " * (MAX_LEVELS - 1) + "x" + ")" * (MAX_LEVELS - 1)
    assert evaluate(parse(text), {"x": 1.0}) == MAX_LEVELS


WORDS = [
    *("x", "value.a2_1", "1", ".5", "1e999", "e", "(", ")", ",", " ", "\n", "=", "^", "é", "\x00"),
    *("+", "-", "*", "/", "**", "<", "<=", "==", "!=", "and", "or", "not", "sin(", "max(", "sign(", "pi"),
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=60).map("".join)))
@example("x" * 200_000)
@example("(" * 100_000)
@example("not " * 20_000)
def test_any_text_is_a_tree_or_an_expression_error(text: str) -> None:
    for language in (DIFFERENTIABLE, CONDITIONAL):
        try:
            canonical = text_of(parse(text, functions=language))
        except ExpressionError as error:
            told = error
        else:
            assert text_of(parse(canonical, functions=language)) == canonical
            continue
        assert told.message
        assert 1 <= told.column <= len(text) + 1


def test_the_largest_and_the_smallest_numbers_are_read() -> None:
    assert parse("1.7976931348623157e308") == Constant(1.7976931348623157e308)
    assert parse("5e-324") == Constant(5e-324)
    assert parse("0e999") == Constant(0.0)
    assert parse("1" + "0" * 300) == Constant(1e300)
    assert math.copysign(1.0, evaluate(parse("-0"), {})) == -1.0


def complaint(text: str, known: list[str], what: str = "variable") -> ExpressionError:
    node = parse(text, functions=CONDITIONAL)
    with pytest.raises(ExpressionError) as caught:
        check_names(node, known, what, text)
    return caught.value


def test_a_name_that_is_not_known_proposes_the_nearest_that_is() -> None:
    known = ["value.a1_1", "value.a2_1", "loss", "epoch_loss"]
    error = complaint("loss < 1 or valeu.a2_1 < 1", known, "quantity")
    assert error.message == "there is no quantity called 'valeu.a2_1'; did you mean value.a2_1?"
    assert error.column == 13
    error = complaint("value.a2_2 < 1", known, "quantity")
    assert error.message == "there is no quantity called 'value.a2_2'; known are value.a1_1, value.a2_1"
    assert complaint("Loss < 1", known).message == "there is no variable called 'Loss'; did you mean loss?"


def test_where_no_name_is_near_the_few_known_ones_are_told() -> None:
    assert complaint("foo + x", ["x", "y"]).message == "there is no variable called 'foo'; known are x, y"
    many = [f"x{number}" for number in range(13)]
    assert complaint("foo", many[:12]).message.endswith("known are " + ", ".join(many[:12]))
    assert complaint("foo", many).message.endswith("known are " + ", ".join([*many[:12], "…"]))
    assert complaint("foo", []).message == "there is no variable called 'foo'"


def test_the_column_is_that_of_the_whole_name() -> None:
    assert complaint("x.a + xa + a", ["xa", "x.a"]).column == 12
    node = parse("a")
    with pytest.raises(ExpressionError) as caught:
        check_names(node, ["b"], "variable")
    assert caught.value.column == 1


def test_known_names_pass() -> None:
    check_names(parse("x + y*x"), {"x", "y"}, "variable")


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("ln x", "an operator is missing before 'x': write log(x)"),
        ("2*log10 x", "before 'x': there is no function called 'log10'; log10(x) is log(x)/log(10)"),
        ("arctan (x) + sinh x", "there is no function called 'arctan'; known are abs, cos, "),
        ("x y", "an operator is missing before 'y': a product is written x*y"),
        ("min(x, y)", "min(a, b) is a - relu(a - b)"),
        ("leaky_relu(x)", "leaky_relu(x) is relu(x) - 0.01*relu(-x)"),
    ],
)
def test_a_function_of_other_programs_is_told_as_it_is_written_here(text: str, advice: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert advice in caught.value.message


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("xy + x", "a product is written x*y"),
        ("sinx", "write sin(x)"),
        ("lny", "write log(y)"),
        ("xz", "known are x, y"),
    ],
)
def test_names_without_an_operator_between_them_are_told_apart(text: str, advice: str) -> None:
    message = complaint(text, ["x", "y"]).message
    assert message == f"there is no variable called {text.split()[0]!r}; {advice}"
