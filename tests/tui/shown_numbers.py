"""Finding the numbers in what a pane shows, and saying whether each is an engine's number, rightly rounded."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.insight.numbers import DIGITS, shown
from engine.insight.story.beats import Phase
from tui.workspace.snapshot import Snapshot

NUMBER = re.compile(r"[+−-]?(?:\d+(?:\.\d+)?(?:e[−-]?\d+)?|inf|nan)")
CUT = re.compile(r"[\d.e+−]…|#")
"""What is left of a number that was cut off."""
_NAME = re.compile(r"[A-Za-z_]\w*")
_ACTIVATION = re.compile(r"\b\d+ (?=linear|sigmoid|tanh|relu|leaky_relu|softplus|softmax)|layer \d+, \d+")


def numbers_in(text: str, names: Iterable[str] = ()) -> list[str]:
    """The numbers of a text, in order; digits in these names and in headings are none."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    return NUMBER.findall(_ACTIVATION.sub(" ", text))


def as_shown(value: float, digits: int = DIGITS) -> str:
    """A number as panes write it."""
    return shown(value, digits).replace("-", "−")


def with_sign(value: float, digits: int = DIGITS) -> str:
    """A number as panes write it where its sign matters."""
    text = as_shown(value, digits)
    return text if text in ("0", "nan") or text.startswith("−") else f"+{text}"


def roundings(values: Iterable[float], fewest: int = DIGITS) -> set[str]:
    """Every right way to write these numbers: in six significant digits, or in fewer where that is allowed."""
    return {
        write(value, digits)
        for value in values
        for digits in range(fewest, DIGITS + 1)
        for write in (as_shown, with_sign)
    }


def known_numbers(snapshot: Snapshot) -> set[float]:
    """What may be shown of the step that is looked at, at this place of its story, on a network's stage."""
    known = set(snapshot.theta.tolist())
    step, network = snapshot.step, snapshot.network
    assert network is not None
    if step is None:
        return known
    row = snapshot.beat.row if snapshot.beat is not None else 0
    values, slopes = step.evaluation.named_values(row), step.evaluation.named_gradients(row)
    known |= {values[name] for name in (*network.input_names, *network.target_names)}
    if snapshot.complete:
        return known | {
            *values.values(),
            *slopes.values(),
            *step.gradient.tolist(),
            *step.after.theta.tolist(),
            step.loss,
        }
    known |= set(snapshot.revealed.values())
    for layer in range(1, len(network.layers) + 1):
        if f"|a{layer}|" in snapshot.revealed:  # a large network is told by layers
            known |= {value for name, value in values.items() if name.startswith(f"a{layer}_")}
    if snapshot.phase is Phase.UPDATE:
        known |= set(step.gradient.tolist())
    return known
