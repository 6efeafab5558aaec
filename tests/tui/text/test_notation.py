"""Notation of names and formulas: as in a textbook, and unambiguous."""

from __future__ import annotations

import pytest

from engine.objectives.expression import Call, Constant, Name, Node
from engine.objectives.parsing import parse
from tui.text.notation import Notation, cut_name

TWO_LAYERS = Notation(layers=2)
FUNCTION = Notation()
PLAIN = Notation(layers=2, unicode=False)


@pytest.mark.parametrize(
    ("key", "letters", "plain"),
    [
        ("w1_1_2", "w¹₁₂", "w1_1_2"),
        ("w12_3_4", "w¹²₃₄", "w12_3_4"),
        ("w1_12_3", "w¹₁₂,₃", "w1_12_3"),
        ("b2_1", "b₂₁", "b2_1"),
        ("a12_3", "a₁₂,₃", "a12_3"),
        ("z2_1", "z₂₁", "z2_1"),
        ("a1_1", "a₁₁", "a1_1"),
        ("a2_1", "ŷ", "a2_1"),
        ("profile_score", "profile_score", "profile_score"),
        ("loss", "L", "L"),
        ("learning_rate", "η", "learning_rate"),
        ("gradient.a2_1", "∂L/∂ŷ", "dL/da2_1"),
        ("gradient.w2_1_1", "∂L/∂w²₁₁", "dL/dw2_1_1"),
        ("new.w2_1_1", "w²₁₁", "w2_1_1"),
        ("update.b1_1", "Δb₁₁", "update of b1_1"),
        ("velocity.b1_1", "velocity[b₁₁]", "velocity[b1_1]"),
        ("new_velocity.b1_1", "velocity′[b₁₁]", "velocity'[b1_1]"),
        ("gradient_in_update.b1_1", "gradient[b₁₁]", "gradient[b1_1]"),
        ("gradient.z1_1[row 3]", "∂L/∂z₁₁[row 3]", "dL/dz1_1[row 3]"),
        ("|gradient.W2|", "|∂L/∂W2|", "|dL/dW2|"),
        ("slope.a2_1.z2_1", "∂ŷ/∂z₂₁", "da2_1/dz2_1"),
        ("slope.z1_1.w1_2_1", "∂z₁₁/∂w¹₂₁", "dz1_1/dw1_2_1"),
        ("slope.z1_1.profile.score", "∂z₁₁/∂profile.score", "dz1_1/dprofile.score"),
        ("change.loss", "ΔL", "change of L"),
        ("after.loss", "L after", "L after"),
        ("loss of all rows", "L of all rows", "L of all rows"),
    ],
)
def test_a_quantity_has_its_textbook_name_and_one_in_ascii(key: str, letters: str, plain: str) -> None:
    assert TWO_LAYERS.name(key) == letters
    assert PLAIN.name(key) == plain


@pytest.mark.parametrize(
    ("key", "letter", "plain"),
    [
        ("velocity.b1_1", "v", "v"),
        ("new_velocity.b1_1", "v′", "v'"),
        ("new_mean_square.b1_1", "s′", "s'"),
        ("new_first_moment.b1_1", "m′", "m'"),
        ("corrected_first_in_update.b1_1", "m″", "m''"),
        ("corrected_second_in_update.b1_1", "v″", "v''"),
        ("gradient_in_update.b1_1", "g", "g"),
        ("new_velocity.b1_2", "velocity′[b₁₂]", "velocity'[b1_2]"),
        ("gradient.b1_1", "∂L/∂b₁₁", "dL/db1_1"),
    ],
)
def test_what_is_remembered_of_the_one_parameter_told_of_is_a_letter(
    key: str, letter: str, plain: str
) -> None:
    assert TWO_LAYERS._replace(about="b1_1").name(key) == letter
    assert PLAIN._replace(about="b1_1").name(key) == plain


def test_a_formula_in_pieces_is_the_formula_and_says_what_each_name_is() -> None:
    formula = parse("w2_1_1 - learning_rate*(x - 2)")
    pieces = TWO_LAYERS.pieces(formula)
    assert "".join(piece.text for piece in pieces) == TWO_LAYERS.formula(formula)
    assert pieces == (
        ("w²₁₁", "w2_1_1"), (" − ", ""), ("η", "learning_rate"), ("·(", ""), ("x", "x"), (" − 2)", ""),
    )  # fmt: skip


def test_several_outputs_are_told_apart() -> None:
    two = Notation(layers=2, outputs=12)
    assert [two.name(f"a2_{unit}") for unit in (1, 12)] == ["ŷ₁", "ŷ₁₂"]


