"""Small scenarios to spoil, and what is then said about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.errors import ScenarioError
from scenarios.loading import load

NETWORK = """\
format = 1
kind = "network"
[data]
rows = [[1, 2], [3, 4]]
[network]
layers = [{ units = 1 }]
[training]
epochs = 2
"""

FUNCTION = """\
format = 1
kind = "function"
[function]
expression = "x**2"
[function.start]
x = 5
[training]
steps = 3
"""


def in_network(*changes: str) -> str:
    """The network with each first text replaced by the second, the third by the fourth, and so on."""
    return _changed(NETWORK, changes)


def in_function(*changes: str) -> str:
    """The function with each first text replaced by the second, the third by the fourth, and so on."""
    return _changed(FUNCTION, changes)


def _changed(text: str, changes: tuple[str, ...]) -> str:
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    return text


def problems_of(text: str, folder: Path) -> str:
    """What is said about a scenario with this text, without the file's own name."""
    path = folder / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    told = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}:") for line in told)
    return "\n".join(line.removeprefix(f"{path}:").strip() for line in told)
