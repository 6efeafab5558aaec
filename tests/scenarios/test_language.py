"""Lesson texts with places for numbers, and the names that scenarios' expressions may use."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.objectives.function import Function
from scenarios.dataset import dataset_of
from scenarios.format import NetworkScenario
from scenarios.language import filled, pieces_of
from scenarios.names import UnitNames, names_of_function, names_of_network

NAMES = {"loss": 13.5424, "value.a2_1": 1 / 3, "step": 7.0, "epoch": 12345678.0}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no place", "no place"),
        ("ŷ is {value.a2_1:.3g}.", "ŷ is 0.333."),
        ("{loss}", "13.5424"),
        ("step {step}", "step 7"),
        ("{value.a2_1}", "0.333333"),
        ("{epoch:,.0f} {loss:+.2e} {value.a2_1:.1%} {loss:>8.2f}|{loss:*^9.1f}|{step:03.0f}",
         "12,345,678 +1.35e+01 33.3%    13.54|**13.5***|007"),
        ("{2*loss - 1:.2f}", "26.08"),
        ("{{loss}} {{{loss:.0f}}}", "{loss} {14}"),
        ("{sign(-loss)}", "-1"),
        ("{loss > 3}", "1"),
        ("{log(0)} {0/0}", "-inf nan"),
    ],
)  # fmt: skip
def test_places_are_filled_with_the_numbers_of_the_moment(text: str, expected: str) -> None:
    assert filled(text, NAMES) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "{ has no } after it; write {{ for a brace itself"),
        ("{loss", "{ has no } after it; write {{ for a brace itself"),
        ("loss}", "} has no { before it; write }} for a brace itself"),
        ("{}", '"", column 1: the expression is empty'),
        ("{loss:}", '"" is no format for a number; give one such as .3g, .4f or +.2e after the colon'),
        ("{loss:d}", '"d" is no format for a number; give one such as .3g, .4f or +.2e after the colon'),
        (
            "{loss:999f}",
            '"999f" is no format for a number; give one such as .3g, .4f or +.2e after the colon',
        ),
        (
            "{loss:.3g:x}",
            '".3g:x" is no format for a number; give one such as .3g, .4f or +.2e after the colon',
        ),
        ("{a b}", "\"a b\", column 3: an operator is missing before 'b': a product is written a*b"),
    ],
)
def test_a_text_with_a_faulty_place_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        pieces_of(text)
    assert str(caught.value) == message


@given(st.text())
def test_braces_written_twice_stand_for_themselves(text: str) -> None:
    assert filled(text.replace("{", "{{").replace("}", "}}"), {}) == text


@given(st.text("{}:.loss3gf +-*^<>%,é", max_size=20))
def test_any_accepted_text_can_be_filled(text: str) -> None:
    try:
        pieces = pieces_of(text)
    except ValueError:
        return
    names = dict.fromkeys(("loss", "l", "o", "s", "g", "f", "lo", "ss", "los", "so"), 1.0)
    if "KeyError" not in _filled_or_error(text, names):
        assert len(pieces) <= len(text)


def _filled_or_error(text: str, names: dict[str, float]) -> str:
    try:
        return filled(text, names)
    except KeyError as error:
        return repr(error)


def test_units_are_known_by_layer_and_number() -> None:
    units = UnitNames([2, 1])
    assert list(units) == ["z1_1", "a1_1", "z1_2", "a1_2", "z2_1", "a2_1"]
    assert len(units) == 6
    assert all(name in units for name in units)
    assert not any(name in units for name in ("a2_2", "a3_1", "a0_1", "a01_1", "w1_1", "a1", 3))


def test_the_names_of_a_network_are_its_columns_units_and_parameters() -> None:
    document = {
        "format": 1,
        "kind": "network",
        "data": {"rows": [[1, 2, 3]], "columns": ["p", "q", "r"], "inputs": ["p"]},
        "network": {"layers": [{"units": 1}]},
        "training": {},
    }
    scenario = NetworkScenario.model_validate(document)
    known = names_of_network(scenario.network, dataset_of(scenario, Path()))
    parameters = ["w1_1_1", "b1_1"]
    expected = {
        *("loss", "epoch_loss", "learning_rate", "step", "epoch", "row"),
        *(f"value.{name}" for name in ("p", "r", "loss", "z1_1", "a1_1")),
        *(f"gradient.{name}" for name in (*parameters, "z1_1", "a1_1")),
        *(f"{prefix}.{name}" for prefix in ("update", "parameter", "new") for name in parameters),
    }
    assert set(known) == expected
    assert len(known) == len(expected)
    assert all(name in known for name in expected)
    assert not any(
        name in known for name in ("value.q", "gradient.p", "new.a1_1", "other.p", "p", "value.", "")
    )


def test_the_names_of_a_function_are_its_variables_and_named_values() -> None:
    known = names_of_function(Function("q*x", {"q": "x + 1"}, ["x", "y"]))
    expected = {
        *("loss", "learning_rate", "step"),
        *(f"value.{name}" for name in ("x", "y", "q", "loss")),
        *(f"gradient.{name}" for name in ("x", "y", "q")),
        *(f"{prefix}.{name}" for prefix in ("update", "parameter", "new") for name in ("x", "y")),
    }
    assert set(known) == expected
    assert len(known) == len(expected)
