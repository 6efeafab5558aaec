"""What an unknown word stands for: typing errors and synonyms are proposed, and never another term."""

from __future__ import annotations

import json
import math
import string
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.descent.optimizers import OPTIMIZERS
from engine.descent.schedules import SCHEDULES
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.expression import evaluate
from engine.objectives.losses import LOSSES
from engine.objectives.parsing import DIFFERENTIABLE, parse
from engine.objectives.spelling import nearest, normal
from engine.objectives.terms import DISTINCT, INEXPRESSIBLE, REWRITES, SAME
from scenarios.schema import schema

FUNCTIONS = sorted(DIFFERENTIABLE.functions)
TABLES: list[list[str]] = [FUNCTIONS, [*ACTIVATIONS], [*LOSSES], [*OPTIMIZERS], [*SCHEDULES]]


@pytest.mark.parametrize("known", TABLES)
def test_no_term_of_the_field_is_taken_for_another(known: list[str]) -> None:
    for word in DISTINCT - {normal(name) for name in known} - SAME.keys():
        assert nearest(word, known) in (None, word + "s")


@pytest.mark.parametrize("known", TABLES)
def test_every_name_of_a_table_is_a_term_of_its_own(known: list[str]) -> None:
    assert {normal(name) for name in known} <= DISTINCT


def test_what_a_word_of_elsewhere_stands_for_exists_here() -> None:
    here = set(chain(*TABLES, ["sign", "min", "max"]))
    here |= set(string.ascii_lowercase)
    written = json.dumps(schema())
    for word, targets in SAME.items():
        assert targets, word
        assert word == normal(word)
        assert all(target in here or f'"{target}"' in written for target in targets), (word, targets)


@pytest.mark.parametrize("word", sorted({*REWRITES, *INEXPRESSIBLE, *DISTINCT}))
def test_a_term_is_in_normal_form(word: str) -> None:
    assert normal(word) == word


@pytest.mark.parametrize(
    ("function", "value"),
    [
        ("log10", math.log10(2)),
        ("log2", 1.0),
        ("log1p", math.log1p(2)),
        ("expm1", math.expm1(2)),
        ("exp2", 4.0),
        ("sinh", math.sinh(2)),
        ("cosh", math.cosh(2)),
        ("coth", 1 / math.tanh(2)),
        ("sech", 1 / math.cosh(2)),
        ("csch", 1 / math.sinh(2)),
        ("cot", 1 / math.tan(2)),
        ("sec", 1 / math.cos(2)),
        ("csc", 1 / math.sin(2)),
        ("asinh", math.asinh(2)),
        ("acosh", math.acosh(2)),
        ("square", 4.0),
        ("rsqrt", 1 / math.sqrt(2)),
        ("swish", 2 / (1 + math.exp(-2))),
        ("softsign", 2 / 3),
        ("logsigmoid", -math.log1p(math.exp(-2))),
        ("relu6", 2.0),
        ("leakyrelu", 2.0),
        ("radians", math.radians(2)),
        ("degrees", math.degrees(2)),
    ],
)
def test_a_rewrite_has_the_value_of_its_function(function: str, value: float) -> None:
    assert evaluate(parse(REWRITES[function]), {"x": 2.0}) == pytest.approx(value, rel=1e-14)


def test_every_rewrite_is_an_expression() -> None:
    for text in REWRITES.values():
        assert math.isfinite(evaluate(parse(text), {"x": 0.5}) if "- 1)" not in text else 0.0)
    assert evaluate(parse(REWRITES["atanh"]), {"x": 0.5}) == pytest.approx(math.atanh(0.5))


@pytest.mark.parametrize(
    ("word", "known", "name"),
    [
        ("ln", FUNCTIONS, "log"),
        ("sine", FUNCTIONS, "sin"),
        ("Tanh", FUNCTIONS, "tanh"),
        ("tahn", FUNCTIONS, "tanh"),
        ("tann", FUNCTIONS, None),
        ("binary_crossentropy", [*LOSSES], "bce"),
        ("categorical_crossentropy", [*LOSSES], "cross_entropy"),
        ("crossentropy", [*LOSSES], "cross_entropy"),
        ("mean_squared_error", [*LOSSES], "mse"),
        ("rmse", [*LOSSES], None),
        ("adma", [*OPTIMIZERS], "adam"),
        ("adamax", [*OPTIMIZERS], None),
        ("AdamW", [*OPTIMIZERS], "adamw"),
        ("rprop", [*OPTIMIZERS], None),
        ("gelu", [*ACTIVATIONS], None),
        ("LeakyReLU", [*ACTIVATIONS], "leaky_relu"),
        ("lr", ["learning_rate", "rho"], "learning_rate"),
        ("alpha", ["learning_rate", "rho"], "learning_rate or rho"),
        ("w1_1_2", ["w1_1_1", "w1_2_1"], None),
        ("w1_1", ["b1_1"], None),
        ("W_1_1_1", ["w1_1_1", "w1_11"], "w1_1_1"),
        ("w1_11", ["w11_1", "w1_1_1"], None),
        ("value.y", ["value.x"], None),
        ("valeu.x", ["value.x"], "value.x"),
        ("heigth", ["height", "weight"], "height"),
        ("y", ["x"], None),
        ("epoch", ["epochs"], "epochs"),
        ("steps", ["stop"], None),
        ("x" * 60, ["x" * 60], "x" * 60),
        ("x" * 61, ["x" * 61], None),
    ],
)
def test_a_word_stands_for_the_same_thing_or_for_nothing(
    word: str, known: list[str], name: str | None
) -> None:
    assert nearest(word, known) == name


@settings(max_examples=200)
@given(st.text(max_size=70), st.lists(st.text(max_size=12), max_size=6))
def test_a_proposal_is_a_known_name(word: str, known: list[str]) -> None:
    assert nearest(word, known) in (None, *known)


@settings(max_examples=200)
@given(
    st.sampled_from(["learning_rate", "epsilon", "softplus", "momentum"]),
    st.integers(0, 7),
    st.integers(0, 2),
)
def test_one_typing_error_in_a_long_word_is_seen(name: str, index: int, kind: int) -> None:
    typed = [
        name[:index] + name[index + 1 :],
        name[:index] + "q" + name[index:],
        name[:index] + name[index : index + 2][::-1] + name[index + 2 :],
    ][kind]
    assert nearest(typed, ["learning_rate", "epsilon", "softplus", "momentum"]) == name
