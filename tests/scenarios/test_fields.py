"""The bounds of every number and list of the format: what is just allowed, and what is just not."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.errors import ScenarioError
from scenarios.loading import load
from tests.scenarios.texts import FUNCTION, NETWORK, in_network

GENERATED = in_network("rows = [[1, 2], [3, 4]]", 'generator = { name = "xor", KEY = VALUE }')
LAYERS = in_network("units = 1", "units = VALUE }, { units = 1")
CUE = FUNCTION + '[[cue]]\nstep = 1\nsay = "x"\nKEY = VALUE\n'
ASK = FUNCTION + '[[cue]]\nstep = 1\nask = { text = "?", answer = 1, KEY = VALUE }\n'

PLACES: dict[str, str] = {
    "top": "KEY = VALUE\n" + FUNCTION,
    "data": in_network("rows", "KEY = VALUE\nrows"),
    "generator": GENERATED,
    "initial": NETWORK + '[network.initial]\nmethod = "normal"\nKEY = VALUE\n',
    "loss": NETWORK + "[loss]\nKEY = VALUE\n",
    "network training": in_network("epochs = 2", "KEY = VALUE"),
    "function training": FUNCTION.replace("steps = 3", "KEY = VALUE"),
    "sgd": NETWORK + "[training.optimizer]\nKEY = VALUE\n",
    "momentum": NETWORK + '[training.optimizer]\nname = "momentum"\nKEY = VALUE\n',
    "nesterov": NETWORK + '[training.optimizer]\nname = "nesterov"\nKEY = VALUE\n',
    "adagrad": NETWORK + '[training.optimizer]\nname = "adagrad"\nKEY = VALUE\n',
    "rmsprop": NETWORK + '[training.optimizer]\nname = "rmsprop"\nKEY = VALUE\n',
    "adam": NETWORK + '[training.optimizer]\nname = "adam"\nKEY = VALUE\n',
    "adamw": NETWORK + '[training.optimizer]\nname = "adamw"\nKEY = VALUE\n',
    "step": NETWORK + '[training.schedule]\nname = "step"\nevery = 1\nKEY = VALUE\n',
    "every": NETWORK + '[training.schedule]\nname = "step"\nKEY = VALUE\n',
    "exponential": NETWORK + '[training.schedule]\nname = "exponential"\nKEY = VALUE\n',
    "inverse_time": NETWORK + '[training.schedule]\nname = "inverse_time"\nKEY = VALUE\n',
    "cosine": NETWORK + '[training.schedule]\nname = "cosine"\nKEY = VALUE\n',
    "linear_warmup": NETWORK + '[training.schedule]\nname = "linear_warmup"\nKEY = VALUE\n',
    "stop": NETWORK + "[training.stop]\nloss_below = 1\nKEY = VALUE\n",
    "cue": CUE,
    "ask": ASK,
}

ABOVE_0 = ("5e-324", "0", "above 0")
FROM_0 = ("0", "-5e-324", "of at least 0")
BELOW_1 = ("0.9999999999999999", "1", "below 1")
FROM_1 = ("1", "0", "of at least 1")
TO_BILLION = ("1_000_000_000", "1_000_000_001", "of at most 1,000,000,000")
TO_32_BITS = ("4294967295", "4294967296", "of at most 4,294,967,295")

BOUNDS: list[tuple[str, str, tuple[str, str, str]]] = [
    ("top", "order", ("1_000_000", "1_000_001", "of at most 1,000,000")),
    ("top", "order", ("-1_000_000", "-1_000_001", "of at least -1,000,000")),
    ("data", "test_fraction", FROM_0),
    ("data", "test_fraction", BELOW_1),
    ("generator", "n", ("2", "1", "of at least 2")),
    ("generator", "n", ("1_000_000", "1_000_001", "of at most 1,000,000")),
    ("generator", "noise", FROM_0),
    ("generator", "seed", ("0", "-1", "of at least 0")),
    ("generator", "seed", TO_32_BITS),
    ("initial", "deviation", FROM_0),
    ("loss", "scale", ABOVE_0),
    ("network training", "epochs", FROM_1),
    ("network training", "epochs", TO_BILLION),
    ("network training", "seed", ("0", "-1", "of at least 0")),
    ("network training", "seed", TO_32_BITS),
    ("function training", "steps", FROM_1),
    ("function training", "steps", TO_BILLION),
    *((name, "learning_rate", ABOVE_0) for name in ("sgd", "adamw")),
    *((name, "weight_decay", FROM_0) for name in ("sgd", "adamw")),
    *((name, "momentum", bound) for name in ("momentum", "nesterov") for bound in (FROM_0, BELOW_1)),
    *((name, "epsilon", FROM_0) for name in ("adagrad", "rmsprop", "adam")),
    *(("rmsprop", "rho", bound) for bound in (FROM_0, BELOW_1)),
    *(("adam", key, bound) for key in ("beta1", "beta2") for bound in (FROM_0, BELOW_1)),
    ("every", "every", FROM_1),
    ("every", "every", TO_BILLION),
    ("step", "factor", ABOVE_0),
    ("exponential", "factor", ABOVE_0),
    ("inverse_time", "decay", FROM_0),
    ("cosine", "steps", FROM_1),
    ("cosine", "minimum", FROM_0),
    ("linear_warmup", "steps", FROM_1),
    ("stop", "gradient_norm", ABOVE_0),
    ("stop", "update_norm", ABOVE_0),
    ("stop", "loss_change", FROM_0),
    ("stop", "patience", FROM_1),
    ("cue", "pause", FROM_0),
    ("cue", "pause", ("3600", "3600.0000000000005", "of at most 3,600")),
    ("ask", "tolerance", FROM_0),
]


def told(folder: Path, text: str) -> str:
    """What is said about this text; nothing, if it is a scenario."""
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    try:
        load(path)
    except ScenarioError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("place", "key", "bound"), BOUNDS, ids=str)
def test_a_number_may_go_to_its_bound_and_no_further(
    place: str, key: str, bound: tuple[str, str, str], tmp_path: Path
) -> None:
    just, no_more, words = bound
    text = PLACES[place].replace("KEY", key)
    assert told(tmp_path, text.replace("VALUE", just)) == ""
    (line,) = told(tmp_path, text.replace("VALUE", no_more)).splitlines()
    assert f"{key}: expected a number {words}, got " in line


LENGTHS: list[tuple[str, str, str]] = [
    (
        in_network("[{ units = 1 }]", f"[{'{ units = 1 }, ' * 100}]"),
        in_network("[{ units = 1 }]", f"[{'{ units = 1 }, ' * 101}]"),
        "network.layers: expected at most 100 entries, got 101",
    ),
    (
        NETWORK + "frozen = [" + '"b1_1", ' * 1000 + "]\n",
        NETWORK + "frozen = [" + '"b1_1", ' * 1001 + "]\n",
        "training.frozen: expected at most 1,000 entries, got 1,001",
    ),
    (
        FUNCTION + "".join(f'[[compare]]\nlabel = "{i}"\nset.training.steps = 1\n' for i in range(100)),
        FUNCTION + "".join(f'[[compare]]\nlabel = "{i}"\nset.training.steps = 1\n' for i in range(101)),
        "compare: expected at most 100 entries, got 101",
    ),
    (
        FUNCTION + "[[cue]]\nstep = 1\nsay = 'x'\n" * 10_000,
        FUNCTION + "[[cue]]\nstep = 1\nsay = 'x'\n" * 10_001,
        "cue: expected at most 10,000 entries, got 10,001",
    ),
    (
        ASK.replace("KEY = VALUE", 'choices = ["1", "2"]'),
        ASK.replace("KEY = VALUE", 'choices = ["1"]'),
        "cue[1].ask.choices: expected at least 2 entries, got 1",
    ),
    (
        ASK.replace("KEY = VALUE", f"choices = {[str(i) for i in range(9)]}"),
        ASK.replace("KEY = VALUE", f"choices = {[str(i) for i in range(10)]}"),
        "cue[1].ask.choices: expected at most 9 entries, got 10",
    ),
    *(
        (
            in_network("rows", f"{key} = ['{name}']\nrows"),
            in_network("rows", f"{key} = []\nrows"),
            f"data.{key}: expected at least 1 entry, got 0",
        )
        for key, name in (("inputs", "x1"), ("targets", "y1"))
    ),
    (
        in_network("rows", "columns = ['a', 'b']\nrows"),
        in_network("rows", "columns = []\nrows"),
        "data.columns: expected at least 1 entry, got 0",
    ),
    (
        NETWORK + "[network.initial]\nweights = [[[1]]]\n",
        NETWORK + "[network.initial]\nweights = []\n",
        "network.initial.weights: expected at least 1 entry, got 0",
    ),
    (
        FUNCTION + "[[cue]]\nstep = 1\nknob = { x = 1 }\n",
        FUNCTION + "[[cue]]\nstep = 1\nknob = {}\n",
        "cue[1].knob: expected at least 1 entry, got 0",
    ),
    (
        FUNCTION + "[[cue]]\nstep = 1\nset = { learning_rate = 1 }\n",
        FUNCTION + "[[cue]]\nstep = 1\nset = {}\n",
        "cue[1].set: expected at least 1 entry, got 0",
    ),
]


@pytest.mark.parametrize(("just", "no_more", "expected"), LENGTHS, ids=[case[2] for case in LENGTHS])
def test_a_list_may_be_as_long_as_allowed_and_no_longer(
    just: str, no_more: str, expected: str, tmp_path: Path
) -> None:
    assert told(tmp_path, just) == ""
    assert told(tmp_path, no_more).splitlines()[0].endswith(f": {expected}")


def test_units_may_be_a_million_if_the_parameters_allow_it(tmp_path: Path) -> None:
    assert "of at most 1,000,000, got 1000001" in told(tmp_path, LAYERS.replace("VALUE", "1_000_001"))
    assert "3,000,001 parameters are more than the 1,000,000" in told(
        tmp_path, LAYERS.replace("VALUE", "1_000_000")
    )


@pytest.mark.parametrize("answer", ["1e300", "-1e300"])
def test_an_answer_may_be_as_large_as_a_number_that_can_still_be_judged(answer: str, tmp_path: Path) -> None:
    text = ASK.replace(", KEY = VALUE", "").replace("answer = 1", f"answer = {answer}")
    assert told(tmp_path, text) == ""
    assert "expected an expression in quotes, or a number, got" in told(
        tmp_path, text.replace("1e300", "1.0000000000000002e300")
    )
