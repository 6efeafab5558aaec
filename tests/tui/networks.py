"""Networks for the tests of the stage: texts of scenarios, and desks made of them without a file that stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice, product
from pathlib import Path
from string import ascii_lowercase
from tempfile import TemporaryDirectory

from scenarios.loading import Loaded
from tests.tui.workspaces import text_of, workspace_at, written
from tui.drawing.spans import Row, Span
from tui.panes.network.stage import NetworkStage
from tui.workspace.snapshot import Snapshot
from tui.workspace.workspace import Workspace

SIGNED = """\
format = 1
kind = "network"
[data]
columns = ["p", "q", "r"]
inputs = ["p", "q"]
targets = ["r"]
rows = [[1.0, 2.0, 0.5], [0.5, -1.0, 1.5]]
[network]
layers = [{ units = 2, activation = "tanh" }, { units = 1 }]
[network.initial]
weights = [[[0.8, -0.1], [-0.7, 0.2]], [[0.5], [-0.05]]]
biases = [[0.1, -0.2], [0.3]]
[training]
epochs = 3
[training.optimizer]
name = "sgd"
learning_rate = 0.1
"""
"""2-2-1 with a large and a small weight of each sign in its first layer."""

_LINES = re.compile("[\u2500-\u25ff\u2800-\u28ff]")
"""Boxes, marks and braille."""
MIDDLE, LARGE = (2, 8, 8, 1), (784, 128, 10)


def network_text(
    sizes: Sequence[int],
    *,
    activation: str = "tanh",
    bias: bool = True,
    batch: int = 1,
    optimizer: str = "sgd",
    rows: int = 4,
    value: float | None = None,
) -> str:
    """A scenario with so many inputs, then units of each layer; its weights drawn, or all of one value."""
    inputs = [f"in_{letter}" for letter in _letters(sizes[0])]
    targets = [f"out_{letter}" for letter in _letters(sizes[-1])]
    layers = [f'{{ units = {size}, activation = "{activation}" }}' for size in sizes[1:-1]]
    layers.append(f"{{ units = {sizes[-1]} }}")
    data = [
        [round((row + 1) * (3 * column - sizes[0]) / (5 * sizes[0]), 3) for column in range(sizes[0])]
        + [0.25 * row - 0.5 * column for column in range(sizes[-1])]
        for row in range(rows)
    ]
    initial = 'method = "glorot_uniform"' if value is None else f'method = "constant"\nvalue = {value}'
    return f"""\
format = 1
kind = "network"
[data]
columns = {[*inputs, *targets]}
inputs = {inputs}
targets = {targets}
rows = {data}
[network]
bias = {str(bias).lower()}
layers = [{", ".join(layers)}]
[network.initial]
{initial}
[training]
epochs = 3
batch_size = {batch}
[training.optimizer]
name = "{optimizer}"
learning_rate = 0.01
""".replace("'", '"')


def _letters(count: int) -> list[str]:
    """Names without digits, so that every digit on the screen is a number's."""
    return ["".join(letters) for letters in islice(product(ascii_lowercase, repeat=3), count)]


@cache
def loaded(text: str) -> Loaded:
    """The scenario with this text."""
    with TemporaryDirectory() as folder:
        return written(Path(folder), text)


def network_desk(sizes: Sequence[int], step: int = 0, beats: int = 0) -> Workspace:
    """A desk with a network of these sizes, after so many steps and beats."""
    return workspace_at(loaded(network_text(sizes)), step, beats)


def stage(snapshot: Snapshot, width: int, height: int) -> list[Row]:
    """What is drawn inside the stage's frame."""
    return NetworkStage().body(snapshot, width, height)


def stage_text(snapshot: Snapshot, width: int, height: int) -> str:
    """The same as a person reads it."""
    return text_of(stage(snapshot, width, height))


def spans_about(rows: Sequence[Row], quantity: str) -> list[Span]:
    """Everything that selects this quantity when it is clicked."""
    return [span for row in rows for span in row if span.target == f"quantity:{quantity}"]


def words_of(rows: Sequence[Row], role: str) -> list[str]:
    """The words that are written in a role, without lines and dots."""
    texts = "".join(span.text if span.role == role else " " for row in rows for span in (*row, Span(" ", "")))
    words = _LINES.sub(" ", texts).split()
    return [word for word in words if word != "·"]