def test_only_a_network_has_predictions() -> None:
    assert FUNCTION.name("a2_1") == "a₂₁"


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("x**2 + x", "x² + x"),
        ("x**(-2)", "x⁻²"),
        ("x**0.5", "x^0.5"),
        ("x**y", "x^y"),
        ("x**2**y", "x^2^y"),
        ("x**-y", "x^(−y)"),
        ("(x + y)**2*3 - 2", "(x + y)²·3 − 2"),
        ("1e-05**2", "(1e−05)²"),
        ("2*pi*sqrt(x)", "2·π·√(x)"),
        ("(-3)**2", "(−3)²"),
    ],
)
def test_operators_are_written_as_by_hand(text: str, letters: str) -> None:
    assert FUNCTION.formula(parse(text)) == letters
    assert parse(FUNCTION._replace(unicode=False).formula(parse(text))) == parse(text)


W, SLOPE = Name("w2_1_1"), Name("gradient.w2_1_1")
TWO = Constant(2.0)


@pytest.mark.parametrize(
    ("formula", "letters"),
    [
        (Call("-", (W, Call("*", (Name("learning_rate"), SLOPE)))), "w²₁₁ − η·∂L/∂w²₁₁"),
        (Call("**", (SLOPE, TWO)), "(∂L/∂w²₁₁)²"),
        (Call("**", (W, TWO)), "(w²₁₁)²"),
        (Call("**", (Name("a1_1"), TWO)), "a₁₁²"),
        (Call("**", (Name("velocity.w2_1_1"), TWO)), "velocity[w²₁₁]²"),
        (Call("/", (SLOPE, TWO)), "(∂L/∂w²₁₁)/2"),
        (Call("/", (TWO, SLOPE)), "2/(∂L/∂w²₁₁)"),
        (Call("/", (Name("other rows"), TWO)), "(other rows)/2"),
        (Call("relu_slope", (Name("z1_1"),)), "relu′(z₁₁)"),
    ],
)
def test_a_name_gets_parentheses_where_it_would_be_misread(formula: Node, letters: str) -> None:
    assert TWO_LAYERS.formula(formula) == letters


def test_an_unnamed_value_of_a_function_is_written_as_its_formula() -> None:
    assert FUNCTION.name("x**2") == "x²"
    assert FUNCTION.name("gradient.x**2 + y") == "∂L/∂(x² + y)"
    assert FUNCTION.formula(Call("*", (TWO, Name("x + y")))) == "2·(x + y)"
    assert FUNCTION.formula(Call("*", (TWO, Name("gradient.x**2")))) == "2·∂L/∂(x²)"


def test_a_new_value_stands_left_of_an_arrow() -> None:
    assert (TWO_LAYERS.relation("new.b1_1"), PLAIN.relation("new.b1_1")) == ("←", "<-")
    assert TWO_LAYERS.relation("z1_1") == "="


def test_numbers_have_a_real_minus() -> None:
    assert [TWO_LAYERS.number(value) for value in (-11.776, 1e-5)] == ["−11.776", "1e−5"]
    assert PLAIN.number(-11.776) == "-11.776"


def test_the_quantities_in_a_sentence_are_written_as_in_formulas() -> None:
    assert TWO_LAYERS.prose("a2_1 - lpa, but for the weight") == "ŷ − lpa, but for the weight"
    assert PLAIN.prose("½ · mse — Σ") == "1/2 * mse - sum of"


HOUSES = Notation(layers=2, standardized=frozenset({"size", "price", "a2_1"}))


@pytest.mark.parametrize(
    ("key", "letters", "plain"),
    [
        ("size", "size′", "size'"),
        ("rooms", "rooms", "rooms"),
        ("a2_1", "ŷ′", "a2_1'"),
        ("raw.size", "size", "size"),
        ("raw.a2_1", "ŷ", "a2_1"),
        ("gradient.a2_1", "∂L/∂ŷ′", "dL/da2_1'"),
        ("size[row 3]", "size′[row 3]", "size'[row 3]"),
        ("deviation.price", "deviation[price]", "deviation[price]"),
    ],
)
def test_a_prime_marks_what_is_standardized_and_nothing_else(key: str, letters: str, plain: str) -> None:
    assert HOUSES.name(key) == letters
    assert HOUSES._replace(unicode=False).name(key) == plain


@pytest.mark.parametrize(
    ("name", "room", "shown"),
    [("size′", 5, "size′"), ("bedrooms′", 6, "bedr…′"), ("bedrooms", 6, "bedro…"), ("bedrooms'", 3, "b…'")],
)
def test_a_name_that_is_cut_keeps_its_mark(name: str, room: int, shown: str) -> None:
    assert cut_name(name, room) == shown


def test_negative_numbers_in_a_sentence_have_the_sign_of_formulas() -> None:
    assert TWO_LAYERS.prose("the error y - ŷ is -29.5, or -1e-5 in w1_1_2") == (
        "the error y − ŷ is −29.5, or −1e−5 in w¹₁₂"
    )
